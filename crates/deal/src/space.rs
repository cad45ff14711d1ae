//! A model as integers: the form the searches run on.

use detente_case::{Aggregate, Number};
use num_bigint::BigUint;
use num_integer::Integer;

use crate::model::{Group, Model, Partial};
use crate::unit::Unit;

/// One case as integers of one width.
///
/// A party's utility is `zero[q] + count · one[q]`, where the count is a sum of table entries: each party has its own
/// unit, so that ordinary decimals stay small integers.
#[derive(Clone, Debug)]
pub(crate) struct Space<N> {
    /// Options per issue.
    pub(crate) options: Vec<usize>,
    /// `value[issue][option][party]`.
    pub(crate) value: Vec<Vec<Vec<N>>>,
    pub(crate) terms: Vec<Option<Terms<N>>>,
    pub(crate) cap: Vec<Option<N>>,
    pub(crate) reserve: Vec<Option<N>>,
    pub(crate) never: Vec<Partial>,
    /// The utility of a count of 0.
    pub(crate) zero: Vec<Number>,
    /// The utility of a count of 1 more.
    pub(crate) one: Vec<Number>,
    /// Most that rounding can have changed a package's utility, per party; all 0 when exact.
    pub(crate) rounding: Vec<Number>,
}

/// A [`Group`] in integers.
#[derive(Clone, Debug)]
pub(crate) struct Terms<N> {
    pub(crate) aggregate: Aggregate,
    pub(crate) start: N,
    pub(crate) terms: Vec<(N, Partial, bool)>,
    pub(crate) groups: Vec<Terms<N>>,
}

impl<N: Unit> Terms<N> {
    /// With every worth of the other sign; for sums.
    pub(crate) fn turned(&self) -> Self {
        let none = N::default();
        Self {
            aggregate: self.aggregate,
            start: none - self.start,
            terms: self
                .terms
                .iter()
                .map(|(worth, when, unless)| (none - *worth, when.clone(), *unless))
                .collect(),
            groups: self.groups.iter().map(Self::turned).collect(),
        }
    }

    fn total(&self, package: &[usize]) -> N {
        let met = |when: &Partial| when.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]));
        let terms = self.terms.iter();
        let own = terms.map(|(worth, when, unless)| if met(when) != *unless { *worth } else { N::default() });
        let inner = self.groups.iter().map(|group| group.total(package));
        own.chain(inner).fold(self.start, |so_far, next| match self.aggregate {
            Aggregate::Sum => so_far + next,
            Aggregate::Min => so_far.min(next),
            Aggregate::Max => so_far.max(next),
        })
    }
}

/// A space in the narrowest integers that hold it.
#[derive(Clone, Debug)]
pub(crate) enum AnySpace {
    Narrow(Space<i64>),
    Wide(Space<i128>),
}

/// Where even 128 bits are too few for the least common denominator, utilities are rounded to this part of 1.
const ROUNDED: i64 = 1_000_000_000_000;

impl AnySpace {
    /// The model in exact integers, if 64 or 128 bits hold them; else rounded to 10⁻¹², once, half to even.
    pub(crate) fn new(model: &Model) -> Option<Self> {
        let units: Vec<Number> = (0..model.sides.len()).map(|party| unit(model, party)).collect();
        if let Some(space) = Space::new(model, &units, false) {
            return Some(Self::Narrow(space));
        }
        if let Some(space) = Space::new(model, &units, false) {
            return Some(Self::Wide(space));
        }
        let coarse = vec![Number::one() / Number::from(ROUNDED); model.sides.len()];
        if let Some(space) = Space::new(model, &coarse, true) {
            return Some(Self::Narrow(space));
        }
        Space::new(model, &coarse, true).map(Self::Wide)
    }
}

/// The largest number of which every value of a party is a whole multiple; 1 if all are 0.
fn unit(model: &Model, party: usize) -> Number {
    let side = &model.sides[party];
    let mut unit = Number::zero();
    let mut take = |value: &Number| unit = unit.measure(value);
    side.value.iter().flatten().for_each(&mut take);
    for edge in [&side.cap, &side.reserve].into_iter().flatten() {
        take(&(edge - &side.base));
    }
    if let Some(root) = &side.terms {
        visit(root, &mut take);
    }
    if unit.is_zero() { Number::one() } else { unit }
}

fn visit(group: &Group, take: &mut impl FnMut(&Number)) {
    take(&group.start);
    group.terms.iter().for_each(|term| take(&term.worth));
    group.groups.iter().for_each(|inner| visit(inner, take));
}

impl<N: Unit> Space<N> {
    /// `None` where some sum of values would not fit.
    fn new(model: &Model, units: &[Number], rounded: bool) -> Option<Self> {
        let parties = model.sides.len();
        let count = |value: &Number, party: usize| -> Option<N> {
            let count = value / &units[party];
            N::from_number(&if rounded { half_to_even(&count) } else { count })
        };
        for (party, side) in model.sides.iter().enumerate() {
            let largest = |values: &Vec<Number>| values.iter().map(Number::abs).max();
            let mut reach: Number = side.value.iter().filter_map(largest).sum();
            if let Some(root) = &side.terms {
                visit(root, &mut |value| reach += value.abs());
            }
            for edge in [&side.cap, &side.reserve].into_iter().flatten() {
                reach += (edge - &side.base).abs();
            }
            if (&reach / &units[party]).floor().bits() + 1 > N::LIMIT_BITS {
                return None;
            }
        }
        let issues = model.labels.len();
        let mut value = Vec::with_capacity(issues);
        for (issue, labels) in model.labels.iter().enumerate() {
            let row = (0..labels.len()).map(|option| {
                (0..parties).map(|party| count(&model.sides[party].value[issue][option], party)).collect()
            });
            value.push(row.collect::<Option<Vec<Vec<N>>>>()?);
        }
        let mut terms = Vec::new();
        let (mut cap, mut reserve) = (Vec::new(), Vec::new());
        for (party, side) in model.sides.iter().enumerate() {
            let edge = |edge: &Option<Number>| match edge {
                Some(edge) => count(&(edge - &side.base), party).map(Some),
                None => Some(None),
            };
            cap.push(edge(&side.cap)?);
            reserve.push(edge(&side.reserve)?);
            terms.push(match &side.terms {
                Some(root) => Some(integers(root, &|value| count(value, party))?),
                None => None,
            });
        }
        // Rounding touches one table entry per issue, every term, and the walk-away.
        let rounding = |party: usize| {
            let mut touched = issues as i64 + 1;
            if let Some(root) = &model.sides[party].terms {
                visit(root, &mut |_| touched += 1);
            }
            if rounded { &units[party] * Number::from(touched) / Number::from(2) } else { Number::zero() }
        };
        Some(Self {
            options: model.labels.iter().map(Vec::len).collect(),
            value,
            terms,
            cap,
            reserve,
            never: model.never.clone(),
            zero: model.sides.iter().map(|side| side.base.clone()).collect(),
            rounding: (0..parties).map(rounding).collect(),
            one: units.to_vec(),
        })
    }

    pub(crate) fn parties(&self) -> usize {
        self.reserve.len()
    }

    /// How many packages there are.
    pub(crate) fn packages(&self) -> BigUint {
        self.options.iter().map(|&count| BigUint::from(count)).product()
    }

    /// Whether every utility is a plain sum over issues and every package allowed.
    pub(crate) fn additive(&self) -> bool {
        self.never.is_empty() && self.terms.iter().all(Option::is_none)
    }

    /// The least and the most a party's table can sum to.
    pub(crate) fn reach(&self, party: usize) -> (N, N) {
        let ends = |pick: fn(N, N) -> N| {
            let best = |row: &Vec<Vec<N>>| row.iter().map(|v| v[party]).reduce(pick).unwrap_or_default();
            self.value.iter().map(best).fold(N::default(), |sum, next| sum + next)
        };
        (ends(std::cmp::min), ends(std::cmp::max))
    }

    /// The same, no more than the cap.
    pub(crate) fn capped_reach(&self, party: usize) -> (N, N) {
        let cap = |value: N| self.cap[party].map_or(value, |cap| cap.min(value));
        let (low, high) = self.reach(party);
        (cap(low), cap(high))
    }

    /// What the tables of a package sum to, terms and caps aside.
    pub(crate) fn sums(&self, package: &[usize]) -> Vec<N> {
        let mut sums = vec![N::default(); self.parties()];
        for (row, &option) in self.value.iter().zip(package) {
            sums.iter_mut().zip(&row[option]).for_each(|(sum, value)| *sum += *value);
        }
        sums
    }

    /// What a package comes to for each party, terms and caps too.
    pub(crate) fn counts(&self, package: &[usize]) -> Vec<N> {
        let mut counts = self.sums(package);
        for ((count, terms), cap) in counts.iter_mut().zip(&self.terms).zip(&self.cap) {
            if let Some(terms) = terms {
                *count += terms.total(package);
            }
            *count = cap.map_or(*count, |cap| cap.min(*count));
        }
        counts
    }

    /// How many rules a package breaks.
    pub(crate) fn broken(&self, package: &[usize]) -> usize {
        let met = |rule: &&Partial| rule.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]));
        self.never.iter().filter(met).count()
    }

    /// Whether a package is at or above every walk-away and breaks no rule.
    pub(crate) fn in_zone(&self, package: &[usize]) -> bool {
        let counts = self.counts(package);
        let above =
            counts.iter().zip(&self.reserve).all(|(count, floor)| floor.is_none_or(|floor| *count >= floor));
        above && self.broken(package) == 0
    }

    /// The double nearest to the utility a count stands for.
    pub(crate) fn double(&self, party: usize, count: N) -> f64 {
        self.exact(party, count).to_f64()
    }

    /// A count as the utility it stands for, exactly.
    pub(crate) fn exact(&self, party: usize, count: N) -> Number {
        &self.zero[party] + count.to_number() * &self.one[party]
    }
}

fn integers<N: Unit>(group: &Group, count: &impl Fn(&Number) -> Option<N>) -> Option<Terms<N>> {
    let term = |term: &crate::model::Term| Some((count(&term.worth)?, term.when.clone(), term.unless));
    Some(Terms {
        aggregate: group.aggregate,
        start: count(&group.start)?,
        terms: group.terms.iter().map(term).collect::<Option<_>>()?,
        groups: group.groups.iter().map(|inner| integers(inner, count)).collect::<Option<_>>()?,
    })
}

fn half_to_even(value: &Number) -> Number {
    let floor = value.floor();
    let rest = value - Number::from(floor.clone());
    let twice = &rest + &rest;
    let up = twice > Number::one() || (twice == Number::one() && floor.is_odd());
    Number::from(if up { floor + 1 } else { floor })
}
