//! What every command says of itself.

use crate::support::{run, workspace};

#[test]
fn every_command_explains_itself() {
    let mut all = String::new();
    let names = [
        "",
        "new",
        "check",
        "analyze",
        "import",
        "export",
        "text",
        "text show",
        "text brackets",
        "text diff",
        "schema",
    ];
    for name in names {
        let arguments: Vec<&str> = name.split_whitespace().chain(["--help"]).collect();
        let run = run(&workspace(), &arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        all.push_str(&format!("==== detente {}\n{}\n", arguments.join(" "), run.out));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_version_is_the_package_s() {
    assert_eq!(run(&workspace(), &["--version"]).out, format!("detente {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_word_is_wrong_input() {
    for wrong in [
        &["analyse"][..],
        &[],
        &["analyze"],
        &["analyze", "x", "--grid", "1"],
        &["export", "x", "--to", "pdf"],
    ] {
        let run = run(&workspace(), wrong);
        assert_eq!(run.code, 2, "{wrong:?}");
        assert!(run.err.contains("Usage") || run.err.contains("error:"), "{}", run.err);
    }
}
