//! A good package by small exchanges.

use std::cmp::Ordering;

use super::best::Job;
use super::goal::compare;
use super::table::weighted;
use super::weights::Weights;
use crate::unit::Unit;

/// Exchanges of which pairs are tried.
const MOVES: usize = 200;
/// Sweeps of exchanges, at most.
const SWEEPS: usize = 40;

/// Exchanging one option at a time while that helps.
pub(super) struct Climb<'a, N> {
    pub(super) job: Job<'a, N>,
    pub(super) best: Option<(Vec<f64>, Vec<usize>)>,
}

impl<N: Unit> Job<'_, N> {
    /// Whether worths come up to the walk-aways, as far as doubles can tell.
    pub(super) fn reaches(&self, worth: &[f64]) -> bool {
        let mut each = worth.iter().zip(self.floor).enumerate();
        each.all(|(q, (worth, floor))| {
            floor.is_none_or(|floor| *worth >= floor - 1e-9 * floor.abs() - self.table.room(q))
        })
    }
}

impl<N: Unit> Climb<'_, N> {
    /// From a package on, through packages of the zone; from one outside it, first towards the zone.
    pub(super) fn from(&mut self, package: &[usize]) {
        let parties = self.job.table.parties;
        let mut package = package.to_vec();
        let mut worth = self.job.table.sums(&package);
        let (mut here, mut there) = (Vec::new(), Vec::new());
        let short = |worth: &[f64]| -> f64 {
            let each = worth.iter().zip(self.job.floor).enumerate().map(|(q, (worth, floor))| {
                let range = (self.job.table.reach(q).1 - self.job.table.reach(q).0).max(1e-12);
                floor.map_or(0.0, |floor| (floor - worth).max(0.0) / range)
            });
            each.sum()
        };
        self.job.goal.value(&worth, &mut here);
        // A broken rule weighs more than any shortfall.
        let mut lacks = short(&worth) + self.job.space.broken(&package) as f64 * parties as f64;
        let mut moved = vec![0.0; parties];
        for _ in 0..SWEEPS {
            let mut changed = false;
            for (issue, row) in self.job.table.rows.iter().enumerate() {
                for option in 0..row.len() / parties {
                    let now = package[issue];
                    if option == now {
                        continue;
                    }
                    self.job.table.moved(&worth, &mut package, issue, option, &mut moved);
                    self.job.goal.value(&moved, &mut there);
                    let higher = compare(&there, &here, self.job.room) == Ordering::Greater;
                    if lacks == 0.0 && !higher {
                        continue;
                    }
                    package[issue] = option;
                    let lacking = short(&moved) + self.job.space.broken(&package) as f64 * parties as f64;
                    if !(lacking < lacks - 1e-12 || (lacking <= lacks && higher)) {
                        package[issue] = now;
                        continue;
                    }
                    worth.copy_from_slice(&moved);
                    std::mem::swap(&mut here, &mut there);
                    lacks = lacking;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        // Sums that were moved along drift.
        let worth = self.job.table.sums(&package);
        self.job.goal.value(&worth, &mut here);
        if !self.job.reaches(&worth) || !self.job.space.in_zone(&package) {
            return;
        }
        if self.best.as_ref().is_none_or(|(best, _)| compare(&here, best, self.job.room) == Ordering::Greater)
        {
            self.best = Some((here, package));
        }
    }
}

impl<N: Unit> Climb<'_, N> {
    /// Exchanging two options at a time, of different issues, among those that give away least.
    pub(super) fn pairs(&mut self, weights: &Weights) {
        let parties = self.job.table.parties;
        if self.job.table.tied.is_some() || self.job.table.has_caps() {
            return;
        }
        let (highest, _) = self.job.table.highest(&weights.of);
        for _ in 0..SWEEPS {
            let Some((value, package)) = self.best.clone() else { return };
            let worth = self.job.table.sums(&package);
            let budget = highest - self.job.goal.asks(&weights.of, value[0]) - weights.floors;
            let mut moves: Vec<(f64, usize, usize, Vec<f64>)> = Vec::new();
            for (issue, row) in self.job.table.rows.iter().enumerate() {
                let sums: Vec<f64> =
                    row.chunks_exact(parties).map(|option| weighted(option, &weights.of)).collect();
                let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let now = &row[package[issue] * parties..];
                for (option, sum) in sums.iter().enumerate() {
                    if option != package[issue] && most - sum <= budget {
                        let more = row[option * parties..].iter().zip(now).take(parties).map(|(a, b)| a - b);
                        moves.push((most - sum, issue, option, more.collect()));
                    }
                }
            }
            moves.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            moves.truncate(MOVES);
            let mut best = (value[0] + 1e-9 * value[0].abs(), None);
            let mut moved = vec![0.0; parties];
            for (at, (_, issue, option, more)) in moves.iter().enumerate() {
                for (_, other, second, again) in &moves[..at] {
                    if issue == other {
                        continue;
                    }
                    for q in 0..parties {
                        moved[q] = worth[q] + more[q] + again[q];
                    }
                    let first = self.job.goal.first(&moved);
                    if first > best.0 && self.job.reaches(&moved) {
                        let mut next = package.clone();
                        (next[*issue], next[*other]) = (*option, *second);
                        if self.job.space.in_zone(&next) {
                            best = (first, Some(next));
                        }
                    }
                }
            }
            let Some(next) = best.1 else { return };
            self.from(&next);
            // What was found is better, so it was taken.
            if self
                .best
                .as_ref()
                .is_none_or(|(now, _)| compare(now, &value, self.job.room) != Ordering::Greater)
            {
                return;
            }
        }
    }
}
