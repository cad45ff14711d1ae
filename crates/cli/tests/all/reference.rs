//! Public scenarios and reference figures, where the environment names the folder that holds them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::support::{data, folder, frontier, near, numbers, put, run, same_points, solution};

/// NegMAS compares doubles: equal points count as several, and one of two tied picks gets lost.
const SPLIT_BY_NEGMAS: [&str; 1] = ["Jobs"];

fn analyze(data: &Path, name: &str, more: &[&str]) -> Value {
    let path = data.join("scenarios").join(name).display().to_string();
    run(Path::new("."), &[&["analyze", &path, "--format", "json"], more].concat()).json()
}

fn by_name(data: &Path, file: &str) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(data.join("scenarios-reference").join(file)).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    let name = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one.clone());
    all["scenarios"].as_array().unwrap().iter().map(name).collect()
}

fn points(list: &Value) -> Vec<Vec<f64>> {
    list.as_array().unwrap().iter().map(numbers).collect()
}

/// The probes of the reference, asked of the binary, against its figures.
fn probes_agree(data: &Path, name: &str, probes: &Value, issues: &[Value]) {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let one = |probe: &Value| -> Value {
        let outcome = probe["outcome"].as_array().unwrap();
        let pairs = issues.iter().zip(outcome).map(|(issue, option)| (text(issue), json!(text(option))));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    let list = probes.as_array().unwrap();
    let here = folder(&[]);
    put(here.path(), "p.json", Value::Array(list.iter().map(one).collect()).to_string().as_bytes());
    let asked = here.path().join("p.json").display().to_string();
    let analysis = analyze(data, name, &["--probe", &asked]);
    for (found, probe) in analysis["probes"].as_array().unwrap().iter().zip(list) {
        let (found, expected) = (numbers(found), numbers(&probe["utilities"]));
        assert!(near(&found, &expected), "{name}: {found:?} for {expected:?}");
    }
    assert_eq!(analysis["probes"].as_array().unwrap().len(), list.len());
}

#[test]
fn every_scenario_has_its_frontier() {
    let Some(data) = data("loading every public scenario") else { return };
    let all = by_name(&data, "negmas.json");
    assert_eq!(fs::read_dir(data.join("scenarios")).unwrap().count(), all.len());
    for name in all.keys() {
        let analysis = analyze(&data, name, &[]);
        let why = &analysis["why"]["frontier"];
        assert!(analysis["frontier"].is_object() && why.is_null(), "{name}: {why}");
        assert!(!analysis["parties"].as_array().unwrap().is_empty());
    }
}

/// Ten thousand million packages, utilities by rectangles: the frontier its authors publish, and nothing else.
#[test]
fn nonlinear_scenarios_have_their_published_frontiers() {
    let Some(data) = data("nonlinear public scenarios") else { return };
    for (name, count) in [("10issues2014", 10), ("S-1NIKFRT-1", 4)] {
        let analysis = analyze(&data, name, &[]);
        assert_eq!(analysis["frontier"]["exact"], true, "{name}");
        let text = fs::read_to_string(data.join("scenarios").join(name).join("pareto.xml")).unwrap();
        let published: Vec<Vec<f64>> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.split(',').map(|number| number.trim().parse().unwrap()).collect())
            .collect();
        assert_eq!(published.len(), count, "{name}");
        let found = frontier(&analysis);
        assert_eq!(found.len(), count, "{name}");
        // They are published as single-precision numbers.
        for point in &published {
            let same = |found: &&Vec<f64>| found.iter().zip(point).all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(found.iter().any(|one| same(&one)), "{name}: {point:?}");
        }
    }
}

#[test]
fn genius_figures() {
    let Some(data) = data("the figures of GENIUS scenarios") else { return };
    let (mut compared, names) = (0, by_name(&data, "negmas.json"));
    for (name, reference) in by_name(&data, "genius.json") {
        let issues = analyze(&data, &name, &[])["issues"].clone();
        if reference["probes"].is_array() {
            let issues: Vec<Value> =
                issues.as_array().unwrap().iter().map(|issue| issue["name"].clone()).collect();
            probes_agree(&data, &name, &reference["probes"], &issues);
        }
        assert!(names.contains_key(&name));
        let exact = &reference["exact"];
        if exact.is_null() {
            continue;
        }
        compared += 1;
        let analysis = analyze(&data, &name, &[]);
        let rational = exact["rational_outcomes"].as_u64().unwrap();
        assert_eq!(analysis["zone"]["packages"], rational.to_string(), "{name}");
        assert_eq!(analysis["frontier"]["exact"], true, "{name}");
        if rational == 0 {
            assert_eq!(analysis["zone"]["exists"], false);
            assert!(analysis["solutions"]["closest"].is_object());
            continue;
        }
        assert_eq!(analysis["frontier"]["count"], exact["frontier_rational"], "{name}");
        assert!(same_points(&frontier(&analysis), &points(&reference["frontier_rational"])), "{name}");
        for (ours, theirs) in [
            ("nash", "nash"),
            ("kalai_smorodinsky", "ks_maxmin_ideal_rational"),
            ("egalitarian", "leximin"),
            ("utilitarian", "utilitarian"),
        ] {
            let expected = points(&exact[theirs]["points"]);
            let found = solution(&analysis, ours);
            assert!(same_points(&found, &expected), "{name} {ours}: {found:?} for {expected:?}");
        }
    }
    assert_eq!(compared, 25);
}

#[test]
fn geniusweb_and_negmas_figures() {
    let Some(data) = data("the figures of GeniusWeb and NegMAS scenarios") else { return };
    let mut compared = 0;
    for (name, reference) in by_name(&data, "negmas.json") {
        if !name.ends_with("_gw") && !name.ends_with("_yml") {
            continue;
        }
        let issues: Vec<Value> =
            reference["issues"].as_array().unwrap().iter().map(|issue| issue["name"].clone()).collect();
        probes_agree(&data, &name, &reference["probes_negmas_raw"], &issues);
        let plain = &reference["independent"];
        if plain.is_null() {
            continue;
        }
        compared += 1;
        let analysis = analyze(&data, &name, &[]);
        assert_eq!(analysis["frontier"]["count"], plain["frontier_rational_size"], "{name}");
        assert!(same_points(&frontier(&analysis), &points(&plain["frontier_rational"])), "{name}");
        let rational = plain["rational_outcomes"].as_u64().unwrap();
        let counted: u64 = analysis["zone"]["packages"].as_str().unwrap().parse().unwrap();
        // Two packages worth exactly the walk-away fall below it in the doubles of the reference.
        assert!(
            counted == rational || name == "domain18_2022_yml" && counted == rational + 2,
            "{name}: {counted}"
        );
        for (ours, theirs) in [
            ("nash", "nash"),
            ("kalai_smorodinsky", "ks_maxmin_ratio"),
            ("egalitarian", "egalitarian_gain"),
            ("utilitarian", "utilitarian"),
        ] {
            let expected = numbers(&plain[theirs]);
            assert!(solution(&analysis, ours).iter().any(|found| near(found, &expected)), "{name} {ours}");
        }
    }
    assert_eq!(compared, 6);
}

#[test]
fn negmas_definitions_give_negmas_figures() {
    let Some(data) = data("NegMAS's own figures") else { return };
    let mut compared = 0;
    for (name, reference) in by_name(&data, "negmas.json") {
        let theirs = &reference["negmas"];
        if theirs["skipped"].is_string() || theirs["pareto_size"].is_null() {
            continue;
        }
        compared += 1;
        let analysis = analyze(&data, &name, &["--reading", "negmas", "--definitions", "negmas"]);
        let split = SPLIT_BY_NEGMAS.contains(&name.as_str());
        let (ours, size) =
            (analysis["frontier"]["count"].as_u64().unwrap(), theirs["pareto_size"].as_u64().unwrap());
        assert!(ours == size || split && (ours, size) == (18, 22), "{name}: {ours} points for {size}");
        for (ours, key) in [
            ("nash", "nash"),
            ("egalitarian", "kalai"),
            ("kalai_smorodinsky", "ks"),
            ("utilitarian", "max_welfare"),
        ] {
            let found = solution(&analysis, ours);
            let expected: Vec<Vec<f64>> =
                theirs[key].as_array().unwrap().iter().map(|one| numbers(&one["utilities"])).collect();
            let within = |a: &[Vec<f64>], b: &[Vec<f64>]| a.iter().all(|a| b.iter().any(|b| near(a, b)));
            assert!(within(&found, &expected), "{name} {ours}: {found:?} for {expected:?}");
            assert!(
                within(&expected, &found) || split && ours == "kalai_smorodinsky",
                "{name} {ours}: {found:?} for {expected:?}"
            );
        }
    }
    assert_eq!(compared, 32);
}

#[test]
fn worked_figures_of_real_valued_scenarios() {
    let Some(data) = data("real-valued public scenarios") else { return };
    let analysis = analyze(&data, "SON_real", &[]);
    assert!(analysis["packages"].is_null());
    assert_eq!(analysis["frontier"]["exact"], true);
    for name in ["nash", "utilitarian"] {
        assert!(near(&solution(&analysis, name)[0], &[0.85, 0.75]), "{name}");
    }
    assert!(near(&solution(&analysis, "egalitarian")[0], &[0.78, 0.78]));
    let fuzzy = analyze(&data, "fuzzyagent_real", &[]);
    let issue = fuzzy["issues"][0]["name"].as_str().unwrap();
    let here = folder(&[]);
    put(here.path(), "p.json", json!([{ issue: 10 }, { issue: 25 }]).to_string().as_bytes());
    let probes = here.path().join("p.json").display().to_string();
    let found = analyze(&data, "fuzzyagent_real", &["--probe", &probes])["probes"].clone();
    let expected = [[1.0, 0.0], [0.5000000083, 0.49999995]];
    for (found, expected) in found.as_array().unwrap().iter().zip(expected) {
        assert!(numbers(found).iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1e-10), "{found}");
    }
}
