//! The best package of a goal: a good one first, then whatever could do better, in passes that prove more and more.

use std::cmp::Ordering;

use super::climb::Climb;
use super::goal::{Goal, compare};
use super::held::Held;
use super::table::Table;
use super::weights::{Weights, weights};
use super::{mixes, refine, search, tied};
use crate::bound::witness;
use crate::space::Space;
use crate::unit::Unit;

/// Passes before the last have one in so many of the effort.
const PASSES: u64 = 4;
/// Where a bound is so near, as a share of itself, no more passes are made.
const NEAR: f64 = 1e-4;
/// By how much, as a share, a weight is moved for a second look.
const ASIDE: f64 = 0.3;

/// What is to be made large, among the packages of which zone.
#[derive(Clone, Copy)]
pub(super) struct Job<'a, N> {
    pub(super) table: &'a Table,
    pub(super) space: &'a Space<N>,
    pub(super) goal: &'a Goal,
    pub(super) floor: &'a [Option<f64>],
    /// What rounding can do to a value.
    pub(super) room: f64,
}

/// What one pass through the packages worth looking at came to.
pub(super) struct Looked {
    pub(super) best: Vec<f64>,
    pub(super) packages: Vec<Vec<usize>>,
    pub(super) looked_at: u64,
    /// Whether some that tie were left out.
    pub(super) full: bool,
}

/// What a search came to.
pub(super) struct Best {
    /// The packages of the largest value, and some close to it.
    pub(super) packages: Vec<Vec<usize>>,
    pub(super) value: f64,
    /// No package of the zone has more.
    pub(super) bound: f64,
    /// Whether the value is proved to be the largest.
    pub(super) proved: bool,
    /// The same, and all packages that have it are known.
    pub(super) whole: bool,
    pub(super) looked_at: u64,
}

impl<N: Unit> Job<'_, N> {
    fn look(&self, weights: Weights, effort: u64, best: Vec<f64>, above: f64) -> Looked {
        let held = Held::new(self.goal, self.room, best, above);
        match (&self.table.tied, refine::shares(self.goal)) {
            (Some(tied), _) => tied::look(*self, tied, weights, effort, held),
            (None, Some(shares)) => refine::look(*self, shares, weights, effort, held),
            (None, None) => search::look(*self, weights, effort, held),
        }
    }

    /// Weights with one party's a little larger or smaller: once some issues are taken, one of these may tell more.
    pub(super) fn beside(&self, of: &[f64]) -> Vec<Vec<f64>> {
        if matches!(self.goal, Goal::Sum { .. } | Goal::Near { .. }) {
            // These take no others, or none that are larger.
            return Vec::new();
        }
        let moved = |at: usize| {
            let mut weights = of.to_vec();
            weights[at / 2] *= if at.is_multiple_of(2) { 1.0 + ASIDE } else { 1.0 - ASIDE };
            weights
        };
        (0..2 * of.len()).map(moved).collect()
    }
}

/// The packages of the zone with the largest value of a goal; `known` are packages to begin with. Where the bound comes within
/// `within` of what is found, no more is looked for; with 0, whatever ties. `None` where no package of the zone was found.
pub(super) fn best<N: Unit>(
    table: &Table,
    space: &Space<N>,
    goal: &Goal,
    (effort, within): (u64, f64),
    known: &[Vec<usize>],
) -> Option<Best> {
    let floor = table.floor(space);
    let job = Job { table, space, goal, floor: &floor, room: goal.room(table) };
    let mut climb = Climb { job, best: None };
    known.iter().for_each(|package| climb.from(package));
    if known.is_empty() {
        // From the best for all alike, and for each party in turn.
        for favoured in 0..=table.parties {
            let weight = |q: usize| {
                let range = (table.reach(q).1 - table.reach(q).0).max(1e-12);
                (if favoured == q + 1 { table.parties as f64 } else { 1.0 }) / range
            };
            let weights: Vec<f64> = (0..table.parties).map(weight).collect();
            climb.from(&table.lead(&weights));
        }
        if table.tied.is_none()
            && let Some(package) = witness(space)
        {
            climb.from(&package);
        }
    }
    if climb.best.is_none() {
        // No package of the zone was met on the way.
        climb.from(&some(table, space, effort).0?);
    }
    let (mut value, mut package) = climb.best.take()?;
    // Weights, and the package they lead to, until neither gets better.
    let mut found = weights(table, goal, &table.sums(&package), value[0], &floor);
    for _ in 0..3 {
        climb.best = Some((value.clone(), package.clone()));
        climb.from(&table.lead(&found.of));
        let (next, leads_to) = climb.best.take()?;
        let better = compare(&next, &value, job.room) == Ordering::Greater;
        (value, package) = (next, leads_to);
        if !better {
            break;
        }
        found = weights(table, goal, &table.sums(&package), value[0], &floor);
    }
    // First what is better by half of what is left open, then by a quarter, and so on: each pass looks at little, and either finds
    // something better or proves that there is nothing; in the end whatever is as good.
    let root = goal.most(&found.of, table.highest(&found.of).0 - found.floors);
    if root - value[0] > NEAR * root.abs() {
        let reached = value[0];
        climb.best = Some((value, package));
        match refine::shares(goal) {
            Some(shares) if table.tied.is_none() => {
                let mixed = mixes::mixed(job, shares, &found.of, (reached, within), effort);
                mixed.into_iter().for_each(|package| climb.from(&package));
            }
            _ => climb.pairs(&found),
        }
        (value, package) = climb.best.take()?;
    }
    let (mut bound, mut looked_at) = (root, 0);
    let mut above = ((bound - value[0]) / 2.0).max(within);
    let passes = if within > 0.0 { effort } else { effort / PASSES };
    let near = if within > 0.0 { 0.0 } else { NEAR };
    // With room for the rounding of what is added and taken off again.
    let enough = within * (1.0 + 1e-9);
    while above.is_finite() && above > near * bound.abs() && bound - value[0] > enough {
        let left = passes.saturating_sub(looked_at);
        let mut pass = job.look(found.clone(), left, value.clone(), above);
        looked_at += pass.looked_at;
        let whole = pass.looked_at < left;
        if let Some(better) = pass.packages.pop() {
            (value, package) = (pass.best, better);
        }
        if !whole {
            break;
        }
        bound = bound.min(value[0] + above);
        above = (above.min(bound - value[0]) / 2.0).max(within);
    }
    if within > 0.0 && (bound - value[0] <= enough || looked_at >= effort) {
        let bound = bound.max(value[0]);
        let proved = bound <= value[0];
        return Some(Best {
            packages: vec![package],
            value: value[0],
            bound,
            proved,
            whole: false,
            looked_at,
        });
    }
    let last = job.look(found, effort, value, 0.0);
    looked_at += last.looked_at;
    let proved = last.looked_at < effort;
    let Looked { mut packages, best, full, .. } = last;
    if packages.is_empty() {
        packages.push(package);
    }
    // Having looked at all that could do better is a bound, too.
    let bound = if proved { best[0] } else { bound.max(best[0]) };
    Some(Best { packages, value: best[0], bound, proved, whole: proved && !full, looked_at })
}

/// A package of the zone, or how much was looked at to prove that it holds none; neither where the effort was not enough.
pub(super) fn some<N: Unit>(
    table: &Table,
    space: &Space<N>,
    effort: u64,
) -> (Option<Vec<usize>>, Option<u64>) {
    let floor = table.floor(space);
    let goal = Goal::sum(vec![0.0; table.parties]);
    let job = Job { table, space, goal: &goal, floor: &floor, room: goal.room(table) };
    // Multipliers on the walk-aways leave as little as there is to look at.
    let found = weights(table, &goal, &table.zero, 0.0, &floor);
    let mut looked = job.look(found, effort, vec![-1.0], 1.0);
    let proved = looked.packages.is_empty() && looked.looked_at < effort;
    (looked.packages.pop(), proved.then_some(looked.looked_at))
}
