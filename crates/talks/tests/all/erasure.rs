//! What is erased keeps its place, tells exactly those who had seen it, and is forbidden by a legal hold.

use detente_talks::{Act, Response};

use crate::confidences::{consent, erase, give, knows, told, without};
use crate::support::{Talks, on, yes};

#[test]
fn a_legal_hold_blocks_erasure() {
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    let gone = erase(item, "asked for");
    talks.refused("n-head", gone.clone(), "only a mediator");
    talks.act("elder", Act::Hold { on: true, why: "order of 3 May".into() });
    talks.refused("scribe", gone.clone(), "a legal hold forbids any erasure: order of 3 May");
    talks.refused("elder", Act::Hold { on: true, why: "again".into() }, "already");
    assert!(!knows(&talks, "n-head", "order of 3 May"));
    talks.refused("elder", Act::Hold { on: false, why: "lifted 9 May".into() }, "does not lift it alone");
    talks.act("scribe", Act::Hold { on: false, why: "lifted 9 May".into() });
    let gone = talks.desk("elder").erasing(7, "asked for").unwrap();
    talks.act("elder", gone.clone());
    talks.refused("elder", gone, "erased already");
    assert!(knows(&talks, "n-adviser", "erased act 6: asked for"));
    assert!(!knows(&talks, "s-head", "erased"));
    for told_to_all in 1..=6 {
        talks.refused("elder", erase(told_to_all, "x"), "only what was said apart");
    }
}

/// What is erased keeps its place for those who had seen it, and nobody else learns that there was anything.
#[test]
fn an_erasure_moves_no_number() {
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    let kept =
        talks.act("n-head", Act::Respond(Response { principals_only: true, ..on("1", Some("evenings")) }));
    talks.act("n-head", consent(item));
    give(&mut talks, item);
    talks.act("n-envoy", yes("2", Some("none")));
    // An answer that stands is not erased: an earlier one would stand again.
    assert!(
        talks.desk("elder").erasing(8, "x").and_then(|gone| talks.desk("elder").act(gone).map(drop)).is_err()
    );
    talks.act("n-head", Act::Withdraw { event: kept });
    let receipts = talks.desk("n-head").receipts("north").unwrap().receipts.len();
    let numbers = |talks: &Talks, person: &str| -> Vec<(usize, String)> {
        let acts = talks.desk(person).journal().acts;
        acts.into_iter()
            .filter(|act| !act.what.contains("erased"))
            .map(|act| (act.number, act.what))
            .collect()
    };
    let people = ["elder", "n-head", "n-adviser", "s-head", "s-adviser", "banker"];
    let before: Vec<_> = people.iter().map(|person| numbers(&talks, person)).collect();
    for (own, number) in [(7, item), (8, kept)] {
        let gone = talks.desk("elder").erasing(own, "asked for").unwrap();
        talks.act("elder", gone);
        talks = without(&talks, number);
    }
    for (person, before) in people.iter().zip(before) {
        for (number, what) in numbers(&talks, person) {
            let same = before.iter().any(|(known, words)| {
                *known == number && (*words == what || what.contains("act 0") || words.contains("act "))
            });
            assert!(same, "{person}: {number} {what}");
        }
        let desk = talks.desk(person);
        let gone = desk.journal().acts.iter().filter(|act| act.what == "erased what stood here").count();
        let expected = match *person {
            "elder" | "n-head" => 2,
            "n-adviser" | "s-head" | "s-adviser" => 1,
            _ => 0,
        };
        assert_eq!((gone, desk.erased()), (expected, expected), "{person}");
    }
    // A receipt stays, without what was given.
    let left = talks.desk("n-head").receipts("north").unwrap().receipts;
    assert_eq!((left.len(), left[0].what.as_str()), (receipts, "something that was erased since"));
    assert!(talks.desk("n-head").numbered(6).unwrap_err().what.contains("was erased"));
    // What was kept to principals is erased without a word to the advisers.
    assert_eq!(
        talks
            .desk("n-adviser")
            .journal()
            .acts
            .iter()
            .filter(|act| act.what.starts_with("erased act"))
            .count(),
        1
    );
}
