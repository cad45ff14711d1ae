//! Keys in memory, locked when idle.

use std::time::{Duration, Instant};

use crate::error::Error;
use crate::keys::Ring;

/// A ring that is wiped from memory once nobody has used it for a while.
#[derive(Debug)]
pub struct Lock {
    ring: Option<Ring>,
    idle: Duration,
    used: Instant,
}

impl Lock {
    /// Holds a ring until it was idle for so long.
    pub fn new(ring: Ring, idle: Duration, now: Instant) -> Self {
        Self { ring: Some(ring), idle, used: now }
    }

    /// The ring, if it is still there; using it keeps it.
    ///
    /// # Errors
    ///
    /// [`Error::Idle`] once it was not used for too long.
    pub fn ring(&mut self, now: Instant) -> Result<&mut Ring, Error> {
        self.tick(now);
        self.used = now;
        self.ring.as_mut().ok_or(Error::Idle)
    }

    /// Wipes the ring if its time has come; whether it is locked.
    pub fn tick(&mut self, now: Instant) -> bool {
        if now.saturating_duration_since(self.used) >= self.idle {
            self.ring = None;
        }
        self.ring.is_none()
    }

    /// Wipes the ring at once.
    pub fn lock(&mut self) {
        self.ring = None;
    }
}
