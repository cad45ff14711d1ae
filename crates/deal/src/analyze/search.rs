//! The zone and the frontier of a model, and what to say where they cannot be had.

use detente_case::Number;
use num_bigint::BigUint;

use super::Settings;
use super::impasse::impasse;
use super::nearest::nearest;
use super::solution::{Writer, package, worths};
use super::why::{reason, refuse};
use crate::Progress;
use crate::analysis::{Analysis, Certificate, Frontier, Package, Point, Solutions, Zone};
use crate::bound::{no_agreement, witness};
use crate::direct::{self, Direct};
use crate::figures::{counted, figure};
use crate::frontier::{Effort, Found, Front, MOST_PACKAGES, find};
use crate::model::Model;
use crate::solutions::Measures;
use crate::space::{AnySpace, Space};
use crate::unit::Unit;

/// Partial packages looked at for one measure, where the frontier cannot be had.
const DIRECT: u64 = 3_000_000;
/// The same for points near the frontier: where something ties issues together, and where nothing does.
const TIED: u64 = 2_000_000;
const PLAIN: u64 = 300_000;
/// Packages of the measures that points near the frontier begin with, at most.
const KNOWN: usize = 60;
/// Most options written out for all points of a frontier together.
const MOST_WRITTEN: usize = 5_000_000;

pub(super) fn fill(model: &Model, settings: &Settings, progress: &dyn Progress, analysis: &mut Analysis) {
    match AnySpace::new(model) {
        Some(AnySpace::Narrow(space)) => search(model, &space, settings, progress, analysis),
        Some(AnySpace::Wide(space)) => search(model, &space, settings, progress, analysis),
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
) {
    if space.terms.iter().all(Option::is_none) {
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            let (low, high) = space.capped_reach(q);
            (party.worst, party.best) = (Some(space.double(q, low)), Some(space.double(q, high)));
        }
    }
    // A few tries find a package in most zones. Where they find none, a bound may settle at once that there is no zone,
    // however many packages there are.
    let witness = if space.additive() { witness(space) } else { None };
    let certificate = if witness.is_none() { no_zone_by_bound(space, analysis) } else { None };
    if let Some(certificate) = certificate {
        let reach: Vec<(N, N)> = (0..space.parties()).map(|q| space.capped_reach(q)).collect();
        no_zone(model, space, settings, progress, analysis, certificate, &reach);
        return;
    }
    let found = match find(space, true, true, Effort::FULL, progress) {
        Ok(found) => Some(found),
        Err(not_found) => {
            let reason = reason(model, analysis, &not_found);
            beyond(model, space, settings, progress, analysis, (&reason, witness))
        }
    };
    let Some(found) = found else { return };
    for (q, party) in analysis.parties.iter_mut().enumerate() {
        let (low, high) = found.reach[q];
        (party.worst, party.best) = (Some(space.double(q, low)), Some(space.double(q, high)));
    }
    analysis.frontier = listed(model, space, &found.front);
    if analysis.frontier.is_none() {
        let text = format!(
            "it has {} points, each a package of {} issues: too much to write out; the measures chose among all of them",
            counted(&found.front.len().into()),
            counted(&space.options.len().into())
        );
        analysis.why.insert("frontier".into(), text);
    }
    let measures = Measures::new(space, &found, &settings.definitions);
    if found.front.len() > 0 {
        let witness = package(model, &found.front.package(0));
        zone_found(analysis, &witness, found.rational.as_ref());
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            party.disagreement = Some(measures.disagreement[q].to_f64());
            party.ideal = Some(measures.ideal[q].to_f64());
        }
        let writer = Writer { model, space, found: &found, measures: &measures };
        analysis.solutions = writer.solutions(settings);
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
    let rounding = space.rounding.iter().max().cloned().unwrap_or_default();
    if !rounding.is_zero() {
        let within = (0..model.sides.len()).all(|party| {
            // A package found with rounded numbers proves a zone only if it holds with the exact ones.
            let reserve = model.sides[party].reserve.as_ref();
            found.front.len() > 0
                && reserve.is_none_or(|reserve| model.utility(party, &found.front.package(0)) >= *reserve)
        });
        let reason = "the numbers have no common denominator of 128 bits; they were rounded to 1e-12";
        let looseness =
            Looseness { error: rounding.to_f64(), reason, bounds_hold: false, zone_holds: within };
        loosen(analysis, &looseness);
    }
}

/// What can be said where the frontier cannot be had whole for this reason: all of it after all, where it has few points; or that
/// there is no zone; or the measures' choices, and points near all of it.
fn beyond<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    (reason, witness): (&str, Option<Vec<usize>>),
) -> Option<Found<N>> {
    let reach = direct::reaches(space, DIRECT);
    if witness.is_none()
        && let Some(reach) = &reach
        && let Some(looked_at) = direct::empty(space, DIRECT)
    {
        let text = format!(
            "no package reaches every walk-away{}: every part of a package that could come to it was looked at ({} of them)",
            if space.never.is_empty() { "" } else { " without breaking a red line or link" },
            counted(&looked_at.into())
        );
        let looked = Certificate { kind: "exhausted", text, bound: None, weights: None };
        no_zone(model, space, settings, progress, analysis, looked, reach);
        return None;
    }
    let effort = if space.additive() { PLAIN } else { TIED };
    let direct = direct::direct(space, &settings.definitions, DIRECT);
    let front = direct.as_ref().map(|direct| &direct.found.front);
    let known: Vec<Vec<usize>> =
        front.iter().flat_map(|front| (0..front.len().min(KNOWN)).map(|at| front.package(at))).collect();
    let near = direct::covering(space, &known, effort, progress);
    if let (Some(near), Some(reach)) = (&near, &reach)
        && near.within == 0.0
    {
        return Some(Found { front: near.front.clone(), rational: None, reach: reach.clone() });
    }
    refuse(analysis, reason, witness.is_none());
    if let Some(options) = witness.or_else(|| near.as_ref().map(|near| near.front.package(0))) {
        zone_found(analysis, &package(model, &options), None);
        analysis.why.remove("zone");
    }
    if let Some(direct) = direct {
        directly(model, space, settings, analysis, &direct);
    }
    let near = near?;
    let points = near.front.len();
    let text = format!(
        "{reason}; so {points} points were looked for one after another: for every package in the zone one of them gives nobody \
         less by more than {:.2} % of the party's range{}",
        near.within * 100.0,
        if near.within > 0.25 { ", which says little of what lies between them" } else { "" }
    );
    analysis.why.remove("frontier");
    analysis.why.insert("frontier.exact".into(), text);
    analysis.frontier = listed(model, space, &near.front);
    if let Some(frontier) = &mut analysis.frontier {
        let widest = near.range.iter().copied().fold(0.0, f64::max);
        (frontier.exact, frontier.error) = (false, near.within * widest);
    }
    None
}

/// The measures' choices where the frontier could not be had.
fn directly<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    analysis: &mut Analysis,
    direct: &Direct<N>,
) {
    let measures = Measures::new(space, &direct.found, &settings.definitions);
    zone_found(analysis, &package(model, &direct.found.front.package(0)), None);
    analysis.why.remove("zone");
    for (q, party) in analysis.parties.iter_mut().enumerate() {
        party.disagreement = Some(measures.disagreement[q].to_f64());
        party.ideal = Some(measures.ideal[q].to_f64());
    }
    if !direct.ideal {
        let reason = "the most that was met for each party; that there is no more is not proved";
        analysis.why.insert("parties.ideal".into(), reason.into());
    }
    let writer = Writer { model, space, found: &direct.found, measures: &measures };
    analysis.solutions = writer.directly(settings, direct);
    let found = ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"];
    found.iter().for_each(|name| drop(analysis.why.remove(&format!("solutions.{name}"))));
    analysis
        .why
        .insert("solutions.closest".into(), "there is a zone, so no package has to fall short".into());
}

/// The frontier with its packages, unless it is too much to write out.
fn listed<N: Unit>(model: &Model, space: &Space<N>, front: &Front<N>) -> Option<Frontier> {
    if front.len().saturating_mul(space.options.len()) > MOST_WRITTEN {
        return None;
    }
    let points = (0..front.len()).map(|at| Point {
        worth: worths(space, front.vector(at)),
        package: package(model, &front.package(at)),
        packages: front.packages(at).map(|count| count.to_string()),
        open: false,
    });
    Some(Frontier { exact: true, error: 0.0, count: front.len(), joined: None, points: points.collect() })
}

/// Why an answer is not exact, and what of it holds all the same.
pub(super) struct Looseness<'a> {
    pub(super) error: f64,
    pub(super) reason: &'a str,
    /// Bounds by weights are proofs still.
    pub(super) bounds_hold: bool,
    /// A package found to be in the zone is in it.
    pub(super) zone_holds: bool,
}

/// Takes back what was not proved: only some packages were looked at, or with rounded numbers.
pub(super) fn loosen(analysis: &mut Analysis, looseness: &Looseness<'_>) {
    let Looseness { error, reason, bounds_hold, zone_holds } = *looseness;
    analysis.why.insert("frontier.exact".into(), reason.into());
    if let Some(frontier) = &mut analysis.frontier {
        (frontier.exact, frontier.error) = (false, error);
    }
    let zone = &mut analysis.zone;
    let proved =
        bounds_hold && zone.certificate.as_ref().is_some_and(|certificate| certificate.kind == "bound");
    if zone.exists != Some(false) || !proved {
        zone.packages = None;
        analysis.why.insert("zone.packages".into(), format!("not counted: {reason}"));
    }
    if (zone.exists == Some(false) && !proved) || (zone.exists == Some(true) && !zone_holds) {
        (zone.exists, zone.certificate) = (None, None);
        analysis.why.insert("zone".into(), format!("no package was surely found in it, but {reason}"));
    }
    let Solutions { nash, kalai_smorodinsky, egalitarian, utilitarian, closest } = &mut analysis.solutions;
    for solution in [nash, kalai_smorodinsky, egalitarian, utilitarian, closest].into_iter().flatten() {
        let certificate = &mut solution.certificate;
        if !bounds_hold {
            (certificate.bound, certificate.weights) = (None, None);
        }
        certificate.text = format!("of the packages looked at: {}; {reason}", certificate.text);
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
    analysis.zone = Zone {
        exists: Some(false),
        packages: Some("0".into()),
        probability: None,
        certificate: Some(certificate),
    };
    analysis.frontier =
        Some(Frontier { exact: true, error: 0.0, count: 0, joined: None, points: Vec::new() });
    for name in ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"] {
        analysis.why.insert(format!("solutions.{name}"), "there is no zone to choose from".into());
    }
    nearest(model, space, settings, progress, analysis, reach);
    impasse(model, space, analysis, reach);
}

fn zone_found(analysis: &mut Analysis, witness: &Package, count: Option<&BigUint>) {
    let named: Vec<String> = witness
        .0
        .iter()
        .zip(&analysis.issues)
        .map(|((_, option), issue)| format!("{}: {option}", issue.name))
        .collect();
    analysis.zone = Zone {
        exists: Some(true),
        packages: count.map(ToString::to_string),
        probability: None,
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
        bound: Some(most.to_f64()),
        weights: Some(weights.iter().map(Number::to_f64).collect()),
    })
}
