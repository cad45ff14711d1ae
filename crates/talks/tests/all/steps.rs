//! What a step gives whom, and whether anything moves.

use detente_case::{Case, Files, read};
use detente_talks::{Act, step::Class};

use crate::support::{CASE, Talks, yes};

fn held() -> Case {
    let north = "party = \"north\"\nimportance = { hours = 60, fee = 40 }\nworth = { hours = { mornings = 100, evenings = 60, \
                 nights = 60 }, fee = { none = 100, \"one coin\" = 0 } }\n";
    let south = "party = \"south\"\nimportance = { hours = 50, fee = 50 }\nworth = { hours = [\"nights\", \"evenings\", \
                 \"mornings\"], fee = { none = 40, \"one coin\" = 40 } }\n";
    let files = Files::from([
        ("case.toml".to_string(), CASE.as_bytes().to_vec()),
        ("texts/well.md".to_string(), crate::support::TEXT.as_bytes().to_vec()),
        ("private/north.toml".to_string(), north.as_bytes().to_vec()),
        ("private/south.toml".to_string(), south.as_bytes().to_vec()),
    ]);
    let reading = read(&files);
    reading.case.unwrap_or_else(|| panic!("{:#?}", reading.problems))
}

fn offer(options: &[(&str, &str)], concession: bool) -> Act {
    let options = options.iter().map(|(issue, option)| (issue.to_string(), option.to_string())).collect();
    Act::Offer { options, concession }
}

#[test]
fn a_gesture_that_gives_nothing_and_a_stall_and_its_end() {
    let mut talks = Talks::begun();
    talks.act("n-head", offer(&[("hours", "mornings"), ("fee", "none")], false));
    talks.act("s-head", offer(&[("hours", "nights"), ("fee", "one coin")], false));
    // North gives up its mornings: it loses, South gains.
    talks.act("n-head", offer(&[("hours", "evenings")], true));
    // South gives up the coin, which is worth nothing to it; North gains.
    talks.act("s-head", offer(&[("fee", "none")], false));
    // North calls evenings for nights a concession: it costs it nothing, and South gains.
    talks.act("n-head", offer(&[("hours", "nights")], true));
    // South calls it a concession to ask for the coin again: it gains nothing, North loses.
    talks.act("s-head", offer(&[("fee", "one coin")], true));
    let report = talks.desk("elder").steps(&held(), 3).unwrap();
    let classes: Vec<_> =
        report.steps.iter().map(|step| (step.classes[0].1, step.announced, step.no_gain_seen)).collect();
    assert_eq!(
        classes,
        [
            (Class::Concession, true, false),
            (Class::Nice, false, false),
            (Class::Nice, true, false),
            (Class::Unfortunate, true, true),
        ]
    );
    assert_eq!(report.stall.stalled, None);
    assert!(talks.desk("n-head").steps(&held(), 3).is_err());
    // Three rounds in which nothing moves.
    talks.act("elder", Act::CloseRound);
    for _ in 0..3 {
        talks.act("elder", Act::OpenRound { closes: None, clauses: vec![] });
        talks.act("s-head", offer(&[("fee", "one coin")], true));
        talks.act("elder", Act::CloseRound);
    }
    let report = talks.desk("elder").steps(&held(), 3).unwrap();
    assert_eq!(report.stall.stalled, Some(true), "{:?}", report.stall);
    insta::assert_json_snapshot!(report.stall);
    // One clause rises: no stall.
    talks.act("elder", Act::OpenRound { closes: None, clauses: vec![] });
    talks.act("n-head", yes("4", None));
    talks.act("s-head", yes("4", None));
    talks.act("elder", Act::CloseRound);
    let report = talks.desk("elder").steps(&held(), 3).unwrap();
    assert_eq!(report.stall.stalled, Some(false), "{:?}", report.stall);
}
