//! A shuttle that people made, put to modelled parties.

use super::{Clock, Deadline, Table, failed};
use crate::ended::{Ended, How, Listener};
use crate::preferences::Package;
use crate::seat::Negotiator;

/// One draft of a shuttle, with what was said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The package it was.
    pub package: Package,
    /// For each party whether it could live with it, where it said so.
    pub said: Vec<Option<bool>>,
}

/// The drafts of a shuttle, in order: a plain list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shuttle {
    /// The drafts.
    pub drafts: Vec<Draft>,
}

/// Puts draft after draft to the players until all of them can live with one.
pub(super) fn replay<P: Negotiator>(
    shuttle: &Shuttle,
    table: &Table,
    players: &mut [P],
    listener: &mut impl Listener,
) -> Ended {
    let mut clock = Clock::new(Deadline::Rounds(shuttle.drafts.len() as u32), 0, 0);
    let mut offers = 0;
    for draft in &shuttle.drafts {
        if (draft.package as usize) >= table.packages.len() {
            continue;
        }
        listener.offered(clock.step, clock.time, None, draft.package);
        offers += 1;
        let mut all = true;
        for (me, player) in players.iter_mut().enumerate() {
            let seat = table.seat(me, clock.step, clock.steps(), clock.time);
            match player.lives_with(&seat, draft.package) {
                Ok(true) => listener.accepted(me),
                Ok(false) => all = false,
                Err(fault) => return failed(me, fault, &clock, offers),
            }
        }
        if all {
            return clock.ended(How::Agreed(draft.package), offers);
        }
        clock.round();
    }
    clock.ended(How::Deadline, offers)
}

impl Shuttle {
    /// How often the model of a party says to a draft what the party said: of each party the answers that agree, and all answers.
    pub fn fit(&self, table: &Table) -> Vec<(u32, u32)> {
        let mut fit = vec![(0, 0); table.preferences.len()];
        for draft in self.drafts.iter().filter(|draft| (draft.package as usize) < table.packages.len()) {
            for ((same, all), (said, own)) in fit.iter_mut().zip(draft.said.iter().zip(&table.preferences)) {
                if let Some(said) = said {
                    *all += 1;
                    *same += u32::from(*said == own.accepts(draft.package));
                }
            }
        }
        fit
    }
}
