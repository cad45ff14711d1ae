//! What is agreed, by whose word: the authority table, conditions, silence, the status of each clause.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Mark;
use crate::response::{Substance, WordingView};
use crate::seat::{Kind, plain_number};
use crate::state::{ClauseWordings, Rank, Revision, State, Subject};

/// How far a clause has come. The first three are set aside; the others are a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Given up; number and words stay.
    Dropped,
    /// Left for later.
    Postponed,
    /// Given to others to work on.
    Referred,
    /// On the table.
    Proposed,
    /// Words in it are not agreed, or one who is entitled to has rejected it.
    Bracketed,
    /// Every party has accepted it, but not every one with a word that binds.
    AdReferendum,
    /// Every party has accepted it with a word that binds, until everything is agreed.
    Agreed,
    /// Adopted with the whole text or with its track.
    Adopted,
}

impl Status {
    /// In words, as reports and drafts print it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Postponed => "postponed",
            Self::Referred => "referred",
            Self::Proposed => "proposed",
            Self::Bracketed => "bracketed",
            Self::AdReferendum => "agreed ad referendum",
            Self::Agreed => "agreed (provisional)",
            Self::Adopted => "adopted",
        }
    }
}

/// What a party's people have said of a wording, taken together. Ordered from worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// Rejected, or these words fail, by one entitled to say so.
    No,
    /// Nothing that counts.
    Nothing,
    /// Acceptable in principle. Agrees nothing.
    InPrinciple,
    /// Accepted by one whose word does not bind yet.
    AdReferendum,
    /// Accepted by one whose word binds, or by silence.
    Yes,
}

/// A party's word on a wording, and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<'e> {
    /// The word.
    pub word: Word,
    /// Whose it is.
    pub by: Option<&'e str>,
    /// How far that person's word goes.
    pub rank: Option<Rank>,
    /// Whether it has a condition that does not hold.
    pub waits: bool,
    /// Whether it would bind, but for a condition that holds ad referendum only.
    pub hangs: bool,
    /// Whether discussion is asked for.
    pub discuss: bool,
    /// Place of the answer among all; compared, never shown.
    order: u64,
}

/// How far the conditions of a response hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// One of them does not.
    No,
    /// They do, by words of which not all bind: then neither does what hangs on them.
    AdReferendum,
    /// They do, or there are none.
    Firmly,
}

/// For each response of the state how far its conditions hold.
pub type Counted = Vec<Holds>;

/// How a clause stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseStanding<'e> {
    /// Its number.
    pub number: String,
    /// Its status.
    pub status: Status,
    /// For each open choice the option that stands best, and each party's word on every option.
    pub choices: Vec<Choice<'e>>,
    /// Each party's word on the clause as it stands.
    pub whole: Vec<Standing<'e>>,
    /// Parties that do not join it, by position.
    pub reserved: Vec<usize>,
    /// Parties whose word does not bind yet, by position.
    pub to_confirm: Vec<usize>,
}

/// How the options of an open choice stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'e> {
    /// The words of each option, and each party's word on it.
    pub options: Vec<(String, Vec<Standing<'e>>)>,
    /// The option with the best lowest word, if any party has said anything.
    pub best: Option<usize>,
}

impl Choice<'_> {
    /// The lowest word of any party on the best option; nothing where all accept several, and the text has to choose.
    fn lowest(&self) -> Word {
        let Some(best) = self.best else { return Word::Nothing };
        let word = lowest(&self.options[best].1);
        if word >= Word::AdReferendum && self.rivals().len() > 1 { Word::Nothing } else { word }
    }

    /// The options that every party accepts equally far.
    pub fn rivals(&self) -> Vec<&str> {
        let most = self.options.iter().map(|(_, all)| lowest(all)).max().unwrap_or(Word::Nothing);
        let equal = self.options.iter().filter(|(_, all)| most >= Word::AdReferendum && lowest(all) == most);
        equal.map(|(words, _)| words.as_str()).collect()
    }
}

/// The lowest word of any party.
pub fn lowest(standings: &[Standing<'_>]) -> Word {
    standings.iter().map(|standing| standing.word).min().unwrap_or(Word::Nothing)
}

/// Which conditional acceptances count, and how far: the largest set in which every condition holds, so that two that wait
/// for each other are met together or not at all. All are taken, those whose condition fails are dropped, until nothing
/// drops (greatest fixed point); then, of those left, the ones whose conditions hold by binding words, in the same way.
///
/// A condition is that a clause takes a wording. It fails where the text on the table does not have that wording any more,
/// where the clause is set aside or still open as a whole, and where it may as well take another: where another wording has,
/// without any condition, as high a word as this one can have.
pub fn counted(state: &State<'_>, now: Timestamp) -> Counted {
    let mut counted = vec![Holds::Firmly; state.responses.len()];
    let conditional: Vec<usize> =
        (0..state.responses.len()).filter(|&at| !state.responses[at].only_if.is_empty()).collect();
    if conditional.is_empty() {
        return counted;
    }
    let open = takeable(state, &conditional, now);
    let drop_to = |counted: &mut Counted, least: Word, to: Holds| loop {
        let holds = |subject: &Option<Subject>| {
            subject.is_some_and(|subject| {
                open.contains(&subject) && lowest(&words(state, subject, counted, now)) >= least
            })
        };
        let failing: Vec<usize> = conditional
            .iter()
            .copied()
            .filter(|&at| counted[at] == Holds::Firmly && !state.responses[at].only_if.iter().all(holds))
            .collect();
        if failing.is_empty() {
            return;
        }
        failing.into_iter().for_each(|at| counted[at] = to);
    };
    drop_to(&mut counted, Word::AdReferendum, Holds::No);
    drop_to(&mut counted, Word::Yes, Holds::AdReferendum);
    counted
}

/// The wordings that clauses of the tabled texts may still take, of those that conditions name.
pub fn takeable(state: &State<'_>, conditional: &[usize], now: Timestamp) -> BTreeSet<Subject> {
    let asked: BTreeSet<Subject> =
        conditional.iter().flat_map(|&at| state.responses[at].only_if.iter().flatten().copied()).collect();
    let all = vec![Holds::Firmly; state.responses.len()];
    let mut without = all.clone();
    conditional.iter().for_each(|&at| without[at] = Holds::No);
    let mut open = BTreeSet::new();
    let mut numbers: BTreeSet<&str> = BTreeSet::new();
    for revision in state.last_revisions() {
        for clause in revision.clauses.iter().filter(|clause| !numbers.contains(clause.number.as_str())) {
            if state.marks.contains_key(&plain_number(&clause.number)) {
                continue;
            }
            if clause.choices.is_empty() && !clause.nested {
                open.extend(asked.get(&clause.whole));
            }
            for choice in &clause.choices {
                for (_, subject) in choice.iter().filter(|(_, subject)| asked.contains(subject)) {
                    let most = lowest(&words(state, *subject, &all, now));
                    let beaten = choice.iter().any(|(_, other)| {
                        let other_s = lowest(&words(state, *other, &without, now));
                        other != subject && other_s >= most.max(Word::AdReferendum)
                    });
                    if !beaten {
                        open.insert(*subject);
                    }
                }
            }
        }
        numbers.extend(revision.clauses.iter().map(|clause| clause.number.as_str()));
    }
    open
}

/// Each party's word on a subject, by position: the word of the highest who said anything, the later one at the same
/// height.
pub fn words<'e>(
    state: &State<'e>,
    subject: Subject,
    counted: &Counted,
    now: Timestamp,
) -> Vec<Standing<'e>> {
    let none = Standing {
        word: Word::Nothing,
        by: None,
        rank: None,
        waits: false,
        hangs: false,
        discuss: false,
        order: 0,
    };
    let mut deciding: Vec<Option<usize>> = vec![None; state.case.parties.len()];
    for &at in state.positions(subject) {
        let given = &state.responses[at];
        if given.withdrawn || said(given.response) == Word::Nothing {
            continue;
        }
        let held = &mut deciding[given.party];
        if held.is_none_or(|held| height(state.responses[held].rank) <= height(given.rank)) {
            *held = Some(at);
        }
    }
    let silent = |party: usize| silence_on(state, subject, party, now);
    let standing = |(party, at): (usize, &Option<usize>)| {
        let left = state.case.parties.get(party).and_then(|party| state.away.get(&party.id));
        if left.is_some_and(|away| away.left) {
            return none;
        }
        let Some(at) = *at else {
            return if silent(party) { Standing { word: Word::Yes, ..none } } else { none };
        };
        let given = &state.responses[at];
        let waits = counted[at] == Holds::No;
        let word = match said(given.response) {
            _ if waits => Word::Nothing,
            Word::Yes => match given.rank {
                _ if counted[at] == Holds::AdReferendum => Word::AdReferendum,
                Rank::Principal | Rank::Plenipotentiary | Rank::Binding => Word::Yes,
                Rank::Representative | Rank::Outside | Rank::Adviser => Word::AdReferendum,
            },
            // An adviser, or one outside the mandate, may object, but hinders nothing.
            Word::No if given.rank <= Rank::Outside => Word::Nothing,
            other => other,
        };
        Standing {
            word,
            by: Some(&given.event.by),
            rank: Some(given.rank),
            waits,
            hangs: word == Word::AdReferendum
                && counted[at] == Holds::AdReferendum
                && matches!(given.rank, Rank::Principal | Rank::Plenipotentiary | Rank::Binding),
            discuss: given.response.discuss,
            order: given.event.number,
        }
    };
    deciding.iter().enumerate().map(standing).collect()
}

/// How high a word stands against another of the same side. A mandate that binds does not outrank one that does not.
fn height(rank: Rank) -> Rank {
    if rank == Rank::Binding { Rank::Representative } else { rank }
}

/// What a response says, whoever gives it.
fn said(response: &crate::response::Response) -> Word {
    match (response.substance, response.wording) {
        (Substance::Rejected, _) | (_, WordingView::Fails) => Word::No,
        (Substance::Acceptable, WordingView::Works) => Word::Yes,
        // Words that nobody looked at are not accepted.
        (Substance::Acceptable, WordingView::NotConsidered) | (Substance::InPrinciple, _) => {
            Word::InPrinciple
        }
        (Substance::None, WordingView::Works | WordingView::NotConsidered) => Word::Nothing,
    }
}

/// Whether a silence procedure on it has lapsed unbroken, with this party there all the time.
fn silence_on(state: &State<'_>, subject: Subject, party: usize, now: Timestamp) -> bool {
    let lapsed =
        state.silences.iter().filter(|silence| silence.until < now && !silence.absent.contains(&party));
    lapsed
        .flat_map(|silence| &silence.clauses)
        .any(|(_, about, broken)| *about == Some(subject) && broken.is_none())
}

/// How every clause of a revision stands, in reading order.
pub fn standings<'e>(state: &State<'e>, revision: &Revision<'e>, now: Timestamp) -> Vec<ClauseStanding<'e>> {
    let counted = counted(state, now);
    revision.clauses.iter().map(|clause| standing(state, clause, &counted, now)).collect()
}

fn standing<'e>(
    state: &State<'e>,
    clause: &ClauseWordings,
    counted: &Counted,
    now: Timestamp,
) -> ClauseStanding<'e> {
    let whole = words(state, clause.whole, counted, now);
    let choices: Vec<Choice<'e>> = clause
        .choices
        .iter()
        .map(|options| {
            let options: Vec<(String, Vec<Standing<'e>>)> = options
                .iter()
                .map(|(words, subject)| (words.clone(), self::words(state, *subject, counted, now)))
                .collect();
            let heard = options.iter().any(|(_, all)| all.iter().any(|standing| standing.by.is_some()));
            // The first of the best, so that the order of the draft decides ties.
            let best = (0..options.len()).rev().max_by_key(|&at| lowest(&options[at].1));
            Choice { best: best.filter(|_| heard), options }
        })
        .collect();
    let reserved: Vec<usize> = state
        .reservations
        .iter()
        .filter(|(number, ..)| crate::seat::same_clause(number, &clause.number))
        .filter_map(|(_, event, _)| state.people.seat(&event.by)?.party)
        .collect();
    let word = if choices.is_empty() {
        lowest(&whole)
    } else {
        choices.iter().map(Choice::lowest).min().unwrap_or(Word::Nothing)
    };
    // What a party said last counts: a no to the whole clause outdoes what it accepted of it before.
    let refused = whole.iter().enumerate().any(|(party, standing)| {
        let accepted =
            choices.iter().filter_map(|choice| Some(choice.options[choice.best?].1[party].order)).max();
        standing.word == Word::No && accepted.is_none_or(|accepted| accepted < standing.order)
    });
    let word = match word {
        _ if refused => Word::No,
        word if clause.nested => word.min(Word::InPrinciple),
        word => word,
    };
    let status = match state.marks.get(&plain_number(&clause.number)) {
        _ if state.adopted(clause.whole) => Status::Adopted,
        Some(Mark::Dropped) => Status::Dropped,
        Some(Mark::Postponed) => Status::Postponed,
        Some(Mark::Referred) => Status::Referred,
        None => match word {
            Word::Yes => Status::Agreed,
            Word::AdReferendum => Status::AdReferendum,
            Word::No => Status::Bracketed,
            Word::Nothing | Word::InPrinciple if choices.is_empty() => Status::Proposed,
            Word::Nothing | Word::InPrinciple => Status::Bracketed,
        },
    };
    let soft = |all: &[Standing<'_>]| -> Vec<usize> {
        let soft = |party: &usize| all[*party].word == Word::AdReferendum && !all[*party].hangs;
        (0..all.len()).filter(soft).collect()
    };
    let mut to_confirm: Vec<usize> = if choices.is_empty() {
        soft(&whole)
    } else {
        choices.iter().filter_map(|choice| Some(soft(&choice.options[choice.best?].1))).flatten().collect()
    };
    to_confirm.sort_unstable();
    to_confirm.dedup();
    ClauseStanding { number: clause.number.clone(), status, choices, whole, reserved, to_confirm }
}

/// The status of every clause of a revision, by number.
pub fn statuses(state: &State<'_>, revision: &Revision<'_>, now: Timestamp) -> BTreeMap<String, Status> {
    standings(state, revision, now).into_iter().map(|clause| (clause.number, clause.status)).collect()
}

/// The people who can give a binding word on a clause for a party, highest first.
pub fn who_can_confirm<'s>(state: &'s State<'_>, party: usize, clause: &str, now: Timestamp) -> Vec<&'s str> {
    who_can_bring(state, party, clause, Status::Agreed, now)
}

/// The people who can bring a clause to a status for a party, highest first: ad referendum, whoever has a mandate for it;
/// further, only those whose word binds.
pub fn who_can_bring<'s>(
    state: &'s State<'_>,
    party: usize,
    clause: &str,
    least: Status,
    now: Timestamp,
) -> Vec<&'s str> {
    let soft = least <= Status::AdReferendum;
    let mut all: Vec<(Kind, &str)> = state
        .people
        .seats()
        .filter(|seat| seat.party == Some(party))
        .filter(|seat| match seat.kind {
            Kind::Principal => true,
            Kind::Plenipotentiary => seat.reach.covers(clause, now),
            Kind::Representative => (soft || seat.reach.binding) && seat.reach.covers(clause, now),
            _ => false,
        })
        .map(|seat| (seat.kind, seat.person.as_str()))
        .collect();
    all.sort();
    all.into_iter().map(|(_, person)| person).collect()
}
