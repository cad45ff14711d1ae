//! The package with the least shortfall, where there is no zone.

use detente_case::Number;

use super::Settings;
use super::solution::{Writer, package};
use super::why::reason;
use crate::Progress;
use crate::analysis::{Analysis, Certificate, Tie};
use crate::direct;
use crate::figures::{counted, figure};
use crate::frontier::{self, Effort, Found, find};
use crate::model::Model;
use crate::solutions::Measures;
use crate::space::Space;
use crate::unit::Unit;

/// The package with the least shortfall, when there is no zone.
pub(super) fn nearest<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    reach: &[(N, N)],
) {
    let mut shares = Vec::new();
    for (q, &(low, high)) in reach.iter().enumerate() {
        let range = (high - low).to_number() * &space.one[q];
        shares.push(if range.is_positive() { range } else { Number::one() });
    }
    // Worth above the walk-away closes no gap, and a party without a walk-away has none.
    let mut clamped = space.clone();
    for q in 0..space.parties() {
        match space.reserve[q] {
            Some(reserve) => clamped.cap[q] = Some(space.cap[q].map_or(reserve, |cap| cap.min(reserve))),
            None => {
                clamped.value.iter_mut().flatten().for_each(|row| row[q] = N::default());
                clamped.terms[q] = None;
                clamped.cap[q] = None;
            }
        }
    }
    let mut found = find(&clamped, false, false, Effort::SMALL, progress);
    let mut proof = None;
    if found.is_err() {
        let weight = |q: usize| space.reserve[q].map_or(0.0, |_| 1.0 / shares[q].to_f64());
        let weights: Vec<f64> = (0..space.parties()).map(weight).collect();
        if let Some((front, by)) = direct::nearest(&clamped, &space.reserve, &weights, LOOKED) {
            found = Ok(Found { front, rational: None, reach: reach.to_vec() });
            proof = Some(by);
        }
    }
    let found = match found {
        Ok(found) if found.front.len() > 0 => found,
        Ok(_) => {
            let text = "red lines and links forbid every package, whatever the walk-aways";
            analysis.why.insert("solutions.closest".into(), text.into());
            return;
        }
        Err(not_found) => {
            let reason = reason(model, analysis, &not_found);
            analysis.why.insert("solutions.closest".into(), reason);
            return;
        }
    };
    let measures = Measures::new(&clamped, &found, &settings.definitions);
    let Some(choice) = measures.closest(&shares) else { return };
    let writer = Writer { model, space, found: &found, measures: &measures };
    let mut solution = writer.solution(&choice, "least total shortfall");
    // The clamped worths only found the place; what is told are the true ones, of packages that nobody can better
    // among those that come as near.
    let mut near: Vec<Near> = Vec::new();
    for &at in &choice.points {
        near.extend(best(model, space, &found.front, at, near.len() < MOST_TIES, progress));
    }
    // Whatever the order of the parties, the first in the order of the options.
    near.sort_by(|a, b| a.package.cmp(&b.package));
    let Some(first) = near.first() else { return };
    solution.gain = (0..space.parties())
        .map(|q| space.reserve[q].map_or(0.0, |reserve| (&first.worth[q] - space.exact(q, reserve)).to_f64()))
        .collect();
    solution.worth = first.worth.iter().map(Number::to_f64).collect();
    solution.packages = first.packages.clone();
    solution.package = package(model, &first.package);
    if !solution.by_issue.is_empty() {
        let part = |(issue, &option): (usize, &usize)| {
            model.sides.iter().map(|side| side.value[issue][option].to_f64()).collect()
        };
        solution.by_issue = first.package.iter().enumerate().map(part).collect();
    }
    solution.ties = near[1..]
        .iter()
        .take(MOST_TIES)
        .map(|near| Tie {
            worth: near.worth.iter().map(Number::to_f64).collect(),
            package: package(model, &near.package),
        })
        .collect();
    let least = format!(
        "none has a smaller total shortfall than {} (in shares of each party's range)",
        figure(&choice.value)
    );
    solution.certificate = match proof {
        Some(proof) if !proof.whole => {
            let asked = |q: usize| Some((space.exact(q, space.reserve[q]?) / &shares[q]).to_f64());
            let bound = ((0..space.parties()).filter_map(asked).sum::<f64>() - proof.bound).max(0.0);
            Certificate {
                kind: "bound",
                text: format!(
                    "the nearest of {} packages and parts of packages looked at, with a total shortfall of {} (in shares of each \
                     party's range); a nearer one is not ruled out, but none below {bound:.6}",
                    counted(&proof.looked_at.into()),
                    figure(&choice.value)
                ),
                bound: Some(bound),
                weights: None,
            }
        }
        Some(proof) => Certificate {
            kind: "exhausted",
            text: format!(
                "every package that could come nearer was looked at ({} packages and parts of packages); {least}",
                counted(&proof.looked_at.into())
            ),
            bound: None,
            weights: None,
        },
        None => Certificate {
            kind: "exhausted",
            text: format!("every package was considered; {least}"),
            bound: None,
            weights: None,
        },
    };
    analysis.solutions.closest = Some(solution);
}

/// Parts of packages looked at, where not all can be considered.
const LOOKED: u64 = 1_000_000;
/// Most ties looked into and written out.
const MOST_TIES: usize = 1_000;

/// A package with the least shortfall.
struct Near {
    worth: Vec<Number>,
    package: Vec<usize>,
    packages: Option<String>,
}

/// Of the packages that come as near as a point of the clamped frontier, those that nobody can better. What reaches that
/// point falls short no more than it, so it is the frontier of the zone with these as walk-aways. Where that is too large
/// to be listed, and where enough are listed, the one package that is known.
fn best<N: Unit>(
    model: &Model,
    space: &Space<N>,
    front: &frontier::Front<N>,
    at: usize,
    look: bool,
    progress: &dyn Progress,
) -> Vec<Near> {
    let truth = |package: &[usize]| (0..space.parties()).map(|q| model.utility(q, package)).collect();
    let mut reached = space.clone();
    for (reserve, count) in reached.reserve.iter_mut().zip(front.vector(at)) {
        *reserve = reserve.map(|_| *count);
    }
    let found = look.then(|| find(&reached, true, true, Effort::SMALL, progress).ok()).flatten();
    match found {
        Some(found) if found.front.len() > 0 => (0..found.front.len())
            .map(|at| {
                let package = found.front.package(at);
                let packages = found.front.packages(at).map(|count| count.to_string());
                Near { worth: truth(&package), package, packages }
            })
            .collect(),
        _ => {
            let package = front.package(at);
            vec![Near { worth: truth(&package), package, packages: None }]
        }
    }
}
