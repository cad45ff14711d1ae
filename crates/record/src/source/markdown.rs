//! Markdown: the words without the marks.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::map::Draft;
use super::{Report, day, tidy};

/// The paragraphs of a Markdown text, its front matter taken off.
pub(super) fn read(source: &str) -> Report {
    let mut report = Report::default();
    let mut from = 0;
    if let Some((fields, end)) = front_matter(source) {
        from = end;
        for (key, value) in
            source.get(fields).unwrap_or("").lines().filter_map(|line| line.split_once([':', '=']))
        {
            let value = value.trim().trim_matches(['"', '\'']);
            match key.trim().to_ascii_lowercase().as_str() {
                "title" => report.title = tidy(value),
                "date" | "published" => report.published = report.published.or_else(|| day(value)),
                "source" | "outlet" => report.outlet = report.outlet.or_else(|| tidy(value)),
                _ => {}
            }
        }
    }
    if source.lines().any(deep) {
        let mut draft = Draft::default();
        draft.put(source.as_bytes(), source.get(from..).unwrap_or(""), from..source.len());
        report.notes.push("nested too deeply for Markdown, read as plain text".to_owned());
        return Report { text: draft.text, map: draft.map, ..report };
    }
    let mut words =
        Words { source, draft: Draft::default(), until: 0, heading: None, title: None, dropped: 0 };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    for (event, at) in Parser::new_ext(source.get(from..).unwrap_or(""), options).into_offset_iter() {
        words.take(event, from + at.start..from + at.end);
    }
    if words.dropped > 0 {
        report.notes.push(format!("code, pictures and HTML left out: {}", words.dropped));
    }
    report.title = report.title.or(words.title);
    report.text = words.draft.text;
    report.map = words.draft.map;
    report
}

/// The lines between `---` and `---` (or `+++`) at the very beginning, and where the text after them begins.
pub(super) fn front_matter(source: &str) -> Option<(Range<usize>, usize)> {
    let mut lines = source.split_inclusive('\n');
    let first = lines.next()?;
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        let next = at + line.len();
        if line.trim_end() == fence || fence == "---" && line.trim_end() == "..." {
            return Some((first.len()..at, next));
        }
        // A rule and prose under it are no front matter.
        if !line.trim().is_empty()
            && !line.starts_with([' ', '\t', '#', '-', '['])
            && !line.contains([':', '='])
        {
            return None;
        }
        at = next;
    }
    None
}

/// Whether a line is nested deeper than anybody writes. The parser goes through all open blocks for every
/// line, so depth times length must stay small.
fn deep(line: &str) -> bool {
    let bytes = line.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
    let mut at = 0;
    while at < bytes.len() && at <= 100 {
        let digits = bytes.iter().skip(at).take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let marker = match byte(at + digits) {
            b' ' | b'\t' | b'>' if digits == 0 => 1,
            b'-' | b'*' | b'+' if digits == 0 && matches!(byte(at + 1), b' ' | b'\t') => 2,
            b'.' | b')' if digits > 0 && matches!(byte(at + digits + 1), b' ' | b'\t') => digits + 2,
            _ => return false,
        };
        at += marker;
    }
    at > 100 && at < bytes.len()
}

struct Words<'a> {
    source: &'a str,
    draft: Draft,
    /// What begins before this is inside something left out.
    until: usize,
    /// Where the first heading began in the text.
    heading: Option<usize>,
    title: Option<String>,
    dropped: usize,
}

impl Words<'_> {
    fn take(&mut self, event: Event<'_>, at: Range<usize>) {
        if at.start < self.until && !matches!(event, Event::End(_)) {
            return;
        }
        let source = self.source.as_bytes();
        match event {
            Event::Start(Tag::Image { .. }) => self.skip(at),
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                self.draft.line();
                self.skip(at);
            }
            // Its words are its target.
            Event::Start(Tag::Link { link_type: LinkType::Autolink, .. }) => self.until = at.end,
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                self.draft.line();
                self.heading = Some(self.draft.text.len()).filter(|_| self.title.is_none());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                self.draft.line();
                let title = self.heading.take().and_then(|start| self.draft.text.get(start..)).and_then(tidy);
                self.title = self.title.take().or(title);
            }
            Event::Start(tag) if !inline(&tag.to_end()) => self.draft.line(),
            Event::End(tag) if !inline(&tag) => self.draft.line(),
            Event::Text(value) => self.draft.put(source, &value, at),
            Event::Code(value) => {
                let inner = self.source.get(at.clone()).and_then(|code| code.find(&*value));
                let inner = inner.map(|offset| at.start + offset..at.start + offset + value.len());
                self.draft.put(source, &value, inner.unwrap_or(at));
            }
            Event::SoftBreak | Event::HardBreak => self.draft.space(None),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.draft.space(None),
            Event::InlineHtml(_) | Event::Html(_) => self.dropped += 1,
            Event::Rule => self.draft.line(),
            _ => {}
        }
    }

    fn skip(&mut self, at: Range<usize>) {
        self.until = at.end;
        self.dropped += 1;
    }
}

fn inline(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, origin};
    use super::super::{Kind, read};

    const REPORT: &str = "---\r\ntitle: \"Dam talks: day 2\"\r\ndate: 2026-03-05T09:00:00Z\r\noutlet: River Post\r\n---\r\n\
        # Talks *stall*\r\n\r\nThe minister said: \u{201c}We will\r\nnot [sign](https://example.org/x) **today**.\u{201d}\r\n\r\n\
        > Nobody \\*asked* us,\r\n> said Ms Aro &amp; others.\r\n\r\n![A dam](dam.png)\r\n\r\n```\ncode\n```\r\n\r\n\
        - one `item`\r\n- two\r\n\r\n| a | b |\r\n|---|---|\r\n| c | d |\r\n\r\nSee <https://example.org>[^1].\r\n\r\n[^1]: A note.\r\n";

    #[test]
    fn words_without_marks() {
        let report = read(Kind::Markdown, REPORT.as_bytes());
        assert_eq!(
            report.text,
            "Talks stall\nThe minister said: “We will not sign today.”\nNobody *asked* us, said Ms Aro & others.\n\
             one item\ntwo\na\nb\nc\nd\nSee .\nA note."
        );
        assert_eq!(report.title.as_deref(), Some("Dam talks: day 2"));
        assert_eq!(report.published.as_deref(), Some("2026-03-05"));
        assert_eq!(report.outlet.as_deref(), Some("River Post"));
        assert_eq!(report.notes, ["code, pictures and HTML left out: 2"]);
        assert_eq!(origin(&report, REPORT.as_bytes(), "Aro & o"), b"Aro &amp; o");
        assert_eq!(origin(&report, REPORT.as_bytes(), "sign today"), b"sign](https://example.org/x) **today");
        assert_eq!(origin(&report, REPORT.as_bytes(), "item"), b"item");
        check(&report, REPORT.as_bytes());
    }

    #[test]
    fn titles_and_fronts() {
        assert_eq!(read(Kind::Markdown, b"# ![x](y) One\n\n# Two").title.as_deref(), Some("One"));
        let toml = read(Kind::Markdown, b"+++\ntitle = 'A'\ndate = 2026-01-02\n+++\nText");
        assert_eq!((toml.title.as_deref(), toml.published.as_deref()), (Some("A"), Some("2026-01-02")));
        // A rule is no front matter.
        assert_eq!(read(Kind::Markdown, b"---\nText\n\n---\n").text, "Text");
        assert_eq!(read(Kind::Markdown, b"---\ntitle: x").text, "title: x");
    }

    #[test]
    fn nesting_costs_nothing_much() {
        for piece in ["> ", "[", "*", "- ", "1. ", "![", "<a>", "`", "(", "\\", "| "] {
            let source = piece.repeat(100_000);
            check(&read(Kind::Markdown, source.as_bytes()), source.as_bytes());
        }
        let lazy = format!("{}x\n{}", "> ".repeat(100_000), "a\n".repeat(100_000));
        assert_eq!(read(Kind::Markdown, lazy.as_bytes()).text, lazy);
    }
}
