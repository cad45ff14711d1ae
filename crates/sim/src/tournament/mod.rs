//! Tournaments: everybody against everybody, in every scenario, again and again.
//!
//! A [`Tournament`] is a numbered list of negotiations. Each is the same whoever plays it, when and where: what is drawn hangs on the seed
//! and its number. They are played in batches of a fixed size; the results of a batch are one file, a pure function of the batch, so that
//! a tournament can be broken off and taken up again, and spread over machines, without losing, repeating or changing anything. What
//! is found in the end ([`Standings`]) is put together from the files, in order.

mod cells;
mod files;
mod play;
mod run;
mod said;
mod spec;
mod standings;
mod statistics;
mod tally;

pub use cells::{Cell, Setting};
pub use play::Row;
pub use run::{Broken, Shelf};
pub use spec::{LineUps, Spec, SpecMistake, WalkAways};
pub use standings::{Heat, Meeting, SCHEMA, Standing, Standings, schema};
pub use statistics::Interval;

use std::sync::Arc;

use detente_case::Case;
use detente_deal::Worths;
use sha2::{Digest, Sha256};

use crate::entrant::Entrant;
use crate::negotiator::Schedule;
use crate::protocol::{Protocol, Table};

/// A scenario to play: what all packages are worth, and the case for a mediator to know something of.
#[derive(Clone)]
pub struct Scenario {
    /// Its name in results.
    pub name: String,
    /// Names of its parties.
    pub parties: Vec<String>,
    /// What packages are worth.
    pub worths: Arc<Worths>,
    /// What a mediator knows.
    pub case: Option<Arc<Case>>,
}

/// A tournament that can be played.
pub struct Tournament {
    spec: Spec,
    entrants: Vec<Arc<dyn Entrant>>,
    names: Vec<String>,
    settings: Vec<Setting>,
    /// Where the negotiations of each setting begin, and where the last end.
    begins: Vec<u64>,
    /// What it is, in full; and the digest of that.
    manifest: Vec<u8>,
    digest: String,
}

/// Why a tournament cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    /// Nobody is entered.
    #[error("no negotiator is entered")]
    NoEntrant,
    /// There is nothing to play.
    #[error("there is no scenario")]
    NoScenario,
    /// A scenario has fewer than two parties.
    #[error("scenario \"{0}\" has fewer than two parties")]
    OneParty(String),
    /// A scenario has no package.
    #[error("scenario \"{0}\" has no package")]
    NoPackage(String),
    /// One negotiator cannot meet a different one.
    #[error("there is nothing to play: `line_ups = \"different\"` wants two negotiators or more")]
    Nothing,
    /// Line-ups beyond counting.
    #[error(
        "scenario \"{scenario}\" with {parties} parties and {entrants} negotiators has too many line-ups; take `line_ups = \"same\"`"
    )]
    TooManyLineUps {
        /// Its name.
        scenario: String,
        /// Its parties.
        parties: usize,
        /// Those entered.
        entrants: usize,
    },
    /// Walk-aways at a share of worths below nothing would ask for more than the package gives.
    #[error(
        "scenario \"{0}\" has worths below 0 in the package walk-aways are set by; a share of them means nothing"
    )]
    Negative(String),
    /// Walk-aways at a share of the Nash package's worth where there is no such package.
    #[error("scenario \"{0}\" has no package that all could live with: walk-aways cannot be set by it")]
    NoZone(String),
}

impl Tournament {
    /// Makes everything ready. Memory grows with scenarios and their packages, not with negotiations.
    ///
    /// # Errors
    ///
    /// If there is nothing or nobody to play.
    pub fn new(spec: Spec, scenarios: &[Scenario], entrants: Vec<Arc<dyn Entrant>>) -> Result<Self, Unready> {
        if entrants.is_empty() {
            return Err(Unready::NoEntrant);
        }
        if scenarios.is_empty() {
            return Err(Unready::NoScenario);
        }
        let mut settings = Vec::new();
        let mediated = spec.protocols.iter().any(|protocol| matches!(protocol, Protocol::Mediated { .. }));
        for scenario in scenarios {
            for walk_aways in &spec.walk_aways {
                let shared = cells::Ground::new(scenario, *walk_aways, mediated)?;
                for protocol in &spec.protocols {
                    let before: u64 = settings.iter().map(Setting::line_ups).sum();
                    if before > MOST_LINE_UPS {
                        let (parties, entrants) = (shared.parties.len(), entrants.len());
                        let scenario = scenario.name.clone();
                        return Err(Unready::TooManyLineUps { scenario, parties, entrants });
                    }
                    settings.push(Setting::new(&spec, shared.clone(), protocol.clone(), &entrants)?);
                }
            }
        }
        let mut begins = vec![0];
        settings.iter().for_each(|setting| {
            begins.push(begins[begins.len() - 1] + setting.line_ups() * u64::from(spec.seeds));
        });
        if begins.last() == Some(&0) {
            return Err(Unready::Nothing);
        }
        let names = entrants.iter().map(|entrant| entrant.name()).collect();
        let mut made =
            Self { spec, entrants, names, settings, begins, manifest: Vec::new(), digest: String::new() };
        made.manifest = made.made_from();
        made.digest = Sha256::digest(&made.manifest).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(made)
    }

    /// What it was made from.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The settings: scenarios by walk-aways by protocols.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// Names of those entered.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many negotiations.
    pub fn negotiations(&self) -> u64 {
        self.begins[self.begins.len() - 1]
    }

    /// How many batches.
    pub fn batches(&self) -> u64 {
        self.negotiations().div_ceil(self.size())
    }

    /// Negotiations in a batch: about sixty batches, none of fewer than 20 negotiations or more than 65,536, where no number was asked for.
    fn size(&self) -> u64 {
        self.spec.batch.map_or_else(|| (self.negotiations() / 64).clamp(20, 65_536), u64::from)
    }
}

/// Most line-ups of all settings together: each is held in memory.
const MOST_LINE_UPS: u64 = 1_000_000;

/// What a setting keeps ready of those who go by time alone: `schedules[entrant][party]`.
type Schedules = Vec<Vec<Option<Arc<Schedule>>>>;

fn schedules(entrants: &[Arc<dyn Entrant>], table: &Table, spec: &Spec, protocol: &Protocol) -> Schedules {
    let rounds = match (spec.deadline, protocol) {
        (crate::Deadline::Rounds(rounds), Protocol::Alternating) => Some(rounds),
        _ => None,
    };
    let each = |entrant: &Arc<dyn Entrant>| {
        let curve = entrant.curve(spec.semantics);
        let one = |own: &Arc<crate::Preferences>| Schedule::new(&curve?, own, rounds?).map(Arc::new);
        table.preferences.iter().map(one).collect()
    };
    entrants.iter().map(each).collect()
}
