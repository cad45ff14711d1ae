//! Where a side's public words differ from its word at the table. For the mediators alone: asked for, never logged or exported.

use detente_record::{PublicLine, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::Desk;
use crate::refusal::Refusal;
use crate::seat::same_clause;
use crate::status::Word;

/// A side that says one thing in public and another at the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Differs {
    /// Id of the party.
    pub party: String,
    /// Its name.
    pub name: String,
    /// Id of the issue.
    pub issue: String,
    /// What it last said in public.
    pub public: Response,
    /// When.
    pub date: Option<String>,
    /// Id of that statement in the record.
    pub statement: String,
    /// What its word at the table is, in words.
    pub table: String,
    /// Who gave that word.
    pub by: String,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Differing {
    /// Names the form of this result.
    pub schema: &'static str,
    /// Each.
    pub differs: Vec<Differs>,
}

impl Desk<'_> {
    /// Compares the latest public answer of each party on each issue with its word on the clause of that issue: accepted against rejected,
    /// either way round. Where no word was given, or either is neither yes nor no, nothing is said to differ.
    ///
    /// # Errors
    ///
    /// For anyone but a mediator.
    pub fn differing(&self, lines: &[PublicLine]) -> Result<Vec<Differs>, Refusal> {
        self.only_mediators("compare public words with those at the table")?;
        let standings = self.standings();
        let case = &self.state.case;
        let mut all = Vec::new();
        for line in lines {
            let Some(party) = case.parties.iter().position(|party| party.id == line.party) else { continue };
            let clause = case.issue(&line.issue).and_then(|at| case.issues[at].clause.as_deref());
            let Some(clause) = clause else { continue };
            let Some(standing) = standings.iter().find(|standing| same_clause(&standing.number, clause))
            else {
                continue;
            };
            let Some(point) = line.points.last() else { continue };
            // Where a choice is open, the word on the option that stands best; else on the clause as it stands.
            let best = standing.choices.iter().find_map(|choice| Some(&choice.options.get(choice.best?)?.1));
            let Some(word) = best.unwrap_or(&standing.whole).get(party) else { continue };
            let public = point.polarity.unwrap_or(0);
            let table = match word.word {
                Word::No if public > 0 => "rejected",
                Word::InPrinciple if public < 0 => "acceptable in principle",
                Word::AdReferendum if public < 0 => "accepted ad referendum",
                Word::Yes if public < 0 => "accepted",
                _ => continue,
            };
            let by = word.by.map_or(String::new(), |id| self.state.people.name(id).to_string());
            all.push(Differs {
                party: line.party.clone(),
                name: case.parties[party].name.clone(),
                issue: line.issue.clone(),
                public: point.response,
                date: point.date.clone(),
                statement: point.statement.clone(),
                table: table.into(),
                by,
            });
        }
        Ok(all)
    }
}
