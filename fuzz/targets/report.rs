#![no_main]
//! Any bytes as a press report, of every sort.
use detente_record::{Cast, Kind, Source, extract, printed, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for kind in [Kind::Text, Kind::Markdown, Kind::Html, Kind::Mail] {
        let report = read(kind, bytes);
        let source = Source { text: &report.text, beliefs: true, ..Source::default() };
        let Ok(found) = extract(&source, &Cast::default()) else { return };
        let _ = printed("x", &report.text, &found, &Cast::default()).with_source(&report);
    }
});
