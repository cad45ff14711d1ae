//! Running the binary in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a run of the binary left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The whole of it, for a snapshot.
    pub(crate) fn whole(&self) -> String {
        let part = |name: &str, text: &str| match text {
            "" => String::new(),
            text => format!("--- {name}\n{text}"),
        };
        format!("exit code {}\n{}{}", self.code, part("stdout", &self.out), part("stderr", &self.err))
    }

    /// Standard output as JSON of a run that went well.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }

    /// A run that was refused: exit code 2, a reason, nothing on standard output.
    pub(crate) fn refused(&self, with: &str) {
        assert_eq!(self.code, 2, "{}", self.whole());
        assert!(self.err.contains(with), "\"{with}\" is not said in:\n{}", self.err);
        assert_eq!(self.out, "");
    }
}

/// The binary, ready to be run in a folder.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs the binary in a folder; it never panics.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = command(folder, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let run =
        Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!([0, 2, 3].contains(&run.code) && !run.err.contains("panicked"), "{arguments:?}: {}", run.whole());
    run
}

/// A temporary folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        put(folder.path(), name, text.as_bytes());
    }
    folder
}

/// Writes a file and the folders it lies in.
pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The folder of the whole workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The examples that come with the product.
pub(crate) const EXAMPLES: [&str; 3] = ["estate", "river-talks", "wage-round"];

/// Every file below a folder, by path, in order.
pub(crate) fn tree(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, all: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), all);
            } else {
                all.push(name);
            }
        }
    }
    let mut all = Vec::new();
    walk(folder, "", &mut all);
    all.sort();
    all
}

/// Numbers of a JSON list.
pub(crate) fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Equal up to a relative 1e-9.
pub(crate) fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-9 * b.abs().max(1.0))
}

/// The same points, in any order.
pub(crate) fn same_points(a: &[Vec<f64>], b: &[Vec<f64>]) -> bool {
    let within = |a: &[Vec<f64>], b: &[Vec<f64>]| a.iter().all(|a| b.iter().any(|b| near(a, b)));
    a.len() == b.len() && within(a, b) && within(b, a)
}

/// The frontier's points of an analysis.
pub(crate) fn frontier(analysis: &Value) -> Vec<Vec<f64>> {
    analysis["frontier"]["points"].as_array().unwrap().iter().map(|point| numbers(&point["worth"])).collect()
}

/// A solution's worths, ties included; empty if there is none.
pub(crate) fn solution(analysis: &Value, name: &str) -> Vec<Vec<f64>> {
    let found = &analysis["solutions"][name];
    if found.is_null() {
        return Vec::new();
    }
    let ties = found["ties"].as_array().unwrap().iter().map(|tie| numbers(&tie["worth"]));
    std::iter::once(numbers(&found["worth"])).chain(ties).collect()
}

/// The folder of public scenarios, if the environment names one; says so if not.
pub(crate) fn data(what: &str) -> Option<PathBuf> {
    let data = std::env::var_os("DETENTE_DATA").map(PathBuf::from);
    if data.is_none() {
        println!("left out: {what} (set DETENTE_DATA to the folder with scenarios/)");
    }
    data
}
