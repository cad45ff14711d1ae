//! `detente schema`

use crate::arguments::Schema;
use crate::failure::Failure;
use crate::output::say_json;
use crate::problems;

pub(crate) fn run(arguments: &Schema) -> Result<(), Failure> {
    let all = all();
    match all.iter().find(|(name, _)| *name == arguments.of) {
        Some((_, schema)) => say_json(schema),
        None => {
            let known: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
            Err(Failure::help(
                format!("there is no output called {}", arguments.of),
                format!("known: {}", known.join(", ")),
            ))
        }
    }
}

/// The schema of every JSON output, by name.
fn all() -> Vec<(&'static str, schemars::Schema)> {
    let mut all = vec![
        ("analysis", detente_deal::schema()),
        ("calibration", detente_deal::calibration_schema()),
        ("moves", detente_moves::schema()),
        ("brackets", detente_case::text::bracket_schema()),
        ("text-diff", detente_case::text::diff_schema()),
        ("problems", problems::schema()),
    ];
    all.extend(detente_record::schemas());
    all.extend(detente_sim::schemas());
    all.extend(detente_talks::schemas());
    all
}
