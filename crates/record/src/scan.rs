//! From a paragraph to items: words, marks, and whole quotations and brackets as one item each.

use crate::lexicon::{Class, Form, Known, lexicon};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word; whether it begins with a capital.
    Word {
        capital: bool,
    },
    Number,
    /// Position in the list of quotations.
    Quote(u32),
    /// Round or square brackets with what is between.
    Bracket,
    Stop,
    /// A question or exclamation mark, an ellipsis.
    Loud,
    Comma,
    Semicolon,
    Colon,
    Dash,
    Other,
}

/// A word, a mark, or a whole quotation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) verb: u16,
    pub(crate) form: Option<Form>,
}

impl Item {
    pub(crate) fn is(&self, class: Class) -> bool {
        self.class.any(class)
    }
    pub(crate) fn capital(&self) -> bool {
        self.kind == Kind::Word { capital: true }
    }
    pub(crate) fn word(&self) -> bool {
        matches!(self.kind, Kind::Word { .. })
    }
    pub(crate) fn quote(&self) -> Option<usize> {
        match self.kind {
            Kind::Quote(position) => Some(position as usize),
            _ => None,
        }
    }
}

/// What a quotation begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    Capital,
    /// A bracket, an ellipsis, a nested mark, a number.
    Open,
    Small,
}

/// A quotation with its marks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quote {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Words between the marks.
    pub(crate) words: u32,
    pub(crate) first: First,
    /// The last mark before the closing one: `.`, `,`, `?`, `!`, `—` or a letter (written `a`).
    pub(crate) last: char,
    /// No closing mark in the paragraph.
    pub(crate) unclosed: bool,
    /// Looks like the title of a work: two words or more, every longer one with a capital, no end of a sentence.
    pub(crate) title: bool,
}

/// Which marks enclose quotations in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    Double,
    /// British style: no double mark anywhere, or few, so single ones enclose.
    Single,
}

impl Marks {
    /// Single marks count as outer ones where the document has no double ones, or curved single ones are opened more than twice as often.
    pub(crate) fn of(text: &str) -> Self {
        let openings = |mark: char| {
            text.match_indices(mark).filter(move |(at, _)| {
                let before = text[..*at].chars().next_back();
                let after = text[at + mark.len_utf8()..].chars().next();
                before.is_none_or(|c| c.is_whitespace() || "([—".contains(c))
                    && after.is_some_and(char::is_alphabetic)
            })
        };
        let straight = text.contains('"') || text.contains("''") || text.contains("``");
        let curved = text.matches(['“', '„', '«']).count();
        let single = if straight {
            false
        } else if curved > 0 {
            openings('‘').count() > 2 * curved
        } else {
            !text.contains(['”', '»']) && (openings('‘').next().is_some() || openings('\'').next().is_some())
        };
        if single { Self::Single } else { Self::Double }
    }
}

/// The items and quotations of one paragraph.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    pub(crate) items: Vec<Item>,
    pub(crate) quotes: Vec<Quote>,
}

fn letter(c: char) -> bool {
    c.is_alphanumeric() || (c > '\u{2ff}' && !('\u{2000}'..='\u{206f}').contains(&c) && !c.is_whitespace())
}

/// Reads `text[from..to]`, one paragraph, into `out`, which is emptied first. Positions are bytes of the whole text.
pub(crate) fn scan(text: &str, from: usize, to: usize, marks: Marks, out: &mut Scanned) {
    out.items.clear();
    out.quotes.clear();
    let mut at = from;
    while let Some(c) = text[at..to].chars().next() {
        let next = at + c.len_utf8();
        if c.is_whitespace() {
            at = next;
            continue;
        }
        if let Some(width) = opens(text, from, at, to, marks) {
            at = quotation(text, at, width, to, marks, out);
            continue;
        }
        if letter(c) || (c == '@' || c == '#') && text[next..to].starts_with(letter) {
            at = word(text, at, to, out);
            continue;
        }
        if "$€£%".contains(c) {
            push(out, at, next, Kind::Number, Known::default());
            at = next;
            continue;
        }
        let (kind, end) = match c {
            '(' | '[' => match bracket(text, at, to) {
                Some(end) => (Kind::Bracket, end),
                None => (Kind::Other, next),
            },
            '.' => {
                let end = next + text.as_bytes()[next..to].iter().take_while(|byte| **byte == b'.').count();
                (if end > next { Kind::Loud } else { Kind::Stop }, end)
            }
            '?' | '!' | '…' => (Kind::Loud, next),
            ',' => (Kind::Comma, next),
            ';' => (Kind::Semicolon, next),
            ':' => (Kind::Colon, next),
            '—' | '–' | '―' => (Kind::Dash, next),
            '-' => (Kind::Dash, next + usize::from(text[next..to].starts_with('-'))),
            _ => (Kind::Other, next),
        };
        push(out, at, end, kind, Known::default());
        at = end;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "documents are refused beyond 4 GiB")]
fn push(out: &mut Scanned, start: usize, end: usize, kind: Kind, known: Known) {
    let Known { class, verb, form } = known;
    out.items.push(Item { start: start as u32, end: end as u32, kind, class, verb, form });
}

/// The width of an opening mark here, if there is one.
fn opens(text: &str, from: usize, at: usize, to: usize, marks: Marks) -> Option<usize> {
    let c = text[at..to].chars().next()?;
    let width = c.len_utf8();
    let after = text[at + width..to].chars().next();
    let before = text[from..at].chars().next_back();
    let fresh = before.is_none_or(|c| !letter(c));
    match c {
        '“' | '„' | '«' => Some(width),
        // A mark that closes nothing opens nothing.
        '"' => (after.is_some_and(|c| !c.is_whitespace()) && fresh).then_some(1),
        '\'' | '`' if after == Some(c) => {
            let inner = text[at + 2..to].chars().next();
            (fresh && inner.is_some_and(|c| !c.is_whitespace())).then_some(2)
        }
        '‘' | '\'' if marks == Marks::Single => {
            let free = before.is_none_or(|c| c.is_whitespace() || "([—".contains(c));
            (free && after.is_some_and(|c| c.is_alphanumeric() || "[…".contains(c))).then_some(width)
        }
        _ => None,
    }
}

/// Whether the mark at `at` closes a quotation that began with `opened`; with its width.
fn closes(text: &str, opened: &str, at: usize, to: usize, marks: Marks) -> Option<usize> {
    let rest = &text[at..to];
    let c = rest.chars().next()?;
    let width = c.len_utf8();
    let after = rest[width..].chars().next();
    let before = text[..at].chars().next_back().unwrap_or(' ');
    let ends = after.is_none_or(|c| !c.is_alphanumeric());
    match opened {
        "''" | "``" => rest.starts_with("''").then_some(2),
        "\"" => {
            // Inches: 6'2" is no mark where a later one closes.
            let inch = c == '"'
                && before.is_ascii_digit()
                && rest.len() < 2000
                && rest[1..].matches('"').count() % 2 == 1;
            ((c == '"' && !inch) || c == '”').then_some(width)
        }
        "“" => {
            let turned = c == '“' && !before.is_whitespace() && ends;
            (c == '”' || turned || c == '"' && ends && !before.is_whitespace()).then_some(width)
        }
        "„" => matches!(c, '“' | '”').then_some(width),
        "«" => (c == '»').then_some(width),
        _ if marks == Marks::Single => {
            let mark = if opened == "‘" { '’' } else { '\'' };
            (c == mark && ends && !before.is_whitespace()).then_some(width)
        }
        _ => None,
    }
}

/// Reads a quotation from its opening mark; the position after it.
#[expect(clippy::cast_possible_truncation, reason = "documents are refused beyond 4 GiB")]
fn quotation(text: &str, start: usize, width: usize, to: usize, marks: Marks, out: &mut Scanned) -> usize {
    let opened = &text[start..start + width];
    let inner = start + width;
    let candidate = |c: char| matches!(c, '"' | '”' | '“' | '»' | '\'' | '’');
    let mut from = inner;
    let mut close = None;
    while let Some(found) = text[from..to].find(candidate) {
        let at = from + found;
        if let Some(width) = closes(text, opened, at, to, marks) {
            close = Some((at, at + width));
            break;
        }
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    let (stop, end) = close.unwrap_or((to, to));
    let body = &text[inner..stop];
    let (mut words, mut within) = (0, false);
    let (mut small, mut length, mut lower) = (0u32, 0u32, false);
    for c in body.chars().chain([' ']) {
        let letter = c.is_alphanumeric() || within && matches!(c, '’' | '\'' | '-' | '.');
        if letter && !within {
            words += 1;
            length = 0;
            lower = c.is_lowercase();
        }
        length += 1;
        if within && !letter && lower && length > 4 {
            small += 1;
        }
        within = letter;
    }
    let first = match body.trim_start().chars().next() {
        Some(c) if c.is_uppercase() => First::Capital,
        Some(c) if c.is_lowercase() => First::Small,
        _ => First::Open,
    };
    let last = body.trim_end().trim_end_matches(['’', '\'', '”', '"', ')', ']']).chars().next_back();
    let last = match last {
        Some('—' | '–' | '-') => '—',
        Some(c) if !c.is_alphanumeric() => c,
        _ => 'a',
    };
    let end = if close.is_some() { end } else { inner + body.trim_end().len() };
    let title = small == 0
        && (2..=9).contains(&words)
        && first == First::Capital
        && (matches!(last, ',' | 'a') || last == '.' && words <= 5);
    let unclosed = close.is_none();
    let quote = Quote { start: start as u32, end: end as u32, words, first, last, unclosed, title };
    let position = out.quotes.len() as u32;
    out.quotes.push(quote);
    push(out, start, end, Kind::Quote(position), Known::default());
    end.max(start + width)
}

/// The end of a short bracket without quotations inside.
fn bracket(text: &str, at: usize, to: usize) -> Option<usize> {
    let close = if text.as_bytes()[at] == b'(' { b')' } else { b']' };
    for (offset, byte) in text.as_bytes()[at + 1..to].iter().enumerate().take(200) {
        match *byte {
            b if b == close => return Some(at + 1 + offset + 1),
            b'(' | b'[' | b'"' => return None,
            0xe2 if text[at + 1 + offset..].starts_with(['“', '”']) => return None,
            _ => {}
        }
    }
    None
}

fn word(text: &str, start: usize, to: usize, out: &mut Scanned) -> usize {
    let mut end = start;
    let mut dotted = false;
    let mut chars = text[start..to].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let after = chars.peek().map(|next| next.1);
        let inner = matches!(c, '.' | '’' | '\'' | '-' | '&' | '@' | '_' | '/') && offset > 0;
        if letter(c) || offset == 0 || c == ',' && number_goes_on(text, start, offset, after) {
            end = start + offset + c.len_utf8();
        } else if inner && after.is_some_and(letter) {
            dotted |= c == '.';
            end = start + offset + c.len_utf8();
        } else {
            break;
        }
    }
    let written = &text[start..end];
    let first = written.chars().next().unwrap_or(' ');
    if first.is_ascii_digit() {
        push(out, start, end, Kind::Number, Known::default());
        return end;
    }
    let mut known = look(written);
    let single = written.len() == 1 && first.is_ascii_uppercase() && first != 'I';
    // "R-Ky.": the last part is what is cut short.
    let short = written.rsplit_once('-').is_some_and(|part| look(part.1).class.any(Class::ABBREVIATION));
    if text[end..to].starts_with('.') && (dotted || single || short || known.class.any(Class::ABBREVIATION)) {
        let titled =
            first.is_uppercase() || dotted || matches!(written, "vs" | "etc" | "est" | "approx" | "dept");
        // "no." and "in." end sentences; "No. 5" does not.
        if titled && !(dotted && written.ends_with("com")) {
            end += 1;
        }
    } else if written.ends_with('s') {
        // The possessive of a plural.
        let mark = text[end..to].chars().next().filter(|c| matches!(c, '’' | '\''));
        let after = mark.and_then(|mark| text[end + mark.len_utf8()..to].chars().next());
        if let (Some(mark), Some(' ')) = (mark, after) {
            end += mark.len_utf8();
            known.class = known.class.with(Class::POSSESSIVE);
            known.verb = 0;
        }
    }
    push(out, start, end, Kind::Word { capital: first.is_uppercase() }, known);
    end
}

fn number_goes_on(text: &str, start: usize, offset: usize, after: Option<char>) -> bool {
    let before = text.as_bytes()[start + offset - 1];
    before.is_ascii_digit() && after.is_some_and(|c| c.is_ascii_digit())
}

/// What is known of a word as written.
fn look(written: &str) -> Known {
    const LONGEST: usize = 24;
    let mut buffer = [0u8; LONGEST];
    let mut length = 0;
    for c in written.chars() {
        let c = if c == '’' { '\'' } else { c.to_ascii_lowercase() };
        if !c.is_ascii() || length == LONGEST {
            return Known::default();
        }
        buffer[length] = c as u8;
        length += 1;
    }
    let Ok(mut plain) = std::str::from_utf8(&buffer[..length]) else { return Known::default() };
    let mut known = lexicon().look(plain);
    if known.class == Class::default() && known.verb == 0 {
        if let Some(owner) = plain.strip_suffix("'s") {
            let of = lexicon().look(owner);
            return Known { class: of.class.with(Class::POSSESSIVE), verb: 0, form: None };
        }
        plain = plain.strip_suffix("n't").unwrap_or(plain);
        if plain.len() >= 5 && written.starts_with(|c: char| c.is_lowercase()) {
            let ending = if plain.ends_with("ed") {
                Class::ED
            } else if plain.ends_with("ing") {
                Class::ING
            } else if plain.ends_with("ly") {
                Class::LY
            } else {
                Class::default()
            };
            known.class = known.class.with(ending);
        }
    }
    known
}

/// Where the sentences of a paragraph begin and end, as positions of items.
pub(crate) fn sentences(text: &str, scanned: &mut Scanned, out: &mut Vec<(usize, usize)>) {
    out.clear();
    for at in 1..scanned.items.len() {
        // Will, May, From: names where the sentence does not begin.
        let before = scanned.items[at - 1].kind;
        if scanned.items[at].capital() && matches!(before, Kind::Word { .. } | Kind::Comma | Kind::Quote(_)) {
            scanned.items[at].class = scanned.items[at].class.of_a_name();
        }
    }
    let items = &scanned.items;
    let mut from = 0;
    for at in 0..items.len() {
        let item = &items[at];
        let next = items.get(at + 1);
        let fresh = next.is_none_or(|next| match next.kind {
            Kind::Word { capital } => capital || text[next.start as usize..].starts_with(['@', '#']),
            Kind::Number | Kind::Bracket | Kind::Quote(_) => true,
            Kind::Other => text[next.start as usize..].starts_with('('),
            _ => false,
        });
        let ends = match item.kind {
            Kind::Stop => fresh,
            Kind::Loud => fresh && !attribution(items, at + 1),
            Kind::Quote(position) => match scanned.quotes[position as usize].last {
                '.' => fresh && !cue_begins(items, at + 1),
                '?' | '!' | '…' => fresh && !attribution(items, at + 1),
                _ => false,
            },
            Kind::Word { .. } => abbreviation_ends(text, items, at),
            _ => false,
        };
        if ends {
            out.push((from, at + 1));
            from = at + 1;
        }
    }
    if from < items.len() {
        out.push((from, items.len()));
    }
}

/// "in the U.S. He said": a dotted word that ends a sentence.
fn abbreviation_ends(text: &str, items: &[Item], at: usize) -> bool {
    let item = &items[at];
    let written = &text[item.start as usize..item.end as usize];
    let Some(next) = items.get(at + 1) else { return false };
    let likely = written.len() > 3 && written.ends_with('.') && written[..written.len() - 1].contains('.');
    let starts = Class::SUBJECT.with(Class::DETERMINER).with(Class::OWN).with(Class::SUBORDINATE);
    likely && next.capital() && next.is(starts.with(Class::PREPOSITION))
}

fn cue_begins(items: &[Item], at: usize) -> bool {
    items.get(at).is_some_and(|item| item.verb > 0 && !item.capital())
}

/// Whether "Reyl asked." or "asked Reyl" stands here: an attribution of what came before.
fn attribution(items: &[Item], at: usize) -> bool {
    if cue_begins(items, at) {
        return true;
    }
    let edge = Class::RELATIVE.with(Class::CONJUNCTION).with(Class::SUBORDINATE).with(Class::MODAL);
    for (position, item) in items.iter().enumerate().skip(at).take(9) {
        let plain = item.word() || item.kind == Kind::Bracket;
        if position > at && item.verb > 0 && !item.capital() && item.form != Some(Form::Gerund) {
            let after = items.get(position + 1);
            return after.is_none_or(|after| {
                !after.word()
                    || after.is(Class::DATE.with(Class::PREPOSITION).with(Class::ADDRESSEE).with(Class::LY))
            });
        }
        if !plain || item.is(edge) {
            return false;
        }
    }
    false
}
