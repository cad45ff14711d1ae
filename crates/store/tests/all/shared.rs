//! One log for many at once shows each what the person's own log shows.

use detente_store::{Accounts, Error, KeyFile, Opener, Place, SealedLog, SeatAt, SecondFactor, SharedLog};
use detente_talks::{Act, Compartment, Desk, Event, Log, Response, Substance, Target, Told, WordingView};

const CASE: &str = r#"
detente = 1
title = "A shared well"
party = [{ id = "north" }, { id = "south" }]
third_party = [{ id = "elders", role = "mediator", interests = [] }]
person = [
  { id = "ana", for = "north", role = "principal" },
  { id = "ann", for = "north", role = "adviser" },
  { id = "bo", for = "south", role = "principal" },
  { id = "eda", for = "elders", role = "representative" },
  { id = "eli", for = "elders", role = "representative" },
]
issue = [{ id = "hours", options = ["mornings", "evenings"], clause = 1 }]
text = [{ path = "texts/well.md" }]
"#;

fn now() -> jiff::Timestamp {
    "2026-10-02T09:00:00Z".parse().unwrap()
}

struct Table {
    _folder: tempfile::TempDir,
    place: Place,
    people: Vec<(&'static str, Opener)>,
    shared: SharedLog,
}

impl Table {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("talks.db"));
        let key = || Opener::Key(KeyFile::random().unwrap());
        let people: Vec<_> =
            ["eda", "eli", "ana", "ann", "bo"].into_iter().map(|person| (person, key())).collect();
        let mut log = SealedLog::create(&place, CASE, "eda", Some(&people[0].1)).unwrap();
        let open = Desk::first(CASE, "eda", now()).unwrap();
        assert!(log.append(&[], &open).unwrap());
        for (person, opener) in &people[1..] {
            let events = log.events().unwrap();
            let desk = Desk::open(&events, person, now()).unwrap();
            let opens: Vec<String> =
                Compartment::of(&desk.state.case, &desk.seat).iter().map(ToString::to_string).collect();
            let opens: Vec<&str> = opens.iter().map(String::as_str).collect();
            let (store, ring) = log.parts().unwrap();
            store.give(ring, person, opener, &opens).unwrap();
        }
        let shared = SharedLog::open(&place).unwrap();
        Self { _folder: folder, place, people, shared }
    }

    fn opener(&self, person: &str) -> &Opener {
        &self.people.iter().find(|(known, _)| *known == person).unwrap().1
    }

    fn alone(&self, person: &str) -> Vec<Event> {
        SealedLog::open(&self.place, person, Some(self.opener(person))).unwrap().events().unwrap()
    }
}

#[test]
fn everyone_sees_what_they_would_see_alone() {
    let table = Table::new();
    let passes: Vec<_> =
        table.people.iter().map(|(person, opener)| table.shared.enter(person, opener).unwrap()).collect();
    let put = |person: &str, act: Act| {
        let pass = passes.iter().find(|pass| pass.person() == person).unwrap();
        let read = pass.read().unwrap();
        let (events, next) = (read.events, read.next);
        let event = Desk::open(&events, person, now()).unwrap().before(next).act(act).unwrap();
        assert!(pass.append(&events, &event).unwrap());
        for pass in &passes {
            assert_eq!(*pass.read().unwrap().events, table.alone(pass.person()), "{}", pass.person());
        }
        event.number
    };
    let respond = |principals_only| {
        Act::Respond(Response {
            to: Target::Clause { clause: "1".into(), option: Some("mornings".into()) },
            substance: Substance::Acceptable,
            wording: WordingView::Works,
            discuss: false,
            strength: None,
            note: None,
            only_if: Vec::new(),
            counter: None,
            principals_only,
        })
    };
    put("ana", Act::Agree);
    put("bo", Act::Agree);
    put("eda", Act::Begin);
    let tabled = detente_talks::Tabled {
        text: "texts/well.md".into(),
        revision: 1,
        source: "1. North draws water in the [mornings] [evenings].\n".into(),
        status: Default::default(),
    };
    put("eda", Act::Table(tabled));
    put("eda", Act::OpenRound { closes: None, clauses: Vec::new() });
    put("ann", respond(false));
    // Kept from the advisers, but for the one who said it.
    put("ana", respond(true));
    let said = put(
        "ana",
        Act::Tell(Told {
            from: "north".into(),
            words: "evenings would do".into(),
            condition: None,
            known_before: false,
        }),
    );
    // A release opens what was said before it.
    put("ana", Act::Consent { event: said, to: vec!["south".into()] });
    let asked =
        put("eda", Act::Ask(detente_talks::Request::Release { event: said, to: vec!["south".into()] }));
    put("eli", Act::Second { event: asked });
    assert!(table.alone("bo").iter().any(|event| event.number == said));
    put("bo", respond(false));
}

#[test]
fn a_wall_is_shared_and_ends_with_its_people() {
    let table = Table::new();
    let (ana, ann) =
        (table.shared.enter("ana", table.opener("ana")), table.shared.enter("ann", table.opener("ann")));
    let first = ana.unwrap().read().unwrap().events;
    let again = table.shared.enter("ana", table.opener("ana")).unwrap().read().unwrap().events;
    assert!(!std::sync::Arc::ptr_eq(&first, &again), "nobody was left behind the first wall");
    let one = ann.unwrap();
    let two = table.shared.enter("ann", table.opener("ann")).unwrap();
    assert!(std::sync::Arc::ptr_eq(&one.read().unwrap().events, &two.read().unwrap().events));
    assert!(matches!(table.shared.enter("bo", table.opener("ana")), Err(Error::Locked)));
}

#[test]
fn accounts_open_their_seats_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut accounts = Accounts::open(&Place::File(folder.path().join("accounts.db"))).unwrap();
    let seat = |case: &str| SeatAt { case: case.into(), person: "ana".into() };
    let (token, invited) = accounts.invite(&seat("well"), "Ana", false, 100).unwrap();
    assert!(accounts.invitation(&token, 101).unwrap().is_none(), "it has ended");
    assert!(accounts.invitation(&"0".repeat(64), 1).unwrap().is_none());
    assert!(accounts.invitation("é", 1).unwrap().is_none());
    let found = accounts.invitation(&token, 1).unwrap().unwrap();
    assert_eq!((found.seat.clone(), format!("{:?}", found.opener)), (seat("well"), format!("{invited:?}")));

    assert!(matches!(accounts.add("ana", "short", &found.seat), Err(Error::Weak(_))));
    let name = accounts.add("ana", "seven green herons", &found.seat).unwrap();
    assert!(accounts.use_up(&token).unwrap());
    assert!(!accounts.use_up(&token).unwrap());

    let locked = |result: Result<_, Error>| assert!(matches!(result, Err(Error::Locked)), "{result:?}");
    locked(accounts.sign_in("nobody-0001", "seven green herons", "", "x", (1, 100)));
    locked(accounts.sign_in(&name, "seven green heron", "", "x", (1, 100)));
    let token = accounts.sign_in(&name, "seven green herons", "", "Firefox on Linux", (1, 100)).unwrap();
    let other = accounts.sign_in(&name, "seven green herons", "", "Safari on iPhone", (2, 100)).unwrap();
    let signed = accounts.session(&token, 3).unwrap().unwrap();
    assert_eq!((signed.seats.clone(), signed.second), (vec![seat("well")], false));
    assert!(accounts.session(&token, 100).unwrap().is_none(), "sessions end");
    accounts.add_seat(&signed, &seat("fence")).unwrap();
    assert_eq!(accounts.session(&other, 3).unwrap().unwrap().seats.len(), 2);

    let devices = accounts.devices(&signed, 3).unwrap();
    assert_eq!(
        devices.iter().map(|device| (device.label.as_str(), device.here)).collect::<Vec<_>>(),
        [("Safari on iPhone", false), ("Firefox on Linux", true)]
    );
    accounts.end(&signed, Some(devices[0].id)).unwrap();
    assert!(accounts.session(&other, 3).unwrap().is_none());

    let second = SecondFactor::offer(&name).unwrap();
    let code = |at: u64| {
        let secret = totp_rs::Secret::try_from_base32(&second.secret).unwrap();
        totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(at).to_string()
    };
    locked(accounts.set_second(&signed, &second.secret, "000000", 40).map(|()| Default::default()));
    accounts.set_second(&signed, &second.secret, &code(40), 40).unwrap();
    locked(accounts.sign_in(&name, "seven green herons", "", "x", (95, 200)));
    locked(accounts.sign_in(&name, "seven green herons", &code(40), "x", (41, 200)));
    accounts.sign_in(&name, "seven green herons", &code(95), "x", (95, 200)).unwrap();
    locked(accounts.sign_in(&name, "seven green herons", &code(95), "x", (96, 200)));

    locked(
        accounts
            .change_password(&signed, "wrong and longer", "nine white herons")
            .map(|()| Default::default()),
    );
    accounts.change_password(&signed, "seven green herons", "nine white herons").unwrap();
    assert_eq!(accounts.devices(&signed, 97).unwrap().len(), 1, "others are signed out");
    accounts.drop_second(&signed, "nine white herons").unwrap();
    accounts.sign_in(&name, "nine white herons", "", "x", (98, 200)).unwrap();

    // Nothing in the file says who has which seat.
    drop(accounts);
    let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    // The journal may go while one looks.
    let files: Vec<Vec<u8>> = files.filter_map(|path| std::fs::read(path).ok()).collect();
    assert!(files.iter().any(|bytes| bytes.starts_with(b"SQLite format 3")));
    for bytes in files {
        for secret in ["ana", "well", "fence", "Firefox", "heron"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
}
