//! From the file of a press report to its plain text, and from any stretch of that text back to the file.
//!
//! Bytes become characters (`plain`), characters become paragraphs (`markdown`, `html`, `mail`), and
//! every step keeps a map of what came from where (`map`). What was repaired or left out is said in
//! [`Report::notes`].

mod heading;
mod html;
mod letter;
mod mail;
mod map;
mod markdown;
mod names;
mod page;
mod plain;
mod tags;
#[cfg(test)]
mod tests;
mod tokens;

use std::ops::Range;

/// What a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain text.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// A page of the web.
    Html,
    /// A message, as mail programs save it (`.eml`).
    Mail,
}

impl Kind {
    /// The kind of a file: by the ending of its name, or where that says nothing by how it begins.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "eml" => Self::Mail,
            _ => Self::look(bytes),
        }
    }

    fn look(bytes: &[u8]) -> Self {
        let start = String::from_utf8_lossy(bytes.get(..2048).unwrap_or(bytes)).to_ascii_lowercase();
        let start = start.trim_start_matches('\u{feff}').trim_start();
        let tags = ["<!doctype html", "<html", "<head", "<body", "<article", "<main", "<div", "<p>", "<h1"];
        if start.starts_with('<') && tags.iter().any(|tag| start.contains(tag)) {
            return Self::Html;
        }
        let fields =
            ["from:", "date:", "subject:", "received:", "message-id:", "mime-version:", "return-path:"];
        let head = start.lines().take_while(|line| !line.is_empty());
        if !start.starts_with("---")
            && head.filter(|line| fields.iter().any(|field| line.starts_with(field))).count() > 1
        {
            return Self::Mail;
        }
        let marked =
            |line: &str| line.starts_with("# ") || line.starts_with("## ") || line.contains("](http");
        if markdown::front_matter(start).is_some() || start.lines().any(marked) {
            Self::Markdown
        } else {
            Self::Text
        }
    }
}

/// A report as text, with where each stretch of it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What the report says. Of Markdown, pages and messages: one paragraph a line.
    pub text: String,
    /// The headline, or the subject of a message.
    pub title: Option<String>,
    /// The day of publication as the file writes it, in its own time zone: `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where the text comes from: ascending, not overlapping, on character boundaries of `text`. Line ends
    /// and spaces that stand for something else in the file belong to no stretch.
    pub map: Vec<Stretch>,
    /// What was repaired or left out.
    pub notes: Vec<String>,
}

/// `text[text.start..text.end]` comes from `bytes[source.start..source.end]`: byte by byte where both are
/// equally long, otherwise as a whole (an entity, an encoded part).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Bytes of the text.
    pub text: Range<usize>,
    /// Bytes of the file.
    pub source: Range<usize>,
}

/// Reads a report. Any bytes give a report, at worst an empty one; the time grows with their number only.
#[must_use]
pub fn read(kind: Kind, bytes: &[u8]) -> Report {
    let mut notes = Vec::new();
    let mut report = match kind {
        Kind::Mail => mail::read(bytes, &mut notes),
        Kind::Text => {
            let plain = plain::decode(bytes, None, &mut notes);
            Report { text: plain.text, map: plain.map, ..Report::default() }
        }
        Kind::Markdown => {
            let plain = plain::decode(bytes, None, &mut notes);
            markdown::read(&plain.text).over(&plain.map, bytes.len())
        }
        Kind::Html => {
            let plain = plain::decode(bytes, html::charset(bytes), &mut notes);
            html::read(&plain.text).over(&plain.map, bytes.len())
        }
    };
    if report.published.is_none() && matches!(kind, Kind::Text | Kind::Markdown) {
        report.published = heading::dated(&report.text);
    }
    notes.append(&mut report.notes);
    report.notes = notes;
    report
}

impl Report {
    /// The smallest range of the file that covers a span of the text, if any of the span comes from the file.
    #[must_use]
    pub fn original(&self, span: Range<usize>) -> Option<Range<usize>> {
        let first = self.map.partition_point(|stretch| stretch.text.end <= span.start);
        let within = self.map.iter().skip(first).take_while(|stretch| stretch.text.start < span.end);
        within
            .map(|stretch| stretch.origin(&span))
            .reduce(|all, one| all.start.min(one.start)..all.end.max(one.end))
    }

    /// The same report with its map led through the map of the text it was read from, to a file of `length`
    /// bytes.
    fn over(mut self, lower: &[Stretch], length: usize) -> Self {
        self.map = map::compose(&self.text, &self.map, lower, length);
        self
    }
}

impl Stretch {
    /// Byte by byte.
    fn exact(&self) -> bool {
        self.text.len() == self.source.len()
    }

    /// Where the part of it inside a span of the text comes from.
    fn origin(&self, span: &Range<usize>) -> Range<usize> {
        if !self.exact() {
            return self.source.clone();
        }
        let start = span.start.clamp(self.text.start, self.text.end) - self.text.start;
        let end = span.end.clamp(self.text.start, self.text.end) - self.text.start;
        self.source.start + start..self.source.start + end.max(start)
    }
}

/// A date at the beginning of a value, `YYYY-MM-DD` or with slashes, if there is such a day.
fn day(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['"', '\'']);
    let mut parts = value.splitn(3, ['-', '/']);
    let (year, month) = (parts.next()?, parts.next()?);
    let rest = parts.next()?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = |part: &str, most: usize| {
        let good = part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        if good { part.parse::<u16>().ok() } else { None }
    };
    let year = number(year, 4).filter(|_| year.len() == 4)?;
    date(year, number(month, 2)?, number(rest.get(..digits)?, 2)?)
}

/// A day as `YYYY-MM-DD`, if the calendar has it.
fn date(year: u16, month: u16, day: u16) -> Option<String> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1000..=9999).contains(&year).then_some(())?;
    (1..=days).contains(&day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// A value without the white space round and inside it, if anything is left.
fn tidy(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
