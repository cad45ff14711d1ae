//! The lines of a draft as blocks: headings, numbered paragraphs, options, plain paragraphs, notes.

use std::ops::Range;

use super::number::ClauseNumber;

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `## Article 3 *(mitigation)*`, `## Preamble`: how deep, of what sort, with which number.
    Heading { level: usize, sort: Sort, number: Option<ClauseNumber>, title: String },
    /// `**Option 2:** …`, with its number or letter.
    Option { label: String },
    /// `3. …`, `(a) …`, `2 bis. …`
    Item { number: ClauseNumber },
    /// Anything else that says something.
    Paragraph,
    /// A footnote's text.
    Note,
    /// Link definitions and the front matter: not part of what is negotiated.
    Aside,
}

/// What a heading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// An article, a clause, an annex: it is referred to by its number.
    Article,
    /// A chapter, a part, a heading without number: it only divides.
    Division,
}

/// Lines that belong together.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Blanks before the first sign.
    pub(super) indent: usize,
    /// From the first sign to the end of the last line.
    pub(super) span: Range<usize>,
    /// Where the words begin, after a number or a label.
    pub(super) words: usize,
}

/// Where the body begins, after YAML front matter.
pub(super) fn body(source: &str) -> usize {
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(after) = source[start..].strip_prefix("---").filter(|rest| rest.starts_with(['\n', '\r']))
    else {
        return start;
    };
    let mut at = source.len() - after.len();
    while let Some(line) = source[at..].find('\n') {
        at += line + 1;
        let end = source[at..].find('\n').map_or(source.len(), |n| at + n);
        if source[at..end].trim_end() == "---" {
            return (end + 1).min(source.len());
        }
    }
    start
}

/// The blocks of the body, in reading order. Linear.
pub(super) fn blocks(source: &str, from: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // The last number at each depth of indent, to tell `4.` in a list from a wrapped line that begins with a year.
    let mut lists: Vec<(usize, ClauseNumber)> = Vec::new();
    let mut joined = false;
    let mut at = from;
    while at < source.len() {
        let end = source[at..].find('\n').map_or(source.len(), |n| at + n + 1);
        let line = source[at..end].trim_end();
        let indent = indent(line);
        let start = at + line.len() - line.trim_start().len();
        let text = &source[start..at + line.len()];
        at = end;
        if text.is_empty() {
            joined = false;
            continue;
        }
        let (kind, words) = read(text, joined, indent, &lists);
        let last = blocks.last_mut().filter(|last| {
            joined && kind == Kind::Paragraph && !matches!(last.kind, Kind::Heading { .. } | Kind::Aside)
        });
        if let Some(last) = last {
            last.span.end = start + text.len();
            continue;
        }
        if let Kind::Item { number } = &kind {
            lists.retain(|(deep, _)| *deep < indent);
            lists.push((indent, number.clone()));
        }
        if matches!(kind, Kind::Heading { .. }) {
            lists.clear();
        }
        joined = !matches!(kind, Kind::Heading { .. } | Kind::Aside);
        let inner = if matches!(kind, Kind::Item { .. }) { option(&text[words..]) } else { None };
        let end = start + text.len();
        blocks.push(Block { kind, indent, span: start..end, words: start + words });
        // `2. **Option 1:** …` is a paragraph that begins with its options.
        if let Some((label, after)) = inner {
            let (from, kind) = (start + words, Kind::Option { label });
            blocks.push(Block { kind, indent: indent + words, span: from..end, words: from + after });
        }
    }
    blocks
}

/// Blanks at the start of a line, a tab as four.
fn indent(line: &str) -> usize {
    let blanks = line.chars().take_while(|c| c.is_whitespace());
    blanks.map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

fn read(text: &str, joined: bool, indent: usize, lists: &[(usize, ClauseNumber)]) -> (Kind, usize) {
    if let Some(read) = heading(text) {
        return read;
    }
    if text.starts_with('[')
        && let Some(close) = text.find(']')
        && text[close + 1..].starts_with(':')
    {
        let note = text.starts_with("[^");
        return (if note { Kind::Note } else { Kind::Aside }, close + 2);
    }
    if let Some((label, words)) = option(text) {
        return (Kind::Option { label }, words);
    }
    if let Some((number, words)) = item(text) {
        let before = lists.iter().rev().find(|(deep, _)| *deep == indent).map(|(_, number)| number);
        // Inside a paragraph a number begins a list only where it begins or goes on with one.
        let begins = number.first() && lists.last().is_none_or(|(deep, _)| *deep < indent);
        if !joined || begins || before.is_some_and(|before| number.follows(before)) {
            return (Kind::Item { number }, words);
        }
    }
    (Kind::Paragraph, 0)
}

/// `## Article 3 *(mitigation)*`, also in brackets.
fn heading(text: &str) -> Option<(Kind, usize)> {
    let level = text.bytes().take_while(|b| *b == b'#').count();
    if !(1..=6).contains(&level) || !text[level..].starts_with([' ', '\t']) {
        return None;
    }
    let words = text[level..].trim();
    let start = text.len() - text[level..].trim_start().len();
    let inner = words.strip_prefix('[').unwrap_or(words);
    let (word, rest) = inner.split_once(' ').unwrap_or((inner, ""));
    let lower = word.trim_end_matches('.').to_ascii_lowercase();
    let sort = match lower.as_str() {
        "article" | "art" | "clause" | "annex" | "schedule" | "appendix" | "protocol" => Some(Sort::Article),
        "chapter" | "part" | "title" | "section" => Some(Sort::Division),
        _ => None,
    };
    let plain = || (Kind::Heading { level, sort: Sort::Division, number: None, title: title(words) }, start);
    let Some(sort) = sort else { return Some(plain()) };
    let Some((number, end)) = ClauseNumber::read(rest) else {
        return Some(plain());
    };
    Some((Kind::Heading { level, sort, number: Some(number), title: title(&rest[end..]) }, start))
}

/// A title without marks: `] *(mitigation)*` is `mitigation`.
pub(super) fn title(text: &str) -> String {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':' | ']' | '.' | '\u{2013}' | '\u{2014}');
    let bare = text
        .trim_start_matches(marks)
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let inside = bare.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.unwrap_or(bare).to_string()
}

/// `**Option 1:**`, `**Option 2**:`, `Option (a):`
fn option(text: &str) -> Option<(String, usize)> {
    let strong = text.starts_with("**");
    let rest = if strong { &text[2..] } else { text };
    let rest = rest.strip_prefix("Option ").or_else(|| rest.strip_prefix("Alternative "))?;
    let open = usize::from(rest.starts_with('('));
    let length = rest[open..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    if !(1..=4).contains(&length) {
        return None;
    }
    let label = rest[open..open + length].to_string();
    let after = &rest[open + length..];
    let after = if open == 1 { after.strip_prefix(')')? } else { after };
    // Footnote marks may stand before the colon.
    let mut end = after;
    while let Some(mark) = end.strip_prefix("[^").and_then(|mark| mark.split_once(']')) {
        end = mark.1;
    }
    let bare = end.trim_start_matches(['*', ':', ' ']);
    let marked = end.starts_with([':', '*']) || (strong && end.is_empty());
    marked.then(|| (label, text.len() - bare.len()))
}

/// `3. `, `(a) `, `2 bis. `, `3bis `
fn item(text: &str) -> Option<(ClauseNumber, usize)> {
    if let Some(inner) = text.strip_prefix('(') {
        let (number, end) = ClauseNumber::read(inner)?;
        let after = inner[end..].strip_prefix(')')?;
        return after.starts_with([' ', '\t']).then_some((number, text.len() - after.trim_start().len()));
    }
    let (number, end) = ClauseNumber::read(text)?;
    let rest = &text[end..];
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let after = match rest.strip_prefix(['.', ')']) {
        Some(after) => after,
        None if number.inserted() && digits => rest,
        None => return None,
    };
    // `A. Smith` and `No.` are no numbers; `A1.` is.
    if !digits && !text[..end].contains(|c: char| c.is_ascii_digit()) && end > 1 {
        return None;
    }
    (after.is_empty() || after.starts_with([' ', '\t']))
        .then(|| (number, text.len() - after.trim_start().len()))
}
