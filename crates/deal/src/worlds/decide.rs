//! Whether there is a zone in a world.

use super::draw::World;
use crate::space::Space;
use crate::unit::Unit;

/// Partial packages looked at for one world.
const EFFORT: u64 = 20_000;
/// Packages that opened other worlds, tried first.
const REMEMBERED: usize = 12;
/// Halvings of a weight, and steps towards good weights for more than two parties.
const HALVINGS: usize = 24;
const STEPS: usize = 60;

/// What a world comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decided {
    /// A package of its zone is known.
    Open,
    /// It has no zone: weights prove it, or all was looked at.
    Closed,
    /// Too much would have to be looked at.
    Unknown,
}

/// Packages that were in the zone of other worlds.
pub(super) struct Pool {
    packages: Vec<Vec<usize>>,
}

impl Pool {
    pub(super) fn new(packages: &[Vec<usize>]) -> Self {
        Self { packages: packages.iter().take(REMEMBERED).cloned().collect() }
    }

    pub(super) fn decide<N: Unit>(&mut self, space: &Space<N>, world: &World<'_>) -> Decided {
        let fits = |package: &[usize]| above(world, &world.worths(package)) && space.broken(package) == 0;
        if let Some(at) = self.packages.iter().position(|package| fits(package)) {
            // What opened one world opens the next, mostly.
            self.packages[..=at].rotate_right(1);
            return Decided::Open;
        }
        let (weights, least) = match self.weights(space, world) {
            Ok(found) => found,
            Err(package) => {
                self.remember(package);
                return Decided::Open;
            }
        };
        if least < -1e-9 {
            return Decided::Closed;
        }
        let mut search = Search::new(space, world, &weights);
        search.branch(0, 0.0, &vec![0.0; world.parties]);
        match search.found.take() {
            Some(package) => {
                self.remember(package);
                Decided::Open
            }
            None if search.looked_at < EFFORT => Decided::Closed,
            None => Decided::Unknown,
        }
    }

    fn remember(&mut self, package: Vec<usize>) {
        self.packages.insert(0, package);
        self.packages.truncate(REMEMBERED);
    }

    /// Weights that make what the best package has above the walk-aways smallest, and how much that is: below 0 there is no zone.
    /// Or a package of the zone, where one was met on the way.
    fn weights<N: Unit>(&self, space: &Space<N>, world: &World<'_>) -> Result<(Vec<f64>, f64), Vec<usize>> {
        let asking: Vec<usize> = (0..world.parties).filter(|q| world.floor[*q].is_finite()).collect();
        let mut weights = vec![0.0; world.parties];
        let (mut low, mut high) = (0.0, 1.0);
        asking.iter().for_each(|q| weights[*q] = 1.0 / world.range[*q].max(1e-9) / asking.len() as f64);
        let (mut best, mut least) = (weights.clone(), f64::INFINITY);
        let mut rate = 1.0;
        for step in 0..if asking.len() == 2 { HALVINGS } else { STEPS } {
            if let [a, b] = asking[..] {
                let first = (low + high) / 2.0;
                weights[a] = first / world.range[a].max(1e-9);
                weights[b] = (1.0 - first) / world.range[b].max(1e-9);
            }
            let package = highest(world, &weights);
            let worth = world.worths(&package);
            if above(world, &worth) && space.broken(&package) == 0 {
                return Err(package);
            }
            let over: Vec<f64> = (0..world.parties)
                .map(|q| if world.floor[q].is_finite() { worth[q] - world.floor[q] } else { 0.0 })
                .collect();
            // A bound for every package: the best sum of options, and all that terms can add.
            let most = slack(world, &package);
            let value: f64 = most.iter().zip(&weights).map(|(most, weight)| most * weight).sum();
            if value < least {
                (least, best) = (value, weights.clone());
            }
            if least < -1e-9 || asking.len() < 2 {
                break;
            }
            if let [a, b] = asking[..] {
                let (one, two) = (over[a] / world.range[a].max(1e-9), over[b] / world.range[b].max(1e-9));
                if one > two {
                    high = (low + high) / 2.0
                } else {
                    low = (low + high) / 2.0
                }
                continue;
            }
            // Mirror descent, with plain operations only.
            rate *= if step > 10 { 0.93 } else { 1.0 };
            let steep =
                asking.iter().map(|q| (over[*q] / world.range[*q].max(1e-9)).abs()).fold(1e-12, f64::max);
            for q in &asking {
                let x = (rate * over[*q] / world.range[*q].max(1e-9) / steep).clamp(-0.9, 0.9) / 2.0;
                weights[*q] *= (1.0 - x) / (1.0 + x);
            }
            let sum: f64 = asking.iter().map(|q| weights[*q] * world.range[*q].max(1e-9)).sum();
            asking.iter().for_each(|q| weights[*q] /= sum);
        }
        Ok((best, least))
    }
}

fn above(world: &World<'_>, worth: &[f64]) -> bool {
    worth.iter().zip(&world.floor).all(|(worth, floor)| *worth >= floor - 1e-9)
}

/// What a package would have above the walk-aways if every term that adds were paid and none that takes; 0 where there is none.
fn slack(world: &World<'_>, package: &[usize]) -> Vec<f64> {
    let mut most = world.beside();
    for (row, option) in world.rows.iter().zip(package) {
        most.iter_mut().zip(&row[option * world.parties..]).for_each(|(most, more)| *most += more);
    }
    let over = |q: usize| if world.floor[q].is_finite() { most[q] - world.floor[q] } else { 0.0 };
    (0..world.parties).map(over).collect()
}

/// The package with the highest weighted sum of options, rules and terms aside.
fn highest(world: &World<'_>, weights: &[f64]) -> Vec<usize> {
    let pick = |row: &Vec<f64>| {
        let mut best = (0, f64::NEG_INFINITY);
        for (at, option) in row.chunks_exact(world.parties).enumerate() {
            let sum: f64 = option.iter().zip(weights).map(|(v, weight)| v * weight).sum();
            if sum > best.1 {
                best = (at, sum);
            }
        }
        best.0
    };
    world.rows.iter().map(pick).collect()
}

/// Through the packages that give away no more than there is above the walk-aways.
struct Search<'a, N> {
    space: &'a Space<N>,
    world: &'a World<'a>,
    budget: f64,
    issues: Vec<(usize, Vec<(f64, usize)>)>,
    rest: Vec<Vec<f64>>,
    chosen: Vec<usize>,
    looked_at: u64,
    found: Option<Vec<usize>>,
}

impl<'a, N: Unit> Search<'a, N> {
    fn new(space: &'a Space<N>, world: &'a World<'a>, weights: &[f64]) -> Self {
        let over = slack(world, &highest(world, weights));
        let budget: f64 = over.iter().zip(weights).map(|(over, weight)| over * weight).sum::<f64>() + 1e-9;
        let mut issues: Vec<(usize, Vec<(f64, usize)>)> = Vec::new();
        for (issue, row) in world.rows.iter().enumerate() {
            let sums: Vec<f64> = row
                .chunks_exact(world.parties)
                .map(|option| option.iter().zip(weights).map(|(v, weight)| v * weight).sum())
                .collect();
            let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let lost = sums.iter().enumerate().map(|(option, sum)| (most - sum, option));
            let mut options: Vec<(f64, usize)> = lost.filter(|(lost, _)| *lost <= budget).collect();
            options.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            issues.push((issue, options));
        }
        issues.sort_by_key(|(issue, options)| (std::cmp::Reverse(options.len()), *issue));
        let mut rest = vec![world.beside()];
        for (issue, options) in issues.iter().rev() {
            let after = &rest[rest.len() - 1];
            let most = |q: usize| {
                let values = options.iter().map(|(_, option)| world.rows[*issue][option * world.parties + q]);
                values.fold(f64::NEG_INFINITY, f64::max)
            };
            rest.push((0..world.parties).map(|q| after[q] + most(q)).collect());
        }
        rest.reverse();
        let chosen = vec![0; world.rows.len()];
        Self { space, world, budget, issues, rest, chosen, looked_at: 0, found: None }
    }

    fn branch(&mut self, depth: usize, lost: f64, worth: &[f64]) {
        if self.found.is_some() || self.looked_at >= EFFORT {
            return;
        }
        self.looked_at += 1;
        let most: Vec<f64> = worth.iter().zip(&self.rest[depth]).map(|(worth, rest)| worth + rest).collect();
        if !above(self.world, &most) {
            return;
        }
        if depth == self.issues.len() {
            let worth = self.world.worths(&self.chosen);
            if self.space.broken(&self.chosen) == 0 && above(self.world, &worth) {
                self.found = Some(self.chosen.clone());
            }
            return;
        }
        for at in 0..self.issues[depth].1.len() {
            let (more, option) = self.issues[depth].1[at];
            if lost + more > self.budget {
                break;
            }
            let issue = self.issues[depth].0;
            let row = &self.world.rows[issue][option * self.world.parties..];
            let next: Vec<f64> = worth.iter().zip(row).map(|(worth, more)| worth + more).collect();
            self.chosen[issue] = option;
            self.branch(depth + 1, lost + more, &next);
        }
    }
}
