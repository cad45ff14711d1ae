//! The exact frontier of sums: one issue at a time, dropping what is dominated after each.
//!
//! Frontier(x₁…x_k) = nondominated(Frontier(x₁…x_{k−1}) + options of k): dominance survives addition, so nothing
//! that could end on the frontier is lost, and 10⁵⁰ packages cost no more than the partial frontiers are long.

use super::entry::{Entry, merge_two, reduce};
use super::{Decode, Effort, Front, TooLarge};
use crate::Progress;
use crate::space::Space;
use crate::unit::Unit;

/// Candidates reduced at a time, to bound memory.
const BATCH: usize = 2_000_000;

/// The frontier of the packages at or above every walk-away (with `floors`) or of all (without).
///
/// Issues are taken from the last to the first, so that of several packages with one vector the lexicographically
/// smallest is simply the one with the smallest option now. Counts of packages are exact unless a cap binds.
pub(super) fn frontier<N: Unit, const P: usize>(
    space: &Space<N>,
    floors: bool,
    effort: Effort,
    progress: &dyn Progress,
) -> Result<Front<N>, TooLarge> {
    let parties = space.parties();
    let pad = |values: &[N]| {
        let mut vector = [N::default(); P];
        vector[..parties].copy_from_slice(values);
        vector
    };
    let floor = |q: usize| if floors { space.reserve[q] } else { None };
    // What the issues not yet taken can add at most.
    let mut rest: Vec<N> = (0..parties).map(|q| space.reach(q).1).collect();
    let mut front = vec![Entry { vector: [N::default(); P], origin: 0, packages: 1 }];
    let mut steps: Vec<Vec<u64>> = Vec::new();
    let mut kept_so_far = 0;
    for issue in (0..space.options.len()).rev() {
        let options: Vec<[N; P]> = space.value[issue].iter().map(|values| pad(values)).collect();
        for (q, rest) in rest.iter_mut().enumerate() {
            let best = options.iter().map(|option| option[q]).max().unwrap_or_default();
            *rest = *rest - best;
        }
        let reachable = |entry: &Entry<N, P>| {
            (0..parties).all(|q| floor(q).is_none_or(|floor| entry.vector[q] + rest[q] >= floor))
        };
        let shifted = |option: usize| {
            let shift = options[option];
            let front = &front;
            let reachable = &reachable;
            (0..front.len()).filter_map(move |back| {
                let mut entry = front[back];
                (0..P).for_each(|q| entry.vector[q] += shift[q]);
                entry.origin = (option as u64) << 32 | back as u64;
                reachable(&entry).then_some(entry)
            })
        };
        let kept = worth_taking(&options);
        let next = if P == 2 {
            let mut next: Vec<Entry<N, P>> = Vec::new();
            for &option in &kept {
                let more: Vec<Entry<N, P>> = shifted(option).collect();
                next = if next.is_empty() { more } else { merge_two(&next, &more) };
            }
            next
        } else {
            let mut next: Vec<Entry<N, P>> = Vec::new();
            let mut pending = 0;
            for (n, &option) in kept.iter().enumerate() {
                next.extend(shifted(option));
                pending += front.len();
                if pending >= BATCH || n + 1 == kept.len() {
                    next = reduce(next);
                    pending = 0;
                }
            }
            next
        };
        let most = if P <= 3 { effort.few } else { effort.many };
        kept_so_far += next.len();
        if next.len() > most || kept_so_far > effort.kept {
            return Err(TooLarge { points: next.len(), issues_left: issue });
        }
        steps.push(next.iter().map(|entry| entry.origin).collect());
        front = next;
        progress.advance((space.options.len() - issue) as u64, space.options.len() as u64);
    }
    if space.cap.iter().any(Option::is_some) {
        for entry in &mut front {
            for (value, cap) in entry.vector.iter_mut().zip(&space.cap) {
                *value = cap.map_or(*value, |cap| cap.min(*value));
            }
        }
        // The last steps keep their places: the origin now names the place.
        front.iter_mut().enumerate().for_each(|(at, entry)| entry.origin = at as u64);
        front = reduce(front);
        front.retain(|entry| (0..parties).all(|q| floor(q).is_none_or(|floor| entry.vector[q] >= floor)));
    } else {
        front.iter_mut().enumerate().for_each(|(at, entry)| entry.origin = at as u64);
    }
    let capped = (0..parties).any(|q| space.cap[q].is_some_and(|cap| space.reach(q).1 > cap));
    steps.reverse();
    Ok(Front::new(parties, &front, Decode::Steps(steps), !capped))
}

/// Options that another option of the same issue does not dominate; equal ones all stay, they are other packages.
fn worth_taking<N: Unit, const P: usize>(options: &[[N; P]]) -> Vec<usize> {
    let beaten = |option: &[N; P]| options.iter().any(|other| super::entry::dominates(other, option));
    if options.len() > 2_000 {
        // Comparing each with each would cost more than it saves.
        return (0..options.len()).collect();
    }
    (0..options.len()).filter(|&at| !beaten(&options[at])).collect()
}
