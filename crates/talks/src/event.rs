//! What is written in the log: formal acts, one event each.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::disclosure::{Origin, Request, Sent, Told};
use crate::meeting::Meeting;
use crate::response::Response;
use crate::status::Status;

/// One formal act, as it stands in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Place in the log, from 1. Known to the mediators alone: each seat counts what it sees itself.
    pub number: u64,
    /// When it was done, as the log was told.
    pub at: Timestamp,
    /// Id of the person whose act it is.
    pub by: String,
    /// The paper, letter or call it was done by, where that person has no seat at a computer.
    #[serde(default)]
    pub instrument: Option<Instrument>,
    /// What was done.
    pub act: Act,
}

/// By what someone acts who touches no computer. It counts once a second person has attested it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// Paper, letter or call.
    pub means: Means,
    /// Id of the person who recorded it.
    pub recorded_by: String,
    /// Where it is kept, or what it said, in words.
    #[serde(default)]
    pub reference: Option<String>,
}

/// What an instrument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// A signed paper.
    Paper,
    /// A letter.
    Letter,
    /// A call.
    Call,
}

/// A formal act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A mediator opens the talks, or tells all parties that the shared facts have changed.
    Open {
        /// `case.toml`, whole.
        case: String,
    },
    /// A person agrees, for a party, to the agreement to mediate.
    Agree,
    /// A mediator states that every party has agreed, and begins.
    Begin,
    /// A mediator gives a person a seat.
    Join(Newcomer),
    /// A party or a mediator interrupts its part in the talks.
    Suspend {
        /// The reason given to all, if any.
        why: Option<String>,
    },
    /// It goes on.
    Resume,
    /// A party or a mediator leaves for good.
    Leave {
        /// The reason given to all, if any.
        why: Option<String>,
    },
    /// A mediator tables a revision.
    Table(Tabled),
    /// A mediator opens a round of responses.
    OpenRound {
        /// When it closes by itself, if announced.
        closes: Option<Timestamp>,
        /// The clauses responses are asked for; all, where none is named.
        clauses: Vec<String>,
    },
    /// A mediator closes the round.
    CloseRound,
    /// A person says what it thinks of something tabled.
    Respond(Response),
    /// A person takes back an earlier response or offer of its side.
    Withdraw {
        /// Its number in the log.
        event: u64,
    },
    /// A person states that its side does not join a clause, without hindering it.
    Reserve {
        /// The clause.
        clause: String,
        /// The sentence.
        words: String,
    },
    /// A mediator puts an idea, not yet in words, to some parties.
    Idea {
        /// Short name.
        id: String,
        /// What it is.
        words: String,
        /// Ids of the parties it is put to.
        to: Vec<String>,
    },
    /// A mediator puts a package to some parties.
    Package {
        /// Short name.
        id: String,
        /// Option by issue.
        options: BTreeMap<String, String>,
        /// Ids of the parties it is put to.
        to: Vec<String>,
    },
    /// A person offers, for its side, options for some issues; what it offered before stands for the others.
    Offer {
        /// Option by issue.
        options: BTreeMap<String, String>,
        /// Whether it was called a concession.
        concession: bool,
    },
    /// A mediator gives an event to parties that did not know it.
    Release {
        /// Its number in the log.
        event: u64,
        /// Ids of the parties.
        to: Vec<String>,
    },
    /// A mediator sets a clause aside, or takes it up again.
    Mark {
        /// The clause.
        clause: String,
        /// What becomes of it; taken up again where `None`.
        mark: Option<Mark>,
    },
    /// A mediator opens a silence procedure.
    OpenSilence {
        /// The clauses, as they stand in the last revision.
        clauses: Vec<String>,
        /// Until when one may speak.
        until: Timestamp,
    },
    /// A person breaks the silence on a clause.
    BreakSilence {
        /// The clause.
        clause: String,
        /// The reason, if given.
        why: Option<String>,
    },
    /// A mediator puts a clean text to the principals.
    PutForAdoption(Proposal),
    /// A principal adopts what was put for adoption.
    Adopt {
        /// Its code.
        code: String,
    },
    /// A mediator states that every principal has adopted it.
    DeclareAdopted {
        /// Its code.
        code: String,
    },
    /// A person attests an act done by instrument that another recorded.
    Attest {
        /// Its number in the log.
        event: u64,
    },
    /// A meeting was held.
    Meet(Meeting),
    /// A mediator states whether something a gate needs holds: to all, or to the mediators where the need is theirs.
    Fact {
        /// The level the gate guards.
        before: String,
        /// The condition, in the gate's own words.
        need: String,
        /// Whether it holds.
        holds: bool,
        /// Whether the condition is the mediators' own.
        #[serde(default)]
        own: bool,
    },
    /// A mediator writes down who can reach whom.
    Reach(Channel),
    /// A mediator declares what interests it has in the matter, or adds to them.
    Declare {
        /// In its own words; that there are none, where there are none.
        interests: String,
    },
    /// Something said apart is written down, so that it can be given on: by a mediator, or by the side that said it.
    Tell(Told),
    /// A person agrees, for its side, that an item of it be given to others.
    Consent {
        /// Its number in the log.
        event: u64,
        /// Ids of the parties, or [`OUTSIDE`](crate::OUTSIDE).
        to: Vec<String>,
    },
    /// Takes that back, as far as it was not given yet.
    Revoke {
        /// The item's number in the log.
        event: u64,
        /// Ids of the parties, or [`OUTSIDE`](crate::OUTSIDE).
        to: Vec<String>,
    },
    /// A person says, for its side, on what condition an item of it may be given on.
    Condition {
        /// Its number in the log.
        event: u64,
        /// The condition, in words.
        words: String,
    },
    /// A mediator asks for what needs a second person.
    Ask(Request),
    /// A second person agrees to what was asked.
    Second {
        /// The number of what was asked, in the log.
        event: u64,
    },
    /// A mediator says where a sentence of a document comes from.
    Source {
        /// The sentence.
        sentence: String,
        /// Everything it rests on.
        origins: Vec<Origin>,
    },
    /// A mediator sends a document.
    Send(Sent),
    /// A mediator destroys an item: its words cannot be read by anyone again.
    Erase {
        /// Its number in the log.
        event: u64,
        /// When it had been said.
        said: Timestamp,
        /// Ids of the sides it came from.
        sides: Vec<String>,
        /// Ids of the people who had seen it: they keep its place, and know that it was erased. With each, whether it had been
        /// given to them by a release.
        holders: BTreeMap<String, bool>,
        /// Why.
        why: String,
    },
    /// A mediator forbids any erasure, or allows it again: a legal hold.
    Hold {
        /// Whether it is forbidden.
        on: bool,
        /// Why.
        why: String,
    },
    /// A mediator offers to look whether what all could take overlaps, without telling anyone what another could take.
    Blind {
        /// Short name.
        id: String,
        /// Id of the issue.
        issue: String,
        /// How often it may be looked.
        tries: u8,
    },
    /// A person says, for its side, which options of the issue it could take.
    Bid {
        /// Short name of the offer to look.
        id: String,
        /// Options.
        options: Vec<String>,
    },
    /// A mediator tells all what came of a look: the options that all could take, or none.
    Overlap {
        /// Short name of the offer to look.
        id: String,
        /// Options; none where there is no overlap, and then nothing else is told.
        options: Vec<String>,
    },
    /// A mediator did what was asked for, and a second person agreed to.
    Carried {
        /// The number of what was asked, in the log.
        event: u64,
    },
    /// A party says what it wants: preferences, walk-away and red lines, as the text of its private file. The last one counts.
    Prefer {
        /// The file, as `private/PARTY.toml` would have it.
        source: String,
    },
    /// The access of a person of a party's delegation, who lost the key to it, is made anew. A second person of the delegation says
    /// so; or the person itself does, before a mediator and on paper, a second person of the delegation attests it, and then the
    /// mediator says so once.
    Renew {
        /// Id of the person.
        person: String,
    },
    /// A person gets its first key, from a mediator or from a principal of its side. Whoever has one from a mediator counts as brought
    /// by that mediator, where two are to be independent, until the side's own principal gives it one.
    Invite {
        /// Id of the person.
        person: String,
    },
}

/// What becomes of a clause that is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Given to others to work on.
    Referred,
    /// Left for later.
    Postponed,
    /// Given up; its number and words stay.
    Dropped,
}

/// Someone who takes a seat after the talks were opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    /// Short name, unique in the case.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Id of the party or third party.
    pub speaks_for: String,
    /// The role, in the word of the case folder.
    pub role: String,
    /// For a mediator asked to one caucus only: the party.
    #[serde(default)]
    pub caucus: Option<String>,
}

/// A revision as it is tabled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tabled {
    /// Path of the text in the case folder.
    pub text: String,
    /// Which revision, from 1.
    pub revision: u32,
    /// The text, whole.
    pub source: String,
    /// Status of each clause, printed with it. A party knows this status and no other.
    pub status: BTreeMap<String, Status>,
}

/// A text put to the principals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Path of the text in the case folder.
    pub text: String,
    /// The revision.
    pub revision: u32,
    /// The track, where only its clauses are adopted.
    #[serde(default)]
    pub track: Option<String>,
    /// SHA-256 of the exact bytes adopted, in hexadecimal digits.
    pub digest: String,
    /// The digest's beginning, short enough for paper.
    pub code: String,
}

/// Who can carry a word from whom to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Id of the person who speaks.
    pub from: String,
    /// Id of the person who hears.
    pub to: String,
    /// By what: telephone, letter, in person.
    pub means: String,
    /// How well, from 1 (hardly) to 5 (at any hour).
    pub quality: u8,
    /// Whether others know of it.
    pub open: bool,
    /// Whether it works in both directions.
    pub both: bool,
    /// Whether it has ended.
    #[serde(default)]
    pub ended: bool,
}
