//! Why an act is not taken.

/// What cannot be done, and what to do next. Made from what the seat sees and from nothing else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Refusal {
    /// What cannot be done, and why.
    pub what: String,
    /// What to do next.
    pub next: String,
}

impl Refusal {
    pub(crate) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}
