//! JSON output and its schemas.

use std::fs;

use crate::support::{EXAMPLES, run, workspace};

/// Every schema, and the crate that computes the result.
const SCHEMAS: [(&str, &str); 22] = [
    ("analysis", "deal"),
    ("calibration", "deal"),
    ("brackets", "case"),
    ("text-diff", "case"),
    ("problems", "cli"),
    ("moves", "moves"),
    ("statements", "record"),
    ("record", "record"),
    ("record-proposals", "record"),
    ("record-measured", "record"),
    ("rehearsal", "sim"),
    ("negotiation", "sim"),
    ("standings", "sim"),
    ("differs", "talks"),
    ("acts", "talks"),
    ("agreement", "talks"),
    ("channels", "talks"),
    ("done", "talks"),
    ("gate", "talks"),
    ("paths", "talks"),
    ("steps", "talks"),
    ("view", "talks"),
];

#[test]
fn the_committed_schemas_are_up_to_date() {
    for (name, crate_) in SCHEMAS {
        let path = format!("crates/{crate_}/schema/{name}.json");
        let committed = fs::read_to_string(workspace().join(&path)).unwrap();
        assert_eq!(run(&workspace(), &["schema", name]).out, committed, "detente schema {name} > {path}");
    }
}

#[test]
fn the_analysis_of_every_example_keeps_to_it() {
    let schema = run(&workspace(), &["schema", "analysis"]).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for example in EXAMPLES {
        let path = format!("examples/{example}");
        let analysis = run(&workspace(), &["analyze", &path, "--format", "json"]).json();
        let errors: Vec<String> = validator.iter_errors(&analysis).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{example}: {errors:#?}");
        assert_eq!(analysis["schema"], "detente/analysis/1");
        assert!(analysis["solutions"]["closest"].is_null() == (analysis["zone"]["exists"] == true));
        for (name, solution) in analysis["solutions"].as_object().unwrap() {
            let why = &analysis["why"][format!("solutions.{name}").as_str()];
            assert!(!solution.is_null() || why.is_string(), "{example}: no reason why {name} is missing");
        }
        let first: Vec<f64> = crate::support::frontier(&analysis).iter().map(|point| point[0]).collect();
        assert!(first.is_sorted_by(|a, b| a >= b), "the first party's worth falls");
    }
    // The schema is not one that lets everything through.
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "detente/analysis/1" })));
}
