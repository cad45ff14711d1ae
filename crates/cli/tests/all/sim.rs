//! `detente simulate` and `detente tournament`: forms, mistakes, kills, and that no party is shown anything.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::{folder, put, run, workspace};

fn valid(name: &str, result: &Value) {
    let schema = run(&workspace(), &["schema", name]).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(result).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "detente" })));
}

#[test]
fn results_keep_to_their_schemas() {
    let play = ["simulate", "examples/wage-round", "--format", "json", "--worlds", "2", "--rounds", "20"];
    valid("rehearsal", &run(&workspace(), &play).json());
    let traced = [&play[..], &["--protocol", "alternating", "--trace"]].concat();
    let negotiation = run(&workspace(), &traced).json();
    valid("negotiation", &negotiation);
    assert_eq!(negotiation["turns"][0]["round"], 1);
    let here = folder(&[]);
    let out = here.path().join("out").display().to_string();
    let standings = run(
        &workspace(),
        &["tournament", "examples/tournaments/first.toml", "--output", &out, "--format", "json"],
    );
    valid("standings", &standings.json());
    let kept: Value =
        serde_json::from_slice(&fs::read(here.path().join("out/standings.json")).unwrap()).unwrap();
    assert_eq!(kept, standings.json());
    let page = fs::read_to_string(here.path().join("out/report.html")).unwrap();
    assert!(page.contains("For the mediators") && page.contains("<svg"));
    assert!(fs::read(here.path().join("out/part-000000.parquet")).unwrap().starts_with(b"PAR1"));
}

#[test]
fn the_negotiators_are_listed() {
    let list = run(&workspace(), &["simulate", "--list"]);
    assert_eq!(list.code, 0);
    insta::assert_snapshot!(list.out);
}

#[test]
fn mistakes_say_what_to_do() {
    let here = folder(&[]);
    put(
        here.path(),
        "bad.toml",
        b"detente_tournament = 1\nscenarios = [\"x\"]\nnegotiators = [\"linaer\"]\n",
    );
    put(
        here.path(),
        "nowhere.toml",
        b"detente_tournament = 1\nscenarios = [\"x\"]\nnegotiators = [\"linear\"]\n",
    );
    put(here.path(), "latin.toml", b"detente_tournament = 1\ntitle = \"M\xfcnchen\"\n");
    put(here.path(), "draft.json", b"{\"raise\": \"10 %\"}");
    put(here.path(), "list.json", b"[1, 2]");
    let wage = workspace().join("examples/wage-round").display().to_string();
    let lines: [&[&str]; 12] = [
        &["tournament", "bad.toml"],
        &["tournament", "nowhere.toml"],
        &["tournament", "latin.toml"],
        &["tournament", "missing.toml"],
        &["simulate"],
        &["simulate", &wage, "--protocol", "chess"],
        &["simulate", &wage, "--protocol", "alternating", "--negotiators", "linaer"],
        &["simulate", &wage, "--protocol", "alternating", "--negotiators", "linear", "linear", "linear"],
        &["simulate", &wage, "--negotiators", "linear"],
        &["simulate", &wage, "--open-with", "draft.json"],
        &["simulate", &wage, "--open-with", "list.json"],
        &["simulate", &wage, "--trace"],
    ];
    let mut all = String::new();
    for line in lines {
        let run = run(here.path(), line);
        assert_eq!(run.code, 2, "{line:?}: {}", run.err);
        assert_eq!(run.out, "");
        all += &format!("$ detente {}\n{}\n", line.join(" ").replace(&wage, "wage-round"), run.err);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_killed_tournament_comes_to_the_same_bytes() {
    let here = folder(&[]);
    let wage = workspace().join("examples/wage-round").display().to_string();
    let spec = format!(
        "detente_tournament = 1\nscenarios = [\"{wage}\"]\nnegotiators = [\"boulware\", \"hard-headed\", \"micro\"]\nseeds = 60\nbatch = 20\ncsv = \
         true\n"
    );
    put(here.path(), "t.toml", spec.as_bytes());
    let digest = |name: &str| {
        let mut all: Vec<(String, Vec<u8>)> = fs::read_dir(here.path().join(name))
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
            .filter(|(name, _)| !name.starts_with('.'))
            .collect();
        all.sort();
        all
    };
    assert_eq!(run(here.path(), &["tournament", "t.toml", "--output", "whole"]).code, 0);
    let mut kills = 0;
    for parts in [1, 4, 9, 15, 21] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(["tournament", "t.toml", "--output", "killed"])
            .current_dir(here.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let there = || {
            let all = fs::read_dir(here.path().join("killed")).map(|all| {
                all.flatten().filter(|one| one.file_name().to_string_lossy().ends_with(".parquet")).count()
            });
            all.unwrap_or(0)
        };
        while there() < parts && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        kills += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert!(kills >= 2, "{kills}");
    assert_eq!(run(here.path(), &["tournament", "t.toml", "--output", "killed"]).code, 0);
    assert_eq!(digest("killed"), digest("whole"));
    // Another one is not mixed in.
    put(here.path(), "t.toml", spec.replace("seeds = 60", "seeds = 61").as_bytes());
    let refused = run(here.path(), &["tournament", "t.toml", "--output", "killed"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("another tournament"), "{}", refused.err);
}

#[test]
fn a_shuttle_is_a_plain_list_of_answers() {
    let here = folder(&[]);
    let wage = workspace().join("examples/wage-round").display().to_string();
    let traced =
        run(here.path(), &["simulate", &wage, "--protocol", "alternating", "--trace", "--format", "json"])
            .json();
    let (party, package) = (&traced["parties"][0], &traced["turns"][0]["package"]);
    let answers = serde_json::json!([{ "party": party, "package": package, "acceptable": true }]);
    put(here.path(), "answers.json", answers.to_string().as_bytes());
    let line = [
        "simulate",
        &wage,
        "--protocol",
        "veto",
        "--worlds",
        "2",
        "--shuttle",
        "answers.json",
        "--format",
        "json",
    ];
    let rehearsal = run(here.path(), &line).json();
    assert_eq!(rehearsal["fit"][0]["answers"], 1);
    assert_eq!(rehearsal["procedures"][1]["procedure"], "shuttle");
}

#[test]
fn the_talks_print_that_list_for_mediators_alone() {
    let here = folder(&[]);
    let river = workspace().join("examples/river-talks").display().to_string();
    assert!(
        Command::new("cp").args(["-r", &river, "r"]).current_dir(here.path()).status().unwrap().success()
    );
    let done = |line: &[&str]| {
        let run = run(here.path(), line);
        assert_eq!(run.code, 0, "{line:?}: {}", run.err);
        run
    };
    done(&["join", "r", "--as", "mediator-envoy", "--demo"]);
    done(&["join", "r", "--as", "upland-president", "--agree"]);
    done(&["join", "r", "--as", "downland-president", "--agree"]);
    let listed = done(&["round", "show", "r", "--as", "mediator-envoy", "--answers"]);
    assert_eq!(listed.json(), serde_json::json!([]));
    let refused = run(here.path(), &["round", "show", "r", "--as", "downland-envoy", "--answers"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
}
