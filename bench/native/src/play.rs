//! Negotiations, one after another, each stepped offer by offer.

use std::sync::Arc;

use detente_deal::Worths;
use detente_sim::{
    Chance, Deadline, Negotiator, Protocol, Schedule, Scheduled, Semantics, Strategy, Table, Terms, play,
};
use serde_json::{Value, json};

use crate::{Outcome, jobs};

/// Steps of each negotiation.
const ROUNDS: u32 = 100;

/// A scenario, and a negotiator for each party.
pub(crate) struct Session {
    worths: Worths,
    table: Table,
    strategies: Vec<Strategy>,
    many: u64,
}

impl Session {
    /// `FOLDER:NEGOTIATOR,NEGOTIATOR:COUNT`, the scenario as GENIUS reads it.
    pub(crate) fn read(input: &str) -> Outcome<Self> {
        let mut parts = input.rsplitn(3, ':');
        let (Some(many), Some(names), Some(folder)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("play takes FOLDER:NEGOTIATORS:COUNT".into());
        };
        let worths = Worths::new(&jobs::own(folder)?, 21, 1_000_000)?;
        let strategies = names.split(',').map(str::parse).collect::<Result<Vec<Strategy>, _>>()?;
        Ok(Self { table: Table::of(&worths), worths, strategies, many: many.parse()? })
    }

    /// All negotiations; what each came to is looked at and not kept.
    pub(crate) fn run(&self) -> Outcome<(u64, Option<u32>)> {
        let mut agreed = 0;
        let mut last = None;
        let schedule = |(strategy, own): (&Strategy, &Arc<detente_sim::Preferences>)| {
            let curve = strategy.curve(Semantics::Negmas)?;
            Schedule::new(&curve, own, ROUNDS).map(|schedule| Scheduled(Arc::new(schedule)))
        };
        let both = || self.strategies.iter().zip(&self.table.preferences);
        let scheduled: Option<Vec<Scheduled>> = both().map(schedule).collect();
        for negotiation in 0..self.many {
            let terms =
                Terms { deadline: Deadline::Rounds(ROUNDS), seed: 1, negotiation, opening: None };
            let ended = match &scheduled {
                Some(players) => {
                    let mut players = players.clone();
                    play(&Protocol::Alternating, &self.table, &mut players, &terms, None, &mut ())?
                }
                None => {
                    let seated = both().enumerate().map(|(party, (strategy, _))| {
                        strategy.seated(Semantics::Negmas, Chance::new(1, negotiation, party as u64))
                    });
                    let mut players: Vec<Box<dyn Negotiator>> = seated.collect();
                    play(&Protocol::Alternating, &self.table, &mut players, &terms, None, &mut ())?
                }
            };
            last = std::hint::black_box(ended.agreement());
            agreed += u64::from(last.is_some());
        }
        Ok((agreed, last))
    }

    /// What every package is worth, for another tool to play on the same numbers.
    pub(crate) fn told(&self, (agreed, last): (u64, Option<u32>)) -> Value {
        json!({
            "agreed": agreed, "agreement": last, "options": self.worths.options, "worth": self.worths.worth,
            "walk_away": self.worths.walk_away,
        })
    }
}
