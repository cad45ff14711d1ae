//! One TOML file being read: typed access to its values, collecting every problem with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Number, NumberError, Problem, did_you_mean};

pub(super) type Node<'a> = Spanned<DeValue<'a>>;

/// The file being read and what was found wrong in it so far.
pub(super) struct Sheet<'f> {
    file: &'f str,
    text: &'f str,
    pub(super) problems: Vec<Problem>,
}

impl<'f> Sheet<'f> {
    /// Parses as much of the file as can be parsed; every syntax error is a problem.
    pub(super) fn open(file: &'f str, bytes: &'f [u8]) -> (Self, Option<Spanned<DeTable<'f>>>) {
        let mut sheet = Self { file, text: "", problems: Vec::new() };
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(text);
                sheet.text = text;
                let (root, errors) = DeTable::parse_recoverable(text);
                for error in &errors {
                    sheet.syntax(error.span().unwrap_or(0..0), error.message());
                }
                // What was recovered from a broken file is no ground for further complaints; one bad value breaks nothing else.
                let of_a_value = ["duplicate key", "invalid "];
                let whole = errors
                    .iter()
                    .all(|error| of_a_value.iter().any(|start| error.message().starts_with(start)));
                (sheet, whole.then_some(root))
            }
            Err(error) => {
                let at = error.valid_up_to();
                sheet.problems.push(
                    Problem::error("encoding", file, at..at, format!("byte {} is not UTF-8 text", at + 1))
                        .help("save the file as UTF-8"),
                );
                (sheet, None)
            }
        }
    }

    fn syntax(&mut self, span: Range<usize>, message: &str) {
        let message = format!("is not valid TOML: {message}");
        let line = self.text.get(span.start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        if line.contains(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}']) {
            self.error_help("syntax", span, message, "write straight quotes: \"text\"");
        } else {
            self.error("syntax", span, message);
        }
    }

    pub(super) fn error(&mut self, code: &'static str, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::error(code, self.file, span, message));
    }

    pub(super) fn error_help(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::error(code, self.file, span, message).help(help));
    }

    pub(super) fn warning_help(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem::warning(code, self.file, span, message).help(help));
    }

    /// Reports a name that stands for nothing, with the nearest that does.
    pub(super) fn unknown<'a>(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        what: &str,
        found: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        // In a file with very many mistakes the search for near names would take longer than it helps.
        let near = if self.problems.len() < 20 { did_you_mean(found, known.clone()) } else { None };
        let help = match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => {
                let all: Vec<&str> = known.into_iter().collect();
                match all.len() {
                    0 => format!("no {what} is defined"),
                    1..=12 => format!("known here: {}", all.join(", ")),
                    n => format!("known here: {}, and {} more", all[..10].join(", "), n - 10),
                }
            }
        };
        self.error_help(code, span, format!("there is no {what} \"{}\"", brief(found)), help);
    }

    /// Reports a key of the whole file that stands below a table, where TOML takes it as the table's own.
    pub(super) fn misplaced(&mut self, span: Range<usize>, key: &str) {
        self.error_help(
            "misplaced",
            span,
            format!("\"{key}\" stands inside a table here"),
            "move the line up, above the first line in square brackets",
        );
    }

    /// Reports every key of a table that is not among the known ones.
    pub(super) fn only(&mut self, table: &DeTable<'_>, known: &[&str], place: &str) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let single = name.strip_suffix("ies").map(|stem| format!("{stem}y"));
                let single = single.or_else(|| name.strip_suffix('s').map(String::from));
                let single = known.iter().copied().find(|known| single.as_deref() == Some(*known));
                let help = match single.or_else(|| did_you_mean(name, known.iter().copied())) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                self.error_help(
                    "unknown-key",
                    key.span(),
                    format!("\"{}\" means nothing in {place}", brief(name)),
                    help,
                );
            }
        }
    }

    fn wrong_type(&mut self, node: &Node<'_>, wanted: &str) {
        let found = match node.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.error("wrong-type", node.span(), format!("{wanted} is wanted here, not {found}"));
    }

    pub(super) fn text<'a>(&mut self, node: &'a Node<'_>) -> Option<&'a str> {
        let text = node.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(node, "a text in quotes");
        }
        text
    }

    pub(super) fn flag(&mut self, node: &Node<'_>) -> Option<bool> {
        let flag = node.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(node, "true or false");
        }
        flag
    }

    pub(super) fn list<'a, 'd>(&mut self, node: &'a Node<'d>) -> Option<&'a [Node<'d>]> {
        let list = node.get_ref().as_array();
        if list.is_none() {
            self.wrong_type(node, "a list in [ ]");
        }
        list.map(|list| &**list)
    }

    pub(super) fn table<'a, 'd>(&mut self, node: &'a Node<'d>) -> Option<&'a DeTable<'d>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(node, "a table { }");
        }
        table
    }

    /// A number: whole, decimal, or a fraction in quotes.
    pub(super) fn number(&mut self, node: &Node<'_>) -> Option<Number> {
        let parsed = match node.get_ref() {
            DeValue::Integer(digits) if digits.radix() == 10 => {
                Number::parse(&digits.as_str().replace('_', ""))
            }
            DeValue::Float(digits) => Number::parse(&digits.as_str().replace('_', "")),
            DeValue::String(text) => Number::parse(text),
            _ => Err(NumberError::NotANumber),
        };
        match parsed {
            Ok(number) => Some(number),
            Err(error) => {
                let written = brief(self.text.get(node.span()).unwrap_or_default());
                self.error_help(
                    "not-a-number",
                    node.span(),
                    format!("{written} {error}"),
                    "write a number such as 40, 0.25 or \"1/3\"",
                );
                None
            }
        }
    }

    /// A whole number that fits.
    pub(super) fn integer(&mut self, node: &Node<'_>) -> Option<i64> {
        let number = self.number(node)?;
        let whole = number.to_i64();
        if whole.is_none() {
            self.error("not-whole", node.span(), format!("a whole number is wanted here, not {number}"));
        }
        whole
    }

    /// A day, written bare or in quotes.
    pub(super) fn day(&mut self, node: &Node<'_>) -> Option<String> {
        let text = match node.get_ref() {
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        if is_day(&text) {
            return Some(text);
        }
        self.error_help(
            "not-a-day",
            node.span(),
            "this is not a day of the calendar",
            "write the day as year-month-day, for example 2026-11-22",
        );
        None
    }

    /// The value under a key that has to be there.
    pub(super) fn need<'a, 'd>(
        &mut self,
        table: &'a DeTable<'d>,
        key: &str,
        span: Range<usize>,
        place: &str,
    ) -> Option<&'a Node<'d>> {
        let node = table.get(key);
        if node.is_none() {
            self.error_help(
                "missing",
                span,
                format!("{place} has no \"{key}\""),
                format!("add a line `{key} = …`"),
            );
        }
        node
    }

    /// Every table of an array of tables under a key.
    pub(super) fn tables<'a, 'd>(
        &mut self,
        table: &'a DeTable<'d>,
        key: &str,
    ) -> Vec<(Range<usize>, &'a DeTable<'d>)> {
        let Some(node) = table.get(key) else { return Vec::new() };
        let Some(list) = node.get_ref().as_array() else {
            self.error_help(
                "wrong-type",
                node.span(),
                format!("\"{key}\" is a list of tables"),
                format!("write [[{key}]] with two brackets"),
            );
            return Vec::new();
        };
        list.iter().filter_map(|item| Some((item.span(), self.table(item)?))).collect()
    }
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, width: usize| {
        (part.len() == width && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A text short enough to print in a message.
pub(super) fn brief(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= 60 { line } else { line.chars().take(57).collect::<String>() + "…" }
}
