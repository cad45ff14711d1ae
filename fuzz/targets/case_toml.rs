#![no_main]
//! Any bytes as `case.toml`: a case, or problems with places inside the file. A case can be written, read back and, if
//! it is small, analysed.
use detente_case::{Files, Severity, read, write};
use detente_deal::{Settings, Silent, analyze};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut files = Files::from([("case.toml".to_string(), bytes.to_vec())]);
    files.insert("texts/a.md".into(), Vec::new());
    let reading = read(&files);
    for problem in &reading.problems {
        assert!(problem.span.end <= bytes.len().max(1));
    }
    let Some(case) = reading.case else {
        assert!(reading.problems.iter().any(|problem| problem.severity == Severity::Error));
        return;
    };
    let mut again = write(&case);
    again.insert("texts/a.md".into(), Vec::new());
    assert_eq!(read(&again).case.as_ref(), Some(&case));
    let packages: f64 = case.issues.iter().map(|issue| issue.domain.len().unwrap_or(21) as f64).product();
    if packages < 1e4 && case.parties.len() < 5 {
        let _ = analyze(&case, &Settings::default(), &Silent);
    }
});
