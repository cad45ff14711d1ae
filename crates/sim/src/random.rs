//! Chance, named by where it falls: the same for a seed, a negotiation and a party, whoever draws when.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of draws [ChaCha with 8 rounds, Bernstein 2008].
#[derive(Clone, Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of one party (or of the mediator) in one negotiation.
    pub fn new(seed: u64, negotiation: u64, party: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&negotiation.to_le_bytes());
        let mut stream = ChaCha8Rng::from_seed(key);
        stream.set_stream(party);
        Self(stream)
    }

    /// Evenly from 0 to below 1, in steps of 2⁻⁵³.
    pub fn even(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Evenly one of `0..many`, by multiplication and rejection [Lemire 2019]; 0 where there is none.
    pub fn below(&mut self, many: usize) -> usize {
        let many = many as u64;
        loop {
            let wide = u128::from(self.0.next_u64()) * u128::from(many);
            let low = wide as u64;
            if low >= many || low >= many.wrapping_neg().checked_rem(many).unwrap_or(0) {
                return (wide >> 64) as usize;
            }
        }
    }

    /// An exponential of mean 1.
    pub fn exponential(&mut self) -> f64 {
        -libm::log(1.0 - self.even())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_few_is_each_as_often() {
        let mut chance = Chance::new(1, 2, 3);
        let mut counts = [0; 3];
        (0..30_000).for_each(|_| counts[chance.below(3)] += 1);
        assert!(counts.iter().all(|count| (9_700..10_300).contains(count)), "{counts:?}");
        assert_eq!(Chance::new(1, 2, 3).even(), Chance::new(1, 2, 3).even());
        assert_ne!(Chance::new(1, 2, 3).even(), Chance::new(1, 2, 4).even());
    }
}
