//! Every integration test of the crate, linked once.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod adoption;
mod authority;
mod channels;
mod compartments;
mod conditions;
mod confidence;
mod confidences;
mod documents;
mod erasure;
mod gates;
mod paper;
mod preferences;
mod replay;
mod rules;
mod steps;
mod support;
