//! Who gains what in each package, as bars.

use detente_deal::Analysis;

use super::frontier::shortened;
use super::{Svg, at};
use crate::figures::{Column, minus, whole};
use crate::names::{Names, Place};
use crate::picks::{Measure, Pick, picks};
use crate::words::capital;

const WIDTH: f64 = 400.0;
/// The bars stand between these.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 326.0;
const BAR: f64 = 18.0;
const BLOCK: f64 = 30.0;
const MOST_LETTERS: usize = 44;

/// What each party gains in each package the measures pick (or by how much it falls short in the nearest one): bars,
/// each party on its own scale, with the numbers beside them. `None` if no package is picked.
pub fn gains_svg(analysis: &Analysis) -> Option<String> {
    gains(analysis, &picks(analysis), &Names::new(analysis, Place::Page))
}

/// A party's stretch: the largest shortfall and the largest gain that is drawn, and what its best package would gain.
struct Stretch {
    below: f64,
    above: f64,
    best: Option<f64>,
}

pub(crate) fn gains(analysis: &Analysis, picks: &[Pick<'_>], names: &Names) -> Option<String> {
    let first = picks.first()?;
    let nearest = first.measures == [Measure::Closest];
    let stretches: Vec<Stretch> =
        (0..analysis.parties.len()).map(|party| stretch(analysis, picks, party)).collect();
    // The zero line stands in one place for all: as far right as the longest shortfall needs.
    let zero = stretches.iter().map(|s| s.below / (s.below + s.above)).filter(|s| s.is_finite());
    let zero = zero.fold(0.0, f64::max).min(0.9);
    let column = Column::of(picks.iter().flat_map(|pick| pick.solution.gain.iter().copied()));
    let top = 8.0;
    let block = BLOCK + BAR * picks.len() as f64;
    let height = top + block * stretches.len() as f64;
    let title =
        if nearest { "Who falls short in the nearest package" } else { "Who gains what in each package" };
    let mut svg = Svg::new("gains", (WIDTH, height), title, &description(picks, names, column));
    let x = LEFT + zero * (RIGHT - LEFT);
    for (party, stretch) in stretches.iter().enumerate() {
        let above = if stretch.above > 0.0 { (RIGHT - x) / stretch.above } else { f64::INFINITY };
        let below = if stretch.below > 0.0 { (x - LEFT) / stretch.below } else { f64::INFINITY };
        let scale = if above.min(below).is_finite() { above.min(below) } else { 0.0 };
        let y = top + block * party as f64;
        let look = "class=\"name\" fill=\"#222\" font-weight=\"600\"";
        svg.words((4.0, y + 14.0), look, &shortened(names.party(party), MOST_LETTERS));
        for (row, pick) in picks.iter().enumerate() {
            let gain = pick.solution.gain.get(party).copied().filter(|gain| gain.is_finite()).unwrap_or(0.0);
            let middle = y + 22.0 + BAR * (row as f64 + 0.5);
            bar(&mut svg, (x, middle), stretch.best.map(|best| best * scale), gain * scale);
            let letters = "class=\"letters\" fill=\"#222\" text-anchor=\"end\"";
            svg.words((LEFT - 8.0, middle + 4.0), letters, &pick.letters());
            let end = (x + (gain * scale).max(0.0) + 6.0)
                .max(stretch.best.map_or(0.0, |best| x + best * scale + 6.0));
            svg.words((end, middle + 4.0), "class=\"value\" fill=\"#222\"", &minus(&column.signed(gain)));
        }
        let (from, to) = (at(y + 20.0), at(y + 24.0 + BAR * picks.len() as f64));
        svg.shape(
            "line",
            &format!("class=\"axis\" x1=\"{0}\" x2=\"{0}\" y1=\"{from}\" y2=\"{to}\" stroke=\"#555\"", at(x)),
        );
    }
    Some(svg.finish())
}

fn stretch(analysis: &Analysis, picks: &[Pick<'_>], party: usize) -> Stretch {
    let own = picks.iter().filter_map(|pick| {
        let gain = pick.solution.gain.get(party).copied().filter(|gain| gain.is_finite())?;
        Some((gain, pick.solution.worth.get(party).copied()?))
    });
    let own: Vec<(f64, f64)> = own.collect();
    // The worth of the best package on the scale of gains: a place on the drawing, not a figure.
    let best = analysis.parties.get(party).and_then(|p| p.best).zip(own.first());
    let best = best.map(|(best, (gain, worth))| best - worth + gain).filter(|best| *best > 0.0);
    let above = own.iter().map(|(gain, _)| *gain).chain(best).fold(0.0, f64::max);
    let below = own.iter().map(|(gain, _)| -gain).fold(0.0, f64::max);
    Stretch { below, above, best }
}

fn bar(svg: &mut Svg, (x, middle): (f64, f64), best: Option<f64>, gain: f64) {
    let (y, height) = (at(middle - 6.0), "12");
    if let Some(best) = best {
        let outline = "fill=\"none\" stroke=\"#888\" stroke-width=\"0.8\"";
        let place = format!("x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{height}\"", at(x), at(best));
        svg.shape("rect", &format!("class=\"track\" {place} {outline}"));
    }
    let (start, class, colour) =
        if gain < 0.0 { (x + gain, "short", "#9a3b12") } else { (x, "gain", "#0f6b66") };
    let place = format!("x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{height}\"", at(start), at(gain.abs()));
    svg.shape("rect", &format!("class=\"{class}\" {place} fill=\"{colour}\""));
}

fn description(picks: &[Pick<'_>], names: &Names, column: Column) -> String {
    const MOST_NAMED: usize = 12;
    let scale =
        "Each party's bars are on its own scale; the outline is what the best of all packages would give it.";
    let mut parts = vec![scale.to_string()];
    for pick in picks {
        let gains = pick.solution.gain.iter().enumerate().take(MOST_NAMED);
        let gains: Vec<String> =
            gains.map(|(party, gain)| format!("{} {}", names.party(party), column.signed(*gain))).collect();
        let left = pick.solution.gain.len().saturating_sub(MOST_NAMED);
        let others = if left > 0 { format!(", and {} others", whole(left)) } else { String::new() };
        parts.push(format!("{}: {}{others}.", capital(&pick.names()), gains.join(", ")));
    }
    parts.join(" ")
}
