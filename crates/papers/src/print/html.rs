//! A document as a page to print.

use askama::Template;

use super::{Change, Piece, Print, Span};
use crate::safe::{clean, escaped};

#[derive(Template)]
#[template(path = "print.html")]
struct Page<'a> {
    title: &'a str,
    copy: Option<String>,
    body: String,
}

/// A document as one page that needs nothing else.
pub fn page(print: &Print) -> String {
    let mut body = String::new();
    for piece in &print.pieces {
        match piece {
            Piece::Heading(level, spans) => {
                let level = level.saturating_add(1).clamp(2, 4);
                body.push_str(&format!("<h{level} dir=\"auto\">{}</h{level}>\n", words(spans)));
            }
            Piece::Paragraph(spans, change) => {
                let (before, after) = around(*change);
                body.push_str(&format!("<p dir=\"auto\">{before}{}{after}</p>\n", words(spans)));
            }
            Piece::Table(heads, rows) => {
                let cells = |cells: &[String], tag: &str| -> String {
                    cells
                        .iter()
                        .map(|cell| format!("<{tag} dir=\"auto\">{}</{tag}>", escaped(cell)))
                        .collect()
                };
                body.push_str(&format!(
                    "<table><thead><tr>{}</tr></thead><tbody>",
                    cells(heads, "th scope=\"col\"").replace("</th scope=\"col\">", "</th>")
                ));
                for row in rows {
                    body.push_str(&format!("<tr>{}</tr>", cells(row, "td")));
                }
                body.push_str("</tbody></table>\n");
            }
        }
    }
    let copy = print.copy.as_ref().map(|copy| clean(copy));
    // A String takes all that is written.
    (Page { title: &print.title, copy, body }).render().unwrap_or_default()
}

fn around(change: Change) -> (&'static str, &'static str) {
    match change {
        Change::Kept => ("", ""),
        Change::In => ("<ins>", "</ins>"),
        Change::Out => ("<del>", "</del>"),
    }
}

fn words(spans: &[Span]) -> String {
    let mut out = String::new();
    for span in spans {
        let text = escaped(&span.text);
        let text = match (span.raised, span.strong, span.emphasis) {
            (true, ..) => format!("<sup>{text}</sup>"),
            (_, true, _) => format!("<strong>{text}</strong>"),
            (_, _, true) => format!("<em>{text}</em>"),
            _ => text,
        };
        let (before, after) = around(span.change);
        out.push_str(&format!("{before}{text}{after}"));
    }
    out
}
