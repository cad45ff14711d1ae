//! A plain evaluator of cases, and where the shared scenarios lie.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use detente_case::{
    Aggregate, Among, Amount, Case, Combinations, Domain, Files, Importance, Number, Preferences, WalkAway,
    Worth,
};

/// One settlement of one issue: an option's position, or a number.
#[derive(Clone, Debug)]
pub(crate) enum Settlement {
    Option(usize),
    Real(Number),
}

pub(crate) type Package = Vec<Settlement>;

pub(crate) fn positions(package: &[usize]) -> Package {
    package.iter().map(|&option| Settlement::Option(option)).collect()
}

/// `base + Σ importance·worth + combinations`, at most `cap`; the sum divided by Σ importance if averaged.
pub(crate) fn utility(case: &Case, party: usize, package: &Package) -> Number {
    let preferences = case.preferences[party].as_ref().expect("something is held");
    let Importance::Each(importance) = &preferences.importance else { panic!("importances are exact") };
    let mut sum = Number::zero();
    let mut total = Number::zero();
    for (at, settlement) in package.iter().enumerate() {
        let Amount::Exactly(weight) = &importance[at].value else { panic!("importances are exact") };
        total = &total + weight;
        sum = &sum + &(weight * &worth(case, preferences, at, settlement));
    }
    if preferences.scale.averaged && !total.is_zero() {
        sum = &sum / &total;
    }
    sum = &sum + &preferences.scale.base;
    if let Some(combinations) = &preferences.combinations {
        sum = &sum + &combined(case, combinations, package);
    }
    match &preferences.scale.cap {
        Some(cap) if sum > *cap => cap.clone(),
        _ => sum,
    }
}

fn number_of(case: &Case, issue: usize, settlement: &Settlement) -> Number {
    match (settlement, &case.issues[issue].domain) {
        (Settlement::Real(x), _) => x.clone(),
        (Settlement::Option(option), Domain::Integers { low, .. }) => Number::from(low + *option as i64),
        (Settlement::Option(option), domain) => Number::parse(&domain.label(*option)).expect("a number"),
    }
}

fn worth(case: &Case, preferences: &Preferences, issue: usize, settlement: &Settlement) -> Number {
    match &preferences.worth[issue] {
        Worth::Each(amounts) => {
            let Settlement::Option(option) = settlement else { panic!("an option") };
            match &amounts[*option].value {
                Amount::Exactly(value) => value.clone(),
                other => panic!("{other:?}"),
            }
        }
        Worth::Line(corners) => on_line(&corners.value, &number_of(case, issue, settlement)),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn on_line(corners: &[(Number, Number)], x: &Number) -> Number {
    let after = corners.partition_point(|(at, _)| at <= x);
    match (after.checked_sub(1).map(|at| &corners[at]), corners.get(after)) {
        (None, Some((_, y))) | (Some((_, y)), None) => y.clone(),
        (Some((x0, y0)), Some((x1, y1))) => y0 + &(&(&(y1 - y0) * &(x - x0)) / &(x1 - x0)),
        (None, None) => panic!("a line has corners"),
    }
}

fn combined(case: &Case, combinations: &Combinations, package: &Package) -> Number {
    let mut value = combinations.start.clone();
    let mut take = |next: Number| {
        value = match combinations.aggregate {
            Aggregate::Sum => &value + &next,
            Aggregate::Min => value.clone().min(next),
            Aggregate::Max => value.clone().max(next),
        };
    };
    for term in &combinations.terms {
        let holds = term.when.iter().all(|choice| match (&choice.among, &package[choice.issue]) {
            (Among::Options(options), Settlement::Option(option)) => options.contains(option),
            (Among::Between(low, high), settlement) => {
                let x = number_of(case, choice.issue, settlement);
                *low <= x && x <= *high
            }
            (Among::Outside(..), _) | (Among::Options(_), Settlement::Real(_)) => panic!("an option"),
        });
        take(if holds != term.unless { term.worth.clone() } else { Number::zero() });
    }
    for (weight, group) in &combinations.groups {
        take(weight * &combined(case, group, package));
    }
    value
}

/// What a party gets with no agreement, if it said so.
pub(crate) fn walk_away(case: &Case, party: usize) -> Option<Number> {
    match &case.preferences[party].as_ref()?.walk_away.value {
        WalkAway::Points(value) => Some(value.clone()),
        WalkAway::Package(package) => Some(utility(case, party, &positions(package))),
        WalkAway::Unknown | WalkAway::None | WalkAway::Between(..) => None,
    }
}

/// The shared data folder, if the environment names one; says so if not.
pub(crate) fn data(what: &str) -> Option<PathBuf> {
    let data = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    if data.is_none() {
        println!("left out: {what} (set DETENTE_DATA to the folder with scenarios/)");
    }
    data
}

pub(crate) fn folder(path: &Path) -> Files {
    let mut files = Files::new();
    for entry in std::fs::read_dir(path).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.path().is_file() {
            let bytes = std::fs::read(entry.path()).expect("a file");
            files.insert(entry.file_name().to_string_lossy().into_owned(), bytes);
        }
    }
    files
}

/// Files from names and texts.
pub(crate) fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect()
}

/// Every package of a case with few packages.
pub(crate) fn all_packages(case: &Case) -> Vec<Vec<usize>> {
    let mut packages = vec![Vec::new()];
    for issue in &case.issues {
        let count = issue.domain.len().expect("no real issue");
        packages = packages
            .into_iter()
            .flat_map(|package| {
                (0..count).map(move |option| {
                    let mut longer = package.clone();
                    longer.push(option);
                    longer
                })
            })
            .collect();
    }
    packages
}

/// Objects of a JSON list by their `name`.
pub(crate) fn by_name(path: &Path) -> BTreeMap<String, serde_json::Value> {
    let text = std::fs::read_to_string(path).expect("a reference file");
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let list = all["scenarios"].as_array().expect("a list").clone();
    list.into_iter().map(|one| (one["name"].as_str().expect("a name").to_owned(), one)).collect()
}
