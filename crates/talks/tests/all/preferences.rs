//! What a party says it wants, in the log.

use detente_talks::Act;

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
