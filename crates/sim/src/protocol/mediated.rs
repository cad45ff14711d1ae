//! A mediator who learns what each party could live with from its answers to drafts.

use detente_case::Case;
use detente_deal::{Drafting, Heard};

use super::{Clock, Deadline, Table, Terms, Unplayable, failed};
use crate::ended::{Ended, How, Listener};
use crate::preferences::Package;
use crate::seat::{Fault, Negotiator, Seat};

pub(super) fn mediated<P: Negotiator>(
    case: &Case,
    drafts: u32,
    table: &Table,
    players: &mut [P],
    terms: &Terms,
    listener: &mut impl Listener,
) -> Result<Ended, Unplayable> {
    let seed = terms.seed ^ terms.negotiation.rotate_left(32);
    let drafting = Drafting::new(case, seed).map_err(|_| Unplayable::NoPackage)?;
    let mut drafting = drafting.ok_or(Unplayable::NoDrafting)?;
    let mut clock = Clock::new(Deadline::Rounds(drafts), terms.seed, terms.negotiation);
    let mut opening = terms.opening.filter(|at| (*at as usize) < table.packages.len());
    let mut before: Option<Package> = None;
    let mut offers = 0;
    while clock.runs() {
        let next = match opening.take() {
            Some(opening) => Some(opening),
            // A draft against a link is none.
            None => drafting.next_draft().and_then(|next| number(table, &next.package)),
        };
        let Some(draft) = next else { break };
        listener.offered(clock.step, clock.time, None, draft);
        offers += 1;
        for (me, player) in players.iter_mut().enumerate() {
            let seat = table.seat(me, clock.step, clock.steps(), clock.time);
            match answer(player, &seat, draft, before) {
                Ok(heard) => {
                    if heard.acceptable == Some(true) {
                        listener.accepted(me);
                    }
                    // The packages are the case's own: nothing to mishear.
                    let _ = drafting.hear(heard);
                }
                Err(fault) => return Ok(failed(me, fault, &clock, offers)),
            }
        }
        before = Some(draft);
        clock.round();
    }
    let settled = drafting.settled().and_then(|package| number(table, package));
    Ok(match settled {
        Some(package) => clock.after(How::Agreed(package), offers),
        None => clock.ended(How::Deadline, offers),
    })
}

fn number(table: &Table, package: &[usize]) -> Option<Package> {
    let options: Vec<u32> = package.iter().map(|option| *option as u32).collect();
    table.packages.number(&options)
}

/// Whether it could live with a draft, whether it is better than the last, and which clause hurts most: the one that a change of alone would
/// help it most.
fn answer<P: Negotiator>(
    player: &mut P,
    seat: &Seat<'_>,
    draft: Package,
    before: Option<Package>,
) -> Result<Heard, Fault> {
    let spread = |at: Package| seat.packages.package(at).iter().map(|option| *option as usize).collect();
    let acceptable = player.lives_with(seat, draft)?;
    let better_than = match before.filter(|before| *before != draft) {
        Some(before) => Some((spread(before), player.prefers(seat, draft, before)?)),
        None => None,
    };
    Ok(Heard {
        party: seat.party,
        package: spread(draft),
        acceptable: Some(acceptable),
        better_than,
        hurts: hurts(seat, draft),
    })
}

fn hurts(seat: &Seat<'_>, draft: Package) -> Option<usize> {
    let own = seat.packages.package(draft);
    let here = seat.preferences.worth(draft);
    let mut most: Option<(f64, usize)> = None;
    for (issue, many) in seat.packages.options.iter().enumerate() {
        let mut options = own.to_vec();
        for option in (0..*many as u32).filter(|option| *option != own[issue]) {
            options[issue] = option;
            let Some(other) = seat.packages.number(&options) else { continue };
            let helps = seat.preferences.worth(other) - here;
            if helps > 1e-9 && most.is_none_or(|(most, _)| helps > most) {
                most = Some((helps, issue));
            }
        }
    }
    most.map(|(_, issue)| issue)
}
