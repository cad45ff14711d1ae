//! Documents to hand out: the same pieces as a page to print and as a Word file.
//!
//! A document says what it says and nothing else: no author but the fixed one of tracked changes, no program, no property, no
//! hidden word. A copy says whose it is where everyone sees it.

mod documents;
mod docx;
mod html;

use jiff::Timestamp;

use crate::prose::{self, Run};
use crate::safe::clean;
pub use documents::{bracket_report, meeting_note, options_paper, quotations, redlined, register, tabled};
pub use docx::docx;
pub use html::page;

/// A document to hand out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// What it is called.
    pub title: String,
    /// Whose copy it is, at the foot of every sheet.
    pub copy: Option<String>,
    /// What stands in it, in order.
    pub pieces: Vec<Piece>,
    /// When its tracked changes were made, if it has any.
    pub changed: Option<Timestamp>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading, from 1, the largest below the title.
    Heading(u8, Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>, Change),
    /// A table: headings, rows.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// Words of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Slanted.
    pub emphasis: bool,
    /// Heavy.
    pub strong: bool,
    /// The mark of a footnote.
    pub raised: bool,
    /// Whether they came or went since an earlier revision.
    pub change: Change,
}

/// What became of words since an earlier revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    #[default]
    Kept,
    /// They were put in.
    In,
    /// They were taken out.
    Out,
}

impl Span {
    /// Plain words.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self { text: clean(text.as_ref()), ..Self::default() }
    }
}

impl From<Run> for Span {
    fn from(run: Run) -> Self {
        Self {
            text: run.text,
            emphasis: run.emphasis,
            strong: run.strong,
            raised: run.mark,
            change: Change::Kept,
        }
    }
}

impl Print {
    /// A document without a piece.
    pub fn new(title: impl AsRef<str>) -> Self {
        Self { title: crate::safe::name(title.as_ref()), ..Self::default() }
    }

    pub(crate) fn heading(&mut self, level: u8, words: impl AsRef<str>) {
        self.pieces.push(Piece::Heading(level, vec![Span::plain(words)]));
    }

    pub(crate) fn paragraph(&mut self, words: impl AsRef<str>) {
        self.pieces.push(Piece::Paragraph(vec![Span::plain(words)], Change::Kept));
    }

    pub(crate) fn table(&mut self, heads: &[&str], rows: Vec<Vec<String>>) {
        let heads = heads.iter().map(ToString::to_string).collect();
        let rows = rows.into_iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
        self.pieces.push(Piece::Table(heads, rows));
    }

    /// The words of a draft.
    pub(crate) fn prose(&mut self, source: &str) {
        for block in prose::blocks(source) {
            let mut spans: Vec<Span> = block.runs.into_iter().map(Span::from).collect();
            if let Some(note) = block.note {
                spans.insert(0, Span { raised: true, ..Span::plain(note) });
                spans.insert(1, Span { text: " ".into(), ..Span::default() });
            }
            self.pieces.push(match block.heading {
                0 => Piece::Paragraph(spans, Change::Kept),
                level => Piece::Heading(level, spans),
            });
        }
    }
}
