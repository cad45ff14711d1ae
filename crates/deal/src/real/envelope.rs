//! Polylines that fall to the right, and the upper edge of several.

use detente_case::Number;

use super::pieces::{Pair, Piece, Setting};

/// A point of a frontier and how every issue is settled there.
#[derive(Clone, Debug)]
pub(super) struct Vertex {
    pub(super) worth: Pair,
    pub(super) settings: Vec<Setting>,
}

/// Straight stretches with the first worth rising and the second falling; a single point is a stretch with two equal
/// ends. Stretches that touch may do so with different packages.
#[derive(Clone, Debug, Default)]
pub(super) struct Edge {
    pub(super) stretches: Vec<(Vertex, Vertex)>,
}

/// The point a share of the way from one vertex to the next.
pub(super) fn between(a: &Vertex, b: &Vertex, share: &Number) -> Vertex {
    let mix = |a: &Number, b: &Number| a + (b - a) * share;
    let settings = a.settings.iter().zip(&b.settings).map(|(a, b)| match (a, b) {
        (Setting::Value(a), Setting::Value(b)) => Setting::Value(mix(a, b)),
        (a, _) => a.clone(),
    });
    Vertex {
        worth: [mix(&a.worth[0], &b.worth[0]), mix(&a.worth[1], &b.worth[1])],
        settings: settings.collect(),
    }
}

impl Edge {
    /// One piece per issue added up: start at the ends best for the second party, then let the first gain where it
    /// costs the second least. Concave, so it is its own upper edge.
    pub(super) fn chain(base: &Pair, pieces: &[&Piece]) -> Self {
        let mut worth = base.clone();
        for piece in pieces {
            worth = [&worth[0] + &piece.from.1[0], &worth[1] + &piece.from.1[1]];
        }
        let mut vertex =
            Vertex { worth, settings: pieces.iter().map(|piece| piece.from.0.clone()).collect() };
        let mut order: Vec<(Number, usize)> = pieces
            .iter()
            .enumerate()
            .filter(|(_, piece)| piece.from.1 != piece.to.1)
            .map(|(n, piece)| {
                let gain = &piece.to.1[0] - &piece.from.1[0];
                ((&piece.from.1[1] - &piece.to.1[1]) / gain, n)
            })
            .collect();
        order.sort();
        if order.is_empty() {
            return Self { stretches: vec![(vertex.clone(), vertex)] };
        }
        let mut stretches = Vec::new();
        for (_, n) in order {
            let (piece, from) = (pieces[n], vertex.clone());
            for q in 0..2 {
                vertex.worth[q] = &vertex.worth[q] + &piece.to.1[q] - &piece.from.1[q];
            }
            vertex.settings[n] = piece.to.0.clone();
            stretches.push((from, vertex.clone()));
        }
        Self { stretches }
    }

    /// The corners in order, one where stretches touch, and whether each is joined to the next.
    pub(super) fn corners(&self) -> (Vec<&Vertex>, Vec<bool>) {
        let (mut corners, mut joined): (Vec<&Vertex>, Vec<bool>) = (Vec::new(), Vec::new());
        for (from, to) in &self.stretches {
            if corners.last().is_none_or(|last| last.worth != from.worth) {
                joined.extend(corners.last().map(|_| false));
                corners.push(from);
            }
            if to.worth != from.worth {
                joined.push(true);
                corners.push(to);
            }
        }
        (corners, joined)
    }

    /// The most the second party can have while the first has at least `first`.
    fn height(&self, first: &Number) -> Option<Number> {
        let after = self.stretches.partition_point(|(_, to)| to.worth[0] < *first);
        let (from, to) = self.stretches.get(after)?;
        if from.worth[0] >= *first {
            return Some(from.worth[1].clone());
        }
        let share = (first - &from.worth[0]) / (&to.worth[0] - &from.worth[0]);
        Some(&from.worth[1] + (&to.worth[1] - &from.worth[1]) * share)
    }

    /// The upper edge of both: of each, the parts where the other does not reach as high.
    pub(super) fn above(self, other: Self) -> Self {
        let mut kept = visible(&self, &other, true);
        kept.extend(visible(&other, &self, false));
        kept.sort_by(|a, b| a.0.worth[0].cmp(&b.0.worth[0]).then_with(|| a.1.worth[0].cmp(&b.1.worth[0])));
        Self { stretches: kept }
    }

    /// The part at or above both walk-aways.
    pub(super) fn clipped(&self, floors: &[Option<Number>; 2]) -> Self {
        let inside = |vertex: &Vertex| {
            (0..2).all(|q| floors[q].as_ref().is_none_or(|floor| vertex.worth[q] >= *floor))
        };
        let mut stretches = Vec::new();
        for (from, to) in &self.stretches {
            let mut cuts = vec![from.clone()];
            for (q, floor) in floors.iter().enumerate() {
                cuts.extend(floor.as_ref().and_then(|floor| cut(from, to, q, floor)));
            }
            cuts.push(to.clone());
            cuts.sort_by(|a, b| a.worth[0].cmp(&b.worth[0]));
            cuts.dedup_by(|a, b| a.worth == b.worth);
            let cuts: Vec<Vertex> = cuts.into_iter().filter(|vertex| inside(vertex)).collect();
            match &cuts[..] {
                [] => {}
                [only] => stretches.push((only.clone(), only.clone())),
                several => stretches.extend(several.windows(2).map(|two| (two[0].clone(), two[1].clone()))),
            }
        }
        Self { stretches }
    }
}

/// Where a stretch crosses `worth[q] = value`, strictly inside.
pub(super) fn cut(from: &Vertex, to: &Vertex, q: usize, value: &Number) -> Option<Vertex> {
    let (low, high) =
        (from.worth[q].clone().min(to.worth[q].clone()), from.worth[q].clone().max(to.worth[q].clone()));
    if *value <= low || *value >= high {
        return None;
    }
    Some(between(from, to, &((value - &from.worth[q]) / (&to.worth[q] - &from.worth[q]))))
}

/// The parts of one edge that the other does not cover; on a tie the first of the two stays.
fn visible(edge: &Edge, other: &Edge, wins_ties: bool) -> Vec<(Vertex, Vertex)> {
    let mut kept = Vec::new();
    let free = |vertex: &Vertex| match other.height(&vertex.worth[0]) {
        None => true,
        Some(height) => {
            height < vertex.worth[1] || (wins_ties && height == vertex.worth[1] && !beaten(vertex, other))
        }
    };
    for (from, to) in &edge.stretches {
        if from.worth == to.worth {
            if free(from) {
                kept.push((from.clone(), to.clone()));
            }
            continue;
        }
        // Cut where the other edge turns or crosses; between cuts one of the two is higher throughout.
        let mut cuts = vec![from.clone(), to.clone()];
        for (a, b) in &other.stretches {
            for vertex in [a, b] {
                cuts.extend(cut(from, to, 0, &vertex.worth[0]));
                cuts.extend(cut(from, to, 1, &vertex.worth[1]));
            }
            cuts.extend(crossing(from, to, a, b));
        }
        cuts.sort_by(|a, b| a.worth[0].cmp(&b.worth[0]));
        cuts.dedup_by(|a, b| a.worth == b.worth);
        let half = Number::one() / Number::from(2);
        for two in cuts.windows(2) {
            if free(&between(&two[0], &two[1], &half)) {
                kept.push((two[0].clone(), two[1].clone()));
            }
        }
    }
    kept
}

/// Whether a point at exactly the other's height is dominated there: the other reaches further right as high.
fn beaten(vertex: &Vertex, other: &Edge) -> bool {
    other.stretches.iter().any(|(_, to)| to.worth[1] >= vertex.worth[1] && to.worth[0] > vertex.worth[0])
}

/// Where two stretches cross, strictly inside the first.
fn crossing(from: &Vertex, to: &Vertex, a: &Vertex, b: &Vertex) -> Option<Vertex> {
    let (dx, dy) = (&to.worth[0] - &from.worth[0], &to.worth[1] - &from.worth[1]);
    let (ex, ey) = (&b.worth[0] - &a.worth[0], &b.worth[1] - &a.worth[1]);
    let turn = &dx * &ey - &dy * &ex;
    let zero = Number::from(0);
    if turn == zero {
        return None;
    }
    let (ax, ay) = (&a.worth[0] - &from.worth[0], &a.worth[1] - &from.worth[1]);
    let share = (ax * ey - ay * ex) / turn;
    (share > zero && share < Number::from(1)).then(|| between(from, to, &share))
}
