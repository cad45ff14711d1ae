//! Actors taken together in blocks, each moving as one.

use detente_case::matches;

use crate::group::reach;
use crate::model::{Model, Profile};
use crate::side::Side;
use crate::stability::{Concept, Stable};

/// Most states that are looked at so.
const MOST: usize = 4_096;

/// For each block, for each state, in which senses it is stable.
pub type Blocks = Vec<Vec<Stable>>;

/// Stability where actors act in blocks, as GMCR+ has coalitions: a block re-sets all its options in one joint move (in a graph given
/// by hand its members move one after the other), is better off where all its members are, and is deterred where at least one ends no
/// better off; the others answer block by block, no block twice running. `None` beyond 4,096 states.
pub fn partition(model: &Model, profile: &Profile, blocks: &[Vec<usize>]) -> Option<Blocks> {
    if model.states() > MOST {
        return None;
    }
    let sides = model.sides(profile);
    let players: Vec<Player> = blocks.iter().map(|members| Player::new(model, &sides, members)).collect();
    let of = |(at, own): (usize, &Player)| {
        let others: Vec<&Player> =
            players.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, player)| player).collect();
        (0..model.states()).map(|state| own.stable(&others, state)).collect()
    };
    Some(players.iter().enumerate().map(of).collect())
}

struct Player {
    /// For each state where it can go, and where all its members are better off.
    moves: Vec<Vec<usize>>,
    better: Vec<Vec<usize>>,
    ranks: Vec<Vec<u32>>,
}

impl Player {
    fn new(model: &Model, sides: &[Side<'_>], members: &[usize]) -> Self {
        let ranks: Vec<Vec<u32>> = members.iter().map(|at| sides[*at].ranks.to_vec()).collect();
        let group = members.iter().fold(0, |group, at| group | 1 << at);
        let own = members.iter().fold(0, |own, at| own | model.own[*at]);
        let states = model.states();
        let moves: Vec<Vec<usize>> = match &model.taken {
            // All its options at once, each as it may change, between states that all its members see.
            Some(taken) => {
                let ways = members.iter().map(|at| model.one_way[*at]);
                let (forward, back) =
                    ways.fold((0, 0), |(forward, back), own| (forward | own.0, back | own.1));
                let seen = |state: usize| !members.iter().any(|at| matches(&model.unseen[*at], taken[state]));
                let allowed = |from: usize, to: usize| {
                    let (left, next) = (taken[from], taken[to]);
                    to != from
                        && (left ^ next) & !own == 0
                        && left & forward & !next == 0
                        && next & back & !left == 0
                        && seen(from)
                        && seen(to)
                };
                (0..states).map(|from| (0..states).filter(|to| allowed(from, *to)).collect()).collect()
            }
            _ => (0..states as u32)
                .map(|from| reach(sides, group, from).iter().map(|to| to as usize).collect())
                .collect(),
        };
        let all = |from: usize, to: usize| ranks.iter().all(|ranks| ranks[to] > ranks[from]);
        let better = moves
            .iter()
            .enumerate()
            .map(|(from, to)| to.iter().copied().filter(|to| all(from, *to)).collect());
        Self { better: better.collect(), moves, ranks }
    }

    fn gains(&self, to: usize, from: usize) -> bool {
        self.ranks.iter().all(|ranks| ranks[to] > ranks[from])
    }

    fn stable(&self, others: &[&Self], state: usize) -> Stable {
        let mut stable = Stable::default();
        if self.better[state].is_empty() {
            return Stable::ALL;
        }
        for (improving, plain, symmetric) in
            [(false, Concept::Gmr, Concept::Smr), (true, Concept::Seq, Concept::Sseq)]
        {
            let ends: Vec<Vec<usize>> =
                self.better[state].iter().map(|to| answers(others, *to, improving)).collect();
            let hurts = |end: &usize| !self.gains(*end, state);
            let shut = |end: &usize| hurts(end) && self.moves[*end].iter().all(hurts);
            if ends.iter().all(|ends| ends.iter().any(hurts)) {
                stable = stable.with(plain);
            }
            if ends.iter().all(|ends| ends.iter().any(shut)) {
                stable = stable.with(symmetric);
            }
        }
        stable
    }
}

fn answers(players: &[&Player], from: usize, improving: bool) -> Vec<usize> {
    let states = players.first().map_or(0, |player| player.moves.len());
    let mut met = vec![0_u64; states];
    let mut found = Vec::new();
    let mut open = vec![(from, usize::MAX)];
    while let Some((state, last)) = open.pop() {
        for (at, player) in players.iter().enumerate().filter(|(at, _)| *at != last) {
            let to = if improving { &player.better[state] } else { &player.moves[state] };
            for to in to {
                if met[*to] == 0 && *to != from {
                    found.push(*to);
                }
                if met[*to] >> at & 1 == 0 {
                    met[*to] |= 1 << at;
                    open.push((*to, at));
                }
            }
        }
    }
    found
}
