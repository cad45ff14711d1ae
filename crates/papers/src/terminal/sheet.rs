//! The sheet a report is written on.

use super::Style;
use super::lines::{width, wrap};

/// How a line looks where colour is allowed. It never carries meaning by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    Heading,
    Strong,
    Quiet,
}

impl Look {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Heading => Some("1;36"),
            Self::Strong => Some("1"),
            Self::Quiet => Some("2"),
        }
    }
}

/// Text under a heading stands in by this much.
const INDENT: usize = 2;
/// No report is narrower.
const NARROWEST: usize = 40;

/// Lines of limited width.
#[derive(Debug)]
pub(crate) struct Sheet {
    text: String,
    width: usize,
    colour: bool,
}

impl Sheet {
    pub(crate) fn new(style: &Style) -> Self {
        Self { text: String::new(), width: style.width.max(NARROWEST), colour: style.colour }
    }

    /// Columns for text under a heading.
    pub(crate) fn room(&self) -> usize {
        self.width - INDENT
    }

    pub(crate) fn title(&mut self, text: &str) {
        for line in wrap(text, self.width) {
            self.line(Look::Heading, 0, &line);
        }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.blank();
        self.title(text);
    }

    pub(crate) fn paragraph(&mut self, look: Look, text: &str) {
        for line in wrap(text, self.room()) {
            self.line(look, INDENT, &line);
        }
    }

    /// A paragraph whose first line starts with a mark; the others stand in under the text.
    pub(crate) fn item(&mut self, mark: &str, text: &str) {
        let columns = width(mark) + 1;
        for (at, line) in wrap(text, self.room() - columns).iter().enumerate() {
            let mark = if at == 0 { mark.to_string() } else { " ".repeat(columns - 1) };
            self.line(Look::Plain, INDENT, &format!("{mark} {line}"));
        }
    }

    /// Lines that are ready, the first of them a heading.
    pub(crate) fn table(&mut self, lines: &[String]) {
        for (at, line) in lines.iter().enumerate() {
            self.line(if at == 0 { Look::Strong } else { Look::Plain }, INDENT, line);
        }
    }

    pub(crate) fn ready(&mut self, lines: &[String]) {
        for line in lines {
            self.line(Look::Plain, INDENT, line);
        }
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    fn line(&mut self, look: Look, indent: usize, line: &str) {
        let line = line.trim_end();
        if !line.is_empty() {
            self.text.push_str(&" ".repeat(indent));
            match look.code().filter(|_| self.colour) {
                Some(code) => self.text.push_str(&format!("\u{1b}[{code}m{line}\u{1b}[0m")),
                None => self.text.push_str(line),
            }
        }
        self.text.push('\n');
    }
}
