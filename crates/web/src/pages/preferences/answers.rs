//! From the answers of the form to a private file.

use std::fmt::Write;

use detente_case::Case;

use crate::ask::Fields;

/// Most options of an issue that are asked about one by one.
pub(super) const MOST: usize = 40;
/// Most red lines that are shown to be filled in.
pub(super) const MOST_LINES: usize = 24;
/// Most packages that are looked at while someone waits.
pub(super) const LARGEST: u64 = 2_000_000;

/// The field of an option's worth.
pub(super) fn field(issue: &str, option: usize) -> String {
    format!("worth-{issue}-{}", option + 1)
}

/// A place in a ranking.
pub(super) fn ordinal(place: usize) -> String {
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

fn place(said: &str) -> Option<usize> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| said.strip_suffix(ending))?;
    digits.trim().parse().ok()
}

/// A private file with what was answered; what the form does not ask about stays as it was in `old`.
pub(super) fn source(case: &Case, party: usize, old: &str, form: &Fields) -> String {
    let id = case.parties.get(party).map(|party| party.id.as_str()).unwrap_or_default();
    let mut new = format!("party = {}\n", quoted(id));
    // Writing into a String does not fail.
    if let Some(said) = form.said("walk_away") {
        let _ = writeln!(new, "walk_away = {}", amount(said));
    }
    let important = case
        .issues
        .iter()
        .filter_map(|issue| Some((issue.id.clone(), form.said(&format!("importance-{}", issue.id))?)));
    let important: Vec<(String, &str)> = important.collect();
    if let Some(ranked) = ranking(&important) {
        let _ = writeln!(new, "importance = {ranked}");
    } else if !important.is_empty() {
        let each = important.iter().map(|(id, said)| format!("{} = {}", quoted(id), amount(said)));
        let _ = writeln!(new, "importance = {{ {} }}", each.collect::<Vec<_>>().join(", "));
    }
    let mut worth = String::new();
    for issue in &case.issues {
        let many = issue.domain.len().filter(|many| *many <= MOST).unwrap_or(0);
        let said: Vec<(String, &str)> = (0..many)
            .filter_map(|option| Some((issue.domain.label(option), form.said(&field(&issue.id, option))?)))
            .collect();
        if said.is_empty() {
            continue;
        }
        match ranking(&said) {
            Some(ranked) => {
                let _ = writeln!(worth, "{} = {ranked}", quoted(&issue.id));
            }
            None => {
                let each: Vec<String> = said
                    .iter()
                    .map(|(label, said)| format!("{} = {}", quoted(label), amount(said)))
                    .collect();
                let _ = writeln!(worth, "{} = {{ {} }}", quoted(&issue.id), each.join(", "));
            }
        }
    }
    if !worth.is_empty() {
        let _ = write!(new, "\n[worth]\n{worth}");
    }
    let column = |name: &str| form.all(name).collect::<Vec<_>>();
    let (never, and, why, by) = (column("red_never"), column("red_and"), column("red_why"), column("red_by"));
    for (row, first) in never.iter().enumerate() {
        let cell = |column: &[&str]| column.get(row).map(|said| said.trim().to_string()).unwrap_or_default();
        let pairs = [first.to_string(), cell(&and)];
        let pairs = pairs.iter().filter_map(|pair| pair.split_once('='));
        let pairs: Vec<String> =
            pairs.map(|(issue, option)| format!("{} = {}", quoted(issue), quoted(option))).collect();
        if pairs.is_empty() {
            continue;
        }
        let _ =
            write!(new, "\n[[red_line]]\nid = \"line-{}\"\nnever = {{ {} }}\n", row + 1, pairs.join(", "));
        for (key, said) in [("why", cell(&why)), ("relaxed_by", cell(&by))] {
            if !said.is_empty() {
                let _ = writeln!(new, "{key} = {}", quoted(&said));
            }
        }
    }
    kept(old, new)
}

/// What was given places, best first, if everything was: as a list of the file.
fn ranking(said: &[(String, &str)]) -> Option<String> {
    let places: Option<Vec<(usize, &str)>> =
        said.iter().map(|(label, said)| Some((place(said)?, label.as_str()))).collect();
    let mut places = places.filter(|places| !places.is_empty())?;
    places.sort();
    let tiers = places.chunk_by(|a, b| a.0 == b.0).map(|tier| match tier {
        [(_, one)] => quoted(one),
        equal => {
            let equal = equal.iter().map(|(_, label)| quoted(label));
            format!("[{}]", equal.collect::<Vec<_>>().join(", "))
        }
    });
    Some(format!("[{}]", tiers.collect::<Vec<_>>().join(", ")))
}

/// Parts of the old file that the form does not ask about.
fn kept(old: &str, new: String) -> String {
    detente_case::merge(old, &new, &["prefers", "combination", "group", "scale", "discount", "source"])
        .unwrap_or(new)
}

/// A number, a range, a mark; whatever else it is, the reader of the file complains of it.
fn amount(said: &str) -> String {
    let said = said.trim().replace(['–', '—'], "-");
    let number =
        |part: &str| part.trim().parse::<f64>().is_ok_and(f64::is_finite).then(|| part.trim().to_string());
    if let Some(one) = number(&said) {
        return one;
    }
    if let Some((low, high)) = said.split_once('-').or_else(|| said.split_once(" to "))
        && let (Some(low), Some(high)) = (number(low), number(high))
    {
        return format!("[{low}, {high}]");
    }
    quoted(&said.to_lowercase())
}

/// Words as a TOML string.
fn quoted(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_places() {
        assert_eq!(amount("70"), "70");
        assert_eq!(amount("50 – 70"), "[50, 70]");
        assert_eq!(amount("35 to 45"), "[35, 45]");
        assert_eq!(amount("Acceptable"), "\"acceptable\"");
        assert_eq!(amount("a\"b"), "\"a\\\"b\"");
        assert_eq!(["1st", "2nd", "13th", "x"].map(place), [Some(1), Some(2), Some(13), None]);
        assert_eq!([1, 2, 3, 4, 11, 21].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "21st"]);
    }
}
