//! Partial choices of options: `{ dam = "low", fees = ["none", "half"], price = { from = 1, to = 2 } }`.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::limit::limit;
use super::sheet::{Node, Sheet};
use crate::{Among, Choice, Condition, Domain, Issue, Number};

/// Keys of a party's file that stand above its first table.
pub(super) const FILE_KEYS: [&str; 3] = ["party", "walk_away", "importance"];
/// The rule keys of a red line or link: `never`, or `if` and `then`, or `sum` and an end.
pub(super) const RULE_KEYS: [&str; 6] = ["never", "if", "then", "sum", "at_most", "at_least"];

/// Reads `never = {…}` (or a list of them), or `if = {…}` with `then = {…}`, or a limit: all as forbidden combinations.
pub(super) fn rule(
    sheet: &mut Sheet<'_>,
    issues: &[Issue],
    table: &DeTable<'_>,
    span: Range<usize>,
) -> Vec<Condition> {
    let limits = ["sum", "at_most", "at_least"].iter().any(|key| table.contains_key(*key));
    match (table.get("never"), table.get("if"), table.get("then")) {
        (None, None, None) if limits => limit(sheet, issues, table, span),
        _ if limits => {
            let help = "write two rules";
            sheet.error_help("no-rule", span, "a limit stands alone, without `never`, `if` or `then`", help);
            Vec::new()
        }
        (Some(never), None, None) => match never.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|item| condition(sheet, issues, item)).collect(),
            _ => condition(sheet, issues, never).into_iter().collect(),
        },
        (None, Some(premise), Some(then)) => {
            let premise = condition(sheet, issues, premise);
            let then = condition(sheet, issues, then);
            let (Some(premise), Some(then)) = (premise, then) else { return Vec::new() };
            if let Some(twice) =
                then.iter().find(|choice| premise.iter().any(|other| other.issue == choice.issue))
            {
                let message =
                    format!("issue \"{}\" stands both in `if` and in `then`", issues[twice.issue].id);
                sheet.error_help("no-rule", span, message, "say what may never be with `never` instead");
                return Vec::new();
            }
            // "If P then C1 and C2" forbids P with not-C1, and P with not-C2.
            then.iter()
                .map(|choice| premise.iter().cloned().chain([otherwise(issues, choice)]).collect())
                .collect()
        }
        _ => {
            sheet.error_help(
                "no-rule",
                span,
                "it must say either `never`, or `if` and `then`, or `sum` with `at_most` or `at_least`",
                "for example: never = { fees = \"none\", term = \"10 years\" }",
            );
            Vec::new()
        }
    }
}

/// Everything of an issue that a choice does not accept.
fn otherwise(issues: &[Issue], choice: &Choice) -> Choice {
    let among = match &choice.among {
        Among::Options(accepted) => {
            let all = 0..issues[choice.issue].domain.len().unwrap_or(0);
            Among::Options(all.filter(|option| !accepted.contains(option)).collect())
        }
        Among::Between(from, to) => Among::Outside(from.clone(), to.clone()),
        Among::Outside(from, to) => Among::Between(from.clone(), to.clone()),
    };
    Choice { issue: choice.issue, among }
}

/// The issue of a name; `None` (with a problem) if there is none.
pub(super) fn named_issue(
    sheet: &mut Sheet<'_>,
    issues: &[Issue],
    id: &str,
    span: Range<usize>,
) -> Option<usize> {
    let at = issues.iter().position(|issue| issue.id == id);
    if at.is_none() {
        sheet.unknown("unknown-issue", span, "issue", id, issues.iter().map(|issue| issue.id.as_str()));
    }
    at
}

/// Reads one partial choice; `None` (with a problem) if it names nothing.
pub(super) fn condition(sheet: &mut Sheet<'_>, issues: &[Issue], node: &Node<'_>) -> Option<Condition> {
    let table = sheet.table(node)?;
    let mut choices = Condition::new();
    let mut whole = true;
    for (key, value) in table {
        let Some(issue) = named_issue(sheet, issues, key.get_ref(), key.span()) else {
            whole = false;
            continue;
        };
        match among(sheet, &issues[issue], value) {
            Some(among) => choices.push(Choice { issue, among }),
            None => whole = false,
        }
    }
    if table.is_empty() {
        sheet.error("empty-rule", node.span(), "this names no issue, so it would hold always");
        whole = false;
    }
    choices.sort_by_key(|choice| choice.issue);
    whole.then_some(choices)
}

fn among(sheet: &mut Sheet<'_>, issue: &Issue, node: &Node<'_>) -> Option<Among> {
    if let Some(table) = node.get_ref().as_table() {
        return span(sheet, issue, node, table);
    }
    if let Domain::Reals { .. } = issue.domain {
        let value = sheet.number(node)?;
        return Some(Among::Between(value.clone(), value));
    }
    let nodes = match node.get_ref().as_array() {
        Some(list) => list.iter().collect(),
        None => vec![node],
    };
    let mut options = Vec::new();
    for node in nodes {
        options.push(option(sheet, issue, node)?);
    }
    if options.is_empty() {
        sheet.error("empty-rule", node.span(), "this list names no option, so it could never hold");
        return None;
    }
    options.sort_unstable();
    options.dedup();
    Some(Among::Options(options))
}

/// `{ from = 1, to = 2 }`, ends included, or `{ below = 1, above = 2 }`, ends left out.
fn span(sheet: &mut Sheet<'_>, issue: &Issue, node: &Node<'_>, table: &DeTable<'_>) -> Option<Among> {
    sheet.only(table, &["from", "to", "below", "above"], "a span of numbers");
    let mut ends = Vec::new();
    for key in ["from", "to", "below", "above"] {
        ends.push(table.get(key).map(|node| sheet.number(node)));
    }
    if ends.contains(&Some(None)) {
        return None;
    }
    let mut ends = ends.into_iter().map(Option::flatten);
    let (from, to) = (ends.next().flatten(), ends.next().flatten());
    let (below, above) = (ends.next().flatten(), ends.next().flatten());
    let outside = below.is_some() || above.is_some();
    if outside && (from.is_some() || to.is_some()) {
        sheet.error("span", node.span(), "a span has `from` and `to`, or `below` and `above`, not both");
        return None;
    }
    if let (Some(from), Some(to)) = (&from, &to)
        && to < from
    {
        let message = format!("the span ends ({to}) below its start ({from})");
        sheet.error_help("span", node.span(), message, format!("write {{ from = {to}, to = {from} }}"));
        return None;
    }
    if let Domain::Reals { low, high } = &issue.domain {
        return Some(if outside {
            Among::Outside(below.unwrap_or_else(|| low.clone()), above.unwrap_or_else(|| high.clone()))
        } else {
            Among::Between(from.unwrap_or_else(|| low.clone()), to.unwrap_or_else(|| high.clone()))
        });
    }
    let meets = |value: &Number| {
        if outside {
            below.as_ref().is_some_and(|end| value < end) || above.as_ref().is_some_and(|end| value > end)
        } else {
            from.as_ref().is_none_or(|end| end <= value) && to.as_ref().is_none_or(|end| value <= end)
        }
    };
    let count = issue.domain.len().unwrap_or(0);
    let numbers: Option<Vec<Number>> =
        (0..count).map(|option| Number::parse(&issue.domain.label(option)).ok()).collect();
    let Some(numbers) = numbers else {
        let message = format!("the options of \"{}\" are not numbers", issue.id);
        sheet.error_help("not-numeric", node.span(), message, "name the options in a list");
        return None;
    };
    let met: Vec<usize> = (0..count).filter(|&option| meets(&numbers[option])).collect();
    if count > 0 && (met.is_empty() || met.len() == count) {
        let all = if met.is_empty() { "no option" } else { "every option" };
        let (low, high) = (numbers.iter().min(), numbers.iter().max());
        let ends = low.zip(high).map(|(low, high)| format!("its numbers go from {low} to {high}"));
        sheet.warning_help(
            "span",
            node.span(),
            format!("{all} of issue \"{}\" lies in this span", issue.id),
            ends.unwrap_or_default(),
        );
    }
    Some(Among::Options(met))
}

/// The position of a named option, written as text or, for numbers, bare.
pub(super) fn option(sheet: &mut Sheet<'_>, issue: &Issue, node: &Node<'_>) -> Option<usize> {
    let label = match node.get_ref() {
        DeValue::Integer(digits) => digits.as_str().to_string(),
        DeValue::Float(digits) => digits.as_str().to_string(),
        _ => sheet.text(node)?.to_string(),
    };
    named_option(sheet, issue, &label, node.span())
}

/// The position of the option with this label.
pub(super) fn named_option(
    sheet: &mut Sheet<'_>,
    issue: &Issue,
    label: &str,
    span: Range<usize>,
) -> Option<usize> {
    let found = issue.domain.find(label);
    // An issue whose options could not be read has been complained of.
    if found.is_none() && !issue.domain.is_empty() {
        let what = format!("option of issue \"{}\" called", issue.id);
        match &issue.domain {
            Domain::Options(_) if FILE_KEYS.contains(&label) => sheet.misplaced(span, label),
            Domain::Options(labels) => {
                sheet.unknown("unknown-option", span, &what, label, labels.iter().map(String::as_str));
            }
            Domain::Integers { low, high } => sheet.error_help(
                "unknown-option",
                span,
                format!("there is no {what} \"{}\"", super::sheet::brief(label)),
                format!("it takes whole numbers from {low} to {high}"),
            ),
            Domain::Reals { .. } => sheet.error_help(
                "unknown-option",
                span,
                format!("issue \"{}\" takes real numbers, it has no named options", issue.id),
                "give its worth as `line = [[number, worth], …]`",
            ),
        }
    }
    found
}
