//! The walls behind the gate are never narrower than the gate: over random logs, whatever a seat sees is in a compartment that
//! its key opens, and a desk over what the key opens is the desk over the whole log.

use std::collections::{BTreeMap, BTreeSet};

use detente_talks::compartment::{opens, readers};
use detente_talks::{Compartment, Desk, Event, people, seen};
use proptest::prelude::*;

use crate::confidence::{any_items, any_private, build};
use crate::support::at;

/// What opens what, from the plan: everything a set of compartments opens.
fn closure(case: &detente_case::Case, from: Vec<Compartment>) -> BTreeSet<Compartment> {
    let plan = Compartment::plan(case);
    let mut all: BTreeSet<Compartment> = from.into_iter().collect();
    loop {
        let more: Vec<Compartment> = plan
            .iter()
            .filter(|(opened, holders)| {
                !all.contains(opened) && holders.iter().any(|holder| all.contains(holder))
            })
            .map(|(opened, _)| opened.clone())
            .collect();
        if more.is_empty() {
            return all;
        }
        all.extend(more);
    }
}

/// Who may read each event of a log that was written one by one.
fn walls(log: &[Event]) -> BTreeMap<u64, BTreeSet<Compartment>> {
    let mut all: BTreeMap<u64, BTreeSet<Compartment>> = BTreeMap::new();
    for (at, event) in log.iter().enumerate() {
        // As the writer sees it: the log before, and who everyone is by then.
        let before = &log[..at];
        let (case, seats) = if at == 0 { people(&log[..1]) } else { people(before) };
        all.entry(event.number).or_default().extend(readers(before, &seats, &case, event));
        for (number, to) in opens(before, &seats, &case, event) {
            all.entry(number).or_default().extend(to);
        }
    }
    all
}

const PEOPLE: [&str; 11] = [
    "elder",
    "scribe",
    "n-head",
    "n-minister",
    "n-envoy",
    "n-adviser",
    "s-head",
    "s-minister",
    "s-envoy",
    "s-adviser",
    "banker",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("DETENTE_LONG").is_some() { 640 } else { 32 }))]

    #[test]
    fn a_key_opens_what_its_seat_sees(items in any_items(25), private in any_private(25)) {
        let (log, _) = build(&items, &private);
        let (case, seats) = people(&log);
        let walls = walls(&log);
        for person in PEOPLE {
            let Some(seat) = seats.seat(person) else { continue };
            let mut mine = closure(&case, Compartment::of(&case, seat));
            mine.insert(Compartment::Person(person.into()));
            let readable: Vec<Event> =
                log.iter().filter(|event| walls[&event.number].iter().any(|wall| mine.contains(wall))).cloned().collect();
            for seen in seen(&log, &seats, &case, seat) {
                prop_assert!(readable.iter().any(|event| event.number == seen.event.number), "{} {:?} {:?}", person, seen, walls[&seen.event.number]);
            }
            // And the same desk comes of it.
            let shown = |log: &[Event]| {
                let desk = Desk::open(log, person, at(90)).unwrap();
                serde_json::to_string(&(desk.view(), desk.journal(), desk.channels(), desk.waits(), desk.lines())).unwrap()
            };
            prop_assert_eq!(shown(&log), shown(&readable), "{}", person);
            // No wall lets one party look into what passes between the other and the mediators.
            if seat.party.is_some() {
                let other = if seat.side == "north" { "south" } else { "north" };
                prop_assert!(!mine.contains(&Compartment::Caucus(other.into())) && !mine.contains(&Compartment::Mediators));
            }
        }
    }
}
