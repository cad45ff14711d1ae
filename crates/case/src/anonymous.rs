//! A case without names.

use crate::{Amount, Case, Domain, Importance, Preferences, Source, Sourced, Worth};

impl Case {
    /// The same case for teaching or research: parties, issues and options have letters and numbers for names, and nothing
    /// else that was said in words is left: no people, texts, levels, reasons, sources, mandates. What the options are worth is
    /// as it was; whoever knows the dispute may know it again by that.
    #[must_use]
    pub fn anonymous(&self) -> Self {
        let mut case = Self {
            title: "A case".into(),
            parties: self.parties.clone(),
            issues: self.issues.clone(),
            links: self.links.clone(),
            preferences: self.preferences.clone(),
            estimates: vec![None; self.parties.len()],
            ..Self::default()
        };
        for (at, party) in case.parties.iter_mut().enumerate() {
            party.id = format!("party-{}", at + 1);
            party.name = format!("Party {}", at + 1);
        }
        for (at, issue) in case.issues.iter_mut().enumerate() {
            issue.id = format!("issue-{}", at + 1);
            issue.name = format!("Issue {}", at + 1);
            issue.clause = None;
            if let Domain::Options(labels) = &mut issue.domain {
                for (nth, label) in labels.iter_mut().enumerate() {
                    *label = format!("option {}", nth + 1);
                }
            }
        }
        for (at, link) in case.links.iter_mut().enumerate() {
            link.id = format!("link-{}", at + 1);
            link.why = None;
        }
        for preferences in case.preferences.iter_mut().flatten() {
            preferences.forget_words();
        }
        case
    }
}

impl Preferences {
    /// Forgets who said what when, and why.
    fn forget_words(&mut self) {
        let forget = |source: &mut Source| *source = Source { origin: source.origin, ..Source::default() };
        let forget_each =
            |all: &mut Vec<Sourced<Amount>>| all.iter_mut().for_each(|amount| forget(&mut amount.source));
        forget(&mut self.walk_away.source);
        match &mut self.importance {
            Importance::Unknown => {}
            Importance::Each(all) => forget_each(all),
            Importance::Ranking(ranking) => forget(&mut ranking.source),
        }
        for worth in &mut self.worth {
            match worth {
                Worth::Unknown => {}
                Worth::Each(all) => forget_each(all),
                Worth::Ranking(ranking) => forget(&mut ranking.source),
                Worth::Line(line) => forget(&mut line.source),
            }
        }
        self.comparisons.iter_mut().for_each(|comparison| forget(&mut comparison.source));
        for (at, line) in self.red_lines.iter_mut().enumerate() {
            line.id = format!("red-line-{}", at + 1);
            (line.why, line.relaxed_by) = (None, None);
            forget(&mut line.source);
        }
    }
}
