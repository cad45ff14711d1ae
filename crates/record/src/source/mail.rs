//! Messages: the words of the sender, without replies quoted and without attachments.
//!
//! The parts are found here, in one pass over the lines and no deeper than 32, so that no message can cost
//! more than its length; headers are read by `mail-parser`.

use std::ops::Range;

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders};

use super::map::{compose, mark};
use super::{Report, Stretch, date, html, letter, plain, tidy};

/// A part that is no container.
#[derive(Debug, Default)]
struct Part {
    /// `text/plain`, `text/html` or nothing to be read here.
    html: Option<bool>,
    encoding: String,
    charset: Option<&'static Encoding>,
    flowed: bool,
    /// The innermost choice between versions it is one of.
    choice: Option<usize>,
    body: Range<usize>,
}

/// The text of a message.
pub(super) fn read(bytes: &[u8], notes: &mut Vec<String>) -> Report {
    let mut report = Report::default();
    let parts = parts(bytes, &mut report);
    let text = |part: &&Part| {
        part.html == Some(false) && !bytes.get(part.body.clone()).unwrap_or_default().trim_ascii().is_empty()
    };
    // Of the versions of one text, plain text if there.
    let mut chosen: Vec<usize> = parts.iter().filter(text).filter_map(|part| part.choice).collect();
    chosen.sort_unstable();
    let others = parts.iter().filter(|part| part.html.is_none()).count();
    if others > 0 {
        notes.push(format!("attachments left out: {others}"));
    }
    for part in parts {
        let Some(html) = part.html else { continue };
        if html && part.choice.is_some_and(|choice| chosen.binary_search(&choice).is_ok()) {
            continue;
        }
        let (raw, map) = decoded(bytes, &part);
        let lower = plain::decode(&raw, part.charset, notes);
        let map = compose(&lower.text, &lower.map, &map, bytes.len());
        let mut words = if html { html::read(&lower.text) } else { letter::read(&lower.text, part.flowed) };
        words = words.over(&map, bytes.len());
        if !report.text.is_empty() && !words.text.is_empty() {
            report.text.push('\n');
        }
        let shift = report.text.len();
        report.text.push_str(&words.text);
        let moved =
            |one: Stretch| Stretch { text: one.text.start + shift..one.text.end + shift, source: one.source };
        report.map.extend(words.map.into_iter().map(moved));
        notes.append(&mut words.notes);
    }
    report
}

/// The parts in order. Title, day and sender of the message go into the report.
fn parts(bytes: &[u8], report: &mut Report) -> Vec<Part> {
    let parser = MessageParser::new().default_header_ignore();
    let mut parts = Vec::new();
    // Open containers: boundary, and which choice they are.
    let mut open: Vec<(Vec<u8>, Option<usize>)> = Vec::new();
    let (mut choices, mut at, mut end) = (0, 0, 0);
    let mut headers = Some(0);
    let mut part: Option<Part> = None;
    for line in bytes.split_inclusive(|byte| *byte == b'\n').chain([b"".as_slice()]) {
        let start = at;
        at += line.len();
        let bare = line.trim_ascii_end();
        let closes = |boundary: &[u8]| {
            let rest = bare.strip_prefix(b"--")?.strip_prefix(boundary)?;
            (rest.is_empty() || rest == b"--").then_some(!rest.is_empty())
        };
        let found =
            open.iter().enumerate().rev().find_map(|(depth, (boundary, _))| Some((depth, closes(boundary)?)));
        if let Some((depth, last)) = found {
            // The line end before a boundary belongs to it.
            parts.extend(
                part.take().map(|part| Part { body: part.body.start..end.max(part.body.start), ..part }),
            );
            open.truncate(depth + usize::from(!last));
            headers = (!last).then_some(at);
        } else if let Some(from) = headers.filter(|_| bare.is_empty()) {
            headers = None;
            // Nobody's headers are longer, and what has no field at all is no message but its text.
            let fields = bytes.get(from..start).unwrap_or_default().contains(&b':');
            let body = if from == 0 && !fields { 0 } else { at };
            let head = bytes.get(from..start.min(from + 65_536)).unwrap_or_default();
            let head = [head, b"\n"].concat();
            let message = parser.parse_headers(&head);
            if from == 0 {
                describe(message.as_ref(), report);
            }
            let kind = message.as_ref().and_then(|message| message.content_type());
            let boundary =
                kind.and_then(|kind| kind.attribute("boundary")).filter(|boundary| !boundary.is_empty());
            let inherited = open.last().and_then(|(_, choice)| *choice);
            match (kind.map(|kind| (kind.ctype(), kind.subtype().unwrap_or(""))), boundary) {
                (Some(("multipart", subtype)), Some(boundary)) if open.len() < 32 => {
                    choices += usize::from(subtype == "alternative");
                    let choice = if subtype == "alternative" { Some(choices) } else { inherited };
                    open.push((boundary.as_bytes().to_vec(), choice));
                }
                _ => {
                    part = Some(Part { choice: inherited, body: body..body, ..self::part(message.as_ref()) })
                }
            }
        }
        end = start
            + line
                .strip_suffix(b"\n")
                .map_or(line.len(), |line| line.strip_suffix(b"\r").unwrap_or(line).len());
    }
    parts.extend(part.map(|part| Part { body: part.body.start..bytes.len(), ..part }));
    parts
}

fn describe(message: Option<&Message<'_>>, report: &mut Report) {
    let Some(message) = message.filter(|message| !message.parts.is_empty()) else { return };
    report.title = message.subject().and_then(tidy);
    report.published = message.date().and_then(|day| date(day.year, day.month.into(), day.day.into()));
    let sender = message.from().and_then(|from| from.first());
    report.outlet = sender.and_then(|sender| sender.name().and_then(tidy));
}

/// What the headers of a part say of it.
fn part(message: Option<&Message<'_>>) -> Part {
    let Some(message) = message.filter(|message| !message.parts.is_empty()) else {
        return Part { html: Some(false), ..Part::default() };
    };
    let kind = message.content_type();
    let attached = message.content_disposition().is_some_and(|one| one.is_attachment());
    let html = match kind.map(|kind| (kind.ctype(), kind.subtype().unwrap_or("plain"))) {
        None | Some(("text", "plain")) => Some(false),
        Some(("text", "html")) => Some(true),
        _ => None,
    };
    let attribute = |name| kind.and_then(|kind| kind.attribute(name));
    let encoding = message.header(HeaderName::ContentTransferEncoding).and_then(|value| value.as_text());
    Part {
        html: html.filter(|_| !attached),
        encoding: encoding.unwrap_or("").trim().to_ascii_lowercase(),
        charset: attribute("charset").and_then(|label| Encoding::for_label(label.as_bytes())),
        flowed: attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")),
        ..Part::default()
    }
}

/// The bytes of a part, its transfer encoding undone, with their map into the message.
fn decoded(bytes: &[u8], part: &Part) -> (Vec<u8>, Vec<Stretch>) {
    let raw = bytes.get(part.body.clone()).unwrap_or_default();
    match part.encoding.as_str() {
        "base64" => {
            let digits = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
            let code: Vec<u8> = raw.iter().copied().filter(digits).collect();
            let text = base64_decode(&code).unwrap_or_default();
            // Nobody reads it there, so the part stands for all of it.
            let whole = Stretch { text: 0..text.len(), source: part.body.clone() };
            (text, vec![whole])
        }
        "quoted-printable" => unquoted(raw, part.body.start),
        _ => (raw.to_vec(), vec![Stretch { text: 0..raw.len(), source: part.body.clone() }]),
    }
}

/// Undoes quoted-printable: `=E9` is a byte, `=` at the end of a line joins it to the next.
fn unquoted(raw: &[u8], shift: usize) -> (Vec<u8>, Vec<Stretch>) {
    let (mut text, mut map) = (Vec::with_capacity(raw.len()), Vec::new());
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let rest = raw.get(at + 1..).unwrap_or_default();
        let hex = |place: usize| rest.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let line = rest.get(blank..).unwrap_or_default();
        let (value, width) = match (byte, hex(0), hex(1)) {
            (b'=', Some(high), Some(low)) => (u8::try_from(high * 16 + low).ok(), 3),
            (b'=', ..) if line.starts_with(b"\r\n") => (None, blank + 3),
            (b'=', ..) if line.starts_with(b"\n") => (None, blank + 2),
            _ => (Some(*byte), 1),
        };
        if let Some(value) = value {
            let (start, from) = (text.len(), shift + at);
            text.push(value);
            mark(&mut map, "", start..start + 1, from..from + width, width == 1, usize::MAX);
        }
        at += width;
    }
    (text, map)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{message, origin};

    #[test]
    fn quoted_printable_with_replies() {
        let source = b"From: =?utf-8?q?River_Post_=C3=A9?= <news@example.org>\r\nSubject: Dam\r\n =?utf-8?b?dMOkbGtz?=\r\n\
            Date: Thu, 5 Mar 2026 23:30:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n\
            =93We will not sign=94, said Ren=E9 Aro of the energy ministry on Thursday, =\r\nbefore leaving.\r\n\r\n\
            On Wed, 4 Mar 2026, Bo <bo@example.org>\r\nwrote:\r\n> Will you sign?\r\n>\r\n\r\nPaid =80.\r\n-- \r\nThe desk\r\n";
        let report = message(source);
        assert_eq!(
            report.text,
            "“We will not sign”, said René Aro of the energy ministry on Thursday, before leaving.\nPaid €."
        );
        assert_eq!(report.title.as_deref(), Some("Dam tälks"));
        assert_eq!(report.published.as_deref(), Some("2026-03-05"));
        assert_eq!(report.outlet.as_deref(), Some("River Post é"));
        assert_eq!(origin(&report, source, "René Aro"), b"Ren=E9 Aro");
        assert_eq!(origin(&report, source, "Thursday, before"), b"Thursday, =\r\nbefore");
        assert_eq!(
            report.notes,
            ["signature or forwarded message left out", "lines of quoted replies left out: 2"]
        );
    }

    #[test]
    fn plain_text_is_chosen_and_attachments_are_not() {
        let source = b"Subject: x\nContent-Type: multipart/mixed; boundary=\"m m\"\n\npreamble\n--m m\n\
            Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain; charset=utf-8\n\n\
            Caf\xc3\xa9 talks\n--a\nContent-Type: text/html\n\n<p>no</p>\n--a--\n\n--m m\n\
            Content-Type: application/pdf; name=x.pdf\n\n%PDF\n--m m\nContent-Type: text/html\n\n<p>And <b>this</b></p>\n--m m--\nno\n";
        let report = message(source);
        assert_eq!(report.text, "Café talks\nAnd this");
        assert_eq!(report.notes, ["attachments left out: 1"]);
        assert_eq!(
            origin(&report, source, "talks\nAnd this"),
            &source[source.windows(5).position(|w| w == b"talks").unwrap()
                ..source.windows(4).position(|w| w == b"this").unwrap() + 4]
        );
    }

    #[test]
    fn base64_and_html_only() {
        let source = b"Subject: x\nContent-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/plain\n\n \n\
            --a\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n\
            PHA+w6nDqSAmYW1wOyBsYXc8L3A+PGRpdiBjbGFzcz1nbWFpbF9xdW90ZT5ubzwvZGl2Pg==\n--a--\n";
        let report = message(source);
        assert_eq!(report.text, "éé & law");
        assert!(origin(&report, source, "law").starts_with(b"PHA+"));
    }

    #[test]
    fn odd_messages() {
        assert_eq!(message(b"").text, "");
        assert_eq!(message(b"Hello\n\nworld").text, "Hello\nworld");
        assert_eq!(message(b"Subject: only").title.as_deref(), Some("only"));
        assert_eq!(message(b"A: b\n\nOn Friday he wrote:\nWe agree.").text, "On Friday he wrote:\nWe agree.");
        assert_eq!(message(b"A: b\n\nYes.\nOn Friday x@example.org wrote:\nWe agree.").text, "Yes.");
        assert_eq!(message(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nopen").text, "open");
        let loud = b"CONTENT-TYPE: Multipart/Alternative; BOUNDARY=\"B\"\n\n--B\nContent-type: TEXT/Plain\n\nyes\n--B\n\
            Content-type: Text/HTML\n\n<p>no\n--B--";
        assert_eq!(message(loud).text, "yes");
        let nested = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(20_000);
        message(&nested);
        message(&b"Content-Type: message/rfc822\n\n".repeat(100_000));
    }
}
