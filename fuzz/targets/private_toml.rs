#![no_main]
//! Any bytes as a party's file beside a fixed `case.toml`, and as named settlements of it.
use detente_case::{Files, read, settlements, write};
use detente_deal::{Settings, Silent, analyze};
use libfuzzer_sys::fuzz_target;

const SHARED: &str = r#"
detente = 1
title = "T"
party = [{ id = "a" }, { id = "b" }]
person = [{ id = "x", for = "a", role = "principal" }]
issue = [
  { id = "hours", options = ["morning", "noon", "3"] },
  { id = "fee", range = [0, 9] },
  { id = "share", range = [0.0, 1.0], real = true },
]
"#;

fuzz_target!(|bytes: &[u8]| {
    let shared = Files::from([("case.toml".to_string(), SHARED.as_bytes().to_vec())]);
    if let Some(mut case) = read(&shared).case {
        let (named, problems) = settlements(&case, "settlements.toml", bytes);
        if problems.is_empty() {
            case.settlements = named;
            assert_eq!(read(&write(&case)).case.as_ref(), Some(&case));
        }
    }
    let files = Files::from([
        ("case.toml".to_string(), SHARED.as_bytes().to_vec()),
        ("private/a.toml".to_string(), bytes.to_vec()),
    ]);
    if let Some(case) = read(&files).case {
        assert_eq!(read(&write(&case)).case.as_ref(), Some(&case));
        let _ = analyze(&case, &Settings::default(), &Silent);
    }
});
