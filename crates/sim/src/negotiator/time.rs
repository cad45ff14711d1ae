//! Time-dependent negotiators [Faratin, Sierra and Jennings 1998]: what they ask for falls with time and with nothing else.

use std::sync::Arc;

use super::Semantics;
use crate::preferences::{Package, Preferences};
use crate::seat::{Fault, Negotiator, Response, Seat};

/// How fast one concedes, and by whose definitions.
///
/// `Negmas`: asks at time t for 1 − tᵉ of the way from its floor to its best, less a tolerance; Boulware e = 4, Linear 1, Conceder 1/4. It
/// offers the worst package that gives it so much, and accepts what does. `Genius`: asks for 1 − t^(1/e) of that way; Boulware e = 0.2,
/// Linear 1, Conceder 2. It offers the package nearest to that in worth, of all there are, and accepts what is worth at least its own
/// next offer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// The exponent, by the semantics; above 0.
    pub e: f64,
    /// How much less it asks for, in points (`Negmas` only).
    pub tolerance: f64,
    /// Whose definitions.
    pub semantics: Semantics,
}

impl Curve {
    /// What is asked for at a time, in points.
    pub fn target(&self, own: &Preferences, time: f64) -> f64 {
        let (floor, best) = (own.floor(), own.best());
        match self.semantics {
            Semantics::Negmas => {
                let part = 1.0 - libm::pow(time, self.e);
                floor.max(best.min((best - floor) * part + floor - self.tolerance))
            }
            Semantics::Genius => floor + (best - floor) * (1.0 - libm::pow(time, 1.0 / self.e)),
        }
    }

    fn offer(&self, own: &Preferences, time: f64) -> Option<Package> {
        let target = self.target(own, time);
        match self.semantics {
            Semantics::Negmas => own.at_least(target, 1e-6),
            Semantics::Genius => nearest(own, target),
        }
    }

    fn asks(&self, own: &Preferences, time: f64) -> f64 {
        match self.semantics {
            Semantics::Negmas if own.rational() == 0 => f64::INFINITY,
            Semantics::Negmas => self.target(own, time),
            Semantics::Genius => self.offer(own, time).map_or(f64::INFINITY, |offer| own.worth(offer)),
        }
    }
}

/// The package nearest in worth as GENIUS searches for it, worths falling.
fn nearest(own: &Preferences, target: f64) -> Option<Package> {
    let (_, sorted) = own.rising();
    let worth = |rank: usize| sorted[sorted.len() - 1 - rank];
    let (mut low, mut high) = (0, sorted.len().checked_sub(1)?);
    let mut middle = 0;
    let mut last = usize::MAX;
    while middle != last {
        last = middle;
        middle = usize::midpoint(low, high);
        if worth(middle) == target {
            break;
        } else if worth(middle) < target {
            high = middle;
        } else {
            low = middle;
        }
    }
    let far = |rank: usize| (worth(rank) - target).abs();
    let mut closest = far(middle);
    // As in the original, a nearer one above counts only against the one below.
    let mut chosen = middle;
    if middle > 0 && far(middle - 1) < closest {
        closest = far(middle - 1);
    }
    if middle + 1 < sorted.len() && far(middle + 1) < closest {
        chosen = middle + 1;
    }
    own.ranked(chosen).filter(|chosen| own.worth(*chosen).is_finite())
}

/// One time-dependent negotiator.
#[derive(Clone, Copy, Debug)]
pub struct TimeDependent(pub Curve);

impl Negotiator for TimeDependent {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        Ok(self.0.offer(seat.preferences, seat.time))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let accept = own.reaches(offer, self.0.asks(own, seat.time));
        Ok(if accept { Response::Accept } else { Response::Reject })
    }
}

/// What a time-dependent negotiator offers and accepts in every round, worked out once for many negotiations.
#[derive(Clone, Debug)]
pub struct Schedule {
    rounds: Vec<Round>,
}

#[derive(Clone, Copy, Debug)]
struct Round {
    asks: f64,
    offer: Package,
}

impl Schedule {
    /// For a number of rounds; `None` where there is no package.
    pub fn new(curve: &Curve, own: &Preferences, rounds: u32) -> Option<Self> {
        let round = |step: u32| {
            let time = f64::from(step + 1) / (f64::from(rounds) + 1.0);
            Some(Round { asks: curve.asks(own, time), offer: curve.offer(own, time)? })
        };
        Some(Self { rounds: (0..rounds).map(round).collect::<Option<_>>()? })
    }
}

/// A time-dependent negotiator that goes by a schedule. It steps through a negotiation offer by offer, as any other.
#[derive(Clone, Debug)]
pub struct Scheduled(pub Arc<Schedule>);

impl Negotiator for Scheduled {
    #[inline]
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        Ok(self.0.rounds.get(seat.step as usize).map(|round| round.offer))
    }

    #[inline]
    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let asks = self.0.rounds.get(seat.step as usize).map_or(f64::INFINITY, |round| round.asks);
        Ok(if seat.preferences.reaches(offer, asks) { Response::Accept } else { Response::Reject })
    }
}
