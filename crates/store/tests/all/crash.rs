//! Killed at any moment: what was acknowledged is there, and the store is whole.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use detente_store::{Error, Opener, Place, SealedLog, Store};
use detente_talks::Log as _;

use crate::child::{child, note};
use crate::support::{Ground, begun, grounds, key, long, put, sealed};

/// Times at which to kill, spread without a clock's help.
fn moments(most: u64) -> impl FnMut() -> Duration {
    let mut state = 0x9e37_79b9_u64;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        Duration::from_micros((state >> 33) % most)
    }
}

#[test]
fn a_writer_killed_at_any_moment_loses_nothing_it_was_told_is_safe() {
    for ground in grounds() {
        let opener = key();
        drop(begun(&ground.place(), Some(&opener)));
        let mut safe: Vec<String> = Vec::new();
        let (mut next, mut cut) = (moments(30_000), 0);
        for nth in 0..if long() { 200 } else { 20 } {
            let name = format!("run{nth}");
            let mut run = child("append", &ground.place(), &opener, &[&name, "100000"])
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
            // It has begun to write; then any moment.
            let told = |line: &str| {
                line.strip_prefix("safe ").and_then(|line| line.strip_suffix('.')).map(String::from)
            };
            let first = lines.by_ref().map_while(Result::ok).find_map(|line| told(&line));
            safe.push(first.unwrap());
            std::thread::sleep(next());
            run.kill().unwrap();
            safe.extend(lines.map_while(Result::ok).filter_map(|line| told(&line)));
            run.wait().unwrap();
            let mut store = Store::open(&ground.place()).unwrap();
            let verdict = store.verify().unwrap();
            assert_eq!(verdict.damage, [], "{}", ground.name);
            cut += usize::from(verdict.head.number > 6 + safe.len() as u64);
        }
        let mut log = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
        let there: Vec<String> = log.events().unwrap().iter().filter_map(note).collect();
        for safe in &safe {
            assert_eq!(there.iter().filter(|note| *note == safe).count(), 1, "{}: {safe}", ground.name);
        }
        println!(
            "{}: {} acknowledged, {} kept; {cut} kills fell between keeping and telling",
            ground.name,
            safe.len(),
            there.len()
        );
        assert!(there.len() >= safe.len());
    }
}

/// Runs a child and kills it after a while; whether it was done before.
fn killed(mut command: std::process::Command, after: Duration) -> bool {
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let _ = run.kill();
    run.wait().unwrap().success()
}

fn rounds() -> usize {
    if long() { 60 } else { 8 }
}

#[test]
fn killed_while_it_is_made_or_brought_to_a_new_format() {
    for ground in grounds() {
        let opener = key();
        let (mut done, mut next) = (0, moments(60_000));
        for _ in 0..rounds() {
            let finished = killed(child("create", &ground.place(), &opener, &[]), next());
            match SealedLog::open(&ground.place(), "eda", Some(&opener)) {
                Ok(mut log) => {
                    assert!(log.events().unwrap().is_empty());
                    done += 1;
                    wipe(&ground);
                }
                // As if nothing had been begun.
                Err(Error::NotThere(_)) => assert!(!finished),
                Err(error) => panic!("{error}"),
            }
        }
        // What was begun can be ended.
        if Store::open(&ground.place()).is_err() {
            SealedLog::create(&ground.place(), crate::support::CASE, "eda", Some(&opener)).unwrap();
        }
        println!("{}: {done} of {} were whole before the kill", ground.name, rounds());
    }
}

fn wipe(ground: &Ground) {
    for table in [
        "about",
        "item",
        "item_key",
        "compartment",
        "link",
        "slot",
        "page",
        "note",
        "reading",
        "key_backup",
        "erased_later",
    ] {
        ground.attack(&format!("delete from {table}"));
    }
    // And back to the first format, so that the steps have to be gone again.
    let later = [
        "page",
        "note",
        "reading",
        "key_backup",
        "erased_later",
        "house",
        "account",
        "session",
        "invitation",
    ];
    for table in later {
        ground.attack(&format!("drop table {table}"));
    }
    ground.attack("update detente_format set version = 2");
}

#[test]
fn killed_while_keys_are_changed() {
    for ground in grounds() {
        let (mut store, mut ring, eda) = sealed(&ground.place());
        let (ana, nan) = (key(), key());
        store.give(&mut ring, "ana", &ana, &["north"]).unwrap();
        for nth in 0..300 {
            put(&mut store, &ring, &format!("words {nth}"), &["north", "all"]);
        }
        let (mut old, mut next) = (0, moments(400_000));
        for _ in 0..rounds() {
            let mut ring = store.unlock("eda", &eda).unwrap();
            store.give(&mut ring, "nan", &nan, &["north"]).unwrap();
            killed(child("rekey", &ground.place(), &eda, &["nan"]), next());
            let mut store = Store::open(&ground.place()).unwrap();
            assert_eq!(store.verify().unwrap().damage, []);
            for (person, opener) in [("eda", &eda), ("ana", &ana)] {
                let ring = store.unlock(person, opener).unwrap();
                assert_eq!(store.read_all(&ring).unwrap().len(), 300, "{person}");
            }
            // Either the person has the key, and it opens everything, or not at all.
            match store.unlock("nan", &nan) {
                Ok(ring) => {
                    assert_eq!(store.read_all(&ring).unwrap().len(), 300);
                    old += 1;
                }
                Err(error) => assert!(matches!(error, Error::Locked)),
            }
        }
        println!("{}: {old} of {} were as before", ground.name, rounds());
    }
}

#[test]
fn killed_while_something_is_erased() {
    for ground in grounds() {
        let opener = key();
        let (mut log, mut events) = begun(&ground.place(), Some(&opener));
        for nth in 0..rounds() {
            let event = crate::support::event(log.next(), "ana", crate::support::answer(nth, "to be erased"));
            assert!(log.append(&events, &event).unwrap());
            events.push(event);
        }
        let (mut gone, mut next) = (0, moments(150_000));
        for number in 7..7 + rounds() as u64 {
            killed(child("erase", &ground.place(), &opener, &[&number.to_string()]), next());
            let mut log = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
            let there = log.events().unwrap().iter().any(|event| event.number == number);
            let (store, _) = log.parts().unwrap();
            assert_eq!(store.verify().unwrap().damage, []);
            assert_eq!(store.erased().unwrap().contains(&number), !there);
            gone += usize::from(!there);
        }
        println!("{}: {gone} of {} were erased before the kill", ground.name, rounds());
    }
}

#[test]
fn killed_while_it_is_backed_up_or_restored() {
    for ground in grounds() {
        let (mut store, ring, opener) = sealed(&ground.place());
        for nth in 0..400 {
            put(&mut store, &ring, &format!("words {nth}"), &["north"]);
        }
        let here = |name: String| ground.folder.path().join(name);
        let text = |path: &std::path::Path| path.display().to_string();
        let (mut done, mut next) = (0, moments(250_000));
        for nth in 0..rounds() {
            let (log, keys) = (here(format!("{nth}.log")), here(format!("{nth}.keys")));
            killed(child("backup", &ground.place(), &opener, &[&text(&log), &text(&keys)]), next());
            assert_eq!(store.verify().unwrap().damage, []);
            let there = (log.exists(), keys.exists());
            // The log's file is put in place first; a file that is there is whole.
            assert_ne!(there, (false, true));
            if there == (true, true) {
                let place = Place::File(here(format!("{nth}.restored")));
                let mut again = Store::restore(&place, &log, &keys).unwrap();
                assert_eq!(again.verify().unwrap().damage, []);
                let ring = again.unlock("eda", &opener).unwrap();
                assert_eq!(again.read_all(&ring).unwrap().len(), 400);
                done += 1;
            }
        }
        println!("{}: {done} of {} backups were whole before the kill", ground.name, rounds());
        let (log, keys) = (here("last.log".into()), here("last.keys".into()));
        store.backup(&ring, "mediators", &log, &keys).unwrap();
        let (mut done, mut next) = (0, moments(300_000));
        for nth in 0..rounds() {
            let place = Place::File(here(format!("{nth}.again")));
            killed(child("restore", &place, &opener, &[&text(&log), &text(&keys)]), next());
            match Store::open(&place) {
                Ok(mut again) => {
                    done += 1;
                    assert_eq!(again.verify().unwrap().damage, []);
                    let ring = again.unlock("eda", &opener).unwrap();
                    assert_eq!(again.read_all(&ring).unwrap().len(), 400);
                }
                Err(Error::NotThere(_)) => {
                    assert!(Store::restore(&place, &log, &keys).is_ok());
                }
                Err(error) => panic!("{error}"),
            }
        }
        println!("{}: {done} of {} were restored before the kill", ground.name, rounds());
    }
}

/// Nothing of an opener is ever printed.
#[test]
fn openers_are_not_printed() {
    let words = Opener::Passphrase("seven herons over the weir".to_string().into());
    assert_eq!(format!("{words:?} {:?}", key()), "Passphrase(…) Key(…)");
}
