//! JSON with places: a plain reader of RFC 8259 that keeps numbers as text and every duplicate key.

use crate::node::{DEEPEST, Node, Value};
use crate::report::Report;
use crate::source::Source;

/// Reads a file; otherwise one `E1` is reported. Linear.
pub(crate) fn parse(source: &Source, report: &mut Report) -> Option<Node> {
    for &(found, taken) in &source.oddities {
        report.repair("R1", source, 0..0, found, taken);
    }
    let mut reader = Json { text: &source.text, at: source.start() };
    let outcome = reader.value(0).and_then(|node| {
        reader.blanks();
        if reader.at == source.text.len() { Ok(node) } else { Err("text after the end of the value") }
    });
    match outcome {
        Ok(node) => {
            crate::node::report_duplicates(&node, source, report);
            Some(node)
        }
        Err(message) => {
            let at = reader.at.min(source.text.len());
            let help = "mend the file here; if it ends too early, fetch it again";
            report.error_with_help("E1", source, at..at, format!("not readable as JSON: {message}"), help);
            None
        }
    }
}

struct Json<'a> {
    text: &'a str,
    at: usize,
}

type Outcome<T> = Result<T, &'static str>;

impl Json<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether the next character, after blanks, is this one; it is then passed.
    fn passes(&mut self, byte: u8) -> bool {
        self.blanks();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Outcome<Node> {
        self.blanks();
        let start = self.at;
        if depth > DEEPEST {
            return Err("values nested deeper than any scenario");
        }
        let value = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                Value::Map(self.members(b'}', |json| {
                    json.blanks();
                    let at = json.at;
                    let text = json.string()?;
                    let key = Node { span: at..json.at, value: Value::Text { text, quoted: true } };
                    if !json.passes(b':') {
                        return Err("expected \":\" after a key");
                    }
                    Ok((key, json.value(depth + 1)?))
                })?)
            }
            Some(b'[') => {
                self.at += 1;
                Value::List(self.members(b']', |json| json.value(depth + 1))?)
            }
            Some(b'"') => Value::Text { text: self.string()?, quoted: true },
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'+' | b'.' | b'0'..=b'9') => {
                let rest = &self.text[self.at..];
                let length = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
                    .unwrap_or(rest.len());
                self.at += length;
                Value::Text { text: rest[..length].to_owned(), quoted: false }
            }
            Some(_) => return Err("expected a value"),
            None => return Err("the file ends where a value should be"),
        };
        Ok(Node { span: start..self.at, value })
    }

    /// Members separated by commas up to a closing character.
    fn members<T>(&mut self, end: u8, mut member: impl FnMut(&mut Self) -> Outcome<T>) -> Outcome<Vec<T>> {
        let mut members = Vec::new();
        if self.passes(end) {
            return Ok(members);
        }
        loop {
            members.push(member(self)?);
            if self.passes(end) {
                return Ok(members);
            }
            if !self.passes(b',') {
                return Err(if self.at == self.text.len() {
                    "the file ends inside a list or object"
                } else {
                    "expected \",\" or a closing bracket"
                });
            }
        }
    }

    fn string(&mut self) -> Outcome<String> {
        if !self.passes(b'"') {
            return Err("expected a text in double quotes");
        }
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let end = rest.find(['"', '\\', '\n']).ok_or("a text in quotes does not end")?;
            text.push_str(&rest[..end]);
            self.at += end + 1;
            match rest.as_bytes()[end] {
                b'"' => return Ok(text),
                b'\n' => return Err("a text in quotes does not end on its line"),
                _ => text.push(self.escape()?),
            }
        }
    }

    fn escape(&mut self) -> Outcome<char> {
        let letter = self.peek().ok_or("a text in quotes does not end")?;
        let plain = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err("unknown escape in a text"),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode(&mut self) -> Outcome<char> {
        let mut units = vec![self.hex()?];
        if (0xd800..0xdc00).contains(&units[0]) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            units.push(self.hex()?);
        }
        let mut decoded = char::decode_utf16(units);
        match (decoded.next(), decoded.next()) {
            (Some(Ok(character)), None) => Ok(character),
            _ => Err("half a surrogate pair in a text"),
        }
    }

    fn hex(&mut self) -> Outcome<u16> {
        let digits = self.text.get(self.at..self.at + 4).ok_or("an escape is cut off")?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err("an escape is not four hexadecimal digits");
        }
        self.at += 4;
        u16::from_str_radix(digits, 16).map_err(|_| "an escape is not four hexadecimal digits")
    }
}
