//! Several offers at once, and a vote on each.

use super::{Clock, Table, Terms, failed, known};
use crate::ended::{Ended, How, Listener};
use crate::preferences::Package;
use crate::seat::{Negotiator, Response};

pub(super) fn voting<P: Negotiator>(
    table: &Table,
    players: &mut [P],
    terms: &Terms,
    listener: &mut impl Listener,
) -> Ended {
    let mut clock = Clock::new(terms.deadline, terms.seed, terms.negotiation);
    let parties = players.len();
    let mut offers = 0;
    let mut opening = terms.opening;
    while clock.runs() {
        let mut round: Vec<Package> = Vec::with_capacity(parties);
        for me in 0..parties {
            let seat = table.seat(me, clock.step, clock.steps(), clock.time);
            let proposed = match opening.take() {
                Some(opening) => Ok(Some(opening)),
                None => players[me].propose(&seat),
            };
            match proposed.and_then(|offer| offer.map(|offer| known(table, offer)).transpose()) {
                Ok(Some(offer)) => round.push(offer),
                Ok(None) => return clock.ended(How::Left(me), offers),
                Err(fault) => return failed(me, fault, &clock, offers),
            }
        }
        for (me, offer) in round.iter().enumerate() {
            for other in (0..parties).filter(|other| *other != me) {
                let seat = table.seat(other, clock.step, clock.steps(), clock.time);
                players[other].heard(&seat, me, *offer);
            }
        }
        for (me, offer) in round.iter().enumerate() {
            offers += 1;
            listener.offered(clock.step, clock.time, Some(me), *offer);
            let mut all = true;
            for other in (0..parties).filter(|other| *other != me) {
                let seat = table.seat(other, clock.step, clock.steps(), clock.time);
                match players[other].respond(&seat, *offer) {
                    Ok(Response::Accept) => listener.accepted(other),
                    Ok(Response::Reject) => all = false,
                    Ok(Response::Leave) => return clock.ended(How::Left(other), offers),
                    Err(fault) => return failed(other, fault, &clock, offers),
                }
            }
            if all {
                return clock.ended(How::Agreed(*offer), offers);
            }
        }
        if (0..parties).any(|_| !clock.turn()) {
            break;
        }
        clock.round();
    }
    clock.ended(How::Deadline, offers)
}
