//! Statements as researchers read them: one JSON object for each document, positions in Unicode code points, bytes beside.

use schemars::JsonSchema;
use serde::Serialize;

use crate::assemble::speech;
use crate::dates::Granularity;
use crate::lexicon::{CueClass, VERSION};
use crate::meaning::{Suggested, Suggestion};
use crate::people::Cast;
use crate::scan::Marks;
use crate::source::Report;
use crate::span::{Points, Span};
use crate::statement::{Flag, Mention, Speech, Statement, Tier};

/// A document's statements, printed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Printed {
    /// The document.
    pub doc_id: String,
    /// Its text, where it was taken out of something else: positions are in this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Its statements, in text order.
    pub quotes: Vec<Quote>,
}

/// One statement. Where another report stands around it, the outer one is printed and this one stands in `nested`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Quote {
    id: String,
    start: usize,
    end: usize,
    spans: Vec<[usize; 2]>,
    byte_spans: Vec<[usize; 2]>,
    /// The same parts as bytes of the file that the text was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_spans: Option<Vec<[usize; 2]>>,
    #[serde(rename = "type")]
    speech: Speech,
    form: &'static str,
    speaker_text: Option<String>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    actor: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    actor_candidates: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_actor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    affiliation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_rule: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_confidence: Option<f64>,
    cue_text: Option<String>,
    cue_start: Option<usize>,
    cue_end: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cue_class: Option<CueClass>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addressee: Option<Placed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Placed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occasion: Option<Placed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endorses: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    suggest: Vec<Hint>,
    confidence: f64,
    rule: String,
    tier: Tier,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    flags: Vec<Flag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nested: Option<Inner>,
}

impl Printed {
    /// With the text itself, and with where each part stands in the file it was taken from.
    #[must_use]
    pub fn with_source(mut self, report: &Report) -> Self {
        for quote in &mut self.quotes {
            let original =
                |span: &[usize; 2]| report.original(span[0]..span[1]).map(|range| [range.start, range.end]);
            quote.source_spans = Some(quote.byte_spans.iter().filter_map(original).collect());
        }
        self.text = Some(report.text.clone());
        self
    }
}

/// A stretch of text with what it says.
#[derive(Debug, Serialize, JsonSchema)]
struct Placed {
    text: String,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct When {
    text: String,
    start: usize,
    end: usize,
    from: Option<String>,
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    granularity: Option<Granularity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otherwise: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inherited_from: Option<usize>,
}

/// A suggestion.
#[derive(Debug, Serialize, JsonSchema)]
struct Hint {
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<String>,
    start: usize,
    end: usize,
}

/// The statement inside a report.
#[derive(Debug, Serialize, JsonSchema)]
struct Inner {
    spans: Vec<[usize; 2]>,
    speaker_text: Option<String>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    cue_text: Option<String>,
}

/// Prints the statements of a document. Same input, same bytes.
pub fn printed(doc_id: &str, text: &str, statements: &[Statement], cast: &Cast) -> Printed {
    let mut points = Points::of(text);
    let marks = Marks::of(text);
    let mut order: Vec<&Statement> = statements.iter().collect();
    order.sort_by_key(|statement| statement.extent());
    let quotes = order
        .into_iter()
        .map(|statement| quote(doc_id, (text, marks), statement, cast, &mut points))
        .collect();
    Printed { doc_id: doc_id.into(), text: None, quotes }
}

#[expect(clippy::cast_lossless, reason = "thousandths")]
fn thousandths(value: u16) -> f64 {
    value as f64 / 1000.0
}

fn quote(
    doc_id: &str,
    (text, marks): (&str, Marks),
    statement: &Statement,
    cast: &Cast,
    points: &mut Points<'_>,
) -> Quote {
    let outer = statement.via.as_ref();
    let spans: Vec<Span> = match outer {
        Some(via) => {
            let later = statement.spans.iter().copied().filter(|span| span.start >= via.span.end);
            [via.span].into_iter().chain(later).collect()
        }
        None => statement.spans.clone(),
    };
    let speaker = outer.map(|via| via.speaker).or(statement.speaker.as_ref().map(|mention| mention.span));
    let cue = outer.map(|via| via.cue).or(statement.cue.as_ref().map(|cue| cue.span));
    let actor = |mention: &Mention| mention.actor.map(|at| cast.actors[at].id.clone());
    let written = |span: Span| span.text(text).to_owned();
    let id = id(doc_id, &spans, speaker);
    let placed = |span: Span, points: &mut Points<'_>, actor: Option<String>| {
        let [start, end] = points.pair(span);
        Placed { text: span.text(text).to_owned(), start, end, actor }
    };
    let whole = spans.clone();
    let pairs: Vec<[usize; 2]> = whole.iter().map(|span| points.pair(*span)).collect();
    let speaker_pair = speaker.map(|span| points.pair(span));
    let cue_pair = cue.map(|span| points.pair(span));
    let known = statement.speaker.as_ref();
    Quote {
        id,
        start: pairs.first().map_or(0, |pair| pair[0]),
        end: pairs.last().map_or(0, |pair| pair[1]),
        byte_spans: whole.iter().map(|span| [span.start, span.end]).collect(),
        source_spans: None,
        spans: pairs,
        speech: if outer.is_some() { speech(text, &whole, marks) } else { statement.speech },
        form: statement.form,
        speaker_text: speaker.map(written),
        speaker_start: speaker_pair.map(|pair| pair[0]),
        speaker_end: speaker_pair.map(|pair| pair[1]),
        actor: known.and_then(actor),
        actor_candidates: known.map_or_else(Vec::new, |mention| {
            mention.candidates.iter().map(|at| cast.actors[*at].id.clone()).collect()
        }),
        new_actor: known.and_then(|mention| mention.new.clone()),
        role: known.and_then(|mention| mention.role.clone()),
        affiliation: known.and_then(|mention| mention.affiliation.clone()),
        actor_rule: known.map(|mention| mention.rule),
        actor_confidence: known.map(|mention| thousandths(mention.confidence)),
        cue_text: cue.map(written),
        cue_start: cue_pair.map(|pair| pair[0]),
        cue_end: cue_pair.map(|pair| pair[1]),
        cue_class: statement.cue.as_ref().map(|cue| cue.class),
        addressee: statement.addressee.as_ref().map(|mention| placed(mention.span, points, actor(mention))),
        date: statement.said.as_ref().map(|said| {
            let [start, end] = points.pair(said.span);
            let time = said.time.as_ref();
            When {
                text: written(said.span),
                start,
                end,
                from: time.and_then(|time| time.days).map(|days| days.0.to_string()),
                to: time.and_then(|time| time.days).map(|days| days.1.to_string()),
                granularity: time.map(|time| time.granularity),
                part: time.and_then(|time| time.part),
                otherwise: time.and_then(|time| time.otherwise).map(|day| day.to_string()),
                inherited_from: said.inherited,
            }
        }),
        place: statement.place.map(|span| placed(span, points, None)),
        occasion: statement.occasion.map(|span| placed(span, points, None)),
        endorses: statement.endorses,
        suggest: statement.suggest.iter().map(|hint| hinted(hint, cast, points)).collect(),
        confidence: thousandths(statement.confidence),
        rule: format!("{}/{VERSION}", statement.form),
        tier: statement.tier,
        flags: statement.flags.clone(),
        nested: outer.map(|_| {
            let inner = statement.speaker.as_ref().map(|mention| mention.span);
            let pair = inner.map(|span| points.pair(span));
            Inner {
                spans: statement.spans.iter().map(|span| points.pair(*span)).collect(),
                speaker_text: inner.map(written),
                speaker_start: pair.map(|pair| pair[0]),
                speaker_end: pair.map(|pair| pair[1]),
                cue_text: statement.cue.as_ref().map(|cue| written(cue.span)),
            }
        }),
    }
}

fn hinted(hint: &Suggestion, cast: &Cast, points: &mut Points<'_>) -> Hint {
    let issue = |at: usize| cast.topics.get(at).map(|topic| topic.id.clone());
    let (what, value, issue) = match hint.what {
        Suggested::Act(act) => ("act", Some(act.name().to_owned()), None),
        Suggested::Response(at, response) => ("response", Some(response.word().to_owned()), issue(at)),
        Suggested::Topic(at) => ("issue", None, issue(at)),
        Suggested::Condition => ("condition", None, None),
        Suggested::Commitment => ("commitment", None, None),
        Suggested::Gate => ("gate", None, None),
    };
    let [start, end] = points.pair(hint.span);
    Hint { what, value, issue, start, end }
}

/// A name for a statement that stays the same: a digest of the document, the content's and the speaker's place.
pub(crate) fn id(doc_id: &str, spans: &[Span], speaker: Option<Span>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(doc_id.as_bytes());
    for span in spans.iter().chain(speaker.as_ref()) {
        hasher.update(&(span.start as u64).to_le_bytes());
        hasher.update(&(span.end as u64).to_le_bytes());
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}
