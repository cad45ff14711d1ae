//! What the commands print of the record, for programs.

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::{Entry, Measured, Proposal, PublicLine};
use crate::print::Printed;

/// The record: statements, oldest first, and each side's public line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shown {
    /// Names the form of this result.
    pub schema: &'static str,
    /// Accepted statements.
    pub statements: Vec<Entry>,
    /// What each side says in public, issue by issue.
    pub lines: Vec<PublicLine>,
}

impl Shown {
    /// The record as it is printed.
    pub fn new(statements: Vec<Entry>, lines: Vec<PublicLine>) -> Self {
        Self { schema: "detente/record/1", statements, lines }
    }
}

/// What was found in reports, or waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waiting {
    /// Names the form of this result.
    pub schema: &'static str,
    /// Where the reports are kept.
    pub sources: Vec<String>,
    /// What was found.
    pub proposals: Vec<Proposal>,
}

impl Waiting {
    /// Proposals as they are printed.
    pub fn new(sources: Vec<String>, proposals: Vec<Proposal>) -> Self {
        Self { schema: "detente/record-proposals/1", sources, proposals }
    }
}

/// The schemas of what this crate prints, by name.
pub fn schemas() -> [(&'static str, Schema); 4] {
    [
        ("statements", schema_for!(Printed)),
        ("record", schema_for!(Shown)),
        ("record-proposals", schema_for!(Waiting)),
        ("record-measured", schema_for!(Measured)),
    ]
}
