//! From one package to another by small trades.

use std::collections::VecDeque;

use detente_case::{Case, Number};

use super::solution::package;
use crate::analysis::{Package, Trade, Trades};
use crate::model::Model;

/// Issues in which the packages differ, at most: every set of them is looked at.
const MOST: usize = 12;

/// For each two packages that follow each other: the trades from the one to the other.
pub(super) fn trades(case: &Case, model: &Model, packages: &[Vec<usize>]) -> Vec<Trades> {
    let pairs = packages.windows(2).enumerate();
    pairs.map(|(at, two)| between(case, model, (at + 1, &two[0]), (at + 2, &two[1]))).collect()
}

/// The trades from one package to another that no party loses by and some party gains by, one after the other: as few issues at a time as can
/// be, then as few trades as can be.
fn between(
    case: &Case,
    model: &Model,
    (first, from): (usize, &[usize]),
    (second, to): (usize, &[usize]),
) -> Trades {
    let differ: Vec<usize> = (0..from.len()).filter(|issue| from[*issue] != to[*issue]).collect();
    let none = |why: String| Trades { from: first, to: second, steps: None, why: Some(why), likely: None };
    if differ.is_empty() {
        return none("they are the same".into());
    }
    if differ.len() > MOST {
        return none(format!("they differ in {} issues; trades are looked for up to {MOST}", differ.len()));
    }
    let parties = model.sides.len();
    // Every package between, by which of the differing issues are changed already.
    let reached = |set: usize| -> Vec<usize> {
        let mut package = from.to_vec();
        differ
            .iter()
            .enumerate()
            .filter(|(at, _)| set >> at & 1 == 1)
            .for_each(|(_, issue)| package[*issue] = to[*issue]);
        package
    };
    let whole = (1_usize << differ.len()) - 1;
    let met = |package: &[usize]| {
        model
            .never
            .iter()
            .any(|rule| rule.iter().all(|(issue, accepted)| accepted.contains(&package[*issue])))
    };
    let worths: Vec<Option<Vec<Number>>> = (0..=whole)
        .map(|set| {
            let package = reached(set);
            let worth = || (0..parties).map(|party| model.utility(party, &package)).collect();
            // The two packages themselves are what was asked about, whatever they break.
            (set == 0 || set == whole || !met(&package)).then(worth)
        })
        .collect();
    if let (Some(before), Some(after)) = (&worths[0], &worths[whole])
        && let Some(loser) = (0..parties).find(|party| after[*party] < before[*party])
    {
        return none(format!("{} loses by the change as a whole", case.parties[loser].name));
    }
    let gains = |a: usize, b: usize| match (&worths[a], &worths[b]) {
        (Some(a), Some(b)) => a.iter().zip(b).all(|(a, b)| a <= b) && a != b,
        _ => false,
    };
    for most in 1..=differ.len() {
        if let Some(path) = path(whole, most, &gains) {
            let steps = path.windows(2).map(|two| {
                let changed = differ.iter().enumerate().filter(|(at, _)| (two[1] & !two[0]) >> at & 1 == 1);
                let issues: Vec<usize> = changed.map(|(_, issue)| *issue).collect();
                let named = package(model, to);
                Trade {
                    change: Package(issues.iter().map(|issue| named.0[*issue].clone()).collect()),
                    worth: worths[two[1]].iter().flatten().map(Number::to_f64).collect(),
                }
            });
            return Trades { from: first, to: second, steps: Some(steps.collect()), why: None, likely: None };
        }
    }
    none("nobody gains by the change".into())
}

/// The shortest way from no change to the whole, with at most so many changes in a step: of several the first by their numbers.
fn path(whole: usize, most: usize, gains: &dyn Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    let mut before = vec![usize::MAX; whole + 1];
    before[0] = 0;
    let mut waiting = VecDeque::from([0]);
    while let Some(set) = waiting.pop_front() {
        if set == whole {
            let mut path = vec![whole];
            while path[path.len() - 1] != 0 {
                path.push(before[path[path.len() - 1]]);
            }
            path.reverse();
            return Some(path);
        }
        // All sets of what is left, the empty one last.
        let left = whole & !set;
        let mut step = left;
        while step > 0 {
            let next = set | step;
            if step.count_ones() as usize <= most && before[next] == usize::MAX && gains(set, next) {
                before[next] = set;
                waiting.push_back(next);
            }
            step = (step - 1) & left;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every order of every split, by trying: the fewest steps that change at most so many at a time.
    fn fewest(set: usize, whole: usize, most: usize, gains: &dyn Fn(usize, usize) -> bool) -> Option<usize> {
        if set == whole {
            return Some(0);
        }
        let fits =
            |step: &usize| step & set == 0 && step.count_ones() as usize <= most && gains(set, set | step);
        let ways = (1..=whole).filter(fits).filter_map(|step| fewest(set | step, whole, most, gains));
        ways.min().map(|many| many + 1)
    }

    proptest! {
        #[test]
        fn trying_every_order_finds_none_better(
            worths in prop::collection::vec((0_i32..6, 0_i32..6), 16),
            issues in 1_usize..=4,
        ) {
            let whole = (1 << issues) - 1;
            let gains = |a: usize, b: usize| {
                let ((a0, a1), (b0, b1)) = (worths[a], worths[b]);
                a0 <= b0 && a1 <= b1 && (a0, a1) != (b0, b1)
            };
            let found = (1..=issues).find_map(|most| path(whole, most, &gains));
            let sizes = found.map(|path| {
                prop_assert!(path.windows(2).all(|two| gains(two[0], two[1])));
                let most = path.windows(2).map(|two| (two[1] & !two[0]).count_ones() as usize).max();
                Ok((most.unwrap_or(0), path.len() - 1))
            });
            let least = (1..=issues).find_map(|most| Some((most, fewest(0, whole, most, &gains)?)));
            prop_assert_eq!(sizes.transpose()?, least);
        }
    }
}
