//! Writing a case for another tool: one exact plan of what each party's packages are worth, then the tool's own form.

mod bid;
mod genius;
mod geniusweb;
mod negmas;
mod plan;
mod rectangles;
mod syntax;

use detente_case::{Case, Problem};

use crate::{Export, Tool};
use plan::Plan;

/// Writes a case's issues and preferences as another tool's scenario. Same case, same bytes.
///
/// Vague preferences are written as [`detente_case::plain`] reads them. The notes name everything that is lost, and
/// for each party the shift and factor between its worths and the written ones: `written = (worth - shift) × factor`,
/// exactly but for numbers that have no decimal of 24 characters, which are counted.
///
/// # Errors
/// `not-representable` for each thing the tool has no form for, with what to do instead; `no-issue` for a case
/// without issues.
///
/// # Cost
/// Linear in the case, except for GeniusWeb, which searches up to a million packages for each party's walk-away.
pub fn write(case: &Case, tool: Tool) -> Result<Export, Vec<Problem>> {
    let mut plan = Plan::new(case)?;
    let combined = plan.sides.iter().any(|side| side.combinations.is_some());
    let files = match (tool, combined) {
        (Tool::Genius, false) => genius::write(&mut plan),
        (Tool::Genius, true) => rectangles::genius(&mut plan),
        (Tool::GeniusWeb, _) => geniusweb::write(&mut plan),
        (Tool::Negmas, false) => negmas::write(&mut plan),
        (Tool::Negmas, true) => rectangles::negmas(&mut plan),
    };
    plan.note_rounding();
    if plan.problems.is_empty() { Ok(Export { files, notes: plan.notes }) } else { Err(plan.problems) }
}
