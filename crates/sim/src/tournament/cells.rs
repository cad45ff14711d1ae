//! Which negotiation has which number.

use std::sync::Arc;

use detente_case::Case;

use super::{LineUps, MOST_LINE_UPS, Scenario, Schedules, Spec, Tournament, Unready, WalkAways, schedules};
use crate::entrant::Entrant;
use crate::known::marks;
use crate::measures::Measures;
use crate::preferences::Preferences;
use crate::protocol::{Protocol, Table};

/// One scenario with walk-aways set: shared by the protocols it is played under.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) scenario: String,
    pub(super) walk_aways: WalkAways,
    pub(super) parties: Vec<String>,
    pub(super) table: Arc<Table>,
    pub(super) measures: Arc<Measures>,
    pub(super) discount: Vec<f64>,
    pub(super) case: Option<Arc<Case>>,
}

impl Ground {
    pub(super) fn new(scenario: &Scenario, walk_aways: WalkAways, mediated: bool) -> Result<Self, Unready> {
        let worths = &scenario.worths;
        if worths.worth.len() < 2 {
            return Err(Unready::OneParty(scenario.name.clone()));
        }
        if worths.codes.is_empty() {
            return Err(Unready::NoPackage(scenario.name.clone()));
        }
        let mut table = Table::of(worths);
        let mut measures = Measures::of(&table);
        if let WalkAways::OfNash(share) = walk_aways {
            let best = measures.best().ok_or_else(|| Unready::NoZone(scenario.name.clone()))?;
            if worths.worth.iter().any(|worth| worth[best as usize] < 0.0) {
                return Err(Unready::Negative(scenario.name.clone()));
            }
            table.preferences = worths
                .worth
                .iter()
                .map(|worth| {
                    let away = share * worth[best as usize];
                    Arc::new(Preferences::new(worth.clone(), Some(away)))
                })
                .collect();
            measures = Measures::of(&table);
        }
        Ok(Self {
            scenario: scenario.name.clone(),
            walk_aways,
            parties: scenario.parties.clone(),
            table: Arc::new(table),
            measures: Arc::new(measures),
            discount: worths.discount.clone(),
            // A mediator of a tournament is told marks and nothing else.
            case: scenario.case.as_ref().filter(|_| mediated).map(|case| Arc::new(marks(case, worths))),
        })
    }
}

/// One scenario, with its walk-aways, under one protocol.
pub struct Setting {
    pub(super) ground: Ground,
    pub(super) protocol: Protocol,
    pub(super) line_ups: Vec<Vec<usize>>,
    pub(super) schedules: Schedules,
}

impl Setting {
    pub(super) fn new(
        spec: &Spec,
        ground: Ground,
        protocol: Protocol,
        entrants: &[Arc<dyn Entrant>],
    ) -> Result<Self, Unready> {
        let parties = ground.table.preferences.len();
        let many = entrants.len();
        let all = (many as u128).checked_pow(parties as u32).unwrap_or(u128::MAX);
        let line_ups = match spec.line_ups {
            LineUps::Same => (0..many).map(|at| vec![at; parties]).collect(),
            LineUps::All | LineUps::Different if all > u128::from(MOST_LINE_UPS) => {
                let scenario = ground.scenario.clone();
                return Err(Unready::TooManyLineUps { scenario, parties, entrants: many });
            }
            LineUps::All => line_ups(many, parties).collect(),
            LineUps::Different => {
                line_ups(many, parties).filter(|line_up| line_up.iter().any(|at| *at != line_up[0])).collect()
            }
        };
        let schedules = schedules(entrants, &ground.table, spec, &protocol);
        Ok(Self { ground, protocol, line_ups, schedules })
    }

    /// The scenario's name.
    pub fn scenario(&self) -> &str {
        &self.ground.scenario
    }

    /// How its walk-aways were set.
    pub fn walk_aways(&self) -> WalkAways {
        self.ground.walk_aways
    }

    /// The protocol.
    pub fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// Names of the parties.
    pub fn parties(&self) -> &[String] {
        &self.ground.parties
    }

    /// The table.
    pub fn table(&self) -> &Arc<Table> {
        &self.ground.table
    }

    /// The measures of its packages.
    pub fn measures(&self) -> &Measures {
        &self.ground.measures
    }

    /// How many ways there are to seat those entered.
    pub fn line_ups(&self) -> u64 {
        self.line_ups.len() as u64
    }

    /// Those of a line-up, in the parties' order, of all names entered.
    pub fn negotiators(&self, names: &[String], line_up: u64) -> Vec<String> {
        let seats = self.line_ups.get(line_up as usize);
        seats.into_iter().flatten().map(|at| names[*at].clone()).collect()
    }
}

/// Every way to seat `many` kinds at `parties` places, the last place changing fastest.
fn line_ups(many: usize, parties: usize) -> impl Iterator<Item = Vec<usize>> {
    let all = many.pow(parties as u32);
    (0..all).map(move |mut code| {
        let mut line_up = vec![0; parties];
        for seat in line_up.iter_mut().rev() {
            *seat = code % many;
            code /= many;
        }
        line_up
    })
}

/// One negotiation of a tournament.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its number, from 0.
    pub negotiation: u64,
    /// Its setting's position.
    pub setting: usize,
    /// Its line-up's position in the setting.
    pub line_up: usize,
    /// Which repetition, from 0.
    pub repetition: u32,
}

impl Tournament {
    /// The negotiation with a number; `None` past the last.
    pub fn cell(&self, negotiation: u64) -> Option<Cell> {
        if negotiation >= self.negotiations() {
            return None;
        }
        let setting = self.begins.partition_point(|begin| *begin <= negotiation) - 1;
        let inside = negotiation - self.begins[setting];
        let seeds = u64::from(self.spec.seeds);
        Some(Cell {
            negotiation,
            setting,
            line_up: (inside / seeds) as usize,
            repetition: (inside % seeds) as u32,
        })
    }

    /// The first negotiation of a line-up in a setting.
    pub fn first(&self, setting: usize, line_up: u64) -> Option<Cell> {
        let begin = *self.begins.get(setting)?;
        self.cell(begin + line_up * u64::from(self.spec.seeds))
    }

    /// The numbers of a batch.
    pub fn batch(&self, batch: u64) -> std::ops::Range<u64> {
        let size = self.size();
        let last = self.negotiations();
        (batch * size).min(last)..((batch + 1) * size).min(last)
    }
}
