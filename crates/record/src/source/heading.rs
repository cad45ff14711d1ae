//! The day that the head of a plain report writes: "The River Post, 12 October 2026".

use crate::dates::{Granularity, resolve};

/// Lines of the head that are looked at.
const LINES: usize = 6;

/// A full day in one of the first lines, if that line is short and no sentence.
pub(super) fn dated(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    let heads = lines.filter(|line| line.len() <= 120 && !line.ends_with(['.', '!', '?', '”', '"', '’']));
    heads.filter_map(in_line).next()
}

fn in_line(line: &str) -> Option<String> {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || ",;|()".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > 14 {
        return None;
    }
    let year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let iso = words.iter().find_map(|word| word.parse::<jiff::civil::Date>().ok());
    let written = || {
        let windows = words.windows(3).filter(|window| year(window[2]));
        windows.filter_map(|window| resolve(&window.join(" "), None)).find_map(|time| {
            let (from, to) = time.days.filter(|_| time.granularity == Granularity::Day)?;
            (from == to).then_some(from)
        })
    };
    iso.or_else(written).map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::dated;

    #[test]
    fn a_day_in_the_head_is_the_day_of_publication() {
        for head in [
            "The River Post, 12 October 2026",
            "12 October 2026",
            "Date: 2026-10-12",
            "October 12, 2026",
            "Monday, Oct. 12, 2026",
        ] {
            assert_eq!(
                dated(&format!("Talks go on\n{head}\n\nThey met.")).as_deref(),
                Some("2026-10-12"),
                "{head}"
            );
        }
        assert_eq!(dated("They met on 12 October 2026."), None);
        assert_eq!(dated("A summit in October 2026"), None);
    }
}
