//! The phrase to the left of a verb.

use super::{BEGINS, LONGEST, NOT_IN_PHRASE, Run, Sentence};
use crate::lexicon::Class;
use crate::scan::Kind;

impl Sentence<'_> {
    /// Skips a time expression that ends before `end`: "Reyl on Tuesday said".
    pub(super) fn over_time_left(&self, end: usize) -> usize {
        let mut end = end;
        while end > self.from + 1 {
            let last = end - 1;
            let number = self.kind(last) == Some(Kind::Number) && self.is(last - 1, Class::MONTH);
            if !self.is(last, Class::DATE) && !number || self.is(last, Class::POSSESSIVE) {
                break;
            }
            let mut start = if number { last - 1 } else { last };
            while start > self.from
                && (self.is(start - 1, Class::WHEN.with(Class::DATE))
                    || self.one_of(start - 1, &["on", "in", "this", "the"]))
            {
                start -= 1;
            }
            if start == self.from {
                return end;
            }
            end = start;
        }
        end
    }

    /// The phrase that ends before `end`: the subject of a verb group that begins there.
    pub(crate) fn before(&self, end: usize) -> Option<Run> {
        let end = self.over_time_left(end);
        let last = self.previous(end)?;
        // An appositive or relative clause between marks belongs to the phrase.
        let mark = self.items[last].kind;
        if matches!(mark, Kind::Comma | Kind::Dash) {
            let limit = last.saturating_sub(45).max(self.from);
            let mut open = last;
            while open > limit {
                open -= 1;
                let kind = self.items[open].kind;
                if matches!(kind, Kind::Stop | Kind::Loud | Kind::Semicolon | Kind::Colon) {
                    return None;
                }
                if kind == mark && open + 1 < last {
                    // "Tarn, Orsk, ..." and lists go further left.
                    let lists = self.capital(open + 1) && last - open == 2 && mark == Kind::Comma;
                    let inner = self.from.max(open.saturating_sub(12));
                    let earlier = lists && (inner..open).any(|at| self.items[at].kind == Kind::Comma);
                    if !earlier {
                        break;
                    }
                }
            }
            let starts = self.apposes(open + 1);
            if self.items[open].kind != mark || open == self.from || !starts {
                return None;
            }
            let head = self.left(open)?;
            return Some((head.0, last));
        }
        self.left(end)
    }

    /// Whether an appositive or relative clause can begin here.
    fn apposes(&self, at: usize) -> bool {
        let starts =
            Class::DETERMINER.with(Class::OWN).with(Class::RELATIVE).with(Class::ROLE).with(Class::ED);
        let which = Class::ADVERB.with(Class::SUBORDINATE);
        self.is(at, starts) && !self.says(at, "where") && !self.is(at, which)
            || self.capital(at)
            || self.kind(at) == Some(Kind::Number)
            || self.word(at)
                && !self
                    .is(at, BEGINS.with(Class::CONJUNCTION).with(Class::SUBORDINATE).with(Class::PREPOSITION))
            || self.one_of(
                at,
                &["of", "for", "from", "in", "after", "with", "at", "speaking", "when", "while", "asked"],
            )
    }

    /// A plain phrase that ends before `end`.
    fn left(&self, end: usize) -> Option<Run> {
        let mut start = end;
        let limit = end.saturating_sub(LONGEST).max(self.from);
        while start > limit {
            let at = start - 1;
            let item = &self.items[at];
            if !item.word() && !matches!(item.kind, Kind::Number | Kind::Bracket) {
                // A nickname or a quoted part of a title stays inside.
                if item.quote().is_some_and(|quote| self.quotes[quote].words <= 3)
                    && at > self.from
                    && start < end
                    && self.word(at - 1)
                {
                    start = at;
                    continue;
                }
                break;
            }
            if item.is(Class::RELATIVE) {
                break;
            }
            if item.is(Class::CONJUNCTION) {
                let names = self.capital(start)
                    && at > self.from
                    && (self.capital(at - 1) || self.kind(at - 1) == Some(Kind::Bracket));
                let other = self.one_of(start, &["other", "others"]);
                if names && self.says(at, "and") || other {
                    start = at;
                    continue;
                }
                break;
            }
            if start == end && item.is(Class::SUBJECT) {
                return Some((at, end));
            }
            if item.is(NOT_IN_PHRASE) && !(item.capital() && at == self.from && item.is(Class::FINITE)) {
                break;
            }
            // "releasing an ad that": the verb before the phrase.
            if item.is(Class::ING)
                && start < end
                && (self.is(start, BEGINS.with(Class::OBJECT)) || self.says(start, "to"))
            {
                break;
            }
            if item.is(Class::SUBORDINATE)
                && !(item.is(Class::PREPOSITION) && start < end && !self.is(start, Class::SUBJECT))
            {
                break;
            }
            if start < end && self.is(start, Class::SUBJECT) {
                break;
            }
            if item.verb > 0 && !item.capital() && self.cue(at).is_some() && start < end {
                break;
            }
            start = at;
        }
        self.trimmed(start, end)
    }

    /// Without openers, and without a prepositional phrase that stands before the phrase.
    fn trimmed(&self, start: usize, end: usize) -> Option<Run> {
        let mut start = start;
        while start < end
            && (self.is(start, Class::OPENER.with(Class::LY))
                && !self.is(start, BEGINS)
                && !self.is(start, Class::COLLECTIVE)
                || self.is(start, Class::CONJUNCTION.with(Class::SUBORDINATE))
                || self.is(start, Class::DATE)
                    && !self.is(start, Class::POSSESSIVE)
                    && start + 1 < end
                    && start == self.from)
        {
            start += 1;
        }
        if start < end && self.is(start, Class::PREPOSITION) {
            let fresh = (start + 1..end).rev().find(|at| {
                let begins = self.is(*at, BEGINS.with(Class::COLLECTIVE))
                    || self.capital(*at) && !self.capital(at - 1);
                let inner =
                    Class::PREPOSITION.with(Class::DETERMINER).with(Class::OWN).with(Class::POSSESSIVE);
                let titled = self.is(at - 1, Class::TITLE) && self.capital(at - 1);
                begins && !titled && !self.is(at - 1, inner) && !self.says(at - 1, "and")
            })?;
            // An adjective before a collective noun belongs to it.
            start = fresh;
        }
        // "the" alone is no phrase.
        let word = |at: usize| self.word(at) && !self.one_of(at, &["the", "a", "an", "every"]);
        (start < end && (start..end).any(word)).then_some((start, end))
    }
}
