//! Writing files so that nothing is ever half-written: aside first, then put in place in one step.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use detente_case::Files;

use crate::failure::Failure;

/// What is being written aside, for removal if the person interrupts.
static ASIDE: Mutex<Option<PathBuf>> = Mutex::new(None);

fn aside(path: Option<PathBuf>) {
    // An interrupt in the middle must find either the old or the new value.
    if let Ok(mut aside) = ASIDE.lock() {
        *aside = path;
    }
}

/// On Ctrl-C, removes what was being written and ends with the customary code.
pub(crate) fn clean_up_on_interrupt() {
    // If no handler can be set the default one ends the program, which loses nothing either.
    let _ = ctrlc::set_handler(|| {
        if let Ok(mut aside) = ASIDE.lock()
            && let Some(path) = aside.take()
        {
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
        #[expect(clippy::exit, reason = "an interrupt ends the program, whatever it is doing")]
        std::process::exit(130);
    });
}

/// Writes one file, replacing it only when the new one is whole.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    clean_up_on_interrupt();
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file =
        tempfile::Builder::new().prefix(".detente-").tempfile_in(folder).map_err(Failure::write(path))?;
    aside(Some(file.path().into()));
    let done = file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(Failure::write(path));
    let done = done.and_then(|()| set_ordinary_rights(file.path()).map_err(Failure::write(path)));
    let done = done.and_then(|()| file.persist(path).map_err(|error| Failure::write(path)(error.error)));
    aside(None);
    done.map(|_| ())
}

/// A temporary file is for its owner alone; what is put in place has the rights files usually get.
fn set_ordinary_rights(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Makes a folder with these files. It must not exist yet, or be empty.
pub(crate) fn write_folder(folder: &Path, files: &Files) -> Result<(), Failure> {
    if fs::symlink_metadata(folder).is_ok() {
        let empty = fs::read_dir(folder).map(|mut entries| entries.next().is_none()).unwrap_or(false);
        if !empty {
            return Err(Failure::help(
                format!("{} exists already", folder.display()),
                "name a folder that does not exist; nothing is overwritten",
            ));
        }
    }
    clean_up_on_interrupt();
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(Failure::write(parent))?;
    let temporary =
        tempfile::Builder::new().prefix(".detente-").tempdir_in(parent).map_err(Failure::write(folder))?;
    aside(Some(temporary.path().into()));
    let done = fill(temporary.path(), files).and_then(|()| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o755))
                .map_err(Failure::write(folder))?;
        }
        // Renaming onto an empty folder replaces it; onto anything else it fails.
        fs::rename(temporary.path(), folder).map_err(Failure::write(folder))
    });
    aside(None);
    if done.is_ok() {
        // It has moved; there is nothing left to remove.
        let _ = temporary.keep();
    }
    done
}

fn fill(root: &Path, files: &Files) -> Result<(), Failure> {
    for (path, bytes) in files {
        let whole = root.join(path);
        if let Some(parent) = whole.parent() {
            fs::create_dir_all(parent).map_err(Failure::write(parent))?;
        }
        fs::write(&whole, bytes).map_err(Failure::write(&whole))?;
    }
    Ok(())
}
