//! The smallest share of three parties and more: weights found anew once some issues are fixed.
//!
//! With more parties the best weights still leave much to give away, for the best mix of packages is better than any one of them. So
//! the issues in which the weights can least decide are fixed first, to each option in turn, and each time the weights are found anew
//! [branching on Lagrangian bounds: Geoffrion 1974]; what is left is looked through as ever.

use super::best::{Job, Looked};
use super::goal::Goal;
use super::held::Held;
use super::search::Search;
use super::table::weighted;
use super::weights::{Weights, evened};
use crate::unit::Unit;

/// Steps towards better weights for each choice of fixed options.
const STEPS: usize = 25;
/// Issues fixed so, at most.
const DEEPEST: usize = 20;
/// A rest with so few packages is looked through at once.
const FEW: f64 = 3e6;
/// Options weighed cost as much as one part of a package looked at.
const WEIGHED: u64 = 40;

/// Looks through the packages whose smallest share could be larger than what is held.
pub(super) fn look<N: Unit>(
    job: Job<'_, N>,
    (none, scale): (&[f64], &[f64]),
    weights: Weights,
    effort: u64,
    held: Held<'_>,
) -> Looked {
    let fixed = vec![None; job.table.rows.len()];
    let mut refine = Refine { job, none, scale, effort, looked_at: 0, fixed, held: Some(held) };
    refine.branch(0, weights.of);
    let Refine { held, looked_at, .. } = refine;
    let Some(Held { best, packages, full, .. }) = held else {
        unreachable!("it is put back after every search")
    };
    Looked { best, packages, looked_at, full }
}

/// What an option gives away, and which it is.
type Near = (f64, usize);

struct Refine<'a, N> {
    job: Job<'a, N>,
    none: &'a [f64],
    scale: &'a [f64],
    effort: u64,
    looked_at: u64,
    fixed: Vec<Option<usize>>,
    held: Option<Held<'a>>,
}

impl<N: Unit> Refine<'_, N> {
    fn branch(&mut self, depth: usize, weights: Vec<f64>) {
        let Some(target) = self.held.as_ref().map(Held::target) else { return };
        if self.looked_at >= self.effort {
            return;
        }
        let table = self.job.table;
        let options: usize = table.rows.iter().map(|row| row.len() / table.parties).sum();
        self.looked_at += (STEPS * options) as u64 / WEIGHED;
        let of = evened(table, (self.none, self.scale), target, weights, &self.fixed, STEPS);
        let mut worth = vec![0.0; table.parties];
        let highest = table.highest_of(&of, &self.fixed, &mut worth);
        let asked = self.job.goal.asks(&of, target);
        let budget = highest - asked + table.slack(&of, highest.abs() + asked.abs());
        if budget < 0.0 {
            return;
        }
        // Of each open issue what the options give away, as far as the budget goes; the one that is least decided has most of them near.
        let mut rest = 1.0;
        let mut least: Option<(f64, usize, Vec<Near>)> = None;
        for (issue, row) in table.rows.iter().enumerate().filter(|(issue, _)| self.fixed[*issue].is_none()) {
            let sums = || row.chunks_exact(table.parties).map(|option| weighted(option, &of));
            let most = sums().fold(f64::NEG_INFINITY, f64::max);
            let mut near: Vec<Near> = sums()
                .enumerate()
                .map(|(option, sum)| (most - sum, option))
                .filter(|(lost, _)| *lost <= budget)
                .collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            rest *= near.iter().map(|(lost, _)| 1.0 - lost / budget.max(1e-300)).sum::<f64>().max(1.0);
            if let Some((second, _)) = near.get(1)
                && least.as_ref().is_none_or(|(known, ..)| second < known)
            {
                least = Some((*second, issue, near));
            }
        }
        match least {
            Some((_, issue, near)) if depth < DEEPEST && rest > FEW => {
                for (_, option) in near {
                    self.fixed[issue] = Some(option);
                    self.branch(depth + 1, of.clone());
                }
                self.fixed[issue] = None;
            }
            _ => {
                let Some(held) = self.held.take() else { return };
                let left = self.effort.saturating_sub(self.looked_at);
                let weights = Weights { of, floors: 0.0 };
                let mut search = Search::new(self.job, weights, left, held, &self.fixed);
                search.run();
                self.looked_at += search.looked_at;
                self.held = Some(search.held);
            }
        }
    }
}

/// What the smallest shares are of, where they are refined: three parties and more.
pub(super) fn shares(goal: &Goal) -> Option<(&[f64], &[f64])> {
    match goal {
        Goal::Smallest { none, scale } if none.len() > 2 => Some((none, scale)),
        _ => None,
    }
}
