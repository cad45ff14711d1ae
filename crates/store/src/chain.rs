//! The chain: each item's hash covers the one before, so that nothing can be changed, removed or moved unnoticed.
//!
//! An item's hash is the SHA-256 of these bytes, numbers as eight bytes with the largest first: `detente/item/1`, the store's
//! 16 bytes, its number, the number of the item it erases (0 for none), the item's mark (32 bytes: which key opens it), the
//! SHA-256 of its sealed bytes, the SHA-256 of the list of keys made with it, the hash of the item before (32 zeros before the
//! first). Only sealed bytes are hashed: no hash tells anything of what was said.

use sha2::{Digest, Sha256};

use crate::damage::Damage;
use crate::error::Error;
use crate::sql::{Db, values};

/// How many rows are read at once.
const BATCH: u64 = 4_096;
/// How many damages are listed.
const MOST: usize = 100;

/// The end of a chain: how many items, and the hash of the last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last item.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl std::fmt::Debug for Head {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Head({self})")
    }
}

/// `12:9F86-D081-…`: the number and the beginning of the hash, short enough for paper.
impl std::fmt::Display for Head {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.number, short(&self.hash))
    }
}

/// The first 80 bits of a hash, for paper: five groups of four hexadecimal digits.
pub fn short(hash: &[u8; 32]) -> String {
    let groups =
        hash[..10].chunks(2).map(|pair| pair.iter().map(|byte| format!("{byte:02X}")).collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

/// What makes up an item's entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) number: u64,
    pub(crate) erases: u64,
    pub(crate) mark: &'a [u8],
    pub(crate) digest: &'a [u8],
    pub(crate) keys: &'a [u8],
}

impl Entry<'_> {
    pub(crate) fn hash(&self, store: &[u8], before: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"detente/item/1");
        hasher.update(store);
        hasher.update(self.number.to_be_bytes());
        hasher.update(self.erases.to_be_bytes());
        hasher.update(self.mark);
        hasher.update(self.digest);
        hasher.update(Sha256::digest(self.keys));
        hasher.update(before);
        hasher.finalize().into()
    }
}

pub(crate) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What a look at the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Where it ends.
    pub head: Head,
    /// Numbers of items that were erased.
    pub erased: Vec<u64>,
    /// Those of them whose erasure came after the backup from which the store was restored: the chain does not hold it.
    pub later: Vec<u64>,
    /// What is not as it was written, the first hundred.
    pub damage: Vec<Damage>,
}

type Stored = (i64, i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

/// Looks at every item and every key. Needs no passphrase. Linear in the log.
pub(crate) fn verify(db: &mut Db, store: &[u8]) -> Result<Verdict, Error> {
    db.steady(|db| {
        let mut damage: Vec<Damage> = Vec::new();
        let mut made: Vec<(u64, u64)> = Vec::new();
        let (mut erased, mut gone): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        let mut everything = 0;
        let mut last = Head { number: 0, hash: [0; 32] };
        // What the chain says the hash before is, where the stored one was changed.
        let mut meant = last.hash;
        loop {
            let sql = "select number, erases, keys, sealed, digest, mark, hash from item where number > $1 order by number limit $2";
            let rows: Vec<Stored> = db.rows(sql, values![last.number, BATCH])?;
            if rows.is_empty() {
                break;
            }
            for (number, erases, keys, sealed, stored, mark, hash) in rows {
                let (number, erases) = (number.unsigned_abs(), erases.unsigned_abs());
                let missing = (last.number + 1..number).take(MOST);
                damage.extend(missing.map(Damage::Missing));
                let gap = number != last.number + 1;
                if sealed.is_empty() {
                    gone.push(number);
                } else if digest(&sealed) != *stored {
                    damage.push(Damage::Words(number));
                }
                let entry = Entry { number, erases, mark: &mark, digest: &stored, keys: &keys };
                let computed = entry.hash(store, &last.hash);
                // Behind a gap nothing can be said of the first item but that it is there.
                if computed != *hash && !gap && entry.hash(store, &meant) != *hash {
                    damage.push(Damage::Entry(number));
                }
                if erases == number {
                    everything = number;
                } else if erases > 0 {
                    erased.push(erases);
                }
                made.extend(pairs(&keys));
                meant = computed;
                last = Head { number, hash: <[u8; 32]>::try_from(hash.as_slice()).unwrap_or_default() };
            }
        }
        let about: Option<(i64, Vec<u8>)> = db.row("select number, hash from about", &[])?;
        let (number, hash) = about.ok_or(Damage::NoStore)?;
        if number.unsigned_abs() != last.number {
            damage.push(Damage::End { found: last.number, expected: number.unsigned_abs() });
        } else if *hash != last.hash {
            damage.push(Damage::Entry(last.number));
        }
        let later: Vec<(i64,)> = db.rows("select number from erased_later order by number", &[])?;
        let later: Vec<u64> = later.into_iter().map(|(number,)| number.unsigned_abs()).collect();
        erased.extend(1..=everything);
        erased.extend(&later);
        erased.sort_unstable();
        erased.dedup();
        // Emptied without an erasure that says so.
        damage.extend(gone.iter().filter(|gone| erased.binary_search(gone).is_err()).map(|gone| Damage::Words(*gone)));
        made.retain(|(number, _)| erased.binary_search(number).is_err());
        made.sort_unstable();
        made.dedup();
        check_keys(db, store, &made, &mut damage)?;
        damage.truncate(MOST);
        Ok(Verdict { head: last, erased, later, damage })
    })
}

/// Whether exactly the keys that were made are there, unchanged.
fn check_keys(db: &mut Db, store: &[u8], made: &[(u64, u64)], damage: &mut Vec<Damage>) -> Result<(), Error> {
    let mut expected = made.iter().peekable();
    let (mut number, mut compartment) = (0, 0);
    loop {
        let sql = "select number, compartment, wrapped, checksum from item_key \
                   where number > $1 or (number = $1 and compartment > $2) order by number, compartment limit $3";
        let rows: Vec<(i64, i64, Vec<u8>, Vec<u8>)> = db.rows(sql, values![number, compartment, BATCH])?;
        if rows.is_empty() {
            break;
        }
        for (n, c, wrapped, sum) in rows {
            (number, compartment) = (n, c);
            let here = (n.unsigned_abs(), c.unsigned_abs());
            while let Some(before) = expected.next_if(|known| **known < here) {
                damage.push(Damage::Key(before.0));
            }
            if expected.next_if(|known| **known == here).is_none() {
                damage.push(Damage::Stray(here.0));
            } else if checksum(store, here.0, c, &wrapped) != *sum {
                damage.push(Damage::Key(here.0));
            }
        }
    }
    damage.extend(expected.map(|(number, _)| Damage::Key(*number)));
    Ok(())
}

/// Finds damage of a key without opening anything.
pub(crate) fn checksum(store: &[u8], number: u64, compartment: i64, wrapped: &[u8]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"detente/key/1").update(store).update(&number.to_be_bytes());
    hasher.update(&compartment.to_be_bytes()).update(wrapped);
    let mut sum = [0; 16];
    hasher.finalize_xof().fill(&mut sum);
    sum
}

/// The list of keys made with an item, as it is stored: number and compartment, eight bytes each.
pub(crate) fn list(pairs: &[(u64, i64)]) -> Vec<u8> {
    pairs
        .iter()
        .flat_map(|(number, compartment)| [number.to_be_bytes(), compartment.to_be_bytes()].concat())
        .collect()
}

pub(crate) fn pairs(list: &[u8]) -> impl Iterator<Item = (u64, u64)> {
    let number = |bytes: &[u8]| u64::from_be_bytes(bytes.try_into().unwrap_or_default());
    list.chunks_exact(16).map(move |pair| (number(&pair[..8]), number(&pair[8..])))
}
