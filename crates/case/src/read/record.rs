//! The public record: it holds only what has a public source.

use serde_json::Value;

use crate::{Files, Problem};

/// Where statements lie.
const STATEMENTS: &str = "record/statements.jsonl";

/// What is wrong with the sources of the statements. Everything else in them is read where they are used.
pub(super) fn problems(files: &Files) -> Vec<Problem> {
    let Some(bytes) = files.get(STATEMENTS) else { return Vec::new() };
    let text = String::from_utf8_lossy(bytes);
    let mut problems = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        let wrong = match serde_json::from_str::<Value>(line) {
            Err(_) => "this line is no JSON object",
            Ok(statement) => match statement.get("source").and_then(Value::as_str) {
                None => "this statement has no source",
                Some(source) if !public(source) => "this statement does not have a public source",
                Some(_)
                    if ["act", "item", "event"].iter().any(|private| statement.get(private).is_some()) =>
                {
                    "this statement cites something that was said in the talks"
                }
                Some(_) => continue,
            },
        };
        let help = "the record holds only what was said in public: `source` names a file below record/sources/, or an address";
        problems.push(Problem::error("not-public", STATEMENTS, span, wrong).help(help));
    }
    problems
}

/// Whether a source can be one that anyone can read.
fn public(source: &str) -> bool {
    let plain = source.trim();
    let inside =
        plain.strip_prefix("record/sources/").is_some_and(|path| !path.is_empty() && !path.contains(".."));
    inside || plain.starts_with("https://") || plain.starts_with("http://")
}
