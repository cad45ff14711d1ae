//! From what the readers understood to a case.

use std::collections::{BTreeMap, BTreeSet};

use detente_case::{
    Amount, Case, Domain, Importance, Issue, Number, Party, Preferences, Scale, Sourced, WalkAway, Worth,
};

use crate::report::Report;
use crate::source::Source;

/// Most options one reading may spell out by itself, where the file gives only bounds.
pub(crate) const MOST_EXPANDED: i64 = 1_000_000;
/// Largest whole number taken as a bound; keeps every count and difference of bounds inside 64 bits.
pub(crate) const LARGEST_BOUND: i64 = 1_000_000_000_000_000;

/// An exact worth for each option.
pub(crate) fn each(values: Vec<Number>) -> Worth {
    Worth::Each(values.into_iter().map(|value| Sourced::told(Amount::Exactly(value))).collect())
}

/// Corners of a piecewise straight worth.
pub(crate) fn line(corners: Vec<(Number, Number)>) -> Worth {
    Worth::Line(Sourced::told(corners))
}

/// The same worth for everything in a domain.
pub(crate) fn level(domain: &Domain, value: Number) -> Worth {
    match domain {
        Domain::Options(labels) => each(vec![value; labels.len()]),
        Domain::Integers { low, .. } => line(vec![(Number::from(*low), value)]),
        Domain::Reals { low, .. } => line(vec![(low.clone(), value)]),
    }
}

/// `function` at every number of `low..=high`, if the reading as a whole can afford one value for each.
pub(crate) fn tabulate(
    low: i64,
    high: i64,
    affordable: bool,
    function: impl Fn(&Number) -> Number,
) -> Option<Worth> {
    let affordable = affordable && high - low < 10_000;
    affordable.then(|| each((low..=high).map(|value| function(&Number::from(value))).collect()))
}

/// Whether every integer issue may be spelled out for every party.
pub(crate) fn affordable(issues: &[Issue], parties: usize) -> bool {
    let sizes = issues.iter().map(|issue| match issue.domain {
        Domain::Integers { low, high } => (high - low + 1).min(MOST_EXPANDED),
        Domain::Options(_) | Domain::Reals { .. } => 0,
    });
    sizes.sum::<i64>().saturating_mul(parties as i64) <= MOST_EXPANDED
}

/// A party's weights and worths before they become preferences.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) name: Option<String>,
    pub(crate) weights: Vec<Number>,
    pub(crate) worth: Vec<Worth>,
    pub(crate) base: Number,
    pub(crate) cap: Option<Number>,
    pub(crate) walk_away: WalkAway,
    pub(crate) discount: Option<Number>,
    pub(crate) combinations: Option<detente_case::Combinations>,
}

impl Profile {
    /// Nothing of any worth.
    pub(crate) fn empty() -> Self {
        Self {
            name: None,
            weights: Vec::new(),
            worth: Vec::new(),
            base: Number::zero(),
            cap: None,
            walk_away: WalkAway::None,
            discount: None,
            combinations: None,
        }
    }

    /// The sum of the weights.
    pub(crate) fn sum(&self) -> Number {
        self.weights.iter().fold(Number::zero(), |sum, weight| &sum + weight)
    }

    /// Divides the weights by their sum, and says so.
    pub(crate) fn normalize(&mut self, source: &Source, report: &mut Report) {
        let sum = self.sum();
        if sum == Number::one() || self.combinations.is_some() {
            return;
        }
        if sum.is_zero() {
            report.error("R7", source, 0..0, "the weights sum to 0 and cannot be divided by it");
            return;
        }
        for weight in &mut self.weights {
            *weight = &*weight / &sum;
        }
        let message = format!("weights divided by their sum, {}", round(&sum));
        report.warn("normalized", source, 0..0, message);
    }

    /// Preferences on the file's own scale. An importance is never below 0: a negative weight turns its worths round.
    fn into_preferences(self) -> Preferences {
        let mut worth = self.worth;
        let mut importance = self.weights;
        for (weight, worth) in importance.iter_mut().zip(&mut worth) {
            if weight.is_negative() {
                *weight = -&*weight;
                turn(worth);
            }
        }
        let told = |value| Sourced::told(Amount::Exactly(value));
        Preferences {
            walk_away: Sourced::told(self.walk_away),
            importance: Importance::Each(importance.into_iter().map(told).collect()),
            worth,
            red_lines: Vec::new(),
            comparisons: Vec::new(),
            combinations: self.combinations,
            scale: Scale { averaged: false, base: self.base, cap: self.cap },
            discount: self.discount,
        }
    }
}

fn turn(worth: &mut Worth) {
    match worth {
        Worth::Each(amounts) => {
            for amount in amounts {
                if let Amount::Exactly(value) = &mut amount.value {
                    *value = -&*value;
                }
            }
        }
        Worth::Line(corners) => {
            for (_, value) in &mut corners.value {
                *value = -&*value;
            }
        }
        Worth::Unknown | Worth::Ranking(_) => {}
    }
}

/// Builds the case; `profiles` come with their file.
pub(crate) fn assemble(title: &str, issues: Vec<Issue>, profiles: Vec<(&Source, Profile)>) -> Case {
    let mut case = Case { title: title.to_owned(), issues, ..Case::default() };
    let mut taken = Taken::default();
    for (source, mut profile) in profiles {
        let id = taken.unique(source.stem());
        let name = profile.name.take().filter(|name| !name.trim().is_empty());
        case.parties.push(Party { name: name.unwrap_or_else(|| source.stem().to_owned()), id });
        case.preferences.push(Some(profile.into_preferences()));
        case.estimates.push(None);
    }
    case
}

/// Gives out names, each once: a name already given gets `-2`, `-3`, …
#[derive(Debug, Default)]
pub(crate) struct Taken {
    given: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    pub(crate) fn unique(&mut self, name: &str) -> String {
        let mut candidate = name.to_owned();
        let next = self.next.entry(name.to_owned()).or_insert(2);
        while !self.given.insert(candidate.clone()) {
            candidate = format!("{name}-{next}");
            *next += 1;
        }
        candidate
    }
}

/// A number short enough for a message: exact up to eight decimals.
pub(crate) fn round(number: &Number) -> String {
    let exact = number.to_string();
    if exact.len() <= 12 && !exact.contains('/') {
        return exact;
    }
    let text = format!("{:.8}", number.to_f64());
    format!("about {}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Issues with names: an error for each name that occurs twice. `places` are parallel to `issues`.
pub(crate) fn check_names(
    issues: &[Issue],
    places: &[std::ops::Range<usize>],
    source: &Source,
    report: &mut Report,
) {
    let mut seen = BTreeSet::new();
    for (issue, place) in issues.iter().zip(places) {
        if !seen.insert(detente_case::normal(&issue.name)) {
            let message = format!("two issues share the name \"{}\"", crate::report::short(&issue.name));
            let help = "rename one of them, here and in every profile";
            report.error_with_help("E2", source, place.clone(), message, help);
        }
    }
}

/// An issue whose id is, for now, its name.
pub(crate) fn issue(name: &str, domain: Domain) -> Issue {
    Issue { id: name.to_owned(), name: name.to_owned(), domain, clause: None }
}
