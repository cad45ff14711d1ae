//! A heat map: shares by row and column, each cell with its number, so that nothing hangs on colour.

use super::frontier::shortened;
use super::{Svg, at};
use crate::safe::name;

const CELL: (f64, f64) = (52.0, 24.0);
const LEFT: f64 = 190.0;
const TOP: f64 = 130.0;
const MOST_LETTERS: usize = 28;

/// Shares from 0 to 1 by row and column; `None` where there is none. Columns beyond 60 and rows beyond 60 are left to the tables.
pub fn heat_svg(title: &str, rows: &[String], columns: &[String], share: &[Vec<Option<f64>>]) -> String {
    let (rows, columns) = (&rows[..rows.len().min(60)], &columns[..columns.len().min(60)]);
    let width = LEFT + CELL.0 * columns.len() as f64 + 130.0;
    let height = TOP + CELL.1 * rows.len() as f64 + 10.0;
    let told = rows.iter().zip(share).map(|(row, cells)| {
        let known = cells.iter().flatten();
        let (sum, many) = known.fold((0.0, 0.0), |(sum, many), share| (sum + share, many + 1.0));
        if many > 0.0 { format!("{}: {:.2} on average", name(row), sum / many) } else { name(row) }
    });
    let mut svg = Svg::new("heat", (width, height), title, &told.collect::<Vec<_>>().join(". "));
    for (nth, column) in columns.iter().enumerate() {
        let x = LEFT + CELL.0 * (nth as f64 + 0.5);
        let turned = format!(
            "class=\"name\" fill=\"#222\" font-size=\"10\" transform=\"rotate(-45 {} {})\"",
            at(x),
            at(TOP - 6.0)
        );
        svg.words((x, TOP - 6.0), &turned, &shortened(&name(column), MOST_LETTERS));
    }
    for (nth, (row, cells)) in rows.iter().zip(share).enumerate() {
        let y = TOP + CELL.1 * nth as f64;
        svg.words(
            (LEFT - 8.0, y + 16.0),
            "class=\"name\" fill=\"#222\" text-anchor=\"end\"",
            &shortened(&name(row), MOST_LETTERS),
        );
        for (column, share) in cells.iter().take(columns.len()).enumerate() {
            let x = LEFT + CELL.0 * column as f64;
            let Some(share) = share.filter(|share| share.is_finite()) else { continue };
            let deep = share.clamp(0.0, 1.0);
            let place = format!(
                "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                at(x),
                at(y),
                at(CELL.0 - 2.0),
                at(CELL.1 - 2.0)
            );
            svg.shape(
                "rect",
                &format!("class=\"heat\" {place} fill=\"#0f6b66\" fill-opacity=\"{:.2}\"", 0.08 + 0.6 * deep),
            );
            svg.words(
                (x + CELL.0 / 2.0 - 1.0, y + 16.0),
                "class=\"value\" fill=\"#111\" font-size=\"11\" text-anchor=\"middle\"",
                &format!("{share:.2}"),
            );
        }
    }
    svg.finish()
}
