//! Who can move.

mod mobility;
mod model;
mod response;
mod side;
mod stability;

pub use model::{MOST_STATES, Model, Profile, Refusal};
pub use response::Response;
pub use side::Ranks;
pub use stability::{Concept, Stable, TooManyActors, equilibria, stability};
