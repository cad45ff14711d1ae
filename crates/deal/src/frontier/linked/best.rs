//! The largest weighted sum of a space with rules: one number for each state instead of a frontier.

use std::collections::BTreeMap;
use std::ops::Add;

use super::{Alive, Effect, MOST_STATES, Plan};

/// The largest sum over the packages that break no rule, and the first of those packages that was found; `None` where every
/// package breaks one, or too many states were pending. `worth` says what an option of an issue adds, `paid` what a rule that
/// pays adds once it is met.
///
/// Exact, for whatever can be added and compared; states × options for each issue.
pub(crate) fn best<N, T: Clone + PartialOrd + Add<Output = T>>(
    plan: &Plan<N>,
    start: T,
    worth: impl Fn(usize, usize) -> T,
    paid: impl Fn(usize, &N) -> T,
) -> Option<(T, Vec<usize>)> {
    let mut states: BTreeMap<Alive, (T, usize)> = BTreeMap::from([([0; 4], (start, 0))]);
    let mut steps: Vec<Vec<(usize, usize)>> = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let mut next: BTreeMap<Alive, (T, usize)> = BTreeMap::new();
        let mut origins: Vec<(usize, usize)> = Vec::new();
        let worths: Vec<T> = (0..step.keep.len()).map(|option| worth(step.issue, option)).collect();
        for (alive, (sum, place)) in &states {
            'option: for (option, worth) in worths.iter().enumerate() {
                let (after, met) = step.take(alive, option);
                let mut sum = sum.clone() + worth.clone();
                for rule in met {
                    match &plan.rules[rule].effect {
                        Effect::Never => continue 'option,
                        Effect::Pay(party, more) => sum = sum + paid(*party, more),
                    }
                }
                if next.get(&after).is_none_or(|(known, _)| sum > *known) {
                    origins.push((option, *place));
                    next.insert(after, (sum, origins.len() - 1));
                }
            }
        }
        if next.len() > MOST_STATES {
            return None;
        }
        steps.push(origins);
        states = next;
    }
    let (sum, mut place) = states.into_values().next()?;
    let mut package = vec![0; plan.steps.len()];
    for (step, origins) in plan.steps.iter().zip(&steps).rev() {
        let (option, before) = origins[place];
        package[step.issue] = option;
        place = before;
    }
    Some((sum, package))
}
