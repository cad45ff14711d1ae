//! The examples that come with the product, as a reader meets them.

use crate::support::{EXAMPLES, run, workspace};

#[test]
fn the_examples_have_no_mistakes() {
    for example in EXAMPLES {
        let run = run(&workspace(), &["check", &format!("examples/{example}")]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{example}");
        assert!(run.out.starts_with("No mistakes."));
    }
}

#[test]
fn the_analysis_in_words() {
    for example in EXAMPLES {
        let run = run(&workspace(), &["analyze", &format!("examples/{example}")]);
        assert!(run.out.lines().all(|line| line.chars().count() <= 80));
        assert!(!run.out.contains('\u{1b}'));
        insta::assert_snapshot!(example, run.whole());
    }
}

#[test]
fn the_same_bytes_again() {
    for format in ["text", "json"] {
        let again = || run(&workspace(), &["analyze", "examples/river-talks", "--format", format]).out;
        assert_eq!(again(), again());
    }
}

#[test]
fn a_file_stands_for_its_folder() {
    let whole = run(&workspace(), &["analyze", "examples/estate"]).out;
    assert_eq!(run(&workspace(), &["analyze", "examples/estate/case.toml"]).out, whole);
    assert_eq!(run(&workspace().join("examples/estate"), &["analyze", "."]).out, whole);
    assert_eq!(run(&workspace().join("examples/estate"), &["analyze", "case.toml"]).out, whole);
}
