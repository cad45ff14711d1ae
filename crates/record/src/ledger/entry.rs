//! `record/statements.jsonl`: one accepted statement a line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Proposal;
use crate::meaning::Response;
use crate::statement::Speech;

/// An accepted statement. It holds only what has a public source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Unique in the ledger.
    pub id: String,
    /// The day of the saying, or the first of the days it may be: `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The last of the days it may be, where it is more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Id of the person who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Id of the party or third party it speaks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// Who said it, where it is nobody of the case: a name or a description as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// What was said, as printed; parts joined by a space.
    pub text: String,
    /// The word it was told with, as printed, where that says more than that it was said: "denied", "refused", "not: say".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
    /// Whether in quotation marks, in part, or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Speech>,
    /// Where it was printed: a file below `record/sources/`, or an address.
    pub source: String,
    /// Where in the source, in code points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<[usize; 2]>,
    /// Where else the same was printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Elsewhere>,
    /// The outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// To whom, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Where, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// On which occasion, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// What it says to issues of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<Says>,
    /// The act it is, by the classes of PLOVER. (`act` would mean an act of the talks, which nothing public cites.)
    #[serde(rename = "plover", default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// What it depends on, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// What is promised, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<String>,
    /// Id of the statement it agrees with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endorses: Option<String>,
    /// Who accepted it: a person of the case, or `rule`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_by: Option<String>,
}

impl Entry {
    /// What is said in a field that can be corrected, as it is written there; nothing for another field.
    pub fn said(&self, field: &str) -> Option<Option<String>> {
        Some(match field {
            "speaker" => self.speaker.clone().or(self.party.clone()).or(self.named.clone()),
            "date" => self.date.clone().map(|date| match &self.until {
                Some(until) => format!("{date}..{until}"),
                None => date,
            }),
            "text" => Some(self.text.clone()),
            "to" => self.to.clone(),
            "place" => self.place.clone(),
            "says" => self.answers(),
            "act" => self.act.clone(),
            "source" => Some(self.source.clone()),
            _ => return None,
        })
    }

    pub(super) fn answers(&self) -> Option<String> {
        let one = |says: &Says| match (says.response, &says.option) {
            (Some(response), Some(option)) => format!("{}:{}:{option}", says.issue, response.word()),
            (Some(response), None) => format!("{}:{}", says.issue, response.word()),
            (None, _) => says.issue.clone(),
        };
        (!self.says.is_empty()).then(|| self.says.iter().map(one).collect::<Vec<_>>().join("; "))
    }
}

/// Another source of the same statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Elsewhere {
    /// Where.
    pub source: String,
    /// Where in it, in code points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<[usize; 2]>,
    /// The outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
}

/// What a statement says to an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Says {
    /// Id of the issue.
    pub issue: String,
    /// The answer; `None` where it only speaks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// The option it answers, by its label in the case, where a person named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The words that say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A line that is no statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct LedgerError {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// Reads `record/statements.jsonl`.
///
/// # Errors
///
/// For the first line that is no statement, an id that stands twice, or a day that is none.
pub fn read_entries(text: &str) -> Result<Vec<Entry>, LedgerError> {
    let all: Vec<(usize, Entry)> = read(text)?;
    let mut seen = std::collections::BTreeSet::new();
    for (line, entry) in &all {
        if !seen.insert(entry.id.as_str()) {
            return Err(LedgerError { line: *line, what: format!("the id \"{}\" stands twice", entry.id) });
        }
        let days = [&entry.date, &entry.until, &entry.published];
        if let Some(day) = days.into_iter().flatten().find(|day| !is_day(day)) {
            return Err(LedgerError { line: *line, what: format!("\"{day}\" is no day; write YYYY-MM-DD") });
        }
    }
    Ok(all.into_iter().map(|line| line.1).collect())
}

/// Reads `mediator/record.jsonl`, the proposals.
///
/// # Errors
///
/// For the first line that is no proposal.
pub fn read_proposals(text: &str) -> Result<Vec<Proposal>, LedgerError> {
    Ok(read(text)?.into_iter().map(|line| line.1).collect())
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn read<T: for<'a> Deserialize<'a>>(text: &str) -> Result<Vec<(usize, T)>, LedgerError> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let value = serde_json::from_str(line);
            value
                .map(|value| (at + 1, value))
                .map_err(|error| LedgerError { line: at + 1, what: error.to_string() })
        })
        .collect()
}

/// Writes entries or proposals, one a line. Same input, same bytes.
pub fn write_lines<T: Serialize>(all: &[T]) -> String {
    // These are plain structs: writing them cannot fail.
    all.iter().filter_map(|one| serde_json::to_string(one).ok()).map(|line| line + "\n").collect()
}
