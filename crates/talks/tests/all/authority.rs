//! Advisers speak; only principals, and those they empower, decide.

use detente_talks::{Act, Condition, Instrument, Means, Response, Status, Substance, WordingView};
use proptest::prelude::*;

use crate::support::{Talks, if_, no, on, yes};

#[test]
fn the_authority_table() {
    // Who speaks for North on clause 1 (inside every mandate), while South's principal accepts: what it counts as.
    for (person, clause, option, status) in [
        ("n-head", "1", "evenings", Status::Agreed),
        ("n-minister", "1", "evenings", Status::Agreed),
        ("n-envoy", "1", "evenings", Status::AdReferendum),
        ("n-adviser", "1", "evenings", Status::AdReferendum),
        // The fee is outside the minister's mandate.
        ("n-minister", "2", "none", Status::AdReferendum),
        // The envoy's covers it.
        ("n-envoy", "2", "none", Status::AdReferendum),
    ] {
        let mut talks = Talks::begun();
        talks.act("s-head", yes(clause, Some(option)));
        talks.act(person, yes(clause, Some(option)));
        assert_eq!(talks.status(clause), status, "{person} on clause {clause}");
    }
    // A mandate that says that it binds does, inside it; a principal's word goes everywhere.
    let mut talks = Talks::begun();
    talks.act("s-envoy", yes("2", Some("one coin")));
    talks.act("n-head", yes("2", Some("one coin")));
    assert_eq!(talks.status("2"), Status::Agreed);
    talks.act("s-envoy", yes("4", None));
    talks.act("n-head", yes("4", None));
    assert_eq!(talks.status("4"), Status::AdReferendum, "clause 4 is outside the envoy's mandate");
    talks.act("s-head", yes("4", None));
    assert_eq!(talks.status("4"), Status::Agreed);
}

#[test]
fn a_mandate_ends() {
    let mut talks = Talks::begun();
    talks.act("s-head", yes("1", Some("evenings")));
    talks.hours += 24 * 100;
    talks.act("n-minister", yes("1", Some("evenings")));
    assert_eq!(talks.status("1"), Status::AdReferendum);
    let view = talks.desk("elder").view().text.unwrap();
    let remarks = &view.clauses[0].remarks;
    assert!(remarks.contains(&"to confirm for Village of North: Head Ana".to_string()), "{remarks:?}");
}

#[test]
fn a_principal_overrides_and_a_later_word_counts() {
    let mut talks = Talks::begun();
    talks.act("s-head", yes("4", None));
    talks.act("n-head", yes("4", None));
    assert_eq!(talks.status("4"), Status::Agreed);
    // Those below do not change the principal's word, whatever they say later.
    talks.act("n-envoy", no("4", None));
    talks.act("n-adviser", no("4", None));
    assert_eq!(talks.status("4"), Status::Agreed);
    let word = talks.act("n-head", no("4", None));
    assert_eq!(talks.status("4"), Status::Bracketed);
    // Taken back, the word before counts again; both stay in the record.
    talks.act("n-head", Act::Withdraw { event: word });
    assert_eq!(talks.status("4"), Status::Agreed);
    assert_eq!(talks.desk("n-adviser").view().responses.len(), 4);
}

#[test]
fn in_principle_and_words_nobody_looked_at_agree_nothing() {
    for response in [
        Response { substance: Substance::InPrinciple, ..on("4", None) },
        Response { wording: WordingView::NotConsidered, ..on("4", None) },
        Response { substance: Substance::None, ..on("4", None) },
    ] {
        let mut talks = Talks::begun();
        talks.act("s-head", yes("4", None));
        talks.act("n-head", Act::Respond(response.clone()));
        assert_eq!(talks.status("4"), Status::Proposed, "{response:?}");
    }
}

#[test]
fn what_was_said_of_an_option_holds_for_the_clause_once_its_bracket_is_cleared() {
    let mut talks = Talks::begun();
    for person in ["n-head", "s-head"] {
        talks.act(person, yes("1", Some("evenings")));
        talks.act(person, yes("3", Some("(out)")));
    }
    assert_eq!((talks.status("1"), talks.status("3")), (Status::Agreed, Status::Agreed));
    let cleared = crate::support::TEXT
        .replace("[mornings] [evenings] [nights]", "evenings")
        .replace(" [in spring]", "");
    talks.act("elder", Act::CloseRound);
    talks.table(&cleared);
    assert_eq!((talks.status("1"), talks.status("3")), (Status::Agreed, Status::Agreed));
    // Other words are another wording: nobody has accepted them.
    talks.table(&cleared.replace("evenings", "evenings and nights"));
    assert_eq!(talks.status("1"), Status::Proposed);
}

#[test]
fn silence_is_consent_only_where_it_was_agreed_and_after_its_end() {
    let mut talks = Talks::begun();
    talks.act("s-head", yes("4", None));
    let until = crate::support::at(talks.hours + 30);
    let soon = crate::support::at(talks.hours + 10);
    let open = |clause: &str, until| Act::OpenSilence { clauses: vec![clause.into()], until };
    let speak = || Act::BreakSilence { clause: "4".into(), why: None };
    talks.refused("elder", open("1", until), "words in brackets");
    talks.refused("elder", open("4", soon), "at least a day");
    talks.refused("n-envoy", speak(), "no silence procedure");
    talks.act("elder", open("4", until));
    assert_eq!(talks.status("4"), Status::Proposed);
    let (broken, answered, away, opened) = (talks.clone(), talks.clone(), talks.clone(), talks.clone());
    talks.hours += 40;
    assert_eq!(talks.status("4"), Status::Agreed);
    // Consent can be withdrawn until adoption.
    talks.act("n-envoy", speak());
    assert_eq!(talks.status("4"), Status::Proposed);
    let mut broken = broken;
    broken.refused("n-adviser", speak(), "may not break");
    broken.act("n-envoy", speak());
    broken.hours += 40;
    assert_eq!(broken.status("4"), Status::Proposed);
    // Whoever says anything but yes has not kept silent.
    let mut answered = answered;
    answered.act("n-adviser", Act::Respond(Response { discuss: true, ..on("4", None) }));
    answered.hours += 40;
    assert_eq!(answered.status("4"), Status::AdReferendum, "an adviser breaks nothing");
    answered.hours -= 40;
    let asks = Response { substance: Substance::None, discuss: true, ..on("4", None) };
    answered.act("n-envoy", Act::Respond(asks));
    answered.hours += 40;
    assert_ne!(answered.status("4"), Status::Agreed);
    // Who takes a yes back does not consent by silence instead; an adviser who does so breaks nothing.
    let mut back = opened.clone();
    let advised = back.act("n-adviser", yes("4", None));
    back.act("n-adviser", Act::Withdraw { event: advised });
    let mut advised = back.clone();
    let yes = back.act("n-envoy", yes("4", None));
    back.act("n-envoy", Act::Withdraw { event: yes });
    for (talks, status) in [(&mut advised, Status::Agreed), (&mut back, Status::Proposed)] {
        talks.hours += 40;
        assert_eq!(talks.status("4"), status);
    }
    // Nor does the silence of one who is away say anything.
    let mut away = away;
    away.act("n-head", Act::Suspend { why: None });
    away.hours += 40;
    away.act("n-head", Act::Resume);
    assert_eq!(away.status("4"), Status::Proposed);
}

#[test]
fn what_is_recorded_on_paper_is_what_was_meant_then() {
    // A letter that is attested late does not outdo what was said after it.
    let mut talks = Talks::begun();
    talks.act("s-head", yes("4", None));
    let letter = talks.recorded("elder", "n-head", yes("4", None));
    talks.act("n-head", no("4", None));
    talks.act("scribe", Act::Attest { event: letter });
    assert_eq!(talks.status("4"), Status::Bracketed);
    // Nor does it speak of words that came after it.
    let mut talks = Talks::begun();
    let letter = talks.recorded("elder", "n-head", yes("4", None));
    talks.table(&crate::support::TEXT.replace("keep the key", "hold the key"));
    talks.act("s-head", yes("4", None));
    talks.act("scribe", Act::Attest { event: letter });
    assert_eq!(talks.status("4"), Status::Proposed);
    // It can be taken back while it waits, and is nothing then.
    let mut talks = Talks::begun();
    talks.act("s-head", yes("4", None));
    let letter = talks.recorded("elder", "n-head", yes("4", None));
    talks.refused("s-head", Act::Withdraw { event: letter }, "no response or offer of your side");
    talks.act("n-head", Act::Withdraw { event: letter });
    talks.refused("scribe", Act::Attest { event: letter }, "nothing with that number");
    let acts = talks.desk("elder").journal().acts;
    assert!(acts.iter().any(|act| act.what.contains("taken back before it was attested")));
    // Nobody attests on paper.
    let letter = talks.recorded("elder", "n-head", yes("4", None));
    let paper = Instrument { means: Means::Paper, recorded_by: "scribe".into(), reference: None };
    assert!(talks.desk("scribe").record("elder", paper, Act::Attest { event: letter }).is_err());
}

#[test]
fn what_the_text_leaves_open_is_not_agreed() {
    // A bracket around another: whether the words stay at all is not said by choosing among those inside.
    let both = |talks: &mut Talks, clause: &str, option: &str| {
        for head in ["n-head", "s-head"] {
            talks.act(head, yes(clause, Some(option)));
        }
    };
    let mut talks = Talks::begun();
    talks.table("1. North draws water[, in the [mornings] [evenings], — North] and carries it.\n");
    both(&mut talks, "1", "evenings");
    assert_eq!(talks.status("1"), Status::Bracketed);
    // Two wordings that all accept: the text has to choose.
    let mut talks = Talks::begun();
    both(&mut talks, "2", "none");
    assert_eq!(talks.status("2"), Status::Agreed);
    both(&mut talks, "2", "one coin");
    assert_eq!(talks.status("2"), Status::Bracketed);
    let view = talks.desk("elder").view();
    let remarks = &view.text.unwrap().clauses[1].remarks;
    assert!(remarks.iter().any(|remark| remark.contains("the text has to choose")), "{remarks:?}");
    // A no to the clause outdoes what was accepted of it before, and the reverse.
    let mut talks = Talks::begun();
    both(&mut talks, "2", "none");
    talks.act("n-head", no("2", None));
    assert_eq!(talks.status("2"), Status::Bracketed);
    talks.act("n-head", yes("2", Some("none")));
    assert_eq!(talks.status("2"), Status::Agreed);
    // To accept a clause with words still open says nothing.
    talks.refused("n-head", yes("2", None), "an acceptance says which");
}

#[test]
fn what_hangs_on_an_adviser_s_word_does_not_bind() {
    let mut talks = Talks::begun();
    talks.act("n-head", if_("1", Some("evenings"), &[("2", Some("none"))]));
    talks.act("n-head", yes("2", Some("none")));
    talks.act("s-head", yes("1", Some("evenings")));
    talks.act("s-adviser", yes("2", Some("none")));
    assert_eq!((talks.status("1"), talks.status("2")), (Status::AdReferendum, Status::AdReferendum));
    talks.act("s-head", yes("2", Some("none")));
    assert_eq!((talks.status("1"), talks.status("2")), (Status::Agreed, Status::Agreed));
    // The clause surely takes another wording: then the condition does not hold.
    let mut talks = Talks::begun();
    for head in ["n-head", "s-head"] {
        talks.act(head, yes("2", Some("one coin")));
        talks.act(head, if_("1", Some("evenings"), &[("2", Some("none"))]));
    }
    for adviser in ["n-adviser", "s-adviser"] {
        talks.act(adviser, yes("2", Some("none")));
    }
    assert_eq!((talks.status("1"), talks.status("2")), (Status::Bracketed, Status::Agreed));
    // Two that need different words of the same clause are not met together; nor by a clause that is set aside.
    let mut talks = Talks::begun();
    for (head, needs) in [("n-head", "none"), ("s-head", "one coin")] {
        talks.act(head, yes("2", Some("none")));
        talks.act(head, yes("2", Some("one coin")));
        talks.act(head, if_("1", Some("evenings"), &[("2", Some(needs))]));
    }
    assert_eq!(talks.status("1"), Status::Bracketed);
    let mut talks = Talks::begun();
    for head in ["n-head", "s-head"] {
        talks.act(head, yes("2", Some("none")));
        talks.act(head, if_("1", Some("evenings"), &[("2", Some("none"))]));
    }
    assert_eq!(talks.status("1"), Status::Agreed);
    talks.act("elder", Act::Mark { clause: "2".into(), mark: Some(detente_talks::Mark::Dropped) });
    assert_eq!(talks.status("1"), Status::Bracketed);
}

#[test]
fn an_act_by_paper_counts_once_another_attests_it() {
    let mut talks = Talks::begun();
    talks.act("s-head", yes("4", None));
    let letter = talks.recorded("elder", "n-head", yes("4", None));
    assert_eq!(talks.status("4"), Status::Proposed);
    talks.refused("elder", Act::Attest { event: letter }, "cannot attest");
    talks.refused("n-head", Act::Attest { event: letter }, "cannot attest");
    talks.refused("s-head", Act::Attest { event: letter }, "nothing with that number");
    let mut put = talks.clone();
    for by in ["elder", "n-head", "nobody"] {
        put.put(by, Act::Attest { event: letter });
        assert_eq!(put.status("4"), Status::Proposed, "{by} attests nothing");
    }
    talks.act("n-envoy", Act::Attest { event: letter });
    assert_eq!(talks.status("4"), Status::Agreed);
    let journal = talks.desk("n-adviser").journal();
    assert!(
        journal.acts.iter().any(|act| act.what.contains("by signed paper, recorded by Elder Eda; attested")),
        "{journal:?}"
    );
}

const PEOPLE: [&str; 8] =
    ["n-head", "n-minister", "n-envoy", "n-adviser", "s-head", "s-minister", "s-envoy", "s-adviser"];

fn any_response() -> impl Strategy<Value = Response> {
    let subject = prop_oneof![
        Just(("1", Some("mornings"))),
        Just(("1", Some("evenings"))),
        Just(("2", Some("none"))),
        Just(("3", Some("(out)"))),
        Just(("4", None)),
        Just(("1", None)),
    ];
    let substance = prop_oneof![
        Just(Substance::Acceptable),
        Just(Substance::Acceptable),
        Just(Substance::InPrinciple),
        Just(Substance::Rejected),
        Just(Substance::None)
    ];
    let wording = prop_oneof![
        Just(WordingView::Works),
        Just(WordingView::Works),
        Just(WordingView::Fails),
        Just(WordingView::NotConsidered)
    ];
    let condition =
        prop_oneof![Just(None), Just(None), Just(Some(("2", Some("none")))), Just(Some(("4", None)))];
    (subject, substance, wording, condition).prop_map(|((clause, option), substance, wording, condition)| {
        Response {
            substance,
            wording,
            only_if: condition
                .map(|(clause, option)| Condition { clause: clause.into(), option: option.map(Into::into) })
                .into_iter()
                .collect(),
            ..on(clause, option)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("DETENTE_LONG").is_some() { 2_560 } else { 128 }))]

    /// South's principal accepts everything; North's people say anything, but those who can bind it never accept.
    #[test]
    fn advisers_and_words_in_principle_never_agree_a_clause(
        said in prop::collection::vec((0usize..4, any_response()), 0..30)
    ) {
        let mut talks = Talks::begun();
        for (clause, option) in [("1", Some("mornings")), ("1", Some("evenings")), ("2", Some("none")), ("3", Some("(out)")), ("4", None)] {
            talks.put("s-head", yes(clause, option));
        }
        for (who, mut response) in said {
            let person = PEOPLE[who];
            let binds = matches!(person, "n-head" | "n-minister");
            if binds && response.substance == Substance::Acceptable && response.wording == WordingView::Works {
                response.substance = Substance::InPrinciple;
            }
            talks.put(person, Act::Respond(response));
        }
        for (clause, status) in talks.desk("elder").status() {
            prop_assert!(status < Status::Agreed, "clause {clause} is {status:?}");
        }
    }

    /// Whatever is recorded of absent people, without a second person it changes nothing.
    #[test]
    fn no_instrument_without_an_attester_counts(
        said in prop::collection::vec((0usize..8, any_response(), 0usize..3), 1..20)
    ) {
        let mut talks = Talks::begun();
        let before = talks.desk("elder").status();
        for (who, response, attest) in said {
            let letter = talks.put(PEOPLE[who], Act::Respond(response));
            let last = talks.log.len() - 1;
            talks.log[last].instrument =
                Some(Instrument { means: Means::Letter, recorded_by: "elder".into(), reference: None });
            match attest {
                0 => {}
                1 => { talks.put("elder", Act::Attest { event: letter }); }
                _ => { talks.put(PEOPLE[who], Act::Attest { event: letter }); }
            }
        }
        prop_assert_eq!(talks.desk("elder").status(), before);
    }
}

#[test]
fn conditions_wait_for_each_other() {
    let mut talks = Talks::begun();
    for person in ["n-head", "s-head"] {
        talks.act(person, yes("2", Some("none")));
    }
    talks.act("n-head", if_("1", Some("evenings"), &[("2", Some("none"))]));
    talks.act("s-head", yes("1", Some("evenings")));
    assert_eq!(talks.status("1"), Status::Agreed);
    talks.act("s-head", no("2", Some("none")));
    assert_eq!(talks.status("1"), Status::Bracketed);
}
