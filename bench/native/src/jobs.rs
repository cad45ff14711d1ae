//! The jobs: reading their input, and the one call of the engine that is timed.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use detente_case::{Case, Files};
use detente_deal::{
    Analysis, Combination, Definitions, Settings, Silent, TableBest, TableConflicts, TableFrontier, Tables,
};
use detente_formats::Reading;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Outcome;

/// Another tool's scenario, understood as NegMAS understands it.
pub(crate) fn scenario(folder: &str) -> Outcome<Case> {
    understood(folder, Reading::Negmas)
}

/// Another tool's scenario, understood as the tool it was written for understands it.
pub(crate) fn own(folder: &str) -> Outcome<Case> {
    understood(folder, Reading::Own)
}

fn understood(folder: &str, reading: Reading) -> Outcome<Case> {
    let mut files = Files::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let name = entry.file_name().into_string().map_err(|_| "a file name is not UTF-8")?;
            files.insert(name, fs::read(entry.path())?);
        }
    }
    let settings = detente_formats::Settings { reading, ..Default::default() };
    let scenario = detente_formats::read(&files, &settings)
        .map_err(|problems| problems.first().map_or(String::new(), ToString::to_string))?;
    Ok(scenario.case)
}

/// A case folder of this product.
pub(crate) fn case(folder: &str) -> Outcome<Case> {
    let mut files = Files::new();
    for name in ["case.toml", "private/a.toml", "private/b.toml"] {
        files.insert(name.into(), fs::read(Path::new(folder).join(name))?);
    }
    Ok(detente_case::read(&files).case.ok_or("the case cannot be read")?)
}

/// Frontier, zone and all solutions, by NegMAS's definitions.
pub(crate) fn analyze(case: &Case) -> Outcome<Analysis> {
    let settings = Settings { definitions: Definitions::NEGMAS, ..Settings::default() };
    Ok(detente_deal::analyze(case, &settings, &Silent)?)
}

/// `value[issue][option][party]` and a walk-away (or null) for each party.
#[derive(Deserialize)]
struct Written {
    value: Vec<Vec<Vec<i64>>>,
    walk_away: Vec<Option<i64>>,
    /// Combinations that no package may meet: issue and options, issues rising.
    #[serde(default)]
    never: Vec<Combination>,
    /// Party, what it is paid, and the combination it is paid for.
    #[serde(default)]
    paid: Vec<(usize, i64, Combination)>,
}

/// Tables from a JSON file.
pub(crate) fn tables(path: &str) -> Outcome<Tables> {
    let written: Written = serde_json::from_slice(&fs::read(path)?)?;
    Ok(Tables::new(written.value, written.walk_away)?.never(written.never)?.paid(written.paid)?)
}

/// The frontier issue by issue.
pub(crate) fn frontier(tables: &Tables) -> Outcome<TableFrontier> {
    Ok(tables.frontier(&Silent)?)
}

/// The frontier and the size of the zone by looking at every package.
pub(crate) fn enumerate(tables: &Tables) -> Outcome<(TableFrontier, impl ToString + use<>)> {
    Ok(tables.enumerate(&Silent)?)
}

/// The best by a measure, with its bound.
pub(crate) fn best(found: Option<TableBest>) -> Outcome<Value> {
    let found = found.ok_or("no package reaches every walk-away")?;
    Ok(
        json!({ "package": found.package, "value": found.value, "bound": found.bound, "proved": found.proved }),
    )
}

/// How many conflicts and repairs of each size.
pub(crate) fn conflicts(found: Option<TableConflicts>) -> Outcome<Value> {
    let found = found.ok_or("combinations leave no package")?;
    Ok(json!({ "conflicts": found.conflicts, "repairs": found.repairs, "complete": found.complete }))
}

/// A case folder analysed with so many worlds.
pub(crate) fn worlds(case: &Case, worlds: usize) -> Outcome<Analysis> {
    let settings = Settings { worlds, ..Settings::default() };
    Ok(detente_deal::analyze(case, &settings, &Silent)?)
}

/// How many points, and a sum that differs when any worth differs.
pub(crate) fn vectors(frontier: &TableFrontier) -> Value {
    const FACTORS: [i64; 3] = [1, 1_009, 1_000_003];
    const MODULUS: i64 = 1_000_000_007;
    let mix = |at: usize| {
        let mixed = frontier.worth(at).iter().zip(FACTORS).map(|(worth, factor)| worth * factor).sum::<i64>();
        (mixed % MODULUS).pow(2) % MODULUS
    };
    json!({ "count": frontier.len(), "sum": (0..frontier.len()).map(mix).sum::<i64>() })
}

/// Pairs of little-endian doubles from a file of nothing else. Never holds the file and the points together.
pub(crate) fn points(path: &str) -> Outcome<Vec<[f64; 2]>> {
    let file = File::open(path)?;
    let count = usize::try_from(file.metadata()?.len())? / 16;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut points = Vec::with_capacity(count);
    let mut eight = [0; 8];
    let mut number = || reader.read_exact(&mut eight).map(|()| f64::from_le_bytes(eight));
    for _ in 0..count {
        points.push([number()?, number()?]);
    }
    Ok(points)
}

/// Points near the frontier, and how near.
pub(crate) fn covering(tables: &Tables) -> Outcome<Value> {
    let (points, within) = tables.covering(COVERING).ok_or("no package reaches every walk-away")?;
    let points: Vec<&[i64]> = (0..points.len()).map(|at| points.worth(at)).collect();
    Ok(json!({ "points": points, "within": within }))
}

/// Parts of packages looked at for points near the frontier.
const COVERING: u64 = 20_000_000;
