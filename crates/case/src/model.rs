//! What a case is made of: parties, people, levels, issues.

use crate::{Conflict, Number, Preferences, Vote};

/// Everything known about one dispute.
///
/// Issues, options and parties are referred to by their position, everywhere; ids and labels are for reading and
/// printing. `preferences` and `estimates` are parallel to `parties`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// What the dispute is called.
    pub title: String,
    /// Those whose agreement is needed, in the case's order.
    pub parties: Vec<Party>,
    /// Mediators, guarantors, observers.
    pub third_parties: Vec<ThirdParty>,
    /// Who speaks for whom.
    pub people: Vec<Person>,
    /// The tiers meetings are held at, lowest first.
    pub levels: Vec<Level>,
    /// What must hold before the next level meets.
    pub gates: Vec<Gate>,
    /// What the parties agree on before they talk.
    pub mediation: Mediation,
    /// Strands of the talks.
    pub tracks: Vec<Track>,
    /// Other names that parties, people and issues go by in public.
    pub aliases: Vec<Alias>,
    /// How what is said in public is kept.
    pub record: RecordRules,
    /// What is negotiated.
    pub issues: Vec<Issue>,
    /// How parties that vote decide, as all know it.
    pub votes: Vec<Vote>,
    /// Combinations of options that cannot stand together, known to all.
    pub links: Vec<Link>,
    /// Texts of the case, by path inside the folder; the first marked `main` is *the* text.
    pub texts: Vec<TextFile>,
    /// What clauses ask of whom, in the case's order.
    pub obligations: Vec<Obligation>,
    /// What each party itself said it wants; `None` where nothing is held.
    pub preferences: Vec<Option<Preferences>>,
    /// What the mediators themselves want to hold before a level meets. Never shown to any party.
    pub own_gates: Vec<Gate>,
    /// What the mediator believes of each party. Never shown to any party.
    pub estimates: Vec<Option<Preferences>>,
    /// What actors can do away from the table. Never shown to any party.
    pub moves: Option<Conflict>,
    /// Parts of packages that the mediator thinks of as one. Never shown to any party.
    pub settlements: Vec<Settlement>,
}

/// A named part of a package: what it fixes; the other issues stay open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// Unique among them.
    pub name: String,
    /// Positions of issues, each once, and of the option that is fixed.
    pub options: Vec<(usize, usize)>,
}

impl Case {
    /// The position of an issue by its id; else by its name, where only one is called so.
    pub fn issue(&self, said: &str) -> Option<usize> {
        let by_id = self.issues.iter().position(|issue| issue.id == said);
        by_id.or_else(|| {
            let mut named = self.issues.iter().enumerate().filter(|(_, issue)| issue.name == said);
            named.next().filter(|_| named.next().is_none()).map(|(at, _)| at)
        })
    }
}

/// What can have other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// A party or third party: their ids differ.
    Side,
    /// A person.
    Person,
    /// An issue.
    Issue,
}

/// Other names of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// What it is.
    pub of: Called,
    /// Its id.
    pub id: String,
    /// The names.
    pub names: Vec<String>,
}

/// How what is said in public is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRules {
    /// Whether statements found with high confidence may go into the record before anyone has looked at them.
    pub accept_unseen: bool,
    /// Where newspapers and agencies are at home: name, and id of a party or third party.
    pub outlets: Vec<(String, String)>,
}

/// One whose agreement is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Short name, unique in the case; also the stem of its private file.
    pub id: String,
    /// Full name.
    pub name: String,
}

/// What a third party is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThirdRole {
    /// Keeps the text and hears each side.
    Mediator,
    /// Backs compliance with what is agreed.
    Guarantor,
    /// May be present.
    Observer,
}

/// One who takes part without its agreement being needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThirdParty {
    /// Short name, unique among parties and third parties.
    pub id: String,
    /// Full name.
    pub name: String,
    /// What it is there for.
    pub role: ThirdRole,
    /// Interests it has declared, in its own words: none, where the list is empty; nothing declared, where there is no list.
    pub interests: Option<Vec<String>>,
}

/// How far a person's word goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Can bind the party.
    Principal,
    /// Can bind the party inside the mandate.
    Plenipotentiary,
    /// Acts under a mandate, ad referendum unless the mandate says it binds.
    Representative,
    /// May speak, may not bind.
    Adviser,
    /// Carries words from one language to another.
    Interpreter,
    /// Writes down what is said.
    NoteTaker,
    /// Is asked about facts.
    Expert,
    /// Is present.
    Observer,
}

impl Role {
    /// Every role with the word it is written with.
    pub const WORDS: [(&'static str, Self); 8] = [
        ("principal", Self::Principal),
        ("plenipotentiary", Self::Plenipotentiary),
        ("representative", Self::Representative),
        ("adviser", Self::Adviser),
        ("interpreter", Self::Interpreter),
        ("note-taker", Self::NoteTaker),
        ("expert", Self::Expert),
        ("observer", Self::Observer),
    ];

    /// The word it is written with.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, role)| *role == self).map_or("", |(word, _)| word)
    }
}

/// Someone who speaks for a party or third party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Short name, unique in the case.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Id of the party or third party spoken for.
    pub speaks_for: String,
    /// How far the word goes.
    pub role: Role,
    /// The mandate declared to all, if any.
    pub mandate: Option<Mandate>,
}

/// On which issues, until when, a person's word binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Positions of the issues covered. Everything is, where neither issues nor clauses are named.
    pub issues: Option<Vec<usize>>,
    /// Numbers of further clauses covered.
    pub clauses: Vec<String>,
    /// Last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Whether a representative's word inside the mandate binds.
    pub binding: bool,
}

/// What the parties agree on before they talk: the agreement to mediate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mediation {
    /// What the mediators are asked to do.
    pub mandate: Option<String>,
    /// The preset of rules on confidences: `strict` where nothing is said.
    pub confidentiality: Option<String>,
    /// What is said apart, and what becomes of it.
    pub caucus: Option<String>,
    /// Languages of the talks.
    pub languages: Vec<String>,
    /// Whether silence until a set time may count as consent.
    pub silence: bool,
    /// How long the record is kept.
    pub retention: Option<String>,
    /// How one leaves.
    pub exit: Option<String>,
}

/// One strand of the talks: some clauses, and the meetings on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Short name, unique in the case.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Numbers of its clauses in the main text.
    pub clauses: Vec<String>,
}

/// The tier a meeting is held at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// Short name.
    pub id: String,
    /// Full name.
    pub name: String,
}

/// What must hold before a level meets, in words all parties know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Id of the level it guards.
    pub before: String,
    /// Conditions, one sentence each.
    pub needs: Vec<String>,
}

/// A file with a negotiating text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Path inside the case folder, with `/`.
    pub path: String,
    /// What it is called.
    pub title: String,
    /// Whether it is *the* text.
    pub main: bool,
    /// The language it is in, as the case names it: `en`, `French`.
    pub language: Option<String>,
    /// Path of the text it is a translation of, clause by clause.
    pub of: Option<String>,
}

/// What a clause asks of someone, for those who will see that it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Number of the clause in the main text.
    pub clause: String,
    /// Ids of the parties and third parties it binds.
    pub parties: Vec<String>,
    /// Until when, in words.
    pub deadline: Option<String>,
    /// Id of the party or third party that sees whether it is done.
    pub verifier: Option<String>,
}

/// What is negotiated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Short name, unique in the case.
    pub id: String,
    /// Full name; for an imported file, the name it has there.
    pub name: String,
    /// The possible settlements.
    pub domain: Domain,
    /// Number of the clause whose wordings are the options, if tied to one.
    pub clause: Option<String>,
}

/// The possible settlements of an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Named options, in order; labels are unique.
    Options(Vec<String>),
    /// Every whole number from `low` to `high`, both included.
    Integers {
        /// Smallest.
        low: i64,
        /// Largest, not below `low`.
        high: i64,
    },
    /// Every real number from `low` to `high`, both included.
    Reals {
        /// Smallest.
        low: Number,
        /// Largest, not below `low`.
        high: Number,
    },
}

impl Domain {
    /// How many options; `None` for a real-valued issue.
    pub fn len(&self) -> Option<usize> {
        match self {
            Self::Options(labels) => Some(labels.len()),
            Self::Integers { low, high } => {
                Some(usize::try_from(i128::from(*high) - i128::from(*low) + 1).unwrap_or(usize::MAX))
            }
            Self::Reals { .. } => None,
        }
    }

    /// Whether there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// The label of the option at a position (empty for a real-valued issue or a position outside).
    pub fn label(&self, option: usize) -> String {
        match self {
            Self::Options(labels) => labels.get(option).cloned().unwrap_or_default(),
            Self::Integers { low, .. } => low.saturating_add_unsigned(option as u64).to_string(),
            Self::Reals { .. } => String::new(),
        }
    }

    /// The labels of all options, in order (none for a real-valued issue).
    pub fn labels(&self) -> Vec<String> {
        match self {
            Self::Options(labels) => labels.clone(),
            Self::Integers { low, high } => (*low..=*high).map(|value| value.to_string()).collect(),
            Self::Reals { .. } => Vec::new(),
        }
    }

    /// The position of the option with this label; outer white space and Unicode composition do not matter.
    pub fn find(&self, label: &str) -> Option<usize> {
        match self {
            Self::Options(labels) => {
                if let Some(exact) = labels.iter().position(|candidate| candidate == label) {
                    return Some(exact);
                }
                let wanted = crate::normal(label);
                labels.iter().position(|candidate| crate::normal(candidate) == wanted)
            }
            Self::Integers { low, high } => {
                let value = Number::parse(label).ok()?.to_i64()?;
                (*low..=*high).contains(&value).then(|| value.abs_diff(*low) as usize)
            }
            Self::Reals { .. } => None,
        }
    }
}

/// Options known to all to be incompatible.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Short name, unique among links.
    pub id: String,
    /// No package may meet any of these.
    pub never: Vec<Condition>,
    /// The reason, in words.
    pub why: Option<String>,
}

/// A partial choice: it is met by a package that meets every one of these. At most one choice per issue.
pub type Condition = Vec<Choice>;

/// What a [`Condition`] asks of one issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Position of the issue.
    pub issue: usize,
    /// What it must be.
    pub among: Among,
}

/// The settlements of one issue that a [`Choice`] accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Among {
    /// Any of these options, by position, rising.
    Options(Vec<usize>),
    /// Any number from the first to the second, both included (real-valued issues).
    Between(Number, Number),
    /// Any number below the first or above the second (real-valued issues).
    Outside(Number, Number),
}
