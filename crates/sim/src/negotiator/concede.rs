//! Negotiators that go down their list one by one, and one that does not move [the family of NegMAS: Mohammad 2023].

use crate::preferences::Package;
use crate::seat::{Fault, Negotiator, Response, Seat};

/// What is accepted on the way down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accepts {
    /// What is not below the walk-away.
    Any,
    /// Of that, what is no worse than what it accepted before.
    NotWorse,
    /// Of that, what is better.
    Better,
}

/// Offers its packages from the best to the last it could live with, one each turn, then that one for ever.
#[derive(Debug)]
pub(super) struct Conceding {
    accepts: Accepts,
    next: usize,
    last: Option<Package>,
    /// For each party whose offers it accepted, what the last of these was worth.
    accepted: Vec<f64>,
    /// Whose offer is on the table.
    from: usize,
}

impl Conceding {
    pub(super) fn new(accepts: Accepts) -> Self {
        Self { accepts, next: 0, last: None, accepted: Vec::new(), from: 0 }
    }
}

impl Negotiator for Conceding {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        let own = seat.preferences;
        if let Some(next) = own.ranked(self.next).filter(|next| own.accepts(*next)) {
            self.next += 1;
            self.last = Some(next);
        }
        Ok(self.last)
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let worth = own.worth(offer);
        self.accepted.resize(seat.parties.max(self.from + 1), f64::NAN);
        let before = self.accepted[self.from];
        let accept = match self.accepts {
            Accepts::Any => own.accepts(offer),
            _ if before.is_nan() => own.accepts(offer),
            Accepts::NotWorse => worth >= before,
            Accepts::Better => worth > before,
        };
        if accept {
            self.accepted[self.from] = worth;
        }
        Ok(if accept { Response::Accept } else { Response::Reject })
    }

    fn heard(&mut self, _seat: &Seat<'_>, from: usize, _offer: Package) {
        self.from = from;
    }
}

/// Offers and accepts its best and nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tough;

impl Negotiator for Tough {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        // Of equals the first by number.
        Ok(seat.preferences.at_least_of_all(seat.preferences.best(), 0.0))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let best = seat.preferences.reaches(offer, seat.preferences.best() - 1e-10);
        Ok(if best { Response::Accept } else { Response::Reject })
    }
}
