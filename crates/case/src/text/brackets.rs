//! Brackets: words that are not agreed, where they open and close, and who asks for them.

use std::collections::BTreeSet;
use std::ops::Range;

/// A pair of square brackets. Positions are bytes of the whole source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// From the opening sign to after the closing one.
    pub span: Range<usize>,
    /// The pair it lies in directly, by position in [`Text::brackets`](super::Text::brackets).
    pub parent: Option<usize>,
    /// Pairs around it, itself included; 1 for an outermost one.
    pub depth: usize,
    /// Whether no other pair lies in it.
    pub innermost: bool,
    /// What it asks for.
    pub kind: BracketKind,
    /// Who asks for the words, where the draft says so: `[… — Upland, Downland]`.
    pub by: Vec<String>,
}

/// What a pair of brackets leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BracketKind {
    /// Whether the words stay at all.
    InOrOut,
    /// Which of several words: a list with strokes, or one of adjacent pairs.
    Wording,
    /// Words still to come.
    Placeholder,
}

impl BracketKind {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::InOrOut => "in or out",
            Self::Wording => "wording",
            Self::Placeholder => "placeholder",
        }
    }
}

/// All brackets of a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Scan {
    /// In the order of their opening signs.
    pub(super) pairs: Vec<Bracket>,
    /// Closing signs with nothing open.
    pub(super) stray: Vec<usize>,
    /// Opening signs never closed.
    pub(super) unclosed: Vec<usize>,
    /// Most that are open at once.
    pub(super) depth: usize,
}

/// Finds brackets with one stack over the whole body, in reading order. What only looks like one is left out: link
/// definitions, inline and reference links, footnote marks, escaped signs. Linear, but for links cut short at a line.
pub(super) fn scan(source: &str, body: Range<usize>, labels: &BTreeSet<&str>) -> Scan {
    let bytes = source.as_bytes();
    let mut scan = Scan::default();
    let mut order: Vec<Option<Bracket>> = Vec::new();
    let mut at = body.start;
    // Opening signs, each with the place kept for its pair.
    let mut stack: Vec<(usize, usize)> = Vec::new();
    while at < body.end {
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 2,
            b'[' => match look_alike(source, at, body.end, labels) {
                Some(end) => at = end,
                None => {
                    stack.push((at, order.len()));
                    order.push(None);
                    scan.depth = scan.depth.max(stack.len());
                    at += 1;
                }
            },
            b']' => {
                match stack.pop() {
                    None => scan.stray.push(at),
                    Some((start, place)) => {
                        order[place] = Some(Bracket {
                            span: start..at + 1,
                            parent: None,
                            depth: 0,
                            innermost: true,
                            kind: BracketKind::InOrOut,
                            by: Vec::new(),
                        });
                    }
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    scan.unclosed = stack.into_iter().map(|(start, _)| start).collect();
    scan.pairs = order.into_iter().flatten().collect();
    nest(&mut scan.pairs);
    describe(source, &mut scan.pairs);
    scan
}

/// Where Markdown that only looks like a bracket ends.
fn look_alike(source: &str, at: usize, end: usize, labels: &BTreeSet<&str>) -> Option<usize> {
    let bytes = source.as_bytes();
    let inner = source[at + 1..end].find(['[', ']', '\n'])? + at + 1;
    if bytes[inner] != b']' {
        return None;
    }
    let content = &source[at + 1..inner];
    let next = bytes.get(inner + 1).filter(|_| inner + 1 < end).copied();
    if content.starts_with('^') && content.len() > 1 && !content.contains(char::is_whitespace) {
        return Some(inner + 1 + usize::from(next == Some(b':')));
    }
    if next == Some(b':') {
        let blanks = bytes[..at].iter().rev().take(4).take_while(|b| **b == b' ').count();
        let begins = at == blanks || bytes[at - blanks - 1] == b'\n';
        return (blanks <= 3 && begins).then(|| source[inner..end].find('\n').map_or(end, |n| inner + n));
    }
    if next == Some(b'(') {
        let target = &source[inner + 2..end];
        let close = target.find([')', '\n', '[', ']'])?;
        let inside = &target[..close];
        let address = inside.split(' ').next().unwrap_or_default();
        let titled = inside[address.len()..].trim();
        let link = target.as_bytes()[close] == b')' && (titled.is_empty() || titled.starts_with('"'));
        return link.then_some(inner + 2 + close + 1);
    }
    if next == Some(b'[') {
        let close = source[inner + 2..end].find(['[', ']', '\n'])? + inner + 2;
        let known = bytes[close] == b']' && labels.contains(&source[inner + 2..close]);
        return known.then_some(close + 1);
    }
    None
}

/// Fills in parents and depths; pairs are in the order of their opening signs.
fn nest(pairs: &mut [Bracket]) {
    let mut around: Vec<usize> = Vec::new();
    for at in 0..pairs.len() {
        while around.last().is_some_and(|&outer| pairs[outer].span.end < pairs[at].span.end) {
            around.pop();
        }
        if let Some(&outer) = around.last() {
            pairs[outer].innermost = false;
            pairs[at].parent = Some(outer);
        }
        around.push(at);
        pairs[at].depth = around.len();
    }
}

/// Fills in kinds and names.
fn describe(source: &str, pairs: &mut [Bracket]) {
    let mut before: Option<usize> = None;
    for at in 0..pairs.len() {
        let span = pairs[at].span.clone();
        let inside = &source[span.start + 1..span.end - 1];
        // Names stand at the end, after the last pair inside.
        let tail = inside.rfind(']').map_or(0, |last| last + 1);
        pairs[at].by = attribution(&inside[tail..]).map_or_else(Vec::new, |(_, names)| names);
        if plain_start(inside).to_ascii_lowercase().starts_with("placeholder") {
            pairs[at].kind = BracketKind::Placeholder;
        } else if pairs[at].innermost
            && strokes(attribution(inside).map_or(inside, |found| found.0)).len() > 1
        {
            pairs[at].kind = BracketKind::Wording;
        }
        if !pairs[at].innermost {
            continue;
        }
        if let Some(last) = before.filter(|&last| adjacent(source, &pairs[last], &pairs[at])) {
            for one in [last, at] {
                if pairs[one].kind == BracketKind::InOrOut {
                    pairs[one].kind = BracketKind::Wording;
                }
            }
        }
        before = Some(at);
    }
}

/// Whether two innermost pairs are alternatives to each other: in the same pair, with nothing but blanks between.
pub(super) fn adjacent(source: &str, a: &Bracket, b: &Bracket) -> bool {
    let between = source.get(a.span.end..b.span.start);
    a.parent == b.parent
        && between.is_some_and(|gap| {
            gap.bytes().all(|c| c.is_ascii_whitespace()) && gap.bytes().filter(|c| *c == b'\n').count() < 2
        })
}

/// The start of a text without marks of emphasis and blanks.
pub(super) fn plain_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'))
}

/// Words before ` — name, name` and the names, if a text ends so.
pub(super) fn attribution(text: &str) -> Option<(&str, Vec<String>)> {
    const LONGEST: usize = 80;
    let dash = text.rfind('\u{2014}')?;
    let (words, names) = (&text[..dash], text[dash + '\u{2014}'.len_utf8()..].trim());
    let set_off = words.is_empty() || words.ends_with(char::is_whitespace);
    let named = |name: &str| {
        name.chars().next().is_some_and(char::is_alphanumeric)
            && !name.contains(['.', ';', ':', '[', ']', '*'])
    };
    let names: Vec<&str> = (names.len() <= LONGEST).then(|| names.split(',').map(str::trim).collect())?;
    (set_off && !words.ends_with("\\ ") && names.iter().all(|name| named(name)))
        .then(|| (words.trim_end(), names.into_iter().map(String::from).collect()))
}

/// The parts of a list with strokes, `shall/should`; one part where it is none. An escaped stroke separates nothing, nor
/// does one between long texts, as in `W/m2` amid a paragraph.
pub(super) fn strokes(words: &str) -> Vec<&str> {
    const MOST_WORDS: usize = 12;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in words.match_indices('/') {
        if !words[..at].ends_with('\\') {
            parts.push(&words[start..at]);
            start = at + 1;
        }
    }
    parts.push(&words[start..]);
    let short = |part: &&str| !part.trim().is_empty() && part.split_whitespace().count() <= MOST_WORDS;
    if parts.iter().all(short) { parts } else { vec![words] }
}
