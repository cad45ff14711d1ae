//! Nice tit for tat [Baarslag, Hindriks and Jonker 2013]: answers concessions in its own worth, and aims at a fair package.

use super::model::{Bayesian, OpponentModel};
use crate::preferences::{Package, Preferences};
use crate::seat::{Fault, Negotiator, Packages, Response, Seat};

/// At most so many packages are looked at for a fair one, or for an offer.
const COMPARED: usize = 1_000;

/// Concedes the part of the way to the fair package that the other has come, measured in its own worth; offers, of what gives it so
/// much, what the other is guessed to like best.
#[derive(Default)]
pub(super) struct Nice {
    model: Bayesian,
    first: Option<f64>,
    best: Option<(f64, Package)>,
}

impl Nice {
    /// What the package with the largest guessed product of gains gives it, in shares of its range; at least a half.
    fn fair(&self, own: &Preferences, packages: &Packages) -> f64 {
        let live = own.above(f64::NEG_INFINITY);
        let step = live.len().div_ceil(COMPARED).max(1);
        let product = |at: &Package| own.share(own.worth(*at)) * self.model.guess(packages, *at);
        let mut most = (f64::NEG_INFINITY, 0.5);
        for package in live.iter().step_by(step) {
            let product = product(package);
            if product > most.0 {
                most = (product, own.share(own.worth(*package)));
            }
        }
        // A far opening makes it ask for less: they are unlikely to come all the way.
        let gap = 1.0 - self.first.unwrap_or(0.0).clamp(0.0, 1.0);
        (most.1 * (1.4 - 0.6 * gap)).clamp(0.5, 1.0)
    }

    fn plan(&self, seat: &Seat<'_>) -> Option<Package> {
        let own = seat.preferences;
        let (Some(first), Some((best, best_heard))) = (self.first, self.best) else { return own.ranked(0) };
        let fair = self.fair(own, seat.packages);
        let way = (fair - first).max(1e-9);
        let came = ((best - first) / way).clamp(0.0, 1.0);
        let asks = 1.0 - came * (1.0 - fair);
        // Near the end it goes the rest of the way by itself.
        let late = if seat.time > 0.9 { (seat.time - 0.9) / 0.1 } else { 0.0 };
        let asks = asks + (fair - asks).min(0.0) * late;
        let target = own.floor() + asks * (own.best() - own.floor());
        let band = own.above(target);
        let step = band.len().div_ceil(COMPARED).max(1);
        let mut chosen: Option<(f64, Package)> = None;
        for package in band.iter().step_by(step).copied() {
            let liked = self.model.guess(seat.packages, package);
            if chosen.is_none_or(|(most, _)| liked > most + 1e-12) {
                chosen = Some((liked, package));
            }
        }
        let planned = chosen.map(|(_, package)| package).or_else(|| own.at_least(target, 0.0))?;
        Some(if own.worth(best_heard) >= own.worth(planned) { best_heard } else { planned })
    }
}

impl Negotiator for Nice {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        Ok(self.plan(seat))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let asks = self.plan(seat).map_or(f64::INFINITY, |mine| own.worth(mine));
        let accept = own.accepts(offer) && own.worth(offer) >= asks;
        Ok(if accept { Response::Accept } else { Response::Reject })
    }

    fn heard(&mut self, seat: &Seat<'_>, _from: usize, offer: Package) {
        let share = seat.preferences.share(seat.preferences.worth(offer));
        self.first.get_or_insert(share);
        if self.best.is_none_or(|(best, _)| share > best) {
            self.best = Some((share, offer));
        }
        self.model.heard(seat.packages, offer, seat.time);
    }
}
