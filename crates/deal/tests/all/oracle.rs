//! The definitions, written as plainly as they can be, against the real thing.

use detente_case::{
    Aggregate, Among, Amount, Case, Combinations, Condition, Importance, Number, WalkAway, Worth, plain,
};
use detente_deal::{Analysis, Settings, Silent, analyze};
use proptest::prelude::*;

use crate::cases::any_case;

type Vector = Vec<Number>;

/// Everything about a case by looking at every package.
pub(crate) struct Oracle {
    /// All packages that break no rule, with their worths.
    allowed: Vec<(Vec<usize>, Vector)>,
    /// Those at or above every walk-away.
    zone: Vec<(Vec<usize>, Vector)>,
    reserve: Vec<Option<Number>>,
    worst: Vector,
    best: Vector,
}

fn met(condition: &Condition, package: &[usize]) -> bool {
    condition.iter().all(|choice| match &choice.among {
        Among::Options(options) => options.contains(&package[choice.issue]),
        Among::Between(..) | Among::Outside(..) => panic!("options only"),
    })
}

fn combined(group: &Combinations, package: &[usize]) -> Number {
    let mut values = vec![group.start.clone()];
    for term in &group.terms {
        values.push(if met(&term.when, package) != term.unless {
            term.worth.clone()
        } else {
            Number::zero()
        });
    }
    for (weight, inner) in &group.groups {
        values.push(weight * &combined(inner, package));
    }
    match group.aggregate {
        Aggregate::Sum => values.iter().fold(Number::zero(), |sum, value| &sum + value),
        Aggregate::Min => values.into_iter().min().unwrap(),
        Aggregate::Max => values.into_iter().max().unwrap(),
    }
}

fn worth(case: &Case, party: usize, package: &[usize]) -> Number {
    let held = plain(case.preferences[party].as_ref().unwrap(), &case.issues).preferences;
    let Importance::Each(importance) = &held.importance else { panic!("plain") };
    let exactly = |amount: &Amount| match amount {
        Amount::Exactly(value) => value.clone(),
        _ => panic!("plain"),
    };
    let mut sum = Number::zero();
    let mut weights = Number::zero();
    for (issue, &option) in package.iter().enumerate() {
        let Worth::Each(each) = &held.worth[issue] else { panic!("options only") };
        let weight = exactly(&importance[issue].value);
        sum = &sum + &(&weight * &exactly(&each[option].value));
        weights = &weights + &weight;
    }
    if held.scale.averaged {
        sum = &sum / &weights;
    }
    sum = &sum + &held.scale.base;
    if let Some(root) = &held.combinations {
        sum = &sum + &combined(root, package);
    }
    match held.scale.cap {
        Some(cap) => sum.min(cap),
        None => sum,
    }
}

fn every_package(case: &Case) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for issue in &case.issues {
        let options = 0..issue.domain.len().unwrap();
        all = all
            .iter()
            .flat_map(|package| options.clone().map(move |option| [&package[..], &[option]].concat()))
            .collect();
    }
    all
}

impl Oracle {
    pub(crate) fn new(case: &Case) -> Self {
        let parties = 0..case.parties.len();
        let all: Vec<(Vec<usize>, Vector)> = every_package(case)
            .into_iter()
            .map(|package| {
                let vector = parties.clone().map(|party| worth(case, party, &package)).collect();
                (package, vector)
            })
            .collect();
        let reserve: Vec<Option<Number>> = parties
            .clone()
            .map(|party| match &case.preferences[party].as_ref().unwrap().walk_away.value {
                WalkAway::Points(points) => Some(points.clone()),
                WalkAway::Package(package) => Some(worth(case, party, package)),
                _ => None,
            })
            .collect();
        let lines =
            case.preferences.iter().flatten().flat_map(|held| &held.red_lines).flat_map(|line| &line.never);
        let rules: Vec<&Condition> = case.links.iter().flat_map(|link| &link.never).chain(lines).collect();
        let end = |party: usize, most: bool| {
            let values = all.iter().map(|(_, vector)| vector[party].clone());
            if most { values.max().unwrap() } else { values.min().unwrap() }
        };
        let (worst, best) =
            (parties.clone().map(|q| end(q, false)).collect(), parties.map(|q| end(q, true)).collect());
        let allowed: Vec<_> =
            all.into_iter().filter(|(package, _)| !rules.iter().any(|rule| met(rule, package))).collect();
        let rational = |vector: &Vector| {
            reserve
                .iter()
                .zip(vector)
                .all(|(reserve, worth)| reserve.as_ref().is_none_or(|reserve| worth >= reserve))
        };
        let zone = allowed.iter().filter(|(_, vector)| rational(vector)).cloned().collect();
        Self { allowed, zone, reserve, worst, best }
    }

    fn frontier(&self) -> Vec<(Vector, Vec<usize>, usize)> {
        let beats = |a: &Vector, b: &Vector| a != b && a.iter().zip(b).all(|(a, b)| a >= b);
        let mut found: Vec<(Vector, Vec<usize>, usize)> = Vec::new();
        for (package, vector) in &self.zone {
            if self.zone.iter().any(|(_, other)| beats(other, vector)) {
                continue;
            }
            match found.iter_mut().find(|(known, ..)| known == vector) {
                Some((_, _, count)) => *count += 1,
                None => found.push((vector.clone(), package.clone(), 1)),
            }
        }
        found.sort();
        found.reverse();
        found
    }

    fn disagreement(&self) -> Vector {
        self.reserve
            .iter()
            .zip(&self.worst)
            .map(|(r, worst)| r.clone().unwrap_or_else(|| worst.clone()))
            .collect()
    }

    fn gains(&self, vector: &Vector) -> Vector {
        vector.iter().zip(self.disagreement()).map(|(worth, none)| worth - &none).collect()
    }

    fn ratios(&self, vector: &Vector) -> Vector {
        let ideal = |q: usize| self.zone.iter().map(|(_, vector)| vector[q].clone()).max().unwrap();
        let none = self.disagreement();
        let ratio = |(q, gain): (usize, Number)| {
            let range = &ideal(q) - &none[q];
            if range.is_zero() { Number::one() } else { &gain / &range }
        };
        self.gains(vector).into_iter().enumerate().map(ratio).collect()
    }

    /// The distinct vectors of the zone with the largest key.
    fn best_by<K: Ord>(&self, key: impl Fn(&Vector) -> K) -> Vec<Vector> {
        let Some(best) = self.zone.iter().map(|(_, vector)| key(vector)).max() else { return Vec::new() };
        let mut all: Vec<Vector> =
            self.zone.iter().map(|(_, vector)| vector.clone()).filter(|vector| key(vector) == best).collect();
        all.sort();
        all.dedup();
        all
    }

    fn nash(&self) -> Vec<Vector> {
        let product = |gains: &Vector| gains.iter().fold(Number::one(), |product, gain| &product * gain);
        let all_gain = |vector: &Vector| self.gains(vector).iter().all(|gain| *gain > Number::zero());
        if self.zone.iter().any(|(_, vector)| all_gain(vector)) {
            return self.best_by(|vector| (all_gain(vector), product(&self.gains(vector))));
        }
        self.best_by(|vector| {
            let gaining: Vector =
                self.gains(vector).into_iter().filter(|gain| *gain > Number::zero()).collect();
            (gaining.len(), product(&gaining))
        })
    }

    fn shortfall(&self, vector: &Vector) -> Vector {
        let short = |q: usize| {
            let range = &self.best[q] - &self.worst[q];
            let range = if range.is_zero() { Number::one() } else { range };
            match &self.reserve[q] {
                Some(reserve) if vector[q] < *reserve => &(reserve - &vector[q]) / &range,
                _ => Number::zero(),
            }
        };
        (0..vector.len()).map(short).collect()
    }
}

fn doubles(vectors: &[Vector]) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> =
        vectors.iter().map(|vector| vector.iter().map(Number::to_f64).collect()).collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all
}

fn tied(solution: &detente_deal::Solution) -> Vec<Vec<f64>> {
    let mut all = tied_in_order(solution);
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all
}

fn tied_in_order(solution: &detente_deal::Solution) -> Vec<Vec<f64>> {
    let ties = solution.ties.iter().map(|tie| tie.worth.clone());
    [solution.worth.clone()].into_iter().chain(ties).collect()
}

/// Every answer of an analysis equals the oracle's, to the last bit where it is a worth.
fn agrees(case: &Case, analysis: &Analysis) -> Result<(), TestCaseError> {
    let oracle = Oracle::new(case);
    prop_assert_eq!(&analysis.packages, &Some(every_package(case).len().to_string()));
    prop_assert_eq!(analysis.zone.exists, Some(!oracle.zone.is_empty()));
    prop_assert_eq!(&analysis.zone.packages, &Some(oracle.zone.len().to_string()));
    let frontier = analysis.frontier.as_ref().unwrap();
    prop_assert!(frontier.exact);
    prop_assert_eq!(frontier.count, frontier.points.len());
    let expected = oracle.frontier();
    prop_assert_eq!(frontier.points.len(), expected.len());
    for (point, (vector, package, count)) in frontier.points.iter().zip(expected) {
        prop_assert_eq!(&point.worth, &vector.iter().map(Number::to_f64).collect::<Vec<_>>());
        let named: Vec<String> = point.package.0.iter().map(|(_, option)| option.to_string()).collect();
        prop_assert_eq!(named, package.iter().map(|option| format!("o{option}")).collect::<Vec<_>>());
        prop_assert_eq!(&point.packages, &Some(count.to_string()));
    }
    for (q, party) in analysis.parties.iter().enumerate() {
        prop_assert_eq!(party.best, Some(oracle.best[q].to_f64()));
        prop_assert_eq!(party.worst, Some(oracle.worst[q].to_f64()));
        prop_assert_eq!(party.walk_away, oracle.reserve[q].as_ref().map(Number::to_f64));
    }
    let sorted = |mut values: Vector| {
        values.sort();
        values
    };
    let expected = [
        (&analysis.solutions.nash, oracle.nash()),
        (&analysis.solutions.egalitarian, oracle.best_by(|v| sorted(oracle.gains(v)))),
        (&analysis.solutions.kalai_smorodinsky, oracle.best_by(|v| sorted(oracle.ratios(v)))),
        (
            &analysis.solutions.utilitarian,
            oracle.best_by(|v| v.iter().fold(Number::zero(), |sum, w| &sum + w)),
        ),
    ];
    for (solution, vectors) in expected {
        prop_assert_eq!(solution.as_ref().map(tied).unwrap_or_default(), doubles(&vectors));
        if let Some(solution) = solution {
            let bound = solution.certificate.bound.unwrap_or(f64::INFINITY);
            prop_assert!(bound >= solution.value - 1e-9, "{:?}", solution.certificate);
        }
    }
    match &analysis.solutions.closest {
        None => prop_assert!(!oracle.zone.is_empty() || oracle.allowed.is_empty()),
        Some(closest) => {
            prop_assert!(oracle.zone.is_empty());
            let total =
                |vector: &Vector| oracle.shortfall(vector).iter().fold(Number::zero(), |sum, s| &sum + s);
            let least = oracle.allowed.iter().map(|(_, vector)| total(vector)).min().unwrap();
            prop_assert_eq!(closest.value, least.to_f64());
            // Of all that come as near, with the smallest worst shortfall, those that nothing else betters.
            let worst = |vector: &Vector| oracle.shortfall(vector).into_iter().max();
            let near = || {
                let all = oracle.allowed.iter().map(|(_, vector)| vector);
                all.filter(|vector| total(vector) == least)
            };
            let smallest = near().map(worst).min().unwrap();
            let mut best: Vec<&Vector> = near().filter(|vector| worst(vector) == smallest).collect();
            let all = best.clone();
            let betters = |a: &Vector, b: &Vector| a != b && a.iter().zip(b).all(|(a, b)| a >= b);
            best.retain(|vector| !all.iter().any(|other| betters(other, vector)));
            // Packages are listed in the order of the options, so each worth stands where its first package does.
            let mut seen = std::collections::BTreeSet::new();
            best.retain(|vector| seen.insert((*vector).clone()));
            let expected: Vec<Vec<f64>> =
                best.iter().map(|vector| vector.iter().map(Number::to_f64).collect()).collect();
            prop_assert_eq!(tied_in_order(closest), expected);
            let named: Vec<String> = closest.package.0.iter().map(|(_, option)| option.to_string()).collect();
            let of =
                |package: &[usize]| package.iter().map(|option| format!("o{option}")).collect::<Vec<_>>();
            let (_, vector) = oracle.allowed.iter().find(|(package, _)| of(package) == named).unwrap();
            prop_assert_eq!(vector, best[0]);
            let alike = oracle.allowed.iter().filter(|(_, other)| other == vector).count();
            prop_assert_eq!(&closest.packages, &Some(alike.to_string()));
        }
    }
    if let Some(certificate) = &analysis.zone.certificate
        && certificate.kind == "bound"
    {
        prop_assert!(oracle.zone.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::cases::random(400))]

    #[test]
    fn sums_agree(case in any_case(4, false)) {
        agrees(&case, &analyze(&case, &Settings::default(), &Silent).unwrap())?;
    }

    #[test]
    fn linked_issues_agree(case in any_case(4, true)) {
        agrees(&case, &analyze(&case, &Settings::default(), &Silent).unwrap())?;
    }
}
