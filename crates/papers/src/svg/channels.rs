//! Who can reach whom, as a map: one column for each side, a line for each channel.

use detente_talks::channels::{ChannelMap, Link};

use super::frontier::shortened;
use super::{Svg, at};
use crate::safe::{clean, name};

const BOX: (f64, f64) = (196.0, 34.0);
/// From one column, and from one box, to the next.
const STEP: (f64, f64) = (296.0, 64.0);
const MARGIN: f64 = 46.0;
/// Below the names of the sides.
const TOP: f64 = 40.0;
/// From one line that passes over a column to the next.
const LANE: f64 = 12.0;
const MOST_LETTERS: usize = 28;

/// The map of channels. `sides` are the sides in the order of their columns: id and name. A dashed line is not known to
/// others, a thicker one works better, an arrow says in which direction a one-way channel leads.
pub fn channels_svg(map: &ChannelMap, sides: &[(&str, &str)]) -> String {
    let columns: Vec<(&str, Vec<usize>)> = sides
        .iter()
        .map(|(id, called)| {
            let inside = (0..map.people.len()).filter(|&person| map.people[person].side == *id);
            (*called, inside.collect::<Vec<_>>())
        })
        .filter(|(_, people)| !people.is_empty())
        .collect();
    let tallest = columns.iter().map(|(_, people)| people.len()).max().unwrap_or(0).max(1);
    let mut column_of = vec![0usize; map.people.len()];
    for (column, (_, people)) in columns.iter().enumerate() {
        people.iter().for_each(|&person| column_of[person] = column);
    }
    // Each channel once: what leads both ways is one line. One that passes over a column has a lane above the boxes.
    let back = |link: &Link| map.links.iter().any(|back| (back.from, back.to) == (link.to, link.from));
    let drawn: Vec<&Link> = map.links.iter().filter(|link| !(back(link) && link.from > link.to)).collect();
    let far = |link: &Link| column_of[link.from].abs_diff(column_of[link.to]) > 1;
    let lanes = drawn.iter().filter(|link| far(link)).count();
    let top = TOP + if lanes > 0 { LANE * (lanes as f64 + 1.0) } else { 0.0 };
    let width = 2.0 * MARGIN + STEP.0 * (columns.len().max(1) as f64 - 1.0) + BOX.0;
    let height = top + STEP.1 * tallest as f64;
    let mut svg = Svg::new("channels", (width, height), "Who can reach whom", &description(map));
    svg.shape_with(
        "defs",
        "",
        "<marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\" fill=\"#555\"/></marker>",
    );
    let mut places = vec![(0usize, 0.0, 0.0); map.people.len()];
    for (column, (_, people)) in columns.iter().enumerate() {
        // Shorter columns stand in the middle.
        let lift = (tallest - people.len()) as f64 * STEP.1 / 2.0;
        for (row, &person) in people.iter().enumerate() {
            places[person] = (column, MARGIN + STEP.0 * column as f64, top + lift + STEP.1 * row as f64);
        }
    }
    let mut lane = 0;
    for link in drawn {
        let (from, to) = (places[link.from], places[link.to]);
        let path = if far(link) {
            lane += 1;
            over(from, to, lane)
        } else {
            beside(from, to)
        };
        line(&mut svg, &path, link, back(link));
    }
    for (column, (called, people)) in columns.iter().enumerate() {
        let x = MARGIN + STEP.0 * column as f64;
        let look = "fill=\"#222\" font-weight=\"600\"";
        svg.words((x, 22.0), look, &shortened(&name(called), MOST_LETTERS + 6));
        for &person in people {
            let (_, x, y) = places[person];
            svg.shape(
                "rect",
                &format!(
                    "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\" fill=\"#fbfaf6\" stroke=\"#555\"",
                    at(x),
                    at(y),
                    at(BOX.0),
                    at(BOX.1)
                ),
            );
            let words = shortened(&name(&map.people[person].name), MOST_LETTERS);
            svg.words(
                (x + BOX.0 / 2.0, y + BOX.1 / 2.0 + 4.0),
                "fill=\"#222\" text-anchor=\"middle\"",
                &words,
            );
        }
    }
    svg.finish()
}

/// A straight line between neighbouring columns; inside a column an arc on its left.
fn beside(from: (usize, f64, f64), to: (usize, f64, f64)) -> String {
    let (a, b) = (from.2 + BOX.1 / 2.0, to.2 + BOX.1 / 2.0);
    if from.0 == to.0 {
        let bend = from.1 - MARGIN + 8.0;
        let ends = [from.1, a, bend, a, bend, b, to.1, b].map(at);
        return format!(
            "M{} {}C{} {} {} {} {} {}",
            ends[0], ends[1], ends[2], ends[3], ends[4], ends[5], ends[6], ends[7]
        );
    }
    let (start, end) = if from.1 < to.1 { (from.1 + BOX.0, to.1) } else { (from.1, to.1 + BOX.0) };
    format!("M{} {}L{} {}", at(start), at(a), at(end), at(b))
}

/// Up between the columns, along a lane above all boxes, and down again.
fn over(from: (usize, f64, f64), to: (usize, f64, f64), lane: usize) -> String {
    let (a, b) = (from.2 + BOX.1 / 2.0, to.2 + BOX.1 / 2.0);
    let aside = 12.0 + 7.0 * (lane % 9) as f64;
    let ends = if from.1 < to.1 {
        [from.1 + BOX.0, from.1 + BOX.0 + aside, to.1 - aside, to.1]
    } else {
        [from.1, from.1 - aside, to.1 + BOX.0 + aside, to.1 + BOX.0]
    };
    let ends = ends.map(at);
    let y = at(TOP + LANE * lane as f64 - 4.0);
    format!("M{} {}H{}V{y}H{}V{}H{}", ends[0], at(a), ends[1], ends[2], at(b), ends[3])
}

fn line(svg: &mut Svg, path: &str, link: &Link, both: bool) {
    let thick = 1.0 + 0.5 * f64::from(link.quality.unwrap_or(2));
    let dashes = if link.open { "" } else { " stroke-dasharray=\"6 4\"" };
    let arrow = if both { "" } else { " marker-end=\"url(#arrow)\"" };
    svg.shape("path", &format!("d=\"{path}\" stroke=\"#555\" stroke-width=\"{}\"{dashes}{arrow}", at(thick)));
}

/// The whole map in words, for those who do not see it.
fn description(map: &ChannelMap) -> String {
    let lines = map.links.iter().map(|link| {
        let means: Vec<String> = link.means.iter().map(|means| clean(means)).collect();
        let open = if link.open { "" } else { ", not known to others" };
        format!(
            "{} reaches {} by {}{open}.",
            name(&map.people[link.from].name),
            name(&map.people[link.to].name),
            means.join(", ")
        )
    });
    let all: Vec<String> = lines.collect();
    if all.is_empty() { "No channel is known.".into() } else { all.join(" ") }
}
