//! Groups against the definitions; blocks of one against single actors.

use detente_moves::{Model, Profile, Response, coalitions, partition, stability, ways};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::random::{any_graph, any_options, cases, plain};

fn places(model: &Model, actors: usize, place: &[Vec<u32>]) -> Vec<Vec<u32>> {
    place[..actors].iter().map(|all| all[..model.states()].to_vec()).collect()
}

proptest! {
    #![proptest_config(cases(150, 3_000))]

    #[test]
    fn groups_agree_with_the_definitions(
        conflict in prop_oneof![any_graph(), any_options()],
        place in vec(vec(0_u32..6, 64), 6),
    ) {
        let Ok(model) = Model::new(&conflict) else { return Ok(()) };
        prop_assume!(model.states() <= 16 && conflict.actors.len() <= 4);
        let place = places(&model, conflict.actors.len(), &place);
        let profile = Profile::new(place.clone());
        let plain = plain(&conflict, place);
        for coalition in coalitions(&model, &profile).unwrap() {
            for state in 0..model.states() {
                let better: Vec<usize> = plain.together(&coalition.members, state).into_iter().collect();
                prop_assert_eq!(&coalition.improvements[state], &better);
                prop_assert_eq!(coalition.holds[state], plain.held(&coalition.members, state), "{:?} {}", coalition.members, state);
            }
        }
    }

    #[test]
    fn blocks_of_one_are_actors(conflict in prop_oneof![any_graph(), any_options()], place in vec(vec(0_u32..6, 64), 6)) {
        let Ok(model) = Model::new(&conflict) else { return Ok(()) };
        let profile = Profile::new(places(&model, conflict.actors.len(), &place));
        let blocks: Vec<Vec<usize>> = (0..conflict.actors.len()).map(|at| vec![at]).collect();
        let alone = stability(&model, &profile, Response::LegalSequence).unwrap();
        prop_assert_eq!(partition(&model, &profile, &blocks).unwrap(), alone);
    }

    #[test]
    fn ways_are_moves_and_none_is_shorter(conflict in any_graph(), place in vec(vec(0_u32..6, 8), 5), improving: bool) {
        let Ok(model) = Model::new(&conflict) else { return Ok(()) };
        let place = places(&model, conflict.actors.len(), &place);
        let plain = plain(&conflict, place.clone());
        let found = ways(&model, &Profile::new(place.clone()), 0, improving);
        // By rounds: who stands where, having moved last.
        let mut least = vec![None; model.states()];
        least[0] = Some(0);
        let mut at: std::collections::BTreeSet<(usize, usize)> = [(0, usize::MAX)].into();
        for steps in 1..=2 * model.states() * conflict.actors.len() {
            let mut next = std::collections::BTreeSet::new();
            for (state, last) in &at {
                for (actor, arcs) in plain.arcs.iter().enumerate().filter(|(actor, _)| actor != last) {
                    next.extend(arcs[*state].iter().filter(|to| !improving || place[actor][**to] > place[actor][*state]).map(|to| (*to, actor)));
                }
            }
            next.iter().for_each(|(state, _)| least[*state] = least[*state].or(Some(steps)));
            at = next;
        }
        for (state, way) in found.iter().enumerate() {
            prop_assert_eq!(way.as_ref().map(Vec::len), least[state]);
            let mut here = 0;
            let mut last = usize::MAX;
            for step in way.iter().flatten() {
                prop_assert!(plain.arcs[step.actor][here].contains(&step.to) && step.actor != last);
                (here, last) = (step.to, step.actor);
            }
            prop_assert!(way.is_none() || here == state);
        }
    }
}
