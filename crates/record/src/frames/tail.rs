//! Attributions after or inside what is said: "…," Reyl said; "…," said Reyl; the bridge, Reyl said, is closed.

use super::{Found, Frame, Frames, Via};
use crate::lexicon::{Class, CueClass, Form};
use crate::phrase::{BEGINS, Run};
use crate::scan::{First, Kind};

/// An attribution: who, by which cue, and where it ends.
#[derive(Clone, Copy)]
pub(super) struct Tail {
    pub(super) speaker: Option<Run>,
    /// First item of the cue and one after its last.
    pub(super) cue: Run,
    pub(super) class: CueClass,
    pub(super) lemma: &'static str,
    pub(super) inverted: bool,
    pub(super) addressee: Option<Run>,
    pub(super) end: usize,
    pub(super) according: bool,
}

impl Frames<'_, '_> {
    pub(super) fn tails(&mut self) {
        let mut begin = self.of.from;
        let mut at = self.of.from + 1;
        while at < self.of.to {
            let before = at - 1;
            let after_quote = self.of.quote(before).map(|quote| {
                !self.titled(before)
                    && (matches!(quote.last, ',' | '?' | '!' | '—' | '…')
                        || quote.last == 'a' && quote.words > 2 && before == self.of.from)
            });
            let comma = self.of.kind(before) == Some(Kind::Comma);
            let quote_comma = comma && before > self.of.from && self.of.quote(before - 1).is_some();
            let quoted = after_quote == Some(true) || quote_comma;
            if !(quoted || comma || self.of.kind(before) == Some(Kind::Dash)) || before < begin {
                at += 1;
                continue;
            }
            let Some(tail) = self.tail(at, quoted) else {
                at += 1;
                continue;
            };
            match self.take(tail, begin, before, quoted) {
                Some(end) => {
                    begin = end;
                    at = end.max(at) + 1;
                }
                None => at += 1,
            }
        }
    }

    /// The attribution that begins at `at`, after a quotation or a comma.
    pub(super) fn tail(&self, at: usize, quoted: bool) -> Option<Tail> {
        self.according(at).or_else(|| self.inverted(at, quoted)).or_else(|| self.upright(at, quoted))
    }

    fn according(&self, at: usize) -> Option<Tail> {
        if !(self.of.says(at, "according") && self.of.says(at + 1, "to")) {
            return None;
        }
        let end = self.source_end(at + 2);
        (end > at + 2).then_some(Tail {
            speaker: Some((at + 2, end)),
            cue: (at, at + 2),
            class: CueClass::Say,
            lemma: "according to",
            inverted: false,
            addressee: None,
            end,
            according: true,
        })
    }

    /// Where the source after "according to" ends.
    pub(super) fn source_end(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(item) = self.of.item(at) {
            let plain = item.word() || matches!(item.kind, Kind::Number | Kind::Bracket);
            let leaves = item.is(Class::RELATIVE)
                || item.is(Class::CONJUNCTION) && !(self.of.capital(at - 1) && self.of.capital(at + 1))
                || item.is(Class::AUXILIARY.with(Class::MODAL))
                || item.is(Class::SUBJECT) && at > start;
            if !plain || leaves {
                break;
            }
            at += 1;
        }
        at
    }

    fn inverted(&self, at: usize, quoted: bool) -> Option<Tail> {
        let mut cue = at;
        while self.of.is(cue, Class::LY.with(Class::ADVERB)) && cue < at + 2 {
            cue += 1;
        }
        if self.of.cue(cue).is_some_and(|cue| cue.0.lemma == "tell") {
            return None;
        }
        let (class, lemma) = match self.of.cue(cue) {
            Some((verb, Form::Past | Form::Third)) => {
                if !quoted && (verb.class == CueClass::Mental || verb.beside || verb.object) {
                    return None;
                }
                (verb.class, verb.lemma)
            }
            Some(_) => return None,
            // An unknown verb between a quotation and a name.
            None if quoted && self.of.is(cue, Class::ED) && self.of.capital(cue + 1) => {
                (CueClass::Manner, "")
            }
            None => return None,
        };
        if !quoted && self.of.is(cue + 1, Class::SUBJECT) {
            return None;
        }
        let speaker = self.of.after(cue + 1)?;
        // "…, said they would": a pronoun that goes on to a verb is no speaker.
        let finite = Class::AUXILIARY.with(Class::MODAL);
        if self.of.is(speaker.1, finite)
            || !quoted && self.of.is(cue + 1, BEGINS) && self.of.cue(speaker.1).is_some()
        {
            return None;
        }
        let end = self.beside_end(speaker.1);
        let closed = self.of.ended(end)
            || matches!(self.of.kind(end), Some(Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon));
        (quoted || closed).then_some(Tail {
            speaker: Some(speaker),
            cue: (cue, cue + 1),
            class,
            lemma,
            inverted: true,
            addressee: None,
            end,
            according: false,
        })
    }

    fn upright(&self, at: usize, quoted: bool) -> Option<Tail> {
        if self.of.is(at, Class::CONJUNCTION.with(Class::RELATIVE)) {
            return None;
        }
        let mut begin = at;
        while self.of.is(begin, Class::LY.with(Class::ADVERB).with(Class::OPENER))
            && !self.of.is(begin, BEGINS)
            && begin < at + 2
            || self.of.says(begin, "as")
        {
            begin += 1;
        }
        for cue in begin + 1..self.of.to.min(begin + 34) {
            if self.of.ended(cue)
                || matches!(self.of.kind(cue), Some(Kind::Quote(_) | Kind::Semicolon | Kind::Colon))
            {
                return None;
            }
            let found = self
                .of
                .cue(cue)
                .filter(|found| found.1 != Form::Gerund || self.progressive(self.of.group(cue), cue));
            let (class, lemma, tells, with) = match found {
                Some((verb, _)) => {
                    if !quoted && (verb.class == CueClass::Mental || verb.beside || verb.object) {
                        continue;
                    }
                    (verb.class, verb.lemma, verb.tells, !verb.with.is_empty())
                }
                None if quoted
                    && self.of.is(cue, Class::ED)
                    && (self.of.capital(cue - 1) || self.of.is(cue - 1, Class::SUBJECT))
                    && (self.of.ended(cue + 1) || self.of.kind(cue + 1) == Some(Kind::Comma)) =>
                {
                    (CueClass::Manner, "", false, false)
                }
                None => continue,
            };
            let group = self.of.group(cue);
            if group <= begin {
                return None;
            }
            // With a quotation before it, all that stands between is the speaker unless it holds a verb.
            let whole = (quoted && self.phrase_like(begin, group)).then_some((begin, group));
            let Some(speaker) =
                self.of.before(group).filter(|run| run.0 <= begin + 1).or(whole).or(self.of.before(group))
            else {
                continue;
            };
            // The phrase must be all there is between.
            if speaker.0 > begin + 1 && !(speaker.0 <= begin + 6 && quoted && self.opening(begin, speaker.0))
            {
                continue;
            }
            if speaker.0 < begin {
                continue;
            }
            let mut end = cue + 1 + usize::from(with);
            let mut addressee = None;
            if tells && let Some(stop) = self.addressee_end(end) {
                addressee = Some((end, stop));
                end = stop;
            }
            end = self.beside_end(end);
            let closed = self.of.ended(end)
                || matches!(
                    self.of.kind(end),
                    Some(Kind::Comma | Kind::Quote(_) | Kind::Dash | Kind::Semicolon)
                );
            // A quotation that closes with a comma needs an attribution, whatever follows the cue.
            let object = found.is_some_and(|found| found.0.object)
                && (self.of.word(end) || self.of.quote(end).is_some());
            let marked = self.of.quote(at - 1).is_some_and(|quote| quote.last == ',') && !object;
            // ", told the producer, Dorrit Venn, that": the content follows.
            let name = if self.of.kind(end) == Some(Kind::Comma) { self.of.name_between(end) } else { 0 };
            if name > 0 && self.of.says(end + name + 1, "that") {
                continue;
            }
            let bare = quoted && !self.of.says(end, "that") && (marked || !self.of.is(end, BEGINS));
            if closed || bare || self.of.kind(end) == Some(Kind::Colon) {
                return Some(Tail {
                    speaker: Some(speaker),
                    cue: (cue, cue + 1 + usize::from(with)),
                    class,
                    lemma,
                    inverted: false,
                    addressee,
                    end,
                    according: false,
                });
            }
        }
        None
    }

    /// Whether a run can be one phrase: it begins like one, and holds no verb and no mark.
    fn phrase_like(&self, from: usize, to: usize) -> bool {
        let verbal = Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE).with(Class::RELATIVE);
        let begins =
            self.of.capital(from) || self.of.is(from, BEGINS.with(Class::COLLECTIVE).with(Class::ROLE));
        begins
            && (from..to).all(|at| {
                (self.of.word(at) || matches!(self.of.kind(at), Some(Kind::Number | Kind::Bracket)))
                    && !self.of.is(at, verbal)
                    && self.of.cue(at).is_none()
            })
    }

    /// A phrase of time or place before the speaker.
    fn opening(&self, from: usize, to: usize) -> bool {
        let comma = |end: usize| end == to || self.of.kind(end) == Some(Kind::Comma) && end + 1 == to;
        self.of.over_time(from).is_some_and(comma) || self.of.over_place(from).is_some_and(comma)
    }

    /// Puts an attribution and what it attributes on record; where the next can begin.
    fn take(&mut self, tail: Tail, begin: usize, mark: usize, quoted: bool) -> Option<usize> {
        let run = (begin, if self.of.quote(mark).is_some() { mark + 1 } else { mark });
        let between = self.of.kind(tail.end) == Some(Kind::Comma)
            && !quoted
            && !tail.according
            && self.of.quote(tail.end + 1).is_none()
            && self.rest(tail.end + 1).is_some();
        let start = match self.content_start(run, quoted, between) {
            Some(start) if (start..run.1).any(|at| self.of.word(at) || self.of.quote(at).is_some()) => start,
            _ => return self.take_next(tail),
        };
        let quotes: Vec<usize> = (start..run.1).filter(|at| self.of.quote(*at).is_some()).collect();
        let alone = quotes.len() == run.1 - start || (start..run.1).all(|at| !self.of.word(at));
        let full = alone || quotes.iter().any(|at| self.speech(*at));
        // "Brandt claimed that “…,” one of them said the cases differ": the quotation is the first one's.
        let closed = !self.of.word(tail.end) && self.of.quote(tail.end).is_none();
        if quoted
            && !closed
            && (start..run.1).any(|cue| run.1 > cue + 1 && self.free(cue) && self.reaches(cue, run.1 - 1))
        {
            return None;
        }
        let long = quotes.iter().any(|at| self.of.quote(*at).is_some_and(|quote| quote.words > 2));
        if !long
            && !quoted
            && !self.clause_like((start, run.1))
            && self.of.kind(tail.end) != Some(Kind::Comma)
        {
            return None;
        }
        let mut spans = Vec::new();
        spans.push(self.bytes((start, run.1))?);
        let mut end = tail.end;
        let mut middle = false;
        // A second part: more of the same quotation, or the rest of a clause.
        if matches!(self.of.kind(end), Some(Kind::Comma | Kind::Dash | Kind::Colon))
            || self.of.quote(end).is_some()
        {
            let next = if self.of.quote(end).is_some() { end } else { end + 1 };
            if self.of.quote(next).is_some_and(|quote| quote.words > 0)
                && !self.followed(next + 1)
                && (alone || long || self.speech(next))
            {
                // "Quite suddenly, Crawford said, “Marla called”": what opens the sentence is not what was said.
                if !quoted && !long && self.of.quote(next).is_some_and(|quote| quote.first != First::Small) {
                    return self.take_next(tail);
                }
                spans.extend(self.bytes((next, next + 1)));
                end = next + 1;
            } else if !alone && self.of.kind(end) == Some(Kind::Comma) && !tail.according {
                if let Some(stop) = self.rest(next) {
                    spans.extend(self.bytes((next, stop)));
                    end = stop;
                    middle = true;
                } else if !quoted && !self.clause_like((start, run.1)) {
                    return None;
                }
            }
        }
        let frame = match (alone, tail.according, middle, tail.inverted) {
            (true, true, ..) => Frame::QAcc,
            (true, _, _, true) => Frame::QVNp,
            (true, ..) => Frame::QNpV,
            (_, true, ..) => Frame::Acc,
            (_, _, true, _) => Frame::CMid,
            (_, _, _, true) => Frame::CVNp,
            _ => Frame::CNpV,
        };
        let mut made = Found::new(frame, spans);
        made.full = full;
        self.attribute(&mut made, tail);
        // "…, Dunn said, according to the Courier".
        let near = end + usize::from(self.of.kind(end) == Some(Kind::Comma));
        if let Some(outer) = self.according(near).filter(|_| !tail.according && !middle)
            && let (Some(speaker), Some(cue), Some(span)) =
                (self.mention(outer.speaker), self.bytes(outer.cue), self.bytes((start, end)))
        {
            made.via = Some(Via { speaker, cue, span });
            end = outer.end;
        }
        self.claim((start, end));
        self.found.push(made);
        Some(end)
    }

    /// An attribution in front of a quotation, after words that open the sentence: "But, said Dunn, “I cannot”".
    fn take_next(&mut self, tail: Tail) -> Option<usize> {
        let next = tail.end + usize::from(self.of.quote(tail.end).is_none());
        let quote = self
            .of
            .quote(next)
            .copied()
            .filter(|_| self.speech(next) && !tail.according && !self.followed(next + 1))?;
        let mut made =
            Found::new(if tail.inverted { Frame::QVNp } else { Frame::QNpV }, vec![(quote.start, quote.end)]);
        made.full = true;
        self.attribute(&mut made, tail);
        self.claim((tail.cue.0, next + 1));
        self.found.push(made);
        Some(next + 1)
    }

    pub(super) fn attribute(&self, made: &mut Found, tail: Tail) {
        made.speaker = self.mention(tail.speaker);
        made.cue = self.bytes(tail.cue);
        made.class = Some(tail.class);
        made.lemma = tail.lemma;
        made.addressee = self.addressed(tail.addressee);
        made.beside = (tail.cue.1, tail.end);
    }

    /// Whether another attribution follows, so that what stands before it is its own.
    fn followed(&self, at: usize) -> bool {
        self.of.quote(at - 1).is_some_and(|quote| quote.last == ',') && self.tail(at, true).is_some()
    }

    /// Where what is said begins in a run that an attribution follows.
    fn content_start(&self, run: Run, quoted: bool, between: bool) -> Option<usize> {
        let (mut start, end) = run;
        while start < end
            && matches!(self.of.kind(start), Some(Kind::Comma | Kind::Dash | Kind::Semicolon | Kind::Colon))
        {
            start += 1;
        }
        if start >= end {
            return None;
        }
        let first_quote = (start..end).find(|at| self.of.quote(*at).is_some());
        if quoted {
            // A cue before the quotation in the same run: the quotation alone is what the tail attributes.
            let last = (start..end).rev().find(|at| self.of.quote(*at).is_some())?;
            let whole =
                self.of.quote(last).is_some_and(|quote| quote.first == First::Capital && quote.words > 4);
            let marked = last > start && matches!(self.of.kind(last - 1), Some(Kind::Comma | Kind::Colon));
            let led = self.of.is(start, Class::PREPOSITION.with(Class::ING).with(Class::DATE))
                || self.of.one_of(start, &["asked", "pressed", "pushed"])
                || (start..last).any(|at| self.of.cue(at).is_some());
            let conditional = self.of.one_of(start, &["if", "as", "because", "although", "while", "without"]);
            if whole && marked && led && !conditional && last > start + 1 && self.speech(last) {
                return Some(last);
            }
            // A fragment that an earlier cue of the sentence introduces is not this one's.
            let whole = (start..last)
                .all(|at| self.of.cue(at).is_none_or(|cue| cue.0.class == CueClass::Mental || cue.0.beside));
            return (whole || self.speech(last) || run.1 - 1 > last).then_some(start);
        }
        if first_quote.is_none() {
            // "In Tarn, Reyl said": an opening phrase is not what was said.
            let opener = Class::PREPOSITION
                .with(Class::SUBORDINATE)
                .with(Class::OPENER)
                .with(Class::ADVERB)
                .with(Class::LY);
            let talk = (start..end).any(|at| self.talk(at));
            if self.of.is(start, opener.with(Class::DATE))
                && !(between && !talk && end > start + 2)
                && !self.clause_first(start, end)
            {
                return None;
            }
            if self.of.is(start, Class::ING) || self.of.one_of(start, &["asked", "pressed", "speaking", "as"])
            {
                return None;
            }
        }
        while start < end && self.of.is(start, Class::CONJUNCTION) {
            start += 1;
        }
        Some(start)
    }

    /// An opener that is followed by a whole clause and a comma before it: "If the tolls fall, ships will come, Reyl said".
    fn clause_first(&self, start: usize, end: usize) -> bool {
        (start..end)
            .find(|at| self.of.kind(*at) == Some(Kind::Comma))
            .is_some_and(|comma| self.clause_like((comma + 1, end)))
    }
}
