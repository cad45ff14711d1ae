//! The non-dominated among many points given as they are.

use rayon::prelude::*;

/// Points looked at first, to rule most of the others out.
const SAMPLE: usize = 4_096;
/// Steps of the threshold over the first coordinate.
const STEPS: usize = 2_048;
/// Points filtered at a time.
const CHUNK: usize = 1 << 16;

/// The positions, rising, of the points that no other point dominates; larger is better in both coordinates. Equal
/// points do not dominate each other; a point with a coordinate that is not a number is left out.
///
/// A sample gives, for every step of the first coordinate, a second coordinate that is certainly beaten below; one pass
/// with that threshold leaves few points, which are sorted and swept [Kung, Luccio, Preparata 1975]. O(n + m log m) for
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
    let parts: Vec<Vec<(f64, f64, usize)>> = points
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, part)| {
            let mut left = Vec::new();
            for (at, point) in part.iter().enumerate() {
                if filter.passes(point) && !point[0].is_nan() && !point[1].is_nan() {
                    left.push((point[0], point[1], chunk * CHUNK + at));
                }
            }
            swept(left)
        })
        .collect();
    let mut positions: Vec<usize> = swept(parts.concat()).into_iter().map(|(_, _, at)| at).collect();
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

/// For each step of the first coordinate, the largest second coordinate seen at a higher step.
struct Filter {
    start: f64,
    scale: f64,
    beaten: Vec<f64>,
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
        let mut filter = Self { start, scale, beaten: vec![f64::NEG_INFINITY; STEPS + 1] };
        for &(first, second, _) in stairs {
            // The step is a rising function of the coordinate: a higher step means a larger coordinate.
            let step = filter.step(first);
            for beaten in &mut filter.beaten[..step] {
                *beaten = beaten.max(second);
            }
        }
        filter
    }

    fn step(&self, first: f64) -> usize {
        // Casts saturate; what lies left of the sample counts as its left end.
        (((first - self.start) * self.scale) as usize).min(STEPS)
    }

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
