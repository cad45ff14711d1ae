//! What may be destroyed, and what forbids it.

use super::{Allowed, mediates, refuse, said};
use crate::desk::Desk;
use crate::disclosure::Preset;
use crate::event::Act;
use crate::item::is_item;
use crate::seat::Seat;

impl Desk<'_> {
    pub(super) fn erase(&self, seat: &Seat, event: u64) -> Allowed {
        mediates(seat, "erase something")?;
        self.free()?;
        if self.state.confidences.erased.contains_key(&event) {
            return refuse("it is erased already", "nothing more is needed");
        }
        let found = self.events.iter().map(|seen| seen.event).find(|known| known.number == event);
        match found {
            Some(event)
                if matches!(event.act, Act::Respond(_) | Act::Offer { .. }) && self.stands(event.number) =>
            {
                refuse(
                    "it is an answer that stands; without it an earlier one would",
                    "its side takes it back first (`detente respond --withdraw`)",
                )
            }
            Some(event) if matches!(event.act, Act::Reserve { .. }) => refuse(
                "a reservation is the record of the talks",
                "what all were told, and who agreed to what, is not erased",
            ),
            Some(event) if is_item(&event.act) || matches!(event.act, Act::Source { .. } | Act::Send(_)) => {
                Ok(())
            }
            Some(_) => refuse(
                "only what was said apart is erased",
                "what all were told, and who agreed to what, is the record of the talks",
            ),
            None => {
                refuse("there is no such act", "`detente round show --acts` lists them with their numbers")
            }
        }
    }

    /// Whether an answer or offer was not taken back.
    fn stands(&self, event: u64) -> bool {
        self.state.responses.iter().any(|given| given.event.number == event && !given.withdrawn)
            || self.state.offers.iter().any(|offer| offer.event.number == event && !offer.withdrawn)
    }

    /// Whether nothing forbids that things are destroyed.
    pub(super) fn free(&self) -> Allowed {
        match self.state.confidences.hold.map(|held| &held.act) {
            Some(Act::Hold { why, .. }) => refuse(
                format!("a legal hold forbids any erasure: {why}"),
                "`detente disclose --free WHY` lifts it, when it may be lifted",
            ),
            _ => Ok(()),
        }
    }

    pub(super) fn hold(&self, seat: &Seat, on: bool, why: &str) -> Allowed {
        mediates(seat, "order or lift a legal hold")?;
        said(why, "the reason")?;
        match (on, self.state.confidences.hold) {
            (true, Some(_)) => refuse("there is a legal hold already", "nothing more is needed"),
            (false, None) => refuse("there is no legal hold", "nothing is to be lifted"),
            (false, Some(ordered))
                if Preset::of(&self.state.case).needs_two()
                    && self.state.root(&ordered.by) == self.state.root(&seat.person) =>
            {
                refuse("who ordered a legal hold does not lift it alone", "another mediator lifts it")
            }
            _ => Ok(()),
        }
    }
}
