//! Random conflicts: the fast way against the definitions.

use detente_case::{Act, Actor, Conflict, Conjunction, Direction, Form, Order};
use detente_moves::{Concept, Model, Profile, Response, Stable, stability};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::oracle::{Plain, Set};
use crate::published::RESPONSES;

/// Many more where the long run is asked for.
pub(crate) fn cases(short: u32, long: u32) -> ProptestConfig {
    let cases = if std::env::var_os("DETENTE_LONG").is_some() { long } else { short };
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_global_rejects: 1_000_000,
        ..ProptestConfig::default()
    }
}

fn actors(many: usize) -> Vec<Actor> {
    let actor = |at: usize| Actor {
        id: format!("a{at}"),
        name: format!("Actor {at}"),
        order: Order::Ranking(Vec::new()),
        unseen: Vec::new(),
        moves: Vec::new(),
    };
    (0..many).map(actor).collect()
}

/// Options of any direction, things impossible, states someone does not see.
pub(crate) fn any_options() -> impl Strategy<Value = Conflict> {
    (2_usize..=6, 2_usize..=6).prop_flat_map(|(many, options)| {
        let direction = prop::sample::select(vec![
            Direction::Both,
            Direction::Both,
            Direction::Both,
            Direction::Forward,
            Direction::Back,
        ]);
        let conjunction = move || vec((0..options, any::<bool>()), 1..=3);
        let unseen = vec(prop::option::weighted(0.1, conjunction()), many);
        (vec((0..many, direction), options), vec(conjunction(), 0..4), unseen).prop_map(
            move |(all, impossible, unseen)| {
                let act = |(at, (owner, direction)): (usize, (usize, Direction))| Act {
                    id: format!("o{at}"),
                    name: format!("Option {at}"),
                    owner,
                    direction,
                    clause: None,
                };
                let options = all.into_iter().enumerate().map(act).collect();
                let sound = |all: &Conjunction| detente_case::masks(all).is_some();
                let impossible = impossible.into_iter().filter(sound).collect();
                let mut actors = actors(many);
                for (actor, unseen) in actors.iter_mut().zip(unseen) {
                    actor.unseen = unseen.into_iter().filter(sound).collect();
                }
                let form = Form::Options { options, impossible, merged: Vec::new() };
                Conflict { actors, form, status_quo: None, wanted: None }
            },
        )
    })
}

/// Any moves at all, transitive or not.
pub(crate) fn any_graph() -> impl Strategy<Value = Conflict> {
    (2_usize..=5, 2_usize..=8).prop_flat_map(|(many, states)| {
        let moves = vec(vec(prop::bool::weighted(0.25), states), states);
        vec(moves, many).prop_map(move |all| {
            let mut actors = actors(many);
            for (actor, rows) in actors.iter_mut().zip(all) {
                for (from, row) in rows.into_iter().enumerate() {
                    let to: Vec<usize> =
                        (0..states).filter(|to| row[*to] && *to != from).map(|to| to + 1).collect();
                    if !to.is_empty() {
                        actor.moves.push((from + 1, to));
                    }
                }
            }
            let form = Form::Graph { states: (1..=states).map(|at| format!("s{at}")).collect() };
            Conflict { actors, form, status_quo: None, wanted: None }
        })
    })
}

/// The moves as the definitions have them, state by state.
pub(crate) fn plain(conflict: &Conflict, place: Vec<Vec<u32>>) -> Plain {
    let arcs = match &conflict.form {
        Form::Graph { states } => {
            let of = |actor: &Actor| {
                let mut all = vec![Set::new(); states.len()];
                for (from, to) in &actor.moves {
                    all[from - 1].extend(to.iter().map(|to| to - 1));
                }
                all
            };
            conflict.actors.iter().map(of).collect()
        }
        Form::Options { options, impossible, .. } => {
            let holds = |state: &[bool], all: &Conjunction| {
                all.iter().all(|(option, taken)| state[*option] == *taken)
            };
            let every = (0..1_u64 << options.len())
                .map(|bits| (0..options.len()).map(|at| bits >> at & 1 == 1).collect::<Vec<bool>>());
            let states: Vec<Vec<bool>> =
                every.filter(|state| !impossible.iter().any(|all| holds(state, all))).collect();
            let of = |(at, actor): (usize, &Actor)| {
                let hidden = |state: &[bool]| actor.unseen.iter().any(|all| holds(state, all));
                let allowed = |from: &[bool], to: &[bool]| {
                    !hidden(from)
                        && !hidden(to)
                        && from != to
                        && options.iter().zip(from.iter().zip(to)).all(|(option, (from, to))| {
                            from == to
                                || (option.owner == at
                                    && match option.direction {
                                        Direction::Both => true,
                                        Direction::Forward => *to,
                                        Direction::Back => *from,
                                    })
                        })
                };
                let from = states.iter();
                from.map(|from| (0..states.len()).filter(|to| allowed(from, &states[*to])).collect())
                    .collect()
            };
            conflict.actors.iter().enumerate().map(of).collect()
        }
    };
    Plain { arcs, place }
}

/// An order of so many states, ties among them, for each actor.
fn orders(conflict: Conflict) -> Option<(Conflict, Model)> {
    let model = Model::new(&conflict).ok()?;
    Some((conflict, model))
}

fn agree(conflict: &Conflict, model: &Model, place: &[Vec<u32>]) -> Result<(), TestCaseError> {
    let place: Vec<Vec<u32>> =
        place[..conflict.actors.len()].iter().map(|all| all[..model.states()].to_vec()).collect();
    let profile = Profile::new(place.clone());
    let plain = plain(conflict, place);
    prop_assert_eq!(plain.arcs[0].len(), model.states());
    let mut weaker: Option<Vec<Vec<Stable>>> = None;
    for (response, _) in RESPONSES.iter().rev() {
        let found = stability(model, &profile, *response).unwrap();
        for (actor, stable) in found.iter().enumerate() {
            for (state, stable) in stable.iter().enumerate() {
                for concept in Concept::ALL {
                    let expected = plain.stable(actor, state, concept, *response);
                    prop_assert_eq!(
                        stable.is(concept),
                        expected,
                        "{:?} {:?} actor {} state {}",
                        response,
                        concept,
                        actor,
                        state
                    );
                }
                let implies = |a, b| !stable.is(a) || stable.is(b);
                prop_assert!(implies(Concept::Nash, Concept::Sseq) && implies(Concept::Sseq, Concept::Seq));
                prop_assert!(implies(Concept::Seq, Concept::Gmr) && implies(Concept::Sseq, Concept::Smr));
                prop_assert!(implies(Concept::Smr, Concept::Gmr));
                // What fewer answers deter, more answers deter.
                let before = weaker.as_ref().map_or(*stable, |weaker| weaker[actor][state]);
                prop_assert!(before.and(*stable) == before || weaker.is_none());
            }
        }
        weaker = Some(found);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1_500, 20_000))]

    #[test]
    fn options_agree_with_the_definitions(conflict in any_options(), place in vec(vec(0_u32..12, 64), 6)) {
        let Some((conflict, model)) = orders(conflict) else { return Ok(()) };
        agree(&conflict, &model, &place)?;
    }

    #[test]
    fn graphs_agree_with_the_definitions(conflict in any_graph(), place in vec(vec(0_u32..6, 8), 5)) {
        let Some((conflict, model)) = orders(conflict) else { return Ok(()) };
        agree(&conflict, &model, &place)?;
    }

    #[test]
    fn names_do_not_matter(conflict in any_graph(), place in vec(vec(0_u32..6, 8), 5)) {
        let Some((conflict, model)) = orders(conflict) else { return Ok(()) };
        let place: Vec<Vec<u32>> = place[..conflict.actors.len()].iter().map(|all| all[..model.states()].to_vec()).collect();
        let found = stability(&model, &Profile::new(place.clone()), Response::LegalSequence).unwrap();
        let mut turned = conflict.clone();
        turned.actors.reverse();
        let other: Vec<Vec<u32>> = place.iter().rev().map(|all| all.iter().map(|at| at * 7 + 3).collect()).collect();
        let mut back = stability(&Model::new(&turned).unwrap(), &Profile::new(other), Response::LegalSequence).unwrap();
        back.reverse();
        prop_assert_eq!(found, back);
    }
}
