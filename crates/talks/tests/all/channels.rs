//! Who can reach whom, and who alone can carry a word.

use detente_talks::{Act, Channel, Sort};

use crate::support::{Talks, met};

fn channel(from: &str, to: &str, ended: bool) -> Act {
    Act::Reach(Channel {
        from: from.into(),
        to: to.into(),
        means: "telephone".into(),
        quality: 3,
        open: true,
        both: true,
        ended,
    })
}

fn session(people: &[&str]) -> Act {
    Act::Meet(met(people, Sort::Session))
}

#[test]
fn the_only_one_who_can_carry_a_word() {
    let mut talks = Talks::begun();
    talks.act("elder", channel("n-head", "n-envoy", false));
    talks.act("elder", channel("s-head", "s-envoy", false));
    talks.act("elder", session(&["n-envoy", "s-envoy", "banker"]));
    let paths = |talks: &Talks| talks.desk("elder").channels().paths("n-head", "s-head").unwrap();
    let found = paths(&talks);
    assert_eq!(found.paths[0], ["n-head", "n-envoy", "s-envoy", "s-head"]);
    assert_eq!(found.paths[1], ["n-head", "n-envoy", "banker", "s-envoy", "s-head"]);
    assert_eq!(found.only, ["n-envoy", "s-envoy"]);
    assert_eq!(found.without["banker"], Some(3));
    // Another way round the envoys.
    talks.act("elder", channel("n-head", "banker", false));
    talks.act("elder", channel("banker", "s-head", false));
    let found = paths(&talks);
    assert_eq!((found.paths[0].len(), found.only.is_empty()), (3, true));
    assert_eq!(found.without["banker"], Some(3));
    talks.act("elder", channel("banker", "s-head", true));
    assert_eq!(paths(&talks).only, ["s-envoy"]);
    assert!(talks.desk("elder").channels().paths("n-head", "n-adviser").is_none(), "not on the map");
    // What a mediator wrote down is for mediators; who met whom is known to those who met.
    assert!(talks.desk("n-envoy").channels().paths("n-envoy", "s-envoy").is_some());
    assert!(talks.desk("n-envoy").channels().paths("n-head", "s-head").is_none());
}

#[test]
fn many_people_do_not_make_it_slow() {
    let mut talks = Talks::begun();
    let mut people = vec!["n-head".to_string()];
    for at in 0..60 {
        let id = format!("p{at}");
        talks.act(
            "elder",
            Act::Join(detente_talks::Newcomer {
                id: id.clone(),
                name: id.clone(),
                speaks_for: "bank".into(),
                role: "expert".into(),
                caucus: None,
            }),
        );
        people.push(id);
    }
    let all: Vec<&str> = people.iter().map(String::as_str).collect();
    talks.act("elder", session(&all));
    talks.act("elder", channel("p59", "s-head", false));
    let found = talks.desk("elder").channels().paths("n-head", "s-head").unwrap();
    assert_eq!((found.paths.len(), found.more, found.only), (20, true, vec!["p59".to_string()]));
}
