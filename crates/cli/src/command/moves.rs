//! `detente moves`

use std::path::Path;

use detente_case::{Case, Conflict, Files, Order};
use detente_formats::{read_conflict, write_gmcr};
use detente_moves::{Concept, Model, Profile, Settings, Stable, analyse, partition, power};
use detente_papers::{Style, moves};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::arguments::{Format, Moves};
use crate::console::{coloured, complain, plain};
use crate::disk::write_file;
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, load, read_at_most};
use crate::output::{say, say_json};
use crate::problems::Findings;

pub(crate) fn run(arguments: &Moves) -> Result<(), Failure> {
    if arguments.power {
        return powers(arguments);
    }
    let (mut conflict, title) = read(&arguments.path)?;
    for id in &arguments.inverse {
        let at = actor(&conflict, id)?;
        conflict.actors[at].order = Order::Ranking(Vec::new());
    }
    if let Some(path) = &arguments.write {
        let old = std::fs::read(path).ok();
        let bytes = write_gmcr(&conflict, &title, old.as_deref())
            .map_err(|why| Failure::help(why, "leave --write out; the case folder keeps all of it"))?;
        write_file(path, &bytes)?;
        complain(&format!(
            "note: {} is written; the format has no status quo, no wanted state and no ids, and numbers states with the options in the order of their \
             owners\n",
            path.display()
        ));
    }
    if let Some(groups) = &arguments.partition {
        return blocks(&conflict, groups, arguments.format);
    }
    let settings = Settings {
        response: arguments.model.map(crate::arguments::Answers::response),
        from: arguments.from,
        wanted: arguments.wanted,
        worlds: arguments.worlds,
        seed: arguments.seed,
    };
    let analysis = analyse(&conflict, &settings).map_err(|refusal| Failure::input(refusal.to_string()))?;
    match arguments.format {
        Format::Json => say_json(&analysis),
        Format::Text => say(&moves(&analysis, &Style { width: 80, colour: coloured() })),
    }
}

/// A conflict from a case folder or a file, and what it is called.
fn read(path: &Path) -> Result<(Conflict, String), Failure> {
    let file =
        path.is_file() && path.file_name().is_some_and(|name| name != "case.toml" && name != "moves.toml");
    if file {
        let name = path.display().to_string();
        let bytes = read_at_most(path, LARGEST_FILE)?;
        let found = read_conflict(&name, &bytes).map_err(|problem| {
            let files = Files::from([(name.clone(), bytes.clone())]);
            Failure::Mistakes(Box::new(Findings { problems: vec![problem], files, folder: String::new() }))
        })?;
        found.notes.iter().for_each(|note| complain(&format!("note: {note}\n")));
        let stem = path.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        return Ok((found.conflict, found.title.unwrap_or(stem)));
    }
    let loaded = load(&folder(path), &detente_formats::Settings::default())?;
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    let Case { moves, title, .. } = loaded.case;
    let none = || {
        Failure::help(
            format!("{} says nothing of moves", path.display()),
            "write mediator/moves.toml; docs/moves.md shows how",
        )
    };
    Ok((moves.ok_or_else(none)?, title))
}

/// The folder of a case, where a file in it is named.
fn folder(path: &Path) -> std::path::PathBuf {
    match path.parent().filter(|_| path.ends_with("mediator/moves.toml")) {
        Some(mediator) => {
            mediator.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).into()
        }
        None => path.into(),
    }
}

fn actor(conflict: &Conflict, id: &str) -> Result<usize, Failure> {
    let at = conflict.actors.iter().position(|actor| actor.id == id || actor.name == id);
    let known: Vec<&str> = conflict.actors.iter().map(|actor| actor.id.as_str()).collect();
    at.ok_or_else(|| {
        Failure::help(format!("there is no actor \"{id}\""), format!("known: {}", known.join(", ")))
    })
}

/// Stability by blocks.
fn blocks(conflict: &Conflict, groups: &str, format: Format) -> Result<(), Failure> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    for group in groups.split(',') {
        let members = group.split('+').map(|id| actor(conflict, id.trim())).collect::<Result<Vec<_>, _>>()?;
        all.push(members);
    }
    let mut named: Vec<usize> = all.iter().flatten().copied().collect();
    named.sort_unstable();
    if named.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Failure::help(
            "an actor stands in two blocks",
            "name each once; whoever is not named is a block alone",
        ));
    }
    let alone = (0..conflict.actors.len()).filter(|at| !named.contains(at)).map(|at| vec![at]);
    all.extend(alone.collect::<Vec<_>>());
    let refused = |what: String| Failure::input(what);
    let model = Model::new(conflict).map_err(|error| refused(error.to_string()))?;
    let ranks = conflict.actors.iter().map(|actor| model.ranks(&actor.name, &actor.order));
    let profile = Profile::new(ranks.collect::<Result<_, _>>().map_err(|error| refused(error.to_string()))?);
    let found = partition(&model, &profile, &all)
        .ok_or_else(|| refused("blocks are looked at up to 4,096 states".into()))?;
    let name = |members: &Vec<usize>| {
        members.iter().map(|at| conflict.actors[*at].id.as_str()).collect::<Vec<_>>().join("+")
    };
    let states =
        |own: &[Stable], concept| (1..=own.len()).filter(|at| own[at - 1].is(concept)).collect::<Vec<_>>();
    let together: Vec<Stable> = detente_moves::equilibria(&found);
    let (mut stable, mut equilibria) = (Map::new(), Map::new());
    for concept in Concept::ALL {
        let each = all.iter().zip(&found).map(|(members, own)| (name(members), json!(states(own, concept))));
        stable.insert(concept.name().into(), Value::Object(each.collect()));
        equilibria.insert(concept.name().into(), json!(states(&together, concept)));
    }
    match format {
        Format::Json => {
            say_json(&json!({ "schema": "detente/blocks/1", "stable": stable, "equilibria": equilibria }))
        }
        Format::Text => {
            let mut text = String::new();
            for (concept, states) in &equilibria {
                text += &format!("{concept}: stable for every block: {states}\n");
            }
            say(&text)
        }
    }
}

/// The power of the members of parties that vote.
fn powers(arguments: &Moves) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Member {
        member: String,
        shapley_shubik: f64,
        banzhaf: f64,
        exact: [String; 2],
    }
    let loaded = load(&arguments.path, &detente_formats::Settings::default())?;
    let case = loaded.case;
    if case.votes.is_empty() {
        return Err(Failure::help(
            "no party of this case votes",
            "write [[vote]] into case.toml; docs/moves.md shows how",
        ));
    }
    let mut all = Map::new();
    let mut text = String::new();
    for vote in &case.votes {
        let party = &case.parties[vote.party];
        let found = power(vote).map_err(|error| Failure::input(format!("{}: {error}", party.name)))?;
        let each = vote.members.iter().zip(found.shapley_shubik.iter().zip(&found.banzhaf));
        let members: Vec<Member> = each
            .map(|(member, (shapley, banzhaf))| Member {
                member: member.clone(),
                shapley_shubik: shapley.to_f64(),
                banzhaf: banzhaf.to_f64(),
                exact: [shapley.to_string(), banzhaf.to_string()],
            })
            .collect();
        text +=
            &format!("{}\n{:<32} {:>14} {:>12}\n", plain(&party.name), "member", "Shapley-Shubik", "Banzhaf");
        for one in &members {
            text += &format!("{:<32} {:>14} {:>12}\n", plain(&one.member), one.exact[0], one.exact[1]);
        }
        all.insert(party.id.clone(), json!(members));
    }
    text += "Shapley-Shubik: in what share of all orders of joining its vote decides. Banzhaf: in what\nshare of the coalitions of the others; these do not sum to 1.\n";
    match arguments.format {
        Format::Json => say_json(&json!({ "schema": "detente/power/1", "parties": all })),
        Format::Text => say(&text),
    }
}
