//! The package with the least shortfall, where there is no zone.

use detente_case::Number;

use super::Settings;
use super::solution::Writer;
use super::why::reason;
use crate::Progress;
use crate::analysis::{Analysis, Certificate};
use crate::figures::figure;
use crate::frontier::{self, Effort, NotFound, find};
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
    if let Err(NotFound::Frontier(_)) = found {
        let weight: Vec<Number> = clamped.one.iter().zip(&shares).map(|(one, share)| one / share).collect();
        found = frontier::nearest(&clamped, &weight, progress).map_or(found, Ok);
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
    // The clamped worths only found the place; what is told are the true ones.
    let (Some(&first), truth) = (choice.points.first(), |at: usize| {
        let package = found.front.package(at);
        (0..space.parties()).map(|q| model.utility(q, &package)).collect::<Vec<_>>()
    }) else {
        return;
    };
    let worth = truth(first);
    let zero = Number::zero();
    solution.gain = (0..space.parties())
        .map(|q| match space.reserve[q] {
            Some(reserve) => (&worth[q] - space.exact(q, reserve)).to_f64(),
            None => zero.to_f64(),
        })
        .collect();
    solution.worth = worth.iter().map(Number::to_f64).collect();
    for (tie, &at) in solution.ties.iter_mut().zip(&choice.points[1..]) {
        tie.worth = truth(at).iter().map(Number::to_f64).collect();
    }
    solution.certificate = Certificate {
        kind: "exhausted",
        text: format!(
            "every package was considered; none has a smaller total shortfall than {} (in shares of each party's range)",
            figure(&choice.value)
        ),
        bound: None,
        weights: None,
    };
    analysis.solutions.closest = Some(solution);
}
