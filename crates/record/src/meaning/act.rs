//! The verbal act a statement is, by the classes of PLOVER (2021), which those of CAMEO map to.

use super::Heard;
use super::pattern::{fitting, words};
use crate::lexicon::CueClass;
use crate::span::Span;

/// A verbal act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Act {
    /// Promises, agrees, offers.
    Agree,
    /// Meets, talks.
    Consult,
    /// Praises, signs, recognises.
    Support,
    /// Gives way.
    Concede,
    /// Asks, demands.
    Request,
    /// Blames, investigates.
    Accuse,
    /// Refuses.
    Reject,
    /// Threatens.
    Threaten,
}

impl Act {
    /// Every act, the one that stands in conflict first.
    pub const ORDER: [Self; 8] = [
        Self::Threaten,
        Self::Reject,
        Self::Concede,
        Self::Request,
        Self::Accuse,
        Self::Agree,
        Self::Support,
        Self::Consult,
    ];

    /// The name of the class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "AGREE",
            Self::Consult => "CONSULT",
            Self::Support => "SUPPORT",
            Self::Concede => "CONCEDE",
            Self::Request => "REQUEST",
            Self::Accuse => "ACCUSE",
            Self::Reject => "REJECT",
            Self::Threaten => "THREATEN",
        }
    }

    /// The root code of CAMEO.
    pub fn cameo(self) -> &'static str {
        match self {
            Self::Agree => "03",
            Self::Consult => "04",
            Self::Support => "05",
            Self::Concede => "08",
            Self::Request => "10",
            Self::Accuse => "11",
            Self::Reject => "12",
            Self::Threaten => "13",
        }
    }
}

/// The act of a whole sentence, by its first verb that is one; where several begin together, the one in conflict goes first.
pub fn act_of(sentence: &str) -> Option<Act> {
    among(&fitting(&words(sentence))).map(|found| found.0)
}

pub(super) fn among(fitting: &[(&'static str, Span)]) -> Option<(Act, Span)> {
    let mut best: Option<(Act, Span)> = None;
    for act in Act::ORDER {
        let own = |found: &&(&'static str, Span)| found.0.strip_prefix("act ") == Some(act.name());
        if let Some((_, span)) = fitting.iter().find(own).copied() {
            // A class that begins later gives way to one that stands at the main verb.
            if best.is_none_or(|best| span.start + 12 < best.1.start) {
                best = Some((act, span));
            }
        }
    }
    best
}

/// The act of a statement: that of its cue, else that of its content.
pub(super) fn suggested(heard: &Heard<'_>, fitting: &[Vec<(&'static str, Span)>]) -> Option<(Act, Span)> {
    let cue = heard.cue.unwrap_or(heard.spans.first().copied()?);
    let by_cue = match heard.class.unwrap_or(CueClass::Say) {
        _ if heard.negated => return None,
        CueClass::Reject if heard.lemma == "deny" => return None,
        CueClass::Reject => Some(Act::Reject),
        CueClass::Demand => Some(Act::Request),
        CueClass::Promise => Some(Act::Agree),
        // A warning with a condition is a threat: "would leave unless …".
        CueClass::Threaten
            if heard.lemma == "threaten" || fitting.iter().flatten().any(|found| found.0 == "condition") =>
        {
            Some(Act::Threaten)
        }
        CueClass::Accuse => Some(Act::Accuse),
        CueClass::Commend => Some(Act::Support),
        CueClass::Concede if heard.lemma == "agree" => Some(Act::Agree),
        CueClass::Concede if matches!(heard.lemma, "concede" | "admit" | "confess" | "regret") => {
            Some(Act::Concede)
        }
        _ => None,
    };
    if let Some(act) = by_cue {
        return Some((act, cue));
    }
    let mut found: Option<(Act, Span)> = None;
    for part in fitting {
        if let Some((act, inner)) = among(part) {
            // What stands in conflict first.
            let rank = |act: Act| Act::ORDER.iter().position(|known| *known == act);
            if found.is_none_or(|found| rank(act) < rank(found.0)) {
                found = Some((act, inner));
            }
        }
    }
    found
}
