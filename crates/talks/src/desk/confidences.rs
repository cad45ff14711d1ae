//! What may be told to whom, what was given to whom, who saw what: reports for a seat.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::audience::seen;
use crate::disclosure::{OUTSIDE, Preset, Request};
use crate::event::{Act, Event};
use crate::item::{is_item, origins};
use crate::refusal::Refusal;
use crate::seat::{Named, Seat};

/// What a mediator may tell a party: the shape of `detente tell --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Telling {
    /// `detente/tell/1`.
    pub schema: &'static str,
    /// Full name of the party.
    pub party: String,
    /// The rules agreed to.
    pub preset: Preset,
    /// What it was given already, and from whom it came.
    pub known: Vec<Known>,
    /// What may be said.
    pub may: Vec<Item>,
    /// What may not, and why.
    pub may_not: Vec<Item>,
}

/// An item the party has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Known {
    /// The mediator's number for it.
    pub number: usize,
    /// What it says, in words.
    pub what: String,
    /// Full names of the sides it came from.
    pub from: Vec<String>,
    /// When it was given, and by whom; nothing where the party has it from itself.
    pub given: Option<(String, String)>,
}

/// An item that may be said, or may not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// The mediator's number for it.
    pub number: usize,
    /// What it says, in words.
    pub what: String,
    /// Full names of the sides it came from; empty where it is the mediators' own.
    pub from: Vec<String>,
    /// The condition set on giving it on.
    pub condition: Option<String>,
    /// Whether it was to be had before the talks.
    pub known_before: bool,
    /// Why it may be said or may not.
    pub why: String,
}

/// What of a party's was given to others: the shape of `detente disclose --receipts --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Receipts {
    /// `detente/receipts/1`.
    pub schema: &'static str,
    /// Full name of the party.
    pub party: String,
    /// One for each item and recipient, in order.
    pub receipts: Vec<Receipt>,
    /// A code of all of them for paper, given by the log; it changes with every line.
    pub head: Option<String>,
}

/// One item given to one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Receipt {
    /// From 1, party by party.
    pub nth: usize,
    /// What was given, in words.
    pub what: String,
    /// When it had been said.
    pub said: String,
    /// Full name of the recipient.
    pub to: String,
    /// When it was given.
    pub at: String,
    /// Full name of the one who gave it.
    pub by: String,
    /// Why it might go outside, where it did.
    pub ground: Option<String>,
}

/// What a court or another authority is told. There is no other field (Uniform Mediation Act, section 7): the shape of
/// `detente disclose --court`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CourtReport {
    /// Whether a mediation took place.
    pub occurred: bool,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether it was settled.
    pub settled: bool,
    /// Full names of those who attended.
    pub attendance: Vec<String>,
}

/// That a person read the log up to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Id of the person.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// The number of the last item there was in what was read.
    pub through: u64,
}

/// Who saw what when: part of `detente audit --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeenBy {
    /// The seat's own number of the act.
    pub number: usize,
    /// What was done, in words.
    pub what: String,
    /// Who saw it first when.
    pub by: Vec<(Named, String)>,
}

/// Something that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waits {
    /// The seat's own number of it.
    pub number: usize,
    /// Who asked.
    pub by: String,
    /// For what.
    pub what: String,
    /// Whether a second person has agreed.
    pub agreed: bool,
}

impl<'e> Desk<'e> {
    /// What the talks are called, for this seat: where their existence is secret, not by their title.
    pub fn title(&self) -> &str {
        if Preset::of(&self.state.case).hides_existence() {
            crate::HIDDEN_TITLE
        } else {
            &self.state.case.title
        }
    }

    /// The event with the seat's own number for it, an item.
    fn sides(&self, event: &Event) -> Vec<String> {
        let sides = origins(&self.state.people, &self.state.case, event);
        sides.iter().map(|side| self.side_name(side).to_string()).collect()
    }

    /// What may be told to a party, and what it knows already. Linear in the acts seen, times those that were given.
    ///
    /// # Errors
    ///
    /// For anyone but a mediator, or if there is no such party.
    pub fn telling(&self, party: &str) -> Result<Telling, Refusal> {
        self.only_mediators("see what may be told to whom")?;
        self.parties(std::slice::from_ref(&party.to_string()))?;
        let mut telling = Telling {
            schema: "detente/tell/1",
            party: self.side_name(party).to_string(),
            preset: Preset::of(&self.state.case),
            known: Vec::new(),
            may: Vec::new(),
            may_not: Vec::new(),
        };
        for seen in self.events.iter().filter(|seen| is_item(&seen.event.act)) {
            let (event, what) = (seen.event, self.words(&seen.event.act));
            if origins(&self.state.people, &self.state.case, event) == [party] {
                continue;
            }
            let from = self.sides(event);
            if self.knows(event, party) {
                let given = self.given(event.number).into_iter().find(|(_, to)| *to == party);
                let given =
                    given.map(|(gave, _)| (gave.event.at.to_string(), self.name(&gave.event.by).to_string()));
                telling.known.push(Known { number: seen.number, what, from, given });
                continue;
            }
            let refused = self.releasable(&self.seat, event.number, &[party.to_string()]).err();
            let condition = self.state.confidences.conditions.get(&event.number).map(ToString::to_string);
            let known_before = matches!(&event.act, Act::Tell(told) if told.known_before);
            let why = match &refused {
                Some(refused) => refused.what.clone(),
                None if from.is_empty() => "the mediators' own".into(),
                None if !Preset::of(&self.state.case).needs_consent(condition.is_some()) => {
                    "said without a condition; the rules agreed to let it go to the other parties".into()
                }
                None => "agreed to by the side it is of".into(),
            };
            let item = Item { number: seen.number, what, from, condition, known_before, why };
            if refused.is_some() { telling.may_not.push(item) } else { telling.may.push(item) }
        }
        Ok(telling)
    }

    /// What of a party's was given to whom: for its own delegation, and for mediators.
    ///
    /// # Errors
    ///
    /// For anyone else, or if there is no such party.
    pub fn receipts(&self, party: &str) -> Result<Receipts, Refusal> {
        self.parties(std::slice::from_ref(&party.to_string()))?;
        if !(self.seat.mediates() || (self.seat.delegate() && self.seat.side == party)) {
            return Err(Refusal::new(
                "receipts are of the party whose items were given",
                "ask for those of your own side",
            ));
        }
        let mut receipts: Vec<Receipt> = Vec::new();
        for seen in &self.events {
            let Some((item, to)) = seen.gave() else { continue };
            let event = self.events.iter().map(|seen| seen.event).find(|event| event.number == item);
            let gone = self.state.confidences.erased.get(&item).map(|gone| &gone.act);
            let (sides, what, said) = match (event, gone) {
                (Some(event), _) => {
                    (origins(&self.state.people, &self.state.case, event), self.words(&event.act), event.at)
                }
                (None, Some(Act::Erase { sides, said, .. })) => {
                    (sides.clone(), "something that was erased since".into(), *said)
                }
                _ => continue,
            };
            if !sides.iter().any(|side| side == party) {
                continue;
            }
            let (recipients, ground): (Vec<String>, _) = match seen.asked {
                Some(Request::Outside { to, ground, .. }) => {
                    (vec![to.clone()], Some(ground.word().to_string()))
                }
                _ => (to.iter().map(|to| self.side_name(to).to_string()).collect(), None),
            };
            for to in recipients {
                receipts.push(Receipt {
                    nth: receipts.len() + 1,
                    what: what.clone(),
                    said: said.to_string(),
                    to,
                    at: seen.event.at.to_string(),
                    by: self.name(&seen.event.by).to_string(),
                    ground: ground.clone(),
                });
            }
        }
        Ok(Receipts {
            schema: "detente/receipts/1",
            party: self.side_name(party).to_string(),
            receipts,
            head: None,
        })
    }

    /// What a court or another authority may be told.
    ///
    /// # Errors
    ///
    /// For anyone but a mediator.
    pub fn court(&self) -> Result<CourtReport, Refusal> {
        self.only_mediators("report to a court")?;
        let whole =
            |put: &&crate::state::Proposed<'_>| put.declared.is_some() && put.proposal.track.is_none();
        let settled = self.state.proposals.iter().any(|put| whole(&put));
        let left = self.state.away.values().any(|away| away.left);
        let held =
            self.state.meetings.iter().filter(|(_, meeting)| {
                !meeting.off_record && meeting.sort != crate::meeting::Sort::Consultation
            });
        let there: BTreeSet<&str> =
            held.flat_map(|(_, meeting)| &meeting.people).map(|person| self.name(person)).collect();
        Ok(CourtReport {
            occurred: self.state.begun.is_some(),
            ended: settled || left,
            settled,
            attendance: there.into_iter().map(String::from).collect(),
        })
    }

    /// What waits for a second person, as far as this seat knows, and what was agreed to and not done yet.
    pub fn waits(&self) -> Vec<Waits> {
        let parties = self.state.case.parties.len();
        let open = self.state.confidences.asked.values().filter(|asked| {
            let done = matches!(asked.request, Request::Release { .. } | Request::Outside { .. });
            !(asked.carried || done && asked.agreed(&self.state.people, parties))
        });
        open.map(|asked| Waits {
            number: self.own_number(asked.event.number),
            by: self.name(&asked.event.by).to_string(),
            what: self.request_words(asked.request),
            agreed: asked.agreed(&self.state.people, parties),
        })
        .collect()
    }

    /// What was written into the log as this seat sees it, one line each, in an order that only grows: what codes on paper
    /// are made from. Numbers are the seat's own.
    pub fn lines(&self) -> Vec<String> {
        self.events
            .iter()
            .map(|seen| {
                let act = self.act_seen(seen);
                let words =
                    if seen.event.instrument.is_some() { self.words(&seen.event.act) } else { act.what };
                format!("{}\u{1f}{}\u{1f}{}\u{1f}{words}", act.number, act.at, act.by)
            })
            .collect()
    }

    /// Who saw what when: for a mediator of every act, for anyone else of its own side's.
    pub fn seen_by(&self, log: &'e [Event], readings: &[Reading]) -> Vec<SeenBy> {
        let mut first: BTreeMap<(u64, &str), Timestamp> = BTreeMap::new();
        let mut sorted: Vec<&Reading> = readings.iter().collect();
        sorted.sort_by_key(|reading| (reading.at, &reading.person, reading.through));
        let people: BTreeSet<&str> = sorted.iter().map(|reading| reading.person.as_str()).collect();
        for person in people {
            let Some(seat) = self.state.people.seat(person) else { continue };
            let shown = seen(log, &self.state.people, &self.state.case, seat);
            for reading in sorted.iter().filter(|reading| reading.person == person) {
                for seen in &shown {
                    let attested = || {
                        let attests = |event: &&Event| matches!(event.act, Act::Attest { event } if event == seen.event.number);
                        log.iter().find(attests).map_or(seen.event.number, |event| event.number)
                    };
                    let own = if seen.attested { attested() } else { seen.event.number };
                    let since = seen.release.map_or(own, |release| release.number);
                    if since <= reading.through {
                        first.entry((seen.event.number, person)).or_insert(reading.at);
                    }
                }
            }
        }
        let own = |seen: &&crate::Seen<'_>| {
            self.seat.mediates()
                || self.state.people.seat(&seen.event.by).is_some_and(|by: &Seat| by.side == self.seat.side)
                || origins(&self.state.people, &self.state.case, seen.event).contains(&self.seat.side)
        };
        // Nobody follows the others through their day: of other sides' people a party is told the day alone.
        let when = |person: &str, at: &Timestamp| match self.state.people.seat(person) {
            Some(seat) if self.seat.mediates() || seat.side == self.seat.side => at.to_string(),
            _ => at.strftime("%Y-%m-%d").to_string(),
        };
        let seen = self.events.iter().filter(own).map(|seen| {
            let number = seen.event.number;
            let by = first.range((number, "")..(number + 1, ""));
            let mut by: Vec<(Named, String)> =
                by.map(|((_, person), at)| (self.state.people.named(person), when(person, at))).collect();
            by.sort();
            SeenBy { number: seen.number, what: self.words(&seen.event.act), by }
        });
        seen.collect()
    }

    /// What erasing the act with the seat's own number says: who had seen it keeps its place.
    ///
    /// # Errors
    ///
    /// If there is no such act, or it is not the seat's to erase.
    pub fn erasing(&self, number: usize, why: &str) -> Result<Act, Refusal> {
        self.only_mediators("erase something")?;
        let event = self.numbered(number)?;
        let log: Vec<Event> =
            self.events.iter().filter(|seen| seen.erased.is_none()).map(|seen| seen.event.clone()).collect();
        let people = &self.state.people;
        let holders = people.seats().filter_map(|seat| {
            let all = seen(&log, people, &self.state.case, seat);
            let held = all.iter().find(|seen| seen.event.number == event.number)?;
            Some((seat.person.clone(), held.release.is_some()))
        });
        let holders = holders.collect();
        let sides = origins(people, &self.state.case, event);
        Ok(Act::Erase { event: event.number, said: event.at, sides, holders, why: why.into() })
    }

    /// The seat's own numbers of acts in which words of an item may stand too: sentences said to come from it, and documents
    /// with such a sentence.
    pub fn rests_on(&self, item: u64) -> Vec<usize> {
        let sentences: Vec<String> = self
            .events
            .iter()
            .filter_map(|seen| match &seen.event.act {
                Act::Source { sentence, origins } if origins.contains(&crate::Origin::Item(item)) => {
                    Some(crate::plain(sentence))
                }
                _ => None,
            })
            .collect();
        let rests = |act: &Act| match act {
            Act::Source { sentence, .. } => sentences.contains(&crate::plain(sentence)),
            Act::Send(sent) => {
                super::split(&sent.words).iter().any(|words| sentences.contains(&crate::plain(words)))
            }
            _ => false,
        };
        let all = self.events.iter().filter(|seen| seen.erased.is_none() && rests(&seen.event.act));
        all.map(|seen| seen.number).collect()
    }

    /// Whether two people can be the two that a grave act needs: neither was brought into the talks by the other.
    pub fn apart(&self, one: &str, other: &str) -> bool {
        self.state.root(one) != self.state.root(other)
    }

    /// How many acts that this seat had seen were erased.
    pub fn erased(&self) -> usize {
        self.events.iter().filter(|seen| seen.erased.is_some()).count()
    }

    /// Whether an item was given to the world outside.
    pub(crate) fn is_outside(&self, event: &Event) -> bool {
        self.knows(event, OUTSIDE)
    }
}
