//! Where the parts beside a cue end, and where a clause does.

use super::Frames;
use crate::lexicon::{Class, CueClass, Form};
use crate::phrase::BEGINS;
use crate::scan::Kind;

/// Words that show a verb: what makes a run a clause.
const VERBAL: Class = Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE).with(Class::ED);

impl Frames<'_, '_> {
    /// Where the addressee that begins at `at` ends: "told reporters in Tarn", "told the Courier".
    pub(super) fn addressee_end(&self, at: usize) -> Option<usize> {
        let first = self.of.item(at)?;
        if !first.word()
            || self.of.one_of(at, &["that", "how", "what", "why"])
            || first.is(Class::PREPOSITION)
        {
            return None;
        }
        if first.is(Class::OBJECT) && !first.is(Class::OWN) {
            return Some(at + 1);
        }
        if first.is(Class::SUBJECT) && self.of.one_of(at, &["you", "it"]) {
            return Some(at + 1);
        }
        let mut end = self.of.noun(at)?;
        // "told Tarn News Brandt would": the last name belongs to the clause.
        let verb =
            |at: usize| self.of.is(at, VERBAL) || self.of.cue(at).is_some_and(|cue| cue.1 != Form::Base);
        if verb(end) && end > at + 1 && self.of.capital(end - 1) {
            return Some(end - 1);
        }
        loop {
            if self.of.one_of(end, &["of", "in", "at", "from", "for", "with", "on"])
                && self.of.over_time(end).is_none()
            {
                let Some(stop) = self.of.noun(end + 1) else { break };
                if verb(stop) {
                    // "told reporters in Tarn the deal was dead" has its own determiner; a bare verb means we went too far.
                    break;
                }
                end = stop;
            } else if self.of.says(end, "and")
                && self.of.noun(end + 1).is_some_and(|stop| !verb(stop))
                && !self.of.is(end + 1, BEGINS)
            {
                end = self.of.noun(end + 1)?;
            } else {
                break;
            }
        }
        Some(end)
    }

    /// The mention of an addressee, without the place it is in: "reporters" of "reporters in Tarn".
    pub(super) fn addressed(&self, run: Option<(usize, usize)>) -> Option<(u32, u32)> {
        let (from, to) = run?;
        let end = (from + 1..to).find(|at| self.of.one_of(*at, &["in", "at", "on", "with"])).unwrap_or(to);
        self.mention(Some((from, end)))
    }

    /// After times, places, occasions and adverbs beside a cue.
    pub(super) fn beside_end(&self, at: usize) -> usize {
        let mut end = at;
        loop {
            if let Some(stop) = self.of.over_time(end) {
                end = stop;
            } else if self.of.is(end, Class::LY.with(Class::ADVERB)) && !self.of.is(end, Class::SUBORDINATE)
                || end > at && self.of.says(end, "and") && self.of.over_place(end + 1).is_some()
            {
                end += 1;
            } else if self.of.is(end, Class::PREPOSITION.with(Class::SUBORDINATE))
                && self.of.one_of(end, &["after", "before", "while", "when", "as"])
                && self.occasion(end).is_some()
            {
                end = self.occasion(end).unwrap_or(end + 1);
            } else if let Some(stop) = self.of.over_place(end) {
                end = stop;
                if self.of.says(end, "and")
                    && let Some(stop) = self.of.noun(end + 1).filter(|_| !self.of.is(end + 1, BEGINS))
                    && !self.of.is(stop, VERBAL)
                {
                    end = stop;
                }
            } else {
                return end;
            }
        }
    }

    /// "after the session ended", "before boarding the night ferry": to a comma, a quotation, "that" or the end.
    fn occasion(&self, at: usize) -> Option<usize> {
        let limit = self.of.to.min(at + 16);
        (at + 1..limit).find(|at| {
            matches!(self.of.kind(*at), Some(Kind::Comma | Kind::Colon | Kind::Quote(_) | Kind::Dash))
                || self.of.ended(*at)
                || self.of.says(*at, "that") && !self.of.ended(*at + 1)
        })
    }

    /// Whether a run holds a subject and a verb.
    pub(super) fn clause_like(&self, run: (usize, usize)) -> bool {
        let verb = (run.0 + 1..run.1).any(|at| {
            self.of.is(at, VERBAL)
                || self.of.cue(at).is_some_and(|cue| cue.1 != Form::Gerund)
                || self.of.written(at).ends_with("n't")
                || self.third(at)
        });
        verb && run.1 > run.0 + 1
    }

    /// A lower-case word in -s after a name or noun: perhaps a verb.
    fn third(&self, at: usize) -> bool {
        self.of.word(at)
            && !self.of.capital(at)
            && self.of.written(at).ends_with('s')
            && self.of.capital(at - 1)
    }

    /// Where the second part of a clause ends that an attribution interrupted.
    pub(super) fn rest(&self, at: usize) -> Option<usize> {
        let gerund = self.of.cue(at).is_some_and(|cue| cue.1 == Form::Gerund) || self.of.is(at, Class::ING);
        let condition = self.of.says(at, "but") && self.of.one_of(at + 1, &["only", "if", "not", "unless"]);
        let other = !condition
            && self.of.one_of(at, &["which", "who", "but", "while", "though", "although", "whose"]);
        if gerund || other || self.of.ended(at) {
            return None;
        }
        // A new attribution of its own.
        let joined = self.of.is(at, Class::CONJUNCTION);
        let new = (at..self.of.to.min(at + 12)).find(|cue| {
            self.of.cue(*cue).is_some_and(|cue| cue.0.class != CueClass::Mental && !cue.0.beside)
        });
        if joined && new.is_some() {
            return None;
        }
        let end = self.clause_end(at, CueClass::Say, false);
        (end > at + 1).then_some(end)
    }

    /// Where a relative clause ends: at its closing comma, or before the verb of the clause around it.
    pub(super) fn relative_end(&self, start: usize, end: usize) -> usize {
        let verbal = VERBAL.with(Class::LY);
        (start + 1..end)
            .find(|at| {
                self.of.kind(*at) == Some(Kind::Comma)
                    && (self.of.is(at + 1, verbal)
                        || self.of.cue(at + 1).is_some_and(|cue| cue.1 != Form::Gerund))
            })
            .unwrap_or(end)
    }

    /// Where a clause that begins at `start` ends.
    pub(super) fn clause_end(&self, start: usize, class: CueClass, object: bool) -> usize {
        let mut at = start;
        let past = true;
        while at < self.of.to {
            let Some(item) = self.of.item(at) else { break };
            match item.kind {
                Kind::Stop | Kind::Loud if at + 1 >= self.of.to || item.kind == Kind::Stop => break,
                Kind::Semicolon => break,
                Kind::Dash if at > start => {
                    let wide = item.end - item.start > 1;
                    let paired =
                        (at + 1..self.of.to.min(at + 40)).find(|to| self.of.kind(*to) == Some(Kind::Dash));
                    if wide || self.spaced(at) {
                        match paired {
                            Some(close) if close + 2 < self.of.to => {
                                at = close + 1;
                                continue;
                            }
                            _ => break,
                        }
                    }
                }
                Kind::Comma if at > start && self.comma_ends(at, object) => break,
                Kind::Quote(position) if self.quote_ends(position as usize, at, object) => {
                    at += 1;
                    break;
                }
                Kind::Word { .. } if at > start && self.word_ends(at, class, past) => break,
                _ => {}
            }
            at += 1;
        }
        self.without_tail(start, at)
    }

    fn spaced(&self, at: usize) -> bool {
        let item = &self.of.items[at];
        self.of.text[item.end as usize..].starts_with(char::is_whitespace)
    }

    /// Whether a quotation that closes with a mark of its own ends what is said.
    fn quote_ends(&self, position: usize, at: usize, object: bool) -> bool {
        let quote = &self.of.quotes[position];
        let next = at + 1;
        let goes_on =
            self.of.quote(next).is_some() || self.of.one_of(next, &["and", "or", "for", "as", "in"]);
        match quote.last {
            ',' => self.comma_ends(at, object) || !goes_on,
            '?' | '!' => self.of.word(next) && !goes_on,
            // "welcomed “a morning of arithmetic” in a message".
            _ => {
                object
                    && self.of.one_of(next, &["in", "during", "at"])
                    && self.of.over_place(next).is_some_and(|end| (next..end).any(|at| self.talk(at)))
            }
        }
    }

    /// Whether a comma ends what is said.
    fn comma_ends(&self, at: usize, object: bool) -> bool {
        let mut next = at + 1;
        if self.of.cue(next).is_some_and(|cue| cue.1 == Form::Gerund) {
            return true;
        }
        if self.of.says(next, "according") && self.of.says(next + 1, "to") {
            return true;
        }
        if self.of.one_of(next, &["while", "though", "although", "whereas", "but", "compared"]) {
            return true;
        }
        if self.of.is(next, Class::RELATIVE) && self.new_speaker(next + 1) {
            return true;
        }
        if object && (self.of.is(next, Class::ING.with(Class::RELATIVE))) {
            return true;
        }
        if self.of.one_of(next, &["and", "but"]) {
            next += 1;
            if self.cue_soon(next) {
                return true;
            }
        }
        // A new subject with a cue of its own: ", Brandt said" or ", the minister added that".
        self.new_speaker(next)
    }

    /// A cue right here, after adverbs: "and added".
    fn cue_soon(&self, at: usize) -> bool {
        let mut at = at;
        while self.of.is(at, Class::BEFORE_VERB) {
            at += 1;
        }
        self.of.cue(at).is_some_and(|(verb, form)| {
            matches!(form, Form::Past | Form::Third | Form::Gerund) && verb.class != CueClass::Mental
        })
    }

    fn new_speaker(&self, at: usize) -> bool {
        for cue in at + 1..self.of.to.min(at + 14) {
            let Some(item) = self.of.item(cue) else { return false };
            if !item.word() && item.kind != Kind::Bracket || item.is(Class::RELATIVE) {
                return false;
            }
            if let Some((verb, form)) = self.of.cue(cue) {
                let spoken = matches!(form, Form::Past | Form::Third)
                    && verb.class != CueClass::Mental
                    && !verb.beside;
                return spoken && self.of.before(self.of.group(cue)).is_some_and(|run| run.0 <= at + 1);
            }
        }
        false
    }

    /// Whether a word ends what is said: "and" with a new cue of the same speaker.
    fn word_ends(&self, at: usize, _class: CueClass, _past: bool) -> bool {
        if self.of.one_of(at, &["and", "but"]) && (self.cue_soon(at + 1) || self.new_speaker(at + 1)) {
            return true;
        }
        self.of.says(at, "according") && self.of.says(at + 1, "to")
    }

    /// An occasion of speaking: "in an interview".
    pub(super) fn talk(&self, at: usize) -> bool {
        const TALKS: [&str; 13] = [
            "interview",
            "statement",
            "speech",
            "tweet",
            "email",
            "e-mail",
            "letter",
            "remarks",
            "conference",
            "briefing",
            "post",
            "address",
            "message",
        ];
        self.of.one_of(at, &TALKS)
    }

    /// Without a time, place or occasion at its end that belongs to the saying.
    fn without_tail(&self, start: usize, end: usize) -> usize {
        // ", in an interview with the Courier", ", on Thursday".
        let comma = (start..end).rev().take(12).find(|at| {
            self.of.kind(*at) == Some(Kind::Comma)
                || self.of.quote(*at).is_some_and(|quote| quote.last == ',')
        });
        if let Some(comma) = comma.filter(|comma| *comma > start + 2) {
            let talk = (comma + 1..end).any(|at| self.talk(at));
            if self.of.is(comma + 1, Class::PREPOSITION) && talk && self.beside_end(comma + 1) == end {
                return comma + usize::from(self.of.quote(comma).is_some());
            }
        }
        end
    }
}
