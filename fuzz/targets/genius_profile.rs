#![no_main]
//! Any bytes as a GENIUS profile beside a fixed domain, in both readings.
use detente_case::Files;
use detente_formats::{Reading, Settings, read, recognise};
use libfuzzer_sys::fuzz_target;

const FIXED: &str = r#"<negotiation_template><utility_space><objective index="0" name="root"><issue index="1" name="Rent" type="discrete"><item index="1" value="low"/><item index="2" value="high"/></issue><issue index="2" name="Term" type="integer" lowerbound="0" upperbound="9"/><issue index="3" name="Share" type="real"><range lowerbound="0" upperbound="1"/></issue></objective></utility_space></negotiation_template>"#;

fuzz_target!(|bytes: &[u8]| {
    let files = Files::from([
        ("profile.xml".to_string(), bytes.to_vec()),
        ("domain.xml".to_string(), FIXED.as_bytes().to_vec()),
    ]);
    let _ = recognise(&files);
    for reading in [Reading::Own, Reading::Negmas] {
        let _ = read(&files, &Settings { reading, ..Settings::default() });
    }
});
