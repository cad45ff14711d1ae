//! Published cases, where the data is there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use detente_case::{Act, Actor, Conflict, Direction, Form, Order};
use detente_moves::{
    Coalition, Concept, Held, Model, Profile, Response, Stable, coalitions, equilibria, simultaneous,
    stability, ways,
};
use serde_json::{Value, json};

pub(crate) fn data(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    let Some(folder) = folder else {
        println!("left out: {name} (DETENTE_DATA is not set)");
        return None;
    };
    Some(std::fs::read(folder.join("moves").join(name)).unwrap())
}

pub(crate) const RESPONSES: [(Response, &str); 3] =
    [(Response::LegalSequence, "legal-sequence"), (Response::Once, "once"), (Response::Single, "single")];

fn listed(all: &[Stable], concept: Concept) -> Value {
    (1..=all.len()).filter(|state| all[state - 1].is(concept)).collect::<Vec<_>>().into()
}

/// That every coalition is as told.
fn together(conflict: &Conflict, found: &[Coalition], told: &Value) {
    let mut all = vec![vec![true; found[0].holds.len()]; 4];
    assert_eq!(found.len(), told["by_coalition"].as_array().unwrap().len());
    for told in told["by_coalition"].as_array().unwrap() {
        let members: Vec<&str> =
            told["members"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let same = |own: &&Coalition| {
            own.members.iter().map(|at| conflict.actors[*at].id.as_str()).eq(members.iter().copied())
        };
        let own = found.iter().find(same).unwrap();
        let moves = own.improvements.iter().enumerate().filter(|(_, to)| !to.is_empty());
        let moves: BTreeMap<String, Vec<usize>> =
            moves.map(|(from, to)| ((from + 1).to_string(), to.iter().map(|to| to + 1).collect())).collect();
        assert_eq!(json!(moves), told["improvements"], "{members:?}");
        for (at, held) in Held::ALL.into_iter().enumerate() {
            let states: Vec<usize> = (1..=own.holds.len()).filter(|state| own.holds[state - 1][at]).collect();
            assert_eq!(json!(states), told[held.name()], "{members:?} {held:?}");
            all[at].iter_mut().zip(&own.holds).for_each(|(all, own)| *all &= own[at]);
        }
    }
    for (held, all) in Held::ALL.into_iter().zip(all) {
        let states: Vec<usize> = (1..=all.len()).filter(|state| all[state - 1]).collect();
        assert_eq!(json!(states), told["stable_for_every_coalition"][held.name()]);
    }
}

#[test]
fn every_cell_of_the_bank() {
    let Some(bytes) = data("random_bank.json") else { return };
    let bank: Value = serde_json::from_slice(&bytes).unwrap();
    let numbers = |list: &Value| -> Vec<u32> {
        list.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as u32).collect()
    };
    for said in bank["models"].as_array().unwrap() {
        let many = said["n"].as_u64().unwrap() as usize;
        let arcs = said["arcs"].as_array().unwrap();
        let payoffs: Vec<Vec<u32>> = said["payoffs"].as_array().unwrap().iter().map(numbers).collect();
        let graph = graph(
            payoffs[0].len(),
            arcs.iter().map(|rows| rows.as_array().unwrap().iter().map(numbers).collect()).collect(),
        );
        let mut forms = vec![graph];
        forms.extend(options(said, many));
        for conflict in forms {
            let model = Model::new(&conflict).unwrap();
            let profile = Profile::new(payoffs.clone());
            for (response, key) in RESPONSES {
                let stable = stability(&model, &profile, response).unwrap();
                for concept in Concept::ALL {
                    for (actor, own) in stable.iter().enumerate() {
                        let bits: String =
                            own.iter().map(|own| if own.is(concept) { '1' } else { '0' }).collect();
                        assert_eq!(
                            bits,
                            said["stable"][key][concept.name()][actor],
                            "{} {key} {concept:?}",
                            said["id"]
                        );
                    }
                }
            }
            if let Some(found) = simultaneous(&model, &profile) {
                for (actor, own) in found.iter().enumerate() {
                    let bits: String = own.iter().map(|own| if *own { '1' } else { '0' }).collect();
                    assert_eq!(bits, said["stable"]["simultaneous"]["sim"][actor], "{}", said["id"]);
                }
            }
        }
    }
}

fn graph(states: usize, arcs: Vec<Vec<Vec<u32>>>) -> Conflict {
    let moves = |rows: Vec<Vec<u32>>| {
        let rows = rows.into_iter().enumerate().filter(|(_, to)| !to.is_empty());
        rows.map(|(from, to)| (from + 1, to.into_iter().map(|to| to as usize).collect())).collect()
    };
    let actors = arcs.into_iter().enumerate().map(|(at, rows)| Actor { moves: moves(rows), ..actor(at) });
    let form = Form::Graph { states: (1..=states).map(|at| at.to_string()).collect() };
    Conflict { actors: actors.collect(), form, status_quo: None, wanted: None }
}

fn actor(at: usize) -> Actor {
    let order = Order::Ranking(Vec::new());
    Actor { id: at.to_string(), name: at.to_string(), order, unseen: Vec::new(), moves: Vec::new() }
}

fn options(said: &Value, actors: usize) -> Option<Conflict> {
    let options = said["options"].as_array()?.iter().enumerate().map(|(at, option)| Act {
        id: at.to_string(),
        name: at.to_string(),
        owner: option["owner"].as_u64().unwrap() as usize,
        direction: match option["direction"].as_str().unwrap() {
            "forward" => Direction::Forward,
            "back" => Direction::Back,
            _ => Direction::Both,
        },
        clause: None,
    });
    let impossible = said["infeasible"].as_array().unwrap().iter().map(|all| {
        let one = |one: &Value| (one[0].as_u64().unwrap() as usize, one[1] == "Y");
        all.as_array().unwrap().iter().map(one).collect()
    });
    let actors = (0..actors).map(actor).collect();
    let form =
        Form::Options { options: options.collect(), impossible: impossible.collect(), merged: Vec::new() };
    Some(Conflict { actors, form, status_quo: None, wanted: None })
}

#[test]
fn every_cell_of_the_published_cases() {
    let mut cells = 0;
    for name in [
        "syria_iraq_1975",
        "elmira9",
        "prisoners_dilemma",
        "chicken",
        "stag_hunt",
        "two_step_arcs",
        "ties",
        "one_way",
        "misperception",
        "response_models",
    ] {
        let Some(bytes) = data(&format!("{name}.json")) else { return };
        let said: Value = serde_json::from_slice(&bytes).unwrap();
        let conflict = detente_formats::read_conflict(name, &bytes).unwrap().conflict;
        let model = Model::new(&conflict).unwrap();
        let ranks = conflict.actors.iter().map(|actor| model.ranks(&actor.id, &actor.order).unwrap());
        let profile = Profile::new(ranks.collect());
        for (state, told) in said["states"].as_array().unwrap().iter().enumerate() {
            if let Some(pattern) = told["pattern"].as_str() {
                assert_eq!(model.label(state), pattern, "{name}");
            }
        }
        let expected = &said["expected"];
        if let Some(found) = simultaneous(&model, &profile) {
            for (actor, found) in conflict.actors.iter().zip(found) {
                let stable: Vec<usize> = (1..=found.len()).filter(|state| found[state - 1]).collect();
                let told = &expected["stable"]["simultaneous"]["sim"][&actor.id];
                assert_eq!(json!(stable), *told, "{name} sim {}", actor.id);
            }
        }
        if !expected["coalitions"].is_null() {
            together(&conflict, &coalitions(&model, &profile).unwrap(), &expected["coalitions"]);
        }
        if let Some(from) = expected["status_quo"]["from"].as_u64() {
            for (improving, key) in [(false, "any_move"), (true, "improvements_only")] {
                let ways = ways(&model, &profile, from as usize - 1, improving);
                let steps = ways
                    .iter()
                    .enumerate()
                    .filter_map(|(at, way)| Some(((at + 1).to_string(), way.as_ref()?.len())));
                let told = expected["status_quo"][key].as_object().unwrap().iter();
                let told: BTreeMap<String, usize> = told
                    .map(|(state, way)| (state.clone(), way["steps"].as_u64().unwrap() as usize))
                    .collect();
                assert_eq!(steps.collect::<BTreeMap<_, _>>(), told, "{name} {key}");
            }
        }
        for (response, key) in RESPONSES {
            let stable = stability(&model, &profile, response).unwrap();
            let together = equilibria(&stable);
            for concept in Concept::ALL {
                let told = &said["expected"]["stable"][key][concept.name()];
                for (actor, stable) in conflict.actors.iter().zip(&stable) {
                    assert_eq!(
                        listed(stable, concept),
                        told[&actor.id],
                        "{name} {key} {concept:?} {}",
                        actor.id
                    );
                    cells += stable.len();
                }
                let told = &said["expected"]["equilibria"][key][concept.name()];
                assert_eq!(&listed(&together, concept), told, "{name} {key} {concept:?}");
            }
        }
    }
    assert!(cells > 700, "{cells}");
}
