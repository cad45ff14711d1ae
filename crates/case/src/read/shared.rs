//! `case.toml`: what is told to all parties.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::condition::named_issue;
use super::sheet::{Node, Sheet, brief};
use super::{condition, texts, votes};
use crate::{
    Alias, Called, Case, Domain, Files, Gate, Issue, Level, Link, Mandate, Mediation, Number, Party, Person,
    Problem, Role, ThirdParty, ThirdRole, Track, did_you_mean, normal,
};

/// Most options one issue may have, ranges with a step written out.
const MAX_OPTIONS: i64 = 1_000_000;
/// Longest id, in bytes.
const LONGEST_ID: usize = 200;

/// Where the mediators' own gates are written.
pub(super) const OWN_GATES: &str = "mediator/gates.toml";
/// Presets of rules on confidences.
const PRESETS: [(&str, &str); 5] =
    [("strict", "strict"), ("uma", "uma"), ("uncitral", "uncitral"), ("eu", "eu"), ("secret", "secret")];

const THIRD_ROLES: [(&str, ThirdRole); 3] = [
    ("mediator", ThirdRole::Mediator),
    ("guarantor", ThirdRole::Guarantor),
    ("observer", ThirdRole::Observer),
];

pub(super) fn read(bytes: &[u8], files: &Files, problems: &mut Vec<Problem>) -> Option<Case> {
    let (mut sheet, root) = Sheet::open("case.toml", bytes);
    let case = root.map(|root| whole(&mut sheet, root.get_ref(), files));
    problems.append(&mut sheet.problems);
    case
}

fn whole(sheet: &mut Sheet<'_>, root: &DeTable<'_>, files: &Files) -> Case {
    let known = [
        "detente",
        "title",
        "party",
        "third_party",
        "person",
        "level",
        "gate",
        "issue",
        "link",
        "text",
        "obligation",
        "mediation",
        "track",
        "vote",
        "record",
    ];
    sheet.only(root, &known, "case.toml");
    version(sheet, root);
    let mut case = Case::default();
    if let Some(node) = sheet.need(root, "title", 0..0, "case.toml") {
        case.title = sheet.text(node).unwrap_or_default().to_string();
    }
    issues(sheet, root, &mut case);
    parties(sheet, root, &mut case);
    case.votes = votes::votes(sheet, root, &case.parties);
    people(sheet, root, &mut case);
    levels(sheet, root, &mut case);
    record(sheet, root, &mut case);
    talks(sheet, root, &mut case);
    for (span, table) in sheet.tables(root, "link") {
        sheet.only(table, &[&["id", "why"][..], &condition::RULE_KEYS].concat(), "a link");
        let never = condition::rule(sheet, &case.issues, table, span);
        let id =
            optional_text(sheet, table, "id").unwrap_or_else(|| format!("link-{}", case.links.len() + 1));
        let why = optional_text(sheet, table, "why");
        case.links.push(Link { id, never, why });
    }
    texts::read(sheet, root, files, &mut case);
    case.preferences = vec![None; case.parties.len()];
    case.estimates = vec![None; case.parties.len()];
    case
}

fn version(sheet: &mut Sheet<'_>, root: &DeTable<'_>) {
    let Some(node) = sheet.need(root, "detente", 0..0, "case.toml") else { return };
    if let Some(version) = sheet.integer(node)
        && version != super::FORMAT
    {
        sheet.error_help(
            "format-version",
            node.span(),
            format!(
                "this folder is written in format {version}, this program reads format {}",
                super::FORMAT
            ),
            if version > super::FORMAT { "use a newer detente" } else { "set it to 1" },
        );
    }
}

fn parties(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case) {
    let mut seen = Vec::new();
    for (span, table) in sheet.tables(root, "party") {
        sheet.only(table, &["id", "name", "aliases"], "a party");
        let Some((id, name)) = named(sheet, table, span, "party", &mut seen) else { continue };
        aliases(sheet, table, Called::Side, &id, case);
        case.parties.push(Party { id, name });
    }
    if case.parties.is_empty() {
        sheet.error_help("missing", 0..0, "the case has no party", "add [[party]] with an id for each side");
    }
    for (span, table) in sheet.tables(root, "third_party") {
        sheet.only(table, &["id", "name", "role", "interests", "aliases"], "a third party");
        let role = word(sheet, table, "role", &THIRD_ROLES).unwrap_or(ThirdRole::Observer);
        let interests = table.get("interests").map(|node| sentences(sheet, Some(node)));
        let Some((id, name)) = named(sheet, table, span, "third party", &mut seen) else { continue };
        aliases(sheet, table, Called::Side, &id, case);
        case.third_parties.push(ThirdParty { id, name, role, interests });
    }
}

/// Other names, in public, of what has an id.
fn aliases(sheet: &mut Sheet<'_>, table: &DeTable<'_>, of: Called, id: &str, case: &mut Case) {
    if let Some(node) = table.get("aliases") {
        let names = sentences(sheet, Some(node));
        case.aliases.push(Alias { of, id: id.to_string(), names });
    }
}

/// How what is said in public is kept.
fn record(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case) {
    let Some(node) = root.get("record") else { return };
    let Some(table) = sheet.table(node) else { return };
    sheet.only(table, &["accept_unseen", "outlets"], "the record");
    if let Some(node) = table.get("accept_unseen") {
        case.record.accept_unseen = sheet.flag(node).unwrap_or(false);
    }
    let Some(outlets) = table.get("outlets").and_then(|node| sheet.table(node)) else { return };
    for (name, node) in outlets {
        let id = sheet.text(node).unwrap_or_default().to_string();
        let sides = case.parties.iter().map(|party| party.id.as_str());
        let all = sides.chain(case.third_parties.iter().map(|third| third.id.as_str()));
        if !all.clone().any(|known| known == id) {
            sheet.unknown("unknown-party", node.span(), "party or third party", &id, all);
        }
        case.record.outlets.push((name.get_ref().to_string(), id));
    }
}

fn people(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case) {
    let mut seen = Vec::new();
    for (span, table) in sheet.tables(root, "person") {
        sheet.only(table, &["id", "name", "for", "role", "mandate", "aliases"], "a person");
        let role = word(sheet, table, "role", &Role::WORDS).unwrap_or(Role::Representative);
        let mandate = table.get("mandate").and_then(|node| mandate(sheet, node, &case.issues));
        let speaks_for = match sheet.need(table, "for", span.clone(), "this person") {
            Some(node) => {
                let id = sheet.text(node).unwrap_or_default();
                let sides: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
                let all = sides.into_iter().chain(case.third_parties.iter().map(|third| third.id.as_str()));
                if !all.clone().any(|known| known == id) {
                    sheet.unknown("unknown-party", node.span(), "party or third party", id, all);
                }
                id.to_string()
            }
            None => String::new(),
        };
        let Some((id, name)) = named(sheet, table, span, "person", &mut seen) else { continue };
        aliases(sheet, table, Called::Person, &id, case);
        case.people.push(Person { id, name, speaks_for, role, mandate });
    }
}

fn mandate(sheet: &mut Sheet<'_>, node: &Node<'_>, issues: &[Issue]) -> Option<Mandate> {
    let table = sheet.table(node)?;
    sheet.only(table, &["issues", "clauses", "until", "binding"], "a mandate");
    let covered = table.get("issues").and_then(|node| {
        let mut positions = Vec::new();
        for item in sheet.list(node)? {
            let id = sheet.text(item)?;
            positions.extend(named_issue(sheet, issues, id, item.span()));
        }
        Some(positions)
    });
    let until = table.get("until").and_then(|node| sheet.day(node));
    let binding = table.get("binding").and_then(|node| sheet.flag(node)).unwrap_or(false);
    let clauses = numbers(sheet, table.get("clauses"));
    Some(Mandate { issues: covered, clauses, until, binding })
}

fn levels(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case) {
    let mut seen = Vec::new();
    for (span, table) in sheet.tables(root, "level") {
        sheet.only(table, &["id", "name"], "a level");
        let Some((id, name)) = named(sheet, table, span, "level", &mut seen) else { continue };
        case.levels.push(Level { id, name });
    }
    case.gates = gates(sheet, root, &case.levels);
}

fn gates(sheet: &mut Sheet<'_>, root: &DeTable<'_>, levels: &[Level]) -> Vec<Gate> {
    let mut gates = Vec::new();
    for (span, table) in sheet.tables(root, "gate") {
        sheet.only(table, &["before", "needs"], "a gate");
        let needs = sentences(sheet, table.get("needs"));
        let Some(node) = sheet.need(table, "before", span, "this gate") else { continue };
        let before = sheet.text(node).unwrap_or_default().to_string();
        if !levels.iter().any(|level| level.id == before) {
            let all = levels.iter().map(|level| level.id.as_str());
            sheet.unknown("unknown-level", node.span(), "level", &before, all);
        }
        gates.push(Gate { before, needs });
    }
    gates
}

/// `mediator/gates.toml`: what the mediators themselves want to hold before a level meets.
pub(super) fn own_gates(case: &mut Case, bytes: &[u8], problems: &mut Vec<Problem>) {
    let (mut sheet, root) = Sheet::open(OWN_GATES, bytes);
    if let Some(root) = root {
        sheet.only(root.get_ref(), &["gate"], OWN_GATES);
        case.own_gates = gates(&mut sheet, root.get_ref(), &case.levels);
    }
    problems.append(&mut sheet.problems);
}

/// How the talks are held: the agreement to mediate, the tracks.
fn talks(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case) {
    if let Some(table) = root.get("mediation").and_then(|node| sheet.table(node)) {
        let known = ["mandate", "confidentiality", "caucus", "languages", "silence", "retention", "exit"];
        sheet.only(table, &known, "the agreement to mediate");
        case.mediation = Mediation {
            mandate: optional_text(sheet, table, "mandate"),
            confidentiality: word(sheet, table, "confidentiality", &PRESETS).map(String::from),
            caucus: optional_text(sheet, table, "caucus"),
            languages: sentences(sheet, table.get("languages")),
            silence: table.get("silence").and_then(|node| sheet.flag(node)).unwrap_or(false),
            retention: optional_text(sheet, table, "retention"),
            exit: optional_text(sheet, table, "exit"),
        };
    }
    let mut seen = Vec::new();
    for (span, table) in sheet.tables(root, "track") {
        sheet.only(table, &["id", "name", "clauses"], "a track");
        let clauses = numbers(sheet, table.get("clauses"));
        let Some((id, name)) = named(sheet, table, span, "track", &mut seen) else { continue };
        case.tracks.push(Track { id, name, clauses });
    }
}

/// Numbers of clauses, each a number or a text.
fn numbers(sheet: &mut Sheet<'_>, node: Option<&Node<'_>>) -> Vec<String> {
    let Some(list) = node.and_then(|node| sheet.list(node)) else { return Vec::new() };
    list.iter().filter_map(|item| texts::number(sheet, item)).collect()
}

fn issues(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case) {
    let mut seen = Vec::new();
    for (span, table) in sheet.tables(root, "issue") {
        sheet.only(
            table,
            &["id", "name", "options", "range", "step", "real", "clause", "aliases"],
            "an issue",
        );
        let domain = domain(sheet, table, span.clone());
        let clause = table.get("clause").and_then(|node| texts::number(sheet, node));
        let Some((id, name)) = named(sheet, table, span, "issue", &mut seen) else { continue };
        // An issue without a readable domain stays, so that its name is known to the other files.
        let domain = domain.unwrap_or(Domain::Options(Vec::new()));
        aliases(sheet, table, Called::Issue, &id, case);
        case.issues.push(Issue { id, name, domain, clause });
    }
}

fn domain(sheet: &mut Sheet<'_>, table: &DeTable<'_>, span: Range<usize>) -> Option<Domain> {
    match (table.get("options"), table.get("range")) {
        (Some(options), None) => {
            let mut labels: Vec<String> = Vec::new();
            let mut seen = std::collections::BTreeSet::new();
            for node in sheet.list(options)? {
                let label = match node.get_ref() {
                    DeValue::Integer(digits) => digits.as_str().to_string(),
                    DeValue::Float(digits) => digits.as_str().to_string(),
                    _ => sheet.text(node).unwrap_or_default().to_string(),
                };
                if !seen.insert(normal(&label)) {
                    sheet.error(
                        "duplicate",
                        node.span(),
                        format!("option \"{}\" stands here twice", brief(&label)),
                    );
                } else {
                    labels.push(label);
                }
            }
            if labels.is_empty() {
                sheet.error_help("no-option", options.span(), "the issue has no option", "list at least one");
            }
            Some(Domain::Options(labels))
        }
        (None, Some(range)) => self::range(sheet, table, range),
        _ => {
            sheet.error_help(
                "no-option",
                span,
                "an issue has either `options` or a `range`",
                "for example: options = [\"yes\", \"no\"], or range = [0, 9]",
            );
            None
        }
    }
}

fn range(sheet: &mut Sheet<'_>, table: &DeTable<'_>, node: &Node<'_>) -> Option<Domain> {
    let ends = sheet.list(node)?;
    let [low, high] = ends else {
        sheet.error_help("range", node.span(), "a range has two ends", "write range = [lowest, highest]");
        return None;
    };
    let (Some(low), Some(high)) = (sheet.number(low), sheet.number(high)) else { return None };
    if high < low {
        sheet.error("range", node.span(), format!("the range ends ({high}) below its start ({low})"));
        return None;
    }
    let real = table.get("real").and_then(|node| sheet.flag(node)).unwrap_or(false);
    if real {
        return Some(Domain::Reals { low, high });
    }
    let step = match table.get("step") {
        Some(node) => {
            let step = sheet.number(node)?;
            if step <= Number::zero() {
                sheet.error("range", node.span(), "the step of a range is above 0");
                return None;
            }
            step
        }
        None => Number::one(),
    };
    let count = ((&high - &low) / &step + Number::one()).floor();
    if count > MAX_OPTIONS.into() {
        sheet.error_help(
            "range",
            node.span(),
            format!("this range has {count} options, at most {MAX_OPTIONS} can be read"),
            "take a larger step, or say real = true",
        );
        return None;
    }
    let last = &low + &(&step * &(Number::from(count.clone()) - Number::one()));
    if last != high {
        let message = format!("steps of {step} from {low} end at {last}, not at {high}");
        sheet.warning_help(
            "range",
            node.span(),
            message,
            format!("write range = [{low}, {last}], or another step"),
        );
    }
    if let (None, Some(low), Some(high)) = (table.get("step"), low.to_i64(), high.to_i64()) {
        return Some(Domain::Integers { low, high });
    }
    let mut labels = Vec::new();
    let mut value = low;
    while value <= high {
        labels.push(value.to_string());
        value = &value + &step;
    }
    Some(Domain::Options(labels))
}

/// Id and name of a thing that has both; the id is needed and unique among `seen`.
fn named(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    span: Range<usize>,
    what: &str,
    seen: &mut Vec<String>,
) -> Option<(String, String)> {
    let node = sheet.need(table, "id", span, &format!("this {what}"))?;
    let id = sheet.text(node)?.to_string();
    // An id becomes a file's name and stands in messages.
    let unfit = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_control() || turns || matches!(c, '/' | '\\')
    };
    if id.trim().is_empty() || id.contains(unfit) || id.starts_with('.') || id.len() > LONGEST_ID {
        sheet.error_help(
            "bad-id",
            node.span(),
            format!("\"{}\" cannot be an id", brief(&id)),
            "an id is a short name without slashes, for example \"upper-valley\"",
        );
        return None;
    }
    if seen.contains(&id) {
        sheet.error("duplicate", node.span(), format!("the {what} id \"{}\" is taken already", brief(&id)));
        return None;
    }
    seen.push(id.clone());
    let name = optional_text(sheet, table, "name").unwrap_or_else(|| id.clone());
    Some((id, name))
}

pub(super) fn optional_text(sheet: &mut Sheet<'_>, table: &DeTable<'_>, key: &str) -> Option<String> {
    table.get(key).and_then(|node| sheet.text(node)).map(str::to_string)
}

fn sentences(sheet: &mut Sheet<'_>, node: Option<&Node<'_>>) -> Vec<String> {
    let Some(list) = node.and_then(|node| sheet.list(node)) else { return Vec::new() };
    list.iter().filter_map(|item| sheet.text(item).map(str::to_string)).collect()
}

/// A word out of a fixed list.
pub(super) fn word<T: Copy>(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    key: &str,
    words: &[(&str, T)],
) -> Option<T> {
    let node = table.get(key)?;
    let found = sheet.text(node)?;
    let meant = words.iter().find(|(word, _)| *word == found).map(|(_, meaning)| *meaning);
    if meant.is_none() {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let help = match did_you_mean(found, all.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("one of: {}", all.join(", ")),
        };
        sheet.error_help("unknown-word", node.span(), format!("\"{}\" is no {key}", brief(found)), help);
    }
    meant
}
