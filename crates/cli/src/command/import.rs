//! `detente import`

use std::fs;

use detente_case::{Files, merge, write};
use detente_formats::short_ids;

use crate::arguments::Import;
use crate::console::{complain, plain};
use crate::disk::{write_file, write_folder};
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, Loaded, load, read_at_most};
use crate::output::say;
use crate::problems::many;

/// What other tools' files do not know and a person may have added: an update leaves it as it is.
const KEPT: [&str; 8] = ["third_party", "person", "level", "gate", "link", "text", "red_line", "source"];

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
    if arguments.update {
        update(arguments, &files)?;
    } else {
        write_folder(&arguments.folder, &with_note(files, &loaded, &tool.to_string()))?;
    }
    let mut text = String::new();
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
    files.insert(
        ".gitignore".into(),
        b"# Confidential: never into a shared history.\nprivate/\nmediator/\n".to_vec(),
    );
    files
}

fn one_line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

/// Puts new values into the files of an existing case folder, one whole file after the other.
fn update(arguments: &Import, files: &Files) -> Result<(), Failure> {
    let folder = &arguments.folder;
    if !folder.join("case.toml").exists() {
        return Err(Failure::help(
            format!("{} is no case folder", folder.display()),
            "leave out --update to make one",
        ));
    }
    let mut merged = Files::new();
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
    for (name, bytes) in &merged {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::write(parent))?;
        }
        write_file(&path, bytes)?;
    }
    Ok(())
}
