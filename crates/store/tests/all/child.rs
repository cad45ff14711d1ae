//! Processes of their own, to be killed: the test binary runs itself.

use std::io::Write as _;
use std::process::Command;

use detente_store::{KeyFile, Opener, Place, SealedLog, Store};
use detente_talks::{Act, Event, Log as _};

use crate::support::{answer, event};

/// This binary, told to do something with a store.
pub(crate) fn child(what: &str, place: &Place, opener: &Opener, words: &[&str]) -> Command {
    let key = match opener {
        Opener::Key(key) => key.text().to_string(),
        Opener::Passphrase(words) => words.to_string(),
    };
    let place = match place {
        Place::Url(url) => url.clone(),
        place => place.file().unwrap().display().to_string(),
    };
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child::in_a_process_of_its_own", "--nocapture"]);
    command
        .env("CHILD", what)
        .env("CHILD_PLACE", place)
        .env("CHILD_KEY", key)
        .env("CHILD_WORDS", words.join("\u{1f}"));
    command
}

/// The remark of an answer.
pub(crate) fn note(event: &Event) -> Option<String> {
    match &event.act {
        Act::Respond(response) => response.note.clone(),
        _ => None,
    }
}

/// Does nothing in a usual run of the tests.
#[test]
fn in_a_process_of_its_own() {
    let Ok(what) = std::env::var("CHILD") else { return };
    let place = std::env::var("CHILD_PLACE").unwrap();
    let place = if place.starts_with("postgres") { Place::Url(place) } else { Place::File(place.into()) };
    let opener = Opener::Key(KeyFile::parse(&std::env::var("CHILD_KEY").unwrap()).unwrap());
    let words = std::env::var("CHILD_WORDS").unwrap();
    let words: Vec<&str> = words.split('\u{1f}').collect();
    match what.as_str() {
        "append" => append(&place, &opener, words[0], words[1].parse().unwrap()),
        "create" => drop(SealedLog::create(&place, crate::support::CASE, "eda", Some(&opener)).unwrap()),
        "rekey" => {
            let mut store = Store::open(&place).unwrap();
            let mut ring = store.unlock("eda", &opener).unwrap();
            store.revoke(&mut ring, words[0]).unwrap();
        }
        "erase" => {
            let mut log = SealedLog::open(&place, "eda", Some(&opener)).unwrap();
            let events = log.events().unwrap();
            let number: u64 = words[0].parse().unwrap();
            let act = Act::Erase {
                event: number,
                said: crate::support::at(0),
                sides: vec!["north".into()],
                holders: [("ana".to_string(), false)].into(),
                why: "asked for".into(),
            };
            assert!(log.append(&events, &event(log.next(), "eda", act)).unwrap());
            let (store, ring) = log.parts().unwrap();
            let backups = store.backups(ring).unwrap();
            store.sweep(&backups).unwrap();
        }
        "backup" => {
            let mut store = Store::open(&place).unwrap();
            let ring = store.unlock("eda", &opener).unwrap();
            store.backup(&ring, "mediators", words[0].as_ref(), words[1].as_ref()).unwrap();
        }
        "restore" => drop(Store::restore(&place, words[0].as_ref(), words[1].as_ref()).unwrap()),
        other => panic!("{other}"),
    }
}

/// Appends answers of a name one after another, and says of each that it is safe.
fn append(place: &Place, opener: &Opener, name: &str, count: usize) {
    let mut log = SealedLog::open(place, "eda", Some(opener)).unwrap();
    let mut events = log.events().unwrap();
    events.truncate(6);
    for nth in 0..count {
        loop {
            let event = event(log.next(), "ana", answer(nth, &format!("{name} {nth}")));
            if log.append(&events, &event).unwrap() {
                break;
            }
        }
        println!("safe {name} {nth}.");
        std::io::stdout().flush().unwrap();
    }
}
