//! The binary `detente` as a person or a program meets it: whole outputs, exit codes, files on disk.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a test says what it left out")]

mod analyze;
mod architecture;
mod commands;
mod encodings;
mod examples;
mod exit_codes;
mod folders;
mod forecast;
mod guide;
mod help;
mod interrupted;
mod limits;
mod mistakes;
mod moves;
mod record;
mod reference;
mod round_trip;
mod schema;
mod sealed;
mod sim;
mod support;
mod talks;
mod text;
mod tools;
mod workspace;
