//! Looking at the packages that could do better, where combinations of options pay: combination by combination.
//!
//! A package is worth its options and what it is paid for the combinations it meets. Of those not settled yet each is counted at
//! one of its issues, for every option of it that is still open there: whatever is chosen comes to no more than the best option of
//! every issue. To meet a combination leaves its options open and no others, and shuts out those that need others; so the search
//! takes the heaviest that is left, once as met and once as not counted. For boxes, which meet where each two of them meet, this is
//! the search for a heaviest clique, bounded by colours [Carraghan and Pardalos 1990; Tomita and Seki 2003].

use super::best::{Job, Looked};
use super::held::Held;
use super::table::{Table, weighted};
use super::weights::Weights;
use crate::frontier::linked::{Effect, rules};
use crate::model::Partial;
use crate::space::Space;
use crate::unit::Unit;

/// Options of an issue, a bit for each.
type Options = u64;

/// What combinations pay, and what options are worth without them.
pub(super) struct Tied {
    /// For each issue a row of parties for each option.
    pub(super) rows: Vec<Vec<f64>>,
    /// Paid to some, and taken from nobody.
    pays: Vec<Paid>,
    /// Taken from somebody.
    takes: Vec<Paid>,
}

struct Paid {
    parts: Vec<(usize, Options)>,
    worth: Vec<f64>,
}

impl Paid {
    fn met(&self, package: &[usize]) -> bool {
        self.parts.iter().all(|(issue, accepted)| accepted >> package[*issue] & 1 == 1)
    }

    /// Whether some choice among the options left meets it.
    fn open(&self, left: &[Options]) -> bool {
        self.parts.iter().all(|(issue, accepted)| accepted & left[*issue] != 0)
    }

    /// Whether every choice does.
    fn surely(&self, left: &[Options]) -> bool {
        self.parts.iter().all(|(issue, accepted)| left[*issue] & !accepted == 0)
    }
}

impl Tied {
    /// With what each party has anyway.
    pub(super) fn new<N: Unit>(space: &Space<N>, table: &Table) -> Option<(Self, Vec<f64>)> {
        if space.options.iter().any(|many| *many > Options::BITS as usize) {
            return None;
        }
        let (rules, start) = rules(space)?;
        let worth = |q: usize, count: N| table.worth(q, count) - table.worth(q, N::default());
        let (mut pays, mut takes): (Vec<Paid>, Vec<Paid>) = (Vec::new(), Vec::new());
        let mut rows = table.rows.clone();
        for rule in rules {
            let Effect::Pay(q, count) = rule.effect else { continue };
            if let [(issue, accepted)] = &rule.parts[..] {
                // Of one issue alone: its options are worth that much more.
                for (option, _) in accepted.iter().enumerate().filter(|(_, accepted)| **accepted) {
                    rows[*issue][option * table.parties + q] += worth(q, count);
                }
                continue;
            }
            let parts: Vec<(usize, Options)> =
                rule.parts.iter().map(|(issue, accepted)| (*issue, bits(accepted))).collect();
            let list = if count > N::default() { &mut pays } else { &mut takes };
            let known = list.iter().position(|paid| paid.parts == parts).unwrap_or(list.len());
            if known == list.len() {
                list.push(Paid { parts, worth: vec![0.0; table.parties] });
            }
            list[known].worth[q] += worth(q, count);
        }
        let start = start.into_iter().enumerate().map(|(q, count)| worth(q, count)).collect();
        Some((Self { rows, pays, takes }, start))
    }

    /// Adds what combinations can pay at most to the options they may be met with.
    pub(super) fn raise(&self, rows: &mut [Vec<f64>]) {
        let parties = self.pays.iter().chain(&self.takes).map(|paid| paid.worth.len()).next().unwrap_or(1);
        let alike = vec![1.0; parties];
        for paid in &self.pays {
            // At the issue where the most rises least.
            let rise = |(issue, accepted): &(usize, Options)| {
                let sums: Vec<f64> =
                    rows[*issue].chunks_exact(parties).map(|option| weighted(option, &alike)).collect();
                let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let with = sums.iter().enumerate().filter(|(option, _)| accepted >> option & 1 == 1);
                with.fold(f64::NEG_INFINITY, |most, (_, sum)| most.max(*sum)) + weighted(&paid.worth, &alike)
                    - most
            };
            let at = paid.parts.iter().min_by(|a, b| rise(a).max(0.0).total_cmp(&rise(b).max(0.0)));
            let Some((issue, accepted)) = at else { continue };
            for (option, row) in rows[*issue].chunks_exact_mut(parties).enumerate() {
                if accepted >> option & 1 == 1 {
                    row.iter_mut().zip(&paid.worth).for_each(|(row, more)| *row += more);
                }
            }
        }
    }

    /// All that can be taken from a party.
    pub(super) fn takes(&self, q: usize) -> f64 {
        -self.takes.iter().map(|paid| paid.worth[q]).sum::<f64>()
    }

    /// Adds what a package is paid.
    pub(super) fn pay(&self, package: &[usize], worth: &mut [f64]) {
        for paid in self.pays.iter().chain(&self.takes).filter(|paid| paid.met(package)) {
            worth.iter_mut().zip(&paid.worth).for_each(|(worth, more)| *worth += more);
        }
    }
}

fn bits(accepted: &[bool]) -> Options {
    accepted.iter().enumerate().fold(0, |bits, (option, on)| bits | Options::from(*on) << option)
}

pub(super) fn look<N: Unit>(
    job: Job<'_, N>,
    tied: &Tied,
    weights: Weights,
    effort: u64,
    held: Held<'_>,
) -> Looked {
    let parties = job.table.parties;
    let mut all = vec![weights.of.clone()];
    all.extend((0..parties).map(|q| (0..parties).map(|other| f64::from(u8::from(other == q))).collect()));
    all.extend(job.beside(&weights.of));
    let sums = |worth: &[f64]| -> Vec<f64> { all.iter().map(|weights| weighted(worth, weights)).collect() };
    let mut begins = vec![0];
    tied.rows.iter().for_each(|row| begins.push(begins[begins.len() - 1] + row.len() / parties));
    let options = |weights: &Vec<f64>| -> Vec<f64> {
        let rows = tied.rows.iter().flat_map(|row| row.chunks_exact(parties));
        rows.map(|option| weighted(option, weights)).collect()
    };
    let options = all.iter().map(options).collect();
    let mut heaviest: Vec<usize> = (0..tied.pays.len()).collect();
    let pays: Vec<Vec<f64>> = tied.pays.iter().map(|paid| sums(&paid.worth)).collect();
    heaviest.sort_by(|a, b| pays[*b][0].total_cmp(&pays[*a][0]).then(a.cmp(b)));
    let lines = job.space.never.iter().map(|line: &Partial| {
        let parts = line.iter().map(|(issue, accepted)| {
            (*issue, accepted.iter().fold(0, |bits, option| bits | (1 as Options) << option))
        });
        Paid { parts: parts.collect(), worth: Vec::new() }
    });
    let left: Vec<Options> =
        job.space.options.iter().map(|many| Options::MAX >> (Options::BITS as usize - many)).collect();
    let mut search = Search {
        job,
        tied,
        floors: weights.floors,
        start: sums(&job.table.zero),
        options,
        begins,
        pays,
        takes: tied.takes.iter().map(|paid| sums(&paid.worth)).collect(),
        lines: lines.collect(),
        all,
        held,
        effort,
        looked_at: 0,
        room: Vec::new(),
        counted: Vec::new(),
    };
    search.branch(&left, &heaviest, &vec![0.0; search.all.len()]);
    let Held { best, packages, full, .. } = search.held;
    Looked { best, packages, looked_at: search.looked_at, full }
}

/// Everything is added up by several weights at once: the job's own, each party alone, and some near the job's.
struct Search<'a, N> {
    job: Job<'a, N>,
    tied: &'a Tied,
    all: Vec<Vec<f64>>,
    floors: f64,
    start: Vec<f64>,
    /// For each of the weights the sum of every option, issue after issue; and where each issue begins.
    options: Vec<Vec<f64>>,
    begins: Vec<usize>,
    pays: Vec<Vec<f64>>,
    takes: Vec<Vec<f64>>,
    lines: Vec<Paid>,
    held: Held<'a>,
    effort: u64,
    looked_at: u64,
    room: Vec<f64>,
    counted: Vec<(usize, usize, Options)>,
}

impl<N: Unit> Search<'_, N> {
    /// Every package of the options left; `open` are the combinations that may be met and are counted, heaviest first, `had` what
    /// those that are surely met pay.
    fn branch(&mut self, left: &[Options], open: &[usize], had: &[f64]) {
        if self.looked_at >= self.effort {
            return;
        }
        self.looked_at += 1;
        if self.lines.iter().any(|line| line.surely(left)) {
            return;
        }
        let mut had = had.to_vec();
        let mut still = Vec::with_capacity(open.len());
        for at in open {
            let paid = &self.tied.pays[*at];
            if !paid.open(left) {
            } else if paid.surely(left) {
                had.iter_mut().zip(&self.pays[*at]).for_each(|(had, more)| *had += more);
            } else {
                still.push(*at);
            }
        }
        if !self.promising(left, &still, &had) {
            return;
        }
        if let Some((heaviest, others)) = still.split_first() {
            let mut met = left.to_vec();
            for (issue, accepted) in &self.tied.pays[*heaviest].parts {
                met[*issue] &= accepted;
            }
            self.branch(&met, &still, &had);
            self.branch(left, others, &had);
            return;
        }
        match self.undecided(left) {
            Some(issue) => {
                let mut options: Vec<usize> = each(left[issue]).collect();
                let row = |option: usize| self.options[0][self.begins[issue] + option];
                options.sort_by(|a, b| row(*b).total_cmp(&row(*a)).then(a.cmp(b)));
                let mut one = left.to_vec();
                for option in options {
                    one[issue] = 1 << option;
                    self.branch(&one, &[], &had);
                }
            }
            None => {
                let package: Vec<usize> = left.iter().map(|left| left.trailing_zeros() as usize).collect();
                let worth = self.job.table.sums(&package);
                if self.job.reaches(&worth) && self.job.space.in_zone(&package) {
                    self.held.take(&worth, &package);
                }
            }
        }
    }

    /// An issue in which it still matters what is taken: the one with the fewest options of those.
    fn undecided(&self, left: &[Options]) -> Option<usize> {
        let parties = self.job.table.parties;
        let matters = |issue: &usize| {
            let row = |option: usize| &self.tied.rows[*issue][option * parties..][..parties];
            let first = row(left[*issue].trailing_zeros() as usize);
            let differ = || each(left[*issue]).any(|option| row(option) != first);
            let tells = |paid: &Paid| {
                let part = paid.parts.iter().find(|(tied, _)| tied == issue);
                part.is_some_and(|(_, accepted)| left[*issue] & !accepted != 0) && paid.open(left)
            };
            left[*issue].count_ones() > 1
                && (differ() || self.tied.takes.iter().any(tells) || self.lines.iter().any(tells))
        };
        (0..left.len()).filter(matters).min_by_key(|issue| (left[*issue].count_ones(), *issue))
    }

    /// Whether a package of the options left could be worth looking at.
    fn promising(&mut self, left: &[Options], open: &[usize], had: &[f64]) -> bool {
        let mut counted = std::mem::take(&mut self.counted);
        let mut room = std::mem::take(&mut self.room);
        self.count(left, open, &mut room, &mut counted);
        let parties = self.job.table.parties;
        let target = self.held.target();
        let enough = |k: usize, most: f64, floors: f64| {
            let asked = self.job.goal.asks(&self.all[k], target) + floors;
            most >= asked - self.job.table.slack(&self.all[k], asked.abs() + most.abs())
        };
        let mut fits = enough(0, self.most(0, left, &counted, had, &mut room), self.floors);
        if fits {
            let alone: Vec<f64> =
                (1..=parties).map(|k| self.most(k, left, &counted, had, &mut room)).collect();
            fits = self.job.reaches(&alone) && !self.held.hopeless(&alone);
        }
        fits = fits
            && (1 + parties..self.all.len())
                .all(|k| enough(k, self.most(k, left, &counted, had, &mut room), 0.0));
        (self.room, self.counted) = (room, counted);
        fits
    }

    /// At which of its issues each open combination is counted, and with which options: where the most rises least.
    fn count(
        &self,
        left: &[Options],
        open: &[usize],
        room: &mut Vec<f64>,
        counted: &mut Vec<(usize, usize, Options)>,
    ) {
        let options = &self.options[0];
        room.clone_from(options);
        counted.clear();
        let most = |room: &[f64], issue: usize, among: Options| {
            each(among).map(|option| room[self.begins[issue] + option]).fold(f64::NEG_INFINITY, f64::max)
        };
        let mut known: Vec<f64> = (0..left.len()).map(|issue| most(room, issue, left[issue])).collect();
        for at in open {
            let pays = self.pays[*at][0];
            let mut least: Option<(f64, usize, Options)> = None;
            for (issue, accepted) in &self.tied.pays[*at].parts {
                let among = accepted & left[*issue];
                let rise = (most(room, *issue, among) + pays - known[*issue]).max(0.0);
                if least.is_none_or(|(least, ..)| rise < least) {
                    least = Some((rise, *issue, among));
                    if rise == 0.0 {
                        break;
                    }
                }
            }
            let Some((rise, issue, among)) = least else { continue };
            known[issue] += rise;
            each(among).for_each(|option| room[self.begins[issue] + option] += pays);
            counted.push((*at, issue, among));
        }
    }

    /// What the packages of the options left have at most by one of the weights.
    fn most(
        &self,
        k: usize,
        left: &[Options],
        counted: &[(usize, usize, Options)],
        had: &[f64],
        room: &mut Vec<f64>,
    ) -> f64 {
        if k > 0 {
            room.clone_from(&self.options[k]);
            for (at, issue, among) in counted {
                let pays = self.pays[*at][k];
                each(*among).for_each(|option| room[self.begins[*issue] + option] += pays);
            }
        }
        let best = |(issue, left): (usize, &Options)| {
            each(*left).map(|option| room[self.begins[issue] + option]).fold(f64::NEG_INFINITY, f64::max)
        };
        let options: f64 = left.iter().enumerate().map(best).sum();
        let taken = self.tied.takes.iter().zip(&self.takes).filter(|(taken, _)| taken.surely(left));
        self.start[k] + had[k] + options + taken.map(|(_, less)| less[k]).sum::<f64>()
    }
}

/// The options of a set.
fn each(mut of: Options) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let option = (of != 0).then(|| of.trailing_zeros() as usize);
        of &= of.wrapping_sub(1);
        option
    })
}
