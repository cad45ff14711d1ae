//! Other tools' scenario files, read and written as Detente cases.
//!
//! This crate knows what the files of three negotiation tools mean: **GENIUS** XML, **GeniusWeb** JSON and **NegMAS**
//! YAML. Files go in and come out as [`Files`], names and bytes; it touches no disk and prints nothing.
//!
//! Three habits. *The file's own tool decides*: GENIUS divides evaluations by an issue's largest, so we do for its
//! files; NegMAS does not, so we do not for its own ([`Reading::Negmas`] is there to compare with its figures).
//! *Tolerant in reading, exact in meaning*: every departure from what a file says is one [`Repair`] with its place; what
//! has two readings is an error with advice, never a guess. *Decimals are never doubles*: ties written in a file are ties
//! in the case.
//!
//! How a value flows. [`read`] looks at what lies in a folder, by content; makes each file a tree with places (XML by
//! one reader, JSON and YAML as the same kind of tree); picks the one domain and the profiles; gives each profile its
//! tool's meaning as weights and worths; and assembles a [`Case`](detente_case::Case). [`write()`] goes back: vague
//! preferences are made plain, importances multiplied in, and the result is shifted and scaled into the tool's own form,
//! with a note for everything lost.
//!
//! ```
//! use detente_formats::{Settings, Tool, read, write};
//!
//! let domain = r#"<negotiation_template><objective index="0">
//!   <issue index="1" name="Rent" type="discrete"><item value="low"/><item value="high"/></issue>
//! </objective></negotiation_template>"#;
//! let tenant = r#"<utility_space><objective index="0"><weight index="1" value="1"/>
//!   <issue index="1" name="Rent" type="discrete">
//!     <item value="low" evaluation="8"/><item value="high" evaluation="null"/>
//!   </issue></objective></utility_space>"#;
//! let files = [("flat.xml", domain), ("tenant.xml", tenant)];
//! let files = files.map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).into();
//!
//! let scenario = read(&files, &Settings::default()).map_err(|problems| problems[0].to_string())?;
//! assert_eq!(scenario.tool, Tool::Genius);
//! assert_eq!(scenario.case.parties[0].name, "tenant");
//! assert_eq!(
//!     scenario.repairs[0].to_string(),
//!     "tenant.xml:2: repaired [R2]: found no evaluation of \"high\" of issue \"Rent\"; taken as 0"
//! );
//!
//! let export = write(&scenario.case, Tool::GeniusWeb).map_err(|problems| problems[0].to_string())?;
//! assert!(export.files.contains_key("tenant.json"));
//! assert_eq!(export.notes, ["tenant: written = (worth - 0) × 1"]);
//! # Ok::<(), String>(())
//! ```
//!
//! Two readers deserve a word. The XML reader mends only what has one reading (a bare `&`, a value without quotes, end
//! tags missing at the end); entities of a file's own are kept as text, so none can grow. The YAML reader copies aliases
//! within bounds. Nesting is limited to 200 everywhere.

mod assemble;
mod genius;
mod geniusweb;
mod graph;
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
mod write;
mod xml;
mod yaml;

use detente_case::{Files, Problem};

pub use graph::{ReadConflict, read_conflict, write_gmcr};
pub use ids::short_ids;
pub use settings::{Export, Reading, Repair, Scenario, Settings, Tool, UnknownTool};
pub use write::write;

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
/// Every error found, errors before warnings: `E1` (not readable) to `E7` (a profile of another domain), and named
/// ones (`no-scenario`, `no-domain`, `two-domains`, `two-tools`, `unknown-party`, `no-issue`, `no-option`, `too-many`);
/// with [`Settings::strict`] every repair, under its code. Profiles are looked into once the domain is understood.
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
    if found.is_none() && !report.has_errors() {
        report.push(Problem::error("no-scenario", "", 0..0, "no scenario could be read here"));
    }
    let (repairs, warnings) = report.finish()?;
    // Without a case there is an error, so `finish` has returned it.
    let Some((tool, case)) = found else { return Err(Vec::new()) };
    Ok(Scenario { case, tool, repairs, warnings })
}
