//! A curve over time, bent by what the other does [Keskin, Çakan and Aydoğan 2021].

use crate::preferences::{Package, Preferences};
use crate::seat::{Fault, Negotiator, Response, Seat};

/// Weights of the other's last changes, by how many are known: the latest last.
const WINDOWS: [&[f64]; 5] = [&[], &[1.0], &[0.25, 0.75], &[0.11, 0.22, 0.66], &[0.05, 0.15, 0.3, 0.5]];

/// Up to how many packages the lowest target is what.
const LADDER: [(usize, f64); 5] =
    [(450, 0.80), (1_500, 0.775), (4_500, 0.75), (18_000, 0.725), (33_000, 0.70)];

/// Targets are in points as they are: the negotiator is made for points between 0 and 1, as in the competitions it comes from.
#[derive(Debug, Default)]
pub(super) struct Hybrid {
    /// What its last offer was worth; it counts what it only thought of, too.
    sent: Option<f64>,
    heard: Vec<f64>,
}

impl Hybrid {
    fn next(&mut self, own: &Preferences, time: f64) -> Option<Package> {
        let many = own.len().min(100_000);
        let last = LADDER.iter().find(|(most, _)| many < *most).map_or(0.675, |(_, last)| *last);
        let last = last.max(own.walk_away());
        let mut target =
            (1.0 - time) * (1.0 - time) * 1.0 + 2.0 * (1.0 - time) * time * 0.75 + time * time * last;
        if let (Some(sent), true) = (self.sent, self.heard.len() > 2) {
            let changes: Vec<f64> = self.heard.windows(2).map(|two| two[1] - two[0]).collect();
            let known = changes.len().min(4);
            let recent = &changes[changes.len() - known..];
            let moved: f64 = recent.iter().zip(WINDOWS[known]).map(|(change, weight)| change * weight).sum();
            let behaved = sent - (0.5 + 0.5 * time) * moved;
            target = (1.0 - time * time) * behaved + time * time * target;
        }
        let target = target.max(own.walk_away());
        let chosen = closest(own, target)?;
        self.sent = Some(own.worth(chosen));
        Some(chosen)
    }
}

/// Of the packages it could live with the one nearest in worth, of two as near the lesser; of equals the first by number.
fn closest(own: &Preferences, target: f64) -> Option<Package> {
    let from = own.len() - own.rational();
    let (ranked, sorted) = own.rising();
    let (ranked, sorted) = (&ranked[from..], &sorted[from..]);
    let above = sorted.partition_point(|worth| *worth < target);
    match (above.checked_sub(1), sorted.get(above)) {
        (Some(below), Some(upper)) if (sorted[below] - target).abs() > (upper - target).abs() => {
            Some(ranked[above])
        }
        (None, Some(_)) => Some(ranked[above]),
        (Some(below), _) => Some(ranked[below]),
        (None, None) => None,
    }
}

impl Negotiator for Hybrid {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        Ok(self.next(seat.preferences, seat.time))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let asks = self.next(own, seat.time).map_or(own.walk_away(), |mine| own.worth(mine));
        Ok(if own.reaches(offer, asks) { Response::Accept } else { Response::Reject })
    }

    fn heard(&mut self, seat: &Seat<'_>, _from: usize, offer: Package) {
        self.heard.push(seat.preferences.worth(offer));
    }
}
