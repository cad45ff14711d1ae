//! The log is the truth: any beginning of it folds to the same state, whatever came later.

use detente_talks::{Act, Desk, State, people, seen};
use proptest::prelude::*;

use crate::confidence::{Item, any_items, build};
use crate::support::at;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("DETENTE_LONG").is_some() { 640 } else { 32 }))]

    #[test]
    fn a_prefix_folds_to_the_same_state(items in any_items(40), cut in 0usize..60) {
        let (log, _) = build(&items, &[]);
        let cut = cut.min(log.len());
        let (case, seats) = people(&log);
        for person in ["elder", "n-envoy", "s-adviser"] {
            let Some(seat) = seats.seat(person) else { continue };
            // Folded at once, and event by event after a stop.
            let all = seen(&log, &seats, &case, seat);
            let mut state = State::fold(&all[..cut.min(all.len())]);
            all[cut.min(all.len())..].iter().for_each(|event| state.step(*event));
            prop_assert_eq!(format!("{:?}", State::fold(&all)), format!("{state:?}"));
            // The same log read twice gives the same bytes.
            let view = |log: &[detente_talks::Event]| {
                let desk = Desk::open(log, person, at(100)).unwrap();
                serde_json::to_string(&(desk.view(), desk.journal())).unwrap()
            };
            let written = serde_json::to_string(&log).unwrap();
            let read: Vec<detente_talks::Event> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(view(&log), view(&read));
        }
    }
}

#[test]
fn an_item_is_an_event() {
    let (log, _) = build(&[Item::Shared("elder", Act::CloseRound)], &[]);
    assert!(matches!(log.last().unwrap().act, Act::CloseRound));
}
