//! The talks: who may say what, who has said what, what is agreed, and what each seat may see of it.
//!
//! Talks are a list of formal acts, [`Event`]s, that only grows. Everything else is computed from it by pure functions:
//!
//! 1. [`seen`] takes from the log what one [`Seat`] may see. It is the one gate for confidences.
//! 2. [`State::fold`] folds these events into what the talks have come to, on what that seat sees.
//! 3. [`status`] says of every clause how far it has come and by whose word: advisers speak, only principals and those
//!    they empower decide, conditional acceptances are met together or not at all.
//! 4. The [`Desk`] puts these together for one seat at one time: a [`View`], whether an act is allowed (a [`Refusal`] says
//!    why not and what next), the [`gate`] before the next level, the [`channels`], the [`step`]s.
//!
//! Nothing here reads a clock, a file or the machine: the time is an argument, the log comes in as a slice.
//!
//! ```
//! use detente_talks::{Act, Desk, Event, Log, MemoryLog, Tabled};
//!
//! let case = r#"
//! detente = 1
//! title = "A shared well"
//! party = [{ id = "north" }, { id = "south" }]
//! third_party = [{ id = "elders", role = "mediator", interests = [] }]
//! person = [
//!   { id = "ana", for = "north", role = "principal" },
//!   { id = "bo", for = "south", role = "principal" },
//!   { id = "eda", for = "elders", role = "representative" },
//! ]
//! issue = [{ id = "hours", options = ["mornings", "evenings"], clause = 1 }]
//! text = [{ path = "texts/well.md" }]
//! "#;
//! let now = "2026-10-02T09:00:00Z".parse()?;
//! let mut log = MemoryLog::default();
//! log.append(&[], &Event { number: 1, at: now, by: "eda".into(), instrument: None, act: Act::Open { case: case.into() } })?;
//! for (person, act) in [("ana", Act::Agree), ("bo", Act::Agree), ("eda", Act::Begin)] {
//!     let event = Desk::open(&log.events()?, person, now)?.act(act)?;
//!     log.append(&[], &event)?;
//! }
//! let tabled = Tabled {
//!     text: "texts/well.md".into(),
//!     revision: 1,
//!     source: "1. North draws water in the [mornings] [evenings].\n".into(),
//!     status: Default::default(),
//! };
//! // Only a mediator tables; the refusal says so.
//! let events = log.events()?;
//! assert!(Desk::open(&events, "ana", now)?.act(Act::Table(tabled.clone())).is_err());
//! log.append(&events, &Desk::open(&events, "eda", now)?.act(Act::Table(tabled))?)?;
//! let events = log.events()?;
//! let view = Desk::open(&events, "ana", now)?.view();
//! assert_eq!(view.text.map(|text| text.open_choices), Some(1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod adoption;
mod audience;
pub mod channels;
pub mod compartment;
mod desk;
mod disclosure;
mod event;
pub mod gate;
mod item;
mod keeping;
mod log;
mod meeting;
mod refusal;
mod response;
mod schema;
mod seat;
mod state;
pub mod status;
pub mod step;

pub use audience::{Facts, Seen, at, people, seen};
pub use compartment::Compartment;
pub use desk::{
    ActSeen, Agreement, CANNOT, ClauseView, CourtReport, Desk, Differing, Differs, Document, Done, Item,
    Journal, Known, OwnResponse, Reading, Receipt, Receipts, SeenBy, Sentence, Side, Telling, TextView, View,
    Waits, split,
};
pub use disclosure::{Ground, HIDDEN_TITLE, OUTSIDE, Origin, Preset, Request, Sent, Told};
pub use event::{Act, Channel, Event, Instrument, Mark, Means, Newcomer, Proposal, Tabled};
pub use item::{is_item, origins};
pub use keeping::{Audit, KeyHolder, KeyHolders, Note, Notes};
pub use log::{Log, MemoryLog};
pub use meeting::{Meeting, Sort};
pub use refusal::Refusal;
pub use response::{Condition, Response, Substance, Target, WordingView};
pub use schema::schemas;
pub use seat::{Kind, Named, People, Reach, Seat, same_clause};
pub use state::{
    Asked, Away, Blind, ClauseWordings, Confidences, Given, OUT, Offered, Proposed, Rank, Revision, Round,
    Silence, State, Subject, Waiting, plain, shared_case,
};
pub use status::Status;
