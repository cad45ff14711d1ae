//! What persons say of the text: responses, their withdrawal, release and attestation.

use super::{Allowed, known, mediates, refuse};
use crate::desk::Desk;
use crate::disclosure::Request;
use crate::event::Act;
use crate::response::{Response, Substance, Target, WordingView};
use crate::seat::Seat;

impl Desk<'_> {
    pub(super) fn respond(&self, seat: &Seat, response: &Response) -> Allowed {
        self.delegate(seat, "respond")?;
        self.begun()?;
        let Some(round) = self.state.round(self.now) else {
            return refuse("no round is open", "responses are taken when a mediator opens the next round");
        };
        if response.strength.is_some_and(|strength| !(1..=5).contains(&strength)) {
            return refuse("a strength goes from 1 to 5", "for example: 4");
        }
        for condition in &response.only_if {
            self.clause(&condition.clause)?;
            self.option(&condition.clause, condition.option.as_deref())?;
        }
        match &response.to {
            Target::Clause { clause, option } => {
                self.clause(clause)?;
                self.not_adopted(clause)?;
                self.settled(clause, option.as_deref(), response)?;
                let asked = round.clauses.is_empty()
                    || round.clauses.iter().any(|known| crate::seat::same_clause(known, clause));
                if !asked {
                    return refuse(
                        format!("this round does not ask about clause {clause}"),
                        format!("it asks about: {}", round.clauses.join(", ")),
                    );
                }
                self.option(clause, option.as_deref())
            }
            Target::Idea { id } => known(self.state.ideas.contains_key(id.as_str()), "idea", id),
            Target::Package { id } => known(self.state.packages.contains_key(id.as_str()), "package", id),
        }
    }

    /// Whether an acceptance says of which words, where words are open.
    fn settled(&self, number: &str, option: Option<&str>, response: &Response) -> Allowed {
        let Some((_, clause)) = self.state.revision_with(number) else { return Ok(()) };
        let accepts = matches!(response.substance, Substance::Acceptable | Substance::InPrinciple)
            && response.wording != WordingView::Fails;
        if option.is_some() || !accepts || clause.choices.is_empty() {
            return Ok(());
        }
        let all: Vec<String> =
            clause.choices.iter().flatten().map(|(words, _)| format!("\"{}\"", words.trim())).collect();
        refuse(
            format!("clause {number} has words that are still open; an acceptance says which"),
            format!("name one with --option: {}", all.join(", ")),
        )
    }

    pub(super) fn withdraw(&self, seat: &Seat, event: u64) -> Allowed {
        let given = self.state.responses.iter().find(|given| given.event.number == event);
        let offered = self.state.offers.iter().find(|offer| offer.event.number == event);
        if let Some(waiting) = self.state.waiting.get(&event).map(|waiting| waiting.seen.event) {
            let own = self.state.people.seat(&waiting.by).map(|other| (other.party, other.kind));
            let above = own.is_some_and(|(party, kind)| party == seat.party && seat.kind < kind);
            let recorder = waiting.instrument.as_ref().is_some_and(|paper| paper.recorded_by == seat.person);
            if waiting.by == seat.person || recorder || (seat.party.is_some() && above) {
                return Ok(());
            }
        }
        let adopting = self
            .state
            .proposals
            .iter()
            .find_map(|put| Some((put, put.adopted.values().find(|adopted| adopted.number == event)?)));
        if let Some((put, adopted)) = adopting {
            return match put.declared {
                Some(_) => refuse("it is adopted", "consent can be withdrawn until adoption, not after"),
                None if adopted.by == seat.person => Ok(()),
                None => refuse("only the one who adopted it may take it back", "ask that person"),
            };
        }
        let made = given
            .map(|given| (&given.event.by, given.party, given.withdrawn, given.subject))
            .or(offered.map(|offer| (&offer.event.by, offer.party, offer.withdrawn, None)));
        let Some((by, party, withdrawn, subject)) = made else {
            return refuse(
                "that is no response or offer of your side",
                "`detente round show --acts` lists them with their numbers",
            );
        };
        let kind = self.state.people.seat(by).map(|other| other.kind);
        let outranks = seat.party == Some(party) && kind.is_some_and(|kind| seat.kind < kind);
        if *by != seat.person && !outranks {
            return refuse(
                format!(
                    "{} gave it; only the one who did, or one above, may take it back",
                    self.state.people.name(by)
                ),
                "ask that person",
            );
        }
        if withdrawn {
            return refuse("it is withdrawn already", "nothing more is needed");
        }
        let adopted = subject.is_some_and(|subject| {
            self.state.adopted(subject)
                || self.state.last_revisions().flat_map(|last| &last.clauses).any(|clause| {
                    self.state.adopted(clause.whole)
                        && clause.choices.iter().flatten().any(|(_, about)| *about == subject)
                })
        });
        if adopted {
            return refuse("the clause is adopted", "consent can be withdrawn until adoption, not after");
        }
        Ok(())
    }

    /// What giving an item to parties is under the rules agreed to: done at once, or asked for.
    pub fn giving(&self, event: u64, to: Vec<String>) -> Act {
        if self.needs_second(event) {
            Act::Ask(Request::Release { event, to })
        } else {
            Act::Release { event, to }
        }
    }

    pub(super) fn release(&self, seat: &Seat, event: u64, to: &[String]) -> Allowed {
        self.releasable(seat, event, to)?;
        if self.needs_second(event) {
            return refuse(
                "it needs a second mediator",
                "ask for it; another mediator agrees with `detente disclose --second`",
            );
        }
        Ok(())
    }

    /// Whether an item can be given to parties, but for a second person.
    pub(crate) fn releasable(&self, seat: &Seat, event: u64, to: &[String]) -> Allowed {
        mediates(seat, "give what one side said to another")?;
        self.parties(to)?;
        let found = self.events.iter().map(|seen| seen.event).find(|known| known.number == event);
        if found.is_some_and(|found| to.iter().all(|to| self.knows(found, to))) {
            return refuse("it is given to them already", "nothing more is needed");
        }
        let kept = self.state.responses.iter().any(|given| {
            let own = self.state.case.parties.get(given.party).map(|party| &party.id);
            given.event.number == event
                && given.response.principals_only
                && own.is_some_and(|own| to.contains(own))
        });
        if kept {
            return refuse(
                "its author keeps it from the advisers of that side",
                "what is given to a party is given to all of its delegation",
            );
        }
        if let Some(problem) = self.unfit(event) {
            return problem;
        }
        let released = self.events.iter().find(|seen| seen.event.number == event).map(|seen| &seen.event.act);
        match released {
            Some(
                Act::Respond(_)
                | Act::Offer { .. }
                | Act::Reserve { .. }
                | Act::Meet(_)
                | Act::Tell(_)
                | Act::Idea { .. }
                | Act::Package { .. },
            ) => self.may_give(event, to),
            Some(_) => refuse(
                "only a response, an offer, a reservation, a meeting, an idea, a package or something told apart is given to \
                 others",
                "what is told to all is known already",
            ),
            None => {
                refuse("there is no such act", "`detente round show --acts` lists them with their numbers")
            }
        }
    }

    /// Why an item can be given to nobody now, if so.
    pub(super) fn unfit(&self, event: u64) -> Option<Allowed> {
        if self.state.waiting.contains_key(&event) {
            let next = "what was done on paper counts once a second person attests it";
            return Some(refuse("it waits to be attested", next));
        }
        let responses =
            self.state.responses.iter().any(|given| given.event.number == event && given.withdrawn);
        let offers = self.state.offers.iter().any(|offer| offer.event.number == event && offer.withdrawn);
        (responses || offers)
            .then(|| refuse("it is withdrawn", "what its side has taken back is given to nobody"))
    }

    pub(in crate::desk) fn attest(&self, seat: &Seat, event: u64) -> Allowed {
        let waiting = self.state.waiting.get(&event).map(|waiting| waiting.seen.event);
        let Some((waiting, instrument)) = waiting.and_then(|event| Some((event, event.instrument.as_ref()?)))
        else {
            return refuse(
                "nothing with that number waits to be attested",
                "`detente round show` lists what waits",
            );
        };
        let side = self.state.people.seat(&waiting.by).map(|other| other.side.as_str());
        if !seat.mediates() && side != Some(seat.side.as_str()) {
            return refuse("it is another side's", "a mediator, or someone of that side, attests it");
        }
        let author = self.state.people.seat(&waiting.by).cloned();
        let Some(author) = author else {
            return refuse("whose act it was has no seat", "nothing more can be done");
        };
        let own =
            |person: &str| self.state.people.seat(person).is_some_and(|known| known.side == author.side);
        let grave = matches!(
            waiting.act,
            Act::Adopt { .. }
                | Act::Leave { .. }
                | Act::Agree
                | Act::Consent { .. }
                | Act::Second { .. }
                | Act::Renew { .. }
                | Act::Suspend { .. }
                | Act::Resume
                | Act::Withdraw { .. }
                | Act::Join(_)
                | Act::Open { .. }
        );
        if grave && author.party.is_some() && !own(&instrument.recorded_by) && seat.side != author.side {
            return refuse(
                "neither who recorded it nor you are of that side",
                "one of the two who record and attest so grave an act is of the side whose it is",
            );
        }
        let overtaken = match &waiting.act {
            Act::Suspend { .. } | Act::Resume | Act::Leave { .. } => {
                self.state.moved.get(&author.side).is_some_and(|last| *last > event)
            }
            Act::Open { .. } => self.state.told > event,
            _ => false,
        };
        if overtaken {
            return refuse("later acts have overtaken it", "record it again if it still holds");
        }
        if !matches!(
            waiting.act,
            Act::Respond(_) | Act::Offer { .. } | Act::Reserve { .. } | Act::Withdraw { .. }
        ) {
            // What was allowed when it was recorded has to be so still.
            self.may(&author, &waiting.act)?;
        }
        if instrument.recorded_by == seat.person || waiting.by == seat.person {
            return refuse(
                "who acted or recorded it cannot attest it",
                "a second person who has seen the paper or heard the call does",
            );
        }
        if author.party.is_some() && self.state.root(&instrument.recorded_by) == self.state.root(&seat.person)
        {
            return refuse(
                "one of you was brought into the talks by the other",
                "someone whom the other did not bring, nor give a key, attests it",
            );
        }
        Ok(())
    }
}
