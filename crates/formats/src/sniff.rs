//! What lies in a folder, by content, never by name.

use detente_case::{Files, Problem, did_you_mean};

use crate::report::{Report, some};
use crate::source::Source;
use crate::{Settings, Tool};

/// What a file looks like before it is parsed.
fn tool_of(source: &Source) -> Option<Tool> {
    let text = &source.text[source.start()..];
    if let Some("negotiation_template" | "utility_space") = crate::xml::root_name(text) {
        return Some(Tool::Genius);
    }
    let is_object = text.trim_start().starts_with('{');
    if is_object && text.contains("\"issuesValues\"") {
        return Some(Tool::GeniusWeb);
    }
    let says_type = text.lines().any(|line| {
        let key = line.trim_start_matches(['{', ' ', '"', '\'']);
        let flat = !line.starts_with(' ') || is_object;
        let rest = key.strip_prefix("type").map(|rest| rest.trim_start_matches(['"', '\'', ' ']));
        let value = rest.and_then(|rest| rest.strip_prefix(':')).filter(|_| flat);
        value
            .is_some_and(|value| value.contains("OutcomeSpace") || value.to_ascii_lowercase().contains("fun"))
    });
    if says_type {
        return Some(Tool::Negmas);
    }
    let signs = ["UtilitySpace\"", "Profile\"", "Ordering\""];
    (is_object && signs.iter().any(|sign| text.contains(sign))).then_some(Tool::GeniusWeb)
}

/// Whether a file is looked at: in the folder itself, not hidden, not set aside by `_`, not an image.
fn is_candidate(name: &str) -> bool {
    let images = ["png", "jpg", "jpeg", "gif", "svg", "bmp", "webp", "pdf", "ico"];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    !name.starts_with(['.', '_'])
        && !name.contains('/')
        && !ending.is_some_and(|e| images.contains(&e.as_str()))
}

/// The tool whose files lie here, if any; the first by file name decides. Reads every file's text once.
pub(crate) fn recognise(files: &Files) -> Option<Tool> {
    let candidates = files.iter().filter(|(name, _)| is_candidate(name));
    candidates.map(|(name, bytes)| Source::decode(name, bytes)).find_map(|source| tool_of(&source))
}

/// The files of the one tool whose files lie here, in name order.
pub(crate) fn gather(files: &Files, report: &mut Report) -> Option<(Tool, Vec<Source>)> {
    let mut found: Vec<(Tool, Source)> = Vec::new();
    for (name, bytes) in files.iter().filter(|(name, _)| is_candidate(name)) {
        let source = Source::decode(name, bytes);
        if let Some(tool) = tool_of(&source) {
            found.push((tool, source));
        }
    }
    let Some((tool, first)) = found.first().map(|(tool, source)| (*tool, source.name.clone())) else {
        let problem =
            Problem::error("no-scenario", "", 0..0, "no GENIUS, GeniusWeb or NegMAS file lies here");
        report.push(problem.help(
            "a GENIUS file has the root element negotiation_template or utility_space; a GeniusWeb file has \
             issuesValues; a NegMAS file has a type that names an OutcomeSpace or a utility function",
        ));
        return None;
    };
    if let Some((other, source)) = found.iter().find(|(other, _)| *other != tool) {
        let message =
            format!("files of two tools lie here: \"{first}\" is {tool}, \"{}\" is {other}", source.name);
        let problem = Problem::error("two-tools", &source.name, 0..0, message);
        report.push(problem.help("put each scenario in its own folder"));
        return None;
    }
    Some((tool, found.into_iter().map(|(_, source)| source).collect()))
}

/// A parsed file.
pub(crate) type Parsed<T> = (Source, T);

/// Picks the one domain and the profiles asked for, and says what is doubtful about them.
pub(crate) fn choose<T>(
    domains: Vec<Parsed<T>>,
    profiles: Vec<Parsed<T>>,
    settings: &Settings,
    report: &mut Report,
) -> (Option<Parsed<T>>, Vec<Parsed<T>>) {
    if let [(first, _), (second, _), ..] = domains.as_slice() {
        let message = format!("two domains lie here: \"{}\" and \"{}\"", first.name, second.name);
        report.error_with_help(
            "two-domains",
            second,
            0..0,
            message,
            "a scenario has one; take the other away",
        );
    }
    let domain = domains.into_iter().next();
    if settings.parties.is_empty() {
        let names: Vec<&str> = profiles.iter().map(|(source, _)| source.name.as_str()).collect();
        if names.len() > 9 || alternatives(&names) {
            let message = format!("{} profiles found; all read as parties of one negotiation", names.len());
            let problem = Problem::warning("many-profiles", names[0], 0..0, message);
            report.push(problem.help("choose with --party FILE"));
        }
        if names.is_empty() && !report.has_errors() {
            let name = domain.as_ref().map_or("", |(source, _)| source.name.as_str());
            report.push(Problem::warning(
                "no-profiles",
                name,
                0..0,
                "no profile found: the case has no parties",
            ));
        }
        return (domain, profiles);
    }
    let mut left: Vec<Option<Parsed<T>>> = profiles.into_iter().map(Some).collect();
    let mut chosen = Vec::new();
    for wanted in &settings.parties {
        let is_wanted = |slot: &&mut Option<Parsed<T>>| matches!(slot, Some((s, _)) if s.name == *wanted || s.stem() == wanted);
        match left.iter_mut().find(is_wanted).and_then(Option::take) {
            Some(profile) => chosen.push(profile),
            None => {
                let names: Vec<&str> =
                    left.iter().flatten().map(|(source, _)| source.name.as_str()).collect();
                let message = format!("no profile \"{wanted}\" left to choose");
                let help = match did_you_mean(wanted, names.iter().copied()) {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => format!("profiles not yet chosen: {}", some(&names)),
                };
                report.push(Problem::error("unknown-party", wanted, 0..0, message).help(help));
            }
        }
    }
    (domain, chosen)
}

/// Whether some names differ only in `Reserve` and a number: alternatives rather than parties.
fn alternatives(names: &[&str]) -> bool {
    let mut stems: Vec<String> = names
        .iter()
        .filter_map(|name| {
            let at = name.to_ascii_lowercase().find("reserve")?;
            let after = name.get(at + "reserve".len()..)?;
            Some(format!("{}|{}", name.get(..at)?, after.trim_start_matches(|c: char| c.is_ascii_digit())))
        })
        .collect();
    stems.sort_unstable();
    stems.windows(2).any(|pair| pair[0] == pair[1])
}
