//! Where a reporting verb stands as a verb, and where it is a noun, a participle or something else.

use super::{BEGINS, Sentence};
use crate::lexicon::{Class, CueClass, Form, Verb, lexicon};
use crate::scan::Kind;

impl Sentence<'_> {
    /// The reporting verb at this place, if it stands there as a verb.
    pub(crate) fn cue(&self, at: usize) -> Option<(&'static Verb, Form)> {
        let item = self.item(at)?;
        let (mut verb, form) = (lexicon().verb_of(item.verb)?, item.form?);
        if item.capital() || self.says(at.wrapping_sub(1), "so") && form == Form::Gerund {
            return None;
        }
        let apart = self.is(at + 1, Class::ADVERB) && self.one_of(at + 2, &verb.with);
        if !verb.with.is_empty() && !self.one_of(at + 1, &verb.with) && !apart {
            verb = lexicon().verb_of(verb.otherwise)?;
        }
        let before = self.previous(at);
        if verb.noun && matches!(form, Form::Base | Form::Third) {
            let owned = Class::DETERMINER.with(Class::OWN).with(Class::POSSESSIVE).with(Class::PREPOSITION);
            if before.is_some_and(|before| self.is(before, owned) && !self.says(before, "to"))
                && !self.says(at.wrapping_sub(1), "who")
            {
                return None;
            }
            // A noun with something before it that is no subject: "new claims", "poll numbers show".
            let clause = self.says(at + 1, "that")
                || matches!(self.kind(at + 1), Some(Kind::Quote(_) | Kind::Colon | Kind::Comma))
                || self.is(at + 1, BEGINS)
                || self.capital(at + 1)
                || verb.infinitive && self.says(at + 1, "to")
                || !verb.with.is_empty()
                || before.is_some_and(|before| {
                    self.capital(before) || self.is(before, Class::SUBJECT.with(Class::THING))
                }) && (self.ended(at + 1) || self.is(at + 1, Class::PREPOSITION.with(Class::DATE)));
            if !clause && !verb.alike {
                return None;
            }
        }
        match form {
            Form::Base => {
                // "they say", "to say", "would say", "officials say".
                let plural = before.is_some_and(|before| {
                    self.is(before, Class::MODAL.with(Class::COLLECTIVE).with(Class::SUBJECT))
                        || self
                            .one_of(before, &["to", "who", "do", "did", "does", "didn't", "don't", "doesn't"])
                        || self.written(before).ends_with(['s', 'S']) && !self.is(before, Class::AUXILIARY)
                        || self.is(before, Class::BEFORE_VERB)
                        || self.kind(before) == Some(Kind::Comma)
                        || self.one_of(before, &["people", "men", "women", "and"]) && !self.says(before, "to")
                });
                let plain =
                    verb.lemma == "say" && !before.is_some_and(|before| self.is(before, Class::DETERMINER));
                let past = verb.alike && before.is_some_and(|before| !self.says(before, "to"));
                let clause = !verb.noun
                    && self.says(at + 1, "that")
                    && before.is_some_and(|before| {
                        !self.says(before, "to") && !self.is(before, Class::DETERMINER)
                    });
                if !plural && !plain && !past && !clause {
                    return None;
                }
            }
            Form::Past | Form::Participle => {
                // "the proposed levy", "a firm called Oar".
                let named =
                    verb.class == CueClass::Name && (self.named_only(at + 1) || self.quote(at + 1).is_some());
                if before.is_some_and(|before| {
                    let owner = Class::OWN.with(Class::POSSESSIVE);
                    self.is(before, owner)
                        || self.one_of(before, &["the", "a", "an", "of", "in", "with", "for"])
                        || self.kind(before) == Some(Kind::Number)
                        || named
                            && self.word(before)
                            && !self.capital(before)
                            && !self.is(
                                before,
                                Class::SUBJECT
                                    .with(Class::COLLECTIVE)
                                    .with(Class::BEFORE_VERB)
                                    .with(Class::ROLE)
                                    .with(Class::RELATIVE)
                                    .with(Class::CONJUNCTION)
                                    .with(Class::DATE),
                            )
                }) {
                    return None;
                }
                if self.one_of(at + 1, &["off", "up", "back", "away", "down"]) {
                    return None;
                }
                // A passive is no active cue.
                let mut left = at;
                while let Some(before) = left.checked_sub(1).filter(|before| *before >= self.from) {
                    if self.one_of(before, &["be", "been", "being", "was", "were", "is", "are", "got", "am"])
                    {
                        return None;
                    }
                    if !self.is(before, Class::BEFORE_VERB) {
                        break;
                    }
                    left = before;
                }
                if self.says(at + 1, "by") && !verb.beside && verb.class != CueClass::Say {
                    return None;
                }
            }
            // "the states that": a noun.
            Form::Third if verb.lemma == "state" => {
                let ends = self.ended(at + 1) || self.kind(at + 1) == Some(Kind::Comma);
                if !ends
                    && !before.is_some_and(|before| {
                        self.capital(before)
                            || self.is(
                                before,
                                Class::SUBJECT.with(Class::THING).with(Class::RELATIVE).with(Class::ADVERB),
                            )
                    })
                {
                    return None;
                }
            }
            Form::Third | Form::Gerund => {}
        }
        Some((verb, form))
    }

    /// A name and nothing more before the next mark: "a firm called Oar Line, which".
    pub(super) fn named_only(&self, at: usize) -> bool {
        let end = (at..self.to).find(|at| !self.capital(*at)).unwrap_or(self.to);
        end > at
            && (self.ended(end)
                || self.kind(end) == Some(Kind::Comma)
                || self.is(end, Class::RELATIVE.with(Class::CONJUNCTION)))
    }
}
