//! From press reports to attributed statements: who said what, to whom, when, where, in which words.
//!
//! This crate knows how news English reports speech. It uses rules alone: lists of words with a version, patterns of a sentence, and a
//! table of how often each pattern was right. No model, no network; the same text gives the same statements.
//!
//! How a value flows. A text is cut into paragraphs (`paragraphs`), each into words, marks and whole quotations (`scan`), and these into
//! sentences that no quotation is cut by. In a sentence, reporting verbs ([`CueClass`]) are found where they stand as verbs, and phrases by
//! their edges (`phrase`); the patterns of `frames` then attribute quotations first and clauses after, and each claims its words.
//! Quotations without a cue go on with the one before. That is the first pass. The second (`assemble`) resolves who is meant: mentions
//! are gathered into the people of the document and matched to the [`Cast`] of a case by the first rule that gives exactly one
//! (`people`); where two are as likely it is nobody. Times lean to the past of the day of publication ([`resolve()`]). Each statement
//! carries how likely content and speaker are right, as measured on marked articles, and suggestions of what it means (`meaning`) for
//! a person to confirm. Nothing here is a fact of a case until somebody accepts it.
//!
//! ```
//! use detente_record::{Cast, Source, Speech, extract};
//!
//! let text = "“We moved a metre,” Foreign Minister Ilse Brandt of Velda told reporters in Tarn on Tuesday. “They moved a mile.”";
//! let published = "2026-03-12".parse().ok();
//! let found = extract(&Source { text, published, ..Source::default() }, &Cast::default())?;
//! // A split quotation is one statement in two parts.
//! assert_eq!(found[0].content(text), "“We moved a metre,” “They moved a mile.”");
//! assert_eq!(found[0].speech, Speech::Direct);
//! assert_eq!(found[0].speaker.as_ref().map(|who| who.span.text(text)), Some("Foreign Minister Ilse Brandt of Velda"));
//! assert_eq!(found[0].addressee.as_ref().map(|who| who.span.text(text)), Some("reporters"));
//! assert_eq!(found[0].said.as_ref().and_then(|said| said.time.as_ref()?.days).map(|days| days.0.to_string()), Some("2026-03-10".into()));
//! // Nobody in the cast: a suggestion for a new person, no guess.
//! assert_eq!(found[0].speaker.as_ref().and_then(|who| who.new.as_deref()), Some("Ilse Brandt"));
//! # Ok::<(), detente_record::TooLong>(())
//! ```
//!
//! Positions are bytes inside and Unicode code points in everything that is printed ([`printed`]).

mod assemble;
mod confidence;
mod dates;
mod extract;
mod frames;
mod ledger;
mod lexicon;
mod meaning;
mod paragraphs;
mod people;
mod phrase;
mod print;
mod scan;
mod source;
mod span;
mod statement;
mod turns;

pub use assemble::Source;
pub use dates::{Granularity, Time, resolve};
pub use ledger::{
    CORRECTABLE, Correction, Counted, Decision, Elsewhere, Entry, LedgerError, Measured, NotCorrected, Point,
    Proposal, PublicLine, ReportIn, Says, Share, Shown, Trend, Verdict, Waiting, measured, propose,
    public_lines, read_entries, read_proposals, same, schemas, timeline, with_public, write_lines,
};
pub use lexicon::{CueClass, VERSION};
pub use meaning::{Act, Response, Suggested, Suggestion, act_of};
pub use people::{Actor, ActorKind, Cast, Topic};
pub use print::{Printed, printed};
pub use source::{Kind, Report, Stretch, read};
pub use span::Span;
pub use statement::{Cue, Flag, Mention, Said, Speech, Statement, Tier, Via};

/// The document is longer than 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a document of more than 4 GiB cannot be read")]
pub struct TooLong;

/// Every statement of a text, in the order of its sentences. Time and memory are linear in the text; a paragraph longer than 32 KiB is
/// looked at in pieces.
///
/// # Errors
///
/// [`TooLong`] beyond 4 GiB.
pub fn extract(source: &Source<'_>, cast: &Cast) -> Result<Vec<Statement>, TooLong> {
    if u32::try_from(source.text.len()).is_err() {
        return Err(TooLong);
    }
    let pass = extract::read(source.text, source.beliefs);
    Ok(assemble::assemble(source.text, pass, cast, source))
}

/// The cells a document's statements fall into: for measuring the table of confidences.
#[doc(hidden)]
pub fn cells(text: &str) -> Vec<Vec<String>> {
    let mut found = extract::read(text, false).found;
    // In the order of printing.
    found
        .sort_by_key(|found| (found.spans.first().map(|span| span.0), found.spans.last().map(|span| span.1)));
    found.iter().map(|found| confidence::cells(text, found).to_vec()).collect()
}
