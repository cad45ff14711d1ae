//! What is done on paper: who may write it down, who may attest it, and how far it goes.

use detente_talks::{Act, Event, Instrument, Means, Newcomer, Status};

use crate::support::{Talks, yes};

fn newcomer(id: &str) -> Act {
    Act::Join(Newcomer {
        id: id.into(),
        name: id.into(),
        speaks_for: "north".into(),
        role: "adviser".into(),
        caucus: None,
    })
}

fn attest(event: u64) -> Act {
    Act::Attest { event }
}

/// As recorded by a mediator for North's head, by means.
fn recorded(talks: &Talks, means: Means, act: Act) -> Result<Event, detente_talks::Refusal> {
    let instrument = Instrument { means, recorded_by: "elder".into(), reference: None };
    talks.desk("elder").record("n-head", instrument, act)
}

#[test]
fn mediators_alone_do_not_bind_a_side() {
    let mut talks = Talks::begun();
    // Both heads said yes on paper; only mediators have seen it.
    for head in ["n-head", "s-head"] {
        let paper = talks.recorded("elder", head, yes("4", None));
        talks.act("scribe", attest(paper));
    }
    assert_eq!(talks.status("4"), Status::AdReferendum);
    // With the word of one of the side it goes as far as the head's own.
    for (head, aide) in [("n-head", "n-adviser"), ("s-head", "s-envoy")] {
        let paper = talks.recorded("elder", head, yes("4", None));
        talks.act(aide, attest(paper));
    }
    assert_eq!(talks.status("4"), Status::Agreed);
}

#[test]
fn grave_acts_need_one_of_the_side() {
    let mut talks = Talks::begun();
    for act in [
        Act::Suspend { why: None },
        Act::Leave { why: None },
        Act::Renew { person: "n-head".into() },
        Act::Join(Newcomer {
            id: "new".into(),
            name: "New".into(),
            speaks_for: "north".into(),
            role: "representative".into(),
            caucus: None,
        }),
    ] {
        let mut talks = talks.clone();
        let paper = talks.recorded("elder", "n-head", act);
        talks.refused("scribe", attest(paper), "neither who recorded it nor you are of that side");
        talks.refused("s-head", attest(paper), "nothing with that number waits");
        talks.act("n-adviser", attest(paper));
    }
    // A mediator who leads no more than its own caucus does not end the talks for all.
    talks.refused("scribe", Act::Leave { why: None }, "cannot do that for");
    talks.act("elder", Act::Leave { why: None });
}

#[test]
fn whom_a_mediator_brought_or_gave_a_key_is_no_second_person_for_it() {
    let mut talks = Talks::begun();
    talks.act("elder", newcomer("puppet"));
    talks.act("n-head", newcomer("own"));
    let yes = talks.recorded("elder", "n-head", yes("3", Some("in spring")));
    talks.refused("puppet", attest(yes), "one of you was brought into the talks by the other");
    talks.act("own", attest(yes));
    talks.act("elder", Act::Invite { person: "n-adviser".into() });
    let asked = talks.recorded("elder", "n-head", Act::Renew { person: "n-head".into() });
    talks.refused("n-adviser", attest(asked), "one of you was brought into the talks by the other");
    // Another mediator is another: whom one brought can attest what the other wrote down.
    let by_the_other = talks.recorded("scribe", "n-head", crate::support::yes("4", None));
    talks.act("n-adviser", attest(by_the_other));
    // Once its own head gives it a key, it is its side's.
    talks.act("n-head", Act::Invite { person: "n-adviser".into() });
    talks.act("n-adviser", attest(asked));
    talks.refused(
        "n-envoy",
        Act::Invite { person: "n-adviser".into() },
        "only a mediator may give someone of another",
    );
}

#[test]
fn a_new_access_is_asked_for_once_in_person_and_made_once() {
    let mut talks = Talks::begun();
    let renew = |person: &str| Act::Renew { person: person.into() };
    talks.refused("n-head", renew("n-head"), "nobody makes his own access anew");
    talks.refused("elder", renew("n-head"), "has not asked for it");
    talks.refused("n-adviser", renew("n-envoy"), "may not have the access");
    talks.refused("s-head", renew("n-envoy"), "may not have the access");
    talks.refused("n-head", renew("banker"), "only the access of a party's people");
    talks.act("n-head", renew("n-envoy"));
    let by_call = recorded(&talks, Means::Call, renew("n-head")).unwrap_err();
    assert!(by_call.what.contains("asked for in person"), "{by_call:?}");
    let for_another = recorded(&talks, Means::Paper, renew("n-envoy")).unwrap_err();
    assert!(for_another.what.contains("one's own access only"), "{for_another:?}");
    let asked = talks.recorded("elder", "n-head", renew("n-head"));
    assert!(
        recorded(&talks, Means::Paper, renew("n-head")).unwrap_err().what.contains("written down already")
    );
    talks.act("n-adviser", attest(asked));
    assert!(
        recorded(&talks, Means::Paper, renew("n-head")).unwrap_err().what.contains("written down already")
    );
    talks.act("elder", renew("n-head"));
    talks.refused("elder", renew("n-head"), "has not asked for it");
    // South knows nothing of it.
    let south = talks.desk("s-head").journal().acts;
    assert!(!south.iter().any(|act| act.what.contains("access")), "{south:?}");
    let north = talks.desk("n-adviser").journal().acts;
    assert!(
        north.iter().any(|act| act.what == "had the access of Head Ana made anew" && act.by == "Elder Eda")
    );
}
