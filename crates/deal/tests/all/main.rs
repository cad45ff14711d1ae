//! Every integration test of the crate, linked once.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cases;
mod division;
mod impartial;
mod impasse;
mod oracle;
mod published;
mod real;
mod scale;
mod vague;
