//! Named parts of packages, and what can be made of each.

use std::sync::Arc;

use detente_case::{Among, Case, Choice, Link, Settlement as Part};

use crate::analysis::{Package, Settlement};
use crate::analyze::{Settings, analyze};
use crate::{Refusal, Silent};

/// Fixes what a settlement names and finds the best of what is left: one analysis, without worlds. Real-valued issues stay open.
pub(crate) fn settle(case: &Case, settings: &Settings, part: &Part) -> Result<Settlement, Refusal> {
    let settings =
        Settings { worlds: 0, sweep: false, probes: Vec::new(), settlements: Vec::new(), ..settings.clone() };
    let mut fixed = case.clone();
    let mut fixes: Vec<(Arc<str>, Arc<str>)> = Vec::new();
    for (at, option) in &part.options {
        let issue = &case.issues[*at];
        let others: Vec<usize> =
            (0..issue.domain.len().unwrap_or(0)).filter(|other| other != option).collect();
        if !others.is_empty() {
            let choice = Choice { issue: *at, among: Among::Options(others) };
            fixed.links.push(Link { id: String::new(), never: vec![vec![choice]], why: None });
        }
        fixes.push((issue.id.as_str().into(), issue.domain.label(*option).into()));
    }
    let analysis = analyze(&fixed, &settings, &Silent)?;
    let solutions = analysis.solutions;
    let best = solutions.nash.or(solutions.closest);
    let (worth, gain) =
        best.as_ref().map_or_else(Default::default, |best| (best.worth.clone(), best.gain.clone()));
    Ok(Settlement {
        name: part.name.clone(),
        fixes: Package(fixes),
        zone: analysis.zone.exists,
        packages: analysis.zone.packages,
        best: best.map(|best| best.package),
        worth,
        gain,
    })
}
