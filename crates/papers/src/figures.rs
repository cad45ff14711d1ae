//! Numbers for people.

/// From here on a count is given as a power of ten.
const LONG_COUNT: usize = 13;

/// A count in decimal, with separators: `188,160`; from 10^12 on as `about 1.9 × 10^50`.
pub(crate) fn count(decimal: &str) -> String {
    let digits = decimal.trim_start_matches('0');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return if decimal.is_empty() || !digits.is_empty() {
            crate::safe::clean(decimal)
        } else {
            "0".into()
        };
    }
    if digits.len() < LONG_COUNT {
        return grouped(digits);
    }
    let power = digits.len() - 1;
    if digits.starts_with('1') && digits.bytes().skip(1).all(|byte| byte == b'0') {
        return format!("10^{power}");
    }
    let leading = digits.bytes().take(3).fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
    match (leading + 5) / 10 {
        10 => format!("about 10^{power}"),
        100 => format!("about 10^{}", power + 1),
        tenths if tenths % 10 == 0 => format!("about {} × 10^{power}", tenths / 10),
        tenths => format!("about {}.{} × 10^{power}", tenths / 10, tenths % 10),
    }
}

/// A small count.
pub(crate) fn whole(count: usize) -> String {
    grouped(&count.to_string())
}

/// `1 package`, `12 packages`: a count with its word.
pub(crate) fn counted(decimal: &str, one: &str, many: &str) -> String {
    if decimal == "1" { format!("1 {one}") } else { format!("{} {many}", count(decimal)) }
}

/// One number by itself, at most four significant digits or three decimals.
pub(crate) fn figure(value: f64) -> String {
    Column::of([value]).show(value)
}

/// How numbers that stand together are written: all with the same decimals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    decimals: usize,
}

impl Column {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        let most = decimals(values.iter().fold(0.0, |most: f64, value| most.max(value.abs())));
        // Drop the decimals that are zero in all of them.
        let needed = |value: &f64| match format!("{value:.most$}").split_once('.') {
            Some((_, decimals)) => decimals.trim_end_matches('0').len(),
            None => 0,
        };
        Self { decimals: values.iter().map(needed).max().unwrap_or(0) }
    }

    /// The number; one that would round away to nothing keeps its own digits.
    pub(crate) fn show(self, value: f64) -> String {
        if !value.is_finite() {
            return "?".into();
        }
        let size = value.abs();
        if size >= 1e9 || (size > 0.0 && size < 1e-9) {
            let text = format!("{value:.3e}");
            return match text.split_once('e') {
                Some((digits, power)) => {
                    format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.'))
                }
                None => text,
            };
        }
        let text = format!("{size:.*}", self.decimals);
        let nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if nothing && size > 0.0 {
            return Self::of([value]).show(value);
        }
        let sign = if value < 0.0 { "-" } else { "" };
        match text.split_once('.') {
            Some((whole, decimals)) => format!("{sign}{}.{decimals}", grouped(whole)),
            None => format!("{sign}{}", grouped(&text)),
        }
    }

    /// The number with its sign, as gains are written.
    pub(crate) fn signed(self, value: f64) -> String {
        let text = self.show(value);
        if value > 0.0 { format!("+{text}") } else { text }
    }
}

/// With a true minus sign, which is read aloud.
pub(crate) fn minus(number: &str) -> String {
    number.replace('-', "\u{2212}")
}

fn decimals(size: f64) -> usize {
    let mut decimals = 0;
    let mut scaled = size;
    while scaled > 0.0 && scaled < 1_000.0 && decimals < 12 {
        // Three decimals are enough down to a tenth.
        if decimals == 3 && size >= 0.1 {
            break;
        }
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Column, count, counted, figure};

    #[test]
    fn counts_are_grouped_and_long_ones_become_powers() {
        assert_eq!(count("0"), "0");
        assert_eq!(count("622"), "622");
        assert_eq!(count("188160"), "188,160");
        assert_eq!(count("999999999999"), "999,999,999,999");
        assert_eq!(count("1000000000000"), "10^12");
        assert_eq!(count("1000000000001"), "about 10^12");
        assert_eq!(count(&format!("1881{}", "6".repeat(47))), "about 1.9 × 10^50");
        assert_eq!(count("9999999999999"), "about 10^13");
        assert_eq!(count("3000000000001"), "about 3 × 10^12");
        assert_eq!(count("\u{1b}[2J"), "\u{fffd}[2J");
        assert_eq!(counted("1", "package", "packages"), "1 package");
    }

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        assert_eq!(figure(61.5), "61.5");
        assert_eq!(figure(61.23456), "61.23");
        assert_eq!(figure(0.582_888), "0.583");
        assert_eq!(figure(0.005_152_3), "0.005152");
        assert_eq!(figure(-0.0), "0");
        assert_eq!(figure(12_345.6), "12,346");
        assert_eq!(figure(-1234.0), "-1,234");
        assert_eq!(figure(1.5e12), "1.5e12");
        assert_eq!(figure(2e-11), "2e-11");
        assert_eq!(figure(f64::NAN), "?");
    }

    #[test]
    fn a_column_has_the_same_decimals_and_hides_no_difference_from_zero() {
        let column = Column::of([40.0, 61.5, 100.0]);
        assert_eq!([column.show(40.0), column.show(61.5)], ["40.0", "61.5"]);
        assert_eq!(column.signed(21.5), "+21.5");
        assert_eq!(column.show(-0.004), "-0.004");
        assert_eq!(column.signed(0.0), "0.0");
    }
}
