//! Every integration test of the crate, linked once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod drafts;
mod examples;
mod folder;
mod mistakes;
mod texts;
