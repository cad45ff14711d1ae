//! The text and the issues are one object: a package chosen is a text, a bracket cleared is an option.

use std::ops::Range;

use super::{OpenChoice, Text};
use crate::{Case, Domain, Issue, normal};

/// How an issue stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The issue is tied to no clause.
    NoClause,
    /// Its clause holds a wording for every option.
    Open(OpenChoice),
    /// The brackets are cleared: the clause says what this option says, by position.
    Settled(usize),
    /// The clause is missing, or holds no wording for some option.
    Untied,
}

impl Text {
    /// How an issue stands in this text.
    pub fn standing(&self, issue: &Issue) -> Standing {
        let (Some(number), Domain::Options(options)) = (&issue.clause, &issue.domain) else {
            return Standing::NoClause;
        };
        if let Some(choice) = self.tie(number, options) {
            return Standing::Open(choice);
        }
        let Some(clause) = self.clause(number) else { return Standing::Untied };
        // A word in brackets is not agreed, so it settles nothing.
        let clear = self.clear(clause.span.clone());
        let said = |option: &&String| contains(&clear, &plain(option));
        let found: Vec<&String> = options.iter().filter(said).collect();
        let longest = found.iter().max_by_key(|option| option.len());
        match longest {
            // `250 m3/s, 300 in flood` also says `250 m3/s`; anything else beside it is a contradiction.
            Some(option) if found.iter().all(|other| contains(&plain(option), &plain(other))) => {
                let at = options.iter().position(|other| other == *option);
                at.map_or(Standing::Untied, Standing::Settled)
            }
            _ => Standing::Untied,
        }
    }

    /// The text of a deal: in each tied clause the words of the option chosen, everything else as it stands. `package`
    /// has an option, by position, for each issue of the case, or `None` to leave it open. Also the issues whose option
    /// has no words here, by position.
    pub fn of_package(&self, case: &Case, package: &[Option<usize>]) -> (String, Vec<usize>) {
        let mut picks = Vec::new();
        let mut without = Vec::new();
        for (at, (issue, option)) in case.issues.iter().zip(package).enumerate() {
            let Some(option) = *option else { continue };
            match self.standing(issue) {
                Standing::Open(choice) => {
                    let label = issue.domain.label(option);
                    let words = choice.words_of(&label).unwrap_or(&label).to_string();
                    picks.push((choice.span, words));
                }
                Standing::Settled(settled) if settled == option => {}
                Standing::Settled(_) | Standing::NoClause | Standing::Untied => without.push(at),
            }
        }
        (self.chosen(&picks), without)
    }

    /// A part of the text without what is in brackets and in options, as [`plain`].
    fn clear(&self, span: Range<usize>) -> String {
        let mut clear = String::new();
        let mut at = span.start;
        for bracket in self.brackets_in(span.clone()).iter().filter(|bracket| bracket.parent.is_none()) {
            clear.push_str(self.source.get(at..bracket.span.start).unwrap_or_default());
            clear.push(' ');
            at = at.max(bracket.span.end);
        }
        clear.push_str(self.source.get(at..span.end).unwrap_or_default());
        plain(&clear)
    }
}

/// Words one blank apart, lower case, without escapes.
fn plain(text: &str) -> String {
    let words: Vec<String> =
        text.replace('\\', "").split_whitespace().map(|word| normal(word).to_lowercase()).collect();
    words.join(" ")
}

/// Whether words stand in a text as whole words.
fn contains(text: &str, words: &str) -> bool {
    let whole = |at: usize| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + words.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    };
    !words.is_empty() && text.match_indices(words).any(|(at, _)| whole(at))
}
