//! Text from files, made harmless: no control characters, no hidden direction changes, one line.

use unicode_width::UnicodeWidthChar;

/// Most marks of no width kept after one letter; more would only climb over the lines above.
const MOST_MARKS: usize = 6;

/// The text on one line, with single spaces, without anything that steers a terminal or reorders what is read.
/// What was hidden leaves a visible replacement character; mere fillers of no width are dropped.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            marks = 0;
            continue;
        }
        if filler(c) {
            continue;
        }
        let c = if steering(c) { '\u{fffd}' } else { c };
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        if marks <= MOST_MARKS {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A name to print: never empty.
pub(crate) fn name(text: &str) -> String {
    let clean = clean(text);
    if clean.is_empty() { "(no name)".into() } else { clean }
}

/// The text between two marks that keep its writing direction to itself, where it holds right-to-left letters.
pub(crate) fn isolated(text: String) -> String {
    if text.chars().any(right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text }
}

/// The text as XML or HTML content or attribute value.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Characters that command a terminal, change the writing direction, or are no characters at all.
fn steering(c: char) -> bool {
    let code = u32::from(c);
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || (0xe_0000..=0xe_0fff).contains(&code)
        || (0xfdd0..=0xfdef).contains(&code)
        || code & 0xfffe == 0xfffe
}

/// Characters of no width that only hide.
fn filler(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2060}'..='\u{2065}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
    )
}

pub(crate) fn right_to_left(c: char) -> bool {
    matches!(
        u32::from(c),
        0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefe | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff
    )
}

#[cfg(test)]
mod tests {
    use super::{clean, escaped, isolated, name};

    #[test]
    fn hostile_text_is_made_harmless() {
        assert_eq!(clean("a\u{1b}[31mb\r\n\tc"), "a\u{fffd}[31mb c");
        assert_eq!(clean("pay \u{202e}001\u{202c}"), "pay \u{fffd}001\u{fffd}");
        assert_eq!(clean("zero\u{200b}width"), "zerowidth");
        assert_eq!(clean(&format!("a{}", "\u{301}".repeat(50))).chars().count(), 7);
        assert_eq!(name(" \u{200b}\n"), "(no name)");
        assert_eq!(escaped("<a b='c'>&\""), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn right_to_left_names_are_isolated() {
        assert_eq!(isolated("Upland".into()), "Upland");
        assert_eq!(isolated("שלום".into()), "\u{2068}שלום\u{2069}");
    }
}
