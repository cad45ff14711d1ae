//! Who may see an event: the one gate for confidences.
//!
//! What a seat sees of the talks is computed from the events that pass here, and from nothing else. So two logs that
//! differ only in what does not pass are the same to it.

use detente_case::Case;

use crate::event::{Act, Event};
use crate::seat::{Kind, People, Seat};
use crate::state::shared_case;

/// An event as a seat sees it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'e> {
    /// The seat's own number for it, from 1; not the number in the log.
    pub number: usize,
    /// The event.
    pub event: &'e Event,
    /// The release it was given by, where it was another's before.
    pub release: Option<&'e Event>,
}

/// Everyone with a seat at the end of a log, and the shared facts.
pub fn people(log: &[Event]) -> (Case, People) {
    let mut case = Case::default();
    let mut people = People::default();
    let mut newcomers = Vec::new();
    for event in log {
        match &event.act {
            Act::Open { case: source } => {
                if let Some(read) = shared_case(source) {
                    case = read;
                }
            }
            Act::Join(newcomer) => newcomers.push(newcomer),
            _ => {}
        }
    }
    if !case.parties.is_empty() {
        people = People::of(&case);
    }
    newcomers.into_iter().for_each(|newcomer| people.join(&case, newcomer));
    (case, people)
}

/// What a seat sees of a log, in the order in which it came to know it: a released event stands behind its release.
///
/// Linear in the log.
pub fn seen<'e>(log: &'e [Event], people: &People, case: &Case, seat: &Seat) -> Vec<Seen<'e>> {
    let mut all = Vec::new();
    let mut given: std::collections::BTreeSet<u64> = std::collections::BTreeSet::new();
    for event in log {
        if !sees(log, people, case, seat, event) {
            continue;
        }
        all.push(Seen { number: all.len() + 1, event, release: None });
        if let Act::Release { event: number, .. } = &event.act
            && let Some(released) = at(log, *number)
            && !seat.mediates()
            && !sees(log, people, case, seat, released)
            && given.insert(*number)
        {
            all.push(Seen { number: all.len() + 1, event: released, release: Some(event) });
        }
    }
    all
}

/// The event with a number.
pub fn at(log: &[Event], number: u64) -> Option<&Event> {
    let guess = usize::try_from(number).ok()?.checked_sub(1)?;
    log.get(guess).filter(|event| event.number == number)
}

/// Whether a seat may see an event without its being released.
fn sees(log: &[Event], people: &People, case: &Case, seat: &Seat, event: &Event) -> bool {
    let to_parties = |parties: &[String]| {
        let own = match seat.kind {
            Kind::CoMediator(party) => case.parties.get(party).map(|party| party.id.as_str()),
            _ if seat.delegate() => Some(seat.side.as_str()),
            _ => None,
        };
        own.is_some_and(|own| parties.iter().any(|party| party == own))
    };
    match &event.act {
        Act::Open { .. }
        | Act::Begin
        | Act::Join(_)
        | Act::Suspend { .. }
        | Act::Resume
        | Act::Leave { .. }
        | Act::Table(_)
        | Act::OpenRound { .. }
        | Act::CloseRound
        | Act::OpenSilence { .. }
        | Act::PutForAdoption(_)
        | Act::DeclareAdopted { .. }
        | Act::Fact { own: false, .. } => true,
        Act::Mark { .. } | Act::Reach(_) | Act::Fact { own: true, .. } => seat.mediates(),
        Act::Idea { to, .. } | Act::Package { to, .. } | Act::Release { to, .. } => {
            seat.mediates() || to_parties(to)
        }
        Act::Withdraw { event: number } => {
            let about = at(log, *number).map(|about| &about.act);
            let kept = matches!(about, Some(Act::Respond(response)) if response.principals_only);
            of_side(people, seat, event, kept)
        }
        Act::Attest { event: number } => {
            // As the act it is about, an earlier one of the same side by instrument; else nobody's but the mediators'.
            let side = |person: &str| people.seat(person).map(|seat| seat.side.as_str());
            let fit = |about: &&Event| {
                let mediator = people.seat(&event.by).is_some_and(Seat::mediates);
                let own = mediator || side(&about.by) == side(&event.by);
                own && about.number < event.number && about.instrument.is_some()
            };
            let about = at(log, *number).filter(fit);
            seat.mediates() || about.is_some_and(|about| sees(log, people, case, seat, about))
        }
        Act::Respond(response) => of_side(people, seat, event, response.principals_only),
        Act::Agree
        | Act::Reserve { .. }
        | Act::Offer { .. }
        | Act::BreakSilence { .. }
        | Act::Adopt { .. } => of_side(people, seat, event, false),
        Act::Meet(meeting) => {
            let there = meeting.people.contains(&seat.person);
            let own = |person: &String| people.seat(person).is_some_and(|other| other.side == seat.side);
            let caucus = |party: usize| {
                meeting.sort == crate::meeting::Sort::Caucus
                    && meeting
                        .people
                        .iter()
                        .any(|person| people.seat(person).is_some_and(|other| other.party == Some(party)))
            };
            let recorded = event.by == seat.person || people.seat(&event.by).is_some_and(Seat::mediates);
            match seat.kind {
                Kind::Mediator => recorded || !meeting.off_record,
                Kind::CoMediator(party) => there || caucus(party),
                _ => there || event.by == seat.person || (seat.principal() && meeting.people.iter().any(own)),
            }
        }
    }
}

/// Whether an act of a side is seen: by the mediators, by one asked to its caucus, by its own delegation.
fn of_side(people: &People, seat: &Seat, event: &Event, principals_only: bool) -> bool {
    let Some(author) = people.seat(&event.by) else { return seat.mediates() };
    let own = seat.side == author.side && seat.delegate();
    match seat.kind {
        Kind::Mediator => true,
        Kind::CoMediator(party) => author.party == Some(party),
        _ if author.person == seat.person => true,
        _ if principals_only => own && seat.principal(),
        _ => own,
    }
}
