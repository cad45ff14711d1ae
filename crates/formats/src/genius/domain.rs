//! The issues of a GENIUS file, in a domain or repeated in a profile.

use std::collections::{BTreeMap, BTreeSet};

use detente_case::{Issue, Number, normal};

use crate::assemble;
use crate::report::Report;
use crate::source::Source;
use crate::text::Labels;
use crate::xml::Element;

use super::{number, whole};

/// The kinds of issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Discrete,
    Integer,
    Real,
}

/// The issues and how profiles find them.
#[derive(Debug)]
pub(super) struct Domain {
    pub(super) issues: Vec<Issue>,
    pub(super) kinds: Vec<Kind>,
    pub(super) labels: Vec<Labels>,
    /// Position by the file's `index`, which is what identifies an issue.
    pub(super) by_index: BTreeMap<i64, usize>,
}

impl Domain {
    pub(super) fn read(source: &Source, root: &Element, report: &mut Report) -> Self {
        let mut domain =
            Self { issues: Vec::new(), kinds: Vec::new(), labels: Vec::new(), by_index: BTreeMap::new() };
        let mut places = Vec::new();
        for (index, element) in issues(source, root, report) {
            let kind = kind(source, element, report);
            let name = element.value("name").map_or_else(|| format!("issue {index}"), str::to_owned);
            let Some(options) = kind.and_then(|kind| options(kind, &name, element, source, report)) else {
                continue;
            };
            domain.by_index.insert(index, domain.issues.len());
            domain.labels.push(match &options {
                detente_case::Domain::Options(labels) => Labels::new(labels),
                _ => Labels::default(),
            });
            domain.issues.push(assemble::issue(&name, options));
            domain.kinds.extend(kind);
            places.push(element.span.clone());
        }
        assemble::check_names(&domain.issues, &places, source, report);
        domain
    }
}

/// Every issue of a file with its index, in document order: those under objectives, however deep.
pub(super) fn issues<'a>(source: &Source, root: &'a Element, report: &mut Report) -> Vec<(i64, &'a Element)> {
    let (mut found, mut open, mut seen) = (Vec::new(), vec![root], BTreeSet::new());
    while let Some(element) = open.pop() {
        if element.name != "issue" {
            let inside =
                |child: &&Element| matches!(child.name.as_str(), "issue" | "objective" | "utility_space");
            open.extend(element.children.iter().rev().filter(inside));
            continue;
        }
        let index = match element.attribute("index") {
            Some(attribute) => whole(attribute, "issue index", source, report),
            None => {
                report.error("E3", source, element.span.clone(), "an issue without an index");
                None
            }
        };
        let Some(index) = index else { continue };
        if seen.insert(index) {
            found.push((index, element));
        } else {
            let message = format!("two issues share the index {index}");
            let help = "give each issue its own index, here and in every profile";
            report.error_with_help("E2", source, element.span.clone(), message, help);
        }
    }
    found
}

/// An issue's kind; `None` where an `E4` was reported.
pub(super) fn kind(source: &Source, element: &Element, report: &mut Report) -> Option<Kind> {
    let word = |name: &str| element.value(name).map(|word| word.trim().to_ascii_lowercase());
    let known = |word: &str| match word {
        "discrete" => Some(Kind::Discrete),
        "integer" => Some(Kind::Integer),
        "real" => Some(Kind::Real),
        _ => None,
    };
    let has_items = element.all("item").next().is_some();
    let has_bounds = element.attribute("lowerbound").is_some() || element.all("range").next().is_some();
    let name = element.value("name").unwrap_or_default();
    let other = word("vtype").or_else(|| word("etype"));
    match word("type") {
        Some(word) => {
            if let Some(kind) = known(&word) {
                if other.as_deref().and_then(known).is_some_and(|other| other != kind) {
                    let message = format!(
                        "issue \"{name}\" is {word} by its type, {} otherwise; its type counts",
                        other.unwrap_or_default()
                    );
                    report.warn("kind", source, element.span.clone(), message);
                }
                return Some(kind);
            }
            if has_items {
                let found = format!("the unknown type \"{word}\" of issue \"{name}\", which has items");
                report.repair("R4", source, element.span.clone(), found, "as discrete");
                return Some(Kind::Discrete);
            }
            let message = format!("issue \"{name}\" is of the unknown type \"{word}\"");
            report.error_with_help(
                "E4",
                source,
                element.span.clone(),
                message,
                "supported: discrete, integer, real",
            );
            None
        }
        None => {
            let guess = if has_items || !has_bounds { None } else { other.as_deref().and_then(known) };
            let (kind, taken) = match guess {
                Some(kind) => (kind, format!("as {}", other.unwrap_or_default())),
                None => (Kind::Discrete, "as discrete".to_owned()),
            };
            let found = format!("issue \"{name}\" without a type");
            report.repair("R4", source, element.span.clone(), found, taken);
            Some(kind)
        }
    }
}

/// What an issue can be settled at; `None` where an error was reported.
fn options(
    kind: Kind,
    name: &str,
    element: &Element,
    source: &Source,
    report: &mut Report,
) -> Option<detente_case::Domain> {
    match kind {
        Kind::Discrete => {
            let (mut labels, mut seen) = (Vec::new(), BTreeSet::new());
            for item in element.all("item") {
                let Some(attribute) = item.attribute("value") else {
                    let message = format!("an item of issue \"{name}\" has no value");
                    report.error("E3", source, item.span.clone(), message);
                    continue;
                };
                if seen.insert(normal(&attribute.value)) {
                    labels.push(attribute.value.clone());
                } else {
                    let found = format!("option \"{}\" of issue \"{name}\" twice", attribute.value);
                    report.repair("R9", source, attribute.span.clone(), found, "as one");
                }
            }
            if labels.is_empty() {
                let message = format!("issue \"{name}\" has no option");
                report.error("no-option", source, element.span.clone(), message);
                return None;
            }
            Some(detente_case::Domain::Options(labels))
        }
        Kind::Integer => {
            let (low, high) = (
                bound(element, "lowerbound", source, report)?,
                bound(element, "upperbound", source, report)?,
            );
            ordered(low <= high, name, element, source, report)?;
            Some(detente_case::Domain::Integers { low, high })
        }
        Kind::Real => {
            let (low, high) = real_bounds(element, source, report)?;
            ordered(low <= high, name, element, source, report)?;
            Some(detente_case::Domain::Reals { low, high })
        }
    }
}

fn ordered(right: bool, name: &str, element: &Element, source: &Source, report: &mut Report) -> Option<()> {
    if !right {
        let message = format!("issue \"{name}\" has its lower bound above its upper bound");
        report.error("E3", source, element.span.clone(), message);
    }
    right.then_some(())
}

/// A bound of an integer issue: GENIUS looks at the issue itself, a child `range` is accepted.
pub(super) fn bound(element: &Element, which: &str, source: &Source, report: &mut Report) -> Option<i64> {
    if let Some(attribute) = element.attribute(which) {
        return whole(attribute, which, source, report);
    }
    let range = element.all("range").next();
    match range.and_then(|range| range.attribute(which)) {
        Some(attribute) => {
            report.repair(
                "R5",
                source,
                attribute.span.clone(),
                format!("{which} in a range"),
                "as the issue's own",
            );
            whole(attribute, which, source, report)
        }
        None => {
            report.error("E3", source, element.span.clone(), format!("an issue without {which}"));
            None
        }
    }
}

/// The bounds of a real issue: GENIUS looks in the child `range`, the issue's own attributes are accepted.
pub(super) fn real_bounds(
    element: &Element,
    source: &Source,
    report: &mut Report,
) -> Option<(Number, Number)> {
    let range = element.all("range").next();
    let mut one = |which: &str| {
        if let Some(attribute) = range.and_then(|range| range.attribute(which)) {
            return number(attribute, which, source, report);
        }
        match element.attribute(which) {
            Some(attribute) => {
                let found = format!("{which} at a real issue itself");
                report.repair("R5", source, attribute.span.clone(), found, "as in its range");
                number(attribute, which, source, report)
            }
            None => {
                report.error("E3", source, element.span.clone(), format!("an issue without {which}"));
                None
            }
        }
    };
    let low = one("lowerbound");
    let high = one("upperbound");
    Some((low?, high?))
}
