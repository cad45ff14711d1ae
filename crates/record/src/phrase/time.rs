//! Times and places.

use super::Sentence;
use crate::lexicon::Class;
use crate::scan::Kind;

impl Sentence<'_> {
    /// After a time expression that begins at `at`, if one does.
    pub(crate) fn over_time(&self, at: usize) -> Option<usize> {
        let mut end = at;
        if self.one_of(end, &["on", "in", "at", "by", "during", "since"]) {
            end += 1;
        }
        while self.is(end, Class::WHEN)
            || end > at && self.is(end - 1, Class::WHEN) && self.one_of(end, &["on", "in"])
            || self.one_of(end, &["this", "the", "a", "that"])
                && self.is(end + 1, Class::DATE.with(Class::WHEN))
        {
            end += 1;
        }
        if self.kind(end) == Some(Kind::Number) && self.is(end + 1, Class::DATE) {
            end += 1;
        }
        if (self.word(end) || self.kind(end) == Some(Kind::Number)) && self.is(end + 1, Class::TIME) {
            if self.one_of(end + 2, &["ago", "later", "earlier"]) {
                return Some(end + 3);
            }
            if self.one_of(end + 2, &["after", "before"]) {
                return self.noun(end + 3);
            }
        }
        if !self.is(end, Class::DATE) || self.is(end, Class::POSSESSIVE) {
            return None;
        }
        end += 1;
        while self.is(end, Class::DATE) && !self.is(end, Class::POSSESSIVE)
            || self.kind(end) == Some(Kind::Number) && self.is(end - 1, Class::MONTH)
        {
            end += 1;
        }
        if self.one_of(end, &["ago", "later", "earlier"]) {
            end += 1;
        } else if self.one_of(end, &["after", "before", "into"])
            && !self.is(end - 1, Class::WEEKDAY.with(Class::MONTH))
        {
            end = self.noun(end + 1).unwrap_or(end);
        }
        Some(end)
    }

    /// After a prepositional phrase that begins at `at`: "in a statement", "during a rally in Tarn", "of the plan".
    pub(crate) fn over_place(&self, at: usize) -> Option<usize> {
        if !self.is(at, Class::PREPOSITION)
            || self.one_of(at, &["as", "like", "than", "per", "until", "via"]) && !self.says(at, "via")
        {
            return None;
        }
        let begin = at + 1;
        if self.is(begin, Class::ING) {
            return self.noun(begin + 1).or(Some(begin + 1));
        }
        self.noun(begin)
    }
}
