//! The guides' transcripts, executed: every command of docs/talks.md, docs/confidences.md, docs/moves.md, docs/record.md and docs/rehearsal.md is run in order, and the guide says
//! what it printed.
//!
//! With `UPDATE_GUIDE=1` the guides are written anew from what the commands print.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::workspace;

/// Runs one command line of the guide.
fn run(folder: &Path, line: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_detente")).parent().unwrap().display().to_string();
    let path = format!("{binary}:{}", std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["-c", &format!("exec 2>&1\n{line}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let mut said = String::from_utf8(output.stdout).unwrap();
    if !said.is_empty() && !said.ends_with('\n') {
        said.push('\n');
    }
    match output.status.code() {
        Some(0) => said,
        code => format!("{said}(exit code {})\n", code.unwrap()),
    }
}

/// The guide with the answers that its commands give now.
fn executed(guide: &str, folder: &Path) -> String {
    let mut new = String::new();
    let mut inside = false;
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        if line == "```console" {
            inside = true;
        } else if line == "```" {
            inside = false;
        }
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else {
            if !inside || line == "```console" {
                new.push_str(line);
                new.push('\n');
            }
            continue;
        };
        new.push_str(line);
        new.push('\n');
        let mut whole = command.to_string();
        while whole.ends_with('\\') {
            let more = lines.next().unwrap();
            new.push_str(more);
            new.push('\n');
            whole.truncate(whole.len() - 1);
            whole.push_str(more.strip_prefix("> ").unwrap());
        }
        new.push_str(&run(folder, &whole));
    }
    new
}

#[test]
fn the_guide_is_what_happens() {
    follow("docs/talks.md");
}

#[test]
fn so_is_the_guide_on_moves() {
    follow("docs/moves.md");
}

#[test]
fn so_is_the_guide_on_the_record() {
    follow("docs/record.md");
}

#[test]
fn so_is_the_guide_on_rehearsal() {
    follow("docs/rehearsal.md");
}

#[test]
fn so_is_the_guide_on_confidences() {
    follow("docs/confidences.md");
}

fn follow(name: &str) {
    let place = workspace().join(name);
    let guide = fs::read_to_string(&place).unwrap();
    let here = tempfile::tempdir().unwrap();
    let copied = ["river-talks", "euphrates-1975", "elmira-1991", "wage-round", "estate", "tournaments"];
    for example in copied {
        let from = workspace().join("examples").join(example).display().to_string();
        let copied =
            Command::new("cp").args(["-r", &from, example]).current_dir(here.path()).status().unwrap();
        assert!(copied.success());
    }
    let new = executed(&guide, here.path());
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(&place, &new).unwrap();
        return;
    }
    for (number, (old, new)) in guide.lines().zip(new.lines()).enumerate() {
        assert_eq!(old, new, "{name}, line {}", number + 1);
    }
    assert_eq!(guide.lines().count(), new.lines().count());
    assert!(guide.matches("\n$ detente ").count() >= 3);
}
