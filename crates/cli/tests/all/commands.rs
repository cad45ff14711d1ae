//! `new` and `check`.

use std::fs;

use crate::support::{folder, put, run, tree};

#[test]
fn a_new_case_is_whole_and_says_what_comes_next() {
    let here = folder(&[]);
    insta::assert_snapshot!(run(here.path(), &["new", "harbour", "--title", "The \"old\" harbour"]).whole());
    insta::assert_snapshot!(tree(&here.path().join("harbour")).join("\n"));
    let case = fs::read_to_string(here.path().join("harbour/case.toml")).unwrap();
    assert!(case.contains(r#"The \"old\" harbour"#) || case.contains(r#"'The "old" harbour'"#), "{case}");
    insta::assert_snapshot!(run(here.path(), &["check", "harbour"]).whole());
    let analysis = run(here.path(), &["analyze", "harbour", "--format", "json"]).json();
    assert_eq!(analysis["title"], "The \"old\" harbour");
    assert_eq!(analysis["zone"]["exists"], true);
}

#[test]
fn a_title_is_the_folder_s_name_unless_told() {
    let here = folder(&[]);
    for (name, title) in [("north-south", "north-south"), ("deep/down", "down")] {
        assert_eq!(run(here.path(), &["new", name]).code, 0);
        assert_eq!(run(here.path(), &["analyze", name, "--format", "json"]).json()["title"], title);
    }
    assert_eq!(run(here.path(), &["new", "odd", "--title", "a\nb \u{1b}[31m \"\"\" c"]).code, 0);
    assert_eq!(run(here.path(), &["check", "odd"]).code, 0);
}

#[test]
fn new_overwrites_nothing() {
    let here = folder(&[("full/notes.md", "mine"), ("file", "mine")]);
    run(here.path(), &["new", "full"]).refused("full exists already");
    run(here.path(), &["new", "file"]).refused("file exists already");
    run(here.path(), &["new", "."]).refused(". exists already");
    run(here.path(), &["new", "file/below"]).refused("file is not a folder");
    assert_eq!(tree(here.path()), ["file", "full/notes.md"]);
    fs::create_dir(here.path().join("empty")).unwrap();
    assert_eq!(run(here.path(), &["new", "empty"]).code, 0);
    assert_eq!(run(here.path(), &["check", "empty"]).code, 0);
}

#[test]
fn check_reads_other_tools_files_too() {
    let here = folder(&[]);
    for (name, bytes) in crate::tools::genius() {
        put(here.path(), &format!("flat/{name}"), bytes.as_bytes());
    }
    insta::assert_snapshot!(run(here.path(), &["check", "flat"]).whole());
    insta::assert_snapshot!(run(here.path(), &["check", "flat", "--strict"]).whole());
}

#[test]
fn what_holds_nothing_is_said() {
    let here = folder(&[("empty/.keep", "")]);
    insta::assert_snapshot!(run(here.path(), &["check", "empty"]).whole());
    insta::assert_snapshot!(run(here.path(), &["analyze", "nowhere"]).whole());
}
