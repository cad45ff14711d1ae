//! Playing one negotiation of a tournament.

use std::cell::RefCell;
use std::sync::Arc;

use super::{Cell, Setting, Tournament};
use crate::ended::{Ended, How, Listener};
use crate::negotiator::Scheduled;
use crate::preferences::Package;
use crate::protocol::{Terms, Unplayable, play};
use crate::random::Chance;
use crate::seat::{Negotiator, Response, Seat};
use crate::{Fault, Protocol};

/// One party's side of one negotiation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The negotiation's number.
    pub negotiation: u64,
    /// The setting's position.
    pub setting: usize,
    /// Which repetition.
    pub repetition: u32,
    /// The party's position.
    pub party: usize,
    /// The position of its negotiator among those entered.
    pub negotiator: usize,
    /// Those of all, in the parties' order, by position in the setting.
    pub line_up: usize,
    /// `agreed`, `deadline`, `left`, `failed`.
    pub how: &'static str,
    /// Why this party lost it, if its negotiator failed.
    pub fault: Option<Box<str>>,
    /// Rounds begun.
    pub rounds: u32,
    /// Offers on the table.
    pub offers: u32,
    /// The package agreed on.
    pub package: Option<Package>,
    /// What the end is worth to it, in its points: the walk-away without an agreement (its worst where it has none); its worst, too, for a
    /// package that a red line of its own forbids.
    pub worth: f64,
    /// The same as a share of its way from its worst package to its best.
    pub share: f64,
    /// What it gained above its walk-away (above its worst without one), as a share of the most it could; 0 without an agreement.
    pub gain: f64,
    /// The product of gains as a share of the largest there is.
    pub nash: f64,
    /// Distance to the frontier; not a number without an agreement.
    pub to_frontier: f64,
    /// Distance to the package with the largest product of gains; likewise.
    pub to_nash: f64,
}

/// A negotiator that could not be made.
struct Unmade(Fault);

impl Negotiator for Unmade {
    fn propose(&mut self, _: &Seat<'_>) -> Result<Option<Package>, Fault> {
        Err(self.0.clone())
    }

    fn respond(&mut self, _: &Seat<'_>, _: Package) -> Result<Response, Fault> {
        Err(self.0.clone())
    }

    fn lives_with(&mut self, _: &Seat<'_>, _: Package) -> Result<bool, Fault> {
        Err(self.0.clone())
    }

    fn prefers(&mut self, _: &Seat<'_>, _: Package, _: Package) -> Result<bool, Fault> {
        Err(self.0.clone())
    }
}

thread_local! {
    /// The players of a negotiation go by time alone: their seats are kept from one to the next.
    static SEATS: RefCell<Vec<Scheduled>> = const { RefCell::new(Vec::new()) };
}

impl Tournament {
    /// Plays one negotiation; told of each turn.
    ///
    /// # Errors
    ///
    /// If its protocol cannot be played on its scenario.
    pub fn negotiate(&self, cell: &Cell, listener: &mut impl Listener) -> Result<Ended, Unplayable> {
        let setting = &self.settings[cell.setting];
        let line_up = &setting.line_ups[cell.line_up];
        let terms = Terms {
            deadline: self.spec.deadline,
            seed: self.spec.seed,
            negotiation: cell.negotiation,
            opening: None,
        };
        let table = &setting.ground.table;
        if setting.protocol == Protocol::Alternating {
            let ended = SEATS.with_borrow_mut(|seats| {
                seats.truncate(line_up.len());
                for (party, entrant) in line_up.iter().enumerate() {
                    let schedule = setting.schedules[*entrant][party].as_ref()?;
                    match seats.get_mut(party) {
                        // Not counted anew: threads would wait for each other's counts.
                        Some(seat) if Arc::ptr_eq(&seat.0, schedule) => {}
                        Some(seat) => *seat = Scheduled(Arc::clone(schedule)),
                        None => seats.push(Scheduled(Arc::clone(schedule))),
                    }
                }
                Some(play(&setting.protocol, table, seats, &terms, None, listener))
            });
            if let Some(ended) = ended {
                return ended;
            }
        }
        let mut players: Vec<Box<dyn Negotiator>> = line_up
            .iter()
            .enumerate()
            .map(|(party, entrant)| {
                let chance = Chance::new(self.spec.seed, cell.negotiation, party as u64);
                let entrant = &self.entrants[*entrant];
                entrant
                    .seated(table, party, self.spec.semantics, chance)
                    .unwrap_or_else(|fault| Box::new(Unmade(fault)))
            })
            .collect();
        play(&setting.protocol, table, &mut players, &terms, setting.ground.case.as_deref(), listener)
    }

    /// One row for each party.
    pub(super) fn rows(&self, cell: &Cell, ended: &Ended, into: &mut Vec<Row>) {
        let setting = &self.settings[cell.setting];
        let agreement = ended.agreement();
        let (nash, to_frontier, to_nash) = (
            setting.ground.measures.nash(agreement),
            setting.ground.measures.to_frontier(agreement),
            setting.ground.measures.to_nash(agreement),
        );
        for (party, negotiator) in setting.line_ups[cell.line_up].iter().enumerate() {
            let (worth, share, gain) = self.came_to(setting, party, ended);
            let fault = match &ended.how {
                How::Failed(failed, why) if *failed == party => Some(why.clone()),
                _ => None,
            };
            into.push(Row {
                negotiation: cell.negotiation,
                setting: cell.setting,
                repetition: cell.repetition,
                party,
                negotiator: *negotiator,
                line_up: cell.line_up,
                how: ended.how.word(),
                fault,
                rounds: if ended.how == How::Deadline { ended.step } else { ended.step + 1 },
                offers: ended.offers,
                package: agreement,
                worth,
                share,
                gain,
                nash,
                to_frontier,
                to_nash,
            });
        }
    }

    /// What the end is worth to a party, as a share of its range, and what it gained as a share of the most it could.
    fn came_to(&self, setting: &Setting, party: usize, ended: &Ended) -> (f64, f64, f64) {
        let own = &setting.ground.table.preferences[party];
        let none = if own.walk_away().is_finite() { own.walk_away() } else { own.worst() };
        let shrunk = match self.spec.discount {
            true => libm::pow(setting.ground.discount[party], ended.time),
            false => 1.0,
        };
        // What a red line of its own forbids counts as its worst.
        let undiscounted = ended.agreement().map_or(none, |package| own.worth(package).max(own.worst()));
        let worth = undiscounted * shrunk;
        let part = |of: f64, from: f64| {
            let range = own.best() - from;
            if range > 0.0 && range.is_finite() { (of - from) / range } else { 0.0 }
        };
        let share = part(worth, own.worst());
        let gain = if ended.agreement().is_some() { part(worth, none * shrunk) } else { 0.0 };
        (worth, share, gain)
    }
}
