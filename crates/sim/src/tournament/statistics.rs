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

/// Times units are drawn again.
const DRAWS: usize = 2_000;

impl Interval {
    /// Of the means of units (scenarios), drawn again with replacement [percentile bootstrap, Efron 1979].
    pub(super) fn bootstrap(units: &[f64]) -> Self {
        let mean = mean(units);
        if units.len() < 2 || !mean.is_finite() {
            return Self { mean, low: None, high: None };
        }
        let mut chance = Chance::new(0x1979, units.len() as u64, 0);
        let mut means: Vec<f64> = (0..DRAWS)
            .map(|_| units.iter().map(|_| units[chance.below(units.len())]).sum::<f64>() / units.len() as f64)
            .collect();
        means.sort_by(f64::total_cmp);
        let at = |part: f64| means[((DRAWS - 1) as f64 * part).round() as usize];
        Self { mean, low: Some(at(0.025)), high: Some(at(0.975)) }
    }

    /// Of many values by their sums: normal, for one unit with many repetitions.
    pub(super) fn normal(many: u64, sum: f64, squared: f64) -> Self {
        let n = many as f64;
        let mean = sum / n;
        if many < 2 {
            return Self { mean, low: None, high: None };
        }
        let variance = ((squared - sum * mean) / (n - 1.0)).max(0.0);
        let half = 1.959_963_985 * (variance / n).sqrt();
        Self { mean, low: Some(mean - half), high: Some(mean + half) }
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
    fn an_interval_holds_its_mean() {
        let interval = Interval::bootstrap(&[0.1, 0.5, 0.9, 0.4]);
        assert!(interval.low.unwrap() < interval.mean && interval.mean < interval.high.unwrap());
        assert_eq!(Interval::bootstrap(&[0.3]), Interval { mean: 0.3, low: None, high: None });
        let normal = Interval::normal(4, 2.0, 2.0);
        assert!((normal.high.unwrap() - 0.5 - 1.959_963_985 * (1.0_f64 / 12.0).sqrt()).abs() < 1e-9);
    }
}
