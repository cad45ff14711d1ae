//! What negotiators see, and what becomes of bad ones.

use detente_sim::{
    Chance, Deadline, Fault, How, NEGOTIATORS, Negotiator, Package, Protocol, Response, Seat, Semantics,
    Strategy, Terms, play,
};
use proptest::prelude::*;

use crate::made::{drawn, table};

/// Offers what it is told to offer.
struct Offers(Result<Option<Package>, Fault>);

impl Negotiator for Offers {
    fn propose(&mut self, _: &Seat<'_>) -> Result<Option<Package>, Fault> {
        self.0.clone()
    }
    fn respond(&mut self, _: &Seat<'_>, _: Package) -> Result<Response, Fault> {
        Ok(Response::Reject)
    }
}

fn against_linear(first: Offers) -> How {
    let table = table(&drawn(5, 2, &[4, 5], 0.2));
    let linear = "linear".parse::<Strategy>().unwrap().seated(Semantics::Negmas, Chance::new(1, 0, 1));
    let mut players: Vec<Box<dyn Negotiator>> = vec![Box::new(first), linear];
    let terms = Terms { deadline: Deadline::Rounds(10), seed: 1, negotiation: 0, opening: None };
    play(&Protocol::Alternating, &table, &mut players, &terms, None, &mut ()).unwrap().how
}

#[test]
fn a_bad_one_loses_with_a_reason() {
    assert_eq!(against_linear(Offers(Ok(None))), How::Left(0));
    let nonsense = How::Failed(0, "it offered package 20; there are 20".into());
    assert_eq!(against_linear(Offers(Ok(Some(20)))), nonsense);
    let thrown = Fault("it threw".into());
    assert_eq!(against_linear(Offers(Err(thrown))), How::Failed(0, "it threw".into()));
}

#[test]
fn players_and_parties_have_to_match() {
    let table = table(&drawn(5, 2, &[4, 5], 0.2));
    let terms = Terms { deadline: Deadline::Rounds(10), seed: 1, negotiation: 0, opening: None };
    let mut one = [Offers(Ok(None))];
    let error = play(&Protocol::Alternating, &table, &mut one, &terms, None, &mut ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "1 negotiators for 2 parties; each party needs one, and there are at least two"
    );
    let mut two = [Offers(Ok(None)), Offers(Ok(None))];
    let mediated = Protocol::Mediated { drafts: 5 };
    assert!(play(&mediated, &table, &mut two, &terms, None, &mut ()).is_err());
}

#[test]
fn whoever_can_have_nothing_agrees_to_nothing() {
    let mut worths = drawn(5, 2, &[4, 5], 0.2);
    worths.worth[0].fill(f64::NEG_INFINITY);
    worths.walk_away = vec![None, Some(0.2)];
    let table = table(&worths);
    for name in NEGOTIATORS.iter().map(|listed| listed.name).filter(|name| *name != "random") {
        for semantics in [Semantics::Negmas, Semantics::Genius] {
            for protocol in Protocol::NAMES.into_iter().filter(|name| *name != "mediated") {
                let seated =
                    |party| name.parse::<Strategy>().unwrap().seated(semantics, Chance::new(1, 0, party));
                let mut players = vec![seated(1), seated(0)];
                players.reverse();
                let terms = Terms { deadline: Deadline::Rounds(15), seed: 1, negotiation: 0, opening: None };
                let protocol = Protocol::named(protocol).unwrap();
                let ended = play(&protocol, &table, &mut players, &terms, None, &mut ()).unwrap();
                assert_eq!(ended.agreement(), None, "{name} {protocol:?} {semantics:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 32, ..ProptestConfig::default() })]

    /// Whatever another party wants, a negotiator that hears the same does the same.
    #[test]
    fn what_another_wants_changes_nothing_for_a_negotiator(
        seed in 0_u64..1_000_000,
        other in 0_u64..1_000_000,
        which in 0..NEGOTIATORS.len(),
    ) {
        let a = drawn(seed, 2, &[3, 4], 0.3);
        let mut b = drawn(other, 2, &[3, 4], 0.9);
        b.worth[0] = a.worth[0].clone();
        b.walk_away[0] = a.walk_away[0];
        let strategy: Strategy = NEGOTIATORS[which].name.parse().unwrap();
        let mut said = Vec::new();
        for worths in [&a, &b] {
            let table = table(worths);
            let mut own = strategy.seated(Semantics::Negmas, Chance::new(1, 7, 0));
            let mut all = Vec::new();
            for step in 0..30 {
                let seat = Seat {
                    preferences: &table.preferences[0],
                    packages: &table.packages,
                    party: 0,
                    parties: 2,
                    step,
                    steps: Some(30),
                    time: f64::from(step + 1) / 31.0,
                };
                let offer = (step * 5) % 12;
                own.heard(&seat, 1, offer);
                all.push((own.respond(&seat, offer), own.propose(&seat)));
            }
            said.push(all);
        }
        prop_assert_eq!(&said[0], &said[1]);
    }

    /// No negotiator offers what is not there, or what it could not live with, the one that throws dice aside.
    #[test]
    fn offers_are_packages_one_could_live_with(
        seed in 0_u64..1_000_000,
        which in 0..NEGOTIATORS.len(),
        away in 0.0_f64..0.9,
        genius in any::<bool>(),
    ) {
        let table = table(&drawn(seed, 2, &[3, 4], away));
        prop_assume!(table.preferences.iter().all(|own| own.rational() > 0));
        let name = NEGOTIATORS[which].name;
        let semantics = if genius { Semantics::Genius } else { Semantics::Negmas };
        let seated = |name: &str, party| {
            name.parse::<Strategy>().unwrap().seated(semantics, Chance::new(seed, 0, party))
        };
        let mut players = vec![seated(name, 0), seated("linear", 1)];
        let mut turns: Vec<detente_sim::Turn> = Vec::new();
        let terms = Terms { deadline: Deadline::Rounds(40), seed, negotiation: 0, opening: None };
        let ended = play(&Protocol::Alternating, &table, &mut players, &terms, None, &mut turns).unwrap();
        prop_assert!(!matches!(ended.how, How::Failed(..)), "{:?}", ended.how);
        let own = &table.preferences[0];
        // GENIUS's negotiators take the nearest package in worth, which may lie just below the walk-away; tit for tat knows no walk-away
        // in what it offers, as in NegMAS.
        let free = genius || matches!(name, "random" | "tit-for-tat");
        for turn in turns.iter().filter(|turn| turn.party == Some(0) && !free) {
            prop_assert!(own.accepts(turn.offer), "{name} offered {}", own.worth(turn.offer));
        }
    }
}
