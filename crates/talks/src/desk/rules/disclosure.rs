//! What may be told to whom: what was said apart, consents, second people, documents.

use super::{Allowed, mediates, refuse, said};
use crate::desk::Desk;
use crate::disclosure::{Ground, OUTSIDE, Origin, Preset, Request, Sent, Told};
use crate::event::{Act, Event};
use crate::item::{is_item, origins};
use crate::seat::{Kind, Seat};

/// What holds an item back can be said by anyone whose word counts.
const PROTECTS: &str = "set a condition";

impl Desk<'_> {
    pub(super) fn declare(&self, seat: &Seat, interests: &str) -> Allowed {
        said(interests, "what is declared")?;
        if matches!(seat.kind, Kind::Mediator | Kind::Undeclared | Kind::CoMediator(_)) {
            return Ok(());
        }
        refuse(
            format!("{} is no mediator", seat.name),
            "a mediator declares what interests it has in the matter",
        )
    }

    pub(super) fn tell_apart(&self, seat: &Seat, told: &Told) -> Allowed {
        said(&told.words, "what was said")?;
        self.begun()?;
        let own = seat.side == told.from;
        if own && (seat.delegate() || seat.mediates()) {
            return Ok(());
        }
        if !own && !seat.mediates() {
            return refuse(
                format!("{} cannot say what {} said", seat.name, self.side_name(&told.from)),
                "a mediator writes down what a side said apart, or someone of that side does",
            );
        }
        self.parties(std::slice::from_ref(&told.from))
    }

    /// Whether an item is of the seat's side and the seat may speak for the side on what becomes of it.
    fn own_item(&self, seat: &Seat, event: u64, what: &str) -> Result<&Event, crate::Refusal> {
        let found = self.events.iter().map(|seen| seen.event).find(|known| known.number == event);
        let of_side = |event: &&Event| {
            is_item(&event.act) && origins(&self.state.people, &self.state.case, event).contains(&seat.side)
        };
        let Some(event) = found.filter(of_side) else {
            return Err(crate::Refusal::new(
                "that is nothing your side said apart",
                "`detente round show --acts` lists what it said, with its numbers",
            ));
        };
        let author = self.state.people.seat(&event.by).filter(|author| author.side == seat.side);
        let kept = matches!(&event.act, Act::Respond(response) if response.principals_only);
        let inside = match &event.act {
            Act::Respond(crate::Response { to: crate::Target::Clause { clause, .. }, .. })
            | Act::Reserve { clause, .. } => seat.reach.covers(clause, self.now),
            _ => seat.reach.in_force(self.now),
        };
        // Of what a mediator wrote down nobody knows who said it: then only those at the head of the side may give it away.
        let high = author.map_or(seat.principal(), |author| seat.kind <= author.kind);
        let entitled = if seat.party.is_some() {
            seat.decides()
                && (seat.kind == Kind::Principal || inside)
                && (high || what == PROTECTS)
                && (!kept || seat.principal())
        } else {
            matches!(seat.kind, Kind::Guarantor | Kind::Observer)
        };
        if entitled {
            return Ok(event);
        }
        Err(crate::Refusal::new(
            format!("{} cannot {what}", seat.name),
            "whoever said it can, or one above, but for advisers and those whose mandate does not cover it; of what a mediator \
             wrote down, a principal or plenipotentiary",
        ))
    }

    pub(super) fn consent(&self, seat: &Seat, event: u64, to: &[String]) -> Allowed {
        let event = self.own_item(seat, event, "agree that it be given on")?;
        self.recipients(seat, to)?;
        for to in to {
            if self.state.confidences.consent(event.number, &seat.side, to).is_some() {
                return refuse(
                    format!("your side has agreed to that already, for {}", self.side_name(to)),
                    "nothing more is needed",
                );
            }
            if self.knows(event, to) {
                return refuse(format!("{} knows it already", self.side_name(to)), "nothing more is needed");
            }
        }
        Ok(())
    }

    pub(super) fn revoke(&self, seat: &Seat, event: u64, to: &[String]) -> Allowed {
        let event = self.own_item(seat, event, "take that back")?;
        self.recipients(seat, to)?;
        for to in to {
            if self.knows(event, to) {
                return refuse(
                    format!("{} knows it already", self.side_name(to)),
                    "what is known cannot be taken back; consent can, until it is given",
                );
            }
            if self.state.confidences.consent(event.number, &seat.side, to).is_none() {
                return refuse(
                    format!("your side has not agreed that it be given to {}", self.side_name(to)),
                    "nothing is to be taken back",
                );
            }
        }
        Ok(())
    }

    pub(super) fn condition(&self, seat: &Seat, event: u64, words: &str) -> Allowed {
        said(words, "a condition")?;
        self.own_item(seat, event, PROTECTS).map(drop)
    }

    /// Consent names each recipient: there is none for all and everything.
    fn recipients(&self, seat: &Seat, to: &[String]) -> Allowed {
        if to.contains(&seat.side) {
            return refuse("your own side knows it", "name another party");
        }
        let inside: Vec<String> = to.iter().filter(|to| *to != OUTSIDE).cloned().collect();
        if inside.is_empty() && !to.is_empty() { Ok(()) } else { self.parties(&inside) }
    }

    /// Whether a party, or the world outside, was given an item, or has it from itself.
    pub(crate) fn knows(&self, event: &Event, to: &str) -> bool {
        origins(&self.state.people, &self.state.case, event).iter().any(|side| side == to)
            || matches!(&event.act, Act::Idea { to: known, .. } | Act::Package { to: known, .. } if known.iter().any(|known| known == to))
            || self.given(event.number).iter().any(|(_, known)| *known == to)
    }

    /// Everyone an item was given to, with what gave it.
    pub(crate) fn given(&self, item: u64) -> Vec<(&crate::Seen<'_>, &str)> {
        let gave = self.events.iter().filter_map(|seen| Some((seen, seen.gave()?)));
        let of_it = gave.filter(|(_, (number, _))| *number == item);
        of_it.flat_map(|(seen, (_, to))| to.iter().map(move |to| (seen, to.as_str()))).collect()
    }

    /// Whether the rules the parties agreed to let an item be given to parties.
    pub(super) fn may_give(&self, item: u64, to: &[String]) -> Allowed {
        let Some(event) = self.events.iter().map(|seen| seen.event).find(|known| known.number == item) else {
            return Ok(());
        };
        let condition = self.state.confidences.conditions.contains_key(&item);
        if !Preset::of(&self.state.case).needs_consent(condition) {
            return Ok(());
        }
        let own = self.own_number(item);
        for side in origins(&self.state.people, &self.state.case, event) {
            for to in to.iter().filter(|to| **to != side) {
                if self.state.confidences.consent(item, &side, to).is_none() {
                    return refuse(
                        format!(
                            "{} has not agreed that act {own} be given to {}",
                            self.side_name(&side),
                            self.side_name(to)
                        ),
                        "someone whose word counts for it agrees with `detente disclose --act NUMBER --to PARTY`, or on paper",
                    );
                }
            }
        }
        Ok(())
    }

    /// Whether giving an item needs a second person.
    pub fn needs_second(&self, item: u64) -> bool {
        let event = self.events.iter().map(|seen| seen.event).find(|known| known.number == item);
        Preset::of(&self.state.case).needs_two()
            && event.is_some_and(|event| !origins(&self.state.people, &self.state.case, event).is_empty())
    }

    pub(super) fn ask(&self, seat: &Seat, request: &Request) -> Allowed {
        mediates(seat, "ask for that")?;
        match request {
            Request::Release { event, to } => self.releasable(seat, *event, to),
            Request::Outside { event, to, ground } => {
                said(to, "to whom it is to go")?;
                self.outside(*event, *ground)
            }
            Request::Export | Request::Research => self.begun(),
            Request::Destroy => self.free(),
        }
    }

    /// Whether an item may go outside on a ground.
    fn outside(&self, item: u64, ground: Ground) -> Allowed {
        let event = self.events.iter().map(|seen| seen.event).find(|known| known.number == item);
        if let Some(problem) = self.unfit(item) {
            return problem;
        }
        let Some(event) = event.filter(|event| is_item(&event.act)) else {
            return refuse(
                "there is no such item",
                "`detente round show --acts` lists what was said, with its numbers",
            );
        };
        let adopted = self.state.proposals.iter().any(|put| put.declared.is_some());
        if ground == Ground::Agreement && !adopted {
            return refuse("no agreement is adopted", "name another ground, or wait until one is");
        }
        if ground != Ground::Waiver {
            return Ok(());
        }
        let case = &self.state.case;
        let mut sides: Vec<String> = case.parties.iter().map(|party| party.id.clone()).collect();
        sides.extend(origins(&self.state.people, case, event));
        let missing: Vec<&str> = sides
            .iter()
            .filter(|side| self.state.confidences.consent(item, side, OUTSIDE).is_none())
            .map(|side| self.side_name(side))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        refuse(
            format!("confidentiality is not waived for it by {}", missing.join(", ")),
            "each party waives it with `detente disclose --act NUMBER --to outside`; of what others said, they too",
        )
    }

    pub(super) fn waive(&self, seat: &Seat, event: u64, to: &[String]) -> Allowed {
        // What a party was given it can waive for its part, though it is another's.
        let shared = self.events.iter().any(|seen| {
            seen.event.number == event
                && is_item(&seen.event.act)
                && !origins(&self.state.people, &self.state.case, seen.event).contains(&seat.side)
        });
        if to == [OUTSIDE] && shared && seat.party.is_some() && seat.principal() {
            return match self.state.confidences.consent(event, &seat.side, OUTSIDE) {
                Some(_) => refuse("your side has waived it already", "nothing more is needed"),
                None => Ok(()),
            };
        }
        self.consent(seat, event, to)
    }

    pub(super) fn second(&self, seat: &Seat, event: u64) -> Allowed {
        let Some(asked) = self.state.confidences.asked.get(&event) else {
            return refuse(
                "nothing with that number waits for a second person",
                "`detente disclose` lists what waits",
            );
        };
        let parties = self.state.case.parties.len();
        if asked.agreed(&self.state.people, parties) {
            return refuse("it is agreed to already", "nothing more is needed");
        }
        if *asked.request == Request::Research {
            if seat.kind != Kind::Principal || seat.party.is_none() {
                return refuse(
                    format!("{} cannot agree to that", seat.name),
                    "the principal of each party does",
                );
            }
            if asked.seconds.iter().any(|second| self.side_of(&second.by) == Some(seat.side.as_str())) {
                return refuse("your side has agreed already", "nothing more is needed");
            }
            return Ok(());
        }
        mediates(seat, "be the second person")?;
        if asked.event.by == seat.person {
            return refuse("who asked cannot be the second person", "another mediator is");
        }
        if self.state.root(&asked.event.by) == self.state.root(&seat.person) {
            return refuse(
                "one of you was brought into the talks by the other",
                "the second person is a mediator whom the other did not bring",
            );
        }
        match asked.request {
            Request::Release { event, to } => self.releasable(seat, *event, to),
            Request::Outside { event, ground, .. } => self.outside(*event, *ground),
            Request::Export | Request::Research => Ok(()),
            Request::Destroy => self.free(),
        }
    }

    fn side_of(&self, person: &str) -> Option<&str> {
        self.state.people.seat(person).map(|seat| seat.side.as_str())
    }

    pub(super) fn carried(&self, seat: &Seat, event: u64) -> Allowed {
        mediates(seat, "do that")?;
        let asked = self.state.confidences.asked.get(&event);
        if asked.is_some_and(|asked| *asked.request == Request::Destroy) {
            self.free()?;
        }
        let ready = asked.is_some_and(|asked| {
            !asked.carried && asked.agreed(&self.state.people, self.state.case.parties.len())
        });
        if ready {
            Ok(())
        } else {
            refuse("no second person has agreed to it", "`detente disclose` lists what waits")
        }
    }

    /// What was asked for and agreed to, and not done yet.
    pub fn ready(&self, request: &Request) -> Option<u64> {
        let parties = self.state.case.parties.len();
        let mut all = self.state.confidences.asked.values();
        let ready = all.find(|asked| {
            asked.request == request && !asked.carried && asked.agreed(&self.state.people, parties)
        });
        ready.map(|asked| asked.event.number)
    }

    pub(super) fn source(&self, seat: &Seat, sentence: &str, of: &[Origin]) -> Allowed {
        mediates(seat, "say where a sentence comes from")?;
        said(sentence, "a sentence")?;
        if of.is_empty() {
            return refuse(
                "no origin is named",
                "own, table, public:SOURCE, conduct:SIDE, or the number of an act",
            );
        }
        for origin in of {
            match origin {
                Origin::Item(number) => {
                    let found =
                        self.events.iter().map(|seen| seen.event).find(|known| known.number == *number);
                    if !found.is_some_and(|event| is_item(&event.act)) {
                        return refuse(
                            "a sentence rests on no such act",
                            "`detente round show --acts` lists what was said, with its numbers",
                        );
                    }
                }
                Origin::Public(source) => said(source, "a public source")?,
                Origin::Conduct(side) => self.parties(std::slice::from_ref(side))?,
                Origin::Own | Origin::Table => {}
            }
        }
        Ok(())
    }

    pub(super) fn send(&self, seat: &Seat, sent: &Sent) -> Allowed {
        mediates(seat, "send a document")?;
        said(&sent.title, "the title of a document")?;
        if sent.to.iter().all(|to| to != OUTSIDE) || sent.to.len() > 1 {
            self.parties(&sent.to)?;
        }
        for to in &sent.to {
            let report = self.document_beside(to, Some(&sent.title), &sent.words, &[]);
            if !report.sentences.iter().any(|sentence| sentence.nth == 0) {
                return refuse("the title says nothing", "name the document in words");
            }
            if let Some(first) = report.sentences.iter().find(|sentence| sentence.stops()) {
                return refuse(
                    format!("\"{}\" cannot go to {}: {}", first.words, self.side_name(to), first.why()),
                    "`detente tell PARTY --document FILE` shows every sentence",
                );
            }
        }
        Ok(())
    }
}
