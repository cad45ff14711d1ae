//! Where points of two parties stand in a drawing.

use detente_deal::Analysis;

use crate::picks::Pick;

/// The stretch of worths shown for two parties.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// From where to where the party drawn to the right is shown.
    pub(crate) x: (f64, f64),
    /// From where to where the party drawn upward is shown.
    pub(crate) y: (f64, f64),
    /// Least and most that is drawn of the first.
    pub(crate) x_ends: (f64, f64),
    /// Least and most that is drawn of the second.
    pub(crate) y_ends: (f64, f64),
}

impl Frame {
    /// Room for the frontier, the picked packages and the walk-aways; without a frontier for the parties' whole range,
    /// so that a shortfall is seen for what it is. `None` if there is no point to draw.
    pub(crate) fn new(analysis: &Analysis, picks: &[Pick<'_>], first: usize, second: usize) -> Option<Self> {
        let points = analysis.frontier.iter().flat_map(|frontier| &frontier.points).map(|point| &point.worth);
        let worths: Vec<&Vec<f64>> = points.chain(picks.iter().map(|pick| &pick.solution.worth)).collect();
        let empty = analysis.frontier.as_ref().is_none_or(|frontier| frontier.points.is_empty());
        let along = |party: usize| {
            let own = worths.iter().filter_map(|worth| worth.get(party).copied());
            let own: Vec<f64> = own.filter(|worth| worth.is_finite()).collect();
            if own.is_empty() {
                return None;
            }
            let held = analysis.parties.get(party)?;
            let range = if empty { [held.worst, held.best] } else { [None, None] };
            let others = range.into_iter().chain([held.walk_away]).flatten().filter(|end| end.is_finite());
            let ends = own.into_iter().chain(others);
            let (low, high) =
                ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
            let span = high - low;
            let pad = match span > 0.0 && span.is_finite() {
                true => span * 0.08,
                false => (low.abs() * 0.1).max(1.0),
            };
            Some(((low - pad, high + pad), (low, high)))
        };
        let ((x, x_ends), (y, y_ends)) = (along(first)?, along(second)?);
        Some(Self { x, y, x_ends, y_ends })
    }

    /// From 0 at the left to 1 at the right.
    pub(crate) fn across(&self, worth: f64) -> f64 {
        share(worth, self.x)
    }

    /// From 0 at the bottom to 1 at the top.
    pub(crate) fn up(&self, worth: f64) -> f64 {
        share(worth, self.y)
    }
}

fn share(value: f64, (low, high): (f64, f64)) -> f64 {
    let share = (value - low) / (high - low);
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 }
}
