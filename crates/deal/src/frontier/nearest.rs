//! The packages with the least total shortfall, without the frontier: package by package, leaving out every branch
//! that cannot come nearer than the best so far.

use std::collections::BTreeMap;

use detente_case::Number;

use super::{Found, MOST_PACKAGES, listed};
use crate::Progress;
use crate::space::Space;
use crate::unit::Unit;

/// The vectors with the least total shortfall below the walk-aways, and of those the least worst one, each with the
/// package that is worth most on `truth`, the worths before they were cut at the walk-aways: no other package that comes
/// as near is better for one party and as good for all. `weight[q]` turns a party's count into what is added up.
///
/// Exact; for plain sums. `None` where more than 10⁸ partial packages would have to be looked at.
pub(crate) fn nearest<N: Unit>(
    space: &Space<N>,
    truth: &Space<N>,
    weight: &[Number],
    progress: &dyn Progress,
) -> Option<Found<N>> {
    let parties = space.parties();
    // What the issues from one on can give each party at most.
    let mut rest = vec![vec![N::default(); parties]];
    for row in space.value.iter().rev() {
        let after = &rest[rest.len() - 1];
        let best = |q: usize| row.iter().map(|option| option[q]).max().unwrap_or_default();
        rest.push((0..parties).map(|q| after[q] + best(q)).collect());
    }
    rest.reverse();
    let near: Vec<f64> = weight.iter().map(Number::to_f64).collect();
    let mut search = Search {
        space,
        truth,
        weight,
        near,
        rest,
        package: Vec::new(),
        looked_at: 0,
        bar: f64::INFINITY,
        best: None,
        found: BTreeMap::new(),
        progress,
    };
    search.branch(&vec![N::default(); parties])?;
    let found = search.found.into_iter().rev().map(|(vector, (_, package))| (vector, package));
    let (vectors, packages): (Vec<Vec<N>>, Vec<Vec<usize>>) = found.unzip();
    let front = listed(parties, vectors, packages);
    let reach = (0..parties).map(|q| space.capped_reach(q)).collect();
    Some(Found { front, rational: None, reach })
}

struct Search<'a, N> {
    space: &'a Space<N>,
    truth: &'a Space<N>,
    weight: &'a [Number],
    near: Vec<f64>,
    rest: Vec<Vec<N>>,
    /// The options of the issues taken so far.
    package: Vec<usize>,
    looked_at: u64,
    /// No total surely above this can be the least.
    bar: f64,
    /// Least total, then least worst shortfall.
    best: Option<(Number, Number)>,
    /// Per vector the largest sum of true worths, and the first package that has it.
    found: BTreeMap<Vec<N>, (Number, Vec<usize>)>,
    progress: &'a dyn Progress,
}

impl<N: Unit> Search<'_, N> {
    /// How far a party with this count falls short.
    fn below(&self, q: usize, count: N) -> N {
        self.space.reserve[q]
            .filter(|reserve| *reserve > count)
            .map_or(N::default(), |reserve| reserve - count)
    }

    /// Everything that begins with the options taken so far, whose sums these are.
    fn branch(&mut self, sums: &[N]) -> Option<()> {
        self.looked_at += 1;
        if self.looked_at > MOST_PACKAGES {
            return None;
        }
        if self.looked_at.is_multiple_of(1 << 20) {
            self.progress.advance(self.looked_at, MOST_PACKAGES);
        }
        let issue = self.package.len();
        let most = sums.iter().zip(&self.rest[issue]).map(|(sum, rest)| *sum + *rest);
        let least: f64 = most.enumerate().map(|(q, most)| self.below(q, most).to_f64() * self.near[q]).sum();
        if least > self.bar {
            return Some(());
        }
        let space = self.space;
        let Some(row) = space.value.get(issue) else {
            self.take(sums);
            return Some(());
        };
        for (option, values) in row.iter().enumerate() {
            let next: Vec<N> = sums.iter().zip(values).map(|(sum, value)| *sum + *value).collect();
            self.package.push(option);
            self.branch(&next)?;
            self.package.pop();
        }
        Some(())
    }

    fn take(&mut self, sums: &[N]) {
        let cap = |(q, sum): (usize, &N)| self.space.cap[q].map_or(*sum, |cap| cap.min(*sum));
        let vector: Vec<N> = sums.iter().enumerate().map(cap).collect();
        if let Some(held) = self.found.get(&vector) {
            let sum = self.sum();
            if sum > held.0 {
                self.found.insert(vector, (sum, self.package.clone()));
            }
            return;
        }
        let short =
            vector.iter().enumerate().map(|(q, &count)| self.below(q, count).to_number() * &self.weight[q]);
        let short: Vec<Number> = short.collect();
        let key = (short.iter().sum(), short.into_iter().max().unwrap_or_default());
        if self.best.as_ref().is_some_and(|best| key > *best) {
            return;
        }
        if self.best.as_ref() != Some(&key) {
            // A few roundings are far less than a part in 10⁹.
            self.bar = key.0.to_f64() * (1.0 + 1e-9);
            self.best = Some(key);
            self.found.clear();
        }
        self.found.insert(vector, (self.sum(), self.package.clone()));
    }

    /// What the package is worth to all parties together.
    fn sum(&self) -> Number {
        let worth = |q: usize| {
            let row = self.package.iter().zip(&self.truth.value);
            let sum = row.map(|(&option, row)| row[option][q]).fold(N::default(), |sum, value| sum + value);
            self.truth.cap[q].map_or(sum, |cap| cap.min(sum)).to_number() * &self.truth.one[q]
        };
        (0..self.truth.parties()).map(worth).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontier::{Effort, find};
    use crate::{Silent, Tables};
    use proptest::prelude::*;

    proptest! {
        /// The frontier of the worths cut at the walk-aways has the same nearest vectors.
        #[test]
        fn the_frontier_has_the_same(
            rows in prop::collection::vec(prop::collection::vec(prop::array::uniform3(-9i64..9), 1..4), 1..6),
            floors in prop::array::uniform3(10i64..40),
            weight in prop::array::uniform3(1i64..4),
        ) {
            let value = rows.iter().map(|row| row.iter().map(|o| o.to_vec()).collect()).collect();
            let space = Tables::new(value, floors.map(Some).to_vec()).map(Tables::into_space).ok();
            let mut space = space.ok_or_else(|| TestCaseError::fail("small numbers fit"))?;
            space.cap = space.reserve.clone();
            let weight = weight.map(|weight| Number::one() / Number::from(weight)).to_vec();
            let listed = find(&space, false, false, Effort::FULL, &Silent).ok();
            let listed = listed.ok_or_else(|| TestCaseError::fail("small frontiers are listed"))?.front;
            let short = |vector: &[i64]| {
                let each = vector.iter().enumerate().map(|(q, count)| Number::from(floors[q] - count) * &weight[q]);
                let each: Vec<Number> = each.collect();
                (each.iter().sum::<Number>(), each.into_iter().max())
            };
            let key = |at: usize| short(listed.vector(at));
            let least = (0..listed.len()).map(key).min();
            let expected: Vec<&[i64]> =
                (0..listed.len()).filter(|&at| Some(key(at)) == least).map(|at| listed.vector(at)).collect();
            let found = nearest(&space, &space, &weight, &Silent);
            let found = found.ok_or_else(|| TestCaseError::fail("few packages"))?.front;
            let found: Vec<&[i64]> = (0..found.len()).map(|at| found.vector(at)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
