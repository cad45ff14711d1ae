//! Numbers from text.

use num_bigint::BigInt;

use super::{Number, NumberError};

/// Longest number read, in digits; a longer one is a mistake or an attack.
pub(super) const MAX_DIGITS: usize = 80;
/// Largest power of ten read after `e`.
pub(super) const MAX_EXPONENT: i64 = 80;

/// Decimal text.
pub(super) fn decimal(text: &str) -> Result<Number, NumberError> {
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
    let digits = format!("{whole}{part}");
    let units: Number = match digits.parse::<i64>() {
        Ok(small) => small.into(),
        Err(_) => digits.parse::<BigInt>().map_err(|_| NumberError::NotANumber)?.into(),
    };
    let units = if negative { -units } else { units };
    let shift = exponent - part.len() as i64;
    let power = Number::from(BigInt::from(10).pow(shift.unsigned_abs() as u32));
    Ok(if shift >= 0 { units * power } else { units / power })
}
