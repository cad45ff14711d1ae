//! The zone and the frontier of a model, and what to say where they cannot be had.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::Settings;
use super::nearest::nearest;
use super::solution::{Writer, package, worths};
use super::why::{reason, refuse};
use crate::Progress;
use crate::analysis::{Analysis, Certificate, Frontier, Point, Zone};
use crate::bound::no_agreement;
use crate::figures::{counted, figure, number};
use crate::frontier::{Effort, Found, MOST_PACKAGES, find};
use crate::model::Model;
use crate::solutions::Measures;
use crate::space::{AnySpace, Space};
use crate::unit::Unit;

pub(super) fn fill(
    model: &Model,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    error: &BigRational,
) {
    match AnySpace::new(model) {
        Some(AnySpace::Narrow(space)) => search(model, &space, settings, progress, analysis, error),
        Some(AnySpace::Wide(space)) => search(model, &space, settings, progress, analysis, error),
        None => {
            let reason = "the numbers of this case span too wide a range to be added up exactly";
            refuse(analysis, reason, true);
        }
    }
}

fn search<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    error: &BigRational,
) {
    if space.terms.iter().all(Option::is_none) {
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            let (low, high) = space.capped_reach(q);
            (party.worst, party.best) = (Some(space.double(q, low)), Some(space.double(q, high)));
        }
    }
    // The bound may settle at once that there is no zone, however many packages there are.
    if let Some(certificate) = no_zone_by_bound(space, analysis) {
        let reach: Vec<(N, N)> = (0..space.parties()).map(|q| space.capped_reach(q)).collect();
        no_zone(model, space, settings, progress, analysis, certificate, &reach);
        return;
    }
    let found = match find(space, true, true, Effort::FULL, progress) {
        Ok(found) => found,
        Err(not_found) => {
            let reason = reason(model, analysis, &not_found);
            refuse(analysis, &reason, true);
            return;
        }
    };
    for (q, party) in analysis.parties.iter_mut().enumerate() {
        let (low, high) = found.reach[q];
        (party.worst, party.best) = (Some(number(&space.exact(q, low))), Some(number(&space.exact(q, high))));
    }
    let rounding = space.rounding.iter().max().cloned().unwrap_or_default();
    let exact = rounding.is_zero() && error.is_zero();
    let points = (0..found.front.len()).map(|at| Point {
        worth: worths(space, found.front.vector(at)),
        package: package(model, analysis, &found.front.package(at)),
        packages: found.front.packages(at).map(|count| count.to_string()),
    });
    analysis.frontier = Some(Frontier {
        exact,
        error: number(&(&rounding + error)),
        count: found.front.len(),
        joined: None,
        points: points.collect(),
    });
    if !rounding.is_zero() {
        let text = "the numbers have no common denominator of 128 bits; they were rounded to 1e-12";
        analysis.why.insert("frontier.exact".into(), text.into());
    }
    let measures = Measures::new(space, &found, &settings.definitions);
    if found.front.len() > 0 {
        zone_found(model, analysis, &found);
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            party.disagreement = Some(number(&measures.disagreement[q]));
            party.ideal = Some(number(&measures.ideal[q]));
        }
        let writer = Writer { model, space, found: &found, measures: &measures };
        analysis.solutions = writer.solutions(settings, analysis);
        analysis
            .why
            .insert("solutions.closest".into(), "there is a zone, so no package has to fall short".into());
    } else {
        let looked = Certificate {
            kind: "exhausted",
            text: match space.never.is_empty() {
                true => "no package reaches every walk-away: all were considered".into(),
                false => "no package reaches every walk-away without breaking a red line or link: all were looked at".into(),
            },
            bound: None,
            weights: None,
        };
        no_zone(model, space, settings, progress, analysis, looked, &found.reach);
    }
}

fn no_zone<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    certificate: Certificate,
    reach: &[(N, N)],
) {
    analysis.zone = Zone { exists: Some(false), packages: Some("0".into()), certificate: Some(certificate) };
    analysis.frontier =
        Some(Frontier { exact: true, error: 0.0, count: 0, joined: None, points: Vec::new() });
    for name in ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"] {
        analysis.why.insert(format!("solutions.{name}"), "there is no zone to choose from".into());
    }
    nearest(model, space, settings, progress, analysis, reach);
}

fn zone_found<N: Unit>(model: &Model, analysis: &mut Analysis, found: &Found<N>) {
    let witness = package(model, analysis, &found.front.package(0));
    let named: Vec<String> = witness
        .0
        .iter()
        .zip(&analysis.issues)
        .map(|((_, option), issue)| format!("{}: {option}", issue.name))
        .collect();
    analysis.zone = Zone {
        exists: Some(true),
        packages: found.rational.as_ref().map(ToString::to_string),
        certificate: Some(Certificate {
            kind: "package",
            text: format!("this package is in it: {}", named.join("; ")),
            bound: None,
            weights: None,
        }),
    };
    if analysis.zone.packages.is_none() {
        analysis.why.insert(
            "zone.packages".into(),
            format!("packages are counted one by one only up to {}", counted(&MOST_PACKAGES.into())),
        );
    }
}

fn no_zone_by_bound<N: Unit>(space: &Space<N>, analysis: &Analysis) -> Option<Certificate> {
    if space.terms.iter().any(Option::is_some) || space.rounding.iter().any(|r| !r.is_zero()) {
        return None;
    }
    let (weights, most, asked) = no_agreement(space)?;
    let parts: Vec<String> = weights
        .iter()
        .zip(&analysis.parties)
        .filter(|(weight, _)| weight.is_positive())
        .map(|(weight, party)| format!("{weight} × {}", party.name))
        .collect();
    let text = format!(
        "weigh the worths as {}: taking the best option of every issue, no package comes to more than {}, but the \
         walk-aways ask for {}",
        parts.join(" + "),
        figure(&most),
        figure(&asked)
    );
    Some(Certificate {
        kind: "bound",
        text,
        bound: Some(number(&most)),
        weights: Some(weights.iter().map(number).collect()),
    })
}
