//! GeniusWeb JSON.

use std::fmt::Write;

use detente_case::{Domain, Files, Number};
use num_traits::ToPrimitive;

use super::bid;
use super::plan::Plan;
use super::syntax::quoted;

/// Weights are written in this many parts of 1.
const PARTS: i64 = 1_000_000;

/// The domain and one profile for each party.
pub(super) fn write(plan: &mut Plan<'_>) -> Files {
    for side in 0..plan.sides.len() {
        if plan.sides[side].combinations.is_some() {
            let message = format!("{}: worth that depends on several issues at once", plan.sides[side].id);
            plan.refuse(message, "GENIUS files have a form for most of it; or take the combinations out");
        }
    }
    for issue in &plan.case.issues {
        if issue.domain.len().is_none_or(|count| count > 10_000) {
            let message = format!("issue {} has no list of options", issue.id);
            plan.refuse(message, "choose some of its numbers as options");
        }
    }
    if !plan.problems.is_empty() {
        return Files::new();
    }
    let domain = domain(plan);
    let mut files = Files::new();
    files.insert("domain.json".into(), format!("{domain}\n").into_bytes());
    for party in 0..plan.sides.len() {
        let text = profile(plan, party, &domain);
        files.insert(format!("{}.json", plan.sides[party].file), text.into_bytes());
    }
    files
}

fn label(domain: &Domain, option: usize) -> String {
    quoted(&domain.label(option))
}

fn domain(plan: &Plan<'_>) -> String {
    let issues = plan.case.issues.iter().map(|issue| {
        let count = issue.domain.len().unwrap_or(0);
        let labels: Vec<String> = (0..count).map(|option| label(&issue.domain, option)).collect();
        format!("    {}: {{\"values\": [{}]}}", quoted(&issue.name), labels.join(", "))
    });
    let issues: Vec<String> = issues.collect();
    format!(
        "{{\n  \"name\": {},\n  \"issuesValues\": {{\n{}\n  }}\n}}",
        quoted(&plan.case.title),
        issues.join(",\n")
    )
}

/// Whole parts of [`PARTS`] near to `shares`, which are relative; their sum is exact and none above 0 becomes 0.
fn parts(shares: &[Number]) -> Vec<i64> {
    let sum = shares.iter().fold(Number::zero(), |sum, share| &sum + share);
    if sum.is_zero() {
        return (0..shares.len()).map(|at| if at == 0 { PARTS } else { 0 }).collect();
    }
    let ideal: Vec<Number> = shares.iter().map(|share| &(share * &Number::from(PARTS)) / &sum).collect();
    let mut parts: Vec<i64> =
        ideal.iter().map(|ideal| ideal.floor().to_i64().unwrap_or(0)).map(|part| part.max(0)).collect();
    for (part, share) in parts.iter_mut().zip(shares) {
        if *part == 0 && !share.is_zero() {
            *part = 1;
        }
    }
    let mut left = PARTS - parts.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).filter(|&at| !shares[at].is_zero()).collect();
    // Largest remainder first; of equals the first issue.
    order.sort_by_key(|&at| std::cmp::Reverse(&ideal[at] - &Number::from(parts[at])));
    for &at in order.iter().cycle().take(order.len() * 2) {
        if left > 0 {
            parts[at] += 1;
            left -= 1;
        }
    }
    // Parts raised from 0 are paid by the largest.
    if let Some(largest) = (0..parts.len()).max_by_key(|&at| (parts[at], std::cmp::Reverse(at))) {
        parts[largest] += left;
    }
    parts
}

fn profile(plan: &mut Plan<'_>, party: usize, domain: &str) -> String {
    let side = &plan.sides[party];
    let ends: Vec<(Number, Number)> = side.courses.iter().map(|course| course.ends()).collect();
    let shift = ends.iter().fold(side.base.clone(), |sum, (low, _)| &sum + low);
    let spans: Vec<Number> = ends.iter().map(|(low, high)| high - low).collect();
    let parts = parts(&spans);
    let weights: Vec<Number> = parts.iter().map(|&part| &Number::from(part) / &Number::from(PARTS)).collect();
    // The largest factor with which every rounded weight leaves every value at 1 or below.
    let factors =
        spans.iter().zip(&weights).filter(|(span, _)| !span.is_zero()).map(|(span, weight)| weight / span);
    let factor = factors.min().unwrap_or_else(Number::one);
    let mut out = format!(
        "{{\"LinearAdditiveUtilitySpace\": {{\n  \"name\": {},\n  \"issueUtilities\": {{\n",
        quoted(&side.name)
    );
    for (at, issue) in plan.case.issues.iter().enumerate() {
        let count = issue.domain.len().unwrap_or(0);
        let values: Vec<String> = (0..count)
            .map(|option| {
                let above = &(&side.courses[at].of(option) - &ends[at].0) * &factor;
                let value = if weights[at].is_zero() { Number::zero() } else { &above / &weights[at] };
                format!("{}: {}", label(&issue.domain, option), plan.decimal(&value))
            })
            .collect();
        let end = if at + 1 == plan.case.issues.len() { "" } else { "," };
        let values = values.join(", ");
        let _ = writeln!(
            out,
            "    {}: {{\"discreteutils\": {{\"valueUtilities\": {{{values}}}}}}}{end}",
            quoted(&issue.name)
        );
    }
    let weights: Vec<String> = plan
        .case
        .issues
        .iter()
        .zip(&weights)
        .map(|(issue, weight)| format!("{}: {}", quoted(&issue.name), plan.decimal(weight)))
        .collect();
    let _ = write!(out, "  }},\n  \"issueWeights\": {{{}}},\n  \"domain\": {domain}", weights.join(", "));
    let capped = side
        .cap
        .as_ref()
        .is_some_and(|cap| *cap < ends.iter().fold(side.base.clone(), |sum, (_, high)| &sum + high));
    let (id, discount) = (side.id.clone(), side.discount.is_some());
    let bid = bid::for_walk_away(side, plan.case);
    if let Some(bid) = &bid {
        let choices: Vec<String> = plan
            .case
            .issues
            .iter()
            .zip(&bid.package)
            .map(|(issue, &option)| format!("{}: {}", quoted(&issue.name), label(&issue.domain, option)))
            .collect();
        let _ = write!(out, ",\n  \"reservationBid\": {{\"issuevalues\": {{{}}}}}", choices.join(", "));
    }
    out.push_str("\n}}\n");
    plan.note_scale(party, &shift, &factor);
    if let Some(note) = bid.and_then(|bid| bid.note) {
        plan.notes.push(format!("{id}: {note}"));
    }
    if capped {
        plan.notes.push(format!("{id}: the cap on its worths is lost, GeniusWeb has none"));
    }
    if discount {
        plan.notes.push(format!("{id}: the discount is lost, GeniusWeb has none"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_weights_sum_to_one_and_none_is_lost() {
        let shares = |list: &[&str]| list.iter().map(|text| Number::parse(text).unwrap()).collect::<Vec<_>>();
        assert_eq!(parts(&shares(&["1", "1", "1"])), [333_334, 333_333, 333_333]);
        assert_eq!(parts(&shares(&["40", "0", "60"])), [400_000, 0, 600_000]);
        assert_eq!(parts(&shares(&["1", "0.0000000001"])), [999_999, 1]);
        assert_eq!(parts(&shares(&["0", "0"])), [1_000_000, 0]);
    }
}
