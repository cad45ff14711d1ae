//! Public statements as evidence of what a side wants: only where a mediator asks for it, and never over what is held already.

use detente_case::{Amount, Case, Mark, Origin, Preferences, Source, Sourced, Worth};

use super::entry::Entry;
use super::line::timeline;
use crate::meaning::Response;
use crate::people::lower;

/// A statement that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Id of the statement.
    pub statement: String,
    /// Id of the party.
    pub party: String,
    /// Id of the issue.
    pub issue: String,
    /// The option it names.
    pub option: String,
    /// What it is taken to be worth.
    pub mark: Mark,
}

/// The case with the accepted public answers added: a statement that names exactly one option of the issue it answers, or of which a person said which it is, marks that option
/// acceptable, to be discussed, or unacceptable. The latest counts. What a party told, or a mediator estimates, stands as it is.
pub fn with_public(case: &Case, entries: &[Entry]) -> (Case, Vec<Counted>) {
    let mut case = case.clone();
    let mut counted: Vec<Counted> = Vec::new();
    for entry in timeline(entries).into_iter().rev() {
        let Some(party) = case.parties.iter().position(|party| Some(&party.id) == entry.party.as_ref())
        else {
            continue;
        };
        for says in &entry.says {
            let Some(at) = case.issue(&says.issue) else { continue };
            let mark = match says.response {
                Some(Response::Accept) => Mark::Acceptable,
                Some(Response::Reject) => Mark::Unacceptable,
                Some(Response::AcceptPart | Response::Discuss | Response::Gate) => Mark::Discuss,
                _ => continue,
            };
            let told = says.option.as_ref().map(|told| {
                let domain = &case.issues[at].domain;
                (0..domain.len().unwrap_or(0)).find(|option| domain.label(*option) == *told)
            });
            let Some(option) = told.unwrap_or_else(|| named(&case, at, &entry.text)) else { continue };
            let source = Source { origin: Origin::Public, by: entry.speaker.clone(), on: entry.date.clone() };
            if put(&mut case, party, (at, option), Sourced { value: Amount::Mark(mark), source }) {
                counted.push(Counted {
                    statement: entry.id.clone(),
                    party: case.parties[party].id.clone(),
                    issue: says.issue.clone(),
                    option: case.issues[at].domain.label(option),
                    mark,
                });
            }
        }
    }
    counted.reverse();
    (case, counted)
}

/// The one option of an issue that a text names.
fn named(case: &Case, issue: usize, text: &str) -> Option<usize> {
    let domain = &case.issues[issue].domain;
    let words = lower(text);
    let many = domain.len().unwrap_or(0).min(10_000);
    let mut found = (0..many).filter(|option| {
        let label = lower(&domain.label(*option));
        !label.is_empty() && words.windows(label.len()).any(|window| window == label.as_slice())
    });
    found.next().filter(|_| found.next().is_none())
}

/// Puts a value where nothing is held; whether it did.
fn put(case: &mut Case, party: usize, (issue, option): (usize, usize), value: Sourced<Amount>) -> bool {
    let issues = case.issues.len();
    let many = case.issues[issue].domain.len().unwrap_or(0);
    let own = case.preferences.get(party).is_some_and(Option::is_some);
    let all = if own { &mut case.preferences } else { &mut case.estimates };
    let Some(held) = all.get_mut(party) else { return false };
    let held = held.get_or_insert_with(|| Preferences::unknown(issues));
    let Some(worth) = held.worth.get_mut(issue) else { return false };
    if *worth == Worth::Unknown {
        *worth = Worth::Each(vec![Sourced::told(Amount::Unknown); many]);
    }
    match worth {
        Worth::Each(each) => match each.get_mut(option).filter(|amount| amount.value == Amount::Unknown) {
            Some(amount) => {
                *amount = value;
                true
            }
            None => false,
        },
        Worth::Unknown | Worth::Ranking(_) | Worth::Line(_) => false,
    }
}
