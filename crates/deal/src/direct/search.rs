//! Looking at the packages that could do better than the best known one, and at no others.

use std::cmp::Ordering;

use super::climb::Climb;
use super::goal::{Goal, compare};
use super::table::{Table, weighted};
use super::weights::{Weights, plain, weights};
use crate::bound::witness;
use crate::space::Space;
use crate::unit::Unit;

/// Less than any value.
const NOTHING: f64 = -1e300;
/// Passes before the last have one in so many of the effort.
const PASSES: u64 = 4;
/// Where a bound is so near, as a share of itself, no more passes are made.
const NEAR: f64 = 1e-4;
/// By how much, as a share, a weight is moved for a second look.
const ASIDE: f64 = 0.3;

/// What a search came to.
pub(super) struct Best {
    /// The packages of the largest value, and some close to it.
    pub(super) packages: Vec<Vec<usize>>,
    pub(super) value: f64,
    /// No package of the zone has more, by weights alone.
    pub(super) bound: f64,
    pub(super) whole: bool,
    pub(super) looked_at: u64,
}

/// The packages of the zone with the largest value of a goal; `known` are packages to begin with. Where the bound comes within `within` of what
/// is found, no more is looked for; with 0, whatever ties. `None` where no package of the
/// zone was found.
pub(super) fn best<N: Unit>(
    table: &Table,
    space: &Space<N>,
    goal: &Goal,
    (effort, within): (u64, f64),
    known: &[Vec<usize>],
) -> Option<Best> {
    let floor: Vec<Option<f64>> =
        (0..table.parties).map(|q| space.reserve[q].map(|reserve| table.worth(q, reserve))).collect();
    let mut climb = Climb { table, space, goal, floor: &floor, best: None };
    known.iter().for_each(|package| climb.from(package));
    if known.is_empty() {
        // From the best for all alike, and for each party in turn.
        for favoured in 0..=table.parties {
            let weight = |q: usize| {
                let range = (table.reach(q).1 - table.reach(q).0).max(1e-12);
                (if favoured == q + 1 { table.parties as f64 } else { 1.0 }) / range
            };
            let weights: Vec<f64> = (0..table.parties).map(weight).collect();
            climb.from(&table.rows.iter().map(|row| table.pick(row, &weights)).collect::<Vec<_>>());
        }
        if let Some(package) = witness(space) {
            climb.from(&package);
        }
    }
    let Some((mut value, mut package)) = climb.best.take() else {
        // No package of the zone was met on the way: whatever there is, is looked for.
        let mut search =
            Search::new(table, space, goal, &floor, plain(goal, table.parties), effort, vec![NOTHING]);
        search.look();
        let bound = search.bound().max(search.best[0]);
        let Search { packages, best, looked_at, full, .. } = search;
        let whole = looked_at < effort && !full;
        return (!packages.is_empty()).then(|| Best { packages, value: best[0], bound, whole, looked_at });
    };
    // Weights, and the package they lead to, until neither gets better.
    let mut found = weights(table, goal, &table.sums(&package), value[0], &floor);
    for _ in 0..3 {
        climb.best = Some((value.clone(), package.clone()));
        let lead: Vec<usize> = table.rows.iter().map(|row| table.pick(row, &found.of)).collect();
        climb.from(&lead);
        let (next, leads_to) = climb.best.take()?;
        let better = compare(&next, &value) == Ordering::Greater;
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
        climb.best = Some((value, package));
        climb.pairs(&found);
        (value, package) = climb.best.take()?;
    }
    let (mut bound, mut looked_at) = (root, 0);
    let mut above = (bound - value[0]) / 2.0;
    let passes = if within > 0.0 { effort } else { effort / PASSES };
    while above.is_finite() && above > NEAR * bound.abs() && bound - value[0] > within {
        let left = passes.saturating_sub(looked_at);
        let mut pass = Search::new(table, space, goal, &floor, found.clone(), left, value.clone());
        pass.above = above;
        pass.look();
        looked_at += pass.looked_at;
        let whole = pass.looked_at < left;
        if let Some(better) = pass.packages.pop() {
            (value, package) = (pass.best, better);
        }
        if !whole {
            break;
        }
        bound = bound.min(value[0] + above);
        above = above.min(bound - value[0]) / 2.0;
    }
    if within > 0.0 && (bound - value[0] <= within || looked_at >= effort) {
        let bound = bound.max(value[0]);
        return Some(Best { packages: vec![package], value: value[0], bound, whole: false, looked_at });
    }
    let mut search = Search::new(table, space, goal, &floor, found, effort, value);
    search.look();
    looked_at += search.looked_at;
    let whole = search.looked_at < effort && !search.full;
    let Search { mut packages, best, .. } = search;
    if packages.is_empty() {
        packages.push(package);
    }
    let bound = bound.max(best[0]);
    Some(Best { packages, value: best[0], bound, whole, looked_at })
}

/// Depth first through the issues, giving away no more than the budget.
struct Search<'a, N> {
    table: &'a Table,
    space: &'a Space<N>,
    goal: &'a Goal,
    floor: &'a [Option<f64>],
    of: Vec<f64>,
    floors: f64,
    highest: f64,
    /// Issues in the order they are taken, each with its options by what they give away.
    issues: Vec<(usize, Vec<(f64, usize)>)>,
    /// Rules that are settled once the issue of a depth is taken.
    ends: Vec<Vec<usize>>,
    /// `rest[depth][party]`: most that the issues from there on can add.
    rest: Vec<Vec<f64>>,
    /// Other weights near those, each with the most that the issues from a depth on can add to its sum: once some issues are taken,
    /// one of these tells more.
    beside: Vec<(Vec<f64>, Vec<f64>)>,
    effort: u64,
    looked_at: u64,
    best: Vec<f64>,
    /// By how much a package has to be better to be looked for.
    above: f64,
    packages: Vec<Vec<usize>>,
    /// Whether some that tie were left out.
    full: bool,
    chosen: Vec<usize>,
    scratch: Vec<f64>,
}

impl<'a, N: Unit> Search<'a, N> {
    fn new(
        table: &'a Table,
        space: &'a Space<N>,
        goal: &'a Goal,
        floor: &'a [Option<f64>],
        weights: Weights,
        effort: u64,
        best: Vec<f64>,
    ) -> Self {
        let of = weights.of;
        let (highest, _) = table.highest(&of);
        let sum = |option: &[f64]| weighted(option, &of);
        let mut issues: Vec<(usize, Vec<(f64, usize)>)> = Vec::new();
        for (issue, row) in table.rows.iter().enumerate() {
            let sums: Vec<f64> = row.chunks_exact(table.parties).map(sum).collect();
            let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut options: Vec<(f64, usize)> =
                sums.iter().enumerate().map(|(option, sum)| (most - sum, option)).collect();
            options.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            issues.push((issue, options));
        }
        let mut search = Self {
            table,
            space,
            goal,
            floor,
            of,
            floors: weights.floors,
            highest,
            issues,
            ends: Vec::new(),
            rest: Vec::new(),
            beside: Vec::new(),
            effort,
            looked_at: 0,
            best,
            above: 0.0,
            packages: Vec::new(),
            full: false,
            chosen: vec![0; table.rows.len()],
            scratch: Vec::new(),
        };
        // What gives away too much alone is no option; the issues with most left to decide come first.
        let budget = search.budget();
        for (_, options) in &mut search.issues {
            options.retain(|(lost, _)| *lost <= budget);
        }
        search.issues.sort_by_key(|(issue, options)| (std::cmp::Reverse(options.len()), *issue));
        let mut rest = vec![vec![0.0; table.parties]];
        for (issue, options) in search.issues.iter().rev() {
            let after = &rest[rest.len() - 1];
            let most = |q: usize| {
                let values = options.iter().map(|(_, option)| table.rows[*issue][option * table.parties + q]);
                values.fold(f64::NEG_INFINITY, f64::max)
            };
            rest.push((0..table.parties).map(|q| after[q] + most(q)).collect());
        }
        rest.reverse();
        let mut depth_of = vec![0; table.rows.len()];
        search.issues.iter().enumerate().for_each(|(depth, (issue, _))| depth_of[*issue] = depth);
        search.ends = vec![Vec::new(); table.rows.len()];
        for (at, rule) in space.never.iter().enumerate() {
            if let Some(last) = rule.iter().map(|(issue, _)| depth_of[*issue]).max() {
                search.ends[last].push(at);
            }
        }
        search.rest = rest;
        if matches!(goal, Goal::Smallest { .. }) && table.parties > 2 {
            search.beside = (0..2 * table.parties).map(|at| search.near(at)).collect();
        }
        search
    }

    /// The weights with one party's a little larger or smaller.
    fn near(&self, at: usize) -> (Vec<f64>, Vec<f64>) {
        let parties = self.table.parties;
        let mut weights = self.of.clone();
        weights[at / 2] *= if at.is_multiple_of(2) { 1.0 + ASIDE } else { 1.0 - ASIDE };
        let mut rest = vec![0.0];
        for (issue, options) in self.issues.iter().rev() {
            let row = &self.table.rows[*issue];
            let sums = options.iter().map(|(_, option)| weighted(&row[option * parties..], &weights));
            rest.push(rest[rest.len() - 1] + sums.fold(f64::NEG_INFINITY, f64::max));
        }
        rest.reverse();
        (weights, rest)
    }

    fn bound(&self) -> f64 {
        self.goal.most(&self.of, self.highest - self.floors)
    }

    /// What may still be given away, with room for rounding.
    fn budget(&self) -> f64 {
        let asked = self.goal.asks(&self.of, self.best[0] + self.above) + self.floors;
        self.highest - asked + 1e-9 * (self.highest.abs() + asked.abs() + 1e-9)
    }

    fn look(&mut self) {
        let worth = self.table.zero.clone();
        let budget = self.budget();
        self.branch(0, 0.0, &worth, budget);
    }

    fn branch(&mut self, depth: usize, lost: f64, worth: &[f64], mut budget: f64) -> f64 {
        if self.looked_at >= self.effort {
            return budget;
        }
        self.looked_at += 1;
        if depth == self.issues.len() {
            return self.leaf(worth, budget);
        }
        let parties = self.table.parties;
        let issue = self.issues[depth].0;
        let mut next = vec![0.0; parties];
        let mut most = vec![0.0; parties];
        for at in 0..self.issues[depth].1.len() {
            let (more, option) = self.issues[depth].1[at];
            if lost + more > budget {
                break;
            }
            let row = &self.table.rows[issue][option * parties..];
            for q in 0..parties {
                next[q] = worth[q] + row[q];
                most[q] = next[q] + self.rest[depth + 1][q];
            }
            let reaches = most
                .iter()
                .zip(self.floor)
                .all(|(most, floor)| floor.is_none_or(|floor| *most >= floor - 1e-9 * floor.abs().max(1e-9)));
            if !reaches {
                continue;
            }
            self.goal.value(&most, &mut self.scratch);
            let order = self.order();
            // Once enough tie, only what is better is looked for.
            if order == Ordering::Less || (self.full && order == Ordering::Equal) {
                continue;
            }
            let target = self.best[0] + self.above;
            let short = |(weights, rest): &(Vec<f64>, Vec<f64>)| {
                let asked = self.goal.asks(weights, target);
                weighted(&next, weights) + rest[depth + 1] < asked - 1e-9 * (asked.abs() + 1e-9)
            };
            if self.beside.iter().any(short) {
                continue;
            }
            self.chosen[issue] = option;
            let met = |rule: &usize| {
                let parts = self.space.never[*rule].iter();
                parts.clone().all(|(issue, accepted)| accepted.contains(&self.chosen[*issue]))
            };
            if self.ends[depth].iter().any(met) {
                continue;
            }
            budget = self.branch(depth + 1, lost + more, &next, budget);
        }
        budget
    }

    /// How what is in the scratch stands to what is looked for.
    fn order(&self) -> Ordering {
        match self.above > 0.0 {
            true if self.scratch[0] >= self.best[0] + self.above => Ordering::Greater,
            true => Ordering::Less,
            false => compare(&self.scratch, &self.best),
        }
    }

    fn leaf(&mut self, worth: &[f64], budget: f64) -> f64 {
        self.goal.value(worth, &mut self.scratch);
        let order = self.order();
        if order == Ordering::Less || !self.space.in_zone(&self.chosen) {
            return budget;
        }
        if order == Ordering::Greater {
            self.best.clone_from(&self.scratch);
            self.packages.clear();
            self.full = false;
        }
        if self.packages.len() < super::MOST_TIES {
            self.packages.push(self.chosen.clone());
        } else {
            self.full = true;
        }
        self.budget().min(budget)
    }
}
