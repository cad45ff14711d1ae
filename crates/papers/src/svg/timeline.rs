//! What was said in public, on a line of time, a row for each side.

use detente_record::{Cast, Entry, timeline};
use jiff::civil::Date;

use super::frontier::shortened;
use super::{Svg, at};
use crate::record::{answer, told, when, who};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 700.0;
const ROW: f64 = 34.0;
const TOP: f64 = 34.0;

/// The timeline of a process: a mark for each statement with a day, in the row of the side it was said for. A mark stands the higher
/// the more accepting the answer; without an answer it stands in the middle. `None` if no statement has a day.
pub fn timeline_svg(entries: &[Entry], cast: &Cast) -> Option<String> {
    let dated: Vec<(&Entry, Date)> = timeline(entries)
        .into_iter()
        .filter_map(|entry| Some((entry, entry.date.as_ref().or(entry.published.as_ref())?.parse().ok()?)))
        .collect();
    let (first, last) = (dated.iter().map(|one| one.1).min()?, dated.iter().map(|one| one.1).max()?);
    let span = f64::from(days(first, last)).max(1.0);
    let mut rows: Vec<Option<&str>> = Vec::new();
    for (entry, _) in &dated {
        let party = entry.party.as_deref();
        if !rows.contains(&party) {
            rows.push(party);
        }
    }
    rows.sort_by_key(|row| row.and_then(|id| cast.position(id)).unwrap_or(usize::MAX));
    let height = TOP + ROW * rows.len() as f64 + 24.0;
    let words: Vec<String> =
        dated.iter().map(|(entry, _)| format!("{}: {}", when(entry), who(entry, cast))).collect();
    let description = format!("{} statements from {first} to {last}. {}", dated.len(), words.join("; "));
    let mut svg = Svg::new("timeline", (WIDTH, height), "What was said in public, and when", &description);
    let x = |day: Date| LEFT + f64::from(days(first, day)) / span * (RIGHT - LEFT);
    for (row, party) in rows.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        let name =
            party.map_or("others", |id| cast.position(id).map_or(id, |at| cast.actors[at].name.as_str()));
        svg.words((4.0, y + 4.0), "class=\"name\" fill=\"#222\"", &shortened(name, 22));
        svg.shape(
            "line",
            &format!(
                "x1=\"{}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" class=\"rule\" stroke=\"#bbb\"",
                at(LEFT),
                at(RIGHT),
                y = at(y)
            ),
        );
        for (entry, day) in dated.iter().filter(|(entry, _)| entry.party.as_deref() == *party) {
            let response = entry.says.iter().find_map(|says| says.response);
            let lift = response
                .and_then(detente_record::Response::polarity)
                .map_or(0.0, |polarity| f64::from(polarity) / 100.0 * 11.0);
            let said = response.map(|response| format!(" ({})", answer(response))).unwrap_or_default();
            let title = format!("{}: {}{said}", when(entry), told(entry));
            let title = crate::safe::escaped(&title);
            let attributes = format!(
                " cx=\"{}\" cy=\"{}\" r=\"4\" class=\"mark\" fill=\"#25607f\"",
                at(x(*day)),
                at(y - lift)
            );
            svg.shape_with("circle", &attributes, &format!("<title>{title}</title>"));
        }
    }
    let letters = "class=\"letters\" fill=\"#222\" text-anchor=\"middle\"";
    for day in if first == last { vec![first] } else { vec![first, last] } {
        svg.words((x(day).clamp(LEFT + 30.0, RIGHT - 30.0), height - 8.0), letters, &day.to_string());
    }
    Some(svg.finish())
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
