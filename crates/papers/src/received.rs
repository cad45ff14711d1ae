//! A Word file that comes back: its words, and everything in it that came or went, was said at the margin, or was hidden.
//!
//! Read with care: it comes from outside. The parts that are read are read up to a size, whatever the file says of itself.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Most that is read of a file when it is unpacked, all parts together.
const LARGEST: u64 = 16 << 20;
/// Most words that are taken out of it, in bytes: a long treaty has a quarter of that.
const MOST_WORDS: usize = 2 << 20;
/// Most tracked changes, comments and names.
const MOST_MARKS: usize = 20_000;
/// Most changes inside each other.
const DEEPEST: usize = 64;
/// Most heads, feet and sheets of notes that are read.
const MOST_BESIDE: usize = 32;
/// Most parts a file may have.
const MOST: usize = 4_096;

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReceived {
    /// It is something else, or damaged.
    #[error("this is no Word file (.docx), or it is damaged")]
    Other,
    /// It is too large once it is unpacked.
    #[error("the file is larger than what is taken here, once it is unpacked")]
    TooLarge,
}

/// A Word file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Its paragraphs with all changes taken over.
    pub paragraphs: Vec<String>,
    /// What was put in or taken out.
    pub changes: Vec<Tracked>,
    /// What was said at the margin: by whom, what.
    pub comments: Vec<(String, String)>,
    /// Every name of a person in it: who changed, who commented, who wrote and saved it.
    pub names: Vec<String>,
    /// Words that are there and not shown.
    pub hidden: Vec<String>,
}

/// A tracked change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracked {
    /// Whether the words were put in; else they were taken out.
    pub put_in: bool,
    /// By whom, as the file says.
    pub by: String,
    /// The words.
    pub words: String,
}

/// Reads a Word file.
///
/// # Errors
///
/// [`NotReceived`].
pub fn received(bytes: &[u8]) -> Result<Received, NotReceived> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotReceived::Other)?;
    if zip.len() > MOST {
        return Err(NotReceived::TooLarge);
    }
    let beside = |name: &str| {
        let part = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml"));
        part.is_some_and(|part| {
            ["header", "footer", "footnotes", "endnotes"].iter().any(|kind| part.starts_with(kind))
        })
    };
    let others: Vec<String> = zip
        .file_names()
        .filter_map(|name| name.ok().filter(|name| beside(name)).map(|name| name.into_owned()))
        .take(MOST_BESIDE)
        .collect();
    let mut left = LARGEST;
    let mut part = |name: &str| -> Result<Option<String>, NotReceived> {
        let Ok(part) = zip.by_name(name) else { return Ok(None) };
        let mut text = Vec::new();
        part.take(left + 1).read_to_end(&mut text).map_err(|_| NotReceived::Other)?;
        left = left.checked_sub(text.len() as u64).ok_or(NotReceived::TooLarge)?;
        String::from_utf8(text).map(Some).map_err(|_| NotReceived::Other)
    };
    let document = part("word/document.xml")?.ok_or(NotReceived::Other)?;
    let mut found = Found::default();
    read(&document, &mut found)?;
    let mut received = Received {
        paragraphs: found.paragraphs,
        changes: found.changes.into_iter().filter(|change| !change.words.is_empty()).collect(),
        hidden: found.hidden,
        ..Received::default()
    };
    let mut names: BTreeSet<String> = found.names;
    if let Some(comments) = part("word/comments.xml")? {
        let mut found = Found::default();
        read(&comments, &mut found)?;
        names.extend(found.names);
        received.comments = found.comments;
    }
    // What stands at the head, at the foot and in notes is looked through for names, changes and hidden words.
    for beside in others {
        let Some(text) = part(&beside)? else { continue };
        let mut found = Found::default();
        read(&text, &mut found)?;
        names.extend(found.names);
        received.changes.extend(found.changes.into_iter().filter(|change| !change.words.is_empty()));
        received.hidden.extend(found.hidden);
    }
    if let Some(core) = part("docProps/core.xml")? {
        names.extend(properties(&core)?);
    }
    names.remove("");
    received.names = names.into_iter().collect();
    Ok(received)
}

#[derive(Default)]
struct Found {
    paragraphs: Vec<String>,
    changes: Vec<Tracked>,
    comments: Vec<(String, String)>,
    names: BTreeSet<String>,
    hidden: Vec<String>,
    now: String,
    /// Changes that are open: whether put in, and their places among all.
    open: Vec<(bool, usize)>,
    /// How many of them take words out.
    taking: usize,
    /// How many bytes of words there are.
    words: usize,
    comment: Option<(String, String)>,
}

fn read(xml: &str, found: &mut Found) -> Result<(), NotReceived> {
    let mut reader = Reader::from_str(xml);
    let (mut words, mut vanish, mut raised) = (false, false, false);
    loop {
        match reader.read_event().map_err(|_| NotReceived::Other)? {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "ins" | "moveTo" => found.begin(true, &tag)?,
                "del" | "moveFrom" => found.begin(false, &tag)?,
                "comment" => found.comment = Some((found.name(&tag), String::new())),
                "r" => (vanish, raised) = (false, false),
                "t" | "delText" => words = true,
                // The codes of fields are not words that anyone reads.
                "instrText" | "delInstrText" => (words, vanish) = (true, true),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "ins" | "del" | "moveTo" | "moveFrom" => drop(found.name(&tag)),
                "vanish" => vanish = true,
                "vertAlign" => raised = attribute(&tag, "val") == "superscript",
                "tab" | "br" => found.say(" ", vanish, raised)?,
                _ => {}
            },
            Event::Text(text) if words => {
                found.say(&text, vanish, raised)?;
            }
            Event::GeneralRef(name) if words => {
                let c = match &*name {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    coded => coded
                        .strip_prefix('#')
                        .and_then(|code| match code.strip_prefix('x') {
                            Some(hex) => u32::from_str_radix(hex, 16).ok(),
                            None => code.parse().ok(),
                        })
                        .and_then(char::from_u32),
                };
                found.say(c.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]), vanish, raised)?;
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "ins" | "moveTo" | "del" | "moveFrom" => found.end(),
                "t" | "delText" | "instrText" | "delInstrText" => words = false,
                "p" => found.paragraph(),
                "comment" => found.comments.extend(found.comment.take()),
                _ => {}
            },
            _ => {}
        }
    }
    found.paragraph();
    Ok(())
}

impl Found {
    fn name(&mut self, tag: &BytesStart<'_>) -> String {
        let name = attribute(tag, "author");
        self.names.insert(name.clone());
        name
    }

    fn begin(&mut self, put_in: bool, tag: &BytesStart<'_>) -> Result<(), NotReceived> {
        let by = self.name(tag);
        let marks = self.changes.len() + self.comments.len() + self.names.len();
        if self.open.len() >= DEEPEST || marks >= MOST_MARKS {
            return Err(NotReceived::TooLarge);
        }
        self.open.push((put_in, self.changes.len()));
        self.taking += usize::from(!put_in);
        self.changes.push(Tracked { put_in, by, words: String::new() });
        Ok(())
    }

    fn end(&mut self) {
        if let Some((false, _)) = self.open.pop() {
            self.taking -= 1;
        }
    }

    fn say(&mut self, words: &str, vanish: bool, raised: bool) -> Result<(), NotReceived> {
        self.words += words.len();
        if self.words > MOST_WORDS || self.hidden.len() > MOST_MARKS {
            return Err(NotReceived::TooLarge);
        }
        self.put(words, vanish, raised);
        Ok(())
    }

    fn put(&mut self, words: &str, vanish: bool, raised: bool) {
        if let Some((_, comment)) = &mut self.comment {
            comment.push_str(words);
            return;
        }
        if vanish {
            self.hidden.push(words.to_string());
            return;
        }
        if let Some((_, place)) = self.open.last()
            && let Some(change) = self.changes.get_mut(*place)
        {
            change.words.push_str(words);
        }
        // What was taken out is not in the words that are left; marks of footnotes are no words.
        if !raised && self.taking == 0 {
            self.now.push_str(words);
        }
    }

    fn paragraph(&mut self) {
        let words = self.now.split_whitespace().collect::<Vec<_>>().join(" ");
        self.now.clear();
        if !words.is_empty() && self.comment.is_none() {
            self.paragraphs.push(words);
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name);
    let value = found.and_then(|attribute| {
        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    });
    value.unwrap_or_default()
}

/// Who wrote and who saved it last.
fn properties(xml: &str) -> Result<Vec<String>, NotReceived> {
    let mut reader = Reader::from_str(xml);
    let (mut names, mut wanted) = (Vec::new(), false);
    loop {
        match reader.read_event().map_err(|_| NotReceived::Other)? {
            Event::Eof => return Ok(names),
            Event::Start(tag) => wanted = matches!(tag.local_name().as_ref(), "creator" | "lastModifiedBy"),
            Event::Text(text) if wanted => names.extend([text.trim().to_string()]),
            Event::End(_) => wanted = false,
            _ => {}
        }
    }
}
