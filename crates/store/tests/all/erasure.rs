//! What is erased is gone: from the store, its pages, and the backups of keys.

use detente_store::{Error, Place, SealedLog, Store};
use detente_talks::{Act, Log as _};

use crate::support::{answer, begun, event, grounds, key};

#[test]
fn an_erased_item_is_a_tombstone_that_verifies() {
    for ground in grounds() {
        let opener = key();
        let (mut log, mut events) = begun(&ground.place(), Some(&opener));
        let told = event(log.next(), "ana", answer(0, "we could give way"));
        assert!(log.append(&events, &told).unwrap());
        events.push(told);
        let (file, keys) = (ground.folder.path().join("b.log"), ground.folder.path().join("b.keys"));
        let far = ground.folder.path().join("far.keys");
        let (store, ring) = log.parts().unwrap();
        store.backup(ring, "mediators", &file, &keys).unwrap();
        store.backup(ring, "mediators", &ground.folder.path().join("b2.log"), &far).unwrap();
        let backups = store.backups(ring).unwrap();
        assert_eq!(backups.len(), 2);
        // One of them is out of reach.
        let away = ground.folder.path().join("away");
        std::fs::rename(&far, &away).unwrap();
        let erase = event(
            log.next(),
            "eda",
            Act::Erase {
                event: 7,
                said: crate::support::at(0),
                sides: vec!["north".into()],
                holders: [("ana".to_string(), false)].into(),
                why: "asked for".into(),
            },
        );
        assert!(log.append(&events, &erase).unwrap());
        let (store, _) = log.parts().unwrap();
        assert_eq!(store.sweep(&backups).unwrap(), std::slice::from_ref(&far));
        let verdict = store.verify().unwrap();
        assert_eq!((verdict.damage, verdict.erased), (vec![], vec![7]));
        drop(log);
        let mut again = SealedLog::open(&ground.place(), "eda", Some(&opener)).unwrap();
        let left = again.events().unwrap();
        assert!(left.iter().all(|event| event.number != 7) && left.iter().any(|event| event.number == 8));
        // The backup that was reached opens everything but what was erased, and says that it was.
        let place = Place::File(ground.folder.path().join("restored.db"));
        let mut restored = Store::restore(&place, &file, &keys).unwrap();
        let verdict = restored.verify().unwrap();
        assert_eq!((verdict.damage, verdict.erased, verdict.later), (vec![], vec![7], vec![7]));
        let ring = restored.unlock("eda", &opener).unwrap();
        assert!(restored.read_all(&ring).unwrap().iter().all(|(number, _)| *number != 7));
        // The other one, once it is back, is cleaned too.
        std::fs::rename(&away, &far).unwrap();
        let (store, _) = again.parts().unwrap();
        assert_eq!(store.sweep(&backups).unwrap(), Vec::<std::path::PathBuf>::new());
        let place = Place::File(ground.folder.path().join("restored2.db"));
        let mut restored = Store::restore(&place, &ground.folder.path().join("b2.log"), &far).unwrap();
        let ring = restored.unlock("eda", &opener).unwrap();
        assert!(restored.read_all(&ring).unwrap().iter().all(|(number, _)| *number != 7));
    }
}

#[test]
fn everything_can_be_destroyed_and_the_chain_still_verifies() {
    for ground in grounds() {
        let opener = key();
        let (mut log, events) = begun(&ground.place(), Some(&opener));
        let number = log.next();
        let (store, ring) = log.parts().unwrap();
        let readers = ["mediators".to_string()];
        let last = detente_store::Item {
            number,
            payload: b"the end",
            readers: &readers,
            opens: &[],
            erases: Some(number),
        };
        assert!(store.append(ring, &last).unwrap());
        store.sweep(&[]).unwrap();
        let verdict = store.verify().unwrap();
        assert_eq!(verdict.damage, []);
        assert_eq!(verdict.erased.len(), events.len() + 1);
        assert!(matches!(store.unlock("eda", &opener), Err(Error::Locked)));
    }
}

#[test]
fn notes_expire_and_are_in_no_backup() {
    for ground in grounds() {
        let opener = key();
        let (mut log, _) = begun(&ground.place(), Some(&opener));
        let (store, ring) = log.parts().unwrap();
        store.put_note(ring, "mediators", 100, b"soon gone").unwrap();
        store.put_note(ring, "caucus/north", 200, b"later gone").unwrap();
        let words = |store: &mut Store, ring: &detente_store::Ring, now| -> Vec<String> {
            let notes = store.notes(ring, now).unwrap();
            notes.iter().map(|note| String::from_utf8(note.plain.to_vec()).unwrap()).collect()
        };
        assert_eq!(words(store, ring, 50), ["soon gone", "later gone"]);
        assert_eq!(words(store, ring, 100), ["later gone"]);
        let (file, keys) = (ground.folder.path().join("n.log"), ground.folder.path().join("n.keys"));
        store.backup(ring, "mediators", &file, &keys).unwrap();
        let place = Place::File(ground.folder.path().join("n.db"));
        let mut restored = Store::restore(&place, &file, &keys).unwrap();
        let other = restored.unlock("eda", &opener).unwrap();
        assert!(words(&mut restored, &other, 0).is_empty());
        assert_eq!((store.expire(150).unwrap(), store.expire(150).unwrap()), (1, 0));
        assert_eq!(ground.count("select count(*) from note"), 1);
        let id = store.notes(ring, 0).unwrap()[0].id;
        store.drop_note(id).unwrap();
        assert!(words(store, ring, 0).is_empty());
        assert_eq!(store.verify().unwrap().damage, []);
    }
}

#[test]
fn files_that_are_no_backup_are_refused() {
    let ground = crate::support::sqlite();
    let opener = key();
    let (mut log, _) = begun(&ground.place(), Some(&opener));
    let here = |name: &str| ground.folder.path().join(name);
    let (store, ring) = log.parts().unwrap();
    store.backup(ring, "mediators", &here("a.log"), &here("a.keys")).unwrap();
    let target = Place::File(here("new.db"));
    std::fs::write(here("junk"), "no database").unwrap();
    for (log, keys) in [
        ("a.keys", "a.log"),
        ("a.log", "a.log"),
        ("junk", "a.keys"),
        ("a.log", "junk"),
        ("none", "a.keys"),
        ("talks.db", "a.keys"),
    ] {
        assert!(Store::restore(&target, &here(log), &here(keys)).is_err(), "{log} {keys}");
        assert!(Store::open(&target).is_err(), "{log} {keys}");
    }
    // Nor is anything overwritten.
    assert!(matches!(Store::restore(&ground.place(), &here("a.log"), &here("a.keys")), Err(Error::There(_))));
    assert!(matches!(store.backup(ring, "mediators", &here("a.log"), &here("b.keys")), Err(Error::There(_))));
    // Keys older than the log would leave items closed.
    crate::support::put(store, ring, "later", &["mediators"]);
    store.backup(ring, "mediators", &here("b.log"), &here("b.keys")).unwrap();
    assert!(matches!(Store::restore(&target, &here("b.log"), &here("a.keys")), Err(Error::NoBackup(..))));
    // Newer keys open an older log.
    let mut old = Store::restore(&target, &here("a.log"), &here("b.keys")).unwrap();
    assert_eq!(old.verify().unwrap().damage, []);
    assert!(old.unlock("eda", &opener).is_ok());
}
