//! Published cases, where the data is there.

use std::path::PathBuf;

use detente_moves::{Concept, Model, Profile, Response, Stable, equilibria, stability};
use serde_json::Value;

fn data(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    let Some(folder) = folder else {
        eprintln!("left out: {name} (DETENTE_DATA is not set)");
        return None;
    };
    Some(std::fs::read(folder.join("moves").join(name)).unwrap())
}

pub(crate) const RESPONSES: [(Response, &str); 3] =
    [(Response::LegalSequence, "legal-sequence"), (Response::Once, "once"), (Response::Single, "single")];

fn listed(all: &[Stable], concept: Concept) -> Value {
    (1..=all.len()).filter(|state| all[state - 1].is(concept)).collect::<Vec<_>>().into()
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
    assert!(cells > 1_000);
}
