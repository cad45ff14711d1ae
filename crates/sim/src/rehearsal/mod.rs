//! Rehearsals: how the sides would fare, by which procedure, with and without a mediator.
//!
//! What is not known of the sides is many *worlds*: sets of preferences that fit what each told. In each world each procedure is played once,
//! by negotiators who know their own side's preferences in that world and nothing else; the mediator knows what is held of the case. What is
//! counted over the worlds is about these negotiators: people may do otherwise.

mod one;
mod said;

use std::sync::Arc;

use detente_case::Case;
use detente_deal::{Progress, Refusal, Worlds, Worths};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::known::drafted_from;
use crate::negotiator::{Semantics, Strategy};
use crate::preferences::Package;
use crate::protocol::{Deadline, Protocol, Shuttle, Table, Unplayable};
use one::{One, played};

/// The name and version of the JSON form.
pub const SCHEMA: &str = "detente/rehearsal/1";

/// The JSON Schema of [`Rehearsal`].
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Rehearsal)
}

/// How to negotiate: the rules, and who plays the sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Procedure {
    /// The rules.
    pub protocol: Protocol,
    /// One negotiator for all parties, or one for each in order.
    pub negotiators: Vec<Strategy>,
}

impl Procedure {
    /// Three without a mediator and three with one; under a mediator the sides answer as their preferences have it.
    pub fn usual() -> Vec<Self> {
        let one = |protocol: Protocol, negotiator: &str| {
            let negotiators = negotiator.parse().into_iter().collect();
            Self { protocol, negotiators }
        };
        vec![
            one(Protocol::Alternating, "boulware"),
            one(Protocol::Alternating, "linear"),
            one(Protocol::Alternating, "micro"),
            one(Protocol::SingleText(crate::Rule::Veto), "linear"),
            one(Protocol::SingleText(crate::Rule::Annealing), "linear"),
            one(Protocol::Mediated { drafts: 20 }, "linear"),
        ]
    }

    /// Whether somebody stands between the sides.
    pub fn mediated(&self) -> bool {
        !matches!(self.protocol, Protocol::Alternating | Protocol::Voting)
    }

    /// Whether what the sides are played by matters: who only answers to drafts answers by its preferences.
    fn answered(&self) -> bool {
        matches!(self.protocol, Protocol::SingleText(_) | Protocol::Mediated { .. } | Protocol::Shuttle(_))
    }

    fn name(&self) -> String {
        if self.answered() {
            return self.protocol.name().into();
        }
        let negotiators: Vec<String> = self.negotiators.iter().map(ToString::to_string).collect();
        format!("{}: {}", self.protocol.name(), negotiators.join(" / "))
    }
}

/// What is rehearsed.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which procedures.
    pub procedures: Vec<Procedure>,
    /// Worlds drawn; where nothing is vague, negotiations in the one world.
    pub worlds: u32,
    /// The seed of worlds and of all chance.
    pub seed: u64,
    /// Rounds of a negotiation without a mediator, and changes of a single text.
    pub rounds: u32,
    /// Whose definitions negotiators follow.
    pub semantics: Semantics,
    /// A draft to open with: each procedure is then played with it, too.
    pub opening: Option<Vec<usize>>,
    /// A shuttle that took place, to be put to the sides of each world.
    pub shuttle: Option<Vec<Answered>>,
    /// Points a real-valued issue is looked at in.
    pub grid: usize,
}

/// A draft of a shuttle that took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The option of each issue.
    pub package: Vec<usize>,
    /// For each party whether it could live with it, where it said so.
    pub said: Vec<Option<bool>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            procedures: Procedure::usual(),
            worlds: 100,
            seed: 1,
            rounds: 100,
            semantics: Semantics::Negmas,
            opening: None,
            shuttle: None,
            grid: 21,
        }
    }
}

/// More packages than this are not gone through in every world.
pub const MOST_PACKAGES: usize = 1_000_000;

/// Why nothing can be rehearsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrehearsed {
    /// The case has nothing to negotiate, or too much.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Fewer than two parties.
    #[error("a negotiation takes two parties at least")]
    OneParty,
    /// A procedure has neither one negotiator nor one for each party.
    #[error("a procedure has one negotiator for all parties, or one for each: {0} were named")]
    Negotiators(usize),
    /// A draft has an option there is not, or breaks a link.
    #[error("a draft has an option there is not, or one that a link rules out")]
    Draft,
    /// A procedure cannot be played.
    #[error("{procedure} cannot be played: {why}")]
    Unplayable {
        /// Which.
        procedure: String,
        /// Why.
        why: Unplayable,
    },
}

/// A share with the interval it lies in, 95 times of 100 [Wilson 1927].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Likely {
    /// The share counted.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Likely {
    fn of(some: u32, all: u32) -> Self {
        let (n, z) = (f64::from(all.max(1)), 1.959_963_985);
        let share = f64::from(some) / n;
        let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
        Self { share, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
    }
}

/// What a rehearsal comes to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rehearsal {
    /// `detente/rehearsal/1`.
    pub schema: &'static str,
    /// Ids of the parties.
    pub parties: Vec<String>,
    /// What is held, and since when; `vague` is not counted here.
    pub evidence: detente_deal::Evidence,
    /// Worlds, or negotiations in the one world.
    pub worlds: u32,
    /// Whether worlds differ: something is vague, and could be drawn.
    pub vague: bool,
    /// By which seed.
    pub seed: u64,
    /// In what share of the worlds some package suits all.
    pub possible: Likely,
    /// The procedures, in the order asked for; with a draft to open with each a second time.
    pub procedures: Vec<Rehearsed>,
    /// How well the model of each party answers the drafts of the shuttle as the party did: answers that agree and all, over all worlds; empty
    /// without a shuttle.
    pub fit: Vec<Fit>,
    /// What was left out or done otherwise, and why.
    pub why: Vec<String>,
}

/// How well the model of a party answers as it did.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Fit {
    /// The party.
    pub party: String,
    /// Its answers to drafts.
    pub answers: u32,
    /// The share of them that the model gives as well, on average over the worlds; `null` without answers.
    pub agrees: Option<f64>,
}

/// One procedure over all worlds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rehearsed {
    /// The rules, and who plays the sides.
    pub procedure: String,
    /// Whether somebody stands between the sides.
    pub mediated: bool,
    /// Whether it opens with the draft asked for.
    pub opening: bool,
    /// How often it ends in agreement.
    pub agreed: Likely,
    /// The same of the worlds in which some package suits all; `null` where there is none.
    pub agreed_where_possible: Option<f64>,
    /// What the nearest package on the table lacked for agreement, in shares of each party's range, added up over the parties: 0 in worlds
    /// with an agreement.
    pub shortfall: f64,
    /// The same for each party.
    pub shortfall_by_party: Vec<f64>,
    /// Rounds, on average.
    pub rounds: f64,
    /// Offers, drafts or texts on the table, on average.
    pub offers: f64,
    /// The product of gains as a share of the largest there is, on average; 0 without an agreement.
    pub nash: f64,
    /// What each party gains above its walk-away, as a share of the most it could, on average; 0 without an agreement.
    pub gain: Vec<f64>,
    /// Which part of all the steps each took: how far it came down, in its own worth, from one position of its own to the next; `null` where
    /// nobody moved.
    pub carried: Vec<Option<f64>>,
    /// The packages agreed on most often, each with how often: at most three.
    pub packages: Vec<Agreed>,
}

/// A package that was agreed on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Agreed {
    /// Issue to option.
    pub package: detente_deal::Package,
    /// In what share of the worlds.
    pub share: f64,
}

/// Where the worlds come from.
enum Ground {
    Many(Worlds),
    One(Arc<Table>),
}

/// Plays every procedure in every world, on all threads; the same for any number of them. Progress counts worlds.
///
/// # Errors
///
/// If there is nothing to negotiate, or a procedure cannot be played on it.
pub fn rehearse(case: &Case, settings: &Settings, progress: &dyn Progress) -> Result<Rehearsal, Unrehearsed> {
    let parties = case.parties.len();
    if parties < 2 {
        return Err(Unrehearsed::OneParty);
    }
    let wrong = settings.procedures.iter().map(|procedure| procedure.negotiators.len());
    if let Some(many) = wrong.into_iter().find(|many| *many != 1 && *many != parties) {
        return Err(Unrehearsed::Negotiators(many));
    }
    let read = Worths::new(case, settings.grid, MOST_PACKAGES)?;
    let number =
        |package: &Vec<usize>| read.number(package).map(|at| at as Package).ok_or(Unrehearsed::Draft);
    let opening = settings.opening.as_ref().map(number).transpose()?;
    let shuttle = settings.shuttle.as_ref().map(|drafts| {
        let draft = |draft: &Answered| {
            Ok(crate::Draft { package: number(&draft.package)?, said: draft.said.clone() })
        };
        drafts
            .iter()
            .map(draft)
            .collect::<Result<Vec<_>, Unrehearsed>>()
            .map(|drafts| Arc::new(Shuttle { drafts }))
    });
    let shuttle = shuttle.transpose()?;
    let mut why = Vec::new();
    let mut plays: Vec<(Procedure, bool)> = Vec::new();
    for procedure in &settings.procedures {
        plays.push((procedure.clone(), false));
        if opening.is_some() {
            plays.push((procedure.clone(), true));
        }
    }
    if let Some(shuttle) = &shuttle {
        let protocol = Protocol::Shuttle(Arc::clone(shuttle));
        let negotiators = "linear".parse().into_iter().collect();
        plays.push((Procedure { protocol, negotiators }, false));
    }
    let vague = Worlds::new(case, MOST_PACKAGES)?
        .filter(|worlds| worlds.nth(settings.seed, 0) != worlds.nth(settings.seed, 1));
    let is_vague = vague.is_some();
    let ground = match vague {
        Some(worlds) => Ground::Many(worlds),
        None => Ground::One(Arc::new(Table::of(&read))),
    };
    let drafts = |(procedure, _): &(Procedure, bool)| matches!(procedure.protocol, Protocol::Mediated { .. });
    let mut known = None;
    if plays.iter().any(drafts) {
        match drafted_from(case, &read) {
            Some((from, left_out)) => {
                why.extend(left_out.map(String::from));
                known = Some(from);
            }
            None => {
                plays.retain(|play| !drafts(play));
                why.push(format!("the mediator who drafts is not played: {}", Unplayable::NoDrafting));
            }
        }
    }
    let known = known.as_ref();
    let done = std::sync::atomic::AtomicU64::new(0);
    let each = (0..settings.worlds).into_par_iter().map(|nth| {
        let one = world(known, settings, &ground, &plays, opening, shuttle.as_deref(), nth)?;
        let done = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        progress.advance(done, u64::from(settings.worlds));
        Ok(one)
    });
    let worlds: Vec<World> = each.collect::<Result<_, Unrehearsed>>()?;
    let possible = worlds.iter().filter(|world| world.possible).count() as u32;
    let procedures = plays.iter().enumerate().map(|(at, (procedure, opens))| {
        let all: Vec<(&One, bool)> = worlds.iter().map(|world| (&world.played[at], world.possible)).collect();
        one::together(case, &read, procedure, *opens, &all)
    });
    let fit = shuttle.iter().flat_map(|_| 0..parties).map(|party| {
        let (same, all) = worlds
            .iter()
            .map(|world| world.fit[party])
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        Fit {
            party: case.parties[party].id.clone(),
            answers: all / settings.worlds.max(1),
            agrees: (all > 0).then(|| f64::from(same) / f64::from(all)),
        }
    });
    Ok(Rehearsal {
        schema: SCHEMA,
        parties: case.parties.iter().map(|party| party.id.clone()).collect(),
        evidence: detente_deal::rests_on(case),
        worlds: settings.worlds,
        vague: is_vague,
        seed: settings.seed,
        possible: Likely::of(possible, settings.worlds),
        procedures: procedures.collect(),
        fit: fit.collect(),
        why,
    })
}

/// One world, and what each procedure came to in it.
struct World {
    possible: bool,
    played: Vec<One>,
    fit: Vec<(u32, u32)>,
}

fn world(
    known: Option<&Case>,
    settings: &Settings,
    ground: &Ground,
    plays: &[(Procedure, bool)],
    opening: Option<Package>,
    shuttle: Option<&Shuttle>,
    nth: u32,
) -> Result<World, Unrehearsed> {
    let table = match ground {
        Ground::Many(worlds) => Arc::new(Table::of(&worlds.nth(settings.seed, u64::from(nth)))),
        Ground::One(table) => Arc::clone(table),
    };
    let possible =
        (0..table.packages.len()).any(|at| table.preferences.iter().all(|own| own.accepts(at as Package)));
    let play = |(procedure, opens): &(Procedure, bool)| {
        let opening = opening.filter(|_| *opens);
        played(known, settings, procedure, &table, opening, u64::from(nth))
            .map_err(|why| Unrehearsed::Unplayable { procedure: procedure.name(), why })
    };
    Ok(World {
        possible,
        played: plays.iter().map(play).collect::<Result<_, _>>()?,
        fit: shuttle.map(|shuttle| shuttle.fit(&table)).unwrap_or_default(),
    })
}

fn deadline(settings: &Settings) -> Deadline {
    Deadline::Rounds(settings.rounds)
}
