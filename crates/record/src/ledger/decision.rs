//! Proposals, and what a person decides on them. Corrections are kept, so that the rules can be measured by them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::{Elsewhere, Entry, Says};
use super::same::same;
use crate::meaning::{Act, Response};
use crate::people::{ActorKind, Cast};
use crate::statement::{Flag, Tier};

/// A statement that was found and waits to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proposal {
    /// The statement as it would be kept.
    pub entry: Entry,
    /// How far it may be trusted.
    pub tier: Tier,
    /// How likely content and speaker are both right, in thousandths.
    pub confidence: u16,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Ids of people who are all as likely to have said it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// The pattern it was found by.
    pub form: String,
    /// Id of a statement that says the same: accepted, this one is another source of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

/// What was decided on a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// Yes or no.
    pub verdict: Verdict,
    /// By whom: id of a person, or `rule`.
    pub by: String,
    /// What was changed before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<Correction>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It goes into the record.
    Accepted,
    /// It does not.
    Rejected,
}

/// One thing that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// What.
    pub field: String,
    /// As it was.
    pub was: Option<String>,
    /// As it is.
    pub is: Option<String>,
}

/// What can be corrected, and how it is written.
pub const CORRECTABLE: [(&str, &str); 8] = [
    ("speaker", "id of a person, a party or a third party, or a name of somebody else"),
    ("date", "YYYY-MM-DD, or two of them with .. between"),
    ("text", "what was said"),
    ("to", "to whom"),
    ("place", "where"),
    (
        "says",
        "ISSUE:RESPONSE or ISSUE:RESPONSE:OPTION, several with semicolons; a response is accept, accept_part, discuss, reject_wording, reject, gate or silent",
    ),
    ("act", "AGREE, CONSULT, SUPPORT, CONCEDE, REQUEST, ACCUSE, REJECT or THREATEN"),
    ("source", "a file below record/sources/, or an address"),
];

/// Why something cannot be corrected so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct NotCorrected {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub next: String,
}

fn refuse(what: impl Into<String>, next: impl Into<String>) -> NotCorrected {
    NotCorrected { what: what.into(), next: next.into() }
}

impl Proposal {
    /// Whether it still waits.
    pub fn waits(&self) -> bool {
        self.decision.is_none()
    }

    /// Changes one thing, and keeps that it was changed. An empty value takes it away.
    ///
    /// # Errors
    ///
    /// If there is no such field, or the value cannot stand there.
    pub fn correct(&mut self, field: &str, value: &str, cast: &Cast) -> Result<Correction, NotCorrected> {
        let value = value.trim();
        let is = (!value.is_empty()).then(|| value.to_owned());
        let Some(was) = self.entry.said(field) else {
            let known: Vec<&str> = CORRECTABLE.iter().map(|field| field.0).collect();
            return Err(refuse(
                format!("there is no \"{field}\" to correct"),
                format!("known: {}", known.join(", ")),
            ));
        };
        // What stays as it is keeps all that is known of it.
        if was != is {
            self.put(field, is.as_deref(), cast)?;
        }
        Ok(Correction { field: field.into(), was, is })
    }

    fn put(&mut self, field: &str, is: Option<&str>, cast: &Cast) -> Result<(), NotCorrected> {
        let entry = &mut self.entry;
        let owned = is.map(str::to_owned);
        match field {
            "speaker" => {
                (entry.speaker, entry.party, entry.named) = match is.and_then(|id| cast.position(id)) {
                    Some(at) => speaks(cast, at),
                    None => (None, None, owned),
                };
                self.candidates.clear();
                self.flags.retain(|flag| *flag != Flag::AmbiguousActor);
            }
            "date" => (entry.date, entry.until) = is.map_or(Ok((None, None)), days)?,
            "text" => {
                entry.text =
                    owned.ok_or_else(|| refuse("a statement without words is none", "reject it instead"))?;
            }
            "to" => entry.to = owned,
            "place" => entry.place = owned,
            "says" => entry.says = is.map_or(Ok(Vec::new()), |value| says(value, cast))?,
            "act" => {
                if is.is_some_and(|value| Act::ORDER.iter().all(|act| act.name() != value)) {
                    let all = Act::ORDER.map(Act::name).join(", ");
                    return Err(refuse(
                        format!("\"{}\" is no act", is.unwrap_or_default()),
                        format!("one of {all}"),
                    ));
                }
                entry.act = owned;
            }
            _ => {
                entry.source = owned.filter(|source| public(source)).ok_or_else(|| {
                    refuse("a statement needs a public source", "a file of record/sources/, or an address")
                })?;
            }
        }
        Ok(())
    }

    /// Takes it into the ledger unseen: who said what, not what it may mean, which only a person confirms.
    pub fn accept_unseen(&mut self, ledger: &mut Vec<Entry>) {
        let entry = &mut self.entry;
        (entry.says, entry.act) = (Vec::new(), None);
        (entry.conditions, entry.commitments) = (Vec::new(), Vec::new());
        self.accept("rule", Vec::new(), ledger);
    }

    /// Takes it into the ledger: a statement of its own, or another source of one that says the same.
    pub fn accept(&mut self, by: &str, corrected: Vec<Correction>, ledger: &mut Vec<Entry>) {
        // What was corrected may be the same no longer.
        let own = &self.entry;
        let same = self
            .same_as
            .as_ref()
            .and_then(|id| ledger.iter_mut().find(|entry| entry.id == *id))
            .filter(|entry| corrected.is_empty() || same(entry, own));
        self.decision = Some(Decision { verdict: Verdict::Accepted, by: by.into(), corrected });
        if let Some(entry) = same {
            let also = Elsewhere {
                source: self.entry.source.clone(),
                spans: self.entry.spans.clone(),
                outlet: self.entry.outlet.clone(),
            };
            if entry.source != also.source && !entry.also.contains(&also) {
                entry.also.push(also);
            }
            return;
        }
        let mut entry = self.entry.clone();
        entry.accepted_by = Some(by.into());
        match ledger.iter_mut().find(|known| known.id == entry.id) {
            Some(known) => *known = entry,
            None => ledger.push(entry),
        }
        ledger.sort_by(|a, b| {
            (&a.date, &a.source, &a.spans, &a.id).cmp(&(&b.date, &b.source, &b.spans, &b.id))
        });
    }

    /// Keeps it out.
    pub fn reject(&mut self, by: &str) {
        self.decision = Some(Decision { verdict: Verdict::Rejected, by: by.into(), corrected: Vec::new() });
    }
}

/// Speaker and party of an actor.
pub(super) fn speaks(cast: &Cast, at: usize) -> (Option<String>, Option<String>, Option<String>) {
    let actor = &cast.actors[at];
    match actor.kind {
        ActorKind::Person => {
            (Some(actor.id.clone()), actor.side.map(|side| cast.actors[side].id.clone()), None)
        }
        ActorKind::Party | ActorKind::ThirdParty => (None, Some(actor.id.clone()), None),
    }
}

/// A day, or two with `..` between; the second only where it is another.
fn days(value: &str) -> Result<(Option<String>, Option<String>), NotCorrected> {
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    let day = |day: &str| {
        let day = (day.len() == 10).then(|| day.parse::<jiff::civil::Date>().ok()).flatten();
        day.map(|day| day.to_string()).ok_or_else(|| {
            refuse(format!("\"{value}\" is no day"), "write YYYY-MM-DD, or two with .. between")
        })
    };
    let (from, to) = (day(from)?, day(to)?);
    if to < from {
        return Err(refuse(format!("{to} is before {from}"), "write the first day first"));
    }
    let until = (to != from).then_some(to);
    Ok((Some(from), until))
}

/// `ISSUE:RESPONSE` or `ISSUE:RESPONSE:OPTION`, with semicolons or, where no option has one, commas between.
fn says(value: &str, cast: &Cast) -> Result<Vec<Says>, NotCorrected> {
    let one = |part: &str| {
        let mut parts = part.splitn(3, ':').map(str::trim);
        let (issue, response, option) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        let Some(topic) = cast.topics.iter().find(|topic| topic.id == issue) else {
            let known: Vec<&str> = cast.topics.iter().map(|topic| topic.id.as_str()).collect();
            return Err(refuse(
                format!("there is no issue \"{issue}\""),
                format!("known: {}", known.join(", ")),
            ));
        };
        let response = response.map(|said| {
            let known = Response::WORDS.iter().find(|word| word.0 == said).map(|word| word.1);
            let all = Response::WORDS.map(|word| word.0).join(", ");
            known.ok_or_else(|| refuse(format!("\"{said}\" is no response"), format!("one of {all}")))
        });
        if let Some(option) = option.filter(|option| !topic.options.iter().any(|known| known == option)) {
            return Err(refuse(
                format!("{issue} has no option \"{option}\""),
                format!("known: {}", topic.options.join("; ")),
            ));
        }
        let option = option.map(str::to_owned);
        Ok(Says { issue: issue.into(), response: response.transpose()?, option, words: None })
    };
    let commas = !value.contains(';') && value.split(',').all(|part| part.matches(':').count() < 2);
    let parts: Vec<&str> = value.split(if commas { ',' } else { ';' }).collect();
    parts.into_iter().map(|part| one(part.trim())).collect()
}

/// Whether a source can be one that anyone can read: a file of `record/sources`, or an address with a host.
fn public(source: &str) -> bool {
    let plain = !source.contains(|c: char| c.is_whitespace() || c.is_control());
    if let Some(name) = source.strip_prefix("record/sources/") {
        return plain && !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    }
    let rest = source.strip_prefix("https://").or_else(|| source.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    plain && host.is_some_and(|host| host.trim_matches('.').contains('.') && !host.starts_with("127."))
}

/// How the rules fared with the people who looked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measured {
    /// Names the form of this result.
    pub schema: &'static str,
    /// For each tier: how many were looked at, accepted as they were, corrected, rejected.
    pub tiers: BTreeMap<String, Share>,
    /// For each pattern.
    pub forms: BTreeMap<String, Share>,
    /// How often each thing was corrected.
    pub fields: BTreeMap<String, usize>,
    /// How many wait.
    pub waiting: usize,
}

/// What became of proposals that a person looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// Looked at by a person.
    pub seen: usize,
    /// Accepted as they were.
    pub accepted: usize,
    /// Accepted with corrections.
    pub corrected: usize,
    /// Rejected.
    pub rejected: usize,
}

/// Counts what people decided; what a rule accepted unseen does not count.
pub fn measured(proposals: &[Proposal]) -> Measured {
    let mut all = Measured { schema: "detente/record-measured/1", ..Measured::default() };
    for proposal in proposals {
        let Some(decision) = proposal.decision.as_ref() else {
            all.waiting += 1;
            continue;
        };
        if decision.by == "rule" {
            continue;
        }
        for correction in &decision.corrected {
            *all.fields.entry(correction.field.clone()).or_default() += 1;
        }
        let tier = proposal.tier.word().to_owned();
        for share in [all.tiers.entry(tier).or_default(), all.forms.entry(proposal.form.clone()).or_default()]
        {
            share.seen += 1;
            match decision.verdict {
                Verdict::Rejected => share.rejected += 1,
                Verdict::Accepted if decision.corrected.is_empty() => share.accepted += 1,
                Verdict::Accepted => share.corrected += 1,
            }
        }
    }
    all
}
