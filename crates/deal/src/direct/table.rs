//! A space as doubles.

use super::tied::Tied;
use crate::space::Space;
use crate::unit::Unit;

/// A share of what is added up that the rounding of its sum stays far below.
const ROUNDING: f64 = 1e-12;

/// The worths of a space as doubles, each party's on its own scale.
pub(super) struct Table {
    pub(super) parties: usize,
    /// `rows[issue]`: one row of parties for each option. Where combinations pay, an option has what it lets be paid too, each
    /// combination counted at one of its issues: no package is worth more than its options.
    pub(super) rows: Vec<Vec<f64>>,
    /// The same party by party: for each issue one row of options for each party.
    columns: Vec<Vec<f64>>,
    /// What each party has before anything is taken.
    pub(super) zero: Vec<f64>,
    /// The zero of each party's scale, and what a count of 1 is worth.
    scale: Vec<(f64, f64)>,
    cap: Vec<Option<f64>>,
    reach: Vec<(f64, f64)>,
    /// For each party what the rounding of its sums stays far below, however much of them cancels out.
    room: Vec<f64>,
    /// What is paid for combinations.
    pub(super) tied: Option<Tied>,
}

impl Table {
    /// `None` where worths are put together otherwise than by adding, or combinations tie issues of more than 64 options.
    pub(super) fn new<N: Unit>(space: &Space<N>) -> Option<Self> {
        let parties = space.parties();
        let scale: Vec<(f64, f64)> =
            space.zero.iter().zip(&space.one).map(|(zero, one)| (zero.to_f64(), one.to_f64())).collect();
        let row = |row: &Vec<Vec<N>>| -> Vec<f64> {
            row.iter().flat_map(|v| v.iter().zip(&scale).map(|(v, (_, one))| v.to_f64() * one)).collect()
        };
        let mut table = Self {
            parties,
            rows: space.value.iter().map(row).collect(),
            zero: scale.iter().map(|(zero, _)| *zero).collect(),
            columns: Vec::new(),
            cap: Vec::new(),
            reach: Vec::new(),
            room: Vec::new(),
            tied: None,
            scale,
        };
        table.cap = (0..parties).map(|q| space.cap[q].map(|cap| table.worth(q, cap))).collect();
        if !space.additive() && space.terms.iter().any(Option::is_some) {
            let (tied, start) = Tied::new(space, &table)?;
            table.zero.iter_mut().zip(start).for_each(|(zero, start)| *zero += start);
            table.rows.clone_from(&tied.rows);
            tied.raise(&mut table.rows);
            table.tied = Some(tied);
        }
        let turn = |row: &Vec<f64>| -> Vec<f64> {
            (0..parties).flat_map(|q| row.iter().skip(q).step_by(parties).copied()).collect()
        };
        table.columns = table.rows.iter().map(turn).collect();
        table.reach = (0..parties)
            .map(|q| {
                let ends = |own: bool, pick: fn(f64, f64) -> f64| -> f64 {
                    let rows = match &table.tied {
                        Some(tied) if own => &tied.rows,
                        _ => &table.rows,
                    };
                    let best = |row: &Vec<f64>| row.iter().skip(q).step_by(parties).copied().reduce(pick);
                    rows.iter().filter_map(best).sum()
                };
                let takes = table.tied.as_ref().map_or(0.0, |tied| tied.takes(q));
                let (low, high) = (ends(true, f64::min) - takes, ends(false, f64::max));
                let cap = |worth: f64| table.cap[q].map_or(worth, |cap| cap.min(worth));
                (cap(table.zero[q] + low), cap(table.zero[q] + high))
            })
            .collect();
        table.room = (0..parties)
            .map(|q| {
                let most = |row: &Vec<f64>| {
                    row.iter().skip(q).step_by(parties).fold(0.0, |most: f64, worth| most.max(worth.abs()))
                };
                let takes = table.tied.as_ref().map_or(0.0, |tied| tied.takes(q));
                ROUNDING * (table.zero[q].abs() + table.rows.iter().map(most).sum::<f64>() + takes)
            })
            .collect();
        Some(table)
    }

    /// What rounding can do to the worth of a party.
    pub(super) fn room(&self, q: usize) -> f64 {
        self.room[q]
    }

    /// How far two weighted sums may lie apart, or a sum from what is asked of it, by rounding alone.
    pub(super) fn slack(&self, weights: &[f64], sums: f64) -> f64 {
        1e3 * ROUNDING * sums.abs() + weighted(weights, &self.room)
    }

    /// No package is worth less to a party than the first, nor more than the second.
    pub(super) fn reach(&self, q: usize) -> (f64, f64) {
        self.reach[q]
    }

    pub(super) fn worth<N: Unit>(&self, q: usize, count: N) -> f64 {
        self.scale[q].0 + count.to_f64() * self.scale[q].1
    }

    /// The walk-aways.
    pub(super) fn floor<N: Unit>(&self, space: &Space<N>) -> Vec<Option<f64>> {
        (0..self.parties).map(|q| space.reserve[q].map(|reserve| self.worth(q, reserve))).collect()
    }

    /// A weighted sum that no package exceeds, rules aside, and what it is made of for each party.
    pub(super) fn highest(&self, weights: &[f64]) -> (f64, Vec<f64>) {
        let mut worth = self.zero.clone();
        let mut sums = Vec::new();
        for (issue, row) in self.rows.iter().enumerate() {
            let at = self.pick(issue, weights, &mut sums);
            worth.iter_mut().zip(&row[at * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        (worth.iter().zip(weights).map(|(worth, l)| worth * l).sum(), worth)
    }

    /// The same, where some issues are fixed to an option.
    pub(super) fn highest_of(&self, weights: &[f64], fixed: &[Option<usize>], worth: &mut [f64]) -> f64 {
        worth.copy_from_slice(&self.zero);
        let mut sums = Vec::new();
        for (issue, (row, fixed)) in self.rows.iter().zip(fixed).enumerate() {
            let at = fixed.unwrap_or_else(|| self.pick(issue, weights, &mut sums));
            worth.iter_mut().zip(&row[at * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        weighted(worth, weights)
    }

    /// The package that takes the best option of every issue.
    pub(super) fn lead(&self, weights: &[f64]) -> Vec<usize> {
        let mut sums = Vec::new();
        (0..self.rows.len()).map(|issue| self.pick(issue, weights, &mut sums)).collect()
    }

    /// The option of an issue with the highest weighted sum: of several the first. Party by party, so that options are added up side by
    /// side.
    fn pick(&self, issue: usize, weights: &[f64], sums: &mut Vec<f64>) -> usize {
        let columns = &self.columns[issue];
        let many = columns.len() / self.parties;
        sums.clear();
        sums.resize(many, 0.0);
        for (column, weight) in columns.chunks_exact(many).zip(weights) {
            sums.iter_mut().zip(column).for_each(|(sum, worth)| *sum += worth * weight);
        }
        let mut best = (0, f64::NEG_INFINITY);
        for (at, sum) in sums.iter().enumerate() {
            if *sum > best.1 {
                best = (at, *sum);
            }
        }
        best.0
    }

    /// What a package is worth to each.
    pub(super) fn sums(&self, package: &[usize]) -> Vec<f64> {
        let mut worth = self.zero.clone();
        let rows = self.tied.as_ref().map_or(&self.rows, |tied| &tied.rows);
        for (row, option) in rows.iter().zip(package) {
            worth.iter_mut().zip(&row[option * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        if let Some(tied) = &self.tied {
            tied.pay(package, &mut worth);
        }
        self.capped(worth)
    }

    /// The same, known for a package that differs in the option of one issue: `package` has `now` in it.
    pub(super) fn moved(
        &self,
        worth: &[f64],
        package: &mut [usize],
        issue: usize,
        to: usize,
        into: &mut [f64],
    ) {
        let now = package[issue];
        if self.tied.is_some() || self.cap.iter().any(Option::is_some) {
            package[issue] = to;
            into.copy_from_slice(&self.sums(package));
            package[issue] = now;
            return;
        }
        let row = &self.rows[issue];
        for q in 0..self.parties {
            into[q] = worth[q] - row[now * self.parties + q] + row[to * self.parties + q];
        }
    }

    /// Worths no higher than the caps.
    pub(super) fn capped(&self, mut worth: Vec<f64>) -> Vec<f64> {
        for (worth, cap) in worth.iter_mut().zip(&self.cap) {
            *worth = cap.map_or(*worth, |cap| cap.min(*worth));
        }
        worth
    }

    pub(super) fn has_caps(&self) -> bool {
        self.cap.iter().any(Option::is_some)
    }
}

pub(super) fn weighted(option: &[f64], weights: &[f64]) -> f64 {
    option.iter().zip(weights).map(|(v, l)| v * l).sum()
}
