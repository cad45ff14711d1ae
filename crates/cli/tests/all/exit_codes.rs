//! 0 done, 2 the input is wrong, 3 the machine failed; and a reader that goes away is no failure.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use crate::support::{command, folder, put, run, tree, workspace};
use crate::tools;

#[test]
fn a_reader_that_stops_reading_ends_it_well() {
    for arguments in
        [&["analyze", "examples/river-talks", "--format", "json"][..], &["schema", "analysis"], &["--help"]]
    {
        let mut child =
            command(&workspace(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let mut first = [0; 1];
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn closed_from_the_start() {
    let mut child =
        command(&workspace(), &["analyze", "examples/river-talks"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_the_machine_s_failure() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(device) = full() else {
        println!("left out: writing to a full disk (there is no /dev/full)");
        return;
    };
    let mut child = command(&workspace(), &["analyze", "examples/estate"]);
    let output = child.stdout(device).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: could not write the output: No space left on device (os error 28)\n"
    );
    let report = run(&workspace(), &["analyze", "examples/estate", "--report", "/dev/full"]);
    assert_eq!((report.code, report.out.as_str()), (3, ""));
    assert!(full().is_ok(), "the device is still one");
    assert_eq!(run(&workspace(), &["analyze", "examples/estate", "--report", "/dev/null"]).code, 0);
    assert!(fs::metadata("/dev/null").unwrap().len() == 0 && !fs::metadata("/dev/null").unwrap().is_file());
}

/// Takes away the rights to a path; says whether that binds this user.
#[cfg(unix)]
fn forbid(path: &Path, mode: u32, what: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let binds = if mode & 0o400 == 0 {
        if path.is_dir() { fs::read_dir(path).is_err() } else { fs::read(path).is_err() }
    } else {
        let probe = fs::write(path.join("probe"), "");
        let _ = fs::remove_file(path.join("probe"));
        probe.is_err()
    };
    if !binds {
        println!("left out: {what} (rights do not bind this user)");
    }
    binds
}

#[cfg(unix)]
#[test]
fn without_rights() {
    let here = tools::all();
    put(
        here.path(),
        "case/case.toml",
        b"detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[issue]]\nid = \"x\"\noptions = [\"1\"]\n",
    );
    put(here.path(), "case/private/a.toml", b"party = \"a\"\n");
    fs::create_dir(here.path().join("closed")).unwrap();
    if forbid(&here.path().join("closed"), 0o500, "writing into a folder without rights") {
        for arguments in [
            &["analyze", "genius", "--report", "closed/page.html"][..],
            &["import", "genius", "closed/case"],
            &["export", "genius", "--to", "negmas", "--output", "closed/out"],
            &["new", "closed/case"],
        ] {
            let run = run(here.path(), arguments);
            assert_eq!((run.code, run.out.as_str()), (3, ""), "{arguments:?}");
            assert!(
                run.err.contains("could not write closed") && !run.err.contains(".detente-"),
                "{}",
                run.err
            );
        }
    }
    if forbid(&here.path().join("case/private/a.toml"), 0o000, "reading a file without rights") {
        run(here.path(), &["analyze", "case"])
            .refused("could not read case/private/a.toml: Permission denied");
    }
    if forbid(&here.path().join("case/private"), 0o000, "reading a folder without rights") {
        run(here.path(), &["analyze", "case"]).refused("could not read case/private: Permission denied");
    }
    // So that the folder can be removed.
    forbid(&here.path().join("case/private"), 0o700, "");
    forbid(&here.path().join("closed"), 0o700, "");
}

#[test]
fn places_that_cannot_be_written_to() {
    let here = folder(&[("file", "mine"), ("dir/x", "")]);
    let example = workspace().join("examples/estate").display().to_string();
    let report = |path: &str| run(here.path(), &["analyze", &example, "--report", path]);
    report("dir").refused("dir is a folder");
    report("none/page.html").refused("there is no folder none");
    report("file/page.html").refused("there is no folder file");
    assert_eq!(tree(here.path()), ["dir/x", "file"]);
    let long = "x".repeat(300);
    assert_eq!(report(&long).code, 3);
    assert_eq!(run(here.path(), &["new", &long]).code, 3);
    assert_eq!(tree(here.path()), ["dir/x", "file"]);
}
