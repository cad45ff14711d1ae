//! What is shown of the keeping itself, put together by those who keep: audits, keys, notes.

use schemars::JsonSchema;
use serde::Serialize;

use crate::desk::SeenBy;
use crate::seat::Named;

/// Whether the log is whole, and who saw what when: the shape of `detente audit --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Audit {
    /// `detente/audit/1`.
    pub schema: &'static str,
    /// Whether every item and every key is as it was written.
    pub whole: bool,
    /// For a mediator: what is not, and where.
    pub damage: Vec<String>,
    /// How many acts that this seat had seen were erased: codes from before do not hold any more.
    pub erased: usize,
    /// For a mediator: how many of them after the backup from which the log was restored.
    pub erased_later: Option<usize>,
    /// For a mediator: the head of the whole log.
    pub log_head: Option<String>,
    /// The code of all acts this seat sees.
    pub head: Option<String>,
    /// How many acts this seat sees.
    pub acts: usize,
    /// Whether the code asked about was found.
    pub asked: Option<bool>,
    /// After which act or item it stood.
    pub asked_at: Option<usize>,
    /// Whether it is a demonstration, sealed with keys that everyone has.
    pub demo: bool,
    /// For a mediator: what the database promises, as heading and words.
    pub keeping: Vec<(String, String)>,
    /// Who saw what when: for a mediator of all acts, for anyone else of its own side's.
    pub seen: Vec<SeenBy>,
}

/// Who has a key: the shape of `detente keys --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyHolders {
    /// `detente/keys/1`.
    pub schema: &'static str,
    /// Everyone with a key.
    pub holders: Vec<KeyHolder>,
    /// For someone of a party: whether the key opens the side's own compartment.
    pub own: Option<bool>,
}

/// Someone with a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyHolder {
    /// Who.
    pub person: Named,
}

/// Notes beside the log: the shape of `detente note --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notes {
    /// `detente/notes/1`.
    pub schema: &'static str,
    /// In the order in which they are destroyed.
    pub notes: Vec<Note>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Note {
    /// By which it is named.
    pub code: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: String,
    /// Id of the party it is about.
    pub about: Option<String>,
    /// When it is destroyed.
    pub until: String,
    /// What it says.
    pub words: String,
}
