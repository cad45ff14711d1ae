//! From a path to a case.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use detente_case::{Case, Files, Problem};
use detente_formats::{Reading, Repair, Settings, Tool};

use crate::failure::Failure;
use crate::problems::Findings;

/// Largest file that is read: what a file is read into can be two hundred times as large.
pub(crate) const LARGEST_FILE: u64 = 4 << 20;
/// Largest folder that is read.
const LARGEST_FOLDER: u64 = 16 << 20;
/// Deepest folder looked into below a case folder.
const DEEPEST: usize = 6;

/// A case and how it was read.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) case: Case,
    /// The tool it comes from; `None` for a case folder.
    pub(crate) tool: Option<Tool>,
    pub(crate) repairs: Vec<Repair>,
    /// Warnings, with the files for drawing them.
    pub(crate) findings: Findings,
    /// What the folder is called.
    pub(crate) name: String,
}

/// Reads a case folder or another tool's scenario; a file stands for the folder it lies in.
pub(crate) fn load(path: &Path, settings: &Settings) -> Result<Loaded, Failure> {
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let folder: PathBuf = if kind.is_dir() {
        path.into()
    } else {
        match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => ".".into(),
            Some(parent) => parent.into(),
            None => ".".into(),
        }
    };
    let name = fs::canonicalize(&folder)
        .ok()
        .and_then(|whole| Some(whole.file_name()?.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "case".into());
    let shown = folder.display().to_string();
    let shown = if shown == "." { String::new() } else { format!("{}/", shown.trim_end_matches('/')) };
    if folder.join("case.toml").exists() {
        if settings.reading != Reading::Own
            || settings.normalize_weights
            || settings.strict
            || !settings.parties.is_empty()
        {
            return Err(Failure::help(
                "--party, --reading, --normalize-weights and --strict are for other tools' files",
                "leave them out: this is a case folder",
            ));
        }
        let mut gathering = Gathering { files: Files::new(), budget: LARGEST_FOLDER, passed: Vec::new() };
        gathering.case(&folder, "", 0)?;
        return finish_case(gathering, shown, name);
    }
    let mut gathering = Gathering { files: Files::new(), budget: LARGEST_FOLDER, passed: Vec::new() };
    gathering.scenario(&folder)?;
    let files = gathering.files;
    if detente_formats::recognise(&files).is_none() {
        return Err(Failure::help(
            format!("{} holds neither a case nor a scenario", path.display()),
            "a case folder has a case.toml (`detente new FOLDER` makes one); a scenario has GENIUS XML, GeniusWeb JSON \
             or NegMAS YAML files",
        ));
    }
    match detente_formats::read(&files, settings) {
        Ok(scenario) => Ok(Loaded {
            case: scenario.case,
            tool: Some(scenario.tool),
            repairs: scenario.repairs,
            findings: Findings { problems: scenario.warnings, files, folder: shown },
            name,
        }),
        Err(problems) => Err(Failure::Mistakes(Box::new(Findings { problems, files, folder: shown }))),
    }
}

/// Reads of a case folder what all parties are told, and the texts: mistakes of private files and of the mediators' are not met.
pub(crate) fn load_shared(path: &Path) -> Result<Loaded, Failure> {
    let mut gathering = Gathering { files: Files::new(), budget: LARGEST_FOLDER, passed: Vec::new() };
    gathering.case(path, "", 0)?;
    gathering.files.retain(|file, _| !file.starts_with("private/") && !file.starts_with("mediator/"));
    gathering.passed.clear();
    let shown = path.display().to_string();
    let shown = if shown == "." { String::new() } else { format!("{}/", shown.trim_end_matches('/')) };
    finish_case(gathering, shown, String::new())
}

fn finish_case(gathered: Gathering, folder: String, name: String) -> Result<Loaded, Failure> {
    let Gathering { files, passed, .. } = gathered;
    let reading = detente_case::read(&files);
    let unread = passed.iter().map(|path| {
        Problem::warning("not-read", path, 0..0, "this is not read")
            .help("preferences are read from private/PARTY.toml and mediator/estimates/PARTY.toml, in small letters")
    });
    let problems = reading.problems.into_iter().chain(unread).collect();
    let findings = Findings { problems, files, folder };
    match reading.case {
        Some(case) => Ok(Loaded { case, tool: None, repairs: Vec::new(), findings, name }),
        None => Err(Failure::Mistakes(Box::new(findings))),
    }
}

/// Files read so far, and how much more may be read.
struct Gathering {
    files: Files,
    budget: u64,
    /// What lies where preferences are looked for and is not read.
    passed: Vec<String>,
}

/// What a file or folder inside a case folder is to `analyze`.
enum Part {
    /// It says something.
    Said,
    /// Only that it is there counts.
    There,
    /// Others read it.
    Other,
}

/// Whether a person may have thought that it is read.
fn passed_over(path: &str) -> bool {
    let lower = path.to_lowercase();
    let folder = lower.split('/').next().unwrap_or_default();
    if lower.ends_with("/readme.md") {
        return false;
    }
    let near = matches!(lower.as_str(), "private" | "mediator" | "texts" | "case.toml") && lower != path;
    near || (folder == "private" && path.contains('/')) || lower.starts_with("mediator/estimates/")
}

fn part(path: &str) -> Part {
    let inside = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    match path {
        "case.toml"
        | "private"
        | "mediator"
        | "mediator/estimates"
        | "mediator/gates.toml"
        | "mediator/settlements.toml"
        | "mediator/moves.toml"
        | "texts"
        | "record"
        | "record/statements.jsonl" => Part::Said,
        // A folder, or a text; a scan is only there.
        _ if inside("texts") && (detente_case::text::readable(path) || !path.contains('.')) => Part::Said,
        _ if inside("texts") => Part::There,
        _ if (inside("private") || inside("mediator/estimates")) && path.ends_with(".toml") => Part::Said,
        _ => Part::Other,
    }
}

impl Gathering {
    /// Reads what a case folder says, below `folder`.
    fn case(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), Failure> {
        for (name, whole) in listed(folder)? {
            let path = format!("{prefix}{name}");
            let part = part(&path);
            if matches!(part, Part::Other) {
                if passed_over(&path) {
                    self.passed.push(path);
                }
                continue;
            }
            let kind = fs::metadata(&whole).map_err(|error| unreadable(&whole, &error))?;
            if !kind.is_dir()
                && matches!(path.as_str(), "private" | "mediator" | "mediator/estimates" | "texts" | "record")
            {
                return Err(Failure::help(
                    format!("{} is a file where a folder is wanted", whole.display()),
                    "move it into a folder of that name",
                ));
            }
            if !kind.is_dir() {
                match part {
                    Part::There => drop(self.files.insert(path, Vec::new())),
                    _ => self.file(path, &whole, &kind)?,
                }
            } else if path == "case.toml" || path.ends_with(".toml") || path.ends_with(".jsonl") {
                return Err(not_a_file(&whole));
            } else if depth < DEEPEST {
                let back = fs::canonicalize(&whole)
                    .is_ok_and(|real| fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(real)));
                if back {
                    return Err(Failure::help(
                        format!("{} is a link that leads back to a folder around it", whole.display()),
                        "remove the link, or put the folder itself there",
                    ));
                }
                self.case(&whole, &format!("{path}/"), depth + 1)?;
            }
        }
        Ok(())
    }

    /// Reads the files of a scenario: those of the folder itself.
    fn scenario(&mut self, folder: &Path) -> Result<(), Failure> {
        for (name, whole) in listed(folder)? {
            let kind = fs::metadata(&whole).map_err(|error| unreadable(&whole, &error))?;
            if kind.is_file() {
                self.file(name, &whole, &kind)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: String, whole: &Path, kind: &fs::Metadata) -> Result<(), Failure> {
        if !kind.is_file() {
            return Err(not_a_file(whole));
        }
        let bytes = read_at_most(whole, LARGEST_FILE.min(self.budget))?;
        self.budget -= bytes.len() as u64;
        self.files.insert(path, bytes);
        Ok(())
    }
}

/// What lies in a folder, by name; what is hidden is left out.
fn listed(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let name = entry.file_name().into_string().map_err(|_| {
            let what = format!("the name of {} is not UTF-8 text", entry.path().display());
            Failure::help(what, "rename the file")
        })?;
        if !name.starts_with('.') {
            all.push((name, entry.path()));
        }
    }
    all.sort();
    Ok(all)
}

/// The bytes of a file that may be a pipe, and may turn out to have no end.
pub(crate) fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > most {
        return Err(Failure::help(
            format!("{} is too large", path.display()),
            format!("files up to {} MiB are read, {} MiB together", LARGEST_FILE >> 20, LARGEST_FOLDER >> 20),
        ));
    }
    Ok(bytes)
}

pub(crate) fn not_a_file(path: &Path) -> Failure {
    Failure::help(format!("{} is not an ordinary file", path.display()), "put a text file there")
}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let help = match error.kind() {
        ErrorKind::NotFound => "check the spelling; the path is taken from the current folder",
        ErrorKind::PermissionDenied => "ask for the right to read it, or work on a copy",
        _ => "check that it is an ordinary file or folder",
    };
    Failure::help(format!("could not read {}: {error}", path.display()), help)
}

impl Loaded {
    /// Warnings only, for a command that goes on in spite of them.
    pub(crate) fn warnings(&self) -> Option<&Findings> {
        (!self.findings.problems.is_empty()).then_some(&self.findings)
    }

    /// Whether anything of another tool's file was mended.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.repairs.iter().map(ToString::to_string).collect()
    }
}
