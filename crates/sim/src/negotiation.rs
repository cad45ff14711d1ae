//! One negotiation, told turn by turn.

use std::collections::BTreeMap;

use detente_case::Case;
use detente_deal::Worths;
use schemars::JsonSchema;
use serde::Serialize;

use crate::ended::{Ended, How, Turn};
use crate::preferences::Package;
use crate::protocol::Table;
use crate::said::{Said, SaidTable};

/// One negotiation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Negotiation {
    /// `detente/negotiation/1`.
    pub schema: &'static str,
    /// The protocol.
    pub protocol: String,
    /// Ids of the parties.
    pub parties: Vec<String>,
    /// Who played for each.
    pub negotiators: Vec<String>,
    /// `agreed`, `deadline`, `left`, `failed`.
    pub how: &'static str,
    /// Who left, or failed.
    pub party: Option<String>,
    /// Why it failed.
    pub fault: Option<String>,
    /// The package agreed on, issue to option.
    pub agreement: Option<detente_deal::Package>,
    /// What the end is worth to each party, in its points; `null` where there is no agreement and no walk-away.
    pub worth: Vec<Option<f64>>,
    /// What was on the table, in order.
    pub turns: Vec<OnTable>,
}

/// Something on the table.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OnTable {
    /// The round, from 1.
    pub round: u32,
    /// The part of the time that was over.
    pub time: f64,
    /// Whose offer; `null` for a mediator's text.
    pub party: Option<String>,
    /// Issue to option.
    pub package: detente_deal::Package,
    /// What it is worth to each party; `null` where a red line of its own forbids it.
    pub worth: Vec<Option<f64>>,
    /// Who said it could live with it.
    pub accepted: Vec<String>,
}

/// The JSON Schema of a [`Negotiation`].
pub(crate) fn schema() -> schemars::Schema {
    schemars::schema_for!(Negotiation)
}

impl Negotiation {
    /// From what was played, on worths of a case read with `grid` points.
    pub fn new(
        case: &Case,
        worths: &Worths,
        table: &Table,
        (protocol, negotiators): (&str, Vec<String>),
        ended: &Ended,
        turns: &[Turn],
    ) -> Self {
        let parties: Vec<String> = case.parties.iter().map(|party| party.id.clone()).collect();
        let worth = |at: Package| {
            table
                .preferences
                .iter()
                .map(|own| Some(own.worth(at)).filter(|worth| worth.is_finite()))
                .collect()
        };
        let turn = |turn: &Turn| OnTable {
            round: turn.step + 1,
            time: turn.time,
            party: turn.party.map(|party| parties[party].clone()),
            package: named(case, worths, turn.offer),
            worth: worth(turn.offer),
            accepted: turn.accepted.iter().map(|party| parties[*party].clone()).collect(),
        };
        let (party, fault) = match &ended.how {
            How::Left(party) => (Some(parties[*party].clone()), None),
            How::Failed(party, why) => (Some(parties[*party].clone()), Some(why.to_string())),
            How::Agreed(_) | How::Deadline => (None, None),
        };
        let none = || {
            table
                .preferences
                .iter()
                .map(|own| Some(own.walk_away()).filter(|away| away.is_finite()))
                .collect()
        };
        Self {
            schema: "detente/negotiation/1",
            protocol: protocol.into(),
            negotiators,
            how: ended.how.word(),
            party,
            fault,
            agreement: ended.agreement().map(|at| named(case, worths, at)),
            worth: ended.agreement().map_or_else(none, worth),
            turns: turns.iter().map(turn).collect(),
            parties,
        }
    }

    /// The turns as a table, what was on the table, and how it ended. `name` gives a party's name by its id.
    pub fn said(&self, name: &dyn Fn(&str) -> String) -> Vec<Said> {
        let figure =
            |worth: &Option<f64>| worth.map_or_else(|| "–".to_string(), |worth| format!("{worth:.2}"));
        let mut texts: Vec<&detente_deal::Package> = Vec::new();
        let mut numbers = BTreeMap::new();
        let mut last: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let mut rows = Vec::new();
        for (at, turn) in self.turns.iter().enumerate() {
            let text = *numbers.entry(&turn.package.0).or_insert_with(|| {
                texts.push(&turn.package);
                texts.len()
            });
            let repeated = last.insert(turn.party.as_deref(), text) == Some(text);
            if repeated && turn.accepted.is_empty() && at + 1 < self.turns.len() {
                continue;
            }
            let who = turn.party.as_deref().map_or_else(|| "the mediator".into(), name);
            let mut cells = vec![format!("{} {who}", turn.round), text.to_string()];
            cells.extend(turn.worth.iter().map(figure));
            cells.push(turn.accepted.iter().map(|id| name(id)).collect::<Vec<_>>().join(", "));
            rows.push(cells);
        }
        let mut heads = vec!["Round, whose".to_string(), "Text".into()];
        heads.extend(self.parties.iter().map(|id| name(id)));
        heads.push("Accepted by".into());
        let end = match (self.how, &self.party, &self.agreement) {
            ("agreed", _, Some(package)) => format!("They agree: {}.", options(package)),
            ("left", Some(party), _) => format!("{} leaves; there is no agreement.", name(party)),
            ("failed", Some(party), _) => {
                format!(
                    "{} fails, and there is no agreement: {}.",
                    name(party),
                    self.fault.as_deref().unwrap_or("")
                )
            }
            _ => "Time is over without an agreement.".into(),
        };
        let answered = !matches!(&self.protocol[..], "alternating" | "voting");
        let played = match answered {
            true => format!("{}: the sides answer by their preferences.", self.protocol),
            false => format!("{}: {}.", self.protocol, self.negotiators.join(" / ")),
        };
        let mut lines = vec![played, "–: a red line of that side forbids it.".into()];
        if rows.len() < self.turns.len() {
            lines.push("Turns in which a side repeats its offer and nobody accepts are left out.".into());
        }
        match &self.protocol[..] {
            "mediated" => lines.push("The mediator goes on to learn after a draft that all accept, and settles on the best of these.".into()),
            "veto" | "hill-climbing" | "annealing" => {
                lines.push("The first text is the one begun with; the last is put to all at the end.".into());
            }
            _ => {}
        }
        vec![
            Said {
                heading: "What is on the table".into(),
                lines,
                table: Some(SaidTable {
                    caption: "What each offer or text is worth to each side, in its own points".into(),
                    heads,
                    rows,
                }),
            },
            Said {
                heading: "The texts".into(),
                lines: texts
                    .iter()
                    .enumerate()
                    .map(|(at, text)| format!("{}. {}", at + 1, options(text)))
                    .collect(),
                table: None,
            },
            Said { heading: "How it ends".into(), lines: vec![end], table: None },
        ]
    }
}

/// A package in one line.
fn options(package: &detente_deal::Package) -> String {
    let options = package.0.iter().map(|(issue, option)| format!("{issue}: {option}"));
    options.collect::<Vec<_>>().join("; ")
}

/// A package by the names of issues and options.
pub(crate) fn named(case: &Case, worths: &Worths, at: Package) -> detente_deal::Package {
    let pair = |(issue, option): (&detente_case::Issue, usize)| {
        let label = match issue.domain.len() {
            Some(_) => issue.domain.label(option),
            None => format!("point {} of the grid", option + 1),
        };
        (issue.id.as_str().into(), label.into())
    };
    detente_deal::Package(case.issues.iter().zip(worths.package(at as usize)).map(pair).collect())
}
