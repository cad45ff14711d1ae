//! Attributions before a quotation: Reyl said: "…"; he added that "…".

use super::{Found, Frame, Frames};
use crate::lexicon::{Class, Form};
use crate::scan::Kind;

impl Frames<'_, '_> {
    pub(super) fn leads(&mut self) {
        for at in self.of.from + 1..self.of.to {
            if !self.free(at) || !self.speech(at) {
                continue;
            }
            let Some(cue) =
                (self.of.from..at).rev().filter(|cue| self.free(*cue)).find(|cue| self.reaches(*cue, at))
            else {
                continue;
            };
            let Some((verb, form)) = self.of.cue(cue) else { continue };
            let Some(quote) = self.of.quote(at).copied() else { continue };
            if verb.object
                && self.of.kind(at - 1) != Some(Kind::Colon)
                && self.of.kind(at - 1) != Some(Kind::Comma)
            {
                continue;
            }
            let group = self.of.group(cue);
            let own = self.own_subject(group, cue, form);
            let speaker = self.mention(own).or_else(|| self.carried(cue));
            let relative = group > self.of.from && self.of.is(group - 1, Class::RELATIVE);
            let frame = match (own, form) {
                (_, Form::Gerund) if own.is_none() => Frame::Ger,
                (Some(_), _) => Frame::NpVQ,
                (None, _) if relative => Frame::Rel,
                _ => Frame::NpVAndV,
            };
            let mut made = Found::new(frame, vec![(quote.start, quote.end)]);
            made.full = true;
            made.inherited = own.is_none();
            made.speaker = if relative && own.is_none() { self.relative(group) } else { speaker };
            made.cue = self.bytes((cue, cue + 1));
            made.class = Some(verb.class);
            made.lemma = verb.lemma;
            made.that = self.of.says(at - 1, "that");
            let after = cue + 1 + usize::from(!verb.with.is_empty());
            if verb.tells {
                made.addressee = self.addressed(self.addressee_end(after).map(|end| (after, end)));
            }
            made.beside = (after, at);
            // Further quotations of the sentence that follow without a new cue.
            let mut end = at + 1;
            loop {
                let mut next = end;
                while self.of.says(next, "and") || self.of.kind(next) == Some(Kind::Comma) {
                    next += 1;
                }
                let Some(more) = self.of.quote(next).filter(|more| self.free(next) && more.words > 2) else {
                    break;
                };
                made.spans.push((more.start, more.end));
                end = next + 1;
            }
            self.claim((group, end));
            self.found.push(made);
        }
    }

    /// Whether only addressee, time and place stand between a cue and a quotation.
    pub(super) fn reaches(&self, cue: usize, quote: usize) -> bool {
        let Some((verb, _)) = self.of.cue(cue) else { return false };
        let mut at = cue + 1 + usize::from(!verb.with.is_empty());
        if verb.tells {
            at = self.addressee_end(at).unwrap_or(at);
        }
        if verb.beside {
            let near = at + usize::from(self.of.is(at, Class::LY.with(Class::ADVERB)));
            return near == quote
                || near + 1 == quote && matches!(self.of.kind(near), Some(Kind::Comma | Kind::Colon))
                || near + 1 == quote && self.of.says(near, "that");
        }
        at = self.beside_end(at);
        if self.of.kind(at) == Some(Kind::Comma) && at + 1 < quote {
            at = self.beside_end(at + 1);
        }
        while at < quote
            && (matches!(self.of.kind(at), Some(Kind::Comma | Kind::Colon))
                || self.of.one_of(at, &["that", "how"]))
        {
            at += 1;
        }
        at == quote
    }

    /// "is saying", "was quoted as saying".
    pub(super) fn progressive(&self, group: usize, cue: usize) -> bool {
        group < cue && (self.of.is(cue - 1, Class::AUXILIARY) || self.of.says(cue - 1, "as"))
    }

    /// Who stands before a verb group as its subject. Before a gerund only what touches it: "a sign saying".
    pub(super) fn own_subject(&self, group: usize, cue: usize, form: Form) -> Option<(usize, usize)> {
        if form == Form::Gerund && !self.progressive(group, cue) {
            let before = group.checked_sub(1).filter(|before| *before >= self.of.from)?;
            // "was quoted as saying", "quoted Reyl as saying".
            if before > self.of.from && self.of.says(before, "as") {
                return self.of.before(before).filter(|run| run.1 == before);
            }
            let plain = self.of.word(before)
                && !self.of.is(
                    before,
                    Class::PREPOSITION
                        .with(Class::CONJUNCTION)
                        .with(Class::SUBORDINATE)
                        .with(Class::DATE)
                        .with(Class::ED)
                        .with(Class::OBJECT),
                );
            return self.of.before(group).filter(|_| plain);
        }
        self.of.before(group)
    }

    /// The mention before a relative pronoun, with the pronoun.
    pub(super) fn relative(&self, group: usize) -> Option<(u32, u32)> {
        let pronoun = group.checked_sub(1)?;
        if !self.of.is(pronoun, Class::RELATIVE) {
            return None;
        }
        let end = if pronoun > self.of.from && self.of.kind(pronoun - 1) == Some(Kind::Comma) {
            pronoun - 1
        } else {
            pronoun
        };
        match self.of.before(end) {
            Some(run) => self.bytes((run.0, pronoun + 1)),
            None => self.bytes((pronoun, pronoun + 1)),
        }
    }
}
