//! What one party has of each package, made ready for playing.

use std::sync::Arc;

use detente_deal::Worths;

/// A package by its number in a [`Worths`].
pub type Package = u32;

/// One party's preferences over all packages, sorted once: shared by every negotiation it plays.
#[derive(Clone, Debug)]
pub struct Preferences {
    worth: Vec<f64>,
    walk_away: f64,
    /// All packages, worth rising, ties by number.
    ranked: Vec<Package>,
    /// Their worths.
    sorted: Vec<f64>,
    /// Where those at or above the walk-away begin in `ranked`.
    rational: usize,
    worst: f64,
}

impl Preferences {
    /// From what each package is worth, in any points, and the walk-away, if there is one. A package worth −∞ is refused by a red line.
    /// Sorting costs n log n.
    pub fn new(worth: Vec<f64>, walk_away: Option<f64>) -> Self {
        let mut ranked: Vec<Package> = (0..worth.len() as u32).collect();
        ranked.sort_by(|a, b| worth[*a as usize].total_cmp(&worth[*b as usize]));
        let sorted: Vec<f64> = ranked.iter().map(|at| worth[*at as usize]).collect();
        let walk_away = walk_away.unwrap_or(f64::NEG_INFINITY);
        let floor = walk_away.max(f64::MIN);
        let rational = sorted.partition_point(|worth| *worth < floor);
        let worst = sorted.iter().copied().find(|worth| worth.is_finite()).unwrap_or(f64::NEG_INFINITY);
        Self { worth, walk_away, ranked, sorted, rational, worst }
    }

    /// The preferences of each party.
    pub fn all(worths: &Worths) -> Vec<Arc<Self>> {
        let each = worths.worth.iter().zip(&worths.walk_away);
        each.map(|(worth, away)| Arc::new(Self::new(worth.clone(), *away))).collect()
    }

    /// What a package is worth; panics for one there is not, as a slice does.
    #[inline]
    pub fn worth(&self, package: Package) -> f64 {
        self.worth[package as usize]
    }

    /// What no agreement is worth; −∞ where nothing was said.
    pub fn walk_away(&self) -> f64 {
        self.walk_away
    }

    /// How many packages there are.
    pub fn len(&self) -> usize {
        self.worth.len()
    }

    /// Whether there is no package.
    pub fn is_empty(&self) -> bool {
        self.worth.is_empty()
    }

    /// How many packages lie at or above the walk-away and break no red line of the party.
    pub fn rational(&self) -> usize {
        self.ranked.len() - self.rational
    }

    /// Whether the party could live with a package.
    pub fn accepts(&self, package: Package) -> bool {
        self.worth(package) >= self.walk_away.max(f64::MIN)
    }

    /// Whether a package is worth at least so much; never where a red line of the party forbids it.
    #[inline]
    pub fn reaches(&self, package: Package, asked: f64) -> bool {
        self.worth(package) >= asked.max(f64::MIN)
    }

    /// The most a package is worth; −∞ without packages.
    pub fn best(&self) -> f64 {
        self.sorted.last().copied().unwrap_or(f64::NEG_INFINITY)
    }

    /// The least a package is worth that no red line forbids.
    pub fn worst(&self) -> f64 {
        self.worst
    }

    /// The worst or the walk-away, whichever is more: from there to the best a party concedes.
    pub fn floor(&self) -> f64 {
        self.worst().max(self.walk_away)
    }

    /// A worth as a share of the way from the floor to the best; 1 where these are one.
    pub fn share(&self, worth: f64) -> f64 {
        let range = self.best() - self.floor();
        if worth == f64::NEG_INFINITY {
            return worth;
        }
        if range < 1e-5 { 1.0 } else { (worth - self.floor()) * range.recip() }
    }

    /// The package at a rank, 0 the best.
    pub fn ranked(&self, rank: usize) -> Option<Package> {
        self.ranked.len().checked_sub(rank + 1).map(|at| self.ranked[at])
    }

    /// Of the packages a party could live with, the one worth nearest to `target` of those not worth less than `target − slack`; of
    /// equals the first by number. The best of all where it could live with none.
    pub fn at_least(&self, target: f64, slack: f64) -> Option<Package> {
        match self.rational() {
            // Its best, though it could not live with it; nothing where red lines forbid everything.
            0 => self.ranked(0).filter(|best| self.worth(*best).is_finite()),
            _ => self.nearest_above(target, slack, self.rational),
        }
    }

    /// The same among all packages.
    pub fn at_least_of_all(&self, target: f64, slack: f64) -> Option<Package> {
        if self.best().is_finite() { self.nearest_above(target, slack, 0) } else { None }
    }

    fn nearest_above(&self, target: f64, slack: f64, from: usize) -> Option<Package> {
        let sorted = &self.sorted;
        let above = from + sorted[from..].partition_point(|worth| *worth < target);
        let above = above.min(sorted.len() - 1);
        let gap = (sorted[above] - target).abs();
        let Some(below) = above.checked_sub(1).filter(|below| *below >= from) else {
            return Some(self.ranked[above]);
        };
        let worth = sorted[below];
        if worth >= target - slack && target - worth < gap {
            let first = from + sorted[from..].partition_point(|other| *other < worth);
            return Some(self.ranked[first]);
        }
        Some(self.ranked[above])
    }

    /// The packages a party could live with that are worth at least this, worth rising.
    pub fn above(&self, target: f64) -> &[Package] {
        let from = self.rational + self.sorted[self.rational..].partition_point(|worth| *worth < target);
        &self.ranked[from..]
    }

    /// All packages, worth rising.
    pub fn rising(&self) -> (&[Package], &[f64]) {
        (&self.ranked, &self.sorted)
    }
}
