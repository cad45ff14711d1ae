//! Tests of the crate from outside.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod hostile;
mod plover;
mod press;
mod reports;
mod sayings;
mod score;
