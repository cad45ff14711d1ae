//! The desk: for a seat, what it may see and do.
//!
//! A desk is opened for one person. It holds what that person may see ([`crate::seen`]) and the state that follows from
//! it, and nothing else: every view, report and refusal is made from these.

mod agreement;
mod confidences;
mod documents;
mod preferences;
mod public;
mod rules;
mod view;
mod words;

use std::collections::BTreeMap;

use detente_case::{Case, Gate};
use jiff::Timestamp;

use crate::audience::{Facts, Seen, seen};
use crate::channels::{ChannelMap, map};
use crate::event::{Act, Event, Instrument, Tabled};
use crate::gate::{self, Earlier, Evidence, GateReport};
use crate::refusal::Refusal;
use crate::seat::{People, Seat};
use crate::state::{Revision, State, shared_case};
use crate::status::{ClauseStanding, Status, standings, statuses};
use crate::step::{StepReport, steps};
pub(crate) use agreement::terms;
pub use agreement::{Agreement, Side};
pub use confidences::{CourtReport, Item, Known, Reading, Receipt, Receipts, SeenBy, Telling, Waits};
pub use documents::{CANNOT, Document, Sentence, split};
pub use public::{Differing, Differs};
pub use view::{ActSeen, ClauseView, Done, Journal, OwnResponse, TextView, View};

/// A seat's place at the talks, at a time.
#[derive(Debug)]
pub struct Desk<'e> {
    /// Whose it is.
    pub seat: Seat,
    /// What the seat sees.
    pub events: Vec<Seen<'e>>,
    /// What follows from it.
    pub state: State<'e>,
    /// The time.
    pub now: Timestamp,
    /// The number the next event has in the log. Never shown.
    next: u64,
}

impl<'e> Desk<'e> {
    /// The first event of a log: a mediator opens the talks with the shared facts of a case folder.
    ///
    /// # Errors
    ///
    /// If `case` cannot be read, or the person is no mediator in it.
    pub fn first(case: &str, person: &str, now: Timestamp) -> Result<Event, Refusal> {
        let shared = shared_case(case).ok_or_else(unreadable)?;
        let people = People::of(&shared);
        let opens =
            |seat: &Seat| matches!(seat.kind, crate::seat::Kind::Mediator | crate::seat::Kind::Undeclared);
        if !people.seat(person).is_some_and(opens) {
            let mediators: Vec<&str> =
                people.seats().filter(|seat| opens(seat)).map(|seat| seat.person.as_str()).collect();
            return Err(match mediators.as_slice() {
                [] => Refusal::new(
                    "no mediator is named in case.toml",
                    "add a [[third_party]] with role = \"mediator\" and a [[person]] for it",
                ),
                all => Refusal::new(
                    "the talks are not opened; a mediator opens them",
                    format!("`detente join CASE --as {}`", all[0]),
                ),
            });
        }
        let act = Act::Open { case: case.to_string() };
        Ok(Event { number: 1, at: now, by: person.to_string(), instrument: None, act })
    }

    /// Opens a desk.
    ///
    /// # Errors
    ///
    /// If the person has no seat. That is said alike whatever the log holds.
    pub fn open(log: &'e [Event], person: &str, now: Timestamp) -> Result<Self, Refusal> {
        Self::open_read(log, &Facts::of(log), person, now)
    }

    /// The same, where what was read of the log is at hand.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_read(log: &'e [Event], read: &Facts, person: &str, now: Timestamp) -> Result<Self, Refusal> {
        let Facts { told, case, people } = read;
        let seat = people.seat(person).cloned().ok_or_else(|| {
            Refusal::new(
                format!("\"{person}\" has no seat in these talks"),
                "people are named in case.toml; a mediator gives others a seat with `detente join`",
            )
        })?;
        let events = seen(log, people, case, &seat);
        let state = State::fold_read(&events, told);
        let next = log.last().map_or(0, |last| last.number) + 1;
        Ok(Self { seat, events, state, now, next })
    }

    /// The same desk for a log that holds more than can be read here: the number its next event has.
    #[must_use]
    pub fn before(self, next: u64) -> Self {
        Self { next, ..self }
    }

    /// The event an act becomes, if the seat may do it now.
    ///
    /// # Errors
    ///
    /// If it may not; the refusal follows from what the seat sees alone.
    pub fn act(&self, act: Act) -> Result<Event, Refusal> {
        if matches!(&act, Act::Renew { person } if *person == self.seat.person) {
            return Err(Refusal::new(
                "nobody makes his own access anew",
                "a second person of the delegation does; or a mediator, asked for it in person",
            ));
        }
        self.may(&self.seat, &act)?;
        Ok(Event { number: self.next, at: self.now, by: self.seat.person.clone(), instrument: None, act })
    }

    /// The event an act becomes that another does by paper, letter or call, and that this seat records.
    ///
    /// # Errors
    ///
    /// If the other has no seat, may not do it, or this seat may not record it.
    pub fn record(&self, by: &str, instrument: Instrument, act: Act) -> Result<Event, Refusal> {
        let other = self.state.people.seat(by).cloned().ok_or_else(|| {
            Refusal::new(format!("\"{by}\" has no seat in these talks"), "people are named in case.toml")
        })?;
        if !self.seat.mediates() && other.side != self.seat.side {
            return Err(Refusal::new(
                format!("{} speaks for another side", other.name),
                "a mediator, or someone of the same side, records what was done by paper, letter or call",
            ));
        }
        let research = matches!(&act, Act::Second { event } if self.state.confidences.asked.get(event)
            .is_some_and(|asked| *asked.request == crate::Request::Research));
        let from_a_seat = matches!(
            act,
            Act::Attest { .. }
                | Act::Ask(_)
                | Act::Second { .. }
                | Act::Release { .. }
                | Act::Source { .. }
                | Act::Send(_)
                | Act::Erase { .. }
                | Act::Hold { .. }
                | Act::Carried { .. }
                | Act::Overlap { .. }
                | Act::Blind { .. }
                | Act::Invite { .. }
        );
        // Whoever brings people in, or changes the shared facts, is at a computer; a party's principal may sign for its own.
        let brings =
            other.party.is_none() && matches!(act, Act::Join(_) | Act::Open { .. } | Act::Declare { .. });
        if (from_a_seat && !research) || brings {
            return Err(Refusal::new("that is not done on paper", "whoever does it does it from a seat"));
        }
        if matches!(act, Act::Consent { .. } | Act::Second { .. } | Act::Agree)
            && instrument.means == crate::event::Means::Call
        {
            return Err(Refusal::new(
                "nobody agrees to that by a call",
                "a signed paper or a letter says to what, and to whom",
            ));
        }
        if matches!(act, Act::Adopt { .. }) && instrument.means == crate::event::Means::Call {
            return Err(Refusal::new("nobody adopts by a call", "a signed paper bears the code"));
        }
        if matches!(act, Act::Renew { .. }) && instrument.means != crate::event::Means::Paper {
            return Err(Refusal::new("a new access is asked for in person", "a paper is signed for it"));
        }
        let asked = |waiting: &crate::state::Waiting<'_>| {
            waiting.seen.event.by == other.person && matches!(waiting.seen.event.act, Act::Renew { .. })
        };
        if matches!(act, Act::Renew { .. })
            && (self.state.renewals.contains(other.person.as_str()) || self.state.waiting.values().any(asked))
        {
            return Err(Refusal::new(
                "it is written down already",
                "someone of the delegation attests it; then a mediator makes the link",
            ));
        }
        if matches!(&act, Act::Renew { person } if *person != other.person) {
            return Err(Refusal::new(
                "on paper one asks for one's own access only",
                "a second person of the delegation makes another's anew from its own seat",
            ));
        }
        self.may(&other, &act)?;
        Ok(Event { number: self.next, at: self.now, by: other.person, instrument: Some(instrument), act })
    }

    /// What tabling these words as the next revision of a text says: the words, and how each clause stands with them.
    /// The first revision may have any number, for talks that began on paper; the others follow it one by one.
    ///
    /// # Errors
    ///
    /// If the seat may not table it.
    pub fn tabled(&self, text: &str, source: &str, number: Option<u32>) -> Result<Tabled, Refusal> {
        let last = self.state.texts.get(text).and_then(|revisions| revisions.last());
        let next = last.map_or(1, |last| last.tabled.revision.saturating_add(1));
        let revision = number.unwrap_or(next);
        let bare = Tabled { text: text.into(), revision, source: source.into(), status: BTreeMap::new() };
        self.only_mediators("table a revision")?;
        let event = Event {
            number: self.next,
            at: self.now,
            by: self.seat.person.clone(),
            instrument: None,
            act: Act::Table(bare.clone()),
        };
        let mut state = self.state.clone();
        state.step(Seen::of(self.events.len() + 1, &event));
        let last = state.texts.get(text).and_then(|revisions| revisions.last());
        let status = last.map(|last| statuses(&state, last, self.now)).unwrap_or_default();
        Ok(Tabled { status, ..bare })
    }

    /// The event with the seat's own number.
    ///
    /// # Errors
    ///
    /// If the seat sees no such event.
    pub fn numbered(&self, number: usize) -> Result<&'e Event, Refusal> {
        let seen = number.checked_sub(1).and_then(|at| self.events.get(at));
        if seen.is_some_and(|seen| seen.erased.is_some()) {
            return Err(Refusal::new(
                format!("act {number} was erased"),
                "nothing can be done with it any more",
            ));
        }
        seen.map(|seen| seen.event).ok_or_else(|| {
            Refusal::new(
                format!("you see no act number {number}"),
                "`detente round show --acts` lists them with their numbers",
            )
        })
    }

    /// The status of each clause as this seat may know it: live for a mediator, for anyone else the one printed in the
    /// last revision tabled.
    pub fn status(&self) -> BTreeMap<String, Status> {
        if self.seat.mediates() {
            return self.standings().into_iter().map(|clause| (clause.number, clause.status)).collect();
        }
        self.state.main().map(|main| self.printed(main)).unwrap_or_default()
    }

    /// The status printed in a revision; a clause adopted since is adopted.
    fn printed(&self, main: &Revision<'_>) -> BTreeMap<String, Status> {
        let mut printed = main.tabled.status.clone();
        // An adoption that a mediator declared is known to all.
        for clause in standings(&self.state, main, self.now) {
            if clause.status == Status::Adopted {
                printed.insert(clause.number, Status::Adopted);
            }
        }
        printed
    }

    /// How every clause of the main text stands, on what this seat sees.
    pub fn standings(&self) -> Vec<ClauseStanding<'e>> {
        self.state.main().map(|main| standings(&self.state, main, self.now)).unwrap_or_default()
    }

    /// A gate, tested: shared conditions on what is tabled and printed, for everyone alike; the mediators' own, which `held`
    /// brings with what they hold of each side, on everything and for them alone. Whether there is a zone is asked only where a
    /// condition needs it.
    ///
    /// # Errors
    ///
    /// If there is no such level.
    pub fn gate(&self, before: &str, held: Option<&gate::Held<'_>>) -> Result<GateReport, Refusal> {
        let level = self.state.case.levels.iter().find(|level| level.id == before).ok_or_else(|| {
            let known: Vec<&str> = self.state.case.levels.iter().map(|level| level.id.as_str()).collect();
            Refusal::new(format!("there is no level \"{before}\""), rules::levels(&known))
        })?;
        let printed = self.state.main().map(|main| self.printed(main)).unwrap_or_default();
        let live = self.status();
        let known = needs(&self.state.case.gates, before);
        let evidence = Evidence { own: false, status: &printed, zone: None, now: self.now };
        let shared = gate::test(&self.state, before, &known, &evidence);
        let own = match held.filter(|_| self.seat.mediates()) {
            Some(held) => {
                let needs = needs(&held.case.own_gates, before);
                let asked = needs.iter().any(|need| gate::Need::read(need) == gate::Need::Zone);
                let zone = if asked { (held.zone)(held.case) } else { None };
                let zone = zone.as_ref();
                gate::test(
                    &self.state,
                    before,
                    &needs,
                    &Evidence { own: true, status: &live, zone, now: self.now },
                )
            }
            None => Vec::new(),
        };
        let earlier =
            self.state.meetings.iter().filter(|(_, meeting)| meeting.level.as_deref() == Some(before));
        Ok(GateReport {
            schema: "detente/gate/1",
            before: before.to_string(),
            level: level.name.clone(),
            met: gate::all_met(shared.iter().chain(&own)),
            earlier: earlier
                .map(|(_, meeting)| Earlier {
                    on: meeting.on.clone(),
                    people: meeting.people.iter().map(|id| self.state.people.named(id)).collect(),
                    failed: meeting.failed,
                    result: meeting.result.clone(),
                })
                .collect(),
            shared,
            own,
        })
    }

    /// The map of who can reach whom, on what this seat sees.
    pub fn channels(&self) -> ChannelMap {
        map(&self.state)
    }

    /// What each step gave whom, and whether anything moves. `case` holds what the mediators hold.
    ///
    /// # Errors
    ///
    /// For anyone but a mediator.
    pub fn steps(&self, case: &Case, rounds: usize) -> Result<StepReport, Refusal> {
        self.only_mediators("see what a step gives whom")?;
        Ok(steps(&self.events, case, rounds, self.now))
    }

    fn only_mediators(&self, what: &str) -> Result<(), Refusal> {
        if self.seat.mediates() {
            return Ok(());
        }
        Err(Refusal::new(format!("only a mediator may {what}"), "ask a mediator"))
    }
}

fn unreadable() -> Refusal {
    Refusal::new("case.toml cannot be read", "`detente check CASE` says what is wrong in it")
}

/// The conditions of the gates before a level.
fn needs(gates: &[Gate], before: &str) -> Vec<String> {
    gates.iter().filter(|gate| gate.before == before).flat_map(|gate| gate.needs.clone()).collect()
}
