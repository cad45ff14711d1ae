//! Logarithm and exponential by plain operations: the same on every machine.

use std::f64::consts::{LN_2, SQRT_2};

/// The natural logarithm of a positive number.
pub(crate) fn ln(of: f64) -> f64 {
    ln_each([of])[0]
}

/// The same of several, side by side.
#[inline(always)]
pub(crate) fn ln_each<const L: usize>(of: [f64; L]) -> [f64; L] {
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
    // Put into the last bits of 2⁵², whole numbers are doubles at once.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    let bits = of.map(f64::to_bits);
    let whole =
        bits.map(|bits| f64::from_bits(WHOLE | (bits >> 52 & 0x7ff)) - (f64::from_bits(WHOLE) + 1_023.0));
    let part = bits.map(|bits| f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000));
    let (mut e, mut t, mut sum) = ([0.0; L], [0.0; L], [0.0; L]);
    for lane in 0..L {
        let above = part[lane] > SQRT_2;
        let m = if above { 0.5 * part[lane] } else { part[lane] };
        e[lane] = if above { whole[lane] + 1.0 } else { whole[lane] };
        t[lane] = (m - 1.0) / (m + 1.0);
    }
    for part in SERIES {
        for lane in 0..L {
            sum[lane] = sum[lane] * (t[lane] * t[lane]) + part;
        }
    }
    std::array::from_fn(|lane| 2.0 * t[lane] * sum[lane] + e[lane] * LN_2)
}

/// e to the power of a number; 0 below −700, and no more than at 700.
#[inline]
pub(crate) fn exp(of: f64) -> f64 {
    exp_each([of])[0]
}

/// The same of many, in their places.
pub(crate) fn exp_all(all: &mut [f64]) {
    let (fours, rest) = all.as_chunks_mut::<4>();
    fours.iter_mut().for_each(|four| *four = exp_each(*four));
    rest.iter_mut().for_each(|one| *one = exp(*one));
}

/// The same of several, side by side.
#[inline(always)]
fn exp_each<const L: usize>(of: [f64; L]) -> [f64; L] {
    // The inverses of the factorials, the last first.
    const SERIES: [f64; 14] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ];
    // Added and taken away again, it leaves the nearest whole number; that stands in its last bits meanwhile.
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    // of = k · ln 2 + r with r within half of ln 2; e^r by its series.
    let (mut r, mut power, mut sum) = ([0.0; L], [0.0; L], [0.0; L]);
    for lane in 0..L {
        let within = of[lane].clamp(-700.0, 700.0);
        let whole = within * (1.0 / LN_2) + WHOLE;
        r[lane] = within - (whole - WHOLE) * LN_2;
        power[lane] = f64::from_bits(whole.to_bits().wrapping_add(1_023) << 52);
    }
    for part in SERIES {
        for lane in 0..L {
            sum[lane] = sum[lane] * r[lane] + part;
        }
    }
    std::array::from_fn(|lane| if of[lane] < -700.0 { 0.0 } else { sum[lane] * power[lane] })
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
        assert_eq!(exp(1e6).to_bits(), exp(700.0).to_bits());
        let of = [-1e3, -700.0, -3.0, 0.0, 0.25, 700.0, f64::NEG_INFINITY];
        let mut all = of;
        exp_all(&mut all);
        assert_eq!(all, of.map(exp));
    }
}
