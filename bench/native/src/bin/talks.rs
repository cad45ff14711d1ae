//! Measures the text and the talks: `bench/talks`. Prints the median of several runs of each job, beside its target.
//!
//! With two drafts as arguments these are parsed and compared, in turns with `git diff --word-diff`; without, drafts of the
//! same size are made. The talks are always made: they are the same at every run.

use std::error::Error;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use detente_case::text::{Text, TextDiff};
use detente_talks::{
    Act, Desk, Event, Response, State, Status, Substance, Tabled, Target, WordingView, people, seen,
};
use jiff::Timestamp;

const RUNS: usize = 9;
const CASE: &str = r#"
detente = 1
title = "Measured"
party = [{ id = "north" }, { id = "south" }]
third_party = [{ id = "elders", role = "mediator", interests = [] }]
person = [
  { id = "ana", for = "north", role = "principal" },
  { id = "nan", for = "north", role = "adviser" },
  { id = "bo", for = "south", role = "principal" },
  { id = "sy", for = "south", role = "representative", mandate = {} },
  { id = "eda", for = "elders", role = "principal" },
]
text = [{ path = "texts/a.md" }]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (old, new) = match &arguments[..] {
        [old, new] => (std::fs::read_to_string(old)?, std::fs::read_to_string(new)?),
        _ => (draft(250, 0), draft(250, 7)),
    };
    let words = Text::parse(&old).words();
    row("parse", &format!("a draft of {words} words"), Some(5.0), || Text::parse(&old));
    let (a, b) = (Text::parse(&old), Text::parse(&new));
    let both = format!("drafts of {words} and {} words", b.words());
    let ours = row("diff", &both, Some(100.0), || TextDiff::new(&a, &b));
    if let [old, new] = &arguments[..] {
        let git = || {
            let mut command = Command::new("git");
            command.args(["diff", "--no-index", "--word-diff=porcelain", "--patience", old, new]);
            command.stdout(Stdio::null()).status()
        };
        let theirs = row("…", "git diff --word-diff, as a whole process", None, git);
        println!("{:6} {:52} {:9.2}", "", "git's time over ours", theirs / ours);
    }
    let million = talks(1_000_000, 40);
    let (case, seats) = people(&million);
    let seat = seats.seat("eda").ok_or("the mediator has a seat")?;
    let shown = seen(&million, &seats, &case, seat);
    row("fold", "10^6 events, a mediator's seat", Some(2_000.0), || State::fold(&shown));
    row("seen", "10^6 events, a mediator's seat", None, || seen(&million, &seats, &case, seat));
    drop(shown);
    drop(million);
    let log = talks(100_000, 1_000);
    for person in ["eda", "ana", "nan"] {
        let what = format!("1,000 clauses, 100,000 events, seat of {person}");
        row("open", &what, None, || Desk::open(&log, person, at(2_000_000)).map(|desk| desk.events.len()));
        row("view", &what, Some(50.0), || {
            let desk = Desk::open(&log, person, at(2_000_000)).map(|desk| desk.view());
            desk.map_or(0, |view| view.version)
        });
    }
    Ok(())
}

/// The median time of a job in milliseconds, printed beside its target.
fn row<T>(name: &str, what: &str, target: Option<f64>, mut job: impl FnMut() -> T) -> f64 {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(job());
            start.elapsed()
        })
        .collect();
    times.sort();
    let median = times[RUNS / 2].as_secs_f64() * 1e3;
    let target = target.map(|most| {
        let met = if median <= most { "met" } else { "missed" };
        format!("  target {most} ms: {met}")
    });
    println!("{name:6} {what:52} {median:9.2} ms{}", target.unwrap_or_default());
    median
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).expect("a time of this century")
}

/// A draft with so many clauses; some of them differ with `change`.
fn draft(clauses: usize, change: usize) -> String {
    let mut text = String::from("# A draft\n\n");
    for number in 1..=clauses {
        if change > 0 && number % change == 0 {
            text.push_str(&format!("{number}. The Parties [agree] on the new words of clause {number}.\n\n"));
            continue;
        }
        let body = "Each Party [shall] [should] give the other the figures of the year before, as far as it has them, \
                    by the first day of March, and keep what it was given [for ten years — North], and tell the joint \
                    commission of every change that may matter to the other, in writing and without being asked";
        text.push_str(&format!("{number}. {body}, as clause {} says.\n\n", number % 17 + 1));
    }
    text
}

/// Talks with a text of so many clauses, answered by all in turn.
fn talks(events: usize, clauses: usize) -> Vec<Event> {
    let mut log: Vec<Event> = Vec::with_capacity(events);
    let mut put = |by: &str, act: Act| {
        let number = log.len() as u64 + 1;
        let time = at(i64::try_from(number).unwrap_or(0));
        log.push(Event { number, at: time, by: by.into(), instrument: None, act });
    };
    put("eda", Act::Open { case: CASE.into() });
    put("ana", Act::Agree);
    put("bo", Act::Agree);
    put("eda", Act::Begin);
    let text: String = (1..=clauses)
        .map(|number| format!("{number}. Each Party [shall] [should] keep clause {number} [in good faith].\n\n"))
        .collect();
    let status = (1..=clauses).map(|number| (number.to_string(), Status::Bracketed)).collect();
    put("eda", Act::Table(Tabled { text: "texts/a.md".into(), revision: 1, source: text, status }));
    put("eda", Act::OpenRound { closes: None, clauses: Vec::new() });
    for nth in 0..events - 6 {
        let response = Response {
            to: Target::Clause {
                clause: (nth % clauses + 1).to_string(),
                option: Some(["shall", "should", "in good faith"][nth % 3].into()),
            },
            substance: if nth % 11 == 0 { Substance::Rejected } else { Substance::Acceptable },
            wording: WordingView::Works,
            discuss: nth % 5 == 0,
            strength: None,
            note: None,
            only_if: Vec::new(),
            counter: None,
            principals_only: false,
        };
        put(["ana", "bo", "nan", "sy"][nth % 4], Act::Respond(response));
    }
    log
}
