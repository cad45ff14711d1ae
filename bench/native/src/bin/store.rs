//! Measures the sealed log: `bench/store`. Prints the median of several runs of each job, beside its target.
//!
//! With a PostgreSQL URL as its argument it measures there too. Everything is made anew at each run, in a temporary folder.

use std::error::Error;
use std::time::{Duration, Instant};

use detente_store::{Item, KeyFile, Opener, Place, SealedLog};
use detente_talks::{Act, Event, Log as _, Response, State, Substance, Target, WordingView, people, seen};
use jiff::Timestamp;

const CASE: &str = r#"
detente = 1
title = "Measured"
party = [{ id = "north" }, { id = "south" }]
third_party = [{ id = "elders", role = "mediator", interests = [] }]
person = [
  { id = "ana", for = "north", role = "principal" },
  { id = "bo", for = "south", role = "principal" },
  { id = "eda", for = "elders", role = "principal" },
]
text = [{ path = "texts/a.md" }]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1);
    let folder = tempfile::tempdir_in(std::env::current_dir()?)?;
    let opener = Opener::Key(KeyFile::random()?);
    appends("SQLite", &Place::File(folder.path().join("appends.db")), &opener, Some(1_000.0))?;
    if let Some(url) = url {
        appends("PostgreSQL", &Place::Url(url), &opener, None)?;
    }
    let place = Place::File(folder.path().join("million.db"));
    let count = 1_000_000;
    let start = Instant::now();
    fill(&place, &opener, count)?;
    println!("{:8} {:52} {:9.0} ms", "fill", "10^6 events, a thousand a time", ms(start.elapsed()));
    let start = Instant::now();
    SealedLog::open(&place, "eda", Some(&opener))?.events()?;
    println!("{:8} {:52} {:9.0} ms", "first", "the same, opened item by item, pages made", ms(start.elapsed()));
    row("open", "10^6 events from pages: to the events", None, || {
        Ok(SealedLog::open(&place, "eda", Some(&opener))?.events()?.len())
    })?;
    row("open", "10^6 events from pages: to a mediator's state", Some(1_000.0), || {
        let events = SealedLog::open(&place, "eda", Some(&opener))?.events()?;
        let (case, seats) = people(&events);
        let seat = seats.seat("eda").ok_or("the mediator has a seat")?;
        let version = State::fold(&seen(&events, &seats, &case, seat)).version;
        Ok(version)
    })?;
    row("verify", "10^6 events, chain and keys", Some(10_000.0), || {
        let verdict = detente_store::Store::open(&place)?.verify()?;
        Ok(verdict.damage.len())
    })?;
    row("unlock", "a passphrase", None, || {
        let words = Opener::Passphrase("not the right one".to_string().into());
        Ok(usize::from(detente_store::Store::open(&place)?.unlock("eda", &words).is_err()))
    })?;
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn row(name: &str, what: &str, target: Option<f64>, mut job: impl FnMut() -> Result<usize, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        std::hint::black_box(job()?);
        times.push(start.elapsed());
    }
    times.sort();
    let median = ms(times[2]);
    let target = target.map(|most| format!("  target {most} ms: {}", if median <= most { "met" } else { "missed" }));
    println!("{name:8} {what:52} {median:9.0} ms{}", target.unwrap_or_default());
    Ok(())
}

fn event(number: u64) -> Event {
    let at = Timestamp::from_second(1_790_000_000 + i64::try_from(number).unwrap_or(0)).expect("a time of this century");
    let response = Response {
        to: Target::Clause { clause: (number % 40 + 1).to_string(), option: Some(["shall", "should"][number as usize % 2].into()) },
        substance: if number.is_multiple_of(11) { Substance::Rejected } else { Substance::Acceptable },
        wording: WordingView::Works,
        discuss: number.is_multiple_of(5),
        strength: None,
        note: number.is_multiple_of(3).then(|| "our own engineers have to see it".into()),
        only_if: Vec::new(),
        counter: None,
        principals_only: false,
    };
    let (by, act) = match number {
        1 => ("eda", Act::Open { case: CASE.into() }),
        2 => ("ana", Act::Agree),
        3 => ("bo", Act::Agree),
        4 => ("eda", Act::Begin),
        5 => {
            let source = (1..=40).map(|clause| format!("{clause}. Each Party [shall] [should] keep clause {clause}.\n\n")).collect();
            ("eda", Act::Table(detente_talks::Tabled { text: "texts/a.md".into(), revision: 1, source, status: Default::default() }))
        }
        _ => (["ana", "bo"][number as usize % 2], Act::Respond(response)),
    };
    Event { number, at, by: by.into(), instrument: None, act }
}

/// One act after another, each on the disk before the next.
fn appends(name: &str, place: &Place, opener: &Opener, target: Option<f64>) -> Result<(), Box<dyn Error>> {
    let mut log = SealedLog::create(place, CASE, "eda", Some(opener))?;
    let mut known = Vec::new();
    let mut rates = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..1_000 {
            let event = event(log.next());
            log.append(&known, &event)?;
            if known.len() < 6 {
                known.push(event);
            }
        }
        rates.push(1e3 / start.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    let median = rates[2];
    let target = target.map(|least| format!("  target {least} a second: {}", if median >= least { "met" } else { "missed" }));
    println!("{:8} {:52} {median:9.0} a second{}", "append", format!("{name}: sealed, on the disk one by one"), target.unwrap_or_default());
    Ok(())
}

fn fill(place: &Place, opener: &Opener, count: u64) -> Result<(), Box<dyn Error>> {
    let mut log = SealedLog::create(place, CASE, "eda", Some(opener))?;
    let first = event(1);
    log.append(&[], &first)?;
    let readers = |number: u64| -> Vec<String> {
        match number {
            4 | 5 => vec!["table".into()],
            2 => vec!["caucus/north".into()],
            3 => vec!["caucus/south".into()],
            _ if number.is_multiple_of(2) => vec!["caucus/north".into()],
            _ => vec!["caucus/south".into()],
        }
    };
    let (store, ring) = log.parts()?;
    let mut next = 2;
    while next <= count {
        let numbers: Vec<u64> = (next..=count.min(next + 999)).collect();
        let payloads: Vec<Vec<u8>> = numbers.iter().map(|number| serde_json::to_vec(&event(*number))).collect::<Result<_, _>>()?;
        let readers: Vec<Vec<String>> = numbers.iter().map(|number| readers(*number)).collect();
        let items: Vec<Item<'_>> = numbers
            .iter()
            .zip(&payloads)
            .zip(&readers)
            .map(|((number, payload), readers)| Item { number: *number, payload, readers, opens: &[], erases: None })
            .collect();
        store.append_all(ring, &items)?;
        next += numbers.len() as u64;
    }
    Ok(())
}
