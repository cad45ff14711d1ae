//! The cases of a server, and who is let in.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use detente_store::{Accounts, Error, Opener, Pass, Place, SharedLog, Verdict};
use detente_talks::Preset;
use detente_web::Trouble;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::clock;
use crate::failure::Failure;

/// How long a person's keys stay in memory that nobody uses.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// A server's cases and accounts.
#[derive(Debug)]
pub(crate) struct House {
    pub(super) halls: BTreeMap<String, Arc<Hall>>,
    /// For what takes a moment; passwords are stretched one at a time, on the other.
    pub(super) quick: Mutex<Accounts>,
    pub(super) slow: Mutex<Accounts>,
    stopping: AtomicBool,
    /// The first mediators' invitations, by name and case, until they are printed.
    pub(super) first: Vec<(String, String, String)>,
    /// What else is to be said at the beginning.
    pub(super) notes: Vec<String>,
}

/// One case.
#[derive(Debug)]
pub(crate) struct Hall {
    pub(super) id: String,
    pub(super) folder: PathBuf,
    pub(super) log: SharedLog,
    pub(super) changed: watch::Sender<u64>,
    passes: Mutex<HashMap<String, (Arc<Pass>, Instant)>>,
    /// What the last look through the whole chain found, and when.
    verdict: Mutex<Option<(Verdict, Timestamp)>>,
    /// Held while an invitation is made: its row and its key belong together.
    pub(super) inviting: Mutex<()>,
}

pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these is changed by the database as a whole or not at all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes down what was read, and says so where that failed.
fn written(passes: &[Arc<Pass>]) {
    for pass in passes {
        if let Err(error) = pass.write_readings() {
            tracing::error!(%error, "who read what was not written down");
        }
    }
}

/// What the store says, for the one who runs the server.
pub(super) fn trouble(error: Error) -> Trouble {
    Trouble(error.to_string())
}

/// The accounts at a place.
fn opened(place: &Place) -> Result<Accounts, Failure> {
    Accounts::open(place).map_err(|error| match (error, place) {
        (Error::Damaged(what), Place::File(path)) => Failure::help(
            format!("the accounts in {} are damaged: {what}", path.display()),
            "the log is another file and may be whole; put back a copy of the accounts that was made while the server was stopped",
        ),
        (error, _) => error.into(),
    })
}

impl House {
    pub(super) fn new(accounts: &Place) -> Result<Self, Failure> {
        Ok(Self {
            halls: BTreeMap::new(),
            quick: Mutex::new(opened(accounts)?),
            slow: Mutex::new(opened(accounts)?),
            stopping: AtomicBool::new(false),
            first: Vec::new(),
            notes: Vec::new(),
        })
    }

    pub(super) fn add(&mut self, hall: Hall) -> Result<(), Failure> {
        if self.halls.contains_key(&hall.id) {
            return Err(Failure::help(
                format!("two case folders are called {}", hall.id),
                "rename one: the name stands in addresses",
            ));
        }
        self.halls.insert(hall.id.clone(), Arc::new(hall));
        Ok(())
    }

    /// Ends all streams: the server stops.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.write_readings();
        for hall in self.halls.values() {
            hall.stir();
        }
    }

    pub(super) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Looks whether other programs have written, and forgets keys that nobody uses.
    pub(super) fn look_around(&self) {
        for hall in self.halls.values() {
            let length = hall.log.length().unwrap_or_default();
            let known = *hall.changed.borrow();
            if length != known {
                hall.changed.send_replace(length);
            }
            let now = Instant::now();
            let idle = |used: &Instant| now.saturating_duration_since(*used) >= IDLE;
            let gone: Vec<Arc<Pass>> = {
                let mut passes = held(&hall.passes);
                let gone = passes
                    .values()
                    .filter(|(_, used)| idle(used))
                    .map(|(pass, _)| Arc::clone(pass))
                    .collect();
                passes.retain(|_, (_, used)| !idle(used));
                gone
            };
            written(&gone);
        }
    }

    /// Looks through all chains: somebody may have been at the disk.
    pub(super) fn verify(&self) {
        for hall in self.halls.values() {
            if let Err(error) = hall.look_through() {
                tracing::error!(%error, "the chain could not be looked through");
            }
        }
    }

    /// Writes down who has read what since it was last done.
    pub(super) fn write_readings(&self) {
        self.halls.values().for_each(|hall| hall.write_readings());
    }
}

impl Hall {
    pub(super) fn open(folder: &Path, place: &Place) -> Result<Self, Failure> {
        let id = Self::name(folder)?;
        let log = match SharedLog::open(place) {
            Err(Error::NotThere(_)) => {
                return Err(Failure::help(
                    format!("the talks of {} are not opened", folder.display()),
                    "a mediator opens them: `detente serve CASE --as PERSON`, or `detente join CASE --as PERSON`",
                ));
            }
            other => other?,
        };
        let changed = watch::Sender::new(log.length()?);
        Ok(Self {
            id,
            folder: folder.into(),
            log,
            changed,
            passes: Mutex::default(),
            verdict: Mutex::default(),
            inviting: Mutex::default(),
        })
    }

    /// The short name of a case, as it stands in addresses: that of its folder, or a number where nobody is to learn that there are
    /// such talks.
    pub(super) fn name(folder: &Path) -> Result<String, Failure> {
        let whole = std::fs::canonicalize(folder).map_err(|source| Failure::Machine {
            what: format!("could not open {}", folder.display()),
            source,
        })?;
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let shared = std::fs::read_to_string(folder.join("case.toml")).unwrap_or_default();
        let secret =
            detente_talks::shared_case(&shared).is_some_and(|case| Preset::of(&case).hides_existence());
        if secret {
            let digest = Sha256::digest(name.as_bytes());
            return Ok(format!("talks-{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]));
        }
        Ok(name.chars().map(plain).collect())
    }

    /// What the last look through the whole chain found, and when that was. It is made at times of its own, never for whoever asks:
    /// when it was made, and how long it took, would tell how much others write.
    pub(super) fn verdict(&self) -> Result<(Verdict, Timestamp), Error> {
        let known = held(&self.verdict).clone();
        known.map_or_else(|| self.look_through(), Ok)
    }

    fn look_through(&self) -> Result<(Verdict, Timestamp), Error> {
        let found = (self.log.verify()?, clock());
        *held(&self.verdict) = Some(found.clone());
        Ok(found)
    }

    /// Says that something may have been written.
    pub(super) fn stir(&self) {
        self.changed.send_modify(|number| *number += 1);
    }

    /// The pass of a session's seat: made when it is first used, kept while it is.
    pub(super) fn pass(&self, session: &str, person: &str, opener: &Opener) -> Result<Arc<Pass>, Error> {
        let now = Instant::now();
        if let Some((pass, used)) = held(&self.passes).get_mut(session) {
            *used = now;
            return Ok(Arc::clone(pass));
        }
        let pass = Arc::new(self.log.enter(person, opener)?);
        held(&self.passes).insert(session.into(), (Arc::clone(&pass), now));
        Ok(pass)
    }

    /// Lets nobody in with keys that were read before: some were changed.
    pub(super) fn forget(&self) {
        let gone: Vec<Arc<Pass>> = held(&self.passes).drain().map(|(_, (pass, _))| pass).collect();
        written(&gone);
        self.log.forget();
        self.stir();
    }

    /// Writes down who has read what since it was last done.
    pub(super) fn write_readings(&self) {
        let passes: Vec<Arc<Pass>> = held(&self.passes).values().map(|(pass, _)| Arc::clone(pass)).collect();
        written(&passes);
    }

    /// Forgets one session's keys.
    pub(super) fn leave(&self, session: &str) {
        let gone = held(&self.passes).remove(session);
        written(&gone.map(|(pass, _)| pass).into_iter().collect::<Vec<_>>());
        self.stir();
    }
}
