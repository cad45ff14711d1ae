//! The text: tabling, rounds, silence, adoption.

use super::{Allowed, mediates, refuse};
use crate::desk::Desk;
use crate::event::Tabled;
use crate::seat::{Kind, Seat};

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
        // Numbers never change while the talks last: a number that stood for other words may not come back for these.
        if let Some(last) =
            last.filter(|last| last.tabled.source == tabled.source && last.tabled.status == tabled.status)
        {
            return refuse(
                format!("it is the same as Rev.{}", last.tabled.revision),
                "change the text, or wait until a status has changed",
            );
        }
        Ok(())
    }

    pub(super) fn open_round(&self, seat: &Seat, clauses: &[String]) -> Allowed {
        mediates(seat, "open a round")?;
        self.begun()?;
        if self.state.round(self.now).is_some() {
            return refuse("a round is open", "`detente round close` closes it");
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
        if until <= self.now || clauses.is_empty() {
            return refuse(
                "a silence procedure names clauses and a time to come",
                "for example: --clauses 12,13",
            );
        }
        for number in clauses {
            self.clause(number)?;
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
        let running = self.state.silences.iter().filter(|silence| self.now <= silence.until);
        let mut about = running.flat_map(|silence| &silence.clauses);
        if about.any(|(number, ..)| crate::seat::same_clause(number, clause)) {
            return Ok(());
        }
        refuse(format!("no silence procedure on clause {clause} is running"), "respond to it in a round")
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
        let last = self.state.main().is_some_and(|main| {
            (&main.tabled.text, main.tabled.revision) == (&put.proposal.text, put.proposal.revision)
        });
        if !last {
            return refuse(
                format!("Rev.{} is no longer the text on the table", put.proposal.revision),
                "a mediator puts the last revision for adoption",
            );
        }
        if seat.party.is_some_and(|party| put.adopted.contains_key(&party)) {
            return refuse("your side has adopted it already", "nothing more is needed");
        }
        Ok(())
    }

    pub(super) fn declare(&self, seat: &Seat, code: &str) -> Allowed {
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
