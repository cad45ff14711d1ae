//! Negotiators that throw dice: what others are measured against.

use crate::preferences::Package;
use crate::random::Chance;
use crate::seat::{Fault, Negotiator, Response, Seat};

/// Offers anything; accepts and leaves by chance.
#[derive(Debug)]
pub(super) struct ByChance {
    pub(super) accepts: f64,
    pub(super) leaves: f64,
    pub(super) chance: Chance,
}

impl Negotiator for ByChance {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        let many = seat.preferences.len();
        Ok((many > 0).then(|| self.chance.below(many) as Package))
    }

    fn respond(&mut self, _seat: &Seat<'_>, _offer: Package) -> Result<Response, Fault> {
        let drawn = self.chance.even();
        Ok(if drawn < self.accepts {
            Response::Accept
        } else if drawn < self.accepts + self.leaves {
            Response::Leave
        } else {
            Response::Reject
        })
    }
}

/// Offers by chance what it could live with, and accepts what it could live with: a constrained zero-intelligence trader [Gode and Sunder
/// 1993].
#[derive(Debug)]
pub(super) struct Rational {
    pub(super) chance: Chance,
}

impl Negotiator for Rational {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        let own = seat.preferences;
        let many = own.rational();
        Ok(if many == 0 { None } else { own.ranked(self.chance.below(many)) })
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        Ok(if seat.preferences.accepts(offer) { Response::Accept } else { Response::Reject })
    }
}
