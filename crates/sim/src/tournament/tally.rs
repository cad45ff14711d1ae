//! Sums over the negotiations of a batch: what standings are made of.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Row, Tournament};

/// Sums for one negotiator at one seat of one line-up of one setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) setting: usize,
    pub(super) line_up: usize,
    pub(super) party: usize,
    pub(super) negotiations: u64,
    pub(super) agreed: u64,
    pub(super) failed: u64,
    pub(super) rounds: u64,
    pub(super) share: f64,
    pub(super) gain: f64,
    pub(super) nash: f64,
    #[serde(deserialize_with = "or_not")]
    pub(super) to_frontier: f64,
    #[serde(deserialize_with = "or_not")]
    pub(super) to_nash: f64,
}

impl Tally {
    fn add(&mut self, row: &Row) {
        self.negotiations += 1;
        self.rounds += u64::from(row.rounds);
        self.failed += u64::from(row.fault.is_some());
        self.share += row.share;
        self.gain += row.gain;
        self.nash += row.nash;
        if row.package.is_some() {
            self.agreed += 1;
            // Not numbers where distances are out of reach: then so are their sums.
            self.to_frontier += row.to_frontier;
            self.to_nash += row.to_nash;
        }
    }

    pub(super) fn merge(&mut self, more: &Self) {
        self.negotiations += more.negotiations;
        self.agreed += more.agreed;
        self.failed += more.failed;
        self.rounds += more.rounds;
        self.share += more.share;
        self.gain += more.gain;
        self.nash += more.nash;
        self.to_frontier += more.to_frontier;
        self.to_nash += more.to_nash;
    }
}

/// JSON has no word for what is not a number, and writes null.
fn or_not<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NAN))
}

/// The tallies of rows that lie in order.
pub(super) fn tallies(tournament: &Tournament, rows: &[Row]) -> Vec<Tally> {
    let mut all: Vec<Tally> = Vec::new();
    let Some(first) = rows.first() else { return all };
    let mut here = (first.setting, first.line_up);
    let mut begin = 0;
    for row in rows {
        if all.is_empty() || here != (row.setting, row.line_up) {
            here = (row.setting, row.line_up);
            begin = all.len();
            let parties = tournament.settings[row.setting].ground.table.preferences.len();
            all.extend((0..parties).map(|party| Tally {
                setting: row.setting,
                line_up: row.line_up,
                party,
                ..Tally::default()
            }));
        }
        all[begin + row.party].add(row);
    }
    all
}

/// Whether tallies are of the negotiations of a batch, each once.
pub(super) fn fit(tournament: &Tournament, batch: u64, tallies: &[Tally]) -> bool {
    let mut left = tallies.iter();
    let mut numbers = tournament.batch(batch);
    while let Some(cell) = tournament.cell(numbers.start).filter(|_| !numbers.is_empty()) {
        // Repetitions of one line-up lie in one piece.
        let many =
            (u64::from(tournament.spec.seeds) - u64::from(cell.repetition)).min(numbers.end - numbers.start);
        numbers.start += many;
        let parties = tournament.settings[cell.setting].parties().len();
        let each = |(party, tally): (usize, &Tally)| {
            (tally.setting, tally.line_up, tally.party) == (cell.setting, cell.line_up, party)
                && tally.negotiations == many
                && tally.agreed <= many
                && tally.failed <= many
        };
        let of: Vec<&Tally> = left.by_ref().take(parties).collect();
        if of.len() != parties || !of.into_iter().enumerate().all(each) {
            return false;
        }
    }
    left.next().is_none()
}
