//! Sizes at which only the right method answers.

use detente_case::{Among, Case, Choice, Link, Number, WalkAway};
use detente_deal::{Settings, Silent, analyze};

use crate::cases::{blank, plain_sums};

/// Worths from 0 to 100 by a fixed recurrence (the test needs no randomness, only variety).
fn varied(parties: usize, issues: usize, options: usize) -> Case {
    let mut case = blank(parties, &vec![options; issues]);
    let mut state = 12_345u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Number::from((state >> 33) as i64 % 101)
    };
    for party in 0..parties {
        let rows = (0..issues).map(|_| (0..options).map(|_| next()).collect()).collect();
        case.preferences[party] = Some(plain_sums(rows, WalkAway::Points(Number::from(30 * issues as i64))));
    }
    case
}

#[test]
fn ten_to_the_fifty_packages_have_an_exact_frontier() {
    let analysis = analyze(&varied(2, 50, 10), &Settings::default(), &Silent).unwrap();
    assert_eq!(analysis.packages.as_deref(), Some(format!("1{}", "0".repeat(50)).as_str()));
    let frontier = analysis.frontier.unwrap();
    assert!(frontier.exact && frontier.count > 100);
    let nash = analysis.solutions.nash.unwrap();
    // The bound proves it to a part in a thousand without any search.
    assert!(
        nash.value <= nash.certificate.bound.unwrap()
            && nash.value >= 0.999 * nash.certificate.bound.unwrap()
    );
}

#[test]
fn red_lines_cost_what_they_tie_together_not_what_there_is() {
    let mut case = varied(2, 30, 10);
    let free = analyze(&case, &Settings::default(), &Silent).unwrap().frontier.unwrap();
    let choice = |issue, option| Choice { issue, among: Among::Options(vec![option]) };
    let nash = free.points[free.count / 2].package.0.clone();
    let option = |issue: usize| case.issues[issue].domain.find(&nash[issue].1).unwrap();
    // A package in the middle of the frontier is ruled out, with all that share two of its options.
    let (one, two) = (option(4), option(21));
    case.links.push(Link { id: "m".into(), never: vec![vec![choice(4, one), choice(21, two)]], why: None });
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    let frontier = analysis.frontier.unwrap();
    assert!(frontier.exact && frontier.count > 100);
    let broken = |point: &detente_deal::Point| {
        let of = |issue: usize| point.package.0[issue].1 == nash[issue].1;
        of(4) && of(21)
    };
    assert!(!frontier.points.iter().any(broken) && free.points.iter().any(broken));
    // What was on the free frontier and breaks nothing is on it still.
    let there = |point: &detente_deal::Point| frontier.points.iter().any(|other| other.worth == point.worth);
    let mut still = free.points.iter().filter(|point| !broken(point)).peekable();
    assert!(still.peek().is_some() && still.all(there));
}

#[test]
fn linked_issues_beyond_reach_have_points_near_their_frontier() {
    // Every issue with every other: far too much to remember at once.
    let mut case = varied(2, 30, 10);
    let choice = |issue, option| Choice { issue, among: Among::Options(vec![option]) };
    let pairs = (0..30).flat_map(|one| (0..one).map(move |two| (one, two)));
    let never =
        pairs.map(|(one, two)| vec![choice(one, (one * 7 + two) % 10), choice(two, (two * 3 + one) % 10)]);
    case.links.push(Link { id: "l".into(), never: never.collect(), why: None });
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    let frontier = analysis.frontier.unwrap();
    assert!(!frontier.exact && frontier.count > 20 && frontier.error > 0.0 && frontier.error < 100.0);
    let why = &analysis.why["frontier.exact"];
    assert!(
        why.contains("tie 30 issues together (Issue 0, Issue 1")
            && why.contains("1,000,000,000,000,000,000,000,000,000,000 packages"),
        "{why}"
    );
    // The measures are had all the same, with a bound.
    let nash = analysis.solutions.nash.unwrap();
    assert!(
        nash.value <= nash.certificate.bound.unwrap() && nash.value >= 0.95 * nash.certificate.bound.unwrap()
    );
}

#[test]
fn a_bound_settles_what_is_too_large_to_list() {
    // Five parties and 10^19 packages: the frontier is out of reach, but walk-aways near everyone's best leave no zone.
    let mut case = varied(5, 40, 3);
    for held in case.preferences.iter_mut().flatten() {
        held.walk_away.value = WalkAway::Points(Number::from(3_000));
    }
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    assert_eq!(analysis.zone.exists, Some(false));
    assert_eq!(analysis.zone.certificate.unwrap().kind, "bound");
}

#[test]
fn the_closest_package_needs_no_frontier() {
    // Seven parties: the frontier of the shortfalls is too large to compare point by point.
    let mut case = varied(7, 15, 3);
    for held in case.preferences.iter_mut().flatten() {
        held.walk_away.value = WalkAway::Points(Number::from(1_050));
    }
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    assert_eq!(analysis.zone.exists, Some(false));
    let closest = analysis.solutions.closest.unwrap_or_else(|| panic!("{:?}", analysis.why));
    assert!(closest.gain.iter().any(|gain| *gain < 0.0));
}
