#![no_main]
//! Any text is a draft: nothing is lost, and compared with its other half it gives a redline.
use detente_case::text::{Text, TextDiff};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let text = Text::parse(source);
    assert_eq!(text.chosen(&[]), source);
    text.open_choices(0..source.len());
    text.bracket_report(None);
    if source.len() < 4096 {
        let middle = (0..=source.len() / 2).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
        let (old, new) = (Text::parse(&source[..middle]), Text::parse(&source[middle..]));
        TextDiff::new(&old, &new);
    }
});
