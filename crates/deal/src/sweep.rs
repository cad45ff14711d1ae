//! Which vague value moves the answer most: each set to its one end and its other, the rest as they are read.

use detente_case::{Amount, Case, Importance, Mark, Number, Source, Sourced, WalkAway, Worth};

use crate::analysis::{Sweep, Swing};
use crate::analyze::{Settings, analyze};
use crate::model::held;
use crate::{Progress, Refusal, Silent};

/// Values swept, at most: for each, two analyses.
const MOST: usize = 200;

/// Where a value stands.
#[derive(Clone, Copy)]
enum Place {
    WalkAway,
    Importance(usize),
    Worth(usize, usize),
}

/// Sets every vague number of a case, one at a time, to the least and the most it can be, and says how far *room* moves: the smallest
/// share of its ideal gain that any party has in the Kalai-Smorodinsky package; where there is no zone, minus how far the nearest package
/// falls short of the walk-aways together, in shares of each party's range. Largest swing first; of equals the first in the case.
///
/// # Errors
///
/// As [`analyze`]. Two analyses for each value, without worlds.
pub(crate) fn sweep(case: &Case, settings: &Settings, progress: &dyn Progress) -> Result<Sweep, Refusal> {
    let settings =
        Settings { worlds: 0, sweep: false, probes: Vec::new(), settlements: Vec::new(), ..settings.clone() };
    let values = vague(case);
    let left_out = values.len().saturating_sub(MOST);
    let total = values.len().min(MOST) as u64;
    let mut swings = Vec::new();
    for (done, (party, place, low, high)) in values.into_iter().take(MOST).enumerate() {
        progress.advance(done as u64, total);
        let (at_low, zone_at_low) = room(&with(case, party, place, &low), &settings)?;
        let (at_high, zone_at_high) = room(&with(case, party, place, &high), &settings)?;
        let what = named(case, party, place);
        let (low, high) = (low.to_f64(), high.to_f64());
        swings.push(Swing { what, low, high, at_low, at_high, zone_at_low, zone_at_high });
    }
    let size = |swing: &Swing| match (swing.at_low, swing.at_high) {
        (Some(low), Some(high)) => (high - low).abs(),
        _ => f64::INFINITY,
    };
    swings.sort_by(|a, b| size(b).total_cmp(&size(a)));
    Ok(Sweep { now: room(case, &settings)?.0, swings, left_out })
}

/// Room, and whether there is a zone.
fn room(case: &Case, settings: &Settings) -> Result<(Option<f64>, Option<bool>), Refusal> {
    let analysis = analyze(case, settings, &Silent)?;
    let solutions = &analysis.solutions;
    let share = solutions.kalai_smorodinsky.as_ref().map(|solution| solution.value);
    let short = solutions.closest.as_ref().map(|solution| {
        let each = solution.gain.iter().zip(&analysis.parties).map(|(gain, party)| {
            let range = party.best.zip(party.worst).map_or(1.0, |(best, worst)| best - worst);
            gain.min(0.0) / if range > 0.0 { range } else { 1.0 }
        });
        each.sum()
    });
    Ok((share.or(short), analysis.zone.exists))
}

/// Every vague number with its ends.
fn vague(case: &Case) -> Vec<(usize, Place, Number, Number)> {
    let mut all = Vec::new();
    for party in 0..case.parties.len() {
        let Some(held) = held(case, party) else { continue };
        if let WalkAway::Between(low, high) = &held.walk_away.value {
            all.push((party, Place::WalkAway, low.clone(), high.clone()));
        }
        let mut take = |place: Place, amount: &Amount| {
            let third = |n: i64| Number::from(100 * n) / Number::from(3);
            match amount {
                Amount::Between(low, high) if low < high => {
                    all.push((party, place, low.clone(), high.clone()))
                }
                Amount::Mark(Mark::Unacceptable) => all.push((party, place, third(0), third(1))),
                Amount::Mark(Mark::Discuss) => all.push((party, place, third(1), third(2))),
                Amount::Mark(Mark::Acceptable) => all.push((party, place, third(2), third(3))),
                _ => {}
            }
        };
        if let Importance::Each(each) = &held.importance {
            each.iter().enumerate().for_each(|(issue, amount)| take(Place::Importance(issue), &amount.value));
        }
        for (issue, worth) in held.worth.iter().enumerate() {
            if let Worth::Each(each) = worth {
                each.iter()
                    .enumerate()
                    .for_each(|(option, amount)| take(Place::Worth(issue, option), &amount.value));
            }
        }
    }
    all
}

fn with(case: &Case, party: usize, place: Place, value: &Number) -> Case {
    let mut case = case.clone();
    let own = case.preferences[party].is_some();
    let of = if own { &mut case.preferences } else { &mut case.estimates };
    let sourced = || Sourced { value: Amount::Exactly(value.clone()), source: Source::default() };
    if let Some(held) = &mut of[party] {
        match (place, &mut held.importance) {
            (Place::WalkAway, _) => held.walk_away.value = WalkAway::Points(value.clone()),
            (Place::Importance(issue), Importance::Each(each)) => each[issue] = sourced(),
            (Place::Importance(_), _) => {}
            (Place::Worth(issue, option), _) => {
                if let Worth::Each(each) = &mut held.worth[issue] {
                    each[option] = sourced();
                }
            }
        }
    }
    case
}

/// As `--if` takes it.
fn named(case: &Case, party: usize, place: Place) -> String {
    let id = &case.parties[party].id;
    match place {
        Place::WalkAway => format!("{id}.walk_away"),
        Place::Importance(issue) => format!("{id}.importance.{}", case.issues[issue].id),
        Place::Worth(issue, option) => {
            let issue = &case.issues[issue];
            let label = issue.domain.label(option);
            let quoted =
                if label.contains([' ', '.', '=']) { format!("\"{label}\"") } else { label.to_string() };
            format!("{id}.worth.{}.{quoted}", issue.id)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assume;
    use detente_case::{Files, read};

    fn case() -> Case {
        let mut files = Files::new();
        let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
        file(
            "case.toml",
            "detente = 1\ntitle = \"T\"\nparty = [{ id = \"p\" }, { id = \"q\" }]\n\
             issue = [{ id = \"i\", options = [\"a\", \"b\"] }, { id = \"j\", options = [\"a\", \"b\"] }]\n",
        );
        file(
            "private/p.toml",
            "party = \"p\"\nwalk_away = [30, 80]\nimportance = { i = [60, 70], j = 40 }\n\
             [worth]\ni = { a = 100, b = 0 }\nj = { a = 100, b = [0, 20] }\n",
        );
        file(
            "private/q.toml",
            "party = \"q\"\nwalk_away = 30\nimportance = { i = 30, j = 70 }\n\
             [worth]\ni = { a = 0, b = 100 }\nj = { a = \"unacceptable\", b = 100 }\n",
        );
        read(&files).case.unwrap()
    }

    #[test]
    fn each_end_is_what_assuming_it_gives() {
        let (case, settings) = (case(), Settings { worlds: 0, ..Settings::default() });
        let found = sweep(&case, &settings, &Silent).unwrap();
        let names: Vec<&str> = found.swings.iter().map(|swing| swing.what.as_str()).collect();
        // What decides whether there is a zone comes first.
        assert_eq!(names[0], "p.walk_away");
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, ["p.importance.i", "p.walk_away", "p.worth.j.b", "q.worth.j.a"]);
        for swing in &found.swings {
            for (end, expected, zone) in [
                (swing.low, swing.at_low, swing.zone_at_low),
                (swing.high, swing.at_high, swing.zone_at_high),
            ] {
                let assumed = assume(&case, &format!("{}={end}", swing.what)).unwrap();
                let (value, exists) = room(&assumed, &settings).unwrap();
                assert_eq!(exists, zone, "{swing:?}");
                assert!((value.unwrap() - expected.unwrap()).abs() < 1e-9, "{swing:?}");
            }
        }
        let first = &found.swings[0];
        assert_eq!((first.zone_at_low, first.zone_at_high), (Some(true), Some(false)));
        assert!(first.at_low.unwrap() > 0.0 && first.at_high.unwrap() < 0.0);
    }
}
