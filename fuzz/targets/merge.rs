#![no_main]
//! Two TOML texts merged: what comes out is TOML with the values of the second.
use detente_case::merge;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    if let Ok(merged) = merge(texts.0, texts.1, &["keep"]) {
        let again = merge(&merged, texts.1, &[]);
        assert!(again.is_ok(), "merging gave what cannot be read");
    }
});
