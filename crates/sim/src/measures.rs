//! How good an agreement is, by what all parties have of it.

use crate::preferences::Package;
use crate::protocol::Table;

/// Measures of every package of a table, worked out once.
#[derive(Clone, Debug)]
pub struct Measures {
    /// For each package the product of gains as a share of the largest; 0 where somebody is below its walk-away.
    nash: Vec<f64>,
    /// Euclidean distances to the frontier and to the package with the largest product, each party's worth scaled to 0..1 between its
    /// worst and best.
    to_frontier: Vec<f64>,
    to_nash: Vec<f64>,
    /// The packages on the frontier of those all could live with, by number.
    frontier: Vec<Package>,
    best: Option<Package>,
}

/// Tables are looked at pair by pair up to this much work; above, distances are left out as not a number.
const MOST_WORK: usize = 2_000_000_000;

impl Measures {
    /// Of a table. Linear in packages times frontier points.
    pub fn of(table: &Table) -> Self {
        let parties = &table.preferences;
        let packages = table.packages.len();
        let gains = |at: usize| {
            parties.iter().map(move |own| {
                let none = if own.walk_away().is_finite() { own.walk_away() } else { own.worst() };
                // As a share of the most there is to gain: a product of these neither overflows nor vanishes.
                let most = own.best() - none;
                if most > 0.0 { (own.worth(at as Package) - none) / most } else { 1.0 }
            })
        };
        let together = |at: &usize| parties.iter().all(|own| own.accepts(*at as Package));
        let zone: Vec<usize> = (0..packages).filter(together).collect();
        let product = |at: usize| gains(at).product::<f64>();
        let mut best: Option<(f64, usize)> = None;
        for at in &zone {
            let product = product(*at);
            if best.is_none_or(|(most, _)| product > most) {
                best = Some((product, *at));
            }
        }
        let mut nash = vec![0.0; packages];
        if let Some((most, _)) = best {
            zone.iter().for_each(|at| nash[*at] = if most > 0.0 { product(*at) / most } else { 1.0 });
        }
        let scaled: Vec<f64> = (0..packages)
            .flat_map(|at| {
                parties.iter().map(move |own| {
                    let range = own.best() - own.worst();
                    let worth = own.worth(at as Package).max(own.worst());
                    if range > 0.0 { (worth - own.worst()) / range } else { 1.0 }
                })
            })
            .collect();
        let point = |at: usize| &scaled[at * parties.len()..][..parties.len()];
        let frontier = frontier(&zone, &point);
        let within = packages.saturating_mul(frontier.len()) <= MOST_WORK;
        let far = |at: usize, to: usize| {
            point(at).iter().zip(point(to)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>()
        };
        let to_frontier = (0..packages).map(|at| match within && !frontier.is_empty() {
            true => frontier.iter().map(|to| far(at, *to)).fold(f64::INFINITY, f64::min).sqrt(),
            false => f64::NAN,
        });
        let to_nash = (0..packages).map(|at| best.map_or(f64::NAN, |(_, best)| far(at, best).sqrt()));
        Self {
            to_frontier: to_frontier.collect(),
            to_nash: to_nash.collect(),
            nash,
            frontier: frontier.into_iter().map(|at| at as Package).collect(),
            best: best.map(|(_, at)| at as Package),
        }
    }

    /// The product of gains as a share of the largest; 0 for no agreement and below a walk-away.
    pub fn nash(&self, agreement: Option<Package>) -> f64 {
        agreement.map_or(0.0, |at| self.nash[at as usize])
    }

    /// The distance to the frontier; not a number where there is none, or no agreement.
    pub fn to_frontier(&self, agreement: Option<Package>) -> f64 {
        agreement.map_or(f64::NAN, |at| self.to_frontier[at as usize])
    }

    /// The distance to the package with the largest product of gains, likewise.
    pub fn to_nash(&self, agreement: Option<Package>) -> f64 {
        agreement.map_or(f64::NAN, |at| self.to_nash[at as usize])
    }

    /// The packages on the frontier of those that all could live with.
    pub fn frontier(&self) -> &[Package] {
        &self.frontier
    }

    /// The package with the largest product of gains, the first of equals.
    pub fn best(&self) -> Option<Package> {
        self.best
    }
}

/// Of these packages those no other of them dominates; of equals all.
fn frontier<'p>(zone: &[usize], point: &impl Fn(usize) -> &'p [f64]) -> Vec<usize> {
    let mut order = zone.to_vec();
    let sum = |at: usize| point(at).iter().sum::<f64>();
    order.sort_by(|a, b| sum(*b).total_cmp(&sum(*a)).then(a.cmp(b)));
    let mut kept: Vec<usize> = Vec::new();
    let mut work = 0_usize;
    for at in order {
        work += kept.len();
        if work > MOST_WORK {
            // Out of reach: no frontier is better than part of one.
            return Vec::new();
        }
        let own = point(at);
        let dominated = kept.iter().any(|by| {
            let by = point(*by);
            by.iter().zip(own).all(|(by, own)| by >= own) && by.iter().zip(own).any(|(by, own)| by > own)
        });
        if !dominated {
            kept.push(at);
        }
    }
    kept.sort_unstable();
    kept
}
