//! Numbers drawn for worlds side by side.

use crate::elementary::ln_each;

/// The same for every lane.
#[inline(always)]
pub(super) fn each<const L: usize>(of: &mut [f64; L], mut f: impl FnMut(usize, &mut f64)) {
    for (lane, of) in of.iter_mut().enumerate() {
        f(lane, of);
    }
}

/// The smaller of two numbers, none of which is no number: one instruction.
#[inline(always)]
pub(super) fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline(always)]
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// Numbered draws [splitmix64, Steele, Lea and Flood 2014], for worlds that follow each other, side by side.
pub(crate) struct Draws<const L: usize = 1> {
    state: [u64; L],
}

#[inline(always)]
pub(super) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl<const L: usize> Draws<L> {
    #[inline(always)]
    pub(crate) fn new(seed: u64, mark: u64, first: u64) -> Self {
        let world = |lane: usize| first.wrapping_add(lane as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self { state: std::array::from_fn(|lane| mix(mix(seed ^ mark).wrapping_add(world(lane)))) }
    }

    #[inline(always)]
    fn next(&mut self) -> [u64; L] {
        self.state = self.state.map(|state| state.wrapping_add(0x9e37_79b9_7f4a_7c15));
        self.state.map(mix)
    }

    /// Evenly between 0 and 1, in steps of 2⁻³², twice.
    #[inline(always)]
    pub(super) fn two(&mut self) -> [[f64; L]; 2] {
        let whole = self.next();
        let even = |half: u32| (f64::from(half) + 0.5) * (1.0 / (1_u64 << 32) as f64);
        [whole.map(|whole| even(whole as u32)), whole.map(|whole| even((whole >> 32) as u32))]
    }

    /// The same once.
    #[inline(always)]
    pub(crate) fn even(&mut self) -> [f64; L] {
        self.two()[0]
    }

    /// An exponential of mean 1: −ln of an even draw.
    #[inline(always)]
    pub(crate) fn exponential(&mut self) -> [f64; L] {
        let even = self.next().map(|whole| ((whole >> 11) as f64 + 0.5) / (1_u64 << 53) as f64);
        ln_each(even).map(|ln| -ln)
    }
}

impl Draws {
    /// Evenly between 0 and 1, for one world.
    pub(crate) fn one(&mut self) -> f64 {
        self.even()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_have_their_mean_and_median() {
        let mut draws = Draws::<1>::new(1, 2, 3);
        let mut all: Vec<f64> = (0..40_000).map(|_| draws.exponential()[0]).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        all.sort_by(f64::total_cmp);
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert!((all[20_000] - std::f64::consts::LN_2).abs() < 0.02, "{}", all[20_000]);
        assert!(all[0] > 0.0 && all[39_999] < 40.0);
    }
}
