//! What a move can come to, once the others have answered.

use serde::{Deserialize, Serialize};

use crate::side::Side;

/// How the others may answer a move.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// By any sequence of moves, nobody twice running: the literature's.
    #[default]
    LegalSequence,
    /// Each at most once, in any order.
    Once,
    /// By one move of one of them.
    Single,
}

/// Most opponents of whom each order is looked at.
pub(crate) const MOST_ONCE: usize = 12;

/// For each state the least of some values among itself and all that the opponents can answer with; `rising` are the states from
/// the least value to the most. Linear in states and moves, but for [`Response::Once`] times 2^opponents.
pub(crate) fn least(
    response: Response,
    opponents: &[&Side<'_>],
    improving: bool,
    values: &[u32],
    rising: &[u32],
) -> Vec<u32> {
    match response {
        Response::Single => {
            let each = opponents.iter().map(|side| side.least_after(values, improving));
            each.fold(values.to_vec(), lower)
        }
        Response::Once => once(opponents, improving, values),
        Response::LegalSequence => {
            if opponents.iter().all(|side| side.mobility.transitive()) {
                reached(opponents, improving, values, rising)
            } else {
                in_turn(opponents, improving, values, rising)
            }
        }
    }
}

fn lower(mut all: Vec<u32>, other: Vec<u32>) -> Vec<u32> {
    all.iter_mut().zip(other).for_each(|(all, other)| *all = (*all).min(other));
    all
}

/// Set by set of those who have not moved yet.
fn once(opponents: &[&Side<'_>], improving: bool, values: &[u32]) -> Vec<u32> {
    let mut left = vec![values.to_vec()];
    for set in 1..1_usize << opponents.len() {
        let each = opponents.iter().enumerate().filter(|(j, _)| set >> j & 1 == 1);
        let after = each.map(|(j, side)| side.least_after(&left[set & !(1 << j)], improving));
        let all = after.fold(values.to_vec(), lower);
        left.push(all);
    }
    left.pop().unwrap_or_default()
}

/// Backwards from the least value: the first that comes to a state is its least. Where moves are transitive, a sequence in which
/// nobody moves twice running is as good as any.
fn reached(opponents: &[&Side<'_>], improving: bool, values: &[u32], rising: &[u32]) -> Vec<u32> {
    const OPEN: u32 = u32::MAX;
    let mut least = vec![OPEN; values.len()];
    let mut back: Vec<_> = opponents.iter().map(|side| side.backwards(improving)).collect();
    let mut waiting = Vec::new();
    for state in rising {
        if least[*state as usize] != OPEN {
            continue;
        }
        let value = values[*state as usize];
        least[*state as usize] = value;
        waiting.push(*state);
        while let Some(state) = waiting.pop() {
            for back in &mut back {
                back.from(state, |from| {
                    if least[from as usize] == OPEN {
                        least[from as usize] = value;
                        waiting.push(from);
                    }
                });
            }
        }
    }
    least
}

/// The same, with who moved last kept beside the state.
fn in_turn(opponents: &[&Side<'_>], improving: bool, values: &[u32], rising: &[u32]) -> Vec<u32> {
    const OPEN: u32 = u32::MAX;
    let turns = opponents.len() + 1;
    // The last place of each state: nobody has moved yet.
    let mut least = vec![OPEN; values.len() * turns];
    let mut back: Vec<_> = opponents.iter().map(|side| side.backwards(improving)).collect();
    let mut waiting: Vec<(u32, usize)> = Vec::new();
    for state in rising {
        let value = values[*state as usize];
        for last in 0..turns {
            let place = &mut least[*state as usize * turns + last];
            if *place == OPEN {
                *place = value;
                waiting.push((*state, last));
            }
        }
        while let Some((state, mover)) = waiting.pop() {
            let Some(back) = back.get_mut(mover) else { continue };
            back.from(state, |from| {
                for last in (0..turns).filter(|last| *last != mover) {
                    let place = &mut least[from as usize * turns + last];
                    if *place == OPEN {
                        *place = value;
                        waiting.push((from, last));
                    }
                }
            });
        }
    }
    (0..values.len()).map(|state| least[state * turns + turns - 1]).collect()
}
