//! Where a reader puts what it repaired, what it could not read, and what a person should know.

use std::ops::Range;

use detente_case::{Problem, Severity};

use crate::Repair;
use crate::source::Source;

/// Everything said about the files so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    strict: bool,
    pub(crate) repairs: Vec<Repair>,
    problems: Vec<Problem>,
}

impl Report {
    pub(crate) fn new(strict: bool) -> Self {
        Self { strict, ..Self::default() }
    }

    /// Notes a repair; with `strict` it is an error as well.
    pub(crate) fn repair(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Range<usize>,
        found: impl Into<String>,
        taken: impl Into<String>,
    ) {
        let (found, taken) = (found.into(), taken.into());
        if self.strict {
            let message = format!("found {found}, which would be taken {taken}");
            let problem = Problem::error(code, &source.name, source.bytes(span.clone()), message)
                .help("mend the file, or read it without strictness to accept the repair");
            self.problems.push(problem);
        }
        let line = source.line(span.start);
        self.repairs.push(Repair { code, file: source.name.clone(), line, found, taken });
    }

    /// Notes an error.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Range<usize>,
        message: impl Into<String>,
    ) {
        self.problems.push(Problem::error(code, &source.name, source.bytes(span), message));
    }

    /// Notes an error with advice.
    pub(crate) fn error_with_help(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(code, &source.name, source.bytes(span), message).help(help));
    }

    /// Notes something without consequence for what is read.
    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        source: &Source,
        span: Range<usize>,
        message: impl Into<String>,
    ) {
        self.problems.push(Problem::warning(code, &source.name, source.bytes(span), message));
    }

    /// Notes a ready-made problem.
    pub(crate) fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Whether anything stands in the way of computing.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The repairs and the warnings, or every problem if there is an error among them.
    pub(crate) fn finish(mut self) -> Result<(Vec<Repair>, Vec<Problem>), Vec<Problem>> {
        // Errors first, each in the order met.
        self.problems.sort_by_key(|problem| problem.severity);
        if self.has_errors() { Err(self.problems) } else { Ok((self.repairs, self.problems)) }
    }
}

/// A few names, and how many more there are: `"a", "b" and 3 more`.
pub(crate) fn some(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("\"{}\"", short(name))).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A text from a file, cut to a length that fits a message.
pub(crate) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
