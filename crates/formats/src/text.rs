//! Numbers and labels as other tools write them.

use std::collections::BTreeMap;

use detente_case::{Number, NumberError, normal};

/// Why a number in a file cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Not a number at all.
    NotANumber,
    /// Several readings are possible: `1,500`.
    Ambiguous,
    /// NaN or infinite.
    NotFinite,
    /// Longer than any honest number.
    TooLong,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "is not a number",
            Self::Ambiguous => "may be a thousands sign or a decimal comma",
            Self::NotFinite => "is not finite",
            Self::TooLong => "has too many digits",
        })
    }
}

/// A number, and whether it took good will to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) value: Number,
    pub(crate) bent: bool,
}

/// Reads a decimal; quotes, thousands signs and decimal commas are accepted where only one reading is possible.
pub(crate) fn number(text: &str) -> Result<Read, Unreadable> {
    let text = text.trim();
    match plain_number(text) {
        Ok(value) => return Ok(Read { value, bent: false }),
        Err(NumberError::TooLong) => return Err(Unreadable::TooLong),
        Err(NumberError::NotFinite) => return Err(Unreadable::NotFinite),
        Err(NumberError::NotANumber | NumberError::DivisionByZero) => {}
    }
    if text.len() > 100 {
        return Err(Unreadable::NotANumber);
    }
    let bare = text.trim_matches(['"', '\'', ' ']);
    let (whole, part) = bare.split_once('.').map_or((bare, None), |(whole, part)| (whole, Some(part)));
    let separator = whole.chars().find(|c| [',', '\'', ' ', '\u{a0}'].contains(c));
    let straightened = match separator {
        None => bare.to_owned(),
        Some(separator) => {
            let mut groups = whole.split(separator);
            let first = groups.next().unwrap_or_default().trim_start_matches(['-', '+']);
            let rest: Vec<&str> = groups.collect();
            let thousands = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
            match (separator, rest.as_slice(), part) {
                (',', [_], None) if thousands => return Err(Unreadable::Ambiguous),
                (',', [decimals], None) => {
                    format!("{}.{decimals}", whole.split(',').next().unwrap_or_default())
                }
                _ if thousands => bare.replace(separator, ""),
                _ => return Err(Unreadable::NotANumber),
            }
        }
    };
    plain_number(&straightened).map(|value| Read { value, bent: true }).map_err(|_| Unreadable::NotANumber)
}

/// As [`Number::parse`], without fractions, which no tool writes.
pub(crate) fn plain_number(text: &str) -> Result<Number, NumberError> {
    if text.contains('/') { Err(NumberError::NotANumber) } else { Number::parse(text) }
}

/// Finds an issue's options by the text a profile gives them.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    by_text: BTreeMap<String, usize>,
    /// Positions of the labels that are this number; filled on first use by [`Labels::with_numbers`].
    by_number: BTreeMap<Number, Vec<usize>>,
    by_truth: BTreeMap<bool, Vec<usize>>,
}

/// What looking for an option came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    One(usize),
    None,
    Several,
}

impl Labels {
    /// Options found by text alone.
    pub(crate) fn new(labels: &[String]) -> Self {
        let by_text = labels.iter().enumerate().map(|(at, label)| (normal(label), at)).collect();
        Self { by_text, ..Self::default() }
    }

    /// Options found by text, then by the number and the truth value YAML 1.1 sees in it.
    pub(crate) fn with_numbers(labels: &[String]) -> Self {
        let mut found = Self::new(labels);
        for (at, label) in labels.iter().enumerate() {
            if let Some(value) = yaml_number(label) {
                found.by_number.entry(value).or_default().push(at);
            }
            if let Some(value) = yaml_truth(label) {
                found.by_truth.entry(value).or_default().push(at);
            }
        }
        found
    }

    /// The option meant by a text.
    pub(crate) fn find(&self, text: &str) -> Found {
        if let Some(&at) = self.by_text.get(&normal(text)) {
            return Found::One(at);
        }
        let by_number = yaml_number(text).and_then(|value| self.by_number.get(&value));
        let by_truth = || yaml_truth(text).and_then(|value| self.by_truth.get(&value));
        match by_number.or_else(by_truth).map(Vec::as_slice) {
            Some([at]) => Found::One(*at),
            Some(_) => Found::Several,
            None => Found::None,
        }
    }
}

/// The number YAML 1.1 sees in a bare text: also `1_000`, `0x1f`, `010` (eight) and `1:30` (ninety).
pub(crate) fn yaml_number(text: &str) -> Option<Number> {
    let text = text.trim();
    if text.len() > 100 {
        return None;
    }
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => (-1, body),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let body =
        if body.starts_with(|c: char| c.is_ascii_digit()) { body.replace('_', "") } else { body.to_owned() };
    let whole = if let Some(digits) = body.strip_prefix("0x") {
        i64::from_str_radix(digits, 16).ok()
    } else if let Some(digits) = body.strip_prefix("0b") {
        i64::from_str_radix(digits, 2).ok()
    } else if body.len() > 1 && body.starts_with('0') && body.bytes().all(|b| (b'0'..b'8').contains(&b)) {
        i64::from_str_radix(&body, 8).ok()
    } else if body.contains(':') {
        body.split(':')
            .try_fold(0i64, |sum, part| sum.checked_mul(60)?.checked_add(part.parse::<u8>().ok()?.into()))
    } else {
        return plain_number(&format!("{}{body}", if sign < 0 { "-" } else { "" })).ok();
    };
    whole.map(|value| Number::from(sign * value))
}

fn yaml_truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_when_only_one_reading_is_possible() {
        let read = |text: &str| number(text).map(|read| (read.value.to_string(), read.bent));
        assert_eq!(read(" 0.10 "), Ok(("0.1".into(), false)));
        assert_eq!(read("\"7.0\""), Ok(("7".into(), true)));
        assert_eq!(read("1,500,000"), Ok(("1500000".into(), true)));
        assert_eq!(read("-1,500.25"), Ok(("-1500.25".into(), true)));
        assert_eq!(read("0,25"), Ok(("0.25".into(), true)));
        assert_eq!(read("1 500"), Ok(("1500".into(), true)));
        assert_eq!(read("1,500"), Err(Unreadable::Ambiguous));
        assert_eq!(read("1,50,000"), Err(Unreadable::NotANumber));
        assert_eq!(read("1/2"), Err(Unreadable::NotANumber));
        assert_eq!(read("NaN"), Err(Unreadable::NotFinite));
        assert_eq!(read(&"9".repeat(1000)), Err(Unreadable::TooLong));
        assert_eq!(read("x"), Err(Unreadable::NotANumber));
    }

    #[test]
    fn options_are_found_by_text_then_number_then_truth() {
        let labels = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        let found = Labels::with_numbers(&labels(&["1000", "0x10", "yes", "1.0"]));
        assert_eq!(found.find("1_000"), Found::One(0));
        assert_eq!(found.find("16"), Found::One(1));
        assert_eq!(found.find("true"), Found::One(2));
        assert_eq!(found.find("1"), Found::One(3));
        assert_eq!(found.find("2"), Found::None);
        assert_eq!(Labels::with_numbers(&labels(&["1.0", "1.00"])).find("1"), Found::Several);
        assert_eq!(yaml_number("1:30"), Some(Number::from(90)));
        assert_eq!(yaml_number("010"), Some(Number::from(8)));
        assert_eq!(yaml_number("-0x1F"), Some(Number::from(-31)));
    }
}
