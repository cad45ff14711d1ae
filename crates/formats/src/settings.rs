//! What a caller asks for, and what comes back.

use std::fmt;
use std::str::FromStr;

use detente_case::{Case, Files, Problem};

/// A tool whose scenario files are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// GENIUS: one XML domain, one XML profile for each party.
    Genius,
    /// GeniusWeb: one JSON domain, one JSON profile for each party.
    GeniusWeb,
    /// NegMAS: one YAML outcome space, one YAML utility function for each party.
    Negmas,
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Genius => "genius",
            Self::GeniusWeb => "geniusweb",
            Self::Negmas => "negmas",
        })
    }
}

/// A word that names none of the tools.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not one of genius, geniusweb, negmas")]
pub struct UnknownTool(String);

impl FromStr for Tool {
    type Err = UnknownTool;

    fn from_str(text: &str) -> Result<Self, UnknownTool> {
        match text {
            "genius" => Ok(Self::Genius),
            "geniusweb" => Ok(Self::GeniusWeb),
            "negmas" => Ok(Self::Negmas),
            _ => Err(UnknownTool(text.into())),
        }
    }
}

/// Whose understanding of a file is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// Each file means what its own tool says.
    #[default]
    Own,
    /// GENIUS XML as NegMAS 0.16 reads it, for comparing with figures published from there: evaluations are not
    /// divided by the maximum, integer evaluators start from 0 instead of the lower bound, `maxutility` is
    /// ignored, the ends of a rectangle's ranges are left out, and nothing is clamped or capped. Other files are not affected.
    Negmas,
}

/// How to read a scenario.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whose understanding is followed.
    pub reading: Reading,
    /// Whether each party's weights are divided by their sum. Reported as a warning where it changes something.
    pub normalize_weights: bool,
    /// Whether every repair is an error.
    pub strict: bool,
    /// File names of the profiles to read, in the order of the parties; empty: all, in name order.
    pub parties: Vec<String>,
}

/// One departure from what a file says, made so that it could be read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Repair {
    /// Short stable name of the kind of repair: `R1` to `R12`, `R3b`, `R7b`.
    pub code: &'static str,
    /// The file.
    pub file: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What the file says.
    pub found: String,
    /// What was taken instead.
    pub taken: String,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, file, line, found, taken } = self;
        write!(f, "{file}:{line}: repaired [{code}]: found {found}; taken {taken}")
    }
}

/// A scenario as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its issues, parties and preferences, on the file's own scale. Ids are the original names; see
    /// [`short_ids`](crate::short_ids).
    pub case: Case,
    /// The tool whose files they are.
    pub tool: Tool,
    /// Every departure from the files, in the order met.
    pub repairs: Vec<Repair>,
    /// What a person should know, without anything having been changed.
    pub warnings: Vec<Problem>,
}

/// A case written for another tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The files, by name.
    pub files: Files,
    /// What is lost or changed, one line each; also each party's shift and factor.
    pub notes: Vec<String>,
}
