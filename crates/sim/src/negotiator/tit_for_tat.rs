//! Negotiators that answer concessions with concessions.

use crate::preferences::Package;
use crate::seat::{Fault, Negotiator, Response, Seat};

/// Concedes as much of its own range as the last offer gives it: what it sees as the other's concession, with no model of the other. In
/// the second and third round it takes one step down its list [NegMAS's naive tit for tat, after Axelrod 1984].
#[derive(Debug, Default)]
pub(super) struct Naive {
    on_table: Option<Package>,
    /// Steps down its list that it took.
    down: usize,
}

impl Naive {
    fn concedes(&mut self, seat: &Seat<'_>, offer: Option<Package>) -> f64 {
        let own = seat.preferences;
        let conceded = offer.map_or(0.0, |offer| own.share(own.worth(offer)));
        let concession = match seat.step {
            0 => 0.0,
            1 | 2 => {
                let mut step = || {
                    self.down += 1;
                    own.ranked(self.down - 1).map_or(own.walk_away(), |at| own.worth(at))
                };
                let (upper, lower) = (step(), step());
                (upper - lower + 1e-12) / (own.best() - own.worst())
            }
            _ => conceded.max(0.0),
        };
        if concession.is_finite() && (-1e-6..=1.000_000_1).contains(&concession) { concession } else { 0.0 }
    }
}

impl Negotiator for Naive {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        let own = seat.preferences;
        let part = 1.0 - self.concedes(seat, self.on_table);
        let range = own.best() - own.worst();
        let target = if range < 1e-6 { 0.0 } else { part * range + own.worst() };
        Ok(own.at_least_of_all(target, 1e-6))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        self.on_table = Some(offer);
        let asks = 1.0 - self.concedes(seat, Some(offer));
        let accept = seat.preferences.share(seat.preferences.worth(offer)) >= asks;
        Ok(if accept { Response::Accept } else { Response::Reject })
    }
}

/// Lowers what it asks for in the proportion in which the other's offers became better for it over a window of offers [relative tit for
/// tat with window 1, averaged with more: Faratin, Sierra and Jennings 1998].
#[derive(Debug)]
pub(super) struct Relative {
    window: usize,
    /// What the offers heard are worth, from each party.
    heard: Vec<Vec<f64>>,
    asks: f64,
}

impl Relative {
    pub(super) fn new(window: usize) -> Self {
        Self { window: window.max(1), heard: Vec::new(), asks: f64::INFINITY }
    }

    /// The next target, in shares of its range above its floor: never above what it asked before, never below the floor.
    fn next(&self) -> f64 {
        let asked = self.asks.min(1.0);
        let ratio = |offers: &Vec<f64>| {
            let last = *offers.last()?;
            let before = offers.len().checked_sub(1 + self.window).map(|at| offers[at])?;
            (last > 1e-9).then(|| (before.max(0.0) / last).clamp(0.0, 1.0))
        };
        // Of several others the one who conceded least sets the pace.
        let slowest = self.heard.iter().filter_map(ratio).reduce(f64::max);
        asked * slowest.unwrap_or(1.0)
    }
}

impl Negotiator for Relative {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        self.asks = self.next();
        let own = seat.preferences;
        Ok(own.at_least(own.floor() + self.asks * (own.best() - own.floor()), 0.0))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let accept = own.accepts(offer) && own.share(own.worth(offer)) >= self.next() - 1e-9;
        Ok(if accept { Response::Accept } else { Response::Reject })
    }

    fn heard(&mut self, seat: &Seat<'_>, from: usize, offer: Package) {
        self.heard.resize(seat.parties.max(from + 1), Vec::new());
        self.heard[from].push(seat.preferences.share(seat.preferences.worth(offer)));
    }
}
