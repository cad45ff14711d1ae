//! What a seat sees, in one value: the only thing pages and reports of the talks are made from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Desk;
use super::words::clauses_words;
use crate::event::{Act, Event};
use crate::seat::Kind;
use crate::state::{ClauseWordings, Revision};
use crate::status::{ClauseStanding, Status, standings, who_can_confirm};

/// The talks as a seat sees them: the shape of `detente round show --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct View {
    /// `detente/view/1`.
    pub schema: &'static str,
    /// What the dispute is called.
    pub title: String,
    /// Full name of the person whose view it is.
    pub viewer: String,
    /// Number of acts this seat sees.
    pub version: usize,
    /// Where the talks stand, one sentence each.
    pub standing: Vec<String>,
    /// The main text, if one is tabled.
    pub text: Option<TextView>,
    /// Other texts that are tabled: annexes, rival drafts, side letters.
    pub others: Vec<TextView>,
    /// Ideas and packages put to this side; for a mediator, to any.
    pub put: Vec<ActSeen>,
    /// What this seat's side has answered and offered, of each person the last on each thing; for a mediator, what all have.
    pub responses: Vec<OwnResponse>,
    /// Acts by paper, letter or call that wait to be attested: number, what it is.
    pub to_attest: Vec<ActSeen>,
    /// What is open for this seat now, one sentence each.
    pub open: Vec<String>,
}

/// The tabled text as a seat sees it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TextView {
    /// Path in the case folder.
    pub path: String,
    /// Which revision.
    pub revision: u32,
    /// When it was tabled.
    pub tabled: String,
    /// A short code of its exact words, for paper.
    pub code: String,
    /// Open choices in it; a set of options for a whole paragraph is one.
    pub open_choices: usize,
    /// Its numbered clauses.
    pub clauses: Vec<ClauseView>,
}

/// A clause as a seat sees it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClauseView {
    /// Its number.
    pub number: String,
    /// Its title, or how it begins.
    pub title: String,
    /// For a mediator the live status, for anyone else the one printed with the revision.
    pub status: Status,
    /// Its words.
    pub words: String,
    /// The options of its open choices.
    pub options: Vec<Vec<String>>,
    /// For a mediator: what stands in the way, one sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub remarks: Vec<String>,
}

/// A response or offer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OwnResponse {
    /// The seat's number for it.
    pub number: usize,
    /// Full name of the one who gave it.
    pub by: String,
    /// What it says, in words.
    pub says: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// An act, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActSeen {
    /// The seat's number for it; 0 where it recorded for another what it does not see.
    pub number: usize,
    /// When.
    pub at: String,
    /// Full name of the one whose act it is.
    pub by: String,
    /// What was done, in words.
    pub what: String,
}

/// Every act a seat sees: the shape of `detente round show --acts --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Journal {
    /// `detente/acts/1`.
    pub schema: &'static str,
    /// The acts, in the order in which this seat came to know them.
    pub acts: Vec<ActSeen>,
}

/// What an act did, and what is open after it: the shape of every command that acts, with `--format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Done {
    /// `detente/done/1`.
    pub schema: &'static str,
    /// What was done, in the order in which it was.
    pub done: Vec<ActSeen>,
    /// What is open for this seat now, one sentence each.
    pub open: Vec<String>,
}

impl Desk<'_> {
    /// What these events were, as far as this seat sees them, and what is open after them.
    pub fn done(&self, events: &[Event]) -> Done {
        let there = |event: &Event| {
            self.events.iter().find(|seen| seen.event.number == event.number && seen.erased.is_none())
        };
        let seen = |event: &Event| match there(event) {
            Some(seen) => self.act_seen(seen),
            None => ActSeen {
                number: 0,
                at: event.at.to_string(),
                by: self.name(&event.by).to_string(),
                what: "did what was recorded; this seat does not see it".into(),
            },
        };
        Done { schema: "detente/done/1", done: events.iter().map(seen).collect(), open: self.open_now() }
    }

    /// The tabled texts, the main one first: what [`view`](Self::view) has of them.
    pub fn texts(&self) -> Vec<TextView> {
        self.state.main().map(|main| self.text(main)).into_iter().chain(self.others()).collect()
    }

    /// Ideas and packages put to this side; for a mediator, to any.
    fn put_to(&self) -> Journal {
        self.acts(|act| matches!(act, Act::Idea { .. } | Act::Package { .. }))
    }

    /// Acts by paper, letter or call that wait to be attested.
    pub fn to_attest(&self) -> Vec<ActSeen> {
        self.state.waiting.values().map(|waiting| self.act_seen(&waiting.seen)).collect()
    }

    /// An act of this seat's, in words.
    pub fn says(&self, seen: &crate::Seen<'_>) -> ActSeen {
        self.act_seen(seen)
    }

    /// The view of this seat. Linear in the clauses and in what was said of them.
    pub fn view(&self) -> View {
        View {
            schema: "detente/view/1",
            title: self.title().to_string(),
            viewer: self.seat.name.clone(),
            version: self.state.version,
            standing: self.standing(),
            text: self.state.main().map(|main| self.text(main)),
            others: self.others(),
            put: self.put_to().acts,
            responses: self.responses(),
            to_attest: self.to_attest(),
            open: self.open_now(),
        }
    }

    /// Every act this seat sees, in words.
    pub fn journal(&self) -> Journal {
        self.acts(|_| true)
    }

    /// Every meeting this seat knows of, in words.
    pub fn meetings(&self) -> Journal {
        self.acts(|act| matches!(act, Act::Meet(_)))
    }

    fn acts(&self, wanted: impl Fn(&Act) -> bool) -> Journal {
        let seen = self.events.iter().filter(|seen| wanted(&seen.event.act));
        Journal { schema: "detente/acts/1", acts: seen.map(|seen| self.act_seen(seen)).collect() }
    }

    pub(super) fn name<'s>(&'s self, person: &'s str) -> &'s str {
        self.state.people.name(person)
    }

    fn party(&self, party: usize) -> &str {
        self.state.case.parties.get(party).map_or("", |party| &party.name)
    }

    /// Where the talks stand, one sentence each.
    pub fn standing(&self) -> Vec<String> {
        let state = &self.state;
        let mut all = Vec::new();
        match state.begun {
            Some(at) => all.push(format!("The mediation began on {}.", day(at))),
            None if (0..state.case.parties.len()).all(|party| state.agreed.contains_key(&party)) => {
                all.push(
                    "The mediation has not begun: all have agreed to it, and a mediator opens it.".into(),
                );
            }
            None => all.push("The mediation has not begun: not all are known to have agreed to it.".into()),
        }
        for (side, away) in &state.away {
            let name =
                state.case.parties.iter().find(|party| party.id == *side).map(|party| party.name.clone());
            let third = || {
                state
                    .case
                    .third_parties
                    .iter()
                    .find(|third| third.id == *side)
                    .map(|third| third.name.clone())
            };
            let name = name.or_else(third).unwrap_or_else(|| side.clone());
            let why = away.why.map(|why| format!(": {why}")).unwrap_or_default();
            all.push(if away.left {
                format!("{name} has left{why}.")
            } else {
                format!("{name} has interrupted its part{why}.")
            });
        }
        match (state.rounds.last(), state.rounds.len()) {
            (Some(round), number) if round.open(self.now) => {
                let closes = round.closes.map_or_else(
                    || "until a mediator closes it".to_string(),
                    |closes| format!("until {}", closes.strftime("%Y-%m-%d %H:%M UTC")),
                );
                let about = if round.clauses.is_empty() {
                    "every clause".into()
                } else {
                    clauses_words(round.clauses)
                };
                all.push(format!("Round {number} is open {closes}, on {about}."));
            }
            (Some(_), number) => all.push(format!("Round {number} is closed; no round is open.")),
            (None, _) => {}
        }
        for put in &state.proposals {
            let what = put.proposal.track.as_ref().map_or_else(
                || format!("Rev.{} whole", put.proposal.revision),
                |track| format!("track {track} of Rev.{}", put.proposal.revision),
            );
            all.push(match put.declared {
                Some(at) => format!("{what} was adopted on {}; code {}.", day(at), put.proposal.code),
                None => format!("{what} is put for adoption; code {}.", put.proposal.code),
            });
        }
        all
    }

    fn others(&self) -> Vec<TextView> {
        let main = self.state.main().map(|main| main.tabled.text.as_str());
        let last = self.state.texts.values().filter_map(|revisions| revisions.last());
        last.filter(|last| Some(last.tabled.text.as_str()) != main).map(|last| self.text(last)).collect()
    }

    fn text(&self, last: &Revision<'_>) -> TextView {
        let mediates = self.seat.mediates();
        let status = if mediates { BTreeMap::new() } else { self.printed(last) };
        let standings = if mediates { standings(&self.state, last, self.now) } else { Vec::new() };
        let clauses = last.clauses.iter().enumerate().map(|(at, clause)| {
            let live = standings.get(at);
            ClauseView {
                number: clause.number.clone(),
                title: titled(clause, last),
                words: last.text.source[clause.unit.span.clone()].trim().to_string(),
                status: live.map_or_else(
                    || status.get(&clause.number).copied().unwrap_or(Status::Proposed),
                    |live| live.status,
                ),
                options: clause
                    .choices
                    .iter()
                    .map(|options| options.iter().map(|(words, _)| words.clone()).collect())
                    .collect(),
                remarks: live.map_or_else(Vec::new, |live| self.remarks(live)),
            }
        });
        TextView {
            path: last.tabled.text.clone(),
            revision: last.tabled.revision,
            tabled: day(last.at),
            code: crate::adoption::code(last.tabled.source.as_bytes()),
            open_choices: last.open_choices(),
            clauses: clauses.collect(),
        }
    }

    /// What stands in the way of a clause, for a mediator.
    fn remarks(&self, clause: &ClauseStanding<'_>) -> Vec<String> {
        let mut all = Vec::new();
        let number = clause.number.as_str();
        let said = |all: &mut Vec<String>,
                    option: Option<&str>,
                    standings: &[crate::status::Standing<'_>]| {
            for (party, standing) in standings.iter().enumerate() {
                let Some(by) = standing.by else { continue };
                use crate::status::Word;
                let word = match standing.word {
                    _ if standing.waits => "accepts on a condition that does not hold",
                    _ if standing.hangs => "accepts on a condition that holds ad referendum so far",
                    Word::No if self.only_wording(number, option, by) => {
                        "says of the wording that it does not work:"
                    }
                    Word::No => "rejects",
                    Word::InPrinciple => "accepts in principle",
                    Word::AdReferendum => "accepts ad referendum",
                    Word::Yes => "accepts",
                    Word::Nothing => "objects, without binding its side, to",
                };
                let what = option.map_or_else(|| "it".to_string(), |option| format!("\"{}\"", option.trim()));
                let discuss = if standing.discuss { "; discussion asked" } else { "" };
                all.push(format!("{} {word} {what} ({}){discuss}", self.party(party), self.name(by)));
            }
        };
        said(&mut all, None, &clause.whole);
        for (words, standings) in clause.choices.iter().flat_map(|choice| &choice.options) {
            said(&mut all, Some(words), standings);
        }
        for &party in &clause.to_confirm {
            let can: Vec<&str> = who_can_confirm(&self.state, party, &clause.number, self.now)
                .into_iter()
                .map(|id| self.name(id))
                .collect();
            all.push(format!("to confirm for {}: {}", self.party(party), can.join(" or ")));
        }
        for rivals in clause.choices.iter().map(|choice| choice.rivals()).filter(|rivals| rivals.len() > 1) {
            let each: Vec<String> = rivals.iter().map(|words| format!("\"{}\"", words.trim())).collect();
            all.push(format!("all accept {}; the text has to choose", each.join(" and ")));
        }
        for &party in &clause.reserved {
            all.push(format!("{} has made a reservation", self.party(party)));
        }
        all
    }

    /// Whether the last answer of a person to words of a clause rejects their wording and not their substance.
    fn only_wording(&self, clause: &str, option: Option<&str>, person: &str) -> bool {
        let Some(subject) = self.state.wording(clause, option) else { return false };
        let own = self.state.about(subject).filter(|given| given.event.by == person && !given.withdrawn);
        own.last().is_some_and(|given| given.response.substance != crate::Substance::Rejected)
    }

    /// What stands: of each person the last answer to each thing, and what was withdrawn since.
    fn responses(&self) -> Vec<OwnResponse> {
        let given = self.state.last_answers().map(|given| (given.number, given.event, given.withdrawn));
        let offers = self.state.offers.iter().map(|offer| (offer.number, offer.event, offer.withdrawn));
        let mut all: Vec<OwnResponse> = given
            .chain(offers)
            .map(|(number, event, withdrawn)| OwnResponse {
                number,
                by: self.name(&event.by).to_string(),
                says: self.words(&event.act),
                withdrawn,
            })
            .collect();
        all.sort_by_key(|response| response.number);
        all
    }

    /// What is open for this seat now, one sentence each.
    pub fn open_now(&self) -> Vec<String> {
        let state = &self.state;
        let mut all = Vec::new();
        let seat = &self.seat;
        for waiting in
            state.waiting.values().filter(|waiting| self.attest(seat, waiting.seen.event.number).is_ok())
        {
            let act = self.act_seen(&waiting.seen);
            let number = act.number;
            all.push(format!("attest that {} {}: `detente round attest --act {number}`", act.by, act.what));
        }
        if seat.mediates() {
            for wait in self.waits().into_iter().filter(|wait| !wait.agreed && wait.by != seat.name) {
                let number = wait.number;
                all.push(format!(
                    "agree, as the second mediator, to {}: `detente disclose second --act {number}`",
                    wait.what
                ));
            }
            let asked = state.renewals.iter();
            all.extend(
                asked.map(|person| {
                    format!("make the new link that {} asked for in person", self.name(person))
                }),
            );
        }
        if state.begun.is_none() {
            if seat.principal() && seat.party.is_some_and(|party| !state.agreed.contains_key(&party)) {
                all.push("agree to the mediation: `detente join --agree`".into());
            }
            if seat.mediates() {
                let missing: Vec<&str> = (0..state.case.parties.len())
                    .filter(|at| !state.agreed.contains_key(at))
                    .map(|at| self.party(at))
                    .collect();
                all.push(if missing.is_empty() && state.main().is_none() {
                    "table a text: `detente text table`".into()
                } else if missing.is_empty() {
                    "begin: `detente round open`".into()
                } else {
                    format!("the agreement to mediate waits for {}", missing.join(", "))
                });
            }
            return all;
        }
        if state.away.get(&seat.side).is_some_and(|away| away.left) {
            return all;
        }
        if seat.delegate() && state.round(self.now).is_some() {
            let silent: Vec<&str> = self.unanswered();
            if !silent.is_empty() {
                all.push(format!("your side has not answered on {}", clauses_words(&silent)));
            }
        }
        if seat.mediates() && state.round(self.now).is_none() {
            all.push("table a revision, or open the next round".into());
        }
        if seat.principal()
            && let Some(party) = seat.party
        {
            let hangs = |clause: &crate::status::ClauseStanding<'_>| {
                let options = clause.choices.iter().flat_map(|choice| &choice.options).map(|(_, all)| all);
                let mut all = options.chain([&clause.whole]).filter_map(|all| all.get(party));
                all.any(|standing| standing.word == crate::status::Word::AdReferendum)
            };
            let hanging: Vec<String> = self
                .standings()
                .iter()
                .filter(|clause| hangs(clause))
                .map(|clause| clause.number.clone())
                .collect();
            if !hanging.is_empty() {
                all.push(format!("your side accepted ad referendum {}", clauses_words(&hanging)));
            }
        }
        for put in state.proposals.iter().filter(|put| put.declared.is_none()) {
            let own = seat.party.is_some_and(|party| put.adopted.contains_key(&party));
            if seat.kind == Kind::Principal && seat.party.is_some() && !own {
                all.push(format!("adopt what was put: `detente text adopt --code {}`", put.proposal.code));
            }
            if seat.mediates() && put.adopted.len() == state.case.parties.len() {
                all.push(format!("declare it adopted: `detente text adopt --declare {}`", put.proposal.code));
            }
        }
        for silence in state.silences.iter().filter(|silence| self.now <= silence.until) {
            let unbroken = silence.clauses.iter().filter(|(.., broken)| broken.is_none());
            let clauses: Vec<&str> = unbroken.map(|(clause, ..)| *clause).collect();
            if clauses.is_empty() {
                continue;
            }
            let until = silence.until.strftime("%Y-%m-%d %H:%M UTC");
            all.push(format!("silence on {} counts as consent after {until}", clauses_words(&clauses)));
        }
        all
    }

    /// Clauses asked about on which this side has said nothing.
    pub fn unanswered(&self) -> Vec<&str> {
        let Some((main, round)) = self.state.main().zip(self.state.round(self.now)) else {
            return Vec::new();
        };
        let asked = |number: &str| {
            round.clauses.is_empty()
                || round.clauses.iter().any(|clause| crate::seat::same_clause(clause, number))
        };
        let answered = |clause: &crate::state::ClauseWordings| {
            let subjects = clause.choices.iter().flatten().map(|(_, subject)| *subject).chain([clause.whole]);
            let mut about = subjects.flat_map(|subject| self.state.about(subject));
            about.any(|given| Some(given.party) == self.seat.party && !given.withdrawn)
        };
        main.clauses
            .iter()
            .filter(|clause| asked(&clause.number) && !answered(clause) && !self.state.adopted(clause.whole))
            .map(|clause| clause.number.as_str())
            .collect()
    }
}

/// A clause's title, or how it begins.
fn titled(clause: &ClauseWordings, revision: &Revision<'_>) -> String {
    const LONGEST: usize = 48;
    if !clause.unit.title.is_empty() {
        return clause.unit.title.clone();
    }
    let body = revision.text.source[clause.unit.span.clone()].replace('\\', "");
    // The number ends with the first word that has a point or a parenthesis: "2 bis.", "(a)".
    let number = body.split_whitespace().take(3).position(|word| word.ends_with(['.', ')']));
    let words = body.split_whitespace().skip(number.map_or(0, |at| at + 1));
    let mut title = String::new();
    for word in words {
        if title.chars().count() + word.chars().count() > LONGEST {
            return title + "…";
        }
        title.push_str(if title.is_empty() { "" } else { " " });
        title.push_str(word);
    }
    title
}

fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
