//! The desk: for a seat, what it may see and do.
//!
//! A desk is opened for one person. It holds what that person may see ([`crate::seen`]) and the state that follows from
//! it, and nothing else: every view, report and refusal is made from these.

mod rules;
mod view;

use std::collections::BTreeMap;

use detente_case::Case;
use jiff::Timestamp;

use crate::audience::{Seen, people, seen};
use crate::channels::{ChannelMap, map};
use crate::event::{Act, Event, Instrument};
use crate::gate::{self, Earlier, Evidence, GateReport};
use crate::refusal::Refusal;
use crate::seat::Seat;
use crate::state::State;
use crate::status::{ClauseStanding, Status, standings};
use crate::step::{StepReport, steps};
pub use view::{ActSeen, ClauseView, OwnResponse, TextView, View};

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
    /// Opens a desk.
    ///
    /// # Errors
    ///
    /// If the person has no seat. That is said alike whatever the log holds.
    pub fn open(log: &'e [Event], person: &str, now: Timestamp) -> Result<Self, Refusal> {
        let (case, people) = people(log);
        let seat = people.seat(person).cloned().ok_or_else(|| {
            Refusal::new(
                format!("\"{person}\" has no seat in these talks"),
                "people are named in case.toml; a mediator gives others a seat with `detente join`",
            )
        })?;
        let events = seen(log, &people, &case, &seat);
        let state = State::fold(&events);
        Ok(Self { seat, events, state, now, next: log.len() as u64 + 1 })
    }

    /// The event an act becomes, if the seat may do it now.
    ///
    /// # Errors
    ///
    /// If it may not; the refusal follows from what the seat sees alone.
    pub fn act(&self, act: Act) -> Result<Event, Refusal> {
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
        self.may(&other, &act)?;
        Ok(Event { number: self.next, at: self.now, by: other.person, instrument: Some(instrument), act })
    }

    /// The event with the seat's own number.
    ///
    /// # Errors
    ///
    /// If the seat sees no such event.
    pub fn numbered(&self, number: usize) -> Result<&'e Event, Refusal> {
        let seen = number.checked_sub(1).and_then(|at| self.events.get(at));
        seen.map(|seen| seen.event).ok_or_else(|| {
            Refusal::new(
                format!("you see no act number {number}"),
                "`detente round show` lists them with their numbers",
            )
        })
    }

    /// The status of each clause as this seat may know it: live for a mediator, for anyone else the one printed in the
    /// last revision tabled.
    pub fn status(&self) -> BTreeMap<String, Status> {
        if self.seat.mediates() {
            return self.standings().into_iter().map(|clause| (clause.number, clause.status)).collect();
        }
        self.printed()
    }

    /// The status printed in the last revision tabled; a clause adopted since is adopted.
    fn printed(&self) -> BTreeMap<String, Status> {
        let Some(main) = self.state.main() else { return BTreeMap::new() };
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

    /// A gate, tested: shared conditions on what is tabled and printed, for everyone alike; a mediator's own on everything.
    /// `own` are the mediators' own conditions and `zone` whether there is one, both `None` for anyone else.
    ///
    /// # Errors
    ///
    /// If there is no such level.
    pub fn gate(&self, before: &str, own: &[String], zone: Option<bool>) -> Result<GateReport, Refusal> {
        let level = self.state.case.levels.iter().find(|level| level.id == before).ok_or_else(|| {
            let known: Vec<&str> = self.state.case.levels.iter().map(|level| level.id.as_str()).collect();
            Refusal::new(
                format!("there is no level \"{before}\""),
                format!("levels in case.toml: {}", known.join(", ")),
            )
        })?;
        let needs: Vec<String> = self
            .state
            .case
            .gates
            .iter()
            .filter(|gate| gate.before == before)
            .flat_map(|gate| gate.needs.clone())
            .collect();
        let (printed, live) = (self.printed(), self.status());
        let shared = gate::test(
            &self.state,
            before,
            &needs,
            &Evidence { status: &printed, zone: None, now: self.now },
        );
        let own = if self.seat.mediates() {
            gate::test(&self.state, before, own, &Evidence { status: &live, zone, now: self.now })
        } else {
            Vec::new()
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
                    people: meeting.people.clone(),
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
