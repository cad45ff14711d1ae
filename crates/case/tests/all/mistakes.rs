//! Every mistake at once, each with its place and what to do.

use detente_case::{Files, line_and_column, read};

/// All problems of a folder of text files, one line each, as a person would list them.
fn problems(texts: &[(&str, &str)]) -> String {
    let files: Files =
        texts.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect();
    let reading = read(&files);
    assert_eq!(reading.case.is_none(), !reading.problems.is_empty());
    let line = |problem: &detente_case::Problem| {
        let text = texts.iter().find(|(name, _)| *name == problem.file).map_or("", |(_, text)| text);
        let (line, column) = line_and_column(text, problem.span.start);
        let marked = text.get(problem.span.clone()).unwrap_or_default().replace('\n', "⏎");
        let help = problem.help.as_deref().map(|help| format!(" → {help}")).unwrap_or_default();
        format!("{}:{line}:{column} [{}] «{marked}» {}{help}", problem.file, problem.code, problem.message)
    };
    reading.problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

const GOOD: &str = r#"detente = 1
title = "T"
[[party]]
id = "north"
[[party]]
id = "south"
[[person]]
id = "minister"
for = "north"
role = "principal"
[[issue]]
id = "hours"
options = ["mornings", "evenings"]
[[issue]]
id = "fee"
range = [0, 10]
[[issue]]
id = "share"
range = [0.0, 1.0]
real = true
"#;

#[test]
fn every_mistake_of_the_shared_file() {
    let text = r#"detente = 2
titel = "T"
[[party]]
id = "north"
[[party]]
id = "north"
[[person]]
id = "minister"
for = "nort"
role = "principle"
mandate = { issues = ["ours"], until = 2026-02-30 }
[[level]]
id = "working"
[[gate]]
before = "workin"
[[issue]]
id = "hours"
options = ["x", "x", 3, true]
[[issue]]
id = "ours2"
[[issue]]
id = "fee"
range = [9, 1]
[[issue]]
id = "huge"
range = [0, 1_000_000_000_000]
[[link]]
never = { hour = "x", hours = "z" }
[[link]]
if = { hours = "x" }
[[text]]
path = "texts/none.md"
"#;
    insta::assert_snapshot!(problems(&[("case.toml", text)]));
}

#[test]
fn every_mistake_of_a_private_file() {
    let text = r#"party = "nrth"
"#;
    insta::assert_snapshot!(problems(&[("case.toml", GOOD), ("private/north.toml", text)]), @r#"private/north.toml:1:9 [unknown-party] «"nrth"» there is no party "nrth" → did you mean "north"?"#);
    let text = r#"party = "north"
walk_away = [60, 40]
importance = { hours = -1, fee = "acceptable", hous = 3 }
surprise = 1
[worth.hours]
mornings = 101
evening = 5
evenings = "accptable"
[worth.fee]
line = [[0, 100], [10, 0], [5, 0]]
[worth.share]
half = 3
[[red_line]]
never = { share = { from = 0.5 }, hours = [] }
relaxed_by = "ministr"
[[red_line]]
if = { hours = "mornings" }
then = { hours = "evenings" }
[[combination]]
when = { fee = { from = 3 } }
worth = nan
group = "g"
"#;
    insta::assert_snapshot!(problems(&[("case.toml", GOOD), ("private/north.toml", text)]));
}

#[test]
fn syntax_encoding_and_absence() {
    insta::assert_snapshot!(problems(&[("other.txt", "")]), @"case.toml:1:1 [no-case] «» the folder has no case.toml → `detente new FOLDER` makes a case folder to fill in");
    insta::assert_snapshot!(problems(&[("case.toml", "detente = 1\ntitle = \"T\n[[party]\nid = = 1\n")]));
    let mut files = Files::new();
    files.insert("case.toml".into(), vec![b'a', 0xff]);
    assert_eq!(read(&files).problems[0].code, "encoding");
    let digits = format!("party = \"north\"\nwalk_away = {}\n", "9".repeat(100_000));
    let found = problems(&[("case.toml", GOOD), ("private/north.toml", &digits)]);
    assert!(found.contains("has too many digits"), "{}", &found[..200]);
    let deep = format!("detente = 1\ntitle = \"T\"\nx = {}", "[".repeat(100_000));
    assert!(problems(&[("case.toml", &deep)]).contains("syntax"));
}

#[test]
fn groups_too_deep_steps_that_miss_the_end_and_importances_of_nothing() {
    let mut private =
        String::from("party = \"north\"\nimportance = { hours = [0, 0], fee = 0, share = 0 }\n");
    for at in 0..105 {
        private += &format!("[[group]]\nid = \"g{at}\"\n");
        if at > 0 {
            private += &format!("in = \"g{}\"\n", at - 1);
        }
    }
    let shared = GOOD.replace("range = [0, 10]", "range = [0, 10]\nstep = 3");
    let files: Files = [("case.toml", shared), ("private/north.toml", private)]
        .map(|(name, text)| (name.to_string(), text.into_bytes()))
        .into();
    let mut codes: Vec<&str> = read(&files).problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, ["range", "too-deep", "weights-zero"]);
}

/// Warnings and errors alike.
fn listed(texts: &[(&str, &str)]) -> String {
    let files: Files =
        texts.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect();
    let problems = read(&files).problems;
    let line = |problem: &detente_case::Problem| {
        let help = problem.help.as_deref().unwrap_or_default();
        format!("{} [{}] {} → {help}", problem.file, problem.code, problem.message)
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_cannot_bite_is_warned_of() {
    let private = r#"party = "north"
walk_away = 140
[[red_line]]
never = { fee = { below = 0 } }
[[red_line]]
never = { fee = { from = 0, to = 10 } }
[[red_line]]
never = { fee = { from = 9, to = 3 } }
"#;
    insta::assert_snapshot!(listed(&[("case.toml", GOOD), ("private/north.toml", private)]));
}

#[test]
fn limits_have_to_limit_something() {
    let private = r#"party = "north"
[[red_line]]
sum = { fee = 1 }
[[red_line]]
sum = { fee = 1 }
at_most = -1
[[red_line]]
sum = { fee = 1 }
at_most = 1000
[[red_line]]
sum = { hours = 1 }
at_most = 1
[[red_line]]
sum = { hours = { noon = 1 } }
at_most = 1
[[red_line]]
sum = { fees = 1 }
at_least = 1
[[red_line]]
never = { fee = 1 }
at_least = 1
"#;
    insta::assert_snapshot!(listed(&[("case.toml", GOOD), ("private/north.toml", private)]));
}

#[test]
fn what_is_compared_has_to_be_there() {
    let private = r#"party = "north"
[[prefers]]
this = { fee = 3 }
to = { fee = 1, hours = "evenings" }
[[prefers]]
this = { fee = 3 }
[[prefers]]
this = { fees = 3 }
to = { fee = 3 }
[[prefers]]
this = {}
to = {}
[[prefers]]
this = { hours = "noon" }
to = { hours = "evenings" }
than = 3
"#;
    insta::assert_snapshot!(listed(&[("case.toml", GOOD), ("private/north.toml", private)]));
}

#[test]
fn one_mistake_does_not_breed_others() {
    // A list that is not closed leaves nothing of the file to be looked at.
    let unclosed = GOOD.replace("\"evenings\"]", "\"evenings\"");
    let private = "party = \"north\"\nworth = { hours = { mornings = 1 }, fee = { line = [[0, 1]] } }\n";
    let found = listed(&[("case.toml", &unclosed), ("private/north.toml", private)]);
    assert!(found.lines().all(|line| line.starts_with("case.toml [syntax]")), "{found}");
    // An issue without options is complained of once.
    let optionless = GOOD.replace("options = [\"m", "option = [\"m");
    let private = "party = \"north\"\nwalk_away = { package = { hours = \"evenings\", fee = 3, share = 0.5 } }\n\
                   worth = { hours = { mornings = 1 } }\n";
    let found = listed(&[("case.toml", &optionless), ("private/north.toml", private)]);
    assert!(!found.contains("called") && !found.contains("hours is missing"), "{found}");
    assert!(found.contains("did you mean \"options\"?"), "{found}");
    // A key below a table belongs to it.
    let below = "party = \"north\"\n[worth.hours]\nmornings = 1\nwalk_away = 60\n";
    let found = listed(&[("case.toml", GOOD), ("private/north.toml", below)]);
    assert!(found.contains("[misplaced]") && found.lines().count() == 1, "{found}");
    let plural = GOOD.replace("[[party]]", "[[parties]]");
    assert!(listed(&[("case.toml", &plural)]).contains("did you mean \"party\"?"));
}

#[test]
fn names_and_numbers_in_texts() {
    let case = format!("{GOOD}[[text]]\npath = \"texts/a.md\"\n");
    let text = "1. The well is open [at dawn — Nort / at dusk] and [at noon — North].\n\n1. It is deep.\n";
    insta::assert_snapshot!(listed(&[("case.toml", &case), ("texts/a.md", text)]));
}

/// C18: the public record takes only what has a public source, and nothing that was said in the talks.
#[test]
fn the_record_holds_only_what_is_public() {
    let line = |source: &str| format!("{{\"id\": \"s\", \"text\": \"x\", \"source\": \"{source}\"}}\n");
    let read = |lines: &str| {
        let case = "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[party]]\nid = \"b\"\n";
        let files = [("case.toml", case), ("record/statements.jsonl", lines)];
        let files = files.map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).into();
        detente_case::read(&files).problems
    };
    let good = line("record/sources/paper.md") + &line("https://example.org/a") + "\n";
    assert_eq!(read(&good), []);
    for bad in [
        line("private/a.toml"),
        line("mediator/ideas.md"),
        line("record/sources/../../private/a.toml"),
        line("record/sources/"),
        line("talks.db"),
        line(""),
        "{\"id\": \"s\"}\n".into(),
        "{\"id\": \"s\", \"act\": 7, \"source\": \"https://example.org\"}\n".into(),
        "no json\n".into(),
    ] {
        let problems = read(&format!("{good}{bad}"));
        assert_eq!(problems.len(), 1, "{bad}");
        assert_eq!((problems[0].code, problems[0].span.start), ("not-public", good.len()), "{bad}");
    }
}

#[test]
fn every_mistake_of_named_settlements() {
    let text = r#"[[settlement]]
name = "a"
options = { hour = "mornings", fee = 11, share = 0.5 }
[[settlement]]
name = "a"
options = {}
[[settlement]]
name = 3
option = { hours = "mornings" }
"#;
    insta::assert_snapshot!(problems(&[("case.toml", GOOD), ("mediator/settlements.toml", text)]));
}

#[test]
fn every_mistake_of_the_moves() {
    let options = r#"status_quo = ["relese"]
wanted = "YNX"
impossible = ["release and", "release not escalate"]
exclusive = [["release", "escalate"]]
[[option]]
id = "release"
owner = "north"
[[option]]
id = "release"
owner = "norht"
direction = "forwards"
[[option]]
id = "not"
owner = "south"
[[option]]
id = "escalate"
owner = "south"
[[actor]]
id = "north"
prefers = ["release if escalat", "release"]
ranking = [1, 1, 99]
[[actor]]
id = "south"
ranking = [1, [2, 2]]
moves = { x = [] }
[[actor]]
id = "east"
"#;
    let graph = r#"status_quo = 4
impossible = ["a"]
[[state]]
id = "calm"
[[state]]
id = "calm"
[[state]]
id = "war"
[[actor]]
id = "north"
prefers = ["calm"]
moves = { calm = ["wor"], peace = ["calm"] }
"#;
    let found = [options, graph, "[[option]]\nid = \"a\"\nowner = \"north\"\n"]
        .map(|text| problems(&[("case.toml", GOOD), ("mediator/moves.toml", text)]));
    insta::assert_snapshot!(found.join("\n\n"));
}

#[test]
fn what_is_said_of_options() {
    let text = r#"one_state = ["c"]
at_least_one = [["a", "b", "c"]]
[[option]]
id = "a"
owner = "north"
[[option]]
id = "b"
owner = "north"
[[option]]
id = "c"
owner = "south"
direction = "forward"
[[actor]]
id = "north"
prefers = ["a if b", ["a iff c", "not a or b and c"]]
[[actor]]
id = "south"
ranking = ["NNY", [["a"], ["b"]], ["a", "b"]]
unseen = ["a and b"]
"#;
    let files: Files = [("case.toml", GOOD), ("mediator/moves.toml", text)]
        .map(|(name, text)| (name.to_string(), text.as_bytes().to_vec()))
        .into();
    let reading = read(&files);
    assert_eq!(reading.problems, Vec::new());
    let moves = reading.case.clone().unwrap().moves.unwrap();
    let orders: Vec<&detente_case::Order> = moves.actors.iter().map(|actor| &actor.order).collect();
    let (a, b, c, no) = ((0, true), (1, true), (2, true), |at| (at, false));
    let first = vec![vec![vec![a], vec![no(1)]]];
    let second = vec![vec![vec![a, c], vec![no(0), no(2)]], vec![vec![no(0)], vec![b, c]]];
    assert_eq!(orders[0], &detente_case::Order::Priorities(vec![first, second]));
    let again = read(&detente_case::write(&reading.case.clone().unwrap()));
    assert_eq!((again.problems, again.case), (Vec::new(), reading.case.clone()));
    // States: a, b, a and b, and all with c as one.
    assert_eq!(orders[1], &detente_case::Order::Ranking(vec![vec![4], vec![1, 2], vec![3]]));
}
