//! Where something stands in a text.

/// A stretch of the text, in bytes; it begins and ends between characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One after the last byte.
    pub end: usize,
}

impl Span {
    pub(crate) fn of(pair: (u32, u32)) -> Self {
        Self { start: pair.0 as usize, end: pair.1 as usize }
    }

    /// What stands there.
    pub fn text(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}
