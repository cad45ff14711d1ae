//! Playing the batches of a tournament, and keeping what they came to.

use std::sync::atomic::{AtomicU64, Ordering};

use detente_deal::Progress;
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::files::sum;
use super::tally::{Tally, tallies};
use super::{Row, Standings, Tournament};
use crate::protocol::{Deadline, Unplayable};

/// Where files of results are kept: a folder, on this machine or shared by several.
pub trait Shelf: Sync {
    /// A file's bytes; `None` where there is none.
    ///
    /// # Errors
    ///
    /// What went wrong, in words.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String>;

    /// Keeps a file, whole or not at all; over one that is there already, which has the same bytes.
    ///
    /// # Errors
    ///
    /// What went wrong, in words.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), String>;
}

/// Why a tournament stopped. What was kept stays, and is taken up again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Files could not be read or kept.
    #[error("{0}")]
    Shelf(String),
    /// The folder has results of another tournament, or of this one before it, one of its negotiators or Detente was changed.
    #[error(
        "the folder has results of another tournament, or of this one before something in it was changed: name another folder"
    )]
    Another,
    /// A negotiation could not be run.
    #[error("negotiation {negotiation} in \"{scenario}\" cannot be run: {why}")]
    Unplayable {
        /// Its number.
        negotiation: u64,
        /// Its scenario.
        scenario: String,
        /// Why.
        why: Unplayable,
    },
    /// Results are missing or not whole.
    #[error("{0} is missing or not whole")]
    Missing(String),
}

/// What the tournament of a folder is, so that it is not mixed with another.
const MANIFEST: &str = "tournament.json";

impl Tournament {
    /// The name of a batch's file, without its ending.
    pub fn part(batch: u64) -> String {
        format!("part-{batch:06}")
    }

    /// Plays a batch: one row for each party of each of its negotiations, in order.
    ///
    /// # Errors
    ///
    /// If one of them cannot be run.
    pub fn rows_of(&self, batch: u64) -> Result<Vec<Row>, Broken> {
        let mut rows = Vec::new();
        for negotiation in self.batch(batch) {
            let Some(cell) = self.cell(negotiation) else { break };
            let ended = self.negotiate(&cell, &mut ()).map_err(|why| {
                let scenario = self.settings[cell.setting].scenario().into();
                Broken::Unplayable { negotiation, scenario, why }
            })?;
            self.rows(&cell, &ended, &mut rows);
        }
        Ok(rows)
    }

    /// The files of a batch, by name: a function of the batch alone.
    ///
    /// # Errors
    ///
    /// If one of its negotiations cannot be run.
    pub fn files_of(&self, batch: u64) -> Result<Vec<(String, Vec<u8>)>, Broken> {
        let rows = self.rows_of(batch)?;
        let name = Self::part(batch);
        let csv = self.spec.csv.then(|| self.csv(&rows));
        let bytes = self
            .parquet(batch, &rows, &tallies(self, &rows), csv.as_deref())
            .map_err(|error| Broken::Shelf(error.to_string()))?;
        let mut files: Vec<(String, Vec<u8>)> =
            csv.into_iter().map(|csv| (format!("{name}.csv"), csv.into_bytes())).collect();
        // Last, since a batch counts as played when this is there.
        files.push((format!("{name}.parquet"), bytes));
        Ok(files)
    }

    /// Makes sure that a shelf holds this tournament or nothing.
    ///
    /// # Errors
    ///
    /// If it holds another, or cannot be read or written.
    pub fn claim(&self, shelf: &dyn Shelf) -> Result<(), Broken> {
        let own = &self.manifest;
        match shelf.get(MANIFEST).map_err(Broken::Shelf)? {
            Some(there) if there == *own => Ok(()),
            Some(_) => Err(Broken::Another),
            None => shelf.put(MANIFEST, own).map_err(Broken::Shelf),
        }
    }

    pub(super) fn made_from(&self) -> Vec<u8> {
        let spec = &self.spec;
        let settings = self.settings.iter().map(|setting| {
            let mut digest = Sha256::new();
            for own in &setting.table().preferences {
                digest.update(own.walk_away().to_bits().to_le_bytes());
                (0..own.len()).for_each(|at| digest.update(own.worth(at as u32).to_bits().to_le_bytes()));
            }
            setting.ground.discount.iter().for_each(|d| digest.update(d.to_bits().to_le_bytes()));
            let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            json!({
                "scenario": setting.scenario(), "walk_aways": setting.walk_aways().to_string(),
                "protocol": format!("{:?}", setting.protocol), "parties": setting.parties(), "sha256": digest,
            })
        });
        let deadline = match spec.deadline {
            Deadline::Rounds(rounds) => json!({ "rounds": rounds }),
            Deadline::Time { limit, turn } => json!({ "limit": limit, "turn": turn }),
        };
        let made_of: Vec<Option<String>> = self.entrants.iter().map(|one| one.made_of()).collect();
        let told = json!({
            "detente_tournament": 1, "version": env!("CARGO_PKG_VERSION"), "title": spec.title,
            "negotiators": self.names, "made_of": made_of, "semantics": format!("{:?}", spec.semantics),
            "deadline": deadline, "line_ups": format!("{:?}", spec.line_ups), "seeds": spec.seeds, "seed": spec.seed,
            "discount": spec.discount, "batch": self.size(), "csv": spec.csv, "negotiations": self.negotiations(),
            "settings": settings.collect::<Vec<_>>(),
        });
        format!("{told:#}\n").into_bytes()
    }

    /// Plays those of some batches that are not on the shelf yet, on all threads; memory holds a batch for each thread. Progress counts
    /// batches.
    ///
    /// # Errors
    ///
    /// If something cannot be run or kept. What was kept by then stays.
    pub fn run(
        &self,
        shelf: &dyn Shelf,
        batches: std::ops::Range<u64>,
        progress: &dyn Progress,
    ) -> Result<(), Broken> {
        let done = AtomicU64::new(0);
        let total = batches.end.saturating_sub(batches.start);
        batches.par_bridge().try_for_each(|batch| {
            if !self.is_kept(shelf, batch)? {
                for (name, bytes) in self.files_of(batch)? {
                    shelf.put(&name, &bytes).map_err(Broken::Shelf)?;
                }
            }
            progress.advance(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            Ok(())
        })
    }

    /// Whether all files of a batch are there as they were written.
    fn is_kept(&self, shelf: &dyn Shelf, batch: u64) -> Result<bool, Broken> {
        let get = |ending: &str| shelf.get(&format!("{}.{ending}", Self::part(batch))).map_err(Broken::Shelf);
        let Some(kept) = get("parquet")?.and_then(|bytes| self.kept(batch, bytes)) else { return Ok(false) };
        match kept.csv {
            Some(told) => Ok(get("csv")?.is_some_and(|csv| sum(&csv) == told)),
            None => Ok(true),
        }
    }

    /// What the files on a shelf come to, put together in order.
    ///
    /// # Errors
    ///
    /// If one is missing or not whole.
    pub fn standings(&self, shelf: &dyn Shelf) -> Result<Standings, Broken> {
        let numbers: Vec<u64> = (0..self.batches()).collect();
        let parts = numbers.into_par_iter().map(|batch| {
            let name = format!("{}.parquet", Self::part(batch));
            let bytes = shelf.get(&name).map_err(Broken::Shelf)?;
            let kept = bytes.and_then(|bytes| self.kept(batch, bytes)).ok_or(Broken::Missing(name))?;
            Ok(kept.tallies)
        });
        let mut all: Vec<Tally> = Vec::new();
        for more in parts.collect::<Result<Vec<_>, Broken>>()? {
            for tally in more {
                // Batches lie in order, so that what goes on from one to the next lies at the end.
                let key = |tally: &Tally| (tally.setting, tally.line_up, tally.party);
                let parties = self.settings.get(tally.setting).map_or(0, |setting| setting.parties().len());
                let from = all.len().saturating_sub(parties);
                match all[from..].iter_mut().find(|known| key(known) == key(&tally)) {
                    Some(known) => known.merge(&tally),
                    None => all.push(tally),
                }
            }
        }
        Ok(Standings::new(self, &all))
    }
}
