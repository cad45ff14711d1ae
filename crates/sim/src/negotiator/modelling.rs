//! Negotiators that offer, of what suits them, what the others are guessed to like best.

use super::model::{Frequency, OpponentModel};
use crate::preferences::{Package, Preferences};
use crate::random::Chance;
use crate::seat::{Fault, Negotiator, Packages, Response, Seat};

/// At most so many packages are compared for one offer.
const COMPARED: usize = 1_000;

/// How what is asked for falls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Asking {
    /// 1 − tᵉ of the way from the floor to the best.
    Curve(f64),
    /// As HardHeaded does: slowly, from the best to what it takes for the least, faster at the end [van Krimpen, Looije and
    /// Hajizadeh 2013].
    HardHeaded,
}

/// One model for each other party.
pub(super) struct Modelling {
    asking: Asking,
    models: Vec<Option<Box<dyn OpponentModel>>>,
    make: fn() -> Box<dyn OpponentModel>,
    best_heard: Option<Package>,
    sent: Vec<Package>,
    chance: Chance,
}

impl Modelling {
    pub(super) fn new(asking: Asking, make: fn() -> Box<dyn OpponentModel>, chance: Chance) -> Self {
        Self { asking, models: Vec::new(), make, best_heard: None, sent: Vec::new(), chance }
    }

    pub(super) fn hard_headed(chance: Chance) -> Self {
        Self::new(Asking::HardHeaded, || Box::<Frequency>::default(), chance)
    }

    fn asks(&self, own: &Preferences, time: f64) -> f64 {
        let (floor, best) = (own.floor(), own.best());
        match self.asking {
            Asking::Curve(e) => floor + (best - floor) * (1.0 - libm::pow(time, e)),
            Asking::HardHeaded => {
                // It never offers the lower half of what it could live with, or at the very end hardly.
                let least = floor + 0.58 * (best - floor);
                least + (best - least) * (1.0 - libm::pow(time, 1.0 / 0.05_f64))
            }
        }
    }

    /// The least liked by any of the others decides.
    fn liked(&self, packages: &Packages, package: Package) -> f64 {
        let models = self.models.iter().flatten();
        models.map(|model| model.guess(packages, package)).reduce(f64::min).unwrap_or(0.5)
    }

    fn plan(&self, seat: &Seat<'_>) -> Option<Package> {
        let own = seat.preferences;
        let target = self.asks(own, seat.time);
        let band = own.above(target);
        if band.is_empty() {
            return own.at_least(target, 0.0);
        }
        // Those nearest to what is asked for, and of a long list some of the rest, evenly.
        let step = band.len().div_ceil(COMPARED);
        let mut chosen: Option<(f64, Package)> = None;
        for package in band.iter().step_by(step).copied() {
            let liked = self.liked(seat.packages, package);
            if chosen.is_none_or(|(most, _)| liked > most + 1e-12) {
                chosen = Some((liked, package));
            }
        }
        let planned = chosen.map(|(_, package)| package)?;
        // What was offered to it and gives as much is sooner agreed on.
        let heard = self.best_heard.filter(|heard| own.worth(*heard) >= own.worth(planned));
        Some(heard.unwrap_or(planned))
    }
}

impl Negotiator for Modelling {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        let Some(mut planned) = self.plan(seat) else { return Ok(None) };
        // HardHeaded now and then says again what it said before, so as not to be read too easily.
        if self.asking == Asking::HardHeaded
            && self.sent.contains(&planned)
            && !self.sent.is_empty()
            && self.chance.even() < 0.05
        {
            planned = self.sent[self.chance.below(self.sent.len())];
        }
        if !self.sent.contains(&planned) {
            self.sent.push(planned);
        }
        Ok(Some(planned))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let planned = self.plan(seat).map_or(f64::INFINITY, |mine| own.worth(mine));
        let sent = self.sent.iter().map(|sent| own.worth(*sent)).reduce(f64::min);
        // No worse than its own next offer, or than the least it has offered.
        let asks = sent.map_or(planned, |sent| planned.min(sent));
        let accept = own.accepts(offer) && own.worth(offer) >= asks;
        Ok(if accept { Response::Accept } else { Response::Reject })
    }

    fn heard(&mut self, seat: &Seat<'_>, from: usize, offer: Package) {
        let own = seat.preferences;
        if self.best_heard.is_none_or(|best| own.worth(offer) > own.worth(best)) {
            self.best_heard = Some(offer);
        }
        while self.models.len() <= from {
            self.models.push(None);
        }
        let model = self.models[from].get_or_insert_with(self.make);
        model.heard(seat.packages, offer, seat.time);
    }
}
