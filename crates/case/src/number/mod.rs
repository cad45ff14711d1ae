//! Exact numbers, as written in a file.

mod arithmetic;
mod parse;

use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed};

use arithmetic::Ratio;
use parse::{MAX_DIGITS, MAX_EXPONENT, decimal};

/// An exact rational number.
///
/// Read from decimal text (`0.1`, `-3`, `2.5e-3`) or a fraction (`160/1000`), never through a double, so that
/// ties written in a file are ties in every computation. Numbers of ordinary size are two machine words; the others
/// take what they need.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(Ratio);

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
        Self(Ratio::Small(0, 1))
    }

    /// 1.
    pub fn one() -> Self {
        Self(Ratio::Small(1, 1))
    }

    /// `numerator / denominator`; the denominator must not be 0 (an error otherwise).
    pub fn ratio(numerator: i64, denominator: i64) -> Result<Self, NumberError> {
        if denominator == 0 {
            return Err(NumberError::DivisionByZero);
        }
        Ok(Self::from(numerator) / Self::from(denominator))
    }

    /// Reads decimal text or a fraction of two decimal texts. Outer white space is ignored.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let text = text.trim();
        let number = match text.split_once('/') {
            Some((numerator, denominator)) => {
                let denominator = decimal(denominator.trim())?;
                if denominator.is_zero() {
                    return Err(NumberError::DivisionByZero);
                }
                decimal(numerator.trim())? / denominator
            }
            None => decimal(text)?,
        };
        // What was read can be written and read again.
        if digits(&number.numerator()) > MAX_DIGITS || digits(&number.denominator()) > MAX_DIGITS {
            return Err(NumberError::TooLong);
        }
        Ok(number)
    }
}

/// Decimal digits of a whole number.
fn digits(number: &BigInt) -> usize {
    // Cheap where it cannot matter: a digit takes more than three bits.
    if number.bits() < 3 * MAX_DIGITS as u64 { 1 } else { number.abs().to_string().len() }
}

/// Decimal text where the decimal ends, else a fraction: `0.25`, `1/3`. Reading it back gives the same number.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut rest, mut twos, mut fives) = (self.denominator(), 0u32, 0u32);
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
            return write!(f, "{}/{}", self.numerator(), self.denominator());
        }
        let units = self.numerator() * (BigInt::from(10).pow(places) / self.denominator());
        let text = units.abs().to_string();
        if text.len().max(places as usize + 1) > MAX_DIGITS {
            return write!(f, "{}/{}", self.numerator(), self.denominator());
        }
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
            ("40E79", NumberError::TooLong),
            ("1e-80", NumberError::TooLong),
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
        fn what_is_read_can_be_written_and_read_again(
            text in "[0-9]{1,81}(\\.[0-9]{0,40})?(e-?[0-9]{1,2})?(/[1-9][0-9]{0,81})?"
        ) {
            if let Ok(number) = Number::parse(&text) {
                prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
            }
        }

        #[test]
        fn any_text_is_a_number_or_an_error(text in ".{0,40}") {
            let _ = Number::parse(&text);
        }
    }
}
