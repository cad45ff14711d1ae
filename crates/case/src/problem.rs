//! Located messages: what is wrong in a file, where, and what to do about it.

use std::fmt;
use std::ops::Range;

/// How much a [`Problem`] hinders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be computed before it is mended.
    Error,
    /// The file is read, and the message says how.
    Warning,
}

/// One thing wrong in one place of one file.
///
/// Every reader in Detente reports through this type; only the command line draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether anything can be computed in spite of it.
    pub severity: Severity,
    /// A stable short name, for example `unknown-key` or `E1`.
    pub code: &'static str,
    /// The file, by its path inside the case folder (with `/`), or as the caller named it.
    pub file: String,
    /// Byte range of the offending text; empty at 0 where the whole file is meant.
    pub span: Range<usize>,
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    /// What to do about it, if there is something to say.
    pub help: Option<String>,
}

impl Problem {
    /// An error.
    pub fn error(code: &'static str, file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, file: file.into(), span, message: message.into(), help: None }
    }

    /// A warning.
    pub fn warning(code: &'static str, file: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, span, message) }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.file, self.message, self.code)
    }
}

/// Line and column of a byte offset, both from 1; the column counts characters.
pub fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The candidate that `found` most likely means, if one is near enough.
pub fn did_you_mean<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > 120 {
        return None;
    }
    let lower = found.to_lowercase();
    // A name much shorter or longer is not near; most are ruled out by that alone.
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(found.len()) <= found.len().max(3) / 2)
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() + 1) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_one_in_characters() {
        assert_eq!(line_and_column("ab\ncé f", 0), (1, 1));
        assert_eq!(line_and_column("ab\ncé f", 6), (2, 3));
        assert_eq!(line_and_column("ab", 99), (1, 3));
    }

    #[test]
    fn suggestions_are_near_or_absent() {
        assert_eq!(did_you_mean("upand", ["upland", "downland"]), Some("upland"));
        assert_eq!(did_you_mean("Fees", ["fees", "flood"]), Some("fees"));
        assert_eq!(did_you_mean("glacier", ["fees", "flood"]), None);
    }
}
