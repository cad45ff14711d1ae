//! The fold: how each act changes the state.

use std::collections::BTreeMap;
use std::sync::Arc;

use detente_case::Case;

use super::{
    Away, Given, Offered, Proposed, Rank, Revision, Round, Silence, State, Subject, Waiting, shared_case,
};
use crate::adoption::inside;
use crate::audience::Seen;
use crate::desk::terms;
use crate::event::{Act, Event, Proposal};
use crate::response::{Response, Target};
use crate::seat::{Kind, People, Seat, plain_number};

impl<'e> State<'e> {
    /// Folds what a seat sees. Linear in the events and in the texts tabled.
    pub fn fold(events: &[Seen<'e>]) -> Self {
        Self::fold_read(events, &BTreeMap::new())
    }

    /// The same, with shared facts that were read before, by the event that told them.
    pub(crate) fn fold_read(events: &[Seen<'e>], told: &BTreeMap<u64, Arc<Case>>) -> Self {
        let mut state = State { read: told.clone(), ..State::default() };
        for seen in events {
            state.step(*seen);
        }
        state
    }

    /// One event more.
    pub fn step(&mut self, seen: Seen<'e>) {
        self.version += 1;
        if seen.erased.is_some() {
            return;
        }
        let event = seen.event;
        self.last = self.last.max(Some(event.at));
        match (&event.instrument, &event.act) {
            // What attests is a person's own act, never a paper.
            (Some(_), Act::Attest { .. }) => {}
            (Some(_), act) if !seen.attested => {
                let given = match act {
                    Act::Respond(response) => self.given(seen, response),
                    _ => None,
                };
                self.waiting.insert(event.number, Waiting { seen, given });
            }
            _ => self.apply(seen),
        }
    }

    fn apply(&mut self, seen: Seen<'e>) {
        let event = seen.event;
        let side = || self.people.seat(&event.by).map(|seat| seat.side.clone());
        match &event.act {
            Act::Open { case } => {
                let read = self.read.get(&event.number).map(|read| Case::clone(read));
                if let Some((source, case)) = read.or_else(|| shared_case(case)).map(|read| (case, read)) {
                    self.source = source;
                    if self.begun.is_none() && terms(&case) != terms(&self.case) {
                        // Whoever agreed agreed to other words.
                        self.agreed.clear();
                        self.waiting.retain(|_, waiting| !matches!(waiting.seen.event.act, Act::Agree));
                    }
                    let people = self.people_in(&case);
                    if self.told > 0 {
                        let fresh = |seat: &&Seat| self.people.seat(&seat.person).is_none();
                        let fresh: Vec<String> =
                            people.seats().filter(fresh).map(|seat| seat.person.clone()).collect();
                        self.fresh(fresh, &event.by);
                    }
                    self.told = event.number;
                    self.people = people;
                    self.case = case;
                }
            }
            Act::Agree => {
                if let Some(party) = self.party_of(&event.by, Seat::principal) {
                    self.agreed.insert(party, &event.by);
                }
            }
            Act::Begin => self.begun = Some(event.at),
            Act::Join(newcomer) => {
                if self.people.seat(&newcomer.id).is_none() {
                    self.fresh(vec![newcomer.id.clone()], &event.by);
                }
                self.newcomers.push(newcomer);
                self.people.join(&self.case, newcomer);
            }
            Act::Suspend { why } | Act::Leave { why } => {
                let left = matches!(event.act, Act::Leave { .. });
                if let Some(side) = side() {
                    let party = self.case.parties.iter().position(|party| party.id == side);
                    for silence in self.silences.iter_mut().filter(|silence| event.at <= silence.until) {
                        silence.absent.extend(party);
                    }
                    self.moved.insert(side.clone(), event.number);
                    if !self.away.get(&side).is_some_and(|away| away.left) {
                        self.away.insert(side, Away { left, why: why.as_deref() });
                    }
                }
            }
            Act::Resume => {
                if let Some(side) = side() {
                    self.moved.insert(side.clone(), event.number);
                    self.away.retain(|away, state| *away != side || state.left);
                }
            }
            Act::Table(tabled) => {
                let revision = Revision::new(event, tabled, &mut self.subjects);
                self.by_subject.resize(self.subjects.len(), Vec::new());
                self.texts.entry(&tabled.text).or_default().push(revision);
            }
            Act::OpenRound { closes, clauses } => self.rounds.push(Round {
                opened: event.at,
                closes: *closes,
                closed: None,
                clauses,
                versions: (self.version, None),
            }),
            Act::CloseRound => {
                if let Some(round) = self.rounds.last_mut() {
                    round.closed = Some(event.at);
                    round.versions.1 = Some(self.version);
                }
            }
            Act::Respond(response) => {
                if let Some(given) = self.given(seen, response) {
                    self.accept(given);
                }
            }
            Act::Withdraw { event: number } => self.withdraw(event, *number),
            Act::Reserve { clause, words } => self.reservations.push((clause, event, words)),
            Act::Prefer { source } => {
                if let Some(party) = self.party_of(&event.by, Seat::decides) {
                    self.preferences.insert(party, (event, source));
                }
            }
            Act::Invite { person } => self.keyed(person, &event.by),
            Act::Renew { person } => {
                self.keyed(person, &event.by);
                // What was asked for on paper holds for one key.
                if event.by != *person {
                    self.renewals.remove(person.as_str());
                } else if event.instrument.is_some() {
                    self.renewals.insert(person);
                }
            }
            Act::Idea { id, words, .. } => {
                self.subject("idea", id);
                self.ideas.insert(id, words);
            }
            Act::Package { id, options, .. } => {
                self.subject("package", id);
                self.packages.insert(id, options);
            }
            Act::Offer { options, concession } => {
                if let Some(party) = self.party_of(&event.by, Seat::speaks) {
                    let round = self.rounds.len();
                    let offered = Offered {
                        number: seen.number,
                        event,
                        party,
                        options,
                        concession: *concession,
                        withdrawn: false,
                        round,
                    };
                    let place = self.offers.partition_point(|known| known.event.number < event.number);
                    self.offers.insert(place, offered);
                }
            }
            Act::Release { .. } => {}
            Act::Mark { clause, mark } => match mark {
                Some(mark) => drop(self.marks.insert(plain_number(clause), *mark)),
                None => drop(self.marks.remove(&plain_number(clause))),
            },
            Act::OpenSilence { clauses, until } => {
                let clauses =
                    clauses.iter().map(|clause| (clause.as_str(), self.whole(clause), None)).collect();
                let away = |party: &usize| self.away.contains_key(&self.case.parties[*party].id);
                let absent = (0..self.case.parties.len()).filter(away).collect();
                self.silences.push(Silence { until: *until, clauses, absent });
            }
            Act::BreakSilence { clause, .. } => {
                let entitled = self.party_of(&event.by, Seat::decides).is_some();
                if entitled {
                    self.break_silence(clause, &event.by);
                }
            }
            Act::PutForAdoption(proposal) => {
                let clauses = self.adopted_by(proposal);
                self.proposals.push(Proposed { proposal, clauses, adopted: BTreeMap::new(), declared: None });
            }
            Act::Adopt { code } => {
                let party = self.party_of(&event.by, |seat| seat.kind == Kind::Principal);
                let proposed = self.proposals.iter_mut().rev().find(|known| known.proposal.code == *code);
                if let (Some(party), Some(proposed)) = (party, proposed) {
                    proposed.adopted.insert(party, event);
                }
            }
            Act::DeclareAdopted { code } => {
                let proposed = self.proposals.iter_mut().rev().find(|known| known.proposal.code == *code);
                if let Some(proposed) = proposed {
                    proposed.declared = Some(event.at);
                }
            }
            Act::Attest { event: number } => {
                let attests = |waiting: &Waiting<'_>| {
                    let waiting = waiting.seen;
                    waiting.event.instrument.as_ref().is_some_and(|instrument| {
                        instrument.recorded_by != event.by
                            && waiting.event.by != event.by
                            && self.people.seat(&event.by).is_some()
                    })
                };
                if self.waiting.get(number).is_some_and(attests)
                    && let Some(waiting) = self.waiting.remove(number)
                {
                    self.attested.insert(*number);
                    let side = |person: &str| self.people.seat(self.root(person)).map(|seat| &seat.side);
                    let instrument = waiting.seen.event.instrument.as_ref();
                    let own = side(&waiting.seen.event.by);
                    let of_side = own == side(&event.by)
                        || instrument.is_some_and(|instrument| own == side(&instrument.recorded_by));
                    match (waiting.given, &waiting.seen.event.act) {
                        (Some(mut given), _) => {
                            // What nobody of the side has seen does not bind it.
                            if !of_side {
                                given.rank = given.rank.min(Rank::Representative);
                            }
                            self.accept(given);
                        }
                        (None, Act::Respond(_)) => {}
                        _ => self.apply(waiting.seen),
                    }
                }
            }
            Act::Meet(meeting) => self.meetings.push((event, meeting)),
            Act::Fact { before, need, holds, own } => drop(self.facts.insert((*own, before, need), *holds)),
            Act::Reach(channel) => self.channels.push(channel),
            Act::Declare { .. } => {
                self.declared.push(&event.by);
                self.people.declare(&self.case, &event.by);
                self.confidences.apply(&self.people, event);
            }
            Act::Tell(_)
            | Act::Consent { .. }
            | Act::Revoke { .. }
            | Act::Condition { .. }
            | Act::Ask(_)
            | Act::Second { .. }
            | Act::Source { .. }
            | Act::Send(_)
            | Act::Erase { .. }
            | Act::Hold { .. }
            | Act::Blind { .. }
            | Act::Bid { .. }
            | Act::Overlap { .. }
            | Act::Carried { .. } => self.confidences.apply(&self.people, event),
        }
    }

    /// Who gave a person of a party its key: one who has it from a mediator is that mediator's, one who has it from the side its own.
    fn keyed(&mut self, person: &str, by: &str) {
        let Some((own, giver)) = self.people.seat(person).zip(self.people.seat(by)) else { return };
        if own.party.is_none() || own.kind == Kind::Principal || person == by {
            return;
        }
        if giver.side == own.side {
            self.brought.remove(person);
        } else {
            self.brought.insert(person.to_string(), by.to_string());
        }
    }

    /// People who were brought in by one.
    fn fresh(&mut self, people: Vec<String>, by: &str) {
        for person in people {
            self.brought.entry(person).or_insert_with(|| by.to_string());
        }
    }

    /// What a response is, as things stand.
    fn given(&self, seen: Seen<'e>, response: &'e Response) -> Option<Given<'e>> {
        let event = seen.event;
        let seat = self.people.seat(&event.by).filter(|seat| seat.speaks())?;
        let party = seat.party?;
        let rank = self.rank(seat, response, event);
        let subject = self.subject_of(&response.to);
        let only_if = response
            .only_if
            .iter()
            .map(|condition| self.wording(&condition.clause, condition.option.as_deref()))
            .collect();
        Some(Given { number: seen.number, event, response, party, rank, subject, only_if, withdrawn: false })
    }

    /// Takes a response in, in the order in which it was given.
    fn accept(&mut self, given: Given<'e>) {
        let (event, at) = (given.event, self.responses.len());
        if let Some(subject) = given.subject {
            let earlier = |at: &usize| self.responses[*at].event.number < event.number;
            let about = &self.by_subject[subject];
            let place =
                if about.last().is_none_or(earlier) { about.len() } else { about.partition_point(earlier) };
            self.by_subject[subject].insert(place, at);
        }
        if let Target::Clause { clause, .. } = &given.response.to
            && !self.silences.is_empty()
            && !given.response.plain_yes()
            && self.people.seat(&event.by).is_some_and(Seat::decides)
        {
            // Whoever is entitled to speak and says anything but yes has not kept silent.
            let running = self.silences.iter_mut().filter(|silence| event.at <= silence.until);
            running.for_each(|silence| silence.broken_on(clause, &event.by));
        }
        // Mostly the last: only what was released, or attested late, comes out of turn.
        let all = &mut self.responses_by_event;
        if all.last().is_none_or(|(number, _)| *number < event.number) {
            all.push((event.number, at));
        } else {
            all.insert(all.partition_point(|(number, _)| *number < event.number), (event.number, at));
        }
        self.responses.push(given);
    }

    fn break_silence(&mut self, clause: &str, by: &'e str) {
        self.silences.iter_mut().for_each(|silence| silence.broken_on(clause, by));
    }

    /// The clauses that a proposal adopts, with their words.
    fn adopted_by(&self, proposal: &Proposal) -> Vec<(String, Subject)> {
        let revisions = self.texts.get(proposal.text.as_str()).into_iter().flatten();
        let revision = revisions.into_iter().find(|known| known.tabled.revision == proposal.revision);
        let clauses = revision.and_then(|revision| inside(self, revision, proposal.track.as_deref()));
        let clauses = clauses.into_iter().flatten();
        clauses.map(|clause| (clause.number.clone(), clause.whole)).collect()
    }

    fn withdraw(&mut self, event: &Event, number: u64) {
        // Whoever ranks as high as the one who gave it may take it back for its side.
        let side = self.people.seat(&event.by).map(|seat| (seat.party, seat.kind));
        let may = |people: &People, by: &str, party: usize| {
            let given = people.seat(by).map(|seat| seat.kind);
            by == event.by
                || side
                    .is_some_and(|(own, kind)| own == Some(party) && given.is_some_and(|given| kind < given))
        };
        let place = self.responses_by_event.binary_search_by_key(&number, |(number, _)| *number);
        if let Ok(place) = place {
            let (_, at) = self.responses_by_event[place];
            let given = &mut self.responses[at];
            if given.withdrawn || !may(&self.people, &given.event.by, given.party) {
                return;
            }
            given.withdrawn = true;
            let by = &given.event.by;
            if let Target::Clause { clause, .. } = &given.response.to
                && self.people.seat(by).is_some_and(Seat::decides)
            {
                // Who takes a yes back does not consent by silence instead.
                self.silences.iter_mut().for_each(|silence| silence.broken_on(clause, by));
            }
        } else if let Some(waiting) = self.waiting.get(&number) {
            let waits = waiting.seen.event;
            let party = self.people.seat(&waits.by).and_then(|seat| seat.party);
            let recorder = waits.instrument.as_ref().is_some_and(|paper| paper.recorded_by == event.by);
            if recorder || party.is_some_and(|party| may(&self.people, &waits.by, party)) {
                self.waiting.remove(&number);
            }
        } else if let Some(proposed) = self.proposals.iter_mut().rev().find(|put| {
            put.declared.is_none() && put.adopted.values().any(|adopted| adopted.number == number)
        }) {
            proposed.adopted.retain(|_, adopted| adopted.number != number || adopted.by != event.by);
        } else if let Some(offer) = self.offers.iter_mut().find(|offer| offer.event.number == number) {
            offer.withdrawn |= may(&self.people, &offer.event.by, offer.party);
        }
    }

    fn rank(&self, seat: &Seat, response: &Response, event: &Event) -> Rank {
        let inside = match &response.to {
            Target::Clause { clause, .. } => seat.reach.covers(clause, event.at),
            // A whole package is inside a mandate that covers every clause it settles.
            Target::Package { id } => self.packages.get(id.as_str()).is_some_and(|options| {
                let issues = self.case.issues.iter().filter(|issue| options.contains_key(&issue.id));
                let mut clauses = issues.map(|issue| issue.clause.as_deref().unwrap_or_default());
                clauses.all(|clause| seat.reach.covers(clause, event.at))
            }),
            Target::Idea { .. } => seat.reach.in_force(event.at),
        };
        match seat.kind {
            Kind::Principal => Rank::Principal,
            Kind::Plenipotentiary if inside => Rank::Plenipotentiary,
            Kind::Representative if inside && seat.reach.binding => Rank::Binding,
            Kind::Representative if inside => Rank::Representative,
            Kind::Plenipotentiary | Kind::Representative => Rank::Outside,
            _ => Rank::Adviser,
        }
    }

    /// The party a person speaks for, if the seat is fit for the act.
    fn party_of(&self, person: &str, fit: impl Fn(&Seat) -> bool) -> Option<usize> {
        self.people.seat(person).filter(|seat| fit(seat))?.party
    }

    fn subject(&mut self, scope: &str, words: &str) -> Subject {
        let next = self.subjects.len();
        let subject = *self.subjects.entry((scope.to_string(), words.to_string())).or_insert(next);
        self.by_subject.resize(self.subjects.len(), Vec::new());
        subject
    }
}
