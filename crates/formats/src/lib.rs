//! Other tools' scenario files.
mod assemble;
mod genius;
mod geniusweb;
mod ids;
mod json;
mod negmas;
mod node;
mod report;
mod scalar;
mod settings;
mod sniff;
mod source;
mod text;
mod xml;
mod yaml;

use detente_case::{Files, Problem};

pub use ids::short_ids;
pub use settings::{Export, Reading, Repair, Scenario, Settings, Tool, UnknownTool};

use report::Report;

/// Which tool's files lie in a folder, if any: its own files only, by content, the first by name deciding.
///
/// Hidden files, names that start with `_`, sub-folders and images are not looked at. Linear in the files, no parsing.
pub fn recognise(files: &Files) -> Option<Tool> {
    sniff::recognise(files)
}

/// Reads a folder's files as one scenario.
///
/// # Errors
/// Every error found, and the warnings met on the way: `E1` (not readable) to `E7` (a profile of another domain), and
/// named ones (`no-scenario`, `no-domain`, `two-domains`, `two-tools`, `unknown-party`, `no-issue`, `no-option`,
/// `too-many`); with [`Settings::strict`] every repair, under its code.
///
/// # Cost
/// Near linear in the files; ranges are spelled out to at most 1,000,000 options over all issues and parties.
pub fn read(files: &Files, settings: &Settings) -> Result<Scenario, Vec<Problem>> {
    let mut report = Report::new(settings.strict);
    let found = sniff::gather(files, &mut report).and_then(|(tool, sources)| {
        let case = match tool {
            Tool::Genius => genius::read(sources, settings, &mut report),
            Tool::GeniusWeb => geniusweb::read(sources, settings, &mut report),
            Tool::Negmas => negmas::read(sources, settings, &mut report),
        };
        Some((tool, case?))
    });
    let Some((tool, case)) = found else {
        // Without a case there is an error; were none reported, this keeps it from passing in silence.
        if !report.has_errors() {
            report.push(Problem::error("no-scenario", "", 0..0, "no scenario could be read here"));
        }
        return report.finish().and_then(|_| Err(Vec::new()));
    };
    let (repairs, warnings) = report.finish()?;
    Ok(Scenario { case, tool, repairs, warnings })
}
