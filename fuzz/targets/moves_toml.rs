#![no_main]
//! Any bytes as `mediator/moves.toml`.
use detente_case::{Files, read, write};
use detente_moves::{Settings, analyse};
use libfuzzer_sys::fuzz_target;

const SHARED: &str = r#"
detente = 1
title = "T"
party = [{ id = "a" }, { id = "b" }]
third_party = [{ id = "c", role = "mediator", interests = [] }]
"#;

fuzz_target!(|bytes: &[u8]| {
    let files = Files::from([
        ("case.toml".to_string(), SHARED.as_bytes().to_vec()),
        ("mediator/moves.toml".to_string(), bytes.to_vec()),
    ]);
    let Some(case) = read(&files).case else { return };
    assert!(read(&write(&case)).case.is_some());
    if let Some(conflict) = &case.moves {
        let _ = analyse(conflict, &Settings { worlds: Some(4), ..Settings::default() });
    }
});
