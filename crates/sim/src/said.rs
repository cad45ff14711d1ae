//! Results in sentences and tables.

/// A heading, sentences under it, and a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The question answered.
    pub heading: String,
    /// Sentences.
    pub lines: Vec<String>,
    /// Figures.
    pub table: Option<SaidTable>,
}

/// Figures in rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidTable {
    /// What it shows.
    pub caption: String,
    /// Headings of all columns; the first is of what the rows are.
    pub heads: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

impl SaidTable {
    pub(crate) fn new(caption: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self { caption: caption.into(), heads: heads.iter().map(ToString::to_string).collect(), rows }
    }
}
