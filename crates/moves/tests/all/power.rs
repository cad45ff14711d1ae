//! Power indices: published values, and every order of joining.

use detente_case::{Number, Vote, VoteRule};
use detente_moves::power;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::published::data;
use crate::random::cases;

fn weighted(quota: u64, weights: Vec<u64>) -> Vote {
    let members = (0..weights.len()).map(|at| at.to_string()).collect();
    Vote { party: 0, members, rule: VoteRule::Weights { quota, weights } }
}

#[test]
fn published_indices() {
    let Some(bytes) = data("power.json") else { return };
    let said: Value = serde_json::from_slice(&bytes).unwrap();
    for case in said["cases"].as_array().unwrap() {
        let weights =
            case["weights"].as_array().unwrap().iter().map(|weight| weight.as_u64().unwrap()).collect();
        let found = power(&weighted(case["quota"].as_u64().unwrap(), weights)).unwrap();
        let found = if case["index"] == "banzhaf-raw" { found.banzhaf } else { found.shapley_shubik };
        let told = case["expected"]
            .as_array()
            .unwrap()
            .iter()
            .map(|share| Number::parse(share.as_str().unwrap()).unwrap());
        assert_eq!(found, told.collect::<Vec<_>>());
    }
}

proptest! {
    #![proptest_config(cases(100, 1_000))]

    #[test]
    fn every_order_gives_the_same(weights in vec(0_u64..9, 2..=5), share in 1_u64..=10) {
        let all: u64 = weights.iter().sum();
        prop_assume!(all > 0);
        let quota = (all * share / 10).max(1);
        let many = weights.len();
        let vote = weighted(quota, weights.clone());
        let found = power(&vote).unwrap();
        let wins = |set: usize| (0..many).filter(|at| set >> at & 1 == 1).map(|at| weights[at]).sum::<u64>() >= quota;
        // Listed, the winning coalitions say the same.
        let winning = (1..1_usize << many).filter(|set| wins(*set)).map(|set| (0..many).filter(|at| set >> at & 1 == 1).collect());
        let listed = Vote { rule: VoteRule::Winning(winning.collect()), ..vote };
        prop_assert_eq!(&power(&listed).unwrap(), &found);
        // Order by order.
        let mut turns = vec![0_i64; many];
        let mut orders = 0;
        let mut order: Vec<usize> = (0..many).collect();
        permute(&mut order, 0, &mut |order| {
            orders += 1;
            let mut set = 0;
            for at in order {
                if !wins(set) && wins(set | 1 << at) {
                    turns[*at] += 1;
                }
                set |= 1 << at;
            }
        });
        for (own, turns) in found.shapley_shubik.iter().zip(turns) {
            prop_assert_eq!(own, &(Number::from(turns) / Number::from(orders)));
        }
    }
}

fn permute(order: &mut Vec<usize>, from: usize, take: &mut impl FnMut(&[usize])) {
    if from == order.len() {
        take(order);
    }
    for at in from..order.len() {
        order.swap(from, at);
        permute(order, from + 1, take);
        order.swap(from, at);
    }
}
