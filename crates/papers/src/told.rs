//! Findings that come in words: headings, sentences, tables, figures. For results whose own crate says what they mean.

use askama::Template;

use crate::page::grid::{Grid, Row};
use crate::safe::{clean, name};
use crate::terminal::Style;
use crate::terminal::sheet::{Look, Sheet};
use crate::terminal::table::{Kind, Table};

/// A report.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What it is called.
    pub title: String,
    /// Its parts, in order.
    pub parts: Vec<ToldPart>,
}

/// One part of it.
#[derive(Clone, Debug, Default)]
pub struct ToldPart {
    /// The question it answers.
    pub heading: String,
    /// Sentences.
    pub lines: Vec<String>,
    /// Figures in rows.
    pub table: Option<ToldTable>,
    /// A drawing of this crate's, and what it shows.
    pub figure: Option<(String, String)>,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct ToldTable {
    /// What it shows.
    pub caption: String,
    /// Headings of all columns; the first names the rows.
    pub heads: Vec<String>,
    /// Cells; the first of each row is its name.
    pub rows: Vec<Vec<String>>,
}

struct Shown {
    heading: String,
    lines: Vec<String>,
    table: Option<Grid>,
    figure: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "told.html")]
struct Part {
    parts: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "told_page.html")]
struct Page<'a> {
    title: String,
    eyes: &'a str,
    parts: String,
}

impl Told {
    /// For the terminal; figures are left out.
    pub fn text(&self, style: &Style) -> String {
        let mut sheet = Sheet::new(style);
        sheet.title(&name(&self.title));
        for part in &self.parts {
            sheet.heading(&clean(&part.heading));
            part.lines.iter().for_each(|line| sheet.paragraph(Look::Plain, &clean(line)));
            let Some(told) = &part.table else { continue };
            sheet.paragraph(Look::Quiet, &clean(&told.caption));
            let kind = |at: usize| if at == 0 { Kind::Text } else { Kind::Number };
            let mut table =
                Table::new(told.heads.iter().enumerate().map(|(at, head)| (kind(at), clean(head))));
            table.rows = told.rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
            match table.grid(sheet.room()) {
                Some(lines) => sheet.table(&lines),
                None => sheet.ready(&table.blocks(sheet.room())),
            }
        }
        sheet.finish()
    }

    /// As part of a page that stands around it.
    pub fn html(&self) -> String {
        let grid = |told: &ToldTable| {
            let mut heads = told.heads.iter().map(|head| clean(head));
            let row = |row: &Vec<String>| {
                let mut cells = row.iter().map(|cell| clean(cell));
                Row::new(cells.next().unwrap_or_default(), cells)
            };
            Grid {
                caption: clean(&told.caption),
                corner: heads.next().unwrap_or_default(),
                heads: heads.collect(),
                rows: told.rows.iter().map(row).collect(),
                numbers: true,
                note: None,
            }
        };
        let shown = |part: &ToldPart| Shown {
            heading: clean(&part.heading),
            lines: part.lines.iter().map(|line| clean(line)).collect(),
            table: part.table.as_ref().map(grid),
            figure: part.figure.clone(),
        };
        let part = Part { parts: self.parts.iter().map(shown).collect() };
        // Writing into memory does not fail.
        part.render().unwrap_or_default()
    }

    /// As a page that needs nothing else; `eyes` says for whom it is.
    pub fn page(&self, eyes: &str) -> String {
        Page { title: name(&self.title), eyes, parts: self.html() }.render().unwrap_or_default()
    }
}
