//! Erasure: the key of an item is destroyed in every place that holds it. What stays is a tombstone: its entry in the chain
//! and the later item that says it was erased.

use crate::error::Error;
use crate::pages;
use crate::sql::{Db, values};
use crate::store::Store;

/// Destroys an item's keys and its sealed words; all of them, where an item erases itself.
pub(crate) fn destroy(db: &mut Db, erased: u64, by: u64) -> Result<(), Error> {
    // SQLite overwrites what it deletes; PostgreSQL when its tables are rewritten.
    if erased == by {
        for table in EVERYTHING {
            db.run(table, &[])?;
        }
        db.run("update item set sealed = $1", values![[].as_slice()])?;
        return Ok(());
    }
    db.run("delete from item_key where number = $1", values![erased])?;
    db.run("update item set sealed = $2 where number = $1", values![erased, [].as_slice()])?;
    pages::forget(db, erased, None)
}

/// What holds keys or what they open.
const EVERYTHING: [&str; 7] = [
    "delete from item_key",
    "delete from slot",
    "delete from link",
    "delete from page",
    "delete from note",
    "delete from reading",
    "delete from key_backup",
];

impl Store {
    /// Numbers of the items that were erased, in order.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn erased(&mut self) -> Result<Vec<u64>, Error> {
        let rows: Vec<(i64, i64)> = self.db.rows("select number, erases from item where erases > 0", &[])?;
        let last = rows
            .iter()
            .filter(|(number, erases)| number == erases)
            .map(|(number, _)| *number)
            .max()
            .unwrap_or(0);
        let mut all: Vec<u64> = (1..=last.unsigned_abs()).collect();
        let later: Vec<(i64,)> = self.db.rows("select number from erased_later", &[])?;
        let single = rows.iter().filter(|(number, erases)| number > erases).map(|(_, erases)| *erases);
        all.extend(single.chain(later.into_iter().map(|(number,)| number)).map(i64::unsigned_abs));
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Whether everything was destroyed: nobody can open it.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn destroyed(&mut self) -> Result<bool, Error> {
        let row: Option<(i64,)> = self.db.row("select count(*) from item where erases = number", &[])?;
        Ok(row.is_some_and(|(count,)| count > 0))
    }

    /// Takes what was erased out of the database's files and out of every key backup that can be reached, and gives the places
    /// of those that cannot. Can be repeated.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] if others read while the files are cleaned: then it has to be done again.
    pub fn sweep(&mut self, backups: &[std::path::PathBuf]) -> Result<Vec<std::path::PathBuf>, Error> {
        let erased = self.erased()?;
        let unreached = self.sweep_backups(backups, &erased)?;
        self.db.scrub()?;
        Ok(unreached)
    }
}
