//! Where events are kept.

use crate::event::Event;

/// An append-only log. What was acknowledged stays.
pub trait Log {
    /// What can go wrong in keeping it.
    type Error: std::error::Error;

    /// The events that can be read here, in order. A log may hold others, whose numbers are then missing.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    fn events(&mut self) -> Result<Vec<Event>, Self::Error>;

    /// The number the next event will have.
    fn next(&self) -> u64;

    /// Appends an event, if the log still ends with the event before it; gives `false`, and appends nothing, where
    /// someone else was faster. `known` are the events as they were read.
    ///
    /// # Errors
    ///
    /// When the log cannot be written. Then nothing was appended.
    fn append(&mut self, known: &[Event], event: &Event) -> Result<bool, Self::Error>;
}

/// A log in memory, for tests and rehearsals.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(pub Vec<Event>);

impl Log for MemoryLog {
    type Error = std::convert::Infallible;

    fn events(&mut self) -> Result<Vec<Event>, Self::Error> {
        Ok(self.0.clone())
    }

    fn next(&self) -> u64 {
        self.0.len() as u64 + 1
    }

    fn append(&mut self, _known: &[Event], event: &Event) -> Result<bool, Self::Error> {
        let next = self.next() == event.number;
        if next {
            self.0.push(event.clone());
        }
        Ok(next)
    }
}
