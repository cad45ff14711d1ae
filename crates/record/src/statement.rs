//! What extraction gives: statements, with where everything in them stands in the text.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dates::Time;
use crate::lexicon::CueClass;
use crate::meaning::Suggestion;
use crate::span::Span;

/// How much of a statement stands between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Speech {
    /// At least 95 of a hundred letters and digits.
    Direct,
    /// Some.
    Mixed,
    /// None.
    Indirect,
}

/// How far a statement may be trusted before anyone has looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Below one half.
    Weak,
    /// To be looked at.
    Review,
    /// Content and speaker are right in nine of ten such cases or more, and the speaker is known without doubt.
    Accept,
}

impl Tier {
    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Review => "review",
            Self::Accept => "accept",
        }
    }
}

/// What to look at in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The speaker is taken over from another statement.
    Inherited,
    /// A quotation without any attribution.
    Floating,
    /// More than one actor of the case is meant as likely.
    AmbiguousActor,
    /// Spoken without a name.
    Anonymous,
    /// Holds another report: "…, Dunn said, according to the Courier".
    Nested,
    /// The cue is denied: "would not say".
    NegatedCue,
    /// A question.
    Question,
    /// A line of promotion stands close by.
    NearPromo,
    /// A quotation mark is not closed.
    UnclosedQuote,
}

/// A mention and whom it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// Position of an actor in the cast.
    pub actor: Option<usize>,
    /// Actors that are all as likely, where none is sure.
    pub candidates: Vec<usize>,
    /// A name that the cast does not have.
    pub new: Option<String>,
    /// Title and role, as the text has it.
    pub role: Option<String>,
    /// For whom or what the speaker speaks.
    pub affiliation: Option<String>,
    /// The rule that found who it is.
    pub rule: &'static str,
    /// How sure that is, in thousandths.
    pub confidence: u16,
}

/// The words that report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Where they stand.
    pub span: Span,
    /// The verb's plain form.
    pub lemma: &'static str,
    /// What it does.
    pub class: CueClass,
}

/// When something was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The expression.
    pub span: Span,
    /// What it stands for; `None` for "after the session".
    pub time: Option<Time>,
    /// Position of the statement it is taken over from.
    pub inherited: Option<usize>,
}

/// A report around a statement: "…, Dunn said, according to the Courier".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Via {
    /// Who reports it.
    pub speaker: Span,
    /// By which words.
    pub cue: Span,
    /// All that is reported, with the attribution inside.
    pub span: Span,
}

/// Something said in public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What was said, in parts, in text order; quotation marks belong to it.
    pub spans: Vec<Span>,
    /// Direct, mixed or indirect.
    pub speech: Speech,
    /// The pattern it was found by.
    pub form: &'static str,
    /// Who said it; `None` where the text does not say.
    pub speaker: Option<Mention>,
    /// The words that report.
    pub cue: Option<Cue>,
    /// To whom, where the text says so.
    pub addressee: Option<Mention>,
    /// When.
    pub said: Option<Said>,
    /// Where: "in Tarn".
    pub place: Option<Span>,
    /// On which occasion: "at the second session".
    pub occasion: Option<Span>,
    /// Another report around this one.
    pub via: Option<Via>,
    /// Position of a statement that this one agrees with.
    pub endorses: Option<usize>,
    /// What it may mean, for a person to confirm.
    pub suggest: Vec<Suggestion>,
    /// How likely content and speaker are both right, in thousandths.
    pub confidence: u16,
    /// What follows from that.
    pub tier: Tier,
    /// What to look at.
    pub flags: Vec<Flag>,
}

impl Statement {
    /// What was said, parts joined by a space.
    pub fn content(&self, text: &str) -> String {
        let parts = self.spans.iter().flat_map(|span| span.text(text).split(['\n', '\r']));
        parts.map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// From the first word of what was said to the last.
    pub fn extent(&self) -> Span {
        let start = self.spans.first().map_or(0, |span| span.start);
        Span { start, end: self.spans.last().map_or(start, |span| span.end) }
    }
}
