//! Stacked alternating offers, as NegMAS 0.16 and GENIUS 10 run them.
//!
//! In every round each party has one turn, in order. It first answers the offer on the table; whoever does not accept makes an offer, which
//! counts as accepting it. Agreement is reached when all the others have accepted in turn. Nobody can accept before the first offer.
//! What NegMAS and GENIUS do differently is in what their negotiators ask for at a time, not in these rules.

use super::{Clock, Table, Terms, failed, known};
use crate::ended::{Ended, How, Listener};
use crate::preferences::Package;
use crate::seat::{Negotiator, Response};

#[inline]
pub(crate) fn alternating<P: Negotiator>(
    table: &Table,
    players: &mut [P],
    terms: &Terms,
    listener: &mut impl Listener,
) -> Ended {
    let mut clock = Clock::new(terms.deadline, terms.seed, terms.negotiation);
    let parties = players.len();
    let mut on_table: Option<Package> = None;
    let (mut accepted, mut offers) = (0, 0);
    let mut opening = terms.opening;
    while clock.runs() {
        for me in 0..parties {
            let seat = table.seat(me, clock.step, clock.steps(), clock.time);
            if let Some(offer) = on_table {
                match players[me].respond(&seat, offer) {
                    Ok(Response::Accept) => {
                        listener.accepted(me);
                        accepted += 1;
                        if accepted == parties {
                            return clock.ended(How::Agreed(offer), offers);
                        }
                        if !clock.turn() {
                            return clock.ended(How::Deadline, offers);
                        }
                        continue;
                    }
                    Ok(Response::Reject) => {}
                    Ok(Response::Leave) => return clock.ended(How::Left(me), offers),
                    Err(fault) => return failed(me, fault, &clock, offers),
                }
            }
            let proposed = match opening.take() {
                Some(opening) => Ok(Some(opening)),
                None => players[me].propose(&seat),
            };
            let offer = match proposed {
                Ok(Some(offer)) => match known(table, offer) {
                    Ok(offer) => offer,
                    Err(fault) => return failed(me, fault, &clock, offers),
                },
                Ok(None) => return clock.ended(How::Left(me), offers),
                Err(fault) => return failed(me, fault, &clock, offers),
            };
            listener.offered(clock.step, clock.time, Some(me), offer);
            (on_table, accepted, offers) = (Some(offer), 1, offers + 1);
            for other in (0..parties).filter(|other| *other != me) {
                let seat = table.seat(other, clock.step, clock.steps(), clock.time);
                players[other].heard(&seat, me, offer);
            }
            if !clock.turn() {
                return clock.ended(How::Deadline, offers);
            }
        }
        clock.round();
    }
    clock.ended(How::Deadline, offers)
}
