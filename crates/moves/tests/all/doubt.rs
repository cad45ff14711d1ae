//! Orders known in part: shares against every order written out, what is proved against all worlds, the smallest change against every
//! order of an actor.

use detente_case::{Actor, Conflict, Form, Order};
use detente_moves::{Concept, Model, Profile, Response, Settings, analyse, equilibria, stability};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::random::{any_graph, cases};

/// Every order of a list.
fn orders(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..of.len() {
        let mut rest = of.to_vec();
        let first = rest.remove(at);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first);
            order
        }));
    }
    all
}

/// A conflict of five states, the first actor's order known in part: which states are named, in which order, ties as told.
fn half_known() -> impl Strategy<Value = Conflict> {
    let named = prop::sample::subsequence(vec![1_usize, 2, 3, 4, 5], 1..=4).prop_shuffle();
    (any_graph(), named, vec(any::<bool>(), 5), vec(vec(0_u32..6, 8), 5)).prop_map(
        |(mut conflict, named, tied, place)| {
            let Form::Graph { states } = &mut conflict.form else { unreachable!() };
            states.resize_with(5, || "more".into());
            let states = states.len();
            conflict.actors.truncate(3);
            for actor in &mut conflict.actors {
                actor.moves.retain(|(from, _)| *from <= states);
                actor.moves.iter_mut().for_each(|(_, to)| to.retain(|to| *to <= states));
            }
            let mut groups: Vec<Vec<usize>> = Vec::new();
            for (at, state) in named.into_iter().enumerate() {
                match groups.last_mut().filter(|_| tied[at]) {
                    Some(group) => group.push(state),
                    None => groups.push(vec![state]),
                }
            }
            conflict.actors[0].order = Order::Ranking(groups);
            for (actor, place) in conflict.actors.iter_mut().zip(&place).skip(1) {
                let mut ranking: Vec<Vec<usize>> = (0..6)
                    .rev()
                    .map(|rank| (1..=states).filter(|state| place[state - 1] == rank).collect())
                    .collect();
                ranking.retain(|group| !group.is_empty());
                actor.order = Order::Ranking(ranking);
            }
            conflict
        },
    )
}

/// All complete rankings of an actor that fit: every arrangement of its groups and the other states that keeps the groups' order.
fn complete(actor: &Actor, states: usize) -> Vec<Vec<Vec<usize>>> {
    let Order::Ranking(groups) = &actor.order else { unreachable!() };
    let open: Vec<usize> =
        (1..=states).filter(|state| !groups.iter().flatten().any(|known| known == state)).collect();
    let items: Vec<usize> = (0..groups.len() + open.len()).collect();
    let kept = |order: &Vec<usize>| {
        let known: Vec<&usize> = order.iter().filter(|item| **item < groups.len()).collect();
        known.windows(2).all(|pair| pair[0] < pair[1])
    };
    let named = |item: &usize| groups.get(*item).cloned().unwrap_or_else(|| vec![open[item - groups.len()]]);
    orders(&items).into_iter().filter(kept).map(|order| order.iter().map(named).collect()).collect()
}

fn lasts(conflict: &Conflict) -> Vec<detente_moves::Stable> {
    let model = Model::new(conflict).unwrap();
    let ranks = conflict.actors.iter().map(|actor| model.ranks(&actor.id, &actor.order).unwrap());
    equilibria(&stability(&model, &Profile::new(ranks.collect()), Response::LegalSequence).unwrap())
}

proptest! {
    #![proptest_config(cases(150, 3_000))]

    #[test]
    fn shares_are_those_of_all_orders(conflict in half_known()) {
        let rankings = complete(&conflict.actors[0], 5);
        let mut counts = [[0_u64; 5]; 5];
        for ranking in &rankings {
            let mut one = conflict.clone();
            one.actors[0].order = Order::Ranking(ranking.clone());
            for (counts, own) in counts.iter_mut().zip(lasts(&one)) {
                counts.iter_mut().zip(Concept::ALL).for_each(|(count, concept)| *count += u64::from(own.is(concept)));
            }
        }
        let found = analyse(&conflict, &Settings::default()).unwrap().worlds.unwrap();
        prop_assert!(found.whole);
        prop_assert_eq!(found.count, rankings.len() as u64);
        // The same drawn: what is said to be proved is so, and shares are near.
        let drawn = analyse(&conflict, &Settings { worlds: Some(1), ..Settings::default() }).unwrap().worlds.unwrap();
        for (at, concept) in Concept::ALL.into_iter().enumerate() {
            let told = found.counts.get(concept.name()).unwrap();
            for (state, counts) in counts.iter().enumerate() {
                prop_assert_eq!(told.get(&(state + 1).to_string()), Some(&counts[at]));
                let always = drawn.always.get(concept.name()).unwrap().contains(&(state + 1));
                let never = drawn.never.get(concept.name()).unwrap().contains(&(state + 1));
                prop_assert!(!always || counts[at] == found.count);
                prop_assert!(!never || counts[at] == 0);
            }
        }
    }

    #[test]
    fn drawn_shares_are_near(conflict in half_known()) {
        let whole = analyse(&conflict, &Settings::default()).unwrap().worlds.unwrap();
        prop_assume!(whole.count > 20);
        let asked = Settings { worlds: Some(whole.count - 1), ..Settings::default() };
        let again = || analyse(&conflict, &asked).unwrap().worlds.unwrap();
        let drawn = again();
        prop_assert!(!drawn.whole);
        prop_assert_eq!(&drawn, &again());
        for (state, share) in &whole.equilibria.get("seq").unwrap().0 {
            let near = drawn.equilibria.get("seq").unwrap().get(state).unwrap();
            // Six standard errors.
            let room = 6.0 * (share * (1.0 - share) / drawn.count as f64).sqrt() + 1e-9;
            prop_assert!((near - share).abs() <= room, "{state}: {near} for {share}");
        }
    }

    #[test]
    fn no_smaller_change_keeps_an_actor(conflict in half_known(), state in 1_usize..=5) {
        // One order for all; then every order of the first actor.
        let mut conflict = conflict;
        let ranking = complete(&conflict.actors[0], 5).swap_remove(0);
        conflict.actors[0].order = Order::Ranking(ranking.clone());
        let found = analyse(&conflict, &Settings { wanted: Some(state), ..Settings::default() }).unwrap();
        let own = found.wanted.unwrap().changes.into_iter().find(|change| change.actor == conflict.actors[0].id);
        let stays = |order: &Vec<Vec<usize>>| {
            let mut one = conflict.clone();
            one.actors[0].order = Order::Ranking(order.clone());
            let model = Model::new(&one).unwrap();
            let ranks = one.actors.iter().map(|actor| model.ranks(&actor.id, &actor.order).unwrap());
            stability(&model, &Profile::new(ranks.collect()), Response::LegalSequence).unwrap()[0][state - 1].is(Concept::Seq)
        };
        let place = |order: &Vec<Vec<usize>>, state: usize| order.iter().position(|group| group.contains(&state)).unwrap();
        let apart = |order: &Vec<Vec<usize>>| {
            let pairs = (1..=5).flat_map(|a| (a + 1..=5).map(move |b| (a, b)));
            pairs.filter(|(a, b)| {
                let (was, is) = (place(&ranking, *a).cmp(&place(&ranking, *b)), place(order, *a).cmp(&place(order, *b)));
                was != std::cmp::Ordering::Equal && is == was.reverse()
            }).count()
        };
        // Ties stay ties or not, as they come: strict orders only.
        let all: Vec<Vec<Vec<usize>>> = orders(&[1, 2, 3, 4, 5]).into_iter().map(|order| order.into_iter().map(|state| vec![state]).collect()).collect();
        let strict = ranking.iter().all(|group| group.len() == 1);
        let least = all.iter().filter(|order| stays(order)).map(apart).min();
        if strict {
            prop_assert_eq!(own.map_or(Some(0), |own| own.swaps), least);
        } else if let Some(own) = own {
            prop_assert!(!stays(&ranking));
            prop_assert!(own.swaps.is_none_or(|swaps| swaps >= 1));
        }
    }
}
