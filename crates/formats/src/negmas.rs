//! NegMAS YAML: what an outcome space and its utility functions mean.

mod function;
mod values;

use std::collections::BTreeSet;

use detente_case::{Case, Domain, Issue, normal};

use crate::assemble::{Profile, affordable, assemble, check_names, issue};
use crate::node::Node;
use crate::report::{Report, short};
use crate::scalar::{number, whole};
use crate::sniff::{Parsed, choose};
use crate::source::Source;
use crate::text::Labels;
use crate::{Settings, json, yaml};

/// Reads a folder's files; `None` where an error has been reported.
pub(crate) fn read(sources: Vec<Source>, settings: &Settings, report: &mut Report) -> Option<Case> {
    let (mut domains, mut profiles): (Vec<Parsed<Node>>, Vec<Parsed<Node>>) = Default::default();
    for source in sources {
        let is_json = source.text[source.start()..].trim_start().starts_with('{');
        let root = if is_json { json::parse(&source, report) } else { yaml::parse(&source, report) };
        let Some(root) = root else { continue };
        let Some(kind) = kind(&root).map(str::to_owned) else { continue };
        if kind.contains("OutcomeSpace") {
            domains.push((source, root));
        } else if kind.to_ascii_lowercase().contains("fun") {
            profiles.push((source, root));
        }
    }
    let (domain_file, profiles) = choose(domains, profiles, settings, report);
    if report.has_errors() {
        return None;
    }
    let Some((source, root)) = &domain_file else {
        let name = profiles.first().map_or("", |(source, _)| source.name.as_str());
        let problem =
            detente_case::Problem::error("no-domain", name, 0..0, "no NegMAS outcome space lies here");
        report.push(
            problem.help("add the file whose type is an OutcomeSpace; functions do not name their issues"),
        );
        return None;
    };
    let issues = issues(root, source, report);
    if report.has_errors() {
        return None;
    }
    let labels: Vec<Labels> = issues
        .iter()
        .map(|issue| match &issue.domain {
            Domain::Options(labels) => Labels::with_numbers(labels),
            _ => Labels::default(),
        })
        .collect();
    let affordable = affordable(&issues, profiles.len());
    let mut parties = Vec::new();
    for (source, root) in &profiles {
        let mut reader = Reader { source, report, issues: &issues, labels: &labels, affordable };
        let mut profile = reader.function(root).unwrap_or_else(Profile::empty);
        profile.name = root.get("name").and_then(Node::text).map(str::to_owned);
        if settings.normalize_weights {
            profile.normalize(source, report);
        }
        parties.push((source, profile));
    }
    let title = root.get("name").and_then(Node::text).unwrap_or(source.stem());
    Some(assemble(title, issues.clone(), parties))
}

/// A thing's type without its module path.
fn kind(node: &Node) -> Option<&str> {
    let path = node.get("type")?.text()?.trim();
    Some(path.rsplit_once('.').map_or(path, |(_, last)| last))
}

fn issues(root: &Node, source: &Source, report: &mut Report) -> Vec<Issue> {
    let (mut found, mut places) = (Vec::new(), Vec::new());
    for (at, node) in root.get("issues").and_then(Node::list).unwrap_or_default().iter().enumerate() {
        let name = match node.get("name").and_then(Node::text) {
            Some(name) => name.to_owned(),
            None => format!("issue {}", at + 1),
        };
        if let Some(domain) = domain(node, &name, source, report) {
            found.push(issue(&name, domain));
            places.push(node.span.clone());
        }
    }
    if found.is_empty() && !report.has_errors() {
        report.error("no-issue", source, root.span.clone(), "the outcome space has no issue");
    }
    check_names(&found, &places, source, report);
    found
}

fn domain(node: &Node, name: &str, source: &Source, report: &mut Report) -> Option<Domain> {
    let name = short(name);
    let kind = kind(node).unwrap_or("CategoricalIssue");
    let Some(values) = node.get("values") else {
        report.error("no-option", source, node.span.clone(), format!("issue \"{name}\" has no values"));
        return None;
    };
    let ends = || match values.list() {
        Some([low, high]) => Some((low, high)),
        _ => None,
    };
    let problem = |report: &mut Report| {
        let message = format!("the values of issue \"{name}\" are not [lowest, highest]");
        report.error("E3", source, values.span.clone(), message);
    };
    match kind {
        "ContiguousIssue" => {
            let (low, high) = match (ends(), values.text()) {
                (Some((low, high)), _) => {
                    let (low, high) =
                        (whole(low, "bound", source, report), whole(high, "bound", source, report));
                    (low?, high?)
                }
                // One number stands for how many, from 0.
                (None, Some(_)) => (0, whole(values, "number of values", source, report)? - 1),
                (None, None) => {
                    problem(report);
                    return None;
                }
            };
            if low > high {
                problem(report);
                return None;
            }
            Some(Domain::Integers { low, high })
        }
        "ContinuousIssue" => {
            let Some((low, high)) = ends() else {
                problem(report);
                return None;
            };
            let (low, high) = (number(low, "bound", source, report), number(high, "bound", source, report));
            let (low, high) = (low?, high?);
            if low > high {
                problem(report);
                return None;
            }
            Some(Domain::Reals { low, high })
        }
        "CategoricalIssue"
        | "OrdinalIssue"
        | "DiscreteOrdinalIssue"
        | "DiscreteCardinalIssue"
        | "DiscreteIssue" => {
            let (mut labels, mut seen) = (Vec::new(), BTreeSet::new());
            for value in values.list().unwrap_or_default() {
                let Some(label) = value.text() else {
                    let message = format!("an option of issue \"{name}\" is not a text");
                    report.error("E3", source, value.span.clone(), message);
                    continue;
                };
                if seen.insert(normal(label)) {
                    labels.push(label.to_owned());
                } else {
                    let found = format!("option \"{}\" of issue \"{name}\" twice", short(label));
                    report.repair("R9", source, value.span.clone(), found, "as one");
                }
            }
            if labels.is_empty() {
                report.error(
                    "no-option",
                    source,
                    values.span.clone(),
                    format!("issue \"{name}\" has no option"),
                );
                return None;
            }
            Some(Domain::Options(labels))
        }
        other => {
            let message = format!("issue \"{name}\" is of the unknown type \"{}\"", short(other));
            let help = "supported: CategoricalIssue, ContiguousIssue, ContinuousIssue";
            report.error_with_help("E4", source, node.span.clone(), message, help);
            None
        }
    }
}

/// What reading one utility function needs.
struct Reader<'a> {
    source: &'a Source,
    report: &'a mut Report,
    issues: &'a [Issue],
    labels: &'a [Labels],
    /// Whether integer issues may be spelled out option by option.
    affordable: bool,
}
