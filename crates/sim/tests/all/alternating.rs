//! Alternating offers against a second implementation that anyone can read, and schedules against what they stand for.

use std::sync::Arc;

use detente_sim::{
    Chance, Deadline, Ended, How, Negotiator, Protocol, Schedule, Scheduled, Semantics, Strategy, Table,
    Terms, Turn, play,
};
use proptest::prelude::*;

use crate::made::{drawn, table};

/// Time-dependent parties, as their definitions say, without anything sorted or kept: who offered what, and what was agreed.
fn slow(table: &Table, exponents: &[f64], rounds: u32) -> (Vec<(usize, u32)>, Option<u32>) {
    let parties = exponents.len();
    let asks = |party: usize, step: u32| {
        let own = &table.preferences[party];
        let time = f64::from(step + 1) / (f64::from(rounds) + 1.0);
        let low = own.floor();
        let part = 1.0 - libm::pow(time, exponents[party]);
        low.max(own.best().min((own.best() - low) * part + low - 1e-4))
    };
    let mut offers = Vec::new();
    let (mut on_table, mut accepted) = (None, 0);
    for step in 0..rounds {
        for party in 0..parties {
            let own = &table.preferences[party];
            let target = asks(party, step);
            if let Some(offer) = on_table.filter(|offer| own.worth(*offer) >= target) {
                accepted += 1;
                if accepted == parties {
                    return (offers, Some(offer));
                }
                continue;
            }
            // Of what it could live with the nearest at or just below the target; else its best.
            let mut best: Option<(f64, u32)> = None;
            for package in 0..own.len() as u32 {
                let worth = own.worth(package);
                let reaches = worth >= own.walk_away() && worth >= target - 1e-6;
                let far = (worth - target).abs();
                if reaches && best.is_none_or(|(nearest, _)| far < nearest) {
                    best = Some((far, package));
                }
            }
            let Some((_, offer)) = best else { return (offers, None) };
            offers.push((party, offer));
            (on_table, accepted) = (Some(offer), 1);
        }
    }
    (offers, None)
}

fn run<P: Negotiator>(table: &Table, players: &mut [P], rounds: u32) -> (Ended, Vec<Turn>) {
    let mut turns = Vec::new();
    let terms = Terms { deadline: Deadline::Rounds(rounds), seed: 1, negotiation: 0, opening: None };
    let ended = play(&Protocol::Alternating, table, players, &terms, None, &mut turns).unwrap();
    (ended, turns)
}

fn seated(table: &Table, names: &[&str], semantics: Semantics) -> Vec<Box<dyn Negotiator>> {
    let one = |(party, name): (usize, &&str)| {
        name.parse::<Strategy>().unwrap().seated(semantics, Chance::new(1, 0, party as u64))
    };
    assert_eq!(table.preferences.len(), names.len());
    names.iter().enumerate().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn offers_and_agreements_are_those_of_the_definitions(
        seed in 0_u64..1_000_000,
        parties in 2_usize..4,
        away in 0.0_f64..0.7,
        rounds in 1_u32..40,
        kinds in prop::collection::vec(0_usize..3, 3),
    ) {
        let table = table(&drawn(seed, parties, &[3, 4, 2], away));
        let names = ["boulware", "linear", "conceder"];
        let exponents = [4.0, 1.0, 0.25];
        let chosen: Vec<&str> = kinds[..parties].iter().map(|kind| names[*kind]).collect();
        let slow = slow(&table, &kinds[..parties].iter().map(|kind| exponents[*kind]).collect::<Vec<_>>(), rounds);
        let mut players = seated(&table, &chosen, Semantics::Negmas);
        // A party that could live with nothing offers its best all the same: the definitions do not say so.
        prop_assume!(table.preferences.iter().all(|own| own.rational() > 0));
        let (ended, turns) = run(&table, &mut players, rounds);
        let offers: Vec<(usize, u32)> = turns.iter().map(|turn| (turn.party.unwrap(), turn.offer)).collect();
        prop_assert_eq!((offers, ended.agreement()), slow);
    }

    #[test]
    fn a_schedule_plays_what_it_was_made_from(
        seed in 0_u64..1_000_000,
        parties in 2_usize..5,
        away in 0.0_f64..1.1,
        rounds in 1_u32..60,
        genius in any::<bool>(),
        kinds in prop::collection::vec(0_usize..4, 4),
    ) {
        let table = table(&drawn(seed, parties, &[3, 3, 3], away));
        let semantics = if genius { Semantics::Genius } else { Semantics::Negmas };
        let names = ["boulware", "linear", "conceder", "time:e=2.5"];
        let chosen: Vec<&str> = kinds[..parties].iter().map(|kind| names[*kind]).collect();
        let mut scheduled: Vec<Scheduled> = chosen
            .iter()
            .zip(&table.preferences)
            .map(|(name, own)| {
                let curve = name.parse::<Strategy>().unwrap().curve(semantics).unwrap();
                Scheduled(Arc::new(Schedule::new(&curve, own, rounds).unwrap()))
            })
            .collect();
        let mut players = seated(&table, &chosen, semantics);
        prop_assert_eq!(run(&table, &mut scheduled, rounds), run(&table, &mut players, rounds));
    }

    #[test]
    fn renaming_the_scale_of_a_party_changes_nothing(
        seed in 0_u64..1_000_000,
        factor in 1_u32..50,
        shift in 0_u32..100,
    ) {
        // Without NegMAS's tolerance, which is in points: then only shares count.
        let worths = drawn(seed, 2, &[4, 4], 0.3);
        let mut other = worths.clone();
        let map = |worth: f64| worth * f64::from(1_u32 << (factor % 8)) + f64::from(shift);
        other.worth[0].iter_mut().for_each(|worth| *worth = map(*worth));
        other.walk_away[0] = other.walk_away[0].map(map);
        let names = ["micro", "micro"];
        let (a, b) = (table(&worths), table(&other));
        let first = run(&a, &mut seated(&a, &names, Semantics::Negmas), 40);
        prop_assert_eq!(first, run(&b, &mut seated(&b, &names, Semantics::Negmas), 40));
    }
}

#[test]
fn acceptance_needs_all_in_turn() {
    // Each asks for its own best until the end; the third party's offer is the others' best too.
    let mut worths = drawn(1, 3, &[2, 2], 0.0);
    worths.worth = vec![vec![0.0, 0.1, 0.2, 1.0], vec![0.0, 0.2, 0.1, 1.0], vec![0.0, 0.1, 0.3, 1.0]];
    let table = table(&worths);
    let (ended, turns) = run(&table, &mut seated(&table, &["tough"; 3], Semantics::Negmas), 10);
    assert_eq!(ended.how, How::Agreed(3));
    assert_eq!((ended.step, ended.offers, turns[0].accepted.clone()), (0, 1, vec![1, 2]));
}

#[test]
fn in_the_words_of_genius() {
    // Worths 0, 0.1, … 1; the other never accepts. GENIUS's Boulware asks for 1 − t^5 and takes the nearest.
    let mut worths = drawn(1, 2, &[11], 0.0);
    let steps: Vec<f64> = (0..11).map(|n| f64::from(n) / 10.0).collect();
    worths.worth = vec![steps.clone(), steps.iter().map(|worth| 1.0 - worth).collect()];
    let table = table(&worths);
    let mut players = seated(&table, &["boulware", "tough"], Semantics::Genius);
    let (_, turns) = run(&table, &mut players, 9);
    let own: Vec<u32> = turns.iter().filter(|turn| turn.party == Some(0)).map(|turn| turn.offer).collect();
    // By hand: t = 0.1 … 0.9, t^5 = 0.00001, 0.00032, 0.00243, 0.01024, 0.03125, 0.07776, 0.16807, 0.32768, 0.59049.
    assert_eq!(own, [10, 10, 10, 10, 10, 9, 8, 7, 4]);
}

#[test]
fn simulated_time_runs_out() {
    let table = table(&drawn(3, 2, &[4, 5], 0.2));
    let mut lengths = Vec::new();
    for negotiation in 0..20 {
        let terms = Terms {
            deadline: Deadline::Time { limit: 10.0, turn: 1.0 },
            seed: 4,
            negotiation,
            opening: None,
        };
        let mut players = seated(&table, &["tough", "tough"], Semantics::Negmas);
        let ended = play(&Protocol::Alternating, &table, &mut players, &terms, None, &mut ()).unwrap();
        assert_eq!((ended.how.clone(), ended.time), (How::Deadline, 1.0));
        lengths.push(ended.offers);
    }
    let mean = f64::from(lengths.iter().sum::<u32>()) / lengths.len() as f64;
    assert!((8.0..13.0).contains(&mean), "{mean}");
    assert!(lengths.iter().any(|length| *length != lengths[0]));
}
