//! Numbers and texts in XML, JSON and YAML.

use detente_case::Number;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

/// The shortest decimal that is the nearest double.
pub(super) fn nearest(number: &Number) -> String {
    let double = number.to_f64();
    // Nothing this small can matter beside worths of ordinary size, and no tool reads so many places.
    if double.abs() < 1e-20 { "0".into() } else { double.to_string() }
}

/// The exact decimal, if it ends within 24 characters.
pub(super) fn exact(number: &Number) -> Option<String> {
    let text = number.to_string();
    (!text.contains('/') && text.len() <= 24).then_some(text)
}

/// The least common multiple of the denominators, if it is no larger than `most`.
pub(super) fn common<'n>(numbers: impl IntoIterator<Item = &'n Number>, most: i64) -> Option<Number> {
    let most = BigInt::from(most);
    let mut multiple = BigInt::one();
    for number in numbers {
        multiple = multiple.lcm(&number.denominator());
        if multiple > most {
            return None;
        }
    }
    Some(Number::from(multiple))
}

/// A text inside an XML attribute's double quotes.
pub(super) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // An XML reader would make a plain blank of these.
            '\n' | '\r' | '\t' => escaped.push_str(&format!("&#{};", u32::from(c))),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A text in double quotes, for JSON and YAML alike.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
