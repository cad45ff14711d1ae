//! The people and bodies a document speaks of, outside quotations, in the order they come.

use super::{Gender, Reading, read};
use crate::lexicon::Class;
use crate::phrase::Sentence;
use crate::scan::Kind;

/// A mention in the text, before anybody knows who it is.
#[derive(Clone, Debug)]
pub(crate) struct Noted {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) paragraph: u32,
    /// The subject of its sentence.
    pub(crate) subject: bool,
    /// Inside another's phrase: "Brandt's aide", "an adviser to Brandt".
    pub(crate) within: bool,
}

/// Somebody of the document, gathered from mentions.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) name: Vec<String>,
    /// The name as it is shown: a single one with its title, "Princess Ruma".
    pub(crate) shown: String,
    pub(crate) roles: Vec<String>,
    pub(crate) affiliations: Vec<String>,
    pub(crate) gender: Gender,
    pub(crate) body: bool,
    /// Former, acting, deputy.
    pub(crate) other_office: bool,
}

/// Everybody, and every mention with who it is of.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) entities: Vec<Entity>,
    /// Mentions of entities, in text order, each with its entity.
    pub(crate) mentions: Vec<(Noted, usize)>,
}

/// Most mentions that are kept of a document.
const MOST: usize = 200_000;

/// Notes the names of a sentence.
pub(crate) fn gather(of: &Sentence<'_>, paragraph: u32, noted: &mut Vec<Noted>) {
    let mut at = of.from;
    let mut first = true;
    while at < of.to && noted.len() < MOST {
        let opener = Class::SUBJECT
            .with(Class::DETERMINER)
            .with(Class::OWN)
            .with(Class::PREPOSITION)
            .with(Class::SUBORDINATE)
            .with(Class::OPENER)
            .with(Class::ADVERB);
        // "Replying to a question, he said": no name.
        let opens = at == of.from && (of.is(at, opener) || of.written(at).ends_with("ing"));
        // "Flood data could be shared": the capital is the sentence's.
        let verb = Class::AUXILIARY
            .with(Class::MODAL)
            .with(Class::FINITE)
            .with(Class::ED)
            .with(Class::LY)
            .with(Class::RELATIVE)
            .with(Class::PREPOSITION);
        let plain = at == of.from
            && !of.is(at, Class::POSSESSIVE)
            && of.word(at + 1)
            && !of.capital(at + 1)
            && !of.is(at + 1, verb)
            && of.cue(at + 1).is_none()
            && !of.one_of(at + 1, &["and", "also", "then", "later", "now", "himself", "herself"]);
        let opens = opens || plain && !of.written(at + 1).ends_with('s');
        let named = of.capital(at) && !opens && !of.is(at, Class::DATE.with(Class::SUBJECT));
        if !named {
            at += 1;
            continue;
        }
        let mut start = at;
        while start > of.from && of.is(start - 1, Class::ROLE) && !of.capital(start - 1) {
            start -= 1;
        }
        let mut end = at + 1;
        while end < of.to && !of.is(end - 1, Class::POSSESSIVE) && !of.is(end, Class::DATE) {
            let joined = of.one_of(end, &["of", "for", "from"])
                && (of.capital(end + 1) || of.says(end + 1, "the") && of.capital(end + 2));
            if of.capital(end) {
                end += 1;
            } else if joined {
                end += 2;
            } else {
                break;
            }
        }
        // "The Veldan president": a side, no name.
        let adjective = end == at + 1
            && start == at
            && start > of.from
            && of.is(start - 1, Class::DETERMINER)
            && of.is(end, Class::ROLE)
            && !of.capital(end)
            && !of.is(at, Class::POSSESSIVE);
        if adjective {
            at = end;
            continue;
        }
        // An appositive tells more of the same.
        let mut whole = end;
        if of.kind(end) == Some(Kind::Comma)
            && of.is(end + 1, Class::DETERMINER.with(Class::OWN).with(Class::ROLE))
            || of.kind(end) == Some(Kind::Comma) && of.is(end + 1, Class::POSSESSIVE)
        {
            let close = (end + 1..of.to.min(end + 14))
                .find(|at| matches!(of.kind(*at), Some(Kind::Comma | Kind::Stop)));
            whole = close.unwrap_or(end);
        }
        let possessor = of.is(end - 1, Class::POSSESSIVE);
        let within = possessor || start > of.from && of.is(start - 1, Class::PREPOSITION);
        let verb = Class::AUXILIARY.with(Class::MODAL).with(Class::FINITE).with(Class::ED).with(Class::LY);
        let subject =
            !within && (first || of.is(whole, verb) || of.cue(whole).is_some() || of.is(whole + 1, verb));
        first &= !subject;
        let (from, to) = (of.items[start].start, of.items[whole - 1].end);
        noted.push(Noted { start: from, end: to, paragraph, subject, within });
        at = end;
    }
}

impl Gathered {
    /// Merges mentions by full name, then by surname where one person has it.
    pub(crate) fn of(text: &str, noted: Vec<Noted>) -> Self {
        let mut made = Self::default();
        for noted in noted {
            let written = &text[noted.start as usize..noted.end as usize];
            let reading = read(written);
            if reading.name.is_empty() {
                continue;
            }
            let entity = made.add(&reading, written);
            made.mentions.push((noted, entity));
        }
        made
    }

    fn add(&mut self, reading: &Reading, written: &str) -> usize {
        if let Some(at) = self.find(&reading.name) {
            let entity = &mut self.entities[at];
            if reading.name.len() > entity.name.len() {
                entity.name.clone_from(&reading.name);
                entity.shown = shown(&reading.name, written);
            }
            let fresh = |have: &[String], more: &[String]| -> Vec<String> {
                more.iter().filter(|word| !have.contains(word)).cloned().collect()
            };
            let roles = fresh(&entity.roles, &reading.titles());
            entity.roles.extend(roles);
            let affiliations = fresh(&entity.affiliations, &reading.affiliations);
            entity.affiliations.extend(affiliations);
            let adjectives = fresh(&entity.affiliations, &reading.adjectives);
            entity.affiliations.extend(adjectives);
            entity.body |= reading.body;
            if entity.gender == Gender::Unknown {
                entity.gender = reading.gender;
            }
            return at;
        }
        let mut affiliations = reading.affiliations.clone();
        affiliations.extend(reading.adjectives.iter().cloned());
        self.entities.push(Entity {
            name: reading.name.clone(),
            shown: shown(&reading.name, written),
            roles: reading.titles(),
            affiliations,
            gender: reading.gender,
            body: reading.body,
            other_office: reading.other_office,
        });
        self.entities.len() - 1
    }

    /// Who has a name: the same name in full, or one alone whose last word it is.
    pub(crate) fn find(&self, name: &[String]) -> Option<usize> {
        let same = |entity: &Entity| {
            entity.name.len() == name.len()
                && entity.name.iter().zip(name).all(|pair| pair.0.eq_ignore_ascii_case(pair.1))
        };
        // Names are looked for from the latest on: documents of many people speak of few at a time.
        let recent = self.entities.len().saturating_sub(400);
        let range = recent..self.entities.len();
        if let Some(at) = range.clone().rev().find(|at| same(&self.entities[*at])) {
            return Some(at);
        }
        let last = name.last()?;
        let ends = |entity: &Entity| entity.name.last().is_some_and(|word| word.eq_ignore_ascii_case(last));
        let mut found = match name.len() {
            1 => range.rev().filter(|at| ends(&self.entities[*at])).collect::<Vec<_>>(),
            // A longer name than before: "Mira Dunn" after "Dunn".
            _ => range
                .rev()
                .filter(|at| self.entities[*at].name.len() == 1 && ends(&self.entities[*at]))
                .collect(),
        };
        match (found.pop(), found.is_empty()) {
            (Some(at), true) => Some(at),
            _ => None,
        }
    }
}

/// A name as it is shown: a single one with the title before it.
pub(crate) fn shown(name: &[String], written: &str) -> String {
    let [single] = name else { return name.join(" ") };
    let words: Vec<&str> = written.split_whitespace().collect();
    let at = words.iter().position(|word| word.trim_end_matches(',') == single);
    let before = at.and_then(|at| at.checked_sub(1)).map(|at| words[at]);
    match before.filter(|word| word.starts_with(char::is_uppercase) && !word.ends_with(',')) {
        Some(title) => format!("{title} {single}"),
        None => single.clone(),
    }
}
