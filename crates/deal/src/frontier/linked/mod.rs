//! The exact frontier where red lines, links and combinations tie issues together: one issue at a time, remembering which
//! rules may still be met.
//!
//! Elimination over the graph of issues [Dechter 1999, for sums of vectors]. A rule is a choice of options in some issues:
//! a red line, which no package may meet, or worth that is paid when it is met. Of the issues taken so far nothing matters
//! for the rest but their sum and, of each rule begun and not ended, whether it is still *alive*: met so far. So a state is
//! the set of rules alive, each state keeps a frontier, and options that no rule tells apart are one class by themselves.
//! Cost: states × options × length of the partial frontiers, for each issue; the order of the issues is chosen to keep the
//! states few.

use std::cmp::Ordering;

use super::entry::{Entry, dominates, merge_by, reduce_by};
use super::{Decode, Effort, Front, TooLarge};
use crate::Progress;
use crate::space::Space;
use crate::unit::Unit;

mod best;
mod order;
mod rules;

pub(crate) use best::best;
use order::order;
pub(crate) use rules::{Effect, Rule, rules};

/// Rules alive, by the place each has while it is pending.
pub(crate) type Alive = [u64; 4];
/// Most rules pending at once.
const PLACES: usize = 256;
/// Most states at once.
const MOST_STATES: usize = 200_000;

/// Why the frontier cannot be had this way.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refused {
    /// Too many rules are pending at once.
    States,
    /// A partial frontier became too long.
    Long(TooLarge),
}

/// What one issue does to a state: for each of its options the rules it ends, goes on with or begins.
pub(crate) struct Step {
    pub(crate) issue: usize,
    /// Places that stay alive, for each option.
    pub(crate) keep: Vec<Alive>,
    /// Places that come alive with the option whatever was before.
    pub(crate) begin: Vec<Alive>,
    /// Rules that end here and are met if alive before: place (`None` where the rule is of this issue alone), its effect.
    pub(crate) end: Vec<Vec<(Option<usize>, usize)>>,
}

/// The steps through all issues, by a good order.
pub(crate) struct Plan<N> {
    pub(crate) rules: Vec<Rule<N>>,
    pub(crate) steps: Vec<Step>,
}

impl<N: Unit> Plan<N> {
    /// `None` where more rules are pending at once than can be remembered, or worths are not sums of terms.
    pub(crate) fn new(space: &Space<N>) -> Option<(Self, Vec<N>)> {
        let (rules, start) = rules(space)?;
        let (order, _) = order(&space.options, &rules);
        let mut place_of: Vec<usize> = vec![usize::MAX; rules.len()];
        let mut free: Vec<usize> = (0..PLACES).rev().collect();
        let mut done = vec![false; space.options.len()];
        let mut steps = Vec::new();
        for &issue in &order {
            done[issue] = true;
            let options = space.options[issue];
            let mut step = Step {
                issue,
                keep: vec![[u64::MAX; 4]; options],
                begin: vec![[0; 4]; options],
                end: vec![Vec::new(); options],
            };
            let mut ended = Vec::new();
            for (at, rule) in rules.iter().enumerate() {
                let Some((_, accepted)) = rule.parts.iter().find(|(tied, _)| *tied == issue) else {
                    continue;
                };
                let begins = place_of[at] == usize::MAX;
                let ends = rule.parts.iter().all(|(tied, _)| done[*tied]);
                if begins && !ends {
                    place_of[at] = free.pop()?;
                }
                let place = (!(begins && ends)).then(|| place_of[at]);
                for option in 0..options {
                    match (accepted[option], place) {
                        (true, _) if ends => step.end[option].push((place, at)),
                        (true, Some(place)) if begins => set(&mut step.begin[option], place),
                        (false, Some(place)) => clear(&mut step.keep[option], place),
                        _ => {}
                    }
                }
                if ends && let Some(place) = place {
                    ended.push(place);
                }
            }
            for place in ended {
                step.keep.iter_mut().for_each(|keep| clear(keep, place));
                free.push(place);
            }
            steps.push(step);
        }
        Some((Self { rules, steps }, start))
    }
}

impl Step {
    /// The state after an option, and the rules met with it.
    pub(crate) fn take<'s>(
        &'s self,
        alive: &'s Alive,
        option: usize,
    ) -> (Alive, impl Iterator<Item = usize> + 's) {
        let (keep, begin) = (&self.keep[option], &self.begin[option]);
        let next = std::array::from_fn(|word| alive[word] & keep[word] | begin[word]);
        let met = self.end[option].iter().filter(|(place, _)| place.is_none_or(|place| has(alive, place)));
        (next, met.map(|(_, rule)| *rule))
    }
}

fn set(alive: &mut Alive, place: usize) {
    alive[place / 64] |= 1 << (place % 64);
}

fn clear(alive: &mut Alive, place: usize) {
    alive[place / 64] &= !(1 << (place % 64));
}

fn has(alive: &Alive, place: usize) -> bool {
    alive[place / 64] >> (place % 64) & 1 == 1
}

/// At most about how many states there are, times options, over all issues; `None` where worths are no sums.
pub(crate) fn states<N: Unit>(space: &Space<N>) -> Option<f64> {
    let (rules, _) = rules(space)?;
    Some(order(&space.options, &rules).1)
}

/// The frontier of the packages at or above every walk-away that break no rule (with `floors`), or of all that break none.
///
/// Counts of packages are exact unless a cap binds; of several packages with one vector the lexicographically smallest is kept.
pub(super) fn frontier<N: Unit, const P: usize>(
    space: &Space<N>,
    floors: bool,
    effort: Effort,
    progress: &dyn Progress,
) -> Result<Front<N>, Refused> {
    let parties = space.parties();
    let (plan, start) = Plan::new(space).ok_or(Refused::States)?;
    let pad = |values: &[N]| {
        let mut vector = [N::default(); P];
        vector[..parties].copy_from_slice(values);
        vector
    };
    let floor = |q: usize| if floors { space.reserve[q] } else { None };
    // What issues not yet taken, and terms not yet paid, can add at most.
    let mut rest: Vec<N> = (0..parties).map(|q| space.reach(q).1).collect();
    for rule in &plan.rules {
        if let Effect::Pay(q, worth) = rule.effect
            && worth > N::default()
        {
            rest[q] += worth;
        }
    }
    let mut walk = Walk { order: Vec::new(), steps: Vec::new() };
    let first = Entry { vector: pad(&start), origin: 0, packages: 1 };
    let mut states: Vec<(Alive, Vec<Entry<N, P>>)> = vec![([0; 4], vec![first])];
    let mut kept_so_far = 0;
    for (nth, step) in plan.steps.iter().enumerate() {
        let value = &space.value[step.issue];
        for (q, rest) in rest.iter_mut().enumerate() {
            *rest = *rest - value.iter().map(|option| option[q]).max().unwrap_or_default();
        }
        // Where a state's list begins among all entries of the step before.
        let mut offset = 0;
        let mut runs: Vec<(Alive, usize, usize, [N; P])> = Vec::new();
        let mut offsets = Vec::with_capacity(states.len());
        for (at, (alive, list)) in states.iter().enumerate() {
            offsets.push(offset);
            offset += list.len() as u64;
            'option: for (option, values) in value.iter().enumerate() {
                let (next, met) = step.take(alive, option);
                let mut shift = pad(values);
                for rule in met {
                    match plan.rules[rule].effect {
                        Effect::Never => continue 'option,
                        Effect::Pay(q, worth) => shift[q] += worth,
                    }
                }
                runs.push((next, at, option, shift));
            }
        }
        runs.sort_unstable_by_key(|run| (run.0, run.1, run.2));
        let tie = |a: u64, b: u64| walk.compare(step.issue, a, b);
        let mut next: Vec<(Alive, Vec<Entry<N, P>>)> = Vec::new();
        let mut entries = 0;
        for same in runs.chunk_by(|a, b| a.0 == b.0) {
            if next.len() >= MOST_STATES {
                return Err(Refused::States);
            }
            let same = worth_taking(same);
            let shifted = same.iter().map(|(_, at, option, shift)| {
                let from = offsets[*at];
                let list = states[*at].1.iter().enumerate();
                let moved = list.filter_map(|(place, entry)| {
                    let vector: [N; P] = std::array::from_fn(|q| entry.vector[q] + shift[q]);
                    let reachable =
                        (0..parties).all(|q| floor(q).is_none_or(|floor| vector[q] + rest[q] >= floor));
                    let origin = (*option as u64) << 32 | (from + place as u64);
                    reachable.then_some(Entry { vector, origin, packages: entry.packages })
                });
                moved.collect::<Vec<_>>()
            });
            let mut list = if P == 2 {
                merged(shifted.collect(), &tie)
            } else {
                reduce_by(shifted.flatten().collect(), &tie)
            };
            // With no red line pending everything is open that is open elsewhere, and more.
            if let Some((_, freest)) = next.first().filter(|(alive, _)| *alive == [0; 4])
                && plan.rules.iter().all(|rule| matches!(rule.effect, Effect::Never))
            {
                unbeaten(&mut list, freest);
            }
            entries += list.len();
            if !list.is_empty() {
                next.push((same[0].0, list));
            }
        }
        kept_so_far += entries;
        let most = if P <= 3 { effort.few } else { effort.many };
        if entries > most || kept_so_far > effort.kept {
            let issues_left = plan.steps.len() - nth - 1;
            return Err(Refused::Long(TooLarge { points: entries, issues_left }));
        }
        walk.order.push(step.issue);
        walk.steps.push(next.iter().flat_map(|(_, list)| list.iter().map(|entry| entry.origin)).collect());
        states = next;
        progress.advance(nth as u64 + 1, plan.steps.len() as u64);
    }
    // All rules are settled: one state is left, or none where every package breaks a rule.
    let mut front = states.pop().map(|(_, list)| list).unwrap_or_default();
    front.iter_mut().enumerate().for_each(|(at, entry)| entry.origin = at as u64);
    let capped = space.cap.iter().any(Option::is_some);
    if capped {
        for entry in &mut front {
            for (value, cap) in entry.vector.iter_mut().zip(&space.cap) {
                *value = cap.map_or(*value, |cap| cap.min(*value));
            }
        }
        let walked = Walk { order: walk.order.clone(), steps: walk.steps.clone() };
        front = reduce_by(front, &|a, b| walked.package(a).cmp(&walked.package(b)));
    }
    front.retain(|entry| (0..parties).all(|q| floor(q).is_none_or(|floor| entry.vector[q] >= floor)));
    Ok(Front::new(parties, &front, Decode::Walk(walk), !capped))
}

/// The least and the most of a party over all packages, whether they break a rule or not; no more than the cap.
pub(crate) fn reach<N: Unit>(space: &Space<N>, q: usize) -> Option<(N, N)> {
    let mut alone = space.clone();
    alone.never.clear();
    (0..space.parties()).filter(|other| *other != q).for_each(|other| alone.terms[other] = None);
    let (plan, start) = Plan::new(&alone)?;
    let (most, _) = best(&plan, start[q], |issue, option| space.value[issue][option][q], |_, more| *more)?;
    let none = N::default();
    let (least, _) = best(
        &plan,
        none - start[q],
        |issue, option| none - space.value[issue][option][q],
        |_, more| none - *more,
    )?;
    let cap = |value: N| space.cap[q].map_or(value, |cap| cap.min(value));
    Some((cap(none - least), cap(most)))
}

/// Options of one state that lead to the same state, without those another one beats: equal ones all stay, they are other
/// packages.
fn worth_taking<N: Unit, const P: usize>(
    same: &[(Alive, usize, usize, [N; P])],
) -> Vec<(Alive, usize, usize, [N; P])> {
    let mut kept = Vec::with_capacity(same.len());
    for one_state in same.chunk_by(|a, b| a.1 == b.1) {
        let beaten = |shift: &[N; P]| {
            one_state.len() < 500 && one_state.iter().any(|other| dominates(&other.3, shift))
        };
        kept.extend(one_state.iter().filter(|run| !beaten(&run.3)).copied());
    }
    kept
}

/// Staircases put together, two by two.
fn merged<N: Unit, const P: usize>(
    mut lists: Vec<Vec<Entry<N, P>>>,
    tie: &impl Fn(u64, u64) -> Ordering,
) -> Vec<Entry<N, P>> {
    while lists.len() > 1 {
        let mut half = Vec::with_capacity(lists.len().div_ceil(2));
        let mut pairs = lists.into_iter();
        while let Some(a) = pairs.next() {
            half.push(match pairs.next() {
                Some(b) => merge_by(&a, &b, tie),
                None => a,
            });
        }
        lists = half;
    }
    lists.pop().unwrap_or_default()
}

/// Leaves out what an entry of the freest state beats outright; two coordinates only, where it is one sweep.
fn unbeaten<N: Unit, const P: usize>(list: &mut Vec<Entry<N, P>>, freest: &[Entry<N, P>]) {
    if P != 2 {
        return;
    }
    let mut at = 0;
    list.retain(|entry| {
        // The last of the freest with a first coordinate no smaller has the largest second of those.
        while at < freest.len() && freest[at].vector[0] >= entry.vector[0] {
            at += 1;
        }
        let best = at.checked_sub(1).map(|at| &freest[at].vector);
        best.is_none_or(|best| !(best[1] >= entry.vector[1] && *best != entry.vector))
    });
}

/// How packages are found again: per issue, in the order they were taken, the option and the place in the step before.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    order: Vec<usize>,
    steps: Vec<Vec<u64>>,
}

impl Walk {
    /// The package at a place of the last step.
    pub(super) fn package(&self, place: u64) -> Vec<usize> {
        let mut package = vec![0; self.order.len()];
        self.trace(self.steps.len(), place, &mut package);
        package
    }

    /// Writes the options that lead to a place after so many steps.
    fn trace(&self, steps: usize, mut place: u64, package: &mut [usize]) {
        for (step, issue) in self.steps[..steps].iter().zip(&self.order).rev() {
            let origin = step[place as usize];
            package[*issue] = (origin >> 32) as usize;
            place = origin & u64::from(u32::MAX);
        }
    }

    /// Of two ways to take one issue more, which comes first in the order of the options.
    fn compare(&self, issue: usize, a: u64, b: u64) -> Ordering {
        let many = self.order.iter().chain([&issue]).max().map_or(0, |most| most + 1);
        let (mut one, mut two) = (vec![0; many], vec![0; many]);
        for (package, origin) in [(&mut one, a), (&mut two, b)] {
            package[issue] = (origin >> 32) as usize;
            self.trace(self.steps.len(), origin & u64::from(u32::MAX), package);
        }
        one.cmp(&two)
    }
}

#[cfg(test)]
mod tests {
    use super::super::enumerate;
    use super::*;
    use crate::Silent;
    use crate::made::any_space;
    use proptest::prelude::*;

    fn listed(front: &Front<i64>) -> Vec<(Vec<i64>, Option<u64>, Vec<usize>)> {
        (0..front.len())
            .map(|at| (front.vector(at).to_vec(), front.packages(at), front.package(at)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn looking_at_every_package_gives_the_same(space in any_space(3, true), floors in any::<bool>()) {
            let expected = enumerate::search::<i64, 3>(&space, floors, true, &Silent);
            let found = frontier::<i64, 3>(&space, floors, Effort::FULL, &Silent).unwrap();
            let mut expected_front = listed(&expected.front);
            if !found.counted {
                // Past a cap, packages become equal that were kept apart or left out on the way.
                expected_front.iter_mut().for_each(|point| (point.1, point.2) = (None, Vec::new()));
                let mut plain = listed(&found);
                plain.iter_mut().for_each(|point| point.2 = Vec::new());
                prop_assert_eq!(plain, expected_front);
            } else {
                prop_assert_eq!(listed(&found), expected_front);
            }
            for q in 0..space.parties() {
                prop_assert_eq!(reach(&space, q), Some(expected.reach[q]));
            }
            if space.parties() <= 2 {
                let two = frontier::<i64, 2>(&space, floors, Effort::FULL, &Silent).unwrap();
                prop_assert_eq!(listed(&two), listed(&found));
            }
        }
    }
}
