//! Law 2 through the store: what is private to North changes nothing for South, and what a seat sees of the whole log is what
//! its key opens.

use detente_store::{Opener, Place, SealedLog};
use detente_talks::{Act, Desk, Event, Log as _, Told};
use proptest::prelude::*;

use crate::support::{answer, at, begun, event, key, long, quick_grounds, sqlite};

/// Everything a person is shown through the store, errors included.
fn shown(place: &Place, person: &str, opener: &Opener) -> String {
    let mut log = match SealedLog::open(place, person, Some(opener)) {
        Ok(log) => log,
        Err(error) => return error.to_string(),
    };
    let events = log.events().unwrap();
    let mut all = String::new();
    let desk = match Desk::open(&events, person, at(5_000)) {
        Ok(desk) => desk.before(log.next()),
        Err(refusal) => return refusal.to_string(),
    };
    all += &serde_json::to_string_pretty(&(
        desk.view(),
        desk.journal(),
        desk.channels(),
        desk.agreement(),
        desk.waits(),
    ))
    .unwrap();
    all += &format!("{:?}", desk.receipts("south"));
    // Numbers in the log are nobody's to name: a seat's own lead to them.
    let last = desk.events.last().map(|seen| seen.event.number).unwrap();
    for act in [
        Act::Agree,
        answer(1, "x"),
        Act::Second { event: last },
        Act::Consent { event: last, to: vec!["north".into()] },
    ] {
        all += &match desk.act(act) {
            Ok(event) => format!("may: {}\n", desk.words(&event.act)),
            Err(refusal) => format!("{refusal}: {}\n", refusal.next),
        };
    }
    let (lines, seat) = (desk.lines(), desk.seat.clone());
    let readings = log.readings().unwrap();
    let desk = Desk::open(&events, person, at(5_000)).unwrap();
    all += &serde_json::to_string_pretty(&desk.seen_by(&events, &readings)).unwrap();
    let (store, ring) = log.parts().unwrap();
    let mark = detente_talks::Compartment::mark(&seat).to_string();
    all += &format!("{:?}", ring.heads(&mark, &lines).unwrap());
    all += &format!("{:?}", store.notes(ring, 0).unwrap().len());
    all
}

fn private() -> impl Strategy<Value = (&'static str, Act)> {
    let told =
        |words: String| Act::Tell(Told { from: "north".into(), words, condition: None, known_before: false });
    prop_oneof![
        3 => (0usize..6, "[a-z]{0,8}").prop_map(|(nth, note)| ("ana", answer(nth, &note))),
        1 => "[a-z]{1,8}".prop_map(move |words| ("eda", told(words))),
        1 => Just(("ana", Act::Consent { event: 7, to: vec!["south".into()] })),
        1 => Just(("eda", Act::Ask(detente_talks::Request::Release { event: 7, to: vec!["south".into()] }))),
        1 => Just(("eda", Act::Hold { on: true, why: "a court".into() })),
        1 => Just(("eda", Act::Erase { event: 7, said: crate::support::at(0), sides: vec!["north".into()], holders: [("ana".to_string(), false)].into(), why: "x".into() })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if long() { 60 } else { 6 }))]

    #[test]
    fn what_is_private_to_north_changes_nothing_for_south_through_the_store(
        one in prop::collection::vec(private(), 0..6), other in prop::collection::vec(private(), 0..6), notes in 0usize..3
    ) {
        for ground in quick_grounds() {
            let people = [("bo", key(), "caucus/south"), ("sy", key(), "caucus/south"), ("gus", key(), "present/bank")];
            let opener = key();
            // One store, copied while it is the same: codes are made with its keys.
            let (mut log, events) = begun(&ground.place(), Some(&opener));
            let (store, ring) = log.parts().unwrap();
            for (person, key, label) in &people {
                store.give(ring, person, key, &[label]).unwrap();
            }
            let (file, keys) = (ground.folder.path().join("c.log"), ground.folder.path().join("c.keys"));
            store.backup(ring, "mediators", &file, &keys).unwrap();
            let mut seen = Vec::new();
            for (nth, acts) in [&one, &other].into_iter().enumerate() {
                let place = Place::File(ground.folder.path().join(format!("{nth}.db")));
                drop(detente_store::Store::restore(&place, &file, &keys).unwrap());
                let mut log = SealedLog::open(&place, "eda", Some(&opener)).unwrap();
                let mut events = events.clone();
                let mut put = |log: &mut SealedLog, by: &str, act: Act, time: i64| {
                    let event = Event { number: log.next(), at: at(time), by: by.into(), instrument: None, act };
                    assert!(log.append(&events, &event).unwrap());
                    events.push(event);
                };
                put(&mut log, "ana", answer(0, "first"), 10);
                put(&mut log, "bo", answer(1, "ours"), 11);
                for (by, act) in acts {
                    put(&mut log, by, act.clone(), 12 + nth as i64);
                }
                put(&mut log, "sy", answer(2, "ours too"), 20);
                for _ in 0..nth * notes {
                    let (store, ring) = log.parts().unwrap();
                    store.put_note(ring, "mediators", i64::MAX, b"x").unwrap();
                }
                let mut with = Vec::new();
                for (person, key, _) in &people {
                    with.push(shown(&place, person, key));
                }
                with.push(shown(&place, "bo", &opener));
                with.push(shown(&place, "ana", &people[0].1));
                seen.push(with);
            }
            for (one, two) in seen[0].iter().zip(&seen[1]) {
                let different = one.lines().zip(two.lines()).find(|(one, two)| one != two);
                prop_assert_eq!(different, None);
                prop_assert_eq!(one.len(), two.len());
            }
            drop(log);
        }
    }
}

#[test]
fn the_property_can_fail() {
    let ground = sqlite();
    let (opener, bo) = (key(), key());
    let (mut log, mut events) = begun(&ground.place(), Some(&opener));
    let (store, ring) = log.parts().unwrap();
    store.give(ring, "bo", &bo, &["caucus/south"]).unwrap();
    let before = shown(&ground.place(), "bo", &bo);
    let told = event(log.next(), "ana", answer(0, "first"));
    assert!(log.append(&events, &told).unwrap());
    events.push(told);
    assert_eq!(before, shown(&ground.place(), "bo", &bo));
    let given = event(log.next(), "eda", Act::Release { event: 7, to: vec!["south".into()] });
    assert!(log.append(&events, &given).unwrap());
    assert_ne!(before, shown(&ground.place(), "bo", &bo));
}
