//! What must hold before the next level meets.

use detente_talks::gate::{Held, Zone};
use detente_talks::{Act, Meeting, Sort, shared_case};

use crate::support::{CASE, Talks, met, yes};

#[test]
fn a_gate_says_what_is_missing_and_who_can_supply_it() {
    let mut talks = Talks::begun();
    let report = talks.desk("n-envoy").gate("heads", None).unwrap();
    assert_eq!(report.met, Some(false));
    insta::assert_json_snapshot!(report);
    // Parties see what is printed, not what is so: the same until a revision is tabled.
    for person in ["n-head", "s-head"] {
        talks.act(person, yes("1", Some("evenings")));
        talks.act(person, yes("2", Some("none")));
    }
    let before = talks.desk("n-envoy").gate("heads", None).unwrap();
    assert_eq!(before.shared[0].met, Some(false));
    assert_eq!(before.shared[0], talks.desk("elder").gate("heads", None).unwrap().shared[0]);
    talks.act("elder", Act::CloseRound);
    talks.table(&crate::support::TEXT.replace("[none] [one coin]", "none").replace(" [in spring]", ""));
    let report = talks.desk("n-envoy").gate("heads", None).unwrap();
    assert_eq!(
        report.shared.iter().map(|condition| condition.met).collect::<Vec<_>>(),
        [Some(true), Some(true), Some(true), None]
    );
    assert_eq!(report.met, None);
    let need = "the well is cleaned".to_string();
    talks.refused(
        "n-head",
        Act::Fact { before: "heads".into(), need: need.clone(), holds: true, own: false },
        "only a mediator",
    );
    talks.refused(
        "elder",
        Act::Fact { before: "heads".into(), need: "it rains".into(), holds: true, own: false },
        "has no condition",
    );
    talks.act("elder", Act::Fact { before: "heads".into(), need, holds: true, own: false });
    assert_eq!(talks.desk("n-envoy").gate("heads", None).unwrap().met, Some(true));
    // The mediators' own conditions are theirs.
    let held = held(&["zone not empty", "every clause at least agreed", "the well is cleaned"]);
    let own = Held { case: &held, zone: &Zone::on };
    let report = talks.desk("elder").gate("heads", Some(&own)).unwrap();
    let met = |report: &detente_talks::gate::GateReport| -> Vec<Option<bool>> {
        report.own.iter().map(|condition| condition.met).collect()
    };
    assert_eq!((report.met, met(&report)), (Some(false), vec![Some(true), Some(false), Some(true)]));
    // The answer of the analysis says what it rests on.
    let rests_on = report.own[0].rests_on.clone().unwrap();
    assert!(rests_on.starts_with("0 values told, 0 inferred, 0 public"), "{rests_on}");
    // What was stated to all counts for the mediators' own condition too, until they state otherwise for themselves.
    assert!(talks.desk("n-envoy").gate("heads", Some(&own)).unwrap().own.is_empty());
    let need = "the well is cleaned".to_string();
    talks.act("elder", Act::Fact { before: "heads".into(), need, holds: false, own: true });
    let report = talks.desk("elder").gate("heads", Some(&own)).unwrap();
    assert_eq!((report.shared[3].met, met(&report)[2]), (Some(true), Some(false)));
    assert_eq!(talks.desk("n-envoy").gate("heads", None).unwrap().met, Some(true));
}

#[test]
fn an_ended_mandate_closes_a_gate_and_an_earlier_meeting_stands_beside_it() {
    let mut talks = Talks::begun();
    talks.act(
        "elder",
        Act::Meet(Meeting {
            on: "2025-05-01".into(),
            level: Some("heads".into()),
            minutes: Some(40),
            result: Some("no word on the fee".into()),
            failed: true,
            ..met(&["n-head", "s-head", "elder"], Sort::Session)
        }),
    );
    talks.hours += 24 * 120;
    let report = talks.desk("s-head").gate("heads", None).unwrap();
    assert_eq!(report.shared[2].met, Some(false));
    assert!(report.shared[2].missing.iter().any(|what| what.contains("Envoy Nora ended on 2026-12-31")));
    let who: Vec<&str> = report.shared[2].who.iter().map(|named| named.id.as_str()).collect();
    assert_eq!(who, ["n-head", "s-head"]);
    assert!(report.earlier[0].failed && report.earlier[0].result.as_deref() == Some("no word on the fee"));
    assert!(talks.desk("s-envoy").gate("heads", None).unwrap().earlier.is_empty(), "it was not there");
    let refusal = talks.desk("elder").gate("summit", None).unwrap_err();
    assert!(refusal.next.contains("working, heads"));
}

/// What the mediators hold: every package is as good as no agreement, and gates of their own.
fn held(needs: &[&str]) -> detente_case::Case {
    let mut held = shared_case(CASE).unwrap();
    let needs = needs.iter().map(ToString::to_string).collect();
    held.own_gates = vec![detente_case::Gate { before: "heads".into(), needs }];
    held
}
