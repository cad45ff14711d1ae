//! What an analysis will cost, before it is begun.

use detente_case::Case;
use schemars::JsonSchema;
use serde::Serialize;

use crate::frontier::{FEW_PACKAGES, linked};
use crate::model::{Model, even_grid};
use crate::space::{AnySpace, Space};
use crate::unit::Unit;
use crate::{Refusal, Settings};

/// How the frontier of a case will be looked for, and about how much there is to look at.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// All packages, in decimal.
    pub packages: String,
    /// Issues that red lines, links or combinations tie to others.
    pub tied: usize,
    /// `packages`: each is looked at. `issues`: issue by issue, and by bounds with points near the frontier where that is too much.
    pub way: &'static str,
    /// At most about how many states there are, options multiplied in, where something ties issues together and they are taken issue
    /// by issue; often there turn out to be far fewer.
    pub states: Option<f64>,
}

/// Says how an analysis will go about it; looks at no package. Real-valued issues count as looked at on their grid.
///
/// # Errors
///
/// As [`analyze`](crate::analyze()) has them, for a case without issues or options.
pub fn estimate(case: &Case, settings: &Settings) -> Result<Estimate, Refusal> {
    if case.issues.is_empty() {
        return Err(Refusal::NoIssue);
    }
    let (model, ..) = Model::new(case, &even_grid(case, settings.grid))?;
    let packages = model.packages().to_string();
    let mut tied: Vec<usize> = model.never.iter().flatten().map(|(issue, _)| *issue).collect();
    model.sides.iter().filter_map(|side| side.terms.as_ref()).for_each(|root| root.issues(&mut tied));
    tied.sort_unstable();
    tied.dedup();
    let (way, states) = match AnySpace::new(&model) {
        Some(AnySpace::Narrow(space)) => way(&space),
        Some(AnySpace::Wide(space)) => way(&space),
        None => ("issues", None),
    };
    Ok(Estimate { packages, tied: tied.len(), way, states })
}

fn way<N: Unit>(space: &Space<N>) -> (&'static str, Option<f64>) {
    if space.additive() {
        return ("issues", None);
    }
    if space.packages() <= FEW_PACKAGES.into() {
        return ("packages", None);
    }
    ("issues", linked::states(space))
}
