//! From a path to a case.

use std::fs;
use std::path::{Path, PathBuf};

use detente_case::{Case, Files};
use detente_formats::{Reading, Repair, Settings, Tool};

use crate::failure::Failure;
use crate::problems::Findings;

/// Largest file that is read.
const LARGEST_FILE: u64 = 64 << 20;
/// Largest folder that is read.
const LARGEST_FOLDER: u64 = 256 << 20;
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
    let mut budget = LARGEST_FOLDER;
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
        let mut files = Files::new();
        gather(&folder, "", &mut files, 0, &mut budget, &wanted_in_case)?;
        return finish_case(files, shown, name);
    }
    let mut files = Files::new();
    gather(&folder, "", &mut files, DEEPEST, &mut budget, &|_| true)?;
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

fn finish_case(files: Files, folder: String, name: String) -> Result<Loaded, Failure> {
    let reading = detente_case::read(&files);
    let findings = Findings { problems: reading.problems, files, folder };
    match reading.case {
        Some(case) => Ok(Loaded { case, tool: None, repairs: Vec::new(), findings, name }),
        None => Err(Failure::Mistakes(Box::new(findings))),
    }
}

/// The parts of a case folder that are read here.
fn wanted_in_case(path: &str) -> bool {
    path == "case.toml"
        || ["private/", "mediator/estimates/", "texts/"].iter().any(|folder| path.starts_with(folder))
        || ["private", "mediator", "mediator/estimates", "texts"].contains(&path)
}

/// Reads the wanted files of a folder and its sub-folders. Links to folders are not followed, so there is no circle.
fn gather(
    folder: &Path,
    prefix: &str,
    files: &mut Files,
    depth: usize,
    budget: &mut u64,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<(), Failure> {
    let listing = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in listing {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || !wanted(&path) {
            continue;
        }
        let whole = entry.path();
        let kind = entry.file_type().map_err(|error| unreadable(&whole, &error))?;
        if kind.is_dir() {
            if depth < DEEPEST {
                gather(&whole, &format!("{path}/"), files, depth + 1, budget, wanted)?;
            }
            continue;
        }
        // Follows a link to a file; a link in a circle is an error of the machine with a clear text.
        let meta = fs::metadata(&whole).map_err(|error| unreadable(&whole, &error))?;
        if !meta.is_file() {
            continue;
        }
        if meta.len() > LARGEST_FILE || meta.len() > *budget {
            return Err(Failure::help(
                format!("{} is too large ({} bytes)", whole.display(), meta.len()),
                format!("files up to {LARGEST_FILE} bytes are read, {LARGEST_FOLDER} together"),
            ));
        }
        *budget -= meta.len();
        let bytes = fs::read(&whole).map_err(|error| unreadable(&whole, &error))?;
        files.insert(path, bytes);
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
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
