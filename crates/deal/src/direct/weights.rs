//! Weights on the parties' worths under which little is given away.

use super::goal::Goal;
use super::table::Table;

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

/// Lagrange's multipliers on the walk-aways, by the subgradient with steps towards the value that is known to be reached
/// [Polyak 1969].
fn multipliers(table: &Table, weights: &[f64], value: f64, floor: &[Option<f64>]) -> Weights {
    let parties = weights.len();
    let mut more = vec![0.0; parties];
    let mut best = (f64::INFINITY, more.clone());
    let mut pace = 1.0;
    let mut since = 0;
    for _ in 0..STEPS {
        let of: Vec<f64> = weights.iter().zip(&more).map(|(l, more)| l + more).collect();
        let (sum, worth) = table.highest(&of);
        let asked: f64 = more.iter().zip(floor).map(|(more, floor)| more * floor.unwrap_or(0.0)).sum();
        let bound = sum - asked;
        if bound < best.0 - 1e-12 * bound.abs() {
            best = (bound, more.clone());
            since = 0;
        } else {
            since += 1;
            if since > 12 {
                pace *= 0.5;
                since = 0;
                more.clone_from(&best.1);
                continue;
            }
        }
        let slope: Vec<f64> = (0..parties).map(|q| floor[q].map_or(0.0, |floor| worth[q] - floor)).collect();
        let steep: f64 =
            slope.iter().zip(&more).filter(|(s, m)| **m > 0.0 || **s < 0.0).map(|(s, _)| s * s).sum();
        if steep == 0.0 || pace < 1e-6 || bound <= value {
            break;
        }
        let step = pace * (bound - value) / steep;
        more.iter_mut().zip(&slope).for_each(|(more, slope)| *more = (*more - step * slope).max(0.0));
    }
    let more = best.1;
    let floors = more.iter().zip(floor).map(|(more, floor)| more * floor.unwrap_or(0.0)).sum();
    Weights { of: weights.iter().zip(&more).map(|(l, more)| l + more).collect(), floors }
}

/// Weights no larger than a goal's own under which the walk-aways ask for the most above what there is: the total shortfall is at
/// least Σ l·target − S(l), by the subgradient.
fn below(table: &Table, target: &[f64], own: &[f64], value: f64) -> Vec<f64> {
    let whole: f64 = target.iter().zip(own).map(|(target, own)| target * own).sum();
    let mut of = own.to_vec();
    let mut best = (f64::INFINITY, of.clone());
    let (mut pace, mut since) = (1.0, 0);
    for _ in 0..STEPS {
        let (sum, worth) = table.highest(&of);
        let asked: f64 = target.iter().zip(&of).map(|(target, l)| target * l).sum();
        let bound = whole + sum - asked;
        if bound < best.0 - 1e-12 * bound.abs() {
            best = (bound, of.clone());
            since = 0;
        } else {
            since += 1;
            if since > 12 {
                (pace, since) = (pace * 0.5, 0);
                of.clone_from(&best.1);
                continue;
            }
        }
        let slope: Vec<f64> = worth.iter().zip(target).map(|(worth, target)| worth - target).collect();
        let steep: f64 = slope.iter().zip(own).filter(|(_, own)| **own > 0.0).map(|(s, _)| s * s).sum();
        if steep == 0.0 || pace < 1e-6 || bound <= value {
            break;
        }
        let step = pace * (bound - value) / steep;
        of.iter_mut()
            .zip(&slope)
            .zip(own)
            .for_each(|((l, slope), own)| *l = (*l - step * slope).clamp(0.0, *own));
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
