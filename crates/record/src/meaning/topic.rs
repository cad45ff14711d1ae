//! Which issue of the case a statement speaks of, by the issues' names.

use super::Heard;
use super::pattern::{Word, words};
use crate::people::Cast;
use crate::span::Span;

/// The issues a statement names, each once; where it names none, those that the sentence before it names.
pub(super) fn topics(heard: &Heard<'_>, cast: &Cast) -> Vec<(usize, Span)> {
    if cast.topics.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for span in heard.spans {
        named(heard.text, *span, cast, &mut found);
    }
    if found.is_empty() {
        named(heard.text, heard.before, cast, &mut found);
    }
    found
}

fn named(text: &str, span: Span, cast: &Cast, found: &mut Vec<(usize, Span)>) {
    let words = words(span.text(text));
    for (position, topic) in cast.topics.iter().enumerate() {
        if found.iter().any(|known| known.0 == position) {
            continue;
        }
        let at = topic.names.iter().filter(|name| !name.is_empty()).find_map(|name| {
            (0..words.len()).find_map(|at| fits(name, &words[at..]).map(|length| (at, length)))
        });
        if let Some((at, length)) = at {
            let inner =
                Span { start: span.start + words[at].start, end: span.start + words[at + length - 1].end };
            found.push((position, inner));
        }
    }
}

/// How many words a name takes that begins here: articles within do not count, the last word may have a plural ending.
fn fits(name: &[String], words: &[Word<'_>]) -> Option<usize> {
    let mut at = 0;
    for (nth, part) in name.iter().enumerate() {
        while nth > 0 && words.get(at).is_some_and(|word| matches!(word.lower.as_ref(), "the" | "a" | "an")) {
            at += 1;
        }
        let word = words.get(at)?;
        let same = word.lower.strip_suffix("'s").unwrap_or(&word.lower) == part.as_str()
            || nth + 1 == name.len() && word.lower.strip_suffix('s') == Some(part.as_str());
        if !same {
            return None;
        }
        at += 1;
    }
    Some(at)
}
