//! Tests of keeping a log, on SQLite and on a real PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test says what it left out and what it saw")]

mod child;
mod crash;
mod damage;
mod erasure;
mod full;
mod interference;
mod keys;
mod log;
mod postgres;
mod secrets;
mod shared;
mod support;
