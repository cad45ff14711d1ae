//! Attributions of clauses and phrases: Reyl said that the tolls were fair; she called the offer "thin".

use super::{Found, Frame, Frames, spoken};
use crate::lexicon::{Class, CueClass, Form, Verb};
use crate::phrase::BEGINS;
use crate::scan::Kind;

impl Frames<'_, '_> {
    pub(super) fn clauses(&mut self) {
        self.accordings();
        let mut at = self.of.from;
        while at < self.of.to {
            if self.free(at)
                && let Some((verb, form)) = self.of.cue(at)
                && let Some(end) = self.clause(at, verb, form)
            {
                at = end;
                continue;
            }
            at += 1;
        }
    }

    /// "According to Brandt, the gates hold"; "the gates hold, according to Brandt".
    fn accordings(&mut self) {
        for at in self.of.from..self.of.to {
            if !(self.free(at) && self.of.says(at, "according") && self.of.says(at + 1, "to")) {
                continue;
            }
            let end = self.source_end(at + 2);
            if end == at + 2 {
                continue;
            }
            let run = if at == self.of.from
                || at == self.of.from + 1 && self.of.is(self.of.from, Class::CONJUNCTION)
            {
                let mut start = end;
                // An appositive or time of the source runs to the next comma.
                if self.of.kind(start) != Some(Kind::Comma) {
                    start =
                        (end..self.of.to).find(|at| self.of.kind(*at) == Some(Kind::Comma)).unwrap_or(end);
                } else if self.of.is(start + 1, Class::DETERMINER.with(Class::RELATIVE)) {
                    let close = (start + 2..self.of.to.min(start + 16))
                        .find(|at| self.of.kind(*at) == Some(Kind::Comma));
                    if let Some(close) = close.filter(|close| {
                        !self.clause_like((start + 1, *close)) || self.of.is(start + 1, Class::RELATIVE)
                    }) {
                        start = close;
                    }
                }
                let stop = self.clause_end(start + 1, CueClass::Say, false);
                (start + 1, stop)
            } else {
                let begin =
                    (self.of.from..at).rev().find(|at| !self.free(*at)).map_or(self.of.from, |at| at + 1);
                // ", which stood at 263, according to the bureau".
                let which = (begin + 2..at)
                    .rev()
                    .find(|at| self.of.says(*at, "which") && self.of.kind(at - 1) == Some(Kind::Comma));
                (which.unwrap_or(begin), at)
            };
            let Some(span) = self.bytes(run) else { continue };
            let mut spans = vec![span];
            // "The mediators, according to an aide, will table a revision".
            let mut last = end;
            let verbal = Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE);
            if run.1 == at && self.of.kind(end) == Some(Kind::Comma) && self.of.is(end + 1, verbal) {
                last = self.clause_end(end + 1, CueClass::Say, false);
                spans.extend(self.bytes((end + 1, last)));
            }
            let mut made = Found::new(Frame::Acc, spans);
            made.speaker = self.mention(Some((at + 2, end)));
            made.cue = self.bytes((at, at + 2));
            made.class = Some(CueClass::Say);
            made.lemma = "according to";
            made.full = (run.0..run.1).any(|at| self.speech(at));
            made.beside = (end, end);
            self.claim(run);
            self.claim((at, last));
            self.found.push(made);
        }
    }

    /// The statement of one cue with what follows it as content; where it ends.
    fn clause(&mut self, cue: usize, verb: &'static Verb, form: Form) -> Option<usize> {
        // "declined to say when": the inner cue says it.
        if matches!(verb.lemma, "decline" | "refuse")
            && self.of.says(cue + 1, "to")
            && self.of.cue(cue + 2).is_some_and(|cue| cue.0.class != CueClass::Mental)
        {
            return None;
        }
        let group = self.of.group(cue);
        let negated = (group..cue).any(|at| {
            self.of.is(at, Class::NEGATIVE)
                || self.of.written(at).ends_with("n't")
                || self.of.written(at).ends_with("n’t")
        }) || (group..cue)
            .any(|at| self.of.one_of(at, &["declined", "refused", "declines", "refuses"]));
        let after = cue + 1 + usize::from(!verb.with.is_empty());
        let content = self.content(after, verb)?;
        let Content { start, that, addressee, .. } = content;
        let quoted_words = |from: usize, to: usize| -> u32 {
            (from..to).filter_map(|at| self.of.quote(at)).map(|quote| quote.words).sum()
        };
        let mut end = self.clause_end(start, verb.class, content.object);
        if group > self.of.from && self.of.is(group - 1, Class::RELATIVE) && !self.of.says(group - 1, "that")
        {
            end = self.relative_end(start, end);
        }
        if end <= start {
            return None;
        }
        let words = quoted_words(start, end);
        if (verb.beside || !spoken(verb.class) && !self.beliefs) && words < 3 {
            return None;
        }
        let own = self.own_subject(group, cue, form);
        let relative = own.is_none() && group > self.of.from && self.of.is(group - 1, Class::RELATIVE);
        let speaker =
            if relative { self.relative(group) } else { self.mention(own).or_else(|| self.carried(cue)) };
        let infinitive = form == Form::Base && group == cue && self.of.says(cue.wrapping_sub(1), "to");
        if infinitive || speaker.is_none() {
            return None;
        }
        let frame = match (own, form) {
            _ if relative => Frame::Rel,
            (None, Form::Gerund) => Frame::Ger,
            (None, _) => Frame::NpVAndV,
            _ => Frame::NpVC,
        };
        let span = self.bytes((start, end))?;
        let mut spans = vec![span];
        // "a levy, which she said would ruin trade".
        if let Some(before) = own
            .and_then(|own| own.0.checked_sub(1))
            .filter(|at| self.of.one_of(*at, &["which", "that", "what", "whom"]))
        {
            spans.splice(0..0, self.bytes((before, before + 1)));
        }
        let mut made = Found::new(frame, spans);
        made.speaker = speaker;
        made.inherited = own.is_none() && !relative;
        made.cue = self.bytes((cue, after));
        made.class = Some(verb.class);
        made.lemma = verb.lemma;
        made.that = that;
        made.negated = negated;
        made.question = verb.class == CueClass::Ask;
        made.full = (start..end).any(|at| self.speech(at));
        made.addressee = self.addressed(addressee);
        made.beside = (after, start);
        self.claim((group, end));
        self.found.push(made);
        Some(end)
    }

    /// Where the content of a cue begins.
    fn content(&self, after: usize, verb: &Verb) -> Option<Content> {
        let mut at = after;
        let mut made = Content { start: at, that: false, object: false, addressee: None };
        if self.of.ended(at) {
            return None;
        }
        if verb.tells
            && let Some(end) = self.addressee_end(at)
        {
            made.addressee = Some((at, end));
            at = end;
            // "told the producer, Dorrit Venn, that"; "told a listener who had rung in that".
            let name = if self.of.kind(at) == Some(Kind::Comma) { self.of.name_between(at) } else { 0 };
            let close = if name > 0 { Some(at + name + 1) } else { None };
            let relative = self
                .of
                .says(at, "who")
                .then(|| (at..self.of.to.min(at + 16)).find(|at| self.of.says(*at, "that")))
                .flatten();
            at = close.filter(|close| self.of.says(*close, "that")).or(relative).unwrap_or(at);
        }
        let that = |at: usize| self.of.says(at, "that") && !self.of.ended(at + 1);
        let whether =
            |at: usize| self.of.one_of(at, &["whether", "if", "how", "why", "what", "when", "who", "where"]);
        if that(at) || whether(at) {
            made.that = true;
            made.start = at + usize::from(that(at));
            return Some(made);
        }
        // Time and place between the cue and "that".
        let beside = self.beside_end(at);
        if beside > at {
            let mut next = beside;
            // "in Tarn, Orsk, that".
            if self.of.kind(next) == Some(Kind::Comma) && self.of.capital(next + 1) {
                let close = (next + 2..next + 5).find(|at| self.of.kind(*at) == Some(Kind::Comma));
                next = close.filter(|close| that(*close + 1)).unwrap_or(next);
            }
            while matches!(self.of.kind(next), Some(Kind::Comma | Kind::Colon)) {
                next += 1;
            }
            if that(next) || whether(next) && next > at {
                made.that = true;
                made.start = next + usize::from(that(next));
                return Some(made);
            }
        }
        if self.of.kind(at) == Some(Kind::Colon) {
            made.start = at + 1;
            made.that = true;
            return (!self.of.ended(at + 1)).then_some(made);
        }
        if verb.infinitive && self.of.says(at, "to") {
            made.start = at;
            made.that = true;
            return Some(made);
        }
        if verb.object && made.addressee.is_none() {
            made.object = true;
            made.start = at;
            return self.of.word(at).then_some(made).or_else(|| self.of.quote(at).map(|_| made));
        }
        if verb.tells && made.addressee.is_none() && verb.class != CueClass::Ask {
            return None;
        }
        // A bare clause: a subject, and a verb soon.
        let time = self.of.over_time(at).filter(|end| self.of.is(*end, BEGINS) || self.of.capital(*end));
        let start = time.unwrap_or(at);
        let starts = self.of.is(start, BEGINS.with(Class::COLLECTIVE))
            || self.of.capital(start)
            || self.of.word(start) && !self.of.is(start, Class::PREPOSITION.with(Class::CONJUNCTION))
            || self.of.kind(start) == Some(Kind::Number)
            || self.of.quote(start).is_some();
        let verbal = self.clause_like((start, self.of.to.min(start + 14)));
        let quoted = (start..self.of.to.min(start + 12))
            .any(|at| self.of.quote(at).is_some_and(|quote| quote.words >= 2));
        let announced = (start..self.of.to.min(start + 16))
            .any(|at| self.of.kind(at) == Some(Kind::Colon) && self.speech(at + 1));
        if !starts || announced || !(verbal || quoted) || verb.that && !quoted {
            return None;
        }
        made.start = start;
        Some(made)
    }
}

/// Where content begins, and what stands before it.
#[derive(Clone, Copy)]
struct Content {
    start: usize,
    that: bool,
    object: bool,
    addressee: Option<(usize, usize)>,
}
