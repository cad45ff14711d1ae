//! Writing files so that nothing is ever half-written: aside first, then put in place in one step.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use detente_case::Files;

use crate::failure::Failure;

/// What is being written aside, for removal if the person interrupts. Held during every step that changes the disk:
/// an interrupt waits for the end of the step, and no step begins after it.
static ASIDE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn step<T>(change: impl FnOnce(&mut Vec<PathBuf>) -> io::Result<T>) -> io::Result<T> {
    change(&mut ASIDE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// On Ctrl-C or when told to end, removes what was being written and ends with the customary code.
fn clean_up_on_interrupt() {
    // If no handler can be set the default one ends the program, which leaves at most what lies aside.
    let _ = ctrlc::set_handler(|| {
        let mut aside = ASIDE.lock().unwrap_or_else(PoisonError::into_inner);
        for path in aside.drain(..) {
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
        #[expect(clippy::exit, reason = "an interrupt ends the program, whatever it is doing")]
        std::process::exit(130);
    });
}

/// Has a database that is being written aside removed if the person interrupts, with its journals.
pub(crate) fn removed_on_interrupt(path: &Path) {
    clean_up_on_interrupt();
    let all = ["", "-wal", "-shm", "-journal"].map(|ending| {
        let mut whole = path.as_os_str().to_owned();
        whole.push(ending);
        PathBuf::from(whole)
    });
    ASIDE.lock().unwrap_or_else(PoisonError::into_inner).extend(all);
}

/// Where something can be written aside, so that it moves into place without being copied.
fn beside(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A file or folder aside, with the rights that new files and folders usually get here.
fn aside(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".detente-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// The same error without the name of the file aside, which says nothing to a person.
fn plainly(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() { error } else { error.kind().into() }
}

/// Writes one file, replacing it only when the new one is whole; it keeps the rights of the old one.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(Failure::help(format!("{} is a folder", path.display()), "name a file"));
    }
    if !beside(path).is_dir() {
        let missing = format!("there is no folder {}", beside(path).display());
        return Err(Failure::help(missing, "make it first, or name a file elsewhere"));
    }
    // A link stays what it is; the file it leads to is replaced.
    let place = if old.is_some() { fs::canonicalize(path).ok() } else { None };
    let place = place.unwrap_or_else(|| path.into());
    let done = match old {
        // A device or a pipe cannot be replaced, only written to.
        Some(old) if !old.is_file() => {
            fs::OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes))
        }
        old => replace(&place, bytes, old.map(|old| old.permissions())),
    };
    done.map_err(plainly).map_err(Failure::write(path))
}

/// Refuses to put a page or a figure in the place of a file that is something else.
pub(crate) fn replaces_only(path: &Path, starts: &[&str]) -> Result<(), Failure> {
    if !fs::metadata(path).is_ok_and(|there| there.is_file() && there.len() > 0) {
        return Ok(());
    }
    let mut start = [0; 15];
    let read = fs::File::open(path).and_then(|mut file| io::Read::read(&mut file, &mut start)).unwrap_or(0);
    let begins = |with: &&str| {
        start[..read].get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    if starts.iter().any(begins) {
        return Ok(());
    }
    Err(Failure::help(
        format!("{} is there and is no page", path.display()),
        "name a new file; only an older page or figure is replaced",
    ))
}

/// Writes several files of a folder, each replaced only once all new ones are whole and safe on the disk.
pub(crate) fn write_files(folder: &Path, files: &Files) -> Result<(), Failure> {
    clean_up_on_interrupt();
    let mut ready = Vec::new();
    for (name, bytes) in files {
        let place = folder.join(name);
        fs::create_dir_all(beside(&place)).map_err(Failure::write(&place))?;
        let rights = fs::metadata(&place).ok().map(|old| old.permissions());
        let file = write_aside(&place, bytes, rights).map_err(plainly).map_err(|error| {
            // What lies aside is removed as it is dropped; nothing was changed.
            ASIDE.lock().unwrap_or_else(PoisonError::into_inner).clear();
            Failure::write(&place)(error)
        })?;
        ready.push((place, file));
    }
    step(|now| {
        now.clear();
        ready
            .into_iter()
            .try_for_each(|(place, file)| file.persist(place).map(drop).map_err(|error| error.error))
    })
    .map_err(plainly)
    .map_err(Failure::write(folder))
}

fn replace(place: &Path, bytes: &[u8], rights: Option<fs::Permissions>) -> io::Result<()> {
    clean_up_on_interrupt();
    let ready = write_aside(place, bytes, rights);
    step(|now| {
        now.clear();
        ready?.persist(place).map_err(|error| error.error)?;
        Ok(())
    })
}

/// A file aside, whole and safe on the disk.
fn write_aside(
    place: &Path,
    bytes: &[u8],
    rights: Option<fs::Permissions>,
) -> io::Result<tempfile::NamedTempFile> {
    let mut file = step(|now| {
        let file = aside(0o666).tempfile_in(beside(place))?;
        now.push(file.path().into());
        Ok(file)
    })?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    rights.map_or(Ok(()), |rights| file.as_file().set_permissions(rights))?;
    Ok(file)
}

/// Makes a folder with these files. It must not exist yet, or be empty.
pub(crate) fn write_folder(folder: &Path, files: &Files) -> Result<(), Failure> {
    let taken = || {
        let help = "name a folder that does not exist; nothing is overwritten";
        Failure::help(format!("{} exists already", folder.display()), help)
    };
    if let Ok(there) = fs::symlink_metadata(folder) {
        let here = fs::canonicalize(folder).ok() == std::env::current_dir().ok();
        let empty = there.is_dir() && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if here || !empty {
            return Err(taken());
        }
    }
    clean_up_on_interrupt();
    let parent = beside(folder);
    match fs::create_dir_all(parent) {
        Err(error) if matches!(error.kind(), ErrorKind::NotADirectory | ErrorKind::AlreadyExists) => {
            let help = "name a folder that can be made there";
            return Err(Failure::help(format!("{} is not a folder", parent.display()), help));
        }
        other => other.map_err(Failure::write(parent))?,
    }
    let made = step(|now| {
        let made = aside(0o777).tempdir_in(parent)?;
        now.push(made.path().into());
        Ok(made)
    });
    let made = made.map_err(plainly).map_err(Failure::write(folder))?;
    let filled = files.iter().try_for_each(|(name, bytes)| {
        let whole = made.path().join(name);
        let put = || {
            fs::create_dir_all(beside(&whole))?;
            let mut file = fs::File::create(&whole)?;
            file.write_all(bytes).and_then(|()| file.sync_all())
        };
        step(|_| put()).map_err(Failure::write(&folder.join(name)))
    });
    let placed = filled.and_then(|()| {
        // Renaming onto an empty folder replaces it; onto anything else it fails.
        let placed = step(|now| fs::rename(made.path(), folder).inspect(|()| now.clear()));
        placed.map_err(|error| match error.kind() {
            ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists | ErrorKind::NotADirectory => taken(),
            _ => Failure::write(folder)(error),
        })
    });
    if placed.is_ok() {
        // It has moved; there is nothing left to remove.
        let _ = made.keep();
    }
    placed
}
