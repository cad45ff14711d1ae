//! What a person says of something tabled, in separate parts.

use serde::{Deserialize, Serialize};

/// A person's answer to an idea, a wording or a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// What it is about.
    pub to: Target,
    /// What it thinks of the substance.
    pub substance: Substance,
    /// What it thinks of the wording.
    pub wording: WordingView,
    /// Whether it asks for discussion.
    pub discuss: bool,
    /// How strongly, from 1 to 5.
    #[serde(default)]
    pub strength: Option<u8>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// It counts only if every one of these holds.
    #[serde(default)]
    pub only_if: Vec<Condition>,
    /// Other words it would take.
    #[serde(default)]
    pub counter: Option<String>,
    /// Whether advisers of its own side are not to read it.
    #[serde(default)]
    pub principals_only: bool,
}

impl Response {
    /// An answer that says nothing beside what it thinks of the substance and the wording.
    pub fn new(to: Target, substance: Substance, wording: WordingView) -> Self {
        Self {
            to,
            substance,
            wording,
            discuss: false,
            strength: None,
            note: None,
            only_if: Vec::new(),
            counter: None,
            principals_only: false,
        }
    }

    /// Whether it says yes and nothing else.
    pub fn plain_yes(&self) -> bool {
        self.substance == Substance::Acceptable
            && self.wording == WordingView::Works
            && !self.discuss
            && self.counter.is_none()
            && self.only_if.is_empty()
    }
}

/// What a response is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A wording of a clause: an option of one of its brackets, or the clause as it stands where `option` is absent.
    Clause {
        /// Its number.
        clause: String,
        /// The words of the option.
        #[serde(default)]
        option: Option<String>,
    },
    /// An idea, by its short name.
    Idea {
        /// Its short name.
        id: String,
    },
    /// A package, by its short name.
    Package {
        /// Its short name.
        id: String,
    },
}

/// A condition of an acceptance: a clause takes a wording. There is no "not", so conditions can be met together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The clause's number.
    pub clause: String,
    /// The words of the option; the clause as it stands where absent.
    #[serde(default)]
    pub option: Option<String>,
}

/// What a person thinks of the substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Substance {
    /// It can be lived with.
    Acceptable,
    /// In principle; never enough to agree a clause.
    InPrinciple,
    /// It cannot be lived with.
    Rejected,
    /// Nothing said.
    None,
}

/// What a person thinks of the wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordingView {
    /// These words work.
    Works,
    /// These words do not work.
    Fails,
    /// Not looked at.
    NotConsidered,
}
