//! The phrase to the right of a verb, and plain noun phrases.

use super::{BEGINS, LONGEST, NOT_IN_PHRASE, Run, Sentence};
use crate::lexicon::{Class, Form};
use crate::scan::Kind;

impl Sentence<'_> {
    /// The phrase that begins at `start`, to the right of a verb: "said Mira Dunn, who chairs the board".
    pub(crate) fn after(&self, start: usize) -> Option<Run> {
        let first = self.item(start)?;
        let begins = first.capital()
            || first.is(BEGINS.with(Class::COLLECTIVE).with(Class::ROLE))
            || first.kind == Kind::Number
            || self.named_soon(start);
        if !begins || first.is(Class::DATE) || self.says(start, "that") && !self.word(start + 1) {
            return None;
        }
        if first.is(Class::SUBJECT) {
            return Some((start, start + 1));
        }
        let mut at = start;
        while let Some(item) = self.item(at).filter(|_| at - start < LONGEST * 2) {
            match item.kind {
                // ", 45, a teacher"; "of Derry, N.H., before".
                Kind::Comma
                    if (self.kind(at + 1) == Some(Kind::Number)
                        || self.capital(at + 1) && !self.is(at + 1, Class::DATE))
                        && (self.kind(at + 2) == Some(Kind::Comma) || self.ended(at + 2)) =>
                {
                    at += 2;
                    if self.kind(at) != Some(Kind::Comma) {
                        break;
                    }
                    let next = at + 1;
                    if !(self.is(next, Class::DETERMINER.with(Class::OWN))
                        || self.one_of(next, &["who", "of", "from"]))
                    {
                        break;
                    }
                    continue;
                }
                // "the mayor of Tarn, Lev Ost, of the plan".
                Kind::Comma if self.name_between(at) > 0 => {
                    return Some((start, at + self.name_between(at)));
                }
                Kind::Comma => {
                    let next = at + 1;
                    let more = self.is(next, Class::DETERMINER.with(Class::OWN).with(Class::ROLE))
                        || self.one_of(next, &["who", "whose", "jr", "jr.", "sr."])
                        || (next..next + 4)
                            .take_while(|at| self.word(*at))
                            .any(|at| self.is(at, Class::ROLE))
                        || self.word(next) && !self.capital(next) && self.is(next, Class::ED);
                    let end = (next..self.to.min(next + 30)).find(|at| {
                        matches!(
                            self.kind(*at),
                            Some(Kind::Comma | Kind::Stop | Kind::Semicolon | Kind::Quote(_) | Kind::Dash)
                        )
                    });
                    return match end {
                        Some(end) if more => Some((start, end)),
                        None if more => Some((start, self.to)),
                        _ => Some((start, at)),
                    };
                }
                Kind::Word { .. } | Kind::Number | Kind::Bracket => {}
                _ => break,
            }
            let names = at > start && self.capital(at - 1) && self.capital(at + 1);
            let topical = item.is(Class::PREPOSITION) && !self.one_of(at, &["of", "for", "from"]);
            if !item.capital() && at > start {
                let leaves = item.is(Class::CONJUNCTION) && !names
                    || topical
                    || item.is(Class::DATE
                        .with(Class::SUBORDINATE)
                        .with(Class::AUXILIARY)
                        .with(Class::MODAL)
                        .with(Class::FINITE)
                        .with(Class::LY))
                    || item.is(Class::RELATIVE)
                    || self.cue(at).is_some()
                    || item.is(Class::SUBJECT);
                if leaves {
                    break;
                }
            }
            if item.is(Class::WEEKDAY) && at > start {
                break;
            }
            at += 1;
        }
        let word = (start..at).any(|at| !self.is(at, Class::DETERMINER.with(Class::OWN)));
        (at > start && word).then_some((start, at))
    }

    /// The items of a name that stands between this comma and the next mark, with the comma; 0 if none does.
    pub(crate) fn name_between(&self, comma: usize) -> usize {
        let end = (comma + 1..comma + 6).find(|at| !self.capital(*at)).unwrap_or(comma + 6);
        let marked = self.kind(end) == Some(Kind::Comma) || self.ended(end);
        if end > comma + 1 && marked && !self.is(comma + 1, Class::DATE) { end - comma } else { 0 }
    }

    /// A lower-case word before a title or name: "former governor Mira Dunn".
    fn named_soon(&self, start: usize) -> bool {
        let edge = NOT_IN_PHRASE
            .with(Class::PREPOSITION)
            .with(Class::CONJUNCTION)
            .with(Class::SUBORDINATE)
            .with(Class::ADVERB)
            .with(Class::LY)
            .with(Class::OBJECT);
        for at in start..start + 6 {
            if !self.word(at) || self.is(at, edge) && !(at > start && self.says(at, "of")) {
                return false;
            }
            if self.capital(at) || at > start && self.is(at, Class::COLLECTIVE.with(Class::ROLE)) {
                return true;
            }
        }
        false
    }

    /// A plain noun phrase from `start`: a determiner or none, then words up to an edge. None if nothing of the kind begins here.
    pub(crate) fn noun(&self, start: usize) -> Option<usize> {
        let mut at = start;
        if self.is(at, Class::OBJECT) && !self.is(at, Class::OWN) {
            return Some(at + 1);
        }
        while self.is(at, Class::DETERMINER.with(Class::OWN)) && !self.says(at, "that") {
            at += 1;
        }
        let first = at;
        let edge = NOT_IN_PHRASE
            .with(Class::PREPOSITION)
            .with(Class::CONJUNCTION)
            .with(Class::SUBORDINATE)
            .with(Class::DETERMINER)
            .with(Class::OWN)
            .with(Class::SUBJECT)
            .with(Class::LY);
        while let Some(item) = self.item(at) {
            let title = item.quote().is_some_and(|quote| self.quotes[quote].title) && at > start;
            let plain = item.word() || matches!(item.kind, Kind::Number | Kind::Bracket) || title;
            let adverb = item.is(Class::LY) && at == first;
            if !plain
                || item.is(edge) && !item.capital() && !adverb
                || at > first
                    && (self.is(at, Class::DATE) || self.is(at, Class::WHEN) && self.is(at + 1, Class::DATE))
            {
                break;
            }
            if at > first && self.one_of(at, &["here", "there"]) {
                break;
            }
            // "a letter dated Dec. 21".
            if at > first && item.is(Class::ED) && self.is(at + 1, Class::DATE.with(Class::PREPOSITION)) {
                break;
            }
            if item.capital() && item.is(BEGINS) && at > first {
                break;
            }
            if at > first && !item.capital() && self.cue(at).is_some_and(|cue| cue.1 != Form::Base) {
                break;
            }
            at += 1;
        }
        (at > first).then_some(at)
    }
}
