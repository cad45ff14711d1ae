//! Formats of a store, each brought about by one file.

use super::{Db, values};
use crate::error::Error;

/// Every step, in order. A released one never changes.
const STEPS: [&str; 4] = [
    include_str!("../../migrations/1-log.sql"),
    include_str!("../../migrations/2-keys.sql"),
    include_str!("../../migrations/3-beside.sql"),
    include_str!("../../migrations/4-accounts.sql"),
];

/// The format this program writes.
const KNOWN: i64 = STEPS.len() as i64;

/// Whether there is a store at all.
pub(super) fn there(db: &mut Db) -> Result<bool, Error> {
    let sql = if db.is_sqlite() {
        "select count(*) from sqlite_master where name = 'detente_format'"
    } else {
        "select count(*) from information_schema.tables where table_name = 'detente_format' and table_schema = current_schema()"
    };
    Ok(db.row::<(i64,)>(sql, &[])?.is_some_and(|(count,)| count > 0))
}

/// Brings a store to the format of this program, step by step, each whole or not at all.
pub(super) fn migrate(db: &mut Db) -> Result<(), Error> {
    if there(db)? && version(db)? == KNOWN {
        return Ok(());
    }
    loop {
        let next = db.whole(|db| {
            if !db.is_sqlite() {
                db.raw("select pg_advisory_xact_lock(7105371043)")?;
            }
            db.raw("create table if not exists detente_format (version bigint not null)")?;
            let found = version(db)?;
            if found > KNOWN {
                return Err(Error::Newer { found, known: KNOWN });
            }
            let Some(step) = usize::try_from(found).ok().and_then(|found| STEPS.get(found)) else {
                return Ok(None);
            };
            db.raw(step)?;
            db.run("delete from detente_format", &[])?;
            db.run("insert into detente_format (version) values ($1)", values![found + 1])?;
            Ok(Some(()))
        })?;
        if next.is_none() {
            return Ok(());
        }
    }
}

fn version(db: &mut Db) -> Result<i64, Error> {
    Ok(db.row::<(i64,)>("select version from detente_format", &[])?.map_or(0, |(version,)| version))
}
