//! The words of Detente: the domain types, and the case folder as bytes.
//!
//! A **case** is everything known about one dispute. This crate knows what a case is made of ([`Case`], [`Issue`],
//! [`Preferences`], …), how a person writes one as a folder of text files, and how to say what is wrong with such a
//! file ([`Problem`]). It computes no worth of any package and touches no disk: files go in and come out as
//! [`Files`], names and bytes.
//!
//! How a value flows through it: [`read`] parses each file into spanned TOML, checks every key and value against the
//! words of the case, collects *all* problems with their byte ranges, and resolves every name to a position, so that
//! whoever takes the [`Case`] further never looks a name up again.
//! [`write`](fn@write) goes the other way; [`merge`] writes new values into an old file and keeps its comments; [`scaffold`] makes a first folder to fill in.
//!
//! ```
//! use detente_case::{Files, read};
//!
//! let mut files = Files::new();
//! files.insert("case.toml".into(), br#"
//! detente = 1
//! title = "A shared well"
//! [[party]]
//! id = "north"
//! [[party]]
//! id = "south"
//! [[issue]]
//! id = "hours"
//! options = ["mornings", "evenings"]
//! "#.to_vec());
//! files.insert("private/north.toml".into(), br#"
//! party = "north"
//! walk_away = 40
//! [worth.hours]
//! mornings = 100
//! evenings = [30, 50]     # somewhere between
//! "#.to_vec());
//!
//! let reading = read(&files);
//! assert!(reading.problems.is_empty(), "{:?}", reading.problems);
//! let case = reading.case.unwrap();
//! assert_eq!(case.issues[0].domain.len(), Some(2));
//! assert!(case.preferences[0].is_some() && case.preferences[1].is_none());
//! ```

mod anonymous;
mod merge;
mod model;
mod moves;
mod number;
mod plain;
mod preferences;
mod problem;
mod read;
mod scaffold;
pub mod text;
mod write;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

pub use merge::merge;
pub use model::{
    Alias, Among, Called, Case, Choice, Condition, Domain, Gate, Issue, Level, Link, Mandate, Mediation,
    Obligation, Party, Person, RecordRules, Role, Settlement, TextFile, ThirdParty, ThirdRole, Track,
};
pub use moves::{
    Act, Actor, Assertion, Conflict, Conjunction, Direction, Form, MOST_ACTS, Order, TooManyStates, Vote,
    VoteRule, masks, matches, merged, places, possible,
};
pub use number::{Number, NumberError};
pub use plain::{Plain, plain};
pub use preferences::{
    Aggregate, Amount, Combinations, Comparison, Importance, Mark, Origin, Preferences, RedLine, Scale,
    Source, Sourced, Term, WalkAway, Worth, line_at,
};
pub use problem::{Problem, Severity, did_you_mean, line_and_column};
pub use read::{FORMAT, Reading, read, settlements};
pub use scaffold::{IGNORED, scaffold};
pub use write::write;

/// A folder as bytes: path inside it (with `/`) to content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A label as it is compared: without outer white space, in Unicode composition C.
pub fn normal(label: &str) -> String {
    label.trim().nfc().collect()
}
