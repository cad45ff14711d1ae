//! What is appended is there, in order, for those who may read it; two who write at once lose nothing.

use std::process::Stdio;
use std::time::Instant;

use detente_store::{Error, Item, SealedLog, Store};
use detente_talks::Log as _;
use proptest::prelude::*;

use crate::child::child;
use crate::support::{answer, begun, event, grounds, key, long, put, quick_grounds, sealed};

#[test]
fn what_was_appended_is_there_after_opening_again() {
    for ground in grounds() {
        let opener = key();
        let (mut log, mut events) = begun(&ground.place(), Some(&opener));
        for nth in 0..20 {
            let event = event(log.next(), ["ana", "bo", "sy"][nth % 3], answer(nth, "a remark"));
            assert!(log.append(&events, &event).unwrap());
            events.push(event);
        }
        // Whoever comes second is told, and nothing is appended.
        assert!(!log.append(&events, &event(5, "ana", answer(0, ""))).unwrap());
        assert!(!log.append(&events, &event(99, "ana", answer(0, ""))).unwrap());
        drop(log);
        let mut again = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
        assert_eq!(again.events().unwrap(), events, "{}", ground.name);
        assert_eq!(again.next(), events.len() as u64 + 1);
        let (store, _) = again.parts().unwrap();
        let verdict = store.verify().unwrap();
        assert!(verdict.damage.is_empty(), "{:?}", verdict.damage);
        assert_eq!(verdict.head, store.head());
        assert!(matches!(
            Store::create(&ground.place(), &crate::support::small(), None),
            Err(Error::There(_))
        ));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if long() { 200 } else { 12 }))]

    /// The plain second implementation is a list of words with their readers.
    #[test]
    fn each_compartment_holds_what_was_put_into_it(
        items in prop::collection::vec((".{0,300}", prop::sample::subsequence(vec!["north", "south", "all", "mediators"], 1..4)), 0..12)
    ) {
        let ground = crate::support::sqlite();
        let (mut store, mut ring, _) = sealed(&ground.place());
        let (ana, bo) = (key(), key());
        store.give(&mut ring, "ana", &ana, &["north"]).unwrap();
        store.give(&mut ring, "bo", &bo, &["south"]).unwrap();
        for (words, readers) in &items {
            put(&mut store, &ring, words, readers);
        }
        for (person, opener, label) in [("ana", &ana, "north"), ("bo", &bo, "south")] {
            let mut store = Store::open(&ground.place()).unwrap();
            let ring = store.unlock(person, opener).unwrap();
            let mine = |(_, readers): &&(String, Vec<&str>)| readers.contains(&label) || readers.contains(&"all");
            let expected: Vec<&str> = items.iter().filter(mine).map(|(words, _)| words.as_str()).collect();
            let found = store.read_all(&ring).unwrap();
            let found: Vec<&str> = found.iter().map(|(_, words)| std::str::from_utf8(words).unwrap()).collect();
            prop_assert_eq!(found, expected);
        }
        prop_assert_eq!(store.verify().unwrap().damage, []);
    }
}

#[test]
fn an_item_can_be_opened_to_others_later() {
    for ground in grounds() {
        let (mut store, mut ring, _) = sealed(&ground.place());
        let bo = key();
        store.give(&mut ring, "bo", &bo, &["south"]).unwrap();
        put(&mut store, &ring, "north alone", &["north"]);
        let south = store.unlock("bo", &bo).unwrap();
        assert!(store.read_all(&south).unwrap().is_empty());
        let readers = ["all".to_string()];
        let opens = [(1, vec!["south".to_string()])];
        let item = Item { number: 2, payload: b"given", readers: &readers, opens: &opens, erases: None };
        // South itself cannot give what it cannot open.
        assert!(matches!(store.append(&south, &item), Err(Error::Closed)));
        assert!(store.append(&ring, &item).unwrap());
        let read = store.read_all(&south).unwrap();
        assert_eq!(
            read.iter().map(|(number, words)| (*number, words.as_slice())).collect::<Vec<_>>(),
            [(1, b"north alone".as_slice()), (2, b"given".as_slice())]
        );
        assert_eq!(store.verify().unwrap().damage, []);
    }
}

#[test]
fn two_who_append_at_once_lose_nothing() {
    for ground in grounds() {
        let each = if long() { 5_000 } else { 500 };
        let opener = key();
        drop(begun(&ground.place(), Some(&opener)));
        let start = Instant::now();
        let running: Vec<_> = ["one", "two"]
            .map(|name| {
                let mut child = child("append", &ground.place(), &opener, &[name, &each.to_string()]);
                child.stdout(Stdio::piped()).spawn().unwrap()
            })
            .into();
        for run in running {
            assert!(run.wait_with_output().unwrap().status.success());
        }
        println!("{}: {} appends by two processes in {:?}", ground.name, 2 * each, start.elapsed());
        let mut log = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
        let events = log.events().unwrap();
        assert_eq!(events.len(), 6 + 2 * each, "{}", ground.name);
        for (at, event) in events.iter().enumerate() {
            assert_eq!(event.number, at as u64 + 1);
        }
        for name in ["one", "two"] {
            let notes: Vec<String> =
                events.iter().filter_map(crate::child::note).filter(|note| note.starts_with(name)).collect();
            let expected: Vec<String> = (0..each).map(|nth| format!("{name} {nth}")).collect();
            assert_eq!(notes, expected);
        }
        assert_eq!(log.parts().unwrap().0.verify().unwrap().damage, []);
    }
}

#[test]
fn pages_give_what_the_items_give() {
    for ground in quick_grounds() {
        let opener = key();
        let (mut log, mut events) = begun(&ground.place(), Some(&opener));
        let (store, ring) = log.parts().unwrap();
        let bo = key();
        store.give(ring, "bo", &bo, &["caucus/south"]).unwrap();
        while events.len() < 8_300 {
            let event = event(log.next(), ["ana", "bo"][events.len() % 2], answer(events.len(), "x"));
            assert!(log.append(&events, &event).unwrap());
            events.push(event);
        }
        // The first look makes the pages, the second reads them.
        for _ in 0..2 {
            let mut again = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
            assert!(again.events().unwrap() == events);
        }
        let pages = ground.count("select count(*) from page");
        assert!(pages >= 4, "{pages}");
        let south = |expected: usize| {
            for _ in 0..2 {
                let mut log = SealedLog::open(&ground.place(), "bo", Some(&bo)).unwrap();
                assert_eq!(log.events().unwrap().len(), expected);
            }
        };
        let own = events.iter().filter(|event| event.by != "ana").count();
        south(own);
        // What is given to South later has to appear although its page was made already.
        let ana = events.iter().find(|event| event.by == "ana").unwrap().number;
        let given =
            event(log.next(), "eda", detente_talks::Act::Release { event: ana, to: vec!["south".into()] });
        assert!(log.append(&events, &given).unwrap());
        south(own + 2);
        // A page that someone changed is thrown away, and nothing is lost.
        ground.attack("update page set sealed = sealed || sealed");
        south(own + 2);
        events.push(given);
        let mut again = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
        assert!(again.events().unwrap() == events);
    }
}
