//! Why there is no zone, and what would have to give.

use std::collections::BTreeSet;

use detente_case::Number;

use super::solution::package;
use crate::analysis::{Analysis, Conflict, ImpasseRepair, Member as Told};
use crate::conflicts::{Member, conflicts};
use crate::direct::largest;
use crate::figures::counted;
use crate::frontier::linked::rules;
use crate::model::Model;
use crate::space::Space;
use crate::unit::Unit;

/// Questions put to the solver, at most.
const EFFORT: u64 = 50_000;
/// Partial packages looked at to find how little a repair needs, for each.
const LOOKED: u64 = 20_000;
/// Repairs that are looked into so.
const MOST: usize = 200;

/// Writes the conflicts and repairs of a case without a zone.
pub(super) fn impasse<N: Unit>(model: &Model, space: &Space<N>, analysis: &mut Analysis, reach: &[(N, N)]) {
    if space.rounding.iter().any(|rounding| !rounding.is_zero()) {
        analysis
            .why
            .insert("conflicts".into(), "the numbers were rounded, so nothing can be proved of them".into());
        return;
    }
    let (members, told): (Vec<Member>, Vec<Told>) = members(model, space, analysis);
    let Some(found) = conflicts(space, &members, &model.links, EFFORT) else {
        let reason = match rules(space).is_none() || space.cap.iter().any(Option::is_some) {
            true => "they are looked for where worths are sums, without a cap",
            false => "links alone leave no package, or an issue has more options than can be told apart",
        };
        analysis.why.insert("conflicts".into(), reason.into());
        return;
    };
    let id = |at: &usize| told[*at].id.clone();
    analysis.conflicts = found
        .conflicts
        .iter()
        .map(|conflict| {
            let people: BTreeSet<String> =
                conflict.iter().filter_map(|at| told[*at].relaxable_by.clone()).collect();
            Conflict {
                members: conflict.iter().map(id).collect(),
                relaxable_by: people.into_iter().collect(),
            }
        })
        .collect();
    analysis.conflicts_complete = Some(found.complete);
    let mut repairs: Vec<(Number, &Vec<usize>, ImpasseRepair)> = Vec::new();
    for (nth, (dropped, opens)) in found.repairs.iter().enumerate() {
        let walk_aways: Vec<usize> = dropped.iter().filter_map(|at| walk_away(&members[*at])).collect();
        // How little the walk-aways that give way have to come down.
        let (opens, least) = match walk_aways.is_empty() || nth >= MOST {
            true => (opens.clone(), walk_aways.is_empty()),
            false => least((space, reach), &members, model, dropped, &walk_aways, opens),
        };
        let sums = space.counts(&opens);
        let short = |q: usize| space.exact(q, space.reserve[q].unwrap_or_default()) - space.exact(q, sums[q]);
        let by: Vec<Option<Number>> = dropped.iter().map(|at| walk_away(&members[*at]).map(short)).collect();
        let cost: Number = dropped
            .iter()
            .zip(&by)
            .map(|(at, by)| match (walk_away(&members[*at]), by) {
                (Some(q), Some(by)) => by / range(space, reach, q),
                _ => Number::one(),
            })
            .sum();
        let repair = ImpasseRepair {
            relax: dropped.iter().map(id).collect(),
            relaxable_by: dropped.iter().map(|at| told[*at].relaxable_by.clone()).collect(),
            by: by.iter().map(|by| by.as_ref().map(Number::to_f64)).collect(),
            cost: cost.to_f64(),
            at_most: !least,
            opens: package(model, &opens),
        };
        repairs.push((cost, dropped, repair));
    }
    repairs.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    analysis.repairs_of_impasse = repairs.into_iter().map(|(.., repair)| repair).collect();
    analysis.members = told;
    if !found.complete {
        let text =
            format!("not all were looked for: the search ended after {} questions", counted(&EFFORT.into()));
        analysis.why.insert("conflicts_complete".into(), text);
    }
}

/// Red lines and walk-aways, each with what is told of it.
fn members<N: Unit>(model: &Model, space: &Space<N>, analysis: &Analysis) -> (Vec<Member>, Vec<Told>) {
    let told = |q: usize, id: &str, kind: &'static str, why: Option<String>, by: Option<(String, String)>| {
        let party = analysis.parties[q].id.clone();
        let (relaxable_by, relaxable_by_name) = by.unzip();
        Told { id: format!("{party}.{id}"), party, kind, why, relaxable_by, relaxable_by_name }
    };
    let lines = model.lines.iter().map(|line| {
        let told = told(line.party, &line.id, "red_line", line.why.clone(), line.relaxed_by.clone());
        (Member::RedLine(line.never.clone()), told)
    });
    let asking = (0..space.parties()).filter(|q| space.reserve[*q].is_some());
    let walk_aways = asking
        .map(|q| (Member::WalkAway(q), told(q, "walk_away", "walk_away", None, model.principals[q].clone())));
    lines.chain(walk_aways).unzip()
}

fn walk_away(member: &Member) -> Option<usize> {
    match member {
        Member::WalkAway(q) => Some(*q),
        Member::RedLine(_) => None,
    }
}

/// From a party's worst package to its best.
fn range<N: Unit>(space: &Space<N>, reach: &[(N, N)], q: usize) -> Number {
    let (low, high) = reach[q];
    let range = (high - low).to_number() * &space.one[q];
    if range.is_positive() { range } else { Number::one() }
}

/// The package that satisfies all other members and asks least of the walk-aways that give way, as shares of each range; and whether
/// that is proved to be the least.
fn least<N: Unit>(
    (space, reach): (&Space<N>, &[(N, N)]),
    members: &[Member],
    model: &Model,
    dropped: &[usize],
    walk_aways: &[usize],
    known: &[usize],
) -> (Vec<usize>, bool) {
    let mut opened = space.clone();
    walk_aways.iter().for_each(|q| opened.reserve[*q] = None);
    let kept = members.iter().enumerate().filter(|(at, _)| !dropped.contains(at));
    let lines = kept.filter_map(|(_, member)| match member {
        Member::RedLine(lines) => Some(lines.iter().cloned()),
        Member::WalkAway(_) => None,
    });
    opened.never = model.links.iter().cloned().chain(lines.flatten()).collect();
    if space.terms.iter().any(Option::is_some) {
        return looked(&opened, (space, reach), walk_aways, known);
    }
    // Each of them falls short in every package that satisfies the others: else it need not give way.
    let weight = |q: usize| if walk_aways.contains(&q) { 1.0 / range(space, reach, q).to_f64() } else { 0.0 };
    largest(&opened, (0..space.parties()).map(weight).collect(), LOOKED, known)
}

/// Packages looked at one by one, at most.
const MOST_PACKAGES: u64 = 1_000_000;

/// The same where terms tie issues together: by looking at every package, where there are not too many.
fn looked<N: Unit>(
    opened: &Space<N>,
    (space, reach): (&Space<N>, &[(N, N)]),
    walk_aways: &[usize],
    known: &[usize],
) -> (Vec<usize>, bool) {
    let many = opened.options.iter().try_fold(1_u64, |many, options| many.checked_mul(*options as u64));
    let Some(many) = many.filter(|many| *many <= MOST_PACKAGES) else { return (known.to_vec(), false) };
    let asked = |package: &[usize]| -> Number {
        let counts = space.counts(package);
        let floor = |q: usize| space.exact(q, space.reserve[q].unwrap_or_default());
        walk_aways.iter().map(|q| (floor(*q) - space.exact(*q, counts[*q])) / range(space, reach, *q)).sum()
    };
    let mut best = (asked(known), known.to_vec());
    for mut number in 0..many {
        let mut package = vec![0; opened.options.len()];
        for (option, options) in package.iter_mut().zip(&opened.options).rev() {
            *option = (number % *options as u64) as usize;
            number /= *options as u64;
        }
        let counts = opened.counts(&package);
        let above = (0..opened.parties()).all(|q| opened.reserve[q].is_none_or(|floor| counts[q] >= floor));
        if above && opened.broken(&package) == 0 {
            best = best.min((asked(&package), package));
        }
    }
    (best.1, true)
}
