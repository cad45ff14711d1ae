//! The graph model against the definitions, and against published results.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test says what it left out")]

mod doubt;
mod oracle;
mod power;
mod published;
mod random;
mod together;
