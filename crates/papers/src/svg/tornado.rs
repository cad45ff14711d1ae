//! What each vague value moves, as bars around what is read: widest first.

use detente_deal::Analysis;

use super::frontier::shortened;
use super::{Svg, at};
use crate::asked::{MOST, swings};
use crate::figures::minus;
use crate::names::Names;

const WIDTH: f64 = 520.0;
/// The bars stand between these; names stand above them.
const LEFT: f64 = 50.0;
const RIGHT: f64 = 470.0;
const BLOCK: f64 = 38.0;
const MOST_LETTERS: usize = 60;

/// A bar for each of the largest swings. `None` where nothing was swept or nothing moves.
pub(crate) fn tornado(analysis: &Analysis, names: &Names) -> Option<String> {
    let sweep = analysis.sweep.as_ref()?;
    let now = sweep.now?;
    let drawn: Vec<(&str, f64, f64)> = sweep
        .swings
        .iter()
        .take(MOST)
        .filter_map(|swing| Some((swing.what.as_str(), swing.at_low?, swing.at_high?)))
        .collect();
    let ends = || drawn.iter().flat_map(|(_, low, high)| [*low, *high]).chain([now]);
    let (least, most) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    if drawn.is_empty() || most - least <= 0.0 {
        return None;
    }
    let x = |room: f64| LEFT + (room - least) / (most - least) * (RIGHT - LEFT);
    let height = 30.0 + BLOCK * drawn.len() as f64;
    let mut svg = Svg::new(
        "tornado",
        (WIDTH, height),
        "What each vague value moves",
        &swings(analysis, names).join(". "),
    );
    for (row, (what, low, high)) in drawn.iter().enumerate() {
        let y = 8.0 + BLOCK * row as f64;
        let look = "class=\"name\" fill=\"#222\"";
        svg.words((LEFT, y + 10.0), look, &shortened(&names.text(what), MOST_LETTERS));
        for (end, class, colour) in [(*low, "low", "#9a3b12"), (*high, "high", "#0f6b66")] {
            let (from, to) = (x(end.min(now)), x(end.max(now)));
            let place = format!(
                "x=\"{}\" y=\"{}\" width=\"{}\" height=\"12\"",
                at(from),
                at(y + 15.0),
                at(to - from)
            );
            svg.shape("rect", &format!("class=\"{class}\" {place} fill=\"{colour}\""));
        }
        let (left, right, left_of, right_of) =
            if low <= high { (low, high, "least", "most") } else { (high, low, "most", "least") };
        let value = |room: f64, of: &str| format!("{} ({of})", minus(&format!("{room:.2}")));
        let small = "class=\"value\" fill=\"#222\" font-size=\"10\"";
        svg.words(
            (x(left.min(now)), y + 35.0),
            &format!("{small} text-anchor=\"start\""),
            &value(*left, left_of),
        );
        svg.words(
            (x(right.max(now)), y + 35.0),
            &format!("{small} text-anchor=\"end\""),
            &value(*right, right_of),
        );
    }
    let (from, to) = (at(18.0), at(height - 18.0));
    let place = format!("x1=\"{0}\" x2=\"{0}\" y1=\"{from}\" y2=\"{to}\"", at(x(now)));
    svg.shape("line", &format!("class=\"axis\" {place} stroke=\"#555\""));
    let look = "class=\"value\" fill=\"#222\" text-anchor=\"middle\"";
    svg.words((x(now), height - 4.0), look, &format!("as read: {}", minus(&format!("{now:.2}"))));
    Some(svg.finish())
}
