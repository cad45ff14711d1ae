//! One sealed log for many people at once: a server's.
//!
//! People whose keys open the same compartments stand behind the same *wall* and share what was read there, so that a
//! delegation of a hundred costs the memory of one. What only a person's own key opens is read for that person alone and put
//! in its place. A wall is forgotten, its keys wiped, when nobody stands behind it any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use detente_talks::{Event, Facts, Log, Seat};
use jiff::Timestamp;

use crate::chain::Verdict;
use crate::error::Error;
use crate::keys::{Opener, PERSON, Ring};
use crate::lock::Lock;
use crate::sealed::SealedLog;
use crate::sql::Place;
use crate::store::Store;

/// The sealed log of one case, as a server holds it.
#[derive(Debug)]
pub struct SharedLog {
    place: Place,
    demo: bool,
    door: Mutex<Store>,
    walls: Mutex<BTreeMap<Vec<String>, Weak<Wall>>>,
}

/// What the same compartments open, and everyone behind them shares.
#[derive(Debug)]
struct Wall {
    log: Mutex<SealedLog>,
    shared: Mutex<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    events: Arc<Vec<Event>>,
    facts: Arc<Facts>,
    /// How often all of it was read again.
    times: u64,
}

/// One person, let in.
#[derive(Debug)]
pub struct Pass {
    person: String,
    ring: Ring,
    wall: Arc<Wall>,
    own: Mutex<Own>,
    /// Of each compartment, how far it is written down that this person has read.
    written: Mutex<BTreeMap<String, u64>>,
    /// How far it was read since, and when.
    unwritten: Mutex<Option<(BTreeMap<String, u64>, Timestamp)>>,
}

/// What a person reads of the log.
#[derive(Clone, Debug)]
pub struct Read {
    /// Everything the person's keys open, in order.
    pub events: Arc<Vec<Event>>,
    /// What was read of it.
    pub facts: Arc<Facts>,
    /// The number the next event has.
    pub next: u64,
}

/// What a person's own key opens and the wall does not.
#[derive(Debug, Default)]
struct Own {
    through: u64,
    times: u64,
    events: Vec<Event>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these is changed in one step each: it is whole even where a thread was lost.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SharedLog {
    /// Opens a log that is there.
    ///
    /// # Errors
    ///
    /// [`Error::NotThere`] where there is none.
    pub fn open(place: &Place) -> Result<Self, Error> {
        let store = Store::open(place)?;
        let demo = store.demo();
        Ok(Self { place: place.clone(), demo, door: Mutex::new(store), walls: Mutex::default() })
    }

    /// Whether it is a demonstration, sealed with keys that everyone has.
    pub fn demo(&self) -> bool {
        self.demo
    }

    /// Lets a person in. A demonstration needs no opener.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if `opener` opens nothing of that person's.
    pub fn enter(&self, person: &str, opener: &Opener) -> Result<Pass, Error> {
        let ring = self.ring(person, opener)?;
        let labels: Vec<String> = ring
            .all()
            .into_iter()
            .filter(|(id, label)| ring.holds(*id) && !label.starts_with(PERSON))
            .map(|(_, label)| label)
            .collect();
        let mut walls = held(&self.walls);
        walls.retain(|_, wall| wall.strong_count() > 0);
        let wall = match walls.get(&labels).and_then(Weak::upgrade) {
            Some(wall) => wall,
            None => {
                let mut log = SealedLog::behind(Store::open(&self.place)?, ring.without_own());
                let events = Arc::new(log.events()?);
                let shared = Shared { facts: Arc::new(Facts::of(&events)), events, times: 0 };
                let wall = Arc::new(Wall { log: Mutex::new(log), shared: Mutex::new(shared) });
                walls.insert(labels, Arc::downgrade(&wall));
                wall
            }
        };
        drop(walls);
        let read = held(&self.door).readings_of(&ring, person)?;
        Ok(Pass {
            person: person.into(),
            ring,
            wall,
            own: Mutex::default(),
            written: Mutex::new(read),
            unwritten: Mutex::default(),
        })
    }

    fn ring(&self, person: &str, opener: &Opener) -> Result<Ring, Error> {
        match self.demo {
            true => Ok(SealedLog::open(&self.place, person, None)?.apart()?.1),
            false => held(&self.door).unlock(person, opener),
        }
    }

    /// Forgets every wall: who comes next reads with the keys there are now. For when keys were changed.
    pub fn forget(&self) {
        held(&self.walls).clear();
    }

    /// How many items the log has.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn length(&self) -> Result<u64, Error> {
        Ok(held(&self.door).look()?.number)
    }

    /// Looks at the whole chain, on a connection of its own: nobody waits for it.
    ///
    /// # Errors
    ///
    /// If the database cannot be read; damage is part of the verdict.
    pub fn verify(&self) -> Result<Verdict, Error> {
        Store::open(&self.place)?.verify()
    }

    /// The store and a person's keys as they are now, for what is beside the log.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if `opener` opens nothing of that person's any more; else what `work` says.
    pub fn beside<T>(
        &self,
        person: &str,
        opener: &Opener,
        work: impl FnOnce(&mut Store, &mut Ring) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // Read under the lock: of two who change keys at once, the second sees what the first did.
        let mut door = held(&self.door);
        let mut ring = match self.demo {
            true => SealedLog::open(&self.place, person, None)?.apart()?.1,
            false => door.unlock(person, opener)?,
        };
        work(&mut door, &mut ring)
    }
}

impl Pass {
    /// Whose it is.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Everything this person's keys open, in order, what was read of it, and the number the next event has.
    ///
    /// # Errors
    ///
    /// If something does not open: the log is damaged, or its keys were changed.
    pub fn read(&self) -> Result<Read, Error> {
        let mut log = held(&self.wall.log);
        let mut shared = held(&self.wall.shared);
        match log.since()? {
            Some(fresh) if fresh.is_empty() => {}
            Some(fresh) => {
                let changed = fresh.iter().any(|event| Facts::changed_by(&event.act));
                Arc::make_mut(&mut shared.events).extend(fresh);
                if changed {
                    shared.facts = Arc::new(Facts::of(&shared.events));
                }
            }
            None => {
                shared.events = Arc::new(log.events()?);
                shared.facts = Arc::new(Facts::of(&shared.events));
                shared.times += 1;
            }
        }
        let (events, times, next) = (Arc::clone(&shared.events), shared.times, log.next());
        let facts = Arc::clone(&shared.facts);
        drop(shared);
        let mut own = held(&self.own);
        if own.times != times {
            *own = Own { times, ..Own::default() };
        }
        if own.through + 1 < next {
            let found = log.own(&self.ring, own.through + 1, next - 1)?;
            drop(log);
            own.through = next - 1;
            let beyond =
                |event: &Event| events.binary_search_by_key(&event.number, |event| event.number).is_err();
            own.events.extend(found.into_iter().filter(beyond));
        }
        if own.events.is_empty() {
            return Ok(Read { events, facts, next });
        }
        let mut all = Vec::with_capacity(events.len() + own.events.len());
        all.extend(events.iter().cloned().chain(own.events.iter().cloned()));
        all.sort_by_key(|event| event.number);
        Ok(Read { events: Arc::new(all), facts, next })
    }

    /// Appends an event, if the log still ends with the one before it; `known` are the events as they were read.
    ///
    /// # Errors
    ///
    /// If the database fails. Then nothing was appended.
    pub fn append(&self, known: &[Event], event: &Event) -> Result<bool, Error> {
        held(&self.wall.log).append(known, event)
    }

    /// Notes that this person has read what there is. It is written down where those whose it is can see it: at once the first
    /// time, later when [`write_readings`](Self::write_readings) is called.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn note_reading(&self, seat: &Seat, at: Timestamp) -> Result<(), Error> {
        let through = held(&self.wall.log).through(seat);
        *held(&self.unwritten) = Some((through, at));
        if held(&self.written).is_empty() { self.write_readings() } else { Ok(()) }
    }

    /// Writes down what was read since; nothing, where nothing was new.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn write_readings(&self) -> Result<(), Error> {
        let Some((through, at)) = held(&self.unwritten).clone() else { return Ok(()) };
        let mut log = held(&self.wall.log);
        let mut written = held(&self.written);
        for (label, last) in through {
            if written.get(&label).is_none_or(|known| *known < last) {
                log.write_reading(&self.person, &label, last, at)?;
                written.insert(label, last);
            }
        }
        held(&self.unwritten).take_if(|(_, noted)| *noted == at);
        Ok(())
    }
}

impl SealedLog {
    /// A log behind a wall: nobody's in particular, and never idle.
    fn behind(store: Store, ring: Ring) -> Self {
        let lock = Lock::new(ring, Duration::MAX, Instant::now());
        Self::with(store, lock, "")
    }
}
