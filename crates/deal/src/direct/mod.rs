//! The best package of each measure, without the frontier: for any number of packages, and with the bound that proves it.
//!
//! For weights l ≥ 0 no package has a weighted sum above `S(l) = Σ_issues max_option Σ_parties l·worth`. So whoever reaches a
//! value z of a measure, which asks for a weighted sum of at least `T(z)`, gives away at most `S(l) − T(z)` against the best
//! option of every issue. Good weights and a good first package leave so little to give away that the few packages left are
//! looked at one by one [in the manner of Lagrangian bounds with a core; by Shapley and Folkman (in Starr 1969) at most as many
//! issues as parties are far from the relaxation, so the search is short however many issues there are].
//!
//! Where combinations pay, no package has more than its options with every combination counted at one of its issues, and the search
//! goes through the combinations (`tied`). Points near all of the frontier come of the same search, asked again and again (`covering`).
//!
//! Doubles steer the search, with room for their rounding; what it finds is compared exactly.

mod best;
mod climb;
mod covering;
mod goal;
mod held;
mod mixes;
mod refine;
mod search;
mod table;
mod tied;
mod weights;

use crate::bound::restricted;
use crate::definitions::{Definitions, Disagreement, Egalitarian, Ideal, Smorodinsky};
use crate::frontier::{Found, Front, linked, listed};
use crate::space::{Space, Terms};
use crate::unit::Unit;
use best::{Best, best, some};
pub(crate) use covering::covering;
use goal::Goal;
use table::Table;

/// Most packages listed for one measure: those that tie.
const MOST_TIES: usize = 1_000;

/// The packages among which each measure finds its best.
pub(crate) struct Direct<N> {
    /// As a frontier, though points between the measures' choices are missing.
    pub(crate) found: Found<N>,
    pub(crate) nash: Proof,
    pub(crate) kalai_smorodinsky: Proof,
    pub(crate) egalitarian: Proof,
    pub(crate) utilitarian: Proof,
    /// Whether what each party could get at best is proved.
    pub(crate) ideal: bool,
}

/// What is known of a measure's best package.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Proof {
    /// Whether all packages that could do better were looked at.
    pub(crate) whole: bool,
    /// No package has more.
    pub(crate) bound: f64,
    /// Packages, or parts of them, that were looked at.
    pub(crate) looked_at: u64,
}

/// The best packages of the measures, where there is a zone; `None` where no package of it was found within the effort, or the definitions ask for
/// a measure that has no such bound. For sums, with or without red lines, combinations and caps.
///
/// At most `effort` partial packages are looked at for each measure; the proof says whether that was enough.
pub(crate) fn direct<N: Unit>(space: &Space<N>, definitions: &Definitions, effort: u64) -> Option<Direct<N>> {
    if definitions.smorodinsky != Smorodinsky::MaxMin || definitions.egalitarian != Egalitarian::Leximin {
        return None;
    }
    let parties = space.parties();
    let table = Table::new(space)?;
    let reach = reaches(space, effort)?;
    let none = without(space, &table, &reach, definitions.disagreement);
    let mut packages: Vec<Vec<usize>> = Vec::new();
    let mut run = |goal: &Goal, effort: u64| -> Option<(Best, Proof)> {
        let result = best(&table, space, goal, (effort, 0.0), &packages)?;
        packages.extend(result.packages.iter().take(MOST_TIES).cloned());
        let proof = Proof { whole: result.whole, bound: result.bound, looked_at: result.looked_at };
        Some((result, proof))
    };
    // What each party could get at best, which shares are measured to.
    let mut ideal = Vec::with_capacity(parties);
    let mut ideal_proved = true;
    for (q, reach) in reach.iter().enumerate() {
        let (found, _) = run(&Goal::alone(q, parties), effort)?;
        ideal_proved &= found.proved;
        ideal.push(match definitions.ideal {
            Ideal::Rational => found.value,
            Ideal::All => table.worth(q, reach.1),
        });
    }
    let (_, utilitarian) = run(&Goal::sum(vec![1.0; parties]), effort)?;
    let (product, nash) = run(&Goal::product(none.clone()), effort)?;
    let (_, egalitarian) = run(&Goal::smallest(none.clone(), vec![1.0; parties]), effort)?;
    let range = |q: usize| if ideal[q] > none[q] { ideal[q] - none[q] } else { f64::INFINITY };
    let (_, kalai_smorodinsky) =
        run(&Goal::smallest(none.clone(), (0..parties).map(range).collect()), effort)?;
    // Where nobody's product is positive the measure is another: over the largest set of parties that can gain.
    let nash = Proof { whole: nash.whole && product.value > 0.0, ..nash };
    let kalai_smorodinsky = Proof { whole: kalai_smorodinsky.whole && ideal_proved, ..kalai_smorodinsky };
    packages.sort_unstable();
    packages.dedup();
    let vectors = packages.iter().map(|package| space.counts(package)).collect();
    let found = Found { front: listed(parties, vectors, packages), rational: None, reach };
    Some(Direct { found, nash, kalai_smorodinsky, egalitarian, utilitarian, ideal: ideal_proved })
}

/// The least and the most each party can have of any package, rules or not; `None` where that is not proved within the effort.
pub(crate) fn reaches<N: Unit>(space: &Space<N>, effort: u64) -> Option<Vec<(N, N)>> {
    (0..space.parties()).map(|q| reach(space, q, effort)).collect()
}

/// The same for one party.
fn reach<N: Unit>(space: &Space<N>, q: usize, effort: u64) -> Option<(N, N)> {
    let Some(terms) = &space.terms[q] else { return Some(space.capped_reach(q)) };
    if let Some(reach) = linked::reach(space, q) {
        return Some(reach);
    }
    let most = |terms: Terms<N>, turned: bool| -> Option<N> {
        let mut alone = restricted(space, &[q]);
        (alone.terms, alone.reserve) = (vec![Some(terms)], vec![None]);
        if turned {
            alone.value.iter_mut().flatten().flatten().for_each(|value| *value = N::default() - *value);
        }
        let found = best(&Table::new(&alone)?, &alone, &Goal::alone(0, 1), (effort, 0.0), &[])?;
        found.proved.then(|| found.packages.first().map(|package| alone.counts(package)[0])).flatten()
    };
    let (low, high) = (N::default() - most(terms.turned(), true)?, most(terms.clone(), false)?);
    let cap = |value: N| space.cap[q].map_or(value, |cap| cap.min(value));
    Some((cap(low), cap(high)))
}

/// What each party has without an agreement.
fn without<N: Unit>(
    space: &Space<N>,
    table: &Table,
    reach: &[(N, N)],
    disagreement: Disagreement,
) -> Vec<f64> {
    let none = |q: usize| {
        let worst = table.worth(q, reach[q].0);
        match (space.reserve[q], disagreement) {
            (Some(reserve), Disagreement::Reserve) => table.worth(q, reserve),
            (Some(reserve), Disagreement::Floor) => table.worth(q, reserve).max(worst),
            (None, _) => worst,
        }
    };
    (0..space.parties()).map(none).collect()
}

/// A space as doubles, and what each party has without an agreement.
fn prepared<N: Unit>(space: &Space<N>, effort: u64) -> Option<(Table, Vec<f64>)> {
    let table = Table::new(space)?;
    let reach = reaches(space, effort)?;
    let none = without(space, &table, &reach, Disagreement::Reserve);
    Some((table, none))
}

/// The best package by one measure: of several the first that was met; its value, and a bound that weights alone prove.
pub(crate) struct One {
    pub(crate) package: Vec<usize>,
    pub(crate) value: f64,
    pub(crate) bound: f64,
    pub(crate) whole: bool,
}

/// The package of the zone with the largest product of gains over the walk-aways.
pub(crate) fn nash<N: Unit>(space: &Space<N>, effort: u64) -> Option<One> {
    let (table, none) = prepared(space, effort)?;
    let goal = Goal::product(none);
    best(&table, space, &goal, (effort, 0.0), &[]).map(One::first)
}

/// The package of the zone with the largest smallest share of each party's ideal gain, or one that is proved to come within
/// `within` of it.
pub(crate) fn smorodinsky<N: Unit>(space: &Space<N>, effort: u64, within: f64) -> Option<One> {
    let (table, none) = prepared(space, effort)?;
    let parties = space.parties();
    let (mut known, mut scale, mut whole) = (Vec::new(), Vec::new(), true);
    for (q, none) in none.iter().enumerate() {
        // Worths are whole counts: what lies within half of one is the same.
        let one = table.worth(q, N::small(1)) - table.worth(q, N::default());
        let ideal = best(&table, space, &Goal::alone(q, parties), (effort, one / 2.0), &known)?;
        scale.push(if ideal.value > *none { ideal.value - none } else { f64::INFINITY });
        whole &= ideal.bound - ideal.value < 0.75 * one;
        known.extend(ideal.packages.into_iter().take(1));
    }
    let found =
        best(&table, space, &Goal::smallest(none, scale), (effort, within), &known).map(One::first)?;
    Some(One { whole: found.whole && whole, ..found })
}

impl One {
    fn first(found: Best) -> Self {
        let package = found.packages.into_iter().min().unwrap_or_default();
        Self { package, value: found.value, bound: found.bound, whole: found.whole }
    }
}

/// The packages that break no rule and fall short of the targets least together, `weights` times what each lacks, and of these those
/// that leave nobody shorter than need be; on worths cut at the targets. What is proved is Σ weight · min(worth, target).
pub(crate) fn nearest<N: Unit>(
    space: &Space<N>,
    target: &[Option<N>],
    weights: &[f64],
    effort: u64,
) -> Option<(Front<N>, Proof)> {
    let mut open = space.clone();
    open.reserve = vec![None; space.parties()];
    let table = Table::new(&open)?;
    let target =
        target.iter().enumerate().map(|(q, target)| target.map_or(0.0, |target| table.worth(q, target)));
    let goal = Goal::Near { target: target.collect(), weights: weights.to_vec() };
    let found = best(&table, &open, &goal, (effort, 0.0), &[])?;
    let vectors = found.packages.iter().map(|package| space.counts(package)).collect();
    let front = listed(space.parties(), vectors, found.packages);
    Some((front, Proof { whole: found.whole, bound: found.bound, looked_at: found.looked_at }))
}

/// How much was looked at to prove that no package is at or above every walk-away without breaking a rule; `None` where one is, or
/// that was not proved within the effort.
pub(crate) fn empty<N: Unit>(space: &Space<N>, effort: u64) -> Option<u64> {
    some(&Table::new(space)?, space, effort).1
}

/// The package of the zone with the largest weighted sum of worths, at least as good as `known`, which is in the zone; and
/// whether it is proved to be the largest; else it is the best that was met.
pub(crate) fn largest<N: Unit>(
    space: &Space<N>,
    weights: Vec<f64>,
    effort: u64,
    known: &[usize],
) -> (Vec<usize>, bool) {
    let table = Table::new(space);
    let found =
        table.and_then(|table| best(&table, space, &Goal::sum(weights), (effort, 0.0), &[known.to_vec()]));
    let whole = found.as_ref().is_some_and(|found| found.whole);
    let packages = found.map(|found| found.packages).unwrap_or_default();
    (packages.into_iter().min().unwrap_or_else(|| known.to_vec()), whole)
}

#[cfg(test)]
mod tests {
    use super::covering::EACH;
    use super::*;
    use crate::Silent;
    use crate::frontier::{Effort, Front, find};
    use crate::made::any_space;
    use crate::solutions::{Choice, Measures};
    use detente_case::{Aggregate, Number};
    use proptest::prelude::*;

    /// Value and vectors of a choice.
    fn told(choice: Option<Choice>, found: &Found<i64>) -> Option<(detente_case::Number, Vec<Vec<i64>>)> {
        choice.map(|choice| {
            let mut vectors: Vec<Vec<i64>> =
                choice.points.iter().map(|at| found.front.vector(*at).to_vec()).collect();
            vectors.sort();
            (choice.value, vectors)
        })
    }

    fn packages(space: &Space<i64>) -> impl Iterator<Item = Vec<usize>> {
        let many = space.options.iter().product();
        (0..many).map(|mut at| {
            let mut digit = |many: &usize| {
                let option = at % many;
                at /= many;
                option
            };
            space.options.iter().map(&mut digit).collect()
        })
    }

    /// 4/3 − 1 − 1/3 and 7/3 − 2 − 1/3 are both nothing, and as doubles are not.
    #[test]
    fn sums_that_cancel_out_tie() {
        let space = Space::<i64> {
            options: vec![2, 2],
            value: vec![vec![vec![0, 0, 0], vec![4, 1, 0]], vec![vec![3, -1, 0], vec![0, 0, 0]]],
            terms: vec![
                None,
                Some(Terms { aggregate: Aggregate::Sum, start: -2, terms: Vec::new(), groups: Vec::new() }),
                None,
            ],
            reserve: vec![None; 3],
            cap: vec![None; 3],
            never: Vec::new(),
            zero: vec![Number::zero(); 3],
            one: vec![Number::one(); 3],
            rounding: vec![Number::zero(); 3],
        };
        let found = nearest(&space, &[Some(11), Some(0), Some(-1)], &[1.0 / 3.0, 1.0, 1.0 / 3.0], 1_000);
        assert_eq!(found.map(|found| found.0.vector(0).to_vec()), Some(vec![7, -2, 0]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn the_frontier_gives_the_same(space in any_space(5, true)) {
            let definitions = Definitions::DETENTE;
            let whole = find(&space, true, true, Effort::FULL, &Silent).unwrap();
            let found = direct(&space, &definitions, 1_000_000);
            prop_assert_eq!(found.is_some(), whole.front.len() > 0);
            let Some(found) = found else { return Ok(()) };
            let (all, some) =
                (Measures::new(&space, &whole, &definitions), Measures::new(&space, &found.found, &definitions));
            prop_assert_eq!(&all.ideal, &some.ideal);
            // However little is looked at, a bound is one.
            for soon in [1, 20, 1_000_000] {
                let Some(soon) = direct(&space, &definitions, soon) else { continue };
                for (proof, value) in [
                    (soon.utilitarian, all.utilitarian()),
                    (soon.egalitarian, all.egalitarian(Egalitarian::Leximin)),
                    (soon.nash, all.nash().filter(|choice| choice.remark.is_none())),
                ] {
                    let Some(value) = value.map(|choice| choice.value.to_f64()) else { continue };
                    prop_assert!(proof.bound >= value - 1e-6 * (1.0 + value.abs()), "{proof:?} {value}");
                }
            }
            prop_assert!(found.utilitarian.whole && found.egalitarian.whole && found.kalai_smorodinsky.whole);
            prop_assert_eq!(told(all.utilitarian(), &whole), told(some.utilitarian(), &found.found));
            prop_assert_eq!(
                told(all.egalitarian(Egalitarian::Leximin), &whole),
                told(some.egalitarian(Egalitarian::Leximin), &found.found)
            );
            prop_assert_eq!(
                told(all.smorodinsky(Smorodinsky::MaxMin), &whole),
                told(some.smorodinsky(Smorodinsky::MaxMin), &found.found)
            );
            if found.nash.whole {
                prop_assert_eq!(told(all.nash(), &whole), told(some.nash(), &found.found));
            }
        }

        #[test]
        fn what_lies_nearest_is_found_as_the_frontier_has_it(
            space in any_space(4, true),
            floors in prop::collection::vec(prop::option::of(-2i64..16), 4),
            shares in prop::collection::vec(1i64..4, 4),
        ) {
            let parties = space.parties();
            let target = &floors[..parties];
            let mut cut = space.clone();
            for q in 0..parties {
                match target[q] {
                    Some(target) => cut.cap[q] = Some(cut.cap[q].map_or(target, |cap| cap.min(target))),
                    None => {
                        cut.value.iter_mut().flatten().for_each(|row| row[q] = 0);
                        (cut.terms[q], cut.cap[q]) = (None, None);
                    }
                }
            }
            let Ok(all) = find(&cut, false, false, Effort::FULL, &Silent) else { return Ok(()) };
            let key = |vector: &[i64]| {
                let short = |q: usize| Number::from(target[q].map_or(0, |target| target - vector[q])) / Number::from(shares[q]);
                let short: Vec<Number> = (0..parties).map(short).collect();
                (short.iter().sum::<Number>(), short.into_iter().max())
            };
            let listed = |front: &Front<i64>| -> Vec<Vec<i64>> {
                (0..front.len()).map(|at| front.vector(at).to_vec()).collect()
            };
            let all = listed(&all.front);
            let least = all.iter().map(|vector| key(vector)).min();
            let expected: Vec<Vec<i64>> =
                all.into_iter().filter(|vector| Some(key(vector)) == least).collect();
            let weights: Vec<f64> =
                (0..parties).map(|q| if target[q].is_some() { 1.0 / shares[q] as f64 / space.one[q].to_f64() } else { 0.0 }).collect();
            let found = nearest(&cut, target, &weights, 1_000_000);
            prop_assert_eq!(found.as_ref().map(|found| listed(&found.0)).unwrap_or_default(), expected);
            // Unless more tie than are listed.
            let ties = |package: &Vec<usize>| {
                let vector: Vec<i64> = (0..parties).map(|q| target[q].map_or(0, |target| target.min(cut.counts(package)[q]))).collect();
                cut.broken(package) == 0 && Some(key(&vector)) == least
            };
            prop_assert!(found.is_none_or(|found| found.1.whole || packages(&cut).filter(ties).count() > MOST_TIES));
            for soon in [1, 10] {
                let Some((_, proof)) = nearest(&cut, target, &weights, soon) else { continue };
                let most: f64 = (0..parties).map(|q| target[q].unwrap_or(0) as f64 / shares[q] as f64).sum();
                let least = least.as_ref().map_or(0.0, |least| least.0.to_f64());
                prop_assert!(most - proof.bound <= least + 1e-6, "{proof:?} {least}");
            }
        }

        #[test]
        fn a_zone_is_proved_empty_when_it_is(space in any_space(4, true)) {
            let whole = find(&space, true, true, Effort::FULL, &Silent).unwrap();
            prop_assert_eq!(empty(&space, 1_000_000).is_some(), whole.front.len() == 0);
        }

        #[test]
        fn points_cover_the_frontier_as_they_say(space in any_space(4, true), effort in 1u64..30) {
            let whole = find(&space, true, true, Effort::FULL, &Silent).unwrap().front;
            let vectors = |front: &Front<i64>| -> Vec<Vec<i64>> {
                (0..front.len()).map(|at| front.vector(at).to_vec()).collect()
            };
            let all = covering(&space, &[], 10_000_000, &Silent);
            prop_assert_eq!(all.as_ref().map(|all| vectors(&all.front)).unwrap_or_default(), vectors(&whole));
            prop_assert!(all.is_none_or(|all| all.within == 0.0));
            let Some(some) = covering(&space, &[], effort * EACH, &Silent) else { return Ok(()) };
            for vector in vectors(&whole) {
                let near = |at: usize| {
                    let mut point = some.front.vector(at).iter().zip(&vector).enumerate();
                    point.all(|(q, (point, of))| {
                        (of - point) as f64 * space.one[q].to_f64() <= some.within * some.range[q] + 1e-9
                    })
                };
                prop_assert!((0..some.front.len()).any(near), "{vector:?} within {}", some.within);
            }
            for at in 0..some.front.len() {
                prop_assert_eq!(space.counts(&some.front.package(at)), some.front.vector(at));
                prop_assert!(space.in_zone(&some.front.package(at)));
            }
        }
    }
}
