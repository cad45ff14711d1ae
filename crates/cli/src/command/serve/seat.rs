//! One person at the talks of one case, as the workspace asks for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use detente_case::Case;
use detente_record::{Cast, Verdict};
use detente_store::{Damage, Error, Opener, Pass, Read, Ring, SeatAt, Store};
use detente_talks::{Act, Compartment, Desk, Event, Kind, Reading, Refusal, Seat as Place, SeenBy};
use detente_web::{Chain, Done, Paper, Recorded, Room, Shelf, Trouble};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::watch;

use super::clock;
use super::halls::{Hall, House, held, trouble};
use crate::beside::{DAYS, Kept, keep, papers};
use crate::failure::Failure;
use crate::ledger::Ledger;
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

/// What the desk refused to one who was let in; the words may name people, and are not written down.
fn refused(_: Refusal) -> Trouble {
    Trouble("a seat that was let in has no desk".into())
}

impl Seat {
    /// What this person's keys open; once more from the beginning, where keys were changed.
    fn events(&self) -> Done<Read> {
        let pass = Arc::clone(&held(&self.pass));
        match pass.read() {
            Err(Error::Closed | Error::Damaged(_) | Error::Idle) => {
                self.hall.forget();
                let fresh = self.hall.pass(&self.token, &self.person, &self.opener).map_err(trouble)?;
                let read = fresh.read().map_err(trouble)?;
                *held(&self.pass) = fresh;
                Ok(read)
            }
            other => other.map_err(trouble),
        }
    }

    /// The desk on what was read.
    fn desk<'r>(&self, read: &'r Read) -> Done<Desk<'r>> {
        let desk = Desk::open_read(&read.events, &read.facts, &self.person, clock()).map_err(refused)?;
        let mut desk = desk.before(read.next);
        // A clock may have been set back; what this seat has seen has happened.
        desk.now = desk.now.max(desk.state.last.unwrap_or(desk.now));
        Ok(desk)
    }

    fn at<T>(&self, work: impl FnOnce(&Desk<'_>) -> T) -> Done<T> {
        let read = self.events()?;
        Ok(work(&self.desk(&read)?))
    }

    fn place(&self) -> Done<Place> {
        self.at(|desk| desk.seat.clone())
    }

    fn beside<T>(&self, work: impl FnOnce(&mut Store, &mut Ring) -> Result<T, Error>) -> Done<T> {
        self.hall.log.beside(&self.person, &self.opener, work).map_err(trouble)
    }

    /// Ids of those who have read something: whose seats are taken, as far as this person may know it.
    fn taken(&self) -> Done<BTreeSet<String>> {
        Ok(self.readings_log()?.into_iter().map(|reading| reading.person).collect())
    }

    fn readings_log(&self) -> Done<Vec<Reading>> {
        self.beside(|store, ring| {
            let all = store.readings(ring)?;
            let changed = |_| Error::from(Damage::Beside("the list of who read what"));
            all.iter().map(|(_, reading)| serde_json::from_slice(reading).map_err(changed)).collect()
        })
    }
}

/// What of a command's failure is for the one who asks, and what for the one who runs the server.
fn broken(failure: Failure) -> Trouble {
    Trouble(failure.to_string())
}

impl Seat {
    /// Changes the record, for a mediator, and writes it.
    fn on_record<T>(
        &self,
        change: impl FnOnce(&mut Ledger, &str) -> Result<T, Failure>,
    ) -> Done<Result<T, Refusal>> {
        if !self.place()?.mediates() {
            return Err(Trouble("somebody who is no mediator asked for the record".into()));
        }
        let mut ledger = Ledger::open_to_write(&self.hall.folder).map_err(broken)?;
        match change(&mut ledger, &self.person) {
            Ok(done) => {
                ledger.save().map_err(broken)?;
                Ok(Ok(done))
            }
            Err(Failure::Input { what, help }) => {
                Ok(Err(Refusal { what, next: help.unwrap_or_else(|| "look at it again".into()) }))
            }
            Err(failure) => Err(broken(failure)),
        }
    }
}

impl Room for Seat {
    fn look(&self, look: &mut dyn FnMut(&Desk<'_>)) -> Done<()> {
        self.at(|desk| look(desk))
    }

    fn act(&self, make: &mut dyn FnMut(&Desk<'_>) -> Result<Event, Refusal>) -> Done<Result<usize, Refusal>> {
        for _ in 0..TRIES {
            let read = self.events()?;
            let desk = self.desk(&read)?;
            let event = match make(&desk) {
                Ok(event) => event,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let pass = Arc::clone(&held(&self.pass));
            if pass.append(&read.events, &event).map_err(trouble)? {
                self.hall.stir();
                // The seat's own number: it comes to know its act last.
                return Ok(Ok(desk.events.len() + 1));
            }
        }
        Err(Trouble("the log is in use".into()))
    }

    fn read(&self, seat: &Place) -> Done<()> {
        let pass = Arc::clone(&held(&self.pass));
        pass.note_reading(seat, clock()).map_err(trouble)
    }

    fn held(&self) -> Done<Case> {
        let (mediates, shared) = self.at(|desk| (desk.seat.mediates(), desk.state.case.clone()))?;
        if !mediates {
            return Ok(shared);
        }
        // A folder that has mistakes since is no reason to show nothing.
        let settings = detente_formats::Settings::default();
        let Ok(loaded) = load(&self.hall.folder, &settings) else { return Ok(shared) };
        // What stands in it by position has to mean what it means in the talks: an edited case.toml is told first.
        let same = loaded.case.parties == shared.parties && loaded.case.issues == shared.issues;
        Ok(if same { loaded.case } else { shared })
    }

    fn file(&self, path: &str) -> Done<Option<String>> {
        let (place, known) = self.at(|desk| {
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

    fn record(&self) -> Done<Recorded> {
        if !self.place()?.mediates() {
            return Ok(Recorded { cast: Cast::default(), entries: Vec::new(), proposals: Vec::new() });
        }
        let Ledger { cast, entries, proposals, .. } = Ledger::open(&self.hall.folder).map_err(broken)?;
        Ok(Recorded { cast, entries, proposals })
    }

    fn report(&self, source: &str) -> Done<Option<String>> {
        if !self.place()?.mediates() {
            return Ok(None);
        }
        Ok(Ledger::open(&self.hall.folder).map_err(broken)?.source(source))
    }

    fn add_report(
        &self,
        name: &str,
        bytes: &[u8],
        date: Option<Date>,
        outlet: Option<&str>,
    ) -> Done<Result<String, Refusal>> {
        self.on_record(|ledger, _| Ok(ledger.add(name, bytes, date, outlet)?.source))
    }

    fn decide(
        &self,
        id: &str,
        verdict: Verdict,
        corrections: &[(String, String)],
    ) -> Done<Result<(), Refusal>> {
        self.on_record(|ledger, person| match verdict {
            Verdict::Accepted => ledger.accept(id, person, corrections),
            Verdict::Rejected => ledger.reject(id, person),
        })
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
            if draft
                && instead.is_none()
                && papers(store, ring)?.iter().any(|found| found.kept.draft && found.kept.about == kept.about)
            {
                return Ok(false);
            }
            if let Some(id) = instead {
                let same = |found: &crate::beside::Found| {
                    let kind = found.kept.draft == draft && found.kept.about == kept.about;
                    kind && format!("{:016x}", found.id) == id
                };
                let there = papers(store, ring)?.into_iter().find(same);
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

    fn drop_paper(&self, id: &str) -> Done<()> {
        self.beside(|store, ring| {
            let mine = papers(store, ring)?.into_iter().find(|found| format!("{:016x}", found.id) == id);
            mine.map_or(Ok(()), |found| store.drop_note(found.id))
        })
    }

    fn shut_out(&self) -> Done<Vec<String>> {
        let place = self.place()?;
        if self.hall.log.demo() || !place.delegate() {
            return Ok(Vec::new());
        }
        let taken = self.taken()?;
        let fellows = self.at(|desk| {
            let seats = desk.state.people.seats();
            let fellows = seats.filter(|seat| seat.delegate() && seat.side == place.side);
            // The principal decides; over the principal's own access, whoever of the side can.
            let fellows =
                fellows.filter(|seat| place.kind == Kind::Principal || seat.kind == Kind::Principal);
            // An invitation that nobody took up may still be in the hands of the one who made it.
            let fellows = fellows.filter(|seat| taken.contains(&seat.person));
            fellows.map(|seat| seat.person.clone()).collect::<Vec<_>>()
        })?;
        let side = Compartment::Side(place.side).to_string();
        self.beside(|store, ring| {
            let mut shut = Vec::new();
            for person in fellows {
                let holder = format!("person/{person}");
                if ring.opens(&side) && ring.knows(&holder) && !store.linked(ring, &holder, &side)? {
                    shut.push(person);
                }
            }
            Ok(shut)
        })
    }

    fn side_opens(&self) -> Done<Option<bool>> {
        let side = Compartment::Side(self.place()?.side).to_string();
        if self.hall.log.demo() {
            return Ok(Some(true));
        }
        self.beside(|_, ring| Ok(ring.knows(&side).then(|| ring.opens(&side))))
    }

    fn let_in(&self, person: &str) -> Done<()> {
        if !self.shut_out()?.iter().any(|known| known == person) {
            return Ok(());
        }
        let side = Compartment::Side(self.place()?.side).to_string();
        self.beside(|store, ring| store.open_to(ring, &format!("person/{person}"), &side))?;
        self.hall.forget();
        Ok(())
    }

    fn seen_by(&self) -> Done<Vec<SeenBy>> {
        // What was read up to now counts, whenever it would have been written down.
        self.hall.write_readings();
        let readings = self.readings_log()?;
        let read = self.events()?;
        Ok(self.desk(&read)?.seen_by(&read.events, &readings))
    }

    fn chain(&self) -> Done<Chain> {
        let (verdict, at) = self.hall.verdict().map_err(trouble)?;
        let damage: Vec<String> = verdict.damage.iter().map(Damage::to_string).collect();
        Ok(Chain { whole: damage.is_empty(), damage, at })
    }

    fn keys(&self) -> Done<Vec<(String, bool)>> {
        let place = self.place()?;
        let sides = self.at(|desk| {
            let seats = desk.state.people.seats();
            let known = seats.filter(|seat| place.mediates() || seat.side == place.side);
            known.map(|seat| seat.person.clone()).collect::<Vec<_>>()
        })?;
        let all: Vec<String> = self.beside(|_, ring| Ok(ring.people().map(String::from).collect()))?;
        let taken = self.taken()?;
        let known = all.into_iter().filter(|person| sides.contains(person));
        Ok(known
            .map(|person| (taken.contains(&person), person))
            .map(|(taken, person)| (person, taken))
            .collect())
    }

    fn invite(&self, person: &str) -> Done<Result<String, Refusal>> {
        let _alone = held(&self.hall.inviting);
        let refuse = |what: &str, next: &str| Ok(Err(Refusal { what: what.into(), next: next.into() }));
        let (own, other, case) = self.at(|desk| {
            (desk.seat.clone(), desk.state.people.seat(person).cloned(), desk.state.case.clone())
        })?;
        let Some(other) = other.filter(|other| other.person != own.person) else {
            return refuse("nobody invites himself", "another does");
        };
        let demo = self.hall.log.demo();
        let has = !demo && self.beside(|_, ring| Ok(ring.people().any(|known| known == person)))?;
        let fellow = own.delegate() && own.side == other.side;
        let at = SeatAt { case: self.hall.id.clone(), person: person.into() };
        let taken = if demo { BTreeSet::new() } else { self.taken()? };
        let unused = has && !taken.contains(person);
        // Whoever could seat the people of a side, or a second mediator, could be them.
        let led = self.at(|desk| {
            let mut seats = desk.state.people.seats();
            seats.any(|seat| {
                seat.side == other.side && seat.kind == Kind::Principal && taken.contains(&seat.person)
            })
        })?;
        let mediating = matches!(other.kind, Kind::Mediator | Kind::Undeclared | Kind::CoMediator(_));
        let by_mediator = own.mediates() && (demo || !(mediating || other.party.is_some() && led));
        let renewed = has && !unused;
        let may = renewed || by_mediator || (fellow && own.kind == Kind::Principal);
        if !may {
            return refuse(
                "that seat is not yours to give",
                "a mediator invites the first people of a side, its principal the others; mediators are invited where the server \
                 is started",
            );
        }
        let mut wanted: Vec<String> =
            Compartment::of(&case, &other).iter().map(ToString::to_string).collect();
        if !demo && !self.beside(|_, ring| Ok(wanted.iter().all(|label| ring.opens(label))))? {
            return refuse(
                "what that seat opens you cannot open yourself",
                "someone of the delegation who reads as much gives it the access",
            );
        }
        let act = match renewed {
            true => Act::Renew { person: person.into() },
            false => Act::Invite { person: person.into() },
        };
        if !demo && let Err(refusal) = self.act(&mut |desk| desk.act(act.clone()))? {
            return Ok(Err(refusal));
        }
        let until = Timestamp::now().as_second() + INVITED;
        let (token, opener) =
            held(&self.house.quick).invite(&at, &other.name, demo, until).map_err(trouble)?;
        if demo {
            return Ok(Ok(token.to_string()));
        }
        self.beside(|store, ring| {
            // What the side wrote for itself is opened to newcomers by its principal, and to nobody who was let in again.
            let side = Compartment::Side(other.side.clone()).to_string();
            if !renewed && fellow && ring.opens(&side) {
                wanted.push(side);
            }
            let opens: Vec<&str> = wanted.iter().map(String::as_str).collect();
            store.give(ring, person, &opener, &opens)
        })?;
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
        // With the keys there are now: whoever lost the seat hears no more of it.
        let pass = self.hall.pass(&self.token, &self.person, &self.opener).map_err(trouble)?;
        let read = pass.read().map_err(trouble)?;
        Ok(read.facts.version(&read.events, &self.person))
    }
}
