//! The public record, as part of a page.

use askama::Template;
use detente_record::{Cast, Entry, PublicLine, timeline};

use super::grid::{Grid, Row};
use crate::record::{line, says, told, when, where_printed, who};
use crate::svg::timeline_svg;

#[derive(Template)]
#[template(path = "record.html")]
struct Record {
    table: Option<Grid>,
    figure: Option<String>,
    lines: Vec<String>,
}

/// The timeline as a figure and a table, and each side's public line, for a page that stands around it; what stands in the entries is
/// escaped.
pub fn record_html(entries: &[Entry], lines: &[PublicLine], cast: &Cast) -> String {
    let row = |entry: &Entry| {
        Row::new(when(entry), vec![who(entry, cast), told(entry), says(entry), where_printed(entry)])
    };
    let table = (!entries.is_empty()).then(|| Grid {
        caption: "Statements of the record, oldest first".into(),
        corner: "When".into(),
        heads: ["Who", "What", "Says to", "Printed in"].map(str::to_string).into(),
        rows: timeline(entries).into_iter().map(row).collect(),
        numbers: false,
        note: None,
    });
    let lines = lines.iter().map(|one| line(one, cast)).collect();
    let page = Record { table, figure: timeline_svg(entries, cast), lines };
    // Writing into memory does not fail.
    page.render().unwrap_or_default()
}
