//! The integers utilities are counted in.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Sub};

use detente_case::Number;
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// A signed integer wide enough for every utility of one case, with room to add two of them.
///
/// Utilities are decimals or fractions in a file; each party's are multiplied by their least common denominator, so
/// that sums, comparisons and ties are exact. Nearly all cases fit 64 bits; the rest take 128.
pub(crate) trait Unit:
    Copy + Ord + Default + Debug + Send + Sync + Add<Output = Self> + Sub<Output = Self> + AddAssign
{
    /// Bits of the largest absolute value a utility may have.
    const LIMIT_BITS: u64;
    /// The same number, if it is whole and within the limit.
    fn from_number(value: &Number) -> Option<Self>;
    /// The same number.
    fn to_number(self) -> Number;
    /// The same number, if it fits.
    fn to_i64(self) -> Option<i64>;
    /// The same number.
    fn small(value: i64) -> Self;
    /// The nearest double; rounding keeps the order.
    fn to_f64(self) -> f64;
}

impl Unit for i64 {
    const LIMIT_BITS: u64 = 62;
    fn from_number(value: &Number) -> Option<Self> {
        value.to_i64().filter(|value| value.unsigned_abs() >> Self::LIMIT_BITS == 0)
    }
    fn to_number(self) -> Number {
        self.into()
    }
    fn to_i64(self) -> Option<i64> {
        Some(self)
    }
    fn small(value: i64) -> Self {
        value
    }
    fn to_f64(self) -> f64 {
        self as f64
    }
}

impl Unit for i128 {
    const LIMIT_BITS: u64 = 126;
    fn from_number(value: &Number) -> Option<Self> {
        let whole = value.is_whole().then(|| value.floor().to_i128()).flatten();
        whole.filter(|value| value.unsigned_abs() >> Self::LIMIT_BITS == 0)
    }
    fn to_number(self) -> Number {
        BigInt::from(self).into()
    }
    fn to_i64(self) -> Option<i64> {
        self.try_into().ok()
    }
    fn small(value: i64) -> Self {
        value.into()
    }
    fn to_f64(self) -> f64 {
        self as f64
    }
}
