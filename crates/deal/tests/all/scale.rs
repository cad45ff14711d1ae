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
fn linked_issues_beyond_reach_are_refused_by_name_and_size() {
    let mut case = varied(2, 30, 10);
    let choice = |issue| Choice { issue, among: Among::Options(vec![0]) };
    case.links.push(Link { id: "l".into(), never: vec![vec![choice(3), choice(17)]], why: None });
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    assert!(analysis.frontier.is_none() && analysis.solutions.nash.is_none());
    assert_eq!(analysis.zone.exists, None);
    let why = &analysis.why["frontier"];
    assert!(
        why.contains("Issue 3, Issue 17")
            && why.contains("1,000,000,000,000,000,000,000,000,000,000 packages"),
        "{why}"
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
