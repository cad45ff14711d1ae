//! From a case to an analysis.

mod doubt;
mod impasse;
mod nearest;
mod probe;
mod search;
mod solution;
mod trades;
mod why;

use std::collections::BTreeMap;

use detente_case::{Case, Number, Settlement};

use crate::analysis::{Analysis, IssueResult, PartyResult, SCHEMA, Solutions, Zone};
use crate::definitions::Definitions;
use crate::drafts::Heard;
use crate::evidence::evidence;
use crate::figures::figure;
use crate::frontier::MOST_PARTIES;
use crate::model::{Model, even_grid, jumps};
use crate::settlement::settle;
use crate::sweep::sweep;
use crate::{Progress, Refusal, real};
pub use doubt::{Chance, chance};

/// What an analysis is asked for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which definitions the solutions follow.
    pub definitions: Definitions,
    /// Points looked at for a real-valued issue that cannot be solved exactly.
    pub grid: usize,
    /// What parties answered to packages: worlds and the next draft are shaped by it. Each has to fit the case.
    pub heard: Vec<Heard>,
    /// Named parts of packages to be made the best of; those of the case count only if they are named here.
    pub settlements: Vec<Settlement>,
    /// Whether to say what each vague value moves, too.
    pub sweep: bool,
    /// Packages to value: issue (id or name) to option.
    pub probes: Vec<Vec<(String, String)>>,
    /// Worlds drawn where values are vague; none where 0.
    pub worlds: usize,
    /// By which seed.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            definitions: Definitions::DETENTE,
            grid: 21,
            heard: Vec::new(),
            probes: Vec::new(),
            settlements: Vec::new(),
            sweep: false,
            worlds: 4_096,
            seed: 1,
        }
    }
}
/// Analyses a case: how close the parties are, which packages all could live with, which of them the named measures
/// pick, and why.
///
/// Exact wherever an answer is given without an error; what cannot be had is `None` with a reason in
/// [`Analysis::why`]. Cost: partial frontiers issue by issue for plain sums (10⁵⁰ packages of two parties in
/// milliseconds); one look at each package, up to 10⁸, where red lines, links or combinations tie issues together.
pub fn analyze(case: &Case, settings: &Settings, progress: &dyn Progress) -> Result<Analysis, Refusal> {
    if case.parties.is_empty() {
        return Err(Refusal::NoParty);
    }
    if case.parties.len() > MOST_PARTIES {
        return Err(Refusal::TooManyParties { parties: case.parties.len(), most: MOST_PARTIES });
    }
    if case.issues.is_empty() {
        return Err(Refusal::NoIssue);
    }
    let grid = even_grid(case, settings.grid);
    let (model, spread, readings) = Model::new(case, &grid)?;
    let probes = probe::probes(case, &settings.probes)?;
    let mut analysis = blank(case, settings, &model, &readings);
    let mut probed = Vec::new();
    if let Some((packages, worths)) = probes {
        if packages.len() > 1 && grid.iter().all(Option::is_none) {
            analysis.trades = trades::trades(case, &model, &packages);
        }
        analysis.probes = Some(worths);
        analysis.probes_break = packages.iter().map(|package| probe::breaks(case, package)).collect();
        probed = packages;
    }
    if grid.iter().any(Option::is_some) {
        let unnumbered = "real-valued issues have packages without number";
        analysis.why.insert("packages".into(), unnumbered.into());
        match real::solve(case, &settings.definitions) {
            Some(solved) => real::report(case, &solved, &mut analysis),
            None => {
                let error = spread.iter().max().cloned().unwrap_or_default();
                search::fill(&model, settings, progress, &mut analysis);
                let points = grid.iter().flatten().map(Vec::len).max().unwrap_or(0);
                let reason = format!(
                    "real-valued issues were looked at on up to {points} points each, corners included; between them a \
                     party's worth differs by at most {}",
                    figure(&error)
                );
                // A weighted sum of straight lines is largest at a corner, so bounds by weights hold; not past a jump.
                let bounds_hold = !jumps(case);
                let looseness = search::Looseness {
                    error: error.to_f64(),
                    reason: &reason,
                    bounds_hold,
                    zone_holds: true,
                };
                search::loosen(&mut analysis, &looseness);
            }
        }
    } else {
        analysis.packages = Some(model.packages().to_string());
        search::fill(&model, settings, progress, &mut analysis);
        doubt::doubt(case, &model, settings, &probed, &mut analysis);
    }
    for part in &settings.settlements {
        analysis.settlements.push(settle(case, settings, part)?);
    }
    if settings.sweep {
        analysis.sweep = Some(sweep(case, settings, progress)?);
    }
    Ok(analysis)
}

fn blank(case: &Case, settings: &Settings, model: &Model, readings: &[Vec<String>]) -> Analysis {
    let parties =
        case.parties.iter().zip(&model.sides).zip(readings).map(|((party, side), readings)| PartyResult {
            id: party.id.clone(),
            name: party.name.clone(),
            walk_away: side.reserve.as_ref().map(Number::to_f64),
            best: None,
            worst: None,
            disagreement: None,
            ideal: None,
            readings: readings.clone(),
        });
    let issues = case.issues.iter().map(|issue| IssueResult {
        id: issue.id.clone(),
        name: issue.name.clone(),
        options: issue.domain.len(),
    });
    Analysis {
        schema: SCHEMA,
        title: case.title.clone(),
        definitions: settings.definitions.name.into(),
        evidence: evidence(case, readings),
        assumed: Vec::new(),
        parties: parties.collect(),
        issues: issues.collect(),
        packages: None,
        rules: model.never.len(),
        zone: Zone { exists: None, packages: None, probability: None, certificate: None },
        frontier: None,
        solutions: Solutions {
            nash: None,
            kalai_smorodinsky: None,
            egalitarian: None,
            utilitarian: None,
            closest: None,
        },
        members: Vec::new(),
        conflicts: Vec::new(),
        worlds: None,
        next_question: None,
        next_draft: None,
        settlements: Vec::new(),
        sweep: None,
        trades: Vec::new(),
        conflicts_complete: None,
        repairs_of_impasse: Vec::new(),
        why: BTreeMap::new(),
        probes: None,
        probes_break: Vec::new(),
        repairs: Vec::new(),
    }
}
