//! `detente keys`

use detente_papers::keys;
use detente_store::Opener;
use detente_talks::{Act, Compartment, KeyHolder, KeyHolders, Kind, Seat};

use crate::arguments::Keys;
use crate::beside::own_compartment;
use crate::failure::Failure;
use crate::opening::{Opening, new_key};
use crate::output::say;
use crate::session::{Session, style};

pub(crate) fn run(arguments: &Keys) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let seat = session.desk()?.seat.clone();
    if session.parts()?.0.demo() {
        return Err(Failure::help(
            "in a demonstration there are no keys",
            "open talks without --demo for sealed ones",
        ));
    }
    if let (Some(person), Some(path)) = (&arguments.give, &arguments.new_key) {
        return give(&mut session, &seat, person, path);
    }
    if arguments.own {
        return own(&mut session, &seat, arguments.new_key.as_deref());
    }
    if let Some(person) = &arguments.take {
        let other = known(&session, person)?;
        may(&seat, &other, "take the key of")?;
        if *person == seat.person {
            return Err(Failure::help("that is your own key", "`--own` changes it"));
        }
        let (store, ring) = session.parts()?;
        store.revoke(ring, person)?;
        return say(&format!(
            "{} opens nothing any more. What was read before is known; the keys of all that it opened are new.\n",
            other.name
        ));
    }
    let people: Vec<String> = session.parts()?.1.people().map(String::from).collect();
    let desk = session.desk()?;
    // When another side gives its people keys is that side's own affair.
    let shown = |person: &&String| {
        seat.mediates() || desk.state.people.seat(person).is_some_and(|other| other.side == seat.side)
    };
    let holders = people.iter().filter(shown);
    let holders = holders.map(|person| KeyHolder { person: desk.state.people.named(person) }).collect();
    let own_key = session_own(&seat);
    let (_, ring) = session.parts()?;
    let list = KeyHolders { schema: "detente/keys/1", holders, own: own_key.map(|label| ring.opens(&label)) };
    session.print(&list, || keys(&list, &style()))
}

/// The compartment that is a side's own, for those who may have one.
fn session_own(seat: &Seat) -> Option<String> {
    seat.delegate().then(|| Compartment::Side(seat.side.clone()).to_string())
}

fn known(session: &Session, person: &str) -> Result<Seat, Failure> {
    let desk = session.desk()?;
    desk.state.people.seat(person).cloned().ok_or_else(|| {
        Failure::help(
            format!("there is no person \"{person}\""),
            "people are named in case.toml; `detente join` gives others a seat",
        )
    })
}

/// Mediators give keys to all who have none; a side's principal to its own people.
fn may(seat: &Seat, other: &Seat, what: &str) -> Result<(), Failure> {
    let leads = seat.party.is_some() && seat.kind == Kind::Principal && seat.side == other.side;
    let gives = what == "give a key to";
    let fellow = matches!(other.kind, Kind::Mediator | Kind::Undeclared | Kind::CoMediator(_));
    let mediates = seat.mediates() && (gives || (other.party.is_none() && !fellow));
    if leads || mediates {
        return Ok(());
    }
    Err(Failure::help(
        format!("{} cannot {what} {}", seat.name, other.name),
        "a principal can, for its own people; a mediator for everyone else, and the first one for all",
    ))
}

fn give(session: &mut Session, seat: &Seat, person: &str, path: &std::path::Path) -> Result<(), Failure> {
    let other = known(session, person)?;
    may(seat, &other, "give a key to")?;
    let wanted: Vec<String> = {
        let desk = session.desk()?;
        let mut wanted: Vec<Compartment> = Compartment::of(&desk.state.case, &other);
        if other.delegate() {
            wanted.push(Compartment::Side(other.side.clone()));
        }
        wanted.iter().map(ToString::to_string).collect()
    };
    let has = session.parts()?.1.people().any(|known| known == person);
    // Whoever could replace a mediator's key could be both of two people.
    if has && (seat.side != other.side || seat.mediates()) {
        return Err(Failure::help(
            format!("{} has a key already", other.name),
            "a principal of a party gives its own people new ones; a mediator who has lost a key takes another seat",
        ));
    }
    // Written down before it is given: who holds a key from whom decides who may be a second person.
    let person_of = person.to_string();
    session.act(|_| {
        Ok(if has {
            Act::Renew { person: person_of.clone() }
        } else {
            Act::Invite { person: person_of.clone() }
        })
    })?;
    let (store, ring) = session.parts()?;
    // What this ring does not open it cannot give: of a side's own compartment, the mediators.
    let opens: Vec<&str> = wanted.iter().map(String::as_str).filter(|label| ring.opens(label)).collect();
    let key = new_key(path)?;
    let given = store.give(ring, person, &Opener::Key(key), &opens);
    if given.is_err() {
        let _ = std::fs::remove_file(path);
    }
    given?;
    say(&format!(
        "{} is the key of {}. Hand it over by hand; its owner changes it with `detente keys --own`.\n",
        path.display(),
        other.name
    ))
}

fn own(session: &mut Session, seat: &Seat, path: Option<&std::path::Path>) -> Result<(), Failure> {
    let opener = Opening::new_opener(path)?;
    let (store, ring) = session.parts()?;
    store.change_opener(ring, &opener)?;
    let made = own_compartment(store, ring, seat)?;
    let also = if made {
        " Your side now has a compartment of its own, which no mediator can open; `--give` opens it to your people."
    } else {
        ""
    };
    say(&format!("Your key is changed; the old one opens nothing.{also}\n"))
}
