//! Whether what an act names is there.

use super::{Allowed, refuse};
use crate::desk::Desk;

impl Desk<'_> {
    /// Whether a tabled text has a clause.
    pub(super) fn clause(&self, number: &str) -> Allowed {
        if self.state.revision_with(number).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = self
            .state
            .main()
            .into_iter()
            .flat_map(|main| &main.clauses)
            .map(|clause| clause.number.as_str())
            .collect();
        let next = match known.as_slice() {
            [] => "no text is tabled".to_string(),
            all if all.len() <= 40 => format!("its clauses: {}", all.join(", ")),
            all => format!("its clauses go from {} to {}", all[0], all[all.len() - 1]),
        };
        refuse(format!("the tabled text has no clause {number}"), next)
    }

    /// Whether a clause has an option.
    pub(super) fn option(&self, number: &str, option: Option<&str>) -> Allowed {
        let Some((_, clause)) = self.state.revision_with(number) else { return Ok(()) };
        let plain = |words: &str| option.is_some_and(|option| detente_case::text::alike(words, option));
        let places = clause.choices.iter().filter(|choice| choice.iter().any(|(words, _)| plain(words)));
        if places.count() > 1 {
            let option = option.unwrap_or_default();
            return refuse(
                format!(
                    "clause {number} has \"{option}\" in several of its {} choices",
                    clause.choices.len()
                ),
                format!("say in which: \"1:{option}\" for the first"),
            );
        }
        if clause.subject(option).is_some() {
            return Ok(());
        }
        let words: Vec<String> =
            clause.choices.iter().flatten().map(|(words, _)| format!("\"{words}\"")).collect();
        refuse(
            format!("clause {number} has no wording \"{}\"", option.unwrap_or_default()),
            if words.is_empty() {
                "nothing is open in it; respond to the clause as it stands".to_string()
            } else {
                format!("its wordings: {}", words.join(", "))
            },
        )
    }

    pub(crate) fn parties(&self, ids: &[String]) -> Allowed {
        let known: Vec<&str> = self.state.case.parties.iter().map(|party| party.id.as_str()).collect();
        match ids.iter().find(|id| !known.contains(&id.as_str())) {
            _ if ids.is_empty() => refuse("no party is named", format!("parties: {}", known.join(", "))),
            Some(id) => {
                refuse(format!("there is no party \"{id}\""), format!("parties: {}", known.join(", ")))
            }
            None => Ok(()),
        }
    }

    pub(super) fn person(&self, id: &str) -> Allowed {
        if self.state.people.seat(id).is_some() {
            return Ok(());
        }
        let known: Vec<&str> = self.state.people.seats().map(|seat| seat.person.as_str()).collect();
        refuse(format!("there is no person \"{id}\""), format!("people: {}", known.join(", ")))
    }

    pub(super) fn options(&self, options: &std::collections::BTreeMap<String, String>) -> Allowed {
        if options.is_empty() {
            return refuse("no option is named", "for example: fees=\"half the tariff\"");
        }
        for (id, option) in options {
            let issues = &self.state.case.issues;
            let Some(issue) = issues.iter().find(|issue| issue.id == *id) else {
                let known: Vec<&str> = issues.iter().map(|issue| issue.id.as_str()).collect();
                return refuse(
                    format!("there is no issue \"{id}\""),
                    format!("issues: {}", known.join(", ")),
                );
            };
            if issue.domain.find(option).is_none() {
                let known: Vec<String> = match &issue.domain {
                    detente_case::Domain::Options(labels) => {
                        labels.iter().map(|label| format!("\"{label}\"")).collect()
                    }
                    _ => vec!["a number in its range".into()],
                };
                return refuse(
                    format!("issue \"{id}\" has no option \"{option}\""),
                    format!("options: {}", known.join(", ")),
                );
            }
        }
        Ok(())
    }
}
