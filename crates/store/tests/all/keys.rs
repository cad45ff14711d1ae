//! Keys open what they should and nothing else; they can be changed and taken away.

use std::time::{Duration, Instant};

use detente_store::{Error, Lock, Opener, Store};
use zeroize::Zeroizing;

use crate::support::{grounds, key, put, sealed};

fn phrase(words: &str) -> Opener {
    Opener::new_passphrase(Zeroizing::new(words.to_string())).unwrap()
}

#[test]
fn a_wrong_passphrase_is_slow_and_tells_nothing() {
    for ground in grounds() {
        let (mut store, mut ring, _) = sealed(&ground.place());
        let right = phrase("seven herons over the weir");
        store.give(&mut ring, "bo", &right, &["south"]).unwrap();
        let mut errors = Vec::new();
        for (person, opener) in [
            ("bo", phrase("seven herons over the wier")),
            ("eda", right.clone()),
            ("nobody", right.clone()),
            ("bo", key()),
        ] {
            let error = store.unlock(person, &opener).unwrap_err();
            assert!(matches!(error, Error::Locked));
            errors.push(error.to_string());
        }
        errors.dedup();
        assert_eq!(errors.len(), 1);
        assert!(store.unlock("bo", &right).is_ok());
        // Slow by what is computed: 64 MiB, three times over. Both guesses cost as much.
        let slow = |opener: &Opener| {
            let start = Instant::now();
            let _ = store.unlock("bo", opener);
            start.elapsed()
        };
        let mut slow = slow;
        let (wrong, good) = (slow(&phrase("another dozen words")), slow(&right));
        println!("{}: a wrong passphrase took {wrong:?}, the right one {good:?}", ground.name);
        assert!(matches!(Opener::new_passphrase(Zeroizing::new("short".into())), Err(Error::Weak(_))));
    }
}

#[test]
fn a_changed_key_opens_and_the_old_one_does_not() {
    for ground in grounds() {
        let (mut store, mut ring, old) = sealed(&ground.place());
        put(&mut store, &ring, "kept", &["north"]);
        let new = phrase("the lock has a new one");
        store.change_opener(&mut ring, &new).unwrap();
        assert!(matches!(store.unlock("eda", &old), Err(Error::Locked)));
        let ring = store.unlock("eda", &new).unwrap();
        assert_eq!(store.read_all(&ring).unwrap().len(), 1);
    }
}

#[test]
fn whose_key_was_taken_opens_nothing_that_comes_after() {
    for ground in grounds() {
        let (mut store, mut ring, eda) = sealed(&ground.place());
        let (ana, nan, bo) = (key(), key(), key());
        store.give(&mut ring, "ana", &ana, &["north"]).unwrap();
        store.give(&mut ring, "nan", &nan, &["north"]).unwrap();
        store.give(&mut ring, "bo", &bo, &["south"]).unwrap();
        for nth in 0..5 {
            put(&mut store, &ring, &format!("north {nth}"), &["north"]);
            put(&mut store, &ring, &format!("all {nth}"), &["all"]);
        }
        let remembered = store.unlock("nan", &nan).unwrap();
        // South cannot take it: North's compartment is not open to it.
        let mut south = store.unlock("bo", &bo).unwrap();
        assert!(matches!(store.revoke(&mut south, "nan"), Err(Error::Closed)));
        let mut north = store.unlock("ana", &ana).unwrap();
        store.revoke(&mut north, "nan").unwrap();
        assert!(matches!(store.unlock("nan", &nan), Err(Error::Locked)));
        // Even keys kept in memory open none of what is there now.
        assert!(store.read_all(&remembered).is_err());
        assert_eq!(store.verify().unwrap().damage, []);
        for (person, opener, count) in [("ana", &ana, 10), ("eda", &eda, 10), ("bo", &bo, 5)] {
            let ring = store.unlock(person, opener).unwrap();
            assert_eq!(store.read_all(&ring).unwrap().len(), count, "{person}");
        }
        let ring = store.unlock("eda", &eda).unwrap();
        put(&mut store, &ring, "after", &["north"]);
        assert!(store.read_all(&remembered).is_err());
    }
}

#[test]
fn a_side_makes_a_compartment_that_the_mediators_cannot_open() {
    for ground in grounds() {
        let (mut store, mut ring, eda) = sealed(&ground.place());
        let (ana, nan) = (key(), key());
        store.give(&mut ring, "ana", &ana, &["north"]).unwrap();
        let mut north = store.unlock("ana", &ana).unwrap();
        assert!(store.make(&mut north, "side/north", &["person/ana"], &["north"]).unwrap());
        assert!(!store.make(&mut north, "side/north", &[], &[]).unwrap());
        store.give(&mut north, "nan", &nan, &["side/north"]).unwrap();
        put(&mut store, &north, "our own", &["side/north"]);
        for (person, opener, count) in [("eda", &eda, 0), ("ana", &ana, 1), ("nan", &nan, 1)] {
            let mut again = Store::open(&ground.place()).unwrap();
            let ring = again.unlock(person, opener).unwrap();
            assert_eq!(again.read_all(&ring).unwrap().len(), count, "{person}");
        }
        // What is sealed to a compartment the writer cannot open is open to those who can.
        let eda = store.unlock("eda", &eda).unwrap();
        put(&mut store, &eda, "for North's own eyes", &["side/north"]);
        let ring = store.unlock("nan", &nan).unwrap();
        assert_eq!(store.read_all(&ring).unwrap().len(), 2);
        assert_eq!(store.read_all(&eda).unwrap().len(), 0);
    }
}

#[test]
fn idle_keys_are_wiped() {
    let ground = crate::support::sqlite();
    let (_, ring, _) = sealed(&ground.place());
    let start = Instant::now();
    let later = |seconds| start + Duration::from_secs(seconds);
    let mut lock = Lock::new(ring.clone(), Duration::from_secs(60), start);
    assert!(lock.ring(later(59)).is_ok() && lock.ring(later(118)).is_ok());
    assert!(!lock.tick(later(177)) && lock.tick(later(178)));
    assert!(matches!(lock.ring(later(179)), Err(Error::Idle)));
    let mut lock = Lock::new(ring, Duration::from_secs(60), start);
    lock.lock();
    assert!(lock.tick(start));
}
