//! What a mention says: a name, titles, for whom somebody speaks.

use super::Gender;
use crate::lexicon::{Class, lexicon};

/// A mention, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The words of the name as written; empty for a description.
    pub(crate) name: Vec<String>,
    /// Title and role words in lower case, with what modifies them: `foreign minister`.
    pub(crate) roles: Vec<String>,
    /// For what or whom, as written: `Velda`, `Halden Rail`.
    pub(crate) affiliations: Vec<String>,
    /// Words before the role that may be an adjective of a side: `Veldan`.
    pub(crate) adjectives: Vec<String>,
    pub(crate) gender: Gender,
    pub(crate) plural: bool,
    /// A paper, not a person.
    pub(crate) thing: bool,
    /// A firm or body.
    pub(crate) body: bool,
    pub(crate) anonymous: bool,
    /// Former, acting, deputy: not the holder of the bare title.
    pub(crate) other_office: bool,
    /// Begins with "the", "this", "his".
    pub(crate) definite: bool,
    /// Speaks for somebody: "a spokesman for".
    pub(crate) on_behalf: bool,
}

impl Reading {
    /// Roles, and what stands before them in capitals: "Trade Minister".
    pub(crate) fn titles(&self) -> Vec<String> {
        self.roles.iter().cloned().chain(self.adjectives.iter().map(|word| word.to_lowercase())).collect()
    }
}

/// Words that a body's name holds.
const BODIES: [&str; 34] = [
    "rail",
    "council",
    "union",
    "ministry",
    "party",
    "group",
    "association",
    "company",
    "board",
    "bank",
    "committee",
    "court",
    "commission",
    "agency",
    "department",
    "office",
    "university",
    "inc",
    "ltd",
    "plc",
    "corp",
    "authority",
    "federation",
    "league",
    "institute",
    "house",
    "parliament",
    "senate",
    "cabinet",
    "government",
    "delegation",
    "holdings",
    "trust",
    "society",
];
const OTHER: [&str; 8] = ["former", "ex", "acting", "deputy", "vice", "incoming", "outgoing", "then"];

struct Word<'a> {
    written: &'a str,
    lower: String,
    capital: bool,
    possessive: bool,
    class: Class,
}

fn words(text: &str) -> Vec<Word<'_>> {
    text.split(|c: char| c.is_whitespace() || c == '(' || c == ')')
        .filter_map(|piece| {
            let written = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let written = written.trim_end_matches('.');
            let bare = written
                .strip_suffix("’s")
                .or_else(|| written.strip_suffix("'s"))
                .unwrap_or(written)
                .trim_end_matches(['’', '\'']);
            let tail = piece.trim_end_matches(|c: char| ",;:.".contains(c));
            let possessive = bare.len() < written.len() || tail.ends_with("s’") || tail.ends_with("s'");
            let lower = bare.to_lowercase();
            let class = lexicon().look(&lower).class;
            // "Officials concede": a capital that the sentence gives.
            let general = Class::COLLECTIVE.with(Class::DETERMINER);
            let capital = bare.starts_with(char::is_uppercase) && !class.any(general);
            (!bare.is_empty()).then_some(Word { written: bare, lower, capital, possessive, class })
        })
        .collect()
}

/// Reads a mention such as "Foreign Minister Ilse Brandt of Velda" or "a spokesman for Halden Rail, Lev Ost".
pub(crate) fn read(text: &str) -> Reading {
    let mut made = Reading {
        anonymous: text.contains("anonymity") || text.contains("not authori"),
        ..Reading::default()
    };
    let mut parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return made };
    part(&words(first), true, &mut made);
    for later in parts.take(4) {
        let words = words(later);
        let named =
            !words.is_empty() && words.iter().all(|word| word.capital && !word.class.any(Class::DATE));
        let relative =
            words.first().is_some_and(|word| matches!(word.lower.as_str(), "who" | "which" | "whose"));
        // "A Veldan hydrologist, Mira Dunn": what came first was no name.
        let described = named && made.name.len() == 1 && words.len() > 1 && describes(first);
        if described {
            made.adjectives.append(&mut made.name);
        }
        if named && made.name.is_empty() {
            made.name = words
                .iter()
                .filter(|word| !word.class.any(Class::TITLE))
                .map(|word| word.written.into())
                .collect();
        } else if !relative && !named {
            let name = std::mem::take(&mut made.name);
            let mut apposed = Reading::default();
            part(&words, false, &mut apposed);
            if name.is_empty() {
                made.name = apposed.name;
            } else {
                made.name = name;
            }
            made.roles.append(&mut apposed.roles);
            made.affiliations.append(&mut apposed.affiliations);
            made.adjectives.append(&mut apposed.adjectives);
            made.on_behalf |= apposed.on_behalf;
            made.other_office |= apposed.other_office;
            if made.gender == Gender::Unknown {
                made.gender = apposed.gender;
            }
        }
    }
    made.thing &= made.name.is_empty();
    made.plural &= made.name.is_empty();
    if made.name.is_empty() && !made.thing && !made.definite {
        made.anonymous |= !made.plural
            && !made.roles.is_empty()
            && made.affiliations.is_empty()
            && made.adjectives.is_empty();
    }
    made
}

/// Whether words describe somebody and do not name them: an article first, a word in small letters last.
fn describes(first: &str) -> bool {
    let mut words = first.split_whitespace();
    let article =
        words.next().is_some_and(|word| ["a", "an", "the"].iter().any(|one| word.eq_ignore_ascii_case(one)));
    article && words.next_back().is_some_and(|word| word.starts_with(char::is_lowercase))
}

fn part(words: &[Word<'_>], main: bool, made: &mut Reading) {
    let mut at = 0;
    // "Orsk's foreign minister": what owns the rest.
    let of = words.iter().position(|word| word.lower == "of").unwrap_or(words.len());
    if let Some(owner) = words[..of].iter().position(|word| word.possessive) {
        let owned: Vec<&Word<'_>> =
            words.iter().take(owner + 1).filter(|word| word.capital && word.lower != "the").collect();
        if !owned.is_empty() && owner + 1 < words.len() {
            made.affiliations.push(joined(owned.iter().map(|word| word.written)));
            at = owner + 1;
        }
    }
    made.definite |= main
        && words.first().is_some_and(|word| {
            matches!(word.lower.as_str(), "the" | "this" | "that" | "his" | "her" | "its" | "their")
                || word.possessive
        });
    let mut name: Vec<String> = Vec::new();
    let mut pending: Vec<&str> = Vec::new();
    while let Some(word) = words.get(at) {
        let lower = word.lower.as_str();
        if OTHER.contains(&lower) && name.is_empty() {
            made.other_office = true;
        }
        if word.class.any(Class::FEMININE) && word.class.any(Class::TITLE.with(Class::ROLE)) {
            made.gender = Gender::Feminine;
        }
        if word.class.any(Class::MASCULINE) && word.class.any(Class::TITLE.with(Class::ROLE)) {
            made.gender = Gender::Masculine;
        }
        let preposition =
            matches!(lower, "of" | "for" | "from" | "at" | "with" | "in" | "on" | "to" | "by" | "who");
        if preposition && at > 0 {
            let rest = &words[at + 1..];
            let next = rest
                .iter()
                .take_while(|word| word.capital || matches!(word.lower.as_str(), "the" | "of" | "and"))
                .count();
            let mut inner: Vec<&Word<'_>> =
                rest.iter().take(next).filter(|word| word.lower != "the").collect();
            // "Minister of Energy Anselm Brek": the last two words are the name.
            if lower == "of"
                && !made.roles.is_empty()
                && name.is_empty()
                && inner.len() >= 3
                && !inner.iter().any(|word| word.lower == "of")
            {
                let named = inner.split_off(inner.len() - 2);
                name.extend(named.iter().map(|word| word.written.to_owned()));
                made.roles.extend(inner.iter().map(|word| word.lower.clone()));
            } else if !inner.is_empty() {
                made.affiliations.push(joined(inner.iter().map(|word| word.written)));
                made.on_behalf |= lower == "for";
            } else if lower == "of" && !made.roles.is_empty() {
                made.roles.extend(rest.iter().take(1).map(|word| word.lower.clone()));
            }
            if lower == "who" {
                break;
            }
            at += 1 + next;
            continue;
        }
        let later = words.get(at + 1).is_some_and(|next| next.capital && !word.possessive);
        if word.class.any(Class::ROLE.with(Class::TITLE)) && (!word.capital || name.is_empty() || later) {
            made.adjectives.append(&mut name);
            made.roles.extend(
                pending.drain(..).filter(|word| word.starts_with(char::is_lowercase)).map(str::to_owned),
            );
            made.roles.push(lower.to_owned());
            name.clear();
        } else if word.capital && !word.class.any(Class::DETERMINER.with(Class::OWN)) {
            if word.possessive {
                made.affiliations.push(word.written.to_owned());
            } else {
                name.push(word.written.to_owned());
                pending.push(word.written);
            }
        } else if word.class.any(Class::COLLECTIVE) {
            made.plural = true;
            made.roles.push(lower.to_owned());
            made.adjectives.append(&mut name);
        } else if word.class.any(Class::THING) {
            made.thing = true;
            made.adjectives.append(&mut name);
        } else if !word.class.any(Class::DETERMINER.with(Class::OWN).with(Class::PREPOSITION))
            && !word.capital
        {
            // A word in small letters after capitals: they were no name but stood before it ("Veldan trade minister").
            if !name.is_empty() && at + 1 < words.len() {
                made.adjectives.append(&mut name);
                pending.clear();
            }
            if BODIES.contains(&lower) {
                made.body = true;
                made.adjectives.append(&mut name);
                made.roles.push(lower.to_owned());
            } else {
                pending.push(word.written);
            }
        }
        if made.roles.last().is_some_and(|role| role == lower) {
            pending.clear();
        }
        at += 1;
    }
    made.body |= name.len() > 1 && name.iter().any(|word| BODIES.contains(&word.to_lowercase().as_str()));
    made.name = name;
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_titles_and_sides_are_told_apart() {
        let name = |text: &str| read(text).name.join(" ");
        assert_eq!(name("Foreign Minister Ilse Brandt of Velda"), "Ilse Brandt");
        assert_eq!(name("Minister of Energy Anselm Brek"), "Anselm Brek");
        assert_eq!(name("Mira Vossane, hydrologist"), "Mira Vossane");
        assert_eq!(name("Tomas Reyl, who leads Orsk's delegation"), "Tomas Reyl");
        assert_eq!(name("the mayor of Tarn, Lev Ost"), "Lev Ost");
        assert_eq!(name("a spokesman for Halden Rail"), "");
        assert_eq!(name("Halden Rail spokeswoman Mira Dunn"), "Mira Dunn");
        assert_eq!(name("the Veldan president"), "");
        assert_eq!(read("Foreign Minister Ilse Brandt of Velda").affiliations, ["Velda"]);
        assert_eq!(read("Orsk’s chief negotiator").affiliations, ["Orsk"]);
        assert_eq!(read("the Veldan president").adjectives, ["Veldan"]);
        assert_eq!(read("the Veldan president").roles, ["president"]);
        assert!(read("Orskian officials").plural);
        assert!(read("former President Juno Pell").other_office);
        assert_eq!(read("Mrs Dunn").gender, Gender::Feminine);
        assert!(read("The letter").thing);
    }
}
