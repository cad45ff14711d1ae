//! Moves away from the table.

use pyo3::prelude::*;

use crate::case::Case;
use crate::wrong;

/// Who can move and what lasts, as JSON; of a case, or of a file of another tool by its name and bytes.
#[pyfunction]
#[pyo3(signature = (case = None, file = None, worlds = None, seed = 1))]
pub(crate) fn moves(
    py: Python<'_>,
    case: Option<&Case>,
    file: Option<(String, Vec<u8>)>,
    worlds: Option<u64>,
    seed: u64,
) -> PyResult<String> {
    let conflict = match (case, file) {
        (Some(case), None) => case
            .case
            .moves
            .clone()
            .ok_or_else(|| wrong("the case says nothing of moves (mediator/moves.toml)"))?,
        (None, Some((name, bytes))) => detente_formats::read_conflict(&name, &bytes).map_err(wrong)?.conflict,
        _ => return Err(wrong("moves are of a case, or of one file")),
    };
    let settings = detente_moves::Settings { worlds, seed, ..Default::default() };
    let analysis = py.detach(|| detente_moves::analyse(&conflict, &settings)).map_err(wrong)?;
    serde_json::to_string(&analysis).map_err(wrong)
}
