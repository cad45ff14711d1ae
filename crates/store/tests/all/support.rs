//! Stores to try things on: an SQLite file in a folder of its own, a PostgreSQL server that the test starts itself.

use crate::postgres::Server;
use std::path::PathBuf;

use detente_store::{Item, KeyFile, Opener, Place, Plan, Ring, SealedLog, Store};
use detente_talks::{Act, Event, Response, Substance, Target, WordingView};
use sqlx::Connection as _;
use tempfile::TempDir;

/// Where a store can lie for a test.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) name: &'static str,
    pub(crate) folder: TempDir,
    server: Option<Server>,
}

impl Ground {
    pub(crate) fn place(&self) -> Place {
        match &self.server {
            None => Place::File(self.folder.path().join("talks.db")),
            Some(server) => Place::Url(server.url.clone()),
        }
    }

    /// Every folder in which the database keeps anything.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        let data = self.server.as_ref().map(|server| server.folder.join("data"));
        data.into_iter().chain([self.folder.path().to_path_buf()]).collect()
    }

    /// Runs statements past the store, as an attacker would.
    pub(crate) fn attack(&self, sql: &str) -> u64 {
        let sql = sqlx::AssertSqlSafe(sql.to_string());
        runtime().block_on(async {
            match self.place() {
                Place::Url(url) => {
                    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
                    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap().rows_affected()
                }
                place => {
                    let url = format!("sqlite://{}", place.file().unwrap().display());
                    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
                    let done = sqlx::raw_sql(sql).execute(&mut connection).await.unwrap().rows_affected();
                    connection.close().await.unwrap();
                    done
                }
            }
        })
    }

    /// A number that a statement gives.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_string());
        let row: (i64,) = runtime().block_on(async {
            match self.place() {
                Place::Url(url) => {
                    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
                    sqlx::query_as(sql).fetch_one(&mut connection).await.unwrap()
                }
                place => {
                    let url = format!("sqlite://{}", place.file().unwrap().display());
                    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
                    sqlx::query_as(sql).fetch_one(&mut connection).await.unwrap()
                }
            }
        });
        row.0
    }

    /// A flipped bit in a column of bytes or a number; `where_` names the row.
    pub(crate) fn flip(&self, table: &str, column: &str, where_: &str, number: bool) {
        let set = match (number, self.server.is_some()) {
            (true, _) => format!("{column} = {column} + 1048576"),
            (false, true) => format!("{column} = set_byte({column}, 0, get_byte({column}, 0) # 1)"),
            (false, false) => {
                let byte = format!("substr({column}, 1, 1)");
                let other = format!("case when {byte} = x'00' then x'01' else x'00' end");
                format!("{column} = cast({other} || substr({column}, 2) as blob)")
            }
        };
        let done = self.attack(&format!("update {table} set {set} where {where_}"));
        assert_eq!(done, 1, "{table}.{column} where {where_}");
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl Server {
    pub(crate) fn ground(self) -> Ground {
        Ground { name: "PostgreSQL", folder: tempfile::tempdir().unwrap(), server: Some(self) }
    }
}

/// The embedded database.
pub(crate) fn sqlite() -> Ground {
    Ground { name: "SQLite", folder: tempfile::tempdir().unwrap(), server: None }
}

/// Both databases in the long run; else the embedded one, for what takes long.
pub(crate) fn quick_grounds() -> Vec<Ground> {
    if long() { grounds() } else { vec![sqlite()] }
}

/// Both databases; says so where there is no PostgreSQL.
pub(crate) fn grounds() -> Vec<Ground> {
    let mut all = vec![sqlite()];
    match Server::start(None) {
        Some(server) => all.push(server.ground()),
        None => {
            println!("left out: PostgreSQL (install postgresql, or run as root or as one who may start it)")
        }
    }
    all
}

pub(crate) fn long() -> bool {
    std::env::var_os("DETENTE_LONG").is_some()
}

/// Two sides, mediators, and what all know.
pub(crate) fn small() -> Plan {
    let all = [
        ("mediators", vec![]),
        ("north", vec!["mediators"]),
        ("south", vec!["mediators"]),
        ("all", vec!["mediators", "north", "south"]),
    ];
    let compartments = all
        .map(|(label, holders)| (label.to_string(), holders.into_iter().map(String::from).collect()))
        .into();
    Plan { root: "all".into(), compartments }
}

pub(crate) fn key() -> Opener {
    Opener::Key(KeyFile::random().unwrap())
}

/// A sealed store with one mediator.
pub(crate) fn sealed(place: &Place) -> (Store, Ring, Opener) {
    let opener = key();
    let first = detente_store::First { person: "eda", opener: &opener, opens: &["mediators"] };
    let (store, ring) = Store::create(place, &small(), Some(first)).unwrap();
    (store, ring, opener)
}

/// Appends words for some compartments, as the next item.
pub(crate) fn put(store: &mut Store, ring: &Ring, words: &str, readers: &[&str]) -> u64 {
    let readers: Vec<String> = readers.iter().map(|label| label.to_string()).collect();
    loop {
        let number = store.head().number + 1;
        let item = Item { number, payload: words.as_bytes(), readers: &readers, opens: &[], erases: None };
        if store.append(ring, &item).unwrap() {
            return number;
        }
    }
}

/// A case with two parties and two mediators.
pub(crate) const CASE: &str = r#"
detente = 1
title = "A shared well"
party = [{ id = "north" }, { id = "south" }]
third_party = [{ id = "elders", role = "mediator", interests = [] }, { id = "bank", role = "guarantor" }]
person = [
  { id = "ana", for = "north", role = "principal" },
  { id = "nan", for = "north", role = "adviser" },
  { id = "bo", for = "south", role = "principal" },
  { id = "sy", for = "south", role = "representative" },
  { id = "eda", for = "elders", role = "principal" },
  { id = "eli", for = "elders", role = "representative" },
  { id = "gus", for = "bank", role = "principal" },
]
level = [{ id = "heads" }]
issue = [{ id = "hours", options = ["mornings", "evenings"], clause = 1 }]
text = [{ path = "texts/well.md" }]
"#;

pub(crate) const TEXT: &str =
    "1. North draws water in the [mornings] [evenings].\n\n2. South mends the wall.\n";

pub(crate) fn at(seconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

pub(crate) fn event(number: u64, by: &str, act: Act) -> Event {
    Event { number, at: at(number as i64), by: by.into(), instrument: None, act }
}

pub(crate) fn answer(nth: usize, note: &str) -> Act {
    Act::Respond(Response {
        to: Target::Clause { clause: "1".into(), option: Some(["mornings", "evenings"][nth % 2].into()) },
        substance: if nth.is_multiple_of(3) { Substance::Rejected } else { Substance::Acceptable },
        wording: WordingView::Works,
        discuss: false,
        strength: None,
        note: (!note.is_empty()).then(|| note.into()),
        only_if: Vec::new(),
        counter: None,
        principals_only: false,
    })
}

/// The acts with which talks begin.
pub(crate) fn beginning() -> Vec<(&'static str, Act)> {
    let tabled = detente_talks::Tabled {
        text: "texts/well.md".into(),
        revision: 1,
        source: TEXT.into(),
        status: Default::default(),
    };
    vec![
        ("eda", Act::Open { case: CASE.into() }),
        ("ana", Act::Agree),
        ("bo", Act::Agree),
        ("eda", Act::Begin),
        ("eda", Act::Table(tabled)),
        ("eda", Act::OpenRound { closes: None, clauses: Vec::new() }),
    ]
}

/// A log with the talks begun, and the log's events.
pub(crate) fn begun(place: &Place, opener: Option<&Opener>) -> (SealedLog, Vec<Event>) {
    use detente_talks::Log as _;
    let mut log = SealedLog::create(place, CASE, "eda", opener).unwrap();
    let mut events = Vec::new();
    for (by, act) in beginning() {
        let event = event(log.next(), by, act);
        assert!(log.append(&events, &event).unwrap());
        events.push(event);
    }
    (log, events)
}
