//! What the talks have come to: a fold over the events a seat sees.

mod revision;

use std::collections::{BTreeMap, BTreeSet};

use detente_case::{Case, Files};
use jiff::Timestamp;

use crate::audience::Seen;
use crate::desk::terms;
use crate::event::{Act, Channel, Event, Mark, Newcomer, Proposal};
use crate::meeting::Meeting;
use crate::response::{Response, Target};
use crate::seat::{Kind, People, Seat, plain_number, same_clause};
pub use revision::{ClauseWordings, OUT, Revision};

/// A wording, an idea or a package that responses are about, by its place in [`State`].
pub type Subject = usize;

/// The talks as a seat knows them. Borrows from the log.
#[derive(Clone, Debug, Default)]
pub struct State<'e> {
    /// The shared facts.
    pub case: Case,
    /// `case.toml` as it was told last.
    pub source: &'e str,
    /// Everyone with a seat.
    pub people: People,
    /// When the mediation began.
    pub begun: Option<Timestamp>,
    /// Who agreed to the agreement to mediate, by the party's position.
    pub agreed: BTreeMap<usize, &'e str>,
    /// Sides that are away.
    pub away: BTreeMap<String, Away<'e>>,
    /// Revisions of each text, by its path.
    pub texts: BTreeMap<&'e str, Vec<Revision<'e>>>,
    /// Rounds, in order.
    pub rounds: Vec<Round<'e>>,
    /// Ideas put to parties, by id.
    pub ideas: BTreeMap<&'e str, &'e str>,
    /// Packages put to parties, by id.
    pub packages: BTreeMap<&'e str, &'e BTreeMap<String, String>>,
    /// Responses, in order.
    pub responses: Vec<Given<'e>>,
    /// Offers, in order.
    pub offers: Vec<Offered<'e>>,
    /// Clauses set aside, by their numbers without blanks.
    pub marks: BTreeMap<String, Mark>,
    /// Reservations: clause, event, words.
    pub reservations: Vec<(&'e str, &'e Event, &'e str)>,
    /// Silence procedures, in order.
    pub silences: Vec<Silence<'e>>,
    /// Texts put for adoption, in order.
    pub proposals: Vec<Proposed<'e>>,
    /// Meetings, in order.
    pub meetings: Vec<(&'e Event, &'e Meeting)>,
    /// Facts stated: whether the condition is the mediators' own, the level, the condition.
    pub facts: BTreeMap<(bool, &'e str, &'e str), bool>,
    /// Channels written down, in order.
    pub channels: Vec<&'e Channel>,
    /// Acts by instrument that nobody has attested yet, by number in the log.
    pub waiting: BTreeMap<u64, Waiting<'e>>,
    /// Number of events seen.
    pub version: usize,
    /// When the last of them was done.
    pub last: Option<Timestamp>,
    newcomers: Vec<&'e Newcomer>,
    subjects: BTreeMap<(String, String), Subject>,
    by_subject: Vec<Vec<usize>>,
    /// Event and position of every response, by event.
    responses_by_event: Vec<(u64, usize)>,
}

/// An act by instrument that nobody has attested yet.
#[derive(Clone, Debug)]
pub struct Waiting<'e> {
    /// The act.
    pub seen: Seen<'e>,
    /// For a response what it was, by whose word, when it was recorded: what comes later does not change it.
    given: Option<Given<'e>>,
}

/// Why a side is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away<'e> {
    /// Whether for good.
    pub left: bool,
    /// The reason given.
    pub why: Option<&'e str>,
}

/// A round of responses.
#[derive(Clone, Copy, Debug)]
pub struct Round<'e> {
    /// When it was opened.
    pub opened: Timestamp,
    /// When it closes by itself, if announced.
    pub closes: Option<Timestamp>,
    /// When a mediator closed it.
    pub closed: Option<Timestamp>,
    /// The clauses asked about; all, if none.
    pub clauses: &'e [String],
    /// How many events had been seen when it was opened, and when it was closed.
    pub versions: (usize, Option<usize>),
}

impl Round<'_> {
    /// Whether responses are taken. Never depends on who has answered.
    pub fn open(&self, now: Timestamp) -> bool {
        self.closed.is_none() && self.closes.is_none_or(|closes| now < closes)
    }
}

/// A response and what it counts as.
#[derive(Clone, Debug)]
pub struct Given<'e> {
    /// The seat's number for it.
    pub number: usize,
    /// The event.
    pub event: &'e Event,
    /// The response.
    pub response: &'e Response,
    /// Position of the party.
    pub party: usize,
    /// How far the word of the one who gave it goes, there and then.
    pub rank: Rank,
    /// What it is about, where that is known.
    pub subject: Option<Subject>,
    /// Its conditions; `None` is one that can never hold.
    pub only_if: Vec<Option<Subject>>,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// How far a word goes, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// An adviser's.
    Adviser,
    /// Of one who may bind, but outside the mandate or after its end.
    Outside,
    /// A representative's inside the mandate.
    Representative,
    /// The same, where the mandate says that it binds.
    Binding,
    /// A plenipotentiary's inside the mandate.
    Plenipotentiary,
    /// A principal's.
    Principal,
}

/// What a side offered.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'e> {
    /// The seat's number for it.
    pub number: usize,
    /// The event.
    pub event: &'e Event,
    /// Position of the party.
    pub party: usize,
    /// Option by issue.
    pub options: &'e BTreeMap<String, String>,
    /// Whether it was called a concession.
    pub concession: bool,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// The round it was made in, from 1; 0 before the first.
    pub round: usize,
}

/// A silence procedure.
#[derive(Clone, Debug)]
pub struct Silence<'e> {
    /// Until when one may speak.
    pub until: Timestamp,
    /// The clauses, as they stood, and who broke the silence on each.
    pub clauses: Vec<(&'e str, Option<Subject>, Option<&'e str>)>,
    /// Positions of parties that were away before it lapsed: their silence says nothing.
    pub absent: BTreeSet<usize>,
}

/// A text put for adoption.
#[derive(Clone, Debug)]
pub struct Proposed<'e> {
    /// The proposal.
    pub proposal: &'e Proposal,
    /// The clauses it adopts and their words, as they were when it was put.
    pub clauses: Vec<(String, Subject)>,
    /// The acts of the principals who adopted it, by the party's position.
    pub adopted: BTreeMap<usize, &'e Event>,
    /// When a mediator declared it adopted.
    pub declared: Option<Timestamp>,
}

impl<'e> Silence<'e> {
    fn broken_on(&mut self, clause: &str, by: &'e str) {
        for (known, _, broken) in &mut self.clauses {
            if same_clause(known, clause) {
                *broken = Some(by);
            }
        }
    }
}

impl<'e> State<'e> {
    /// Folds what a seat sees. Linear in the events and in the texts tabled.
    pub fn fold(events: &[Seen<'e>]) -> Self {
        let mut state = State::default();
        for seen in events {
            state.step(*seen);
        }
        state
    }

    /// One event more.
    pub fn step(&mut self, seen: Seen<'e>) {
        self.version += 1;
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
                if let Some((source, case)) = shared_case(case).map(|read| (case, read)) {
                    self.source = source;
                    if self.begun.is_none() && terms(&case) != terms(&self.case) {
                        // Whoever agreed agreed to other words.
                        self.agreed.clear();
                    }
                    self.people = People::of(&case);
                    self.case = case;
                    self.newcomers.iter().for_each(|newcomer| self.people.join(&self.case, newcomer));
                }
            }
            Act::Agree => {
                if let Some(party) = self.party_of(&event.by, Seat::principal) {
                    self.agreed.insert(party, &event.by);
                }
            }
            Act::Begin => self.begun = Some(event.at),
            Act::Join(newcomer) => {
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
                    if !self.away.get(&side).is_some_and(|away| away.left) {
                        self.away.insert(side, Away { left, why: why.as_deref() });
                    }
                }
            }
            Act::Resume => {
                if let Some(side) = side() {
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
                    self.offers.push(offered);
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
                    match (waiting.given, &waiting.seen.event.act) {
                        (Some(given), _) => self.accept(given),
                        (None, Act::Respond(_)) => {}
                        _ => self.apply(waiting.seen),
                    }
                }
            }
            Act::Meet(meeting) => self.meetings.push((event, meeting)),
            Act::Fact { before, need, holds, own } => drop(self.facts.insert((*own, before, need), *holds)),
            Act::Reach(channel) => self.channels.push(channel),
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
        let track = proposal.track.as_ref();
        let track = track.map(|track| self.case.tracks.iter().find(|known| known.id == *track));
        let inside = |number: &str| match &track {
            None => true,
            Some(track) => {
                track.is_some_and(|track| track.clauses.iter().any(|one| same_clause(one, number)))
            }
        };
        let clauses = revision.into_iter().flat_map(|revision| &revision.clauses);
        clauses
            .filter(|clause| inside(&clause.number))
            .map(|clause| (clause.number.clone(), clause.whole))
            .collect()
    }

    /// Whether these words of a clause were adopted, and a mediator declared it.
    pub fn adopted(&self, subject: Subject) -> bool {
        let declared = self.proposals.iter().filter(|put| put.declared.is_some());
        declared.flat_map(|put| &put.clauses).any(|(_, adopted)| *adopted == subject)
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
            given.withdrawn |= may(&self.people, &given.event.by, given.party);
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

    /// Whether a person took the seat after the talks were opened.
    pub(crate) fn newcomer(&self, person: &str) -> bool {
        self.newcomers.iter().any(|newcomer| newcomer.id == person)
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

    fn known(&self, scope: &str, words: &str) -> Option<Subject> {
        self.subjects.get(&(scope.to_string(), words.to_string())).copied()
    }

    /// The last revision of the main text, or of the first text tabled.
    pub fn main(&self) -> Option<&Revision<'e>> {
        let main =
            self.case.texts.iter().find(|text| text.main).and_then(|text| self.texts.get(text.path.as_str()));
        main.or_else(|| self.texts.values().next())?.last()
    }

    /// The last revision of every text, the main one first.
    pub fn last_revisions(&self) -> impl Iterator<Item = &Revision<'e>> {
        let main = self.main();
        let path = main.map(|main| main.tabled.text.as_str());
        let last = self.texts.values().filter_map(|revisions| revisions.last());
        main.into_iter().chain(last.filter(move |last| Some(last.tabled.text.as_str()) != path))
    }

    /// The last revision that has a clause: of the main text, else of another.
    pub fn revision_with(&self, clause: &str) -> Option<(&Revision<'e>, &ClauseWordings)> {
        self.last_revisions().find_map(|revision| Some((revision, revision.clause(clause)?)))
    }

    /// What a response to a clause, or to an option in it, is about.
    pub fn wording(&self, clause: &str, option: Option<&str>) -> Option<Subject> {
        self.revision_with(clause)?.1.subject(option)
    }

    fn whole(&self, clause: &str) -> Option<Subject> {
        self.wording(clause, None)
    }

    /// The responses about a subject, in order.
    pub fn about(&self, subject: Subject) -> impl Iterator<Item = &Given<'e>> {
        self.by_subject.get(subject).into_iter().flatten().map(|&at| &self.responses[at])
    }

    /// Of each person the last answer to each thing that stands, and what was withdrawn since; and all answers to what is
    /// not known.
    pub fn last_answers(&self) -> impl Iterator<Item = &Given<'e>> {
        let last = self.by_subject.iter().flat_map(|about| {
            let mut people: Vec<&str> = Vec::new();
            about.iter().rev().map(|&at| &self.responses[at]).filter(move |given| {
                let first = !people.contains(&given.event.by.as_str());
                if first && !given.withdrawn {
                    people.push(&given.event.by);
                }
                first
            })
        });
        last.chain(self.responses.iter().filter(|given| given.subject.is_none()))
    }

    /// Positions of the responses about a subject, in order.
    pub(crate) fn positions(&self, subject: Subject) -> &[usize] {
        self.by_subject.get(subject).map_or(&[], Vec::as_slice)
    }

    /// The subject of an idea or package.
    pub fn subject_of(&self, target: &Target) -> Option<Subject> {
        match target {
            Target::Clause { clause, option } => self.wording(clause, option.as_deref()),
            Target::Idea { id } => self.known("idea", id),
            Target::Package { id } => self.known("package", id),
        }
    }

    /// The round that takes responses now.
    pub fn round(&self, now: Timestamp) -> Option<&Round<'e>> {
        self.rounds.last().filter(|round| round.open(now))
    }
}

/// The shared facts in an [`Act::Open`]; `None` where they cannot be read.
pub fn shared_case(source: &str) -> Option<Case> {
    let mut files = Files::from([("case.toml".to_string(), source.as_bytes().to_vec())]);
    let first = detente_case::read(&files);
    if first.case.is_some() {
        return first.case;
    }
    // The texts lie in the log, revision by revision; here it is enough that they are named.
    for problem in first.problems.iter().filter(|problem| problem.code == "no-such-file") {
        let path = source.get(problem.span.clone())?.trim_matches(['"', '\'']);
        files.insert(path.to_string(), Vec::new());
    }
    detente_case::read(&files).case
}
