//! The terminal report, whole.

use detente_papers::{Style, terminal};

use crate::cases;

fn plain(analysis: &detente_deal::Analysis) -> String {
    terminal(analysis, &Style::default())
}

#[test]
fn two_parties_with_a_zone() {
    insta::assert_snapshot!(plain(&cases::river()));
}

#[test]
fn two_parties_without_a_zone() {
    insta::assert_snapshot!(plain(&cases::dry_river()));
}

#[test]
fn three_parties() {
    insta::assert_snapshot!(plain(&cases::harbours(3, 5, Some(40))));
}

#[test]
fn nine_parties() {
    insta::assert_snapshot!(plain(&cases::harbours(9, 5, Some(30))));
}

#[test]
fn a_frontier_out_of_reach() {
    insta::assert_snapshot!(plain(&cases::out_of_reach()));
}

#[test]
fn nothing_said() {
    insta::assert_snapshot!(plain(&cases::silent()));
}

#[test]
fn a_real_valued_issue() {
    let report = plain(&cases::real());
    assert!(report.starts_with("A shared canal\n"));
    assert!(report.contains("There is room for agreement"), "{report}");
}

#[test]
fn colour_adds_only_escapes() {
    let analysis = cases::river();
    let coloured = terminal(&analysis, &Style { width: 80, colour: true });
    assert!(coloured.contains("\u{1b}[1"));
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        bare += before;
        rest = after.split_once('m').unwrap().1;
    }
    bare += rest;
    assert_eq!(bare, plain(&analysis));
}
