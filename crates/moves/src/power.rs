//! How often a member's vote decides, in a party that votes.

use detente_case::{Number, Vote, VoteRule};

/// Most members whose coalitions are listed one by one.
const MOST_LISTED: usize = 20;
/// Most members that are counted by weight.
const MOST_COUNTED: usize = 60;
/// Most cells of the count by weight.
const MOST_CELLS: u64 = 50_000_000;

/// The power of each member.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// In what share of all orders in which members join does each turn losing into winning [Shapley and Shubik 1954].
    pub shapley_shubik: Vec<Number>,
    /// In what share of the coalitions of the others does each turn losing into winning [Banzhaf 1965]; these do not sum to 1.
    pub banzhaf: Vec<Number>,
}

/// Why power cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPower {
    /// Too many members or weights too fine.
    #[error(
        "there are too many members, or their weights are too fine, to be counted exactly: at most {MOST_COUNTED} members by weight, {MOST_LISTED} by listed coalitions"
    )]
    TooMany,
    /// Nothing wins, or everything does.
    #[error("{0}")]
    Idle(&'static str),
}

/// Counts coalitions by size and weight, member by member [Mann and Shapley 1962]; listed coalitions are looked at one by one.
pub fn power(vote: &Vote) -> Result<Power, NoPower> {
    let many = vote.members.len();
    // For each member and each size of a coalition of the others, how many it turns.
    let turns: Vec<Vec<i64>> = match &vote.rule {
        VoteRule::Weights { quota, weights } => by_weight(*quota, weights)?,
        VoteRule::Winning(coalitions) => by_list(many, coalitions)?,
    };
    if turns.iter().flatten().all(|count| *count == 0) {
        return Err(NoPower::Idle("no member's vote ever decides: nothing wins, or everything does"));
    }
    // Orders in which exactly these come before the member: size! (others − size)! of many!.
    let share = |size: usize| {
        let mut share = Number::one() / Number::from(many as i64);
        for at in 1..=size {
            share = share * Number::from(at as i64) / Number::from((many - at) as i64);
        }
        share
    };
    let shares: Vec<Number> = (0..many).map(share).collect();
    let shapley_shubik = turns.iter().map(|own| {
        own.iter()
            .zip(&shares)
            .fold(Number::zero(), |sum, (count, share)| sum + Number::from(*count) * share.clone())
    });
    let all = (0..many.saturating_sub(1)).fold(Number::one(), |all, _| all * Number::from(2));
    let banzhaf = turns.iter().map(|own| Number::from(own.iter().sum::<i64>()) / all.clone());
    Ok(Power { shapley_shubik: shapley_shubik.collect(), banzhaf: banzhaf.collect() })
}

fn by_weight(quota: u64, weights: &[u64]) -> Result<Vec<Vec<i64>>, NoPower> {
    let many = weights.len();
    let enough =
        (quota).checked_mul(many as u64).is_some_and(|cells| cells.saturating_mul(many as u64) <= MOST_CELLS);
    if many > MOST_COUNTED || !enough {
        return Err(NoPower::TooMany);
    }
    if quota == 0 {
        return Err(NoPower::Idle("a quota of 0 is reached by nobody voting"));
    }
    let quota = quota as usize;
    let turns = |own: usize| {
        // Coalitions of the others by size and by weight below the quota.
        let mut counts = vec![vec![0_i64; quota]; many];
        counts[0][0] = 1;
        for (_, weight) in weights.iter().enumerate().filter(|(at, _)| *at != own) {
            let weight = (*weight).min(quota as u64) as usize;
            for size in (1..many).rev() {
                let (before, after) = counts.split_at_mut(size);
                let (before, after) = (&before[size - 1], &mut after[0]);
                for sum in weight..quota {
                    after[sum] += before[sum - weight];
                }
            }
        }
        let own = weights[own].min(quota as u64) as usize;
        counts.iter().map(|row| row[quota - own..].iter().sum()).collect()
    };
    Ok((0..many).map(turns).collect())
}

fn by_list(many: usize, coalitions: &[Vec<usize>]) -> Result<Vec<Vec<i64>>, NoPower> {
    if many > MOST_LISTED {
        return Err(NoPower::TooMany);
    }
    let sets: Vec<usize> = coalitions.iter().map(|all| all.iter().fold(0, |set, at| set | 1 << at)).collect();
    let wins = |set: usize| sets.iter().any(|known| known & !set == 0);
    let mut turns = vec![vec![0; many]; many];
    for set in 0..1_usize << many {
        for (own, turns) in turns.iter_mut().enumerate().filter(|(own, _)| set >> own & 1 == 0) {
            if wins(set | 1 << own) && !wins(set) {
                turns[set.count_ones() as usize] += 1;
            }
        }
    }
    Ok(turns)
}
