//! Beside the chain: notes that expire, who read what, heads of views.

use zeroize::Zeroizing;

use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{Purpose, Ring};
use crate::seal::{Secret, padded, random_id, unpadded};
use crate::sql::values;
use crate::store::Store;

/// A note that is no part of the log.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its id, at random.
    pub id: i64,
    /// The label of its compartment.
    pub compartment: String,
    /// When it is destroyed, in seconds since 1970.
    pub expires: i64,
    /// What it says.
    pub plain: Zeroizing<Vec<u8>>,
}

type NoteRow = (i64, i64, i64, Vec<u8>, Vec<u8>);

/// The label of a compartment, and something opened that was written down in it.
pub type Labelled = (String, Zeroizing<Vec<u8>>);

impl Store {
    /// Keeps a note for those who open a compartment, until it expires. It leaves nothing in the log or in backups.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the ring does not open that compartment.
    pub fn put_note(
        &mut self,
        ring: &Ring,
        compartment: &str,
        expires: i64,
        plain: &[u8],
    ) -> Result<(), Error> {
        let (id, known) = (random_id()?, ring.known(compartment)?);
        let key = Secret::random()?;
        let wrapped = ring.key(known.id, Purpose::Notes)?.seal(&id.to_be_bytes(), key.bytes())?;
        let sealed = key.seal(&self.id, &padded(plain))?;
        let sql = "insert into note (id, compartment, expires, wrapped, sealed) values ($1, $2, $3, $4, $5)";
        self.db.run(sql, values![id, known.id, expires, &wrapped, &sealed])?;
        Ok(())
    }

    /// The notes this ring opens that have not expired, in the order in which they do. With a compartment, only of that one.
    ///
    /// # Errors
    ///
    /// If one of them does not open.
    pub fn notes(&mut self, ring: &Ring, now: i64) -> Result<Vec<Note>, Error> {
        let sql = "select id, compartment, expires, wrapped, sealed from note where expires > $1 order by expires, id";
        let rows: Vec<NoteRow> = self.db.rows(sql, values![now])?;
        let mine = rows.into_iter().filter(|(_, compartment, ..)| ring.holds(*compartment));
        mine.map(|(id, compartment, expires, wrapped, sealed)| {
            let changed = || Error::from(Damage::Beside("a note"));
            let key = ring.key(compartment, Purpose::Notes)?.open(&id.to_be_bytes(), &wrapped);
            let key = key.and_then(|key| Secret::of(&key)).ok_or_else(changed)?;
            let plain = key.open(&self.id, &sealed).ok_or_else(changed)?;
            let plain = Zeroizing::new(unpadded(&plain).ok_or_else(changed)?.to_vec());
            let compartment = ring.label(compartment).unwrap_or_default().to_string();
            Ok(Note { id, compartment, expires, plain })
        })
        .collect()
    }

    /// Destroys a note.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn drop_note(&mut self, id: i64) -> Result<(), Error> {
        self.db.run("delete from note where id = $1", values![id])?;
        self.db.scrub()
    }

    /// Destroys the notes that have expired; how many.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn expire(&mut self, now: i64) -> Result<u64, Error> {
        let gone = self.db.run("delete from note where expires <= $1", values![now])?;
        if gone > 0 {
            // Others may be reading: then the next one to come by cleans up.
            let _ = self.db.scrub();
        }
        Ok(gone)
    }

    /// Writes down, for those who open a compartment, that something in it was read.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the ring does not open it.
    pub fn put_reading(&mut self, ring: &Ring, compartment: &str, plain: &[u8]) -> Result<(), Error> {
        let (id, known) = (random_id()?, ring.known(compartment)?);
        let sealed = ring.key(known.id, Purpose::Readings)?.seal(&id.to_be_bytes(), &padded(plain))?;
        let sql = "insert into reading (id, compartment, sealed) values ($1, $2, $3)";
        self.db.run(sql, values![id, known.id, &sealed])?;
        Ok(())
    }

    /// What was written down of who read what, of every compartment this ring opens: label, what was written. In no order.
    ///
    /// # Errors
    ///
    /// If one of them does not open.
    pub fn readings(&mut self, ring: &Ring) -> Result<Vec<Labelled>, Error> {
        let rows: Vec<(i64, i64, Vec<u8>)> =
            self.db.rows("select id, compartment, sealed from reading order by id", &[])?;
        let mine = rows.into_iter().filter(|(_, compartment, _)| ring.holds(*compartment));
        mine.map(|(id, compartment, sealed)| {
            let changed = || Error::from(Damage::Beside("the list of who read what"));
            let plain = ring
                .key(compartment, Purpose::Readings)?
                .open(&id.to_be_bytes(), &sealed)
                .ok_or_else(changed)?;
            let plain = Zeroizing::new(unpadded(&plain).ok_or_else(changed)?.to_vec());
            Ok((ring.label(compartment).unwrap_or_default().to_string(), plain))
        })
        .collect()
    }
}

impl Ring {
    /// The heads of a chain over some lines, one after each: each covers all lines before. They are made with a key of a
    /// compartment, so that a head on paper tells nothing of what the lines say, however few the answers that were possible.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the ring does not open it.
    pub fn heads(
        &self,
        compartment: &str,
        lines: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) -> Result<Vec<[u8; 32]>, Error> {
        let key = self.key(self.known(compartment)?.id, Purpose::Heads)?;
        let mut before = [0; 32];
        let lines = lines.into_iter().map(|line| {
            let mut hasher = blake3::Hasher::new_keyed(key.bytes());
            hasher.update(&before).update(line.as_ref());
            before = hasher.finalize().into();
            before
        });
        Ok(lines.collect())
    }
}
