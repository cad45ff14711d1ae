//! The text: tabling, rounds, silence, adoption.

use detente_case::text::{ChangeKind, TextDiff};

use super::{Allowed, mediates, refuse};
use crate::desk::Desk;
use crate::event::Tabled;
use crate::response::{Substance, WordingView};
use crate::seat::{Kind, Seat};

/// Least time to speak in a silence procedure.
const SHORTEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

impl Desk<'_> {
    pub(super) fn table(&self, seat: &Seat, tabled: &Tabled) -> Allowed {
        mediates(seat, "table a revision")?;
        let texts = &self.state.case.texts;
        if !texts.iter().any(|text| text.path == tabled.text) {
            let known: Vec<&str> = texts.iter().map(|text| text.path.as_str()).collect();
            return refuse(
                format!("case.toml names no text {}", tabled.text),
                format!("it names: {}", if known.is_empty() { "none".into() } else { known.join(", ") }),
            );
        }
        let last = self.state.texts.get(tabled.text.as_str()).and_then(|revisions| revisions.last());
        let next = last.map(|last| last.tabled.revision.saturating_add(1));
        if tabled.revision == 0 || next.is_some_and(|next| next != tabled.revision) {
            return refuse(
                format!("the next revision of {} is {}", tabled.text, next.unwrap_or(1)),
                "look at what is tabled and table again",
            );
        }
        if let Some(last) =
            last.filter(|last| last.tabled.source == tabled.source && last.tabled.status == tabled.status)
        {
            return refuse(
                format!("it is the same as Rev.{}", last.tabled.revision),
                "change the text, or wait until a status has changed",
            );
        }
        self.keeps_adopted(tabled)
    }

    /// Whether a new revision names every clause once and leaves the words of adopted clauses as they are.
    fn keeps_adopted(&self, tabled: &Tabled) -> Allowed {
        let whole = self.state.proposals.iter().any(|put| {
            put.declared.is_some() && put.proposal.track.is_none() && put.proposal.text == tabled.text
        });
        if whole {
            return refuse("the text is adopted", "what comes after adoption is another agreement");
        }
        let text = detente_case::text::Text::parse(&tabled.source);
        let units = text.units();
        let mut seen = std::collections::BTreeSet::new();
        for number in units.iter().filter_map(|unit| unit.number.as_ref().map(ToString::to_string)) {
            if !seen.insert(number.clone()) {
                return refuse(
                    format!("two clauses of {} have the number {number}", tabled.text),
                    "give each a number of its own: an insertion after 3 is 3 bis",
                );
            }
        }
        let Some(last) = self.state.texts.get(tabled.text.as_str()).and_then(|known| known.last()) else {
            return Ok(());
        };
        if self.state.round(self.now).is_some() {
            let pairs = TextDiff::new(&last.text, &text).clauses;
            let renumbered = pairs.iter().filter(|pair| pair.numbered && pair.kind != ChangeKind::Added);
            let renumbered = renumbered.filter_map(|pair| Some((pair.old.as_ref()?, pair.new.as_ref()?)));
            let numbers: std::collections::BTreeSet<&String> =
                last.clauses.iter().map(|clause| &clause.number).collect();
            let moved = renumbered.into_iter().find(|(old, new)| old != new && numbers.contains(old));
            if let Some((old, new)) = moved {
                return refuse(
                    format!("clause {old} has become {new}; numbers stay as they are while a round is open"),
                    "put in 3 bis after 3, and keep the number of what is dropped; or close the round first",
                );
            }
        }
        for clause in last.clauses.iter().filter(|clause| self.state.adopted(clause.whole)) {
            let words = |source: &str| source.split_whitespace().collect::<Vec<_>>().join(" ");
            let old = words(&last.text.source[clause.unit.span.clone()]);
            let now = units
                .iter()
                .find(|unit| unit.number.as_ref().is_some_and(|number| number.to_string() == clause.number));
            if now.is_none_or(|unit| words(&text.source[unit.span.clone()]) != old) {
                return refuse(
                    format!("clause {} is adopted; its words stay", clause.number),
                    "put them back; what comes after adoption is another agreement",
                );
            }
        }
        Ok(())
    }

    /// Whether a clause is not adopted.
    pub(super) fn not_adopted(&self, number: &str) -> Allowed {
        let clause = self.state.revision_with(number);
        if clause.is_some_and(|(_, clause)| self.state.adopted(clause.whole)) {
            return refuse(format!("clause {number} is adopted"), "nothing more is to be said of it");
        }
        Ok(())
    }

    /// Whether a proposal is new.
    pub(super) fn put(&self, proposal: &crate::event::Proposal) -> Allowed {
        let open = self.state.proposals.iter().filter(|put| put.declared.is_none());
        if open.clone().any(|put| put.proposal.code == proposal.code && self.on_the_table(put)) {
            return refuse(
                "the same words are put for adoption already",
                "the principals adopt them with their code",
            );
        }
        let again = self
            .state
            .proposals
            .iter()
            .any(|put| put.declared.is_some() && put.proposal.digest == proposal.digest);
        if again {
            return refuse("the same words are adopted already", "nothing more is needed");
        }
        Ok(())
    }

    /// Whether the words that were put are still those on the table.
    fn on_the_table(&self, put: &crate::state::Proposed<'_>) -> bool {
        let last = self.state.texts.get(put.proposal.text.as_str()).and_then(|revisions| revisions.last());
        last.is_some_and(|last| {
            let whole = put.proposal.track.is_some() || last.tabled.revision == put.proposal.revision;
            whole
                && put
                    .clauses
                    .iter()
                    .all(|(number, words)| last.clause(number).is_some_and(|clause| clause.whole == *words))
        })
    }

    pub(super) fn open_round(
        &self,
        seat: &Seat,
        closes: Option<jiff::Timestamp>,
        clauses: &[String],
    ) -> Allowed {
        mediates(seat, "open a round")?;
        self.begun()?;
        if self.state.round(self.now).is_some() {
            return refuse("a round is open", "`detente round close` closes it");
        }
        if closes.is_some_and(|closes| closes <= self.now) {
            return refuse("a round closes at a time to come", "name a later time, or none");
        }
        if self.state.main().is_none() {
            return refuse("no text is tabled", "`detente text table` tables one");
        }
        clauses.iter().try_for_each(|clause| self.clause(clause))
    }

    pub(super) fn close_round(&self, seat: &Seat) -> Allowed {
        mediates(seat, "close a round")?;
        match self.state.round(self.now) {
            Some(_) => Ok(()),
            None => refuse("no round is open", "`detente round open` opens one"),
        }
    }

    pub(super) fn silence(&self, seat: &Seat, clauses: &[String], until: jiff::Timestamp) -> Allowed {
        mediates(seat, "open a silence procedure")?;
        self.begun()?;
        if !self.state.case.mediation.silence {
            return refuse(
                "the agreement to mediate allows no silence procedure",
                "it needs `silence = true` under [mediation] in case.toml, agreed by all parties",
            );
        }
        if until < self.now + SHORTEST || clauses.is_empty() {
            return refuse(
                "a silence procedure names clauses, and leaves at least a day to speak",
                "for example: --clauses 12,13",
            );
        }
        for number in clauses {
            self.clause(number)?;
            self.not_adopted(number)?;
            let running = self.state.silences.iter().filter(|silence| self.now <= silence.until);
            let mut known = running.flat_map(|silence| &silence.clauses);
            if known.any(|(known, ..)| crate::seat::same_clause(known, number)) {
                return refuse(
                    format!("a silence procedure on clause {number} is running"),
                    "wait until it has ended",
                );
            }
            let open = self.state.revision_with(number).is_some_and(|(_, clause)| !clause.choices.is_empty());
            if open {
                return refuse(
                    format!("clause {number} has words in brackets; silence cannot choose between them"),
                    "clear the brackets and table the text first",
                );
            }
        }
        Ok(())
    }

    pub(super) fn break_silence(&self, seat: &Seat, clause: &str) -> Allowed {
        self.delegate(seat, "break a silence")?;
        if !seat.decides() {
            return refuse(
                format!("{} may not break a silence", seat.name),
                "a representative, plenipotentiary or principal may",
            );
        }
        self.not_adopted(clause)?;
        let mut about = self.state.silences.iter().flat_map(|silence| &silence.clauses);
        if about.any(|(number, ..)| crate::seat::same_clause(number, clause)) {
            return Ok(());
        }
        refuse(format!("no silence procedure on clause {clause} was opened"), "respond to it in a round")
    }

    pub(super) fn adopt(&self, seat: &Seat, code: &str) -> Allowed {
        if seat.kind != Kind::Principal || seat.party.is_none() {
            return refuse(format!("{} cannot adopt a text", seat.name), "only the principal of a party can");
        }
        let put = self.state.proposals.iter().rev().find(|put| put.proposal.code == code);
        let Some(put) = put else {
            return refuse(
                format!("nothing with the code {code} is put for adoption"),
                "the code stands on the text that was put; look at it letter by letter",
            );
        };
        if !self.on_the_table(put) {
            return refuse(
                format!("what was put of Rev.{} is no longer on the table", put.proposal.revision),
                "a mediator puts the last revision for adoption",
            );
        }
        if seat.party.is_some_and(|party| put.adopted.contains_key(&party)) {
            return refuse("your side has adopted it already", "nothing more is needed");
        }
        Ok(())
    }

    pub(super) fn declare_adopted(&self, seat: &Seat, code: &str) -> Allowed {
        mediates(seat, "declare a text adopted")?;
        let put = self.state.proposals.iter().rev().find(|put| put.proposal.code == code);
        let Some(put) = put else {
            return refuse(
                format!("nothing with the code {code} is put for adoption"),
                "`detente text adopt --put` puts a text",
            );
        };
        if put.declared.is_some() {
            return refuse("it is declared adopted already", "nothing more is needed");
        }
        if !self.on_the_table(put) {
            return refuse(
                format!("what was put of Rev.{} is no longer on the table", put.proposal.revision),
                "put the last revision for adoption",
            );
        }
        for (party, adopted) in &put.adopted {
            let later = self.state.responses.iter().find(|given| {
                let against = given.response.substance == Substance::Rejected
                    || given.response.wording == WordingView::Fails;
                let of_it = put.clauses.iter().any(|(_, words)| Some(*words) == given.subject);
                given.party == *party
                    && given.event.by == adopted.by
                    && !given.withdrawn
                    && given.event.number > adopted.number
                    && against
                    && of_it
            });
            if later.is_some() {
                return refuse(
                    format!(
                        "{} has rejected part of it since adopting it",
                        self.state.people.name(&adopted.by)
                    ),
                    "that answer or the adoption is withdrawn first",
                );
            }
        }
        let away = self.state.case.parties.iter().find(|party| self.state.away.contains_key(&party.id));
        if let Some(party) = away {
            return refuse(format!("{} is away", party.name), "nothing is adopted while a party is away");
        }
        let parties = self.state.case.parties.iter().enumerate();
        let missing: Vec<&str> = parties
            .filter(|(at, _)| !put.adopted.contains_key(at))
            .map(|(_, party)| party.name.as_str())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        refuse(
            format!("it is not adopted by {}", missing.join(", ")),
            "the principal of each adopts it with its code, or by a signed paper that two people record",
        )
    }
}
