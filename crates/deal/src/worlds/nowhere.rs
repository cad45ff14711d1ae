//! That there is a zone in no world at all.
//!
//! A party whose worths are averages can live with a package in some world only if a sum over the issues is not negative: of what an
//! option has above the walk-away at most, times the weight that helps most. For weights from ranges that is one table; for ranked
//! or unknown ones it is one for each corner of the weights there can be, the first so many issues alike. If no package is good for
//! all parties by any choice of these tables, none is in any world.

use detente_case::Number;

use super::draw::Sources;
use super::source::{Floor, Source, Weights};
use crate::direct::empty;
use crate::space::Space;
use crate::unit::Unit;

/// Choices of tables looked at, at most, and parts of packages for each.
const CHOICES: usize = 400;
const EFFORT: u64 = 50_000;
/// Whole counts for a point; each is rounded up, so that nothing is left out.
const FINE: f64 = 1e6;

/// What each option of each issue counts for.
type Table = Vec<Vec<f64>>;

/// Whether it is proved that no package is at or above every walk-away in any world, rules kept. For worths that are averages, without
/// combinations; parties without a walk-away can live with anything.
pub(crate) fn nowhere<N: Unit>(space: &Space<N>, sources: &Sources) -> bool {
    if !sources.terms.is_empty() {
        return false;
    }
    let mut tables: Vec<Vec<Table>> = Vec::new();
    for (q, source) in sources.parties.iter().enumerate() {
        let Floor::Points(low, _) = source.walk_away else { continue };
        match source.tables(low - sources.start(q)) {
            Some(of) => tables.push(of),
            None => return false,
        }
    }
    let choices = tables.iter().try_fold(1_usize, |all, of| all.checked_mul(of.len()));
    if tables.is_empty() || choices.is_none_or(|choices| choices > CHOICES) {
        return false;
    }
    let parties = tables.len();
    (0..choices.unwrap_or(0)).all(|mut choice| {
        let chosen: Vec<&Table> = tables
            .iter()
            .map(|of| {
                let at = choice % of.len();
                choice /= of.len();
                &of[at]
            })
            .collect();
        let count = |issue: usize, option: usize, of: &&Table| (of[issue][option] * FINE).ceil() as i64 + 1;
        let row = |(issue, many): (usize, &usize)| {
            (0..*many).map(|option| chosen.iter().map(|of| count(issue, option, of)).collect()).collect()
        };
        let all = Space::<i64> {
            options: sources.options.clone(),
            value: sources.options.iter().enumerate().map(row).collect(),
            terms: vec![None; parties],
            cap: vec![None; parties],
            reserve: vec![Some(0); parties],
            never: space.never.clone(),
            zero: vec![Number::zero(); parties],
            one: vec![Number::one(); parties],
            rounding: vec![Number::zero(); parties],
        };
        empty(&all, EFFORT).is_some()
    })
}

impl Source {
    /// Tables by which an option counts as what it has above a floor at most: whoever can live with a package in some world has one
    /// of them in which its options come to no less than 0. `None` where all weights may be 0.
    fn tables(&self, floor: f64) -> Option<Vec<Table>> {
        let above: Table = self
            .worth
            .iter()
            .map(|worths| (0..worths.options()).map(|option| worths.ends(option).1 - floor).collect())
            .collect();
        let only = |of: &dyn Fn(usize) -> bool| -> Table {
            let part = |(issue, row): (usize, &Vec<f64>)| {
                row.iter().map(|above| if of(issue) { *above } else { 0.0 }).collect()
            };
            above.iter().enumerate().map(part).collect()
        };
        match &self.importance {
            Weights::Each(each) if each.iter().all(|(low, _)| *low <= 0.0) => None,
            Weights::Each(each) => {
                let weighed = above.iter().zip(each).map(|(row, (low, high))| {
                    row.iter().map(|above| f64::max(low * above, high * above)).collect()
                });
                Some(vec![weighed.collect()])
            }
            Weights::Any(many) => Some((0..*many).map(|alone| only(&|issue| issue == alone)).collect()),
            Weights::Tiers(tiers) => {
                let first =
                    |many: usize| only(&|issue| tiers[..many].iter().flatten().any(|at| *at == issue));
                Some((1..=tiers.len()).map(first).collect())
            }
        }
    }
}
