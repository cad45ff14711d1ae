//! What all sides of a dispute could live with, how close they are, and why not.
//!
//! This crate knows utilities: what a package is worth to each party, by what it said; which packages lie at or above
//! every walk-away and break no red line (the **zone**); which of those no other improves for one party without loss
//! to another (the **frontier**); and which the named measures pick. It knows parties only as positions and labels,
//! and treats them alike: reordering or renaming them reorders and renames the results and changes nothing else.
//!
//! How a value flows through it: [`analyze`] takes a [`Case`](detente_case::Case), reads vague values as numbers, and
//! writes everything as exact fractions (`model`). Those become integers, each party in its own unit (`space`), so
//! that every sum, comparison and tie is exact. The frontier grows issue by issue, remembering what red lines, links and
//! combinations may still be met, or by looking at every package where those are few (`frontier`). Measures choose among
//! its points (`solutions`), or are answered without it, with points near all of it (`direct`), and each choice leaves with a reason a person can check
//! (`bound`). Where there is no zone, `conflicts` says which red lines and walk-aways cannot stand together and what would
//! have to give; where values are vague, `worlds` says how much hangs on that, and what to ask. What parties answered to packages shapes
//! the worlds and the next draft ([`Drafting`]). The result is an [`Analysis`], whose JSON shape is kept as a schema; what was asked for besides
//! stands in it too: which value moves it most (`sweep`), what named settlements come to (`settlement`), by which trades one package leads to
//! another. [`assume`] and [`without_red_line`] make the case that a "what if" is asked of; [`calibration`](calibration()) judges forecasts that were kept.
//!
//! ```
//! use detente_case::{Files, read};
//! use detente_deal::{Settings, Silent, analyze};
//!
//! let mut files = Files::new();
//! let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
//! file("case.toml", r#"
//! detente = 1
//! title = "A shared well"
//! party = [{ id = "north" }, { id = "south" }]
//! issue = [{ id = "hours", options = ["mornings", "evenings"] }, { id = "repairs", options = ["north", "south"] }]
//! "#);
//! file("private/north.toml", r#"
//! party = "north"
//! walk_away = 40
//! importance = { hours = 60, repairs = 40 }
//! worth = { hours = { mornings = 100, evenings = 0 }, repairs = { north = 0, south = 100 } }
//! "#);
//! file("private/south.toml", r#"
//! party = "south"
//! walk_away = 40
//! importance = { hours = 30, repairs = 70 }
//! worth = { hours = { mornings = 0, evenings = 100 }, repairs = { north = 100, south = 0 } }
//! "#);
//! let case = read(&files).case.unwrap();
//! let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
//! // Of four packages one is at or above both walk-aways: mornings to the north, which pays for repairs.
//! assert_eq!(analysis.zone.packages.as_deref(), Some("1"));
//! assert_eq!(analysis.solutions.nash.unwrap().worth, [60.0, 70.0]);
//! ```

mod analysis;
mod analyze;
mod assume;
mod basis;
mod bound;
mod broken;
mod calibration;
mod compared;
mod conflicts;
mod definitions;
mod direct;
mod division;
mod drafts;
mod elementary;
mod estimate;
mod evidence;
mod figures;
mod frontier;
#[cfg(test)]
mod made;
mod model;
mod real;
mod settlement;
mod skyline;
mod solutions;
mod space;
mod step;
mod sweep;
mod tables;
mod unit;
mod worlds;
mod worths;

pub use analysis::{
    Analysis, Certificate, Conflict, Contradiction, Evidence, Frontier, ImpasseRepair, IssueResult, Member,
    NextDraft, NextQuestion, Package, PackageInWorlds, PartyResult, Point, Repair, SCHEMA, Settlement,
    Solution, Solutions, Sweep, Swing, Tie, Trade, Trades, WorldsResult, Zone, schema,
};
pub use analyze::{Chance, Settings, analyze, chance};
pub use assume::{Unassumed, assume, without_red_line};
pub use basis::{Basis, based_on};
pub use broken::broken;
pub use calibration::{Calibration, Group, calibration, calibration_schema};
pub use definitions::{Definitions, Disagreement, Egalitarian, Ideal, Smorodinsky};
pub use division::{Division, adjusted_winner};
pub use drafts::{Drafting, Heard, Misheard, Proposed};
pub use estimate::{Estimate, estimate};
pub use evidence::rests_on;
pub use skyline::skyline;
pub use step::{Change, change};
pub use tables::{Combination, TableBest, TableConflicts, TableFrontier, Tables, TablesError};
pub use worths::{Worlds, Worths};

/// Told how far a long search has come.
pub trait Progress: Sync {
    /// `done` of `total` steps are done. Called often, from several threads.
    fn advance(&self, done: u64, total: u64);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn advance(&self, _done: u64, _total: u64) {}
}

/// Why nothing can be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case has no party.
    #[error("the case has no party")]
    NoParty,
    /// The case has no issue.
    #[error("the case has no issue")]
    NoIssue,
    /// An issue has no option.
    #[error("issue \"{issue}\" has no option, so there is no package")]
    NoOption {
        /// Its name.
        issue: String,
    },
    /// More parties than the searches take.
    #[error("the case has {parties} parties; at most {most} can be analysed together")]
    TooManyParties {
        /// How many.
        parties: usize,
        /// How many are taken.
        most: usize,
    },
    /// More packages than can be looked at one by one.
    #[error("the case has {packages} packages; at most {most} can be gone through one by one")]
    TooManyPackages {
        /// How many, in decimal.
        packages: String,
        /// How many are taken.
        most: usize,
    },
    /// Numbers too far apart in size for one unit.
    #[error("worths too far apart in size to be counted in one unit")]
    OutOfReach,
    /// A probed package does not fit the case.
    #[error("probe {number}: {what}")]
    Probe {
        /// Which, from 1.
        number: usize,
        /// What is wrong with it.
        what: String,
    },
}
