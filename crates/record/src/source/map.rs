//! Text in the making, with the map back to what it is made from.

use std::ops::Range;

use super::Stretch;

/// What stands between the last word and the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    /// A space, and where one stands in the source if one does.
    Space(Option<usize>),
    Line,
}

/// A text in the making. Gaps are written only when a word follows, so none is doubled and none left at
/// either end.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) map: Vec<Stretch>,
    gap: Gap,
}

impl Draft {
    /// Adds `value`, which stands for `source[at]`.
    pub(super) fn put(&mut self, source: &[u8], value: &str, at: Range<usize>) {
        if value.is_empty() {
            return;
        }
        match std::mem::take(&mut self.gap) {
            Gap::Space(from) if !self.text.is_empty() => {
                self.text.push(' ');
                if let Some(from) = from {
                    let end = self.text.len();
                    mark(&mut self.map, &self.text, end - 1..end, from..from + 1, true, source.len());
                }
            }
            Gap::Line if !self.text.is_empty() => self.text.push('\n'),
            _ => {}
        }
        let start = self.text.len();
        self.text.push_str(value);
        let exact = source.get(at.clone()) == Some(value.as_bytes());
        mark(&mut self.map, &self.text, start..start + value.len(), at, exact, source.len());
    }

    /// Adds the words of `value`, which stands for `source[at]`, with one space for any white space between
    /// them.
    pub(super) fn words(&mut self, source: &[u8], value: &str, at: Range<usize>) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
        if source.get(at.clone()) != Some(value.as_bytes()) {
            if value.as_bytes().iter().all(blank) {
                self.space(None);
            } else {
                self.put(source, value, at);
            }
            return;
        }
        let mut from = 0;
        while let Some(rest) = value.as_bytes().get(from..).filter(|rest| !rest.is_empty()) {
            let white = rest.iter().take_while(|byte| blank(byte)).count();
            if white > 0 {
                let space = rest.iter().take(white).position(|byte| *byte == b' ');
                self.space(space.map(|space| at.start + from + space));
                from += white;
                continue;
            }
            let end = from + rest.iter().take_while(|byte| !blank(byte)).count();
            self.put(source, value.get(from..end).unwrap_or(""), at.start + from..at.start + end);
            from = end;
        }
    }

    /// A space before the next word, taken from the source where it has one.
    pub(super) fn space(&mut self, from: Option<usize>) {
        if self.gap == Gap::None || self.gap == Gap::Space(None) {
            self.gap = Gap::Space(from);
        }
    }

    /// A new line before the next word.
    pub(super) fn line(&mut self) {
        self.gap = Gap::Line;
    }
}

/// Adds a stretch to a map over `text` into a source of `length` bytes.
///
/// Equal lengths promise equal bytes. A stretch for which that holds by accident only (`€` in Latin letters
/// is `=80`, both three bytes) is cut by characters, each coming from the whole, or where it is one character
/// made one byte wider.
pub(super) fn mark(
    map: &mut Vec<Stretch>,
    text: &str,
    span: Range<usize>,
    source: Range<usize>,
    exact: bool,
    length: usize,
) {
    if exact {
        match map.last_mut() {
            Some(last) if last.exact() && last.text.end == span.start && last.source.end == source.start => {
                last.text.end = span.end;
                last.source.end = source.end;
            }
            _ => map.push(Stretch { text: span, source }),
        }
    } else if span.len() != source.len() {
        map.push(Stretch { text: span, source });
    } else {
        let first = text.ceil_char_boundary(span.start + 1);
        if first < span.end {
            map.push(Stretch { text: span.start..first, source: source.clone() });
            map.push(Stretch { text: first..span.end, source });
        } else if source.start > 0 {
            map.push(Stretch { text: span, source: source.start - 1..source.end });
        } else if source.end < length {
            map.push(Stretch { text: span, source: source.start..source.end + 1 });
        }
    }
}

/// The map of `text` into a file of `length` bytes, from its map into something in between and that one's
/// into the file.
pub(super) fn compose(text: &str, upper: &[Stretch], lower: &[Stretch], length: usize) -> Vec<Stretch> {
    let mut map = Vec::with_capacity(upper.len());
    for above in upper {
        let first = lower.partition_point(|below| below.text.end <= above.source.start);
        let within = lower.iter().skip(first).take_while(|below| below.text.start < above.source.end);
        if !above.exact() {
            let origins = within.map(|below| below.origin(&above.source));
            if let Some(source) = origins.reduce(|all, one| all.start.min(one.start)..all.end.max(one.end)) {
                mark(&mut map, text, above.text.clone(), source, false, length);
            }
            continue;
        }
        // A character whose bytes come from several stretches (`=C3=A9`) is held until it is complete.
        let mut held: Option<Stretch> = None;
        for below in within {
            let start = below.text.start.max(above.source.start) - above.source.start + above.text.start;
            let end = below.text.end.min(above.source.end) - above.source.start + above.text.start;
            let origin = |from: usize, to: usize| {
                let back = |at: usize| at - above.text.start + above.source.start;
                below.origin(&(back(from)..back(to)))
            };
            let mut from = start;
            if let Some(open) = held.take() {
                from = text.ceil_char_boundary(start).min(end);
                let last = origin(start, from.max(start + 1).min(end));
                let joined = open.source.start.min(last.start)..open.source.end.max(last.end);
                if text.is_char_boundary(from) {
                    mark(&mut map, text, open.text.start..from, joined, false, length);
                } else {
                    held = Some(Stretch { text: open.text.start..from, source: joined });
                    continue;
                }
            }
            let to = text.floor_char_boundary(end).max(from);
            if from < to {
                mark(&mut map, text, from..to, origin(from, to), below.exact(), length);
            }
            if to < end {
                held = Some(Stretch { text: to..end, source: origin(to, end) });
            }
        }
    }
    map
}
