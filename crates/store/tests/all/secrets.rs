//! After a case was worked on and locked, none of its secrets is found in any byte that was left behind; after an erasure
//! not even what would open it.

use std::fs;
use std::path::{Path, PathBuf};

use detente_store::{Opener, SealedLog};
use detente_talks::{Act, Log as _, Meeting, Sort, Told};
use zeroize::Zeroizing;

use crate::support::{answer, begun, event, grounds};

/// Words that stand nowhere else.
const PLANTED: [&str; 9] = [
    "quillworth-answer",
    "brackenmere-told",
    "tillowdown-meeting",
    "saffrongate-note",
    "A shared well",
    "mornings",
    "seven herons over the weir",
    "caucus/north",
    "acceptable",
];

fn every_file(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => every_file(&entry.path(), all),
            Ok(kind) if kind.is_file() => all.push(entry.path()),
            _ => {}
        }
    }
}

/// Every file in these folders that holds the bytes.
fn holding(folders: &[PathBuf], wanted: &[u8]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    folders.iter().for_each(|folder| every_file(folder, &mut files));
    assert!(files.len() > 1);
    files.retain(|file| {
        fs::read(file).unwrap_or_default().windows(wanted.len()).any(|window| window == wanted)
    });
    files
}

/// The bytes of a column, as hexadecimal digits.
fn hex(ground: &crate::support::Ground, sql: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for at in 1..=32 {
        let byte = if ground.name == "SQLite" {
            format!("select unicode(cast(substr(hex({sql}), {at}, 1) as text))")
        } else {
            format!("select ascii(substr(upper(encode({sql}, 'hex')), {at}, 1))::bigint")
        };
        bytes.push(u8::try_from(ground.count(&byte)).unwrap());
    }
    let text = String::from_utf8(bytes).unwrap();
    (0..16).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

#[test]
fn no_planted_secret_is_left_in_any_byte() {
    for ground in grounds() {
        let passphrase = Opener::new_passphrase(Zeroizing::new("seven herons over the weir".into())).unwrap();
        let (mut log, mut events) = begun(&ground.place(), Some(&passphrase));
        let meeting = Meeting {
            on: "2026-10-02".into(),
            sort: Sort::Caucus,
            people: vec!["eda".into(), "ana".into()],
            level: None,
            minutes: None,
            clauses: vec![],
            result: Some("tillowdown-meeting".into()),
            failed: false,
            track: None,
            off_record: false,
        };
        let told = Told {
            from: "north".into(),
            words: "brackenmere-told".into(),
            condition: None,
            known_before: false,
        };
        for (by, act) in
            [("ana", answer(1, "quillworth-answer")), ("eda", Act::Tell(told)), ("eda", Act::Meet(meeting))]
        {
            let event = event(log.next(), by, act);
            assert!(log.append(&events, &event).unwrap());
            events.push(event);
        }
        while events.len() < 8_200 && (ground.name == "SQLite" || crate::support::long()) {
            let event = event(log.next(), "ana", answer(events.len(), "quillworth-answer"));
            assert!(log.append(&events, &event).unwrap());
            events.push(event);
        }
        let seat = detente_talks::people(&events).1.seat("eda").cloned().unwrap();
        log.events().unwrap();
        log.record_reading(&seat, crate::support::at(9_000)).unwrap();
        let (store, ring) = log.parts().unwrap();
        store.put_note(ring, "mediators", i64::MAX, b"saffrongate-note").unwrap();
        store
            .backup(ring, "mediators", &ground.folder.path().join("log"), &ground.folder.path().join("keys"))
            .unwrap();
        let folders = ground.folders();
        // While it is open, with its journal, and after it was closed.
        for open in [true, false] {
            for planted in PLANTED {
                let found = holding(&folders, planted.as_bytes());
                assert!(found.is_empty(), "{}, open {open}: {planted} in {found:?}", ground.name);
                let hex: String = planted.bytes().map(|byte| format!("{byte:02x}")).collect();
                assert!(holding(&folders, hex.as_bytes()).is_empty(), "{planted} as digits");
            }
            if open {
                drop(log);
                log = SealedLog::open(&ground.place(), "eda", Some(&passphrase)).unwrap();
            }
        }
        // The search can find something: the store's own id is there.
        let id = hex(&ground, "(select store from about)");
        assert!(!holding(&folders, &id).is_empty());

        // After an erasure the sealed words and the keys that opened them are in no file either.
        let sealed = hex(&ground, "(select sealed from item where number = 8)");
        let wrapped =
            hex(&ground, "(select wrapped from item_key where number = 8 order by compartment limit 1)");
        let page = (ground.count("select count(*) from page") > 0)
            .then(|| hex(&ground, "(select sealed from page order by compartment, nth limit 1)"));
        assert!(!holding(&folders, &sealed).is_empty() && !holding(&folders, &wrapped).is_empty());
        let events = log.events().unwrap();
        let (store, ring) = log.parts().unwrap();
        let backups = store.backups(ring).unwrap();
        let erase = event(
            log.next(),
            "eda",
            Act::Erase {
                event: 8,
                said: crate::support::at(0),
                sides: vec!["north".into()],
                holders: [("ana".to_string(), false)].into(),
                why: "asked for".into(),
            },
        );
        assert!(log.append(&events, &erase).unwrap());
        let (store, _) = log.parts().unwrap();
        assert!(store.sweep(&backups).unwrap().is_empty());
        for (what, gone) in [("key", Some(&wrapped)), ("page", page.as_ref())] {
            let Some(gone) = gone else { continue };
            let left = holding(&folders, gone);
            assert!(left.is_empty(), "{}: the {what} is left in {left:?}", ground.name);
        }
        // The sealed words stay in backups of the log alone, which nothing opens any more.
        let left = holding(&folders, &sealed);
        assert!(left.iter().all(|path| path.ends_with("log")), "{}: {left:?}", ground.name);
    }
}
