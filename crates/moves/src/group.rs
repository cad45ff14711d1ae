//! What several can come to together.

use crate::side::Side;

/// A set of states, a bit for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct States(Vec<u64>);

impl States {
    pub(crate) fn none(states: usize) -> Self {
        Self(vec![0; states.div_ceil(64)])
    }

    /// Whether it was not in it before.
    pub(crate) fn insert(&mut self, state: u32) -> bool {
        let (word, bit) = (&mut self.0[state as usize / 64], 1 << (state % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn remove(&mut self, state: u32) {
        self.0[state as usize / 64] &= !(1 << (state % 64));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Rising.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut word = *word;
            std::iter::from_fn(move || {
                let state = (word != 0).then(|| at as u32 * 64 + word.trailing_zeros());
                word &= word.wrapping_sub(1);
                state
            })
        })
    }
}

/// The members of a set of actors, a bit for each.
pub(crate) fn members(of: usize) -> impl Iterator<Item = usize> {
    (0..usize::BITS as usize).filter(move |at| of >> at & 1 == 1)
}

/// Where some actors can come from a state by moving one after the other, nobody twice running; without the state itself.
pub(crate) fn reach(sides: &[Side<'_>], group: usize, from: u32) -> States {
    let states = sides[0].ranks.len();
    let mut found = States::none(states);
    let plain = members(group).all(|at| sides[at].mobility.transitive());
    // Who moved last matters only where two moves of one can lead further than one.
    let mut met: Vec<usize> = vec![0; states];
    let mut open = vec![(from, usize::MAX)];
    if plain {
        found.insert(from);
    }
    while let Some((state, last)) = open.pop() {
        for at in members(group).filter(|at| *at != last) {
            for to in sides[at].moves(state) {
                let new = found.insert(to);
                if plain {
                    if new {
                        open.push((to, usize::MAX));
                    }
                } else if met[to as usize] >> at & 1 == 0 {
                    met[to as usize] |= 1 << at;
                    open.push((to, at));
                }
            }
        }
    }
    found.remove(from);
    found
}

/// Where a group can come to that all its members like better than the state.
pub(crate) fn improvements(sides: &[Side<'_>], group: usize, from: u32) -> States {
    let mut found = reach(sides, group, from);
    let worse: Vec<u32> =
        found.iter().filter(|to| !members(group).all(|at| sides[at].better(*to, from))).collect();
    worse.into_iter().for_each(|to| found.remove(to));
    found
}
