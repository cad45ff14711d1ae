//! A full disk is reported, and nothing that was acknowledged is lost.

use detente_store::{Error, Item, Place, Store};

use crate::postgres::Server;
use crate::support::{Ground, put, sealed};

/// Appends until there is no room; how many were acknowledged.
fn fill(store: &mut Store, ring: &detente_store::Ring) -> u64 {
    let words = "w".repeat(8_000);
    let readers = ["north".to_string()];
    loop {
        let number = store.head().number + 1;
        let item = Item { number, payload: words.as_bytes(), readers: &readers, opens: &[], erases: None };
        match store.append(ring, &item) {
            Ok(done) => assert!(done),
            Err(Error::Full) => return number - 1,
            Err(error) => panic!("{error}"),
        }
        assert!(number < 20_000, "the disk is never full");
    }
}

#[test]
fn a_full_file_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talks.db");
    let (_, _, opener) = sealed(&Place::File(path.clone()));
    let mut store = Store::open(&Place::Bounded(path.clone(), 200)).unwrap();
    let ring = store.unlock("eda", &opener).unwrap();
    let kept = fill(&mut store, &ring);
    assert!(kept > 10, "{kept}");
    // Again and again, and after opening anew.
    assert_eq!(fill(&mut store, &ring), kept);
    assert_eq!(store.verify().unwrap().damage, []);
    // It can still be backed up, if its place can be remembered; else nothing is left behind.
    let (log, keys) = (folder.path().join("log"), folder.path().join("keys"));
    let done = store.backup(&ring, "mediators", &log, &keys).is_ok();
    assert_eq!((log.exists(), keys.exists()), (done, done));
    drop(store);
    let mut store = Store::open(&Place::File(path)).unwrap();
    assert_eq!(store.read_all(&ring).unwrap().len() as u64, kept);
    // With room it goes on where it was.
    assert_eq!(put(&mut store, &ring, "more", &["north"]), kept + 1);
    assert_eq!(store.verify().unwrap().damage, []);
}

#[test]
fn a_full_server_is_reported() {
    let Some(server) = Server::start(Some(96)) else {
        println!("left out: a full disk under PostgreSQL (needs postgresql and the right to mount a tmpfs)");
        return;
    };
    let tight = server.folder.join("ballast");
    let ground: Ground = server.ground();
    let (mut store, ring, opener) = sealed(&ground.place());
    put(&mut store, &ring, "first", &["north"]);
    // Leave a little room for tables, next to none for the journal.
    let mut size: usize = 64 << 20;
    while size > 1 << 19 {
        match std::fs::write(&tight, vec![0; size]) {
            Ok(()) => break,
            Err(_) => size -= 1 << 19,
        }
    }
    let words = "w".repeat(8_000);
    let readers = ["north".to_string()];
    let mut kept = 1;
    let failed = loop {
        let item =
            Item { number: kept + 1, payload: words.as_bytes(), readers: &readers, opens: &[], erases: None };
        match store.append(&ring, &item) {
            Ok(done) => assert!(done),
            Err(error) => break error,
        }
        kept += 1;
        assert!(kept < 20_000, "the disk is never full");
    };
    // Tables that cannot grow are reported as a full disk; a journal that cannot grow ends the server.
    assert!(matches!(failed, Error::Full | Error::Database(_)), "{failed}");
    println!("PostgreSQL: {kept} acknowledged, then: {failed}");
    std::fs::remove_file(&tight).unwrap();
    drop(store);
    let mut store = reopened(&ground.place());
    let ring = store.unlock("eda", &opener).unwrap();
    let found = store.read_all(&ring).unwrap().len() as u64;
    assert!(found == kept || found == kept + 1, "{found} of {kept}");
    assert_eq!(store.verify().unwrap().damage, []);
    put(&mut store, &ring, "more", &["north"]);
}

/// Once the server has recovered, if it had to.
fn reopened(place: &Place) -> Store {
    for _ in 0..200 {
        if let Ok(store) = Store::open(place) {
            return store;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the server has not come back");
}
