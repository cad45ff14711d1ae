//! What a statement may mean, for a person to confirm: the act it is, what it says to an issue, on what condition.

mod act;
mod pattern;
mod response;
mod topic;

pub use act::{Act, act_of};
pub use response::Response;

use crate::lexicon::CueClass;
use crate::people::Cast;
use crate::span::Span;

/// What is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggested {
    /// A verbal act, by the classes of PLOVER.
    Act(Act),
    /// An answer to an issue of the case: its position.
    Response(usize, Response),
    /// It speaks of an issue: its position.
    Topic(usize),
    /// It depends on something.
    Condition,
    /// Somebody binds themselves to do something.
    Commitment,
    /// Something must hold before a higher meeting.
    Gate,
}

/// A suggestion, with the words it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What.
    pub what: Suggested,
    /// The words that suggest it.
    pub span: Span,
    /// The rule.
    pub rule: &'static str,
}

/// What is known of a statement when its meaning is looked for.
pub(crate) struct Heard<'a> {
    pub(crate) text: &'a str,
    pub(crate) spans: &'a [Span],
    pub(crate) class: Option<CueClass>,
    pub(crate) lemma: &'a str,
    pub(crate) cue: Option<Span>,
    pub(crate) negated: bool,
    /// What stands before it: the preceding sentence.
    pub(crate) before: Span,
}

/// Everything that a statement suggests, in a fixed order.
pub(crate) fn suggest(heard: &Heard<'_>, cast: &Cast) -> Vec<Suggestion> {
    let mut all = Vec::new();
    // What fits in each part, by its place in the text.
    let place = |span: &Span| {
        let mut found = pattern::fitting(&pattern::words(span.text(heard.text)));
        for (_, inner) in &mut found {
            *inner = Span { start: span.start + inner.start, end: span.start + inner.end };
        }
        found
    };
    let fitting: Vec<Vec<(&'static str, Span)>> = heard.spans.iter().map(place).collect();
    if let Some((act, span)) = act::suggested(heard, &fitting).filter(|_| !response::silent(heard)) {
        all.push(Suggestion { what: Suggested::Act(act), span, rule: "act" });
    }
    let topics = topic::topics(heard, cast);
    for (topic, span) in &topics {
        all.push(Suggestion { what: Suggested::Topic(*topic), span: *span, rule: "topic" });
    }
    for (topic, response, span) in response::responses(heard, &topics) {
        all.push(Suggestion { what: Suggested::Response(topic, response), span, rule: "response" });
    }
    for (kind, what) in [
        ("condition", Suggested::Condition),
        ("commitment", Suggested::Commitment),
        ("gate", Suggested::Gate),
    ] {
        for (_, span) in fitting.iter().flatten().filter(|found| found.0 == kind) {
            all.push(Suggestion { what, span: *span, rule: kind });
        }
    }
    all
}
