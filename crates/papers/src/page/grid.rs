//! A table of the page.

use askama::Template;

/// A table with a heading for every row and column, in a frame that scrolls where it is too wide.
#[derive(Clone, Debug, Template)]
#[template(path = "grid.html")]
pub(crate) struct Grid {
    /// What the table shows.
    pub(crate) caption: String,
    /// Heading of the first column, then of the others.
    pub(crate) corner: String,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Row>,
    /// Whether the cells are numbers.
    pub(crate) numbers: bool,
    /// What is left out, if anything.
    pub(crate) note: Option<String>,
}

/// A row: its heading and its cells.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) cells: Vec<Cell>,
}

/// A cell, with a smaller second line.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) small: Option<String>,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, small: None }
    }
}

impl Row {
    pub(crate) fn new(name: impl Into<String>, cells: impl IntoIterator<Item = String>) -> Self {
        Self { name: name.into(), cells: cells.into_iter().map(Cell::from).collect() }
    }
}
