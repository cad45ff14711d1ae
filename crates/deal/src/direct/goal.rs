//! What is to be made large, and what a value of it asks of weighted sums.

use std::cmp::Ordering;

use super::table::Table;

/// A measure of a vector of worths; larger is better.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// Σ weight · worth.
    Sum { weights: Vec<f64> },
    /// Π (worth − none); negative factors count as 0.
    Product { none: Vec<f64> },
    /// min (worth − none) / scale, ties by the second smallest, and so on. A party with an infinite scale has 1.
    Smallest { none: Vec<f64>, scale: Vec<f64> },
    /// Σ weight · min(worth, target): the less that worths lie below what is asked for, together; ties by the most that one does.
    Near { target: Vec<f64>, weights: Vec<f64> },
}

impl Goal {
    pub(super) fn sum(weights: Vec<f64>) -> Self {
        Self::Sum { weights }
    }

    /// The worth of one party.
    pub(super) fn alone(q: usize, parties: usize) -> Self {
        Self::sum((0..parties).map(|other| f64::from(u8::from(other == q))).collect())
    }

    pub(super) fn product(none: Vec<f64>) -> Self {
        Self::Product { none }
    }

    pub(super) fn smallest(none: Vec<f64>, scale: Vec<f64>) -> Self {
        Self::Smallest { none, scale }
    }

    /// The value of a vector: its first number decides, the others settle ties.
    pub(super) fn value(&self, worth: &[f64], into: &mut Vec<f64>) {
        into.clear();
        match self {
            Self::Sum { .. } | Self::Product { .. } => into.push(self.first(worth)),
            Self::Near { target, weights } => {
                let short = worth.iter().zip(target).zip(weights).map(|((w, t), l)| l * (t - w).max(0.0));
                into.push(self.first(worth));
                into.push(-short.fold(0.0, f64::max));
            }
            Self::Smallest { none, scale } => {
                let share =
                    |q: usize| if scale[q].is_finite() { (worth[q] - none[q]) / scale[q] } else { 1.0 };
                into.extend((0..worth.len()).map(share));
                into.sort_unstable_by(f64::total_cmp);
            }
        }
    }

    /// What rounding can do to a value, where the worths of each party have so much room. A product keeps what its factors have of it
    /// as a share.
    pub(super) fn room(&self, table: &Table) -> f64 {
        match self {
            Self::Sum { weights } | Self::Near { weights, .. } => table.slack(weights, 0.0),
            Self::Product { .. } => 1e-18,
            Self::Smallest { scale, .. } => {
                scale.iter().enumerate().map(|(q, scale)| table.room(q) / scale).fold(0.0, f64::max)
            }
        }
    }

    /// The number that decides.
    pub(super) fn first(&self, worth: &[f64]) -> f64 {
        match self {
            Self::Sum { weights } => worth.iter().zip(weights).map(|(w, l)| w * l).sum(),
            Self::Product { none } => {
                worth.iter().zip(none).map(|(worth, none)| (worth - none).max(0.0)).product()
            }
            Self::Smallest { none, scale } => {
                let share =
                    |q: usize| if scale[q].is_finite() { (worth[q] - none[q]) / scale[q] } else { 1.0 };
                (0..worth.len()).map(share).fold(f64::INFINITY, f64::min)
            }
            Self::Near { target, weights } => {
                worth.iter().zip(target).zip(weights).map(|((worth, target), l)| l * worth.min(*target)).sum()
            }
        }
    }

    /// The largest value that a vector with a weighted sum of at most `highest` can have.
    pub(super) fn most(&self, weights: &[f64], highest: f64) -> f64 {
        match self {
            Self::Sum { .. } => highest,
            Self::Product { none } => {
                let base: f64 = weights.iter().zip(none).map(|(l, none)| l * none).sum();
                let mean = ((highest - base) / weights.len() as f64).max(0.0);
                weights.iter().map(|l| mean / l).product()
            }
            Self::Smallest { none, scale } => {
                let each = || weights.iter().zip(none).zip(scale).filter(|(_, scale)| scale.is_finite());
                let base: f64 = each().map(|((l, none), _)| l * none).sum();
                let whole: f64 = each().map(|((l, _), scale)| l * scale).sum();
                if whole > 0.0 { (highest - base) / whole } else { 1.0 }
            }
            Self::Near { target, weights: own } => highest + left(target, own, weights),
        }
    }

    /// The smallest weighted sum of a vector whose value is at least `z`.
    pub(super) fn asks(&self, weights: &[f64], z: f64) -> f64 {
        match self {
            // Only with the goal's own weights; those added for walk-aways are asked for apart.
            Self::Sum { .. } => z,
            Self::Product { none } => {
                let base: f64 = weights.iter().zip(none).map(|(l, none)| l * none).sum();
                let product: f64 = weights.iter().product();
                // By the inequality of the means.
                base + weights.len() as f64 * root(z.max(0.0) * product, weights.len())
            }
            Self::Smallest { none, scale } => {
                let each = weights.iter().zip(none).zip(scale).filter(|(_, scale)| scale.is_finite());
                each.map(|((l, none), scale)| l * (none + z * scale)).sum()
            }
            // Σ l·worth ≥ Σ l·min(worth, target) ≥ z − Σ (own − l)·target, for l no larger than the goal's own weights.
            Self::Near { target, weights: own } => z - left(target, own, weights),
        }
    }
}

/// What the parts of a goal's own weights that are not used may come to at most.
fn left(target: &[f64], own: &[f64], used: &[f64]) -> f64 {
    target.iter().zip(own).zip(used).map(|((target, own), used)| (own - used) * target).sum()
}

/// The root of a number, by halving: the same on every machine.
fn root(of: f64, degree: usize) -> f64 {
    let power = |x: f64| (0..degree).fold(1.0, |product, _| product * x);
    let (mut low, mut high) = (0.0, 1.0);
    while power(high) < of {
        high *= 2.0;
    }
    while high > 1e-300 && power(high / 2.0) > of {
        high /= 2.0;
    }
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        if power(middle) <= of { low = middle } else { high = middle }
    }
    low
}

/// Compares two values, as far as doubles can: nearly equal numbers are equal, and so are those within `room`.
pub(super) fn compare(a: &[f64], b: &[f64], room: f64) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        if (a - b).abs() > 1e-9 * a.abs().max(b.abs()) + room {
            return a.total_cmp(b);
        }
    }
    Ordering::Equal
}
