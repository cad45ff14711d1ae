//! Documents that go out: every sentence has an origin, and its recipient may know it (C8, C10, C12, C16, C18, C19).

use detente_talks::{Act, CANNOT, Document, OUTSIDE, Origin, Sent};

use crate::confidences::{PRESETS, consent, give, told, without};
use crate::support::{Talks, yes};

fn look(talks: &Talks, to: &str, words: &str) -> Document {
    talks.desk("elder").document(to, words)
}

fn source(talks: &mut Talks, sentence: &str, origins: &[Origin]) {
    talks.act("elder", Act::Source { sentence: sentence.into(), origins: origins.to_vec() });
}

fn first(document: &Document) -> (Vec<String>, Vec<String>) {
    (document.sentences[0].stops.clone(), document.sentences[0].warnings.clone())
}

#[test]
fn c19_a_sentence_without_an_origin_is_stopped_until_someone_says_where_it_comes_from() {
    for preset in PRESETS {
        let mut talks = Talks::under(preset);
        let words = "We suggest to meet on Monday.";
        assert_eq!(first(&look(&talks, "south", words)).0, ["nobody has said where it comes from"]);
        talks.refused(
            "n-head",
            Act::Source { sentence: words.into(), origins: vec![Origin::Own] },
            "only a mediator",
        );
        talks.refused("elder", Act::Source { sentence: words.into(), origins: vec![] }, "no origin");
        talks.refused(
            "elder",
            Act::Source { sentence: words.into(), origins: vec![Origin::Item(999)] },
            "no such act",
        );
        source(&mut talks, words, &[Origin::Own]);
        let report = look(&talks, "south", "we suggest  to meet on monday");
        assert!(report.may_go, "{preset}: {report:?}");
        assert_eq!(report.cannot, CANNOT);
        // An empty document is none.
        assert!(!look(&talks, "south", " \n").may_go);
        talks.refused(
            "elder",
            send("south", "Something new."),
            "cannot go to Village of South: nobody has said",
        );
        // A title says something too.
        talks.refused("elder", send("south", words), "\"A letter\" cannot go");
        source(&mut talks, "A letter", &[Origin::Own]);
        talks.act("elder", send("south", words));
    }
}

fn send(to: &str, words: &str) -> Act {
    Act::Send(Sent { to: vec![to.into()], title: "A letter".into(), words: words.into() })
}

#[test]
fn c19_what_the_recipient_may_not_know_is_refused_by_name() {
    let mut talks = Talks::begun();
    let item = told(&mut talks, "The bank would pay for the pump", None);
    // A sentence that is an item word for word needs no declaration.
    let report = look(&talks, "south", "The bank would pay for the pump.");
    let number = talks.desk("elder").events.iter().find(|seen| seen.event.number == item).unwrap().number;
    assert_eq!(
        first(&report).0,
        [format!("it rests on act {number} of Village of North, which was not given to Village of South")]
    );
    // Nor does it help to say that it is something else, to hide signs in it, or to make a list of it.
    source(&mut talks, "The bank would pay for the pump", &[Origin::Own]);
    for words in [
        "The bank would pay for the pump!",
        "The bank would pay for the pump",
        "- The b\u{200b}ank would pay for the pump.",
        "Ｔhe bank  would pay\nfor the pump",
    ] {
        assert!(!look(&talks, "south", words).may_go, "{words}");
    }
    // A question is no statement, and a minus no mark of a list.
    source(&mut talks, "It gives 250?", &[Origin::Own]);
    for words in ["It gives 250!", "-250", "\u{1f389}"] {
        assert!(!look(&talks, "south", words).may_go, "{words}");
    }
    source(&mut talks, "There is money for it.", &[Origin::Own, Origin::Item(item)]);
    assert!(!look(&talks, "south", "There is money for it.").may_go);
    assert!(look(&talks, "north", "There is money for it.").may_go);
    // Consent alone is not enough: it is given by a release, which is written down.
    talks.act("n-head", consent(item));
    assert!(!look(&talks, "south", "There is money for it.").may_go);
    give(&mut talks, item);
    assert!(look(&talks, "south", "There is money for it. The bank would pay for the pump.").may_go);
    source(&mut talks, "A letter", &[Origin::Own]);
    talks.act("elder", send("south", "There is money for it."));
    assert!(talks.desk("s-head").journal().acts.last().unwrap().what.contains("sent \"A letter\""));
    // What was erased can be told to nobody.
    let gone = talks.desk("elder").erasing(number, "asked for").unwrap();
    talks.act("elder", gone);
    let talks = without(&talks, item);
    assert_eq!(first(&look(&talks, "north", "There is money for it.")).0, ["it rests on what was erased"]);
}

#[test]
fn a_sentence_of_an_item_is_the_item_s() {
    let mut talks = Talks::begun();
    told(&mut talks, "We could take forty. The key must be free.", None);
    for words in ["We could take forty.", "The key must be free!"] {
        source(&mut talks, words, &[Origin::Own]);
        assert!(!look(&talks, "south", words).may_go, "{words}");
    }
    // A title is looked at sentence by sentence too.
    let report =
        talks.desk("elder").document_beside("south", Some("A letter. The key must be free."), "x", &[]);
    assert!(report.sentences[1].stops.iter().any(|stop| stop.contains("rests on act")));
}

#[test]
fn near_matches_to_what_is_sealed_warn() {
    let mut talks = Talks::begun();
    told(&mut talks, "We could live with forty buckets outside the harvest, if the elders may look", None);
    for words in
        ["They could live with forty buckets.", "Outside the harvest the elders want to look at buckets."]
    {
        source(&mut talks, words, &[Origin::Own]);
        let (stops, warnings) = first(&look(&talks, "south", words));
        assert!(
            stops.is_empty() && warnings.len() == 1 && warnings[0].contains("is near to act"),
            "{words}: {warnings:?}"
        );
        // To the side it came from it is no news.
        assert!(first(&look(&talks, "north", words)).1.is_empty());
    }
    source(&mut talks, "The weather was fine.", &[Origin::Own]);
    assert!(first(&look(&talks, "south", "The weather was fine.")).1.is_empty());
    // Notes are compared with too.
    let notes = [("note 3f2a11".to_string(), "the weather was fine in the valley".to_string())];
    let report = talks.desk("elder").document_beside("south", None, "The weather was fine.", &notes);
    assert_eq!(report.sentences[0].warnings, ["is near to note 3f2a11, which is not for the recipient"]);
}

#[test]
fn c10_the_terms_stay_inside_unless_the_rules_open_them() {
    for (preset, open) in
        [("strict", false), ("uma", true), ("uncitral", false), ("eu", false), ("secret", false)]
    {
        let mut talks = Talks::under(preset);
        let clause = "1. North draws water in the evenings.";
        talks.table(&format!("{clause}\n"));
        for person in ["n-head", "s-head"] {
            talks.act(person, yes("1", None));
        }
        assert!(look(&talks, "south", clause).may_go, "{preset}");
        assert!(!look(&talks, OUTSIDE, clause).may_go, "{preset}");
        let put = detente_talks::adoption::propose(&talks.desk("elder").state, None).unwrap();
        talks.act("elder", Act::PutForAdoption(put.clone()));
        for person in ["n-head", "s-head"] {
            talks.act(person, Act::Adopt { code: put.code.clone() });
        }
        talks.act("elder", Act::DeclareAdopted { code: put.code });
        assert_eq!(look(&talks, OUTSIDE, clause).may_go, open, "{preset}");
        // Where not even the existence is told, nothing goes outside at all.
        source(&mut talks, "The sky is blue.", &[Origin::Public("an almanac".into())]);
        assert_eq!(look(&talks, OUTSIDE, "The sky is blue.").may_go, preset != "secret");
    }
}

#[test]
fn c8_giving_a_part_is_flagged_and_c18_a_public_source_is_named() {
    let mut talks = Talks::under("uma");
    let item = told(&mut talks, "The bank would pay. It wants the key.", None);
    let request = detente_talks::Request::Outside {
        event: item,
        to: "the constable".into(),
        ground: detente_talks::Ground::Crime,
    };
    let asked = talks.act("elder", Act::Ask(request));
    source(&mut talks, "The bank would pay.", &[Origin::Item(item)]);
    assert!(!look(&talks, OUTSIDE, "The bank would pay.").may_go);
    talks.act("scribe", Act::Second { event: asked });
    let (stops, warnings) = first(&look(&talks, OUTSIDE, "The bank would pay."));
    assert!(stops.is_empty());
    assert!(warnings.iter().any(|warning| warning.contains("in part")), "{warnings:?}");
    talks.refused(
        "elder",
        Act::Source { sentence: "x".into(), origins: vec![Origin::Public(" ".into())] },
        "a public source is empty",
    );
}

#[test]
fn c16_c12_nobody_outside_is_told_what_mediators_think_of_a_side() {
    for preset in PRESETS {
        let mut talks = Talks::under(preset);
        let words = "North has not been serious.";
        source(&mut talks, words, &[Origin::Conduct("north".into())]);
        for to in ["south", OUTSIDE] {
            let stops = first(&look(&talks, to, words)).0;
            assert!(
                stops.contains(&"it judges the conduct of Village of North".to_string()),
                "{preset}, {to}: {stops:?}"
            );
        }
        assert!(look(&talks, "north", words).may_go, "{preset}");
        // Analyses are the mediators' (C12).
        let case = talks.desk("elder").state.case.clone();
        assert!(talks.desk("n-head").steps(&case, 3).is_err() && talks.desk("elder").steps(&case, 3).is_ok());
    }
}
