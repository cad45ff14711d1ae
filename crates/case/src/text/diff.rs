//! A word-level redline of two revisions, clause by clause.

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::pairing::{Pair, pair};
use super::{Text, Unit};

/// The name of this shape.
const SCHEMA: &str = "detente/text-diff/1";

/// Two revisions compared: the shape of `detente text diff --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TextDiff {
    /// `detente/text-diff/1`.
    pub schema: &'static str,
    /// Clauses in the order of the new revision; removed ones after the one they followed.
    pub clauses: Vec<ClauseDiff>,
}

/// One clause of a [`TextDiff`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClauseDiff {
    /// Number (or title, where it has no number) in the old revision; null where it was added.
    pub old: Option<String>,
    /// The same in the new revision; null where it was removed.
    pub new: Option<String>,
    /// What happened to it.
    pub kind: ChangeKind,
    /// Words put in.
    pub words_added: usize,
    /// Words taken out.
    pub words_removed: usize,
    /// Pairs of brackets in the old revision.
    pub brackets_before: usize,
    /// Pairs of brackets in the new revision.
    pub brackets_after: usize,
    /// Whether it has a number.
    #[serde(skip)]
    pub numbered: bool,
    /// The redline.
    #[serde(skip)]
    pub words: Vec<Change>,
}

/// What happened to a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// The same words with the same number in the same place.
    Same,
    /// Other words.
    Changed,
    /// Another number or another place in the order, with or without other words.
    Moved,
    /// Not in the old revision.
    Added,
    /// Not in the new revision.
    Removed,
}

/// A stretch of a redline, as it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both revisions; as the new one has it.
    Kept(String),
    /// In the new revision only.
    Added(String),
    /// In the old revision only.
    Removed(String),
}

impl TextDiff {
    /// Compares two revisions. Clauses are paired by number, title and words; inside each pair words are compared, a
    /// bracket counting as a sign of its own.
    pub fn new(old: &Text, new: &Text) -> Self {
        let (a, b) = (old.units(), new.units());
        let pairs = pair(old, new);
        let stays = in_order(&pairs);
        let clauses = pairs.iter().zip(stays).map(|(pair, stays)| {
            let (before, after) = (pair.old.map(|at| &a[at]), pair.new.map(|at| &b[at]));
            let words = redline(part(old, before), part(new, after));
            let (added, removed) = (count(&words, true), count(&words, false));
            let renumbered = before.zip(after).is_some_and(|(a, b)| a.number != b.number);
            ClauseDiff {
                old: before.map(name),
                new: after.map(name),
                kind: match (before, after) {
                    (None, _) => ChangeKind::Added,
                    (_, None) => ChangeKind::Removed,
                    _ if renumbered || !stays => ChangeKind::Moved,
                    _ if words.iter().all(|change| matches!(change, Change::Kept(_))) => ChangeKind::Same,
                    _ => ChangeKind::Changed,
                },
                words_added: added,
                words_removed: removed,
                brackets_before: before.map_or(0, |unit| old.brackets_in(unit.span.clone()).len()),
                brackets_after: after.map_or(0, |unit| new.brackets_in(unit.span.clone()).len()),
                numbered: after.or(before).is_some_and(|unit| unit.number.is_some()),
                words,
            }
        });
        Self { schema: SCHEMA, clauses: clauses.collect() }
    }
}

fn part<'t>(text: &'t Text, unit: Option<&Unit>) -> &'t str {
    unit.map_or("", |unit| &text.source[unit.span.clone()])
}

fn name(unit: &Unit) -> String {
    unit.number.as_ref().map_or_else(|| unit.title.clone(), ToString::to_string)
}

/// For every pair, whether it keeps its place: the longest run of clauses in the same order does.
fn in_order(pairs: &[Pair]) -> Vec<bool> {
    // Longest rising sequence of old positions, by patience: `tops[n]` ends the best run of n + 1.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    let both = |at: &usize| pairs[*at].old.filter(|_| pairs[*at].new.is_some());
    for at in 0..pairs.len() {
        let Some(old) = both(&at) else { continue };
        let place = tops.partition_point(|top| both(top).is_some_and(|other| other < old));
        before[at] = place.checked_sub(1).map(|n| tops[n]);
        if place == tops.len() {
            tops.push(at);
        } else {
            tops[place] = at;
        }
    }
    let mut stays = vec![false; pairs.len()];
    let mut next = tops.last().copied();
    while let Some(at) = next {
        stays[at] = true;
        next = before[at];
    }
    stays
}

/// Words and brackets in turn, each with the blanks after it.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let sign = rest.starts_with(['[', ']']);
        let word = if sign {
            1
        } else {
            rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']')).unwrap_or(rest.len())
        };
        let after = &rest[word..];
        let blanks = after.len() - after.trim_start().len();
        tokens.push(&rest[..word + blanks]);
        rest = &rest[word + blanks..];
    }
    tokens
}

/// The words kept, added and removed. Differences of white space are none.
fn redline(old: &str, new: &str) -> Vec<Change> {
    let (a, b) = (tokens(old), tokens(new));
    let bare = |all: &[&str]| -> Vec<String> { all.iter().map(|token| token.trim().to_string()).collect() };
    let mut changes = Vec::new();
    for operation in capture_diff_slices(Algorithm::Patience, &bare(&a), &bare(&b)) {
        let (from, to) = (operation.old_range(), operation.new_range());
        if matches!(operation, DiffOp::Equal { .. }) {
            changes.push(Change::Kept(b[to].concat()));
            continue;
        }
        if !from.is_empty() {
            changes.push(Change::Removed(a[from].concat()));
        }
        if !to.is_empty() {
            changes.push(Change::Added(b[to].concat()));
        }
    }
    changes
}

/// Words put in or taken out; signs alone are no words.
fn count(changes: &[Change], added: bool) -> usize {
    let one = |change: &Change| match change {
        Change::Added(text) if added => super::pairing::words(text).count(),
        Change::Removed(text) if !added => super::pairing::words(text).count(),
        _ => 0,
    };
    changes.iter().map(one).sum()
}

/// The JSON Schema of [`TextDiff`].
pub fn diff_schema() -> Schema {
    schema_for!(TextDiff)
}
