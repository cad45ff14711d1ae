//! Who can move away from the table, what the others would answer, and which situations last.
//!
//! This crate knows the graph model for conflict resolution [Fang, Hipel and Kilgour 1993]: actors, each with options that it alone
//! takes or leaves; states, which are the possible combinations of options; and for each actor an order of the states, no figures. A
//! state is stable for an actor in one of five senses ([`Concept`]), by what the others can do once it has left ([`Response`]), and an
//! equilibrium where it is so for everyone. Nothing here says what somebody will do: all of it holds *under these preferences*.
//!
//! How a value flows. A [`Conflict`](detente_case::Conflict), read elsewhere, becomes a [`Model`]: states listed, and for each actor its
//! moves. Where an actor can take and leave its options freely, states fall into *classes*, those that are alike in all others' options,
//! and no move is ever written down. Orders become a [`Profile`], one place for each state. [`stability`] then goes backwards from the
//! worst state of an actor along the others' moves: the first state that comes to another is the worst that can come of it. Within a
//! class, the states from which an improvement leads here are those of lower place, a stretch of one list, and no stretch is gone over
//! twice: so all states are done in time linear in states and actors, for each actor. [`coalitions`], [`partition`], [`simultaneous`] and
//! [`ways`] look closer where there are fewer states. [`analyse()`] puts it all together, with the answers a mediator asks for, and where
//! orders are known in part, looks at the worlds that fit: all of them, or drawn ones, with what is proved told apart.
//!
//! ```
//! use detente_case::{Act, Actor, Conflict, Direction, Form, Order};
//! use detente_moves::{Impasse, Settings, analyse};
//!
//! // Two sides, each of which can cease fire or not; each would rather that the other alone did.
//! let act = |owner: usize, id: &str| Act { id: id.into(), name: id.into(), owner, direction: Direction::Both, clause: None };
//! let actor = |id: &str, best_first: [usize; 4]| Actor {
//!     id: id.into(),
//!     name: id.into(),
//!     order: Order::Ranking(best_first.map(|state| vec![state]).into()),
//!     unseen: Vec::new(),
//!     moves: Vec::new(),
//! };
//! // State 1: neither. 2: the north alone. 3: the south alone. 4: both.
//! let options = vec![act(0, "north-ceases"), act(1, "south-ceases")];
//! let conflict = Conflict {
//!     actors: vec![actor("north", [3, 4, 1, 2]), actor("south", [2, 4, 1, 3])],
//!     form: Form::Options { options, impossible: Vec::new(), merged: Vec::new() },
//!     status_quo: Some(1),
//!     wanted: Some(4),
//! };
//! let found = analyse(&conflict, &Settings::default())?;
//! // Neither would cease alone; together both are better off; and once both have, each is deterred from going back.
//! assert_eq!(found.status_quo.impasse, Impasse::Breakable);
//! assert_eq!(found.status_quo.breakers, [["north", "south"]]);
//! assert_eq!(found.wanted.unwrap().lasts.get("seq"), Some(&true));
//! # Ok::<(), detente_moves::Refusal>(())
//! ```
//!
//! Numbers of states are counted from 0 in the functions, from 1 in results and for people.

mod analyse;
mod analysis;
mod coalitions;
mod doubt;
mod goal;
mod group;
mod mobility;
mod model;
mod partition;
mod paths;
mod power;
mod response;
mod side;
mod simultaneous;
mod stability;
mod standing;
mod worlds;

pub use analyse::analyse;
pub use analysis::{
    Answer, ChangeShown, CoalitionShown, Coalitions, Decides, Departure, Impasse, InWorlds, Keyed, Moved,
    MovesAnalysis, Named, Numbers, Owned, SCHEMA, Settings, StatusQuo, Wanted, Way,
};
pub use coalitions::{Coalition, Held, coalitions};
/// The JSON Schema of [`MovesAnalysis`].
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(MovesAnalysis)
}

pub use model::{MOST_STATES, Model, Profile, Refusal};
pub use partition::{Blocks, partition};
pub use paths::{Step, ways};
pub use power::{NoPower, Power, power};
pub use response::Response;
pub use side::Ranks;
pub use simultaneous::simultaneous;
pub use stability::{Concept, Stable, TooManyActors, equilibria, stability};
