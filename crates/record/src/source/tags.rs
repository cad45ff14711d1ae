//! HTML: from tags to elements and the events of the page in order, in one pass and without recursion.

use std::ops::Range;

use html5gum::{Spanned, StartTag, Token};
use rustc_hash::FxHashMap;

use super::names::{is_beside, is_block, is_silent, is_void, says_beside};
use super::page::Head;
use super::tokens::tokens;

/// An element that matters for finding the main text.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) parent: usize,
    pub(super) is: Is,
    /// To be left out, unless it turns out to hold nearly everything.
    pub(super) doubtful: bool,
    /// Holds a heading of the first rank.
    pub(super) titled: bool,
    /// Its events.
    pub(super) events: Range<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Is {
    Article,
    /// Marked as the body of an article.
    Body,
    Main,
    Header,
    /// A paragraph, heading or list item: never the main text by itself.
    Paragraph,
    #[default]
    Other,
}

/// Something on the page, in order.
#[derive(Debug)]
pub(super) enum Event {
    /// Text in an element, inside a link or not, with its number of bytes in letters and digits; no value
    /// where it is the source itself.
    Text {
        element: usize,
        link: bool,
        letters: usize,
        value: Option<Box<str>>,
        at: Range<usize>,
    },
    Break,
}

/// A page taken apart.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Parents before children; the first is the whole page.
    pub(super) elements: Vec<Element>,
    pub(super) events: Vec<Event>,
    pub(super) head: Head,
}

/// An open tag.
struct Open {
    name: Vec<u8>,
    element: usize,
    /// It is the last tag of `element`, which ends with it.
    owns: bool,
    block: bool,
    silent: bool,
    link: bool,
}

/// Takes a page apart.
pub(super) fn take_apart(source: &str) -> Page {
    let mut builder = Builder { source, ..Builder::default() };
    builder.page.elements.push(Element::default());
    for token in tokens(source) {
        match token {
            Token::String(Spanned { value, span }) => builder.piece(&value, span.start..span.end),
            Token::StartTag(tag) => {
                builder.flush();
                builder.open(&tag);
            }
            Token::EndTag(tag) => {
                builder.flush();
                builder.close(&tag.name);
            }
            _ => {}
        }
    }
    builder.flush();
    builder.pop_to(0);
    let end = builder.page.events.len();
    if let Some(root) = builder.page.elements.first_mut() {
        root.events.end = end;
    }
    builder.page
}

#[derive(Default)]
struct Builder<'a> {
    source: &'a str,
    page: Page,
    stack: Vec<Open>,
    /// Where the blocks are on the stack.
    blocks: Vec<usize>,
    /// How many tags of a name are open, so that an end tag without a start costs nothing.
    counts: FxHashMap<Vec<u8>, usize>,
    silent: usize,
    links: usize,
    copy: Range<usize>,
}

impl Builder<'_> {
    /// Copies may come in pieces that cut characters; they are taken when something else follows.
    fn piece(&mut self, value: &[u8], at: Range<usize>) {
        if self.source.as_bytes().get(at.clone()) != Some(value) {
            self.flush();
            self.text(Some(String::from_utf8_lossy(value).into()), at);
        } else if self.copy.end == at.start && !self.copy.is_empty() {
            self.copy.end = at.end;
        } else {
            self.flush();
            self.copy = at;
        }
    }

    fn flush(&mut self) {
        let at = std::mem::take(&mut self.copy);
        if !at.is_empty() {
            self.text(None, at);
        }
    }

    fn text(&mut self, value: Option<Box<str>>, at: Range<usize>) {
        let written = value.as_deref().unwrap_or(self.source.get(at.clone()).unwrap_or(""));
        self.page.head.text(written);
        if self.silent == 0 {
            let element = self.stack.last().map_or(0, |open| open.element);
            let letters = written.chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
            self.page.events.push(Event::Text { element, link: self.links > 0, letters, value, at });
        }
    }

    fn line(&mut self) {
        if self.silent == 0 && !matches!(self.page.events.last(), None | Some(Event::Break)) {
            self.page.events.push(Event::Break);
        }
    }

    fn open(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        let get = |key: &str| tag.attributes.get(key.as_bytes()).map(|value| String::from_utf8_lossy(value));
        let silent = is_silent(name);
        let block = silent || is_block(name);
        let parent = self.stack.last().map_or(0, |open| open.element);
        self.page.head.open(name, &get, self.silent == 0);
        if name == b"h1" {
            // Passed on to the elements around it when the page is complete.
            if let Some(element) = self.page.elements.get_mut(parent) {
                element.titled = true;
            }
        }
        if block && !silent {
            self.imply(name);
        }
        if name == b"br" || block && !silent {
            self.line();
        }
        // One of each is enough, and it is there without its tag.
        let whole = matches!(name, b"html" | b"head" | b"body");
        if is_void(name) || whole || self.silent > 0 && tag.self_closing {
            return;
        }
        let is = match name {
            _ if get("itemprop")
                .is_some_and(|value| value.split_whitespace().any(|one| one == "articleBody")) =>
            {
                Is::Body
            }
            b"article" => Is::Article,
            b"main" => Is::Main,
            b"header" => Is::Header,
            b"p" | b"li" | b"dt" | b"dd" | b"blockquote" | b"pre" => Is::Paragraph,
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Is::Paragraph,
            _ => Is::Other,
        };
        let named =
            || ["class", "id", "role"].iter().any(|key| get(key).is_some_and(|value| says_beside(&value)));
        let doubtful = match is {
            Is::Article | Is::Body | Is::Main => false,
            _ => is_beside(name) || named(),
        };
        let owns = block && !silent || doubtful || is != Is::Other;
        // Implied ends may have changed it.
        let parent = self.stack.last().map_or(0, |open| open.element);
        let mut element = parent;
        if owns {
            element = self.page.elements.len();
            let start = self.page.events.len();
            self.page.elements.push(Element { parent, is, doubtful, titled: false, events: start..start });
        }
        let link = name == b"a" && tag.attributes.contains_key(b"href".as_slice());
        self.silent += usize::from(silent);
        self.links += usize::from(link);
        if block {
            self.blocks.push(self.stack.len());
        }
        *self.counts.entry(name.to_vec()).or_default() += 1;
        self.stack.push(Open { name: name.to_vec(), element, owns, block, silent, link });
    }

    /// Ends paragraphs, list items and cells that a new block ends without saying so.
    fn imply(&mut self, name: &[u8]) {
        while let Some(at) = self.blocks.last().copied() {
            let open = self.stack.get(at).map_or(b"".as_slice(), |open| &open.name);
            let item = matches!((open, name), (b"li", b"li") | (b"dt" | b"dd", b"dt" | b"dd"));
            let cell = matches!(open, b"td" | b"th") && matches!(name, b"td" | b"th" | b"tr" | b"tbody");
            let ends = open == b"p" || item || cell || open == b"tr" && matches!(name, b"tr" | b"tbody");
            if !ends {
                return;
            }
            self.pop_to(at);
        }
    }

    fn close(&mut self, name: &[u8]) {
        self.page.head.close(name);
        if is_block(name) && !matches!(name, b"html" | b"body") {
            self.line();
        }
        if self.counts.get(name).is_none_or(|open| *open == 0) {
            return;
        }
        // The end of an inline tag ends no block, and nobody nests inline tags deeper than this.
        let floor = if is_block(name) || is_silent(name) {
            0
        } else {
            self.blocks.last().map_or(0, |block| block + 1).max(self.stack.len().saturating_sub(64))
        };
        let found = self.stack.iter().enumerate().skip(floor).rev().find(|(_, open)| open.name == name);
        if let Some((at, _)) = found {
            self.pop_to(at);
        }
    }

    fn pop_to(&mut self, depth: usize) {
        while self.stack.len() > depth {
            let Some(open) = self.stack.pop() else { return };
            self.silent -= usize::from(open.silent);
            self.links -= usize::from(open.link);
            if open.block {
                self.blocks.pop();
            }
            if let Some(count) = self.counts.get_mut(&open.name) {
                *count -= 1;
            }
            let end = self.page.events.len();
            if let Some(element) = self.page.elements.get_mut(open.element).filter(|_| open.owns) {
                element.events.end = end;
            }
        }
    }
}
