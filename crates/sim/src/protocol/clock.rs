//! Rounds and simulated time.

use crate::ended::{Ended, How};
use crate::random::Chance;

/// When a negotiation is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deadline {
    /// After so many rounds. The time in round s of n, from 0, is (s + 1) / (n + 1), as NegMAS and GENIUS have it.
    Rounds(u32),
    /// After so much simulated time; every turn takes an exponential time of this mean.
    Time {
        /// The whole time, in any unit.
        limit: f64,
        /// The mean of one turn, in the same unit; above 0.
        turn: f64,
    },
}

/// More rounds than this are not played, whatever the simulated time.
const MOST_ROUNDS: u32 = 10_000_000;

/// The time of one negotiation.
pub(super) struct Clock {
    deadline: Deadline,
    chance: Option<Chance>,
    elapsed: f64,
    pub(super) step: u32,
    pub(super) time: f64,
}

impl Clock {
    /// At the beginning of the first round.
    #[inline]
    pub(super) fn new(deadline: Deadline, seed: u64, negotiation: u64) -> Self {
        let chance = match deadline {
            Deadline::Rounds(_) => None,
            Deadline::Time { .. } => Some(Chance::new(seed, negotiation, u64::MAX)),
        };
        let mut clock = Self { deadline, chance, elapsed: 0.0, step: 0, time: 0.0 };
        clock.set();
        clock
    }

    #[inline]
    fn set(&mut self) {
        self.time = match self.deadline {
            Deadline::Rounds(rounds) => f64::from(self.step + 1) / (f64::from(rounds) + 1.0),
            Deadline::Time { limit, .. } => (self.elapsed / limit).min(1.0),
        };
    }

    /// Whether the round may begin.
    #[inline]
    pub(super) fn runs(&self) -> bool {
        match self.deadline {
            Deadline::Rounds(rounds) => self.step < rounds,
            Deadline::Time { limit, .. } => self.elapsed < limit && self.step < MOST_ROUNDS,
        }
    }

    /// A turn was taken: `false` if time ran out in it.
    #[inline]
    pub(super) fn turn(&mut self) -> bool {
        let (Some(chance), Deadline::Time { limit, turn }) = (&mut self.chance, self.deadline) else {
            return true;
        };
        self.elapsed += turn * chance.exponential();
        self.set();
        self.elapsed < limit
    }

    /// The next round.
    #[inline]
    pub(super) fn round(&mut self) {
        self.step += 1;
        self.set();
    }

    #[inline]
    pub(super) fn steps(&self) -> Option<u32> {
        match self.deadline {
            Deadline::Rounds(rounds) => Some(rounds),
            Deadline::Time { .. } => None,
        }
    }

    /// As it ended after the last round that was begun.
    pub(super) fn after(&self, how: How, offers: u32) -> Ended {
        let ended = self.ended(how, offers);
        let step = if ended.how == How::Deadline { ended.step } else { ended.step.saturating_sub(1) };
        Ended { step, ..ended }
    }

    pub(super) fn ended(&self, how: How, offers: u32) -> Ended {
        let time = if how == How::Deadline { 1.0 } else { self.time };
        Ended { how, step: self.step, time, offers }
    }
}
