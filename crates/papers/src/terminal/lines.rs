//! Lines of limited width.

use unicode_width::UnicodeWidthStr;

/// Columns the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The longest beginning of at most `most` columns, and the rest. At least one character where there is one.
fn split(text: &str, most: usize) -> (&str, &str) {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        if end > 0 && width(&text[..next]) > most {
            break;
        }
        end = next;
    }
    text.split_at(end)
}

/// The text in at most `most` columns, with `…` where something was cut off.
pub(crate) fn short(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.into();
    }
    let (mut kept, _) = split(text, most.saturating_sub(1));
    while !kept.is_empty() && width(&format!("{kept}…")) > most {
        let end = kept.char_indices().next_back().map_or(0, |(at, _)| at);
        kept = &kept[..end];
    }
    format!("{}…", kept.trim_end())
}

/// The texts cut short so that different ones stay different: those that would look alike keep their ends too, and
/// if that does not help, their number.
pub(crate) fn apart(texts: &[String], most: usize) -> Vec<String> {
    let alike = |cut: &[String], at: usize| {
        (0..texts.len()).any(|other| cut[other] == cut[at] && texts[other] != texts[at])
    };
    let plain: Vec<String> = texts.iter().map(|text| short(text, most)).collect();
    let ends = |at: usize| if alike(&plain, at) { middle(&texts[at], most) } else { plain[at].clone() };
    let ended: Vec<String> = (0..texts.len()).map(ends).collect();
    let numbered = |at: usize| {
        if alike(&ended, at) { short(&format!("{} {}", at + 1, texts[at]), most) } else { ended[at].clone() }
    };
    (0..texts.len()).map(numbered).collect()
}

/// Beginning and end with `…` between.
fn middle(text: &str, most: usize) -> String {
    let room = most.saturating_sub(1);
    let mut start = text.len();
    for (at, _) in text.char_indices().rev() {
        if width(&text[at..]) > room / 2 {
            break;
        }
        start = at;
    }
    let end = text[start..].trim_start();
    let (beginning, _) = split(text, room.saturating_sub(width(end)));
    short(&format!("{}…{end}", beginning.trim_end()), most)
}

/// The text in lines of at most `most` columns, broken between words; longer words are broken anywhere.
pub(crate) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let joined = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if width(&joined) <= most {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > most {
            let (fits, more) = split(rest, most);
            if more.is_empty() {
                break;
            }
            lines.push(fits.into());
            rest = more;
        }
        line = rest.into();
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Padded on the right to `columns`.
pub(crate) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Padded on the left to `columns`.
pub(crate) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::{apart, short, width, wrap};

    #[test]
    fn names_cut_short_stay_different() {
        let names = ["Republic of Aland", "Republic of Bland", "Town"].map(String::from);
        assert_eq!(apart(&names, 10), ["1 Republi…", "2 Republi…", "Town"]);
        let names = ["Republic of the East", "Republic of the West"].map(String::from);
        assert_eq!(apart(&names, 10), ["Repub…East", "Repub…West"]);
    }

    #[test]
    fn words_wrap_and_long_words_break() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("", 4), [""]);
        assert!(wrap("水水水水水", 5).iter().all(|line| width(line) <= 5));
    }

    #[test]
    fn long_names_end_in_an_ellipsis() {
        assert_eq!(short("Upland", 6), "Upland");
        assert_eq!(short("Upland region", 7), "Upland…");
        assert_eq!(short("水水水水", 4), "水…");
    }
}
