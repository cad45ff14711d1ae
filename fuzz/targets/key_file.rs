#![no_main]
//! Any text is a key file, or none; one that is reads as it is written.
use detente_store::KeyFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    if let Some(key) = KeyFile::parse(input) {
        let text = key.text();
        assert_eq!(KeyFile::parse(&text).expect("what is written is read").text(), text);
        assert_eq!(text.trim(), input.trim().to_lowercase());
    }
});
