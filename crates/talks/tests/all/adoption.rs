//! Nothing is agreed until everything is: the exact bytes, by principals, on their own word or on paper with the code.

use detente_talks::{Act, Status, adoption};

use crate::support::{CASE, Talks, yes};

const CLEAN: &str = "1. North draws water in the evenings.\n\n2. It pays nothing.\n";

fn clean() -> Talks {
    let mut talks = Talks::begun();
    talks.act("elder", Act::CloseRound);
    talks.table(CLEAN);
    talks
}

#[test]
fn only_a_clean_text_by_every_principal() {
    let mut talks = Talks::begun();
    let refusal = adoption::propose(&talks.desk("elder").state, None).unwrap_err();
    assert!(refusal.what.contains("still open in 1, 2, 3"), "{}", refusal.what);
    talks = clean();
    let proposal = adoption::propose(&talks.desk("elder").state, None).unwrap();
    assert_eq!(proposal.digest, adoption::digest(CLEAN.as_bytes()));
    let code = proposal.code.clone();
    talks.refused("n-head", Act::PutForAdoption(proposal.clone()), "only a mediator");
    talks.act("elder", Act::PutForAdoption(proposal));
    talks.refused("n-minister", Act::Adopt { code: code.clone() }, "cannot adopt");
    talks.refused("n-head", Act::Adopt { code: "AAAA-AAAA-AAAA".into() }, "nothing with the code");
    talks.act("n-head", Act::Adopt { code: code.clone() });
    talks.refused("elder", Act::DeclareAdopted { code: code.clone() }, "not adopted by Village of South");
    // South's principal signs a paper that bears the code; one records it, another attests it.
    let paper = talks.recorded("elder", "s-head", Act::Adopt { code: code.clone() });
    talks.refused("elder", Act::DeclareAdopted { code: code.clone() }, "not adopted by Village of South");
    talks.refused("scribe", Act::Attest { event: paper }, "of that side");
    talks.act("s-envoy", Act::Attest { event: paper });
    assert_eq!(talks.status("1"), Status::Proposed, "not before it is declared");
    talks.act("elder", Act::DeclareAdopted { code });
    assert_eq!((talks.status("1"), talks.status("2")), (Status::Adopted, Status::Adopted));
    // Everyone knows what was declared.
    assert_eq!(talks.desk("s-adviser").status()["1"], Status::Adopted);
}

#[test]
fn a_track_can_be_harvested_early() {
    let mut talks = Talks::begun();
    talks.act("elder", Act::CloseRound);
    let part = crate::support::TEXT.replace("[mornings] [evenings] [nights]", "evenings");
    talks.table(&part);
    assert!(adoption::propose(&talks.desk("elder").state, None).is_err());
    let refusal = adoption::propose(&talks.desk("elder").state, Some("wine")).unwrap_err();
    assert!(refusal.next.contains("water"), "{}", refusal.next);
    let proposal = adoption::propose(&talks.desk("elder").state, Some("water")).unwrap();
    let code = proposal.code.clone();
    talks.act("elder", Act::PutForAdoption(proposal));
    for person in ["n-head", "s-head"] {
        talks.act(person, Act::Adopt { code: code.clone() });
    }
    talks.act("elder", Act::DeclareAdopted { code });
    assert_eq!((talks.status("1"), talks.status("2")), (Status::Adopted, Status::Bracketed));
}

#[test]
fn consent_can_be_withdrawn_until_adoption() {
    let mut talks = clean();
    talks.act("elder", Act::OpenRound { closes: None, clauses: vec![] });
    let given = talks.act("n-head", yes("1", None));
    let again = talks.act("n-head", yes("2", None));
    talks.act("n-head", Act::Withdraw { event: given });
    talks.refused("n-head", Act::Withdraw { event: given }, "withdrawn already");
    talks.refused("n-envoy", Act::Withdraw { event: again }, "only the one who did, or one above");
    talks.refused("s-head", Act::Withdraw { event: again }, "no response or offer of your side");
    let proposal = adoption::propose(&talks.desk("elder").state, None).unwrap();
    let code = proposal.code.clone();
    talks.act("elder", Act::PutForAdoption(proposal));
    for person in ["n-head", "s-head"] {
        talks.act(person, Act::Adopt { code: code.clone() });
    }
    talks.act("elder", Act::DeclareAdopted { code });
    talks.refused("n-head", Act::Withdraw { event: again }, "the clause is adopted");
}

#[test]
fn a_new_revision_makes_what_was_put_before_void() {
    let mut talks = clean();
    let proposal = adoption::propose(&talks.desk("elder").state, None).unwrap();
    let code = proposal.code.clone();
    talks.act("elder", Act::PutForAdoption(proposal));
    talks.table(&CLEAN.replace("nothing", "one coin"));
    talks.refused("n-head", Act::Adopt { code }, "no longer on the table");
}

#[test]
fn what_is_adopted_stays_what_it_was() {
    let mut talks = clean();
    let put = |talks: &Talks, track: Option<&str>| {
        adoption::propose(&talks.desk("elder").state, track).map(|proposal| (proposal.code.clone(), proposal))
    };
    let (code, proposal) = put(&talks, Some("water")).unwrap();
    talks.act("elder", Act::PutForAdoption(proposal.clone()));
    talks.refused("elder", Act::PutForAdoption(proposal), "put for adoption already");
    let taken = talks.act("n-head", Act::Adopt { code: code.clone() });
    // Until it is declared, whoever adopted it may take it back.
    talks.refused("s-head", Act::Withdraw { event: taken }, "no response or offer of your side");
    talks.refused("n-minister", Act::Withdraw { event: taken }, "only the one who adopted it");
    talks.act("n-head", Act::Withdraw { event: taken });
    talks.act("n-head", Act::Adopt { code: code.clone() });
    talks.act("s-head", Act::Adopt { code: code.clone() });
    talks.act("s-head", Act::Suspend { why: None });
    talks.refused("elder", Act::DeclareAdopted { code: code.clone() }, "is away");
    talks.act("s-head", Act::Resume);
    talks.act("elder", Act::DeclareAdopted { code });
    // A wider track adopts nothing more, and later revisions keep what is adopted.
    let wider = CASE.replace("clauses = [1] }", "clauses = [1, 2] }");
    talks.act("elder", Act::Open { case: wider });
    assert_eq!((talks.status("1"), talks.status("2")), (Status::Adopted, Status::Proposed));
    let tabled = |talks: &Talks, text: &str| talks.desk("elder").tabled("texts/well.md", text, None).unwrap();
    let changed = CLEAN.replace("1. North", "1. South");
    assert_ne!(changed, CLEAN);
    let tabled_changed = tabled(&talks, &changed);
    talks.refused("elder", Act::Table(tabled_changed), "its words stay");
    let more = format!("{CLEAN}\n5. And so on.\n");
    talks.table(&more);
    assert_eq!(talks.status("1"), Status::Adopted);
    assert_eq!(talks.desk("s-envoy").status()["1"], Status::Adopted);
    talks.refused("elder", Act::Mark { clause: "1".into(), mark: None }, "is adopted");
    let twice = tabled(&talks, &format!("{more}\n5. Again.\n"));
    talks.refused("elder", Act::Table(twice), "have the number 5");
}

#[test]
fn an_unclean_text_is_not_put() {
    for text in [
        "1. North [draws water.\n",
        "1. North draws] water.\n",
        "1. North draws\n\n**Option 1:** water\n\n**Option 2:** wine\n",
    ] {
        let mut talks = Talks::begun();
        talks.table(text);
        let refusal = adoption::propose(&talks.desk("elder").state, None).unwrap_err();
        assert!(refusal.what.contains("still open"), "{text}: {}", refusal.what);
    }
}

#[test]
fn what_is_set_aside_or_rejected_since_is_not_adopted() {
    let mut talks = clean();
    let mark = |mark| Act::Mark { clause: "2".into(), mark };
    talks.act("elder", mark(Some(detente_talks::Mark::Dropped)));
    let refusal = adoption::propose(&talks.desk("elder").state, None).unwrap_err();
    assert!(refusal.what.contains("set aside, and still in the text: 2"), "{}", refusal.what);
    assert!(adoption::propose(&talks.desk("elder").state, Some("water")).is_ok());
    talks.act("elder", mark(None));
    let proposal = adoption::propose(&talks.desk("elder").state, None).unwrap();
    let code = proposal.code.clone();
    talks.act("elder", Act::PutForAdoption(proposal));
    talks.act("n-head", Act::Adopt { code: code.clone() });
    talks.act("s-head", Act::Adopt { code: code.clone() });
    talks.act("elder", Act::OpenRound { closes: None, clauses: vec![] });
    let no = talks.act("n-head", crate::support::no("2", None));
    talks.refused("elder", Act::DeclareAdopted { code: code.clone() }, "rejected part of it since");
    talks.act("n-head", Act::Withdraw { event: no });
    talks.act("elder", Act::DeclareAdopted { code });
    talks.refused("n-head", yes("2", None), "is adopted");
}

#[test]
fn a_bracket_around_whole_clauses_leaves_them_open() {
    let mut talks = Talks::begun();
    talks.table("[\n\n1. North draws water.\n\n\u{2014} North]\n\n2. It pays.\n");
    assert!(adoption::propose(&talks.desk("elder").state, Some("water")).is_err());
    for head in ["n-head", "s-head"] {
        talks.act(head, yes("1", None));
        talks.act(head, yes("2", None));
    }
    assert_ne!(talks.status("1"), Status::Agreed);
    assert_eq!(talks.status("2"), Status::Agreed);
}
