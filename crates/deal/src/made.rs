//! Made spaces for the tests of the searches.

use detente_case::{Aggregate, Number};
use proptest::prelude::*;

use crate::model::Partial;
use crate::space::{Space, Terms};

/// Up to so many parties and five issues, rules of up to three issues, small numbers so that ties are many, of
/// scales that are no binary fractions too; with `more`, terms of
/// either sign and caps too.
pub(crate) fn any_space(parties: usize, more: bool) -> impl Strategy<Value = Space<i64>> {
    (1usize..=parties, 1usize..=5).prop_flat_map(move |(parties, issues)| {
        prop::collection::vec(1usize..=4, issues).prop_flat_map(move |options| {
            let value: Vec<_> = options
                .iter()
                .map(|many| prop::collection::vec(prop::collection::vec(-2i64..5, parties), *many))
                .collect();
            let known = options.clone();
            let parts =
                prop::collection::btree_map(0..options.len(), prop::collection::vec(any::<bool>(), 4), 1..=3);
            let partial = parts.prop_map(move |parts| -> Partial {
                let accepted =
                    |issue: usize, of: Vec<bool>| (0..known[issue]).filter(|option| of[*option]).collect();
                parts.into_iter().map(|(issue, of)| (issue, accepted(issue, of))).collect()
            });
            let term = (-3i64..4, partial.clone(), any::<bool>());
            let terms = prop::option::of((-1i64..2, prop::collection::vec(term, 0..4)));
            let terms = terms.prop_map(move |terms| terms.filter(|_| more));
            let cap = prop::option::weighted(0.2, 4i64..14).prop_map(move |cap| cap.filter(|_| more));
            let one = prop::sample::select(vec![(1, 1), (1, 1), (1, 3), (1, 10), (5, 7)]);
            let one = one.prop_map(|(of, by)| Number::from(of) / Number::from(by));
            let sides = prop::collection::vec((terms, prop::option::of(-2i64..12), cap, one), parties);
            let sum = |(start, terms)| Terms { aggregate: Aggregate::Sum, start, terms, groups: Vec::new() };
            (value, prop::collection::vec(partial, 0..5), sides).prop_map(move |(value, never, sides)| {
                Space {
                    options: options.clone(),
                    value,
                    terms: sides.iter().map(|(terms, ..)| terms.clone().map(sum)).collect(),
                    reserve: sides.iter().map(|(_, reserve, ..)| *reserve).collect(),
                    cap: sides.iter().map(|(.., cap, _)| *cap).collect(),
                    never,
                    zero: vec![Number::zero(); parties],
                    one: sides.iter().map(|(.., one)| one.clone()).collect(),
                    rounding: vec![Number::zero(); parties],
                }
            })
        })
    })
}
