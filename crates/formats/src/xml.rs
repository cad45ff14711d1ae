//! XML as a tree of elements with their places; text between elements means nothing in these files.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::report::Report;
use crate::source::Source;

/// Deeper nesting is a mistake or an attack.
const DEEPEST: usize = 200;

/// An element: its name, attributes and child elements.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) children: Vec<Element>,
    /// The opening tag.
    pub(crate) span: Range<usize>,
}

/// An attribute with its text, entities decoded.
#[derive(Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) span: Range<usize>,
}

impl Element {
    /// The attribute with this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The text of the attribute with this name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| attribute.value.as_str())
    }

    /// The child elements with this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Every element below and including this one, in document order, with this name.
    pub(crate) fn descendants<'a>(&'a self, name: &str) -> Vec<&'a Element> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            if element.name == name {
                found.push(element);
            }
            open.extend(element.children.iter().rev());
        }
        found
    }
}

/// The name of the first element, if the text is XML; text before it does not matter.
pub(crate) fn root_name(text: &str) -> Option<&str> {
    let mut rest = &text[text.find('<')?..];
    loop {
        let after = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest.find('>')? + 1
        } else {
            let name = &rest[1..];
            return Some(&name[..name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?]);
        };
        rest = &rest[after..];
        rest = &rest[rest.find('<')?..];
    }
}

/// Reads the file's root element, mending what has only one reading; otherwise one `E1` is reported.
///
/// Entities other than XML's own five and character numbers are kept as text, so none can grow. Linear.
pub(crate) fn parse(source: &Source, report: &mut Report) -> Option<Element> {
    let text = source.text.as_str();
    for &(found, taken) in &source.oddities {
        report.repair("R1", source, 0..0, found, taken);
    }
    let start = text.find('<').unwrap_or(text.len());
    let before = text[source.start()..start].trim();
    if !before.is_empty() || start > source.start() {
        let found = if before.is_empty() { "blanks before the XML" } else { "text before the XML" };
        report.repair("R1", source, 0..start, found, "skipped");
    }
    let mut tree = Tree { source, report, open: Vec::new(), root: None };
    let outcome = tree.read(start);
    let Tree { mut open, root, .. } = tree;
    if let Err((span, message, help)) = outcome {
        report.error_with_help("E1", source, span, message, help);
        return None;
    }
    if root.is_some() {
        return root;
    }
    let unclosed: Vec<&str> = open.iter().map(|element| element.name.as_str()).collect();
    if unclosed.is_empty() {
        report.error("E1", source, 0..0, "holds no XML element");
        return None;
    }
    let found = format!("the end of the file before the closing tags of {}", crate::report::some(&unclosed));
    report.repair("R12", source, text.len()..text.len(), found, "as closed there");
    while let Some(element) = open.pop() {
        match open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => return Some(element),
        }
    }
    None
}

struct Tree<'a> {
    source: &'a Source,
    report: &'a mut Report,
    /// Elements whose closing tag has not been met, outermost first.
    open: Vec<Element>,
    root: Option<Element>,
}

/// Place, message and help of an `E1`.
type Stop = (Range<usize>, String, &'static str);

impl Tree<'_> {
    fn read(&mut self, start: usize) -> Result<(), Stop> {
        let text = self.source.text.as_str();
        let mut reader = Reader::from_str(&text[start..]);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        while self.root.is_none() {
            let from = start + reader.buffer_position() as usize;
            let event = reader.read_event().map_err(|error| {
                let help =
                    "close the tag, quote or comment that is open here; a cut-off file must be fetched again";
                (from..text.len().min(from + 80), format!("not readable as XML: {error}"), help)
            })?;
            let to = start + reader.buffer_position() as usize;
            match event {
                Event::Start(_) => {
                    let element = self.element(from..to, 1)?;
                    if self.open.len() == DEEPEST {
                        let help = "no scenario nests so deep; check what wrote the file";
                        return Err((
                            from..to,
                            format!("more than {DEEPEST} elements inside each other"),
                            help,
                        ));
                    }
                    self.open.push(element);
                }
                Event::Empty(_) => {
                    let element = self.element(from..to, 2)?;
                    self.place(element);
                }
                Event::End(end) => self.close(end.name().as_ref(), from..to)?,
                Event::DocType(_) => self.report.repair("R1", self.source, from..to, "a DOCTYPE", "skipped"),
                Event::Text(inside) if inside.contains('&') => {
                    self.report.repair("R12", self.source, from..to, "a bare \"&\"", "as text");
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
            if self.root.is_some() {
                let rest = text[to..].trim();
                if !rest.is_empty() && !rest.starts_with("<!--") && !rest.starts_with("<?") {
                    self.report.repair(
                        "R1",
                        self.source,
                        to..text.len(),
                        "text after the root element",
                        "skipped",
                    );
                }
            }
        }
        Ok(())
    }

    /// Files a finished element under the innermost open one.
    fn place(&mut self, element: Element) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn close(&mut self, name: &str, span: Range<usize>) -> Result<(), Stop> {
        let name = name.trim();
        match self.open.pop() {
            Some(element) if element.name == name => {
                self.place(element);
                Ok(())
            }
            Some(element) => {
                let message = format!(
                    "not readable as XML: closing tag of \"{name}\" where \"{}\" is open",
                    element.name
                );
                Err((span, message, "add the missing closing tag, or remove this one"))
            }
            None => {
                let message = format!("not readable as XML: closing tag of \"{name}\", which is not open");
                Err((span, message, "remove this tag"))
            }
        }
    }

    /// Reads the tag at `span`, whose last `tail` bytes close it.
    fn element(&mut self, span: Range<usize>, tail: usize) -> Result<Element, Stop> {
        let text = self.source.text.as_str();
        let inside = text.get(span.start + 1..span.end.saturating_sub(tail)).unwrap_or_default();
        let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let mut element = Element {
            name: inside[..name_end].to_owned(),
            attributes: Vec::new(),
            children: Vec::new(),
            span: span.clone(),
        };
        let base = span.start + 1;
        let mut at = name_end;
        loop {
            at += inside[at..].len() - inside[at..].trim_start().len();
            let rest = &inside[at..];
            if rest.is_empty() {
                return Ok(element);
            }
            let Some(equals) = rest.find('=') else {
                let message =
                    format!("not readable as XML: attribute \"{}\" has no value", crate::report::short(rest));
                return Err((base + at..span.end, message, "write attributes as name=\"value\""));
            };
            let name = rest[..equals].trim();
            let value = rest[equals + 1..].trim_start();
            let value_at = at + rest.len() - value.len();
            let quote = value.chars().next().filter(|c| ['"', '\''].contains(c));
            let (raw, raw_at, length) = match quote {
                Some(quote) => {
                    let raw = value[1..].split(quote).next().unwrap_or_default();
                    (raw, value_at + 1, raw.len() + 2)
                }
                None => {
                    let raw = &value[..value.find(char::is_whitespace).unwrap_or(value.len())];
                    let place = base + value_at..base + value_at + raw.len();
                    let found = format!("the attribute {name} without quotes");
                    self.report.repair("R12", self.source, place, found, "as if quoted");
                    (raw, value_at, raw.len())
                }
            };
            let place = base + raw_at..base + raw_at + raw.len();
            let (value, bare) = decode(raw);
            if bare {
                self.report.repair("R12", self.source, place.clone(), "a bare \"&\"", "as text");
            }
            if element.attribute(name).is_some() {
                let message = format!("not readable as XML: attribute \"{name}\" twice in one tag");
                return Err((place, message, "remove one of them"));
            }
            element.attributes.push(Attribute {
                name: name.to_owned(),
                value: value.into_owned(),
                span: place,
            });
            at = (value_at + length).min(inside.len());
        }
    }
}

/// Decodes entities; says whether an ampersand was left that starts none.
fn decode(raw: &str) -> (Cow<'_, str>, bool) {
    if !raw.contains('&') {
        return (Cow::Borrowed(raw), false);
    }
    let (mut text, mut bare, mut rest) = (String::with_capacity(raw.len()), false, raw);
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, character)) => {
                text.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                bare = true;
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    (Cow::Owned(text), bare)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}
