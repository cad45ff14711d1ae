#![no_main]
//! Any bytes as a GENIUS domain beside a fixed profile, in both readings.
use detente_case::Files;
use detente_formats::{Reading, Settings, read, recognise};
use libfuzzer_sys::fuzz_target;

const FIXED: &str = r#"<utility_space><objective index="0" name="root"><weight index="1" value="0.6"/><weight index="2" value="0.4"/><issue index="1" name="Rent" type="discrete"><item index="1" value="low" evaluation="3"/><item index="2" value="high" evaluation="1"/></issue><issue index="2" name="Term" type="integer" lowerbound="0" upperbound="9"><evaluator ftype="linear" slope="0.1" offset="0"/></issue></objective><reservation value="0.2"/></utility_space>"#;

fuzz_target!(|bytes: &[u8]| {
    let files = Files::from([
        ("domain.xml".to_string(), bytes.to_vec()),
        ("profile.xml".to_string(), FIXED.as_bytes().to_vec()),
    ]);
    let _ = recognise(&files);
    for reading in [Reading::Own, Reading::Negmas] {
        let _ = read(&files, &Settings { reading, ..Settings::default() });
    }
});
