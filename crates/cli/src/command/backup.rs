//! `detente backup` and `detente restore`

use detente_store::{Error, Place, SealedLog, Store};
use detente_talks::{Compartment, Desk, Log as _, Preset};

use crate::arguments::{Backup, Format, Restore};
use crate::failure::Failure;
use crate::opening::Opening;
use crate::output::{say, say_json};
use crate::session::Session;

pub(crate) fn run(arguments: &Backup) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    if !session.desk()?.seat.mediates() {
        return Err(Failure::help("only a mediator may back up the log", "ask a mediator"));
    }
    let (store, ring) = session.parts()?;
    let known = store.backups(ring)?;
    // What was erased since is taken out of older backups that can be reached again.
    store.sweep(&known)?;
    let mediators = Compartment::Mediators.to_string();
    for path in [&arguments.log, &arguments.keys] {
        crate::disk::removed_on_interrupt(&Store::part(path));
    }
    store.backup(ring, &mediators, &arguments.log, &arguments.keys)?;
    say(&format!(
        "Made {} and {}. Each is useless without the other: keep them in two places.\n",
        arguments.log.display(),
        arguments.keys.display()
    ))
}

/// Makes the log anew. Two mediators open the backup of the keys first, where the rules agreed to ask for two.
pub(crate) fn restore(arguments: &Restore) -> Result<(), Failure> {
    let place = arguments.opening.place(&arguments.case);
    if arguments.opening.store(&arguments.case)?.is_some() {
        return Err(Error::There(place.to_string()).into());
    }
    let mut keys = Store::keys_of_backup(&arguments.keys)?;
    let second = arguments.second.as_ref().filter(|second| **second != arguments.person);
    let second_opening = Opening { key: arguments.second_key.clone(), store: None };
    let demo = keys.demo();
    let mut opened = Vec::new();
    for (person, opening) in [(Some(&arguments.person), &arguments.opening), (second, &second_opening)] {
        let Some(person) = person else { continue };
        let opener = if demo { None } else { Some(opening.opener(&format!("Passphrase of {person}: "))?) };
        if let Some(opener) = &opener {
            keys.unlock(person, opener)?;
        }
        opened.push((person, opener));
    }
    keys.close()?;
    // Put together in memory first, to see who those are that restore it.
    for (person, opener) in &opened {
        let store = Store::restore(&Place::Memory, &arguments.log, &arguments.keys)?;
        let mut log = SealedLog::over(store, person, opener.as_ref())?;
        let events = log.events()?;
        let desk = Desk::open(&events, person, jiff::Timestamp::now())?;
        if !desk.seat.mediates() {
            return Err(Failure::help(
                format!("{} is no mediator", desk.seat.name),
                "mediators restore a log",
            ));
        }
        let apart = opened.iter().any(|(other, _)| desk.apart(person, other));
        if Preset::of(&desk.state.case).needs_two() && !apart {
            return Err(Failure::help(
                "restoring a backup needs two people, by the rules the parties agreed to",
                "--second PERSON names another mediator, whom the first did not bring, and who gives a passphrase or key too",
            ));
        }
    }
    let mut store = Store::restore(&place, &arguments.log, &arguments.keys)?;
    // What is erased from now on is taken out of this backup too.
    let ring = match (demo, opened.first()) {
        (false, Some((person, Some(opener)))) => Some(store.unlock(person, opener)?),
        _ => None,
    };
    let mediators = Compartment::Mediators.to_string();
    if let Some(ring) = ring {
        let here = std::path::absolute(&arguments.keys).unwrap_or_else(|_| arguments.keys.clone());
        if !store.backups(&ring)?.contains(&here) {
            store.remember(&ring, &mediators, &arguments.keys)?;
        }
    }
    let verdict = store.verify()?;
    match arguments.format {
        Format::Json => say_json(
            &serde_json::json!({ "restored": verdict.head.number, "whole": verdict.damage.is_empty() }),
        ),
        Format::Text => say(&format!(
            "Restored {} items; {}.\n",
            verdict.head.number,
            if verdict.damage.is_empty() {
                "the chain is whole"
            } else {
                "the chain is damaged: `detente audit` says where"
            }
        )),
    }
}
