//! The public record in words, the same for every door.

use detente_record::{Cast, Entry, Proposal, PublicLine, Response, Speech, Trend};

use crate::safe::clean;
use crate::words::capital;

/// Who said it, in full.
pub(crate) fn who(entry: &Entry, cast: &Cast) -> String {
    let name = |id: &String| cast.position(id).map_or(id.clone(), |at| cast.actors[at].name.clone());
    clean(&match (&entry.speaker, &entry.party, &entry.named) {
        (Some(person), ..) => name(person),
        (None, Some(party), _) => name(party),
        (None, None, Some(named)) => named.clone(),
        (None, None, None) => "somebody who is not named".into(),
    })
}

/// When, as far as it is known.
pub(crate) fn when(entry: &Entry) -> String {
    match (&entry.date, &entry.until, &entry.published) {
        (Some(from), Some(to), _) => format!("{from} to {to}"),
        (Some(day), None, _) => day.clone(),
        (None, _, Some(day)) => format!("printed {day}"),
        (None, _, None) => "no day".into(),
    }
}

/// Where it was printed.
pub(crate) fn where_printed(entry: &Entry) -> String {
    let first = entry.outlet.clone().unwrap_or_else(|| entry.source.clone());
    let others: Vec<String> =
        entry.also.iter().map(|also| also.outlet.clone().unwrap_or_else(|| also.source.clone())).collect();
    clean(&if others.is_empty() { first } else { format!("{first}, also {}", others.join(", ")) })
}

/// An answer in words.
pub(crate) fn answer(response: Response) -> &'static str {
    match response {
        Response::Accept => "acceptable",
        Response::AcceptPart => "acceptable in part or in principle",
        Response::Discuss => "needs discussion",
        Response::RejectWording => "the wording does not work",
        Response::Reject => "rejected",
        Response::Gate => "on a condition",
        Response::Silent => "would not say",
    }
}

/// What it says to issues.
pub(crate) fn says(entry: &Entry) -> String {
    let one = |says: &detente_record::Says| match says.response {
        Some(response) => {
            let option = says.option.as_ref().map(|option| format!(" ({option})")).unwrap_or_default();
            format!("{}{option}: {}", says.issue, answer(response))
        }
        None => says.issue.clone(),
    };
    clean(&entry.says.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// How it was said.
pub(crate) fn how(entry: &Entry) -> &'static str {
    match entry.speech {
        Some(Speech::Direct) => "in quotation marks",
        Some(Speech::Mixed) => "partly in quotation marks",
        Some(Speech::Indirect) => "in the paper's words",
        None => "",
    }
}

/// A public line in one sentence.
pub(crate) fn line(line: &PublicLine, cast: &Cast) -> String {
    let party = cast.position(&line.party).map_or(line.party.clone(), |at| cast.actors[at].name.clone());
    let points: Vec<String> = line
        .points
        .iter()
        .map(|point| {
            let day = point.date.clone().unwrap_or_else(|| "no day".into());
            format!("{day} {}", answer(point.response))
        })
        .collect();
    let trend = match line.trend {
        Trend::Hardening => "; harder than before",
        Trend::Softening => "; softer than before",
        Trend::Steady => "; much as before",
        Trend::TooFew => "",
    };
    clean(&format!("{party} on {}: {}{trend}", line.issue, points.join(", then ")))
}

/// What is to be looked at in a proposal, in words; empty if nothing is.
fn doubts(proposal: &Proposal, cast: &Cast) -> Vec<String> {
    use detente_record::Flag;
    let name = |id: &String| cast.position(id).map_or(id.clone(), |at| cast.actors[at].name.clone());
    let mut all: Vec<String> = proposal
        .flags
        .iter()
        .filter_map(|flag| {
            Some(match flag {
                Flag::Inherited => "the speaker is taken over from the statement before",
                Flag::Floating => "nobody is named as the speaker",
                Flag::AmbiguousActor => return None,
                Flag::Anonymous => "the speaker has no name",
                Flag::Nested => "a report of a report",
                Flag::NegatedCue => "it says what was not said",
                Flag::Question => "a question",
                Flag::NearPromo => "a line of promotion stands before it",
                Flag::UnclosedQuote => "a quotation mark is not closed",
            })
        })
        .map(capital)
        .collect();
    if !proposal.candidates.is_empty() {
        let names: Vec<String> = proposal.candidates.iter().map(name).collect();
        all.push(clean(&format!("It may be of any of: {}", names.join(", "))));
    }
    if proposal.entry.speaker.is_none() && proposal.entry.party.is_none() && proposal.candidates.is_empty() {
        all.push("The speaker is nobody of the case".into());
    }
    if let Some(same) = &proposal.same_as {
        all.push(clean(&format!("The same as {same}: accepted, it is one more source of it")));
    }
    all
}

/// What is said of a proposal to whoever decides on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalWords {
    /// What was said, with the word it was told with where that says more.
    pub text: String,
    /// Who said it to whom, when, where, how and where it was printed, in one line.
    pub line: String,
    /// What it may mean: accepted with it.
    pub hints: Vec<String>,
    /// What to look at.
    pub doubts: Vec<String>,
    /// How far it may be trusted.
    pub trust: String,
}

impl ProposalWords {
    /// Of a proposal, with the names of its case.
    pub fn of(proposal: &Proposal, cast: &Cast) -> Self {
        let entry = &proposal.entry;
        let to = entry.to.as_ref().map(|to| format!(", to {to}")).unwrap_or_default();
        let place = entry
            .place
            .as_ref()
            .or(entry.occasion.as_ref())
            .map(|place| format!(", {place}"))
            .unwrap_or_default();
        let line = format!(
            "{}{to}{place}; {}; {}; {}",
            who(entry, cast),
            when(entry),
            how(entry),
            where_printed(entry)
        );
        let mut hints = Vec::new();
        if !entry.says.is_empty() {
            hints.push(format!("Perhaps says to {}", says(entry)));
        }
        hints.extend(entry.act.iter().map(|act| format!("Perhaps an act of the class {act}")));
        hints.extend(entry.conditions.iter().map(|words| format!("On a condition: {words}")));
        hints.extend(entry.commitments.iter().map(|words| format!("Perhaps a commitment: {words}")));
        let measured = if proposal.form == "TURN" {
            "a transcript, whose like were not measured".to_owned()
        } else {
            let share = f64::from(proposal.confidence) / 10.0;
            format!("words and speaker as printed are right in about {share:.0} of 100 such cases")
        };
        Self {
            text: told(entry),
            line: clean(&line),
            hints: hints.iter().map(|hint| clean(hint)).collect(),
            doubts: doubts(proposal, cast),
            trust: format!("{}; {measured}", proposal.tier.word()),
        }
    }
}

/// What was said; before it the word it was told with, where that turns or colours it: "(denied) …".
pub(crate) fn told(entry: &Entry) -> String {
    // In a transcript all is the speaker's, without marks.
    let bare = entry.speech == Some(Speech::Direct)
        && !entry.text.contains(['“', '”', '"', '„', '«', '‘', '\'', '’']);
    let text = if bare { format!("“{}”", entry.text) } else { entry.text.clone() };
    clean(&match &entry.cue {
        Some(cue) => format!("({cue}) {text}"),
        None => text,
    })
}

/// One place where public words differ from those at the table.
pub fn differs_line(one: &detente_talks::Differs) -> String {
    let day = one.date.clone().unwrap_or_else(|| "no day".into());
    clean(&format!(
        "{} on {}: in public {} ({day}); at the table {} ({}). It differs from what was said.",
        one.name,
        one.issue,
        answer(one.public),
        one.table,
        one.by
    ))
}
