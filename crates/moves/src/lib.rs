//! Who can move.

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

pub use analyse::{analyse, status_quo};
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
