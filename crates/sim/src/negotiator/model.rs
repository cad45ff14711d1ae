//! What can be guessed of another party's preferences from what it offers.

use crate::preferences::Package;
use crate::seat::Packages;

/// A guess at how much another party likes a package, from its offers alone.
pub trait OpponentModel: Send {
    /// It offered this.
    fn heard(&mut self, packages: &Packages, offer: Package, time: f64);
    /// A guess at what a package is worth to it, 0 to 1.
    fn guess(&self, packages: &Packages, package: Package) -> f64;
}

/// Issues whose option it keeps from offer to offer gain weight, options gain worth each time they are offered [the model of HardHeaded:
/// van Krimpen, Looije and Hajizadeh 2013].
#[derive(Clone, Debug, Default)]
pub struct Frequency {
    weights: Vec<f64>,
    worth: Vec<Vec<f64>>,
    last: Option<Package>,
}

/// How much weight an unchanged issue gains.
const LEARNING: f64 = 0.2;

impl Frequency {
    fn begin(&mut self, packages: &Packages) {
        if self.weights.is_empty() {
            let issues = packages.options.len();
            self.weights = vec![1.0 / issues as f64; issues];
            self.worth = packages.options.iter().map(|many| vec![1.0; *many]).collect();
        }
    }
}

impl OpponentModel for Frequency {
    fn heard(&mut self, packages: &Packages, offer: Package, _time: f64) {
        self.begin(packages);
        let options = packages.package(offer);
        if let Some(last) = self.last {
            let before = packages.package(last);
            let more = LEARNING / options.len() as f64;
            for (weight, (now, before)) in self.weights.iter_mut().zip(options.iter().zip(before)) {
                *weight += if now == before { more } else { 0.0 };
            }
            let sum: f64 = self.weights.iter().sum();
            self.weights.iter_mut().for_each(|weight| *weight /= sum);
        }
        for (worth, option) in self.worth.iter_mut().zip(options) {
            worth[*option as usize] += 1.0;
        }
        self.last = Some(offer);
    }

    fn guess(&self, packages: &Packages, package: Package) -> f64 {
        let each = self.weights.iter().zip(&self.worth).zip(packages.package(package));
        let part = |((weight, worth), option): ((&f64, &Vec<f64>), &u32)| {
            let most = worth.iter().copied().fold(1.0, f64::max);
            weight * worth[*option as usize] / most
        };
        each.map(part).sum()
    }
}

/// Options count by how often they were offered, issues by how often their most offered option was [the model of Agent Smith: van Galen
/// Last 2012].
#[derive(Clone, Debug, Default)]
pub struct Counts {
    counts: Vec<Vec<f64>>,
    offers: f64,
}

impl OpponentModel for Counts {
    fn heard(&mut self, packages: &Packages, offer: Package, _time: f64) {
        if self.counts.is_empty() {
            self.counts = packages.options.iter().map(|many| vec![0.0; *many]).collect();
        }
        self.offers += 1.0;
        for (counts, option) in self.counts.iter_mut().zip(packages.package(offer)) {
            counts[*option as usize] += 1.0;
        }
    }

    fn guess(&self, packages: &Packages, package: Package) -> f64 {
        let most = |counts: &Vec<f64>| counts.iter().copied().fold(0.0, f64::max);
        let sum: f64 = self.counts.iter().map(most).sum();
        if sum == 0.0 {
            return 0.5;
        }
        let each = self.counts.iter().zip(packages.package(package));
        each.map(|(counts, option)| counts[*option as usize]).sum::<f64>() / sum
    }
}

/// Weighs rankings of issues and shapes of worths by how well they fit what is expected of a party that concedes by and by: of each issue
/// one of three weights and of its options one of three shapes [a scalable form of Hindriks and Tykhonov 2008].
#[derive(Clone, Debug, Default)]
pub struct Bayesian {
    /// For each issue, hypothesis and option what the option is worth by it, and how likely the hypothesis is.
    shapes: Vec<Vec<(f64, Vec<f64>)>>,
}

/// How far an offer's worth may be from what is expected.
const SPREAD: f64 = 0.25;

impl Bayesian {
    fn begin(&mut self, packages: &Packages) {
        if !self.shapes.is_empty() {
            return;
        }
        let shapes = |many: usize| {
            let last = many.saturating_sub(1).max(1) as f64;
            // Rising, falling, and a peak at each option.
            let rising = (0..many).map(|at| at as f64 / last).collect();
            let falling = (0..many).map(|at| 1.0 - at as f64 / last).collect();
            let peak = |top: usize| (0..many).map(|at| 1.0 - top.abs_diff(at) as f64 / last).collect();
            let mut all: Vec<Vec<f64>> = vec![rising, falling];
            all.extend((1..many.saturating_sub(1)).map(peak));
            let likely = 1.0 / all.len() as f64;
            all.into_iter().map(|shape| (likely, shape)).collect()
        };
        self.shapes = packages.options.iter().map(|many| shapes(*many)).collect();
    }

    fn expected(hypotheses: &[(f64, Vec<f64>)], option: u32) -> f64 {
        hypotheses.iter().map(|(likely, shape)| likely * shape[option as usize]).sum()
    }
}

impl OpponentModel for Bayesian {
    fn heard(&mut self, packages: &Packages, offer: Package, time: f64) {
        self.begin(packages);
        let options = packages.package(offer).to_vec();
        let issues = options.len() as f64;
        // A party is taken to ask for less by and by, in a straight line down to a half.
        let asked = 1.0 - 0.5 * time;
        let guessed: Vec<f64> =
            self.shapes.iter().zip(&options).map(|(shape, option)| Self::expected(shape, *option)).collect();
        let whole: f64 = guessed.iter().sum::<f64>() / issues;
        for ((hypotheses, option), own) in self.shapes.iter_mut().zip(&options).zip(&guessed) {
            for (likely, shape) in hypotheses.iter_mut() {
                let worth = whole + (shape[*option as usize] - own) / issues;
                let off = (worth - asked) / SPREAD * issues.sqrt();
                *likely = (*likely * libm::exp(-0.5 * off * off)).max(1e-12);
            }
            let sum: f64 = hypotheses.iter().map(|(likely, _)| likely).sum();
            hypotheses.iter_mut().for_each(|(likely, _)| *likely /= sum);
        }
    }

    fn guess(&self, packages: &Packages, package: Package) -> f64 {
        if self.shapes.is_empty() {
            return 0.5;
        }
        let each = self.shapes.iter().zip(packages.package(package));
        each.map(|(shape, option)| Self::expected(shape, *option)).sum::<f64>() / self.shapes.len() as f64
    }
}
