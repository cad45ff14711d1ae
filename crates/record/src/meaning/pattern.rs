//! Patterns of words, read from a data file.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;

use crate::span::Span;

/// One word of a pattern, or a gap of up to three.
enum Part {
    Any(Vec<&'static str>),
    Gap,
}

struct Pattern {
    /// The head it stands under, such as `act AGREE`.
    head: &'static str,
    parts: Vec<Part>,
}

struct Patterns {
    all: Vec<Pattern>,
    /// Which patterns can begin with a word.
    first: HashMap<&'static str, Vec<usize>, FxBuildHasher>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let mut made = Patterns { all: Vec::new(), first: HashMap::default() };
    let mut head = "";
    for line in include_str!("../../lexicon/meaning.txt").lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            head = name;
            continue;
        }
        let part =
            |word: &'static str| if word == "*" { Part::Gap } else { Part::Any(word.split('|').collect()) };
        let parts: Vec<Part> = line.split(' ').map(part).collect();
        if let Some(Part::Any(words)) = parts.first() {
            for word in words {
                made.first.entry(word).or_default().push(made.all.len());
            }
        }
        made.all.push(Pattern { head, parts });
    }
    made
});

/// A word in small letters, with its place.
pub(super) struct Word<'a> {
    pub(super) lower: Cow<'a, str>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The words of a text; a mark between two words is a word of its own.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut all: Vec<Word<'_>> = Vec::with_capacity(text.len() / 5);
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inner = c.is_alphanumeric() || matches!(c, '’' | '\'' | '-') && start.is_some();
        match (inner, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let written = text[from..at].trim_end_matches(['’', '\'', '-']);
                let plain =
                    written.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte == b'\'');
                let lower = match plain {
                    true => Cow::Borrowed(written),
                    false => Cow::Owned(written.to_lowercase().replace('’', "'")),
                };
                all.push(Word { lower, start: from, end: from + written.len() });
                start = None;
            }
            _ => {}
        }
        if !inner && matches!(c, '.' | ';' | '!' | '?' | ',' | ':') {
            all.push(Word { lower: Cow::Borrowed(&text[at..at + 1]), start: at, end: at + 1 });
        }
    }
    all
}

/// What patterns fit among words: the earliest stretch for each head, in the order of the file.
pub(super) fn fitting(words: &[Word<'_>]) -> Vec<(&'static str, Span)> {
    let patterns = &*PATTERNS;
    let mut found: Vec<(&'static str, Span)> = Vec::new();
    for (from, word) in words.iter().enumerate() {
        for at in patterns.first.get(word.lower.as_ref()).into_iter().flatten() {
            let pattern = &patterns.all[*at];
            if found.iter().any(|known| known.0 == pattern.head) {
                continue;
            }
            if let Some(many) = fits(&pattern.parts, &words[from..]) {
                found.push((pattern.head, Span { start: word.start, end: words[from + many - 1].end }));
            }
        }
    }
    found
}

/// How many words a pattern takes from the first on.
fn fits(parts: &[Part], words: &[Word<'_>]) -> Option<usize> {
    match parts.split_first() {
        None => Some(0),
        Some((Part::Any(known), rest)) => {
            words.first().filter(|word| known.contains(&word.lower.as_ref()))?;
            fits(rest, &words[1..]).map(|more| more + 1)
        }
        Some((Part::Gap, rest)) => (0..=3.min(words.len())).find_map(|skipped| {
            let plain =
                words[..skipped].iter().all(|word| !matches!(word.lower.as_ref(), "." | ";" | "!" | "?"));
            fits(rest, &words[skipped..]).filter(|_| plain).map(|more| more + skipped)
        }),
    }
}
