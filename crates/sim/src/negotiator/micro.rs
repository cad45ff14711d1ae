//! MiCRO [de Jonge 2022]: concedes one package when the others have made as many different offers.

use std::collections::BTreeSet;

use crate::preferences::Package;
use crate::random::Chance;
use crate::seat::{Fault, Negotiator, Response, Seat};

/// Its packages from the best downwards; a new one only where it has sent no more different ones than it heard, else one it sent before, by
/// chance.
#[derive(Debug)]
pub(super) struct Micro {
    next: usize,
    heard: BTreeSet<Package>,
    sent: Vec<Package>,
    chance: Chance,
}

impl Micro {
    pub(super) fn new(chance: Chance) -> Self {
        Self { next: 0, heard: BTreeSet::new(), sent: Vec::new(), chance }
    }

    fn ready(&self) -> bool {
        self.sent.len() <= self.heard.len()
    }
}

impl Negotiator for Micro {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        let own = seat.preferences;
        let next = own.ranked(self.next).filter(|next| own.accepts(*next));
        let (Some(next), true) = (next, self.ready()) else {
            if self.sent.is_empty() {
                return Ok(None);
            }
            return Ok(Some(self.sent[self.chance.below(self.sent.len())]));
        };
        self.next += 1;
        self.sent.push(next);
        Ok(Some(next))
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let own = seat.preferences;
        let mine = if self.ready() {
            own.ranked(self.next)
        } else {
            self.next.checked_sub(1).and_then(|lowest| own.ranked(lowest))
        };
        let asks = mine.map_or(own.walk_away(), |mine| own.worth(mine).max(own.walk_away()));
        Ok(if own.reaches(offer, asks) { Response::Accept } else { Response::Reject })
    }

    fn heard(&mut self, _seat: &Seat<'_>, _from: usize, offer: Package) {
        self.heard.insert(offer);
    }
}
