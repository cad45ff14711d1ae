//! Logarithm and exponential by plain operations: the same on every machine.

use std::f64::consts::{LN_2, SQRT_2};

/// The natural logarithm of a positive number.
pub(crate) fn ln(of: f64) -> f64 {
    // of = m · 2^e with m around 1; ln m = 2 artanh t = 2 (t + t³/3 + t⁵/5 …) with t = (m − 1)/(m + 1), at most 0.172.
    const SERIES: [f64; 11] = [
        1.0 / 21.0,
        1.0 / 19.0,
        1.0 / 17.0,
        1.0 / 15.0,
        1.0 / 13.0,
        1.0 / 11.0,
        1.0 / 9.0,
        1.0 / 7.0,
        1.0 / 5.0,
        1.0 / 3.0,
        1.0,
    ];
    let bits = of.to_bits();
    let mut e = ((bits >> 52) & 0x7ff) as i64 - 1_023;
    let mut m = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
    if m > SQRT_2 {
        (m, e) = (m / 2.0, e + 1);
    }
    let t = (m - 1.0) / (m + 1.0);
    let square = t * t;
    let sum = SERIES.iter().fold(0.0, |sum, part| sum * square + part);
    2.0 * t * sum + e as f64 * LN_2
}

/// e to the power of a number; 0 below −700, and no more than at 700.
pub(crate) fn exp(of: f64) -> f64 {
    if of < -700.0 {
        return 0.0;
    }
    // of = k · ln 2 + r with r within half of ln 2; e^r by its series.
    let of = of.min(700.0);
    let k = (of / LN_2).round();
    let r = of - k * LN_2;
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..18 {
        term *= r / f64::from(n);
        sum += term;
    }
    sum * f64::from_bits(((k as i64 + 1_023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_library_has_them() {
        for step in 1..2_000 {
            for of in [f64::from(step) / 1_000.0, f64::from(step) * 1e9, 1e-12 / f64::from(step)] {
                #[expect(clippy::disallowed_methods, reason = "what is compared with")]
                let expected = of.ln();
                assert!((ln(of) - expected).abs() <= 4e-16 * expected.abs().max(1.0), "{of}");
            }
            for of in [f64::from(step) / 3.0, -f64::from(step) / 3.0, f64::from(step) / 1e6] {
                #[expect(clippy::disallowed_methods, reason = "what is compared with")]
                let expected = of.exp();
                assert!((exp(of) - expected).abs() <= 1e-13 * expected, "{of}");
            }
        }
        assert_eq!((exp(0.0), exp(-1e6)), (1.0, 0.0));
    }
}
