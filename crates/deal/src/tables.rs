//! The engine on bare integer tables: no case, no names.

use detente_case::{Aggregate, Number};
use num_bigint::BigUint;

use crate::conflicts::{Member, conflicts, first};
use crate::direct::{One, covering, nash, smorodinsky};
use crate::frontier::{Effort, Front, NotFound, enumerate, find};
use crate::space::{Space, Terms};
use crate::{Progress, Silent};

/// What each option is worth to each party, in whole numbers: `value[issue][option][party]`.
///
/// ```
/// use detente_deal::{Silent, Tables};
///
/// // Two issues of two options; what one party wins the other loses, at different rates.
/// let tables = Tables::new(vec![vec![vec![3, 0], vec![0, 1]], vec![vec![1, 0], vec![0, 3]]], vec![None, None])?;
/// let frontier = tables.frontier(&Silent)?;
/// let worths: Vec<&[i64]> = (0..frontier.len()).map(|at| frontier.worth(at)).collect();
/// assert_eq!(worths, [&[4, 0][..], &[3, 3], &[0, 4]]);
/// assert_eq!(frontier.package(1), [0, 1]);
/// # Ok::<(), detente_deal::TablesError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tables {
    space: Space<i64>,
}

/// The frontier of [`Tables`], the first party's worth falling.
#[derive(Clone, Debug)]
pub struct TableFrontier {
    front: Front<i64>,
}

impl TableFrontier {
    /// How many points.
    pub fn len(&self) -> usize {
        self.front.len()
    }

    /// Whether there is no point: no package reaches every walk-away.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each party's worth at a point; panics outside `0..len()`, as a slice does.
    pub fn worth(&self, at: usize) -> &[i64] {
        self.front.vector(at)
    }

    /// The option of each issue at a point; of several packages the first in lexicographic order. Found on demand, in
    /// time linear in all options.
    pub fn package(&self, at: usize) -> Vec<usize> {
        self.front.package(at)
    }
}

/// The best package by one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct TableBest {
    /// The option of each issue.
    pub package: Vec<usize>,
    /// The measure's value of it.
    pub value: f64,
    /// No package has more: by weights, `(S(l) − l·d)` put into the measure's inequality, or since all that could do better was looked
    /// at.
    pub bound: f64,
    /// Whether every package that could do better was looked at, so that this is the best there is.
    pub proved: bool,
}

/// Which combinations and walk-aways cannot stand together, and what would have to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableConflicts {
    /// Smallest sets that no package satisfies, by position: combinations first, then the parties that have a walk-away.
    pub conflicts: Vec<Vec<usize>>,
    /// Smallest sets without which some package satisfies all the others.
    pub repairs: Vec<Vec<usize>>,
    /// Whether these are all.
    pub complete: bool,
}

/// Issue position to the options it is met by; met when every issue's is.
pub type Combination = Vec<(usize, Vec<usize>)>;

/// Why tables have no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TablesError {
    /// An issue has no option, or an option not one value for each party.
    #[error("issue {issue} has no option, or an option without a value for each party")]
    Shape {
        /// Its position.
        issue: usize,
    },
    /// A combination names an issue or option there is not, or its issues do not rise.
    #[error("combination {combination} names an issue or option there is not, or its issues do not rise")]
    Combination {
        /// Its position.
        combination: usize,
    },
    /// Sums could leave 62 bits.
    #[error("the values are too large to be added up in 62 bits")]
    TooLarge,
    /// More frontier points, packages or parties than the searches take.
    #[error("the search is out of reach: too many frontier points, packages or parties")]
    OutOfReach,
}

impl Tables {
    /// Tables with a walk-away (or none) for each party. Everything is checked here.
    pub fn new(value: Vec<Vec<Vec<i64>>>, walk_away: Vec<Option<i64>>) -> Result<Self, TablesError> {
        let parties = walk_away.len();
        let mut reach = vec![0u128; parties];
        for (issue, options) in value.iter().enumerate() {
            if options.is_empty() || options.iter().any(|option| option.len() != parties) {
                return Err(TablesError::Shape { issue });
            }
            for (q, reach) in reach.iter_mut().enumerate() {
                *reach +=
                    options.iter().map(|option| u128::from(option[q].unsigned_abs())).max().unwrap_or(0);
            }
        }
        let largest =
            walk_away.iter().flatten().map(|away| u128::from(away.unsigned_abs())).max().unwrap_or(0);
        if reach.iter().any(|&reach| reach + largest >= 1 << 62) {
            return Err(TablesError::TooLarge);
        }
        let space = Space {
            options: value.iter().map(Vec::len).collect(),
            value,
            terms: vec![None; parties],
            cap: vec![None; parties],
            reserve: walk_away,
            never: Vec::new(),
            zero: vec![Number::zero(); parties],
            one: vec![Number::one(); parties],
            rounding: vec![Number::zero(); parties],
        };
        Ok(Self { space })
    }

    /// The same tables, where no package may meet any of these combinations: red lines.
    pub fn never(mut self, never: Vec<Combination>) -> Result<Self, TablesError> {
        self.check(never.iter())?;
        self.space.never.extend(never);
        Ok(self)
    }

    fn check<'c>(&self, combinations: impl Iterator<Item = &'c Combination>) -> Result<(), TablesError> {
        for (at, combination) in combinations.enumerate() {
            let there = |(issue, options): &(usize, Vec<usize>)| {
                let many = self.space.options.get(*issue).copied().unwrap_or(0);
                !options.is_empty() && options.iter().all(|option| *option < many)
            };
            let rise = combination.windows(2).all(|two| two[0].0 < two[1].0);
            if combination.is_empty() || !rise || !combination.iter().all(there) {
                return Err(TablesError::Combination { combination: at });
            }
        }
        Ok(())
    }

    /// The same tables, where a party is paid, or pays, for each of these combinations that is met: utilities that are not plain
    /// sums, as boxes of options.
    pub fn paid(mut self, paid: Vec<(usize, i64, Combination)>) -> Result<Self, TablesError> {
        self.check(paid.iter().map(|(.., combination)| combination))?;
        let mut largest = vec![0_u128; self.space.parties()];
        for (q, worth, combination) in paid {
            let Some(terms) = self.space.terms.get_mut(q) else {
                return Err(TablesError::Shape { issue: 0 });
            };
            let none =
                || Terms { aggregate: Aggregate::Sum, start: 0, terms: Vec::new(), groups: Vec::new() };
            terms.get_or_insert_with(none).terms.push((worth, combination, false));
            largest[q] += u128::from(worth.unsigned_abs());
        }
        let reach = |q: usize| self.space.reach(q);
        let most = |q: usize| u128::from(reach(q).0.unsigned_abs().max(reach(q).1.unsigned_abs()));
        match largest.iter().enumerate().any(|(q, paid)| paid + most(q) >= 1 << 62) {
            true => Err(TablesError::TooLarge),
            false => Ok(self),
        }
    }

    /// Points near every point of the frontier, where the frontier itself is out of reach; and how near, as a share of each party's
    /// range: for every package at or above the walk-aways some point gives nobody less by more than that. At most about `effort`
    /// parts of packages are looked at. `None` where none was found at or above every walk-away.
    pub fn covering(&self, effort: u64) -> Option<(TableFrontier, f64)> {
        covering(&self.space, &[], effort, &Silent)
            .map(|found| (TableFrontier { front: found.front }, found.within))
    }

    /// The package at or above every walk-away with the largest product of gains [Nash 1950], without the frontier; `effort` is
    /// the most parts of packages looked at to prove it. `None` where none was found at or above every walk-away.
    pub fn nash(&self, effort: u64) -> Option<TableBest> {
        nash(&self.space, effort).map(TableBest::from)
    }

    /// The same for the largest smallest share of each party's ideal gain [Kalai and Smorodinsky 1975]; enough is looked at once the bound comes
    /// within `within` of it (0: until it is proved to be the best).
    pub fn kalai_smorodinsky(&self, effort: u64, within: f64) -> Option<TableBest> {
        smorodinsky(&self.space, effort, within).map(TableBest::from)
    }

    /// All smallest sets of combinations and walk-aways that cannot stand together, and all smallest sets that would have to give
    /// way; at most `effort` questions are put to the solver.
    pub fn conflicts(&self, effort: u64) -> Option<TableConflicts> {
        let found = conflicts(&self.space, &self.members(), &[], effort)?;
        let repairs = found.repairs.into_iter().map(|(dropped, _)| dropped).collect();
        Some(TableConflicts { conflicts: found.conflicts, repairs, complete: found.complete })
    }

    /// One smallest set of combinations and walk-aways that cannot stand together, numbered as in [`TableConflicts`]; `None` where
    /// they can, or `effort` questions were not enough.
    pub fn first_conflict(&self, effort: u64) -> Option<Vec<usize>> {
        first(&self.space, &self.members(), effort)
    }

    fn members(&self) -> Vec<Member> {
        let lines = self.space.never.iter().map(|line| Member::RedLine(vec![line.clone()]));
        let asking = (0..self.space.parties()).filter(|q| self.space.reserve[*q].is_some());
        lines.chain(asking.map(Member::WalkAway)).collect()
    }

    #[cfg(test)]
    pub(crate) fn into_space(self) -> Space<i64> {
        self.space
    }

    /// The exact frontier of the packages at or above every walk-away, first party's worth falling; issue by issue.
    pub fn frontier(&self, progress: &dyn Progress) -> Result<TableFrontier, TablesError> {
        let found = find(&self.space, true, false, Effort::FULL, progress)?;
        Ok(TableFrontier { front: found.front })
    }

    /// The same by looking at every package (at most 10⁸), with the number of packages at or above every walk-away.
    pub fn enumerate(&self, progress: &dyn Progress) -> Result<(TableFrontier, BigUint), TablesError> {
        let found = enumerate(&self.space, progress)?;
        Ok((TableFrontier { front: found.front }, found.rational.unwrap_or_default()))
    }
}

impl From<One> for TableBest {
    fn from(one: One) -> Self {
        Self { package: one.package, value: one.value, bound: one.bound, proved: one.whole }
    }
}

impl From<NotFound> for TablesError {
    fn from(_: NotFound) -> Self {
        Self::OutOfReach
    }
}
