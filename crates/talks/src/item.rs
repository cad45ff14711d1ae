//! Items: acts that are private to one side and can be given to others.
//!
//! An answer, an offer, a reservation, a meeting, or something said apart that was written down. An item has an origin (the
//! sides it came from), holders (those it was given to) and perhaps a condition.

use detente_case::{Case, ThirdRole};

use crate::event::{Act, Event};
use crate::seat::{Kind, People};

/// Ids of the sides an item came from: those whose consent it needs. Of a meeting, every side that was there; nobody's, where
/// it is the mediators' own or told to all.
pub fn origins(people: &People, case: &Case, event: &Event) -> Vec<String> {
    let mediates = |side: &str| {
        case.third_parties.iter().any(|third| third.id == side && third.role == ThirdRole::Mediator)
    };
    let mut sides: Vec<String> = match &event.act {
        Act::Respond(_) | Act::Offer { .. } | Act::Reserve { .. } | Act::Bid { .. } => {
            people.seat(&event.by).map(|seat| seat.side.clone()).into_iter().collect()
        }
        Act::Tell(told) => vec![told.from.clone()],
        Act::Meet(meeting) => {
            let there = meeting.people.iter().chain([&event.by]).filter_map(|person| people.seat(person));
            let apart = there.filter(|seat| !matches!(seat.kind, Kind::Interpreter | Kind::NoteTaker));
            apart.map(|seat| seat.side.clone()).collect()
        }
        _ => Vec::new(),
    };
    sides.retain(|side| !mediates(side));
    sides.sort();
    sides.dedup();
    sides
}

/// Whether an act can be given to others at all.
pub fn is_item(act: &Act) -> bool {
    matches!(
        act,
        Act::Respond(_)
            | Act::Offer { .. }
            | Act::Reserve { .. }
            | Act::Meet(_)
            | Act::Idea { .. }
            | Act::Package { .. }
            | Act::Tell(_)
    )
}
