//! `detente import`

use std::fs;
use std::path::{Path, PathBuf};

use detente_case::{Files, merge, write};
use detente_formats::short_ids;

use crate::arguments::Import;
use crate::console::{complain, plain};
use crate::disk::{write_files, write_folder};
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, Loaded, load, read_at_most};
use crate::output::say;
use crate::problems::{Findings, many};

/// What other tools' files do not know and a person may have added: an update leaves it as it is.
const KEPT: [&str; 9] =
    ["third_party", "person", "level", "gate", "link", "text", "red_line", "prefers", "source"];

pub(crate) fn run(arguments: &Import) -> Result<(), Failure> {
    let mut loaded = load(&arguments.source, &arguments.scenario.settings())?;
    let Some(tool) = loaded.tool else {
        return Err(Failure::help(
            format!("{} is a case folder already", arguments.source.display()),
            "copy it, or name a folder with another tool's scenario",
        ));
    };
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    short_ids(&mut loaded.case);
    if loaded.case.title.trim().is_empty() {
        loaded.case.title = loaded.name.clone();
    }
    let files = write(&loaded.case);
    let mut text = String::new();
    if arguments.update {
        for note in update(arguments, &files)? {
            text.push_str(&plain(&note));
            text.push('\n');
        }
    } else {
        write_folder(&arguments.folder, &with_note(files, &loaded, &tool.to_string()))?;
    }
    for note in loaded.notes() {
        text.push_str(&plain(&note));
        text.push('\n');
    }
    let folder = arguments.folder.display();
    text.push_str(&format!(
        "{} {folder}: {}, {} parties, {}. Next: detente analyze {folder}\n",
        if arguments.update { "Updated" } else { "Made" },
        many(loaded.case.issues.len(), "issue"),
        loaded.case.parties.len(),
        many(loaded.repairs.len(), "repair"),
    ));
    say(&text)
}

/// The files with a comment on top of `case.toml` that says where they come from and what was mended.
fn with_note(mut files: Files, loaded: &Loaded, tool: &str) -> Files {
    let mut note = format!("# Imported from {tool} files in \"{}\".\n", one_line(&loaded.name));
    for repair in loaded.notes() {
        note.push_str(&format!("# {}\n", one_line(&repair)));
    }
    if let Some(bytes) = files.get_mut("case.toml") {
        bytes.splice(0..0, note.into_bytes());
    }
    files.insert(".gitignore".into(), detente_case::IGNORED.into());
    files
}

fn one_line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

/// Puts new values into the files of an existing case folder. A private file of a party that has gone is set aside, not
/// deleted. Gives notes for the person.
fn update(arguments: &Import, files: &Files) -> Result<Vec<String>, Failure> {
    let folder = &arguments.folder;
    if !folder.join("case.toml").exists() {
        return Err(Failure::help(
            format!("{} is no case folder", folder.display()),
            "leave out --update to make one",
        ));
    }
    let mut merged = Files::new();
    let parts: Vec<&str> = vec!["", "private", "mediator", "mediator/estimates"];
    for name in parts.iter().copied().chain(files.keys().map(String::as_str)) {
        let path = folder.join(name);
        if !name.is_empty() && fs::symlink_metadata(&path).is_ok_and(|there| there.is_symlink()) {
            return Err(Failure::help(
                format!("{} is a link; an update writes only inside the folder", path.display()),
                "put the file itself there",
            ));
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        let new = String::from_utf8_lossy(bytes).into_owned();
        let text = if path.exists() {
            let old = String::from_utf8(read_at_most(&path, LARGEST_FILE)?).map_err(|_| {
                Failure::help(format!("{} is not UTF-8 text", path.display()), "save the file as UTF-8")
            })?;
            merge(&old, &new, &KEPT).map_err(|error| {
                Failure::help(
                    format!("{} could not be brought up to date: {error}", path.display()),
                    "mend it first: detente check",
                )
            })?
        } else {
            new
        };
        merged.insert(name.clone(), text.into_bytes());
    }
    whole(folder, &merged, files)?;
    let gone = gone(folder, files);
    write_files(folder, &merged)?;
    let mut notes = Vec::new();
    for path in gone {
        let kept = path.with_extension("toml.gone");
        fs::rename(&path, &kept).map_err(Failure::write(&path))?;
        notes.push(format!(
            "its party is not in the source any more: {} is now {}",
            path.display(),
            kept.display()
        ));
    }
    Ok(notes)
}

/// Refuses an update from another dispute, and one after which the folder could not be read.
fn whole(folder: &Path, merged: &Files, new: &Files) -> Result<(), Failure> {
    let (old, findings) = match load(folder, &detente_formats::Settings::default()) {
        Ok(loaded) => (Some(loaded.case), loaded.findings),
        // What is wrong may be what the update mends.
        Err(Failure::Mistakes(findings)) => (None, *findings),
        Err(other) => return Err(other),
    };
    let ids = |case: &detente_case::Case| -> (Vec<String>, Vec<String>) {
        let parties = case.parties.iter().map(|party| party.id.clone()).collect();
        (parties, case.issues.iter().map(|issue| issue.id.clone()).collect())
    };
    let source = detente_case::read(new).case.unwrap_or_default();
    let ((parties, issues), (new_parties, new_issues)) = (ids(&old.unwrap_or_default()), ids(&source));
    let other = |old: &[String], new: &[String]| !old.is_empty() && !old.iter().any(|id| new.contains(id));
    for (what, old, new) in [("party", &parties, &new_parties), ("issue", &issues, &new_issues)] {
        if other(old, new) {
            return Err(Failure::help(
                format!("no {what} of {} is in the source, so it would lose all of them", folder.display()),
                format!(
                    "the case has {}; the source has {}; import it into a folder of its own",
                    old.join(", "),
                    new.join(", ")
                ),
            ));
        }
    }
    let mut after = findings.files;
    after.retain(|name, _| {
        let party = name.strip_prefix("private/").or_else(|| name.strip_prefix("mediator/estimates/"));
        party.is_none_or(|party| new.contains_key(&format!("private/{party}")))
    });
    after.extend(merged.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
    let reading = detente_case::read(&after);
    if reading.case.is_some() {
        return Ok(());
    }
    complain("nothing is written: with the new values these would not fit\n\n");
    let folder = findings.folder;
    Err(Failure::Mistakes(Box::new(Findings { problems: reading.problems, files: after, folder })))
}

/// Files of parties that the new case does not have.
fn gone(folder: &Path, files: &Files) -> Vec<PathBuf> {
    let mut gone = Vec::new();
    for part in ["private", "mediator/estimates"] {
        let Ok(entries) = fs::read_dir(folder.join(part)) else { continue };
        let toml = |path: &PathBuf| path.extension().is_some_and(|end| end == "toml");
        let here = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(toml);
        gone.extend(here.filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| !files.contains_key(&format!("private/{name}")))
        }));
    }
    gone.sort();
    gone
}
