//! `moves-case/1`.

use std::collections::BTreeMap;

use detente_case::{Act, Actor, Assertion, Conflict, Conjunction, Direction, Form, Order, Problem};
use serde::Deserialize;

use super::{ReadConflict, located, place, sound};

type Said = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Written {
    title: Option<String>,
    form: String,
    #[serde(default)]
    options: Vec<WrittenOption>,
    #[serde(default)]
    infeasible: Vec<Said>,
    dms: Vec<Dm>,
    #[serde(default)]
    states: Vec<State>,
    status_quo: Option<usize>,
}

#[derive(Deserialize)]
struct WrittenOption {
    id: String,
    owner: String,
    #[serde(default)]
    direction: Way,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    #[default]
    Both,
    Forward,
    Back,
}

#[derive(Deserialize)]
struct Dm {
    id: String,
    name: Option<String>,
    ranking: Option<Vec<Vec<usize>>>,
    statements: Option<Vec<Vec<Said>>>,
    #[serde(default)]
    misperceives: Vec<Said>,
    #[serde(default)]
    arcs: BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
struct State {
    n: usize,
    label: Option<String>,
}

pub(super) fn read(file: &str, text: &str) -> Result<ReadConflict, Problem> {
    let written: Written =
        serde_json::from_str(text).map_err(|error| located(file, text, &error, "is no moves-case/1"))?;
    let wrong = |said: &str, what: String| Problem::error("conflict", file, place(text, said), what);
    let option = |id: &str| {
        let at = written.options.iter().position(|option| option.id == id);
        at.ok_or_else(|| wrong(id, format!("there is no option \"{id}\"")))
    };
    let conjunction = |said: &Said| -> Result<Conjunction, Problem> {
        let each = said.iter().map(|(id, taken)| match taken.as_str() {
            "Y" => Ok((option(id)?, true)),
            "N" => Ok((option(id)?, false)),
            other => Err(wrong(other, format!("an option is \"Y\" or \"N\", not \"{other}\""))),
        });
        sound(file, each.collect::<Result<_, _>>()?)
    };
    let all = |said: &[Said]| -> Result<Vec<Conjunction>, Problem> { said.iter().map(conjunction).collect() };
    let graph = match written.form.as_str() {
        "option" => false,
        "graph" => true,
        other => return Err(wrong(other, format!("the form is \"option\" or \"graph\", not \"{other}\""))),
    };
    let states = written.states.len();
    let known = |state: usize| (1..=states).contains(&state);
    let mut actors: Vec<Actor> = Vec::new();
    for dm in &written.dms {
        if actors.iter().any(|known| known.id == dm.id) {
            return Err(wrong(&dm.id, format!("actor \"{}\" stands here twice", dm.id)));
        }
        let order = match (&dm.ranking, &dm.statements) {
            (Some(ranking), _) => Order::Ranking(ranking.clone()),
            (None, Some(statements)) => {
                let one = |any: &Vec<Said>| -> Result<Vec<Assertion>, Problem> { Ok(vec![all(any)?]) };
                Order::Priorities(statements.iter().map(one).collect::<Result<_, _>>()?)
            }
            (None, None) => {
                return Err(wrong(
                    &dm.id,
                    format!("actor \"{}\" has neither a ranking nor statements", dm.id),
                ));
            }
        };
        let mut moves = Vec::new();
        for (from, to) in &dm.arcs {
            let from: usize = from.parse().unwrap_or(0);
            if let Some(other) = to.iter().chain([&from]).find(|state| !known(**state)) {
                return Err(wrong(
                    &dm.id,
                    format!("actor \"{}\" moves by state {other}, which is not there", dm.id),
                ));
            }
            moves.push((from, to.clone()));
        }
        moves.sort();
        actors.push(Actor {
            id: dm.id.clone(),
            name: dm.name.clone().unwrap_or_else(|| dm.id.clone()),
            order,
            unseen: all(&dm.misperceives)?,
            moves,
        });
    }
    let form = if graph {
        let mut names = vec![String::new(); states];
        for state in &written.states {
            let name = state.n.checked_sub(1).and_then(|at| names.get_mut(at));
            *name.ok_or_else(|| {
                wrong("states", format!("states are numbered 1 to {states}, one is {}", state.n))
            })? = state.label.clone().unwrap_or_else(|| state.n.to_string());
        }
        Form::Graph { states: names }
    } else {
        if written.options.len() > detente_case::MOST_ACTS {
            let most = detente_case::MOST_ACTS;
            return Err(wrong(
                "options",
                format!("there are {} options; at most {most} are taken", written.options.len()),
            ));
        }
        let mut options: Vec<Act> = Vec::new();
        for option in &written.options {
            let owner = written.dms.iter().position(|dm| dm.id == option.owner);
            let owner = owner.ok_or_else(|| {
                wrong(
                    &option.owner,
                    format!("option \"{}\" belongs to \"{}\", who is no actor", option.id, option.owner),
                )
            })?;
            if options.iter().any(|known| known.id == option.id) {
                return Err(wrong(&option.id, format!("option \"{}\" stands here twice", option.id)));
            }
            let direction = match option.direction {
                Way::Both => Direction::Both,
                Way::Forward => Direction::Forward,
                Way::Back => Direction::Back,
            };
            options.push(Act {
                id: option.id.clone(),
                name: option.id.clone(),
                owner,
                direction,
                clause: None,
            });
        }
        Form::Options { options, impossible: all(&written.infeasible)?, merged: Vec::new() }
    };
    let conflict = Conflict { actors, form, status_quo: written.status_quo, wanted: None };
    Ok(ReadConflict { conflict, title: written.title, notes: Vec::new() })
}
