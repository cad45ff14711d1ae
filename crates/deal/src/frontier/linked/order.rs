//! In which order to take the issues.

use std::collections::BTreeSet;

use super::rules::Rule;

/// Issues tried first.
const STARTS: usize = 12;

/// An order of all issues in which few states are pending at once: from each of several first issues the one next that leaves
/// fewest, and of these orders the cheapest. Issues that no rule ties come last.
/// With at most about how many states it comes to, options multiplied in.
pub(super) fn order<N>(options: &[usize], rules: &[Rule<N>]) -> (Vec<usize>, f64) {
    let tied: BTreeSet<usize> =
        rules.iter().flat_map(|rule| rule.parts.iter().map(|(issue, _)| *issue)).collect();
    let free = (0..options.len()).filter(|issue| !tied.contains(issue));
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); options.len()];
    for (at, rule) in rules.iter().enumerate() {
        rule.parts.iter().for_each(|(issue, _)| of[*issue].push(at));
    }
    let mut starts: Vec<usize> = tied.iter().copied().collect();
    starts.sort_by_key(|issue| (of[*issue].len(), *issue));
    let chosen = starts.iter().take(STARTS).map(|start| greedy(options, rules, &of, &tied, *start));
    let (cost, best) = chosen.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
    (best.into_iter().chain(free).collect(), cost)
}

/// The order from a first issue, and about how many states it comes to in all.
fn greedy<N>(
    options: &[usize],
    rules: &[Rule<N>],
    of: &[Vec<usize>],
    tied: &BTreeSet<usize>,
    start: usize,
) -> (f64, Vec<usize>) {
    let mut left: BTreeSet<usize> = tied.clone();
    let mut missing: Vec<usize> = rules.iter().map(|rule| rule.parts.len()).collect();
    let mut order = Vec::new();
    let (mut live, mut cost) = (BTreeSet::new(), 0.0);
    let mut next = Some(start);
    while let Some(issue) = next {
        left.remove(&issue);
        order.push(issue);
        live.insert(issue);
        of[issue].iter().for_each(|rule| missing[*rule] -= 1);
        live.retain(|issue| of[*issue].iter().any(|rule| missing[*rule] > 0));
        cost += states(rules, of, &live, &missing) * options[issue] as f64;
        // Neighbours first; else whatever begins another part.
        let near: BTreeSet<usize> = live
            .iter()
            .flat_map(|issue: &usize| of[*issue].iter())
            .filter(|rule| missing[**rule] > 0)
            .flat_map(|rule| rules[*rule].parts.iter().map(|(issue, _)| *issue))
            .filter(|issue| left.contains(issue))
            .collect();
        let among = if near.is_empty() { &left } else { &near };
        let after = |issue: &usize| {
            of[*issue].iter().for_each(|rule| missing[*rule] -= 1);
            let open = |issue: &usize, missing: &[usize]| of[*issue].iter().any(|rule| missing[*rule] > 0);
            let live: BTreeSet<usize> =
                live.iter().chain([issue]).copied().filter(|issue| open(issue, &missing)).collect();
            let states = states(rules, of, &live, &missing);
            of[*issue].iter().for_each(|rule| missing[*rule] += 1);
            (states, *issue)
        };
        next = among
            .iter()
            .map(after)
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, issue)| issue);
    }
    (cost, order)
}

/// About how many states there can be: for each live issue, how many of its options the pending rules tell apart.
fn states<N>(rules: &[Rule<N>], of: &[Vec<usize>], live: &BTreeSet<usize>, missing: &[usize]) -> f64 {
    let classes = |issue: &usize| {
        let pending = of[*issue].iter().filter(|rule| missing[**rule] > 0);
        let rows: Vec<&Vec<bool>> = pending
            .filter_map(|rule| rules[*rule].parts.iter().find(|(tied, _)| tied == issue).map(|(_, of)| of))
            .collect();
        let options = rows.first().map_or(0, |row| row.len());
        let patterns: BTreeSet<Vec<bool>> =
            (0..options).map(|option| rows.iter().map(|row| row[option]).collect()).collect();
        patterns.len().max(1) as f64
    };
    live.iter().map(classes).product()
}
