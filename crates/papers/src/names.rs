//! The names of parties, issues and options as they are printed.

use std::collections::BTreeMap;

use detente_deal::{Analysis, Package};

use crate::safe;

/// Where names go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A terminal: no character that changes the writing direction.
    Terminal,
    /// A page: right-to-left names keep their direction to themselves.
    Page,
}

/// Harmless names, in the case's order.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    place: Place,
    pub(crate) title: String,
    pub(crate) parties: Vec<String>,
    /// Issue id to name.
    issues: BTreeMap<String, String>,
}

impl Names {
    pub(crate) fn new(analysis: &Analysis, place: Place) -> Self {
        let printed = |text: &str| match place {
            Place::Terminal => safe::name(text),
            Place::Page => safe::isolated(safe::name(text)),
        };
        Self {
            place,
            title: printed(&analysis.title),
            parties: analysis.parties.iter().map(|party| printed(&party.name)).collect(),
            issues: analysis.issues.iter().map(|issue| (issue.id.clone(), printed(&issue.name))).collect(),
        }
    }

    /// Text from the analysis that may hold a file's words.
    pub(crate) fn text(&self, text: &str) -> String {
        match self.place {
            Place::Terminal => safe::name(text),
            Place::Page => safe::isolated(safe::name(text)),
        }
    }

    pub(crate) fn party(&self, party: usize) -> &str {
        self.parties.get(party).map_or("?", String::as_str)
    }

    pub(crate) fn issue(&self, id: &str) -> String {
        self.issues.get(id).cloned().unwrap_or_else(|| self.text(id))
    }

    /// The option of one issue in a package.
    pub(crate) fn option(&self, package: &Package, at: usize) -> String {
        package.0.get(at).map_or_else(String::new, |(_, option)| self.text(option))
    }

    /// Names in a sentence: at most `most`, then how many others.
    pub(crate) fn list(&self, parties: &[usize], most: usize) -> String {
        let names: Vec<String> =
            parties.iter().take(most).map(|&party| self.party(party).to_string()).collect();
        series(names, parties.len().saturating_sub(most))
    }
}

/// `a`, `a and b`, `a, b and c`, `a, b and 7 others`.
pub(crate) fn series(mut parts: Vec<String>, others: usize) -> String {
    if others > 0 {
        parts.push(format!("{others} {}", if others == 1 { "other" } else { "others" }));
    }
    match parts.pop() {
        None => String::new(),
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} and {last}", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn series_read_as_sentences() {
        let parts = |n: usize| ["a", "b", "c"].iter().take(n).map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(series(parts(0), 0), "");
        assert_eq!(series(parts(1), 0), "a");
        assert_eq!(series(parts(3), 0), "a, b and c");
        assert_eq!(series(parts(2), 7), "a, b and 7 others");
    }
}
