//! Reading a case folder: every mistake at once, every name resolved.

mod assertion;
mod combination;
mod condition;
mod limit;
mod moves;
mod private;
mod record;
mod settlements;
mod shared;
mod sheet;
mod texts;
mod votes;
mod walk_away;

use crate::{Case, Files, Origin, Preferences, Problem, Severity};
pub use settlements::settlements;
use sheet::Sheet;

/// The version of the case folder written and read by this program.
pub const FORMAT: i64 = 1;

/// What came of reading a case folder.
#[derive(Debug)]
pub struct Reading {
    /// The case, if no problem is an error.
    pub case: Option<Case>,
    /// All problems, by file, then by place.
    pub problems: Vec<Problem>,
}

/// Reads `case.toml`, `private/*.toml` and of `mediator/` `gates.toml`, `settlements.toml`, `moves.toml` and `estimates/*.toml`; of `record/statements.jsonl`,
/// whether every statement has a public source. Other files are left alone.
///
/// Linear in the size of the files. All problems of all files are reported in one pass.
pub fn read(files: &Files) -> Reading {
    let mut problems = Vec::new();
    let mut case = match files.get("case.toml") {
        Some(bytes) => shared::read(bytes, files, &mut problems),
        None => {
            problems.push(
                Problem::error("no-case", "case.toml", 0..0, "the folder has no case.toml")
                    .help("`detente new FOLDER` makes a case folder to fill in"),
            );
            None
        }
    };
    if let Some(case) = &mut case {
        if let Some(bytes) = files.get(shared::OWN_GATES) {
            shared::own_gates(case, bytes, &mut problems);
        }
        if let Some(bytes) = files.get(moves::FILE) {
            moves::read(case, bytes, &mut problems);
        }
        if let Some(bytes) = files.get(settlements::FILE) {
            let (settlements, mut wrong) = settlements(case, settlements::FILE, bytes);
            case.settlements = settlements;
            problems.append(&mut wrong);
        }
        for (folder, origin) in [("private/", Origin::Told), ("mediator/estimates/", Origin::Inferred)] {
            for (path, bytes) in files.range(folder.to_string()..) {
                let Some(stem) = path.strip_prefix(folder).and_then(|name| name.strip_suffix(".toml")) else {
                    if path.starts_with(folder) { continue } else { break }
                };
                let Some(preferences) = one_party(case, path, stem, origin, bytes, &mut problems) else {
                    continue;
                };
                let (party, preferences) = preferences;
                let held = if origin == Origin::Told { &mut case.preferences } else { &mut case.estimates };
                held[party] = Some(preferences);
            }
        }
    }
    if let Some(case) = &case {
        problems.append(&mut texts::warnings(case, files));
    }
    problems.append(&mut record::problems(files));
    problems.sort_by(|a, b| (&a.file, a.span.start, a.span.end).cmp(&(&b.file, b.span.start, b.span.end)));
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    Reading { case: case.filter(|_| !broken), problems }
}

/// One party's file; the party's position comes from the key `party`, which must agree with the file's name.
fn one_party(
    case: &Case,
    path: &str,
    stem: &str,
    origin: Origin,
    bytes: &[u8],
    problems: &mut Vec<Problem>,
) -> Option<(usize, Preferences)> {
    let (mut sheet, root) = Sheet::open(path, bytes);
    let found = root.and_then(|root| private::read(&mut sheet, case, stem, origin, &root));
    problems.append(&mut sheet.problems);
    found
}
