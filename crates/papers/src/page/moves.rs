//! The conflict away from the table, as part of a page.

use askama::Template;
use detente_moves::MovesAnalysis;

use super::grid::{Grid, Row};
use crate::moves::{Part, Told};
use crate::svg::states;

#[derive(Template)]
#[template(path = "moves.html")]
struct Moves {
    parts: Vec<Part>,
    table: Option<Grid>,
    figure: Option<String>,
    caveats: Vec<String>,
}

/// All that is said of it, for a page that stands around it; what stands in the analysis is escaped.
pub fn moves_html(analysis: &MovesAnalysis) -> String {
    let told = Told(analysis);
    let table = told.table().map(|found| Grid {
        caption: "Every state, for each actor: nash, no move it likes better; sseq and seq, answers that help whoever makes them deter each (sseq: and it \
                  could not get out); smr and gmr, some answers do; leaves, it would go"
            .into(),
        corner: "State".into(),
        heads: found.heads.clone(),
        rows: found.rows.iter().map(|(state, what, cells)| Row::new(format!("{state}: {what}"), cells.clone())).collect(),
        numbers: false,
        note: (found.left > 0).then(|| format!("{} more states are left out.", found.left)),
    });
    let page = Moves { parts: told.parts(), table, figure: states(analysis), caveats: told.caveats() };
    // Writing into memory does not fail.
    page.render().unwrap_or_default()
}
