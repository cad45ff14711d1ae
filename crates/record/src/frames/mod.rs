//! The patterns by which a sentence attributes words to somebody.

mod bounds;
mod circumstance;
mod clause;
mod found;
mod lead;
mod tail;

pub(crate) use circumstance::Circumstance;
pub(crate) use found::{Found, Frame, Joined, Via};

use crate::lexicon::{Class, CueClass};
use crate::phrase::{Run, Sentence};
use crate::scan::{First, Kind};

/// What a sentence yields, and what of it is spoken for.
pub(crate) struct Frames<'a, 'b> {
    pub(crate) of: Sentence<'a>,
    /// Whether an item of the paragraph belongs to an attribution already.
    pub(crate) claimed: &'b mut [bool],
    pub(crate) found: Vec<Found>,
    /// Beliefs and wishes are looked for too.
    pub(crate) beliefs: bool,
}

impl Frames<'_, '_> {
    /// Finds every statement of the sentence, quotations first: each claims its words.
    pub(crate) fn run(&mut self) {
        self.tails();
        self.leads();
        self.clauses();
        self.left_over();
        for at in 0..self.found.len() {
            self.found[at].circumstance = self.circumstance(&self.found[at]);
        }
        self.found.sort_by_key(|found| found.spans.first().map_or(0, |span| span.0));
    }

    /// Whether the quotation at `at` is speech rather than a fragment of somebody's words.
    pub(crate) fn speech(&self, at: usize) -> bool {
        let Some(quote) = self.of.quote(at) else { return false };
        if self.titled(at) {
            return false;
        }
        let ends = matches!(quote.last, ',' | '.' | '?' | '!' | '…' | '—')
            || quote.unclosed
            || matches!(self.of.kind(at + 1), Some(Kind::Comma | Kind::Stop | Kind::Dash) | None);
        let opens = quote.first != First::Small || at == self.of.from;
        quote.words >= 3 && opens && ends
            || quote.words >= 1 && opens && matches!(quote.last, ',' | '?' | '!')
    }

    /// Whether a quotation is rather a title or a single word in a phrase: on “Morning Call,” he said.
    pub(crate) fn titled(&self, at: usize) -> bool {
        let Some(quote) = self.of.quote(at) else { return false };
        (quote.title || quote.words == 1)
            && at > self.of.from
            && !matches!(self.of.kind(at - 1), Some(Kind::Comma | Kind::Colon))
            && !self.of.cue(at - 1).is_some_and(|cue| spoken(cue.0.class))
    }

    pub(crate) fn free(&self, at: usize) -> bool {
        !self.claimed.get(at).copied().unwrap_or(true)
    }

    pub(crate) fn claim(&mut self, run: Run) {
        for claimed in self.claimed.iter_mut().take(run.1).skip(run.0) {
            *claimed = true;
        }
    }

    /// Byte positions of a run without the marks at its edges; quotation marks stay.
    pub(crate) fn bytes(&self, run: Run) -> Option<(u32, u32)> {
        let (mut from, mut to) = run;
        let loose = |at: usize| {
            matches!(
                self.of.kind(at),
                Some(Kind::Comma | Kind::Semicolon | Kind::Colon | Kind::Dash | Kind::Stop) | None
            ) || self.of.kind(at) == Some(Kind::Other)
        };
        while from < to && loose(from) {
            from += 1;
        }
        while to > from && loose(to - 1) {
            to -= 1;
        }
        (from < to).then(|| (self.of.items[from].start, self.of.items[to - 1].end))
    }

    /// The mention of a phrase: without marks at its end.
    pub(crate) fn mention(&self, run: Option<Run>) -> Option<(u32, u32)> {
        run.and_then(|run| self.bytes(run))
    }

    /// Who the sentence is about: the phrase before its first finite verb.
    pub(crate) fn subject(&self, before: usize) -> Option<Run> {
        let finite = Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE).with(Class::ED);
        let verb = |at: &usize| {
            let item = &self.of.items[*at];
            !item.capital() && (item.is(finite) || item.verb > 0 && !item.is(Class::ING))
        };
        (self.of.from..before).filter(verb).take(4).find_map(|at| {
            // Not the subject of a relative clause: "whose delegation had left".
            let inner = |run: &Run| run.0 > self.of.from && self.of.is(run.0 - 1, Class::RELATIVE);
            self.of.before(self.of.group(at)).filter(|run| !inner(run))
        })
    }

    /// After a cue, its addressee, and times and places.
    fn past_addressee(&self, cue: usize) -> usize {
        let Some((verb, _)) = self.of.cue(cue) else { return cue + 1 };
        let mut at = cue + 1 + usize::from(!verb.with.is_empty());
        if verb.tells {
            at = self.addressee_end(at).unwrap_or(at);
        }
        self.beside_end(at)
    }

    /// A noun that reports: "Brandt's remark that “a press is only iron”".
    fn noun_cue(&self, at: usize) -> Option<Found> {
        const NOUNS: [&str; 16] = [
            "statement",
            "remark",
            "claim",
            "promise",
            "comment",
            "assertion",
            "warning",
            "argument",
            "suggestion",
            "insistence",
            "contention",
            "allegation",
            "pledge",
            "demand",
            "announcement",
            "admission",
        ];
        let noun = at.checked_sub(2)?;
        let quote = self.of.quote(at)?;
        if !(self.of.says(at - 1, "that") && self.of.one_of(noun, &NOUNS) && noun > self.of.from) {
            return None;
        }
        let owner = (self.of.from..noun)
            .rev()
            .take(3)
            .find(|at| self.of.is(*at, Class::POSSESSIVE.with(Class::OWN)))?;
        let mut begin = owner;
        while begin > self.of.from && (self.of.capital(begin - 1) || self.of.is(begin - 1, Class::ROLE)) {
            begin -= 1;
        }
        let mut made = Found::new(Frame::NCue, vec![(quote.start, quote.end)]);
        made.speaker = self.mention(Some((begin, owner + 1))).map(|(start, end)| {
            let written = &self.of.text[start as usize..end as usize];
            let bare = written.strip_suffix("’s").or_else(|| written.strip_suffix("'s")).unwrap_or(written);
            (start, start + u32::try_from(bare.len()).unwrap_or(0))
        });
        made.cue = self.bytes((noun, noun + 1));
        made.class = Some(CueClass::Say);
        made.lemma = "statement";
        made.that = true;
        made.full = self.speech(at);
        made.beside = (at, at);
        Some(made)
    }

    /// The first finite verb of the sentence before an item.
    fn main_verb(&self, before: usize) -> Option<usize> {
        let finite = Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE).with(Class::ED);
        (self.of.from..before).find(|at| self.of.is(*at, finite) && !self.of.capital(*at))
    }

    /// Who a cue without a subject of its own takes over: the speaker of the cue before it.
    pub(crate) fn carried(&self, cue: usize) -> Option<(u32, u32)> {
        let own = (self.of.from..cue).rev().find_map(|at| {
            let (_, form) =
                self.of.cue(at).filter(|cue| spoken(cue.0.class) && !cue.0.beside && self.free(at))?;
            let run = self.own_subject(self.of.group(at), at, form)?;
            Some((at, run))
        });
        let limit = self.of.items.get(cue).map_or(u32::MAX, |item| item.start);
        let latest = self
            .found
            .iter()
            .filter_map(|found| found.cue)
            .map(|cue| cue.0)
            .filter(|start| *start < limit)
            .max();
        match own {
            Some((at, run)) if latest.is_none_or(|start| self.of.items[at].start > start) => {
                self.mention(Some(run))
            }
            _ => self.latest(cue).or_else(|| self.mention(self.subject(cue))),
        }
    }

    /// The speaker of the statement found last in this sentence.
    fn latest(&self, before: usize) -> Option<(u32, u32)> {
        let limit = self.of.items.get(before).map_or(u32::MAX, |item| item.start);
        self.found
            .iter()
            .filter(|found| found.cue.is_some_and(|cue| cue.0 < limit))
            .max_by_key(|found| found.cue.map(|cue| cue.0))
            .and_then(|found| found.speaker)
    }

    /// Who a sentence that ends in a colon announces: "He told the crowd:".
    pub(crate) fn announced(&self) -> Option<(u32, u32)> {
        let last = self.of.to.checked_sub(1)?;
        if self.of.kind(last) != Some(Kind::Colon) {
            return None;
        }
        let near =
            (self.of.from.max(last.saturating_sub(20))..last).rev().find(|cue| self.of.cue(*cue).is_some());
        let own = near.and_then(|cue| self.of.before(self.of.group(cue)));
        self.mention(own.or_else(|| self.subject(self.of.to)))
    }

    /// A quotation that no cue claims: its speaker is who the sentence is about.
    fn left_over(&mut self) {
        for at in self.of.from..self.of.to {
            let Some(quote) = self.of.quote(at).copied() else { continue };
            if !self.free(at) || quote.words < 3 {
                continue;
            }
            if let Some(made) = self.noun_cue(at) {
                self.claim((at, at + 1));
                self.found.push(made);
                continue;
            }
            let alone = (self.of.from..self.of.to).all(|at| {
                self.of.quote(at).is_some() || !self.of.word(at) && self.of.kind(at) != Some(Kind::Number)
            });
            if alone {
                continue;
            }
            let colon = at > self.of.from && self.of.kind(at - 1) == Some(Kind::Colon);
            if quote.title && !colon {
                continue;
            }
            // The nearest cue before it, else who the sentence is about.
            let near = (self.of.from.max(at.saturating_sub(14))..at)
                .rev()
                .find(|cue| self.of.cue(*cue).is_some_and(|cue| spoken(cue.0.class)));
            let own = near.and_then(|cue| self.of.before(self.of.group(cue)));
            let named = (colon && near.is_none())
                .then(|| self.of.before(at - 1))
                .flatten()
                .filter(|run| run.0 == self.of.from);
            let Some(speaker) = own.or(named).or_else(|| self.subject(at)) else { continue };
            let frame = if colon { Frame::Colon } else { Frame::Left };
            // A fragment brings the words around it along.
            let mut run = (at, at + 1);
            if !colon && !self.speech(at) {
                let near = near.filter(|_| own.is_some()).map(|cue| self.past_addressee(cue));
                let after = near
                    .or_else(|| self.main_verb(at).map(|verb| verb + 1))
                    .filter(|after| *after < at)
                    .unwrap_or(at);
                if (after..at).all(|at| self.free(at)) {
                    run = (after, self.clause_end(at + 1, CueClass::Say, false).max(at + 1));
                }
            }
            // Nothing but a guess: a description far from the quotation.
            let vague = own.is_none()
                && !colon
                && (speaker.0..speaker.1).all(|at| !self.of.capital(at) && !self.of.is(at, Class::SUBJECT));
            if vague {
                continue;
            }
            let Some(span) = self.bytes(run) else { continue };
            let mut made = Found::new(frame, vec![span]);
            made.speaker = self.mention(Some(speaker));
            if let Some((cue, (verb, _))) =
                near.filter(|_| own.is_some()).and_then(|cue| Some((cue, self.of.cue(cue)?)))
            {
                made.cue = self.bytes((cue, cue + 1));
                made.class = Some(verb.class);
                made.lemma = verb.lemma;
            }
            made.full = self.speech(at);
            self.claim(run);
            self.found.push(made);
        }
    }
}

/// A cue that says something is said, as opposed to believed.
pub(crate) fn spoken(class: CueClass) -> bool {
    class != CueClass::Mental
}
