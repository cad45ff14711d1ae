//! Negotiations played.

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
pub use known::marks;
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
