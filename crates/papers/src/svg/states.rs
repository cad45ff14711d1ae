//! The states around the status quo, and who would move between them.

use detente_moves::MovesAnalysis;

use super::frontier::shortened;
use super::{Svg, at};
use crate::moves::Told;

const BOX: (f64, f64) = (150.0, 40.0);
const STEP: (f64, f64) = (236.0, 66.0);
const MARGIN: f64 = 24.0;
const MOST_COLUMNS: usize = 4;
const MOST_ROWS: usize = 8;
const MOST_LETTERS: usize = 24;

/// The figure; `None` where ways to the states are not listed.
pub(crate) fn states(analysis: &MovesAnalysis) -> Option<String> {
    let told = Told(analysis);
    let ways = analysis.status_quo.any_move.as_ref()?;
    let improvements = analysis.improvements.as_ref()?;
    let lasts =
        analysis.equilibria.0.first().and_then(|(_, all)| all.get("seq")).cloned().unwrap_or_default();
    // By how many moves away; where there are too many, those that last or can be come to by improvements first.
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); MOST_COLUMNS];
    for (state, way) in &ways.0 {
        if let (Some(column), Ok(state)) = (columns.get_mut(way.steps), state.parse()) {
            column.push(state);
        }
    }
    let near = |state: &usize| {
        analysis
            .status_quo
            .improvements_only
            .as_ref()
            .is_some_and(|all| all.get(&state.to_string()).is_some())
    };
    for column in &mut columns {
        column.sort_by_key(|state| (!near(state), !lasts.contains(state), *state));
        column.truncate(MOST_ROWS);
        column.sort_unstable();
    }
    columns.retain(|column| !column.is_empty());
    let tallest = columns.iter().map(Vec::len).max()?;
    let place = |state: usize| {
        columns.iter().enumerate().find_map(|(across, column)| {
            let down = column.iter().position(|known| *known == state)?;
            let lift = (tallest - column.len()) as f64 * STEP.1 / 2.0;
            Some((MARGIN + STEP.0 * across as f64, MARGIN + lift + STEP.1 * down as f64))
        })
    };
    let mut arrows: Vec<(usize, usize, Vec<String>)> = Vec::new();
    for actor in &analysis.actors {
        let Some(rows) = improvements.get(&actor.id) else { continue };
        for (from, to) in &rows.0 {
            let Ok(from) = from.parse::<usize>() else { continue };
            for to in to.iter().filter(|to| place(from).is_some() && place(**to).is_some()) {
                let who = shortened(&crate::safe::name(&actor.id), 12);
                match arrows.iter_mut().find(|(a, b, _)| (*a, *b) == (from, *to)) {
                    Some((.., all)) => all.push(who),
                    None => arrows.push((from, *to, vec![who])),
                }
            }
        }
    }
    let size = (
        2.0 * MARGIN + STEP.0 * (columns.len() as f64 - 1.0) + BOX.0,
        2.0 * MARGIN + STEP.1 * tallest as f64,
    );
    let each = arrows.iter().map(|(from, to, who)| format!("{} from {from} to {to}", who.join(" and ")));
    let desc = format!(
        "The status quo is {}. Moves that make their mover better off: {}.",
        told.state(analysis.status_quo.state),
        each.take(60).collect::<Vec<_>>().join("; ")
    );
    let mut svg = Svg::new("states", size, "States around the status quo", &desc);
    svg.shape_with(
        "defs",
        "",
        "<marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\" fill=\"#555\"/></marker>",
    );
    for (from, to, who) in &arrows {
        let (Some(a), Some(b)) = (place(*from), place(*to)) else { continue };
        let (path, middle) = curve(a, b);
        svg.shape("path", &format!("d=\"{path}\" stroke=\"#555\" marker-end=\"url(#head)\""));
        svg.words(middle, "fill=\"#444\" font-size=\"10\" text-anchor=\"middle\"", &who.join(", "));
    }
    for state in columns.iter().flatten() {
        let Some((x, y)) = place(*state) else { continue };
        let quo = *state == analysis.status_quo.state;
        let frame = |inset: f64, fill: &str| {
            format!(
                "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"{fill}\" stroke=\"#555\" stroke-width=\"{}\"",
                at(x + inset),
                at(y + inset),
                at(BOX.0 - 2.0 * inset),
                at(BOX.1 - 2.0 * inset),
                if quo { "2.5" } else { "1" }
            )
        };
        svg.shape("rect", &frame(0.0, "#fbfaf6"));
        if lasts.contains(state) {
            svg.shape("rect", &frame(3.0, "none"));
        }
        let look = "fill=\"#222\" text-anchor=\"middle\"";
        let middle = x + BOX.0 / 2.0;
        let first = if quo { format!("{state} (now)") } else { state.to_string() };
        svg.words((middle, y + 17.0), &format!("{look} font-weight=\"600\""), &first);
        svg.words(
            (middle, y + 31.0),
            &format!("{look} font-size=\"11\""),
            &shortened(&told.what(*state), MOST_LETTERS),
        );
    }
    Some(svg.finish())
}

/// From box to box, bent so that ways there and back are apart; and where its words stand.
fn curve(a: (f64, f64), b: (f64, f64)) -> (String, (f64, f64)) {
    let (start, end) = if (a.0 - b.0).abs() < 1.0 {
        // Inside a column on the right going down, on the left going up.
        let side = if a.1 < b.1 { BOX.0 } else { 0.0 };
        ((a.0 + side, a.1 + BOX.1 / 2.0), (b.0 + side, b.1 + BOX.1 / 2.0))
    } else if a.0 < b.0 {
        ((a.0 + BOX.0, a.1 + BOX.1 * 0.35), (b.0, b.1 + BOX.1 * 0.35))
    } else {
        ((a.0, a.1 + BOX.1 * 0.65), (b.0 + BOX.0, b.1 + BOX.1 * 0.65))
    };
    let bend = if (a.0 - b.0).abs() < 1.0 {
        let out = if a.1 < b.1 { 44.0 } else { -20.0 };
        (start.0 + out, (start.1 + end.1) / 2.0)
    } else {
        let lift = if a.0 < b.0 { -16.0 } else { 16.0 };
        ((start.0 + end.0) / 2.0, (start.1 + end.1) / 2.0 + lift)
    };
    let path =
        format!("M{} {}Q{} {} {} {}", at(start.0), at(start.1), at(bend.0), at(bend.1), at(end.0), at(end.1));
    let middle = ((start.0 + 2.0 * bend.0 + end.0) / 4.0, (start.1 + 2.0 * bend.1 + end.1) / 4.0);
    (path, middle)
}
