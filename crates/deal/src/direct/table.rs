//! A space as doubles.

use crate::space::Space;
use crate::unit::Unit;

/// The worths of a space as doubles, each party's on its own scale, with the zero of the scale on the first issue.
pub(super) struct Table {
    pub(super) parties: usize,
    /// `rows[issue]`: one row of parties for each option.
    pub(super) rows: Vec<Vec<f64>>,
    pub(super) zero: Vec<f64>,
    one: Vec<f64>,
    reach: Vec<(f64, f64)>,
}

impl Table {
    pub(super) fn new<N: Unit>(space: &Space<N>) -> Self {
        let parties = space.parties();
        let zero: Vec<f64> = space.zero.iter().map(detente_case::Number::to_f64).collect();
        let one: Vec<f64> = space.one.iter().map(detente_case::Number::to_f64).collect();
        let row = |row: &Vec<Vec<N>>| -> Vec<f64> {
            row.iter().flat_map(|v| v.iter().zip(&one).map(|(v, one)| v.to_f64() * one)).collect()
        };
        let reach = (0..parties)
            .map(|q| {
                let (low, high) = space.reach(q);
                (zero[q] + low.to_f64() * one[q], zero[q] + high.to_f64() * one[q])
            })
            .collect();
        Self { parties, rows: space.value.iter().map(row).collect(), zero, one, reach }
    }

    /// Least and most of a party.
    pub(super) fn reach(&self, q: usize) -> (f64, f64) {
        self.reach[q]
    }

    pub(super) fn worth<N: Unit>(&self, q: usize, count: N) -> f64 {
        self.zero[q] + count.to_f64() * self.one[q]
    }

    /// The highest weighted sum of any package, rules aside, and what that package is worth to each.
    pub(super) fn highest(&self, weights: &[f64]) -> (f64, Vec<f64>) {
        let mut worth = self.zero.clone();
        for row in &self.rows {
            let at = self.pick(row, weights);
            worth.iter_mut().zip(&row[at * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        (worth.iter().zip(weights).map(|(worth, l)| worth * l).sum(), worth)
    }

    /// The option of an issue with the highest weighted sum: of several the first.
    pub(super) fn pick(&self, row: &[f64], weights: &[f64]) -> usize {
        let sum = |option: &[f64]| weighted(option, weights);
        let mut best = (0, f64::NEG_INFINITY);
        for (at, option) in row.chunks_exact(self.parties).enumerate() {
            let sum = sum(option);
            if sum > best.1 {
                best = (at, sum);
            }
        }
        best.0
    }

    /// What a package is worth to each.
    pub(super) fn sums(&self, package: &[usize]) -> Vec<f64> {
        let mut worth = self.zero.clone();
        for (row, option) in self.rows.iter().zip(package) {
            worth.iter_mut().zip(&row[option * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        worth
    }
}

pub(super) fn weighted(option: &[f64], weights: &[f64]) -> f64 {
    option.iter().zip(weights).map(|(v, l)| v * l).sum()
}
