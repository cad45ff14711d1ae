//! Making compartments, and giving them to people.

use std::collections::BTreeMap;

use super::{Known, Opener, PERSON, Purpose, Ring, link, public_of, put, slot_about, slot_key};
use crate::error::Error;
use crate::seal::{Secret, random_id};
use crate::sql::{Db, values};

/// Which compartments there are, and which opens which: each with the labels of those that open it. One, the root, is opened
/// by every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The label of the one that every key opens.
    pub root: String,
    /// Label, and labels of those that open it.
    pub compartments: Vec<(String, Vec<String>)>,
}

/// Compartments just made, with every secret.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) root: i64,
    pub(crate) secrets: BTreeMap<i64, Secret>,
}

/// Makes all compartments of a plan. `secret` says where their secrets come from.
pub(crate) fn make(
    db: &mut Db,
    store: &[u8; 16],
    plan: &Plan,
    secret: impl Fn(&str) -> Result<Secret, Error>,
) -> Result<Made, Error> {
    let mut all: BTreeMap<&str, (Known, Secret)> = BTreeMap::new();
    for (label, _) in &plan.compartments {
        let secret = secret(label)?;
        all.insert(label, (Known { id: random_id()?, public: public_of(&secret) }, secret));
    }
    let (root, root_secret) = all.get(plan.root.as_str()).ok_or(Error::Closed)?;
    let (root, labels) = (root.id, root_secret.derive(Purpose::Labels.words(), &[]));
    for (label, holders) in &plan.compartments {
        let (known, secret) = all.get(label.as_str()).ok_or(Error::Closed)?;
        put(db, store, &labels, *known, label)?;
        for holder in holders {
            let (holder, _) = all.get(holder.as_str()).ok_or(Error::Closed)?;
            put_link(db, *holder, known.id, secret)?;
        }
    }
    Ok(Made { root, secrets: all.into_values().map(|(known, secret)| (known.id, secret)).collect() })
}

fn put_link(db: &mut Db, holder: Known, compartment: i64, secret: &Secret) -> Result<(), Error> {
    let wrapped = link(&holder.public, compartment, secret)?;
    db.run("delete from link where holder = $1 and compartment = $2", values![holder.id, compartment])?;
    let sql = "insert into link (holder, compartment, wrapped) values ($1, $2, $3)";
    db.run(sql, values![holder.id, compartment, &wrapped])?;
    Ok(())
}

impl Ring {
    /// Makes a compartment that these open; `false` if there is one of that label already.
    pub(crate) fn make(
        &mut self,
        db: &mut Db,
        store: &[u8; 16],
        label: &str,
        secret: Secret,
        holders: &[&str],
        opens: &[&str],
    ) -> Result<bool, Error> {
        if self.knows(label) {
            return Ok(false);
        }
        let known = Known { id: random_id()?, public: public_of(&secret) };
        let labels = self.key(self.root, Purpose::Labels)?;
        put(db, store, &labels, known, label)?;
        for holder in holders {
            put_link(db, self.known(holder)?, known.id, &secret)?;
        }
        for opened in opens {
            let opened = self.known(opened)?.id;
            let inner = self.secrets.get(&opened).ok_or(Error::Closed)?;
            put_link(db, known, opened, inner)?;
        }
        // Whoever made it can still give it to others in this session.
        self.secrets.insert(known.id, secret);
        self.known.insert(label.into(), known);
        Ok(true)
    }

    /// Gives a person, by what it will open its slot with, these compartments and no others.
    pub(crate) fn give(
        &mut self,
        db: &mut Db,
        store: &[u8; 16],
        person: &str,
        opener: &Opener,
        opens: &[&str],
    ) -> Result<(), Error> {
        let label = format!("{PERSON}{person}");
        if let Ok(old) = self.known(&label) {
            for sql in [
                "delete from slot where person = $1",
                "delete from link where holder = $1",
                "delete from compartment where id = $1",
            ] {
                db.run(sql, values![old.id])?;
            }
            self.known.remove(&label);
        }
        let secret = Secret::random()?;
        let known = Known { id: random_id()?, public: public_of(&secret) };
        put(db, store, &self.key(self.root, Purpose::Labels)?, known, &label)?;
        put_slot(db, store, person, known.id, opener, &secret)?;
        for opened in opens {
            let opened = self.known(opened)?.id;
            let inner = self.secrets.get(&opened).ok_or(Error::Closed)?;
            put_link(db, known, opened, inner)?;
        }
        self.known.insert(label, known);
        Ok(())
    }

    /// Puts another passphrase or key in the place of the one this ring was opened with.
    pub(crate) fn own_opener(&mut self, db: &mut Db, store: &[u8; 16], opener: &Opener) -> Result<(), Error> {
        let secret = self.secrets.get(&self.own).ok_or(Error::Closed)?.clone();
        db.run("delete from slot where id = $1", values![self.slot])?;
        self.slot = put_slot(db, store, &self.person, self.own, opener, &secret)?;
        Ok(())
    }

    /// Lets something else open this ring too.
    pub(crate) fn also_opener(&self, db: &mut Db, store: &[u8; 16], opener: &Opener) -> Result<(), Error> {
        let secret = self.secrets.get(&self.own).ok_or(Error::Closed)?;
        put_slot(db, store, &self.person, self.own, opener, secret).map(|_| ())
    }

    /// Whether there is a link from one compartment to another.
    pub(crate) fn linked(&self, db: &mut Db, holder: &str, compartment: &str) -> Result<bool, Error> {
        let (holder, compartment) = (self.known(holder)?.id, self.known(compartment)?.id);
        let sql = "select count(*) from link where holder = $1 and compartment = $2";
        Ok(db.row::<(i64,)>(sql, values![holder, compartment])?.is_some_and(|(count,)| count > 0))
    }

    /// Gives a compartment to one that could not open it.
    pub(crate) fn open_to(&self, db: &mut Db, holder: &str, compartment: &str) -> Result<(), Error> {
        let compartment = self.known(compartment)?.id;
        let secret = self.secrets.get(&compartment).ok_or(Error::Closed)?;
        put_link(db, self.known(holder)?, compartment, secret)
    }
}

fn put_slot(
    db: &mut Db,
    store: &[u8; 16],
    person: &str,
    own: i64,
    opener: &Opener,
    secret: &Secret,
) -> Result<i64, Error> {
    let id = random_id()?;
    let wrapped = slot_key(store, person, opener)?.seal(&slot_about(store, own), secret.bytes())?;
    let sql = "insert into slot (id, person, wrapped) values ($1, $2, $3)";
    db.run(sql, values![id, own, &wrapped])?;
    Ok(id)
}
