//! From statements to proposals; what two papers report is one statement with two sources.

use std::collections::HashSet;

use super::decision::{Proposal, speaks};
use super::entry::{Entry, Says};
use super::same::Known;
use crate::lexicon::CueClass;
use crate::meaning::Suggested;
use crate::people::Cast;
use crate::span::{Points, Span};
use crate::statement::{Flag, Statement};

/// A report that statements were found in.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Where it is kept: below `record/sources/`.
    pub source: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The outlet.
    pub outlet: Option<&'a str>,
    /// The day of publication.
    pub published: Option<jiff::civil::Date>,
}

/// Proposals for the statements of a report, in text order. What the ledger or an earlier proposal has already, by the same speaker in the
/// same words, is proposed as another source of it; what was found in the same place before is left out.
pub fn propose(
    report: &Report<'_>,
    statements: &[Statement],
    cast: &Cast,
    ledger: &[Entry],
    earlier: &[Proposal],
) -> Vec<Proposal> {
    let mut made: Vec<Proposal> = Vec::new();
    let mut points = Points::of(report.text);
    let mut ids: HashSet<String> = earlier.iter().map(|known| known.entry.id.clone()).collect();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(statements.len());
    let accepted = |known: &&Proposal| {
        known.decision.as_ref().is_none_or(|decision| decision.verdict == super::Verdict::Accepted)
    };
    let elsewhere = |entry: &&Entry| entry.source != report.source;
    let others = earlier.iter().filter(accepted).map(|proposal| &proposal.entry);
    let mut known = Known::default();
    ledger.iter().chain(others).filter(elsewhere).for_each(|entry| known.add(entry));
    for statement in statements {
        let entry = entry(report, statement, cast, &mut points);
        if !ids.insert(entry.id.clone()) {
            places.push(None);
            continue;
        }
        places.push(Some(made.len()));
        let same_as = known.same(&entry);
        let speaker = statement.speaker.as_ref();
        let candidates = speaker.map_or(&[][..], |mention| &mention.candidates);
        made.push(Proposal {
            tier: statement.tier,
            confidence: statement.confidence,
            flags: statement.flags.clone(),
            candidates: candidates.iter().map(|at| cast.actors[*at].id.clone()).collect(),
            form: statement.form.into(),
            same_as,
            decision: None,
            entry,
        });
    }
    // What agrees with another names it.
    for (at, statement) in statements.iter().enumerate() {
        if let (Some(place), Some(other)) = (places[at], statement.endorses) {
            made[place].entry.endorses = Some(id(report, &statements[other]));
        }
    }
    made
}

fn id(report: &Report<'_>, statement: &Statement) -> String {
    crate::print::id(report.source, &statement.spans, statement.speaker.as_ref().map(|mention| mention.span))
}

fn entry(report: &Report<'_>, statement: &Statement, cast: &Cast, points: &mut Points<'_>) -> Entry {
    let text = report.text;
    let written = |span: Span| span.text(text).to_owned();
    let mention = statement.speaker.as_ref();
    let (speaker, party, named) = match mention.and_then(|mention| mention.actor) {
        Some(at) => speaks(cast, at),
        None => {
            let named = mention.map(|mention| mention.new.clone().unwrap_or_else(|| written(mention.span)));
            (None, None, named)
        }
    };
    let days = statement.said.as_ref().and_then(|said| said.time.as_ref()).and_then(|time| time.days);
    // One answer to an issue is enough; an issue that is only spoken of stands without one.
    let mut says: Vec<Says> = Vec::new();
    for hint in &statement.suggest {
        let (at, response) = match hint.what {
            Suggested::Response(at, response) => (at, Some(response)),
            Suggested::Topic(at) => (at, None),
            _ => continue,
        };
        let issue = cast.topics[at].id.clone();
        let words = Some(written(hint.span));
        match says
            .iter_mut()
            .find(|known| known.issue == issue && (known.response.is_none() || response.is_none()))
        {
            Some(known) if response.is_some() => *known = Says { issue, response, option: None, words },
            Some(_) => {}
            None => says.push(Says { issue, response, option: None, words }),
        }
    }
    let of = |wanted: Suggested| -> Vec<String> {
        statement.suggest.iter().filter(|hint| hint.what == wanted).map(|hint| written(hint.span)).collect()
    };
    let act = statement.suggest.iter().find_map(|hint| match hint.what {
        Suggested::Act(act) => Some(act.name().to_owned()),
        _ => None,
    });
    Entry {
        id: id(report, statement),
        date: days.map(|days| days.0.to_string()),
        until: days.filter(|days| days.0 != days.1).map(|days| days.1.to_string()),
        speaker,
        party,
        named,
        text: statement.content(text),
        cue: told(statement, text),
        speech: Some(statement.speech),
        source: report.source.into(),
        spans: statement.spans.iter().map(|span| points.pair(*span)).collect(),
        also: Vec::new(),
        outlet: report.outlet.map(str::to_owned),
        published: report.published.map(|day| day.to_string()),
        to: statement.addressee.as_ref().map(|mention| written(mention.span)),
        place: statement.place.map(written),
        occasion: statement.occasion.map(written),
        says,
        act,
        conditions: of(Suggested::Condition),
        commitments: of(Suggested::Commitment),
        endorses: None,
        accepted_by: None,
    }
}

/// The cue, where it turns or colours what was said.
fn told(statement: &Statement, text: &str) -> Option<String> {
    let cue = statement.cue.as_ref()?;
    let negated = statement.flags.contains(&Flag::NegatedCue);
    let written = cue.span.text(text);
    let bare =
        negated && !written.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "not" | "never"));
    match cue.class {
        CueClass::Say if !negated => None,
        _ if bare => Some(format!("not: {written}")),
        _ => Some(written.to_owned()),
    }
}
