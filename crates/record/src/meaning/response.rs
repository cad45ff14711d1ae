//! What a statement says to an issue: accept, discuss, reject, clause by clause.

use super::Heard;
use super::pattern::{Word, fitting, words};
use crate::lexicon::CueClass;
use crate::span::Span;

/// An answer to an issue, as public words suggest it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Acceptable.
    Accept,
    /// In principle, in part, with changes.
    AcceptPart,
    /// Needs discussion.
    Discuss,
    /// The wording does not work.
    RejectWording,
    /// Rejected.
    Reject,
    /// On a condition.
    Gate,
    /// Nothing is said.
    Silent,
}

impl Response {
    /// Every answer with the word it is written with.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("accept", Self::Accept),
        ("accept_part", Self::AcceptPart),
        ("discuss", Self::Discuss),
        ("reject_wording", Self::RejectWording),
        ("reject", Self::Reject),
        ("gate", Self::Gate),
        ("silent", Self::Silent),
    ];

    /// From -100, rejected, to 100, accepted; `None` where nothing is said.
    pub fn polarity(self) -> Option<i32> {
        Some(match self {
            Self::Accept => 100,
            Self::AcceptPart => 50,
            Self::Gate => 25,
            Self::Discuss => 0,
            Self::RejectWording => -50,
            Self::Reject => -100,
            Self::Silent => return None,
        })
    }

    /// The word it is written with.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|word| word.1 == self).map_or("", |word| word.0)
    }
}

/// In this order a clause is asked: what narrows before what it narrows.
const ORDER: [(&str, Response); 6] = [
    ("response silent", Response::Silent),
    ("response reject_wording", Response::RejectWording),
    ("response accept_part", Response::AcceptPart),
    ("response reject", Response::Reject),
    ("response accept", Response::Accept),
    ("response discuss", Response::Discuss),
];

/// The answers of a statement, one for each clause that has one, each with the issue that stands nearest.
pub(super) fn responses(heard: &Heard<'_>, topics: &[(usize, Span)]) -> Vec<(usize, Response, Span)> {
    if topics.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<(usize, Response, Span)> = Vec::new();
    if heard.negated {
        let span = heard.cue.or(heard.spans.first().copied());
        all.extend(span.map(|span| (topics[0].0, Response::Silent, span)));
        return all;
    }
    for span in heard.spans {
        let words = words(span.text(heard.text));
        for clause in clauses(&words) {
            let Some((response, evidence)) = answer(clause) else { continue };
            let offset = |inner: Span| Span { start: span.start + inner.start, end: span.start + inner.end };
            let (from, to) = (span.start + clause[0].start, span.start + clause[clause.len() - 1].end);
            let inside = topics.iter().find(|topic| topic.1.start >= from && topic.1.end <= to);
            let nearest = inside.or_else(|| topics.iter().min_by_key(|topic| topic.1.start.abs_diff(from)));
            if let Some((topic, _)) = nearest
                && !all.iter().any(|known| known.0 == *topic && known.1 == response)
            {
                all.push((*topic, response, offset(evidence)));
            }
        }
    }
    if heard.class == Some(CueClass::Reject) {
        denied(heard, topics, &mut all);
        return all;
    }
    // A cue of its own kind where the content has no such words.
    if all.is_empty() {
        let by_cue = match heard.class {
            Some(CueClass::Commend) => Some(Response::Accept),
            Some(CueClass::Concede) if matches!(heard.lemma, "accept" | "agree") => Some(Response::Accept),
            _ => None,
        };
        all.extend(by_cue.zip(heard.cue).map(|(response, span)| (topics[0].0, response, span)));
    }
    all
}

/// What is refused, denied or declined: an acceptance is a rejection then, a rejection nothing certain ("refused to rule out").
fn denied(heard: &Heard<'_>, topics: &[(usize, Span)], all: &mut Vec<(usize, Response, Span)>) {
    let Some(cue) = heard.cue else {
        all.clear();
        return;
    };
    if silent(heard) {
        *all = vec![(topics[0].0, Response::Silent, cue)];
        return;
    }
    let none = all.is_empty();
    all.retain(|answer| !matches!(answer.1, Response::Reject | Response::RejectWording));
    for answer in all.iter_mut().filter(|answer| answer.1 != Response::Silent) {
        (answer.1, answer.2) = (Response::Reject, cue);
    }
    if none && heard.lemma != "deny" {
        all.push((topics[0].0, Response::Reject, cue));
    }
}

/// "declined to comment": somebody would not say.
pub(super) fn silent(heard: &Heard<'_>) -> bool {
    const SAYING: [&str; 14] = [
        "comment",
        "say",
        "discuss",
        "elaborate",
        "answer",
        "confirm",
        "speak",
        "talk",
        "respond",
        "give",
        "be",
        "disclose",
        "provide",
        "go",
    ];
    let content = heard.spans.first().map_or("", |span| span.text(heard.text));
    let mut words = content.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    heard.class == Some(CueClass::Reject)
        && matches!(heard.lemma, "decline" | "refuse")
        && words.next().is_some_and(|word| word == "to")
        && words.next().is_some_and(|word| SAYING.contains(&word))
}

/// The answer of one clause; a condition in it makes a gate of an acceptance.
fn answer(clause: &[Word<'_>]) -> Option<(Response, Span)> {
    let found = fitting(clause);
    let first = |head: &str| found.iter().find(|found| found.0 == head).map(|found| found.1);
    let condition = first("condition");
    let Some((response, span)) = ORDER.iter().find_map(|(head, response)| Some((*response, first(head)?)))
    else {
        return condition.map(|span| (Response::Gate, span));
    };
    match (response, condition) {
        (Response::Accept | Response::AcceptPart | Response::Reject | Response::Discuss, Some(condition)) => {
            Some((Response::Gate, condition))
        }
        // "not acceptable", "cannot accept": a denied acceptance is a rejection.
        _ => Some((response, span)),
    }
}

/// Clauses: cut at marks, and at "but" and "and" before a new beginning.
fn clauses<'w, 'a>(words: &'w [Word<'a>]) -> Vec<&'w [Word<'a>]> {
    let mut all = Vec::new();
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        let ends =
            matches!(word.lower.as_ref(), "." | ";" | "!" | "?" | "but" | "while" | "although" | "though");
        let comma = word.lower == ","
            && words.get(at + 1).is_some_and(|next| matches!(next.lower.as_ref(), "and" | "but" | "yet"));
        if (ends || comma) && at > from {
            all.push(&words[from..at]);
            from = at + 1;
        } else if ends || comma {
            from = at + 1;
        }
    }
    if from < words.len() {
        all.push(&words[from..]);
    }
    all
}
