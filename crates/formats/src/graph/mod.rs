//! Conflicts by the graph model: `.gmcr` files of GMCR+ in and out, and `moves-case/1`.

mod gmcr;
mod moves_case;

use std::ops::Range;

use detente_case::{Conflict, Conjunction, Order, Problem, TooManyStates};

pub use gmcr::write_gmcr;

/// Most states whose rankings are checked while reading; larger models are refused where they are worked on.
const MOST: usize = 1 << 22;

/// What came of reading a conflict.
#[derive(Debug)]
pub struct ReadConflict {
    /// The conflict.
    pub conflict: Conflict,
    /// What it is called, where that is said.
    pub title: Option<String>,
    /// What was taken otherwise than it stands there.
    pub notes: Vec<String>,
}

/// Reads a conflict from a JSON file: `moves-case/1`, or GMCR+'s `.gmcr` of either generation.
pub fn read_conflict(file: &str, bytes: &[u8]) -> Result<ReadConflict, Problem> {
    let wrong = |what: String| Problem::error("conflict", file, 0..0, what);
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("the file is not UTF-8 text".into()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root: serde_json::Value =
        serde_json::from_str(text).map_err(|error| located(file, text, &error, "is not JSON"))?;
    let read = match (root.get("format").and_then(|format| format.as_str()), root.get("decisionMakers")) {
        (Some("moves-case/1"), _) => moves_case::read(file, text),
        (_, Some(_)) => gmcr::read(file, text),
        _ => Err(wrong(
            "this is no conflict: neither \"format\": \"moves-case/1\" nor \"decisionMakers\" stands in it"
                .into(),
        )
        .help("write mediator/moves.toml in a case folder, or give a .gmcr file")),
    }?;
    check(file, text, &read.conflict)?;
    Ok(read)
}

/// A mistake of a JSON file, with its place.
fn located(file: &str, text: &str, error: &serde_json::Error, what: &str) -> Problem {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    Problem::error("conflict", file, at..at, format!("{what}: {error}"))
}

/// The first place where something is said.
fn place(text: &str, said: &str) -> Range<usize> {
    let quoted = format!("\"{said}\"");
    text.find(&quoted).map_or(0..0, |at| at..at + quoted.len())
}

/// That every ranking names every state once.
fn check(file: &str, text: &str, conflict: &Conflict) -> Result<(), Problem> {
    let states = match &conflict.form {
        detente_case::Form::Graph { states } => states.len(),
        detente_case::Form::Options { options, impossible, .. } => {
            match detente_case::possible(options.len(), impossible, MOST) {
                Ok(states) => states.len(),
                Err(TooManyStates { .. }) => return Ok(()),
            }
        }
    };
    for actor in &conflict.actors {
        let Order::Ranking(groups) = &actor.order else { continue };
        let wrong = |what: String| {
            Err(Problem::error(
                "ranking",
                file,
                place(text, &actor.name),
                format!("actor \"{}\": {what}", actor.name),
            ))
        };
        let mut known = vec![false; states];
        for state in groups.iter().flatten() {
            match state.checked_sub(1).and_then(|at| known.get_mut(at)) {
                None => {
                    return wrong(format!("the ranking names state {state}; there are states 1 to {states}"));
                }
                Some(known) if *known => return wrong(format!("the ranking names state {state} twice")),
                Some(known) => *known = true,
            }
        }
        if let Some(at) = known.iter().position(|known| !known) {
            return wrong(format!(
                "the ranking lacks state {}; every possible state has to stand in it once",
                at + 1
            ));
        }
    }
    Ok(())
}

/// A conjunction, unless it contradicts itself: such a one is never true.
fn sound(file: &str, all: Conjunction) -> Result<Conjunction, Problem> {
    match detente_case::masks(&all) {
        Some(_) => Ok(all),
        None => Err(Problem::error(
            "contradiction",
            file,
            0..0,
            "a condition takes and leaves the same option: it is never true",
        )),
    }
}
