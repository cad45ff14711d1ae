//! The file of a tournament, and the names of negotiators.
#![no_main]

use detente_sim::Strategy;
use detente_sim::tournament::Spec;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Spec::read(text, |_| true) {
        Ok(spec) => {
            assert!(!spec.scenarios.is_empty() && !spec.negotiators.is_empty() && spec.seeds > 0);
        }
        Err(mistake) => {
            assert!(mistake.span.start <= mistake.span.end && mistake.span.end <= text.len());
            assert!(!mistake.what.is_empty());
        }
    }
    for name in text.lines() {
        if let Ok(strategy) = name.parse::<Strategy>() {
            assert_eq!(strategy.to_string().parse::<Strategy>().as_ref(), Ok(&strategy));
        }
    }
});
