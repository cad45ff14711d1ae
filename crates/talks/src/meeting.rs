//! Who met whom.

use serde::{Deserialize, Serialize};

/// A meeting that was held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// What sort of meeting.
    pub sort: Sort,
    /// Ids of the people who were there.
    pub people: Vec<String>,
    /// Id of the level.
    #[serde(default)]
    pub level: Option<String>,
    /// How long, in minutes.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// The clauses talked about.
    #[serde(default)]
    pub clauses: Vec<String>,
    /// What came of it, in words.
    #[serde(default)]
    pub result: Option<String>,
    /// Whether it failed, for those who look at the next meeting of its level.
    #[serde(default)]
    pub failed: bool,
    /// The track it belongs to.
    #[serde(default)]
    pub track: Option<String>,
    /// Whether it was off the record: then nothing but that it occurred is kept.
    #[serde(default)]
    pub off_record: bool,
}

impl Meeting {
    /// What an off-the-record meeting leaves: that it occurred, and who was there.
    #[must_use]
    pub fn bare(self) -> Self {
        if !self.off_record {
            return self;
        }
        Self {
            minutes: None,
            clauses: Vec::new(),
            result: None,
            failed: false,
            track: None,
            level: None,
            ..self
        }
    }
}

/// What sort of meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Several sides at one table.
    Session,
    /// The mediators with one side alone.
    Caucus,
    /// Two sides without the mediators.
    Bilateral,
    /// Before the mediation begins; secret.
    Consultation,
}
