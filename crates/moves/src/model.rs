//! A conflict made ready: its states, and where each actor can go.

use detente_case::{
    Assertion, Conflict, Conjunction, Direction, Form, Order, TooManyStates, masks, matches, places, possible,
};

use crate::mobility::{Arcs, Classes, Mobility};
use crate::side::{Ranks, Side};
use crate::stability::rising_by;

/// Most states of a model.
pub const MOST_STATES: usize = 1 << 22;
/// Most actors: a group of them is a bit for each.
const MOST_ACTORS: usize = 63;
/// Most moves that are listed one by one.
const MOST_ARCS: usize = 1 << 27;

/// Why a conflict cannot be worked on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has no actor.
    #[error("nobody can move: the model has no actor")]
    NoActor,
    /// More actors than groups are made of.
    #[error("the model has {actors} actors; at most {MOST_ACTORS} are taken")]
    TooManyActors {
        /// How many.
        actors: usize,
    },
    /// Nothing is possible.
    #[error("no state is possible: what is said to be impossible rules out everything")]
    NoState,
    /// Too many states.
    #[error(transparent)]
    States(#[from] TooManyStates),
    /// Too many moves.
    #[error(
        "the options that only go one way, or merged states, make more than {most} moves; fewer such options make it smaller"
    )]
    Moves {
        /// How many are listed at most.
        most: usize,
    },
    /// A state is asked for that there is not.
    #[error("there is no state {state}; there are states 1 to {states}")]
    Unknown {
        /// Which.
        state: usize,
        /// How many there are.
        states: usize,
    },
    /// A state is ranked that there is not.
    #[error("actor \"{actor}\" ranks state {state}; there are states 1 to {states}")]
    NoSuchState {
        /// Who ranks it.
        actor: String,
        /// Which.
        state: usize,
        /// How many there are.
        states: usize,
    },
    /// A state is ranked twice.
    #[error("actor \"{actor}\" ranks state {state} twice")]
    Twice {
        /// Who ranks it.
        actor: String,
        /// Which.
        state: usize,
    },
}

/// The states of a conflict, numbered from 0 here and from 1 for people, and each actor's moves.
#[derive(Clone, Debug)]
pub struct Model {
    /// Which options are taken in each state, where it is made of options and none are merged: bit by bit.
    pub(crate) taken: Option<Vec<u64>>,
    /// For people: which options each state takes, `Y` or `N` for each, `-` where it differs among merged ones; or its name.
    pub(crate) labels: Labels,
    /// Each actor's options, as bits.
    pub(crate) own: Vec<u64>,
    /// Of these, which only go one way: taken, left.
    pub(crate) one_way: Vec<(u64, u64)>,
    /// For each actor the states it does not see.
    pub(crate) unseen: Vec<Vec<Conjunction>>,
    pub(crate) mobility: Vec<Mobility>,
    pub(crate) states: usize,
}

/// How states are shown.
#[derive(Clone, Debug)]
pub(crate) enum Labels {
    /// Options, how many; merged states differ in those of the second mask.
    Taken(usize, Vec<(u64, u64)>),
    Named(Vec<String>),
}

/// What each actor would rather have, in one world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// For each actor the place of each state.
    pub(crate) ranks: Vec<Ranks>,
    /// For each actor all states from worst to best.
    pub(crate) rising: Vec<Vec<u32>>,
}

impl Profile {
    /// From each actor's places of the states, higher better; equal is as good. They need not be dense.
    pub fn new(ranks: Vec<Ranks>) -> Self {
        let ranks: Vec<Ranks> = ranks.into_iter().map(|ranks| dense(&ranks)).collect();
        let rising = ranks.iter().map(|ranks| rising_by(ranks)).collect();
        Self { ranks, rising }
    }

    pub(crate) fn set(&mut self, actor: usize, ranks: Ranks) {
        self.rising[actor] = rising_by(&ranks);
        self.ranks[actor] = ranks;
    }
}

/// The same order with places 0, 1, 2 and so on.
fn dense(ranks: &[u32]) -> Ranks {
    let mut order: Vec<u32> = (0..ranks.len() as u32).collect();
    order.sort_by_key(|state| ranks[*state as usize]);
    let mut places = vec![0; ranks.len()];
    let mut place = 0;
    for pair in 0..order.len() {
        let state = order[pair] as usize;
        if pair > 0 && ranks[state] != ranks[order[pair - 1] as usize] {
            place += 1;
        }
        places[state] = place;
    }
    places
}

impl Model {
    /// The states and moves of a conflict. Linear in them.
    pub fn new(conflict: &Conflict) -> Result<Self, Refusal> {
        if conflict.actors.is_empty() {
            return Err(Refusal::NoActor);
        }
        if conflict.actors.len() > MOST_ACTORS {
            return Err(Refusal::TooManyActors { actors: conflict.actors.len() });
        }
        match &conflict.form {
            Form::Graph { states } => {
                let pairs = |actor: &detente_case::Actor| {
                    let each = actor.moves.iter();
                    let each =
                        each.flat_map(|(from, to)| to.iter().map(|to| (*from as u32 - 1, *to as u32 - 1)));
                    each.filter(|(from, to)| from != to).collect()
                };
                let each = conflict.actors.iter();
                let mobility =
                    each.map(|actor| Mobility::Arcs(Arcs::new(states.len(), pairs(actor)))).collect();
                if states.is_empty() {
                    return Err(Refusal::NoState);
                }
                Ok(Self {
                    taken: None,
                    labels: Labels::Named(states.clone()),
                    own: vec![0; conflict.actors.len()],
                    one_way: vec![(0, 0); conflict.actors.len()],
                    unseen: vec![Vec::new(); conflict.actors.len()],
                    mobility,
                    states: states.len(),
                })
            }
            Form::Options { options, impossible, merged } => {
                let taken = possible(options.len(), impossible, MOST_STATES)?;
                if taken.is_empty() {
                    return Err(Refusal::NoState);
                }
                let mut own = vec![0_u64; conflict.actors.len()];
                let (mut forward, mut back) = (0, 0);
                for (at, option) in options.iter().enumerate() {
                    own[option.owner] |= 1 << at;
                    match option.direction {
                        Direction::Both => {}
                        Direction::Forward => forward |= 1 << at,
                        Direction::Back => back |= 1 << at,
                    }
                }
                let one_way: Vec<(u64, u64)> = own.iter().map(|own| (forward & own, back & own)).collect();
                let unseen: Vec<Vec<Conjunction>> =
                    conflict.actors.iter().map(|actor| actor.unseen.clone()).collect();
                let mut mobility = Vec::with_capacity(own.len());
                for ((own, one_way), unseen) in own.iter().zip(&one_way).zip(&unseen) {
                    mobility.push(moves(&taken, *own, *one_way, unseen)?);
                }
                let shown = |taken: &[u64]| taken.iter().map(|taken| (*taken, 0)).collect();
                if merged.is_empty() {
                    let labels = Labels::Taken(options.len(), shown(&taken));
                    let states = taken.len();
                    return Ok(Self { taken: Some(taken), labels, own, one_way, unseen, mobility, states });
                }
                let whole = Self {
                    taken: None,
                    labels: Labels::Named(Vec::new()),
                    own,
                    one_way,
                    unseen,
                    mobility,
                    states: taken.len(),
                };
                Ok(merge(options.len(), &taken, merged, whole))
            }
        }
    }

    /// The same with some of the states alone, rising.
    pub(crate) fn within(&self, kept: &[usize]) -> Self {
        let mut place = vec![None; self.states];
        kept.iter().enumerate().for_each(|(at, state)| place[*state] = Some(at as u32));
        let of = |mobility: &Mobility| match mobility {
            Mobility::Classes(classes) => {
                let keys: Vec<u64> = kept.iter().map(|state| u64::from(classes.of[*state])).collect();
                Mobility::Classes(Classes::new(&keys, |_| false))
            }
            Mobility::Arcs(arcs) => {
                let pairs = kept.iter().enumerate().flat_map(|(at, from)| {
                    let to = arcs.to.of(*from as u32).iter();
                    to.filter_map(|to| place[*to as usize]).map(move |to| (at as u32, to))
                });
                Mobility::Arcs(Arcs::new(kept.len(), pairs.collect()))
            }
        };
        let labels = match &self.labels {
            Labels::Taken(options, all) => {
                Labels::Taken(*options, kept.iter().map(|state| all[*state]).collect())
            }
            Labels::Named(names) => Labels::Named(kept.iter().map(|state| names[*state].clone()).collect()),
        };
        Self {
            taken: self.taken.as_ref().map(|taken| kept.iter().map(|state| taken[*state]).collect()),
            labels,
            own: self.own.clone(),
            one_way: self.one_way.clone(),
            unseen: self.unseen.clone(),
            mobility: self.mobility.iter().map(of).collect(),
            states: kept.len(),
        }
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.states
    }

    /// What a state is for people: the letters of its options in their order, or its name.
    pub fn label(&self, state: usize) -> String {
        match &self.labels {
            Labels::Named(names) => names[state].clone(),
            Labels::Taken(options, all) => {
                let (taken, open) = all[state];
                let letter = |at: usize| match (open >> at & 1, taken >> at & 1) {
                    (1, _) => '-',
                    (_, 1) => 'Y',
                    _ => 'N',
                };
                (0..*options).map(letter).collect()
            }
        }
    }

    /// Which options a state takes, by their positions, where it is made of options.
    pub fn takes(&self, state: usize) -> Option<Vec<usize>> {
        let Labels::Taken(options, all) = &self.labels else { return None };
        Some((0..*options).filter(|at| all[state].0 >> at & 1 == 1).collect())
    }

    pub(crate) fn sides<'a>(&'a self, profile: &'a Profile) -> Vec<Side<'a>> {
        let each = self.mobility.iter().zip(&profile.ranks).zip(&profile.rising);
        each.map(|((mobility, ranks), rising)| Side::new(mobility, ranks, rising)).collect()
    }

    /// An actor's order of the states, as far as it is known, as places; states that it does not name get the place 0, below all.
    pub fn ranks(&self, name: &str, order: &Order) -> Result<Ranks, Refusal> {
        match order {
            Order::Ranking(groups) => {
                let mut places = vec![0; self.states];
                for (from_best, group) in groups.iter().enumerate() {
                    for state in group {
                        let actor = || name.to_string();
                        let at = state.checked_sub(1).filter(|at| *at < self.states);
                        let at = at.ok_or_else(|| Refusal::NoSuchState {
                            actor: actor(),
                            state: *state,
                            states: self.states,
                        })?;
                        if places[at] != 0 {
                            return Err(Refusal::Twice { actor: actor(), state: *state });
                        }
                        places[at] = (groups.len() - from_best) as u32;
                    }
                }
                Ok(places)
            }
            Order::Priorities(groups) => {
                let all: Vec<&Assertion> = groups.iter().flatten().collect();
                Ok(self.by_priority(&all))
            }
        }
    }

    /// Whether an assertion is true of a state.
    pub(crate) fn holds(&self, state: usize, assertion: &Assertion) -> bool {
        let Labels::Taken(_, all) = &self.labels else { return false };
        matches(assertion, all[state].0)
    }

    /// Places by assertions, the most important first.
    pub(crate) fn by_priority(&self, assertions: &[&Assertion]) -> Ranks {
        let Labels::Taken(_, all) = &self.labels else { return vec![0; self.states] };
        // Word by word, the most important assertions in the highest bits.
        let words = assertions.len().div_ceil(64).max(1);
        let mut keys = vec![0_u64; self.states * words];
        for (at, assertion) in assertions.iter().enumerate() {
            let bit = 1 << (63 - at % 64);
            for any in assertion.iter().filter_map(|all| masks(all)) {
                for (state, (taken, _)) in all.iter().enumerate() {
                    if taken & any.0 == any.1 {
                        keys[state * words + at / 64] |= bit;
                    }
                }
            }
        }
        let key = |state: &u32| &keys[*state as usize * words..(*state as usize + 1) * words];
        let mut order: Vec<u32> = (0..self.states as u32).collect();
        order.sort_by(|a, b| key(a).cmp(key(b)));
        let mut places = vec![0; self.states];
        for at in 1..order.len() {
            let next = u32::from(key(&order[at]) != key(&order[at - 1]));
            places[order[at] as usize] = places[order[at - 1] as usize] + next;
        }
        places
    }
}

/// An actor's moves: any re-setting of its own options that their directions allow, between states it sees.
fn moves(
    taken: &[u64],
    own: u64,
    (forward, back): (u64, u64),
    unseen: &[Conjunction],
) -> Result<Mobility, Refusal> {
    let keys: Vec<u64> = taken.iter().map(|taken| taken & !own).collect();
    let hidden = |at: usize| !unseen.is_empty() && matches(unseen, taken[at]);
    let classes = Classes::new(&keys, hidden);
    if forward | back == 0 {
        return Ok(Mobility::Classes(classes));
    }
    let mut members = vec![Vec::new(); classes.starts.len() - 1];
    classes.of.iter().enumerate().for_each(|(state, class)| members[*class as usize].push(state as u32));
    let mut pairs = Vec::new();
    for class in &members {
        for from in class {
            let left = taken[*from as usize];
            let allowed = |to: &&u32| {
                let next = taken[**to as usize];
                *to != from && left & forward & !next == 0 && next & back & !left == 0
            };
            pairs.extend(class.iter().filter(allowed).map(|to| (*from, *to)));
            if pairs.len() > MOST_ARCS {
                return Err(Refusal::Moves { most: MOST_ARCS });
            }
        }
    }
    Ok(Mobility::Arcs(Arcs::new(taken.len(), pairs)))
}

/// What matches one of the conjunctions becomes one state, at the place of its first.
fn merge(options: usize, taken: &[u64], merged: &[Conjunction], whole: Model) -> Model {
    let mut shown = Vec::new();
    let becomes: Vec<u32> = places(taken, merged, &mut shown).into_iter().map(|at| at as u32).collect();
    let of = |mobility: &Mobility| {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        match mobility {
            Mobility::Arcs(arcs) => {
                for from in 0..taken.len() as u32 {
                    pairs.extend(arcs.to.of(from).iter().map(|to| (from, *to)));
                }
            }
            Mobility::Classes(classes) => {
                let mut members = vec![Vec::new(); classes.starts.len() - 1];
                classes
                    .of
                    .iter()
                    .enumerate()
                    .for_each(|(at, class)| members[*class as usize].push(at as u32));
                for class in members {
                    pairs.extend(class.iter().flat_map(|from| class.iter().map(|to| (*from, *to))));
                }
            }
        }
        let each = pairs.into_iter().map(|(from, to)| (becomes[from as usize], becomes[to as usize]));
        Mobility::Arcs(Arcs::new(shown.len(), each.filter(|(from, to)| from != to).collect()))
    };
    let mobility = whole.mobility.iter().map(of).collect();
    Model { states: shown.len(), labels: Labels::Taken(options, shown), mobility, ..whole }
}
