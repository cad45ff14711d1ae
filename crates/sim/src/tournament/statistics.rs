//! How sure a mean is, and whether one is really above another.

use schemars::JsonSchema;
use serde::Serialize;

use crate::random::Chance;

/// A mean with the interval it lies in, 95 times of 100.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// The lower end; `null` where one unit is all there is.
    pub low: Option<f64>,
    /// The upper end; likewise.
    pub high: Option<f64>,
}

/// Student's t at 97.5 % for 1 to 30 degrees of freedom [Student 1908].
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

impl Interval {
    /// Of the means of units (settings, or line-ups), by Student's t; within 0 to 1 where all of them are.
    pub(super) fn of(units: &[f64]) -> Self {
        let mean = mean(units);
        if units.len() < 2 || !mean.is_finite() {
            return Self { mean, low: None, high: None };
        }
        let n = units.len() as f64;
        let squares: f64 = units.iter().map(|unit| (unit - mean) * (unit - mean)).sum();
        let t = T.get(units.len() - 2).copied().unwrap_or(1.96 + 2.4 / (n - 1.0));
        let half = t * (squares / (n - 1.0) / n).sqrt();
        let shares = units.iter().all(|unit| (0.0..=1.0).contains(unit));
        let (least, most) = if shares { (0.0, 1.0) } else { (f64::NEG_INFINITY, f64::INFINITY) };
        Self { mean, low: Some((mean - half).max(least)), high: Some((mean + half).min(most)) }
    }
}

pub(super) fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

/// How often differences as large come about when each could as well have the other sign [Fisher 1935]: all signs up to 2¹², else 10,000
/// drawn. 1 where there is nothing to compare.
pub(super) fn sign_flips(differences: &[f64]) -> f64 {
    let seen = differences.iter().sum::<f64>().abs() - 1e-12;
    let many = differences.len();
    if many == 0 || seen <= 0.0 {
        return 1.0;
    }
    let reaches = |signs: &mut dyn FnMut(usize) -> bool| {
        let sum: f64 = differences.iter().enumerate().map(|(at, d)| if signs(at) { -d } else { *d }).sum();
        sum.abs() >= seen
    };
    if many <= 12 {
        let all = 1_u32 << many;
        let as_large = (0..all).filter(|code| reaches(&mut |at| code >> at & 1 == 1)).count();
        return as_large as f64 / f64::from(all);
    }
    let mut chance = Chance::new(0x1935, many as u64, 0);
    let draws = 10_000;
    let as_large = (0..draws).filter(|_| reaches(&mut |_| chance.even() < 0.5)).count();
    (as_large + 1) as f64 / f64::from(draws + 1)
}

/// Several probabilities at once, so that all of them together err 5 times of 100 [Holm 1979].
pub(super) fn holm(all: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].total_cmp(&all[*b]).then(a.cmp(b)));
    let mut adjusted = vec![1.0; all.len()];
    let mut least: f64 = 0.0;
    for (rank, at) in order.iter().enumerate() {
        least = least.max((all[*at] * (all.len() - rank) as f64).min(1.0));
        adjusted[*at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_counted() {
        // All of one sign: 2 of 2^5 come out as large.
        assert_eq!(sign_flips(&[1.0, 2.0, 1.0, 3.0, 1.0]), 2.0 / 32.0);
        assert_eq!(sign_flips(&[1.0, -1.0]), 1.0);
        assert!(sign_flips(&[0.5; 30]) < 0.001);
    }

    #[test]
    fn holm_as_in_its_paper() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        let expected = [0.03, 0.06, 0.06, 0.02];
        assert!(adjusted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{adjusted:?}");
    }

    #[test]
    fn an_interval_by_hand() {
        // Deviations of 0.1: s² = 0.02, half = 12.706 · 0.1, cut at 0 and 1.
        let two = Interval::of(&[0.4, 0.6]);
        assert_eq!((two.mean, two.low, two.high), (0.5, Some(0.0), Some(1.0)));
        let four = Interval::of(&[0.4, 0.5, 0.6, 0.5]);
        let half = 3.182 * (0.02_f64 / 3.0 / 4.0).sqrt();
        assert!((four.high.unwrap() - 0.5 - half).abs() < 1e-12);
        assert_eq!(Interval::of(&[0.3]), Interval { mean: 0.3, low: None, high: None });
        // Between the last of the table and the normal one.
        let many: Vec<f64> = (0..40).map(|n| f64::from(n % 2)).collect();
        let wide = (Interval::of(&many).high.unwrap() - 0.5) / (10.0_f64 / 39.0 / 40.0).sqrt();
        assert!((1.96..2.042).contains(&wide), "{wide}");
    }
}
