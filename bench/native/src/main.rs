//! Runs one job of the engine several times and prints one JSON line: nanoseconds of each run, the most memory this
//! process held, and enough of the result to compare it with other tools.
//!
//! `detente-bench analyze FOLDER RUNS` · `frontier|enumerate|nash|kalai_smorodinsky|conflicts|first_conflict TABLES.json RUNS` ·
//! `chance|worlds FOLDER:COUNT RUNS` · `drafts TALKS.json RUNS` · `skyline POINTS RUNS` ·
//! `play FOLDER:NEGOTIATORS:COUNT RUNS`
//!
//! Reading the input is not timed, and a first run is thrown away.

mod drafts;
mod jobs;
mod play;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Parts of packages looked at for one measure, at most; for shares of the ideal, where a bound is asked for soon.
const EFFORT: u64 = 3_000_000;
const SOON: u64 = 400_000;
/// How near the best of those has to be proved.
const NEAR: f64 = 0.99e-3;
/// Questions put to the solver, at most.
const QUESTIONS: u64 = 50_000;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [job, input, runs] = &arguments[..] else {
        return Err("usage: detente-bench JOB INPUT RUNS".into());
    };
    let runs: usize = runs.parse()?;
    let (ns, result) = match job.as_str() {
        "analyze" => {
            let case = jobs::scenario(input)?;
            let (ns, analysis) = timed(runs, || jobs::analyze(&case))?;
            (ns, serde_json::to_value(analysis)?)
        }
        "frontier" => {
            let tables = jobs::tables(input)?;
            let (ns, points) = timed(runs, || jobs::frontier(&tables))?;
            (ns, jobs::vectors(&points))
        }
        "covering" => {
            let tables = jobs::tables(input)?;
            timed(runs, || jobs::covering(&tables))?
        }
        "nash" | "kalai_smorodinsky" => {
            let tables = jobs::tables(input)?;
            let (ns, found) = timed(runs, || {
                Ok(if job == "nash" { tables.nash(EFFORT) } else { tables.kalai_smorodinsky(SOON, NEAR) })
            })?;
            (ns, jobs::best(found)?)
        }
        "conflicts" => {
            let tables = jobs::tables(input)?;
            let (ns, found) = timed(runs, || Ok(tables.conflicts(QUESTIONS)))?;
            (ns, jobs::conflicts(found)?)
        }
        "first_conflict" => {
            let tables = jobs::tables(input)?;
            let (ns, found) = timed(runs, || Ok(tables.first_conflict(QUESTIONS)))?;
            (ns, json!(found))
        }
        "chance" => {
            let (folder, count) = input.rsplit_once(':').ok_or("chance takes FOLDER:COUNT")?;
            let case = jobs::case(folder)?;
            let count = count.parse()?;
            let (ns, chance) = timed(runs, || Ok(detente_deal::chance(&case, count, 1)?))?;
            let chance = chance.ok_or("no worlds can be drawn")?;
            (ns, json!({ "count": chance.count, "open": chance.open, "undecided": chance.undecided }))
        }
        "drafts" => {
            let talks = drafts::Talks::read(input)?;
            let (ns, found) = timed(runs, || talks.run())?;
            (ns, found)
        }
        "worlds" => {
            let (folder, count) = input.rsplit_once(':').ok_or("worlds takes FOLDER:COUNT")?;
            let case = jobs::case(folder)?;
            let count = count.parse()?;
            let (ns, analysis) = timed(runs, || jobs::worlds(&case, count))?;
            (ns, serde_json::to_value(analysis)?)
        }
        "enumerate" => {
            let tables = jobs::tables(input)?;
            let (ns, (points, packages)) = timed(runs, || jobs::enumerate(&tables))?;
            (ns, json!({ "frontier": jobs::vectors(&points), "zone": packages.to_string() }))
        }
        "play" => {
            let session = play::Session::read(input)?;
            let (ns, ended) = timed(runs, || session.run())?;
            (ns, session.told(ended))
        }
        "skyline" => {
            let points = jobs::points(input)?;
            let (ns, found) = timed(runs, || Ok(detente_deal::skyline(&points)))?;
            (ns, json!({ "count": found.len(), "sum": found.iter().sum::<usize>() }))
        }
        other => return Err(format!("no job \"{other}\"").into()),
    };
    println!("{}", json!({ "ns": ns, "peak_bytes": peak()?, "result": result }));
    Ok(())
}

/// The nanoseconds of each run, and what the last one gave.
fn timed<T>(runs: usize, mut job: impl FnMut() -> Outcome<T>) -> Outcome<(Vec<u64>, T)> {
    let mut last = job()?;
    let mut ns = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        let result = black_box(job()?);
        ns.push(u64::try_from(start.elapsed().as_nanos())?);
        last = result;
    }
    Ok((ns, last))
}

/// The most memory held so far, in bytes; null where the system does not tell.
fn peak() -> Outcome<Value> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(Value::Null) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let Some(kibibytes) = line.and_then(|line| line.split_whitespace().next()) else {
        return Ok(Value::Null);
    };
    Ok(json!(kibibytes.parse::<u64>()? * 1024))
}
