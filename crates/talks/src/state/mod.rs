//! What the talks have come to: a fold over the events a seat sees.

mod confidences;
mod fold;
mod parts;
mod revision;

use std::collections::BTreeMap;

use detente_case::{Case, Files};
use jiff::Timestamp;

use crate::event::{Channel, Event, Mark, Newcomer};
use crate::meeting::Meeting;
use crate::response::Target;
use crate::seat::People;
pub use confidences::{Asked, Blind, Confidences, plain};
pub use parts::{Away, Given, Offered, Proposed, Rank, Round, Silence, Waiting};
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
    /// What each party last said that it wants: by its position, the act, the text of its private file.
    pub preferences: BTreeMap<usize, (&'e Event, &'e str)>,
    /// Ids of people whose access a mediator may make anew, once: they asked for it on paper, attested by one of their side.
    pub renewals: std::collections::BTreeSet<&'e str>,
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
    /// Acts by instrument that were attested, by number in the log.
    pub attested: std::collections::BTreeSet<u64>,
    /// What decides what may be told to whom.
    pub confidences: Confidences<'e>,
    /// Number of events seen.
    pub version: usize,
    /// When the last of them was done.
    pub last: Option<Timestamp>,
    newcomers: Vec<&'e Newcomer>,
    /// Shared facts that were read before, by the event that told them.
    read: BTreeMap<u64, std::sync::Arc<Case>>,
    declared: Vec<&'e str>,
    /// Who brought a person into the talks after they were opened, for those who were.
    brought: BTreeMap<String, String>,
    /// The last coming or going of each side, and the last telling of the shared facts, by number in the log.
    pub(crate) moved: BTreeMap<String, u64>,
    pub(crate) told: u64,
    subjects: BTreeMap<(String, String), Subject>,
    by_subject: Vec<Vec<usize>>,
    /// Event and position of every response, by event.
    responses_by_event: Vec<(u64, usize)>,
}

impl<'e> State<'e> {
    /// Whether these words of a clause were adopted, and a mediator declared it.
    pub fn adopted(&self, subject: Subject) -> bool {
        let declared = self.proposals.iter().filter(|put| put.declared.is_some());
        declared.flat_map(|put| &put.clauses).any(|(_, adopted)| *adopted == subject)
    }

    /// The person at the end of a line of people who brought each other: one named when the talks were opened.
    pub(crate) fn root<'p>(&'p self, person: &'p str) -> &'p str {
        let mut root = person;
        // Each was brought after the one who brought it, so there is no circle; the bound is for logs that are odd.
        for _ in 0..=self.brought.len() {
            match self.brought.get(root) {
                Some(by) => root = by,
                None => break,
            }
        }
        root
    }

    /// Everyone with a seat, if the shared facts were these.
    pub(crate) fn people_in(&self, case: &Case) -> People {
        let mut people = People::of(case);
        self.newcomers.iter().for_each(|newcomer| people.join(case, newcomer));
        self.declared.iter().for_each(|person| people.declare(case, person));
        people
    }

    /// Whether a person took the seat after the talks were opened.
    pub(crate) fn newcomer(&self, person: &str) -> bool {
        self.newcomers.iter().any(|newcomer| newcomer.id == person)
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

/// The shared facts in an [`Act::Open`](crate::Act::Open); `None` where they cannot be read.
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
