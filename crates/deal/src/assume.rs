//! What if: a case in which something is assumed to be other than it is held.

use detente_case::{Amount, Case, Importance, Number, Origin, Preferences, Source, Sourced, WalkAway, Worth};

use crate::model::held;

/// Why nothing can be assumed: what was said, and what could be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Unassumed {
    /// What is wrong.
    pub what: String,
    /// What could be written.
    pub help: String,
}

fn refuse<T>(what: impl Into<String>, help: impl Into<String>) -> Result<T, Unassumed> {
    Err(Unassumed { what: what.into(), help: help.into() })
}

/// The case with one value assumed: `PARTY.walk_away=30` (or `none`), `PARTY.importance.ISSUE=40`,
/// `PARTY.worth.ISSUE.OPTION=70`. Where a party has told nothing, what is believed of it is changed.
///
/// # Errors
///
/// If it names nothing of the case, or no number.
pub fn assume(case: &Case, said: &str) -> Result<Case, Unassumed> {
    const HELP: &str =
        "for example: downland.walk_away=30, upland.importance.fees=40, upland.worth.fees.\"no fee\"=70";
    let Some((path, value)) = said.rsplit_once('=') else {
        return refuse(format!("\"{said}\" says nothing to assume"), HELP);
    };
    let (path, value) = (path.trim(), value.trim());
    let mut parts = path.splitn(2, '.');
    let (id, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let party = party(case, id)?;
    let number =
        |value: &str| Number::parse(value).or_else(|error| refuse(format!("\"{value}\" {error}"), HELP));
    let mut case = case.clone();
    let issues = case.issues.len();
    let mut held = held(&case, party).cloned().unwrap_or_else(|| Preferences::unknown(issues));
    let sourced = |amount: Amount| Sourced { value: amount, source: assumed() };
    match rest.split_once('.').unwrap_or((rest, "")) {
        ("walk_away", "") => {
            let value = match value {
                "none" => WalkAway::None,
                "unknown" => WalkAway::Unknown,
                number_said => {
                    let points = number(number_said)?;
                    if held.scale.averaged
                        && held.scale.base.is_zero()
                        && held.combinations.is_none()
                        && points > Number::from(100)
                    {
                        return refuse(
                            format!("no package is worth {points}: worths go from 0 to 100"),
                            HELP,
                        );
                    }
                    WalkAway::Points(points)
                }
            };
            held.walk_away = Sourced { value, source: assumed() };
        }
        ("importance", name) => {
            let issue = issue(&case, name)?;
            let amount = number(value)?;
            if amount.is_negative() {
                return refuse("an importance is not below 0", HELP);
            }
            let plain = detente_case::plain(&held, &case.issues).preferences.importance;
            let Importance::Each(mut each) = plain else { return refuse("no importance is held", HELP) };
            // The others stay as vague as they were, where they were said one by one.
            if let Importance::Each(said) = &held.importance {
                each.clone_from(said);
            }
            each[issue] = sourced(Amount::Exactly(amount));
            held.importance = Importance::Each(each);
        }
        ("worth", rest) => {
            let Some((name, option)) = rest.split_once('.') else {
                return refuse(format!("\"{path}\" names no option"), HELP);
            };
            let at = issue(&case, name)?;
            let option = option.trim_matches('"');
            let domain = &case.issues[at].domain;
            let Some(option) = domain.find(option) else {
                return refuse(
                    format!("\"{option}\" is no option of {name}"),
                    format!("options: {}", domain.labels().join("; ")),
                );
            };
            let many = domain.len().unwrap_or(0);
            let mut each = match (
                &held.worth[at],
                detente_case::plain(&held, &case.issues).preferences.worth.swap_remove(at),
            ) {
                (Worth::Each(said), _) => said.clone(),
                (_, Worth::Each(plain)) => plain,
                _ => vec![sourced(Amount::Unknown); many],
            };
            let worth = number(value)?;
            if held.scale.averaged && (worth.is_negative() || worth > Number::from(100)) {
                return refuse(format!("{worth} is no worth: an option is worth 0 to 100"), HELP);
            }
            each[option] = sourced(Amount::Exactly(worth));
            held.worth[at] = Worth::Each(each);
        }
        _ => return refuse(format!("nothing of {id} is called \"{rest}\""), HELP),
    }
    match case.preferences[party].is_some() {
        true => case.preferences[party] = Some(held),
        false => case.estimates[party] = Some(held),
    }
    Ok(case)
}

/// The case without a red line, by its id (`PARTY.ID`, or the red line's own where only one has it).
///
/// # Errors
///
/// If there is none, or several.
pub fn without_red_line(case: &Case, id: &str) -> Result<Case, Unassumed> {
    let known: Vec<(usize, String)> = (0..case.parties.len())
        .flat_map(|party| {
            let lines = held(case, party).into_iter().flat_map(|held| &held.red_lines);
            lines.map(move |line| (party, line.id.clone()))
        })
        .collect();
    let named = |(party, line): &(usize, String)| format!("{}.{line}", case.parties[*party].id);
    let fits: Vec<&(usize, String)> =
        known.iter().filter(|known| known.1 == id || named(known) == id).collect();
    let all = || format!("red lines: {}", known.iter().map(named).collect::<Vec<_>>().join(", "));
    let [(party, line)] = fits[..] else {
        return match fits.is_empty() {
            true if known.is_empty() => refuse(format!("there is no red line \"{id}\""), "the case has none"),
            true => refuse(format!("there is no red line \"{id}\""), all()),
            false => refuse(format!("several parties have a red line \"{id}\""), all()),
        };
    };
    let mut case = case.clone();
    let of = if case.preferences[*party].is_some() { &mut case.preferences } else { &mut case.estimates };
    if let Some(held) = &mut of[*party] {
        held.red_lines.retain(|known| known.id != *line);
    }
    Ok(case)
}

fn party(case: &Case, id: &str) -> Result<usize, Unassumed> {
    let known = || case.parties.iter().map(|party| party.id.clone()).collect::<Vec<_>>().join(", ");
    match case.parties.iter().position(|party| party.id == id) {
        Some(party) => Ok(party),
        None => refuse(format!("there is no party \"{id}\""), format!("parties: {}", known())),
    }
}

fn issue(case: &Case, id: &str) -> Result<usize, Unassumed> {
    let known = || case.issues.iter().map(|issue| issue.id.clone()).collect::<Vec<_>>().join(", ");
    match case.issues.iter().position(|issue| issue.id == id) {
        Some(issue) => Ok(issue),
        None => refuse(format!("there is no issue \"{id}\""), format!("issues: {}", known())),
    }
}
/// What is assumed nobody told.
fn assumed() -> Source {
    Source { origin: Origin::Inferred, ..Source::default() }
}
