//! Points near every point of the frontier, where the frontier itself cannot be had.
//!
//! What the points known so far do not cover is a union of corners: all that lies above a corner's worths for every party
//! [local bounds: Klamroth, Lacour and Vanderpooten 2015]. In the corner that may reach furthest the package that lies furthest
//! above its worths is looked for, with a bound. What is found is a new point, which splits the corners it lies in; what is not
//! found brings the corner's bound down. At any time no package of the zone lies above all points by more than the largest bound.

use super::best::best;
use super::goal::Goal;
use super::table::Table;
use crate::Progress;
use crate::frontier::{Front, listed};
use crate::space::Space;
use crate::unit::Unit;

/// Partial packages looked at in one corner the first time; and what a corner costs besides.
const CORNER: u64 = 20_000;
pub(super) const EACH: u64 = 1_000;
/// Most corners left at once, and most points.
const MOST_CORNERS: usize = 8_000;
const MOST_POINTS: usize = 1_000;
/// A share of a range that is nothing.
const NOTHING: f64 = 1e-9;

/// Points of the zone, none of which another improves for all, and how far they may lie below the frontier.
pub(crate) struct Covering<N> {
    pub(crate) front: Front<N>,
    /// For every package of the zone some point gives nobody less by more than this share of the party's range.
    pub(crate) within: f64,
    /// What the shares are of.
    pub(crate) range: Vec<f64>,
}

/// What is not covered yet: worths, and how far above them a package may lie for all, in shares of the ranges.
struct Corner {
    worth: Vec<f64>,
    most: f64,
    /// What is looked at in it, at most, the next time.
    effort: u64,
}

/// Points of the zone near every point of its frontier, those of `known` packages of the zone among them, as near as `effort` allows; `None` where no package of
/// the zone was found. For sums, with or without red lines, combinations and caps.
pub(crate) fn covering<N: Unit>(
    space: &Space<N>,
    known: &[Vec<usize>],
    effort: u64,
    progress: &dyn Progress,
) -> Option<Covering<N>> {
    let parties = space.parties();
    let table = Table::new(space)?;
    let one = |q: usize| table.worth(q, N::small(1)) - table.worth(q, N::default());
    let range = |q: usize| (table.reach(q).1 - table.reach(q).0).max(one(q));
    let range: Vec<f64> = (0..parties).map(range).collect();
    // All worths are whole counts, and so are the corners': whatever lies above one lies above it by so much for each.
    let least = (0..parties).map(|q| one(q) / range[q]).fold(f64::INFINITY, f64::min) * 0.999;
    // One package of the zone to begin with. What is below it for a party, whatever it is worth to the others, is open.
    let alike = Goal::sum(range.iter().map(|range| 1.0 / range).collect());
    let first = best(&table, space, &alike, (effort, 1.0), known)?;
    let mut packages: Vec<Vec<usize>> = known.to_vec();
    packages.extend(first.packages.into_iter().min().filter(|first| !known.contains(first)));
    let everything = Corner { worth: vec![f64::NEG_INFINITY; parties], most: 1.0, effort: CORNER };
    let mut corners = vec![everything];
    packages.iter().for_each(|package| split(&mut corners, &table.sums(package)));
    let (mut spent, mut closed) = (EACH + first.looked_at, 0.0_f64);
    while spent < effort && packages.len() < MOST_POINTS && corners.len() < MOST_CORNERS {
        let furthest = |a: &usize, b: &usize| corners[*a].most.total_cmp(&corners[*b].most).then(b.cmp(a));
        let Some(at) = (0..corners.len()).max_by(furthest).filter(|at| corners[*at].most > 0.0) else {
            break;
        };
        progress.advance(spent, effort);
        let corner = corners.swap_remove(at);
        let scale = corner.worth.iter().zip(&range);
        let scale = scale.map(|(worth, range)| if worth.is_finite() { *range } else { f64::INFINITY });
        let above = corner.worth.iter().map(|worth| worth.max(-1e300)).collect();
        let goal = Goal::smallest(above, scale.collect());
        let within = corner.most / 4.0;
        let allowed = corner.effort.min(effort - spent);
        let Some(found) = best(&table, space, &goal, (allowed, within.max(NOTHING)), &[]) else {
            spent += allowed;
            closed = closed.max(corner.most);
            continue;
        };
        spent += EACH + found.looked_at;
        let bound = found.bound.min(corner.most);
        let bound = if bound < least { 0.0 } else { bound };
        if found.value <= NOTHING {
            // Where little came of it, it is looked at longer when its turn comes again.
            let longer =
                if bound > corner.most * 0.75 { corner.effort.saturating_mul(4) } else { corner.effort };
            if bound > NOTHING {
                corners.push(Corner { most: bound, effort: longer, ..corner });
            } else {
                closed = closed.max(bound);
            }
            continue;
        }
        let Some(package) = found.packages.into_iter().min() else { continue };
        let worth = table.sums(&package);
        corners.push(Corner { most: bound, ..corner });
        split(&mut corners, &worth);
        packages.push(package);
    }
    let within = corners.iter().map(|corner| corner.most).fold(closed, f64::max);
    let vectors: Vec<Vec<N>> = packages.iter().map(|package| space.counts(package)).collect();
    // Some may be as good as another for one party and worse for the rest.
    let beaten = |vector: &Vec<N>| {
        let beats = |other: &Vec<N>| other != vector && other.iter().zip(vector).all(|(a, b)| a >= b);
        vectors.iter().any(beats)
    };
    let kept = packages.iter().zip(&vectors).filter(|(_, vector)| !beaten(vector));
    let (packages, vectors): (Vec<_>, Vec<_>) = kept.map(|(p, v)| (p.clone(), v.clone())).unzip();
    Some(Covering { front: listed(parties, vectors, packages), within, range })
}

/// What a new point leaves open of the corners it lies in.
fn split(corners: &mut Vec<Corner>, worth: &[f64]) {
    let inside = |corner: &Corner| corner.worth.iter().zip(worth).all(|(corner, worth)| corner < worth);
    let mut parts: Vec<Corner> = Vec::new();
    for corner in corners.extract_if(.., |corner| inside(corner)) {
        parts.extend((0..worth.len()).map(|q| {
            let mut part = corner.worth.clone();
            part[q] = worth[q];
            Corner { worth: part, most: corner.most, effort: CORNER }
        }));
    }
    // A corner that lies in another one is looked through with it.
    for part in parts {
        let holds = |other: &Corner, one: &Corner| other.worth.iter().zip(&one.worth).all(|(a, b)| a <= b);
        if !corners.iter().any(|other| holds(other, &part)) {
            corners.retain(|other| !holds(&part, other));
            corners.push(part);
        }
    }
}
