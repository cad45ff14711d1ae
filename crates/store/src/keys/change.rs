//! Changing the keys of compartments, so that a person who had them opens nothing that comes after.

use super::{Known, PERSON, Purpose, Ring, key_about, link, public_of, put};
use crate::chain::checksum;
use crate::damage::Damage;
use crate::error::Error;
use crate::seal::Secret;
use crate::sql::{Db, values};
use crate::wrap;

/// How many keys of items are changed at once.
const BATCH: u64 = 1_024;

impl Ring {
    /// Takes a person's keys away, and changes those of every compartment the person could open. Whoever else could open them
    /// still can. What the person has read already cannot be taken back.
    pub(crate) fn revoke(&mut self, db: &mut Db, store: &[u8; 16], person: &str) -> Result<(), Error> {
        let gone = self.known(&format!("{PERSON}{person}"))?;
        let links: Vec<(i64, i64)> =
            db.rows("select holder, compartment from link order by holder, compartment", &[])?;
        let mut reached = vec![gone.id];
        let mut at = 0;
        while let Some(&holder) = reached.get(at) {
            at += 1;
            for (_, compartment) in links.iter().filter(|(known, _)| *known == holder) {
                if !reached.contains(compartment) {
                    reached.push(*compartment);
                }
            }
        }
        if reached.iter().skip(1).any(|compartment| !self.secrets.contains_key(compartment)) {
            return Err(Error::Closed);
        }
        for sql in [
            "delete from slot where person = $1",
            "delete from link where holder = $1",
            "delete from compartment where id = $1",
        ] {
            db.run(sql, values![gone.id])?;
        }
        self.known.remove(&format!("{PERSON}{person}"));
        self.change(db, store, &reached[1..])
    }

    /// New keys for compartments; everything that was sealed for them is wrapped anew.
    pub(crate) fn change(
        &mut self,
        db: &mut Db,
        store: &[u8; 16],
        compartments: &[i64],
    ) -> Result<(), Error> {
        let old = self.clone();
        for &id in compartments {
            if !self.secrets.contains_key(&id) {
                return Err(Error::Closed);
            }
            let secret = Secret::random()?;
            let known = Known { id, public: public_of(&secret) };
            let label = self.label(id).map(String::from).ok_or(Error::Closed)?;
            self.known.insert(label, known);
            self.secrets.insert(id, secret);
        }
        // Every label is sealed by the root, every link to the holder's public key.
        let labels = self.key(self.root, Purpose::Labels)?;
        for (label, known) in &self.known {
            if compartments.contains(&known.id) || compartments.contains(&self.root) {
                put(db, store, &labels, *known, label)?;
            }
        }
        let links: Vec<(i64, i64)> =
            db.rows("select holder, compartment from link order by holder, compartment", &[])?;
        for (holder, compartment) in links {
            if !compartments.contains(&holder) && !compartments.contains(&compartment) {
                continue;
            }
            let holder = self
                .known
                .values()
                .find(|known| known.id == holder)
                .ok_or(Damage::Beside("a link between compartments"))?;
            let secret = self.secrets.get(&compartment).ok_or(Error::Closed)?;
            let wrapped = link(&holder.public, compartment, secret)?;
            let sql = "update link set wrapped = $3 where holder = $1 and compartment = $2";
            db.run(sql, values![holder.id, compartment, &wrapped])?;
        }
        for &id in compartments {
            rewrap_items(db, store, id, &old, &self.key(id, Purpose::Items)?)?;
            rewrap(db, id, &old.key(id, Purpose::Notes)?, &self.key(id, Purpose::Notes)?, NOTES)?;
            rewrap(db, id, &old.key(id, Purpose::Readings)?, &self.key(id, Purpose::Readings)?, READINGS)?;
            rewrap(db, id, &old.key(id, Purpose::Backups)?, &self.key(id, Purpose::Backups)?, BACKUPS)?;
            db.run("delete from page where compartment = $1", values![id])?;
        }
        Ok(())
    }
}

fn rewrap_items(
    db: &mut Db,
    store: &[u8; 16],
    compartment: i64,
    old: &Ring,
    new: &Secret,
) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let sql = "select number, wrapped from item_key where compartment = $1 and number > $2 order by number limit $3";
        let rows: Vec<(i64, Vec<u8>)> = db.rows(sql, values![compartment, last, BATCH])?;
        if rows.is_empty() {
            return Ok(());
        }
        for (number, wrapped) in rows {
            last = number;
            let number = number.unsigned_abs();
            let about = key_about(store, number, compartment);
            let key = wrap::unwrap(old, store, number, compartment, &wrapped)?;
            let wrapped = wrap::wrap_own(new, &about, &key)?;
            let sum = checksum(store, number, compartment, &wrapped);
            let sql =
                "update item_key set wrapped = $3, checksum = $4 where compartment = $1 and number = $2";
            db.run(sql, values![compartment, number, &wrapped, &sum])?;
        }
    }
}

const NOTES: (&str, &str, &str) = (
    "select id, wrapped from note where compartment = $1 order by id",
    "update note set wrapped = $2 where id = $1",
    "a note",
);
const READINGS: (&str, &str, &str) = (
    "select id, sealed from reading where compartment = $1 order by id",
    "update reading set sealed = $2 where id = $1",
    "the list of who read what",
);

const BACKUPS: (&str, &str, &str) = (
    "select id, sealed from key_backup where compartment = $1 order by id",
    "update key_backup set sealed = $2 where id = $1",
    "the list of backups",
);

fn rewrap(
    db: &mut Db,
    compartment: i64,
    old: &Secret,
    new: &Secret,
    (select, update, what): (&'static str, &'static str, &'static str),
) -> Result<(), Error> {
    let rows: Vec<(i64, Vec<u8>)> = db.rows(select, values![compartment])?;
    for (id, sealed) in rows {
        let plain = old.open(&id.to_be_bytes(), &sealed).ok_or(Damage::Beside(what))?;
        let sealed = new.seal(&id.to_be_bytes(), &plain)?;
        db.run(update, values![id, &sealed])?;
    }
    Ok(())
}
