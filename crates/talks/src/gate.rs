//! What must hold before the next level meets, and what is missing.

use std::collections::BTreeMap;

use detente_case::Case;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::seat::{Kind, Named, same_clause};
use crate::state::State;
use crate::status::Status;

/// A condition of a gate, as far as it can be tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// "every clause of chapter II at least ad referendum", "clauses 4 and 5 at least agreed".
    Clauses {
        /// Which.
        which: Which,
        /// At least how far.
        least: Status,
    },
    /// "at most 20 open choices".
    OpenChoices(usize),
    /// "the mandate of each envoy is still in force".
    Mandates,
    /// Anything else: a mediator states whether it holds.
    Fact,
    /// "zone not empty": the mediators' own, answered by the analysis.
    Zone,
}

/// Clauses a condition is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of the text.
    All,
    /// Those under the heading that begins so: "chapter ii".
    Under(String),
    /// These numbers.
    These(Vec<String>),
    /// Those of a track, by id or name.
    Track(String),
}

impl Need {
    /// Reads a condition. What follows none of the known patterns is a fact.
    pub fn read(words: &str) -> Self {
        let lower = words.trim().trim_end_matches('.').to_lowercase();
        if let Some(rest) = lower.strip_prefix("at most ")
            && let Some((number, "open choices" | "open choice")) = rest.split_once(' ')
            && let Ok(most) = number.parse()
        {
            return Self::OpenChoices(most);
        }
        if matches!(lower.as_str(), "zone not empty" | "the zone is not empty") {
            return Self::Zone;
        }
        if lower.contains("mandate") && lower.ends_with("in force") {
            return Self::Mandates;
        }
        if let Some((which, least)) = lower.rsplit_once(" at least ")
            && let (Some(which), Some(least)) = (which_clauses(which), level(least))
        {
            return Self::Clauses { which, least };
        }
        Self::Fact
    }
}

fn level(words: &str) -> Option<Status> {
    match words.trim_start_matches("agreed ").trim() {
        "ad referendum" => Some(Status::AdReferendum),
        "agreed" | "(provisional)" | "provisionally" => Some(Status::Agreed),
        "adopted" => Some(Status::Adopted),
        "proposed" => Some(Status::Proposed),
        _ => None,
    }
}

fn which_clauses(words: &str) -> Option<Which> {
    let words = words.trim().trim_end_matches(" is").trim_end_matches(" are");
    if let Some(rest) = words.strip_prefix("every clause") {
        let rest = rest.trim();
        return match rest.strip_prefix("of ") {
            None => rest.is_empty().then_some(Which::All),
            Some(track) if track.starts_with("track ") || track.starts_with("the track ") => {
                Some(Which::Track(track.trim_start_matches("the ").trim_start_matches("track ").to_string()))
            }
            Some("the text") => Some(Which::All),
            Some(heading) => Some(Which::Under(heading.to_string())),
        };
    }
    let list = words.strip_prefix("clauses ").or_else(|| words.strip_prefix("clause "))?;
    let numbers = list.replace(" and ", ",");
    let numbers: Vec<String> = numbers
        .split(',')
        .map(|number| number.trim().to_string())
        .filter(|number| !number.is_empty())
        .collect();
    (!numbers.is_empty()).then_some(Which::These(numbers))
}

/// What became of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Condition {
    /// The condition, in the gate's own words.
    pub need: String,
    /// Whether it holds; null where nobody can say yet.
    pub met: Option<bool>,
    /// What is missing, one phrase each.
    pub missing: Vec<String>,
    /// Those who can supply it.
    pub who: Vec<Named>,
    /// Where it is answered by the analysis: what that rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<String>,
}

/// A gate, tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GateReport {
    /// The shape of this report: `detente/gate/1`.
    pub schema: &'static str,
    /// Id of the level it guards.
    pub before: String,
    /// Full name of the level.
    pub level: String,
    /// Whether every condition is met; null where it hangs on something nobody can say yet.
    pub met: Option<bool>,
    /// The conditions all parties know, tested on what is tabled.
    pub shared: Vec<Condition>,
    /// The mediators' own, tested on everything; absent for anyone else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub own: Vec<Condition>,
    /// Earlier meetings at this level: day, who, result.
    pub earlier: Vec<Earlier>,
}

/// An earlier meeting at a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Earlier {
    /// The day.
    pub on: String,
    /// Those who met.
    pub people: Vec<Named>,
    /// Whether it failed.
    pub failed: bool,
    /// What came of it.
    pub result: Option<String>,
}

/// What a gate is tested on.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// Whether the conditions are the mediators' own.
    pub own: bool,
    /// The status of each clause: the one printed, or for the mediators the live one.
    pub status: &'a BTreeMap<String, Status>,
    /// Whether there is a zone, where that was asked and answered.
    pub zone: Option<&'a Zone>,
    /// The time.
    pub now: Timestamp,
}

/// Whether there is a zone, and what that answer rests on.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Whether; `None` where the analysis cannot tell.
    pub exists: Option<bool>,
    /// What it rests on, in words.
    pub rests_on: String,
}

/// What the mediators hold beside the log, and how to find out whether there is a zone on it.
pub struct Held<'a> {
    /// The case, with what they hold of each side.
    pub case: &'a Case,
    /// Whether there is a zone; `None` where there is no answer. [`Zone::on`], or something that remembers.
    pub zone: &'a dyn Fn(&Case) -> Option<Zone>,
}

impl Zone {
    /// Whether there is a zone on what is held; `None` where the analysis refuses. Costs an analysis of all packages.
    pub fn on(held: &Case) -> Option<Self> {
        // Only whether there is a zone is asked: no worlds.
        let settings = detente_deal::Settings { worlds: 0, ..Default::default() };
        detente_deal::analyze(held, &settings, &detente_deal::Silent).ok().as_ref().map(Self::of)
    }

    /// What an analysis says of it.
    pub fn of(analysis: &detente_deal::Analysis) -> Self {
        let vague = match analysis.evidence.vague {
            0 => String::new(),
            vague => format!("; {vague} vague or unsaid values were read as one number each"),
        };
        let rests_on = format!("{}{vague}; `detente analyze` has the proof", rests_on(&analysis.evidence));
        Self { exists: analysis.zone.exists, rests_on }
    }
}

/// What an answer on what is held rests on, in words.
pub(crate) fn rests_on(held: &detente_deal::Evidence) -> String {
    let oldest = held.oldest.as_ref().map(|day| format!(", the oldest of {day}")).unwrap_or_default();
    format!(
        "{} values told, {} inferred, {} public{oldest}; sides may misstate",
        held.told, held.inferred, held.public
    )
}

/// Tests a list of conditions.
pub fn test(state: &State<'_>, before: &str, needs: &[String], evidence: &Evidence<'_>) -> Vec<Condition> {
    needs.iter().map(|need| one(state, before, need, evidence)).collect()
}

/// Whether all are met: no, if one is not; unknown, if one is unknown.
pub fn all_met<'c>(conditions: impl IntoIterator<Item = &'c Condition>) -> Option<bool> {
    let all: Vec<Option<bool>> = conditions.into_iter().map(|condition| condition.met).collect();
    if all.contains(&Some(false)) { Some(false) } else { all.iter().all(Option::is_some).then_some(true) }
}

fn one(state: &State<'_>, before: &str, need: &str, evidence: &Evidence<'_>) -> Condition {
    let result = |met: Option<bool>, missing: Vec<String>, who: Vec<String>| Condition {
        need: need.to_string(),
        met,
        missing,
        who: who.iter().map(|person| state.people.named(person)).collect(),
        rests_on: None,
    };
    let mediators = || -> Vec<String> {
        state.people.seats().filter(|seat| seat.mediates()).map(|seat| seat.person.clone()).collect()
    };
    match Need::read(need) {
        Need::Fact => match fact(state, evidence.own, before, need) {
            Some(true) => result(Some(true), Vec::new(), Vec::new()),
            Some(false) => {
                result(Some(false), vec!["a mediator states that it does not hold".into()], mediators())
            }
            None => result(None, vec!["no mediator has stated whether it holds".into()], mediators()),
        },
        Need::Zone => {
            let Some(zone) = evidence.zone else {
                return result(None, vec!["the analysis gives no answer".into()], Vec::new());
            };
            let missing = match zone.exists {
                Some(true) => Vec::new(),
                Some(false) => vec!["on what is held, there is no zone".into()],
                None => vec!["the analysis cannot tell".into()],
            };
            Condition { rests_on: Some(zone.rests_on.clone()), ..result(zone.exists, missing, Vec::new()) }
        }
        Need::Mandates => {
            let ended: Vec<&crate::Seat> = state
                .people
                .seats()
                .filter(|seat| seat.party.is_some() && !seat.reach.in_force(evidence.now))
                .filter(|seat| matches!(seat.kind, Kind::Representative | Kind::Plenipotentiary))
                .collect();
            let missing = ended.iter().map(|seat| {
                format!(
                    "the mandate of {} ended on {}",
                    seat.name,
                    seat.reach.until.map(|until| until.to_string()).unwrap_or_default()
                )
            });
            let principals = state.people.seats().filter(|seat| {
                seat.kind == Kind::Principal && ended.iter().any(|other| other.side == seat.side)
            });
            let who = principals.map(|seat| seat.person.clone()).collect();
            result(Some(ended.is_empty()), missing.collect(), who)
        }
        Need::OpenChoices(most) => {
            let Some(revision) = state.main() else {
                return result(None, vec!["no text is tabled".into()], mediators());
            };
            let open = revision.open_choices();
            let missing = if open > most {
                vec![if open == 1 { "1 choice is open".into() } else { format!("{open} choices are open") }]
            } else {
                Vec::new()
            };
            let who = if open > most { mediators() } else { Vec::new() };
            result(Some(open <= most), missing, who)
        }
        Need::Clauses { which, least } => {
            let Some(revision) = state.main() else {
                return result(None, vec!["no text is tabled".into()], mediators());
            };
            let Some(clauses) = numbers(state, &which) else {
                return result(None, vec!["the tabled text has no such clauses".into()], mediators());
            };
            let mut missing = Vec::new();
            let mut who: Vec<String> = Vec::new();
            for number in clauses {
                let status = evidence.status.get(&number).copied().unwrap_or(Status::Proposed);
                if status >= least || status == Status::Dropped {
                    continue;
                }
                missing.push(format!("clause {number} is {}", status.words()));
                for party in 0..state.case.parties.len() {
                    let can = crate::status::who_can_bring(state, party, &number, least, evidence.now);
                    who.extend(can.into_iter().map(String::from));
                }
            }
            who.sort();
            who.dedup();
            if revision.clauses.is_empty() {
                return result(None, vec!["the tabled text has no numbered clauses".into()], mediators());
            }
            result(Some(missing.is_empty()), missing, who)
        }
    }
}

/// What a mediator stated last: for the mediators' own condition to themselves, else to all.
fn fact(state: &State<'_>, own: bool, before: &str, need: &str) -> Option<bool> {
    let told = state.facts.get(&(false, before, need));
    let own = if own { state.facts.get(&(true, before, need)) } else { None };
    own.or(told).copied()
}

/// The numbers of the clauses a condition is about; `None` where the text has none such.
fn numbers(state: &State<'_>, which: &Which) -> Option<Vec<String>> {
    let revision = state.main()?;
    let all = || revision.clauses.iter().map(|clause| clause.number.clone());
    let found: Vec<String> = match which {
        Which::All => all().collect(),
        Which::These(numbers) => {
            let known: Vec<String> =
                numbers.iter().filter_map(|number| Some(revision.clause(number)?.number.clone())).collect();
            return (known.len() == numbers.len()).then_some(known);
        }
        Which::Track(name) => {
            let tracks = &state.case.tracks;
            let track = tracks
                .iter()
                .find(|track| track.id.to_lowercase() == *name || track.name.to_lowercase() == *name)?;
            all().filter(|number| track.clauses.iter().any(|clause| same_clause(clause, number))).collect()
        }
        Which::Under(heading) => {
            let source = &revision.text.source;
            let headed = |clause: &&detente_case::text::Clause| {
                let line = source[clause.span.clone()].lines().next().unwrap_or_default();
                let line = line.trim_start_matches('#').trim().to_lowercase();
                line.strip_prefix(heading.as_str())
                    .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
            };
            let part = revision.text.clauses.iter().find(headed)?.span.clone();
            let inside = revision.clauses.iter().filter(|clause| part.contains(&clause.unit.span.start));
            inside.map(|clause| clause.number.clone()).collect()
        }
    };
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_as_people_write_them() {
        let chapter = Which::Under("chapter ii".into());
        for (words, need) in [
            (
                "every clause of chapter II at least ad referendum",
                Need::Clauses { which: chapter, least: Status::AdReferendum },
            ),
            ("every clause at least agreed", Need::Clauses { which: Which::All, least: Status::Agreed }),
            (
                "Clauses 4 and 2 bis are at least agreed.",
                Need::Clauses {
                    which: Which::These(vec!["4".into(), "2 bis".into()]),
                    least: Status::Agreed,
                },
            ),
            ("at most 20 open choices", Need::OpenChoices(20)),
            ("the mandate of each envoy is still in force", Need::Mandates),
            ("zone not empty", Need::Zone),
            ("the readout is agreed", Need::Fact),
            ("at most a few open choices", Need::Fact),
        ] {
            assert_eq!(Need::read(words), need, "{words}");
        }
    }
}
