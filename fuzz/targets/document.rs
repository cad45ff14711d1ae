#![no_main]
//! Any words are a document, or none: each of its sentences stands in it, in order, and is the same when read again.
use detente_talks::{plain, split};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let whole = bare(input);
    let mut rest = whole.as_str();
    for sentence in split(input) {
        let found = bare(&sentence);
        let at = rest.find(&found).expect("a sentence stands in its document");
        rest = &rest[at + found.len()..];
        let key = plain(&sentence);
        assert_eq!(plain(&key), key);
    }
});
