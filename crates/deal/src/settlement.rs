//! Named parts of packages, and what can be made of each.

use std::sync::Arc;

use detente_case::{Among, Case, Choice, Link};

use crate::analysis::{Package, Settlement};
use crate::analyze::{Settings, analyze};
use crate::{Refusal, Silent};

/// A name, and options by their issues' ids or names, as one says them.
pub type Said = (String, Vec<(String, String)>);

/// Fixes what a settlement names and finds the best of what is left: one analysis, without worlds. Real-valued issues stay open.
pub(crate) fn settle(case: &Case, settings: &Settings, (name, said): &Said) -> Result<Settlement, Refusal> {
    let settings =
        Settings { worlds: 0, sweep: false, probes: Vec::new(), settlements: Vec::new(), ..settings.clone() };
    let refuse = |what: String| Refusal::Settlement { name: name.clone(), what };
    let mut fixed = case.clone();
    let mut fixes: Vec<(Arc<str>, Arc<str>)> = Vec::new();
    for (key, _) in said {
        if !case.issues.iter().any(|issue| issue.id == *key || issue.name == *key) {
            return Err(refuse(format!("there is no issue \"{key}\"")));
        }
    }
    for (at, issue) in case.issues.iter().enumerate() {
        let Some((_, option)) = said.iter().find(|(key, _)| issue.id == *key || issue.name == *key) else {
            continue;
        };
        let known = issue.domain.find(option);
        let known =
            known.ok_or_else(|| refuse(format!("issue \"{}\" has no option \"{option}\"", issue.name)))?;
        let others: Vec<usize> =
            (0..issue.domain.len().unwrap_or(0)).filter(|other| *other != known).collect();
        if !others.is_empty() {
            let choice = Choice { issue: at, among: Among::Options(others) };
            fixed.links.push(Link { id: String::new(), never: vec![vec![choice]], why: None });
        }
        fixes.push((issue.id.as_str().into(), issue.domain.label(known).into()));
    }
    let analysis = analyze(&fixed, &settings, &Silent)?;
    let solutions = analysis.solutions;
    let best = solutions.nash.or(solutions.closest);
    let (worth, gain) =
        best.as_ref().map_or_else(Default::default, |best| (best.worth.clone(), best.gain.clone()));
    Ok(Settlement {
        name: name.clone(),
        fixes: Package(fixes),
        zone: analysis.zone.exists,
        packages: analysis.zone.packages,
        best: best.map(|best| best.package),
        worth,
        gain,
    })
}
