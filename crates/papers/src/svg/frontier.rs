//! The frontier of two parties: points, the zone's outline, walk-aways and the measures' packages.

use detente_deal::Analysis;

use super::labels::{LINE, placed};
use super::{Svg, at};
use crate::figures::{Column, counted, figure};
use crate::frame::Frame;
use crate::names::{Names, Place};
use crate::picks::{Pick, picks};
use crate::words::capital;

const SIZE: (f64, f64) = (400.0, 346.0);
const LEFT: f64 = 52.0;
const RIGHT: f64 = 390.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 294.0;
/// Letters of a name along an axis.
const MOST_LETTERS: usize = 36;
/// Dots drawn apart from each other; more would only make the page heavy.
const MOST_DOTS: usize = 4_000;

/// The frontier as the parties `first` (to the right) and `second` (upward) see it: a figure of its own with a title
/// and a description. With more than two parties the points are seen from the side. `None` if there is nothing to draw or
/// no such pair.
pub fn frontier_svg(analysis: &Analysis, first: usize, second: usize) -> Option<String> {
    frontier(analysis, &picks(analysis), &Names::new(analysis, Place::Page), first, second)
}

pub(crate) fn frontier(
    analysis: &Analysis,
    picks: &[Pick<'_>],
    names: &Names,
    first: usize,
    second: usize,
) -> Option<String> {
    if first == second {
        return None;
    }
    let frame = Frame::new(analysis, picks, first, second)?;
    let place = |worth: &[f64]| -> Option<(f64, f64)> {
        let (x, y) = (worth.get(first)?, worth.get(second)?);
        Some((LEFT + frame.across(*x) * (RIGHT - LEFT), BOTTOM - frame.up(*y) * (BOTTOM - TOP)))
    };
    let points: Vec<(f64, f64)> = analysis
        .frontier
        .iter()
        .flat_map(|frontier| &frontier.points)
        .filter_map(|point| place(&point.worth))
        .collect();
    let title = format!("What packages are worth to {} and {}", names.party(first), names.party(second));
    let desc = description(analysis, picks, names, first, second);
    let mut svg = Svg::new(&format!("frontier-{}-{}", first + 1, second + 1), SIZE, &title, &desc);
    axes(&mut svg, &frame, names, first, second);
    let away = (analysis.parties[first].walk_away, analysis.parties[second].walk_away);
    let corner = (
        away.0.map_or(LEFT, |x| LEFT + frame.across(x) * (RIGHT - LEFT)),
        away.1.map_or(BOTTOM, |y| BOTTOM - frame.up(y) * (BOTTOM - TOP)),
    );
    let two = analysis.parties.len() == 2;
    let joined = analysis.frontier.as_ref().and_then(|frontier| frontier.joined.as_ref()).filter(|_| two);
    outline(&mut svg, &points, joined.map(Vec::as_slice), corner);
    walk_aways(&mut svg, away, corner);
    dots(&mut svg, &points);
    marks(&mut svg, picks, place);
    Some(svg.finish())
}

fn description(
    analysis: &Analysis,
    picks: &[Pick<'_>],
    names: &Names,
    first: usize,
    second: usize,
) -> String {
    let (across, upward) = (names.party(first), names.party(second));
    let mut parts = vec![format!("Worth to {across} grows to the right, worth to {upward} upward.")];
    if let Some(frontier) = analysis.frontier.as_ref().filter(|frontier| frontier.count > 0) {
        parts.push(format!(
            "{} drawn.",
            counted(&frontier.count.to_string(), "frontier point is", "frontier points are")
        ));
    }
    for party in [first, second] {
        parts.push(match analysis.parties[party].walk_away {
            Some(away) => format!("{} walks away below {}.", names.party(party), figure(away)),
            None => format!("No walk-away is held for {}.", names.party(party)),
        });
    }
    for pick in picks {
        if let (Some(x), Some(y)) = (pick.solution.worth.get(first), pick.solution.worth.get(second)) {
            parts.push(format!("{}: {} and {}.", capital(&pick.names()), figure(*x), figure(*y)));
        }
    }
    parts.join(" ")
}

fn axes(svg: &mut Svg, frame: &Frame, names: &Names, first: usize, second: usize) {
    let across = ticks(frame.x);
    let column = Column::of(across.iter().copied());
    for &tick in &across {
        let x = LEFT + frame.across(tick) * (RIGHT - LEFT);
        rule(svg, (x, TOP), (x, BOTTOM), "class=\"grid\" stroke=\"#ddd\"");
        svg.words(
            (x, BOTTOM + 16.0),
            "class=\"tick\" fill=\"#555\" text-anchor=\"middle\" font-size=\"11\"",
            &column.show(tick),
        );
    }
    let upward = ticks(frame.y);
    let column = Column::of(upward.iter().copied());
    for &tick in &upward {
        let y = BOTTOM - frame.up(tick) * (BOTTOM - TOP);
        rule(svg, (LEFT, y), (RIGHT, y), "class=\"grid\" stroke=\"#ddd\"");
        svg.words(
            (LEFT - 6.0, y + 4.0),
            "class=\"tick\" fill=\"#555\" text-anchor=\"end\" font-size=\"11\"",
            &column.show(tick),
        );
    }
    rule(svg, (LEFT, BOTTOM), (RIGHT, BOTTOM), "class=\"axis\" stroke=\"#555\"");
    rule(svg, (LEFT, TOP), (LEFT, BOTTOM), "class=\"axis\" stroke=\"#555\"");
    let name = |party: usize| shortened(names.party(party), MOST_LETTERS);
    svg.words((10.0, 16.0), "class=\"name\" fill=\"#222\"", &format!("\u{2191} worth to {}", name(second)));
    let right = "class=\"name\" fill=\"#222\" text-anchor=\"end\"";
    svg.words((RIGHT, BOTTOM + 40.0), right, &format!("worth to {} \u{2192}", name(first)));
}

fn rule(svg: &mut Svg, from: (f64, f64), to: (f64, f64), attributes: &str) {
    let line = format!("x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"", at(from.0), at(from.1), at(to.0), at(to.1));
    svg.shape("line", &format!("{line} {attributes}"));
}

/// Round numbers inside a stretch, about five.
fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return Vec::new();
    }
    let mut unit = 1.0;
    while unit * 10.0 < span {
        unit *= 10.0;
    }
    while unit > span {
        unit /= 10.0;
    }
    let step =
        [0.1, 0.2, 0.5, 1.0, 2.0, 5.0].map(|part| part * unit).into_iter().find(|step| span / step <= 6.0);
    let step = step.unwrap_or(unit);
    let start = (low / step).ceil();
    (0..12).map(|n| (start + f64::from(n)) * step).take_while(|tick| *tick <= high).collect()
}

/// The zone as these two parties see it: everything at or below some frontier point and above the walk-aways.
fn outline(svg: &mut Svg, points: &[(f64, f64)], joined: Option<&[bool]>, corner: (f64, f64)) {
    // Each point with whether a straight stretch leads to the next one.
    let mut edge: Vec<((f64, f64), bool)> = points.iter().copied().map(|point| (point, false)).collect();
    if let Some(joined) = joined {
        edge.iter_mut().zip(joined).for_each(|(point, joined)| point.1 = *joined);
        if edge.first().zip(edge.last()).is_some_and(|(first, last)| first.0.0 < last.0.0) {
            let turned: Vec<bool> = edge.iter().rev().skip(1).map(|(_, joined)| *joined).collect();
            edge.reverse();
            edge.iter_mut()
                .zip(turned.into_iter().chain([false]))
                .for_each(|(point, joined)| point.1 = joined);
        }
    } else {
        // From the right: only points higher than all before them stand on the edge.
        edge.sort_by(|a, b| b.0.0.total_cmp(&a.0.0).then(a.0.1.total_cmp(&b.0.1)));
        let mut height = f64::INFINITY;
        edge.retain(|(point, _)| {
            point.1 < height && {
                height = point.1;
                true
            }
        });
    }
    let (Some((first, _)), Some((last, _))) = (edge.first(), edge.last()) else { return };
    let step = |(x, y): (f64, f64)| format!("L{} {}", at(x), at(y));
    let mut path = String::new();
    for (place, (point, straight)) in edge.iter().enumerate() {
        path.push_str(&if place == 0 { format!("M{} {}", at(point.0), at(point.1)) } else { step(*point) });
        if let (false, Some((next, _))) = (straight, edge.get(place + 1)) {
            path.push_str(&step((next.0, point.1)));
        }
    }
    let around = [(corner.0, last.1), corner, (first.0, corner.1)].map(step).concat();
    svg.shape(
        "path",
        &format!("class=\"zone\" d=\"{path}{around}Z\" fill=\"#0f6b66\" fill-opacity=\"0.12\""),
    );
    svg.shape("path", &format!("class=\"edge\" d=\"{path}\" stroke=\"#0f6b66\" stroke-width=\"1.2\""));
}

fn walk_aways(svg: &mut Svg, away: (Option<f64>, Option<f64>), corner: (f64, f64)) {
    const DASHED: &str = "class=\"away\" stroke=\"#9a3b12\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"";
    const WORDS: &str = "class=\"away-words\" fill=\"#8a3410\" font-size=\"11\"";
    // Each line's words stand at its end away from where the lines cross.
    if let Some(x) = away.0 {
        rule(svg, (corner.0, TOP), (corner.0, BOTTOM), DASHED);
        let upper = corner.1 < (TOP + BOTTOM) / 2.0;
        let (y, end) = if upper { (BOTTOM - 4.0, "start") } else { (TOP + 2.0, "end") };
        let across = corner.0 - 5.0;
        let turned =
            format!("{WORDS} text-anchor=\"{end}\" transform=\"rotate(-90 {} {})\"", at(across), at(y));
        svg.words((across, y), &turned, &format!("walk-away {}", figure(x)));
    }
    if let Some(y) = away.1 {
        rule(svg, (LEFT, corner.1), (RIGHT, corner.1), DASHED);
        let rightmost = corner.0 > (LEFT + RIGHT) / 2.0;
        let (x, end) = if rightmost { (LEFT + 4.0, "start") } else { (RIGHT - 2.0, "end") };
        svg.words(
            (x, corner.1 + 13.0),
            &format!("{WORDS} text-anchor=\"{end}\""),
            &format!("walk-away {}", figure(y)),
        );
    }
}

/// One dot per place; where there are very many, dots that nearly cover each other are drawn once.
fn dots(svg: &mut Svg, points: &[(f64, f64)]) {
    let mut raster = 0.5;
    let path = loop {
        let on = |value: f64| ((value / raster).round() * raster * 10.0).round() as i64;
        let mut places: Vec<(i64, i64)> = points.iter().map(|(x, y)| (on(*x), on(*y))).collect();
        places.sort_unstable();
        places.dedup();
        if places.len() <= MOST_DOTS {
            let dot = |(x, y): &(i64, i64)| format!("M{} {}h0", at(*x as f64 / 10.0), at(*y as f64 / 10.0));
            break places.iter().map(dot).collect::<String>();
        }
        raster *= 2.0;
    };
    if !path.is_empty() {
        let look = "stroke=\"#0f6b66\" stroke-width=\"5\" stroke-linecap=\"round\"";
        svg.shape("path", &format!("class=\"dots\" d=\"{path}\" {look}"));
    }
}

/// The measures' packages: a marker with the first letter, and the measures' names beside it.
fn marks(svg: &mut Svg, picks: &[Pick<'_>], place: impl Fn(&[f64]) -> Option<(f64, f64)>) {
    let mut points: Vec<((f64, f64), Vec<String>)> = Vec::new();
    for pick in picks {
        let (Some(point), Some(first)) = (place(&pick.solution.worth), pick.measures.first()) else {
            continue;
        };
        points.push((point, pick.measures.iter().map(|measure| capital(measure.name())).collect()));
        let round = format!("cx=\"{}\" cy=\"{}\" r=\"8.5\"", at(point.0), at(point.1));
        svg.shape(
            "circle",
            &format!("class=\"mark\" {round} fill=\"#1c2733\" stroke=\"#fff\" stroke-width=\"1.5\""),
        );
        let look =
            "class=\"mark-letter\" fill=\"#fff\" font-size=\"11\" font-weight=\"700\" text-anchor=\"middle\"";
        svg.words((point.0, point.1 + 4.0), look, first.letter());
    }
    for label in placed(points, (TOP - 18.0, RIGHT + 8.0, BOTTOM)) {
        let end = if label.leftward { "end" } else { "start" };
        let look =
            "class=\"mark-words\" fill=\"#1c2733\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"";
        for (n, line) in label.lines.iter().enumerate() {
            let y = label.y + n as f64 * LINE;
            svg.words((label.x, y), &format!("{look} text-anchor=\"{end}\" font-weight=\"600\""), line);
        }
    }
}

/// At most so many letters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    let kept: String = text.chars().take(most - 1).collect();
    // A cut must not leave a direction mark open.
    let close = if kept.contains('\u{2068}') { "\u{2069}" } else { "" };
    format!("{}\u{2026}{close}", kept.trim_end())
}
