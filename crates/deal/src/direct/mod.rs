//! The best package of each measure, without the frontier: for any number of packages, and with the bound that proves it.
//!
//! For weights l ≥ 0 no package has a weighted sum above `S(l) = Σ_issues max_option Σ_parties l·worth`. So whoever reaches a
//! value z of a measure, which asks for a weighted sum of at least `T(z)`, gives away at most `S(l) − T(z)` against the best
//! option of every issue. Good weights and a good first package leave so little to give away that the few packages left are
//! looked at one by one [in the manner of Lagrangian bounds with a core; by Shapley and Folkman (in Starr 1969) at most as many
//! issues as parties are far from the relaxation, so the search is short however many issues there are].
//!
//! Doubles steer the search, with room for their rounding; what it finds is compared exactly.

mod climb;
mod goal;
mod search;
mod table;
mod weights;

use crate::definitions::{Definitions, Disagreement, Egalitarian, Ideal, Smorodinsky};
use crate::frontier::{Found, listed};
use crate::space::Space;
use crate::unit::Unit;
use goal::Goal;
use search::best;
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
/// a measure that has no such bound. For plain sums, with or without red lines; without caps.
///
/// At most `effort` partial packages are looked at for each measure; the proof says whether that was enough.
pub(crate) fn direct<N: Unit>(space: &Space<N>, definitions: &Definitions, effort: u64) -> Option<Direct<N>> {
    let fits = space.terms.iter().all(Option::is_none)
        && space.cap.iter().all(Option::is_none)
        && definitions.smorodinsky == Smorodinsky::MaxMin
        && definitions.egalitarian == Egalitarian::Leximin;
    if !fits {
        return None;
    }
    let parties = space.parties();
    let table = Table::new(space);
    let none = without(space, &table, definitions.disagreement);
    let mut packages: Vec<Vec<usize>> = Vec::new();
    let mut run = |goal: &Goal, effort: u64| -> Option<(Proof, f64)> {
        let result = best(&table, space, goal, (effort, 0.0), &packages)?;
        packages.extend(result.packages.into_iter().take(MOST_TIES));
        Some((Proof { whole: result.whole, bound: result.bound, looked_at: result.looked_at }, result.value))
    };
    // What each party could get at best, which shares are measured to.
    let mut ideal = Vec::with_capacity(parties);
    let mut ideal_whole = true;
    for q in 0..parties {
        let (proof, value) = run(&Goal::alone(q, parties), effort)?;
        ideal_whole &= proof.whole;
        ideal.push(match definitions.ideal {
            Ideal::Rational => value,
            Ideal::All => table.reach(q).1,
        });
    }
    let (utilitarian, _) = run(&Goal::sum(vec![1.0; parties]), effort)?;
    let (nash, product) = run(&Goal::product(none.clone()), effort)?;
    let (egalitarian, _) = run(&Goal::smallest(none.clone(), vec![1.0; parties]), effort)?;
    let range = |q: usize| if ideal[q] > none[q] { ideal[q] - none[q] } else { f64::INFINITY };
    let (kalai_smorodinsky, _) =
        run(&Goal::smallest(none.clone(), (0..parties).map(range).collect()), effort)?;
    // Where nobody's product is positive the measure is another: over the largest set of parties that can gain.
    let nash = Proof { whole: nash.whole && product > 0.0, ..nash };
    let kalai_smorodinsky = Proof { whole: kalai_smorodinsky.whole && ideal_whole, ..kalai_smorodinsky };
    packages.sort_unstable();
    packages.dedup();
    let vectors = packages.iter().map(|package| space.sums(package)).collect();
    let reach = (0..parties).map(|q| space.capped_reach(q)).collect();
    let found = Found { front: listed(parties, vectors, packages), rational: None, reach };
    Some(Direct { found, nash, kalai_smorodinsky, egalitarian, utilitarian, ideal: ideal_whole })
}

/// What each party has without an agreement.
fn without<N: Unit>(space: &Space<N>, table: &Table, disagreement: Disagreement) -> Vec<f64> {
    let none = |q: usize| {
        let worst = table.reach(q).0;
        match (space.reserve[q], disagreement) {
            (Some(reserve), Disagreement::Reserve) => table.worth(q, reserve),
            (Some(reserve), Disagreement::Floor) => table.worth(q, reserve).max(worst),
            (None, _) => worst,
        }
    };
    (0..space.parties()).map(none).collect()
}

/// The best package by one measure: of several the first that was met; its value, and a bound that weights alone prove.
pub(crate) struct One {
    pub(crate) package: Vec<usize>,
    pub(crate) value: f64,
    pub(crate) bound: f64,
    pub(crate) whole: bool,
}

/// The package of the zone with the largest product of gains over the walk-aways; for plain sums without caps.
pub(crate) fn nash<N: Unit>(space: &Space<N>, effort: u64) -> Option<One> {
    let table = Table::new(space);
    let goal = Goal::product(without(space, &table, Disagreement::Reserve));
    best(&table, space, &goal, (effort, 0.0), &[]).map(One::first)
}

/// The package of the zone with the largest smallest share of each party's ideal gain, or one that is proved to come within
/// `within` of it; for plain sums without caps.
pub(crate) fn smorodinsky<N: Unit>(space: &Space<N>, effort: u64, within: f64) -> Option<One> {
    let table = Table::new(space);
    let parties = space.parties();
    let none = without(space, &table, Disagreement::Reserve);
    let (mut known, mut scale, mut whole) = (Vec::new(), Vec::new(), true);
    for (q, none) in none.iter().enumerate() {
        let ideal = best(&table, space, &Goal::alone(q, parties), (effort, 0.0), &known)?;
        scale.push(if ideal.value > *none { ideal.value - none } else { f64::INFINITY });
        whole &= ideal.whole;
        known.extend(ideal.packages.into_iter().take(1));
    }
    let found =
        best(&table, space, &Goal::smallest(none, scale), (effort, within), &known).map(One::first)?;
    Some(One { whole: found.whole && whole, ..found })
}

impl One {
    fn first(found: search::Best) -> Self {
        let package = found.packages.into_iter().min().unwrap_or_default();
        Self { package, value: found.value, bound: found.bound, whole: found.whole }
    }
}

/// The package of the zone with the largest weighted sum of worths, at least as good as `known`, which is in the zone; and
/// whether it is proved to be the largest; else it is the best that was met.
pub(crate) fn largest<N: Unit>(
    space: &Space<N>,
    weights: Vec<f64>,
    effort: u64,
    known: &[usize],
) -> (Vec<usize>, bool) {
    let found = best(&Table::new(space), space, &Goal::sum(weights), (effort, 0.0), &[known.to_vec()]);
    let whole = found.as_ref().is_some_and(|found| found.whole);
    let packages = found.map(|found| found.packages).unwrap_or_default();
    (packages.into_iter().min().unwrap_or_else(|| known.to_vec()), whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silent;
    use crate::frontier::{Effort, find};
    use crate::made::any_space;
    use crate::solutions::{Choice, Measures};
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn the_frontier_gives_the_same(space in any_space(5, false)) {
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
    }
}
