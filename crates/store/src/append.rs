//! Appending: an item is sealed, its keys wrapped, and the end of the chain moved, all or nothing.

use crate::chain::{self, Entry, Head};
use crate::error::Error;
use crate::keys::Ring;
use crate::seal::{Secret, padded};
use crate::sql::{Db, values};
use crate::store::{Store, place_of};
use crate::wrap;

/// An item to append.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The number it has if nobody was faster: one more than the last.
    pub number: u64,
    /// What it says. Sealed with a key of its own.
    pub payload: &'a [u8],
    /// Labels of the compartments that may read it. Those that do not exist are passed over.
    pub readers: &'a [String],
    /// Earlier items that others may read from now on: number, labels.
    pub opens: &'a [(u64, Vec<String>)],
    /// The item whose key it destroys; its own number, where it destroys every key.
    pub erases: Option<u64>,
}

impl Store {
    /// Appends an item, if the log still ends where its number says; gives `false`, and does nothing, where someone else was
    /// faster. What was appended is on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] if there is no room, [`Error::Closed`] if an earlier item it opens to others is not open to the ring.
    pub fn append(&mut self, ring: &Ring, item: &Item<'_>) -> Result<bool, Error> {
        self.append_all(ring, std::slice::from_ref(item))
    }

    /// The same for several, all or none.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append).
    pub fn append_all(&mut self, ring: &Ring, items: &[Item<'_>]) -> Result<bool, Error> {
        let before = self.head;
        let follow = items.iter().zip(before.number + 1..).all(|(item, number)| item.number == number);
        if items.is_empty() || !follow {
            self.look()?;
            return Ok(false);
        }
        let mut ready = Vec::with_capacity(items.len());
        for item in items {
            ready.push(self.ready(ring, item)?);
        }
        let id = self.id;
        let done = self.db.whole(|db| {
            let mut head = before;
            for ready in &mut ready {
                let hash = ready.settle(db, &id, &head)?;
                // Whoever changes the end of the chain first has appended; the other waits here, and finds it changed.
                let sql = "update about set number = $1, hash = $2 where number = $3 and hash = $4";
                if db.run(sql, values![ready.number, &hash, head.number, &head.hash])? == 0 {
                    return Ok(None);
                }
                ready.write(db, &id, &hash)?;
                head = Head { number: ready.number, hash };
            }
            Ok(Some(head))
        })?;
        match done {
            Some(head) => {
                self.head = head;
                Ok(true)
            }
            None => {
                self.look()?;
                Ok(false)
            }
        }
    }

    /// Everything of an item that can be made before anyone is kept waiting.
    fn ready(&mut self, ring: &Ring, item: &Item<'_>) -> Result<Ready, Error> {
        let key = Secret::random()?;
        let sealed = key.seal(&place_of(&self.id, item.number), &padded(item.payload))?;
        let mut wraps: Vec<(u64, i64, Vec<u8>)> = Vec::new();
        for label in item.readers {
            if let Ok(known) = ring.known(label) {
                wraps.push((item.number, known.id, wrap::wrap(ring, &self.id, item.number, known, &key)?));
            }
        }
        if wraps.is_empty() {
            return Err(Error::Closed);
        }
        for (number, labels) in item.opens {
            let key = self.item_key(ring, *number)?.ok_or(Error::Closed)?;
            for known in labels.iter().filter_map(|label| ring.known(label).ok()) {
                wraps.push((*number, known.id, wrap::wrap(ring, &self.id, *number, known, &key)?));
            }
        }
        let (mark, digest) = (key.mark(), chain::digest(&sealed));
        Ok(Ready {
            number: item.number,
            erases: item.erases.unwrap_or(0),
            sealed,
            digest,
            mark,
            wraps,
            keys: Vec::new(),
        })
    }
}

/// An item as it will be written.
struct Ready {
    number: u64,
    erases: u64,
    sealed: Vec<u8>,
    digest: [u8; 32],
    mark: [u8; 32],
    wraps: Vec<(u64, i64, Vec<u8>)>,
    keys: Vec<u8>,
}

impl Ready {
    /// Leaves out keys that are there already, and gives the hash the item then has.
    fn settle(&mut self, db: &mut Db, id: &[u8; 16], before: &Head) -> Result<[u8; 32], Error> {
        let mut fresh = Vec::with_capacity(self.wraps.len());
        for (number, compartment, wrapped) in self.wraps.drain(..) {
            let sql = "select count(*) from item_key where compartment = $1 and number = $2";
            if number == self.number || db.row::<(i64,)>(sql, values![compartment, number])? == Some((0,)) {
                fresh.push((number, compartment, wrapped));
            }
        }
        self.wraps = fresh;
        let made: Vec<(u64, i64)> =
            self.wraps.iter().map(|(number, compartment, _)| (*number, *compartment)).collect();
        self.keys = chain::list(&made);
        let entry = Entry {
            number: self.number,
            erases: self.erases,
            mark: &self.mark,
            digest: &self.digest,
            keys: &self.keys,
        };
        Ok(entry.hash(id, &before.hash))
    }

    fn write(&self, db: &mut Db, id: &[u8; 16], hash: &[u8; 32]) -> Result<(), Error> {
        let sql = "insert into item (number, erases, keys, sealed, digest, mark, hash) values ($1, $2, $3, $4, $5, $6, $7)";
        db.run(
            sql,
            values![self.number, self.erases, &self.keys, &self.sealed, &self.digest, &self.mark, hash],
        )?;
        for (number, compartment, wrapped) in &self.wraps {
            wrap::put(db, id, *number, *compartment, wrapped)?;
            if *number < self.number {
                crate::pages::forget(db, *number, Some(*compartment))?;
            }
        }
        if self.erases > 0 {
            crate::erase::destroy(db, self.erases, self.number)?;
        }
        Ok(())
    }
}
