//! Ctrl-C, a kill, and two at once: what is there is whole.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{command, folder, put, run, tree, workspace};

fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -{name} {}", child.id())])
        .stderr(Stdio::null())
        .status();
}

/// A scenario with so many parties that writing it takes a moment.
fn wide() -> tempfile::TempDir {
    let here = crate::tools::all();
    let text = fs::read(here.path().join("negmas/tenant.yml")).unwrap();
    (0..300).for_each(|at| put(here.path(), &format!("negmas/p{at}.yml"), &text));
    here
}

/// Interrupts an import after ever longer times; whatever is there afterwards is whole.
fn imports(name: &str, may_leave_aside: bool) {
    let here = wide();
    let (mut stopped, mut done) = (0, 0);
    for n in 0..40 {
        let case = format!("case{n}");
        let mut child = start(here.path(), &["import", "negmas", &case]);
        std::thread::sleep(Duration::from_millis(n * 4));
        signal(&child, name);
        let ended = child.wait().unwrap();
        let there = here.path().join(&case).exists();
        if there {
            done += 1;
            assert_eq!(tree(&here.path().join(&case)).len(), 304, "{case} is whole");
        } else {
            stopped += 1;
            assert!(!ended.success());
        }
        let aside = fs::read_dir(here.path())
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".detente-"));
        assert!(may_leave_aside || aside.count() == 0, "nothing aside is left");
    }
    println!("{name}: {stopped} stopped, {done} done");
}

#[test]
fn an_interrupted_import_leaves_nothing() {
    imports("INT", false);
}

#[test]
fn a_killed_import_leaves_no_half_case() {
    imports("KILL", true);
}

#[test]
fn an_interrupted_report_is_the_old_one_or_the_new() {
    let here = folder(&[("page.html", "old")]);
    let example = workspace().join("examples/wage-round").display().to_string();
    for (n, name) in (0..30).zip(["INT", "KILL"].into_iter().cycle()) {
        let mut child = start(here.path(), &["analyze", &example, "--report", "page.html"]);
        std::thread::sleep(Duration::from_millis(n * 3));
        signal(&child, name);
        child.wait().unwrap();
        let page = fs::read_to_string(here.path().join("page.html")).unwrap();
        assert!(page == "old" || page.trim_end().ends_with("</html>"), "half a page");
    }
}

#[test]
fn two_imports_into_one_folder() {
    let here = wide();
    for n in 0..10 {
        let case = format!("case{n}");
        let mut both = [0, 1].map(|_| start(here.path(), &["import", "negmas", &case]));
        let mut codes = both.each_mut().map(|child| child.wait().unwrap().code().unwrap());
        codes.sort_unstable();
        assert_eq!(codes, [0, 2], "one is done, the other told that the folder exists");
        assert_eq!(tree(&here.path().join(&case)).len(), 304);
    }
    let left = tree(here.path()).into_iter().filter(|name| name.contains(".detente-")).count();
    assert_eq!(left, 0);
    run(here.path(), &["import", "negmas", "case0"]).refused("case0 exists already");
}
