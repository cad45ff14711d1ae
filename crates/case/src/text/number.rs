//! Numbers of clauses: `3`, `3bis`, `3 alt 2`, `A1`, `IV`, `(b)`.

use std::cmp::Ordering;
use std::fmt;

/// Latin counting words for what is put in after a number, in order.
const INSERTIONS: [&str; 9] =
    ["bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"];

/// The number of a clause, as drafts write them. It never changes within a round: insertions take `bis`, `ter`, …,
/// alternatives to a clause take `alt`.
///
/// Sorted by letters, then number, then insertion; an alternative follows its number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClauseNumber {
    /// Letters before the digits, as in `A1`; or letters alone, as in `(b)` or `IV`.
    letters: String,
    /// The digits; 0 where there are none.
    digits: u32,
    /// 0, or 1 for `bis`, 2 for `ter`, …
    insertion: u8,
    /// 0, or n for `alt n`.
    alternative: u32,
}

impl ClauseNumber {
    /// Reads a number at the start of a text; gives it and how many bytes it took. Letters alone are at most four long.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let digits = text[letters..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 6 || letters > 4 || (letters == 0 && digits == 0) || (letters > 2 && digits > 0) {
            return None;
        }
        let mut number = Self {
            letters: text[..letters].to_string(),
            digits: text[letters..letters + digits].parse().unwrap_or(0),
            insertion: 0,
            alternative: 0,
        };
        let mut end = letters + digits;
        if digits > 0 {
            let (word, after) = word(text, end);
            if let Some(at) = INSERTIONS.iter().position(|known| word.eq_ignore_ascii_case(known)) {
                (number.insertion, end) = (at as u8 + 1, after);
            }
            let (next, after) = self::word(text, end);
            if next.eq_ignore_ascii_case("alt") {
                (number.alternative, end) = (1, after);
                let gap = text[end..].bytes().take_while(|b| *b == b' ').count();
                let which = text[end + gap..].bytes().take_while(u8::is_ascii_digit).count();
                if let (1.., Ok(which)) = (which, text[end + gap..end + gap + which].parse()) {
                    number.alternative = which;
                    end += gap + text[end + gap..].bytes().take_while(u8::is_ascii_digit).count();
                }
            }
        }
        let ends = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        ends.then_some((number, end))
    }

    /// Whether it is the one after another: `4` after `3`, `3bis` after `3`, `c` after `b`.
    pub(super) fn follows(&self, before: &Self) -> bool {
        let letter = |number: &Self| match number.letters.as_bytes() {
            [one] if number.digits == 0 => Some(*one),
            _ => None,
        };
        match (letter(before), letter(self)) {
            (Some(a), Some(b)) => a.checked_add(1) == Some(b),
            (None, None) => {
                self.letters == before.letters
                    && (self.digits == before.digits + 1 || (self.digits == before.digits && self > before))
            }
            _ => false,
        }
    }

    /// Whether it is letters alone, as items below a numbered paragraph have them.
    pub(super) fn lettered(&self) -> bool {
        self.digits == 0
    }

    /// Whether a list may begin with it.
    pub(super) fn first(&self) -> bool {
        (self.digits == 1 && self.insertion == 0) || matches!(self.letters.as_str(), "a" | "A" | "i" | "I")
    }

    /// Whether it was put in or stands for another: `2bis`, `3 alt`.
    pub(super) fn inserted(&self) -> bool {
        self.insertion > 0 || self.alternative > 0
    }
}

/// The letters after optional blanks, and where they end.
fn word(text: &str, from: usize) -> (&str, usize) {
    let gap = text[from..].bytes().take_while(|b| *b == b' ').count();
    let length = text[from + gap..].bytes().take_while(u8::is_ascii_alphabetic).count();
    (&text[from + gap..from + gap + length], from + gap + length)
}

impl Ord for ClauseNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |number: &Self| (number.digits, number.insertion, number.alternative);
        self.letters.cmp(&other.letters).then_with(|| key(self).cmp(&key(other)))
    }
}

impl PartialOrd for ClauseNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for ClauseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.letters)?;
        if self.digits > 0 || self.letters.is_empty() {
            write!(f, "{}", self.digits)?;
        }
        if let Some(word) = self.insertion.checked_sub(1).and_then(|at| INSERTIONS.get(usize::from(at))) {
            f.write_str(word)?;
        }
        match self.alternative {
            0 => Ok(()),
            1 => f.write_str(" alt"),
            n => write!(f, " alt {n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ClauseNumber;

    fn read(text: &str) -> Option<(String, usize)> {
        ClauseNumber::read(text).map(|(number, end)| (number.to_string(), end))
    }

    #[test]
    fn numbers_as_drafts_write_them() {
        assert_eq!(read("2bis. x"), Some(("2bis".into(), 4)));
        assert_eq!(read("8 bis"), Some(("8bis".into(), 5)));
        assert_eq!(read("3 alt 2. x"), Some(("3 alt 2".into(), 7)));
        assert_eq!(read("3 alt x"), Some(("3 alt".into(), 5)));
        assert_eq!(read("A1. x"), Some(("A1".into(), 2)));
        assert_eq!(read("10 years"), Some(("10".into(), 2)));
        assert_eq!(read("2ndly"), None);
        assert_eq!(read("Parties"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn insertions_follow_their_number() {
        let mut all: Vec<ClauseNumber> = ["4", "3 alt", "3ter", "3", "3bis", "10"]
            .iter()
            .filter_map(|text| ClauseNumber::read(text).map(|read| read.0))
            .collect();
        all.sort();
        let sorted: Vec<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!(sorted, ["3", "3 alt", "3bis", "3ter", "4", "10"]);
        assert!(all.windows(2).take(5).all(|two| two[1].follows(&two[0]) || two[1].to_string() == "10"));
    }
}
