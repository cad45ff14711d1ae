//! One text, changed by a mediator who knows nothing of anybody's preferences.

use super::{Clock, Table, Terms, failed};
use crate::ended::{Ended, How, Listener};
use crate::preferences::Package;
use crate::random::Chance;
use crate::seat::{Fault, Negotiator, Packages};

/// When a changed text takes the place of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// When no party finds it worse; a change is one clause at random.
    Veto,
    /// The same, where the mediator goes through all changes of one clause and stops when none is taken.
    HillClimbing,
    /// Also, with a chance that falls with time, where parties find it worse: the mediator overrides their votes early on.
    Annealing,
}

impl Rule {
    /// `veto`, `hill-climbing`, `annealing`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Veto => "veto",
            Self::HillClimbing => "hill-climbing",
            Self::Annealing => "annealing",
        }
    }

    /// By that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Veto, Self::HillClimbing, Self::Annealing].into_iter().find(|rule| rule.name() == name)
    }
}

pub(super) fn single_text<P: Negotiator>(
    rule: Rule,
    table: &Table,
    players: &mut [P],
    terms: &Terms,
    listener: &mut impl Listener,
) -> Ended {
    let mut clock = Clock::new(terms.deadline, terms.seed, terms.negotiation);
    let mut chance = Chance::new(terms.seed, terms.negotiation, u64::MAX - 1);
    let packages = &table.packages;
    let first = || chance.below(packages.len()) as Package;
    let mut text = terms.opening.filter(|at| (*at as usize) < packages.len()).unwrap_or_else(first);
    let mut offers = 1;
    listener.offered(clock.step, clock.time, None, text);
    // Hill climbing goes through the neighbours of a text once, beginning anew from each text taken.
    let mut next = 0;
    while clock.runs() {
        let changed = match rule {
            Rule::Veto | Rule::Annealing => Some(change(packages, text, &mut chance)),
            Rule::HillClimbing => {
                next += 1;
                neighbour(packages, text, next - 1)
            }
        };
        let Some(changed) = changed else { break };
        if let Some(changed) = changed.filter(|changed| *changed != text) {
            let mut against = 0;
            listener.offered(clock.step, clock.time, None, changed);
            offers += 1;
            for (me, player) in players.iter_mut().enumerate() {
                let seat = table.seat(me, clock.step, clock.steps(), clock.time);
                match player.prefers(&seat, changed, text) {
                    Ok(true) => listener.accepted(me),
                    Ok(false) => against += 1,
                    Err(fault) => return failed(me, fault, &clock, offers),
                }
            }
            let overridden = || match rule {
                // Each vote against has to be overridden by itself.
                Rule::Annealing => (0..against).all(|_| chance.even() < 0.5 * (1.0 - clock.time)),
                Rule::Veto | Rule::HillClimbing => false,
            };
            if against == 0 || { overridden }() {
                (text, next) = (changed, 0);
            }
        }
        if !clock.turn() {
            break;
        }
        clock.round();
    }
    match last(table, players, text, &clock, listener) {
        Ok(true) => clock.after(How::Agreed(text), offers),
        Ok(false) => clock.ended(How::Deadline, offers),
        Err((me, fault)) => failed(me, fault, &clock, offers),
    }
}

/// Whether all can live with the text in the end.
fn last<P: Negotiator>(
    table: &Table,
    players: &mut [P],
    text: Package,
    clock: &Clock,
    listener: &mut impl Listener,
) -> Result<bool, (usize, Fault)> {
    listener.offered(clock.step, clock.time, None, text);
    let mut all = true;
    for (me, player) in players.iter_mut().enumerate() {
        let seat = table.seat(me, clock.step, clock.steps(), clock.time);
        match player.lives_with(&seat, text).map_err(|fault| (me, fault))? {
            true => listener.accepted(me),
            false => all = false,
        }
    }
    Ok(all)
}

/// One clause changed by chance; `None` where there is no such package.
fn change(packages: &Packages, text: Package, chance: &mut Chance) -> Option<Package> {
    let mut options = packages.package(text).to_vec();
    let issue = chance.below(options.len());
    let others = packages.options[issue].saturating_sub(1);
    if others > 0 {
        let drawn = chance.below(others) as u32;
        options[issue] = if drawn >= options[issue] { drawn + 1 } else { drawn };
    }
    packages.number(&options)
}

/// The neighbours of a text, numbered: outer `None` after the last, inner where there is no such package.
fn neighbour(packages: &Packages, text: Package, mut nth: usize) -> Option<Option<Package>> {
    let own = packages.package(text);
    for (issue, many) in packages.options.iter().enumerate() {
        if nth + 1 < *many {
            let mut options = own.to_vec();
            options[issue] = if nth as u32 >= own[issue] { nth as u32 + 1 } else { nth as u32 };
            return Some(packages.number(&options));
        }
        nth -= many - 1;
    }
    None
}
