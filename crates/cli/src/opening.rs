//! Opening a case's store: where it lies, and with what a person opens it.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use detente_store::{Error, KeyFile, Opener, Place, SealedLog, Store};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The store's file in a case folder.
pub(crate) const FILE: &str = "talks.db";
/// Longest file that is read as a key or passphrase.
const LONGEST: u64 = 4_096;

/// Where the log is, and what opens it: common to all commands of the talks.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "The log")]
pub(crate) struct Opening {
    /// A key file, or `-` for a passphrase on standard input [default: asks for the passphrase]
    #[arg(long, value_name = "FILE", env = "DETENTE_KEY", hide_env_values = true)]
    pub(crate) key: Option<PathBuf>,
    /// A PostgreSQL database that holds the log [default: talks.db in the case folder]
    #[arg(long, value_name = "URL", env = "DETENTE_STORE", hide_env_values = true)]
    pub(crate) store: Option<String>,
}

impl Opening {
    pub(crate) fn place(&self, case: &Path) -> Place {
        match &self.store {
            Some(url) => Place::Url(url.clone()),
            None => Place::File(case.join(FILE)),
        }
    }

    /// The store, if the talks were opened.
    pub(crate) fn store(&self, case: &Path) -> Result<Option<Store>, Failure> {
        match Store::open(&self.place(case)) {
            Ok(store) => Ok(Some(store)),
            Err(Error::NotThere(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The log of a person, if the talks were opened.
    pub(crate) fn log(&self, case: &Path, person: &str) -> Result<Option<SealedLog>, Failure> {
        let Some(mut store) = self.store(case)? else { return Ok(None) };
        if store.destroyed()? {
            return Err(Failure::help(
                "the log was destroyed: nobody can read anything of it",
                "its chain is still there; `detente check` looks whether it is whole",
            ));
        }
        let demo = store.demo();
        store.close()?;
        let opener = if demo { None } else { Some(self.opener(&format!("Passphrase of {person}: "))?) };
        Ok(Some(SealedLog::open(&self.place(case), person, opener.as_ref())?))
    }

    /// What was named, or typed at a prompt.
    pub(crate) fn opener(&self, prompt: &str) -> Result<Opener, Failure> {
        match &self.key {
            Some(path) if path.as_os_str() == "-" => passphrase_of(std::io::stdin().lines().next()),
            Some(path) => key_file(path),
            None if std::io::stdin().is_terminal() => passphrase_of(Some(rpassword::prompt_password(prompt))),
            None => Err(Failure::help(
                "the log is sealed, and nothing is named to open it with",
                "--key FILE names a key file, --key - reads a passphrase; at a terminal it is asked for",
            )),
        }
    }

    /// What a new store or a changed key is to be opened with: a key file that is made, if it is named and new.
    pub(crate) fn new_opener(path: Option<&Path>) -> Result<Opener, Failure> {
        match path {
            Some(path) if path.as_os_str() == "-" => new_passphrase(std::io::stdin().lines().next()),
            Some(path) if path.exists() => key_file(path),
            Some(path) => Ok(Opener::Key(new_key(path)?)),
            None if std::io::stdin().is_terminal() => {
                let first = rpassword::prompt_password("New passphrase: ");
                let second = rpassword::prompt_password("The same again: ");
                match (&first, &second) {
                    (Ok(first), Ok(second)) if first != second => {
                        Err(Failure::help("the two are not the same", "type them again; nothing was changed"))
                    }
                    _ => new_passphrase(Some(first)),
                }
            }
            None => Err(Failure::help(
                "nothing is named to seal the log with",
                "--key FILE makes a key file, --key - reads a passphrase; --demo seals nothing, for trying",
            )),
        }
    }
}

fn line(line: Option<std::io::Result<String>>) -> Result<Zeroizing<String>, Failure> {
    let read = line
        .transpose()
        .map_err(|source| Failure::Machine { what: "could not read the passphrase".into(), source })?;
    let words = Zeroizing::new(read.unwrap_or_default());
    if words.trim().is_empty() {
        Err(Failure::help("no passphrase was given", "type it, or name a key file"))
    } else {
        Ok(words)
    }
}

fn passphrase_of(typed: Option<std::io::Result<String>>) -> Result<Opener, Failure> {
    Ok(Opener::Passphrase(line(typed)?))
}

fn new_passphrase(typed: Option<std::io::Result<String>>) -> Result<Opener, Failure> {
    Ok(Opener::new_passphrase(line(typed)?)?)
}

fn key_file(path: &Path) -> Result<Opener, Failure> {
    let none = || {
        Failure::help(
            format!("{} is no key file", path.display()),
            "a key file is one line, as `detente keys` writes it; for a passphrase, --key - reads standard input",
        )
    };
    // A pipe would be waited for.
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file() || there.len() > LONGEST) {
        return Err(none());
    }
    let bytes = Zeroizing::new(crate::load::read_at_most(path, LONGEST)?);
    let key = std::str::from_utf8(&bytes).ok().and_then(KeyFile::parse);
    key.map(Opener::Key).ok_or_else(none)
}

/// Writes a new key where there is no file yet, for its owner's eyes only.
pub(crate) fn new_key(path: &Path) -> Result<KeyFile, Failure> {
    use std::io::Write;
    let key = KeyFile::random()?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(key.text().as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::help(
            format!("{} is there already", path.display()),
            "name a new file; no key is overwritten",
        ),
        _ => Failure::write(path)(error),
    })?;
    Ok(key)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let what = error.to_string();
        match error {
            Error::NotThere(_) => {
                Self::help(what, "a mediator opens the talks: `detente join CASE --as PERSON`")
            }
            Error::There(_) => Self::help(what, "name another place; nothing is overwritten"),
            Error::Locked => {
                Self::help(what, "look at the passphrase or key file, and at whose it is (--as)")
            }
            Error::Weak(_) => Self::help(
                what,
                "several words that belong to no known sentence are long, and can be remembered",
            ),
            Error::Closed => {
                Self::help(what, "ask someone whose key opens it; `detente keys` lists who has one")
            }
            Error::Idle => Self::help(what, "start again"),
            Error::Newer { .. } => Self::help(what, "use the newer program that wrote it"),
            Error::NoBackup(..) => Self::help(what, "name the two files that `detente backup` wrote"),
            Error::NotDurable(_) => Self::help(what, "set `fsync = on` and start the server again"),
            // Not where, nor what stands there: not everyone may know that.
            Error::Damaged(_) => Self::help(
                "the log is damaged",
                "a mediator's `detente audit` says where; restore the last backup that is whole",
            ),
            Error::Full => Self::Machine {
                what: "nothing was added".into(),
                source: std::io::ErrorKind::StorageFull.into(),
            },
            Error::Busy => Self::Machine { what, source: std::io::Error::other("others are using it") },
            Error::Database(said) => {
                Self::Machine { what: "the database failed".into(), source: std::io::Error::other(said) }
            }
            Error::Machine { what, source } => Self::Machine { what, source },
        }
    }
}
