//! The package with the largest expected product of gains, by exchanges of one option.

use super::belief::{Belief, Ready};
use crate::model::Partial;
use crate::worlds::Draws;

/// Sweeps of exchanges of one option, at most.
const SWEEPS: usize = 20;

/// Sets of preferences of every party, side by side: parties are independent, so that the expected product of gains is the product of the
/// expected gains.
pub(super) struct Together {
    parties: Vec<Side>,
    begins: Vec<usize>,
}

struct Side {
    /// For each option of each issue, one number for each set of preferences.
    worths: Vec<Vec<f64>>,
    /// What each set begins with: minus its walk-away.
    base: Vec<f64>,
}

impl Together {
    pub(super) fn all(beliefs: &[Belief]) -> Self {
        Self::of(beliefs, |belief| belief.all())
    }

    /// One set of preferences of each party, by chance.
    pub(super) fn one(beliefs: &[Belief], draws: &mut Draws) -> Self {
        Self::of(beliefs, |belief| vec![belief.any(draws)])
    }

    fn of(beliefs: &[Belief], mut sets: impl FnMut(&Belief) -> Vec<Ready>) -> Self {
        let side = |sets: Vec<Ready>| Side {
            worths: (0..sets[0].worths.len())
                .map(|at| sets.iter().map(|set| set.worths[at]).collect())
                .collect(),
            base: sets.iter().map(|set| set.base).collect(),
        };
        let begins = beliefs.first().map_or_else(|| vec![0], |belief| belief.begins().to_vec());
        Self { parties: beliefs.iter().map(|belief| side(sets(belief))).collect(), begins }
    }

    /// The package with the highest sum of worths.
    pub(super) fn greedy(&self, options: &[usize]) -> Vec<usize> {
        let sum =
            |at: usize| self.parties.iter().map(|side| side.worths[at].iter().sum::<f64>()).sum::<f64>();
        let best = |(issue, many): (usize, &usize)| {
            let sums = (0..*many).map(|option| (sum(self.begins[issue] + option), option));
            sums.reduce(|best, next| if next.0 > best.0 { next } else { best })
                .map_or(0, |(_, option)| option)
        };
        options.iter().enumerate().map(best).collect()
    }

    /// What each set of each party has above its walk-away.
    fn gains(&self, package: &[usize]) -> Vec<Vec<f64>> {
        let gains = self.parties.iter().map(|side| {
            let mut gains = side.base.clone();
            for (begin, option) in self.begins.iter().zip(package) {
                gains.iter_mut().zip(&side.worths[begin + option]).for_each(|(gain, more)| *gain += more);
            }
            gains
        });
        gains.collect()
    }

    /// For each party the share of sets that could live with a package.
    pub(super) fn acceptable(&self, package: &[usize]) -> Vec<f64> {
        let gains = self.gains(package);
        let share =
            |gains: &Vec<f64>| gains.iter().filter(|gain| **gain >= 0.0).count() as f64 / gains.len() as f64;
        gains.iter().map(share).collect()
    }

    pub(super) fn value(&self, package: &[usize]) -> f64 {
        valued(self.gains(package).iter().map(|gains| mean(gains.iter().copied())))
    }
}

/// The mean of what is above nothing, and of what is below.
fn mean(gains: impl ExactSizeIterator<Item = f64>) -> (f64, f64) {
    let many = gains.len() as f64;
    let (above, below) =
        gains.fold((0.0, 0.0), |(above, below), gain| (above + gain.max(0.0), below + gain.min(0.0)));
    (above / many, below / many)
}

/// The product of the gains; where some party has none at all, how much it is short.
fn valued(means: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (product, short) = means.fold((1.0, 0.0_f64), |(product, short), (above, below)| {
        (product * above, if above > 0.0 { short } else { short.min(below) })
    });
    if short < 0.0 { short } else { product }
}

/// Looking for a package that was no draft yet.
pub(super) struct Climb<'a> {
    options: &'a [usize],
    never: &'a [Partial],
    drafts: &'a [&'a [usize]],
    found: Option<(f64, Vec<usize>)>,
}

impl<'a> Climb<'a> {
    pub(super) fn new(options: &'a [usize], never: &'a [Partial], drafts: &'a [&'a [usize]]) -> Self {
        Self { options, never, drafts, found: None }
    }

    pub(super) fn found(self) -> Option<(f64, Vec<usize>)> {
        self.found
    }

    fn broken(&self, package: &[usize]) -> usize {
        let met = |rule: &&Partial| rule.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]));
        self.never.iter().filter(met).count()
    }

    /// From a package on; of all that are met on the way, the best that is no draft and breaks no rule is kept.
    pub(super) fn from(&mut self, together: &Together, mut package: Vec<usize>) {
        let mut gains = together.gains(&package);
        let mut here = (self.broken(&package), together.value(&package));
        self.see(&package, here);
        for _ in 0..SWEEPS {
            let mut best: Option<((usize, f64), usize, usize)> = None;
            for issue in 0..self.options.len() {
                let now = package[issue];
                for option in (0..self.options[issue]).filter(|option| *option != now) {
                    let begin = together.begins[issue];
                    let means = together.parties.iter().zip(&gains).map(|(side, gains)| {
                        let (out, into) = (&side.worths[begin + now], &side.worths[begin + option]);
                        mean((0..gains.len()).map(|k| gains[k] - out[k] + into[k]))
                    });
                    let value = valued(means);
                    package[issue] = option;
                    let there = (self.broken(&package), value);
                    self.see(&package, there);
                    package[issue] = now;
                    let better = |than: (usize, f64)| {
                        there.0 < than.0 || (there.0 == than.0 && value > than.1 + 1e-12)
                    };
                    if better(best.map_or(here, |(best, ..)| best)) {
                        best = Some((there, issue, option));
                    }
                }
            }
            let Some((there, issue, option)) = best else { break };
            (here, package[issue]) = (there, option);
            gains = together.gains(&package);
        }
    }

    fn see(&mut self, package: &[usize], (broken, value): (usize, f64)) {
        let better = self.found.as_ref().is_none_or(|(best, known)| {
            value > *best + 1e-12 || (value >= *best - 1e-12 && package < &known[..])
        });
        if broken == 0 && better && !self.drafts.contains(&package) {
            self.found = Some((value, package.to_vec()));
        }
    }
}
