//! How likely a statement of a kind is right: measured on the tuning half of a marked corpus, read from a table.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;

use crate::frames::{Found, Frame, Joined};
use crate::lexicon::CueClass;

/// What a cell is known by, finest first.
pub(crate) const LEVELS: usize = 4;

static TABLE: LazyLock<HashMap<&'static str, (u32, u32), FxBuildHasher>> = LazyLock::new(|| {
    let lines = include_str!("../lexicon/confidence.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut fields = line.split_whitespace();
            let cell = fields.next()?;
            let right = fields.next()?.parse().ok()?;
            let all = fields.next()?.parse().ok()?;
            Some((cell, (right, all)))
        })
        .collect()
});

/// How a speaker is mentioned.
pub(crate) fn mentioned(text: &str, speaker: Option<(u32, u32)>) -> &'static str {
    let Some((start, end)) = speaker else { return "none" };
    let written = &text[start as usize..end as usize];
    let bare = written.split(['’', '\'']).next().unwrap_or(written);
    if ["he", "she", "they", "it", "who", "i", "we", "you", "which"]
        .iter()
        .any(|word| bare.eq_ignore_ascii_case(word))
    {
        return "pronoun";
    }
    let small = ["The", "A", "An", "His", "Her", "Their", "Its", "One", "Some", "Many"];
    let named =
        written.split_whitespace().any(|word| word.starts_with(char::is_uppercase) && !small.contains(&word));
    if named { "name" } else { "description" }
}

/// The names of a statement's cells, finest first.
pub(crate) fn cells(text: &str, found: &Found) -> [String; LEVELS] {
    let frame = if found.via.is_some() { "VIA" } else { found.frame.name() };
    let speaker = mentioned(text, found.speaker);
    let class = found.class.map_or("none", |class| match class {
        CueClass::Say if matches!(found.lemma, "say" | "tell" | "add" | "write" | "according to") => "common",
        CueClass::Say => "say",
        CueClass::Mental => "mental",
        CueClass::Ask => "ask",
        CueClass::Manner => "manner",
        CueClass::Name => "name",
        _ => "act",
    });
    let body = match (found.full, quoted(text, found)) {
        // Several sentences can be cut in more than one way.
        (true, _) if sentences(text, found) => "sentences",
        (true, _) => "full",
        (false, true) => "part",
        _ if found.that => "that",
        _ => "bare",
    };
    let joined = match found.joined {
        Joined::No => "one",
        Joined::Sentence => "sentence",
        Joined::Paragraph => "paragraph",
    };
    [
        format!("{frame}/{body}/{joined}/{speaker}/{class}"),
        format!("{frame}/{body}/{joined}/{speaker}"),
        format!("{frame}/{body}/{joined}"),
        frame.to_owned(),
    ]
}

/// Whether a part holds the end of a sentence inside.
fn sentences(text: &str, found: &Found) -> bool {
    found.spans.iter().any(|span| {
        let part = &text[span.0 as usize..span.1 as usize];
        part.match_indices(['.', '?', '!']).any(|(at, mark)| {
            let mut after = part[at + mark.len()..].chars();
            after.next() == Some(' ') && after.next().is_some_and(char::is_uppercase)
        })
    })
}

fn quoted(text: &str, found: &Found) -> bool {
    found
        .spans
        .iter()
        .any(|span| text[span.0 as usize..span.1 as usize].contains(['“', '”', '"', '„', '«', '‘']))
}

/// How likely a statement of this kind is right, in thousandths: the measured share of the finest cell with fifty cases, though not
/// more than what a finer one with ten shows; where no cell of these two levels has fifty, the lower end of Wilson's interval
/// (80 in a hundred) of the finest with thirty, else of the frame.
pub(crate) fn of(text: &str, found: &Found) -> u16 {
    // The corpus has no transcripts: they are looked at.
    if found.frame == Frame::Turn {
        return 800;
    }
    let cells = cells(text, found);
    let counts: Vec<(u32, u32)> =
        cells.iter().map(|cell| TABLE.get(cell.as_str()).copied().unwrap_or((0, 0))).collect();
    let ratio = |count: &(u32, u32)| f64::from(count.0) / f64::from(count.1.max(1));
    if let Some(at) = counts.iter().take(2).position(|count| count.1 >= 50) {
        let finer = counts[..at].iter().filter(|count| count.1 >= 10).map(ratio).fold(1.0, f64::min);
        return share(ratio(&counts[at]).min(finer));
    }
    let some = counts.iter().find(|count| count.1 >= 30).or(counts.last());
    some.map_or(250, |(right, all)| share(wilson(*right, *all)).max(50))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
fn share(value: f64) -> u16 {
    (value.clamp(0.0, 1.0) * 1000.0).round() as u16
}

/// The lower end of Wilson's score interval [Wilson 1927], 80 in a hundred.
fn wilson(right: u32, all: u32) -> f64 {
    if all == 0 {
        return 0.25;
    }
    let z = 1.281_552;
    let (n, p) = (f64::from(all), f64::from(right) / f64::from(all));
    let middle = p + z * z / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (middle - spread) / (1.0 + z * z / n)
}
