#![no_main]
//! Any bytes as a NegMAS file, alone and beside a fixed outcome space.
use detente_case::Files;
use detente_formats::{Settings, read, recognise};
use libfuzzer_sys::fuzz_target;

const SPACE: &str = "type: DiscreteCartesianOutcomeSpace\nname: d\nissues:\n- name: food\n  type: CategoricalIssue\n  values: [a, b]\n- name: price\n  type: ContiguousIssue\n  values: [0, 9]\n";

fuzz_target!(|bytes: &[u8]| {
    let mut files = Files::from([("one.yml".to_string(), bytes.to_vec())]);
    let _ = recognise(&files);
    let _ = read(&files, &Settings::default());
    files.insert("space.yml".into(), SPACE.as_bytes().to_vec());
    let _ = read(&files, &Settings::default());
});
