//! `detente moves`: published cases through the door, files of another tool, mistakes.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{folder, put, run, workspace};

#[test]
fn the_published_cases_have_the_published_answers() {
    let Some(data) = std::env::var_os("DETENTE_DATA").map(PathBuf::from) else {
        println!("left out: the published cases (DETENTE_DATA is not set)");
        return;
    };
    let mut cases = 0;
    for entry in fs::read_dir(data.join("moves")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(said) = serde_json::from_slice::<Value>(&fs::read(&path).unwrap_or_default()) else {
            continue;
        };
        if said["format"] != "moves-case/1" {
            continue;
        }
        let name = path.display().to_string();
        let mut line = vec!["moves", &name, "--format", "json"];
        let from = said["expected"]["status_quo"]["from"].to_string();
        if said["expected"]["status_quo"].is_object() {
            line.extend(["--from", &from]);
        }
        let found = run(&workspace(), &line).json();
        for key in ["reachable", "improvements", "stable", "equilibria", "coalitions"] {
            let told = &said["expected"][key];
            if told.is_null() {
                continue;
            }
            if key != "improvements" && key != "reachable" {
                assert_eq!(&found[key], told, "{name} {key}");
                continue;
            }
            // Where nothing can be come to, an empty list stands, or nothing.
            for (actor, rows) in found[key].as_object().unwrap() {
                for (state, to) in rows.as_object().unwrap() {
                    let told = told[actor].get(state).cloned().unwrap_or(json!([]));
                    assert_eq!(to, &told, "{name} {key} {actor} {state}");
                }
            }
        }
        cases += 1;
    }
    assert_eq!(cases, 10);
}

#[test]
fn the_examples_keep_to_the_schema() {
    let schema = run(&workspace(), &["schema", "moves"]).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for example in ["euphrates-1975", "elmira-1991", "river-talks"] {
        let path = format!("examples/{example}");
        let found = run(&workspace(), &["moves", &path, "--format", "json"]).json();
        let errors: Vec<String> = validator.iter_errors(&found).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{example}");
    }
    // The analysis of packages says it too, and so do its page and its text.
    let river = workspace().join("examples/river-talks").display().to_string();
    let here = tempfile::tempdir().unwrap();
    let found = run(here.path(), &["analyze", &river, "--worlds", "0", "--format", "json"]).json();
    assert_eq!(found["moves"]["status_quo"]["impasse"], "breakable");
    let told = run(here.path(), &["analyze", &river, "--worlds", "0", "--report", "p.html"]).out;
    assert!(told.contains("Who can move alone?"));
    let page = fs::read_to_string(here.path().join("p.html")).unwrap();
    assert!(
        page.contains("States around the status quo")
            && page.contains("close the locks to Upland&#39;s grain")
    );
}

#[test]
fn a_gmcr_file_goes_out_and_comes_back() {
    let here = tempfile::tempdir().unwrap();
    let case = workspace().join("examples/euphrates-1975").display().to_string();
    let asked = |path: &str, more: &[&str]| {
        run(here.path(), &[&["moves", path, "--format", "json"], more].concat()).json()
    };
    // What another tool keeps in its file stays.
    put(here.path(), "e.gmcr", br#"{"coalitions": [0, 1], "useManualPreferenceVectors": true}"#);
    let before = asked(&case, &["--write", "e.gmcr"]);
    let written: Value = serde_json::from_slice(&fs::read(here.path().join("e.gmcr")).unwrap()).unwrap();
    assert_eq!(
        (&written["coalitions"], &written["useManualPreferenceVectors"]),
        (&json!([0, 1]), &Value::Null)
    );
    let after = asked("e.gmcr", &[]);
    for (key, was) in [("states", &before["states"]), ("equilibria", &before["equilibria"])] {
        assert_eq!(&after[key], was);
    }
    assert_eq!(
        after["stable"]["legal-sequence"]["seq"]["Syria"],
        before["stable"]["legal-sequence"]["seq"]["syria"]
    );
    // The older generation: other keys, options not in their owners' order.
    let old = json!({
        "decisionMakers": [
            { "name": "A", "options": [1], "preferenceVector": [[2, 3], 1, 4] },
            { "name": "B", "options": [0], "preferenceVector": [4, 3, 2, 1] },
        ],
        "options": [{ "name": "b" }, { "name": "a", "permittedDirection": "fwd" }],
        "infeasibles": [],
        "useManualPreferenceVectors": true,
    });
    put(here.path(), "old.gmcr", old.to_string().as_bytes());
    let found = run(here.path(), &["moves", "old.gmcr", "--format", "json"]);
    assert!(found.err.contains("put in the order of their owners"));
    let found = found.json();
    assert_eq!(found["labels"], json!(["NN", "YN", "NY", "YY"]));
    assert_eq!(found["options"][0]["id"], "a");
    // Forward only: from Y there is no way back.
    assert_eq!(found["reachable"]["A"], json!({ "1": [2], "2": [], "3": [4], "4": [] }));
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let here = tempfile::tempdir().unwrap();
    let asked = |name: &str, file: &str, told: &str| {
        put(here.path(), name, file.as_bytes());
        run(here.path(), &["moves", name]).refused(told);
    };
    let maker = |options: &str, more: &str| {
        format!(
            r#"{{"decisionMakers": [{{"name": "A", "options": {options}{more}}}], "options": [{{"name": "x"}}, {{"name": "y"}}], "infeasibles": [], "useManualPreferenceRanking": true}}"#
        )
    };
    asked("a.gmcr", &maker("[0, 0]", ", \"preferenceRanking\": [1]"), "owned twice");
    asked("b.gmcr", &maker("[0]", ", \"preferenceRanking\": [1]"), "option \"y\" is owned by nobody");
    asked("c.gmcr", &maker("[0, 7]", ""), "there are 2, counted from 0");
    asked("d.gmcr", &maker("[0, 1]", ", \"preferenceRanking\": [1, 2, 3]"), "the ranking lacks state 4");
    asked("e.gmcr", &maker("[0, 1]", ", \"preferenceRanking\": [1, 2, 3, 4, 9]"), "there are states 1 to 4");
    asked("f.gmcr", &maker("[0, 1]", ", \"preferenceRanking\": [1, \"2\"]"), "something else than numbers");
    asked("g.json", "{", "is not JSON");
    asked("h.json", "{\"format\": \"moves-case/2\"}", "this is no conflict");
    asked(
        "i.json",
        r#"{"format": "moves-case/1", "form": "option", "dms": [{"id": "A", "ranking": []}], "options": [{"id": "x", "owner": "B"}]}"#,
        "who is no actor",
    );
    let many: Vec<Value> = (0..30).map(|at| json!({ "id": format!("o{at}"), "owner": "A" })).collect();
    let large = json!({ "format": "moves-case/1", "form": "option", "options": many, "dms": [{ "id": "A", "statements": [] }] });
    asked("j.json", &large.to_string(), "more than 4194304 possible states");
    let actors: Vec<Value> = (0..64).map(|at| json!({ "id": format!("a{at}"), "ranking": [[1]] })).collect();
    let crowd = json!({ "format": "moves-case/1", "form": "graph", "states": [{ "n": 1 }], "dms": actors });
    asked("m.json", &crowd.to_string(), "64 actors; at most 63");
    let none = json!({ "format": "moves-case/1", "form": "option", "options": [{ "id": "x", "owner": "A" }], "infeasible": [{ "x": "Y" }, { "x": "N" }], "dms": [{ "id": "A", "statements": [] }] });
    asked("k.json", &none.to_string(), "no state is possible");
    let one = json!({ "format": "moves-case/1", "form": "option", "options": [{ "id": "x", "owner": "A" }], "dms": [{ "id": "A", "statements": [] }] });
    put(here.path(), "l.json", one.to_string().as_bytes());
    run(here.path(), &["moves", "l.json", "--from", "3"])
        .refused("there is no state 3; there are states 1 to 2");
    run(here.path(), &["moves", "l.json", "--inverse", "B"]).refused("there is no actor \"B\"");
    run(here.path(), &["moves", "l.json", "--partition", "A,A"]).refused("an actor stands in two blocks");
    let estate = workspace().join("examples/estate").display().to_string();
    run(here.path(), &["moves", &estate]).refused("says nothing of moves");
    run(here.path(), &["moves", &estate, "--power"]).refused("no party of this case votes");
}

#[test]
fn parties_that_vote_and_issues_that_are_divided() {
    let case = "detente = 1\ntitle = \"t\"\nparty = [{ id = \"a\" }, { id = \"b\" }]\nissue = [{ id = \"x\", options = [\"1\"] }, { id = \"y\", options = [\"1\"] }]\n";
    let votes = "[[vote]]\nparty = \"a\"\nquota = 51\nweights = { left = 50, right = 49, green = 1 }\n[[vote]]\nparty = \"b\"\nwinning = [[\"left\", \"right\"], [\"chair\"]]\n";
    let side = |id: &str, x: u32| format!("party = \"{id}\"\nimportance = {{ x = {x}, y = {} }}\n", 100 - x);
    let here = folder(&[
        ("c/case.toml", &format!("{case}{votes}")),
        ("c/private/a.toml", &side("a", 60)),
        ("c/private/b.toml", &side("b", 50)),
    ]);
    let found = run(here.path(), &["moves", "c", "--power", "--format", "json"]).json();
    let exact = |party: &str, at: usize| found["parties"][party][at]["exact"].clone();
    assert_eq!((exact("a", 0), exact("a", 1)), (json!(["2/3", "0.75"]), json!(["1/6", "0.25"])));
    assert_eq!(exact("b", 2), json!(["2/3", "0.75"]));
    assert!(run(here.path(), &["moves", "c", "--power"]).out.contains("Shapley-Shubik"));
    let found = run(here.path(), &["analyze", "c", "--adjusted-winner", "--format", "json"]).json();
    assert_eq!(found["worth"], json!(["6/11", "6/11"]));
    assert_eq!(found["split"], "x");
    let wrong = votes.replace("quota = 51", "quota = 101").replace("party = \"b\"", "party = \"c\"");
    put(here.path(), "c/case.toml", format!("{case}{wrong}").as_bytes());
    run(here.path(), &["check", "c"]).refused("all members together do not come to the quota");
}

/// What a text command reads is what all are told.
#[test]
fn a_text_command_prints_nothing_private() {
    let here = tempfile::tempdir().unwrap();
    let copy = |from: &Path| {
        let done = std::process::Command::new("cp")
            .args(["-r", &from.display().to_string(), "river"])
            .current_dir(here.path())
            .status();
        assert!(done.unwrap().success());
    };
    copy(&workspace().join("examples/river-talks"));
    for file in
        ["private/upland.toml", "mediator/settlements.toml", "mediator/moves.toml", "mediator/gates.toml"]
    {
        let path = here.path().join("river").join(file);
        let mut text = fs::read_to_string(&path).unwrap_or_default();
        text += "\nbogus = \"PLANTED\"\n";
        fs::write(&path, text).unwrap();
        for line in [["text", "brackets", "river"].as_slice(), &["text", "show", "river", "--clause", "4"]] {
            let found = run(here.path(), line);
            assert!(!found.out.contains("PLANTED") && !found.err.contains("PLANTED"), "{file}");
            assert_eq!(found.code, 0, "{file}: {}", found.err);
        }
    }
    run(here.path(), &["check", "river"]).refused("bogus");
}

#[test]
fn packages_name_each_issue_once_and_ids_come_first() {
    let case = "detente = 1\ntitle = \"t\"\nparty = [{ id = \"p\" }]\n\
                issue = [{ id = \"a\", name = \"b\", options = [\"low\", \"high\"] }, { id = \"b\", name = \"a\", options = [\"low\", \"high\"] }]\n";
    let own = "party = \"p\"\nimportance = { a = 90, b = 10 }\n[worth]\na = { low = 0, high = 100 }\nb = { low = 0, high = 100 }\n";
    let here = folder(&[("c/case.toml", case), ("c/private/p.toml", own)]);
    let asked = |file: &str| {
        put(here.path(), "q.json", file.as_bytes());
        run(here.path(), &["analyze", "c", "--probe", "q.json", "--format", "json"])
    };
    for file in [r#"[{"a": "high", "b": "low"}]"#, r#"[{"b": "low", "a": "high"}]"#] {
        assert_eq!(asked(file).json()["probes"], json!([[90.0]]));
    }
    asked(r#"[{"a": "high", "b": "low", "a": "low"}]"#).refused("stands in one package twice");
    asked(r#"[{"a": "high"}]"#).refused("it has no option for issue");
    let answers: Vec<Value> = (0..501)
        .map(|_| json!({ "party": "p", "package": { "a": "low", "b": "low" }, "acceptable": true }))
        .collect();
    put(here.path(), "a.json", json!(answers).to_string().as_bytes());
    run(here.path(), &["analyze", "c", "--answers", "a.json"]).refused("at most 500 are weighed");
}
