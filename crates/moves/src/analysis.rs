//! What is said of a conflict: the JSON result, described by a schema.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::response::Response;

/// The name and version of the result's form.
pub const SCHEMA: &str = "detente/moves/1";

/// An object whose keys stand in an order of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> Keyed<T> {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
}

impl<T> FromIterator<(String, T)> for Keyed<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Keyed_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "object", "additionalProperties": value })
    }
}

/// States, by number.
pub type Numbers = Vec<usize>;

/// Who can move, what the others would answer, and what lasts. Everything holds under the orders that were given.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MovesAnalysis {
    /// `detente/moves/1`.
    pub schema: &'static str,
    /// Those who can change something alone.
    pub actors: Vec<Named>,
    /// How many states are possible; they are numbered from 1.
    pub states: usize,
    /// What each state is; null beyond 512.
    pub labels: Option<Vec<String>>,
    /// The options, in the order of the letters in the labels; empty for graphs given by hand.
    pub options: Vec<Owned>,
    /// By actor and state where it can go alone; null where that is too much to list.
    pub reachable: Option<Keyed<Keyed<Numbers>>>,
    /// The same, where it is better off.
    pub improvements: Option<Keyed<Keyed<Numbers>>>,
    /// By response model, concept and actor the states that are stable for it.
    pub stable: Keyed<Keyed<Keyed<Numbers>>>,
    /// By response model and concept the states that are stable for everyone.
    pub equilibria: Keyed<Keyed<Numbers>>,
    /// What groups can do together; null where there are too many states and actors.
    pub coalitions: Option<Coalitions>,
    /// What is the case, and what may come of it.
    pub status_quo: StatusQuo,
    /// What would make the wanted state last; null where none is named.
    pub wanted: Option<Wanted>,
    /// Where orders are known in part: shares of the worlds that fit; null where all is known.
    pub worlds: Option<InWorlds>,
    /// What was taken for granted or left out, and why.
    pub why: Vec<String>,
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// Its short name.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Owned {
    /// Its short name.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who alone takes it.
    pub owner: String,
}

/// What groups can do together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Coalitions {
    /// Every group, by size.
    pub by_coalition: Vec<CoalitionShown>,
    /// By concept the states that every group would stay at.
    pub stable_for_every_coalition: Keyed<Numbers>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CoalitionShown {
    /// Its members.
    pub members: Vec<String>,
    /// By state where they can come to that all of them like better.
    pub improvements: Keyed<Numbers>,
    /// States at which they can come to nothing that all like better.
    pub cnash: Numbers,
    /// States at which the others can answer each such move so that one of them ends no better off.
    pub cgmr: Numbers,
    /// The same, and they cannot get out of it together.
    pub csmr: Numbers,
    /// The same as `cgmr`, by steps each of which all who take it like.
    pub cseq: Numbers,
}

/// One move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// Who moves.
    pub actor: String,
    /// Where to.
    pub to: usize,
}

/// What is the case, and what may come of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StatusQuo {
    /// Which state.
    pub state: usize,
    /// Who can change it alone.
    pub movers: Vec<String>,
    /// Who would be better off by it, before anyone answers.
    pub would_move: Vec<String>,
    /// Whether it is an impasse: stable for everyone both sequentially and symmetrically; and whether some group would break it.
    pub impasse: Impasse,
    /// The smallest groups with a move that all their members like; empty where there is no impasse, or nobody can break it.
    pub breakers: Vec<Vec<String>>,
    /// Where each of these can come to.
    pub targets: Vec<Numbers>,
    /// Who then moves, one after the other, each to where it is best off of what is not deterred; from the first target, or from here.
    pub follows: Vec<Moved>,
    /// Each improvement from here, and what answers it.
    pub departures: Vec<Departure>,
    /// The fewest moves to each state, nobody twice running.
    pub any_move: Option<Keyed<Way>>,
    /// The same by moves each of which makes its mover better off.
    pub improvements_only: Option<Keyed<Way>>,
    /// States that can be come to, and from which nobody can move any more.
    pub dead_ends: Numbers,
}

/// How hard an impasse is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Impasse {
    /// Somebody would move.
    None,
    /// Nobody would alone, but some would together.
    Breakable,
    /// No group has a move that all its members like.
    Hard,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Way {
    /// How many moves.
    pub steps: usize,
    /// Who moves where: `actor:state`.
    pub path: Vec<String>,
}

/// An improvement of one actor, and what answers it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Departure {
    /// Who would leave.
    pub actor: String,
    /// Where to.
    pub to: usize,
    /// The shortest answer of the others after which it is no better off than before; null where there is none.
    pub answer: Option<Answer>,
    /// What kind of move it is: `retractable`, `empty`, `selfish`, `real`.
    pub kinds: Vec<&'static str>,
}

/// An answer to a move.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Answer {
    /// The moves.
    pub path: Vec<Moved>,
    /// Whether each of them makes its mover better off: an answer that is believed.
    pub believed: bool,
    /// Where the one who left could still go and be better off than at first; empty where it cannot.
    pub escapes: Numbers,
}

/// What would make a state last.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Wanted {
    /// Which.
    pub state: usize,
    /// By concept whether it lasts as things are.
    pub lasts: Keyed<bool>,
    /// For each actor who would leave it (sequentially), the smallest change of its order by which it would not.
    pub changes: Vec<ChangeShown>,
    /// Whether it lasts once all of these are made; null where one was not found.
    pub lasts_then: Option<bool>,
    /// Options such that it lasts once nobody can change that one any more.
    pub fix: Option<Vec<String>>,
    /// Departures that nothing deters: a third party's new answer to each of them, by which its mover would end no better off, makes it last.
    pub deter: Vec<Moved>,
    /// The smallest groups that would leave it together, where nobody would alone.
    pub groups: Vec<Vec<String>>,
}

/// The smallest change of an actor's order.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ChangeShown {
    /// Whose.
    pub actor: String,
    /// The states that it would have to like less than the wanted one.
    pub below: Numbers,
    /// How many neighbours in its order that exchanges; null where no change was found in time.
    pub swaps: Option<usize>,
}

/// Shares of the worlds that fit what is known.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct InWorlds {
    /// Whose orders are not known whole.
    pub open: Vec<String>,
    /// How many were looked at.
    pub count: u64,
    /// Whether these are all there are; else they were drawn, and shares are within two standard errors, √(q(1−q)/count) each.
    pub whole: bool,
    /// By concept and state the share in which it is an equilibrium.
    pub equilibria: Keyed<Keyed<f64>>,
    /// The same as counts.
    pub counts: Keyed<Keyed<u64>>,
    /// By concept the states that are an equilibrium in every world; proved.
    pub always: Keyed<Numbers>,
    /// By concept the states that are in none; proved.
    pub never: Keyed<Numbers>,
    /// By actor the share in which it would leave the status quo.
    pub would_move: Keyed<f64>,
    /// The share in which the status quo is an impasse.
    pub impasse: f64,
    /// The comparisons that decide most whether the wanted state (or the status quo) lasts.
    pub decides: Vec<Decides>,
}

/// A comparison, and what hangs on it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Decides {
    /// Whose.
    pub actor: String,
    /// Whether it likes this state better
    pub better: usize,
    /// than this one.
    pub than: usize,
    /// In what share of the worlds where it does the second lasts.
    pub lasts_if: f64,
    /// In what share of the others.
    pub lasts_if_not: f64,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Other response models than `legal-sequence`; `None` for all of them up to 512 states.
    pub response: Option<Response>,
    /// The state to begin from, instead of the one the model names.
    pub from: Option<usize>,
    /// The state that is to last.
    pub wanted: Option<usize>,
    /// Worlds looked at where orders are known in part; `None` for as many as are quickly looked at, fewer where there are more states.
    pub worlds: Option<u64>,
    /// By which seed they are drawn.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { response: None, from: None, wanted: None, worlds: None, seed: 1 }
    }
}
