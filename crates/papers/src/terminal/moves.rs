//! The conflict away from the table, for the terminal.

use detente_moves::MovesAnalysis;

use super::Style;
use super::sheet::{Look, Sheet};
use super::table::{Kind, Table};
use crate::moves::Told;

/// The whole report.
pub fn moves(analysis: &MovesAnalysis, style: &Style) -> String {
    let told = Told(analysis);
    let mut sheet = Sheet::new(style);
    sheet.title("Moves");
    for part in told.parts() {
        sheet.heading(part.heading);
        part.lines.iter().for_each(|line| sheet.item("-", line));
    }
    if let Some(found) = told.table() {
        sheet.heading("Every state, for each actor");
        let heads = found.heads.iter().map(|head| (Kind::Text, head.clone()));
        let mut table = Table::new(
            [(Kind::Number, "State".to_string()), (Kind::Name, "What is done".into())]
                .into_iter()
                .chain(heads),
        );
        table.rows = found
            .rows
            .iter()
            .map(|(state, what, cells)| [vec![state.to_string(), what.clone()], cells.clone()].concat())
            .collect();
        match table.grid(sheet.room()) {
            Some(lines) => sheet.table(&lines),
            None => sheet.ready(&table.blocks(sheet.room())),
        }
        sheet.paragraph(
            Look::Quiet,
            "nash: no move it likes better. sseq, seq: answers that help whoever makes them deter each (sseq: and it could not get out). smr, gmr: \
             some answers do. leaves: it would go.",
        );
        if found.left > 0 {
            sheet.paragraph(Look::Quiet, &format!("{} more states; --format json lists all.", found.left));
        }
    }
    sheet.heading("What does this rest on?");
    told.caveats().iter().for_each(|line| sheet.item("-", line));
    sheet.finish()
}

/// What an analysis of packages says of it, as one more section.
pub fn who_can_move(analysis: &MovesAnalysis, style: &Style) -> String {
    let told = Told(analysis);
    let mut sheet = Sheet::new(style);
    for part in told.parts().into_iter().take(3) {
        sheet.heading(part.heading);
        part.lines.iter().for_each(|line| sheet.item("-", line));
    }
    sheet.paragraph(
        Look::Quiet,
        "Under the preferences in mediator/moves.toml; `detente moves` says all of it.",
    );
    sheet.finish()
}
