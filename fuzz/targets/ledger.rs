#![no_main]
//! Any text as `record/statements.jsonl` and `mediator/record.jsonl`, and as an expression of time.
use detente_record::{public_lines, read_entries, read_proposals, resolve, write_lines};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(entries) = read_entries(text) {
        assert_eq!(read_entries(&write_lines(&entries)).as_ref(), Ok(&entries));
        let _ = public_lines(&entries);
    }
    if let Ok(proposals) = read_proposals(text) {
        assert_eq!(read_proposals(&write_lines(&proposals)).as_ref(), Ok(&proposals));
    }
    let _ = resolve(text, "2026-03-12".parse().ok());
});
