//! `check` on a folder with many mistakes: all at once, each in its place.

use crate::support::{folder, run};

const CASE: &str = r#"detente = 1
titel = "Water"
[[party]]
id = "north"
[[party]]
id = "north"
[[issue]]
id = "hours"
options = ["mornings", "evenings", "mornings"]
[[issue]]
id = "fee"
range = [9, 1]
[[issue]]
id = "empty"
options = []
"#;
const NORTH: &str = r#"party = "north"
walk_away = nan
importance = { hours = -1, fees = 3 }
[worth.hours]
mornigs = 100
evenings = "accptable"
[[red_line]]
never = { hours = "nights" }
"#;

fn wrong() -> tempfile::TempDir {
    folder(&[
        ("wrong/case.toml", CASE),
        ("wrong/private/north.toml", NORTH),
        ("wrong/private/soth.toml", "party = \"soth\"\n"),
    ])
}

#[test]
fn all_at_once_drawn() {
    insta::assert_snapshot!(run(wrong().path(), &["check", "wrong"]).whole());
}

#[test]
fn all_at_once_as_json() {
    let run = run(wrong().path(), &["check", "wrong", "--format", "json"]);
    insta::assert_snapshot!(run.out);
    assert_eq!(run.code, 2);
    let value: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let problems = value["problems"].as_array().unwrap();
    assert!(problems.iter().all(|problem| problem["line"].as_u64() > Some(0)));
}

#[test]
fn analyze_import_and_export_stop_at_the_same_mistakes() {
    let here = wrong();
    let said = run(here.path(), &["check", "wrong"]).err;
    assert_eq!(run(here.path(), &["analyze", "wrong"]).err, said);
    assert_eq!(run(here.path(), &["export", "wrong", "--to", "genius"]).err, said);
    run(here.path(), &["analyze", "wrong", "--format", "json"]).refused("mistakes");
}

#[test]
fn what_is_drawn_cannot_steer_a_terminal() {
    let here = folder(&[(
        "odd/case.toml",
        "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"\\u001b[2J\\nx\"\n[[party]]\nid = \"../../x\"\n[[party]]\nid = \"a\\u202eb\"\n\
         [[issue]]\nid = \"\u{202e}x\"\noptions = [\"a\", \"a\"] # \u{202e}\u{9b}31m\n",
    )]);
    let run = run(here.path(), &["check", "odd"]);
    assert_eq!(run.code, 2);
    assert!(!run.err.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{:?}", run.err);
    insta::assert_snapshot!(run.err);
}

#[test]
fn many_mistakes_stay_readable() {
    let issues: String = (0..2_000).map(|at| format!("[[issue]]\nid = \"i{at}\"\noptions = []\n")).collect();
    let case = format!("detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n{issues}");
    let run = run(folder(&[("x/case.toml", &case)]).path(), &["check", "x"]);
    assert!(run.err.ends_with("2000 mistakes\n"));
    assert_eq!(run.err.matches('╭').count(), 50, "the first are drawn, the others listed");
    assert!(
        run.err.contains("x/case.toml:6004:11: the issue has no option [no-option]"),
        "{}",
        &run.err[run.err.len() - 300..]
    );
}
