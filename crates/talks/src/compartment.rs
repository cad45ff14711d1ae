//! Compartments: who can open what on the disk.
//!
//! The gate ([`crate::seen`]) says what a seat is shown. Compartments are the walls behind it: what a sealed log lets a person's
//! key open at all. They are coarser than the gate, side by side rather than person by person, and never narrower: whatever a
//! seat may see, its key opens.

use std::collections::BTreeSet;

use detente_case::{Case, ThirdRole};

use crate::audience::{at, gives};
use crate::disclosure::Request;
use crate::event::{Act, Event};
use crate::seat::{Kind, People, Seat};

/// A set of items that one key opens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compartment {
    /// What is told to all.
    Table,
    /// What the mediators alone hold.
    Mediators,
    /// What passes between a side and the mediators.
    Caucus(String),
    /// The same, kept from the representatives and advisers of the side.
    Kept(String),
    /// Meetings at which someone of a side was.
    Present(String),
    /// What is a side's own, and no mediator's.
    Side(String),
    /// Makes the codes a side has on paper. It holds nothing, and its key never changes.
    Mark(String),
    /// What one person alone reads.
    Person(String),
}

impl std::fmt::Display for Compartment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, of) = match self {
            Self::Table => return formatter.write_str("table"),
            Self::Mediators => return formatter.write_str("mediators"),
            Self::Caucus(side) => ("caucus", side),
            Self::Kept(side) => ("kept", side),
            Self::Present(side) => ("present", side),
            Self::Side(side) => ("side", side),
            Self::Mark(side) => ("mark", side),
            Self::Person(person) => ("person", person),
        };
        write!(formatter, "{what}/{of}")
    }
}

impl Compartment {
    /// All compartments of a case at its beginning, each with those that open it. A side makes its own, [`Side`](Self::Side),
    /// later and without the mediators.
    pub fn plan(case: &Case) -> Vec<(Self, Vec<Self>)> {
        let mediating = |third: &&detente_case::ThirdParty| third.role == ThirdRole::Mediator;
        let mut all = vec![(Self::Mediators, Vec::new())];
        let mut table = vec![Self::Mediators];
        for third in case.third_parties.iter().filter(mediating) {
            all.push((Self::Present(third.id.clone()), vec![Self::Mediators]));
            all.push((Self::Mark(third.id.clone()), vec![Self::Mediators]));
            table.push(Self::Present(third.id.clone()));
        }
        let thirds = case.third_parties.iter().filter(|third| !mediating(third)).map(|third| &third.id);
        for side in case.parties.iter().map(|party| &party.id).chain(thirds) {
            all.push((Self::Kept(side.clone()), vec![Self::Mediators]));
            all.push((Self::Caucus(side.clone()), vec![Self::Mediators]));
            all.push((Self::Present(side.clone()), vec![Self::Caucus(side.clone())]));
            all.push((Self::Mark(side.clone()), vec![Self::Present(side.clone())]));
            table.push(Self::Present(side.clone()));
        }
        all.push((Self::Table, table));
        all
    }

    /// What the key of a seat opens. Behind [`Side`](Self::Side) lies the side's caucus.
    pub fn of(case: &Case, seat: &Seat) -> Vec<Self> {
        let side = seat.side.clone();
        match seat.kind {
            Kind::Mediator | Kind::Undeclared => vec![Self::Mediators],
            Kind::CoMediator(party) => {
                let party = case.parties.get(party).map(|party| party.id.clone()).unwrap_or_default();
                vec![Self::Caucus(party.clone()), Self::Kept(party), Self::Present(side)]
            }
            _ if seat.principal() && seat.party.is_some() => {
                vec![Self::Caucus(side.clone()), Self::Kept(side)]
            }
            _ if seat.delegate() => vec![Self::Caucus(side)],
            _ => vec![Self::Present(side)],
        }
    }

    /// Which compartment makes the codes of a seat.
    pub fn mark(seat: &Seat) -> Self {
        Self::Mark(seat.side.clone())
    }

    /// Where it is written down that a seat has read something of a compartment: there, for mediators; else where its own
    /// side and the mediators read it.
    pub fn of_reading(&self, seat: &Seat) -> Self {
        let mediates = matches!(seat.kind, Kind::Mediator | Kind::Undeclared | Kind::CoMediator(_));
        match self {
            Self::Side(_) => self.clone(),
            _ if mediates => self.clone(),
            _ if seat.delegate() => Self::Caucus(seat.side.clone()),
            _ => Self::Present(seat.side.clone()),
        }
    }
}

/// The compartments that may read an event when it is appended to a log.
pub fn readers(log: &[Event], people: &People, case: &Case, event: &Event) -> BTreeSet<Compartment> {
    let author = people.seat(&event.by);
    let own = |kept: bool| own_of(author, &event.by, kept);
    let caucuses = |parties: &[String]| -> BTreeSet<Compartment> {
        let all = parties.iter().map(|party| Compartment::Caucus(party.clone()));
        all.chain([Compartment::Mediators]).collect()
    };
    let of_item = |number: u64| -> BTreeSet<Compartment> {
        let about = at(log, number).filter(|about| about.number < event.number);
        about.map_or_else(|| own(false), |about| readers(log, people, case, about))
    };
    match &event.act {
        act if crate::audience::told_to_all(act) => match (&event.instrument, author) {
            (None, _) => BTreeSet::from([Compartment::Table]),
            (Some(_), Some(author)) if author.delegate() => {
                BTreeSet::from([Compartment::Caucus(author.side.clone())])
            }
            (Some(_), _) => BTreeSet::from([Compartment::Mediators]),
        },
        Act::Idea { to, .. } | Act::Package { to, .. } => caucuses(to),
        Act::Send(sent) => caucuses(&sent.to),
        Act::Tell(told) => match case.parties.iter().any(|party| party.id == told.from) {
            true => caucuses(std::slice::from_ref(&told.from)),
            false => own(false),
        },
        Act::Renew { person } | Act::Invite { person } => {
            match people.seat(person).filter(|other| other.party.is_some()) {
                Some(other) => caucuses(std::slice::from_ref(&other.side)),
                None => own(false),
            }
        }
        Act::Erase { event: number, holders, .. } if at(log, *number).is_none() => {
            let people = holders.keys().map(|person| Compartment::Person(person.clone()));
            people.chain([Compartment::Mediators]).collect()
        }
        Act::Erase { event: number, .. } => {
            // Everyone who could read it learns that it is gone.
            let gave = log.iter().filter_map(|event| gives(log, event)).filter(|(given, _)| given == number);
            let to: Vec<String> = gave.flat_map(|(_, to)| to.iter().cloned()).collect();
            let mut all = of_item(*number);
            all.extend(caucuses(&to));
            all
        }
        Act::Release { .. } | Act::Second { .. } if gives(log, event).is_some() => {
            let Some((number, to)) = gives(log, event) else { return own(false) };
            let origins =
                at(log, number).map(|about| crate::item::origins(people, case, about)).unwrap_or_default();
            let mut all = caucuses(to);
            all.extend(origins.into_iter().map(Compartment::Caucus));
            all
        }
        Act::Second { event: number } => match at(log, *number).map(|about| &about.act) {
            Some(Act::Ask(Request::Research)) => BTreeSet::from([Compartment::Table]),
            Some(Act::Ask(Request::Outside { event, .. })) => {
                let origins = at(log, *event).map(|about| crate::item::origins(people, case, about));
                caucuses(&origins.unwrap_or_default())
            }
            _ => own(false),
        },
        Act::Attest { event: number } => {
            let mut all = of_item(*number);
            // What is for all and on paper is told to all with the word of the one who attests it.
            if crate::audience::attested(log, event)
                .is_some_and(|about| crate::audience::told_to_all(&about.act))
            {
                all.insert(Compartment::Table);
            }
            all
        }
        Act::Withdraw { event: number }
        | Act::Consent { event: number, .. }
        | Act::Revoke { event: number, .. }
        | Act::Condition { event: number, .. } => {
            let about = at(log, *number).map(|about| &about.act);
            own(matches!(about, Some(Act::Respond(response)) if response.principals_only))
        }
        Act::Respond(response) => own(response.principals_only),
        Act::Meet(meeting) => {
            let mediated = author.is_some_and(Seat::mediates);
            let sides: BTreeSet<&str> = if mediated {
                meeting
                    .people
                    .iter()
                    .filter_map(|person| people.seat(person))
                    .map(|seat| seat.side.as_str())
                    .collect()
            } else {
                author.into_iter().map(|author| author.side.as_str()).collect()
            };
            let mut all: BTreeSet<_> =
                sides.into_iter().map(|side| Compartment::Present(side.into())).collect();
            if mediated {
                all.insert(Compartment::Mediators);
            }
            all
        }
        _ => own(false),
    }
}

/// Earlier events that others may read once this one is appended.
pub fn opens(
    log: &[Event],
    people: &People,
    case: &Case,
    event: &Event,
) -> Vec<(u64, BTreeSet<Compartment>)> {
    let caucuses =
        |parties: &[String]| parties.iter().map(|party| Compartment::Caucus(party.clone())).collect();
    let mut all: Vec<(u64, BTreeSet<Compartment>)> = Vec::new();
    if let Some((number, to)) = gives(log, event) {
        all.push((number, caucuses(to)));
    }
    // Whoever sees that a second person agreed has to know to what.
    if let Act::Second { event: number } = &event.act
        && let Some(Act::Ask(Request::Release { .. } | Request::Outside { .. })) =
            at(log, *number).map(|about| &about.act)
    {
        all.push((*number, readers(log, people, case, event)));
    }
    if !all.is_empty() {
        return all;
    }
    let trusted = |about: &&Event| {
        let side = |person: &str| people.seat(person).map(|seat| seat.side.as_str());
        people.seat(&event.by).is_some_and(Seat::mediates) || side(&about.by) == side(&event.by)
    };
    match crate::audience::attested(log, event).filter(trusted) {
        Some(about) if crate::audience::told_to_all(&about.act) => {
            vec![(about.number, BTreeSet::from([Compartment::Table]))]
        }
        _ => Vec::new(),
    }
}

/// What a side writes for itself and the mediators.
fn own_of(author: Option<&Seat>, person: &str, kept: bool) -> BTreeSet<Compartment> {
    match author {
        Some(author) if author.party.is_some() && kept => {
            BTreeSet::from([Compartment::Kept(author.side.clone()), Compartment::Person(person.into())])
        }
        Some(author) if !matches!(author.kind, Kind::Mediator | Kind::Undeclared | Kind::CoMediator(_)) => {
            BTreeSet::from([Compartment::Caucus(author.side.clone()), Compartment::Person(person.into())])
        }
        _ => BTreeSet::from([Compartment::Mediators, Compartment::Person(person.into())]),
    }
}
