#![no_main]
//! Any bytes as a `.gmcr` or `moves-case/1` file.
use detente_formats::{read_conflict, write_gmcr};
use detente_moves::{Settings, analyse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = read_conflict("a.gmcr", bytes) else { return };
    let _ = analyse(&read.conflict, &Settings { worlds: Some(4), ..Settings::default() });
    if let Ok(written) = write_gmcr(&read.conflict, "t", Some(bytes)) {
        let again = read_conflict("b.gmcr", &written).map(|again| again.conflict);
        assert!(again.is_ok());
    }
});
