//! What a party says it wants, in the log.

use detente_talks::{Act, Response, Substance, Target, WordingView};

use crate::support::Talks;

fn prefer(source: &str) -> Act {
    Act::Prefer { source: source.into() }
}

#[test]
fn the_last_word_of_a_side_counts_and_is_its_own_and_the_mediators() {
    let mut talks = Talks::begun();
    talks.act("n-envoy", prefer("party = \"north\"\nwalk_away = 40\n"));
    talks.act("n-head", prefer("party = \"north\"\nwalk_away = 45\n"));
    for (person, held) in [("n-adviser", true), ("elder", true), ("s-head", false)] {
        let desk = talks.desk(person);
        let case = desk.with_told(&desk.state.case);
        let walk_away = case.preferences[0].as_ref().map(|said| format!("{:?}", said.walk_away.value));
        assert_eq!(walk_away.is_some_and(|value| value.contains("45")), held, "{person}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_and_so_are_advisers_and_mediators() {
    let mut talks = Talks::begun();
    talks.refused("n-envoy", prefer("party = \"north\"\nworth = { no-such = 3 }\n"), "no-such");
    talks.refused("n-envoy", prefer("party = \"south\"\n"), "");
    talks.refused("n-envoy", prefer("party ="), "");
    talks.refused("n-adviser", prefer("party = \"north\"\n"), "cannot say what a side wants");
    talks.refused("elder", prefer("party = \"north\"\n"), "cannot say what a side wants");
}

#[test]
fn answers_to_whole_packages_are_heard_by_the_mediators() {
    let mut talks = Talks::begun();
    let desk = talks.desk("elder");
    let options: std::collections::BTreeMap<String, String> =
        desk.state.case.issues.iter().map(|issue| (issue.id.clone(), issue.domain.label(0))).collect();
    drop(desk);
    let some: std::collections::BTreeMap<String, String> = options.clone().into_iter().take(1).collect();
    let to = vec!["north".to_string(), "south".to_string()];
    talks.act("elder", Act::Package { id: "all".into(), options: options.clone(), to: to.clone() });
    talks.act("elder", Act::Package { id: "part".into(), options: some, to });
    let target = |id: &str| Target::Package { id: id.into() };
    for (person, id, substance) in [
        ("n-head", "all", Substance::Acceptable),
        ("s-head", "all", Substance::Rejected),
        ("s-head", "part", Substance::Rejected),
    ] {
        let response = Response::new(target(id), substance, WordingView::Works);
        talks.act(person, Act::Respond(response));
    }
    let desk = talks.desk("elder");
    let heard = desk.heard(&desk.state.case);
    // Only what says something of every issue.
    let said: Vec<(usize, Option<bool>)> =
        heard.iter().map(|heard| (heard.party, heard.acceptable)).collect();
    assert_eq!(said, [(0, Some(true)), (1, Some(false))]);
    assert!(heard.iter().all(|heard| heard.package.iter().all(|option| *option == 0)));
}
