//! The named measures on a frontier: which points they pick, ties and all.
//!
//! Each measure is monotone, so its best package is a frontier point. Points are first ruled out by intervals in
//! doubles that surely hold the exact value, then the few left are compared exactly.

use std::cmp::Ordering;

use detente_case::Number;

use crate::definitions::{Definitions, Disagreement, Egalitarian, Ideal, Smorodinsky};
use crate::frontier::Found;
use crate::space::Space;
use crate::unit::Unit;

/// A measure's choice: frontier positions that tie for best, the one to name first at the front.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) points: Vec<usize>,
    pub(crate) value: Number,
    /// What has to be said about it, for example that not all can gain.
    pub(crate) remark: Option<String>,
}

/// A frontier with the two vectors that gains are measured by.
pub(crate) struct Measures<'a, N> {
    space: &'a Space<N>,
    found: &'a Found<N>,
    /// What each party gets with no agreement.
    pub(crate) disagreement: Vec<Number>,
    /// What each party could get at best.
    pub(crate) ideal: Vec<Number>,
    near: Vec<Near>,
}

/// Doubles for one party: `worth ≈ zero + count · one`, `gain = worth − disagreement`, and how far that can be off.
struct Near {
    zero: f64,
    one: f64,
    disagreement: f64,
    range: f64,
    slack: f64,
}

impl<'a, N: Unit> Measures<'a, N> {
    pub(crate) fn new(space: &'a Space<N>, found: &'a Found<N>, definitions: &Definitions) -> Self {
        let front = &found.front;
        let parties = 0..space.parties();
        let worst = |q: usize| space.exact(q, found.reach[q].0);
        let disagreement: Vec<Number> = parties
            .clone()
            .map(|q| match (space.reserve[q], definitions.disagreement) {
                (Some(reserve), Disagreement::Reserve) => space.exact(q, reserve),
                (Some(reserve), Disagreement::Floor) => space.exact(q, reserve).max(worst(q)),
                (None, _) => worst(q),
            })
            .collect();
        let ideal: Vec<Number> = parties
            .clone()
            .map(|q| match definitions.ideal {
                Ideal::Rational => {
                    let best = (0..front.len()).map(|at| front.vector(at)[q]).max();
                    best.map_or_else(|| worst(q), |best| space.exact(q, best))
                }
                Ideal::All => space.exact(q, found.reach[q].1),
            })
            .collect();
        let near = parties
            .map(|q| {
                let double = |value: &Number| value.to_f64();
                let range = double(&(&ideal[q] - &disagreement[q]));
                let most = (0..front.len()).map(|at| front.vector(at)[q].to_f64().abs()).fold(0.0, f64::max);
                let (zero, one) = (double(&space.zero[q]), double(&space.one[q]));
                let disagreement = double(&disagreement[q]);
                // A few roundings of numbers no larger than these.
                let slack = 16.0 * f64::EPSILON * (zero.abs() + most * one.abs() + disagreement.abs());
                Near { zero, one, disagreement, range, slack }
            })
            .collect();
        Self { space, found, disagreement, ideal, near }
    }

    pub(crate) fn worth(&self, at: usize) -> Vec<Number> {
        let vector = self.found.front.vector(at);
        vector.iter().enumerate().map(|(q, &count)| self.space.exact(q, count)).collect()
    }

    pub(crate) fn gains(&self, at: usize) -> Vec<Number> {
        self.worth(at).iter().zip(&self.disagreement).map(|(worth, none)| worth - none).collect()
    }

    /// Gains as shares of the ideal gain; 1 for a party that cannot gain.
    pub(crate) fn ratios(&self, at: usize) -> Vec<Number> {
        let parts = self.gains(at).into_iter().enumerate();
        parts.map(|(q, gain)| self.share(q, gain)).collect()
    }

    fn share(&self, q: usize, gain: Number) -> Number {
        let range = &self.ideal[q] - &self.disagreement[q];
        if range.is_zero() { Number::one() } else { gain / range }
    }

    fn near_gain(&self, q: usize, at: usize) -> f64 {
        let near = &self.near[q];
        near.zero + self.found.front.vector(at)[q].to_f64() * near.one - near.disagreement
    }

    /// A share of the ideal gain, and how far that can be off.
    fn near_share(&self, q: usize, at: usize) -> (f64, f64) {
        let range = self.near[q].range;
        if range == 0.0 {
            return (1.0, 0.0);
        }
        let gain = self.near_gain(q, at);
        (gain / range, (self.near[q].slack + 1e-12 * gain.abs()) / range.abs())
    }

    /// Largest product of gains. Where no point gives everyone a gain: the largest product over the largest number of
    /// parties that can gain together.
    pub(crate) fn nash(&self) -> Option<Choice> {
        let parties = self.space.parties();
        let interval = |at: usize| {
            let mut bounds = (1.0, 1.0);
            for q in 0..parties {
                let (gain, slack) = (self.near_gain(q, at), self.near[q].slack);
                bounds = (bounds.0 * (gain - slack).max(0.0), bounds.1 * (gain + slack).max(0.0));
            }
            (bounds.0 * (1.0 - 1e-12), bounds.1 * (1.0 + 1e-12))
        };
        let product = |at: usize| {
            let gains = self.gains(at);
            if gains.iter().any(Number::is_negative) { -Number::one() } else { gains.iter().product() }
        };
        let choice = self.largest(interval, product)?;
        if choice.value.is_positive() {
            return Some(choice);
        }
        let counted = |at: usize| {
            let gains: Vec<Number> = self.gains(at).into_iter().filter(Number::is_positive).collect();
            (gains.len(), gains.iter().product::<Number>())
        };
        let all = 0..self.found.front.len();
        let (most, best) = all.clone().map(counted).max()?;
        let points: Vec<usize> = all.filter(|&at| counted(at) == (most, best.clone())).collect();
        let remark = match most {
            0 => "no package gives any party a gain".to_string(),
            most => format!(
                "no package gives every party a gain; the product is taken over the {most} of {parties} parties that \
                 can gain together"
            ),
        };
        Some(Choice { points: self.in_order(points), value: best, remark: Some(remark) })
    }

    /// Largest smallest gain; refined by the second smallest and so on, if so defined.
    pub(crate) fn egalitarian(&self, definition: Egalitarian) -> Option<Choice> {
        let near = |q: usize, at: usize| (self.near_gain(q, at), self.near[q].slack);
        match definition {
            Egalitarian::Leximin => self.leximin(near, |at| self.gains(at)),
            Egalitarian::MaxMin => {
                self.leximin(near, |at| self.gains(at).into_iter().min().into_iter().collect())
            }
        }
    }

    /// Kalai and Smorodinsky's, by the chosen definition.
    pub(crate) fn smorodinsky(&self, definition: Smorodinsky) -> Option<Choice> {
        match definition {
            Smorodinsky::MaxMin => self.leximin(|q, at| self.near_share(q, at), |at| self.ratios(at)),
            Smorodinsky::EqualRatio => {
                let spread = |at: usize| {
                    let ratios = self.ratios(at);
                    ratios.iter().min().zip(ratios.iter().max()).map_or_else(Number::zero, |(a, b)| a - b)
                };
                let near = |at: usize| {
                    let (mut low, mut high) =
                        ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
                    for q in 0..self.space.parties() {
                        let (share, slack) = self.near_share(q, at);
                        low = (low.0.min(share - slack), low.1.min(share + slack));
                        high = (high.0.max(share - slack), high.1.max(share + slack));
                    }
                    (low.0 - high.1, low.1 - high.0)
                };
                self.largest(near, spread)
            }
            Smorodinsky::Genius => {
                let asymmetry = |at: usize| {
                    let worth = self.worth(at);
                    let mut sum = Number::zero();
                    for (q, a) in worth.iter().enumerate() {
                        for b in &worth[q + 1..] {
                            sum -= (a - b).abs();
                        }
                    }
                    sum
                };
                self.largest(|_| (0.0, 0.0), asymmetry)
            }
        }
    }

    /// Largest sum of worths.
    pub(crate) fn utilitarian(&self) -> Option<Choice> {
        let slack: f64 = self.near.iter().map(|near| near.slack).sum::<f64>() * 2.0;
        let none: f64 = self.near.iter().map(|near| near.disagreement).sum();
        let interval = |at: usize| {
            let sum = (0..self.space.parties()).map(|q| self.near_gain(q, at)).sum::<f64>() + none;
            (sum - slack, sum + slack)
        };
        self.largest(interval, |at| self.worth(at).iter().sum())
    }

    /// The least total shortfall below the walk-aways, in shares of each party's range; then the least worst one.
    pub(crate) fn closest(&self, shares: &[Number]) -> Option<Choice> {
        let short = |at: usize| -> Vec<Number> {
            let vector = self.found.front.vector(at);
            let below = |(q, &count): (usize, &N)| match self.space.reserve[q] {
                Some(reserve) if count < reserve => {
                    (self.space.exact(q, reserve) - self.space.exact(q, count)) / &shares[q]
                }
                _ => Number::zero(),
            };
            vector.iter().enumerate().map(below).collect()
        };
        let mut best: Option<(Number, Number, Vec<usize>)> = None;
        for at in 0..self.found.front.len() {
            let short = short(at);
            let total: Number = short.iter().sum();
            let worst = short.into_iter().max().unwrap_or_default();
            match &mut best {
                Some((t, w, points)) => match (&total, &worst).cmp(&(t, w)) {
                    Ordering::Less => best = Some((total, worst, vec![at])),
                    Ordering::Equal => points.push(at),
                    Ordering::Greater => {}
                },
                None => best = Some((total, worst, vec![at])),
            }
        }
        let (value, _, points) = best?;
        Some(Choice { points: self.in_order(points), value, remark: None })
    }

    fn leximin(
        &self,
        near: impl Fn(usize, usize) -> (f64, f64),
        exact: impl Fn(usize) -> Vec<Number>,
    ) -> Option<Choice> {
        let smallest = |at: usize| {
            let ends = (0..self.space.parties()).map(|q| near(q, at));
            ends.fold((f64::INFINITY, f64::INFINITY), |(low, high), (value, slack)| {
                (low.min(value - slack), high.min(value + slack))
            })
        };
        let sorted = |at: usize| {
            let mut values = exact(at);
            values.sort();
            values
        };
        let left = self.possible(smallest);
        let values: Vec<Vec<Number>> = left.iter().map(|&at| sorted(at)).collect();
        let best = values.iter().max()?;
        let points =
            left.iter().zip(&values).filter(|(_, value)| *value == best).map(|(&at, _)| at).collect();
        Some(Choice { points: self.in_order(points), value: best.first()?.clone(), remark: None })
    }

    fn largest(&self, near: impl Fn(usize) -> (f64, f64), exact: impl Fn(usize) -> Number) -> Option<Choice> {
        let left = self.possible(near);
        let values: Vec<Number> = left.iter().map(|&at| exact(at)).collect();
        let best = values.iter().max()?.clone();
        let points =
            left.iter().zip(&values).filter(|(_, value)| **value == best).map(|(&at, _)| at).collect();
        Some(Choice { points: self.in_order(points), value: best, remark: None })
    }

    /// The points whose upper end reaches the largest lower end: no other can be best.
    fn possible(&self, near: impl Fn(usize) -> (f64, f64)) -> Vec<usize> {
        let all = 0..self.found.front.len();
        let bar = all.clone().map(|at| near(at).0).fold(f64::NEG_INFINITY, f64::max);
        all.filter(|&at| near(at).1 >= bar).collect()
    }

    /// Ties in the order they are named: largest leximin of ratios, then largest product of gains, then first package.
    /// No step looks at the order of the parties.
    fn in_order(&self, mut points: Vec<usize>) -> Vec<usize> {
        let key = |at: usize| {
            let mut ratios = self.ratios(at);
            ratios.sort();
            let product: Number = self.gains(at).iter().product();
            (std::cmp::Reverse((ratios, product)), self.found.front.package(at))
        };
        if points.len() > 1 {
            points.sort_by_cached_key(|&at| key(at));
        }
        points
    }
}
