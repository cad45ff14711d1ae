//! Who can open what.
//!
//! A **compartment** is a pair of keys (X25519). What one opens another is a **link**: the secret of the one sealed to the public
//! key of the other (crypto_box sealed boxes). Every **person** has a compartment of its own, whose secret lies in a **slot**,
//! sealed by what that person knows or has. Opening a slot and following the links gives a [`Ring`]. Anyone who holds a
//! compartment can give it to anyone, or change its keys, without needing anyone's passphrase.

mod change;
mod give;
mod slot;

use std::collections::BTreeMap;

use crypto_box::{PublicKey, SecretKey};

use crate::damage::Damage;
use crate::error::Error;
use crate::seal::Secret;
use crate::sql::{Db, values};
pub use give::Plan;
pub(crate) use give::make;
pub(crate) use slot::slot_key;
pub use slot::{KeyFile, Opener, SHORTEST};

/// What a person's key opens. Wiped from memory when dropped.
#[derive(Clone, Debug)]
pub struct Ring {
    person: String,
    pub(crate) own: i64,
    /// The slot it was opened by; 0 where there was none.
    slot: i64,
    root: i64,
    secrets: BTreeMap<i64, Secret>,
    /// Every compartment of the store, by its label.
    known: BTreeMap<String, Known>,
}

/// A compartment as everyone with a key knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: i64,
    pub(crate) public: [u8; 32],
}

impl Ring {
    /// Whose it is.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// What it opens together with others, without the person's own.
    pub(crate) fn without_own(&self) -> Self {
        let mut ring = self.clone();
        ring.secrets.remove(&self.own);
        ring
    }

    /// Whether it opens a compartment.
    pub fn opens(&self, label: &str) -> bool {
        self.known.get(label).is_some_and(|known| self.secrets.contains_key(&known.id))
    }

    /// Whether there is such a compartment at all.
    pub fn knows(&self, label: &str) -> bool {
        self.known.contains_key(label)
    }

    /// The people who have keys.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        self.known.keys().filter_map(|label| label.strip_prefix(PERSON))
    }

    pub(crate) fn known(&self, label: &str) -> Result<Known, Error> {
        self.known.get(label).copied().ok_or(Error::Closed)
    }

    /// A key made of a compartment's, for one purpose.
    pub(crate) fn key(&self, compartment: i64, purpose: Purpose) -> Result<Secret, Error> {
        let secret = self.secrets.get(&compartment).ok_or(Error::Closed)?;
        Ok(secret.derive(purpose.words(), &[]))
    }

    /// Ids of the compartments it opens, people's own among them.
    pub(crate) fn compartments(&self) -> Vec<i64> {
        self.secrets.keys().copied().collect()
    }

    pub(crate) fn holds(&self, id: i64) -> bool {
        self.secrets.contains_key(&id)
    }

    pub(crate) fn secret(&self, id: i64) -> Result<&Secret, Error> {
        self.secrets.get(&id).ok_or(Error::Closed)
    }

    /// Every compartment, with its label.
    pub(crate) fn all(&self) -> Vec<(i64, String)> {
        self.known.iter().map(|(label, known)| (known.id, label.clone())).collect()
    }

    pub(crate) fn label(&self, id: i64) -> Option<&str> {
        self.known.iter().find(|(_, known)| known.id == id).map(|(label, _)| label.as_str())
    }
}

/// Labels of people's own compartments begin so.
pub(crate) const PERSON: &str = "person/";

/// What a key made of a compartment's is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Keys of items.
    Items,
    /// Pages for quick reading.
    Pages,
    /// Labels of compartments.
    Labels,
    /// Notes beside the chain.
    Notes,
    /// Who read what.
    Readings,
    /// Heads of views, so that they tell nothing of what was said.
    Heads,
    /// Where backups lie.
    Backups,
}

impl Purpose {
    fn words(self) -> &'static str {
        match self {
            Self::Items => "detente 2026 keys of items",
            Self::Pages => "detente 2026 pages",
            Self::Labels => "detente 2026 labels",
            Self::Notes => "detente 2026 notes",
            Self::Readings => "detente 2026 readings",
            Self::Heads => "detente 2026 heads",
            Self::Backups => "detente 2026 backups",
        }
    }
}

/// Opens a person's slot and follows the links. The same answer, after the same time, whether the person has no key or the
/// passphrase is wrong.
pub(crate) fn open(
    db: &mut Db,
    store: &[u8; 16],
    root: i64,
    person: &str,
    opener: &Opener,
) -> Result<Ring, Error> {
    let key = slot_key(store, person, opener)?;
    let slots: Vec<(i64, i64, Vec<u8>)> = db.rows("select id, person, wrapped from slot order by id", &[])?;
    let opened = slots
        .iter()
        .find_map(|(slot, own, wrapped)| Some((*slot, *own, key.open(&slot_about(store, *own), wrapped)?)));
    let (slot, own, secret) = opened
        .and_then(|(slot, own, secret)| Some((slot, own, Secret::of(&secret)?)))
        .ok_or(Error::Locked)?;
    let ring = follow(db, store, root, person, BTreeMap::from([(own, secret)]), own)?;
    Ok(Ring { slot, ..ring })
}

/// The ring of some secrets: all that they open, checked against what everyone else seals to.
pub(crate) fn follow(
    db: &mut Db,
    store: &[u8; 16],
    root: i64,
    person: &str,
    mut secrets: BTreeMap<i64, Secret>,
    own: i64,
) -> Result<Ring, Error> {
    let links: Vec<(i64, i64, Vec<u8>)> =
        db.rows("select holder, compartment, wrapped from link order by holder, compartment", &[])?;
    let mut again = true;
    while again {
        again = false;
        for (holder, compartment, wrapped) in &links {
            if secrets.contains_key(compartment) {
                continue;
            }
            let Some(secret) = secrets.get(holder) else { continue };
            let opened =
                unlink(secret, *compartment, wrapped).ok_or(Damage::Beside("a link between compartments"))?;
            secrets.insert(*compartment, opened);
            again = true;
        }
    }
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> =
        db.rows("select id, public, label from compartment order by id", &[])?;
    let labels = secrets.get(&root).ok_or(Error::Closed)?.derive(Purpose::Labels.words(), &[]);
    let mut known = BTreeMap::new();
    for (id, public, label) in rows {
        let changed = || Damage::Beside("a compartment");
        let public = <[u8; 32]>::try_from(public.as_slice()).map_err(|_| changed())?;
        let label = labels.open(&label_about(store, id, &public), &label).ok_or_else(changed)?;
        let label = crate::seal::unpadded(&label).and_then(|label| String::from_utf8(label.to_vec()).ok());
        // Others seal to the public key: it has to be the one that this secret opens.
        if secrets.get(&id).is_some_and(|secret| public_of(secret) != public) {
            return Err(changed().into());
        }
        known.insert(label.ok_or_else(changed)?, Known { id, public });
    }
    Ok(Ring { person: person.into(), own, slot: 0, root, secrets, known })
}

pub(crate) fn public_of(secret: &Secret) -> [u8; 32] {
    *SecretKey::from_bytes(*secret.bytes()).public_key().as_bytes()
}

/// A compartment's secret sealed to the public key of one that opens it.
pub(crate) fn link(holder: &[u8; 32], compartment: i64, secret: &Secret) -> Result<Vec<u8>, Error> {
    let mut plain = zeroize::Zeroizing::new(secret.bytes().to_vec());
    plain.extend_from_slice(&compartment.to_be_bytes());
    let public = PublicKey::from_bytes(*holder);
    public.seal(&mut crypto_box::aead::OsRng, &plain).map_err(|_| Error::Closed)
}

fn unlink(holder: &Secret, compartment: i64, wrapped: &[u8]) -> Option<Secret> {
    let plain = SecretKey::from_bytes(*holder.bytes()).unseal(wrapped).ok().map(zeroize::Zeroizing::new)?;
    let (secret, id) = plain.split_at_checked(32)?;
    (id == compartment.to_be_bytes()).then(|| Secret::of(secret))?
}

pub(crate) fn slot_about(store: &[u8; 16], own: i64) -> Vec<u8> {
    [b"slot".as_slice(), store, &own.to_be_bytes()].concat()
}

pub(crate) fn label_about(store: &[u8; 16], id: i64, public: &[u8; 32]) -> Vec<u8> {
    [b"label".as_slice(), store, &id.to_be_bytes(), public].concat()
}

pub(crate) fn key_about(store: &[u8; 16], number: u64, compartment: i64) -> Vec<u8> {
    [b"key".as_slice(), store, &number.to_be_bytes(), &compartment.to_be_bytes()].concat()
}

/// Writes a compartment: its public key and its label.
pub(crate) fn put(
    db: &mut Db,
    store: &[u8; 16],
    labels: &Secret,
    known: Known,
    label: &str,
) -> Result<(), Error> {
    let sealed =
        labels.seal(&label_about(store, known.id, &known.public), &crate::seal::padded(label.as_bytes()))?;
    db.run("delete from compartment where id = $1", values![known.id])?;
    let sql = "insert into compartment (id, public, label) values ($1, $2, $3)";
    db.run(sql, values![known.id, &known.public, &sealed])?;
    Ok(())
}
