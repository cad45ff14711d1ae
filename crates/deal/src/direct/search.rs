//! Looking at the packages that could do better than the best known one, and at no others.

use std::cmp::Ordering;

use super::goal::{Goal, compare};
use super::weights::{plain, weights};
use crate::bound::witness;
use crate::space::Space;
use crate::unit::Unit;

/// Less than any value.
const NOTHING: f64 = -1e300;
/// Sweeps of exchanges of one option, at most.
const SWEEPS: usize = 40;

/// The worths of a space as doubles, each party's on its own scale, with the zero of the scale on the first issue.
pub(super) struct Table {
    parties: usize,
    /// `rows[issue]`: one row of parties for each option.
    pub(super) rows: Vec<Vec<f64>>,
    zero: Vec<f64>,
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

    fn pick(&self, row: &[f64], weights: &[f64]) -> usize {
        let sum = |option: &[f64]| -> f64 { option.iter().zip(weights).map(|(v, l)| v * l).sum() };
        let mut best = (0, f64::NEG_INFINITY);
        for (at, option) in row.chunks_exact(self.parties).enumerate() {
            let sum = sum(option);
            if sum > best.1 {
                best = (at, sum);
            }
        }
        best.0
    }

    fn sums(&self, package: &[usize]) -> Vec<f64> {
        let mut worth = self.zero.clone();
        for (row, option) in self.rows.iter().zip(package) {
            worth.iter_mut().zip(&row[option * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        worth
    }
}

/// What a search came to.
pub(super) struct Best {
    /// The packages of the largest value, and some close to it.
    pub(super) packages: Vec<Vec<usize>>,
    pub(super) value: f64,
    pub(super) whole: bool,
    pub(super) looked_at: u64,
}

/// The packages of the zone with the largest value of a goal; `known` are packages to begin with. `None` where no package of the
/// zone was found.
pub(super) fn best<N: Unit>(
    table: &Table,
    space: &Space<N>,
    goal: &Goal,
    effort: u64,
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
        let Search { packages, best, looked_at, full, .. } = search;
        let whole = looked_at < effort && !full;
        return (!packages.is_empty()).then(|| Best { packages, value: best[0], whole, looked_at });
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
    let mut search = Search::new(table, space, goal, &floor, found, effort, value);
    search.look();
    let Search { mut packages, best, looked_at, full, .. } = search;
    if packages.is_empty() {
        packages.push(package);
    }
    Some(Best { packages, value: best[0], whole: looked_at < effort && !full, looked_at })
}

/// Exchanging one option at a time while that helps.
struct Climb<'a, N> {
    table: &'a Table,
    space: &'a Space<N>,
    goal: &'a Goal,
    floor: &'a [Option<f64>],
    best: Option<(Vec<f64>, Vec<usize>)>,
}

impl<N: Unit> Climb<'_, N> {
    fn fits(&self, worth: &[f64]) -> bool {
        worth
            .iter()
            .zip(self.floor)
            .all(|(worth, floor)| floor.is_none_or(|floor| *worth >= floor - 1e-9 * floor.abs()))
    }

    /// From a package on, through packages of the zone; from one outside it, first towards the zone.
    fn from(&mut self, package: &[usize]) {
        let parties = self.table.parties;
        let mut package = package.to_vec();
        let mut worth = self.table.sums(&package);
        let (mut here, mut there) = (Vec::new(), Vec::new());
        let short = |worth: &[f64]| -> f64 {
            let each = worth.iter().zip(self.floor).enumerate().map(|(q, (worth, floor))| {
                let range = (self.table.reach(q).1 - self.table.reach(q).0).max(1e-12);
                floor.map_or(0.0, |floor| (floor - worth).max(0.0) / range)
            });
            each.sum()
        };
        self.goal.value(&worth, &mut here);
        // A broken rule weighs more than any shortfall.
        let mut lacks = short(&worth) + self.space.broken(&package) as f64 * parties as f64;
        let mut moved = vec![0.0; parties];
        for _ in 0..SWEEPS {
            let mut changed = false;
            for (issue, row) in self.table.rows.iter().enumerate() {
                for option in 0..row.len() / parties {
                    let now = package[issue];
                    if option == now {
                        continue;
                    }
                    for q in 0..parties {
                        moved[q] = worth[q] - row[now * parties + q] + row[option * parties + q];
                    }
                    self.goal.value(&moved, &mut there);
                    let higher = compare(&there, &here) == Ordering::Greater;
                    if lacks == 0.0 && !higher {
                        continue;
                    }
                    package[issue] = option;
                    let lacking = short(&moved) + self.space.broken(&package) as f64 * parties as f64;
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
        let worth = self.table.sums(&package);
        self.goal.value(&worth, &mut here);
        if !self.fits(&worth) || !self.space.in_zone(&package) {
            return;
        }
        if self.best.as_ref().is_none_or(|(best, _)| compare(&here, best) == Ordering::Greater) {
            self.best = Some((here, package));
        }
    }
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
    effort: u64,
    looked_at: u64,
    best: Vec<f64>,
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
        weights: super::weights::Weights,
        effort: u64,
        best: Vec<f64>,
    ) -> Self {
        let of = weights.of;
        let (highest, _) = table.highest(&of);
        let sum = |option: &[f64]| -> f64 { option.iter().zip(&of).map(|(v, l)| v * l).sum() };
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
            effort,
            looked_at: 0,
            best,
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
        search
    }

    /// What may still be given away, with room for rounding.
    fn budget(&self) -> f64 {
        let asked = self.goal.asks(&self.of, self.best[0]) + self.floors;
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
            let order = compare(&self.scratch, &self.best);
            // Once enough tie, only what is better is looked for.
            if order == Ordering::Less || (self.full && order == Ordering::Equal) {
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

    fn leaf(&mut self, worth: &[f64], budget: f64) -> f64 {
        self.goal.value(worth, &mut self.scratch);
        let order = compare(&self.scratch, &self.best);
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
