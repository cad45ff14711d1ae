//! Tables that always fit.

use super::lines::{apart, left, right, short, width, wrap};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, cut short where there is no room.
    Name,
    /// Text, wrapped where there is no room.
    Text,
    /// A number, never cut; on the right.
    Number,
}

/// Columns narrower than this say nothing.
const NARROWEST: usize = 10;
const GAP: &str = "  ";

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) columns: Vec<(Kind, String)>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = (Kind, String)>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Lines of at most `most` columns, the heading first; `None` if the numbers leave no room for the names.
    pub(crate) fn grid(&self, most: usize) -> Option<Vec<String>> {
        let widths = self.widths(most)?;
        let heading: Vec<String> = self.columns.iter().map(|(_, heading)| heading.clone()).collect();
        let mut lines = self.row(&heading, &widths);
        let mut rows = self.rows.clone();
        for (at, _) in self.columns.iter().enumerate().filter(|(_, (kind, _))| *kind == Kind::Name) {
            let names: Vec<String> = rows.iter().map(|row| row[at].clone()).collect();
            rows.iter_mut().zip(apart(&names, widths[at])).for_each(|(row, name)| row[at] = name);
        }
        for row in &rows {
            lines.extend(self.row(row, &widths));
        }
        Some(lines)
    }

    /// One block per row: what the first cell names, then `heading: cell` lines. Fits any width.
    pub(crate) fn blocks(&self, most: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &self.rows {
            for (at, (cell, (_, heading))) in row.iter().zip(&self.columns).enumerate() {
                let (text, indent) =
                    if at == 0 { (cell.clone(), 0) } else { (format!("{heading}: {cell}"), 2) };
                let wrapped = wrap(&text, most.saturating_sub(indent));
                lines.extend(wrapped.iter().map(|line| format!("{}{line}", " ".repeat(indent))));
            }
        }
        lines
    }

    /// As a grid, or where that has no room as blocks.
    pub(crate) fn lines(&self, most: usize) -> Vec<String> {
        self.grid(most).unwrap_or_else(|| self.blocks(most))
    }

    fn widths(&self, most: usize) -> Option<Vec<usize>> {
        let natural = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
            cells.chain([width(&self.columns[column].1)]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..self.columns.len()).map(natural).collect();
        let gaps = GAP.len() * self.columns.len().saturating_sub(1);
        let (mut elastic, fixed): (Vec<usize>, Vec<usize>) =
            (0..self.columns.len()).partition(|&column| self.columns[column].0 != Kind::Number);
        let taken = gaps + fixed.iter().map(|&column| widths[column]).sum::<usize>();
        let mut room = most.checked_sub(taken)?;
        elastic.sort_by_key(|&column| widths[column]);
        for (at, &column) in elastic.iter().enumerate() {
            let share = room / (elastic.len() - at);
            if share < NARROWEST.min(widths[column]) {
                return None;
            }
            widths[column] = widths[column].min(share);
            room -= widths[column];
        }
        Some(widths)
    }

    fn row(&self, cells: &[String], widths: &[usize]) -> Vec<String> {
        let fitted: Vec<Vec<String>> = self
            .columns
            .iter()
            .zip(cells)
            .zip(widths)
            .map(|(((kind, _), cell), &columns)| match kind {
                Kind::Name => vec![short(cell, columns)],
                Kind::Text => wrap(cell, columns),
                Kind::Number => vec![cell.clone()],
            })
            .collect();
        let height = fitted.iter().map(Vec::len).max().unwrap_or(0);
        let line = |at: usize| {
            let cells = fitted.iter().zip(&self.columns).zip(widths).map(|((cell, (kind, _)), &columns)| {
                let text = cell.get(at).map_or("", String::as_str);
                if *kind == Kind::Number { right(text, columns) } else { left(text, columns) }
            });
            cells.collect::<Vec<String>>().join(GAP).trim_end().to_string()
        };
        (0..height).map(line).collect()
    }
}
