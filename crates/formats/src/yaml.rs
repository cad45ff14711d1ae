//! YAML with places, from the parser's events; one document, anchors copied within bounds.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::node::{DEEPEST, Node, Value};
use crate::report::Report;
use crate::source::Source;

/// Most values that aliases may copy in one file.
const MOST_COPIED: usize = 100_000;

/// Reads a file's first document; otherwise one `E1` is reported. Linear, plus at most 100,000 copied values.
pub(crate) fn parse(source: &Source, report: &mut Report) -> Option<Node> {
    for &(found, taken) in &source.oddities {
        report.repair("R1", source, 0..0, found, taken);
    }
    match Builder::new(source).build() {
        Ok(node) => {
            crate::node::report_duplicates(&node, source, report);
            Some(node)
        }
        Err((span, message)) => {
            let help = "check the indentation, the quotes and the end of the file";
            report.error_with_help("E1", source, span, format!("not readable as YAML: {message}"), help);
            None
        }
    }
}

/// A list or map not yet closed, with its anchor.
struct Open {
    start: usize,
    anchor: usize,
    /// For a map: keys and values in turn.
    members: Vec<Node>,
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    /// Byte offset of every character; empty if the text is ASCII, where both are the same.
    offsets: Vec<usize>,
    open: Vec<Open>,
    /// Anchored values with their size.
    anchors: BTreeMap<usize, (Node, usize)>,
    copied: usize,
}

type Stop = (Range<usize>, String);

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        let text = &source.text[source.start()..];
        let offsets =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Self { text, base: source.start(), offsets, open: Vec::new(), anchors: BTreeMap::new(), copied: 0 }
    }

    fn span(&self, span: Span) -> Range<usize> {
        let byte = |index: usize| {
            let last = self.text.len();
            let at = if self.offsets.is_empty() {
                index.min(last)
            } else {
                *self.offsets.get(index).unwrap_or(&last)
            };
            self.base + at
        };
        let start = byte(span.start.index());
        start..byte(span.end.index()).max(start)
    }

    fn build(mut self) -> Result<Node, Stop> {
        let mut parser = Parser::new_from_str(self.text);
        loop {
            let (event, span) = match parser.next_event() {
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    let mark = *error.marker();
                    return Err((self.span(Span::empty(mark)), error.info().to_owned()));
                }
                None => return Err((0..0, "the file holds nothing".into())),
            };
            let place = self.span(span);
            let done = match event {
                Event::Scalar(text, style, anchor, _) => {
                    let value = Value::Text { text: text.into_owned(), quoted: style != ScalarStyle::Plain };
                    self.place(Node { span: place, value }, anchor)?
                }
                Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                    if self.open.len() == DEEPEST {
                        return Err((place, "values nested deeper than any scenario".into()));
                    }
                    self.open.push(Open { start: place.start, anchor, members: Vec::new() });
                    None
                }
                Event::SequenceEnd => self.close(place.start, Value::List)?,
                Event::MappingEnd => self.close(place.start, |members| {
                    let mut members = members.into_iter();
                    let pairs = std::iter::from_fn(|| Some((members.next()?, members.next()?)));
                    Value::Map(pairs.collect())
                })?,
                Event::Alias(anchor) => {
                    let copy = self.copy(anchor, place)?;
                    self.place(copy, 0)?
                }
                Event::StreamEnd | Event::DocumentEnd => {
                    return Err((place, "the file holds nothing".into()));
                }
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => None,
            };
            if let Some(node) = done {
                return Ok(node);
            }
        }
    }

    fn close(&mut self, end: usize, make: impl FnOnce(Vec<Node>) -> Value) -> Result<Option<Node>, Stop> {
        match self.open.pop() {
            Some(Open { start, anchor, members }) => {
                let node = Node { span: start..end.max(start), value: make(members) };
                self.place(node, anchor)
            }
            None => Err((end..end, "an end without a beginning".into())),
        }
    }

    /// Files a finished value under the innermost open one, or gives it back if it is the whole document.
    fn place(&mut self, node: Node, anchor: usize) -> Result<Option<Node>, Stop> {
        if anchor > 0 {
            let size = node.count();
            self.spend(size, &node.span)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            Some(parent) => {
                parent.members.push(node);
                Ok(None)
            }
            None => Ok(Some(node)),
        }
    }

    fn copy(&mut self, anchor: usize, place: Range<usize>) -> Result<Node, Stop> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err((place, "an alias of a value that is not finished before it".into()));
        };
        let (mut node, size) = (node.clone(), *size);
        if self.open.len() + node.height() > DEEPEST {
            return Err((place, "values nested deeper than any scenario".into()));
        }
        self.spend(size, &place)?;
        node.span = place;
        Ok(node)
    }

    fn spend(&mut self, size: usize, place: &Range<usize>) -> Result<(), Stop> {
        self.copied += size;
        if self.copied > MOST_COPIED {
            return Err((place.clone(), format!("aliases copy more than {MOST_COPIED} values")));
        }
        Ok(())
    }
}
