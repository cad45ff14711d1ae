//! When, where and on which occasion something was said: what stands beside the cue, never what stands in the content.

use super::{Found, Frames};
use crate::lexicon::Class;
use crate::phrase::Run;
use crate::scan::Kind;

/// Time, place and occasion of a saying, in bytes of the text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Circumstance {
    pub(crate) when: Option<(u32, u32)>,
    pub(crate) place: Option<(u32, u32)>,
    pub(crate) occasion: Option<(u32, u32)>,
    /// Whom a letter or message is to.
    pub(crate) addressee: Option<(u32, u32)>,
}

impl Frames<'_, '_> {
    /// Reads what stands beside the cue, between speaker and cue, and at the opening of the sentence.
    pub(super) fn circumstance(&self, found: &Found) -> Circumstance {
        let mut made = Circumstance::default();
        let beside = found.beside;
        let past_addressee =
            found.addressee.map_or(beside.0, |addressee| self.at_byte(addressee.1).max(beside.0));
        self.note((past_addressee, beside.1), &mut made);
        let Some(cue) = found.cue.map(|cue| self.at_byte(cue.0)) else { return made };
        if let Some(speaker) = found.speaker.filter(|_| !found.inherited) {
            let (from, to) = (self.at_byte(speaker.0), self.at_byte(speaker.1));
            // "Horam, speaking on television on Saturday, ruled out".
            if let Some(comma) = (from..to).find(|at| {
                self.of.kind(*at) == Some(Kind::Comma)
                    && (self.of.is(*at + 1, Class::ING)
                        || self.of.cue(*at + 1).is_some_and(|cue| cue.1 == crate::lexicon::Form::Gerund))
            }) {
                self.note((comma + 1, to), &mut made);
            }
            if to <= cue {
                self.note((to, cue), &mut made);
            }
            // "On Tuesday, Reyl said": only where nothing else stands before the speaker.
            if from < cue {
                let opening = (self.of.from, from);
                let content = found.spans.iter().any(|span| self.at_byte(span.0) < from);
                if !content && from - self.of.from <= 12 {
                    self.note(opening, &mut made);
                }
            }
        }
        // "said Vesk, the convenor, at the north gate."
        let end = beside.1;
        if self.of.kind(end) == Some(Kind::Comma) && self.of.ended(self.beside_end(end + 1)) {
            self.note((end + 1, self.of.to), &mut made);
        }
        // ", in an interview with the Courier": cut off the end of what was said.
        let after = found.spans.last().map_or(self.of.to, |span| self.at_byte(span.1));
        if after > cue && after < self.of.to && self.of.kind(after) == Some(Kind::Comma) {
            self.note((after + 1, self.of.to), &mut made);
        }
        made
    }

    /// The first item at or after a byte.
    fn at_byte(&self, byte: u32) -> usize {
        let items = &self.of.items[self.of.from..self.of.to];
        self.of.from + items.partition_point(|item| item.start < byte)
    }

    fn note(&self, run: Run, made: &mut Circumstance) {
        let mut at = run.0;
        while at < run.1 {
            if let Some(end) = self.of.over_time(at).filter(|end| *end <= run.1) {
                if made.when.is_none() {
                    made.when = self.bytes((at, end));
                }
                at = end;
                continue;
            }
            if self.of.one_of(at, &["after", "before", "following", "while", "when"]) {
                let end = (at + 1..run.1)
                    .find(|at| matches!(self.of.kind(*at), Some(Kind::Comma | Kind::Colon)))
                    .unwrap_or(run.1);
                if made.occasion.is_none() && end > at + 1 {
                    made.occasion = self.bytes((at, end));
                }
                at = end;
                continue;
            }
            if let Some(end) = self.of.over_place(at).filter(|end| *end <= run.1) {
                let set = ["in", "at", "from", "outside", "inside", "aboard", "near"];
                let there = self.of.one_of(at, &["on", "by"]) && self.of.says(at + 1, "the");
                let place = self.of.one_of(at, &set) || there;
                let talk = (at..end).any(|at| self.talk(at));
                let meeting = (at..end).any(|at| {
                    self.of.one_of(
                        at,
                        &[
                            "session",
                            "meeting",
                            "rally",
                            "debate",
                            "hearing",
                            "talks",
                            "summit",
                            "interview",
                            "event",
                            "visit",
                        ],
                    )
                });
                if talk && self.of.says(end, "to") && made.addressee.is_none() {
                    let to = self.of.noun(end + 1);
                    made.addressee = to.and_then(|to| self.bytes((end + 1, to)));
                }
                if (talk || meeting || self.of.says(at, "during"))
                    && place | self.of.one_of(at, &["during", "on", "to"])
                {
                    let mut whole = end;
                    while let Some(more) = self
                        .of
                        .over_place(whole)
                        .filter(|more| *more <= run.1 && self.of.one_of(whole, &["with", "of", "to", "by"]))
                    {
                        whole = more;
                    }
                    if made.occasion.is_none() {
                        made.occasion = self.bytes((at, whole));
                    }
                    at = whole;
                    continue;
                }
                let mut whole = end;
                while let Some(more) = self.of.over_place(whole).filter(|more| *more <= run.1) {
                    if !(self.of.says(whole, "of")
                        || self.of.one_of(whole, &["at", "in"]) && self.of.capital(whole + 1))
                    {
                        break;
                    }
                    whole = more;
                }
                if place && made.place.is_none() {
                    made.place = self.bytes((at, whole));
                }
                at = whole;
                continue;
            }
            if self.of.says(at, "here") && made.place.is_none() {
                made.place = self.bytes((at, at + 1));
            }
            at += 1;
        }
    }
}
