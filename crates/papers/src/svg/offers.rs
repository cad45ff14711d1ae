//! The offers of one negotiation before the frontier.

use super::frontier::shortened;
use super::{Svg, at};
use crate::safe::name;

const SIDE: f64 = 420.0;
const EDGE: f64 = 52.0;
const COLOURS: [&str; 4] = ["#9a3b12", "#0f6b66", "#5b3b8c", "#555"];

/// What is drawn of one negotiation, worths as shares from 0 to 1 for the two parties that span the drawing.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// What it is called.
    pub title: String,
    /// Names of the two parties.
    pub parties: [String; 2],
    /// Points that no other dominates.
    pub frontier: Vec<[f64; 2]>,
    /// For each who put something on the table its name and its offers, in order.
    pub paths: Vec<(String, Vec<[f64; 2]>)>,
    /// The agreement.
    pub agreement: Option<[f64; 2]>,
    /// Walk-aways, where they lie within the drawing.
    pub walk_away: [Option<f64>; 2],
}

/// The frontier as points, each one's offers as a line, the agreement as a ring.
pub fn offers_svg(offers: &Offers) -> String {
    let place = |point: &[f64; 2]| {
        let x = EDGE + point[0].clamp(-0.02, 1.02) * (SIDE - 2.0 * EDGE);
        let y = SIDE - EDGE - point[1].clamp(-0.02, 1.02) * (SIDE - 2.0 * EDGE);
        (x, y)
    };
    let told = match offers.agreement {
        Some([first, second]) => format!(
            "Agreement at {first:.2} for {} and {second:.2} for {}.",
            name(&offers.parties[0]),
            name(&offers.parties[1])
        ),
        None => "No agreement.".into(),
    };
    let height = SIDE + 18.0 * offers.paths.len() as f64;
    let mut svg = Svg::new("offers", (SIDE, height), &name(&offers.title), &told);
    let (left, right, low, high) = (EDGE, SIDE - EDGE, SIDE - EDGE, EDGE);
    let axis = "class=\"axis\" stroke=\"#555\"";
    svg.shape(
        "line",
        &format!("{axis} x1=\"{}\" x2=\"{}\" y1=\"{2}\" y2=\"{2}\"", at(left), at(right), at(low)),
    );
    svg.shape(
        "line",
        &format!("{axis} x1=\"{2}\" x2=\"{2}\" y1=\"{}\" y2=\"{}\"", at(low), at(high), at(left)),
    );
    let look = "class=\"name\" fill=\"#222\" font-size=\"11\"";
    svg.words(
        ((left + right) / 2.0, low + 32.0),
        &format!("{look} text-anchor=\"middle\""),
        &shortened(&name(&offers.parties[0]), 40),
    );
    svg.words((left, high - 12.0), look, &shortened(&name(&offers.parties[1]), 40));
    for (share, word) in [(0.0, "worst"), (1.0, "best")] {
        let (x, y) = place(&[share, share]);
        let small = "class=\"value\" fill=\"#222\" font-size=\"10\" text-anchor=\"middle\"";
        svg.words((x, low + 16.0), small, word);
        svg.words((left - 20.0, y + 4.0), small, word);
    }
    for (which, share) in offers.walk_away.iter().enumerate() {
        let Some(share) = share.filter(|share| (0.0..=1.0).contains(share)) else { continue };
        let (x, y) = place(&[share, share]);
        let line = match which {
            0 => format!("x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"", at(x), at(low), at(high)),
            _ => format!("x1=\"{1}\" x2=\"{2}\" y1=\"{0}\" y2=\"{0}\"", at(y), at(left), at(right)),
        };
        svg.shape("line", &format!("class=\"walk-away\" stroke=\"#777\" stroke-dasharray=\"3 3\" {line}"));
    }
    for point in &offers.frontier {
        let (x, y) = place(point);
        svg.shape(
            "circle",
            &format!("class=\"frontier\" cx=\"{}\" cy=\"{}\" r=\"2.5\" fill=\"#999\"", at(x), at(y)),
        );
    }
    for (nth, (who, path)) in offers.paths.iter().enumerate() {
        let colour = COLOURS[nth % COLOURS.len()];
        let points: Vec<String> =
            path.iter().map(place).map(|(x, y)| format!("{},{}", at(x), at(y))).collect();
        let dashes = if nth % 2 == 1 { " stroke-dasharray=\"5 2\"" } else { "" };
        svg.shape(
            "polyline",
            &format!(
                "class=\"offers\" points=\"{}\" stroke=\"{colour}\" stroke-width=\"1.5\"{dashes}",
                points.join(" ")
            ),
        );
        if let Some((x, y)) = path.last().map(place) {
            svg.shape("circle", &format!("cx=\"{}\" cy=\"{}\" r=\"3\" fill=\"{colour}\"", at(x), at(y)));
        }
        let y = SIDE + 18.0 * nth as f64;
        svg.shape(
            "line",
            &format!(
                "x1=\"{}\" x2=\"{}\" y1=\"{2}\" y2=\"{2}\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}",
                at(left),
                at(left + 26.0),
                at(y)
            ),
        );
        svg.words((left + 34.0, y + 4.0), look, &shortened(&name(who), 50));
    }
    if let Some((x, y)) = offers.agreement.as_ref().map(place) {
        svg.shape(
            "circle",
            &format!(
                "class=\"agreement\" cx=\"{}\" cy=\"{}\" r=\"7\" stroke=\"#111\" stroke-width=\"2\"",
                at(x),
                at(y)
            ),
        );
    }
    svg.finish()
}
