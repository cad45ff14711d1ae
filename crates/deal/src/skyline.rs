//! The non-dominated among many points given as they are.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Points looked at first, to rule most of the others out.
const SAMPLE: usize = 256;
/// Steps of the threshold over the first coordinate.
const STEPS: usize = 1_024;
/// Points filtered at a time: no fewer and no more than these.
const CHUNK: (usize, usize) = (1 << 16, 1 << 18);

/// The positions, rising, of the points that no other point dominates; larger is better in both coordinates. Equal
/// points do not dominate each other; a point with a coordinate that is not a number is left out.
///
/// A sample gives, for every step of the first coordinate, a second coordinate that is certainly beaten below; one pass
/// with that threshold, raised by what passes, leaves few points, which are sorted and swept [Kung, Luccio, Preparata 1975]. Most points are
/// not even looked up: they lie below and left of one good point. O(n + m log m) for
/// m points left; no more memory than those take. The result does not depend on the sample or the number of threads.
///
/// ```
/// let points = [[1.0, 3.0], [2.0, 2.0], [1.0, 2.0], [2.0, 2.0]];
/// assert_eq!(detente_deal::skyline(&points), [0, 1, 3]);
/// ```
pub fn skyline(points: &[[f64; 2]]) -> Vec<usize> {
    let step = (points.len() / SAMPLE).max(1);
    let sample: Vec<(f64, f64, usize)> = points
        .iter()
        .enumerate()
        .step_by(step)
        .map(|(at, point)| (point[0], point[1], at))
        .filter(|point| !point.0.is_nan() && !point.1.is_nan())
        .collect();
    let filter = Filter::new(&swept(sample));
    let many = (points.len() / 4).clamp(CHUNK.0, CHUNK.1);
    let (next, left) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    // Whoever is free takes the next chunk: this thread at once, others as soon as they are awake.
    let work = || {
        loop {
            let first = next.fetch_add(many, Ordering::Relaxed);
            let Some(points) = points.get(first..points.len().min(first.saturating_add(many))) else { break };
            if points.is_empty() {
                break;
            }
            let own = swept(pulp::Arch::new().dispatch(Passing { filter: &filter, points, first }));
            left.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
        }
    };
    rayon::in_place_scope(|scope| {
        let others = points.len().div_ceil(many).min(rayon::current_num_threads());
        (1..others).for_each(|_| scope.spawn(|_| work()));
        work();
    });
    let left = left.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut positions: Vec<usize> = swept(left).into_iter().map(|(_, _, at)| at).collect();
    positions.sort_unstable();
    positions
}

/// The non-dominated of some points, first coordinates falling.
fn swept(mut points: Vec<(f64, f64, usize)>) -> Vec<(f64, f64, usize)> {
    // Zeros of both signs are one number.
    points.sort_unstable_by(|a, b| {
        (b.0 + 0.0).total_cmp(&(a.0 + 0.0)).then((b.1 + 0.0).total_cmp(&(a.1 + 0.0)))
    });
    let mut last: Option<(f64, f64)> = None;
    points.retain(|&(first, second, _)| {
        let keep = last.is_none_or(|(f, s)| second > s || (second == s && first == f));
        if keep {
            last = Some((first, second));
        }
        keep
    });
    points
}

/// Points looked at together for lying below the corner.
const BLOCK: usize = 32;

/// One pass over a chunk of the points, by the widest instructions there are; which does not change what is left in the end.
struct Passing<'a> {
    filter: &'a Filter,
    points: &'a [[f64; 2]],
    first: usize,
}

impl pulp::WithSimd for Passing<'_> {
    type Output = Vec<(f64, f64, usize)>;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
        let mut filter = self.filter.clone();
        let mut left = Vec::new();
        // Blocks begin where a line of the cache does: wide loads that cross lines take twice as long.
        let odd = self.points.as_ptr().align_offset(64).min(self.points.len());
        let (head, rest) = self.points.split_at(odd);
        let blocks = [(0, head)].into_iter();
        let blocks =
            blocks.chain(rest.chunks(BLOCK).enumerate().map(|(nth, block)| (odd + nth * BLOCK, block)));
        for (begin, points) in blocks {
            let [right, above] = filter.corner;
            let mut inside = true;
            for point in points {
                inside &= (point[0] < right) & (point[1] < above);
            }
            if inside {
                continue;
            }
            for (at, point) in points.iter().enumerate() {
                if filter.passes(point) && !point[0].is_nan() && !point[1].is_nan() {
                    filter.raise(point);
                    left.push((point[0], point[1], self.first + begin + at));
                }
            }
        }
        left
    }
}

/// For each step of the first coordinate, the largest second coordinate seen at a higher step.
#[derive(Clone)]
struct Filter {
    start: f64,
    scale: f64,
    beaten: Vec<f64>,
    /// A point that dominates whatever is smaller in both coordinates: of those seen the one with the most room below and left of it.
    corner: [f64; 2],
    low: f64,
    room: f64,
}

impl Filter {
    /// From a staircase, first coordinates falling.
    fn new(stairs: &[(f64, f64, usize)]) -> Self {
        let (start, end) = match (stairs.last(), stairs.first()) {
            (Some(low), Some(high)) if low.0.is_finite() && high.0.is_finite() => (low.0, high.0),
            _ => (0.0, 0.0),
        };
        let width = end - start;
        let scale = if width > 0.0 && width.is_finite() { STEPS as f64 / width } else { 0.0 };
        let low = stairs.first().map_or(0.0, |high| high.1);
        let mut filter = Self {
            start,
            scale,
            beaten: vec![f64::NEG_INFINITY; STEPS + 1],
            corner: [f64::NEG_INFINITY; 2],
            low,
            room: 0.0,
        };
        stairs.iter().for_each(|&(first, second, _)| filter.raise(&[first, second]));
        filter
    }

    /// Takes in one more point.
    #[inline(always)]
    fn raise(&mut self, point: &[f64; 2]) {
        let room = (point[0] - self.start) * (point[1] - self.low);
        if room > self.room && room.is_finite() {
            (self.corner, self.room) = (*point, room);
        }
        // The step is a rising function of the coordinate: a higher step means a larger coordinate. What is beaten falls with the step.
        let step = self.step(point[0]);
        for beaten in self.beaten[..step].iter_mut().rev() {
            if *beaten >= point[1] {
                break;
            }
            *beaten = point[1];
        }
    }

    #[inline(always)]
    fn step(&self, first: f64) -> usize {
        // Casts saturate; what lies left of the sample counts as its left end.
        (((first - self.start) * self.scale) as usize).min(STEPS)
    }

    #[inline(always)]
    fn passes(&self, point: &[f64; 2]) -> bool {
        point[1] >= self.beaten[self.step(point[0])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_definition(points: &[[f64; 2]]) -> Vec<usize> {
        let number = |p: &[f64; 2]| !p[0].is_nan() && !p[1].is_nan();
        let beats = |a: &[f64; 2], b: &[f64; 2]| {
            number(a) && a[0] >= b[0] && a[1] >= b[1] && (a[0] > b[0] || a[1] > b[1])
        };
        let free =
            |at: &usize| number(&points[*at]) && !points.iter().any(|other| beats(other, &points[*at]));
        (0..points.len()).filter(free).collect()
    }

    proptest! {
        #[test]
        fn small_sets_with_ties_and_odd_numbers(
            points in prop::collection::vec(
                prop::array::uniform2(prop_oneof![
                    8 => (-5i32..5).prop_map(f64::from),
                    1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0]),
                ]),
                0..60,
            )
        ) {
            prop_assert_eq!(skyline(&points), by_definition(&points));
        }

        #[test]
        fn larger_sets_use_the_filter(
            points in prop::collection::vec(prop::array::uniform2(0.0f64..1.0), 9_000..9_500)
        ) {
            prop_assert_eq!(skyline(&points), by_definition(&points));
        }
    }
}
