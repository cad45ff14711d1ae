//! Real-valued issues: the exact answer against a fine grid.

use std::sync::Arc;

use detente_case::{Case, Domain, Issue, Number, Scale, Sourced, WalkAway, Worth};
use detente_deal::{Analysis, Settings, Silent, analyze};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::cases::{blank, plain_sums};

/// A worth over 0 to 12 with corners at multiples of 3.
fn line() -> impl Strategy<Value = Worth> {
    vec(0i64..7, 5).prop_map(|worths| {
        let corner = |(n, worth): (usize, i64)| (Number::from(3 * n as i64), Number::from(worth));
        Worth::Line(Sourced::told(worths.into_iter().enumerate().map(corner).collect()))
    })
}

fn case() -> impl Strategy<Value = Case> {
    let party = (vec(line(), 2), vec(0i64..5, 2), 0i64..8);
    vec(party, 2).prop_map(|parties| {
        let mut case = blank(2, &[2]);
        for n in 0..2 {
            let domain = Domain::Reals { low: Number::zero(), high: Number::from(12) };
            case.issues.push(Issue { id: format!("r{n}"), name: format!("R{n}"), domain, clause: None });
        }
        for (q, (lines, options, away)) in parties.into_iter().enumerate() {
            let row = options.into_iter().map(Number::from).collect();
            let none = vec![Number::zero()];
            let mut held = plain_sums(vec![row, none.clone(), none], WalkAway::Points(Number::from(away)));
            held.worth[1] = lines[0].clone();
            held.worth[2] = lines[1].clone();
            held.scale = Scale { averaged: false, base: Number::zero(), cap: None };
            case.preferences[q] = Some(held);
        }
        case
    })
}

/// The worths of all packages on a coarse grid that meets the corners.
fn grid(case: &Case) -> Vec<[f64; 2]> {
    let numbers: Vec<String> = (0..=8).map(|n| format!("{}", f64::from(n) * 1.5)).collect();
    let mut probes = Vec::new();
    for option in ["o0", "o1"] {
        for a in &numbers {
            for b in numbers.iter() {
                let probe = [("i0", option), ("r0", a), ("r1", b)];
                probes.push(probe.map(|(issue, value)| (issue.to_string(), value.to_string())).to_vec());
            }
        }
    }
    let settings = Settings { probes, ..Settings::default() };
    let analysis = analyze(case, &settings, &Silent).unwrap();
    analysis.probes.unwrap().iter().map(|worth| [worth[0], worth[1]]).collect()
}

/// Whether some frontier point or joined stretch is at least as good for both.
fn covered(analysis: &Analysis, worth: &[f64; 2]) -> bool {
    let frontier = analysis.frontier.as_ref().unwrap();
    let reaches = |a: f64, b: f64| a >= worth[0] - 1e-9 && b >= worth[1] - 1e-9;
    let joined = frontier.joined.as_ref().unwrap();
    frontier.points.iter().any(|point| reaches(point.worth[0], point.worth[1]))
        || frontier.points.windows(2).zip(joined).any(|(two, joined)| {
            let (a, b) = (&two[0].worth, &two[1].worth);
            // The most the second party has on the stretch where the first has what it needs.
            let share = ((a[0] - worth[0].max(b[0])) / (a[0] - b[0])).clamp(0.0, 1.0);
            *joined && reaches(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
        })
}

proptest! {
    #![proptest_config(crate::cases::random(24))]

    #[test]
    fn no_package_lies_beyond_the_exact_frontier(case in case()) {
        let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
        let frontier = analysis.frontier.as_ref().unwrap();
        prop_assert!(frontier.exact);
        let away: Vec<f64> = analysis.parties.iter().map(|party| party.walk_away.unwrap()).collect();
        let grid = grid(&case);
        let inside: Vec<&[f64; 2]> = grid.iter().filter(|w| w[0] >= away[0] && w[1] >= away[1]).collect();
        for worth in &inside {
            prop_assert!(covered(&analysis, worth), "{worth:?} beyond {frontier:?}");
        }
        // No measure does worse than the best of the grid.
        if let Some(nash) = &analysis.solutions.nash {
            let product = |w: &[f64; 2]| (w[0] - away[0]) * (w[1] - away[1]);
            let best = inside.iter().map(|w| product(w)).fold(0.0, f64::max);
            prop_assert!(nash.value >= best - 1e-9, "{} < {best}", nash.value);
            let smallest = inside.iter().map(|w| (w[0] - away[0]).min(w[1] - away[1])).fold(0.0, f64::max);
            prop_assert!(analysis.solutions.egalitarian.as_ref().unwrap().value >= smallest - 1e-9);
            let sum = inside.iter().map(|w| w[0] + w[1]).fold(0.0, f64::max);
            prop_assert!(analysis.solutions.utilitarian.as_ref().unwrap().value >= sum - 1e-9);
        }
        if !inside.is_empty() {
            prop_assert_eq!(analysis.zone.exists, Some(true));
        }
        // What is claimed can be had: each corner's package has the worth stated.
        let owned = |(issue, option): &(Arc<str>, Arc<str>)| (issue.to_string(), option.to_string());
        let points = frontier.points.iter();
        let probes: Vec<Vec<_>> = points.map(|point| point.package.0.iter().map(owned).collect()).collect();
        if !probes.is_empty() {
            let again = analyze(&case, &Settings { probes, ..Settings::default() }, &Silent).unwrap();
            for (probe, point) in again.probes.unwrap().iter().zip(&frontier.points) {
                for q in 0..2 {
                    prop_assert!((probe[q] - point.worth[q]).abs() < 1e-9, "{probe:?} {point:?}");
                }
            }
        }
        // And no corner is better for both than another.
        for (n, a) in frontier.points.iter().enumerate() {
            for b in &frontier.points[n + 1..] {
                prop_assert!(a.worth[0] >= b.worth[0] && a.worth[1] <= b.worth[1] && a.worth != b.worth);
            }
        }
    }
}

#[test]
fn on_a_grid_nothing_is_claimed_that_was_not_proved() {
    // Three parties, so no exact method. All are best off at 0.463, between the even points, and nowhere else content.
    let mut case = blank(3, &[]);
    let domain = Domain::Reals { low: Number::zero(), high: Number::one() };
    case.issues.push(Issue { id: "r".into(), name: "R".into(), domain, clause: None });
    let corners = |peak: &str| {
        let corner = |at: &str, worth: i64| (Number::parse(at).unwrap(), Number::from(worth));
        Worth::Line(Sourced::told(vec![corner("0", 0), corner(peak, 100), corner("1", 0)]))
    };
    let with = |case: &Case, peaks: [&str; 3], away: i64| {
        let mut case = case.clone();
        for (q, peak) in peaks.iter().enumerate() {
            let mut held = plain_sums(vec![vec![Number::zero()]], WalkAway::Points(Number::from(away)));
            held.worth[0] = corners(peak);
            case.preferences[q] = Some(held);
        }
        analyze(&case, &Settings::default(), &Silent).unwrap()
    };
    let same = with(&case, ["0.463", "0.463", "0.463"], 98);
    assert_eq!((same.zone.exists, same.zone.packages), (Some(true), None));
    let frontier = same.frontier.unwrap();
    assert!(!frontier.exact && frontier.error > 0.0 && frontier.points[0].worth == [100.0, 100.0, 100.0]);
    // Apart, no point looked at will do, though one between them would; the zone is neither found nor ruled out.
    let apart = with(&case, ["0.41", "0.43", "0.41"], 97);
    assert_eq!(apart.zone.exists, None);
    assert!(apart.why["zone"].contains("looked at"), "{:?}", apart.why);
}
