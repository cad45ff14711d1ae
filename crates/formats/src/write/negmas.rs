//! Additive NegMAS YAML.

use std::fmt::Write;

use detente_case::{Domain, Files, Number};

use super::plan::{Course, Plan, Side};
use super::syntax::quoted;

/// The outcome space and one utility function for each party; nothing is shifted. Where
/// importances are averaged, everything is written times their sum, so that weights and worths stay exact.
pub(super) fn write(plan: &mut Plan<'_>) -> Files {
    let mut files = Files::new();
    files.insert("domain.yml".into(), domain(plan).into_bytes());
    for party in 0..plan.sides.len() {
        let text = function(plan, party);
        files.insert(format!("{}.yml", plan.sides[party].file), text.into_bytes());
        note(plan, party);
    }
    files
}

/// Says what a NegMAS file does not hold of a party, and how it is scaled.
fn note(plan: &mut Plan<'_>, party: usize) {
    let factor = plan.sides[party].divisor.clone();
    plan.note_scale(party, &Number::zero(), &factor);
    if plan.sides[party].cap.is_some() {
        let id = plan.sides[party].id.clone();
        plan.notes.push(format!("{id}: the cap on its worths is lost, NegMAS has none"));
    }
}

fn domain(plan: &Plan<'_>) -> String {
    let discrete = plan.case.issues.iter().all(|issue| issue.domain.len().is_some());
    let kind = if discrete { "DiscreteCartesianOutcomeSpace" } else { "CartesianOutcomeSpace" };
    let mut out = format!("type: {kind}\nname: {}\nissues:\n", quoted(&plan.case.title));
    for issue in &plan.case.issues {
        let _ = writeln!(out, "- name: {}", quoted(&issue.name));
        let (kind, values) = match &issue.domain {
            Domain::Options(labels) => {
                ("CategoricalIssue", labels.iter().map(|label| quoted(label)).collect())
            }
            Domain::Integers { low, high } => ("ContiguousIssue", vec![low.to_string(), high.to_string()]),
            Domain::Reals { low, high } => ("ContinuousIssue", vec![plan.decimal(low), plan.decimal(high)]),
        };
        let _ = writeln!(out, "  type: {kind}\n  values:");
        for value in values {
            let _ = writeln!(out, "  - {value}");
        }
    }
    out
}

/// What stands before and inside of the function proper: a discount is written as a function around it.
fn head(plan: &Plan<'_>, side: &Side, kind: &str) -> (String, &'static str) {
    let reserved = side.walk_away.as_ref();
    let reserved =
        reserved.map_or_else(|| "-.inf".to_owned(), |points| plan.decimal(&(points * &side.divisor)));
    let name = quoted(&side.name);
    match &side.discount {
        None => (format!("type: {kind}\nname: {name}\nreserved_value: {reserved}\n"), ""),
        Some(discount) => {
            let outer = format!(
                "type: ExpDiscountedUFun\nname: {name}\nreserved_value: {reserved}\ndiscount: {}\nfactor: relative_time\n\
                 dynamic_reservation: true\nufun:\n  type: {kind}\n  name: {name}\n  reserved_value: {reserved}\n",
                plan.decimal(discount)
            );
            (outer, "  ")
        }
    }
}

fn function(plan: &mut Plan<'_>, party: usize) -> String {
    let side = &plan.sides[party];
    let (mut out, indent) = head(plan, side, "LinearAdditiveUtilityFunction");
    let _ = writeln!(out, "{indent}bias: {}\n{indent}weights:", plan.decimal(&(&side.base * &side.divisor)));
    for weight in &side.weights {
        let _ = writeln!(out, "{indent}- {}", plan.decimal(weight));
    }
    let _ = writeln!(out, "{indent}values:");
    let mut bent = Vec::new();
    for ((issue, course), weight) in plan.case.issues.iter().zip(&side.courses).zip(&side.weights) {
        let mut course = course.clone();
        course.map(|value| if weight.is_zero() { Number::zero() } else { &(value * &side.divisor) / weight });
        match course {
            Course::Table(values) => {
                let _ = writeln!(out, "{indent}- type: TableFun\n{indent}  mapping:");
                for (option, value) in values.into_iter().enumerate() {
                    let label = issue.domain.label(option);
                    let key = if matches!(issue.domain, Domain::Options(_)) { quoted(&label) } else { label };
                    let _ = writeln!(out, "{indent}    {key}: {}", plan.decimal(&value));
                }
            }
            Course::Line(corners) => match super::genius::straight(&corners) {
                Some((slope, bias)) => {
                    let (slope, bias) = (plan.decimal(&slope), plan.decimal(&bias));
                    let _ = writeln!(
                        out,
                        "{indent}- type: AffineFun\n{indent}  slope: {slope}\n{indent}  bias: {bias}"
                    );
                }
                None => bent
                    .push(format!("{}: the worth of issue {} is not one straight line", side.id, issue.id)),
            },
        }
    }
    for message in bent {
        plan.refuse(message, "make it one straight line, or the issue a list of options");
    }
    out
}
