//! Bounds that a person can check: weights on the parties' worths.
//!
//! For weights l ≥ 0 let `S(l) = Σ_issues max_option Σ_parties l·worth`. No package has a weighted sum above S(l), so
//! if the walk-aways ask for more, there is no zone; and min gain, product of gains and sum are bounded alike.

use std::cmp::Ordering;

use detente_case::Number;

use crate::space::Space;
use crate::unit::Unit;

/// Steps of the search for good weights; more make a tighter bound, never a wrong one.
const STEPS: usize = 600;
/// Steps without gain after which the search ends.
const PATIENCE: usize = 150;
/// Halvings of the weight of the first of two parties.
const HALVINGS: usize = 40;

/// S(l) of a space of sums, exactly; caps and rules are ignored, which leaves it a bound.
pub(crate) fn highest_sum<N: Unit>(space: &Space<N>, weights: &[Number]) -> Number {
    // Counted in what measures all weights per unit, so that the loop runs over integers.
    let per_unit: Vec<Number> = weights.iter().zip(&space.one).map(|(weight, one)| weight * one).collect();
    let measure = per_unit.iter().fold(Number::zero(), |measure, weight| measure.measure(weight));
    if measure.is_zero() {
        return Number::zero();
    }
    let whole: Vec<Number> = per_unit.iter().map(|weight| weight / &measure).collect();
    let sum = |values: &Vec<N>| -> Number { values.iter().zip(&whole).map(|(v, w)| v.to_number() * w).sum() };
    let best: Number = space.value.iter().filter_map(|row| row.iter().map(sum).max()).sum();
    let base: Number = space.zero.iter().zip(weights).map(|(zero, weight)| zero * weight).sum();
    base + best * measure
}

/// Weights, summing to 1, that make `S(l) − l·target` small, where party q's worths and target are divided by
/// `share[q]` first. For two parties by halving the interval in which the slope changes sign, for more by mirror descent
/// on the simplex; in doubles, with plain operations only.
pub(crate) fn tight_weights<N: Unit>(space: &Space<N>, target: &[f64], share: &[f64]) -> Vec<f64> {
    let parties = space.parties();
    let scale: Vec<f64> = (0..parties).map(|q| space.one[q].to_f64() / share[q]).collect();
    let aim: Vec<f64> = (0..parties).map(|q| (target[q] - space.zero[q].to_f64()) / share[q]).collect();
    // value[issue][option] as one row of parties.
    let rows: Vec<Vec<f64>> = space
        .value
        .iter()
        .map(|row| row.iter().flat_map(|v| v.iter().zip(&scale).map(|(v, s)| v.to_f64() * s)).collect())
        .collect();
    let slope = |weights: &[f64]| -> (f64, Vec<f64>) {
        let mut at: Vec<f64> = aim.iter().map(|aim| -aim).collect();
        for row in &rows {
            let mut best: Option<(f64, &[f64])> = None;
            for option in row.chunks_exact(parties) {
                let sum: f64 = option.iter().zip(weights).map(|(v, w)| v * w).sum();
                if best.is_none_or(|(top, _)| sum > top) {
                    best = Some((sum, option));
                }
            }
            if let Some((_, option)) = best {
                at.iter_mut().zip(option).for_each(|(at, v)| *at += v);
            }
        }
        (at.iter().zip(weights).map(|(a, w)| a * w).sum(), at)
    };
    if parties == 2 {
        // S(l) − l·target is convex, so its slope along the first weight rises.
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..HALVINGS {
            let first = (low + high) / 2.0;
            let (_, at) = slope(&[first, 1.0 - first]);
            match at[0].total_cmp(&at[1]) {
                Ordering::Greater => high = first,
                Ordering::Less => low = first,
                // Flat: stopping here treats both parties alike.
                Ordering::Equal => return vec![first, 1.0 - first],
            }
        }
        let first = (low + high) / 2.0;
        return vec![first, 1.0 - first];
    }
    let mut weights = vec![1.0 / parties as f64; parties];
    let mut best_step = 0;
    let (mut best_value, mut slope_here) = slope(&weights);
    let mut best = weights.clone();
    for step in 1..=STEPS {
        let steep = slope_here.iter().fold(0.0, |top: f64, s| top.max(s.abs()));
        if steep == 0.0 {
            break;
        }
        // Halving steps: coarse first, then ever finer, restarting from the best so far.
        let rate = 1.0 / (1.0 + step as f64 / 8.0);
        for (weight, s) in weights.iter_mut().zip(&slope_here) {
            // (1 − x)/(1 + x) stands in for exp(−2x): any falling factor will do, and this one is exact arithmetic.
            let x = (rate * s / steep).clamp(-0.9, 0.9);
            *weight *= (1.0 - x) / (1.0 + x);
            *weight = weight.max(1e-12);
        }
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        let (value, next) = slope(&weights);
        slope_here = next;
        if value < best_value {
            best_value = value;
            best = weights.clone();
            best_step = step;
        } else if step - best_step > PATIENCE {
            break;
        }
    }
    best
}

/// Weights as small fractions: multiples of 1/`parts`.
pub(crate) fn small_fractions(weights: &[f64], parts: u32) -> Vec<Number> {
    let fraction = |weight: &f64| {
        let part = (weight * f64::from(parts)).round() as i64;
        Number::from(part) / Number::from(i64::from(parts))
    };
    weights.iter().map(fraction).collect()
}

/// Weights under which the walk-aways ask for more than any package gives: proof that there is no zone. Parties
/// without a walk-away get weight 0. `None` if no such weights were found; they need not exist.
pub(crate) fn no_agreement<N: Unit>(space: &Space<N>) -> Option<(Vec<Number>, Number, Number)> {
    let asking: Vec<usize> = (0..space.parties()).filter(|&q| space.reserve[q].is_some()).collect();
    let reserve: Vec<Number> =
        (0..space.parties()).map(|q| space.exact(q, space.reserve[q].unwrap_or_default())).collect();
    let some = restricted(space, &asking);
    let target: Vec<f64> = asking.iter().map(|&q| reserve[q].to_f64()).collect();
    let share: Vec<f64> = asking
        .iter()
        .map(|&q| {
            let (low, high) = space.reach(q);
            let range = (high - low).to_number() * &space.one[q];
            if range.is_positive() { range.to_f64() } else { 1.0 }
        })
        .collect();
    if asking.is_empty() {
        return None;
    }
    let found = tight_weights(&some, &target, &share);
    let scaled: Vec<f64> = found.iter().zip(&share).map(|(weight, share)| weight / share).collect();
    let sum: f64 = scaled.iter().sum();
    let scaled: Vec<f64> = scaled.iter().map(|weight| weight / sum).collect();
    for parts in [1, 2, 3, 4, 5, 6, 8, 10, 20, 50, 100, 1_000, 10_000, 1_000_000] {
        let weights = small_fractions(&scaled, parts);
        let most = highest_sum(&some, &weights);
        let asked: Number = asking.iter().zip(&weights).map(|(&q, weight)| &reserve[q] * weight).sum();
        if most < asked {
            let mut all = vec![Number::zero(); space.parties()];
            asking.iter().zip(weights).for_each(|(&q, weight)| all[q] = weight);
            return Some((all, most, asked));
        }
    }
    None
}

/// A package at or above every walk-away, by a few tries; `None` proves nothing. For plain sums.
///
/// Starts from the best package under several weights, then changes one option at a time while that raises the worst
/// shortfall.
pub(crate) fn witness<N: Unit>(space: &Space<N>) -> Option<Vec<usize>> {
    let parties = space.parties();
    let range = |q: usize| {
        let (low, high) = space.reach(q);
        (high - low).to_f64().max(1.0)
    };
    let ranges: Vec<f64> = (0..parties).map(range).collect();
    let floor = |q: usize| space.reserve[q].map_or(f64::NEG_INFINITY, Unit::to_f64);
    let floors: Vec<f64> = (0..parties).map(floor).collect();
    let worst =
        |sums: &[f64]| (0..parties).map(|q| (sums[q] - floors[q]) / ranges[q]).fold(f64::INFINITY, f64::min);
    for start in 0..=parties {
        // All alike first, then each party in turn with half the weight.
        let weight = |q: usize| if start > 0 && q == start - 1 { parties as f64 } else { 1.0 } / ranges[q];
        let weights: Vec<f64> = (0..parties).map(weight).collect();
        let value =
            |option: &Vec<N>| -> f64 { option.iter().zip(&weights).map(|(v, w)| v.to_f64() * w).sum() };
        let best = |row: &Vec<Vec<N>>| {
            (0..row.len())
                .fold(0, |best, option| if value(&row[option]) > value(&row[best]) { option } else { best })
        };
        let mut package: Vec<usize> = space.value.iter().map(best).collect();
        let mut sums: Vec<f64> = space.sums(&package).into_iter().map(Unit::to_f64).collect();
        for _sweep in 0..20 {
            let mut changed = false;
            for (issue, row) in space.value.iter().enumerate() {
                let (now, before) = (package[issue], sums.clone());
                let with = |option: usize| -> Vec<f64> {
                    let (old, new) = (&row[now], &row[option]);
                    (0..parties).map(|q| before[q] - old[q].to_f64() + new[q].to_f64()).collect()
                };
                let here = worst(&sums);
                let better = (0..row.len()).map(|option| (worst(&with(option)), option));
                if let Some((value, option)) = better.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
                    && value > here
                {
                    sums = with(option);
                    package[issue] = option;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        if space.in_zone(&package) {
            return Some(package);
        }
    }
    None
}

/// The same space for some of the parties.
pub(crate) fn restricted<N: Unit>(space: &Space<N>, parties: &[usize]) -> Space<N> {
    let pick = |values: &Vec<N>| parties.iter().map(|&q| values[q]).collect();
    Space {
        options: space.options.clone(),
        value: space.value.iter().map(|row| row.iter().map(pick).collect()).collect(),
        terms: vec![None; parties.len()],
        cap: vec![None; parties.len()],
        reserve: parties.iter().map(|&q| space.reserve[q]).collect(),
        never: Vec::new(),
        zero: parties.iter().map(|&q| space.zero[q].clone()).collect(),
        one: parties.iter().map(|&q| space.one[q].clone()).collect(),
        rounding: parties.iter().map(|&q| space.rounding[q].clone()).collect(),
    }
}
