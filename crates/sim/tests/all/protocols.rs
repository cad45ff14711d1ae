//! Protocols with a mediator and with votes.

use detente_deal::Worths;
use detente_sim::{
    Chance, Deadline, Draft, Ended, Negotiator, Protocol, Rule, Semantics, Shuttle, Strategy, Table, Terms,
    Turn, marks, play,
};

use crate::made::{drawn, table, well};

fn run(protocol: &Protocol, table: &Table, name: &str, terms: &Terms) -> (Ended, Vec<Turn>) {
    let strategy: Strategy = name.parse().unwrap();
    let mut players: Vec<Box<dyn Negotiator>> = (0..table.preferences.len())
        .map(|party| {
            strategy.seated(Semantics::Negmas, Chance::new(terms.seed, terms.negotiation, party as u64))
        })
        .collect();
    let mut turns = Vec::new();
    let case = well();
    let ended = play(protocol, table, &mut players, terms, Some(&case), &mut turns).unwrap();
    (ended, turns)
}

fn terms(negotiation: u64, rounds: u32) -> Terms {
    Terms { deadline: Deadline::Rounds(rounds), seed: 1, negotiation, opening: None }
}

#[test]
fn a_single_text_gets_no_worse_for_anybody_under_veto() {
    for rule in [Rule::Veto, Rule::HillClimbing] {
        for negotiation in 0..30 {
            let table = table(&drawn(negotiation, 3, &[3, 3, 3], 0.0));
            let (ended, turns) = run(&Protocol::SingleText(rule), &table, "linear", &terms(negotiation, 200));
            let (first, last) = (turns[0].offer, ended.agreement().unwrap());
            for own in &table.preferences {
                assert!(own.worth(last) >= own.worth(first));
            }
            // One clause is changed at a time.
            for turn in &turns[1..turns.len() - 1] {
                assert!(turn.accepted.len() <= 3);
            }
        }
    }
}

#[test]
fn hill_climbing_ends_where_no_change_of_one_clause_is_taken() {
    let table = table(&drawn(9, 2, &[4, 4], 0.0));
    let (ended, _) = run(&Protocol::SingleText(Rule::HillClimbing), &table, "linear", &terms(3, 10_000));
    let text = ended.agreement().unwrap();
    let own = table.packages.package(text).to_vec();
    for issue in 0..2 {
        for option in 0..4 {
            let mut other = own.clone();
            other[issue] = option;
            let other = table.packages.number(&other).unwrap();
            let all = table.preferences.iter().all(|own| own.worth(other) >= own.worth(text));
            assert!(!all || other == text, "{own:?} could go on to {other:?}");
        }
    }
}

#[test]
fn a_text_that_somebody_cannot_live_with_is_no_agreement() {
    let mut worths = drawn(2, 2, &[3, 3], 0.0);
    worths.walk_away = vec![Some(0.0), Some(2.0)];
    let table = table(&worths);
    for name in Protocol::NAMES.into_iter().filter(|name| *name != "mediated") {
        let (ended, _) = run(&Protocol::named(name).unwrap(), &table, "linear", &terms(0, 50));
        assert_eq!(ended.agreement(), None, "{name}");
    }
}

#[test]
fn votes_find_what_all_accept() {
    let table = table(&drawn(4, 3, &[4, 4], 0.1));
    let (ended, turns) = run(&Protocol::Voting, &table, "conceder", &terms(0, 100));
    let agreed = ended.agreement().unwrap();
    let last = turns.last().unwrap();
    assert_eq!((last.offer, last.accepted.len()), (agreed, 2));
}

#[test]
fn a_mediator_finds_what_all_can_live_with() {
    let case = well();
    let worths = Worths::new(&case, 21, 1_000).unwrap();
    let table = Table::of(&worths);
    let (ended, turns) = run(&Protocol::Mediated { drafts: 12 }, &table, "linear", &terms(0, 100));
    let agreed = ended.agreement().unwrap();
    assert!(table.preferences.iter().all(|own| own.accepts(agreed)));
    // No draft comes twice, none breaks the link.
    let mut drafts: Vec<u32> = turns.iter().map(|turn| turn.offer).collect();
    drafts.sort_unstable();
    drafts.dedup();
    assert_eq!(drafts.len(), turns.len());
    assert_eq!(worths.codes.len(), 24);
    // The same again.
    assert_eq!(run(&Protocol::Mediated { drafts: 12 }, &table, "linear", &terms(0, 100)), (ended, turns));
}

#[test]
fn a_draft_comes_first_if_asked_for() {
    let case = well();
    let table = Table::of(&Worths::new(&case, 21, 1_000).unwrap());
    for name in Protocol::NAMES {
        let opened = Terms { opening: Some(7), ..terms(0, 20) };
        let (_, turns) = run(&Protocol::named(name).unwrap(), &table, "linear", &opened);
        assert_eq!(turns[0].offer, 7, "{name}");
    }
}

#[test]
fn a_shuttle_is_put_to_the_parties_again() {
    let mut worths = drawn(2, 2, &[4], 0.5);
    worths.worth = vec![vec![0.9, 0.6, 0.4, 0.1], vec![0.1, 0.4, 0.6, 0.9]];
    let table = table(&worths);
    let draft = |package, said: [Option<bool>; 2]| Draft { package, said: said.to_vec() };
    let shuttle = Shuttle {
        drafts: vec![
            draft(0, [Some(true), Some(false)]),
            draft(2, [Some(true), Some(true)]),
            draft(9, [None, None]),
        ],
    };
    // Of party 0: right on the first, wrong on the second.
    assert_eq!(shuttle.fit(&table), [(1, 2), (2, 2)]);
    let (ended, turns) = run(&Protocol::Shuttle(shuttle.into()), &table, "linear", &terms(0, 1));
    assert_eq!((ended.agreement(), turns.len()), (None, 2));
}

#[test]
fn marks_tell_thirds_and_nothing_else() {
    let case = well();
    let worths = Worths::new(&case, 21, 1_000).unwrap();
    let marked = marks(&case, &worths);
    let told = marked.preferences[0].as_ref().unwrap();
    assert!(told.red_lines.is_empty());
    assert_eq!(told.walk_away.value, detente_case::WalkAway::Unknown);
    let detente_case::Worth::Each(hours) = &told.worth[0] else { panic!("no marks") };
    let levels: Vec<_> = hours.iter().map(|mark| mark.value.clone()).collect();
    use detente_case::{Amount, Mark};
    assert_eq!(
        levels,
        [Amount::Mark(Mark::Acceptable), Amount::Mark(Mark::Unacceptable), Amount::Mark(Mark::Discuss)]
    );
}
