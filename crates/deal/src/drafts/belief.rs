//! What is believed of a party after what it answered.

use super::Heard;
use crate::elementary::{exp, exp_all, ln};
use crate::worlds::source::{Floor, Source, Weights, Worths};
use crate::worlds::{Draws, Set};

/// Sets of preferences held at once.
pub(crate) const PARTICLES: usize = 300;
/// Small changes tried of each after an answer.
const MOVES: usize = 24;
/// How surely an answer follows the worths: a tenth of the range above the walk-away is accepted twelve times in thirteen.
const SURE: f64 = 25.0;
/// How surely the clause that costs most is named, as a share of the range.
const NAMED: f64 = 0.03;
/// How often any clause is named, whatever it costs.
const STRAY: f64 = 0.05;
/// Largest share of its range that a walk-away nothing is known of can ask for.
const HIGHEST: f64 = 0.95;

/// One set of preferences that fits what is held.
#[derive(Clone)]
struct Particle {
    set: Set,
    /// In points; or, where nothing is known of it, as a share of the range.
    away: f64,
}

impl Particle {
    /// Becomes the same as another, in its own memory.
    fn take(&mut self, other: &Self) {
        self.set.weights.clone_from(&other.set.weights);
        self.set.worths.clone_from(&other.set.worths);
        self.away = other.away;
    }
}

/// Many of them, as likely as each is after the answers so far [sequential Monte Carlo with Metropolis moves: Gilks and
/// Berzuini 2001].
pub(super) struct Belief {
    source: Source,
    /// Where the options of each issue begin, and where the last end.
    begins: Vec<usize>,
    particles: Vec<Particle>,
    heard: Vec<Heard>,
    draws: Draws,
}

/// One set of preferences made ready: worths with weights in them, the walk-away taken off and the range made 1.
pub(super) struct Ready {
    pub(super) worths: Vec<f64>,
    /// Worth of the best option of each issue.
    best: Vec<f64>,
    /// Worth of no package's options: what remains of minus the walk-away.
    pub(super) base: f64,
}

/// One set of preferences as it stands: worths with weights in them, and the walk-away.
struct Weighed {
    worths: Vec<f64>,
    /// Of the best option of each issue.
    best: Vec<f64>,
    range: f64,
    away: f64,
}

impl Ready {
    /// What a package has above the walk-away.
    fn gain(&self, begins: &[usize], package: &[usize]) -> f64 {
        let worths = package.iter().zip(begins).map(|(option, begin)| self.worths[begin + option]);
        self.base + worths.sum::<f64>()
    }
}

impl Belief {
    pub(super) fn new(source: Source, begins: Vec<usize>, seed: u64) -> Self {
        let mut draws = Draws::new(seed, source.mark, 0);
        let particles = (0..PARTICLES)
            .map(|_| {
                let set = source.set(&mut draws, &begins);
                let away = any_away(&source, &mut draws);
                Particle { set, away }
            })
            .collect();
        Self { source, begins, particles, heard: Vec::new(), draws }
    }

    /// Takes in an answer.
    pub(super) fn hear(&mut self, heard: Heard) {
        self.heard.push(heard);
        let last = &self.heard[self.heard.len() - 1..];
        let any = f64::NEG_INFINITY;
        let fits: Vec<f64> = self.particles.iter().map(|particle| self.fit(particle, last, any)).collect();
        let most = fits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let chances: Vec<f64> = fits.iter().map(|fit| exp(fit - most)).collect();
        let sum: f64 = chances.iter().sum();
        // Each as often as it is likely, at even steps from one draw.
        let step = sum / PARTICLES as f64;
        let (mut at, mut passed, mut next) = (0, chances[0], step * self.draws.one());
        let mut kept = Vec::with_capacity(PARTICLES);
        while kept.len() < PARTICLES {
            while passed < next && at + 1 < chances.len() {
                at += 1;
                passed += chances[at];
            }
            kept.push(self.particles[at].clone());
            next += step;
        }
        let mut draws = std::mem::replace(&mut self.draws, Draws::new(0, 0, 0));
        for particle in &mut kept {
            let mut now = self.fit(particle, &self.heard, any);
            let mut moved = particle.clone();
            for _ in 0..MOVES {
                moved.take(particle);
                let Some(prior) = self.change(&mut moved, &mut draws) else { continue };
                if !self.source.fit(&moved.set, &self.begins) {
                    continue;
                }
                // Kept as often as it is likelier.
                let least = ln(draws.one()) + now - prior;
                let then = self.fit(&moved, &self.heard, least);
                if least < then {
                    std::mem::swap(particle, &mut moved);
                    now = then;
                }
            }
        }
        self.draws = draws;
        self.particles = kept;
    }

    /// Changes one value; the logarithm of how much likelier that is before any answer, or `None` where it cannot be.
    fn change(&self, particle: &mut Particle, draws: &mut Draws) -> Option<f64> {
        let pick = |many: usize, draws: &mut Draws| ((draws.one() * many as f64) as usize).min(many - 1);
        let issues = particle.set.weights.len();
        match pick(4, draws) {
            0 | 1 => {
                let issue = pick(issues, draws);
                match &self.source.importance {
                    Weights::Each(each) => {
                        let (low, high) = each[issue];
                        particle.set.weights[issue] = low + (high - low) * draws.one();
                        Some(0.0)
                    }
                    // Exponentials, in whatever order holds: times something between a half and two.
                    Weights::Any(_) => Some(scaled(&mut particle.set.weights[issue], 1, draws)),
                    // The same in its place; issues that count alike move together.
                    Weights::Tiers(tiers) => {
                        let tier = tiers.iter().position(|tier| tier.contains(&issue))?;
                        let mut weight = particle.set.weights[issue];
                        let prior = scaled(&mut weight, tiers[tier].len(), draws);
                        let of = |at: usize| particle.set.weights[tiers[at][0]];
                        let fits = (tier == 0 || weight <= of(tier - 1))
                            && (tier + 1 == tiers.len() || weight >= of(tier + 1));
                        tiers[tier].iter().for_each(|at| particle.set.weights[*at] = weight);
                        fits.then_some(prior)
                    }
                }
            }
            2 => {
                let issue = pick(issues, draws);
                let row = &mut particle.set.worths[self.begins[issue]..self.begins[issue + 1]];
                match &self.source.worth[issue] {
                    Worths::Each(each) => {
                        let option = pick(each.len(), draws);
                        let (low, high) = each[option];
                        row[option] = low + (high - low) * draws.one();
                    }
                    ranked @ Worths::Tiers(_) => {
                        let mut drawn = Vec::new();
                        ranked.draw(&[1.0], draws, &mut drawn, row.as_chunks_mut::<1>().0, 1);
                    }
                }
                Some(0.0)
            }
            _ => {
                particle.away = any_away(&self.source, draws);
                Some(0.0)
            }
        }
    }

    /// The logarithm of how likely these answers are; nothing, if that is less than asked for.
    fn fit(&self, particle: &Particle, heard: &[Heard], least: f64) -> f64 {
        let ready = self.ready(particle);
        let worth = |package: &[usize]| ready.gain(&self.begins, package);
        // Probabilities are multiplied for as long as their product stays far from nothing: one logarithm for several. Each answer makes it
        // smaller; it is left as soon as it is surely too small.
        let (mut fit, mut likely) = (0.0, 1.0);
        let mut too_small = exp(least - 1e-6);
        let issues = self.begins.len() - 1;
        let mut powers = Vec::with_capacity(issues + 2);
        for heard in heard {
            let here = worth(&heard.package);
            let no = |said: bool, more: f64| if said { -SURE * more } else { SURE * more };
            powers.clear();
            powers.extend(heard.acceptable.map(|said| no(said, here)));
            powers
                .extend(heard.better_than.as_ref().map(|(before, better)| no(*better, here - worth(before))));
            let yes = powers.len();
            if let Some(named) = heard.hurts {
                let costs = |issue: usize| self.costs(&ready, &heard.package, issue) / NAMED;
                let named = costs(named);
                // As a share of all: each against the one that was named.
                powers.extend((0..issues).map(|issue| costs(issue) - named));
            }
            exp_all(&mut powers);
            powers[..yes].iter().for_each(|power| likely *= 1.0 / (1.0 + power));
            if heard.hurts.is_some() {
                let all: f64 = powers[yes..].iter().sum();
                // Now and then any clause is named: an answer that hardly fits does not decide all.
                likely *= (1.0 - STRAY) / all + STRAY / issues as f64;
            }
            if likely < too_small {
                return f64::NEG_INFINITY;
            }
            if likely < 1e-100 {
                fit += ln(likely.max(f64::MIN_POSITIVE));
                likely = 1.0;
                too_small = exp(least - fit - 1e-6);
            }
        }
        fit + ln(likely)
    }

    fn weighed(&self, particle: &Particle) -> Weighed {
        let sum: f64 = particle.set.weights.iter().sum::<f64>().max(1e-12);
        let mut worths = particle.set.worths.clone();
        let (mut worst, mut highest) = (0.0, 0.0);
        let mut best = Vec::with_capacity(particle.set.weights.len());
        for (issue, weight) in particle.set.weights.iter().enumerate() {
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for worth in &mut worths[self.begins[issue]..self.begins[issue + 1]] {
                *worth *= weight / sum;
                (least, most) = (least.min(*worth), most.max(*worth));
            }
            worst += least;
            highest += most;
            best.push(most);
        }
        let range = f64::max(highest - worst, 1e-9);
        let away = match &self.source.walk_away {
            Floor::None => worst + range * particle.away,
            Floor::Points(..) => particle.away,
            Floor::Package(package) => {
                package.iter().zip(&self.begins).map(|(option, begin)| worths[begin + option]).sum()
            }
        };
        Weighed { worths, best, range, away }
    }

    fn ready(&self, particle: &Particle) -> Ready {
        let Weighed { mut worths, mut best, range, away } = self.weighed(particle);
        worths.iter_mut().chain(&mut best).for_each(|worth| *worth /= range);
        Ready { worths, best, base: -away / range }
    }

    pub(super) fn begins(&self) -> &[usize] {
        &self.begins
    }

    /// One set of preferences by chance, made ready.
    pub(super) fn any(&self, draws: &mut Draws) -> Ready {
        let at = (draws.one() * self.particles.len() as f64) as usize;
        self.ready(&self.particles[at.min(self.particles.len() - 1)])
    }

    #[cfg(test)]
    pub(super) fn heard(&self) -> &[Heard] {
        &self.heard
    }

    /// Each set with how likely it is after some answers, by one formula.
    #[cfg(test)]
    pub(super) fn likely(&self, heard: &[Heard]) -> Vec<(Ready, f64)> {
        self.particles
            .iter()
            .map(|particle| (self.ready(particle), exp(self.fit(particle, heard, f64::NEG_INFINITY))))
            .collect()
    }

    /// One set of preferences by its number among all, as it stands: worths with weights in them, and the walk-away. One that nothing is
    /// known of constrains nothing, as long as no answer tells of it.
    pub(super) fn numbered(&self, nth: u64, draws: &mut Draws) -> (Vec<f64>, f64) {
        // Party by party another order, so that the sets of one meet all of another.
        let at = (draws.one() * self.particles.len() as f64) as usize + nth as usize;
        let Weighed { worths, away, .. } = self.weighed(&self.particles[at % self.particles.len()]);
        let silent = matches!(self.source.walk_away, Floor::None)
            && self.heard.iter().all(|heard| heard.acceptable.is_none());
        (worths, if silent { f64::NEG_INFINITY } else { away })
    }

    /// In what share of the sets this is the answer.
    pub(super) fn expected(&self, heard: &Heard) -> f64 {
        let fits = |ready: &Ready| {
            let here = ready.gain(&self.begins, &heard.package);
            let better =
                |(before, better): &(Vec<usize>, bool)| (here > ready.gain(&self.begins, before)) == *better;
            heard.acceptable.is_none_or(|said| (here >= 0.0) == said)
                && heard.better_than.as_ref().is_none_or(better)
                && heard.hurts.is_none_or(|named| self.costs(ready, &heard.package, named) > 0.0)
        };
        let all = self.all();
        all.iter().filter(|ready| fits(ready)).count() as f64 / all.len() as f64
    }

    /// What an issue costs in a package, against its best option.
    fn costs(&self, ready: &Ready, package: &[usize], issue: usize) -> f64 {
        ready.best[issue] - ready.worths[self.begins[issue] + package[issue]]
    }

    /// All sets of preferences, made ready.
    pub(super) fn all(&self) -> Vec<Ready> {
        self.particles.iter().map(|particle| self.ready(particle)).collect()
    }
}

/// A walk-away before any answer.
fn any_away(source: &Source, draws: &mut Draws) -> f64 {
    match source.walk_away {
        Floor::None => HIGHEST * draws.one(),
        Floor::Points(low, high) => low + (high - low) * draws.one(),
        Floor::Package(_) => 0.0,
    }
}

/// Times something between a half and two, evenly on a logarithmic scale; the logarithm of how much likelier an exponential is there
/// (or the one that so many issues share), with the step's own.
fn scaled(weight: &mut f64, shared: usize, draws: &mut Draws) -> f64 {
    let log = (2.0 * draws.one() - 1.0) * std::f64::consts::LN_2;
    let next = *weight * exp(log);
    let prior = shared as f64 * (*weight - next) + log;
    *weight = next;
    prior
}
