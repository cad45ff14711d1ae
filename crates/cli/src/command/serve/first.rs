//! The first mediator's invitation: with it a server begins.

use std::path::Path;

use detente_store::{Place, SealedLog, SeatAt};
use detente_talks::{Desk, Log};
use jiff::Timestamp;

use super::clock;
use super::halls::{Hall, House, held};
use super::seat::INVITED;
use crate::failure::Failure;
use crate::opening::Opening;

/// Makes an invitation for a mediator. If nobody has opened the talks, the invitation opens them; else the mediator's key does.
pub(super) fn prepare(
    house: &mut House,
    folder: &Path,
    place: &Place,
    person: &str,
    opening: &Opening,
) -> Result<(), Failure> {
    let shared = std::fs::read_to_string(folder.join("case.toml")).map_err(|source| Failure::Machine {
        what: format!("could not read {}/case.toml", folder.display()),
        source,
    })?;
    let store = opening.store(folder)?;
    let demo = store.as_ref().is_some_and(detente_store::Store::demo);
    let fresh = store.is_none();
    drop(store);
    let first = if fresh { Some(Desk::first(&shared, person, clock())?) } else { None };
    let id = Hall::name(folder)?;
    let at = SeatAt { case: id, person: person.into() };
    let until = Timestamp::now().as_second() + INVITED;
    let (token, invited) = held(&house.quick).invite(&at, person, demo, until)?;
    if let Some(first) = first {
        let mut log = SealedLog::create(place, &shared, person, Some(&invited))?;
        log.append(&[], &first)?;
    } else if !demo {
        let own = opening.opener(&format!("Passphrase of {person}: "))?;
        let mut log = SealedLog::open(place, person, Some(&own))?;
        let (store, ring) = log.parts()?;
        store.add_opener(ring, &invited)?;
    }
    house.first = Some(token.to_string());
    Ok(())
}

/// The invitation that was made.
pub(super) fn invitation(house: &House, person: &str) -> Result<String, Failure> {
    house.first.clone().ok_or_else(|| {
        Failure::help(format!("no invitation was made for {person}"), "--as is for a server with one case")
    })
}
