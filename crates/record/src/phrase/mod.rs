//! Phrases found by their edges: who stands before a verb, who after it, and the times and places beside it.

mod after;
mod before;
mod cue;
mod time;

use crate::lexicon::Class;
use crate::scan::{Item, Kind, Quote};

/// A run of items: first, and one after the last.
pub(crate) type Run = (usize, usize);

/// One sentence of a paragraph.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'a> {
    pub(crate) text: &'a str,
    pub(crate) items: &'a [Item],
    pub(crate) quotes: &'a [Quote],
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Words that a phrase to the left of a verb cannot hold.
const NOT_IN_PHRASE: Class =
    Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE).with(Class::RELATIVE).with(Class::NEGATIVE);
/// What begins a noun phrase for certain.
pub(crate) const BEGINS: Class = Class::DETERMINER.with(Class::OWN).with(Class::SUBJECT);
/// The longest phrase, in items.
const LONGEST: usize = 22;

impl<'a> Sentence<'a> {
    pub(crate) fn item(&self, at: usize) -> Option<&'a Item> {
        (at >= self.from && at < self.to).then(|| &self.items[at])
    }
    pub(crate) fn written(&self, at: usize) -> &'a str {
        self.item(at).map_or("", |item| &self.text[item.start as usize..item.end as usize])
    }
    pub(crate) fn says(&self, at: usize, word: &str) -> bool {
        self.written(at).eq_ignore_ascii_case(word)
    }
    pub(crate) fn one_of(&self, at: usize, words: &[&str]) -> bool {
        let written = self.written(at);
        words.iter().any(|word| written.eq_ignore_ascii_case(word))
    }
    pub(crate) fn is(&self, at: usize, class: Class) -> bool {
        self.item(at).is_some_and(|item| item.is(class))
    }
    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.item(at).map(|item| item.kind)
    }
    pub(crate) fn word(&self, at: usize) -> bool {
        self.item(at).is_some_and(Item::word)
    }
    pub(crate) fn capital(&self, at: usize) -> bool {
        self.item(at).is_some_and(Item::capital)
    }
    /// A mark that ends a sentence, or its end.
    pub(crate) fn ended(&self, at: usize) -> bool {
        self.item(at).is_none_or(|item| matches!(item.kind, Kind::Stop | Kind::Loud))
    }
    pub(crate) fn quote(&self, at: usize) -> Option<&'a Quote> {
        self.item(at).and_then(Item::quote).map(|position| &self.quotes[position])
    }

    fn previous(&self, at: usize) -> Option<usize> {
        at.checked_sub(1).filter(|before| *before >= self.from)
    }

    /// Where the verb group of the verb at `at` begins: over auxiliaries, adverbs and "went on to".
    pub(crate) fn group(&self, at: usize) -> usize {
        let mut start = at;
        while let Some(before) = self.previous(start) {
            let item = &self.items[before];
            if item.is(Class::BEFORE_VERB)
                && !item.is(Class::SUBJECT)
                && (!item.capital() || item.is(Class::LY))
            {
                start = before;
            } else if self.says(before, "as") && self.one_of(before.wrapping_sub(1), &["quoted", "cited"]) {
                start = before - 1;
            } else if self.says(before, "to") {
                // "went on to say", "declined to say", "continued to argue".
                let verb = |at: usize| {
                    self.is(at, Class::FINITE.with(Class::ED).with(Class::AUXILIARY))
                        || self.item(at).is_some_and(|item| item.verb > 0 && !item.capital())
                };
                match (self.previous(before), self.previous(before.wrapping_sub(1))) {
                    (Some(one), _) if verb(one) => start = one,
                    (Some(one), Some(two)) if self.one_of(one, &["on", "out", "forward"]) && verb(two) => {
                        start = two
                    }
                    _ => break,
                }
            } else {
                break;
            }
        }
        start
    }
}
