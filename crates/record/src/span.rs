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

/// Code points of bytes of a text; cheap where each is near the one before.
pub(crate) struct Points<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl<'a> Points<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        Self { text, byte: 0, point: 0 }
    }

    pub(crate) fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            self.point -= self.text[byte..self.byte].chars().count();
        } else {
            self.point += self.text[self.byte..byte].chars().count();
        }
        self.byte = byte;
        self.point
    }

    pub(crate) fn pair(&mut self, span: Span) -> [usize; 2] {
        [self.at(span.start), self.at(span.end)]
    }
}
