//! Exact numbers, as written in a file.

use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Longest number read, in digits; a longer one is a mistake or an attack.
const MAX_DIGITS: usize = 80;
/// Largest power of ten read after `e`.
const MAX_EXPONENT: i64 = 80;

/// An exact rational number.
///
/// Read from decimal text (`0.1`, `-3`, `2.5e-3`) or a fraction (`160/1000`), never through a double, so that
/// ties written in a file are ties in every computation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

/// Why a text is not a number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not decimal digits, one point, one exponent or one `/`.
    #[error("is not a number")]
    NotANumber,
    /// `nan` or `inf`, in any spelling.
    #[error("is not finite")]
    NotFinite,
    /// More than 80 digits or an exponent beyond 80.
    #[error("has too many digits (at most {MAX_DIGITS}, exponent at most {MAX_EXPONENT})")]
    TooLong,
    /// A fraction over zero.
    #[error("divides by zero")]
    DivisionByZero,
}

impl Number {
    /// 0.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// 1.
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// `numerator / denominator`; the denominator must not be 0 (an error otherwise).
    pub fn ratio(numerator: i64, denominator: i64) -> Result<Self, NumberError> {
        if denominator == 0 {
            return Err(NumberError::DivisionByZero);
        }
        Ok(Self(BigRational::new(numerator.into(), denominator.into())))
    }

    /// Reads decimal text or a fraction of two decimal texts. Outer white space is ignored.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        match text.split_once('/') {
            Some((numerator, denominator)) => {
                let denominator = parse_decimal(denominator.trim())?;
                if denominator.is_zero() {
                    return Err(NumberError::DivisionByZero);
                }
                Ok(Self(parse_decimal(numerator.trim())? / denominator))
            }
            None => parse_decimal(text).map(Self),
        }
    }

    /// The exact value behind it.
    pub fn as_ratio(&self) -> &BigRational {
        &self.0
    }

    /// The nearest double.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// The integer it is, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.0.is_integer() { self.0.to_integer().to_i64() } else { None }
    }

    /// Halfway between two numbers.
    pub fn midpoint(a: &Self, b: &Self) -> Self {
        Self((&a.0 + &b.0) / BigRational::from_integer(2.into()))
    }
}

fn parse_decimal(text: &str) -> Result<BigRational, NumberError> {
    let (negative, body) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = body.get(..8).unwrap_or(body).to_ascii_lowercase();
    if ["nan", "inf", "infinity", ".inf", ".nan"].contains(&lower.as_str()) {
        return Err(NumberError::NotFinite);
    }
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, "0"),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && part.is_empty() || !(whole.bytes().chain(part.bytes())).all(|b| b.is_ascii_digit())
    {
        return Err(NumberError::NotANumber);
    }
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::NotANumber);
    }
    let exponent: i64 = exponent.parse().map_err(|_| NumberError::TooLong)?;
    if whole.len() + part.len() > MAX_DIGITS || exponent.abs() > MAX_EXPONENT {
        return Err(NumberError::TooLong);
    }
    let mut units: BigInt = format!("{whole}{part}").parse().map_err(|_| NumberError::NotANumber)?;
    if negative {
        units = -units;
    }
    let shift = exponent - part.len() as i64;
    let power = BigInt::from(10).pow(shift.unsigned_abs() as u32);
    Ok(if shift >= 0 { BigRational::from_integer(units * power) } else { BigRational::new(units, power) })
}

/// Decimal text where the decimal ends, else a fraction: `0.25`, `1/3`. Reading it back gives the same number.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut rest, mut twos, mut fives) = (self.0.denom().clone(), 0u32, 0u32);
        let (two, five) = (BigInt::from(2), BigInt::from(5));
        while rest.is_multiple_of(&two) {
            rest /= &two;
            twos += 1;
        }
        while rest.is_multiple_of(&five) {
            rest /= &five;
            fives += 1;
        }
        let places = twos.max(fives);
        // A decimal longer than the reader takes is written as a fraction.
        if !rest.is_one() || places > 40 {
            return write!(f, "{}/{}", self.0.numer(), self.0.denom());
        }
        let units = (&self.0 * BigRational::from_integer(BigInt::from(10).pow(places))).to_integer();
        let text = units.abs().to_string();
        let sign = if units.is_negative() { "-" } else { "" };
        let places = places as usize;
        if places == 0 {
            return write!(f, "{sign}{text}");
        }
        let text = format!("{text:0>width$}", width = places + 1);
        let (whole, part) = text.split_at(text.len() - places);
        write!(f, "{sign}{whole}.{part}")
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(BigRational::from_integer(value.into()))
    }
}

impl From<BigRational> for Number {
    fn from(value: BigRational) -> Self {
        Self(value)
    }
}

macro_rules! operation {
    ($trait:ident, $method:ident) => {
        impl $trait for &Number {
            type Output = Number;
            fn $method(self, other: &Number) -> Number {
                Number((&self.0).$method(&other.0))
            }
        }
    };
}
operation!(Add, add);
operation!(Sub, sub);
operation!(Mul, mul);
// Dividing by zero panics, as with integers: callers check first.
operation!(Div, div);

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_stay_exact() {
        let sum = &Number::parse("0.1").unwrap() + &Number::parse("0.2").unwrap();
        assert_eq!(sum, Number::parse("0.3").unwrap());
        assert_eq!(Number::parse("160/1000").unwrap().to_string(), "0.16");
        assert_eq!(Number::parse("1/3").unwrap().to_string(), "1/3");
        assert_eq!(Number::parse("2.5e-3").unwrap().to_string(), "0.0025");
        assert_eq!(Number::parse("-.5").unwrap().to_string(), "-0.5");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, error) in [
            ("", NumberError::NotANumber),
            ("1,500", NumberError::NotANumber),
            ("0x10", NumberError::NotANumber),
            ("--1", NumberError::NotANumber),
            ("1e", NumberError::NotANumber),
            ("NaN", NumberError::NotFinite),
            ("-Infinity", NumberError::NotFinite),
            ("1/0", NumberError::DivisionByZero),
            ("1e99999999999999999999", NumberError::TooLong),
        ] {
            assert_eq!(Number::parse(text), Err(error), "{text}");
        }
        assert_eq!(Number::parse(&"9".repeat(1_000_000)), Err(NumberError::TooLong));
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(n in -1_000_000i64..1_000_000, d in 1i64..10_000) {
            let number = Number::ratio(n, d).unwrap();
            prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn any_text_is_a_number_or_an_error(text in ".{0,40}") {
            let _ = Number::parse(&text);
        }
    }
}
