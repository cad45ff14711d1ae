//! Answers that come at the same time as the move.

use crate::model::{Model, Profile};

/// For each actor and state whether each of its improvements can be met by others' improvements made in the same moment, laid over
/// it, so that it ends no better off. `None` where states are not made of options. Quadratic in the states.
pub fn simultaneous(model: &Model, profile: &Profile) -> Option<Vec<Vec<bool>>> {
    let taken = model.taken.as_ref()?;
    let sides = model.sides(profile);
    let each = sides.iter().enumerate().map(|(focal, side)| {
        let of = |state: usize| {
            let better = side.improvements(state as u32);
            if better.is_empty() {
                return true;
            }
            // What each of the others may make of its own options, rising.
            let others =
                sides.iter().enumerate().filter(|(other, _)| *other != focal).map(|(other, side)| {
                    let own = model.own[other];
                    let better = side.improvements(state as u32).into_iter();
                    let mut all: Vec<u64> = better.map(|to| taken[to as usize] & own).collect();
                    all.push(taken[state] & own);
                    all.sort_unstable();
                    (own, all)
                });
            let others: Vec<(u64, Vec<u64>)> = others.collect();
            let own = model.own[focal];
            let answers = (0..taken.len()).filter(|end| {
                side.ranks[*end] <= side.ranks[state]
                    && others.iter().all(|(own, all)| all.binary_search(&(taken[*end] & own)).is_ok())
            });
            let mut answered: Vec<u64> = answers.map(|end| taken[end] & own).collect();
            answered.sort_unstable();
            better.iter().all(|to| answered.binary_search(&(taken[*to as usize] & own)).is_ok())
        };
        (0..taken.len()).map(of).collect()
    });
    Some(each.collect())
}
