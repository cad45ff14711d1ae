//! `detente analyze --keep`, `--outcome` and `--calibration`: what was forecast, and how good that was.

use std::fs;
use std::path::{Path, PathBuf};

use detente_deal::{Analysis, Calibration, calibration};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::arguments::{Analyze, Format};
use crate::disk::write_file;
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, read_at_most};
use crate::output::{say, say_json};

/// Where a case folder keeps them: one line of JSON each, oldest first.
const FILE: &str = "mediator/forecasts.jsonl";

/// What was said, or what happened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Kept {
    /// How likely it is that the sides agree.
    Forecast { on: Timestamp, said: f64, by: By },
    /// Whether they did.
    Outcome { on: Timestamp, agreed: bool },
}

/// Whose forecast it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The share of worlds with a zone.
    Worlds,
    /// A number that was given.
    Given,
}

/// A forecast that is to be kept: the number given, or what the worlds will say.
pub(crate) struct Asked {
    given: Option<f64>,
}

/// Reads what is asked and what was kept before, so that nothing is worked out in vain.
pub(crate) fn asked(arguments: &Analyze) -> Result<Option<Asked>, Failure> {
    let Some(given) = &arguments.keep else { return Ok(None) };
    let given = match given.as_str() {
        "" if arguments.worlds == 0 => {
            let help = "give a probability, --keep=0.6, or let worlds be drawn";
            return Err(Failure::help("with --worlds 0 there is no forecast to keep", help));
        }
        "" => None,
        number => {
            let said = number.parse::<f64>().ok().filter(|said| (0.0..=1.0).contains(said));
            let help = "write a number from 0 to 1, for example --keep=0.6, or --keep alone for the share of worlds with a zone";
            Some(said.ok_or_else(|| Failure::help(format!("\"{number}\" is no probability"), help))?)
        }
    };
    before(&arguments.path)?;
    Ok(Some(Asked { given }))
}

/// Writes down how likely an agreement is.
pub(crate) fn keep(arguments: &Analyze, asked: Asked, analysis: &Analysis) -> Result<(), Failure> {
    let (said, by) = match asked.given {
        Some(said) => (said, By::Given),
        None => (likely(analysis)?, By::Worlds),
    };
    add(&arguments.path, Kept::Forecast { on: Timestamp::now(), said, by })?;
    if matches!(arguments.format, Format::Text) {
        say(&format!("\nKept in {FILE}: {:.1} % for an agreement. {}\n", 100.0 * said, what(by)))?;
    }
    Ok(())
}

fn what(by: By) -> &'static str {
    match by {
        By::Worlds => {
            "It is how often there is room for one in what fits what is held; having room is not yet agreeing, so it is at most as likely."
        }
        By::Given => "That is the number that was given.",
    }
}

fn likely(analysis: &Analysis) -> Result<f64, Failure> {
    let [low, high] = match (analysis.zone.probability, analysis.zone.exists) {
        (Some(between), _) => between,
        (None, Some(exists)) => [f64::from(u8::from(exists)); 2],
        (None, None) => {
            return Err(Failure::help(
                "whether there is a zone cannot be told, so there is no forecast to keep",
                "give one: --keep=0.6",
            ));
        }
    };
    Ok((low + high) / 2.0)
}

/// Writes down whether the sides agreed.
pub(crate) fn outcome(path: &Path, agreed: bool) -> Result<(), Failure> {
    before(path)?;
    add(path, Kept::Outcome { on: Timestamp::now(), agreed })?;
    say(&format!("Kept in {FILE}: the sides {}.\n", if agreed { "agreed" } else { "did not agree" }))
}

/// What a case folder has kept so far.
fn before(folder: &Path) -> Result<Vec<Kept>, Failure> {
    if !folder.join("case.toml").is_file() {
        let help = "forecasts are kept in a case folder; detente import makes one of another tool's scenario";
        return Err(Failure::help(format!("{} is no case folder", folder.display()), help));
    }
    read(folder)
}

fn add(folder: &Path, kept: Kept) -> Result<(), Failure> {
    // One after another, whoever else keeps one at the same time.
    let case = folder.join("case.toml");
    let lock =
        fs::File::open(&case).and_then(|file| file.lock().map(|()| file)).map_err(Failure::write(&case))?;
    let mut all = before(folder)?;
    all.push(kept);
    let lines = all.iter().map(serde_json::to_string).collect::<Result<Vec<String>, _>>();
    let lines = lines.map_err(|error| Failure::input(error.to_string()))?;
    fs::create_dir_all(folder.join("mediator")).map_err(Failure::write(&folder.join("mediator")))?;
    let done = write_file(&folder.join(FILE), (lines.join("\n") + "\n").as_bytes());
    drop(lock);
    done
}

fn read(folder: &Path) -> Result<Vec<Kept>, Failure> {
    let path = folder.join(FILE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = read_at_most(&path, LARGEST_FILE)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let one = |(at, line): (usize, &str)| {
        let wrong = |what: String| {
            let help = "each line is a forecast or an outcome as --keep and --outcome write them; mend the line or take it out";
            Failure::help(format!("{}, line {}: {what}", path.display(), at + 1), help)
        };
        let kept: Kept = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        match kept {
            Kept::Forecast { said, .. } if !(0.0..=1.0).contains(&said) => {
                Err(wrong(format!("{said} is no probability")))
            }
            kept => Ok(kept),
        }
    };
    lines.map(one).collect()
}

/// How good the forecasts of a case folder are, or of the case folders in a folder.
pub(crate) fn judge(path: &Path, format: Format) -> Result<(), Failure> {
    let mut folders: Vec<PathBuf> = vec![path.to_path_buf()];
    if !path.join("case.toml").is_file() {
        let entries = fs::read_dir(path)
            .map_err(|error| Failure::input(format!("{} cannot be read: {error}", path.display())))?;
        folders = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        folders.retain(|folder| folder.join("case.toml").is_file());
        folders.sort();
    }
    let (mut told, mut open) = (Vec::new(), 0);
    for folder in &folders {
        // Of each case the last forecast before its last outcome: several of one case would count it several times.
        let (mut last, mut known, mut ended) = (None, None, false);
        for kept in read(folder)? {
            match kept {
                Kept::Forecast { said, .. } => last = Some(said),
                Kept::Outcome { agreed, .. } => {
                    known = last.map(|said| (said, agreed)).or(known);
                    ended = true;
                }
            }
        }
        open += usize::from(!ended && last.is_some());
        told.extend(known);
    }
    let judged = calibration(&told);
    match format {
        Format::Json => say_json(&judged),
        Format::Text => say(&report(&judged, open)),
    }
}

fn report(judged: &Calibration, open: usize) -> String {
    let mut text = format!(
        "Forecasts with a known outcome: {}, the last of each case before its last outcome. Still open: {open}.\n",
        judged.count
    );
    if let (Some(base), Some(brier), Some(idle)) = (judged.base_rate, judged.brier, judged.brier_of_base_rate)
    {
        text += &format!(
            "\nThe sides agreed in {:.0} %.\nBrier score (0 is perfect, 1 the worst): {brier:.3}; always saying how often the others agreed: {idle:.3}.\n",
            100.0 * base
        );
        if let Some((low, high)) = judged.difference {
            text += &format!("The difference lies between {low:.3} and {high:.3} (95 % confidence).\n");
        }
        text += "\nSaid        agreed      95 % between      cases\n";
        for group in &judged.reliability {
            let (low, high) = group.interval;
            text += &format!(
                "{:>5.1} %    {:>5.1} %    {:>5.1} and {:>5.1} %    {:>4}\n",
                100.0 * group.said,
                100.0 * group.happened,
                100.0 * low,
                100.0 * high,
                group.count
            );
        }
    }
    text += "\n";
    text += match judged.verdict {
        "better" => "The forecasts are better than the base rate.\n",
        "worse" => "The forecasts are worse than the base rate.\n",
        _ => {
            "Insufficient evidence: so many forecasts do not tell whether they are better than the base rate.\n"
        }
    };
    text
}
