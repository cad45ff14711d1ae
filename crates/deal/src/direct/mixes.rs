//! A good package for the smallest share: the options that give away least, in every mix of them.
//!
//! Few issues are undecided between two options or more when little is given away [the core of a knapsack: Balas and Zemel 1980].
//! Their options are mixed in two halves, and the halves in pairs, those that give away least first [Horowitz and Sahni 1974].

use super::best::Job;
use super::table::weighted;
use crate::unit::Unit;

/// Mixes of each half, at most.
const MIXES: f64 = 2_048.0;
/// Pairs of mixes are looked at so many at once.
const BLOCK: usize = 64;

/// Options of an issue, each with what it gives away; the best one is not among them.
type Few = (usize, Vec<(f64, usize)>);

/// All mixes of some issues' options, by what they give away.
struct Half {
    /// What each gives away.
    lost: Vec<f64>,
    /// For each party the share that each adds.
    shares: Vec<Vec<f64>>,
    /// The options of each, issue after issue.
    taken: Vec<Vec<(usize, usize)>>,
}

/// A package with a smallest share above `value`, the largest among the mixes of options that give away least, or one that comes
/// within `within` of all there is; weights are such that Σ weight · scale = 1 over the parties that count.
pub(super) fn mixed<N: Unit>(
    job: Job<'_, N>,
    (none, scale): (&[f64], &[f64]),
    weights: &[f64],
    (value, within): (f64, f64),
    effort: u64,
) -> Option<Vec<usize>> {
    let table = job.table;
    let parties: Vec<usize> = (0..table.parties).filter(|q| scale[*q].is_finite()).collect();
    let lead = table.lead(weights);
    let (highest, worth) = table.highest(weights);
    let top = highest - parties.iter().map(|q| weights[*q] * none[*q]).sum::<f64>();
    let start: Vec<f64> = parties.iter().map(|q| (worth[*q] - none[*q]) / scale[*q]).collect();
    let mut options: Vec<(f64, usize, usize)> = Vec::new();
    for (issue, row) in table.rows.iter().enumerate() {
        let sums: Vec<f64> =
            row.chunks_exact(table.parties).map(|option| weighted(option, weights)).collect();
        let others = (0..sums.len()).filter(|option| *option != lead[issue]);
        options.extend(others.map(|option| (sums[lead[issue]] - sums[option], issue, option)));
    }
    options.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    // Looking at a pair costs far less than at a part of a package.
    let mixes = (4.0 * (effort as f64).sqrt()).min(MIXES) as usize;
    let halves = halves(&options, top - value, mixes);
    let moved = |issue: usize, option: usize| -> Vec<f64> {
        let row = |option: usize| &table.rows[issue][option * table.parties..];
        parties.iter().map(|q| (row(option)[*q] - row(lead[issue])[*q]) / scale[*q]).collect()
    };
    let [left, right] = halves.map(|half| Half::new(&half, parties.len(), top - value, moved));
    let mut best: Option<Vec<usize>> = None;
    let mut reached = value;
    let mut least = [0.0; BLOCK];
    for (at, lost) in left.lost.iter().enumerate() {
        if top - reached <= within {
            break;
        }
        let near = right.lost.partition_point(|more| lost + more <= top - reached);
        for from in (0..near).step_by(BLOCK) {
            let many = BLOCK.min(near - from);
            let least = &mut least[..many];
            least.fill(f64::INFINITY);
            for ((start, left), right) in start.iter().zip(&left.shares).zip(&right.shares) {
                let known = start + left[at];
                least
                    .iter_mut()
                    .zip(&right[from..])
                    .for_each(|(least, more)| *least = least.min(known + more));
            }
            if least.iter().all(|least| *least <= reached) {
                continue;
            }
            for (with, least) in least.iter().enumerate() {
                if *least <= reached {
                    continue;
                }
                let mut package = lead.clone();
                let taken = left.taken[at].iter().chain(&right.taken[from + with]);
                taken.for_each(|(issue, option)| package[*issue] = *option);
                if job.reaches(&table.sums(&package)) && job.space.in_zone(&package) {
                    (reached, best) = (*least, Some(package));
                }
            }
        }
    }
    best
}

/// Options that give away least, for two halves of the issues with so many mixes each.
fn halves(options: &[(f64, usize, usize)], budget: f64, most: usize) -> [Vec<Few>; 2] {
    let mut halves: [Vec<Few>; 2] = [Vec::new(), Vec::new()];
    let mut mixes = [1, 1];
    for (lost, issue, option) in options.iter().take_while(|(lost, ..)| *lost <= budget) {
        let holds = |half: &Vec<Few>| half.iter().position(|(known, _)| known == issue);
        let known = halves.iter().enumerate().find_map(|(side, half)| holds(half).map(|at| (side, at)));
        let (side, at) = known.unwrap_or_else(|| {
            let side = usize::from(mixes[1] < mixes[0]);
            (side, halves[side].len())
        });
        let now = halves[side].get(at).map_or(1, |(_, options)| options.len() + 1);
        let more = mixes[side] / now * (now + 1);
        if more > most {
            break;
        }
        mixes[side] = more;
        if at == halves[side].len() {
            halves[side].push((*issue, Vec::new()));
        }
        halves[side][at].1.push((*lost, *option));
    }
    halves
}

impl Half {
    fn new(issues: &[Few], parties: usize, budget: f64, moved: impl Fn(usize, usize) -> Vec<f64>) -> Self {
        let mut mixes = vec![(0.0, vec![0.0; parties], Vec::new())];
        for (issue, options) in issues {
            let known = mixes.len();
            for (lost, option) in options {
                let more = moved(*issue, *option);
                for at in 0..known {
                    let (before, shares, taken): &(f64, Vec<f64>, Vec<(usize, usize)>) = &mixes[at];
                    if before + lost > budget {
                        continue;
                    }
                    let shares = shares.iter().zip(&more).map(|(share, more)| share + more).collect();
                    let mut taken = taken.clone();
                    taken.push((*issue, *option));
                    mixes.push((before + lost, shares, taken));
                }
            }
        }
        mixes.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.cmp(&b.2)));
        Self {
            lost: mixes.iter().map(|(lost, ..)| *lost).collect(),
            shares: (0..parties).map(|q| mixes.iter().map(|(_, shares, _)| shares[q]).collect()).collect(),
            taken: mixes.into_iter().map(|(.., taken)| taken).collect(),
        }
    }
}
