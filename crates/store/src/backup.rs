//! Backups of a store in use, and back.
//!
//! The sealed log and the keys to it are two files, kept apart: neither is of use without the other. So that what is erased is
//! gone from backups too, a store remembers where its key backups lie, and takes the keys of erased items out of them. Notes
//! are in no backup.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{Purpose, Ring};
use crate::seal::{padded, random_id, unpadded};
use crate::sql::{Db, Place, values};
use crate::store::{About, Store, hashed};

/// How many rows are copied at once.
const BATCH: u64 = 2_048;
const LOG: i64 = 1;
const KEYS: i64 = 2;

/// What a file is, written into it.
const KIND: &str = "create table detente_backup (kind bigint not null)";

const ABOUT: &str = "select store, demo, root, number, hash from about";

impl Store {
    /// Writes the log to one file and the keys to another, while others work. Both must be new. The place of the key backup is
    /// remembered, sealed for those who open the compartment `holder`.
    ///
    /// # Errors
    ///
    /// If a file is there already or cannot be written; then neither is left behind.
    pub fn backup(&mut self, ring: &Ring, holder: &str, log: &Path, keys: &Path) -> Result<(), Error> {
        for path in [log, keys] {
            if path.exists() {
                return Err(Error::There(path.display().to_string()));
            }
        }
        let (log_file, keys_file) = (Part::new(log)?, Part::new(keys)?);
        // Remembered before it is there, and in the backup itself: an erasure in between looks for it in vain, and says so.
        let id = self.remember(ring, holder, keys)?;
        let filled = self.db.steady(|db| {
            fill(db, &log_file.0, LOG, copy_log)?;
            fill(db, &keys_file.0, KEYS, |from, to| copy_keys(from, to, |_| true))
        });
        let placed = filled
            .and_then(|()| log_file.place(log))
            .and_then(|()| keys_file.place(keys).inspect_err(|_| drop(std::fs::remove_file(log))));
        if placed.is_err() {
            self.db.run("delete from key_backup where id = $1", values![id])?;
        }
        placed
    }

    /// Remembers where a key backup lies, sealed for those who open a compartment, so that what is erased is taken out of it
    /// too.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn remember(&mut self, ring: &Ring, holder: &str, keys: &Path) -> Result<i64, Error> {
        let place =
            std::path::absolute(keys).map_err(Error::machine("could not tell where the backup lies"))?;
        let id = random_id()?;
        let plain = padded(place.as_os_str().as_encoded_bytes());
        let holder = ring.known(holder)?.id;
        let sealed = ring.key(holder, Purpose::Backups)?.seal(&id.to_be_bytes(), &plain)?;
        let sql = "insert into key_backup (id, compartment, sealed) values ($1, $2, $3)";
        self.db.run(sql, values![id, holder, &sealed])?;
        Ok(id)
    }

    /// Where the key backups lie, as far as this ring opens it.
    ///
    /// # Errors
    ///
    /// If the list does not open.
    pub fn backups(&mut self, ring: &Ring) -> Result<Vec<PathBuf>, Error> {
        let sql = "select id, compartment, sealed from key_backup order by id";
        let rows: Vec<(i64, i64, Vec<u8>)> = self.db.rows(sql, &[])?;
        let mut all = rows
            .into_iter()
            .filter(|(_, holder, _)| ring.holds(*holder))
            .map(|(id, holder, sealed)| {
                let key = ring.key(holder, Purpose::Backups)?;
                let changed = || Error::from(Damage::Beside("the list of backups"));
                let plain = key.open(&id.to_be_bytes(), &sealed).ok_or_else(changed)?;
                let path = String::from_utf8(unpadded(&plain).ok_or_else(changed)?.to_vec());
                Ok(PathBuf::from(path.map_err(|_| changed())?))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        all.sort();
        Ok(all)
    }

    /// Takes the keys of these items out of key backups; the places of those that cannot be reached.
    pub(crate) fn sweep_backups(
        &mut self,
        backups: &[PathBuf],
        erased: &[u64],
    ) -> Result<Vec<PathBuf>, Error> {
        let mut unreached = Vec::new();
        for path in backups {
            if self.sweep_one(path, erased).is_err() {
                unreached.push(path.clone());
            }
        }
        Ok(unreached)
    }

    fn sweep_one(&mut self, path: &Path, erased: &[u64]) -> Result<(), Error> {
        let mut db = opened(path, KEYS)?;
        let (id, ..) = about(&mut db, path)?;
        if *id != self.id {
            return Err(Error::NoBackup(path.into(), "a backup of another store"));
        }
        let everything = erased.len() as u64 == self.head.number;
        db.whole(|db| {
            for number in erased {
                db.run("delete from item_key where number = $1", values![*number])?;
                put_later(db, *number)?;
            }
            if everything {
                db.run("delete from slot", &[])?;
                db.run("delete from link", &[])?;
            }
            Ok(Some(()))
        })?;
        db.scrub()?;
        db.close()
    }

    /// Makes a store at a place that has none, from a backup of the log and one of the keys that is as new or newer.
    ///
    /// # Errors
    ///
    /// If the files do not belong together, or the place has a store. Then nothing is left there.
    pub fn restore(place: &Place, log: &Path, keys: &Path) -> Result<Self, Error> {
        let (mut log_db, mut keys_db) = (opened(log, LOG)?, opened(keys, KEYS)?);
        let (id, _, _, number, _) = about(&mut log_db, log)?;
        let (of, _, _, known, _) = about(&mut keys_db, keys)?;
        if id != of {
            return Err(Error::NoBackup(keys.into(), "a backup of another store"));
        }
        if known < number {
            return Err(Error::NoBackup(
                keys.into(),
                "older than the backup of the log: some items would stay closed",
            ));
        }
        let mut db = Db::connect(place, true)?;
        db.whole(|db| {
            if db.row::<(i64,)>("select one from about", &[])?.is_some() {
                return Err(Error::There(place.to_string()));
            }
            copy_log(&mut log_db, db)?;
            let lists: Vec<(Vec<u8>,)> = db.rows("select keys from item order by number", &[])?;
            let made: BTreeSet<(u64, u64)> =
                lists.iter().flat_map(|(list,)| crate::chain::pairs(list)).collect();
            copy_keys(&mut keys_db, db, |key| made.contains(&key))?;
            // What the log itself says was erased needs no second word.
            db.run(
                "delete from erased_later where number > $1 or number in (select erases from item)",
                values![number],
            )?;
            let sql = "update item set sealed = $1 where number in (select number from erased_later)";
            db.run(sql, values![[].as_slice()])?;
            Ok(Some(()))
        })?;
        let mut store = Self::over(db, place)?;
        store.look()?;
        Ok(store)
    }

    /// A backup of the keys as a store that only opens: to see whose passphrases restore it.
    ///
    /// # Errors
    ///
    /// If the file is no key backup.
    pub fn keys_of_backup(keys: &Path) -> Result<Self, Error> {
        let mut db = opened(keys, KEYS)?;
        let (id, demo, root, number, hash) = about(&mut db, keys)?;
        let id = <[u8; 16]>::try_from(id.as_slice()).map_err(|_| Damage::NoStore)?;
        let head = crate::chain::Head { number: number.unsigned_abs(), hash: hashed(&hash)? };
        Ok(Self { db, place: Place::File(keys.into()), id, demo: demo != 0, root, head })
    }
}

fn about(db: &mut Db, path: &Path) -> Result<About, Error> {
    db.row(ABOUT, &[])?.ok_or(Error::NoBackup(path.into(), "no whole backup"))
}

/// A backup file of a kind.
fn opened(path: &Path, kind: i64) -> Result<Db, Error> {
    let mut db = Db::connect(&Place::File(path.into()), false)?;
    let found: Option<(i64,)> = db
        .row("select count(*) from sqlite_master where name = 'detente_backup'", &[])?
        .filter(|(there,): &(i64,)| *there > 0)
        .map(|_| db.row("select kind from detente_backup", &[]))
        .transpose()?
        .flatten();
    match found {
        Some((found,)) if found == kind => Ok(db),
        Some((LOG,)) => Err(Error::NoBackup(path.into(), "a backup of the log, not of the keys")),
        Some((KEYS,)) => Err(Error::NoBackup(path.into(), "a backup of the keys, not of the log")),
        _ => Err(Error::NoBackup(path.into(), "no backup")),
    }
}

/// A file in the making, beside the one it becomes. Removed when it does not become one; what a kill leaves is removed by the
/// next backup to the same place.
struct Part(PathBuf);

/// What an SQLite database may consist of.
const ENDINGS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

impl Part {
    fn new(path: &Path) -> Result<Self, Error> {
        let part = Self(Store::part(path));
        part.remove();
        Ok(part)
    }

    fn remove(&self) {
        for ending in ENDINGS {
            let mut path = self.0.as_os_str().to_owned();
            path.push(ending);
            let _ = std::fs::remove_file(path);
        }
    }

    /// Puts it in its place, safe on the disk, if nothing is there.
    fn place(&self, path: &Path) -> Result<(), Error> {
        let failed = || Error::machine(format!("could not write {}", path.display()));
        std::fs::File::open(&self.0).and_then(|file| file.sync_all()).map_err(failed())?;
        std::fs::hard_link(&self.0, path).map_err(failed())?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // The name has to be safe too; some systems cannot open folders.
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.remove();
    }
}

impl Store {
    /// Where a backup is written before it is whole; for those who clean up when they are interrupted.
    pub fn part(path: &Path) -> PathBuf {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".part");
        path.with_file_name(name)
    }
}

fn fill(
    from: &mut Db,
    path: &Path,
    kind: i64,
    copy: impl FnOnce(&mut Db, &mut Db) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut to = Db::connect(&Place::File(path.into()), true)?;
    to.whole(|to| {
        to.raw(KIND)?;
        to.run("insert into detente_backup (kind) values ($1)", values![kind])?;
        copy(from, to)?;
        if kind == KEYS {
            copy_about(from, to)?;
        }
        Ok(Some(()))
    })?;
    to.scrub()?;
    to.close()
}

fn copy_about(from: &mut Db, to: &mut Db) -> Result<(), Error> {
    let (store, demo, root, number, hash): About = from.row(ABOUT, &[])?.ok_or(Damage::NoStore)?;
    let sql = "insert into about (one, store, demo, root, number, hash) values (1, $1, $2, $3, $4, $5)";
    to.run(sql, values![&store, demo, root, number, &hash])?;
    Ok(())
}

/// The chain, and who read what.
fn copy_log(from: &mut Db, to: &mut Db) -> Result<(), Error> {
    copy_about(from, to)?;
    let mut last = 0;
    type Whole = (i64, i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    loop {
        let sql = "select number, erases, keys, sealed, digest, mark, hash from item where number > $1 order by number limit $2";
        let rows: Vec<Whole> = from.rows(sql, values![last, BATCH])?;
        if rows.is_empty() {
            break;
        }
        for (number, erases, keys, sealed, digest, mark, hash) in rows {
            last = number;
            let sql = "insert into item (number, erases, keys, sealed, digest, mark, hash) values ($1, $2, $3, $4, $5, $6, $7)";
            to.run(sql, values![number, erases, &keys, &sealed, &digest, &mark, &hash])?;
        }
    }
    let rows: Vec<(i64, i64, Vec<u8>)> =
        from.rows("select id, compartment, sealed from reading order by id", &[])?;
    for (id, compartment, sealed) in rows {
        to.run(
            "insert into reading (id, compartment, sealed) values ($1, $2, $3)",
            values![id, compartment, &sealed],
        )?;
    }
    copy_later(from, to)
}

/// What was erased after the backup it came from.
fn copy_later(from: &mut Db, to: &mut Db) -> Result<(), Error> {
    let later: Vec<(i64,)> = from.rows("select number from erased_later order by number", &[])?;
    later.into_iter().try_for_each(|(number,)| put_later(to, number.unsigned_abs()))
}

fn put_later(to: &mut Db, number: u64) -> Result<(), Error> {
    to.run("delete from erased_later where number = $1", values![number])?;
    to.run("insert into erased_later (number) values ($1)", values![number])?;
    Ok(())
}

/// The keys of items, as far as they are wanted, and who opens what.
fn copy_keys(from: &mut Db, to: &mut Db, wanted: impl Fn((u64, u64)) -> bool) -> Result<(), Error> {
    let (mut number, mut compartment) = (0, 0);
    loop {
        let sql = "select number, compartment, wrapped, checksum from item_key \
                   where number > $1 or (number = $1 and compartment > $2) order by number, compartment limit $3";
        let rows: Vec<(i64, i64, Vec<u8>, Vec<u8>)> = from.rows(sql, values![number, compartment, BATCH])?;
        if rows.is_empty() {
            break;
        }
        for (n, c, wrapped, checksum) in rows {
            (number, compartment) = (n, c);
            if !wanted((n.unsigned_abs(), c.unsigned_abs())) {
                continue;
            }
            let sql = "insert into item_key (number, compartment, wrapped, checksum) values ($1, $2, $3, $4)";
            to.run(sql, values![n, c, &wrapped, &checksum])?;
        }
    }
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> =
        from.rows("select id, public, label from compartment order by id", &[])?;
    for (id, public, label) in rows {
        to.run(
            "insert into compartment (id, public, label) values ($1, $2, $3)",
            values![id, &public, &label],
        )?;
    }
    for (select, insert) in [
        (
            "select holder, compartment, wrapped from link order by holder, compartment",
            "insert into link (holder, compartment, wrapped) values ($1, $2, $3)",
        ),
        (
            "select id, person, wrapped from slot order by id",
            "insert into slot (id, person, wrapped) values ($1, $2, $3)",
        ),
    ] {
        let rows: Vec<(i64, i64, Vec<u8>)> = from.rows(select, &[])?;
        for (a, b, wrapped) in rows {
            to.run(insert, values![a, b, &wrapped])?;
        }
    }
    let rows: Vec<(i64, i64, Vec<u8>)> =
        from.rows("select id, compartment, sealed from key_backup order by id", &[])?;
    for (id, holder, sealed) in rows {
        let sql = "insert into key_backup (id, compartment, sealed) values ($1, $2, $3)";
        to.run(sql, values![id, holder, &sealed])?;
    }
    copy_later(from, to)
}
