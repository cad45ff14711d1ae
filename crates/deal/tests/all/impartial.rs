//! Architecture laws 3 and 5: the same bytes on any number of threads; no party treated otherwise than another.

use detente_case::{Amount, Case, Importance, Number, WalkAway, Worth};
use detente_deal::{Analysis, Settings, Silent, analyze};
use proptest::prelude::*;

use crate::cases::any_case;

fn run(case: &Case) -> Analysis {
    analyze(case, &Settings::default(), &Silent).unwrap()
}

fn json(analysis: &Analysis) -> String {
    serde_json::to_string(analysis).unwrap()
}

/// Parties in another order: position n holds the party that was at `order[n]`.
fn reordered(case: &Case, order: &[usize]) -> Case {
    let mut other = case.clone();
    other.parties = order.iter().map(|&n| case.parties[n].clone()).collect();
    other.preferences = order.iter().map(|&n| case.preferences[n].clone()).collect();
    other
}

fn permuted(worth: &[f64], order: &[usize]) -> Vec<f64> {
    order.iter().map(|&n| worth[n]).collect()
}

proptest! {
    #![proptest_config(crate::cases::random(200))]

    #[test]
    fn the_order_of_the_parties_changes_nothing_but_the_order(case in any_case(4, true), rotate in 0usize..4) {
        let mut order: Vec<usize> = (0..case.parties.len()).collect();
        order.rotate_left(rotate % case.parties.len());
        let (a, b) = (run(&case), run(&reordered(&case, &order)));
        prop_assert_eq!(&a.zone.packages, &b.zone.packages);
        let mut points: Vec<_> =
            a.frontier.as_ref().unwrap().points.iter().map(|p| (permuted(&p.worth, &order), p.package.clone())).collect();
        points.sort_by(|x, y| y.0.partial_cmp(&x.0).unwrap());
        let others: Vec<_> = b.frontier.clone().unwrap().points.into_iter().map(|p| (p.worth, p.package)).collect();
        prop_assert_eq!(points, others);
        // What collides and what would open a zone: the same sets, whichever party stands first.
        let sets = |analysis: &Analysis| {
            let sorted = |ids: &[String]| {
                let mut ids = ids.to_vec();
                ids.sort();
                ids
            };
            let mut conflicts: Vec<_> = analysis.conflicts.iter().map(|one| sorted(&one.members)).collect();
            let mut repairs: Vec<_> = analysis
                .repairs_of_impasse
                .iter()
                .map(|one| (sorted(&one.relax), format!("{:.9}", one.cost), one.opens.0.clone()))
                .collect();
            conflicts.sort();
            repairs.sort();
            (conflicts, repairs)
        };
        prop_assert_eq!(sets(&a), sets(&b));
        for (x, y) in [
            (a.solutions.nash, b.solutions.nash),
            (a.solutions.egalitarian, b.solutions.egalitarian),
            (a.solutions.kalai_smorodinsky, b.solutions.kalai_smorodinsky),
            (a.solutions.utilitarian, b.solutions.utilitarian),
            (a.solutions.closest, b.solutions.closest),
        ] {
            prop_assert_eq!(x.is_some(), y.is_some());
            if let (Some(x), Some(y)) = (x, y) {
                prop_assert_eq!(permuted(&x.worth, &order), y.worth);
                prop_assert_eq!(x.package, y.package);
                let ties = |solution: &[detente_deal::Tie]| solution.iter().map(|t| t.package.clone()).collect::<Vec<_>>();
                prop_assert_eq!(ties(&x.ties), ties(&y.ties));
            }
        }
    }

    #[test]
    fn names_of_parties_do_not_matter(case in any_case(3, true)) {
        let mut other = case.clone();
        for (n, party) in other.parties.iter_mut().enumerate() {
            party.id = format!("{}", 9 - n);
            party.name = format!("Z{n}");
        }
        let (mut a, mut b) = (run(&case), run(&other));
        // A bound's text and the list of parties name them; nothing else may differ.
        for analysis in [&mut a, &mut b] {
            analysis.zone.certificate = None;
            for party in &mut analysis.parties {
                party.id.clear();
                party.name.clear();
            }
            // Members are named by their party, then by their own name.
            let bare = |id: &mut String| *id = id.split_once('.').unwrap().1.to_string();
            for member in &mut analysis.members {
                bare(&mut member.id);
                member.party.clear();
            }
            analysis.conflicts.iter_mut().flat_map(|conflict| &mut conflict.members).for_each(bare);
            analysis.repairs_of_impasse.iter_mut().flat_map(|repair| &mut repair.relax).for_each(bare);
        }
        prop_assert_eq!(json(&a), json(&b));
    }

    #[test]
    fn rescaling_a_party_changes_nothing_in_scale_free_results(case in any_case(3, false), factor in 1i64..7) {
        let mut other = case.clone();
        let factor = Number::from(factor);
        if let Some(held) = &mut other.preferences[0] {
            for worth in &mut held.worth {
                let Worth::Each(each) = worth else { continue };
                for amount in each {
                    if let Amount::Exactly(value) = &mut amount.value {
                        *value = &*value * &factor;
                    }
                }
            }
            if let WalkAway::Points(points) = &mut held.walk_away.value {
                *points = &*points * &factor;
            }
            held.scale.cap = held.scale.cap.as_ref().map(|cap| cap * &factor);
            prop_assert!(matches!(held.importance, Importance::Each(_)));
        }
        let (a, b) = (run(&case), run(&other));
        prop_assert_eq!(&a.zone.packages, &b.zone.packages);
        let packages = |analysis: &Analysis| {
            analysis.frontier.as_ref().unwrap().points.iter().map(|p| p.package.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(packages(&a), packages(&b));
        // Where not all can gain together, products over different parties are compared, which needs a common scale.
        let common = |s: &Option<detente_deal::Solution>| {
            s.as_ref().is_some_and(|s| s.certificate.text.contains("no package gives"))
        };
        if common(&a.solutions.nash) {
            return Ok(());
        }
        for (x, y) in [
            (&a.solutions.nash, &b.solutions.nash),
            (&a.solutions.kalai_smorodinsky, &b.solutions.kalai_smorodinsky),
        ] {
            prop_assert_eq!(x.as_ref().map(|s| &s.package), y.as_ref().map(|s| &s.package));
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes(case in any_case(3, true)) {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| json(&run(&case)))
        };
        prop_assert_eq!(with(1), with(3));
    }
}
