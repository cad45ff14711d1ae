//! Where a store lies, and with which settings it is opened.
//!
//! **SQLite.** A write-ahead log (`journal_mode = wal`), so that readers never wait and never stop a writer, with
//! `synchronous = full`: every commit is on the disk before it is acknowledged (`normal` would lose the last ones in a power
//! cut). `secure_delete = on` overwrites what is deleted, so that an erased key is gone from the file. `temp_store = memory`:
//! no temporary files. `busy_timeout`: who comes second waits.
//!
//! **PostgreSQL.** `synchronous_commit = on`, whatever the server's default; a server with `fsync = off` is refused. Writers
//! rely on nothing but that an update of one row waits for others who update it (`read committed`); what reads several tables
//! for one answer asks for `repeatable read`.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::{Connection, Db, migrate};
use crate::error::Error;

/// Where a store lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An SQLite file.
    File(PathBuf),
    /// The same, kept from growing beyond so many pages of 4 KiB.
    Bounded(PathBuf, u32),
    /// Memory: gone when it is closed.
    Memory,
    /// A PostgreSQL database, by its URL: one database, or one schema of one (`?options=-csearch_path%3Driver`), for each
    /// case.
    Url(String),
}

impl Place {
    /// The SQLite file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Bounded(path, _) => Some(path),
            Self::Memory | Self::Url(_) => None,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) | Self::Bounded(path, _) => write!(formatter, "{}", path.display()),
            Self::Memory => formatter.write_str("memory"),
            // Without the password.
            Self::Url(url) => {
                match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?.1)))
                {
                    Some((scheme, host)) => write!(formatter, "{scheme}://{host}"),
                    None => formatter.write_str(url),
                }
            }
        }
    }
}

/// What a database promises, in words.
pub(crate) type Durability = Vec<(&'static str, String)>;

impl Db {
    /// Connects; makes the file and the tables where `make` says so.
    pub(crate) fn connect(place: &Place, make: bool) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(Error::machine("could not start"))?;
        let connection = match place {
            Place::File(path) => sqlite(&runtime, path, None, make)?,
            Place::Bounded(path, pages) => sqlite(&runtime, path, Some(*pages), make)?,
            Place::Memory => {
                let options = SqliteConnectOptions::new().in_memory(true);
                Connection::Sqlite(Box::new(runtime.block_on(SqliteConnection::connect_with(&options))?))
            }
            Place::Url(url) => postgres(&runtime, url)?,
        };
        let mut db = Self { runtime, connection };
        if !make && !migrate::there(&mut db)? {
            return Err(Error::NotThere(place.to_string()));
        }
        migrate::migrate(&mut db)?;
        Ok(db)
    }

    /// Which settings make what is acknowledged last.
    pub(crate) fn durability(&mut self) -> Result<Durability, Error> {
        if self.is_sqlite() {
            return Ok(vec![
                ("database", "SQLite".into()),
                (
                    "journal",
                    "write-ahead log, on the disk before an act is acknowledged (synchronous = full)".into(),
                ),
                ("deleted", "overwritten (secure_delete = on)".into()),
            ]);
        }
        let mut said = vec![
            ("database", "PostgreSQL".into()),
            (
                "journal",
                "on the disk before an act is acknowledged (fsync = on, synchronous_commit = on)".into(),
            ),
        ];
        let recycled =
            setting(self, "select case when current_setting('wal_recycle') = 'on' then 1 else 0 end")?;
        let archived =
            setting(self, "select case when current_setting('archive_mode') = 'off' then 0 else 1 end")?;
        let sql = "select case when current_setting('wal_keep_size') = '0' and not exists (select 1 from pg_replication_slots) \
                   then 0 else 1 end";
        let held = setting(self, sql)?;
        let sql = "select case when (select rolsuper from pg_roles where rolname = current_user) \
                   or pg_has_role(current_user, 'pg_checkpoint', 'usage') then 1 else 0 end";
        let may = setting(self, sql).unwrap_or(false);
        let kept = if recycled || archived || held {
            "the server keeps or reuses files of its journal: what is erased may be found there until they are overwritten"
        } else if !may {
            "this role may not run checkpoint: what is erased may be found in the server's journal until the server runs one"
        } else {
            "files of the journal are removed when they are no longer needed (wal_recycle = off, no archive, no replica)"
        };
        said.push(("deleted", kept.into()));
        Ok(said)
    }

    /// Takes what was deleted out of the database's own files, as far as it can.
    pub(crate) fn scrub(&mut self) -> Result<(), Error> {
        if self.is_sqlite() {
            // Pages are overwritten as they are deleted; what is left is in the write-ahead log.
            let busy: Option<(i64, i64, i64)> = self.row("pragma wal_checkpoint(truncate)", &[])?;
            return if busy.is_some_and(|(busy, ..)| busy == 0) { Ok(()) } else { Err(Error::Busy) };
        }
        for table in [
            "vacuum full item",
            "vacuum full item_key",
            "vacuum full page",
            "vacuum full note",
            "vacuum full link",
            "vacuum full slot",
        ] {
            self.raw(table)?;
        }
        // Only some roles may: else the server does it in its own time.
        let _ = self.raw("select pg_switch_wal()");
        let _ = self.raw("checkpoint");
        Ok(())
    }
}

fn setting(db: &mut Db, sql: &'static str) -> Result<bool, Error> {
    Ok(db.row::<(i32,)>(sql, &[])?.is_some_and(|(on,)| on == 1))
}

fn sqlite(
    runtime: &tokio::runtime::Runtime,
    path: &Path,
    pages: Option<u32>,
    make: bool,
) -> Result<Connection, Error> {
    match std::fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            let odd = std::io::Error::other("it is not an ordinary file");
            return Err(Error::machine(format!("could not open {}", path.display()))(odd));
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && make => {
            // Nobody else on this machine reads it; the journal beside it gets the same rights.
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.open(path) {
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                    return Err(Error::machine(format!("could not make {}", path.display()))(error));
                }
                _ => {}
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::NotThere(path.display().to_string()));
        }
        Err(error) => return Err(Error::machine(format!("could not open {}", path.display()))(error)),
    }
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30))
        // Rows come from another thread; in larger portions it is woken less often.
        .row_buffer_size(4_096)
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .pragma("cell_size_check", "on")
        .pragma("trusted_schema", "off");
    if let Some(pages) = pages {
        options = options.pragma("max_page_count", pages.to_string());
    }
    let connection =
        runtime.block_on(SqliteConnection::connect_with(&options)).map_err(|error| {
            match error.as_database_error().and_then(|error| error.code()).as_deref() {
                Some("26") => Error::Damaged(crate::damage::Damage::NoStore),
                _ => error.into(),
            }
        })?;
    Ok(Connection::Sqlite(Box::new(connection)))
}

fn postgres(runtime: &tokio::runtime::Runtime, url: &str) -> Result<Connection, Error> {
    let options =
        PgConnectOptions::from_str(url)?.options([("synchronous_commit", "on"), ("lock_timeout", "30s")]);
    let mut connection = runtime.block_on(PgConnection::connect_with(&options))?;
    let fsync: (i32,) = runtime.block_on(
        sqlx::query_as("select case when current_setting('fsync') = 'on' then 1 else 0 end")
            .fetch_one(&mut connection),
    )?;
    if fsync.0 == 0 {
        return Err(Error::NotDurable("fsync = off"));
    }
    Ok(Connection::Postgres(Box::new(connection)))
}
