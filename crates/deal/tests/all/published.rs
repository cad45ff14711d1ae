//! Cases with answers worked out by hand.

use detente_case::{Number, WalkAway};
use detente_deal::{Definitions, Settings, Silent, analyze};

use crate::cases::{blank, plain_sums};

fn one_issue(worths: &[[&str; 2]], walk_away: &str) -> detente_case::Case {
    let mut case = blank(2, &[worths.len()]);
    for party in 0..2 {
        let row = worths.iter().map(|pair| Number::parse(pair[party]).unwrap()).collect();
        let away = WalkAway::Points(Number::parse(walk_away).unwrap());
        case.preferences[party] = Some(plain_sums(vec![row], away));
    }
    case
}

#[test]
fn two_losses_do_not_multiply_to_a_gain() {
    // A product without a look at the signs would choose (0.5, 0.5), where both lose.
    let case = one_issue(&[["0.5", "0.5"], ["1", "0"], ["0", "1"]], "0.6");
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    assert_eq!(analysis.zone.exists, Some(false));
    assert!(analysis.solutions.nash.is_none());
    let closest = analysis.solutions.closest.unwrap();
    assert_eq!(closest.worth, [0.5, 0.5]);
    assert_eq!(
        closest.gain.iter().map(|gain| format!("{gain:.3}")).collect::<Vec<_>>(),
        ["-0.100", "-0.100"]
    );
}

#[test]
fn a_bound_proves_that_there_is_no_zone() {
    let case = one_issue(&[["0.9", "0"], ["0.5", "0.5"], ["0", "0.9"]], "0.6");
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    let certificate = analysis.zone.certificate.unwrap();
    assert_eq!(certificate.kind, "bound");
    assert_eq!(certificate.weights, Some(vec![1.0, 1.0]));
    assert_eq!(certificate.bound, Some(1.0));
}

#[test]
fn equality_with_the_walk_away_counts() {
    let case = one_issue(&[["0.3", "0.3"], ["1", "0"]], "0.3");
    let analysis = analyze(&case, &Settings::default(), &Silent).unwrap();
    assert_eq!(analysis.zone.packages.as_deref(), Some("1"));
    // Nobody gains there, and the Nash answer says so.
    let nash = analysis.solutions.nash.unwrap();
    assert_eq!(nash.worth, [0.3, 0.3]);
    assert!(nash.certificate.text.contains("no package gives any party a gain"), "{}", nash.certificate.text);
}

#[test]
fn the_floor_of_disagreement_changes_nash() {
    // Walk-aways of 0 below the worst package: measured from 0 the extremes win, from the worst the middle does.
    let case = one_issue(&[["1", "0.16"], ["0.16", "1"], ["0.299", "0.299"]], "0");
    let nash = |definitions| {
        let settings = Settings { definitions, ..Settings::default() };
        analyze(&case, &settings, &Silent).unwrap().solutions.nash.unwrap()
    };
    let ours = nash(Definitions::DETENTE);
    assert_eq!((ours.worth.clone(), ours.ties.len()), (vec![1.0, 0.16], 1));
    assert_eq!(nash(Definitions::NEGMAS).worth, [0.299, 0.299]);
}

#[test]
fn nash_1950_bargaining_over_goods() {
    // The worked example of Nash (1950), "The Bargaining Problem": Bill and Jack divide nine goods; the product of
    // utilities is largest when Bill gives the first four and gets the pen, the toy and the knife.
    let bill = [2, 2, 2, 2, 4, 10, 4, 6, 2];
    let jack = [4, 2, 1, 2, 1, 1, 1, 2, 2];
    let mut case = blank(2, &[2; 9]);
    // Option 0: it stays with or goes to Bill; option 1: Jack has it. Bill owns the first five goods.
    let owned: [i64; 2] = [bill[..5].iter().sum(), jack[5..].iter().sum()];
    for (party, values) in [bill, jack].iter().enumerate() {
        let rows = values.iter().map(|&v| {
            let (has, has_not) = (Number::from(v), Number::zero());
            if party == 0 { vec![has, has_not] } else { vec![has_not, has] }
        });
        case.preferences[party] =
            Some(plain_sums(rows.collect(), WalkAway::Points(Number::from(owned[party]))));
    }
    let nash = analyze(&case, &Settings::default(), &Silent).unwrap().solutions.nash.unwrap();
    let package: Vec<&str> = nash.package.0.iter().map(|(_, option)| &**option).collect();
    assert_eq!(package, ["o1", "o1", "o1", "o1", "o0", "o0", "o0", "o0", "o1"]);
    assert_eq!(nash.worth, [24.0, 11.0]);
}
