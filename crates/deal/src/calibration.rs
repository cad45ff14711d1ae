//! How good past forecasts were, against always saying how often it happened.

use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::worlds::interval;

/// Forecasts below which nothing is said of them.
const ENOUGH: usize = 10;
/// Groups of forecasts whose outcomes are compared with what was said.
const GROUPS: usize = 5;

/// What forecasts of yes or no were worth.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Calibration {
    /// Forecasts whose outcome is known: the last before it, one for each case.
    pub count: usize,
    /// How often it happened; null without forecasts.
    pub base_rate: Option<f64>,
    /// Mean squared distance of the forecasts from what happened, 0 to 1, less is better [Brier 1950].
    pub brier: Option<f64>,
    /// The same of a forecaster that says for each case how often it happened in the others.
    pub brier_of_base_rate: Option<f64>,
    /// Between what and what the difference lies, forecasts less base rate, with 95 % confidence; below 0 throughout, the forecasts are better.
    pub difference: Option<(f64, f64)>,
    /// Forecasts by fifths of the scale, those with any.
    pub reliability: Vec<Group>,
    /// `better`, `worse`, or `insufficient evidence`.
    pub verdict: &'static str,
}

/// Forecasts that said nearly the same.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Group {
    /// How many.
    pub count: usize,
    /// What they said, on average.
    pub said: f64,
    /// How often it happened.
    pub happened: f64,
    /// Between what and what that lies, with 95 % confidence [Wilson 1927].
    pub interval: (f64, f64),
}

/// The JSON Schema of [`Calibration`].
pub fn calibration_schema() -> Schema {
    schemars::schema_for!(Calibration)
}

/// Judges forecasts: what was said, 0 to 1, and whether it happened. Linear in their number.
pub fn calibration(forecasts: &[(f64, bool)]) -> Calibration {
    let count = forecasts.len();
    let happened = |yes: bool| if yes { 1.0 } else { 0.0 };
    let yes = forecasts.iter().filter(|(_, yes)| *yes).count();
    let mean = |of: &dyn Fn(&(f64, bool)) -> f64| {
        (count > 0).then(|| forecasts.iter().map(of).sum::<f64>() / count as f64)
    };
    let own = |(said, yes): &(f64, bool)| (said - happened(*yes)) * (said - happened(*yes));
    // Of the others: a case does not foretell itself.
    let base = |(_, is): &(f64, bool)| {
        let others = (count - 1).max(1) as f64;
        let rate = if count > 1 { (yes as f64 - happened(*is)) / others } else { 0.5 };
        (rate - happened(*is)) * (rate - happened(*is))
    };
    let difference = (count > 1).then(|| {
        let each: Vec<f64> = forecasts.iter().map(|one| own(one) - base(one)).collect();
        let middle = each.iter().sum::<f64>() / count as f64;
        let spread = each.iter().map(|one| (one - middle) * (one - middle)).sum::<f64>() / (count - 1) as f64;
        // Student's 97.5th percentile, from above by at most a twentieth from 5 forecasts on.
        let t = 1.96 + 3.2 / (count - 1) as f64;
        let half = t * (spread / count as f64).sqrt();
        ((middle - half).max(-1.0), (middle + half).min(1.0))
    });
    let group = |of: usize| {
        let inside =
            forecasts.iter().filter(|(said, _)| ((said * GROUPS as f64) as usize).min(GROUPS - 1) == of);
        let (many, said, yes) = inside
            .fold((0, 0.0, 0), |(many, sum, yes), (said, is)| (many + 1, sum + said, yes + usize::from(*is)));
        (many > 0).then(|| Group {
            count: many,
            said: said / many as f64,
            happened: yes as f64 / many as f64,
            interval: interval(yes, 0, many),
        })
    };
    let verdict = match difference {
        Some((_, high)) if count >= ENOUGH && high < 0.0 => "better",
        Some((low, _)) if count >= ENOUGH && low > 0.0 => "worse",
        _ => "insufficient evidence",
    };
    Calibration {
        count,
        base_rate: mean(&|(_, yes)| happened(*yes)),
        brier: mean(&own),
        brier_of_base_rate: mean(&base),
        difference,
        reliability: (0..GROUPS).filter_map(group).collect(),
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worked_example() {
        // Squared errors 0.01, 0.04, 0.09, 0.16; each case against the rate of the other three.
        let told = calibration(&[(0.9, true), (0.8, true), (0.3, false), (0.4, false)]);
        assert!((told.brier.unwrap() - 0.075).abs() < 1e-12);
        assert!((told.brier_of_base_rate.unwrap() - 4.0 / 9.0).abs() < 1e-12);
        assert_eq!((told.base_rate, told.verdict), (Some(0.5), "insufficient evidence"));
        let groups: Vec<(usize, f64)> =
            told.reliability.iter().map(|group| (group.count, group.happened)).collect();
        assert_eq!(groups, [(1, 0.0), (1, 0.0), (2, 1.0)]);
    }

    #[test]
    fn what_is_said_of_good_bad_and_idle_forecasts() {
        let of = |said: fn(bool) -> f64| -> Vec<(f64, bool)> {
            (0..30).map(|nth| nth % 2 == 0).map(|yes| (said(yes), yes)).collect()
        };
        assert_eq!(calibration(&of(|yes| if yes { 0.8 } else { 0.2 })).verdict, "better");
        assert_eq!(calibration(&of(|yes| if yes { 0.2 } else { 0.8 })).verdict, "worse");
        assert_eq!(calibration(&of(|yes| if yes { 0.8 } else { 0.2 })[..9]).verdict, "insufficient evidence");
        let empty = calibration(&[]);
        assert_eq!((empty.count, empty.brier, empty.verdict), (0, None, "insufficient evidence"));
    }

    #[test]
    fn forecasts_that_know_nothing_are_rarely_called_better_or_worse() {
        let mut state = 3_u64;
        let mut even = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut called = 0;
        for _ in 0..400 {
            let all: Vec<(f64, bool)> = (0..40).map(|_| (0.4 + 0.2 * even(), even() < 0.5)).collect();
            called += usize::from(calibration(&all).verdict == "better");
        }
        assert!(called < 30, "{called}");
    }
}
