//! What a seat may do now. Every rule looks at what the seat sees and at nothing else.

mod answers;
mod blind;
mod disclosure;
mod erasure;
mod named;
mod sides;
mod table;

use super::Desk;
use crate::adoption;
use crate::event::Act;
use crate::refusal::Refusal;
use crate::seat::{Kind, Seat};

type Allowed = Result<(), Refusal>;

fn refuse(what: impl Into<String>, next: impl Into<String>) -> Allowed {
    Err(Refusal::new(what, next))
}

impl Desk<'_> {
    /// Whether a seat may do something now.
    pub(super) fn may(&self, seat: &Seat, act: &Act) -> Allowed {
        self.present(seat, act)?;
        self.in_order()?;
        match act {
            Act::Open { case } => self.reopen(seat, case),
            Act::Agree => self.agree(seat),
            Act::Begin => self.begin(seat),
            Act::Join(newcomer) => self.join(seat, newcomer),
            Act::Suspend { .. } | Act::Resume | Act::Leave { .. } => self.come_and_go(seat, act),
            Act::Table(tabled) => self.table(seat, tabled),
            Act::OpenRound { closes, clauses } => self.open_round(seat, *closes, clauses),
            Act::CloseRound => self.close_round(seat),
            Act::Respond(response) => self.respond(seat, response),
            Act::Withdraw { event } => self.withdraw(seat, *event),
            Act::Reserve { clause, words } => {
                said(words, "a reservation")?;
                self.delegate(seat, "make a reservation")?;
                self.not_adopted(clause)?;
                self.clause(clause)
            }
            Act::Prefer { source } => self.prefer(seat, source),
            Act::Renew { person } => self.renew(seat, person),
            Act::Invite { person } => self.invite(seat, person),
            Act::Idea { id, words, to } => {
                said(id, "the short name of an idea")?;
                said(words, "an idea")?;
                mediates(seat, "put an idea to the parties")?;
                self.parties(to)?;
                fresh(self.state.ideas.contains_key(id.as_str()), "idea", id)
            }
            Act::Package { id, options, to } => {
                said(id, "the short name of a package")?;
                mediates(seat, "put a package to the parties")?;
                self.parties(to)?;
                self.options(options)?;
                fresh(self.state.packages.contains_key(id.as_str()), "package", id)
            }
            Act::Offer { options, .. } => {
                self.delegate(seat, "make an offer")?;
                self.begun()?;
                self.options(options)
            }
            Act::Release { event, to } => self.release(seat, *event, to),
            Act::Declare { interests } => self.declare(seat, interests),
            Act::Tell(told) => self.tell_apart(seat, told),
            Act::Consent { event, to } => self.waive(seat, *event, to),
            Act::Revoke { event, to } => self.revoke(seat, *event, to),
            Act::Condition { event, words } => self.condition(seat, *event, words),
            Act::Ask(request) => self.ask(seat, request),
            Act::Second { event } => self.second(seat, *event),
            Act::Source { sentence, origins } => self.source(seat, sentence, origins),
            Act::Send(sent) => self.send(seat, sent),
            Act::Erase { event, .. } => self.erase(seat, *event),
            Act::Hold { on, why } => self.hold(seat, *on, why),
            Act::Blind { id, issue, tries } => self.blind(seat, id, issue, *tries),
            Act::Bid { id, options } => self.bid(seat, id, options),
            Act::Overlap { id, options } => self.look(seat, id, options),
            Act::Carried { event } => self.carried(seat, *event),
            Act::Mark { clause, .. } => {
                mediates(seat, "set a clause aside")?;
                self.clause(clause)?;
                self.not_adopted(clause)
            }
            Act::OpenSilence { clauses, until } => self.silence(seat, clauses, *until),
            Act::BreakSilence { clause, .. } => self.break_silence(seat, clause),
            Act::PutForAdoption(proposal) => {
                mediates(seat, "put a text for adoption")?;
                self.begun()?;
                let expected = adoption::propose(&self.state, proposal.track.as_deref())?;
                self.put(proposal)?;
                if expected == *proposal {
                    Ok(())
                } else {
                    refuse("the digest is not that of the tabled text", "put the text for adoption again")
                }
            }
            Act::Adopt { code } => self.adopt(seat, code),
            Act::DeclareAdopted { code } => self.declare_adopted(seat, code),
            Act::Attest { event } => self.attest(seat, *event),
            Act::Meet(meeting) => self.meet(seat, meeting),
            Act::Fact { before, need, own, .. } => self.fact(seat, before, need, *own),
            Act::Reach(channel) => {
                mediates(seat, "write down who can reach whom")?;
                self.person(&channel.from)?;
                self.person(&channel.to)?;
                if channel.from == channel.to || !(1..=5).contains(&channel.quality) {
                    return refuse(
                        "a channel leads from one person to another and has a quality from 1 to 5",
                        "for example: 4",
                    );
                }
                Ok(())
            }
        }
    }

    /// Whether the time has not gone back behind what the seat has seen.
    fn in_order(&self) -> Allowed {
        match self.state.last {
            Some(last) if self.now < last => refuse(
                format!("the time {} lies before the last act you see, of {last}", self.now),
                "acts are recorded in the order in which they are done; leave the time out for now",
            ),
            _ => Ok(()),
        }
    }

    /// Whether a side is there at all.
    fn present(&self, seat: &Seat, act: &Act) -> Allowed {
        let Some(away) = self.state.away.get(&seat.side) else { return Ok(()) };
        match act {
            _ if away.left => refuse(
                format!("{} has left the talks", self.side_name(&seat.side)),
                "nothing more can be done for it here",
            ),
            Act::Resume
            | Act::Leave { .. }
            | Act::Withdraw { .. }
            | Act::BreakSilence { .. }
            | Act::Renew { .. }
            | Act::Attest { .. } => Ok(()),
            _ => refuse(
                format!("{} has interrupted its part in the talks", self.side_name(&seat.side)),
                "`detente join --resume` goes on",
            ),
        }
    }

    pub(crate) fn side_name<'d>(&'d self, side: &'d str) -> &'d str {
        if side == crate::OUTSIDE {
            return "anyone outside";
        }
        let case = &self.state.case;
        let parties = case.parties.iter().map(|party| (&party.id, &party.name));
        let mut all = parties.chain(case.third_parties.iter().map(|third| (&third.id, &third.name)));
        all.find(|(id, _)| *id == side).map_or(side, |(_, name)| name)
    }

    /// Whether the seat is of a party's delegation.
    fn delegate(&self, seat: &Seat, what: &str) -> Allowed {
        if seat.delegate() {
            return Ok(());
        }
        refuse(
            format!("{} may not {what}", seat.name),
            "principals, plenipotentiaries, representatives and advisers of a party may",
        )
    }

    fn begun(&self) -> Allowed {
        if self.state.begun.is_some() {
            return Ok(());
        }
        refuse(
            "the mediation has not begun",
            "each party agrees to it first (`detente join --agree`), then a mediator opens the first round",
        )
    }
}

/// A list of levels for a refusal.
pub(super) fn levels(known: &[&str]) -> String {
    if known.is_empty() {
        "case.toml has no levels".into()
    } else {
        format!("levels in case.toml: {}", known.join(", "))
    }
}

fn said(words: &str, what: &str) -> Allowed {
    if words.trim().is_empty() { refuse(format!("{what} is empty"), "say it in words") } else { Ok(()) }
}

fn mediates(seat: &Seat, what: &str) -> Allowed {
    match seat.kind {
        Kind::Mediator => Ok(()),
        Kind::Undeclared => refuse(
            format!("{} has not declared what interests it has in the matter", seat.name),
            "a mediator does so before anything else: `detente join --declare WORDS`, to all parties",
        ),
        _ => refuse(format!("only a mediator may {what}"), "ask a mediator"),
    }
}

fn fresh(taken: bool, what: &str, id: &str) -> Allowed {
    if taken {
        refuse(format!("there is {what} \"{id}\" already"), "choose another short name")
    } else {
        Ok(())
    }
}

fn known(there: bool, what: &str, id: &str) -> Allowed {
    if there {
        Ok(())
    } else {
        refuse(format!("there is no {what} \"{id}\""), "`detente round show` lists what was put to your side")
    }
}
