//! The words of Detente: the domain types, and the case folder as bytes.
//!
//! A **case** is everything known about one dispute. This crate knows what a case is made of ([`Case`], [`Issue`],
//! [`Preferences`], …), how a person writes one as a folder of text files, and how to say what is wrong with such a
//! file ([`Problem`]). It computes no worth of any package and touches no disk: files go in and come out as
//! [`Files`], names and bytes.
//!
//! Names are resolved to positions once, so that whoever takes the [`Case`] further never looks a name up again.

mod model;
mod number;
mod plain;
mod preferences;
mod problem;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

pub use model::{
    Among, Case, Choice, Condition, Domain, Gate, Issue, Level, Link, Mandate, Party, Person, Role, Text,
    ThirdParty, ThirdRole,
};
pub use number::{Number, NumberError};
pub use plain::{Plain, plain};
pub use preferences::{
    Aggregate, Amount, Combinations, Importance, Mark, Origin, Preferences, RedLine, Scale, Source, Sourced,
    Term, WalkAway, Worth,
};
pub use problem::{Problem, Severity, did_you_mean, line_and_column};

/// A folder as bytes: path inside it (with `/`) to content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A label as it is compared: without outer white space, in Unicode composition C.
pub fn normal(label: &str) -> String {
    label.trim().nfc().collect()
}
