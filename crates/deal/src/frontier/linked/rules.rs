//! What ties issues together, as rules that are met or not.

use detente_case::Aggregate;

use crate::space::{Space, Terms};
use crate::unit::Unit;

/// What happens to a package that meets a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect<N> {
    /// It may not be.
    Never,
    /// It is worth more, or less, to a party.
    Pay(usize, N),
}

/// A choice in some issues: met when the option of each is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule<N> {
    /// Issue, and for each of its options whether it is accepted.
    pub(crate) parts: Vec<(usize, Vec<bool>)>,
    pub(crate) effect: Effect<N>,
}

/// The rules of a space, without those that no package or another rule makes idle, and what each party has before any issue is
/// taken. `None` where worths are put together otherwise than by adding.
pub(crate) fn rules<N: Unit>(space: &Space<N>) -> Option<(Vec<Rule<N>>, Vec<N>)> {
    let mut all: Vec<Rule<N>> = Vec::new();
    let mut start = vec![N::default(); space.parties()];
    let part = |partial: &crate::model::Partial| -> Option<Vec<(usize, Vec<bool>)>> {
        let mut parts = Vec::new();
        for (issue, accepted) in partial {
            let mut of = vec![false; space.options[*issue]];
            accepted.iter().for_each(|option| of[*option] = true);
            if of.iter().all(|accepted| !accepted) {
                return None;
            }
            if of.iter().any(|accepted| !accepted) {
                parts.push((*issue, of));
            }
        }
        Some(parts)
    };
    for never in &space.never {
        // One that accepts nothing is never met.
        if let Some(mut parts) = part(never) {
            if parts.is_empty() {
                // Every package meets it: with the first issue already.
                parts.push((0, vec![true; space.options[0]]));
            }
            all.push(Rule { parts, effect: Effect::Never });
        }
    }
    // A rule that is met whenever a stricter one is has the stricter one idle.
    let implies = |strict: &Rule<N>, loose: &Rule<N>| {
        loose.parts.iter().all(|(issue, accepted)| {
            let own = strict.parts.iter().find(|(tied, _)| tied == issue);
            own.is_some_and(|(_, own)| own.iter().zip(accepted).all(|(own, accepted)| !own || *accepted))
        })
    };
    let idle: Vec<bool> = (0..all.len())
        .map(|at| {
            let beats = |other: usize| {
                let equal = implies(&all[other], &all[at]);
                other != at && implies(&all[at], &all[other]) && (!equal || other < at)
            };
            (0..all.len()).any(beats)
        })
        .collect();
    let mut all: Vec<Rule<N>> =
        all.into_iter().zip(idle).filter_map(|(rule, idle)| (!idle).then_some(rule)).collect();
    for (q, terms) in space.terms.iter().enumerate() {
        let Some(terms) = terms else { continue };
        pay(terms, q, &part, &mut all, &mut start)?;
    }
    Some((all, start))
}

fn pay<N: Unit>(
    group: &Terms<N>,
    q: usize,
    part: &impl Fn(&crate::model::Partial) -> Option<Vec<(usize, Vec<bool>)>>,
    all: &mut Vec<Rule<N>>,
    start: &mut [N],
) -> Option<()> {
    if group.aggregate != Aggregate::Sum {
        return None;
    }
    start[q] += group.start;
    for (worth, when, unless) in &group.terms {
        let sign = if *unless { N::default() - *worth } else { *worth };
        if *unless {
            start[q] += *worth;
        }
        match part(when) {
            None => {}
            Some(parts) if parts.is_empty() => start[q] += sign,
            Some(parts) => all.push(Rule { parts, effect: Effect::Pay(q, sign) }),
        }
    }
    group.groups.iter().try_for_each(|inner| pay(inner, q, part, all, start))
}
