//! Who may see an event: the one gate for confidences.
//!
//! What a seat sees of the talks is computed from the events that pass here, and from nothing else. So two logs that
//! differ only in what does not pass are the same to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use detente_case::Case;

use crate::disclosure::Request;
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
    /// Whether an act by instrument was attested before the seat came to know it.
    pub attested: bool,
    /// For the word of a second person: what it agrees to.
    pub asked: Option<&'e Request>,
    /// Where this is but the place of an act that was erased, by `event`: its number in the log.
    pub erased: Option<u64>,
}

impl<'e> Seen<'e> {
    /// An event as it is, with the seat's own number.
    pub fn of(number: usize, event: &'e Event) -> Self {
        Self { number, event, release: None, attested: false, asked: None, erased: None }
    }

    /// The item that was given to others by this, and to whom: parties, or [`OUTSIDE`](crate::OUTSIDE) alone.
    pub fn gave(&self) -> Option<(u64, &'e [String])> {
        match (&self.event.act, self.asked) {
            (Act::Release { event, to }, _) | (_, Some(Request::Release { event, to })) => Some((*event, to)),
            (_, Some(Request::Outside { event, .. })) => Some((*event, outside())),
            _ => None,
        }
    }
}

/// The world outside, as a list of recipients.
fn outside() -> &'static [String] {
    static OUT: std::sync::OnceLock<[String; 1]> = std::sync::OnceLock::new();
    OUT.get_or_init(|| [crate::OUTSIDE.to_string()])
}

/// Everyone with a seat at the end of a log, and the shared facts.
pub fn people(log: &[Event]) -> (Case, People) {
    let known = Facts::of(log);
    (known.case, known.people)
}

fn people_of(log: &[Event], told: &BTreeMap<u64, Arc<Case>>) -> (Case, People) {
    let mut case = Case::default();
    let mut people = People::default();
    let (mut newcomers, mut declared) = (Vec::new(), Vec::new());
    for event in log {
        // What was done on paper is done when it is attested.
        let event = match (&event.instrument, attested(log, event)) {
            (Some(_), _) => continue,
            (None, Some(about)) => about,
            (None, None) => event,
        };
        match &event.act {
            Act::Open { .. } => {
                if let Some(read) = told.get(&event.number) {
                    case = Case::clone(read);
                }
            }
            Act::Join(newcomer) => newcomers.push(newcomer),
            Act::Declare { .. } => declared.push(&event.by),
            _ => {}
        }
    }
    if !case.parties.is_empty() {
        people = People::of(&case);
    }
    newcomers.into_iter().for_each(|newcomer| people.join(&case, newcomer));
    declared.into_iter().for_each(|person| people.declare(&case, person));
    (case, people)
}

/// What was read of a log, for those who open many desks on it: the shared facts each time they were told, and everyone with a
/// seat at its end.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// By the number of the event that told them.
    pub(crate) told: BTreeMap<u64, Arc<Case>>,
    pub(crate) case: Case,
    pub(crate) people: People,
}

impl Facts {
    /// Reads a log. Linear in it; parses the shared facts.
    pub fn of(log: &[Event]) -> Self {
        let told = log.iter().filter_map(|event| match &event.act {
            Act::Open { case } => Some((event.number, Arc::new(shared_case(case)?))),
            _ => None,
        });
        let told = told.collect();
        let (case, people) = people_of(log, &told);
        Self { told, case, people }
    }

    /// Whether it has to be read again once an act was appended.
    pub fn changed_by(act: &Act) -> bool {
        matches!(act, Act::Open { .. } | Act::Join(_) | Act::Declare { .. } | Act::Attest { .. })
    }

    /// How many acts a person sees of the log this was read of, or of one that goes on from it without changing it; 0 without
    /// a seat.
    pub fn version(&self, log: &[Event], person: &str) -> usize {
        self.people.seat(person).map_or(0, |seat| seen(log, &self.people, &self.case, seat).len())
    }
}

/// The act by instrument that an event attests, if it does.
pub(crate) fn attested<'e>(log: &'e [Event], event: &Event) -> Option<&'e Event> {
    let Act::Attest { event: number } = &event.act else { return None };
    let about = at(log, *number).filter(|about| about.number < event.number && event.instrument.is_none())?;
    let recorder = about.instrument.as_ref().map(|paper| &paper.recorded_by)?;
    let another = *recorder != event.by && about.by != event.by;
    (another && !matches!(about.act, Act::Attest { .. })).then_some(about)
}

/// What a seat sees of a log, in the order in which it came to know it: a released event stands behind its release, and
/// an act on paper that is for all behind the word of the one who attested it.
///
/// Linear in the log, but for its releases and attestations.
pub fn seen<'e>(log: &'e [Event], people: &People, case: &Case, seat: &Seat) -> Vec<Seen<'e>> {
    let mut all: Vec<Seen<'e>> = Vec::new();
    let mut given: std::collections::BTreeSet<u64> = std::collections::BTreeSet::new();
    let mut firm: std::collections::BTreeSet<u64> = std::collections::BTreeSet::new();
    let erased = erased_for(log, seat);
    let mut gone = erased.iter().peekable();
    let place = |all: &mut Vec<Seen<'e>>, number: u64, event: &'e Event| {
        let erased = Some(number);
        all.push(Seen { erased, ..Seen::of(all.len() + 1, event) });
    };
    for event in log {
        // What was erased keeps its place, so that the numbers of what came after stay.
        while let Some((number, (by, own))) = gone.next_if(|(number, _)| **number < event.number) {
            if *own {
                place(&mut all, *number, by);
            }
        }
        if event.number == *gone.peek().map_or(&0, |(number, _)| *number) {
            // It can be read still: the erasure was not carried out here.
            gone.next();
        }
        let own = sees(log, people, case, seat, event);
        if own {
            let asked = match &event.act {
                Act::Second { event: number } => asked(log, event, *number),
                _ => None,
            };
            all.push(Seen { asked, ..Seen::of(all.len() + 1, event) });
        }
        let side = |person: &str| people.seat(person).map(|seat| seat.side.as_str());
        let trusted = |about: &&Event| {
            people.seat(&event.by).is_some_and(Seat::mediates) || side(&about.by) == side(&event.by)
        };
        if let Some(about) = attested(log, event).filter(trusted)
            && firm.insert(about.number)
            && told_to_all(&about.act)
            && !sees(log, people, case, seat, about)
        {
            all.push(Seen { attested: true, ..Seen::of(all.len() + 1, about) });
        }
        if let Some((number, to)) = gives(log, event)
            && own
            && to_parties(case, seat, to)
            && at(log, number).is_none()
            && let Some((by, false)) = erased.get(&number)
            && given.insert(number)
        {
            place(&mut all, number, by);
        }
        if let Some((number, to)) = gives(log, event)
            && own
            && to_parties(case, seat, to)
            && let Some(released) = at(log, number)
            && !seat.mediates()
            && !sees(log, people, case, seat, released)
            && given.insert(number)
        {
            let attested = firm.contains(&number);
            all.push(Seen { release: Some(event), attested, ..Seen::of(all.len() + 1, released) });
        }
    }
    all
}

/// What was erased that a seat had seen: by its number, what erased it, and whether it stood at its own place in the log, or
/// behind its release.
fn erased_for<'e>(log: &'e [Event], seat: &Seat) -> BTreeMap<u64, (&'e Event, bool)> {
    let erasures = log.iter().filter_map(|event| match &event.act {
        Act::Erase { event: number, holders, .. } => {
            holders.get(&seat.person).map(|given| (*number, (event, !given)))
        }
        _ => None,
    });
    erasures.collect()
}

/// The item an event gives to parties, and to whom: a release, or the second word under one that was asked for.
pub(crate) fn gives<'e>(log: &'e [Event], event: &'e Event) -> Option<(u64, &'e [String])> {
    // Nobody gives anything, and nobody is a second person, on paper.
    match &event.act {
        _ if event.instrument.is_some() => None,
        Act::Release { event, to } => Some((*event, to)),
        Act::Second { event: number } => match asked(log, event, *number)? {
            Request::Release { event, to } => Some((*event, to)),
            _ => None,
        },
        _ => None,
    }
}

/// What a second person agrees to: something that another asked for before.
fn asked<'e>(log: &'e [Event], event: &Event, number: u64) -> Option<&'e Request> {
    let asked = at(log, number).filter(|asked| asked.number < event.number && asked.by != event.by)?;
    match &asked.act {
        Act::Ask(request) => Some(request),
        _ => None,
    }
}

/// Whether a seat belongs to one of these parties, or is asked to the caucus of one.
fn to_parties(case: &Case, seat: &Seat, parties: &[String]) -> bool {
    let own = match seat.kind {
        Kind::CoMediator(party) => case.parties.get(party).map(|party| party.id.as_str()),
        _ if seat.delegate() => Some(seat.side.as_str()),
        _ => None,
    };
    own.is_some_and(|own| parties.iter().any(|party| party == own))
}

/// Whether an act is for everyone.
pub(crate) fn told_to_all(act: &Act) -> bool {
    match act {
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
        | Act::Declare { .. }
        | Act::Blind { .. }
        | Act::Overlap { .. }
        | Act::Ask(Request::Research)
        | Act::Fact { own: false, .. } => true,
        Act::Mark { .. }
        | Act::Reach(_)
        | Act::Fact { own: true, .. }
        | Act::Agree
        | Act::Respond(_)
        | Act::Withdraw { .. }
        | Act::Reserve { .. }
        | Act::Prefer { .. }
        | Act::Renew { .. }
        | Act::Invite { .. }
        | Act::Idea { .. }
        | Act::Package { .. }
        | Act::Offer { .. }
        | Act::Release { .. }
        | Act::BreakSilence { .. }
        | Act::Adopt { .. }
        | Act::Attest { .. }
        | Act::Tell(_)
        | Act::Consent { .. }
        | Act::Revoke { .. }
        | Act::Condition { .. }
        | Act::Ask(_)
        | Act::Second { .. }
        | Act::Source { .. }
        | Act::Send(_)
        | Act::Erase { .. }
        | Act::Hold { .. }
        | Act::Bid { .. }
        | Act::Carried { .. }
        | Act::Meet(_) => false,
    }
}

/// The event with a number.
pub fn at(log: &[Event], number: u64) -> Option<&Event> {
    let guess = usize::try_from(number).ok()?.checked_sub(1)?;
    match log.get(guess) {
        Some(event) if event.number == number => Some(event),
        // Where some cannot be read the others stand further ahead.
        _ => log.binary_search_by_key(&number, |event| event.number).ok().and_then(|place| log.get(place)),
    }
}

/// Whether a seat may see an event without its being released.
fn sees(log: &[Event], people: &People, case: &Case, seat: &Seat, event: &Event) -> bool {
    let to_parties = |parties: &[String]| to_parties(case, seat, parties);
    // Whether what an act is about was kept from the advisers of its side; of what was erased, from this seat.
    let kept = |number: u64| match at(log, number).filter(|about| about.number < event.number) {
        Some(about) => matches!(&about.act, Act::Respond(response) if response.principals_only),
        None => log.iter().any(|event| match &event.act {
            Act::Erase { event: gone, holders, .. } => *gone == number && !holders.contains_key(&seat.person),
            _ => false,
        }),
    };
    // The sides whose an item is know what becomes of it.
    let of_origins = |number: u64| {
        let about = at(log, number);
        if about.is_none() {
            // Of what was erased the erasure says it.
            return log.iter().any(|event| match &event.act {
                Act::Erase { event: gone, sides, holders, .. } => {
                    *gone == number && to_parties(sides) && holders.contains_key(&seat.person)
                }
                _ => false,
            });
        }
        let own = about.is_some_and(|about| to_parties(&crate::item::origins(people, case, about)));
        own && (seat.principal() || !kept(number))
    };
    match &event.act {
        act if told_to_all(act) => {
            let own =
                people.seat(&event.by).is_some_and(|author| author.side == seat.side && seat.delegate());
            // On paper it is the side's own until someone attests it.
            event.instrument.is_none() || seat.mediates() || own
        }
        Act::Mark { .. } | Act::Reach(_) | Act::Fact { own: true, .. } => seat.mediates(),
        Act::Idea { to, .. } | Act::Package { to, .. } => seat.mediates() || to_parties(to),
        Act::Send(sent) => seat.mediates() || to_parties(&sent.to),
        Act::Tell(told) => {
            seat.mediates()
                || to_parties(std::slice::from_ref(&told.from))
                || of_side(people, seat, event, false)
        }
        Act::Renew { person } | Act::Invite { person } => {
            let side = people.seat(person).map(|other| other.side.clone());
            seat.mediates() || side.is_some_and(|side| to_parties(&[side]))
        }
        Act::Release { event: number, to } => seat.mediates() || to_parties(to) || of_origins(*number),
        Act::Second { event: number } => {
            seat.mediates()
                || match asked(log, event, *number) {
                    Some(Request::Research) => true,
                    Some(Request::Outside { event, .. }) => of_origins(*event),
                    Some(Request::Release { event, to }) => to_parties(to) || of_origins(*event),
                    _ => false,
                }
        }
        Act::Erase { holders, .. } => seat.mediates() || holders.contains_key(&seat.person),
        Act::Ask(_) | Act::Source { .. } | Act::Hold { .. } | Act::Carried { .. } => seat.mediates(),
        Act::Withdraw { event: number }
        | Act::Consent { event: number, .. }
        | Act::Revoke { event: number, .. }
        | Act::Condition { event: number, .. } => of_side(people, seat, event, kept(*number)),
        Act::Attest { event: number } => {
            // As the act it is about, an earlier one of the same side by instrument; else nobody's but the mediators'.
            let side = |person: &str| people.seat(person).map(|seat| seat.side.as_str());
            let mediator = people.seat(&event.by).is_some_and(Seat::mediates);
            let fit = |about: &&Event| {
                let own = mediator || side(&about.by) == side(&event.by);
                own && about.number < event.number
                    && about.instrument.is_some()
                    && !matches!(about.act, Act::Attest { .. })
            };
            let about = at(log, *number).filter(fit);
            seat.mediates() || about.is_some_and(|about| sees(log, people, case, seat, about))
        }
        Act::Respond(response) => of_side(people, seat, event, response.principals_only),
        Act::Agree
        | Act::Reserve { .. }
        | Act::Prefer { .. }
        | Act::Offer { .. }
        | Act::BreakSilence { .. }
        | Act::Bid { .. }
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
            let author = people.seat(&event.by);
            let by_mediator = author.is_some_and(Seat::mediates);
            let recorded = event.by == seat.person || by_mediator;
            // What a side writes down of a meeting is its own; another side that was there has no part in it.
            let open_to = by_mediator || author.is_some_and(|author| author.side == seat.side);
            let ours = seat.principal()
                && meeting.sort != crate::meeting::Sort::Consultation
                && meeting.people.iter().any(own);
            match seat.kind {
                Kind::Mediator => recorded || there || !meeting.off_record,
                Kind::CoMediator(party) => there || caucus(party),
                _ => event.by == seat.person || (open_to && (there || ours)),
            }
        }
        // All others are told to all.
        _ => false,
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
