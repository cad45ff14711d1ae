//! Two parties and small whole numbers: the most one party can have for every exact worth of the other, as a table.
//!
//! Adding an issue is, for each of its options, one shifted maximum over a row of 32-bit numbers, which runs many at a
//! time; the partial frontiers themselves are never written down. The tables of all stages stay, and packages are found
//! by walking through them.

use std::collections::BTreeMap;

use num_traits::ToPrimitive;

use super::{Decode, Front};
use crate::Progress;
use crate::space::Space;
use crate::unit::Unit;

/// Longest row.
const LONGEST: i64 = 20_000;
/// Most cells of all tables.
const CELLS: i64 = 1 << 24;
/// Largest sum of the other party's worths.
const LARGEST: i64 = 1 << 29;
/// With fewer packages a table costs more than it saves.
const FEWEST: u64 = 100_000;
/// Stays below 0 whatever is added: no package has this worth.
const NONE: i32 = -(1 << 30);

/// The tables of all stages.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    /// Per issue and option: the worth above the issue's least, for the party of the rows and for the other.
    rows: Vec<Vec<(usize, i32)>>,
    /// `most[n][u]`: what issues n and later can give the other party at most, while they give the first exactly u.
    most: Vec<Vec<i32>>,
}

/// The frontier, if the numbers are small enough and no cap binds; `None` leaves it to the general way.
///
/// O(options · sum of worths); the vectors and packages are those of the general way.
pub(super) fn frontier<N: Unit>(
    space: &Space<N>,
    floors: bool,
    count: bool,
    progress: &dyn Progress,
) -> Option<Front<N>> {
    let parties = space.parties();
    let enough = space.packages().to_u64().is_none_or(|packages| packages >= FEWEST);
    let caps = (0..parties).any(|q| space.cap[q].is_some_and(|cap| space.reach(q).1 > cap));
    if parties != 2 || !enough || caps {
        return None;
    }
    let lows: Vec<N> = (0..2).map(|q| space.reach(q).0).collect();
    let ranges: Vec<i64> = (0..2)
        .map(|q| {
            let (low, high) = space.reach(q);
            (high - low).to_i64()
        })
        .collect::<Option<_>>()?;
    let along = usize::from(ranges[1] < ranges[0]);
    let across = 1 - along;
    let cells = ranges[along].checked_mul(space.options.len() as i64)?;
    if ranges[along] > LONGEST || ranges[across] > LARGEST || cells > CELLS {
        return None;
    }
    let tables = Tables::new(space, along, across, progress)?;
    let mut best = -1;
    let mut places = Vec::new();
    for (place, &worth) in tables.most[0].iter().enumerate().rev() {
        if worth <= best {
            continue;
        }
        best = worth;
        let mut vector = [N::default(); 2];
        vector[along] = lows[along] + N::small(place as i64);
        vector[across] = lows[across] + N::small(worth.into());
        let inside = |q: usize| !floors || space.reserve[q].is_none_or(|floor| vector[q] >= floor);
        if inside(0) && inside(1) {
            places.push((place, vector));
        }
    }
    if along == 1 {
        places.reverse();
    }
    let origins: Vec<u64> = places.iter().map(|(place, _)| *place as u64).collect();
    Some(Front {
        parties,
        vectors: places.iter().flat_map(|(_, vector)| *vector).collect(),
        packages: if count { tables.count(&origins) } else { vec![0; origins.len()] },
        origins,
        counted: count,
        decode: Decode::Tables(tables),
    })
}

impl Tables {
    fn new<N: Unit>(space: &Space<N>, along: usize, across: usize, progress: &dyn Progress) -> Option<Self> {
        let least =
            |row: &Vec<Vec<N>>, q: usize| row.iter().map(|option| option[q]).min().unwrap_or_default();
        let mut rows = Vec::with_capacity(space.value.len());
        for row in &space.value {
            let (a, b) = (least(row, along), least(row, across));
            let option = |option: &Vec<N>| {
                let above = (option[along] - a).to_i64()?;
                Some((usize::try_from(above).ok()?, i32::try_from((option[across] - b).to_i64()?).ok()?))
            };
            rows.push(row.iter().map(option).collect::<Option<Vec<(usize, i32)>>>()?);
        }
        let mut most = vec![vec![0]];
        for (done, row) in rows.iter().rev().enumerate() {
            let before = &most[done];
            let longest = row.iter().map(|option| option.0).max().unwrap_or(0);
            let mut next = vec![NONE; before.len() + longest];
            for (n, &(above, worth)) in row.iter().enumerate() {
                let beaten = |(m, other): (usize, &(usize, i32))| {
                    other.0 >= above && other.1 >= worth && (*other != (above, worth) || m < n)
                };
                if row.len() <= 64 && row.iter().enumerate().any(beaten) {
                    continue;
                }
                for (cell, from) in next[above..above + before.len()].iter_mut().zip(before) {
                    *cell = (*cell).max(from + worth);
                }
            }
            most.push(next);
            progress.advance(done as u64 + 1, rows.len() as u64);
        }
        most.reverse();
        Some(Self { rows, most })
    }

    /// The options of an issue that lead from a cell to one of the next stage, with that cell.
    fn steps(&self, issue: usize, place: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let worth = self.most[issue][place];
        let next = &self.most[issue + 1];
        self.rows[issue].iter().enumerate().filter_map(move |(option, &(above, gain))| {
            let from = place.checked_sub(above)?;
            let rest = *next.get(from)?;
            (rest >= 0 && rest + gain == worth).then_some((option, from))
        })
    }

    /// The lexicographically smallest package with the worths of a frontier cell.
    pub(super) fn package(&self, place: u64) -> Vec<usize> {
        let mut place = place as usize;
        let walk = (0..self.rows.len()).map(|issue| {
            // A frontier cell was reached by some option.
            let (option, from) = self.steps(issue, place).next().unwrap_or((0, 0));
            place = from;
            option
        });
        walk.collect()
    }

    /// How many packages have the worths of each of these frontier cells; stops at `u64::MAX`.
    ///
    /// What a frontier cell is made of is on the partial frontiers, so only ways through the tables count.
    fn count(&self, places: &[u64]) -> Vec<u64> {
        let mut needed: Vec<Vec<usize>> = vec![places.iter().map(|&place| place as usize).collect()];
        for issue in 0..self.rows.len() {
            let mut next: Vec<usize> = needed[issue]
                .iter()
                .flat_map(|&place| self.steps(issue, place))
                .map(|(_, from)| from)
                .collect();
            next.sort_unstable();
            next.dedup();
            needed.push(next);
        }
        let mut counts = BTreeMap::from([(0usize, 1u64)]);
        for issue in (0..self.rows.len()).rev() {
            let ways = |&place: &usize| {
                let sum = self.steps(issue, place).map(|(_, from)| counts.get(&from).copied().unwrap_or(0));
                (place, sum.fold(0u64, u64::saturating_add))
            };
            counts = needed[issue].iter().map(ways).collect();
        }
        places.iter().map(|&place| counts.get(&(place as usize)).copied().unwrap_or(0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontier::{Effort, additive};
    use crate::{Silent, Tables as Bare};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_general_way_finds_the_same(
            rows in prop::collection::vec(prop::collection::vec(prop::array::uniform2(-9i64..9), 3..5), 11..14),
            floors in prop::array::uniform2(prop::option::of(-20i64..20)),
        ) {
            let value = rows.iter().map(|row| row.iter().map(|o| o.to_vec()).collect()).collect();
            let space = Bare::new(value, floors.to_vec()).map(|bare| bare.into_space()).ok();
            let space = space.ok_or_else(|| TestCaseError::fail("small numbers fit"))?;
            let general = additive::frontier::<i64, 2>(&space, true, Effort::FULL, &Silent);
            let general = general.map_err(|_| TestCaseError::fail("small frontiers are listed"))?;
            let dense = frontier(&space, true, true, &Silent);
            let dense = dense.ok_or_else(|| TestCaseError::fail("small numbers have tables"))?;
            prop_assert_eq!(general.len(), dense.len());
            for at in 0..general.len() {
                prop_assert_eq!(general.vector(at), dense.vector(at));
                prop_assert_eq!(general.package(at), dense.package(at));
                prop_assert_eq!(general.packages(at), dense.packages(at));
            }
        }
    }
}
