//! Negotiations played.

mod ended;
mod entrant;
mod measures;
mod negotiator;
mod preferences;
mod protocol;
mod random;
mod seat;
pub mod tournament;

pub use ended::{Ended, How, Listener, Turn};
pub use entrant::Entrant;
pub use measures::Measures;
pub use negotiator::{
    Bayesian, Counts, Curve, Frequency, Listed, NEGOTIATORS, OpponentModel, Schedule, Scheduled, Semantics,
    Strategy, TimeDependent, UnknownStrategy,
};
pub use preferences::{Package, Preferences};
pub use protocol::{Deadline, Draft, Protocol, Rule, Shuttle, Table, Terms, Unplayable, play};
pub use random::Chance;
pub use seat::{Fault, Negotiator, Packages, Response, Seat};
