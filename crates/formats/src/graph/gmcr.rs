//! GMCR+'s `.gmcr`: JSON of two generations, read alike; the newer is written.

use detente_case::{
    Act, Actor, Assertion, Conflict, Conjunction, Direction, Form, MOST_ACTS, Order, Problem,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{ReadConflict, located, place, sound};

/// Options by their positions, each `"Y"` or `"N"`.
type Said = Vec<(usize, Taken)>;

#[derive(Clone, Copy, Deserialize, Serialize)]
enum Taken {
    Y,
    N,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    title: Option<String>,
    #[serde(default, alias = "useManualPreferenceVectors")]
    use_manual_preference_ranking: bool,
    decision_makers: Vec<Maker>,
    options: Vec<WrittenOption>,
    #[serde(default)]
    infeasibles: Vec<Said>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Maker {
    name: String,
    options: Vec<usize>,
    #[serde(default)]
    preferences: Vec<Value>,
    #[serde(default)]
    misperceptions: Vec<Said>,
    #[serde(alias = "preferenceVector")]
    preference_ranking: Option<Vec<Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenOption {
    name: String,
    #[serde(default = "both")]
    permitted_direction: String,
}

fn number(of: &Value) -> Option<usize> {
    usize::try_from(of.as_u64()?).ok()
}

fn conditions(of: &Value) -> Option<Said> {
    let one = |of: &Value| {
        let [option, taken] = of.as_array()?.as_slice() else { return None };
        let taken = match taken.as_str()? {
            "Y" => Taken::Y,
            "N" => Taken::N,
            _ => return None,
        };
        Some((number(option)?, taken))
    };
    of.as_array()?.iter().map(one).collect()
}

fn both() -> String {
    "both".into()
}

pub(super) fn read(file: &str, text: &str) -> Result<ReadConflict, Problem> {
    let written: Written =
        serde_json::from_str(text).map_err(|error| located(file, text, &error, "is no .gmcr file"))?;
    let wrong = |said: &str, what: String| Problem::error("conflict", file, place(text, said), what);
    if written.options.len() > MOST_ACTS {
        return Err(wrong(
            "options",
            format!("there are {} options; at most {MOST_ACTS} are taken", written.options.len()),
        ));
    }
    // Options are counted actor by actor, as the tool does before it numbers states.
    let mut order: Vec<(usize, usize)> = Vec::new();
    for (owner, maker) in written.decision_makers.iter().enumerate() {
        for option in &maker.options {
            let Some(known) = written.options.get(*option) else {
                return Err(wrong(
                    &maker.name,
                    format!(
                        "\"{}\" has option {option}; there are {}, counted from 0",
                        maker.name,
                        written.options.len()
                    ),
                ));
            };
            if order.iter().any(|(other, _)| other == option) {
                return Err(wrong(
                    &known.name,
                    format!("option \"{}\" is owned twice; each belongs to one", known.name),
                ));
            }
            order.push((*option, owner));
        }
    }
    if let Some(at) = (0..written.options.len()).find(|at| !order.iter().any(|(option, _)| option == at)) {
        let name = &written.options[at].name;
        return Err(wrong(name, format!("option \"{name}\" is owned by nobody")));
    }
    let mut notes = Vec::new();
    if order.iter().enumerate().any(|(at, (option, _))| at != *option) {
        notes.push("the options were put in the order of their owners; states are numbered by that order, as GMCR+ does".into());
    }
    let conjunction = |said: &Said| -> Result<Conjunction, Problem> {
        let each = said.iter().map(|(option, taken)| {
            let at = order.iter().position(|(known, _)| known == option);
            let at = at.ok_or_else(|| {
                wrong(
                    "options",
                    format!("option {option} is named; there are {}, counted from 0", written.options.len()),
                )
            })?;
            Ok((at, matches!(taken, Taken::Y)))
        });
        sound(file, each.collect::<Result<_, _>>()?)
    };
    let all = |said: &[Said]| -> Result<Vec<Conjunction>, Problem> { said.iter().map(conjunction).collect() };
    let mut options = Vec::new();
    for (option, owner) in &order {
        let option = &written.options[*option];
        let direction = match option.permitted_direction.as_str() {
            "both" => Direction::Both,
            "fwd" => Direction::Forward,
            "back" => Direction::Back,
            other => {
                return Err(wrong(
                    other,
                    format!("a direction is \"both\", \"fwd\" or \"back\", not \"{other}\""),
                ));
            }
        };
        let same = options.iter().filter(|known: &&Act| known.name == option.name).count();
        let id = if same == 0 { option.name.clone() } else { format!("{} ({})", option.name, same + 1) };
        options.push(Act { id, name: option.name.clone(), owner: *owner, direction, clause: None });
    }
    let mut actors: Vec<Actor> = Vec::new();
    for maker in &written.decision_makers {
        if actors.iter().any(|known| known.name == maker.name) {
            return Err(wrong(&maker.name, format!("\"{}\" stands here twice", maker.name)));
        }
        let order = match (&maker.preference_ranking, written.use_manual_preference_ranking) {
            (Some(ranking), true) => {
                let states = |tie: &Value| match tie {
                    Value::Array(states) => states.iter().map(number).collect(),
                    state => Some(vec![number(state)?]),
                };
                let groups: Option<Vec<Vec<usize>>> = ranking.iter().map(states).collect();
                Order::Ranking(groups.ok_or_else(|| {
                    wrong(
                        &maker.name,
                        format!("\"{}\" has a ranking of something else than numbers of states", maker.name),
                    )
                })?)
            }
            (None, true) => {
                return Err(wrong(
                    &maker.name,
                    format!("\"{}\" has no ranking, though rankings are made by hand", maker.name),
                ));
            }
            (_, false) => {
                let one = |preference: &Value| -> Result<Vec<Assertion>, Problem> {
                    let list = match preference.get("members") {
                        Some(Value::Array(members)) => members.iter().map(conditions).collect(),
                        Some(_) => None,
                        None => conditions(preference).map(|one| vec![one]),
                    };
                    let list: Vec<Said> = list.ok_or_else(|| {
                        let what = "has a preference that is no list of options with \"Y\" or \"N\"";
                        wrong(&maker.name, format!("\"{}\" {what}", maker.name))
                    })?;
                    Ok(vec![all(&list)?])
                };
                Order::Priorities(maker.preferences.iter().map(one).collect::<Result<_, _>>()?)
            }
        };
        actors.push(Actor {
            id: maker.name.clone(),
            name: maker.name.clone(),
            order,
            unseen: all(&maker.misperceptions)?,
            moves: Vec::new(),
        });
    }
    let form = Form::Options { options, impossible: all(&written.infeasibles)?, merged: Vec::new() };
    let conflict = Conflict { actors, form, status_quo: None, wanted: None };
    Ok(ReadConflict { conflict, title: written.title, notes })
}

/// A conflict as a `.gmcr` file; keys of the `old` file that mean nothing here are kept. `Err` says why it cannot be written: graphs given
/// by hand, merged states and orders known in part have no place in the format.
pub fn write_gmcr(conflict: &Conflict, title: &str, old: Option<&[u8]>) -> Result<Vec<u8>, String> {
    let Form::Options { options, impossible, merged } = &conflict.form else {
        return Err("a .gmcr file has options; this conflict is a graph given by hand".into());
    };
    if !merged.is_empty() {
        return Err("a .gmcr file has no merged states".into());
    }
    // Options in the order of their owners, for the tool numbers states so.
    let mut order: Vec<usize> = (0..options.len()).collect();
    order.sort_by_key(|at| options[*at].owner);
    if order.iter().enumerate().any(|(at, option)| at != *option)
        && conflict.actors.iter().any(|actor| matches!(actor.order, Order::Ranking(_)))
    {
        return Err("the options are not in the order of their owners, so states would be numbered otherwise than in the rankings".into());
    }
    let said = |all: &Conjunction| -> Value {
        let each = all.iter().map(|(option, taken)| {
            let at = order.iter().position(|known| known == option);
            json!([at, if *taken { "Y" } else { "N" }])
        });
        each.collect()
    };
    let by_hand = conflict.actors.iter().any(|actor| matches!(actor.order, Order::Ranking(_)));
    let mut makers = Vec::new();
    for (at, actor) in conflict.actors.iter().enumerate() {
        let own = order.iter().enumerate().filter(|(_, option)| options[**option].owner == at);
        let own: Vec<usize> = own.map(|(place, _)| place).collect();
        let mut maker = Map::new();
        maker.insert("name".into(), json!(actor.name));
        maker.insert("options".into(), json!(own));
        maker.insert("misperceptions".into(), actor.unseen.iter().map(&said).collect());
        match &actor.order {
            Order::Priorities(_) if by_hand => {
                return Err("some actors are ranked by hand and others by statements; a .gmcr file has one or the other".into());
            }
            Order::Priorities(groups) => {
                if groups.iter().any(|group| group.len() > 1) {
                    return Err(format!(
                        "it is not known which of \"{}\"'s statements is more important",
                        actor.name
                    ));
                }
                let one = |any: &Assertion| match any.as_slice() {
                    [all] => said(all),
                    _ => json!({ "compound": true, "members": any.iter().map(&said).collect::<Value>() }),
                };
                maker.insert("preferences".into(), groups.iter().flatten().map(one).collect());
            }
            Order::Ranking(groups) => {
                let group = |group: &Vec<usize>| match group.as_slice() {
                    [state] => json!(state),
                    states => json!(states),
                };
                maker.insert("preferences".into(), json!([]));
                maker.insert("preferenceRanking".into(), groups.iter().map(group).collect());
            }
        }
        makers.push(Value::Object(maker));
    }
    let direction = |direction: Direction| match direction {
        Direction::Both => "both",
        Direction::Forward => "fwd",
        Direction::Back => "back",
    };
    let each = order.iter().map(|at| &options[*at]);
    let written: Value = each
        .map(|option| json!({ "name": option.name, "permittedDirection": direction(option.direction) }))
        .collect();
    let mut root =
        old.and_then(|old| serde_json::from_slice::<Map<String, Value>>(old).ok()).unwrap_or_default();
    root.remove("useManualPreferenceVectors");
    for (key, value) in [
        ("program", json!("Detente")),
        ("version", json!(env!("CARGO_PKG_VERSION"))),
        ("title", json!(title)),
        ("decisionMakers", Value::Array(makers)),
        ("options", written),
        ("infeasibles", impossible.iter().map(said).collect()),
        ("useManualPreferenceRanking", json!(by_hand)),
    ] {
        root.insert(key.into(), value);
    }
    let mut bytes = serde_json::to_vec_pretty(&root).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}
