//! Whether there is a zone in a world.

use super::side::Side;
use super::world::{LANES, World};
use crate::space::Space;
use crate::unit::Unit;

/// Partial packages looked at for one world.
const EFFORT: u64 = 20_000;
/// The same where another way is left.
const SOON: u64 = 300;
/// Packages that opened other worlds, tried first.
const REMEMBERED: usize = 12;
/// So many of them are tried even before the weights that closed the last world.
const FIRST: usize = 3;
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

/// What decided other worlds, and room to reckon in.
pub(super) struct Pool {
    /// Packages that were in their zone, the last one first; all of them break no rule.
    pub(super) packages: Vec<Vec<usize>>,
    /// The weights, as shares of each party's range, that proved the last one closed.
    pub(super) closed: Option<Vec<f64>>,
    side: Side,
    worth: Vec<f64>,
    most: Vec<f64>,
    weights: Vec<f64>,
    package: Vec<usize>,
    search: Search,
}

impl Pool {
    pub(super) fn new<N: Unit>(space: &Space<N>, packages: &[Vec<usize>]) -> Self {
        let allowed = packages.iter().filter(|package| space.broken(package) == 0);
        let room = vec![0.0; space.parties()];
        Self {
            packages: allowed.take(REMEMBERED).cloned().collect(),
            closed: None,
            side: Side::default(),
            worth: room.clone(),
            most: room.clone(),
            weights: room,
            package: Vec::new(),
            search: Search::default(),
        }
    }

    /// Decides worlds side by side, each as if it were alone; `one` is room for one of them.
    pub(super) fn decide_all<'s, N: Unit>(
        &mut self,
        space: &Space<N>,
        worlds: &World<'s, LANES>,
        one: &mut World<'s>,
    ) -> [Decided; LANES] {
        let plain = worlds.parties == 2 && space.never.is_empty() && !worlds.has_terms();
        let mut side = std::mem::take(&mut self.side);
        let soon = if plain { side.decide(self, worlds) } else { [None; LANES] };
        self.side = side;
        std::array::from_fn(|lane| {
            soon[lane].unwrap_or_else(|| {
                worlds.take(lane, one);
                match plain && one.floor.iter().all(|floor| floor[0].is_finite()) {
                    true => self.searched(space, one, &[self.side.best[lane], 1.0 - self.side.best[lane]]),
                    false => self.decide(space, one),
                }
            })
        })
    }

    fn decide<N: Unit>(&mut self, space: &Space<N>, world: &World<'_>) -> Decided {
        let first = self.packages.len().min(FIRST);
        if self.opened_by(world, 0..first) {
            return Decided::Open;
        }
        // What closed the last world closes the next, mostly.
        if let Some(closed) = &self.closed {
            shared(world, closed, &mut self.weights);
            most(world, &self.weights, &mut self.most);
            if over(world, &self.most, &self.weights) < -1e-9 {
                return Decided::Closed;
            }
        }
        if self.opened_by(world, first..self.packages.len()) {
            return Decided::Open;
        }
        let (shares, least) = match self.shares(space, world) {
            Ok(found) => found,
            Err(package) => {
                self.remember(package);
                return Decided::Open;
            }
        };
        if least < -1e-9 {
            self.closed = Some(shares);
            return Decided::Closed;
        }
        self.searched(space, world, &shares)
    }

    /// By looking at whatever these weights leave open.
    fn searched<N: Unit>(&mut self, space: &Space<N>, world: &World<'_>, shares: &[f64]) -> Decided {
        shared(world, shares, &mut self.weights);
        let decided = self.search.run(space, world, &self.weights, &mut self.most);
        if decided == Decided::Open {
            self.remember(self.search.chosen.clone());
        }
        decided
    }

    /// Whether some of the remembered packages are in the zone; the first that is comes to the front.
    fn opened_by(&mut self, world: &World<'_>, range: std::ops::Range<usize>) -> bool {
        for at in range {
            world.sums(&self.packages[at], self.worth.as_chunks_mut().0);
            if above(world, &self.worth) {
                self.packages[..=at].rotate_right(1);
                return true;
            }
        }
        false
    }

    pub(super) fn remember(&mut self, package: Vec<usize>) {
        self.packages.insert(0, package);
        self.packages.truncate(REMEMBERED);
    }

    /// Weights, as shares of each party's range, that make what the best package has above the walk-aways smallest, and how much that
    /// is: below 0 there is no zone. Or a package of the zone, where one was met on the way.
    fn shares<N: Unit>(
        &mut self,
        space: &Space<N>,
        world: &World<'_>,
    ) -> Result<(Vec<f64>, f64), Vec<usize>> {
        let asking: Vec<usize> = (0..world.parties).filter(|q| world.floor[*q][0].is_finite()).collect();
        let mut shares = vec![0.0; world.parties];
        let (mut low, mut high) = (0.0, 1.0);
        asking.iter().for_each(|q| shares[*q] = 1.0 / asking.len() as f64);
        let (mut best, mut least) = (shares.clone(), f64::INFINITY);
        let mut rate = 1.0;
        for step in 0..if asking.len() == 2 { HALVINGS } else { STEPS } {
            if let [a, b] = asking[..] {
                (shares[a], shares[b]) = ((low + high) / 2.0, (2.0 - low - high) / 2.0);
            }
            shared(world, &shares, &mut self.weights);
            // A bound for every package: the best sum of options, and all that terms can add.
            most(world, &self.weights, &mut self.most);
            let value = over(world, &self.most, &self.weights);
            if value < least {
                least = value;
                best.copy_from_slice(&shares);
            }
            if least < -1e-9 {
                break;
            }
            highest(world, &self.weights, &mut self.package);
            world.sums(&self.package, self.worth.as_chunks_mut().0);
            if above(world, &self.worth) && space.broken(&self.package) == 0 {
                return Err(self.package.clone());
            }
            if asking.len() < 2 {
                break;
            }
            let gain = |q: usize| (self.worth[q] - world.floor[q][0]) / world.range[q][0].max(1e-9);
            if let [a, b] = asking[..] {
                let middle = (low + high) / 2.0;
                if gain(a) > gain(b) {
                    high = middle
                } else {
                    low = middle
                }
                continue;
            }
            // Mirror descent, with plain operations only.
            rate *= if step > 10 { 0.93 } else { 1.0 };
            let steep = asking.iter().map(|q| gain(*q).abs()).fold(1e-12, f64::max);
            for q in &asking {
                let x = (rate * gain(*q) / steep).clamp(-0.9, 0.9) / 2.0;
                shares[*q] *= (1.0 - x) / (1.0 + x);
            }
            let sum: f64 = asking.iter().map(|q| shares[*q]).sum();
            asking.iter().for_each(|q| shares[*q] /= sum);
        }
        Ok((best, least))
    }
}

/// Shares of each party's range as weights on its worths.
fn shared(world: &World<'_>, shares: &[f64], weights: &mut Vec<f64>) {
    weights.clear();
    weights
        .extend(shares.iter().zip(world.range.as_flattened()).map(|(share, range)| share / range.max(1e-9)));
}

fn above(world: &World<'_>, worth: &[f64]) -> bool {
    worth.iter().zip(world.floor.as_flattened()).all(|(worth, floor)| *worth >= floor - 1e-9)
}

/// A weighted sum of what is above the walk-aways.
fn over(world: &World<'_>, worth: &[f64], weights: &[f64]) -> f64 {
    let each = worth.iter().zip(world.floor.as_flattened()).zip(weights);
    each.filter(|((_, floor), _)| floor.is_finite())
        .map(|((worth, floor), weight)| (worth - floor) * weight)
        .sum()
}

/// What the package with the highest weighted sum of options has, if every term that adds were paid and none that takes.
fn most(world: &World<'_>, weights: &[f64], most: &mut [f64]) {
    world.beside(most);
    for issue in 0..world.issues() {
        let row = world.row(issue).as_flattened();
        let option = &row[pick(row, weights) * world.parties..];
        most.iter_mut().zip(option).for_each(|(most, more)| *most += more);
    }
}

/// The package with the highest weighted sum of options, rules and terms aside.
fn highest(world: &World<'_>, weights: &[f64], package: &mut Vec<usize>) {
    package.clear();
    package.extend((0..world.issues()).map(|issue| pick(world.row(issue).as_flattened(), weights)));
}

/// The option with the highest weighted sum: of several the first.
fn pick(row: &[f64], weights: &[f64]) -> usize {
    let (mut best, mut most) = (0, f64::NEG_INFINITY);
    if let [a, b] = weights {
        for (at, [x, y]) in row.as_chunks::<2>().0.iter().enumerate() {
            let sum = x * a + y * b;
            let better = sum > most;
            (best, most) = (if better { at } else { best }, if better { sum } else { most });
        }
    } else {
        for (at, option) in row.chunks_exact(weights.len()).enumerate() {
            let sum = weighted(option, weights);
            if sum > most {
                (best, most) = (at, sum);
            }
        }
    }
    best
}

fn weighted(option: &[f64], weights: &[f64]) -> f64 {
    option.iter().zip(weights).map(|(v, weight)| v * weight).sum()
}

/// Through the packages that give away no more than there is above the walk-aways. Its lists are used again for the next world.
#[derive(Default)]
struct Search {
    budget: f64,
    /// Issues in the order they are taken: the issue, and where its options begin and end in `options`.
    issues: Vec<(usize, usize, usize)>,
    /// Of each issue the options by what they give away, as far as the budget goes.
    options: Vec<(f64, usize)>,
    /// For each depth a row of parties: the most that the issues from there on can add.
    rest: Vec<f64>,
    /// For each depth a row of parties: what the options taken so far are worth.
    taken: Vec<f64>,
    chosen: Vec<usize>,
    effort: u64,
    looked_at: u64,
}

impl Search {
    /// Looks through them; the first found in the zone is left in `chosen`.
    fn run<N: Unit>(
        &mut self,
        space: &Space<N>,
        world: &World<'_>,
        weights: &[f64],
        room: &mut [f64],
    ) -> Decided {
        let parties = world.parties;
        most(world, weights, room);
        self.budget = over(world, room, weights) + 1e-9;
        self.issues.clear();
        self.options.clear();
        for issue in 0..world.issues() {
            let begin = self.options.len();
            let row = world.row(issue).as_flattened();
            let options = row.chunks_exact(parties).enumerate();
            self.options.extend(options.map(|(option, worth)| (weighted(worth, weights), option)));
            let most = self.options[begin..].iter().map(|(sum, _)| *sum).fold(f64::NEG_INFINITY, f64::max);
            self.options[begin..].iter_mut().for_each(|(sum, _)| *sum = most - *sum);
            self.options[begin..].sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let kept = self.options[begin..].iter().take_while(|(lost, _)| *lost <= self.budget).count();
            self.options.truncate(begin + kept);
            self.issues.push((issue, begin, begin + kept));
        }
        self.issues.sort_unstable_by_key(|(issue, begin, end)| (std::cmp::Reverse(end - begin), *issue));
        let depths = self.issues.len();
        self.rest.resize((depths + 1) * parties, 0.0);
        self.taken.resize((depths + 1) * parties, 0.0);
        self.chosen.resize(depths, 0);
        world.beside(&mut self.rest[depths * parties..]);
        for (depth, (issue, begin, end)) in self.issues.iter().enumerate().rev() {
            for q in 0..parties {
                let values = self.options[*begin..*end]
                    .iter()
                    .map(|(_, option)| world.row(*issue).as_flattened()[option * parties + q]);
                self.rest[depth * parties + q] =
                    self.rest[(depth + 1) * parties + q] + values.fold(f64::NEG_INFINITY, f64::max);
            }
        }
        self.taken[..parties].fill(0.0);
        self.looked_at = 0;
        let plain = parties == 2 && space.never.is_empty() && !world.has_terms();
        self.effort = if plain { SOON } else { EFFORT };
        match self.branch(space, world, 0, 0.0) {
            true => Decided::Open,
            false if self.looked_at < self.effort => Decided::Closed,
            false if plain => self.merge(world),
            false => Decided::Unknown,
        }
    }

    /// For two parties and plain sums: issue by issue what can be had at all, without what something else is better than for both, and
    /// without what cannot come to the walk-aways any more [Nemhauser and Ullmann 1969].
    fn merge(&mut self, world: &World<'_>) -> Decided {
        let reaches = |[a, b]: [f64; 2], rest: &[f64]| {
            a + rest[0] >= world.floor[0][0] - 1e-9 && b + rest[1] >= world.floor[1][0] - 1e-9
        };
        let mut had: Vec<([f64; 2], usize)> = vec![([0.0; 2], 0)];
        let mut steps: Vec<Vec<(usize, usize)>> = Vec::new();
        for (depth, (issue, begin, end)) in self.issues.iter().enumerate() {
            let rest = &self.rest[2 * (depth + 1)..];
            let row = world.row(*issue).as_flattened();
            let mut next: Vec<([f64; 2], (usize, usize))> = Vec::new();
            for (from, ([a, b], _)) in had.iter().enumerate() {
                let sums = self.options[*begin..*end]
                    .iter()
                    .map(|(_, option)| ([a + row[2 * option], b + row[2 * option + 1]], (from, *option)));
                next.extend(sums.filter(|(sum, _)| reaches(*sum, rest)));
            }
            next.sort_unstable_by(|(x, _), (y, _)| y[0].total_cmp(&x[0]).then(y[1].total_cmp(&x[1])));
            let mut most = f64::NEG_INFINITY;
            next.retain(|(sum, _)| {
                let better = sum[1] > most;
                most = if better { sum[1] } else { most };
                better
            });
            had = next.iter().enumerate().map(|(at, (sum, _))| (*sum, at)).collect();
            steps.push(next.into_iter().map(|(_, step)| step).collect());
        }
        let Some((_, mut at)) = had.first().copied() else { return Decided::Closed };
        for (step, (issue, ..)) in steps.iter().zip(&self.issues).rev() {
            let (from, option) = step[at];
            self.chosen[*issue] = option;
            at = from;
        }
        Decided::Open
    }

    fn branch<N: Unit>(&mut self, space: &Space<N>, world: &World<'_>, depth: usize, lost: f64) -> bool {
        let parties = world.parties;
        if self.looked_at >= self.effort {
            return false;
        }
        self.looked_at += 1;
        let here = depth * parties..(depth + 1) * parties;
        let mut reaches =
            self.taken[here.clone()].iter().zip(&self.rest[here.clone()]).zip(world.floor.as_flattened());
        if !reaches.all(|((taken, rest), floor)| taken + rest >= floor - 1e-9) {
            return false;
        }
        if depth == self.issues.len() {
            let worth = &mut self.taken[here];
            world.sums(&self.chosen, worth.as_chunks_mut().0);
            return above(world, worth) && space.broken(&self.chosen) == 0;
        }
        let (issue, begin, end) = self.issues[depth];
        for at in begin..end {
            let (more, option) = self.options[at];
            if lost + more > self.budget {
                break;
            }
            let row = &world.row(issue).as_flattened()[option * parties..];
            for q in 0..parties {
                self.taken[here.end + q] = self.taken[here.start + q] + row[q];
            }
            self.chosen[issue] = option;
            if self.branch(space, world, depth + 1, lost + more) {
                return true;
            }
        }
        false
    }
}
