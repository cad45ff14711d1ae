//! A store: the sealed, chained log of one case, and the keys to it.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::chain::{self, Head, Verdict};
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{self, Opener, Plan, Ring};
use crate::seal::{Secret, unpadded};
use crate::sql::{Db, Place, values};
use crate::wrap;

/// The sealed log of one case, in an SQLite file or a PostgreSQL database. One connection; any number of processes may have
/// one each.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) place: Place,
    pub(crate) id: [u8; 16],
    pub(crate) demo: bool,
    pub(crate) root: i64,
    pub(crate) head: Head,
}

/// The first person of a new store.
#[derive(Clone, Copy, Debug)]
pub struct First<'a> {
    /// Who.
    pub person: &'a str,
    /// With what the person will open it.
    pub opener: &'a Opener,
    /// Labels of the compartments the person opens.
    pub opens: &'a [&'a str],
}

/// An item that was opened.
pub type Opened = (u64, Zeroizing<Vec<u8>>);

/// What a store says of itself: its id, whether it is a demonstration, the root, number and hash of the last item.
pub(crate) type About = (Vec<u8>, i64, i64, i64, Vec<u8>);
type ItemRow = (i64, Vec<u8>, Vec<u8>, Vec<u8>);

/// For demonstrations every secret follows from what all know.
fn demo_secret(id: &[u8; 16], label: &str) -> Result<Secret, Error> {
    let everyone = Secret::of(&[0x64; 32]).ok_or(Error::Locked)?;
    Ok(everyone
        .derive("detente 2026 demonstration: no secret at all", &[id.as_slice(), label.as_bytes()].concat()))
}

impl Store {
    /// Makes a store. With a first person it is sealed; without one it is a demonstration, which whoever has the file can read.
    ///
    /// # Errors
    ///
    /// [`Error::There`] where there is one; nothing is left behind where it fails.
    pub fn create(place: &Place, plan: &Plan, first: Option<First<'_>>) -> Result<(Self, Ring), Error> {
        let mut db = Db::connect(place, true)?;
        let mut id = [0; 16];
        crate::seal::fill(&mut id)?;
        let made = db.whole(|db| {
            if db.row::<(i64,)>("select one from about", &[])?.is_some() {
                return Err(Error::There(place.to_string()));
            }
            let secret =
                |label: &str| if first.is_some() { Secret::random() } else { demo_secret(&id, label) };
            let made = keys::make(db, &id, plan, secret)?;
            let mut maker = keys::follow(db, &id, made.root, "", made.secrets, 0)?;
            if let Some(first) = &first {
                maker.give(db, &id, first.person, first.opener, first.opens)?;
            }
            let demo = i64::from(first.is_none());
            let sql =
                "insert into about (one, store, demo, root, number, hash) values (1, $1, $2, $3, 0, $4)";
            db.run(sql, values![&id, demo, made.root, &[0; 32]])?;
            Ok(Some((made.root, maker)))
        })?;
        let (root, maker) = made.ok_or(Damage::NoStore)?;
        let head = Head { number: 0, hash: [0; 32] };
        let mut store = Self { db, place: place.clone(), id, demo: first.is_none(), root, head };
        let ring = match first {
            Some(first) => store.unlock(first.person, first.opener)?,
            None => maker,
        };
        Ok((store, ring))
    }

    /// Opens a store that is there, and brings it to the present format.
    ///
    /// # Errors
    ///
    /// [`Error::NotThere`] where there is none.
    pub fn open(place: &Place) -> Result<Self, Error> {
        Self::over(Db::connect(place, false)?, place)
    }

    pub(crate) fn over(mut db: Db, place: &Place) -> Result<Self, Error> {
        let sql = "select store, demo, root, number, hash from about";
        let about: Option<About> = db.row(sql, &[])?;
        let Some((id, demo, root, number, hash)) = about else {
            return Err(Error::NotThere(place.to_string()));
        };
        let id = <[u8; 16]>::try_from(id.as_slice()).map_err(|_| Damage::NoStore)?;
        let head = Head { number: number.unsigned_abs(), hash: hashed(&hash)? };
        Ok(Self { db, place: place.clone(), id, demo: demo != 0, root, head })
    }

    /// Whether it is a demonstration, sealed with keys that everyone has.
    pub fn demo(&self) -> bool {
        self.demo
    }

    /// Where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where the chain ended when it was last looked at.
    pub fn head(&self) -> Head {
        self.head
    }

    /// What the database promises, as pairs of a heading and words.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn durability(&mut self) -> Result<Vec<(&'static str, String)>, Error> {
        self.db.durability()
    }

    /// Opens what a person's passphrase or key opens. A tenth of a second or more for a passphrase, on purpose.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] alike for a wrong passphrase and for a person without a key.
    pub fn unlock(&mut self, person: &str, opener: &Opener) -> Result<Ring, Error> {
        keys::open(&mut self.db, &self.id, self.root, person, opener)
    }

    /// Of a demonstration, what these compartments open. `root` is the label of the one that every key opens.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if it is sealed.
    pub fn unlock_demo(&mut self, person: &str, root: &str, labels: &[String]) -> Result<Ring, Error> {
        if !self.demo {
            return Err(Error::Locked);
        }
        let mut secrets = BTreeMap::from([(self.root, demo_secret(&self.id, root)?)]);
        if labels.is_empty() {
            return keys::follow(&mut self.db, &self.id, self.root, person, secrets, 0);
        }
        let known = keys::follow(&mut self.db, &self.id, self.root, person, secrets.clone(), 0)?;
        for (id, label) in known.all().iter().filter(|(_, label)| labels.contains(label)) {
            secrets.insert(*id, demo_secret(&self.id, label)?);
        }
        keys::follow(&mut self.db, &self.id, self.root, person, secrets, 0)
    }

    /// Changes who has which key, whole or not at all: the ring is as it was where it fails.
    pub(crate) fn rekey(
        &mut self,
        ring: &mut Ring,
        work: impl FnOnce(&mut Ring, &mut Db, &[u8; 16]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (id, mut new) = (self.id, ring.clone());
        self.db.whole(|db| work(&mut new, db, &id).map(Some))?;
        *ring = new;
        Ok(())
    }

    /// Gives a person the keys to these compartments and no others, behind what it will open them with.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the ring does not open one of them itself.
    pub fn give(
        &mut self,
        ring: &mut Ring,
        person: &str,
        opener: &Opener,
        opens: &[&str],
    ) -> Result<(), Error> {
        self.rekey(ring, |ring, db, id| ring.give(db, id, person, opener, opens))
    }

    /// Puts another passphrase or key in the place of the ring's own.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn change_opener(&mut self, ring: &mut Ring, opener: &Opener) -> Result<(), Error> {
        self.rekey(ring, |ring, db, id| ring.own_opener(db, id, opener))
    }

    /// Lets another passphrase or key open the same as the ring's own, until [`change_opener`](Self::change_opener).
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn add_opener(&mut self, ring: &mut Ring, opener: &Opener) -> Result<(), Error> {
        self.rekey(ring, |ring, db, id| ring.also_opener(db, id, opener))
    }

    /// Makes a compartment opened by `holders` that opens `opens`; `false` where there is one already.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the ring does not open what it is to open.
    pub fn make(
        &mut self,
        ring: &mut Ring,
        label: &str,
        holders: &[&str],
        opens: &[&str],
    ) -> Result<bool, Error> {
        if ring.knows(label) {
            return Ok(false);
        }
        let secret = if self.demo { demo_secret(&self.id, label)? } else { Secret::random()? };
        let mut made = false;
        self.rekey(ring, |ring, db, id| {
            made = ring.make(db, id, label, secret, holders, opens)?;
            Ok(())
        })?;
        Ok(made)
    }

    /// Lets a compartment open another one too.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the ring does not open that one.
    pub fn open_to(&mut self, ring: &mut Ring, holder: &str, compartment: &str) -> Result<(), Error> {
        self.rekey(ring, |ring, db, _| ring.open_to(db, holder, compartment))
    }

    /// Whether a compartment opens another one by itself.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if one of them does not exist.
    pub fn linked(&mut self, ring: &Ring, holder: &str, compartment: &str) -> Result<bool, Error> {
        ring.linked(&mut self.db, holder, compartment)
    }

    /// Takes a person's keys away and changes those of all compartments the person could open. Linear in what is in them.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] if the person could open more than the ring, or has no key.
    pub fn revoke(&mut self, ring: &mut Ring, person: &str) -> Result<(), Error> {
        self.rekey(ring, |ring, db, id| ring.revoke(db, id, person))?;
        // It is done; where others read just now, the next one to erase something cleans up.
        let _ = self.db.scrub();
        Ok(())
    }

    /// Looks where the chain ends now.
    ///
    /// # Errors
    ///
    /// [`Damage::End`] if it does not end with the item it should end with.
    pub fn look(&mut self) -> Result<Head, Error> {
        let about: Option<(i64, Vec<u8>)> = self.db.row("select number, hash from about", &[])?;
        let (number, hash) = about.ok_or(Damage::NoStore)?;
        let head = Head { number: number.unsigned_abs(), hash: hashed(&hash)? };
        if head != self.head {
            let sql = "select hash from item where number = $1";
            let last: Option<(Vec<u8>,)> = self.db.row(sql, values![head.number])?;
            if head.number > 0 && last.is_none_or(|(last,)| *last != head.hash) {
                return Err(Damage::Entry(head.number).into());
            }
            if head.number < self.head.number {
                return Err(Damage::End { found: head.number, expected: self.head.number }.into());
            }
        }
        self.head = head;
        Ok(head)
    }

    /// The items of one compartment with numbers in a range, in order.
    pub(crate) fn items(
        &mut self,
        ring: &Ring,
        compartment: i64,
        first: u64,
        last: u64,
    ) -> Result<Vec<Opened>, Error> {
        let sql = "select i.number, i.sealed, i.mark, k.wrapped from item_key k join item i on i.number = k.number \
                   where k.compartment = $1 and k.number between $2 and $3 order by k.number";
        let rows: Vec<ItemRow> = self.db.rows(sql, values![compartment, first, last])?;
        rows.into_iter()
            .map(|(number, sealed, mark, wrapped)| {
                let number = number.unsigned_abs();
                let key = wrap::unwrap(ring, &self.id, number, compartment, &wrapped)?;
                let plain = Some(key)
                    .filter(|key| key.mark() == *mark)
                    .and_then(|key| key.open(&place_of(&self.id, number), &sealed));
                let plain = plain.ok_or(Damage::Words(number))?;
                let bare = unpadded(&plain).ok_or(Damage::Words(number))?;
                Ok((number, Zeroizing::new(bare.to_vec())))
            })
            .collect()
    }

    /// Everything a ring opens, in order.
    ///
    /// # Errors
    ///
    /// If something does not open as it was sealed.
    pub fn read_all(&mut self, ring: &Ring) -> Result<Vec<Opened>, Error> {
        let last = self.look()?.number;
        let mut all = BTreeMap::new();
        for compartment in ring.compartments() {
            all.extend(self.items(ring, compartment, 1, last)?);
        }
        Ok(all.into_iter().collect())
    }

    /// The key of an item, if the ring opens it.
    pub(crate) fn item_key(&mut self, ring: &Ring, number: u64) -> Result<Option<Secret>, Error> {
        let sql = "select compartment, wrapped from item_key where number = $1 order by compartment";
        let rows: Vec<(i64, Vec<u8>)> = self.db.rows(sql, values![number])?;
        let mine = rows.iter().find(|(compartment, _)| ring.holds(*compartment));
        mine.map(|(compartment, wrapped)| wrap::unwrap(ring, &self.id, number, *compartment, wrapped))
            .transpose()
    }

    /// Looks at the whole chain. Needs no passphrase, tells nothing of what is sealed. Linear in the log.
    ///
    /// # Errors
    ///
    /// If the database cannot be read; damage is part of the verdict.
    pub fn verify(&mut self) -> Result<Verdict, Error> {
        chain::verify(&mut self.db, &self.id)
    }

    /// The head that stood after an item, to compare with one written down earlier.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn head_at(&mut self, number: u64) -> Result<Option<Head>, Error> {
        let row: Option<(Vec<u8>,)> =
            self.db.row("select hash from item where number = $1", values![number])?;
        row.map(|(hash,)| Ok(Head { number, hash: hashed(&hash)? })).transpose()
    }

    /// Lets go of the database.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn close(self) -> Result<(), Error> {
        self.db.close()
    }
}

pub(crate) fn hashed(bytes: &[u8]) -> Result<[u8; 32], Error> {
    <[u8; 32]>::try_from(bytes).map_err(|_| Damage::NoStore.into())
}

/// What an item's words are bound to: this store, this place.
pub(crate) fn place_of(id: &[u8; 16], number: u64) -> Vec<u8> {
    [b"item".as_slice(), id, &number.to_be_bytes()].concat()
}
