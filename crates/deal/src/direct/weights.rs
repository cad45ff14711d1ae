//! Weights on the parties' worths under which little is given away.

use super::goal::Goal;
use super::table::{Table, weighted};

/// Steps towards good weights.
const STEPS: usize = 250;

/// Weights for a goal, and the weighted sum that a package of value z has at least, apart from what the goal itself asks:
/// the part that comes from the walk-aways.
#[derive(Clone)]
pub(super) struct Weights {
    pub(super) of: Vec<f64>,
    /// Σ (weights added for walk-aways) · walk-away.
    pub(super) floors: f64,
}

/// Good weights for a goal, starting from a package's worths.
pub(super) fn weights(
    table: &Table,
    goal: &Goal,
    start: &[f64],
    value: f64,
    floor: &[Option<f64>],
) -> Weights {
    match goal {
        Goal::Sum { weights } => multipliers(table, weights, value, floor),
        // What combinations pay at most is far from what they can pay together: the weights of the package that is known do better.
        Goal::Product { none } if table.tied.is_some() => {
            let gain = |q: usize| (start[q] - none[q]).max(1e-3 * range(table, q));
            Weights { of: (0..none.len()).map(|q| 1.0 / gain(q)).collect(), floors: 0.0 }
        }
        Goal::Product { none } => Weights { of: fair(table, none, start), floors: 0.0 },
        Goal::Near { target, weights } => Weights { of: below(table, target, weights, value), floors: 0.0 },
        Goal::Smallest { none, scale } => Weights { of: even(table, none, scale, value), floors: 0.0 },
    }
}

fn range(table: &Table, q: usize) -> f64 {
    (table.reach(q).1 - table.reach(q).0).max(1e-12)
}

/// Lagrange's multipliers on the walk-aways.
fn multipliers(table: &Table, weights: &[f64], value: f64, floor: &[Option<f64>]) -> Weights {
    let parties = weights.len();
    let with = |more: &[f64]| -> Vec<f64> { weights.iter().zip(more).map(|(l, more)| l + more).collect() };
    let asked = |more: &[f64]| -> f64 {
        more.iter().zip(floor).map(|(more, floor)| more * floor.unwrap_or(0.0)).sum()
    };
    let more = descend(vec![0.0; parties], &vec![f64::INFINITY; parties], value, |more| {
        let (sum, worth) = table.highest(&with(more));
        let slope = worth.iter().zip(floor).map(|(worth, floor)| floor.map_or(0.0, |floor| worth - floor));
        (sum - asked(more), slope.collect())
    });
    Weights { of: with(&more), floors: asked(&more) }
}

/// Weights no larger than a goal's own under which the targets ask for the most above what there is: the total shortfall is at
/// least Σ l·target − S(l).
fn below(table: &Table, target: &[f64], own: &[f64], value: f64) -> Vec<f64> {
    let whole = weighted(target, own);
    descend(own.to_vec(), own, value, |of| {
        let (sum, worth) = table.highest(of);
        (whole + sum - weighted(target, of), worth.iter().zip(target).map(|(worth, of)| worth - of).collect())
    })
}

/// Where a convex bound is least between 0 and `high`, by the subgradient with steps towards the value that is known to be reached
/// [Polyak 1969]; `at` tells the bound and its slope.
fn descend(start: Vec<f64>, high: &[f64], value: f64, at: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    let mut here = start;
    let mut best = (f64::INFINITY, here.clone());
    let (mut pace, mut since) = (1.0, 0);
    for _ in 0..STEPS {
        let (bound, slope) = at(&here);
        if bound < best.0 - 1e-12 * bound.abs() {
            best = (bound, here.clone());
            since = 0;
        } else {
            since += 1;
            if since > 12 {
                (pace, since) = (pace * 0.5, 0);
                here.clone_from(&best.1);
                continue;
            }
        }
        let free = |q: &usize| if slope[*q] > 0.0 { here[*q] > 0.0 } else { here[*q] < high[*q] };
        let steep: f64 = (0..here.len()).filter(free).map(|q| slope[q] * slope[q]).sum();
        if steep == 0.0 || pace < 1e-6 || bound <= value {
            break;
        }
        let step = pace * (bound - value) / steep;
        let each = here.iter_mut().zip(&slope).zip(high);
        each.for_each(|((here, slope), high)| *here = (*here - step * slope).clamp(0.0, *high));
    }
    best.1
}

/// Weights near 1/gain at the best mix of packages, by Frank and Wolfe's method on Σ ln gain; only weights come of it.
fn fair(table: &Table, none: &[f64], start: &[f64]) -> Vec<f64> {
    let parties = none.len();
    let mut gain: Vec<f64> = (0..parties).map(|q| (start[q] - none[q]).max(1e-3 * range(table, q))).collect();
    for step in 0..STEPS {
        let of: Vec<f64> = gain.iter().map(|gain| 1.0 / gain).collect();
        let (_, worth) = table.highest(&of);
        let to: Vec<f64> = (0..parties).map(|q| (worth[q] - none[q]) - gain[q]).collect();
        let slope: f64 = to.iter().zip(&of).map(|(to, of)| to * of).sum();
        if slope < 1e-9 {
            break;
        }
        // The best share of the way, by halving where the derivative changes sign.
        let steeper =
            |t: f64| -> f64 { (0..parties).map(|q| to[q] / (gain[q] + t * to[q]).max(1e-12)).sum() };
        let (mut low, mut high) = (0.0, 1.0);
        if steeper(1.0) < 0.0 {
            for _ in 0..20 {
                let middle = (low + high) / 2.0;
                if steeper(middle) > 0.0 { low = middle } else { high = middle }
            }
        } else {
            low = 1.0;
        }
        let t = if low > 0.0 { low } else { 1.0 / (step + 2) as f64 };
        for q in 0..parties {
            gain[q] = (gain[q] + t * to[q]).max(1e-6 * range(table, q));
        }
    }
    gain.iter().map(|gain| 1.0 / gain).collect()
}

/// Weights that make the bound on the smallest share small: mirror descent on Σ weight · scale = 1.
fn even(table: &Table, none: &[f64], scale: &[f64], value: f64) -> Vec<f64> {
    let counts = (0..none.len()).filter(|q| scale[*q].is_finite()).count();
    let alike = |scale: &f64| if scale.is_finite() { 1.0 / scale / counts as f64 } else { 0.0 };
    let start = scale.iter().map(alike).collect();
    evened(table, (none, scale), value, start, &vec![None; table.rows.len()], STEPS)
}

/// The same from some weights on, where some issues are fixed to an option.
pub(super) fn evened(
    table: &Table,
    (none, scale): (&[f64], &[f64]),
    value: f64,
    start: Vec<f64>,
    fixed: &[Option<usize>],
    steps: usize,
) -> Vec<f64> {
    let parties = none.len();
    let counts: Vec<usize> = (0..parties).filter(|q| scale[*q].is_finite()).collect();
    let mut of = start;
    let (mut best, mut least) = (of.clone(), f64::INFINITY);
    let (mut worth, mut share) = (vec![0.0; parties], vec![0.0; parties]);
    let mut pace = 1.0;
    let mut since = 0;
    for _ in 0..steps {
        let sum = table.highest_of(&of, fixed, &mut worth);
        let base: f64 = counts.iter().map(|q| of[*q] * none[*q]).sum();
        let bound = sum - base;
        if bound < least {
            (least, since) = (bound, 0);
            best.copy_from_slice(&of);
        } else {
            since += 1;
            if since > 8 {
                pace *= 0.6;
                since = 0;
                of.copy_from_slice(&best);
                continue;
            }
        }
        counts.iter().for_each(|q| share[*q] = (worth[*q] - none[*q]) / scale[*q]);
        let mean: f64 = counts.iter().map(|q| of[*q] * scale[*q] * share[*q]).sum();
        let apart: f64 =
            counts.iter().map(|q| (share[*q] - mean) * (share[*q] - mean) * of[*q] * scale[*q]).sum();
        if apart <= 1e-18 || bound <= value || pace < 1e-6 {
            break;
        }
        let step = (pace * (bound - value).max(1e-9) / apart).min(2.0 / apart.sqrt());
        for q in &counts {
            let x = (step * (share[*q] - mean) / 2.0).clamp(-0.9, 0.9);
            of[*q] *= (1.0 - x) / (1.0 + x);
        }
        let whole: f64 = counts.iter().map(|q| of[*q] * scale[*q]).sum();
        counts.iter().for_each(|q| of[*q] = (of[*q] / whole).max(1e-12 / scale[*q]));
    }
    best
}
