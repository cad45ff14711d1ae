//! The bracket report: what is still open in a draft, clause by clause.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::{BracketKind, Text};
use crate::line_and_column;

/// The name of this shape.
const SCHEMA: &str = "detente/brackets/1";

/// What is still open in a draft: the shape of `detente text brackets --format json`.
///
/// Counts are of pairs of square brackets in the body; what only looks like one in Markdown is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BracketReport {
    /// `detente/brackets/1`.
    pub schema: &'static str,
    /// Pairs.
    pub pairs: usize,
    /// Pairs that no other pair lies in.
    pub innermost: usize,
    /// Most brackets that are open at once.
    pub depth: usize,
    /// What is still to be chosen: innermost pairs, adjacent ones counted once.
    pub choices: usize,
    /// Headings `**Option …`.
    pub options: usize,
    /// How often a part says that there is to be none.
    pub no_text: usize,
    /// Pairs that hold a place for words to come.
    pub placeholders: usize,
    /// Words of the body, without footnotes.
    pub words: usize,
    /// Brackets never closed.
    pub unclosed: Vec<Place>,
    /// Closing brackets with nothing open.
    pub stray: Vec<Place>,
    /// Articles, or numbered paragraphs where there are no articles, in reading order.
    pub clauses: Vec<ClauseCount>,
    /// Pairs by what they leave open.
    pub kinds: BTreeMap<&'static str, usize>,
    /// Pairs by who asks for the words, where the draft says so.
    pub by: BTreeMap<String, usize>,
    /// The same figures of an earlier revision, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// A place in a file, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

/// One clause of a [`BracketReport`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClauseCount {
    /// Its number, `3bis`; null where it has none.
    pub number: Option<String>,
    /// Its title; empty where it has none.
    pub title: String,
    /// Pairs that open in it.
    pub pairs: usize,
    /// What is still to be chosen in it.
    pub choices: usize,
    /// Headings `**Option …` in it.
    pub options: usize,
    /// Pairs in the clause it is compared with; absent without an earlier revision, null if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs_before: Option<Option<usize>>,
}

/// Figures of an earlier revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Before {
    /// Pairs.
    pub pairs: usize,
    /// What was still to be chosen.
    pub choices: usize,
    /// Headings `**Option …`.
    pub options: usize,
    /// Placeholders.
    pub placeholders: usize,
}

impl Text {
    /// What is still open in it, and how that changed since an earlier revision. Linear, but for what a comparison costs.
    pub fn bracket_report(&self, earlier: Option<&Text>) -> BracketReport {
        let all = 0..self.source.len();
        let place = |at: &usize| {
            let (line, column) = line_and_column(&self.source, *at);
            Place { line, column }
        };
        let mut kinds = BTreeMap::new();
        let mut by = BTreeMap::new();
        for bracket in &self.brackets {
            *kinds.entry(bracket.kind.name()).or_default() += 1;
            for name in &bracket.by {
                *by.entry(name.clone()).or_default() += 1;
            }
        }
        let compared = earlier.map(|earlier| (earlier, super::pairing::pair(earlier, self)));
        let units = self.units();
        let clauses = units.iter().enumerate().map(|(at, unit)| ClauseCount {
            number: unit.number.as_ref().map(ToString::to_string),
            title: unit.title.clone(),
            pairs: self.brackets_in(unit.span.clone()).len(),
            choices: self.choices(unit.span.clone()),
            options: self.options(unit.span.clone()),
            pairs_before: compared.as_ref().map(|(earlier, pairs)| {
                let old = pairs.iter().find(|pair| pair.new == Some(at)).and_then(|pair| pair.old);
                old.map(|old| earlier.brackets_in(earlier.units()[old].span.clone()).len())
            }),
        });
        BracketReport {
            schema: SCHEMA,
            pairs: self.brackets.len(),
            innermost: self.brackets.iter().filter(|bracket| bracket.innermost).count(),
            depth: self.depth,
            choices: self.choices(all.clone()),
            options: self.options(all.clone()),
            no_text: self.no_text(all),
            placeholders: self.placeholders(),
            words: self.words(),
            unclosed: self.unclosed.iter().map(place).collect(),
            stray: self.stray.iter().map(place).collect(),
            clauses: clauses.collect(),
            kinds,
            by,
            before: earlier.map(|earlier| Before {
                pairs: earlier.brackets.len(),
                choices: earlier.choices(0..earlier.source.len()),
                options: earlier.options(0..earlier.source.len()),
                placeholders: earlier.placeholders(),
            }),
        }
    }

    fn placeholders(&self) -> usize {
        self.brackets.iter().filter(|bracket| bracket.kind == BracketKind::Placeholder).count()
    }
}

/// The JSON Schema of [`BracketReport`].
pub fn bracket_schema() -> Schema {
    schema_for!(BracketReport)
}
