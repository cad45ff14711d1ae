//! One person at the talks of one case, as the workspace asks for it.

use std::sync::{Arc, Mutex};

use detente_case::Case;
use detente_store::{Damage, Error, Opener, Pass, Ring, SeatAt, Store};
use detente_talks::{Compartment, Desk, Event, Kind, Reading, Refusal, Seat as Place, SeenBy};
use detente_web::{Chain, Done, Paper, Room, Shelf, Trouble};
use jiff::Timestamp;
use tokio::sync::watch;

use super::clock;
use super::halls::{Hall, House, held, trouble};
use crate::beside::{DAYS, Kept, keep, papers};
use crate::load::load;

/// How often an act is tried again because others acted at the same moment.
const TRIES: usize = 1_000;
/// How long an invitation holds, in seconds.
pub(super) const INVITED: i64 = 14 * 24 * 3_600;
/// How long the draft of a revision is kept, in days.
const DRAFT_DAYS: i64 = 3_650;

/// A seat that is taken.
pub(super) struct Seat {
    pub(super) house: Arc<House>,
    pub(super) hall: Arc<Hall>,
    pub(super) person: String,
    pub(super) token: String,
    pub(super) opener: Opener,
    pub(super) pass: Mutex<Arc<Pass>>,
}

fn refused(refusal: Refusal) -> Trouble {
    Trouble(refusal.what)
}

impl Seat {
    /// What this person's keys open; once more from the beginning, where keys were changed.
    fn events(&self) -> Done<(Arc<Vec<Event>>, u64)> {
        let pass = Arc::clone(&held(&self.pass));
        match pass.events() {
            Err(Error::Closed | Error::Damaged(_) | Error::Idle) => {
                self.hall.forget();
                let fresh = self.hall.pass(&self.token, &self.person, &self.opener).map_err(trouble)?;
                let events = fresh.events().map_err(trouble)?;
                *held(&self.pass) = fresh;
                Ok(events)
            }
            other => other.map_err(trouble),
        }
    }

    /// The desk on what there is now.
    fn at<T>(&self, work: impl FnOnce(&Desk<'_>, &[Event]) -> T) -> Done<T> {
        let (events, next) = self.events()?;
        let mut desk = Desk::open(&events, &self.person, clock()).map_err(refused)?.before(next);
        // A clock may have been set back; what this seat has seen has happened.
        desk.now = desk.now.max(desk.state.last.unwrap_or(desk.now));
        Ok(work(&desk, &events))
    }

    fn place(&self) -> Done<Place> {
        self.at(|desk, _| desk.seat.clone())
    }

    fn beside<T>(&self, work: impl FnOnce(&mut Store, &mut Ring) -> Result<T, Error>) -> Done<T> {
        self.hall.log.beside(&self.person, &self.opener, work).map_err(trouble)
    }

    fn readings_log(&self) -> Done<Vec<Reading>> {
        self.beside(|store, ring| {
            let all = store.readings(ring)?;
            let changed = |_| Error::from(Damage::Beside("the list of who read what"));
            all.iter().map(|(_, reading)| serde_json::from_slice(reading).map_err(changed)).collect()
        })
    }
}

impl Room for Seat {
    fn look(&self, look: &mut dyn FnMut(&Desk<'_>)) -> Done<()> {
        self.at(|desk, _| look(desk))
    }

    fn act(&self, make: &mut dyn FnMut(&Desk<'_>) -> Result<Event, Refusal>) -> Done<Result<usize, Refusal>> {
        for _ in 0..TRIES {
            let (events, next) = self.events()?;
            let mut desk = Desk::open(&events, &self.person, clock()).map_err(refused)?.before(next);
            desk.now = desk.now.max(desk.state.last.unwrap_or(desk.now));
            let event = match make(&desk) {
                Ok(event) => event,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let pass = Arc::clone(&held(&self.pass));
            if pass.append(&events, &event).map_err(trouble)? {
                self.hall.stir();
                // The seat's own number: it comes to know its act last.
                return Ok(Ok(desk.events.len() + 1));
            }
        }
        Err(Trouble("the log is in use".into()))
    }

    fn read(&self) -> Done<()> {
        let place = self.place()?;
        let pass = Arc::clone(&held(&self.pass));
        pass.record_reading(&place, clock()).map_err(trouble)
    }

    fn held(&self) -> Done<Case> {
        let (mediates, shared) = self.at(|desk, _| (desk.seat.mediates(), desk.state.case.clone()))?;
        if !mediates {
            return Ok(shared);
        }
        // A folder that has mistakes since is no reason to show nothing.
        Ok(load(&self.hall.folder, &detente_formats::Settings::default())
            .map_or(shared, |loaded| loaded.case))
    }

    fn file(&self, path: &str) -> Done<Option<String>> {
        let (place, known) = self.at(|desk, _| {
            let texts: Vec<String> = desk.state.case.texts.iter().map(|text| text.path.clone()).collect();
            (desk.seat.clone(), texts)
        })?;
        let own = place.delegate() && path == format!("private/{}.toml", place.side);
        let text = place.mediates() && known.iter().any(|known| known == path);
        if !(own || text) {
            return Ok(None);
        }
        Ok(std::fs::read_to_string(self.hall.folder.join(path)).ok())
    }

    fn papers(&self, shelf: Shelf) -> Done<Vec<Paper>> {
        let draft = shelf == Shelf::Draft;
        let all = self.beside(|store, ring| papers(store, ring))?;
        let paper = |found: crate::beside::Found| Paper {
            id: format!("{:016x}", found.id),
            by: found.kept.by,
            at: found.kept.at,
            about: found.kept.about,
            until: found.until,
            words: found.kept.words,
        };
        Ok(all.into_iter().filter(|found| found.kept.draft == draft).map(paper).collect())
    }

    fn put_paper(&self, shelf: Shelf, about: Option<&str>, words: &str, instead: Option<&str>) -> Done<bool> {
        let place = self.place()?;
        let draft = shelf == Shelf::Draft;
        let kept = Kept {
            by: self.person.clone(),
            at: clock(),
            about: about.map(String::from),
            words: words.into(),
            draft,
        };
        let days = if draft { DRAFT_DAYS } else { DAYS };
        let until = Timestamp::now().as_second() + days * 86_400;
        let put = self.hall.log.beside(&self.person, &self.opener, |store, ring| {
            if let Some(id) = instead {
                let there = papers(store, ring)?.into_iter().find(|found| format!("{:016x}", found.id) == id);
                let Some(there) = there else { return Ok(false) };
                keep(store, ring, &place, until, &kept)?;
                store.drop_note(there.id)?;
                return Ok(true);
            }
            keep(store, ring, &place, until, &kept)?;
            Ok(true)
        });
        match put {
            // The side has no key of its own yet.
            Err(Error::Closed) => Ok(false),
            other => other.map_err(trouble),
        }
    }

    fn drop_paper(&self, _: Shelf, id: &str) -> Done<()> {
        self.beside(|store, ring| {
            let mine = papers(store, ring)?.into_iter().find(|found| format!("{:016x}", found.id) == id);
            mine.map_or(Ok(()), |found| store.drop_note(found.id))
        })
    }

    fn seen_by(&self) -> Done<Vec<SeenBy>> {
        let readings = self.readings_log()?;
        let (events, _) = self.events()?;
        let desk = Desk::open(&events, &self.person, clock()).map_err(refused)?;
        Ok(desk.seen_by(&events, &readings))
    }

    fn chain(&self) -> Done<Chain> {
        let verdict = self.beside(|store, _| store.verify())?;
        let damage: Vec<String> = verdict.damage.iter().map(Damage::to_string).collect();
        Ok(Chain { whole: damage.is_empty(), damage })
    }

    fn keys(&self) -> Done<Vec<String>> {
        let place = self.place()?;
        let sides = self.at(|desk, _| {
            let seats = desk.state.people.seats();
            let known = seats.filter(|seat| place.mediates() || seat.side == place.side);
            known.map(|seat| seat.person.clone()).collect::<Vec<_>>()
        })?;
        let all: Vec<String> = self.beside(|_, ring| Ok(ring.people().map(String::from).collect()))?;
        Ok(all.into_iter().filter(|person| sides.contains(person)).collect())
    }

    fn invite(&self, person: &str) -> Done<Result<String, Refusal>> {
        let refuse = |what: &str, next: &str| Ok(Err(Refusal { what: what.into(), next: next.into() }));
        let (own, other, case) = self.at(|desk, _| {
            (desk.seat.clone(), desk.state.people.seat(person).cloned(), desk.state.case.clone())
        })?;
        let Some(other) = other.filter(|other| other.person != own.person) else {
            return refuse("nobody invites himself", "another does");
        };
        let demo = self.hall.log.demo();
        let has = !demo && self.beside(|_, ring| Ok(ring.people().any(|known| known == person)))?;
        let fellow = own.delegate() && own.side == other.side;
        let unused =
            has && own.mediates() && self.readings_log()?.iter().all(|reading| reading.person != person);
        let may =
            if has { fellow || unused } else { own.mediates() || (fellow && own.kind == Kind::Principal) };
        if !may {
            return refuse(
                "that seat is taken, or not yours to give",
                "a second person of the same delegation renews an access that was lost; a mediator invites those who have none",
            );
        }
        let at = SeatAt { case: self.hall.id.clone(), person: person.into() };
        let until = Timestamp::now().as_second() + INVITED;
        let (token, opener) =
            held(&self.house.quick).invite(&at, &other.name, demo, until).map_err(trouble)?;
        if demo {
            return Ok(Ok(token.to_string()));
        }
        let mut wanted: Vec<String> =
            Compartment::of(&case, &other).iter().map(ToString::to_string).collect();
        let given = self.beside(|store, ring| {
            if !wanted.iter().all(|label| ring.opens(label)) {
                return Ok(false);
            }
            // What the side wrote for itself is opened to newcomers by its principal, and to nobody who was let in again.
            let side = Compartment::Side(other.side.clone()).to_string();
            if !has && fellow && ring.opens(&side) {
                wanted.push(side);
            }
            let opens: Vec<&str> = wanted.iter().map(String::as_str).collect();
            store.give(ring, person, &opener, &opens)?;
            Ok(true)
        })?;
        if !given {
            held(&self.house.quick).use_up(&token).map_err(trouble)?;
            return refuse(
                "what that seat opens you cannot open yourself",
                "someone of the delegation who reads as much gives it the access",
            );
        }
        self.hall.forget();
        Ok(Ok(token.to_string()))
    }

    fn changed(&self) -> watch::Receiver<u64> {
        self.hall.changed.subscribe()
    }

    fn version(&self) -> Done<usize> {
        if self.house.stopping() {
            return Err(Trouble("the server stops".into()));
        }
        // A stream ends with its session.
        let there =
            held(&self.house.quick).session(&self.token, Timestamp::now().as_second()).map_err(trouble)?;
        if there.is_none() {
            return Err(Trouble("the session has ended".into()));
        }
        self.at(|desk, _| desk.events.len())
    }
}
