//! Negotiations against the definitions, and against a second implementation.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod alternating;
mod made;
mod protocols;
mod rehearsal;
mod seats;
mod spec;
mod tournament;
