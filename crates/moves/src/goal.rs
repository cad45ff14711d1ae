//! What would make a state last.

use detente_case::{Conflict, Form};

use crate::model::{Model, Profile};
use crate::paths::Ways;
use crate::response::Response;
use crate::side::Side;
use crate::stability::{Concept, equilibria, stability};

/// Sets of states looked at for one actor.
const MOST_SETS: usize = 20_000;
/// States whose options are tried one by one.
const MOST_TRIED: usize = 1 << 16;

/// The smallest change of one actor's order by which it would stay (sequentially).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) actor: usize,
    /// States that it likes better now, and would have to like less.
    pub(crate) below: Vec<usize>,
    /// Neighbours exchanged in its order.
    pub(crate) swaps: usize,
}

/// For each actor who would not stay at a state, the smallest such change, states of equal place counting as neighbours; `Err` with
/// the actor where none was found in time.
pub(crate) fn changes(model: &Model, profile: &Profile, state: usize) -> Vec<Result<Change, usize>> {
    let sides = model.sides(profile);
    let each = (0..sides.len()).filter_map(|actor| smallest(&sides, actor, state as u32));
    each.collect()
}

/// `None` where it would stay as it is.
fn smallest(sides: &[Side<'_>], actor: usize, state: u32) -> Option<Result<Change, usize>> {
    let side = &sides[actor];
    let others: Vec<&Side<'_>> =
        sides.iter().enumerate().filter(|(at, _)| *at != actor).map(|(_, side)| side).collect();
    // What each improvement can come to; an answer deters where the actor does not like it better than the state.
    let ends = |to: u32| -> Vec<u32> {
        let ways = Ways::new(&others, to, true, side.ranks.len());
        let mut ends: Vec<u32> =
            ways.met.iter().map(|node| ways.state(*node) as u32).filter(|end| *end != to).collect();
        ends.sort_unstable();
        ends.dedup();
        ends
    };
    let leaves: Vec<(u32, Vec<u32>)> =
        side.improvements(state).into_iter().map(|to| (to, ends(to))).collect();
    let stays = |below: &[u32]| {
        let better = |other: &u32| side.better(*other, state) && !below.contains(other);
        leaves.iter().all(|(to, ends)| !better(to) || ends.iter().any(|end| !better(end)))
    };
    if stays(&[]) {
        return None;
    }
    // States above it, the nearest first; putting some of them below costs one exchange each, and one for each that stays and is passed.
    let mut above: Vec<u32> =
        (0..side.ranks.len() as u32).filter(|other| side.better(*other, state)).collect();
    above.sort_by_key(|other| (side.ranks[*other as usize], *other));
    // Those further than any that matters stay; of the nearer ones even such as do not matter may have to go, where many pass them.
    let matters =
        |at: &usize| leaves.iter().any(|(to, ends)| *to == above[*at] || ends.contains(&above[*at]));
    let near = (0..above.len()).rev().find(matters).map_or(0, |at| at + 1);
    let cost = |below: &[usize]| -> usize {
        let passed = |at: &usize| {
            let place = |other: &u32| side.ranks[*other as usize];
            let stays = above.iter().enumerate().filter(|(other, _)| !below.contains(other));
            1 + stays.filter(|(_, other)| place(other) < place(&above[*at])).count()
        };
        below.iter().map(passed).sum()
    };
    // By cost, then by the states: whatever is taken in raises the cost.
    let mut open = std::collections::BTreeSet::from([(0_usize, Vec::<usize>::new())]);
    for _ in 0..MOST_SETS {
        let Some((swaps, below)) = open.pop_first() else { break };
        let states: Vec<u32> = below.iter().map(|at| above[*at]).collect();
        if stays(&states) {
            let below = states.into_iter().map(|state| state as usize).collect();
            return Some(Ok(Change { actor, below, swaps }));
        }
        let last = below.last().copied();
        for at in last.map_or(0, |last| last + 1)..near {
            let mut more = below.clone();
            more.push(at);
            open.insert((cost(&more), more));
        }
    }
    Some(Err(actor))
}

/// The order in which some states stand below another one, and all else as before.
pub(crate) fn changed(profile: &Profile, change: &Change, state: usize) -> Profile {
    let ranks = &profile.ranks[change.actor];
    let place = |other: usize| {
        let rank = 2 * ranks[other];
        if change.below.contains(&other) { 2 * ranks[state] - u32::from(ranks[state] > 0) } else { rank }
    };
    let mut all = profile.ranks.clone();
    let lift = |other: usize| place(other) + 1;
    all[change.actor] = (0..ranks.len()).map(lift).collect();
    if ranks[state] == 0 {
        change.below.iter().for_each(|below| all[change.actor][*below] = 0);
    }
    Profile::new(all)
}

/// Options such that a state lasts (sequentially) once nobody can change that one any more; `None` where there are too many states to
/// try.
pub(crate) fn fixed(
    conflict: &Conflict,
    model: &Model,
    profile: &Profile,
    state: usize,
) -> Option<Vec<usize>> {
    let Form::Options { options, .. } = &conflict.form else { return Some(Vec::new()) };
    let taken = model.taken.as_ref()?;
    if model.states() > MOST_TRIED {
        return None;
    }
    let lasts = |at: &usize| {
        let kept: Vec<usize> =
            (0..taken.len()).filter(|other| (taken[*other] ^ taken[state]) >> at & 1 == 0).collect();
        let model = model.within(&kept);
        let ranks = profile.ranks.iter().map(|ranks| kept.iter().map(|state| ranks[*state]).collect());
        let stable = stability(&model, &Profile::new(ranks.collect()), Response::LegalSequence);
        let place = kept.iter().position(|kept| *kept == state);
        stable.is_ok_and(|stable| place.is_some_and(|at| equilibria(&stable)[at].is(Concept::Seq)))
    };
    Some((0..options.len()).filter(lasts).collect())
}
