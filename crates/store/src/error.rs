//! What can go wrong in keeping a log.

use std::path::PathBuf;

use crate::damage::Damage;

/// Why a store did not do what it was asked. Nothing was changed then, unless it says so. Tells nothing of what is sealed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no store at that place.
    #[error("there is no store at {0}")]
    NotThere(String),
    /// There is one already.
    #[error("there is a store at {0} already")]
    There(String),
    /// It was written by a later version of this program.
    #[error("the store has format {found}; this program knows formats up to {known}")]
    Newer {
        /// Its format.
        found: i64,
        /// The last format known here.
        known: i64,
    },
    /// The passphrase or key is wrong, or the person has none: which of these is not told.
    #[error("that opens nothing here")]
    Locked,
    /// The passphrase is too short to keep anything.
    #[error("a passphrase has at least {0} characters")]
    Weak(usize),
    /// The compartment is not opened by the key that was used.
    #[error("this key does not open what is needed")]
    Closed,
    /// It was idle for so long that the keys were wiped from memory.
    #[error("it was locked after a time of idleness")]
    Idle,
    /// What is stored is not what was written.
    #[error("{0}")]
    Damaged(#[from] Damage),
    /// A file is no backup, or not of this kind.
    #[error("{path} is {what}", path = .0.display(), what = .1)]
    NoBackup(PathBuf, &'static str),
    /// The disk, or the size allowed, is full. What was acknowledged is kept.
    #[error("the disk is full: nothing was added")]
    Full,
    /// Others hold it for longer than one waits.
    #[error("the store is in use by others")]
    Busy,
    /// The server does not promise that what it acknowledges survives a power cut.
    #[error("the database server is set so that it may lose what it acknowledged: {0}")]
    NotDurable(&'static str),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(String),
    /// The machine failed.
    #[error("{what}: {source}")]
    Machine {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    pub(crate) fn machine(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Machine { what, source },
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        match code.as_deref() {
            // SQLite's extended codes have the primary one in their low byte.
            Some(code) if code.parse::<i32>().is_ok_and(|code| code & 0xff == 13) => Self::Full,
            // SQLite: malformed, or no database.
            Some("11" | "26" | "267" | "523" | "779") => Self::Damaged(Damage::NoStore),
            Some("8" | "264" | "520" | "776" | "1032") => Self::Database(
                "it cannot be written to, and what is read of it has to be written down".into(),
            ),
            Some(code)
                if code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)) && code.len() < 5 =>
            {
                Self::Busy
            }
            // Class 53: insufficient resources. 55P03, 40001, 40P01: others were in the way.
            Some("53100") => Self::Full,
            Some("55P03" | "40001" | "40P01") => Self::Busy,
            _ => Self::Database(error.to_string()),
        }
    }
}
