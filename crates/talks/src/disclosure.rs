//! The words of disclosure: what was said apart, what needs a second person, on what ground something goes outside, where a
//! sentence comes from, which rules were agreed to.

use detente_case::Case;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Stands for everyone outside the talks where recipients are named.
pub const OUTSIDE: &str = "outside";

/// Something a side said apart, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Id of the side that said it; the mediators' own where it is theirs.
    pub from: String,
    /// What was said.
    pub words: String,
    /// On what condition, if any.
    pub condition: Option<String>,
    /// Whether it was to be had before the talks: telling it here has made no secret of it.
    pub known_before: bool,
}

/// What needs a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// To give an item to parties.
    Release {
        /// Its number in the log.
        event: u64,
        /// Ids of the parties.
        to: Vec<String>,
    },
    /// To give an item to someone outside the talks.
    Outside {
        /// Its number in the log.
        event: u64,
        /// To whom, in words.
        to: String,
        /// Why that is allowed.
        ground: Ground,
    },
    /// To export the whole case, once.
    Export,
    /// To destroy the whole log: nobody can read anything of it again.
    Destroy,
    /// To export it without names for teaching or research: each party's principal is a second.
    Research,
}

/// Why something may go outside (Uniform Mediation Act, sections 5 and 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Everyone whose it is has waived confidentiality for it.
    Waiver,
    /// It threatens bodily injury or a crime of violence.
    Threat,
    /// It was used to plan or to conceal a crime.
    Crime,
    /// It is about the abuse or neglect of someone protected.
    Abuse,
    /// It is needed to answer a complaint about the conduct of someone at the talks.
    Malpractice,
    /// It is an agreement that all signed.
    Agreement,
    /// It was said in a session open to the public.
    Public,
}

impl Ground {
    /// Every ground, with its word.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("waiver", Self::Waiver),
        ("threat", Self::Threat),
        ("crime", Self::Crime),
        ("abuse", Self::Abuse),
        ("malpractice", Self::Malpractice),
        ("agreement", Self::Agreement),
        ("public", Self::Public),
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, ground)| *ground == self).map_or("", |(word, _)| word)
    }
}

/// Where a sentence of a document comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// An item, by its number in the log.
    Item(u64),
    /// The mediators' own words, resting on nothing that was told apart.
    Own,
    /// What is told to all.
    Table,
    /// A public source, in words.
    Public(String),
    /// What the mediators think of a side's conduct: id of the side.
    Conduct(String),
}

/// A document that went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Ids of the parties it went to, or [`OUTSIDE`].
    pub to: Vec<String>,
    /// What it is called.
    pub title: String,
    /// Its words.
    pub words: String,
}

/// The rules on confidences that the parties agreed to (`notes` of the presets are in docs/confidences.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Nothing goes anywhere without consent; grave acts need two people.
    Strict,
    /// Uniform Mediation Act.
    Uma,
    /// UNCITRAL Model Law on International Commercial Mediation (2018), article 9.
    Uncitral,
    /// European Code of Conduct for Mediators.
    Eu,
    /// As strict, and not even that there are talks is told.
    Secret,
}

impl Preset {
    /// The preset of a case: strict where nothing is agreed.
    pub fn of(case: &Case) -> Self {
        match case.mediation.confidentiality.as_deref() {
            Some("uma") => Self::Uma,
            Some("uncitral") => Self::Uncitral,
            Some("eu") => Self::Eu,
            Some("secret") => Self::Secret,
            _ => Self::Strict,
        }
    }

    /// Whether giving an item of a side to another party needs that side's consent.
    pub fn needs_consent(self, condition: bool) -> bool {
        !matches!(self, Self::Uncitral | Self::Eu) || condition
    }

    /// Whether giving an item of a side to another party, or exporting a whole case, needs two people.
    pub fn needs_two(self) -> bool {
        matches!(self, Self::Strict | Self::Secret)
    }

    /// Whether the terms of an adopted text are open to all.
    pub fn settlement_is_open(self) -> bool {
        self == Self::Uma
    }

    /// Whether not even the existence of the talks is told.
    pub fn hides_existence(self) -> bool {
        self == Self::Secret
    }
}

/// What the talks are called where their existence is secret.
pub const HIDDEN_TITLE: &str = "Talks";
