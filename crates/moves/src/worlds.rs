//! Orders known in part: complete ones that fit, all of them or drawn.

use detente_case::{Actor, Assertion, Conflict, Order};

use crate::model::{Model, Profile, Refusal};
use crate::side::Ranks;

/// Numbers from a seed [Steele, Lea and Flood 2014].
#[derive(Clone, Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    /// The stream of one world.
    pub(crate) fn of(seed: u64, world: u64) -> Self {
        let mut mixed = Self(seed ^ world.wrapping_mul(0xd1b5_4a32_d192_ed03));
        mixed.next();
        mixed
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below a number that is small beside 2^64.
    fn below(&mut self, most: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(most)) >> 64) as u64
    }
}

/// All complete orders that fit what is known of each actor.
#[derive(Clone, Debug)]
pub(crate) struct Orders<'a> {
    model: &'a Model,
    each: Vec<Known<'a>>,
    /// What is known for sure, in one of the worlds.
    first: Profile,
}

#[derive(Clone, Debug)]
enum Known<'a> {
    Whole,
    /// Some states are ranked, ties together; the others may stand anywhere, tied with none.
    Some {
        groups: Vec<Vec<u32>>,
        open: Vec<u32>,
        place: Vec<Option<u32>>,
    },
    /// Assertions, some of them in groups of unknown order.
    Assertions(&'a [Vec<Assertion>]),
}

impl<'a> Orders<'a> {
    pub(crate) fn new(model: &'a Model, conflict: &'a Conflict) -> Result<Self, Refusal> {
        let mut each = Vec::new();
        let mut ranks = Vec::new();
        for actor in &conflict.actors {
            ranks.push(model.ranks(&actor.name, &actor.order)?);
            each.push(Known::new(model, actor));
        }
        let mut orders = Self { model, each, first: Profile::new(ranks) };
        orders.first = orders.world(|_| 0);
        Ok(orders)
    }

    /// Whose order is not known whole.
    pub(crate) fn open(&self) -> Vec<usize> {
        (0..self.each.len()).filter(|at| !matches!(self.each[*at], Known::Whole)).collect()
    }

    /// How many worlds there are; `None` beyond 2^64.
    pub(crate) fn count(&self) -> Option<u64> {
        self.each.iter().flat_map(Known::digits).try_fold(1_u64, u64::checked_mul)
    }

    /// One of them, where all of them are counted.
    pub(crate) fn nth(&self, mut world: u64) -> Profile {
        self.world(|base| {
            let digit = world % base;
            world /= base;
            digit
        })
    }

    /// One of them at random, each as likely.
    pub(crate) fn drawn(&self, mut seed: Seed) -> Profile {
        self.world(|base| seed.below(base))
    }

    /// The first of them: where all is known the only one.
    pub(crate) fn first(&self) -> &Profile {
        &self.first
    }

    fn world(&self, mut digit: impl FnMut(u64) -> u64) -> Profile {
        let mut profile = self.first.clone();
        for (at, known) in self.each.iter().enumerate() {
            match known {
                Known::Whole => {}
                Known::Some { groups, open, .. } => {
                    // Groups by their numbers, then open states: each at any place among those before it, so every order is as likely.
                    let known = groups.len();
                    let mut order: Vec<u32> = (0..known as u32).collect();
                    for which in 0..open.len() {
                        let place = digit(order.len() as u64 + 1) as usize;
                        order.insert(place, (known + which) as u32);
                    }
                    let mut ranks: Ranks = vec![0; self.model.states()];
                    for (rank, item) in order.iter().rev().enumerate() {
                        let states = groups
                            .get(*item as usize)
                            .map_or_else(|| &open[*item as usize - known..][..1], Vec::as_slice);
                        states.iter().for_each(|state| ranks[*state as usize] = rank as u32);
                    }
                    profile.set(at, ranks);
                }
                Known::Assertions(groups) => {
                    let mut all: Vec<&Assertion> = Vec::new();
                    for group in *groups {
                        let mut order: Vec<&Assertion> = Vec::new();
                        for assertion in group {
                            order.insert(digit(order.len() as u64 + 1) as usize, assertion);
                        }
                        all.append(&mut order);
                    }
                    profile.set(at, self.model.by_priority(&all));
                }
            }
        }
        profile
    }

    /// Whether an actor likes one state better than another in every world, or in none; `None` where that differs.
    pub(crate) fn better(&self, actor: usize, a: usize, b: usize) -> Option<bool> {
        match &self.each[actor] {
            Known::Whole => Some(self.first.ranks[actor][a] > self.first.ranks[actor][b]),
            Known::Some { place, .. } => {
                if a == b {
                    return Some(false);
                }
                Some(place[a]? < place[b]?)
            }
            Known::Assertions(groups) => {
                for group in *groups {
                    let holds = |state: usize, assertion: &Assertion| self.model.holds(state, assertion);
                    let differ = group.iter().filter(|one| holds(a, one) != holds(b, one));
                    let mut for_a = differ.map(|one| holds(a, one));
                    let Some(first) = for_a.next() else { continue };
                    return for_a.all(|other| other == first).then_some(first);
                }
                Some(false)
            }
        }
    }
}

impl<'a> Known<'a> {
    fn new(model: &Model, actor: &'a Actor) -> Self {
        match &actor.order {
            Order::Priorities(groups) if groups.iter().all(|group| group.len() < 2) => Self::Whole,
            Order::Priorities(groups) => Self::Assertions(groups),
            Order::Ranking(groups) => {
                let mut open: Vec<u32> = (0..model.states() as u32).collect();
                let groups: Vec<Vec<u32>> = groups
                    .iter()
                    .map(|group| group.iter().map(|state| *state as u32 - 1).collect())
                    .collect();
                let mut place = vec![None; model.states()];
                for (at, group) in groups.iter().enumerate() {
                    group.iter().for_each(|state| place[*state as usize] = Some(at as u32));
                }
                open.retain(|state| place[*state as usize].is_none());
                if open.is_empty() { Self::Whole } else { Self::Some { groups, open, place } }
            }
        }
    }

    /// The bases of the digits that say which world it is.
    fn digits(&self) -> Vec<u64> {
        match self {
            Self::Whole => Vec::new(),
            Self::Some { groups, open, .. } => {
                (0..open.len()).map(|at| (groups.len() + at + 1) as u64).collect()
            }
            Self::Assertions(groups) => groups.iter().flat_map(|group| 1..=group.len() as u64).collect(),
        }
    }
}
