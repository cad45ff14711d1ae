//! Where events are kept.

use crate::event::Event;

/// An append-only log. What was acknowledged stays.
pub trait Log {
    /// What can go wrong in keeping it.
    type Error: std::error::Error;

    /// All events, in order; the n-th has the number n.
    ///
    /// # Errors
    ///
    /// When the log cannot be read.
    fn events(&self) -> Result<Vec<Event>, Self::Error>;

    /// Appends an event, if the log still ends with the event before it; gives `false`, and appends nothing, where
    /// someone else was faster.
    ///
    /// # Errors
    ///
    /// When the log cannot be written. Then nothing was appended.
    fn append(&mut self, event: &Event) -> Result<bool, Self::Error>;
}

/// A log in memory, for tests and rehearsals.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(pub Vec<Event>);

impl Log for MemoryLog {
    type Error = std::convert::Infallible;

    fn events(&self) -> Result<Vec<Event>, Self::Error> {
        Ok(self.0.clone())
    }

    fn append(&mut self, event: &Event) -> Result<bool, Self::Error> {
        let next = self.0.len() as u64 + 1 == event.number;
        if next {
            self.0.push(event.clone());
        }
        Ok(next)
    }
}
