//! Sums, products and order, in machine words as long as they fit.

use std::cmp::Ordering;
use std::fmt;
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

/// In lowest terms, the denominator above 0.
///
/// Every value has one form only: `Small` wherever it fits (`i128::MIN` does not, so that signs can change), `Big`
/// else. Decimals of 17 digits over the sum of a few others, as other tools write them, are small.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Ratio {
    Small(i128, i128),
    Big(Box<BigRational>),
}
use Ratio::{Big, Small};

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Small(numerator, denominator) => write!(f, "{numerator}/{denominator}"),
            Big(big) => write!(f, "{big}"),
        }
    }
}

/// One of the two is a denominator or a numerator, so the result is no `i128::MIN`.
fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    // One division often leaves two single words, which are many times faster.
    while b > u128::from(u64::MAX) {
        (a, b) = (b, a % b);
    }
    if b == 0 {
        return a as i128;
    }
    i128::from((b as u64).gcd(&((a % b) as u64)))
}

fn small(numerator: i128, denominator: i128) -> Option<Ratio> {
    (numerator != i128::MIN).then_some(Small(numerator, denominator))
}

impl Ratio {
    pub(super) fn big(&self) -> BigRational {
        match self {
            Small(numerator, denominator) => BigRational::new_raw((*numerator).into(), (*denominator).into()),
            Big(big) => (**big).clone(),
        }
    }

    /// Both small, by `words`, where that does not overflow; else by `big`.
    fn combine(
        &self,
        other: &Self,
        words: impl FnOnce(i128, i128, i128, i128) -> Option<Self>,
        big: impl FnOnce(BigRational, BigRational) -> BigRational,
    ) -> Self {
        if let (Small(a, b), Small(c, d)) = (self, other)
            && let Some(ratio) = words(*a, *b, *c, *d)
        {
            return ratio;
        }
        big(self.big(), other.big()).into()
    }

    fn plus(&self, other: &Self) -> Self {
        self.combine(other, sum, |a, b| a + b)
    }

    fn minus(&self, other: &Self) -> Self {
        self.combine(other, |a, b, c, d| sum(a, b, -c, d), |a, b| a - b)
    }

    fn times(&self, other: &Self) -> Self {
        self.combine(other, product, |a, b| a * b)
    }

    fn over(&self, other: &Self) -> Self {
        let inverse = |a: i128, b: i128, c: i128, d: i128| match c.cmp(&0) {
            Ordering::Greater => product(a, b, d, c),
            Ordering::Less => product(-a, b, d, -c),
            // The big division panics, as with integers: callers check first.
            Ordering::Equal => None,
        };
        self.combine(other, inverse, |a, b| a / b)
    }

    pub(super) fn negated(&self) -> Self {
        match self {
            Small(numerator, denominator) => Small(-numerator, *denominator),
            Big(big) => Self::from(-(**big).clone()),
        }
    }

    /// gcd of numerators over lcm of denominators, which is in lowest terms.
    pub(super) fn measure(&self, other: &Self) -> Self {
        let words = |a: i128, b: i128, c: i128, d: i128| {
            let lcm = if b == d { b } else { (b / gcd(b, d)).checked_mul(d)? };
            small(gcd(a, c), lcm)
        };
        self.combine(other, words, |a, b| {
            BigRational::new(a.numer().gcd(b.numer()), a.denom().lcm(b.denom()))
        })
    }
}

/// a/b + c/d (Knuth, The Art of Computer Programming 2, section 4.5.1).
fn sum(a: i128, b: i128, c: i128, d: i128) -> Option<Ratio> {
    if b == 1 && d == 1 {
        return small(a.checked_add(c)?, 1);
    }
    let common = if b == d { b } else { gcd(b, d) };
    let (left, right) = (b / common, d / common);
    let top = a.checked_mul(right)?.checked_add(c.checked_mul(left)?)?;
    // The sum over lcm(b, d) can be reduced only by a divisor of gcd(b, d).
    let rest = gcd(top, common);
    small(top / rest, left.checked_mul(d / rest)?)
}

/// a/b · c/d.
fn product(a: i128, b: i128, c: i128, d: i128) -> Option<Ratio> {
    if b == 1 && d == 1 {
        return small(a.checked_mul(c)?, 1);
    }
    let (g, h) = (gcd(a, d), gcd(c, b));
    small((a / g).checked_mul(c / h)?, (b / h).checked_mul(d / g)?)
}

impl From<BigRational> for Ratio {
    fn from(big: BigRational) -> Self {
        let words = big.numer().to_i128().filter(|n| *n != i128::MIN).zip(big.denom().to_i128());
        words.map_or_else(|| Big(Box::new(big)), |(numerator, denominator)| Small(numerator, denominator))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Small(a, b), Small(c, d)) if b == d => a.cmp(c),
            (Small(a, b), Small(c, d)) => match (a.checked_mul(*d), c.checked_mul(*b)) {
                (Some(left), Some(right)) => left.cmp(&right),
                _ => self.big().cmp(&other.big()),
            },
            _ => self.big().cmp(&other.big()),
        }
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

use super::Number;

impl Number {
    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Small(0, _))
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Small(numerator, _) => *numerator < 0,
            Big(big) => big.is_negative(),
        }
    }

    /// Whether it is above 0.
    pub fn is_positive(&self) -> bool {
        !self.is_zero() && !self.is_negative()
    }

    /// Its distance from 0.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The numerator in lowest terms, with the sign.
    pub fn numerator(&self) -> BigInt {
        match &self.0 {
            Small(numerator, _) => (*numerator).into(),
            Big(big) => big.numer().clone(),
        }
    }

    /// The denominator in lowest terms, above 0.
    pub fn denominator(&self) -> BigInt {
        match &self.0 {
            Small(_, denominator) => (*denominator).into(),
            Big(big) => big.denom().clone(),
        }
    }

    /// Whether it is a whole number.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Small(_, denominator) => *denominator == 1,
            Big(big) => big.is_integer(),
        }
    }

    /// The largest whole number not above it.
    pub fn floor(&self) -> BigInt {
        self.numerator().div_floor(&self.denominator())
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            // Both are doubles, so the quotient is rounded once.
            Small(a, b) if a.unsigned_abs() <= 1 << 53 && *b <= 1 << 53 => *a as f64 / *b as f64,
            _ => self.0.big().to_f64().unwrap_or(f64::NAN),
        }
    }

    /// The integer it is, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Small(numerator, 1) => i64::try_from(*numerator).ok(),
            Small(..) => None,
            Big(big) => {
                if big.is_integer() {
                    big.numer().to_i64()
                } else {
                    None
                }
            }
        }
    }

    /// The largest number of which both are whole multiples; 0 for 0 and 0.
    #[must_use]
    pub fn measure(&self, other: &Self) -> Self {
        Self(self.0.measure(&other.0))
    }

    /// Halfway between two numbers.
    pub fn midpoint(a: &Self, b: &Self) -> Self {
        (a + b) / Self::from(2)
    }
}

/// An operation for numbers and references to them, in every mixture.
macro_rules! operation {
    ($trait:ident, $method:ident, $ratio:ident) => {
        impl $trait for &Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                Number(self.0.$ratio(&other.0))
            }
        }
        impl $trait for Number {
            type Output = Number;
            fn $method(self, other: Number) -> Number {
                Number(self.0.$ratio(&other.0))
            }
        }
        impl $trait<&Number> for Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                Number(self.0.$ratio(&other.0))
            }
        }
        impl $trait<Number> for &Number {
            type Output = Number;
            fn $method(self, other: Number) -> Number {
                Number(self.0.$ratio(&other.0))
            }
        }
    };
}
operation!(Add, add, plus);
operation!(Sub, sub, minus);
operation!(Mul, mul, times);
// Dividing by zero panics, as with integers: callers check first.
operation!(Div, div, over);

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(self.0.negated())
    }
}

impl Neg for Number {
    type Output = Number;
    fn neg(self) -> Number {
        -&self
    }
}

impl AddAssign<&Number> for Number {
    fn add_assign(&mut self, other: &Number) {
        *self = &*self + other;
    }
}

impl AddAssign for Number {
    fn add_assign(&mut self, other: Number) {
        *self += &other;
    }
}

impl SubAssign for Number {
    fn sub_assign(&mut self, other: Number) {
        *self = &*self - other;
    }
}

impl Sum for Number {
    fn sum<I: Iterator<Item = Number>>(all: I) -> Number {
        all.fold(Number::zero(), |sum, next| sum + next)
    }
}

impl<'n> Sum<&'n Number> for Number {
    fn sum<I: Iterator<Item = &'n Number>>(all: I) -> Number {
        all.fold(Number::zero(), |sum, next| sum + next)
    }
}

impl<'n> Product<&'n Number> for Number {
    fn product<I: Iterator<Item = &'n Number>>(all: I) -> Number {
        all.fold(Number::one(), |product, next| product * next)
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::zero()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(Small(value.into(), 1))
    }
}

impl From<BigInt> for Number {
    fn from(value: BigInt) -> Self {
        Self(BigRational::from_integer(value).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numerators and denominators of every size, above all around the ends of words.
    fn part() -> impl Strategy<Value = i128> {
        let edge = i128::from(i64::MAX);
        let end = i128::MAX;
        prop_oneof![
            end - 9..=end,
            -end - 1..-end + 9,
            -40..40i128,
            -1_000_000..1_000_000i128,
            edge - 9..edge + 9,
            -edge - 9..-edge + 9,
            any::<i128>()
        ]
    }

    fn any_number() -> impl Strategy<Value = (Number, BigRational)> {
        (part(), part().prop_filter("not 0", |d| *d != 0)).prop_map(|(n, d)| {
            (
                Number::from(BigInt::from(n)) / Number::from(BigInt::from(d)),
                BigRational::new(n.into(), d.into()),
            )
        })
    }

    proptest! {
        /// The same as big fractions, and in the same form whatever the way to it.
        #[test]
        fn words_agree_with_big_fractions((a, x) in any_number(), (b, y) in any_number()) {
            let same = |number: &Number, big: BigRational| number.0 == Ratio::from(big);
            prop_assert!(same(&a, x.clone()) && same(&b, y.clone()));
            prop_assert!(same(&(&a + &b), &x + &y));
            prop_assert!(same(&(&a - &b), &x - &y));
            prop_assert!(same(&(&a * &b), &x * &y));
            prop_assert!(same(&-&a, -&x));
            prop_assert!(same(&a.abs(), x.abs()));
            if !b.is_zero() {
                prop_assert!(same(&(&a / &b), &x / &y));
            }
            prop_assert_eq!(a.cmp(&b), x.cmp(&y));
            prop_assert_eq!(a.is_positive(), x.is_positive());
            prop_assert_eq!(a.floor(), x.floor().to_integer());
            prop_assert_eq!(a.to_f64(), x.to_f64().unwrap());
            let measure = a.measure(&b);
            if !measure.is_zero() {
                let (left, right) = (&a / &measure, &b / &measure);
                prop_assert_eq!(left.denominator(), 1.into());
                prop_assert_eq!(left.numerator().gcd(&right.numerator()), BigInt::from(1));
                prop_assert_eq!(right.denominator(), 1.into());
            }
        }
    }
}
