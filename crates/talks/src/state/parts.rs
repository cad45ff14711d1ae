//! What a state is made of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Subject;
use crate::audience::Seen;
use crate::event::{Event, Proposal};
use crate::response::Response;
use crate::seat::same_clause;

/// An act by instrument that nobody has attested yet.
#[derive(Clone, Debug)]
pub struct Waiting<'e> {
    /// The act.
    pub seen: Seen<'e>,
    /// For a response what it was, by whose word, when it was recorded: what comes later does not change it.
    pub(super) given: Option<Given<'e>>,
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
    pub(super) fn broken_on(&mut self, clause: &str, by: &'e str) {
        for (known, _, broken) in &mut self.clauses {
            if same_clause(known, clause) {
                *broken = Some(by);
            }
        }
    }
}
