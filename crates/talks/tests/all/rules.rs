//! Who may do what, when; every refusal says what to do next.

use detente_talks::{Act, Desk, Newcomer, Response, Sort};

use crate::support::{CASE, Talks, at, met, on, yes};

fn caucus(people: &[&str], sort: Sort) -> Act {
    Act::Meet(met(people, sort))
}

#[test]
fn nothing_before_the_agreement_to_mediate() {
    let mut talks = Talks::default();
    talks.put("elder", Act::Open { case: CASE.into() });
    talks.refused("elder", caucus(&["elder", "n-head"], Sort::Caucus), "no caucus before");
    talks.act("elder", caucus(&["elder", "n-head"], Sort::Consultation));
    talks.refused("n-adviser", Act::Agree, "cannot agree");
    talks.act("n-head", Act::Agree);
    talks.refused("n-minister", Act::Agree, "cannot agree");
    talks.refused("n-head", Act::Agree, "has agreed already");
    talks.refused("elder", Act::Begin, "not agreed by Village of South");
    talks.refused("elder", Act::OpenRound { closes: None, clauses: vec![] }, "has not begun");
    // A consultation is known to those who were there and to the mediators.
    assert!(talks.desk("s-head").journal().acts.iter().all(|act| !act.what.contains("consultation")));
    assert!(talks.desk("n-head").journal().acts.iter().any(|act| act.what.contains("consultation")));
    talks.act("s-head", Act::Agree);
    talks.act("elder", Act::Begin);
    talks.refused("elder", caucus(&["elder", "n-head"], Sort::Consultation), "consultations end");
    talks.act("elder", caucus(&["elder", "n-head"], Sort::Caucus));
}

#[test]
fn rounds_close_at_their_time_or_by_a_mediator_never_by_the_last_answer() {
    let mut talks = Talks::begun();
    talks.refused("elder", Act::OpenRound { closes: None, clauses: vec![] }, "a round is open");
    for person in ["n-head", "s-head"] {
        for (clause, option) in
            [("1", Some("evenings")), ("2", Some("none")), ("3", Some("(out)")), ("4", None)]
        {
            talks.act(person, yes(clause, option));
        }
    }
    talks.act("n-envoy", yes("4", None));
    talks.act("elder", Act::CloseRound);
    talks.refused("n-envoy", yes("4", None), "no round is open");
    let closes = at(talks.hours + 5);
    talks.act("elder", Act::OpenRound { closes: Some(closes), clauses: vec!["2".into()] });
    talks.refused("n-envoy", yes("4", None), "does not ask about clause 4");
    talks.act("n-envoy", yes("2", Some("none")));
    talks.hours += 6;
    talks.refused("n-envoy", yes("2", Some("none")), "no round is open");
    talks.refused("elder", Act::CloseRound, "no round is open");
    talks.refused("elder", Act::OpenRound { closes: None, clauses: vec!["17".into()] }, "no clause 17");
}

#[test]
fn responses_name_what_there_is() {
    let mut talks = Talks::begun();
    talks.refused("n-envoy", yes("9", None), "no clause 9");
    talks.refused("n-envoy", yes("1", Some("noon")), "no wording \"noon\"");
    talks.refused("n-envoy", Act::Respond(Response { strength: Some(9), ..on("4", None) }), "from 1 to 5");
    talks.refused("banker", yes("4", None), "may not respond");
    talks.refused("elder", yes("4", None), "may not respond");
    let options = |option: &str| [("hours".to_string(), option.to_string())].into();
    talks.refused("n-envoy", Act::Offer { options: options("noon"), concession: false }, "has no option");
    talks.act("n-envoy", Act::Offer { options: options("nights"), concession: true });
}

#[test]
fn any_side_may_interrupt_or_leave_at_any_time() {
    let mut talks = Talks::begun();
    talks.refused("n-adviser", Act::Leave { why: None }, "cannot do that");
    talks.act("n-head", Act::Suspend { why: Some("harvest".into()) });
    talks.refused("n-envoy", yes("4", None), "has interrupted its part");
    talks.act("n-envoy", Act::Resume);
    talks.act("n-envoy", yes("4", None));
    talks.act("s-head", Act::Leave { why: None });
    talks.refused("s-envoy", yes("4", None), "has left the talks");
    assert!(talks.desk("n-head").view().standing.contains(&"Village of South has left.".to_string()));
}

#[test]
fn seats_and_ideas_are_given_by_mediators() {
    let mut talks = Talks::begun();
    let newcomer = |id: &str, role: &str, side: &str| {
        Act::Join(Newcomer {
            id: id.into(),
            name: "Ola".into(),
            speaks_for: side.into(),
            role: role.into(),
            caucus: None,
        })
    };
    talks.refused("n-envoy", newcomer("ola", "interpreter", "north"), "only a mediator");
    // Whose word binds a side is for that side to say.
    talks.refused("elder", newcomer("ola", "principal", "north"), "only Village of North can say");
    talks.refused("s-head", newcomer("ola", "representative", "north"), "only Village of North can say");
    let mut own = talks.clone();
    own.act("n-head", newcomer("ola", "representative", "north"));
    own.act("ola", yes("4", None));
    talks.refused("elder", newcomer("n-head", "adviser", "south"), "already");
    talks.refused("elder", newcomer("ola", "king", "north"), "no role");
    talks.refused("elder", newcomer("ola", "adviser", "west"), "no side");
    talks.act("elder", newcomer("ola", "interpreter", "north"));
    talks.refused("ola", yes("4", None), "may not respond");
    let idea = |to: &str| Act::Idea { id: "pump".into(), words: "a pump".into(), to: vec![to.into()] };
    talks.refused("elder", idea("west"), "no party \"west\"");
    talks.act("elder", idea("north"));
    assert!(talks.desk("n-envoy").journal().acts.iter().any(|act| act.what.contains("a pump")));
    assert!(talks.desk("s-envoy").journal().acts.iter().all(|act| !act.what.contains("a pump")));
    assert!(detente_talks::Desk::open(&talks.log, "stranger", at(0)).is_err());
}

#[test]
fn the_talks_are_opened_by_a_mediator() {
    let refusal = Desk::first(CASE, "n-head", at(0)).unwrap_err();
    assert!(refusal.next.contains("--as elder"), "{}", refusal.next);
    assert!(Desk::first("title = ", "elder", at(0)).unwrap_err().what.contains("cannot be read"));
    let alone = "detente = 1\ntitle = \"x\"\nparty = [{ id = \"a\" }]";
    assert!(Desk::first(alone, "elder", at(0)).unwrap_err().what.contains("no mediator"));
    assert_eq!(Desk::first(CASE, "elder", at(0)).unwrap().number, 1);
}

#[test]
fn shared_facts_change_but_sides_do_not() {
    let mut talks = Talks::default();
    talks.put("elder", Act::Open { case: CASE.into() });
    talks.act("n-head", Act::Agree);
    let open = |from: &str, to: &str| {
        assert!(CASE.contains(from));
        Act::Open { case: CASE.replace(from, to) }
    };
    let other_terms = open("mediation = { silence = true }", "mediation = { silence = false }");
    talks.refused("n-head", other_terms.clone(), "more is changed");
    talks.refused("n-envoy", other_terms.clone(), "only a mediator");
    talks.refused("elder", Act::Open { case: CASE.into() }, "as it was told already");
    talks.refused("elder", Act::Open { case: "detente = 1".into() }, "cannot be read");
    talks.refused("elder", open(r#"{ id = "north", name"#, r#"{ id = "west", name"#), "cannot be read");
    talks.refused(
        "elder",
        open(
            r#"id = "n-envoy", name = "Envoy Nora", for = "north""#,
            r#"id = "n-envoy", name = "Envoy Nora", for = "south""#,
        ),
        "who speaks for Village of North",
    );
    talks.refused("elder", open(r#"id = "n-envoy""#, r#"id = "n-other""#), "who speaks for Village of North");
    talks.refused("elder", open(r#"id = "banker""#, r#"id = "teller""#), "Banker Bix is gone");
    let lower = open(r#"for = "elders", role = "representative""#, r#"for = "elders", role = "adviser""#);
    talks.refused("elder", lower, "has another role");
    talks.refused(
        "elder",
        open(r#"name = "The bank", role = "guarantor""#, r#"name = "The bank", role = "mediator""#),
        "another role",
    );
    // Other terms are agreed anew by all.
    talks.act("elder", other_terms);
    talks.act("n-head", Act::Agree);
    talks.act("s-head", Act::Agree);
    talks.act("elder", Act::Begin);
    talks.refused("elder", Act::Open { case: CASE.into() }, "not what all parties agreed to");
    // A newcomer keeps the seat, and a longer mandate counts from then on.
    let newcomer = Newcomer {
        id: "s-new".into(),
        name: "Adviser Su".into(),
        speaks_for: "south".into(),
        role: "adviser".into(),
        caucus: None,
    };
    talks.act("elder", Act::Join(newcomer));
    let told = CASE.replace("silence = true", "silence = false");
    let longer = told.replacen("2026-12-31", "2027-12-31", 2);
    talks.refused("elder", Act::Open { case: longer.clone() }, "who speaks for Village of North");
    talks.refused("s-head", Act::Open { case: longer.clone() }, "more is changed");
    let mut signed = talks.clone();
    talks.act("n-head", Act::Open { case: longer.clone() });
    let until = |talks: &Talks| talks.desk("n-envoy").seat.reach.until.map(|until| until.to_string());
    assert_eq!(
        (talks.desk("s-new").seat.name.as_str(), until(&talks).as_deref()),
        ("Adviser Su", Some("2027-12-31"))
    );
    // Or on paper, once another has attested it.
    let paper = signed.recorded("elder", "n-head", Act::Open { case: longer.clone() });
    assert_eq!(until(&signed).as_deref(), Some("2026-12-31"));
    signed.refused(
        "scribe",
        Act::Attest { event: paper },
        "neither who recorded it nor you are of that side",
    );
    signed.act("n-adviser", Act::Attest { event: paper });
    assert_eq!(until(&signed).as_deref(), Some("2027-12-31"));
    talks.refused(
        "elder",
        Act::Open { case: longer.replace("A shared well", "Another well") },
        "not what all parties agreed",
    );
}

#[test]
fn time_does_not_go_back_behind_what_one_has_seen() {
    let mut talks = Talks::begun();
    talks.hours -= 3;
    talks.refused("n-envoy", yes("4", None), "before the last act you see");
    talks.hours += 3;
    // What another said apart does not bind one's clock: it would tell when it was said.
    talks.hours += 10;
    talks.act("n-envoy", yes("4", None));
    talks.hours -= 8;
    talks.act("s-envoy", yes("4", None));
}

#[test]
fn numbers_stay_while_a_round_is_open() {
    let mut talks = Talks::begun();
    let renumbered = crate::support::TEXT.replace("4. The", "5. The");
    let tabled = talks.desk("elder").tabled("texts/well.md", &renumbered, None).unwrap();
    talks.refused("elder", Act::Table(tabled.clone()), "clause 4 has become 5");
    let inserted = crate::support::TEXT.replace("4. The", "3 bis. A bucket is kept.\n\n4. The");
    talks.table(&inserted);
    talks.act("elder", Act::CloseRound);
    talks.table(&renumbered);
}

#[test]
fn paper_that_is_overtaken_is_not_attested() {
    // A letter agrees to the terms it was written for.
    let mut talks = Talks::default();
    talks.put("elder", Act::Open { case: CASE.into() });
    let letter = talks.recorded("s-envoy", "s-head", Act::Agree);
    talks.act("elder", Act::Open { case: CASE.replace("silence = true", "silence = false") });
    talks.refused("elder", Act::Attest { event: letter }, "nothing with that number");
    // A party that has agreed names its own people, and one that is away begins nothing.
    talks.act("n-head", Act::Agree);
    talks.act("s-head", Act::Agree);
    let more = CASE.replace("silence = true", "silence = false").replace(
        r#"{ id = "n-adviser""#,
        r#"{ id = "fake", for = "north", role = "principal" }, { id = "n-adviser""#,
    );
    talks.refused("elder", Act::Open { case: more }, "who speaks for Village of North");
    talks.act("s-head", Act::Suspend { why: None });
    talks.refused("elder", Act::Begin, "is away");
    talks.act("s-head", Act::Resume);
    talks.act("elder", Act::Begin);
    // Later comings and goings outdo an earlier paper; whoever has a seat keeps it; grave acts need one of the side.
    let paper = talks.recorded("s-envoy", "s-head", Act::Suspend { why: None });
    talks.act("s-head", Act::Suspend { why: None });
    talks.act("s-head", Act::Resume);
    talks.refused("elder", Act::Attest { event: paper }, "overtaken");
    let seat = |role: &str, side: &str| {
        Act::Join(Newcomer {
            id: "ann".into(),
            name: "Ann".into(),
            speaks_for: side.into(),
            role: role.into(),
            caucus: None,
        })
    };
    let paper = talks.recorded("n-envoy", "n-head", seat("adviser", "north"));
    talks.act("s-head", seat("plenipotentiary", "south"));
    talks.refused("elder", Act::Attest { event: paper }, "already");
    talks.put("elder", Act::Attest { event: paper });
    assert_eq!(talks.desk("ann").seat.side, "south");
    talks.refused("ann", seat("principal", "south"), "only Village of South can say");
    let leave = talks.recorded("elder", "n-head", Act::Leave { why: None });
    talks.refused("scribe", Act::Attest { event: leave }, "of that side");
    talks.act("n-envoy", Act::Attest { event: leave });
}
