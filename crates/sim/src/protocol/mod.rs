//! The rules of a table: who speaks when, what counts as agreement, when it is over.

mod alternating;
mod clock;
mod mediated;
mod shuttle;
mod single_text;
mod voting;

use std::sync::Arc;

use detente_case::Case;

pub use clock::Deadline;
pub use shuttle::{Draft, Shuttle};
pub use single_text::Rule;

pub(crate) use alternating::alternating;
use clock::Clock;

use crate::ended::{Ended, How, Listener};
use crate::preferences::{Package, Preferences};
use crate::seat::{Fault, Negotiator, Packages, Seat};

/// Who sits at a table: each party's preferences, and what there is to choose from.
#[derive(Clone, Debug)]
pub struct Table {
    /// What packages are made of.
    pub packages: Arc<Packages>,
    /// Each party's preferences, in the case's order.
    pub preferences: Vec<Arc<Preferences>>,
}

impl Table {
    /// The table of a case.
    pub fn of(worths: &detente_deal::Worths) -> Self {
        Self { packages: Arc::new(Packages::of(worths)), preferences: Preferences::all(worths) }
    }

    /// What one party sees.
    #[inline]
    pub(crate) fn seat(&self, party: usize, step: u32, steps: Option<u32>, time: f64) -> Seat<'_> {
        Seat {
            preferences: &self.preferences[party],
            packages: &self.packages,
            party,
            parties: self.preferences.len(),
            step,
            steps,
            time,
        }
    }
}

/// How a negotiation is run.
#[derive(Clone, Debug, PartialEq)]
pub enum Protocol {
    /// Stacked alternating offers [Aydoğan, Festen, Hindriks and Jonker 2017]: in turn each accepts the offer on the table or makes another;
    /// an offer that all the others accept is the agreement.
    Alternating,
    /// A mediator changes one text a little, again and again; the parties say whether it became better [Klein, Faratin, Sayama and
    /// Bar-Yam 2003]. At the end all must be able to live with it.
    SingleText(Rule),
    /// In every round each makes an offer, then each says which offers it accepts [Aydoğan, Hindriks and Jonker 2014]. The first that
    /// all accept is the agreement.
    Voting,
    /// A mediator who learns from what is answered to its drafts; what all could live with is settled on at the end.
    Mediated {
        /// The most drafts.
        drafts: u32,
    },
    /// The drafts of a shuttle that took place, put to these negotiators one after another.
    Shuttle(Arc<Shuttle>),
}

impl Protocol {
    /// Its name: `alternating`, `veto`, `hill-climbing`, `annealing`, `voting`, `mediated`, `shuttle`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Alternating => "alternating",
            Self::SingleText(rule) => rule.name(),
            Self::Voting => "voting",
            Self::Mediated { .. } => "mediated",
            Self::Shuttle(_) => "shuttle",
        }
    }

    /// By its name, with 20 drafts for a mediator; `shuttle` needs its drafts and is not among them.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "alternating" => Some(Self::Alternating),
            "voting" => Some(Self::Voting),
            "mediated" => Some(Self::Mediated { drafts: 20 }),
            _ => Rule::named(name).map(Self::SingleText),
        }
    }

    /// The names [`Protocol::named`] knows.
    pub const NAMES: [&'static str; 6] =
        ["alternating", "veto", "hill-climbing", "annealing", "voting", "mediated"];
}

/// What a negotiation runs under, besides its protocol.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// When it is over.
    pub deadline: Deadline,
    /// The seed of every chance in it.
    pub seed: u64,
    /// Its number among those with the same seed.
    pub negotiation: u64,
    /// The draft that is put on the table first, by a mediator or in the first party's name.
    pub opening: Option<Package>,
}

/// Runs one negotiation. `case` is what a mediator knows, for [`Protocol::Mediated`]; the players know their seats.
///
/// # Errors
///
/// If a mediator has nothing to draft from, or what it would have to know is of no form it can work with.
pub fn play<P: Negotiator>(
    protocol: &Protocol,
    table: &Table,
    players: &mut [P],
    terms: &Terms,
    case: Option<&Case>,
    listener: &mut impl Listener,
) -> Result<Ended, Unplayable> {
    let parties = table.preferences.len();
    if players.len() != parties || parties < 2 {
        return Err(Unplayable::Parties { players: players.len(), parties });
    }
    if table.packages.is_empty() {
        return Err(Unplayable::NoPackage);
    }
    match protocol {
        Protocol::Alternating => Ok(alternating(table, players, terms, listener)),
        Protocol::SingleText(rule) => Ok(single_text::single_text(*rule, table, players, terms, listener)),
        Protocol::Voting => Ok(voting::voting(table, players, terms, listener)),
        Protocol::Mediated { drafts } => {
            let case = case.ok_or(Unplayable::NothingKnown)?;
            mediated::mediated(case, *drafts, table, players, terms, listener)
        }
        Protocol::Shuttle(shuttle) => Ok(shuttle::replay(shuttle, table, players, listener)),
    }
}

/// Why a negotiation cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unplayable {
    /// Not one player for each of two or more parties.
    #[error("{players} negotiators for {parties} parties; each party needs one, and there are at least two")]
    Parties {
        /// How many players.
        players: usize,
        /// How many parties.
        parties: usize,
    },
    /// There is nothing to agree on.
    #[error("there is no package to negotiate")]
    NoPackage,
    /// A mediator who drafts has to know a case.
    #[error("a mediator who drafts needs a case to know something of")]
    NothingKnown,
    /// A mediator cannot draft from what is known.
    #[error(
        "a mediator cannot draft here: worths hang on combinations, or are no averages of issues with options"
    )]
    NoDrafting,
}

/// A fault at the table ends it.
fn failed(party: usize, fault: Fault, clock: &Clock, offers: u32) -> Ended {
    clock.ended(How::Failed(party, fault.0), offers)
}

/// An offer that is in the list of packages.
#[inline]
fn known(table: &Table, offer: Package) -> Result<Package, Fault> {
    if (offer as usize) < table.packages.len() {
        return Ok(offer);
    }
    Err(Fault(format!("it offered package {offer}; there are {}", table.packages.len()).into()))
}
