//! Looking at the packages that could do better than the best known one, and at no others: plain sums.

use super::best::{Job, Looked};
use super::goal::Goal;
use super::held::Held;
use super::table::weighted;
use super::weights::Weights;
use crate::unit::Unit;

/// Depth first through the issues, giving away no more than the budget.
pub(super) fn look<N: Unit>(job: Job<'_, N>, weights: Weights, effort: u64, held: Held<'_>) -> Looked {
    let mut search = Search::new(job, weights, effort, held, &vec![None; job.table.rows.len()]);
    search.run();
    let Held { best, packages, full, .. } = search.held;
    Looked { best, packages, looked_at: search.looked_at, full }
}

pub(super) struct Search<'a, N> {
    job: Job<'a, N>,
    pub(super) held: Held<'a>,
    weights: Weights,
    highest: f64,
    /// Issues in the order they are taken, each with its options by what they give away.
    issues: Vec<(usize, Vec<(f64, usize)>)>,
    /// Rules that are settled once the issue of a depth is taken.
    ends: Vec<Vec<usize>>,
    /// `rest[depth][party]`: most that the issues from there on can add.
    rest: Vec<Vec<f64>>,
    /// Other weights near those.
    beside: Vec<Vec<f64>>,
    /// The same party by party.
    columns: Vec<f64>,
    /// For each depth what the issues from there on can add at most to each of their sums.
    open: Vec<f64>,
    /// What each of them asks for, and for which value.
    asked: (f64, Vec<f64>),
    sums: Vec<f64>,
    effort: u64,
    pub(super) looked_at: u64,
    chosen: Vec<usize>,
    /// For each depth a row of parties: what the options taken so far are worth.
    worth: Vec<f64>,
    /// The same with the most that is still to come.
    most: Vec<f64>,
}

impl<'a, N: Unit> Search<'a, N> {
    /// With some issues fixed to an option.
    pub(super) fn new(
        job: Job<'a, N>,
        weights: Weights,
        effort: u64,
        held: Held<'a>,
        fixed: &[Option<usize>],
    ) -> Self {
        let table = job.table;
        let highest = table.highest_of(&weights.of, fixed, &mut vec![0.0; table.parties]);
        let mut issues: Vec<(usize, Vec<(f64, usize)>)> = Vec::new();
        for (issue, row) in table.rows.iter().enumerate() {
            let options = row.chunks_exact(table.parties);
            let sums: Vec<f64> = options.map(|option| weighted(option, &weights.of)).collect();
            let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let mut options: Vec<(f64, usize)> = match fixed[issue] {
                Some(option) => vec![(0.0, option)],
                None => sums.iter().enumerate().map(|(option, sum)| (most - sum, option)).collect(),
            };
            options.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            issues.push((issue, options));
        }
        let mut search = Self {
            job,
            held,
            weights,
            highest,
            issues,
            ends: vec![Vec::new(); table.rows.len()],
            rest: vec![vec![0.0; table.parties]],
            beside: Vec::new(),
            columns: Vec::new(),
            open: Vec::new(),
            asked: (f64::NAN, Vec::new()),
            sums: Vec::new(),
            effort,
            looked_at: 0,
            chosen: vec![0; table.rows.len()],
            worth: vec![0.0; (table.rows.len() + 1) * table.parties],
            most: vec![0.0; table.parties],
        };
        search.worth[..table.parties].copy_from_slice(&table.zero);
        // What gives away too much alone is no option; the issues with most left to decide come first.
        let budget = search.budget();
        for (_, options) in &mut search.issues {
            options.retain(|(lost, _)| *lost <= budget);
        }
        search.issues.sort_by_key(|(issue, options)| (std::cmp::Reverse(options.len()), *issue));
        for (issue, options) in search.issues.iter().rev() {
            let after = &search.rest[search.rest.len() - 1];
            let most = |q: usize| {
                let values = options.iter().map(|(_, option)| table.rows[*issue][option * table.parties + q]);
                values.fold(f64::NEG_INFINITY, f64::max)
            };
            let rest = (0..table.parties).map(|q| after[q] + most(q)).collect();
            search.rest.push(rest);
        }
        search.rest.reverse();
        let mut depth_of = vec![0; table.rows.len()];
        search.issues.iter().enumerate().for_each(|(depth, (issue, _))| depth_of[*issue] = depth);
        for (at, rule) in job.space.never.iter().enumerate() {
            if let Some(last) = rule.iter().map(|(issue, _)| depth_of[*issue]).max() {
                search.ends[last].push(at);
            }
        }
        if matches!(job.goal, Goal::Smallest { .. }) && table.parties > 2 {
            search.near(job.beside(&search.weights.of));
        }
        search
    }

    pub(super) fn run(&mut self) {
        let budget = self.budget();
        self.branch(0, 0.0, budget);
    }

    /// Takes in other weights.
    fn near(&mut self, beside: Vec<Vec<f64>>) {
        let (parties, many) = (self.job.table.parties, beside.len());
        self.columns = (0..parties).flat_map(|q| beside.iter().map(move |weights| weights[q])).collect();
        let mut rest = vec![vec![0.0; many]];
        for (issue, options) in self.issues.iter().rev() {
            let row = &self.job.table.rows[*issue];
            let after = &rest[rest.len() - 1];
            let most = |k: usize| {
                let sums = options.iter().map(|(_, option)| weighted(&row[option * parties..], &beside[k]));
                after[k] + sums.fold(f64::NEG_INFINITY, f64::max)
            };
            rest.push((0..many).map(most).collect());
        }
        self.open = rest.into_iter().rev().flatten().collect();
        self.sums = vec![0.0; many];
        self.beside = beside;
    }

    /// Whether by some of the other weights what was taken so far, which stands at a place, comes to too little with what is open.
    fn short(&mut self, depth: usize, at: usize) -> bool {
        let many = self.beside.len();
        if many == 0 {
            return false;
        }
        let target = self.held.target();
        if self.asked.0 != target {
            let ask = |weights: &Vec<f64>| {
                let asked = self.job.goal.asks(weights, target);
                asked - self.job.table.slack(weights, asked)
            };
            self.asked = (target, self.beside.iter().map(ask).collect());
        }
        self.sums.copy_from_slice(&self.open[depth * many..(depth + 1) * many]);
        let worth = &self.worth[at..at + self.job.table.parties];
        for (worth, column) in worth.iter().zip(self.columns.chunks_exact(many)) {
            self.sums.iter_mut().zip(column).for_each(|(sum, weight)| *sum += worth * weight);
        }
        self.sums.iter().zip(&self.asked.1).any(|(sum, asked)| sum < asked)
    }

    /// What may still be given away, with room for rounding.
    fn budget(&self) -> f64 {
        let asked = self.job.goal.asks(&self.weights.of, self.held.target()) + self.weights.floors;
        self.highest - asked + self.job.table.slack(&self.weights.of, self.highest.abs() + asked.abs())
    }

    fn branch(&mut self, depth: usize, lost: f64, mut budget: f64) -> f64 {
        if self.looked_at >= self.effort {
            return budget;
        }
        self.looked_at += 1;
        let table = self.job.table;
        let parties = table.parties;
        let here = depth * parties..(depth + 1) * parties;
        if depth == self.issues.len() {
            let worth = table.capped(self.worth[here].to_vec());
            if self.job.space.in_zone(&self.chosen) {
                self.held.take(&worth, &self.chosen);
            }
            return self.budget().min(budget);
        }
        let issue = self.issues[depth].0;
        let after = here.end..here.end + parties;
        for at in 0..self.issues[depth].1.len() {
            let (more, option) = self.issues[depth].1[at];
            if lost + more > budget {
                break;
            }
            let row = &table.rows[issue][option * parties..];
            for q in 0..parties {
                self.worth[after.start + q] = self.worth[here.start + q] + row[q];
                self.most[q] = self.worth[after.start + q] + self.rest[depth + 1][q];
            }
            if !self.job.reaches(&self.most) || self.held.hopeless(&self.most) {
                continue;
            }
            if self.short(depth + 1, after.start) {
                continue;
            }
            self.chosen[issue] = option;
            let met = |rule: &usize| {
                let parts = self.job.space.never[*rule].iter();
                parts.clone().all(|(issue, accepted)| accepted.contains(&self.chosen[*issue]))
            };
            if self.ends[depth].iter().any(met) {
                continue;
            }
            budget = self.branch(depth + 1, lost + more, budget);
        }
        budget
    }
}
