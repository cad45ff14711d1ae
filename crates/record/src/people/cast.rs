//! The people and sides of a case, as a report may name them.

use detente_case::{Called, Case};

use super::{Gender, read};

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody who speaks for a party or third party.
    Person,
    /// A party.
    Party,
    /// A mediator, guarantor or observer.
    ThirdParty,
}

/// Somebody a statement can be laid to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id in the case.
    pub id: String,
    /// The name in the case.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Position of the side a person speaks for, among the actors.
    pub side: Option<usize>,
    /// Names it goes by, in small letters, each a list of words.
    pub(crate) names: Vec<Vec<String>>,
    /// Words of its titles, in small letters.
    pub(crate) roles: Vec<String>,
    pub(crate) gender: Gender,
}

/// What an issue or clause is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The id of the issue.
    pub id: String,
    /// The name in the case.
    pub name: String,
    /// The number of the clause, if it is tied to one.
    pub clause: Option<String>,
    /// What its options are called; the first hundred.
    pub options: Vec<String>,
    /// Words and phrases it goes by, in small letters, each a list of words: its name, its id, what the case calls it, and options of
    /// two words or more that no other issue has.
    pub(crate) names: Vec<Vec<String>>,
}

/// Everyone a report can speak of, and everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    /// Parties, third parties, then people, in the case's order.
    pub actors: Vec<Actor>,
    /// What is negotiated.
    pub topics: Vec<Topic>,
}

/// The words of a name in small letters, without an article.
pub(crate) fn lower(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'')
        .filter(|word| !word.is_empty() && !word.eq_ignore_ascii_case("the"))
        .map(str::to_lowercase)
        .collect()
}

/// Whether a word is made of the name of a place: "Karvanian" of Karvane, "Veldan" of Velda.
fn inhabits(word: &str, place: &str) -> bool {
    const ENDINGS: [&str; 8] = ["an", "ian", "ean", "nian", "ese", "ish", "er", "i"];
    let stem = place.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'y']);
    let ends = |stem| word.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending));
    stem.chars().count() >= 4 && (ends(place) || ends(stem))
}

/// What an option is called where that is a phrase that can be told from others: not "at the dam".
fn phrase(label: &str) -> Option<Vec<String>> {
    let words = lower(label.split(',').next().unwrap_or_default());
    let words: Vec<String> = words.into_iter().filter(|word| !matches!(word.as_str(), "a" | "an")).collect();
    let place = words.first().is_some_and(|word| matches!(word.as_str(), "at" | "in" | "on" | "to" | "from"));
    (words.len() > 1 && !place).then_some(words)
}

impl Cast {
    /// The cast of a case: what is told to all of it, nothing private.
    pub fn of(case: &Case) -> Self {
        let aliases = |of: Called, id: &str| {
            let own = case.aliases.iter().filter(|alias| alias.of == of && alias.id == id);
            own.flat_map(|alias| &alias.names).map(|name| lower(name)).collect::<Vec<_>>()
        };
        let mut cast = Self::default();
        let parties = case.parties.iter().map(|party| (&party.id, &party.name, ActorKind::Party));
        let thirds = case.third_parties.iter().map(|third| (&third.id, &third.name, ActorKind::ThirdParty));
        for (id, name, kind) in parties.chain(thirds) {
            let mut names = vec![lower(name), lower(id)];
            // "Republic of Karvane" is Karvane in the papers.
            if let Some((_, short)) = name.split_once(" of ") {
                names.push(lower(short));
            }
            names.append(&mut aliases(Called::Side, id));
            cast.push(id, name, kind, None, names, Vec::new(), Gender::Unknown);
        }
        for person in &case.people {
            let reading = read(&person.name);
            let whole =
                if reading.name.is_empty() { lower(&person.name) } else { lower(&reading.name.join(" ")) };
            let mut names = vec![whole];
            names.append(&mut aliases(Called::Person, &person.id));
            let side = cast.actors.iter().position(|actor| actor.id == person.speaks_for);
            cast.push(
                &person.id,
                &person.name,
                ActorKind::Person,
                side,
                names,
                reading.titles(),
                reading.gender,
            );
        }
        for issue in &case.issues {
            let mut names = vec![lower(&issue.name), lower(&issue.id)];
            names.append(&mut aliases(Called::Issue, &issue.id));
            names.retain(|name| !name.is_empty());
            names.dedup();
            let many = issue.domain.len().unwrap_or(0).min(100);
            let options: Vec<String> = (0..many).map(|option| issue.domain.label(option)).collect();
            names.extend(options.iter().filter_map(|label| phrase(label)));
            let (id, name, clause) = (issue.id.clone(), issue.name.clone(), issue.clause.clone());
            cast.topics.push(Topic { id, name, clause, options, names });
        }
        for at in 0..cast.topics.len() {
            let others: Vec<Vec<String>> = (0..cast.topics.len())
                .filter(|other| *other != at)
                .flat_map(|other| cast.topics[other].names.clone())
                .collect();
            cast.topics[at].names.retain(|name| name.len() < 2 || !others.contains(name));
        }
        cast
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of an actor, once")]
    fn push(
        &mut self,
        id: &str,
        name: &str,
        kind: ActorKind,
        side: Option<usize>,
        mut names: Vec<Vec<String>>,
        roles: Vec<String>,
        gender: Gender,
    ) {
        names.retain(|name| !name.is_empty());
        self.actors.push(Actor { id: id.into(), name: name.into(), kind, side, names, roles, gender });
    }

    /// The sides that a name or adjective can mean.
    pub(crate) fn sides(&self, words: &[String]) -> Vec<usize> {
        let sides = |fits: &dyn Fn(&Vec<String>) -> bool| -> Vec<usize> {
            let side = |actor: &Actor| actor.kind != ActorKind::Person && actor.names.iter().any(fits);
            (0..self.actors.len()).filter(|at| side(&self.actors[*at])).collect()
        };
        let exact = sides(&|name| name == words);
        match words {
            [word] if exact.is_empty() => {
                sides(&|name| matches!(name.as_slice(), [place] if inhabits(word, place)))
            }
            _ => exact,
        }
    }

    /// The position of an actor by its id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.actors.iter().position(|actor| actor.id == id)
    }
}
