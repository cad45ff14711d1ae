//! A tabled revision, and the wordings in it that responses are about.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};

use detente_case::text::{Text, Unit, alike};
use jiff::Timestamp;

use super::Subject;
use crate::event::{Event, Tabled};
use crate::seat::plain_number;

/// A revision of a text.
#[derive(Clone, Debug)]
pub struct Revision<'e> {
    /// When it was tabled.
    pub at: Timestamp,
    /// As it was tabled.
    pub tabled: &'e Tabled,
    /// Read.
    pub text: Text,
    /// Its numbered clauses, in reading order.
    pub clauses: Vec<ClauseWordings>,
    /// Position of every clause, by number; hashed alike at every run.
    by_number: HashMap<String, usize, BuildHasherDefault<DefaultHasher>>,
}

/// A clause of a revision and what can be said of it.
#[derive(Clone, Debug)]
pub struct ClauseWordings {
    /// The clause.
    pub unit: Unit,
    /// Its number, as drafts write it without blanks: `2bis`.
    pub number: String,
    /// The clause as it stands.
    pub whole: Subject,
    /// Whether words in it stand in brackets around others: only the text itself can settle these.
    pub nested: bool,
    /// For each open choice its options: their words, and the clause with that option chosen.
    pub choices: Vec<Vec<(String, Subject)>>,
}

impl ClauseWordings {
    /// The subject of an option of the clause, or of the clause as it stands.
    ///
    /// Where the same words stand in several choices, `2:shall` means those of the second.
    pub fn subject(&self, option: Option<&str>) -> Option<Subject> {
        let Some(option) = option else { return Some(self.whole) };
        if let Some((number, words)) = option.split_once(':')
            && let Some(choice) = number.trim().parse::<usize>().ok().and_then(|nth| nth.checked_sub(1))
            && let Some(choice) = self.choices.get(choice)
            && let Some((_, subject)) = choice.iter().find(|(known, _)| alike(known, words.trim()))
        {
            return Some(*subject);
        }
        let options = self.choices.iter().flatten();
        // Mostly the words are the draft's own, and that is quickly seen.
        let same = options.clone().find(|(words, _)| words == option);
        same.or_else(|| options.clone().find(|(words, _)| alike(words, option))).map(|(_, subject)| *subject)
    }
}

impl<'e> Revision<'e> {
    /// Reads a revision. A wording is known by its clause and by the words the clause has with it, so that what was said
    /// of an option holds for the clause once its bracket is cleared, and what was said of a clause holds as long as its
    /// words stay.
    pub(super) fn new(
        event: &'e Event,
        tabled: &'e Tabled,
        subjects: &mut BTreeMap<(String, String), Subject>,
    ) -> Self {
        let text = Text::parse(&tabled.source);
        let mut subject = |number: &str, words: &str| {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            // Words left out leave a blank before the next mark.
            let words = [",", ".", ";", ":"]
                .iter()
                .fold(words, |words, mark| words.replace(&format!(" {mark}"), mark));
            let next = subjects.len();
            *subjects.entry((format!("clause {number}"), words)).or_insert(next)
        };
        let mut clauses: Vec<ClauseWordings> = Vec::new();
        let units = text.units();
        // Brackets that open in one clause and close in another, or stand around whole ones.
        let crossing: Vec<&std::ops::Range<usize>> = text
            .brackets
            .iter()
            .map(|bracket| &bracket.span)
            .filter(|span| {
                let next = units.partition_point(|unit| unit.span.start <= span.start);
                next.checked_sub(1).is_none_or(|at| units[at].span.end < span.end)
            })
            .collect();
        for unit in units.iter().cloned() {
            let Some(number) = unit.number.as_ref().map(ToString::to_string) else { continue };
            let part = &text.source[unit.span.clone()];
            let whole = subject(&number, part);
            let mut choices = Vec::new();
            for choice in text.open_choices(unit.span.clone()) {
                let (before, after) = (
                    text.source.get(unit.span.start..choice.span.start).unwrap_or_default(),
                    text.source.get(choice.span.end..unit.span.end).unwrap_or_default(),
                );
                let mut options: Vec<String> =
                    choice.wordings.iter().map(|wording| wording.words.clone()).collect();
                if options.len() == 1 {
                    // A single pair of brackets is in or out.
                    options.push(OUT.to_string());
                }
                let with = |words: &str| {
                    let words = if words == OUT { "" } else { words };
                    format!("{before}{words}{after}")
                };
                choices.push(
                    options
                        .into_iter()
                        .map(|words| (words.clone(), subject(&number, &with(&words))))
                        .collect(),
                );
            }
            let nested = text.brackets_in(unit.span.clone()).iter().any(|bracket| !bracket.innermost)
                || crossing.iter().any(|span| span.start < unit.span.end && span.end > unit.span.start);
            clauses.push(ClauseWordings { unit, number, whole, nested, choices });
        }
        let mut by_number = HashMap::default();
        for (at, clause) in clauses.iter().enumerate() {
            by_number.entry(clause.number.clone()).or_insert(at);
        }
        Self { at: event.at, tabled, text, clauses, by_number }
    }

    /// What is still to be chosen: groups of brackets, lists with strokes, options for whole paragraphs.
    pub fn open_choices(&self) -> usize {
        self.text.open_choices(0..self.text.source.len()).len()
    }

    /// The clause with a number, written with or without blanks.
    pub fn clause(&self, number: &str) -> Option<&ClauseWordings> {
        self.exactly(number).or_else(|| self.exactly(&plain_number(number)))
    }

    fn exactly(&self, number: &str) -> Option<&ClauseWordings> {
        self.by_number.get(number).map(|&at| &self.clauses[at])
    }
}

/// The option to leave the words of a single bracket out.
pub const OUT: &str = "(out)";
