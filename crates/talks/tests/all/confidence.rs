//! Law 2, non-interference up to release: two logs with the same releases to one side, which differ otherwise only in what
//! is private to others, give that side the same bytes.

use std::collections::BTreeMap;

use detente_talks::gate::{Held, Zone};
use detente_talks::{
    Act, Channel, Desk, Event, Instrument, Mark, Means, Meeting, Newcomer, Origin, Request, Response, Sent,
    Sort, Status, Substance, Tabled, Target, Told, WordingView, at as event_at,
};
use proptest::prelude::*;

use crate::support::{CASE, TEXT, at, met, on};

/// What happens in both logs.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// An act that South may see, or that is South's own.
    Shared(&'static str, Act),
    /// An act of North that is released to South later.
    Given(&'static str, Act),
    /// The release of the n-th act given so far.
    Release(usize),
    /// The same, asked for by one mediator and agreed to by another.
    Seconded(usize),
    /// A withdrawal by South of its n-th response so far.
    Withdraw(&'static str, usize),
    /// An act of South by letter, recorded by a mediator and attested by another.
    Letter(&'static str, Act),
}

/// The log of what is common, with private acts put in before the items named.
pub(crate) fn build(items: &[Item], private: &[(usize, &'static str, Act)]) -> (Vec<Event>, usize) {
    let mut log: Vec<Event> = Vec::new();
    let (mut given, mut own) = (Vec::new(), Vec::new());
    let start: Vec<Item> = [
        ("elder", Act::Open { case: CASE.into() }),
        ("n-head", Act::Agree),
        ("s-head", Act::Agree),
        ("elder", Act::Begin),
        ("elder", Act::Table(tabled(1, TEXT, Status::Proposed))),
        ("elder", Act::OpenRound { closes: None, clauses: vec![] }),
    ]
    .map(|(by, act)| Item::Shared(by, act))
    .into();
    let common = start.len();
    for (place, item) in start.iter().chain(items).enumerate() {
        if place >= common {
            for (_, by, act) in private.iter().filter(|(before, ..)| *before == place - common) {
                // At a time of its own, which nobody of South may learn.
                push(&mut log, 50 + place as i64, by, act.clone());
            }
        }
        let time = place as i64;
        match item {
            Item::Shared(by, act) => {
                let number = push(&mut log, time, by, act.clone());
                if by.starts_with("s-") && matches!(act, Act::Respond(_) | Act::Offer { .. }) {
                    own.push(number);
                }
            }
            Item::Given(by, act) => given.push(push(&mut log, time, by, act.clone())),
            Item::Release(nth) => {
                if let Some(&event) = given.get(*nth) {
                    push(&mut log, time, "elder", Act::Release { event, to: vec!["south".into()] });
                }
            }
            Item::Seconded(nth) => {
                if let Some(&event) = given.get(*nth) {
                    let request = Request::Release { event, to: vec!["south".into()] };
                    let asked = push(&mut log, time, "elder", Act::Ask(request));
                    push(&mut log, time, "scribe", Act::Second { event: asked });
                }
            }
            Item::Withdraw(by, nth) => {
                if let Some(&event) = own.get(*nth) {
                    push(&mut log, time, by, Act::Withdraw { event });
                }
            }
            Item::Letter(by, act) => {
                let number = push(&mut log, time, by, act.clone());
                let last = log.len() - 1;
                log[last].instrument =
                    Some(Instrument { means: Means::Letter, recorded_by: "elder".into(), reference: None });
                push(&mut log, time, "scribe", Act::Attest { event: number });
            }
        }
    }
    (log, common)
}

fn push(log: &mut Vec<Event>, time: i64, by: &str, act: Act) -> u64 {
    let number = log.len() as u64 + 1;
    log.push(Event { number, at: at(time), by: by.into(), instrument: None, act });
    number
}

fn tabled(revision: u32, source: &str, status: Status) -> Tabled {
    let status = ["1", "2", "3", "4"].map(|clause| (clause.to_string(), status)).into();
    Tabled { text: "texts/well.md".into(), revision, source: source.into(), status }
}

fn any_response() -> impl Strategy<Value = Response> {
    let target = prop_oneof![
        Just(("1", Some("evenings"))),
        Just(("2", Some("none"))),
        Just(("3", Some("in spring"))),
        Just(("4", None)),
        Just(("9", Some("no such thing"))),
    ];
    let substance =
        prop_oneof![Just(Substance::Acceptable), Just(Substance::Rejected), Just(Substance::InPrinciple)];
    let wording = prop_oneof![Just(WordingView::Works), Just(WordingView::Fails)];
    (target, substance, wording, any::<bool>(), "[a-z]{0,6}").prop_map(
        |((clause, option), substance, wording, flag, note)| Response {
            substance,
            wording,
            discuss: flag,
            principals_only: flag,
            note: Some(note),
            ..on(clause, option)
        },
    )
}

fn offer() -> impl Strategy<Value = Act> {
    (prop_oneof![Just("mornings"), Just("nights")], any::<bool>()).prop_map(|(option, concession)| {
        Act::Offer { options: BTreeMap::from([("hours".to_string(), option.to_string())]), concession }
    })
}

fn told(from: &str, words: &str) -> Told {
    Told { from: from.into(), words: words.into(), condition: None, known_before: false }
}

fn meeting(people: &[&str], sort: Sort, result: &str) -> Act {
    Act::Meet(Meeting {
        level: Some("working".into()),
        minutes: Some(30),
        clauses: vec!["1".into()],
        result: Some(result.into()),
        ..met(people, sort)
    })
}

fn south() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("s-head"), Just("s-minister"), Just("s-envoy"), Just("s-adviser")]
}

fn north() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("n-head"), Just("n-minister"), Just("n-envoy"), Just("n-adviser")]
}

/// What both logs hold.
pub(crate) fn any_items(most: usize) -> impl Strategy<Value = Vec<Item>> {
    let item = prop_oneof![
        4 => (south(), any_response()).prop_map(|(by, response)| Item::Shared(by, Act::Respond(response))),
        1 => (south(), offer()).prop_map(|(by, act)| Item::Shared(by, act)),
        2 => (north(), any_response()).prop_map(|(by, response)| Item::Given(by, Act::Respond(response))),
        1 => (north(), offer()).prop_map(|(by, act)| Item::Given(by, act)),
        2 => (0usize..4).prop_map(Item::Release),
        1 => (0usize..4).prop_map(Item::Seconded),
        1 => (south(), 0usize..5).prop_map(|(by, nth)| Item::Withdraw(by, nth)),
        1 => (south(), any_response()).prop_map(|(by, response)| Item::Letter(by, Act::Respond(response))),
        1 => prop_oneof![
            Just(Act::CloseRound),
            Just(Act::OpenRound { closes: Some(at(30)), clauses: vec!["1".into()] }),
            Just(Act::Table(tabled(2, TEXT, Status::Bracketed))),
            Just(Act::Table(tabled(3, &TEXT.replace("[mornings] ", ""), Status::AdReferendum))),
            Just(Act::OpenSilence { clauses: vec!["4".into()], until: at(40) }),
            Just(Act::Fact { before: "heads".into(), need: "the well is cleaned".into(), holds: true, own: false }),
            Just(Act::Idea { id: "pump".into(), words: "a pump".into(), to: vec!["south".into()] }),
            Just(meeting(&["elder", "s-envoy"], Sort::Caucus, "south spoke")),
            Just(Act::Suspend { why: None }),
            Just(Act::Resume),
        ].prop_map(|act| Item::Shared("elder", act)),
        1 => Just(Item::Shared("s-envoy", Act::BreakSilence { clause: "4".into(), why: None })),
        1 => Just(Item::Shared("n-head", Act::Suspend { why: Some("harvest".into()) })),
        1 => Just(Item::Shared("n-head", Act::Resume)),
    ];
    prop::collection::vec(item, 0..most)
}

/// What only one log holds: nothing of it may reach South.
pub(crate) fn any_private(places: usize) -> impl Strategy<Value = Vec<(usize, &'static str, Act)>> {
    let act = prop_oneof![
        4 => (north(), any_response()).prop_map(|(by, response)| (by, Act::Respond(response))),
        2 => (north(), offer()),
        1 => Just(("n-head", Act::Prefer { source: "party = \"north\"\nwalk_away = 40\n".into() })),
        1 => Just(("n-head", Act::Renew { person: "n-adviser".into() })),
        1 => Just(("elder", Act::Renew { person: "n-envoy".into() })),
        1 => Just(("n-head", Act::Reserve { clause: "4".into(), words: "not us".into() })),
        1 => Just(("n-envoy", Act::BreakSilence { clause: "4".into(), why: Some("no".into()) })),
        1 => Just(("n-head", Act::Adopt { code: "0000-0000-0000".into() })),
        1 => Just(("elder", Act::Fact { before: "heads".into(), need: "the well is cleaned".into(), holds: false, own: true })),
        1 => Just(("elder", Act::Mark { clause: "2".into(), mark: Some(Mark::Postponed) })),
        1 => Just(("elder", Act::Idea { id: "secret".into(), words: "a bridge".into(), to: vec!["north".into()] })),
        1 => Just(("elder", Act::Package {
            id: "p".into(),
            options: BTreeMap::from([("hours".to_string(), "nights".to_string())]),
            to: vec!["north".into()],
        })),
        1 => Just(("elder", meeting(&["elder", "n-envoy"], Sort::Caucus, "north gave way"))),
        1 => Just(("n-envoy", meeting(&["n-envoy", "n-head"], Sort::Bilateral, "the bank pays"))),
        // What North writes down of a meeting with South is North's until a mediator gives it.
        1 => Just(("n-adviser", meeting(&["n-adviser", "s-head"], Sort::Bilateral, "they gave way"))),
        1 => Just(("elder", meeting(&["elder", "n-head"], Sort::Consultation, "before all began"))),
        1 => Just(("elder", Act::Reach(Channel {
            from: "n-head".into(),
            to: "s-head".into(),
            means: "telephone".into(),
            quality: 4,
            open: false,
            both: true,
            ended: false,
        }))),
        1 => Just(("elder", Act::Release { event: 2, to: vec!["north".into()] })),
        1 => Just(("elder", Act::Tell(told("north", "they gave way")))),
        1 => Just(("n-envoy", Act::Tell(told("north", "we gave way")))),
        1 => Just(("elder", Act::Tell(told("elders", "our own thought")))),
        1 => (north(), 7u64..12).prop_map(|(by, event)| (by, Act::Consent { event, to: vec!["south".into()] })),
        1 => (north(), 7u64..12).prop_map(|(by, event)| (by, Act::Condition { event, words: "not yet".into() })),
        1 => Just(("elder", Act::Ask(Request::Export))),
        1 => Just(("scribe", Act::Second { event: 2 })),
        1 => Just(("elder", Act::Hold { on: true, why: "a court".into() })),
        1 => Just(("elder", Act::Source { sentence: "a sentence".into(), origins: vec![Origin::Own] })),
        1 => Just(("elder", Act::Send(Sent { to: vec!["north".into()], title: "t".into(), words: "w".into() }))),
        1 => Just(("elder", Act::Erase { event: 999, said: at(0), sides: vec!["north".into()], holders: [("n-head".to_string(), false)].into(), why: "asked for".into() })),
        1 => Just(("n-head", Act::Bid { id: "b".into(), options: vec!["nights".into()] })),
        1 => Just(("n-adviser", Act::Withdraw { event: 9 })),
    ];
    prop::collection::vec((0..places.max(1), act), 0..12)
        .prop_map(|all| all.into_iter().map(|(place, (by, act))| (place, by, act)).collect())
}

/// Everything the talks can show a person, errors included.
fn everything(log: &[Event], person: &str) -> String {
    let mut all = String::new();
    for now in [at(20), at(45), at(90)] {
        let desk = match Desk::open(log, person, now) {
            Ok(desk) => desk,
            Err(refusal) => return refusal.to_string(),
        };
        all += &serde_json::to_string_pretty(&(
            &desk.view(),
            desk.journal(),
            desk.channels(),
            desk.agreement(),
            desk.waits(),
            desk.lines(),
            desk.seen_by(log, &[]),
            desk.done(&log.iter().filter(|event| event.by == person).cloned().collect::<Vec<_>>()),
        ))
        .unwrap();
        for level in ["heads", "working", "none"] {
            all +=
                &format!("{:?}\n", desk.gate(level, Some(&Held { case: &desk.state.case, zone: &Zone::on })));
        }
        for (from, to) in [("n-head", "s-head"), ("s-envoy", "elder")] {
            all += &format!("{:?}\n", desk.channels().paths(from, to));
        }
        // What may be done next, and how it is refused. An event's number in the log is shown to nobody.
        let mut acts: Vec<Act> = vec![
            Act::Agree,
            Act::Begin,
            Act::CloseRound,
            Act::Respond(on("1", Some("evenings"))),
            Act::Respond(on("2", Some("two coins"))),
            Act::Respond(Response { to: Target::Idea { id: "secret".into() }, ..on("1", None) }),
            Act::Respond(Response { to: Target::Package { id: "p".into() }, ..on("1", None) }),
            Act::BreakSilence { clause: "4".into(), why: None },
            Act::Adopt { code: "0000-0000-0000".into() },
            Act::DeclareAdopted { code: "0000-0000-0000".into() },
            Act::Release { event: 1, to: vec!["south".into()] },
            Act::Ask(Request::Export),
            Act::Hold { on: true, why: "x".into() },
            Act::Tell(told("north", "x")),
            Act::Tell(told("south", "x")),
            Act::Bid { id: "b".into(), options: vec!["nights".into()] },
            Act::Join(Newcomer {
                id: "n-head".into(),
                name: String::new(),
                speaks_for: "south".into(),
                role: "adviser".into(),
                caucus: None,
            }),
            meeting(&["s-envoy", "n-envoy"], Sort::Bilateral, "x"),
        ];
        for number in 0..desk.events.len() + 2 {
            match desk.numbered(number) {
                Ok(event) => {
                    assert!(event_at(log, event.number).is_some());
                    acts.push(Act::Withdraw { event: event.number });
                    acts.push(Act::Attest { event: event.number });
                    acts.push(Act::Second { event: event.number });
                    acts.push(Act::Consent { event: event.number, to: vec!["north".into()] });
                    acts.push(Act::Revoke { event: event.number, to: vec!["outside".into()] });
                    acts.push(Act::Erase {
                        event: event.number,
                        said: at(0),
                        sides: vec![],
                        holders: BTreeMap::new(),
                        why: "x".into(),
                    });
                }
                Err(refusal) => all += &format!("{refusal} {}\n", refusal.next),
            }
        }
        for act in acts {
            all += &match desk.act(act) {
                Ok(event) => format!("may: {}\n", desk.words(&event.act)),
                Err(refusal) => format!("{refusal}: {}\n", refusal.next),
            };
        }
        for party in ["north", "south"] {
            all += &format!("{:?}\n", desk.receipts(party).map_err(|refusal| refusal.to_string()));
            all += &format!("{:?}\n", desk.telling(party).map_err(|refusal| refusal.to_string()));
        }
        all += &format!("{:?}\n", desk.court().map_err(|refusal| refusal.to_string()));
        all += &format!("{:?}\n", desk.steps(&desk.state.case, 3).map_err(|refusal| refusal.to_string()));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("DETENTE_LONG").is_some() { 1_000 } else { 50 }))]

    #[test]
    fn what_is_private_to_north_changes_nothing_for_south(
        items in any_items(25), one in any_private(25), other in any_private(25)
    ) {
        let (first, _) = build(&items, &one);
        let (second, _) = build(&items, &other);
        for person in ["s-head", "s-minister", "s-envoy", "s-adviser", "banker", "stranger"] {
            prop_assert_eq!(everything(&first, person), everything(&second, person), "{}", person);
        }
    }
}

#[test]
fn the_property_can_fail() {
    // A response that is released does change what South sees.
    let private = Act::Respond(on("1", Some("evenings")));
    let (without, _) = build(&[], &[]);
    let (with, _) = build(&[Item::Given("n-head", private), Item::Release(0)], &[]);
    assert_ne!(everything(&without, "s-head"), everything(&with, "s-head"));
    // And North sees its own.
    let (private, _) = build(&[Item::Given("n-head", Act::Respond(on("1", Some("evenings"))))], &[]);
    assert_ne!(everything(&without, "n-envoy"), everything(&private, "n-envoy"));
    assert_eq!(everything(&without, "s-head"), everything(&private, "s-head"));
}

#[test]
fn an_adviser_does_not_read_what_is_for_principals() {
    let kept = Response { principals_only: true, ..on("1", Some("evenings")) };
    let (without, _) = build(&[], &[]);
    let (with, _) = build(&[Item::Shared("n-head", Act::Respond(kept))], &[]);
    assert_eq!(everything(&without, "n-adviser"), everything(&with, "n-adviser"));
    assert_eq!(everything(&without, "n-envoy"), everything(&with, "n-envoy"));
    assert_ne!(everything(&without, "n-minister"), everything(&with, "n-minister"));
}

#[test]
fn a_mediator_of_one_caucus_sees_that_side_alone() {
    let newcomer = Act::Join(Newcomer {
        id: "guest".into(),
        name: "Elder Gil".into(),
        speaks_for: "elders".into(),
        role: "representative".into(),
        caucus: Some("north".into()),
    });
    let join = Item::Shared("elder", newcomer);
    let (plain, _) = build(std::slice::from_ref(&join), &[]);
    let answer = |by: &'static str| Item::Shared(by, Act::Respond(on("1", Some("evenings"))));
    let (north, _) = build(&[join.clone(), answer("n-envoy")], &[]);
    let (south, _) = build(&[join, answer("s-envoy")], &[]);
    assert_ne!(everything(&plain, "guest"), everything(&north, "guest"));
    assert_eq!(everything(&plain, "guest"), everything(&south, "guest"));
}

#[test]
fn an_act_for_all_on_paper_is_a_side_s_own_until_it_is_attested() {
    let mut talks = crate::support::Talks::begun();
    let before = everything(&talks.log, "s-adviser");
    let paper = talks.recorded("n-envoy", "n-head", Act::Suspend { why: Some("a coup".into()) });
    talks.hours -= 1;
    assert_eq!(everything(&talks.log, "s-adviser"), before);
    assert!(talks.desk("n-adviser").view().to_attest.len() == 1);
    talks.act("elder", Act::Attest { event: paper });
    let view = talks.desk("s-adviser").view();
    assert!(view.standing.iter().any(|line| line.contains("a coup")) && view.to_attest.is_empty());
}

#[test]
fn a_consultation_is_for_those_who_were_there() {
    let mut talks = crate::support::Talks::default();
    talks.put("elder", Act::Open { case: CASE.into() });
    talks.act("elder", meeting(&["elder", "n-head"], Sort::Consultation, "they are ready"));
    let knows = |talks: &crate::support::Talks, who: &str| talks.desk(who).meetings().acts.len() == 1;
    assert!(knows(&talks, "n-head") && knows(&talks, "scribe"));
    assert!(!knows(&talks, "n-minister") && !knows(&talks, "s-head") && !knows(&talks, "banker"));
}
