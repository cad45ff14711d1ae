//! Sizes at and beyond what a case may have: an answer or a reason, soon.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{Run, folder, put, run};

const HEAD: &str = "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[party]]\nid = \"b\"\n";

/// Runs a command on one case, which must not take long.
fn soon(case: &str, private: &[(&str, &str)], arguments: &[&str]) -> Run {
    let here = folder(&[("x/case.toml", case)]);
    for (party, text) in private {
        put(here.path(), &format!("x/private/{party}.toml"), text.as_bytes());
    }
    let start = Instant::now();
    let run = run(here.path(), arguments);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    run
}

fn check(case: &str, private: &[(&str, &str)]) -> Run {
    soon(case, private, &["check", "x"])
}

#[test]
fn numbers_of_a_million_digits() {
    let digits = "9".repeat(1_000_000);
    let issue = format!("{HEAD}[[issue]]\nid = \"x\"\noptions = [\"1\"]\n");
    check(&issue, &[("a", &format!("party = \"a\"\nwalk_away = {digits}\n"))]).refused("has too many");
    check(&issue, &[("a", &format!("party = \"a\"\nwalk_away = 1e{digits}\n"))]).refused("mistake");
    check(&issue, &[("a", &format!("party = \"a\"\nwalk_away = \"1/{digits}\"\n"))]).refused("has too many");
    check(&format!("{HEAD}[[issue]]\nid = \"x\"\nrange = [0, {digits}]\n"), &[]).refused("has too many");
}

#[test]
fn a_hundred_thousand_levels() {
    for deep in ["[", "{x = ", "{x.x = [", "[["] {
        check(&format!("{HEAD}x = {}", deep.repeat(100_000)), &[]).refused("mistake");
    }
    check(&format!("{HEAD}x{} = 1", ".x".repeat(100_000)), &[]).refused("mistake");
    check(&format!("[{}x]", "x.".repeat(100_000)), &[]).refused("mistake");
}

#[test]
fn files_larger_than_any_case() {
    let case = format!("{HEAD}x = [{}1]\n", "1,".repeat(3 << 20));
    check(&case, &[]).refused("x/case.toml is too large");
}

#[test]
fn values_that_mean_nothing() {
    let issue = format!("{HEAD}[[issue]]\nid = \"x\"\noptions = [\"1\", \"2\"]\n");
    for (text, with) in [
        ("importance = { x = 0 }", "all importances are 0"),
        ("importance = { x = -1 }", "an importance is not below 0"),
        ("importance = { x = inf }", "inf is not finite"),
        ("worth.x = { 1 = nan }", "nan is not finite"),
        ("worth.x = { 1 = -1 }", "a worth goes from 0 to 100"),
        ("worth.x = { 3 = 1 }", "there is no option of issue \"x\" called \"3\""),
        ("walk_away = [2, 1]", "the range ends (1) below its start (2)"),
        ("discount = 0", "a discount lies above 0"),
    ] {
        check(&issue, &[("a", &format!("party = \"a\"\n{text}\n"))]).refused(with);
    }
    check(&format!("{HEAD}[[issue]]\nid = \"x\"\noptions = []\n"), &[]).refused("the issue has no option");
    check(&format!("{HEAD}[[issue]]\nid = \"x\"\nrange = [0, 1000000]\n"), &[])
        .refused("this range has 1000001 options");
    check(&format!("{issue}[[issue]]\nid = \"x\"\noptions = [\"1\"]\n"), &[]).refused("is taken already");
}

#[test]
fn more_parties_than_can_be_analysed() {
    let mut case = "detente = 1\ntitle = \"T\"\n[[issue]]\nid = \"x\"\noptions = [\"1\"]\n".to_string();
    for party in 0..33 {
        let _ = writeln!(case, "[[party]]\nid = \"p{party}\"");
    }
    soon(&case, &[], &["analyze", "x"]).refused("33 parties; at most 32");
    assert_eq!(check(&case, &[]).code, 0);
}

#[test]
fn ten_thousand_issues() {
    let (mut case, mut a, mut b) =
        (HEAD.to_string(), "party = \"a\"\n".to_string(), "party = \"b\"\n".to_string());
    for at in 0..10_000 {
        let _ = writeln!(case, "[[issue]]\nid = \"i{at}\"\noptions = [\"x\", \"y\"]");
        let _ = writeln!(a, "[worth.i{at}]\nx = {}\ny = {}", at % 101, at * 7 % 101);
        let _ = writeln!(b, "[worth.i{at}]\nx = {}\ny = {}", at * 3 % 101, at * 11 % 101);
    }
    let private = [("a", a.as_str()), ("b", b.as_str())];
    assert_eq!(check(&case, &private).code, 0);
    let analysis = soon(&case, &private, &["analyze", "x", "--format", "json"]).json();
    // Solved, but not written out: 6,931 packages of 10,000 issues each.
    assert!(analysis["frontier"].is_null());
    assert!(analysis["why"]["frontier"].as_str().is_some_and(|why| why.contains("too much to write out")));
    assert_eq!(analysis["zone"]["exists"], true);
    assert!(analysis["solutions"]["nash"]["value"].as_f64().is_some_and(|value| value > 0.0));
}

#[test]
fn very_many_options() {
    let count = 50_000;
    let labels: Vec<String> = (0..count).map(|at| format!("\"o{at}\"")).collect();
    let case = format!("{HEAD}[[issue]]\nid = \"x\"\noptions = [{}]\n", labels.join(", "));
    let mut a = "party = \"a\"\n[worth.x]\n".to_string();
    for at in 0..count {
        let _ = writeln!(a, "o{at} = {}", at % 101);
    }
    let analysis = soon(&case, &[("a", &a)], &["analyze", "x", "--format", "json"]).json();
    assert_eq!(analysis["packages"], count.to_string());
}
