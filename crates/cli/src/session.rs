//! One person at the talks of one case folder: from the log to the desk, and from an act to the log.

use std::path::{Path, PathBuf};

use detente_case::Case;
use detente_papers::{Style, done};
use detente_store::{Ring, SealedLog, Store};
use detente_talks::{Act, Desk, Event, Instrument, Log, Means, Refusal};
use jiff::Timestamp;

use crate::arguments::{Acting, By, Format, Paper};
use crate::console::coloured;
use crate::disk::{replaces_only, write_file};
use crate::failure::Failure;
use crate::load::load;
use crate::opening::Opening;
use crate::output::{say, say_json};

/// How often an act is tried again because others acted at the same moment.
const TRIES: usize = 1_000;

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::help(refusal.what, refusal.next)
    }
}

/// A person at the talks.
#[derive(Debug)]
pub(crate) struct Session {
    /// The case folder.
    pub(crate) folder: PathBuf,
    person: String,
    /// The time that was said, if one was.
    at: Option<Timestamp>,
    format: Format,
    /// How many acts the person saw when it decided, if it says so.
    seen: Option<usize>,
    opening: Opening,
    /// The log; none, before the talks are opened.
    log: Option<SealedLog>,
    events: Vec<Event>,
    /// What was done in this session.
    acts: Vec<Event>,
}

impl Session {
    /// Reads the log. Talks that were never opened have none.
    pub(crate) fn open(acting: &Acting) -> Result<Self, Failure> {
        if !acting.case.join("case.toml").exists() {
            return Err(Failure::help(
                format!("{} is no case folder", acting.case.display()),
                "name the folder that holds case.toml; `detente new FOLDER` makes one",
            ));
        }
        if let Some(at) = acting.at {
            // Clocks differ a little.
            if at > Timestamp::now() + jiff::SignedDuration::from_mins(5) {
                return Err(Failure::help(
                    format!("the time {at} is still to come"),
                    "an act is recorded when it is done, or after; leave --at out for now",
                ));
            }
        }
        let mut log = acting.opening.log(&acting.case, &acting.person)?;
        let events = log.as_mut().map(Log::events).transpose()?.unwrap_or_default();
        let mut session = Self {
            folder: acting.case.clone(),
            person: acting.person.clone(),
            at: acting.at,
            format: acting.format,
            seen: acting.seen,
            opening: acting.opening.clone(),
            log,
            events,
            acts: Vec::new(),
        };
        session.tidy()?;
        Ok(session)
    }

    /// Writes down that this person has read what there is, and lets notes end whose time has come.
    fn tidy(&mut self) -> Result<(), Failure> {
        if self.events.is_empty() {
            return Ok(());
        }
        let desk = Desk::open(&self.events, &self.person, self.now())?;
        let (seat, now) = (desk.seat.clone(), desk.now.max(desk.state.last.unwrap_or(desk.now)));
        let ends = seat.mediates() && desk.state.confidences.hold.is_none();
        if let Some(log) = &mut self.log {
            // When it was read is what the clock says, whatever time is said for an act.
            log.record_reading(&seat, clock().max(now))?;
            if ends {
                log.parts()?.0.expire(Timestamp::now().as_second())?;
            }
        }
        Ok(())
    }

    /// Whether the talks have been opened.
    pub(crate) fn opened(&self) -> bool {
        !self.events.is_empty()
    }

    /// The time said, or the clock's.
    pub(crate) fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(clock)
    }

    /// The desk of this person.
    pub(crate) fn desk(&self) -> Result<Desk<'_>, Failure> {
        if self.events.is_empty() {
            return Err(self.not_opened());
        }
        let next = self.log.as_ref().map_or(1, Log::next);
        let mut desk = Desk::open(&self.events, &self.person, self.now())?.before(next);
        if self.at.is_none() {
            // A clock may have been set back; what this seat has seen has happened.
            desk.now = desk.now.max(desk.state.last.unwrap_or(desk.now));
        }
        Ok(desk)
    }

    /// What the mediators hold in the folder, if this is a mediator's seat; for anyone else it is not even read.
    pub(crate) fn held(&self) -> Result<Option<Case>, Failure> {
        if !self.desk()?.seat.mediates() {
            return Ok(None);
        }
        Ok(Some(load(&self.folder, &detente_formats::Settings::default())?.case))
    }

    /// Opens the talks: the first act of all. Makes the store, sealed unless it is for trying.
    pub(crate) fn begin(&mut self, case: &str, demo: bool) -> Result<(), Failure> {
        let event = Desk::first(case, &self.person, self.now())?;
        let mut log = match self.log.take() {
            // It was made, and something came between: it has nothing in it yet.
            Some(log) => log,
            None => {
                let fresh = self.opening.key.as_deref().filter(|path| !path.exists());
                let opener =
                    if demo { None } else { Some(Opening::new_opener(self.opening.key.as_deref())?) };
                let place = self.opening.place(&self.folder);
                let made = SealedLog::create(&place, case, &self.person, opener.as_ref());
                if let (Err(_), Some(path), false) = (&made, fresh, demo) {
                    // A key of nothing would only be in the way.
                    let _ = std::fs::remove_file(path);
                }
                made?
            }
        };
        if !log.append(&[], &event)? {
            return Err(look_again());
        }
        self.log = Some(log);
        self.events.push(event.clone());
        self.acts.push(event);
        Ok(())
    }

    /// The store and the keys of this person, for what is beside the log.
    pub(crate) fn parts(&mut self) -> Result<(&mut Store, &mut Ring), Failure> {
        Ok(self.log()?.0.parts()?)
    }

    /// The log and what was read of it.
    pub(crate) fn log(&mut self) -> Result<(&mut SealedLog, &[Event]), Failure> {
        if self.log.is_none() {
            return Err(self.not_opened());
        }
        match &mut self.log {
            Some(log) => Ok((log, &self.events)),
            None => Err(Failure::input("the talks of this case are not opened")),
        }
    }

    /// What was read of the log.
    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }

    /// Reads the log again, without what was erased since.
    pub(crate) fn forget(&mut self) -> Result<(), Failure> {
        if let Some(log) = &mut self.log {
            self.events = log.events()?;
        }
        Ok(())
    }

    fn not_opened(&self) -> Failure {
        Failure::help(
            "the talks of this case are not opened",
            format!("a mediator opens them: `detente join {} --as PERSON`", self.folder.display()),
        )
    }

    /// Does an act that is made at this person's desk.
    pub(crate) fn act(&mut self, make: impl Fn(&Desk<'_>) -> Result<Act, Failure>) -> Result<(), Failure> {
        self.put(|desk| Ok(desk.act(make(desk)?)?))
    }

    /// Does an act, or records it for another who acts on paper.
    pub(crate) fn act_or_record(
        &mut self,
        paper: &Paper,
        make: impl Fn(&Desk<'_>) -> Result<Act, Failure>,
    ) -> Result<(), Failure> {
        let (Some(other), Some(by)) = (&paper.other, paper.by) else { return self.act(make) };
        let means = match by {
            By::Paper => Means::Paper,
            By::Letter => Means::Letter,
            By::Call => Means::Call,
        };
        let recorded_by = self.person.clone();
        let instrument = Instrument { means, recorded_by, reference: paper.reference.clone() };
        self.put(|desk| Ok(desk.record(other, instrument.clone(), make(desk)?)?))
    }

    /// Appends an event. If others acted at the same moment it is made again on what is there now, and taken if it may
    /// still be done: to be told that something happened would tell a seat what it may not see.
    fn put(&mut self, make: impl Fn(&Desk<'_>) -> Result<Event, Failure>) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let desk = self.desk()?;
            if self.seen.is_some_and(|seen| seen + self.acts.len() != desk.events.len()) {
                return Err(look_again());
            }
            let event = make(&desk)?;
            let Some(log) = &mut self.log else { return Err(self.not_opened()) };
            if log.append(&self.events, &event)? {
                self.events.push(event.clone());
                self.acts.push(event);
                return Ok(());
            }
            self.events = log.events()?;
        }
        Err(Failure::Machine {
            what: "could not write to the log".into(),
            source: std::io::Error::other("it is in use"),
        })
    }

    /// Says what was done and what is open.
    pub(crate) fn report(&self) -> Result<(), Failure> {
        let result = self.desk()?.done(&self.acts);
        match self.format {
            Format::Text => say(&done(&result, &style())),
            Format::Json => say_json(&result),
        }
    }

    /// Prints a value as JSON, or as text.
    pub(crate) fn print(
        &self,
        value: &impl serde::Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        match self.format {
            Format::Text => say(&text()),
            Format::Json => say_json(value),
        }
    }
}

/// The time to the second: finer times would tell more than anyone wants to know.
fn clock() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

fn look_again() -> Failure {
    Failure::help(
        "what you see is not what you saw",
        "look again (`detente round show`); then repeat with what it counts",
    )
}

/// How text is printed here.
pub(crate) fn style() -> Style {
    Style { width: 80, colour: coloured() }
}

/// Writes a page or a figure and says where it is.
pub(crate) fn write_page(path: &Path, page: &str) -> Result<(), Failure> {
    replaces_only(path, &["<!doctype html>", "<svg"])?;
    write_file(path, page.as_bytes())?;
    say(&format!("Written: {}\n", path.display()))
}
