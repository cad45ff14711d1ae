//! What may lie in a folder besides ordinary files: circles, pipes, devices, folders with the names of files.
#![cfg(unix)]

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{folder, put, run};

const CASE: &str =
    "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[issue]]\nid = \"x\"\noptions = [\"1\", \"2\"]\n";

fn case() -> TempDir {
    folder(&[("case/case.toml", CASE)])
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn links_in_a_circle() {
    let here = case();
    symlink(".", here.path().join("case/private")).unwrap();
    run(here.path(), &["analyze", "case"])
        .refused("case/private is a link that leads back to a folder around it");
    let here = case();
    symlink("../..", here.path().join("case/mediator")).unwrap();
    run(here.path(), &["analyze", "case"]).refused("leads back");
    let here = case();
    fs::create_dir(here.path().join("case/private")).unwrap();
    symlink("a.toml", here.path().join("case/private/a.toml")).unwrap();
    run(here.path(), &["analyze", "case"]).refused("could not read case/private/a.toml");
    let here = folder(&[("case/x", "")]);
    symlink("case.toml", here.path().join("case/case.toml")).unwrap();
    run(here.path(), &["analyze", "case"]).refused("could not read case/case.toml");
    symlink("self", here.path().join("self")).unwrap();
    run(here.path(), &["analyze", "self"]).refused("could not read self");
}

#[test]
fn a_linked_folder_of_private_files_is_read() {
    let here = case();
    put(here.path(), "vault/a.toml", b"party = \"a\"\nwalk_away = 7\n");
    symlink("../vault", here.path().join("case/private")).unwrap();
    let analysis = run(here.path(), &["analyze", "case", "--format", "json"]).json();
    assert_eq!(analysis["parties"][0]["walk_away"], 7.0);
}

#[test]
fn pipes_and_devices_do_not_hang_it() {
    let here = case();
    fs::create_dir(here.path().join("case/private")).unwrap();
    pipe(&here.path().join("case/private/a.toml"));
    run(here.path(), &["analyze", "case"]).refused("case/private/a.toml is not an ordinary file");
    let here = case();
    fs::create_dir(here.path().join("case/private")).unwrap();
    symlink("/dev/zero", here.path().join("case/private/a.toml")).unwrap();
    run(here.path(), &["analyze", "case"]).refused("case/private/a.toml is not an ordinary file");
    fs::remove_file(here.path().join("case/private/a.toml")).unwrap();
    run(here.path(), &["analyze", "case", "--probe", "/dev/zero"]).refused("/dev/zero is too large");
    let here = folder(&[("none/x.md", "")]);
    pipe(&here.path().join("none/case.toml"));
    run(here.path(), &["analyze", "none"]).refused("none/case.toml is not an ordinary file");
    // In a scenario folder they are no scenario's files.
    let here = crate::tools::all();
    pipe(&here.path().join("genius/a.xml"));
    symlink("/dev/zero", here.path().join("genius/b.xml")).unwrap();
    assert_eq!(run(here.path(), &["check", "genius"]).code, 0);
}

#[test]
fn a_folder_where_a_file_is_wanted() {
    let here = folder(&[("x/case.toml/y", "")]);
    run(here.path(), &["analyze", "x"]).refused("x/case.toml is not an ordinary file");
    let here = case();
    put(here.path(), "case/private/a.toml/y", b"");
    run(here.path(), &["analyze", "case"]).refused("case/private/a.toml is not an ordinary file");
}

#[test]
fn names_that_are_no_text() {
    let here = crate::tools::all();
    let odd = here.path().join("genius").join(std::ffi::OsStr::from_bytes(b"\xe9.xml"));
    if fs::write(odd, "").is_err() {
        println!("left out: a name that is not UTF-8 (this file system has none)");
        return;
    }
    run(here.path(), &["analyze", "genius"]).refused("is not UTF-8 text");
}

#[test]
fn large_texts_beside_a_case_do_not_matter() {
    let here = folder(&[("case/case.toml", &format!("{CASE}[[text]]\npath = \"texts/scan.pdf\"\n"))]);
    put(here.path(), "case/texts/scan.pdf", &vec![0; 20 << 20]);
    assert_eq!(run(here.path(), &["check", "case"]).code, 0);
    put(here.path(), "case/private/a.toml", &vec![b' '; 5 << 20]);
    run(here.path(), &["check", "case"]).refused("case/private/a.toml is too large");
}
