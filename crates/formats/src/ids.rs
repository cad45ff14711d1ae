//! Short names for a case folder.

use detente_case::Case;

use crate::assemble::Taken;

/// Gives issues and parties ids of the form `[a-z0-9-]+`, unique in the case; names keep the originals.
///
/// A name without a single ASCII letter or digit becomes `issue-3` or `party-2`, by position. People who speak for a
/// party follow it. Linear.
pub fn short_ids(case: &mut Case) {
    let mut taken = Taken::default();
    for (at, issue) in case.issues.iter_mut().enumerate() {
        issue.id = taken.unique(&slug(&issue.id, "issue", at));
    }
    let mut taken = Taken::default();
    for (at, party) in case.parties.iter_mut().enumerate() {
        let id = taken.unique(&slug(&party.id, "party", at));
        let old = std::mem::replace(&mut party.id, id);
        for person in case.people.iter_mut().filter(|person| person.speaks_for == old) {
            person.speaks_for.clone_from(&party.id);
        }
    }
}

fn slug(text: &str, kind: &str, at: usize) -> String {
    const LONGEST: usize = 40;
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { format!("{kind}-{}", at + 1) } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use detente_case::{Domain, Party};

    use super::*;

    #[test]
    fn ids_are_short_and_unique_and_names_stay() {
        let mut case = Case::default();
        for name in ["Price (EUR)", "price  eur", "水", "price-eur-2"] {
            case.issues.push(crate::assemble::issue(name, Domain::Options(vec!["x".into()])));
            case.parties.push(Party { id: name.into(), name: name.into() });
        }
        short_ids(&mut case);
        let ids: Vec<&str> = case.issues.iter().map(|issue| issue.id.as_str()).collect();
        assert_eq!(ids, ["price-eur", "price-eur-2", "issue-3", "price-eur-2-2"]);
        assert_eq!(case.parties[2].id, "party-3");
        assert_eq!(case.parties[2].name, "水");
    }
}
