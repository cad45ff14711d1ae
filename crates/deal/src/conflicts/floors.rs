//! Why a package does not reach the walk-aways of some parties, as a clause: in one of these issues it needs another option.

use std::collections::BTreeMap;

use detente_case::Number;

use crate::bound::{restricted, small_fractions, tight_weights};
use crate::frontier::linked::{Effect, rules};
use crate::space::Space;
use crate::unit::Unit;

/// Issues with their accepted options, and what is paid when all are met.
type Term = (Vec<(usize, Vec<bool>)>, Number);

/// A sum over the parties that every package at their walk-aways has to reach.
struct Floor {
    parties: Vec<usize>,
    /// What each option adds.
    value: Vec<Vec<Number>>,
    most: Vec<Number>,
    /// Terms that are paid when all their parts are met, and what they add or take.
    terms: Vec<Term>,
    /// What could be had at most − what is asked: what may be missing.
    slack: Number,
}

/// The sums that are asked for, by who asks.
pub(super) struct Floors {
    known: BTreeMap<Vec<usize>, Vec<Floor>>,
    share: Vec<f64>,
}

/// Why a package falls short.
pub(super) struct Short {
    /// Whose walk-aways together ask for too much.
    pub(super) parties: Vec<usize>,
    /// Options, by issue, one of which has to be taken.
    pub(super) better: Vec<(usize, usize)>,
}

impl Floors {
    pub(super) fn new<N: Unit>(space: &Space<N>) -> Self {
        let share = |q: usize| {
            let (low, high) = space.reach(q);
            ((high - low).to_f64() * space.one[q].to_f64()).max(1e-12)
        };
        Self { known: BTreeMap::new(), share: (0..space.parties()).map(share).collect() }
    }

    /// Why a package does not reach the walk-aways of these parties; `None` where it does.
    pub(super) fn short<N: Unit>(
        &mut self,
        space: &Space<N>,
        asking: &[usize],
        package: &[usize],
    ) -> Option<Short> {
        let sums = space.counts(package);
        let fits = asking.iter().all(|q| space.reserve[*q].is_none_or(|floor| sums[*q] >= floor));
        if fits {
            return None;
        }
        let share = &self.share;
        let floors = self.known.entry(asking.to_vec()).or_insert_with(|| floors(space, asking, share));
        // Of the sums that fall short, the one that needs fewest issues to say so.
        let all = floors.iter().filter_map(|floor| floor.why(package));
        all.min_by_key(|short| short.better.len())
    }
}

/// Each party's own sum, and the weighted one that asks for most.
fn floors<N: Unit>(space: &Space<N>, asking: &[usize], share: &[f64]) -> Vec<Floor> {
    let reserve = |q: usize| space.exact(q, space.reserve[q].unwrap_or_default());
    let alone = |q: usize| {
        let mut weights = vec![Number::zero(); space.parties()];
        weights[q] = Number::one();
        weights
    };
    let with: Vec<usize> = asking.iter().copied().filter(|q| space.reserve[*q].is_some()).collect();
    let mut all: Vec<Vec<Number>> = with.iter().map(|q| alone(*q)).collect();
    if with.len() > 1 {
        let target: Vec<f64> = with.iter().map(|q| reserve(*q).to_f64()).collect();
        let share: Vec<f64> = with.iter().map(|q| share[*q]).collect();
        let found = tight_weights(&restricted(space, &with), &target, &share);
        let scaled: Vec<f64> = found.iter().zip(&share).map(|(weight, share)| weight / share).collect();
        let largest = scaled.iter().copied().fold(0.0, f64::max);
        if largest > 0.0 {
            let near: Vec<f64> = scaled.iter().map(|weight| weight / largest).collect();
            let mut weights = vec![Number::zero(); space.parties()];
            with.iter().zip(small_fractions(&near, 10_000)).for_each(|(q, weight)| weights[*q] = weight);
            all.push(weights);
        }
    }
    all.into_iter().map(|weights| Floor::new(space, &weights, &reserve)).collect()
}

impl Floor {
    fn new<N: Unit>(space: &Space<N>, weights: &[Number], reserve: &impl Fn(usize) -> Number) -> Self {
        let parties: Vec<usize> = (0..weights.len()).filter(|q| weights[*q].is_positive()).collect();
        let sum = |option: &Vec<N>| -> Number {
            parties.iter().map(|q| option[*q].to_number() * &space.one[*q] * &weights[*q]).sum()
        };
        let value: Vec<Vec<Number>> = space.value.iter().map(|row| row.iter().map(sum).collect()).collect();
        let most: Vec<Number> = value.iter().filter_map(|row| row.iter().max().cloned()).collect();
        let (rules, start) = rules(space).unwrap_or_default();
        let of = |q: usize, count: N| count.to_number() * &space.one[q] * &weights[q];
        let terms: Vec<Term> = rules
            .into_iter()
            .filter_map(|rule| match rule.effect {
                Effect::Pay(q, worth) if weights[q].is_positive() => Some((rule.parts, of(q, worth))),
                Effect::Pay(..) | Effect::Never => None,
            })
            .collect();
        let base: Number = parties.iter().map(|q| of(*q, start[*q])).sum();
        let paid: Number =
            terms.iter().filter(|(_, worth)| worth.is_positive()).map(|(_, worth)| worth).sum();
        let asked: Number = parties.iter().map(|q| (reserve(*q) - &space.zero[*q]) * &weights[*q]).sum();
        let slack = most.iter().sum::<Number>() + base + paid - asked;
        Self { parties, value, most, terms, slack }
    }

    /// The fewest issues and terms that explain why the sum falls short, if it does: with what they lack, whatever else is taken,
    /// it stays short.
    fn why(&self, package: &[usize]) -> Option<Short> {
        let issues = package.iter().enumerate().map(|(issue, option)| {
            let now = &self.value[issue][*option];
            let more = (0..self.value[issue].len()).filter(|option| self.value[issue][*option] > *now);
            (&self.most[issue] - now, more.map(|option| (issue, option)).collect::<Vec<_>>())
        });
        let terms = self.terms.iter().filter_map(|(parts, worth)| {
            let unmet: Vec<_> = parts.iter().filter(|(issue, accepted)| !accepted[package[*issue]]).collect();
            let options = |(issue, accepted): &(usize, Vec<bool>), wanted: bool| -> Vec<(usize, usize)> {
                (0..accepted.len())
                    .filter(|option| accepted[*option] == wanted)
                    .map(|option| (*issue, option))
                    .collect()
            };
            if worth.is_positive() {
                // Not paid as long as one of its parts stays unmet: the one with the fewest ways out.
                let part = unmet.iter().map(|part| options(part, true)).min_by_key(Vec::len)?;
                return Some((worth.clone(), part));
            }
            // Taken as long as all its parts stay met.
            let ways_out = || parts.iter().flat_map(|part| options(part, false)).collect();
            unmet.is_empty().then(|| (Number::zero() - worth, ways_out()))
        });
        let mut lacks: Vec<(Number, Vec<(usize, usize)>)> = issues.chain(terms).collect();
        // Most lacking first; those alike stay in order.
        lacks.sort_by(|a, b| b.0.cmp(&a.0));
        let mut lacking = Number::zero();
        let mut better = Vec::new();
        for (lack, options) in lacks {
            if lacking > self.slack {
                break;
            }
            if lack.is_zero() {
                return None;
            }
            lacking += &lack;
            better.extend(options);
        }
        (lacking > self.slack).then(|| Short { parties: self.parties.clone(), better })
    }
}
