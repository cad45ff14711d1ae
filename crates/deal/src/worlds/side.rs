//! Most worlds of two parties, decided side by side: by packages that opened others, or by weights.

use super::decide::{Decided, Pool};
use super::draws::each;
use super::world::{LANES, World};

/// Remembered packages that are tried.
const TRIED: usize = 4;
/// Weights that are tried; whatever is open then is looked at alone.
const STEPS: usize = 6;

type Lanes = [f64; LANES];

/// Room to reckon in.
#[derive(Default)]
pub(super) struct Side {
    /// The option of each issue with the highest weighted sum.
    picked: Vec<[u64; LANES]>,
    /// For each world the share of the first party's weight under which least is left above the walk-aways.
    pub(super) best: Lanes,
}

/// What is known of the worlds so far, and who lies above which walk-away.
struct Known {
    decided: [Option<Decided>; LANES],
    left: usize,
}

impl Known {
    fn tell(&mut self, lane: usize, decided: Decided) {
        if self.decided[lane].is_none() {
            self.decided[lane] = Some(decided);
            self.left -= 1;
        }
    }
}

/// What is done by the widest instructions there are; no bit depends on which.
struct Deciding<'a, 's> {
    side: &'a mut Side,
    pool: &'a mut Pool,
    worlds: &'a World<'s, LANES>,
}

impl pulp::WithSimd for Deciding<'_, '_> {
    type Output = [Option<Decided>; LANES];

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
        self.side.decide_here(self.pool, self.worlds)
    }
}

impl Side {
    /// What is soon told of worlds of two parties whose worths are plain sums, without rules.
    pub(super) fn decide(&mut self, pool: &mut Pool, worlds: &World<'_, LANES>) -> [Option<Decided>; LANES] {
        pulp::Arch::new().dispatch(Deciding { side: self, pool, worlds })
    }

    #[inline(always)]
    fn decide_here(&mut self, pool: &mut Pool, worlds: &World<'_, LANES>) -> [Option<Decided>; LANES] {
        let mut known = Known { decided: [None; LANES], left: LANES };
        let floor = [&worlds.floor[0], &worlds.floor[1]];
        // A party without a walk-away can live with anything.
        if floor.iter().any(|floor| floor.iter().any(|floor| !floor.is_finite())) {
            return known.decided;
        }
        let above = |worth: &[Lanes; 2], lane: usize| {
            worth[0][lane] >= floor[0][lane] - 1e-9 && worth[1][lane] >= floor[1][lane] - 1e-9
        };
        for at in 0..pool.packages.len().min(TRIED) {
            let mut worth = [[0.0; LANES]; 2];
            worlds.sums(&pool.packages[at], &mut worth);
            (0..LANES).filter(|lane| above(&worth, *lane)).for_each(|lane| known.tell(lane, Decided::Open));
            if known.left == 0 {
                pool.packages[..=at].rotate_right(1);
                return known.decided;
            }
        }
        let share = |range: &Lanes, of: &Lanes| -> Lanes {
            std::array::from_fn(|lane| of[lane] / range[lane].max(1e-9))
        };
        let over = |weights: &[Lanes; 2], worth: &[Lanes; 2]| -> Lanes {
            std::array::from_fn(|lane| {
                (worth[0][lane] - floor[0][lane]) * weights[0][lane]
                    + (worth[1][lane] - floor[1][lane]) * weights[1][lane]
            })
        };
        // What closed the last world closes the next, mostly.
        if let Some(closed) = &pool.closed {
            let weights = [0, 1].map(|q| share(&worlds.range[q], &[closed[q]; LANES]));
            let worth = self.highest(worlds, &weights);
            let over = over(&weights, &worth);
            for lane in 0..LANES {
                match above(&worth, lane) {
                    true => known.tell(lane, Decided::Open),
                    false if over[lane] < -1e-9 => known.tell(lane, Decided::Closed),
                    false => {}
                }
            }
        }
        // What the best package has above the walk-aways is a convex function of the first party's weight, made of straight lines:
        // its least value lies where the line at one weight meets the line at another [Kelley 1960].
        let (mut low, mut high) = ([[0.0; LANES]; 2], [[0.0; LANES]; 2]);
        let (mut at, mut least) = ([0.5; LANES], [f64::INFINITY; LANES]);
        for step in 0..STEPS {
            if known.left == 0 {
                break;
            }
            let weights = [share(&worlds.range[0], &at), share(&worlds.range[1], &at.map(|at| 1.0 - at))];
            let worth = self.highest(worlds, &weights);
            let over = over(&weights, &worth);
            for lane in 0..LANES {
                if known.decided[lane].is_some() {
                    continue;
                }
                if above(&worth, lane) {
                    known.tell(lane, Decided::Open);
                    pool.remember(self.picked.iter().map(|option| option[lane] as usize).collect());
                } else if over[lane] < -1e-9 {
                    known.tell(lane, Decided::Closed);
                    pool.closed = Some(vec![at[lane], 1.0 - at[lane]]);
                }
            }
            for lane in 0..LANES {
                let gain = |q: usize| (worth[q][lane] - floor[q][lane]) / worlds.range[q][lane].max(1e-9);
                let gains = [gain(0), gain(1)];
                let better = over[lane] < least[lane];
                least[lane] = if better { over[lane] } else { least[lane] };
                self.best[lane] = if better { at[lane] } else { self.best[lane] };
                let falls = gains[0] < gains[1];
                for q in 0..2 {
                    low[q][lane] = if falls { gains[q] } else { low[q][lane] };
                    high[q][lane] = if falls { high[q][lane] } else { gains[q] };
                }
                // Where only one line is known, half of what is left on the other side.
                let met = (high[1][lane] - low[1][lane])
                    / ((low[0][lane] - low[1][lane]) - (high[0][lane] - high[1][lane]));
                let inside = step > 0 && met > 0.0 && met < 1.0;
                at[lane] = if inside {
                    met
                } else if falls {
                    (1.0 + at[lane]) / 2.0
                } else {
                    at[lane] / 2.0
                };
            }
        }
        known.decided
    }

    /// The package with the highest weighted sum of each world, in `picked`, and what it is worth.
    #[inline(always)]
    fn highest(&mut self, worlds: &World<'_, LANES>, weights: &[Lanes; 2]) -> [Lanes; 2] {
        let mut worth = [[worlds.start[0]; LANES], [worlds.start[1]; LANES]];
        self.picked.clear();
        for issue in 0..worlds.issues() {
            let (mut most, mut picked) = ([f64::NEG_INFINITY; LANES], [0_u64; LANES]);
            let mut best = [[0.0; LANES]; 2];
            for (option, [x, y]) in worlds.row(issue).as_chunks::<2>().0.iter().enumerate() {
                for lane in 0..LANES {
                    let sum = x[lane] * weights[0][lane] + y[lane] * weights[1][lane];
                    // All bits where it is better, none where not.
                    let better = u64::from(sum > most[lane]).wrapping_neg();
                    let pick = |a: f64, b: f64| f64::from_bits(a.to_bits() & better | b.to_bits() & !better);
                    most[lane] = pick(sum, most[lane]);
                    best[0][lane] = pick(x[lane], best[0][lane]);
                    best[1][lane] = pick(y[lane], best[1][lane]);
                    picked[lane] = option as u64 & better | picked[lane] & !better;
                }
            }
            self.picked.push(picked);
            for q in 0..2 {
                each(&mut worth[q], |lane, worth| *worth += best[q][lane]);
            }
        }
        worth
    }
}
