//! Every integration test of the crate, linked once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;
mod hostile;
mod page;
mod print;
mod report;
mod talks;
