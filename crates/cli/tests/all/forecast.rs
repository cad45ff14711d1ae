//! Forecasts that are kept, what values hang on, answers to drafts, and the way from one package to another.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{folder, put, run};

const SHARED: &str = "detente = 1\ntitle = \"A shared well\"\nparty = [{ id = \"north\", name = \"North\" }, { id = \"south\", name = \"South\" }]\n\
issue = [{ id = \"hours\", options = [\"mornings\", \"evenings\"] }, { id = \"repairs\", options = [\"north\", \"south\"] }, \
{ id = \"meter\", options = [\"none\", \"one\"] }]\n";
const NORTH: &str = "party = \"north\"\nwalk_away = [20, 70]\nimportance = { hours = 60, repairs = 40, meter = 10 }\n[worth]\n\
hours = { mornings = 100, evenings = 0 }\nrepairs = { north = 0, south = 100 }\nmeter = { none = 0, one = \"acceptable\" }\n";
const SOUTH: &str = "party = \"south\"\nwalk_away = 30\nimportance = { hours = 30, repairs = 70, meter = 10 }\n[worth]\n\
hours = { mornings = 0, evenings = 100 }\nrepairs = { north = 100, south = 0 }\nmeter = { none = 0, one = [40, 100] }\n";

fn well() -> TempDir {
    folder(&[
        ("well/case.toml", SHARED),
        ("well/private/north.toml", NORTH),
        ("well/private/south.toml", SOUTH),
    ])
}

#[test]
fn forecasts_are_kept_and_judged() {
    let here = well();
    let asked = |arguments: &[&str]| run(here.path(), &[&["analyze", "well"], arguments].concat());
    let lines = || fs::read_to_string(here.path().join("well/mediator/forecasts.jsonl")).unwrap_or_default();
    assert!(asked(&["--calibration"]).out.contains("Insufficient evidence"));
    assert!(asked(&["--keep"]).out.contains("Kept in mediator/forecasts.jsonl: "));
    asked(&["--keep=1.5"]).refused("\"1.5\" is no probability");
    assert!(asked(&["--keep=0.75"]).out.contains("75.0 % for an agreement"));
    assert!(asked(&["--outcome", "agreed"]).out.contains("the sides agreed"));
    assert_eq!(lines().lines().count(), 3);
    // The last forecast before the outcome counts.
    let judged = asked(&["--calibration", "--format", "json"]).json();
    assert_eq!((&judged["count"], &judged["brier"]), (&json!(1), &json!(0.0625)));
    assert_eq!(judged["verdict"], "insufficient evidence");
    // What stands in the folder besides is no mistake.
    assert_eq!(run(here.path(), &["check", "well"]).code, 0);
    // A line that cannot be read is named, and nothing is added to such a file.
    let spoilt = lines() + "{\"forecast\":{\"on\":\"2026-11-25T00:00:00Z\",\"said\":7,\"by\":\"given\"}}\n";
    put(here.path(), "well/mediator/forecasts.jsonl", spoilt.as_bytes());
    asked(&["--keep=0.5"]).refused("forecasts.jsonl, line 4: 7 is no probability");
    assert_eq!(lines(), spoilt);
}

#[test]
fn forecasts_kept_at_once_are_all_kept() {
    let here = well();
    std::thread::scope(|all| {
        for nth in 0..6 {
            let folder = here.path();
            all.spawn(move || run(folder, &["analyze", "well", "--worlds", "0", &format!("--keep=0.{nth}")]));
        }
    });
    let lines = fs::read_to_string(here.path().join("well/mediator/forecasts.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 6);
}

#[test]
fn many_cases_are_judged_together() {
    let here = folder(&[]);
    for nth in 0..12 {
        let agreed = nth % 3 > 0;
        let name = |file: &str| format!("all/case-{nth}/{file}");
        put(here.path(), &name("case.toml"), SHARED.as_bytes());
        let said = if agreed { 0.8 } else { 0.2 };
        let kept = format!(
            "{{\"forecast\":{{\"on\":\"2026-01-01T00:00:00Z\",\"said\":{said},\"by\":\"given\"}}}}\n\
             {{\"outcome\":{{\"on\":\"2026-02-01T00:00:00Z\",\"agreed\":{agreed}}}}}\n"
        );
        put(here.path(), &name("mediator/forecasts.jsonl"), kept.as_bytes());
    }
    let judged = run(here.path(), &["analyze", "all", "--calibration", "--format", "json"]).json();
    let validator = jsonschema::validator_for(&run(here.path(), &["schema", "calibration"]).json()).unwrap();
    assert!(validator.is_valid(&judged), "{judged}");
    assert_eq!((&judged["count"], &judged["verdict"]), (&json!(12), &json!("better")));
    let told = run(here.path(), &["analyze", "all", "--calibration"]).out;
    assert!(told.contains("The forecasts are better than the base rate."), "{told}");
}

#[test]
fn a_sweep_names_what_decides() {
    let here = well();
    let page = here.path().join("page.html").display().to_string();
    let told = run(here.path(), &["analyze", "well", "--sweep", "--report", &page]).out;
    assert!(told.contains("What does it hang on?"), "{told}");
    assert!(told.contains("One value alone decides whether there is a zone."), "{told}");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("tornado-title") && page.contains("north.walk_away"));
    let swept = run(here.path(), &["analyze", "well", "--sweep", "--format", "json"]).json();
    let swings = swept["sweep"]["swings"].as_array().unwrap();
    let names: Vec<&str> = swings.iter().map(|swing| swing["what"].as_str().unwrap()).collect();
    assert_eq!(names, ["north.walk_away", "north.worth.meter.one", "south.worth.meter.one"]);
    let first = &swings[0];
    assert_eq!((&first["zone_at_low"], &first["zone_at_high"]), (&json!(true), &json!(false)));
    // Without asking there is none.
    assert!(run(here.path(), &["analyze", "well", "--format", "json"]).json()["sweep"].is_null());
}

#[test]
fn packages_side_by_side_and_the_trades_between_them() {
    let here = well();
    let package = |hours: &str, repairs: &str, meter: &str| json!({ "hours": hours, "repairs": repairs, "meter": meter });
    let trades = |packages: Value| {
        put(here.path(), "p.json", packages.to_string().as_bytes());
        run(here.path(), &["analyze", "well", "--probe", "p.json", "--format", "json"]).json()["trades"]
            .clone()
    };
    // What each has of hours and repairs goes to the other; the meter is good for both.
    let found = trades(json!([package("evenings", "south", "none"), package("mornings", "north", "one")]));
    let steps = found[0]["steps"].as_array().unwrap();
    let changes: Vec<&Value> = steps.iter().map(|step| &step["change"]).collect();
    assert_eq!(changes, [&json!({ "meter": "one" }), &json!({ "hours": "mornings", "repairs": "north" })]);
    let told = run(here.path(), &["analyze", "well", "--probe", "p.json"]).out;
    assert!(told.contains("From #1 to #2 by 2 trades"), "{told}");
    let near = |likely: &Value, expected: [f64; 3]| {
        let likely: Vec<f64> =
            likely.as_array().unwrap().iter().map(|share| share.as_f64().unwrap()).collect();
        assert!(likely.iter().zip(expected).all(|(share, of)| (share - of).abs() < 0.03), "{likely:?}");
    };
    // In every world both gain. By the meter alone nobody loses, and the south gains somewhere between 40 and 100.
    found[0]["likely"].as_array().unwrap().iter().for_each(|likely| near(likely, [0.0, 0.0, 1.0]));
    // A meter alone is acceptable to the north: no world is without a gain.
    let unsure = trades(json!([package("evenings", "south", "none"), package("evenings", "south", "one")]));
    near(&unsure[0]["likely"][0], [0.0, 0.0, 1.0]);
    // Back, everybody loses; from a package to itself there is nothing to trade.
    let back = trades(json!([package("mornings", "north", "one"), package("evenings", "south", "none")]));
    assert_eq!(
        (&back[0]["steps"], &back[0]["why"]),
        (&Value::Null, &json!("North loses by the change as a whole"))
    );
    let same = trades(json!([package("mornings", "north", "one"), package("mornings", "north", "one")]));
    assert_eq!(same[0]["why"], "they are the same");
}

#[test]
fn answers_shape_the_next_draft() {
    let here = well();
    let draft = |answers: Option<Value>| {
        let mut arguments = vec!["analyze", "well", "--format", "json"];
        if let Some(answers) = &answers {
            put(here.path(), "a.json", answers.to_string().as_bytes());
            arguments.extend(["--answers", "a.json"]);
        }
        run(here.path(), &arguments).json()["next_draft"].clone()
    };
    let first = draft(None);
    assert_eq!(first["answers"], 0);
    assert_eq!(first["acceptable"].as_array().unwrap().len(), 2);
    let answer = |party: &str, acceptable: bool| json!({ "party": party, "package": first["package"], "acceptable": acceptable });
    let second = draft(Some(json!([answer("north", false), answer("south", true)])));
    assert_ne!(second["package"], first["package"]);
    assert_eq!(second["answers"], 2);
    // Yes to what it hardly could live with, on what it told, is a contradiction; room is judged on all of it.
    let odd = json!([{ "party": "south", "package": { "hours": "mornings", "repairs": "south", "meter": "none" }, "acceptable": true }]);
    put(here.path(), "a.json", odd.to_string().as_bytes());
    let worlds = run(here.path(), &["analyze", "well", "--answers", "a.json", "--format", "json"]).json();
    assert_eq!(worlds["worlds"]["contradictions"][0]["party"], "south");
    assert_eq!(worlds["worlds"]["answers"], 1);
    assert!(
        run(here.path(), &["analyze", "well", "--answers", "a.json"])
            .out
            .contains("A contradiction: South said that it could live")
    );
    // North's walk-away lies between 20 and 70: yes to what gives it 36 makes a zone likelier, no less likely.
    let half = |acceptable: bool| {
        let package = json!({ "hours": "evenings", "repairs": "south", "meter": "none" });
        let said = json!([{ "party": "north", "package": package, "acceptable": acceptable }]);
        put(here.path(), "a.json", said.to_string().as_bytes());
        let zone =
            run(here.path(), &["analyze", "well", "--answers", "a.json", "--format", "json"]).json()["zone"]
                .clone();
        zone["probability"][0].as_f64().unwrap()
    };
    assert!(half(true) > half(false) + 0.2);
    for (answers, what) in [
        (
            json!([{ "party": "east", "package": first["package"], "acceptable": true }]),
            "there is no party \"east\"",
        ),
        (json!([{ "party": "north", "package": first["package"] }]), "it says nothing of"),
        (
            json!([{ "party": "north", "package": first["package"], "acceptable": true, "better": true }]),
            "says nothing without `better_than`",
        ),
        (
            json!([{ "party": "north", "package": { "hours": "noon" }, "acceptable": true }]),
            "issue \"hours\" has no option \"noon\"",
        ),
        (
            json!([{ "party": "north", "package": first["package"], "hurts": "price" }]),
            "there is no issue \"price\"",
        ),
        (json!({ "party": "north" }), "is no list of answers"),
    ] {
        put(here.path(), "a.json", answers.to_string().as_bytes());
        run(here.path(), &["analyze", "well", "--answers", "a.json"]).refused(what);
    }
}

#[test]
fn forecasts_need_a_case_folder() {
    let here = folder(&[("other/domain.xml", "<x/>")]);
    run(here.path(), &["analyze", "other", "--outcome", "none"]).refused("other is no case folder");
    assert!(!Path::new(&here.path().join("other/mediator")).exists());
}

#[test]
fn settlements_are_made_the_best_of() {
    let here = well();
    let asked = |said: &str, more: &[&str]| {
        put(here.path(), "s.toml", said.as_bytes());
        run(here.path(), &[&["analyze", "well", "--settlements", "s.toml"], more].concat())
    };
    let meter = "[[settlement]]\nname = \"a meter\"\noptions = { meter = \"one\" }\n";
    let was =
        "[[settlement]]\nname = \"as it was\"\noptions = { hours = \"evenings\", repairs = \"south\" }\n";
    let said = format!("{meter}{was}");
    let found = asked(&said, &["--format", "json"]).json()["settlements"].clone();
    let names: Vec<&Value> = found.as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["a meter", "as it was"]);
    // With the meter fixed the rest is as good as it is without fixing anything; what nobody wants has no zone.
    let free = run(here.path(), &["analyze", "well", "--format", "json"]).json();
    assert_eq!(found[0]["best"], free["solutions"]["nash"]["package"]);
    assert_eq!((&found[0]["zone"], &found[1]["zone"]), (&json!(true), &json!(false)));
    assert_eq!(found[1]["best"]["hours"], "evenings");
    assert!(asked(&said, &[]).out.contains("What can be made of the settlements?"));
    // Those the mediator keeps in the folder stand beside them; of one name, the one asked for.
    put(here.path(), "well/mediator/settlements.toml", was.replace("evenings", "mornings").as_bytes());
    let kept = run(here.path(), &["analyze", "well", "--format", "json"]).json()["settlements"].clone();
    assert_eq!((&kept[0]["name"], &kept[0]["fixes"]["hours"]), (&json!("as it was"), &json!("mornings")));
    assert_eq!(kept.as_array().unwrap().len(), 1);
    assert_eq!(asked(&said, &["--format", "json"]).json()["settlements"], found);
    asked(&meter.replace("meter =", "price ="), &[]).refused("there is no issue \"price\"");
    asked(&meter.replace("\"one\"", "\"noon\""), &[])
        .refused("there is no option of issue \"meter\" called \"noon\"");
    asked(&format!("{meter}{meter}"), &[]).refused("settlement \"a meter\" stands here twice");
    asked("settlement = 1", &[]).refused("s.toml");
}

#[test]
fn an_answer_undoes_a_proof_that_rested_on_silence() {
    let south = SOUTH.replace("walk_away = 30\n", "");
    let north = NORTH.replace("walk_away = [20, 70]", "walk_away = 0");
    let here = folder(&[
        ("w/case.toml", SHARED),
        ("w/private/north.toml", &north),
        ("w/private/south.toml", &south),
    ]);
    let asked =
        |more: &[&str]| run(here.path(), &[&["analyze", "w", "--format", "json"], more].concat()).json();
    // South told of no walk-away, so nothing constrains it.
    let silent = asked(&[]);
    assert_eq!(silent["zone"]["probability"], json!([1.0, 1.0]));
    let package = &silent["solutions"]["nash"]["package"];
    let said = json!([{ "party": "south", "package": package, "acceptable": false }]);
    put(here.path(), "a.json", said.to_string().as_bytes());
    let heard = asked(&["--answers", "a.json"]);
    assert!(heard["worlds"]["every"].is_null() && heard["zone"]["probability"][0].as_f64().unwrap() < 1.0);
    let standings = heard["worlds"]["packages"].as_array().unwrap();
    assert!(standings.iter().all(|named| named["standing"] != "surely"), "{standings:?}");
}

#[test]
fn what_an_analysis_costs_is_told_before_it_begins() {
    let here = well();
    let asked = || run(here.path(), &["analyze", "well", "--estimate", "--format", "json"]).json();
    assert_eq!(asked(), json!({ "packages": "8", "tied": 0, "way": "issues", "states": null }));
    let red = NORTH.replace(
        "[worth]",
        "red_line = [{ never = { hours = \"evenings\", repairs = \"north\" } }]\n[worth]",
    );
    put(here.path(), "well/private/north.toml", red.as_bytes());
    assert_eq!((&asked()["way"], &asked()["tied"]), (&json!("packages"), &json!(2)));
    let told = run(here.path(), &["analyze", "well", "--estimate"]).out;
    assert_eq!(told, "8 packages; 2 issues are tied together. Each of them will be looked at.\n");
}

#[test]
fn what_was_said_and_what_is_estimated_can_be_asked_apart() {
    let here = well();
    // South told its weights and the hours only; the mediator thinks the rest.
    let told = "party = \"south\"\nimportance = { hours = 30, repairs = 70, meter = 10 }\n[worth]\nhours = { mornings = 0, evenings = 100 }\n";
    let estimate = "party = \"south\"\nwalk_away = 90\n[worth]\nhours = { mornings = 100, evenings = 0 }\nrepairs = { north = 100, south = 0 }\n";
    put(here.path(), "well/private/south.toml", told.as_bytes());
    put(here.path(), "well/mediator/estimates/south.toml", estimate.as_bytes());
    put(here.path(), "well/private/north.toml", NORTH.replace("[20, 70]", "20").as_bytes());
    let asked = |on: &[&str]| {
        let found = run(here.path(), &[&["analyze", "well", "--format", "json"], on].concat()).json();
        let evidence = &found["evidence"];
        (
            evidence["basis"].clone(),
            evidence["inferred"].clone(),
            found["parties"][1]["walk_away"].clone(),
            found["zone"]["exists"].clone(),
        )
    };
    // An estimate stands in only for who told nothing at all.
    assert_eq!(asked(&[]), (Value::Null, json!(0), Value::Null, json!(true)));
    assert_eq!(asked(&["--on", "told"]), (json!("told"), json!(0), Value::Null, json!(true)));
    assert_eq!(asked(&["--on", "estimates"]).1, json!(5));
    // The estimate's walk-away and repairs, the party's own hours: 90 is above what any package gives both.
    assert_eq!(asked(&["--on", "both"]), (json!("both"), json!(3), json!(90.0), json!(false)));
    let text = run(here.path(), &["analyze", "well", "--on", "both"]).out;
    assert!(text.contains("What a party did not say was taken from the mediator's estimate"), "{text}");
}
