//! Negotiations played: how sides would fare by which rules, and which way of negotiating comes to what.
//!
//! This crate knows who may see what at a table, what the rules of a table are, how negotiators of the literature offer and answer, and what came of it
//! for all. It knows what packages are worth from [`Worths`](detente_deal::Worths) and never more of a case; it reads no file, clock or chance but
//! what it is handed: a seed names all that is drawn.
//!
//! How a value flows through it: worths become a [`Table`], each party's packages sorted once ([`Preferences`]). A [`Negotiator`] sees one
//! [`Seat`]: its own preferences, the clock, and what others offer. [`play`] runs one negotiation by a [`Protocol`] and says how it [`Ended`], telling
//! a [`Listener`] of every turn. [`rehearsal`] plays procedures in many worlds and counts; [`tournament`] plays everybody against everybody, in
//! batches that are files, and puts standings together from them. Results come with their words ([`Said`]).
//!
//! ```
//! use detente_deal::Worths;
//! use detente_sim::{Chance, Deadline, Protocol, Semantics, Strategy, Table, Terms, Turn, play};
//!
//! // One issue of three options: what one party likes the other does not.
//! let worths = Worths {
//!     options: vec![3],
//!     codes: vec![0, 1, 2].into(),
//!     worth: vec![vec![1.0, 0.6, 0.0], vec![0.0, 0.7, 1.0]],
//!     walk_away: vec![Some(0.2), Some(0.3)],
//!     discount: vec![1.0, 1.0],
//! };
//! let table = Table::of(&worths);
//! let seated = |name: &str, party| name.parse::<Strategy>().unwrap().seated(Semantics::Negmas, Chance::new(1, 0, party));
//! let mut players = vec![seated("boulware", 0), seated("conceder", 1)];
//! let terms = Terms { deadline: Deadline::Rounds(20), seed: 1, negotiation: 0, opening: None };
//! let mut turns: Vec<Turn> = Vec::new();
//! let ended = play(&Protocol::Alternating, &table, &mut players, &terms, None, &mut turns)?;
//! assert_eq!(ended.agreement(), Some(1));
//! assert_eq!(turns[0].offer, 0);
//! # Ok::<(), detente_sim::Unplayable>(())
//! ```

mod ended;
mod entrant;
mod known;
mod measures;
mod negotiation;
mod negotiator;
mod preferences;
mod protocol;
mod random;
pub mod rehearsal;
mod said;
mod seat;
pub mod tournament;

pub use ended::{Ended, How, Listener, Turn};
pub use entrant::Entrant;
pub use known::{drafted_from, marks};
pub use measures::Measures;
pub use negotiation::{Negotiation, OnTable};
pub use negotiator::{
    Bayesian, Counts, Curve, Frequency, Listed, NEGOTIATORS, OpponentModel, Schedule, Scheduled, Semantics,
    Strategy, TimeDependent, UnknownStrategy,
};
pub use preferences::{Package, Preferences};
pub use protocol::{Deadline, Draft, Protocol, Rule, Shuttle, Table, Terms, Unplayable, play};
pub use random::Chance;
pub use said::{Said, SaidTable};
pub use seat::{Fault, Negotiator, Packages, Response, Seat};

/// The JSON Schemas of this crate's results, by name.
pub fn schemas() -> Vec<(&'static str, schemars::Schema)> {
    vec![
        ("rehearsal", rehearsal::schema()),
        ("negotiation", negotiation::schema()),
        ("standings", tournament::schema()),
    ]
}
