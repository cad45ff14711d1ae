//! What packages named by the caller are worth.

use detente_case::{Case, Domain, Number};

use crate::Refusal;
use crate::broken::{broken, meets};
use crate::model::{Grid, Model, even_grid};

/// Packages and worths.
type Probed = (Vec<Vec<usize>>, Vec<Vec<f64>>);

/// The red lines and links a package breaks.
pub(super) fn breaks(case: &Case, package: &[usize]) -> Vec<String> {
    let lines = broken(case, package)
        .into_iter()
        .map(|(party, line)| format!("{}.{}", case.parties[party].id, line.id));
    let links = case.links.iter().filter(|link| link.never.iter().any(|never| meets(never, package)));
    lines.chain(links.map(|link| link.id.clone())).collect()
}

/// The probed packages, by the positions of their options, and what each is worth to each party. Real-valued issues take any number of their range.
pub(super) fn probes(case: &Case, probes: &[Vec<(String, String)>]) -> Result<Option<Probed>, Refusal> {
    if probes.is_empty() {
        return Ok(None);
    }
    let (mut packages, mut all) = (Vec::new(), Vec::with_capacity(probes.len()));
    let plain = Model::new(case, &even_grid(case, 2))?.0;
    for (n, probe) in probes.iter().enumerate() {
        let refuse = |what: String| Refusal::Probe { number: n + 1, what };
        let mut said: Vec<Option<&str>> = vec![None; case.issues.len()];
        for (key, option) in probe {
            let at = case.issue(key).ok_or_else(|| refuse(format!("there is no issue \"{key}\"")))?;
            if said[at].replace(option).is_some() {
                return Err(refuse(format!("it has two options for issue \"{}\"", case.issues[at].name)));
            }
        }
        let mut package = Vec::new();
        let mut grid: Grid = Vec::new();
        for (issue, said) in case.issues.iter().zip(said) {
            let Some(option) = said else {
                return Err(refuse(format!("it has no option for issue \"{}\"", issue.name)));
            };
            let unknown = || refuse(format!("issue \"{}\" has no option \"{option}\"", issue.name));
            match &issue.domain {
                Domain::Reals { low, high } => {
                    let value = Number::parse(option).ok().filter(|value| low <= value && value <= high);
                    grid.push(Some(vec![value.ok_or_else(unknown)?]));
                    package.push(0);
                }
                domain => {
                    grid.push(None);
                    package.push(domain.find(option).ok_or_else(unknown)?);
                }
            }
        }
        let own = if grid.iter().any(Option::is_some) { Some(Model::new(case, &grid)?.0) } else { None };
        let model = own.as_ref().unwrap_or(&plain);
        all.push((0..case.parties.len()).map(|party| model.utility(party, &package).to_f64()).collect());
        packages.push(package);
    }
    Ok(Some((packages, all)))
}
