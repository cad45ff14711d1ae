//! What stands in the page's tables.

use std::sync::Arc;

use detente_deal::Analysis;

use super::grid::{Cell, Grid, Row};
use crate::figures::{Column, count, figure, minus, whole};
use crate::names::Names;
use crate::picks::{Measure, Pick};
use crate::words::capital;

/// Rows of a table of points.
const MOST_POINTS: usize = 200;
/// Points whose packages are shown.
const MOST_PACKAGES: usize = 24;
/// Issues of a package.
const MOST_ISSUES: usize = 200;

/// A number of a column, or that there is none.
fn shown(column: Column, value: Option<f64>, none: &str) -> String {
    value.map_or_else(|| none.to_string(), |value| minus(&column.show(value)))
}

/// What is left of a list, said under its table.
fn left(all: usize, most: usize, what: &str) -> Option<String> {
    let left = all.checked_sub(most).filter(|left| *left > 0)?;
    Some(format!("{} more {what} are not listed here; the JSON output lists all.", whole(left)))
}

/// Each party's walk-away and range.
pub(crate) fn parties(analysis: &Analysis, names: &Names) -> Grid {
    let column = Column::of(analysis.parties.iter().flat_map(|p| [p.walk_away, p.worst, p.best]).flatten());
    let row = |(at, party): (usize, &detente_deal::PartyResult)| {
        let cells = [
            shown(column, party.walk_away, "not held"),
            shown(column, party.worst, "not known"),
            shown(column, party.best, "not known"),
            whole(party.readings.len()),
        ];
        Row::new(names.party(at), cells)
    };
    Grid {
        caption: "The parties, each in its own points".into(),
        corner: "Party".into(),
        heads: ["Walk-away", "Worst package", "Best package", "Vague values"].map(String::from).to_vec(),
        rows: analysis.parties.iter().enumerate().map(row).collect(),
        numbers: true,
        note: None,
    }
}

fn heads(picks: &[Pick<'_>]) -> Vec<String> {
    picks.iter().map(|pick| capital(&pick.names())).collect()
}

/// Each party's worth and gain in each package.
pub(crate) fn worths(analysis: &Analysis, picks: &[Pick<'_>], names: &Names) -> Option<Grid> {
    let nearest = picks.first()?.measures == [Measure::Closest];
    let away = analysis.parties.iter().filter_map(|party| party.walk_away);
    let worth = Column::of(picks.iter().flat_map(|pick| pick.solution.worth.iter().copied()).chain(away));
    let gain = Column::of(picks.iter().flat_map(|pick| pick.solution.gain.iter().copied()));
    let row = |(at, party): (usize, &detente_deal::PartyResult)| {
        let cells = picks.iter().map(|pick| Cell {
            text: shown(worth, pick.solution.worth.get(at).copied(), "?"),
            small: pick.solution.gain.get(at).map(|value| match nearest && *value < 0.0 {
                true => format!("short by {}", gain.show(-value)),
                false => format!("gain {}", minus(&gain.signed(*value))),
            }),
        });
        let away = Cell::from(shown(worth, party.walk_away, "not held"));
        Row { name: names.party(at).into(), cells: std::iter::once(away).chain(cells).collect() }
    };
    Some(Grid {
        caption: "Worth of each package, and gain over no agreement".into(),
        corner: "Party".into(),
        heads: std::iter::once("Walk-away".to_string()).chain(heads(picks)).collect(),
        rows: analysis.parties.iter().enumerate().map(row).collect(),
        numbers: true,
        note: None,
    })
}

/// Each issue's option in each package.
pub(crate) fn issues(picks: &[Pick<'_>], names: &Names) -> Option<Grid> {
    let first = &picks.first()?.solution.package.0;
    let row = |(at, (issue, _)): (usize, &(Arc<str>, Arc<str>))| {
        Row::new(names.issue(issue), picks.iter().map(|pick| names.option(&pick.solution.package, at)))
    };
    Some(Grid {
        caption: "The packages, issue by issue".into(),
        corner: "Issue".into(),
        heads: heads(picks),
        rows: first.iter().enumerate().take(MOST_ISSUES).map(row).collect(),
        numbers: false,
        note: left(first.len(), MOST_ISSUES, "issues"),
    })
}

/// What each issue contributes to each party's worth: a table for each package.
pub(crate) fn contributions(picks: &[Pick<'_>], names: &Names) -> Vec<Grid> {
    let with = picks.iter().filter(|pick| !pick.solution.by_issue.is_empty());
    with.map(|pick| {
        let solution = pick.solution;
        let column = Column::of(solution.by_issue.iter().flatten().copied());
        let issues = solution.package.0.iter().zip(&solution.by_issue).take(MOST_ISSUES);
        let mut rows: Vec<Row> = issues
            .map(|((issue, _), parts)| {
                Row::new(names.issue(issue), parts.iter().map(|part| minus(&column.show(*part))))
            })
            .collect();
        let worth = Column::of(solution.worth.iter().copied());
        rows.push(Row::new("Worth of the package", solution.worth.iter().map(|w| minus(&worth.show(*w)))));
        Grid {
            caption: format!("{}: what each issue contributes to each party's worth", capital(&pick.names())),
            corner: "Issue".into(),
            heads: names.parties.clone(),
            rows,
            numbers: true,
            note: left(solution.by_issue.len(), MOST_ISSUES, "issues"),
        }
    })
    .collect()
}

/// The frontier's points.
pub(crate) fn points(analysis: &Analysis, picks: &[Pick<'_>], names: &Names) -> Option<Grid> {
    let frontier = analysis.frontier.as_ref().filter(|frontier| !frontier.points.is_empty())?;
    let listed = || frontier.points.iter().take(MOST_POINTS);
    let column = Column::of(listed().flat_map(|point| point.worth.iter().copied()));
    let row = |(at, point): (usize, &detente_deal::Point)| {
        let here = picks.iter().filter(|pick| pick.solution.worth == point.worth);
        let here: Vec<String> = here.map(|pick| capital(&pick.names())).collect();
        let packages = point.packages.as_deref().map_or("not counted".into(), count);
        let worths = point.worth.iter().map(|worth| minus(&column.show(*worth)));
        Row::new(whole(at + 1), worths.chain([packages, here.join(", ")]))
    };
    let heads = names.parties.iter().map(|name| format!("Worth to {name}"));
    Some(Grid {
        caption: "The frontier's points".into(),
        corner: "Point".into(),
        heads: heads.chain(["Packages".to_string(), "Picked by".to_string()]).collect(),
        rows: listed().enumerate().map(row).collect(),
        numbers: true,
        note: left(frontier.count, MOST_POINTS, "points"),
    })
}

/// The options of the package at each of the frontier's points, a row for each issue in which they differ.
pub(crate) fn point_packages(analysis: &Analysis, names: &Names) -> Option<Grid> {
    let points = &analysis.frontier.as_ref()?.points;
    let shown = &points[..points.len().min(MOST_PACKAGES)];
    let first = shown.first()?;
    let differs = |at: &usize| shown.iter().any(|point| point.package.0.get(*at) != first.package.0.get(*at));
    let row = |at: usize| {
        let issue = first.package.0.get(at).map_or_else(String::new, |(issue, _)| names.issue(issue));
        Row::new(issue, shown.iter().map(|point| names.option(&point.package, at)))
    };
    let rows: Vec<Row> = (0..first.package.0.len()).filter(differs).take(MOST_ISSUES).map(row).collect();
    (!rows.is_empty()).then(|| Grid {
        caption: "The package at each point, in the issues in which these packages differ".into(),
        corner: "Issue".into(),
        heads: (0..shown.len()).map(|at| format!("Point {}", whole(at + 1))).collect(),
        rows,
        numbers: false,
        note: left(points.len(), MOST_PACKAGES, "points"),
    })
}

/// The weights that prove the bounds, a column for each certificate that has some.
pub(crate) fn weights(analysis: &Analysis, names: &Names) -> Option<Grid> {
    let zone = analysis.zone.certificate.iter().map(|certificate| ("Zone".to_string(), certificate));
    let measures = Measure::ALL
        .into_iter()
        .filter_map(|measure| Some((capital(measure.name()), &measure.solution(analysis)?.certificate)));
    let all = zone.chain(measures);
    let weighted: Vec<_> = all
        .filter_map(|(name, certificate)| Some((name, certificate.weights.as_ref()?, certificate.bound)))
        .collect();
    if weighted.is_empty() {
        return None;
    }
    let mut rows: Vec<Row> = (0..analysis.parties.len())
        .map(|party| {
            let cells =
                weighted.iter().map(|(_, weights, _)| weights.get(party).map_or("?".into(), |w| figure(*w)));
            Row::new(names.party(party), cells)
        })
        .collect();
    let bounds =
        weighted.iter().map(|(_, _, bound)| bound.map_or("none".into(), |bound| minus(&figure(bound))));
    rows.push(Row::new("Bound on every package", bounds));
    Some(Grid {
        caption: "The weights on the parties' worths, and the bound they prove".into(),
        corner: "Party".into(),
        heads: weighted.iter().map(|(name, _, _)| name.clone()).collect(),
        rows,
        numbers: true,
        note: None,
    })
}

/// What was asked for besides.
pub(crate) fn probes(analysis: &Analysis, names: &Names) -> Option<Grid> {
    let probes = analysis.probes.as_ref().filter(|probes| !probes.is_empty())?;
    let column = Column::of(probes.iter().flatten().copied());
    let row = |(at, worths): (usize, &Vec<f64>)| {
        Row::new(whole(at + 1), worths.iter().map(|worth| minus(&column.show(*worth))))
    };
    Some(Grid {
        caption: "What the probed packages are worth".into(),
        corner: "Package".into(),
        heads: names.parties.clone(),
        rows: probes.iter().enumerate().take(MOST_POINTS).map(row).collect(),
        numbers: true,
        note: left(probes.len(), MOST_POINTS, "packages"),
    })
}
