//! The first mediator's invitation: with it a server begins.

use std::path::Path;

use detente_case::{Case, Person, Role, ThirdRole};
use detente_store::{Place, SealedLog, SeatAt};
use detente_talks::{Compartment, Desk, Log};
use jiff::Timestamp;

use super::clock;
use super::halls::{Hall, House, held};
use super::seat::INVITED;
use crate::failure::Failure;
use crate::opening::Opening;

/// Whether someone keeps the text.
fn mediating(case: &Case, person: &Person) -> bool {
    let third = case.third_parties.iter().find(|third| third.id == person.speaks_for);
    let leads = matches!(person.role, Role::Principal | Role::Plenipotentiary | Role::Representative);
    leads && third.is_some_and(|third| third.role == ThirdRole::Mediator)
}

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
    let case = detente_talks::shared_case(&shared).ok_or_else(|| {
        Failure::help("case.toml cannot be read", "`detente check CASE` says what is wrong in it")
    })?;
    let someone = case.people.iter().find(|known| known.id == person);
    let mediates = someone.is_some_and(|someone| mediating(&case, someone));
    let Some(someone) = someone.filter(|_| mediates) else {
        return Err(Failure::help(
            format!("\"{person}\" is no mediator in {}/case.toml", folder.display()),
            "name the id of a [[person]] who speaks for a [[third_party]] with role = \"mediator\"",
        ));
    };
    let store = opening.store(folder)?;
    let demo = store.as_ref().is_some_and(detente_store::Store::demo);
    let fresh = store.is_none();
    drop(store);
    let first = if fresh { Some(Desk::first(&shared, person, clock())?) } else { None };
    if fresh && opening.key.is_some() {
        return Err(Failure::help(
            "a key is named, and the talks are not opened yet: it opens nothing",
            "leave --key out, and DETENTE_KEY; the invitation that is printed opens the talks",
        ));
    }
    let own = match (&opening.key, fresh || demo) {
        (_, true) => None,
        (Some(_), false) => Some(opening.opener(&format!("Passphrase of {person}: "))?),
        (None, false) => {
            house.notes.push(format!(
                "The talks of {} are open already: invitations that were printed for them hold until they are used, or 14 days old. \
                 With {person}'s key file (from the page Account, or `detente keys`) a new one is made: --key FILE.",
                folder.display()
            ));
            return Ok(());
        }
    };
    // Opened before an invitation takes the place of the one before: what fails changes nothing.
    let opened = match &own {
        Some(own) => Some(SealedLog::open(place, person, Some(own))?),
        None => None,
    };
    let id = Hall::name(folder)?;
    let at = SeatAt { case: id, person: person.into() };
    let until = Timestamp::now().as_second() + INVITED;
    let (token, invited) = held(&house.quick).invite(&at, &someone.name, demo, until)?;
    let mut fellows = Vec::new();
    if let Some(first) = first {
        let mut log = SealedLog::create(place, &shared, person, Some(&invited))?;
        log.append(&[], &first)?;
        // Whoever starts the server hands out the invitations of all mediators: none of them can be two.
        let label = Compartment::Mediators.to_string();
        for fellow in case.people.iter().filter(|known| known.id != person && mediating(&case, known)) {
            let at = SeatAt { case: at.case.clone(), person: fellow.id.clone() };
            let (token, invited) = held(&house.quick).invite(&at, &fellow.name, false, until)?;
            let (store, ring) = log.parts()?;
            store.give(ring, &fellow.id, &invited, &[label.as_str()])?;
            fellows.push((fellow.name.clone(), at.case, token.to_string()));
        }
    } else if let Some(mut log) = opened {
        let (store, ring) = log.parts()?;
        store.add_opener(ring, &invited)?;
    }
    house.first.push((someone.name.clone(), at.case, token.to_string()));
    house.first.append(&mut fellows);
    Ok(())
}
