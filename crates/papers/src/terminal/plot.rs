//! The frontier of two parties, drawn with letters.

use detente_deal::Analysis;

use super::lines::{right, short, width};
use crate::figures::Column;
use crate::frame::Frame;
use crate::names::Names;
use crate::picks::Pick;

/// Rows of the drawing.
const ROWS: usize = 16;
/// Most columns of the drawing; wider would not show more.
const MOST_COLUMNS: usize = 64;

/// The drawing and its key: the first party to the right, the second upward.
pub(crate) fn plot(
    analysis: &Analysis,
    picks: &[Pick<'_>],
    names: &Names,
    most: usize,
) -> Option<Vec<String>> {
    if analysis.parties.len() != 2 {
        return None;
    }
    let frame = Frame::new(analysis, picks, 0, 1)?;
    let column = Column::of([frame.x_ends.0, frame.x_ends.1, frame.y_ends.0, frame.y_ends.1]);
    let (bottom, top) = (column.show(frame.y_ends.0), column.show(frame.y_ends.1));
    let margin = width(&top).max(width(&bottom));
    let columns = most.checked_sub(margin + 2)?.min(MOST_COLUMNS);
    let mut grid = vec![vec![' '; columns]; ROWS];
    let cell = |x: f64, y: f64| {
        let across = (frame.across(x) * (columns - 1) as f64).round() as usize;
        let up = (frame.up(y) * (ROWS - 1) as f64).round() as usize;
        (ROWS - 1 - up.min(ROWS - 1), across.min(columns - 1))
    };
    if let Some(away) = analysis.parties[0].walk_away {
        let (_, across) = cell(away, frame.y.0);
        grid.iter_mut().step_by(2).for_each(|row| row[across] = 'w');
    }
    if let Some(away) = analysis.parties[1].walk_away {
        let (row, _) = cell(frame.x.0, away);
        grid[row].iter_mut().step_by(3).for_each(|place| *place = 'w');
    }
    for point in analysis.frontier.iter().flat_map(|frontier| &frontier.points) {
        let (row, across) = cell(point.worth[0], point.worth[1]);
        grid[row][across] = '.';
    }
    let mut taken: Vec<((usize, usize), usize)> = Vec::new();
    let mut crowded = false;
    for (at, pick) in picks.iter().enumerate() {
        let place = cell(pick.solution.worth[0], pick.solution.worth[1]);
        let letter = pick.measures.first().and_then(|measure| measure.letter().chars().next()).unwrap_or('?');
        let shared = taken.iter().any(|(known, _)| *known == place);
        crowded |= shared;
        grid[place.0][place.1] = if shared { '*' } else { letter };
        taken.push((place, at));
    }
    let mut lines = vec![short(&format!("{} (upward)", names.party(1)), most)];
    let (low_row, start) = cell(frame.x_ends.0, frame.y_ends.0);
    let (high_row, end) = cell(frame.x_ends.1, frame.y_ends.1);
    for (at, row) in grid.iter().enumerate() {
        let label = match at {
            at if at == high_row => &top,
            at if at == low_row => &bottom,
            _ => "",
        };
        let drawn: String = row.iter().collect();
        lines.push(format!("{} |{drawn}", right(label, margin)).trim_end().to_string());
    }
    lines.push(format!("{} +{}", " ".repeat(margin), "-".repeat(columns)));
    lines.push(format!("{}{}", " ".repeat(margin + 2), ends(&frame, column, columns, (start, end))));
    let across = short(&format!("{} (to the right)", names.party(0)), columns);
    lines.push(format!("{}{}", " ".repeat(margin + 2), right(&across, columns)));
    lines.push(String::new());
    let mut key: Vec<String> = picks
        .iter()
        .filter_map(|pick| {
            let first = pick.measures.first()?;
            Some(format!("{} {}", first.letter(), pick.names()))
        })
        .collect();
    if !grid.iter().flatten().all(|place| *place != '.') {
        key.push(". frontier".into());
    }
    if analysis.parties.iter().any(|party| party.walk_away.is_some()) {
        key.push("w walk-away".into());
    }
    if crowded {
        key.push("* several of these".into());
    }
    lines.extend(spread(&key, most));
    Some(lines)
}

/// The numbers under the drawing: the least and the most, each centred under its column where there is room.
fn ends(frame: &Frame, column: Column, columns: usize, (start, end): (usize, usize)) -> String {
    let (low, high) = (column.show(frame.x_ends.0), column.show(frame.x_ends.1));
    if low == high {
        return right(&low, (start + width(&low).div_ceil(2)).min(columns));
    }
    let low = right(&low, start + width(&low).div_ceil(2));
    let until = (end + width(&high).div_ceil(2)).min(columns).max(width(&low) + 1 + width(&high));
    format!("{low}{}", right(&high, until - width(&low)))
}

/// The entries of a key, as many to a line as fit.
fn spread(entries: &[String], most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        match lines.last_mut() {
            Some(line) if width(line) + 3 + width(entry) <= most => line.push_str(&format!("   {entry}")),
            _ => lines.push(short(entry, most)),
        }
    }
    lines
}
