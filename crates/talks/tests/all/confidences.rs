//! The rules on confidences, C1 to C20, each a test. C1, C2 and C12 over everything a seat is shown are in `confidence`; C4 to
//! C11 and C16 to C19 as far as documents go are in `documents`.

use detente_talks::{
    Act, Desk, Ground, OUTSIDE, Preset, Request, Response, Sort, Told, compartment, people, schemas, seen,
};

use crate::support::{CASE, Talks, met, on, yes};

pub(crate) const PRESETS: [&str; 5] = ["strict", "uma", "uncitral", "eu", "secret"];

/// Something North said apart, written down by a mediator.
pub(crate) fn told(talks: &mut Talks, words: &str, condition: Option<&str>) -> u64 {
    let told = Told {
        from: "north".into(),
        words: words.into(),
        condition: condition.map(Into::into),
        known_before: false,
    };
    talks.act("elder", Act::Tell(told))
}

pub(crate) fn to(party: &str) -> Vec<String> {
    vec![party.into()]
}

pub(crate) fn consent(event: u64) -> Act {
    Act::Consent { event, to: to("south") }
}

/// Gives an item to South as the rules have it: at once, or with a second mediator.
pub(crate) fn give(talks: &mut Talks, event: u64) {
    let act = talks.desk("elder").giving(event, to("south"));
    let asked = matches!(act, Act::Ask(_));
    let number = talks.act("elder", act);
    if asked {
        talks.act("scribe", Act::Second { event: number });
    }
}

/// An erasure that nobody is told of.
pub(crate) fn erase(event: u64, why: &str) -> Act {
    Act::Erase {
        event,
        said: crate::support::at(0),
        sides: vec![],
        holders: Default::default(),
        why: why.into(),
    }
}

/// The log without what was erased, as a store gives it back.
pub(crate) fn without(talks: &Talks, event: u64) -> Talks {
    let mut log = talks.log.clone();
    log.retain(|known| known.number != event);
    Talks { log, hours: talks.hours }
}

pub(crate) fn knows(talks: &Talks, person: &str, words: &str) -> bool {
    talks.desk(person).journal().acts.iter().any(|act| act.what.contains(words))
}

#[test]
fn c1_what_was_said_apart_stays_with_the_side_unless_it_consents() {
    for preset in ["strict", "uma", "secret"] {
        let mut talks = Talks::under(preset);
        let item = told(&mut talks, "the bank would pay", None);
        for person in ["s-head", "s-adviser", "banker"] {
            assert!(!knows(&talks, person, "the bank would pay"), "{preset}, {person}");
        }
        for person in ["n-head", "n-envoy", "elder", "scribe"] {
            assert!(knows(&talks, person, "the bank would pay"), "{preset}, {person}");
        }
        talks.refused("elder", Act::Release { event: item, to: to("south") }, "has not agreed that");
        talks.refused(
            "elder",
            Act::Ask(Request::Release { event: item, to: to("south") }),
            "has not agreed that",
        );
        talks.act("n-head", consent(item));
        give(&mut talks, item);
        assert!(knows(&talks, "s-adviser", "the bank would pay"), "{preset}");
        assert!(!knows(&talks, "banker", "the bank would pay"), "{preset}");
    }
}

#[test]
fn c3_consent_is_for_one_item_and_one_recipient_and_can_be_taken_back_until_it_is_given() {
    for preset in PRESETS {
        let mut talks = Talks::under(preset);
        let (first, other) = (
            told(&mut talks, "first", Some("in confidence")),
            told(&mut talks, "second", Some("in confidence")),
        );
        // Not by one who cannot speak for the side, not by another side, not for all, not for oneself.
        talks.refused("n-adviser", consent(first), "cannot agree");
        talks.refused("s-head", consent(first), "nothing your side said");
        talks.refused("elder", consent(first), "nothing your side said");
        talks.refused("n-head", Act::Consent { event: first, to: to("all") }, "no party \"all\"");
        talks.refused("n-head", Act::Consent { event: first, to: vec![] }, "no party is named");
        talks.refused("n-head", Act::Consent { event: first, to: to("north") }, "your own side");
        // On paper too, with the one who recorded it and one who attested it.
        let paper = talks.recorded("elder", "n-head", consent(first));
        talks.refused(
            "elder",
            Act::Ask(Request::Release { event: first, to: to("south") }),
            "has not agreed",
        );
        talks.act("n-envoy", Act::Attest { event: paper });
        let desk = talks.desk("elder");
        let given = desk.state.confidences.consent(first, "north", "south").unwrap();
        assert_eq!(
            (given.by.as_str(), given.instrument.as_ref().unwrap().recorded_by.as_str()),
            ("n-head", "elder")
        );
        drop(desk);
        talks.refused("n-head", consent(first), "agreed to that already");
        // It is for this item alone.
        talks.refused(
            "elder",
            Act::Ask(Request::Release { event: other, to: to("south") }),
            "has not agreed",
        );
        talks.act("n-head", Act::Revoke { event: first, to: to("south") });
        talks.refused(
            "elder",
            Act::Ask(Request::Release { event: first, to: to("south") }),
            "has not agreed",
        );
        talks.act("n-head", consent(first));
        give(&mut talks, first);
        talks.refused("n-head", Act::Revoke { event: first, to: to("south") }, "knows it already");
        talks.refused("n-head", Act::Revoke { event: other, to: to("south") }, "has not agreed");
    }
}

#[test]
fn consent_taken_back_between_asking_and_agreeing_stops_it() {
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    talks.act("n-head", consent(item));
    let asked = talks.act("elder", Act::Ask(Request::Release { event: item, to: to("south") }));
    talks.act("n-head", Act::Revoke { event: item, to: to("south") });
    talks.refused("scribe", Act::Second { event: asked }, "has not agreed");
    assert!(!knows(&talks, "s-head", "the bank would pay"));
}

#[test]
fn c4_under_uncitral_and_eu_only_a_condition_holds_it_back() {
    for (preset, free) in
        [("uncitral", true), ("eu", true), ("strict", false), ("uma", false), ("secret", false)]
    {
        let mut talks = Talks::under(preset);
        let (open, held) = (told(&mut talks, "open", None), told(&mut talks, "held", Some("not before May")));
        let may = |talks: &Talks, event| {
            let desk = talks.desk("elder");
            desk.act(desk.giving(event, to("south"))).is_ok()
        };
        assert_eq!(may(&talks, open), free, "{preset}");
        assert!(!may(&talks, held), "{preset}");
        // A condition can be set later, and holds from then on.
        talks.act("n-envoy", Act::Condition { event: open, words: "after the vote".into() });
        assert!(!may(&talks, open), "{preset}");
        talks.act("n-head", consent(held));
        assert!(may(&talks, held), "{preset}");
        // Never outside.
        let outside = Request::Outside { event: open, to: "the press".into(), ground: Ground::Waiver };
        talks.refused("elder", Act::Ask(outside), "is not waived");
    }
}

#[test]
fn c5_a_report_to_a_court_has_four_fields() {
    let mut talks = Talks::begun();
    talks.act("elder", Act::Meet(met(&["elder", "n-envoy"], Sort::Caucus)));
    talks.refused("elder", erase(1, "x"), "only what was said apart");
    assert!(talks.desk("n-head").court().is_err());
    let report = talks.desk("elder").court().unwrap();
    let value = serde_json::to_value(&report).unwrap();
    let fields: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["occurred", "ended", "settled", "attendance"]);
    assert_eq!((report.occurred, report.ended, report.settled), (true, false, false));
    assert_eq!(report.attendance, ["Elder Eda", "Envoy Nora"]);
    let schema = schemas().into_iter().find(|(name, _)| *name == "court").unwrap().1;
    assert_eq!(schema.get("properties").unwrap().as_object().unwrap().len(), 4);
    talks.act("s-head", Act::Leave { why: Some("harvest".into()) });
    let report = talks.desk("elder").court().unwrap();
    assert!(report.ended && !report.settled);
    assert!(!serde_json::to_string(&report).unwrap().contains("harvest"));
}

#[test]
fn c6_an_exception_has_a_ground_and_a_second_person_and_is_written_down() {
    for preset in PRESETS {
        let mut talks = Talks::under(preset);
        let item = told(&mut talks, "they will burn the pump", None);
        let outside = Request::Outside { event: item, to: "the constable".into(), ground: Ground::Threat };
        talks.refused("n-head", Act::Ask(outside.clone()), "only a mediator");
        let asked = talks.act("elder", Act::Ask(outside));
        assert_eq!(talks.desk("n-head").receipts("north").unwrap().receipts, []);
        talks.refused("elder", Act::Second { event: asked }, "cannot be the second person");
        talks.refused("n-head", Act::Second { event: asked }, "nothing with that number");
        talks.act("scribe", Act::Second { event: asked });
        talks.refused("scribe", Act::Second { event: asked }, "agreed to already");
        let receipts = talks.desk("n-head").receipts("north").unwrap().receipts;
        assert_eq!(receipts.len(), 1);
        assert_eq!(
            (receipts[0].to.as_str(), receipts[0].ground.as_deref()),
            ("the constable", Some("threat"))
        );
        assert!(!knows(&talks, "s-head", "constable"));
    }
}

#[test]
fn c7_a_waiver_needs_all_parties_in_a_record() {
    let mut talks = Talks::under("uma");
    let item = told(&mut talks, "the bank would pay", None);
    let outside = Act::Ask(Request::Outside { event: item, to: "the press".into(), ground: Ground::Waiver });
    talks.refused("elder", outside.clone(), "Village of North, Village of South");
    talks.act("n-head", Act::Consent { event: item, to: to(OUTSIDE) });
    talks.refused("elder", outside.clone(), "by Village of South");
    // South can waive what it knows of, not what it does not.
    talks.refused("s-head", Act::Consent { event: item, to: to(OUTSIDE) }, "nothing your side said");
    talks.act("n-head", consent(item));
    give(&mut talks, item);
    talks.act("s-head", Act::Consent { event: item, to: to(OUTSIDE) });
    talks.refused("s-head", Act::Consent { event: item, to: to(OUTSIDE) }, "waived it already");
    let asked = talks.act("elder", outside);
    talks.act("n-head", Act::Revoke { event: item, to: to(OUTSIDE) });
    talks.refused("scribe", Act::Second { event: asked }, "not waived for it by Village of North");
}

#[test]
fn c9_a_secret_case_has_no_title() {
    let mut talks = Talks::under("secret");
    talks.act("n-envoy", yes("1", Some("evenings")));
    for person in ["elder", "n-head", "s-adviser", "banker"] {
        let desk = talks.desk(person);
        let shown =
            serde_json::to_string(&(desk.view(), desk.journal(), desk.waits(), desk.title())).unwrap();
        assert!(!shown.contains("A shared well"), "{person}");
        assert_eq!(desk.agreement().title, "Talks");
    }
    let stranger = Desk::open(&talks.log, "stranger", crate::support::at(90)).unwrap_err();
    assert!(!stranger.to_string().contains("well"));
    assert_eq!(Talks::begun().desk("n-head").title(), "A shared well");
}

#[test]
fn c10_c11_what_was_known_before_is_marked() {
    let mut talks = Talks::begun();
    let told = Told {
        from: "north".into(),
        words: "the well is 40 m deep".into(),
        condition: None,
        known_before: true,
    };
    talks.act("elder", Act::Tell(told));
    let telling = talks.desk("elder").telling("south").unwrap();
    assert!(telling.may_not[0].known_before);
    assert!(telling.may_not[0].what.contains("known before the talks"));
}

#[test]
fn c13_a_look_without_overlap_tells_nothing_else_and_cannot_be_repeated_at_will() {
    let mut talks = Talks::begun();
    let blind = |tries| Act::Blind { id: "b".into(), issue: "hours".into(), tries };
    let bid = |options: &[&str]| Act::Bid {
        id: "b".into(),
        options: options.iter().map(ToString::to_string).collect(),
    };
    talks.refused("n-head", blind(1), "only a mediator");
    for tries in [0, 4, 200] {
        talks.refused("elder", blind(tries), "from 1 to 3 times");
    }
    talks.act("elder", blind(2));
    talks.refused("n-adviser", bid(&["nights"]), "cannot say");
    talks.refused("n-head", bid(&["noon"]), "no option");
    talks.refused("n-head", bid(&[]), "no option is named");
    talks.act("n-head", bid(&["mornings", "evenings"]));
    let look = |talks: &Talks| talks.desk("elder").overlap("b");
    assert!(look(&talks).is_err());
    // That South has bid is not told to North, nor what.
    let before =
        serde_json::to_string(&(talks.desk("n-head").view(), talks.desk("n-head").journal())).unwrap();
    talks.act("s-envoy", bid(&["nights"]));
    assert_eq!(
        before,
        serde_json::to_string(&(talks.desk("n-head").view(), talks.desk("n-head").journal())).unwrap()
    );
    assert_eq!(look(&talks).unwrap(), Vec::<String>::new());
    talks.refused(
        "elder",
        Act::Overlap { id: "b".into(), options: vec!["nights".into()] },
        "not what was said",
    );
    talks.act("elder", Act::Overlap { id: "b".into(), options: vec![] });
    let last = talks.desk("n-head").journal().acts.last().unwrap().what.clone();
    assert_eq!(last, "looked, b: no overlap");
    // A second look needs new words of both.
    assert!(look(&talks).is_err());
    talks.act("n-head", bid(&["nights", "evenings"]));
    talks.act("s-envoy", bid(&["nights"]));
    talks.act("elder", Act::Overlap { id: "b".into(), options: vec!["nights".into()] });
    assert!(knows(&talks, "banker", "all could take nights"));
    talks.refused("n-head", bid(&["nights"]), "as often as was offered");
}

#[test]
fn c14_advisers_do_not_read_what_is_kept_from_them() {
    let mut talks = Talks::begun();
    let kept = talks.act(
        "n-head",
        Act::Respond(Response {
            principals_only: true,
            note: Some("only us".into()),
            ..on("1", Some("evenings"))
        }),
    );
    talks.refused("n-envoy", consent(kept), "nothing your side said");
    talks.act("n-head", consent(kept));
    talks.act("n-head", Act::Condition { event: kept, words: "only to their head".into() });
    for person in ["n-adviser", "n-envoy"] {
        assert!(
            !knows(&talks, person, "only us")
                && !knows(&talks, person, "agreed that")
                && !knows(&talks, person, "only to"),
            "{person}"
        );
    }
    assert!(knows(&talks, "n-minister", "only us") && knows(&talks, "elder", "agreed that"));
    give(&mut talks, kept);
    assert!(talks.desk("n-adviser").receipts("north").unwrap().receipts.is_empty());
    assert_eq!(talks.desk("n-minister").receipts("north").unwrap().receipts.len(), 1);
}

#[test]
fn c15_a_mediator_declares_its_interests_before_it_sees_anything() {
    let case = CASE.replace("role = \"mediator\", interests = []", "role = \"mediator\"");
    let mut talks = Talks::default();
    talks.put("elder", Act::Open { case });
    talks.act("n-head", Act::Agree);
    talks.act("s-head", Act::Agree);
    talks.refused("elder", Act::Begin, "has not declared");
    assert!(!knows(&talks, "elder", "agreed to the mediation"));
    talks.refused("n-head", Act::Declare { interests: "none".into() }, "is no mediator");
    talks.refused("elder", Act::Declare { interests: " ".into() }, "is empty");
    talks.act("elder", Act::Declare { interests: "a cousin lives in North".into() });
    // Shown to all parties; may be added to; each mediator for itself.
    for person in ["s-adviser", "n-head", "banker"] {
        assert!(knows(&talks, person, "a cousin lives in North"), "{person}");
    }
    assert!(knows(&talks, "elder", "agreed to the mediation"));
    assert!(!knows(&talks, "scribe", "agreed to the mediation"));
    talks.act("elder", Act::Declare { interests: "and owns a field".into() });
    talks.act("elder", Act::Begin);
    talks.refused("scribe", Act::CloseRound, "has not declared");
}

#[test]
fn c20_each_party_has_receipts_of_its_own() {
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    talks.act("n-head", consent(item));
    assert_eq!(talks.desk("n-head").receipts("north").unwrap().receipts, []);
    give(&mut talks, item);
    let receipts = talks.desk("n-adviser").receipts("north").unwrap().receipts;
    assert_eq!(receipts.len(), 1);
    assert_eq!((receipts[0].to.as_str(), receipts[0].by.as_str()), ("Village of South", "Elder Esk"));
    assert!(receipts[0].what.contains("the bank would pay"));
    // South's receipts are South's, and North's nobody else's.
    assert_eq!(talks.desk("s-head").receipts("south").unwrap().receipts, []);
    for person in ["s-head", "banker"] {
        assert!(talks.desk(person).receipts("north").is_err(), "{person}");
    }
    assert_eq!(talks.desk("elder").receipts("north").unwrap().receipts.len(), 1);
}

#[test]
fn a_caucus_item_needs_two_people_under_strict_and_secret() {
    for (preset, two) in
        [("strict", true), ("secret", true), ("uma", false), ("uncitral", false), ("eu", false)]
    {
        let mut talks = Talks::under(preset);
        let item = told(&mut talks, "the bank would pay", None);
        talks.act("n-head", consent(item));
        let release = Act::Release { event: item, to: to("south") };
        assert_eq!(talks.desk("elder").act(release.clone()).is_err(), two, "{preset}");
        assert_eq!(Preset::of(&talks.desk("elder").state.case).needs_two(), two);
        if two {
            talks.refused("elder", release, "needs a second mediator");
            let asked = talks.act("elder", Act::Ask(Request::Release { event: item, to: to("south") }));
            // Until then nobody is told, not even that it was asked for.
            let unchanged = talks.desk("s-head").journal();
            assert!(!knows(&talks, "n-head", "asked for"));
            talks.refused("elder", Act::Second { event: asked }, "cannot be the second");
            assert_eq!(unchanged, talks.desk("s-head").journal());
            talks.act("scribe", Act::Second { event: asked });
            assert!(knows(&talks, "s-head", "the bank would pay"));
        }
        // What is the mediators' own needs neither consent nor a second.
        let idea =
            talks.act("elder", Act::Idea { id: "pump".into(), words: "a pump".into(), to: to("north") });
        talks.act("elder", Act::Release { event: idea, to: to("south") });
    }
}

#[test]
fn an_export_of_the_whole_case_needs_a_second_and_one_for_research_all_principals() {
    let mut talks = Talks::begun();
    assert_eq!(talks.desk("elder").ready(&Request::Export), None);
    let asked = talks.act("elder", Act::Ask(Request::Export));
    talks.refused("elder", Act::Carried { event: asked }, "no second person");
    talks.act("scribe", Act::Second { event: asked });
    assert_eq!(talks.desk("elder").ready(&Request::Export), Some(asked));
    talks.act("elder", Act::Carried { event: asked });
    assert_eq!(talks.desk("elder").ready(&Request::Export), None, "once");
    // C17: told to all, agreed to by each.
    let research = talks.act("elder", Act::Ask(Request::Research));
    assert!(knows(&talks, "banker", "without names"));
    talks.refused("scribe", Act::Second { event: research }, "cannot agree");
    talks.refused("n-minister", Act::Second { event: research }, "cannot agree");
    talks.act("n-head", Act::Second { event: research });
    talks.refused("n-head", Act::Second { event: research }, "agreed already");
    assert_eq!(talks.desk("elder").ready(&Request::Research), None);
    talks.act("s-head", Act::Second { event: research });
    assert_eq!(talks.desk("elder").ready(&Request::Research), Some(research));
}

#[test]
fn the_rules_are_changed_only_with_all_parties() {
    let changed = CASE.replace("silence = true", "silence = true, confidentiality = \"uncitral\"");
    let mut talks = Talks::default();
    talks.put("elder", Act::Open { case: CASE.into() });
    talks.act("n-head", Act::Agree);
    // Before it begins all have to agree anew; after it, the terms stay.
    talks.act("elder", Act::Open { case: changed.clone() });
    talks.act("s-head", Act::Agree);
    talks.refused("elder", Act::Begin, "not agreed by Village of North");
    let mut talks = Talks::begun();
    let source = talks.desk("elder").state.source.replace("\"strict\"", "\"uncitral\"");
    talks.refused("elder", Act::Open { case: source }, "are not what all parties agreed to");
}

#[test]
fn telling_says_what_may_be_said_what_is_known_and_from_whom() {
    let mut talks = Talks::begun();
    let (may, held) = (told(&mut talks, "may be said", None), told(&mut talks, "held back", Some("never")));
    let known = told(&mut talks, "known already", None);
    for item in [may, known] {
        talks.act("n-head", consent(item));
    }
    give(&mut talks, known);
    talks.act("s-envoy", yes("1", Some("evenings")));
    talks.act("elder", Act::Meet(met(&["elder", "s-head", "n-head"], Sort::Session)));
    assert!(talks.desk("s-head").telling("north").is_err());
    assert!(talks.desk("elder").telling("west").is_err());
    let telling = talks.desk("elder").telling("south").unwrap();
    let words =
        |items: &[detente_talks::Item]| items.iter().map(|item| item.what.clone()).collect::<Vec<_>>();
    assert!(words(&telling.may).iter().any(|what| what.contains("may be said")) && telling.may.len() == 1);
    assert_eq!(telling.may[0].from, ["Village of North"]);
    assert_eq!(telling.may_not.len(), 1);
    assert_eq!(telling.may_not[0].condition.as_deref(), Some("never"));
    assert!(telling.may_not[0].why.contains("has not agreed"));
    let _ = held;
    // What it was given, from whom and by whom; and the session it was at.
    assert_eq!(telling.known.len(), 2);
    assert_eq!(telling.known[0].from, ["Village of North"]);
    assert_eq!(telling.known[0].given.as_ref().unwrap().1, "Elder Esk");
    assert_eq!(telling.known[1].given, None);
}

#[test]
fn who_saw_what_when() {
    use detente_talks::Reading;
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    let reading = |person: &str, hours, through| Reading {
        person: person.into(),
        at: crate::support::at(hours),
        through,
    };
    let readings = [
        reading("elder", 20, item),
        reading("scribe", 22, item - 1),
        reading("scribe", 24, item),
        reading("n-head", 23, item),
        reading("s-head", 25, item),
    ];
    let desk = talks.desk("n-envoy");
    let all = desk.seen_by(&talks.log, &readings);
    // Its own side's acts alone, and what was written down of it.
    assert_eq!(
        all.iter().map(|seen| seen.what.as_str()).collect::<Vec<_>>(),
        ["agreed to the mediation", "wrote down what Village of North said apart: the bank would pay"]
    );
    let by = |seen: &detente_talks::SeenBy| {
        seen.by.iter().map(|(person, _)| person.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(by(&all[0]), ["elder", "n-head", "scribe"]);
    // Of its own people it knows the hour, of others the day.
    assert_eq!(
        (all[0].by[0].1.as_str(), &all[0].by[1].1),
        ("2026-10-02", &crate::support::at(23).to_string())
    );
    let all = talks.desk("elder").seen_by(&talks.log, &readings);
    let seen = all.iter().find(|seen| seen.what.contains("the bank would pay")).unwrap();
    assert_eq!(by(seen), ["elder", "n-head", "scribe"]);
    assert_eq!(seen.by[2].1, crate::support::at(24).to_string());
}

/// Whatever a seat may see its key opens, and nothing a party's key opens is private to another.
#[test]
fn keys_open_what_seats_see() {
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    talks.act("n-head", consent(item));
    let asked = talks.act("elder", Act::Ask(Request::Release { event: item, to: to("south") }));
    let (case, seats) = people(&talks.log);
    let readers = |log: &[detente_talks::Event], number: u64| {
        compartment::readers(&log[..number as usize], &seats, &case, &log[number as usize - 1])
    };
    use detente_talks::Compartment::{Caucus, Mediators, Person};
    assert_eq!(readers(&talks.log, item), [Mediators, Caucus("north".into())].into());
    assert_eq!(readers(&talks.log, asked), [Mediators, Person("elder".into())].into());
    let second = talks.act("scribe", Act::Second { event: asked });
    let last = talks.log.last().unwrap();
    let opened = compartment::opens(&talks.log, &seats, &case, last);
    assert_eq!(opened[0], (item, [Caucus("south".into())].into()));
    // Both sides learn to what the second person agreed.
    assert_eq!(opened[1].0, asked);
    assert!(opened[1].1.contains(&Caucus("south".into())) && opened[1].1.contains(&Caucus("north".into())));
    assert_eq!(
        readers(&talks.log, second),
        [Mediators, Caucus("north".into()), Caucus("south".into())].into()
    );
    let banker = seats.seat("banker").unwrap();
    assert!(seen(&talks.log, &seats, &case, banker).iter().all(|seen| seen.event.number != item));
}

#[test]
fn one_mediator_is_not_made_two() {
    let join = |id: &str| {
        Act::Join(detente_talks::Newcomer {
            id: id.into(),
            name: id.into(),
            speaks_for: "elders".into(),
            role: "representative".into(),
            caucus: None,
        })
    };
    let mut talks = Talks::begun();
    let item = told(&mut talks, "the bank would pay", None);
    talks.act("n-head", consent(item));
    talks.act("elder", join("one"));
    talks.act("one", join("two"));
    let paper = detente_talks::Instrument {
        means: detente_talks::Means::Paper,
        recorded_by: "elder".into(),
        reference: None,
    };
    for act in [join("three"), Act::Release { event: item, to: to("south") }, Act::Second { event: item }] {
        assert!(talks.desk("elder").record("scribe", paper.clone(), act).is_err());
    }
    let asked = talks.act("elder", Act::Ask(Request::Release { event: item, to: to("south") }));
    for person in ["one", "two"] {
        talks.refused(person, Act::Second { event: asked }, "was brought into the talks by the other");
    }
    // Nor by adding a name to the shared facts.
    let source = talks.desk("elder").state.source.replace(
        "  { id = \"banker\"",
        "  { id = \"four\", name = \"Four\", for = \"elders\", role = \"representative\" },\n  { id = \"banker\"",
    );
    talks.act("elder", Act::Open { case: source });
    talks.refused("four", Act::Second { event: asked }, "was brought into the talks by the other");
    assert!(!talks.desk("elder").apart("elder", "two") && talks.desk("elder").apart("elder", "scribe"));
    talks.act("scribe", Act::Second { event: asked });
}
