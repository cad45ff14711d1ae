//! The log of the talks, sealed: events in, events out, each in the compartments of those who may read it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use detente_case::Case;
use detente_talks::compartment::{opens, readers};
use detente_talks::{
    Act, Compartment, Event, Facts, Log, People, Reading, Request, Seat, people, shared_case,
};
use jiff::Timestamp;
use rayon::prelude::*;

use crate::append::Item;
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{Opener, Plan, Purpose, Ring};
use crate::lock::Lock;
use crate::pages::PAGE;
use crate::seal::Secret;
use crate::sql::Place;
use crate::store::{First, Store};

impl Store {
    /// Of each compartment in which that is written down, how far a person has read.
    pub(crate) fn readings_of(&mut self, ring: &Ring, person: &str) -> Result<BTreeMap<String, u64>, Error> {
        let mut read: BTreeMap<String, u64> = BTreeMap::new();
        for (label, reading) in self.readings(ring)? {
            if let Ok(reading) = serde_json::from_slice::<Reading>(&reading)
                && reading.person == person
            {
                let most = read.entry(label).or_default();
                *most = (*most).max(reading.through);
            }
        }
        Ok(read)
    }
}

/// How long a ring is held that nobody uses.
pub const IDLE: Duration = Duration::from_secs(300);

/// The sealed log of one case, opened with the keys of one person.
#[derive(Debug)]
pub struct SealedLog {
    store: Store,
    lock: Lock,
    person: String,
    /// Who everyone is, as of so many events; found again when that changes.
    known: Option<(Case, People)>,
    /// The last item of each compartment that was read.
    last: BTreeMap<i64, u64>,
    /// Where the log ended when it was last read.
    looked: u64,
}

impl SealedLog {
    /// Makes the store of a case: sealed, if the first person, a mediator, has something to open it with; else a
    /// demonstration.
    ///
    /// # Errors
    ///
    /// [`Error::There`] where there is one, [`Error::NotThere`] if `case` cannot be read.
    pub fn create(place: &Place, case: &str, person: &str, opener: Option<&Opener>) -> Result<Self, Error> {
        let case = shared_case(case).ok_or_else(|| Error::NotThere("case.toml".into()))?;
        let mediators = Compartment::Mediators.to_string();
        let opens = [mediators.as_str()];
        let first = opener.map(|opener| First { person, opener, opens: &opens });
        let (store, ring) = Store::create(place, &plan(&case), first)?;
        Ok(Self::of(store, ring, person))
    }

    /// Opens a store that is there. A demonstration needs nothing to be opened with.
    ///
    /// # Errors
    ///
    /// [`Error::NotThere`] where there is none, [`Error::Locked`] if it is sealed and `opener` opens nothing.
    pub fn open(place: &Place, person: &str, opener: Option<&Opener>) -> Result<Self, Error> {
        Self::over(Store::open(place)?, person, opener)
    }

    /// The same over a store that is open.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn over(mut store: Store, person: &str, opener: Option<&Opener>) -> Result<Self, Error> {
        let ring = match (store.demo(), opener) {
            (true, _) => {
                // What all know says who the person is, and by that what its key would open.
                let root = Compartment::Table.to_string();
                let ring = store.unlock_demo(person, &root, &[])?;
                let mut table = Self::of(store, ring, person);
                let (case, people) = people(&table.events()?);
                store = table.store;
                let mut labels =
                    people.seat(person).map(|seat| Compartment::of(&case, seat)).unwrap_or_default();
                let own = people.seat(person).filter(|seat| seat.delegate());
                labels.extend(own.map(|seat| Compartment::Side(seat.side.clone())));
                let labels: Vec<String> = labels.iter().map(ToString::to_string).collect();
                store.unlock_demo(person, &root, &labels)?
            }
            (false, Some(opener)) => store.unlock(person, opener)?,
            (false, None) => return Err(Error::Locked),
        };
        Ok(Self::of(store, ring, person))
    }

    fn of(store: Store, ring: Ring, person: &str) -> Self {
        Self::with(store, Lock::new(ring, IDLE, Instant::now()), person)
    }

    pub(crate) fn with(store: Store, lock: Lock, person: &str) -> Self {
        Self { store, lock, person: person.into(), known: None, last: BTreeMap::new(), looked: 0 }
    }

    /// The store and the ring apart.
    pub(crate) fn apart(mut self) -> Result<(Store, Ring), Error> {
        let ring = self.lock.ring(Instant::now())?.clone();
        Ok((self.store, ring))
    }

    /// The store and the ring, for what is beside the log.
    ///
    /// # Errors
    ///
    /// [`Error::Idle`] if the ring was wiped.
    pub fn parts(&mut self) -> Result<(&mut Store, &mut Ring), Error> {
        Ok((&mut self.store, self.lock.ring(Instant::now())?))
    }

    /// Writes down that the person has read what there is, where those whose it is can see it; nothing, where nothing is new.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn record_reading(&mut self, seat: &Seat, at: Timestamp) -> Result<(), Error> {
        let through = self.through(seat);
        let person = self.person.clone();
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let read = store.readings_of(ring, &person)?;
        for (label, last) in through {
            if read.get(&label).is_none_or(|read| *read < last) {
                self.write_reading(&person, &label, last, at)?;
            }
        }
        Ok(())
    }

    /// How far a seat has read with what was read here: by the compartment in which that is written down.
    pub(crate) fn through(&mut self, seat: &Seat) -> BTreeMap<String, u64> {
        let mut through: BTreeMap<String, u64> = BTreeMap::new();
        let Ok(ring) = self.lock.ring(Instant::now()) else { return through };
        for (id, last) in &self.last {
            let Some(compartment) = ring.label(*id).and_then(parse) else { continue };
            let label = compartment.of_reading(seat).to_string();
            if ring.opens(&label) {
                let most = through.entry(label).or_default();
                *most = (*most).max(*last);
            }
        }
        through
    }

    pub(crate) fn write_reading(
        &mut self,
        person: &str,
        label: &str,
        through: u64,
        at: Timestamp,
    ) -> Result<(), Error> {
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let reading = Reading { person: person.into(), at, through };
        store.put_reading(ring, label, &json(&reading)?)
    }

    /// The events appended since the log was last read; `None` where one of them opened earlier ones, or erased one, and the
    /// whole has to be read again.
    pub(crate) fn since(&mut self) -> Result<Option<Vec<Event>>, Error> {
        let head = self.store.look()?.number;
        if head == self.looked {
            return Ok(Some(Vec::new()));
        }
        let mut fresh = Vec::new();
        let compartments = self.lock.ring(Instant::now())?.compartments();
        for compartment in compartments {
            fresh.extend(self.items(compartment, self.looked + 1, head)?);
        }
        in_order(&mut fresh);
        if fresh.iter().any(|event| Facts::changed_by(&event.act)) {
            self.known = None;
        }
        let reaches_back = |act: &Act| {
            matches!(act, Act::Release { .. } | Act::Second { .. } | Act::Attest { .. } | Act::Erase { .. })
        };
        if fresh.iter().any(|event| reaches_back(&event.act)) {
            // It has not been read until the whole has.
            return Ok(None);
        }
        self.looked = head;
        Ok(Some(fresh))
    }

    /// The events between two numbers in a person's own compartment.
    pub(crate) fn own(&mut self, ring: &Ring, first: u64, last: u64) -> Result<Vec<Event>, Error> {
        let items = self.store.items(ring, ring.own, first, last)?;
        items.iter().map(|(number, plain)| event(*number, plain)).collect()
    }

    /// Who read what when, as far as this person may know it.
    ///
    /// # Errors
    ///
    /// If one of the entries was changed.
    pub fn readings(&mut self) -> Result<Vec<Reading>, Error> {
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let all = store.readings(ring)?;
        let changed = |_| Error::from(Damage::Beside("the list of who read what"));
        all.iter().map(|(_, reading)| serde_json::from_slice(reading).map_err(changed)).collect()
    }

    /// Makes the compartments of sides that have come since.
    fn extend(&mut self, case: &Case) -> Result<(), Error> {
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let plan = plan(case);
        let mut fresh = BTreeSet::new();
        for (label, _) in &plan.compartments {
            if store.make(ring, label, &[], &[])? {
                fresh.insert(label.clone());
            }
        }
        for (label, holders) in &plan.compartments {
            for holder in holders.iter().filter(|holder| fresh.contains(label) || fresh.contains(*holder)) {
                store.open_to(ring, holder, label)?;
            }
        }
        Ok(())
    }

    /// The events of one compartment that stand between two numbers, item by item.
    fn items(&mut self, compartment: i64, first: u64, last: u64) -> Result<Vec<Event>, Error> {
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let items = store.items(ring, compartment, first, last)?;
        let events =
            items.par_iter().map(|(number, plain)| event(*number, plain)).collect::<Result<Vec<_>, _>>()?;
        if let Some(last) = events.last() {
            let most = self.last.entry(compartment).or_default();
            *most = (*most).max(last.number);
        }
        Ok(events)
    }

    /// The events of whole pages, in order: pages are opened while the next ones are read. Those that are not there, or do
    /// not open, are made anew.
    fn paged(&mut self, compartments: &[i64]) -> Result<Vec<Vec<Event>>, Error> {
        let full = self.store.full_pages();
        let opened: Mutex<BTreeMap<u64, Found>> = Mutex::new(BTreeMap::new());
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let keys = compartments.iter().map(|id| Ok((*id, ring.key(*id, Purpose::Pages)?)));
        let keys = keys.collect::<Result<BTreeMap<i64, Secret>, Error>>()?;
        rayon::in_place_scope(|scope| -> Result<(), Error> {
            for nth in 0..full {
                let pages = store.sealed_pages(nth)?;
                let (keys, opened) = (&keys, &opened);
                scope.spawn(move |_| {
                    let pages = pages.into_iter().filter_map(|(compartment, about, sealed)| {
                        let plain = keys.get(&compartment)?.open(&about, &sealed)?;
                        Some((compartment, postcard::from_bytes::<Vec<Event>>(&plain).ok()?))
                    });
                    let found = Found::of(pages.collect());
                    opened.lock().unwrap_or_else(PoisonError::into_inner).insert(nth, found);
                });
            }
            Ok(())
        })?;
        let opened = opened.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::with_capacity(opened.len() + 1);
        for (nth, mut found) in opened {
            let mut added = false;
            for &compartment in compartments {
                if let Some(last) = found.last.get(&compartment) {
                    let most = self.last.entry(compartment).or_default();
                    *most = (*most).max(*last);
                } else {
                    let events = self.items(compartment, nth * PAGE + 1, (nth + 1) * PAGE)?;
                    let plain = zeroize::Zeroizing::new(postcard::to_allocvec(&events).unwrap_or_default());
                    let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
                    // For quicker reading only: what cannot be kept is read again.
                    let _ = store.put_page(ring, compartment, nth, events.len(), &plain);
                    found.events.extend(events);
                    added = true;
                }
            }
            if added {
                in_order(&mut found.events);
            }
            all.push(found.events);
        }
        Ok(all)
    }
}

/// What the pages of one stretch of the log hold.
struct Found {
    /// In order, each once.
    events: Vec<Event>,
    /// The compartments whose page was opened, with the number of its last event.
    last: BTreeMap<i64, u64>,
}

impl Found {
    fn of(mut pages: Vec<(i64, Vec<Event>)>) -> Self {
        let last = |events: &Vec<Event>| events.last().map_or(0, |last| last.number);
        let last = pages.iter().map(|(compartment, events)| (*compartment, last(events))).collect();
        let mut events = pages.pop().map(|(_, events)| events).unwrap_or_default();
        pages.into_iter().for_each(|(_, more)| events.extend(more));
        in_order(&mut events);
        Self { events, last }
    }
}

/// Sorts events by number, each once.
fn in_order(events: &mut Vec<Event>) {
    events.sort_by_key(|event| event.number);
    events.dedup_by_key(|event| event.number);
}

impl Log for SealedLog {
    type Error = Error;

    fn events(&mut self) -> Result<Vec<Event>, Error> {
        self.store.look()?;
        let compartments = self.lock.ring(Instant::now())?.compartments();
        let mut pages = self.paged(&compartments)?;
        let (first, head) = (self.store.full_pages() * PAGE + 1, self.store.head().number);
        let mut tail = Vec::new();
        for compartment in compartments {
            tail.extend(self.items(compartment, first, head)?);
        }
        in_order(&mut tail);
        pages.push(tail);
        let mut all = Vec::with_capacity(pages.iter().map(Vec::len).sum());
        pages.into_iter().for_each(|page| all.extend(page));
        self.known = None;
        self.looked = head;
        Ok(all)
    }

    fn next(&self) -> u64 {
        self.store.head().number + 1
    }

    fn append(&mut self, known: &[Event], event: &Event) -> Result<bool, Error> {
        if let Act::Open { case } = &event.act
            && let Some(case) = shared_case(case)
        {
            self.extend(&case)?;
        }
        let (case, people) = match self.known.take() {
            Some(found) => found,
            None if known.is_empty() => people(std::slice::from_ref(event)),
            None => people(known),
        };
        let labels = |set: BTreeSet<Compartment>| set.iter().map(ToString::to_string).collect::<Vec<_>>();
        let readers = labels(readers(known, &people, &case, event));
        let opens: Vec<(u64, Vec<String>)> = opens(known, &people, &case, event)
            .into_iter()
            .map(|(number, set)| (number, labels(set)))
            .collect();
        let asked = |number: u64| detente_talks::at(known, number).map(|asked| &asked.act);
        let erases = match &event.act {
            Act::Erase { event, .. } => Some(*event),
            // What destroys everything destroys itself.
            Act::Carried { event: number } if matches!(asked(*number), Some(Act::Ask(Request::Destroy))) => {
                Some(event.number)
            }
            _ => None,
        };
        let payload = json(event)?;
        let item = Item { number: event.number, payload: &payload, readers: &readers, opens: &opens, erases };
        let (store, ring) = (&mut self.store, self.lock.ring(Instant::now())?);
        let done = store.append(ring, &item)?;
        if !Facts::changed_by(&event.act) {
            self.known = Some((case, people));
        }
        Ok(done)
    }
}

fn plan(case: &Case) -> Plan {
    let compartments = Compartment::plan(case).into_iter();
    let compartments = compartments.map(|(compartment, holders)| {
        (compartment.to_string(), holders.iter().map(ToString::to_string).collect())
    });
    Plan { root: Compartment::Table.to_string(), compartments: compartments.collect() }
}

/// A compartment by its label.
fn parse(label: &str) -> Option<Compartment> {
    let (what, of) = label.split_once('/').unwrap_or((label, ""));
    let of = of.to_string();
    Some(match what {
        "table" => Compartment::Table,
        "mediators" => Compartment::Mediators,
        "caucus" => Compartment::Caucus(of),
        "kept" => Compartment::Kept(of),
        "present" => Compartment::Present(of),
        "side" => Compartment::Side(of),
        "mark" => Compartment::Mark(of),
        _ => return None,
    })
}

fn json(value: &impl serde::Serialize) -> Result<zeroize::Zeroizing<Vec<u8>>, Error> {
    let odd = |error: serde_json::Error| Error::Machine {
        what: "could not write down the act".into(),
        source: error.into(),
    };
    serde_json::to_vec(value).map(zeroize::Zeroizing::new).map_err(odd)
}

fn event(number: u64, plain: &[u8]) -> Result<Event, Error> {
    let event: Event = serde_json::from_slice(plain).map_err(|_| Damage::Unread(number))?;
    if event.number == number { Ok(event) } else { Err(Damage::Words(number).into()) }
}
