#![no_main]
//! Any bytes as a GeniusWeb file, alone and beside a fixed domain.
use detente_case::Files;
use detente_formats::{Settings, read, recognise};
use libfuzzer_sys::fuzz_target;

const DOMAIN: &str = r#"{"name":"d","issuesValues":{"Food":{"values":["a","b"]},"Price":{"range":[0,10,2]}}}"#;

fuzz_target!(|bytes: &[u8]| {
    let mut files = Files::from([("one.json".to_string(), bytes.to_vec())]);
    let _ = recognise(&files);
    let _ = read(&files, &Settings::default());
    files.insert("domain.json".into(), DOMAIN.as_bytes().to_vec());
    let _ = read(&files, &Settings::default());
});
