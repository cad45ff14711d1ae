//! What actors can do away from the table: the conflict as the graph model has it [Fang, Hipel and Kilgour 1993].

/// Who can do what, and what each would rather have. Never shown to any party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Those who can change something alone, in the model's order.
    pub actors: Vec<Actor>,
    /// What can be the case.
    pub form: Form,
    /// What is the case now: a state's number.
    pub status_quo: Option<usize>,
    /// What is to last: a state's number.
    pub wanted: Option<usize>,
}

/// How the states of a conflict are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// By options, each taken or not by its owner.
    Options {
        /// The options; a state's number is its place among the possible ones, the first option counting least.
        options: Vec<Act>,
        /// What cannot be the case together; each is one conjunction.
        impossible: Vec<Conjunction>,
        /// States that nobody can tell apart: what matches one of them is one state.
        merged: Vec<Conjunction>,
    },
    /// By hand, with each actor's moves.
    Graph {
        /// Names of the states, the first numbered 1.
        states: Vec<String>,
    },
}

/// Something an actor can do or leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Short name, unique in the model.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Position of the actor who alone takes it.
    pub owner: usize,
    /// How it can change.
    pub direction: Direction,
    /// Number of the clause it belongs to.
    pub clause: Option<String>,
}

/// How an option can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It can be taken and left again.
    Both,
    /// Once taken it stays.
    Forward,
    /// Once left it is gone.
    Back,
}

/// Options, each with whether it is taken; all have to match.
pub type Conjunction = Vec<(usize, bool)>;
/// True where any of its conjunctions matches.
pub type Assertion = Vec<Conjunction>;

/// One who can change something alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Short name, unique in the model.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it would rather have.
    pub order: Order,
    /// States it does not see: it moves neither to nor from what matches one of these.
    pub unseen: Vec<Conjunction>,
    /// Its moves where states are given by hand: number of a state, and where it can go from there in one step.
    pub moves: Vec<(usize, Vec<usize>)>,
}

/// An order of states, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// State numbers, best first, ties together. States that are not named may stand anywhere.
    Ranking(Vec<Vec<usize>>),
    /// Assertions, the most important first: what fulfils a more important one is better, whatever the others say. Within a group it
    /// is not known which is more important.
    Priorities(Vec<Vec<Assertion>>),
}

/// How a party that is itself a coalition decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Position of the party.
    pub party: usize,
    /// Who votes.
    pub members: Vec<String>,
    /// Who together decides.
    pub rule: VoteRule,
}

/// Who together decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoteRule {
    /// Members whose weights come to the quota.
    Weights {
        /// The least that decides.
        quota: u64,
        /// One for each member.
        weights: Vec<u64>,
    },
    /// Any of these coalitions, with others or without: positions of members.
    Winning(Vec<Vec<usize>>),
}

/// More states than are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{options} options can be combined in 2^{options} ways, more than {most} possible states among them; options that exclude each other, \
     states that are one, or fewer options make the model smaller"
)]
pub struct TooManyStates {
    /// How many options there are.
    pub options: usize,
    /// How many states are listed at most.
    pub most: usize,
}

/// Most options of a conflict.
pub const MOST_ACTS: usize = 63;

/// The possible combinations of options, each option a bit, rising; at most `most`. Linear in their number, where what is impossible
/// shows early; no more than `most` combinations for each option are begun in any case.
pub fn possible(options: usize, impossible: &[Conjunction], most: usize) -> Result<Vec<u64>, TooManyStates> {
    // From the last option down, so that combinations come in order; what is impossible is tested at its first option.
    let mut ends: Vec<Vec<(u64, u64)>> = vec![Vec::new(); options + 1];
    for conjunction in impossible {
        let least = conjunction.iter().map(|(option, _)| *option).min().unwrap_or(options);
        ends[least].extend(masks(conjunction));
    }
    let mut listing = Listing { ends, most, begun: 0, found: Vec::new() };
    if listing.ends[options].is_empty() {
        listing.below(options, 0)?;
    }
    Ok(listing.found)
}

struct Listing {
    ends: Vec<Vec<(u64, u64)>>,
    most: usize,
    begun: usize,
    found: Vec<u64>,
}

impl Listing {
    fn below(&mut self, left: usize, taken: u64) -> Result<(), TooManyStates> {
        self.begun += 1;
        if self.found.len() > self.most || self.begun > self.most.saturating_mul(self.ends.len()) {
            return Err(TooManyStates { options: self.ends.len() - 1, most: self.most });
        }
        let Some(option) = left.checked_sub(1) else {
            self.found.push(taken);
            return Ok(());
        };
        for taken in [taken, taken | 1 << option] {
            if !self.ends[option].iter().any(|(about, value)| taken & about == *value) {
                self.below(option, taken)?;
            }
        }
        Ok(())
    }
}

/// Which options a conjunction is about, and which of them are taken; `None` where it contradicts itself.
pub fn masks(conjunction: &[(usize, bool)]) -> Option<(u64, u64)> {
    let mut masks = (0_u64, 0_u64);
    for (option, taken) in conjunction {
        let bit = 1 << option;
        if masks.0 & bit != 0 && (masks.1 & bit != 0) != *taken {
            return None;
        }
        masks = (masks.0 | bit, masks.1 | if *taken { bit } else { 0 });
    }
    Some(masks)
}

/// Whether a combination of options matches any of some conjunctions.
pub fn matches(any: &[Conjunction], taken: u64) -> bool {
    any.iter().filter_map(|all| masks(all)).any(|(about, value)| taken & about == value)
}

/// States of which those that match one of some conjunctions are one, at the place of the first: each with the options its first one
/// takes, and those in which the others differ.
pub fn merged(taken: &[u64], merged: &[Conjunction]) -> Vec<(u64, u64)> {
    let mut shown: Vec<(u64, u64)> = Vec::new();
    places(taken, merged, &mut shown);
    shown
}

/// The same, and for each state the place of what it becomes.
pub fn places(taken: &[u64], merged: &[Conjunction], shown: &mut Vec<(u64, u64)>) -> Vec<usize> {
    let groups: Vec<Option<(u64, u64)>> = merged.iter().map(|all| masks(all)).collect();
    let mut place: Vec<Option<usize>> = vec![None; merged.len()];
    let each = taken.iter().map(|taken| {
        let group = groups.iter().position(|all| all.is_some_and(|(about, value)| taken & about == value));
        let known = group.and_then(|group| place[group]);
        let at = known.unwrap_or(shown.len());
        match known {
            Some(at) => shown[at].1 |= shown[at].0 ^ taken,
            None => shown.push((*taken, 0)),
        }
        if let Some(group) = group {
            place[group] = Some(at);
        }
        at
    });
    each.collect()
}
