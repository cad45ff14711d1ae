//! Architecture law 1 and the direction of dependencies, read off the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// The floor of every crate of the house, by folder; see ARCHITECTURE.md.
const FLOORS: [(&str, u8); 12] = [
    ("case", 0),
    ("deal", 1),
    ("moves", 1),
    ("record", 1),
    ("formats", 1),
    ("talks", 2),
    ("papers", 3),
    ("store", 3),
    ("sim", 3),
    ("web", 4),
    ("cli", 5),
    ("py", 5),
];

/// Crates that take values and return values.
const PURE: [&str; 8] = ["case", "deal", "moves", "record", "formats", "talks", "papers", "sim"];

/// What reaches outside a program.
const OUTSIDE: [&str; 9] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io::std",
    "SystemTime",
    "Instant::now",
    "thread_rng",
    "from_os_rng",
];

fn crates() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut all: Vec<(String, PathBuf)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .collect();
    all.sort();
    all
}

fn floor(name: &str) -> u8 {
    FLOORS.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} has no floor")).1
}

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
}

#[test]
fn a_crate_uses_only_floors_below_its_own() {
    for (name, path) in crates() {
        let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        let own = manifest.split("[dev-dependencies]").next().unwrap();
        for line in own.lines() {
            let Some(used) = line.strip_prefix("detente-") else { continue };
            let used = used.split(['.', ' ', '=']).next().unwrap();
            assert!(floor(used) < floor(&name), "{name} uses {used}, which does not lie below it");
        }
    }
}

#[test]
fn pure_crates_reach_nothing_outside() {
    for (name, path) in crates() {
        if !PURE.contains(&name.as_str()) {
            continue;
        }
        let mut files = Vec::new();
        sources(&path.join("src"), &mut files);
        assert!(!files.is_empty());
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for word in OUTSIDE {
                assert!(!text.contains(word), "{} uses {word}", file.display());
            }
        }
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    for (_, path) in crates() {
        let mut files = Vec::new();
        for folder in ["src", "tests"] {
            if path.join(folder).is_dir() {
                sources(&path.join(folder), &mut files);
            }
        }
        for file in files {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 1_000, "{} has {lines} lines", file.display());
        }
    }
}
