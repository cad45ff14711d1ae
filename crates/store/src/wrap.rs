//! The key of an item, wrapped for a compartment: by its own key where the writer holds that, else sealed to its public key.

use crypto_box::{PublicKey, SecretKey};

use crate::chain::checksum;
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{Known, Purpose, Ring, key_about};
use crate::seal::Secret;
use crate::sql::{Db, values};

/// Wrapped by the compartment's own key.
const OWN: u8 = 1;
/// Sealed to its public key.
const PUBLIC: u8 = 2;

pub(crate) fn wrap(
    ring: &Ring,
    store: &[u8; 16],
    number: u64,
    to: Known,
    key: &Secret,
) -> Result<Vec<u8>, Error> {
    let about = key_about(store, number, to.id);
    if let Ok(own) = ring.key(to.id, Purpose::Items) {
        return wrap_own(&own, &about, key);
    }
    let plain = zeroize::Zeroizing::new([key.bytes().as_slice(), &about].concat());
    let sealed = PublicKey::from_bytes(to.public).seal(&mut crypto_box::aead::OsRng, &plain);
    Ok([[PUBLIC].as_slice(), &sealed.map_err(|_| Error::Closed)?].concat())
}

/// The same by a key that is at hand.
pub(crate) fn wrap_own(own: &Secret, about: &[u8], key: &Secret) -> Result<Vec<u8>, Error> {
    Ok([[OWN].as_slice(), &own.seal(about, key.bytes())?].concat())
}

pub(crate) fn unwrap(
    ring: &Ring,
    store: &[u8; 16],
    number: u64,
    compartment: i64,
    wrapped: &[u8],
) -> Result<Secret, Error> {
    let about = key_about(store, number, compartment);
    let opened = match wrapped.split_first() {
        Some((&OWN, sealed)) => {
            ring.key(compartment, Purpose::Items)?.open(&about, sealed).and_then(|key| Secret::of(&key))
        }
        Some((&PUBLIC, sealed)) => {
            let secret = SecretKey::from_bytes(*ring.secret(compartment)?.bytes());
            let plain = secret.unseal(sealed).ok().map(zeroize::Zeroizing::new);
            plain.and_then(|plain| {
                let (key, rest) = plain.split_at_checked(32)?;
                (rest == about).then(|| Secret::of(key))?
            })
        }
        _ => None,
    };
    Ok(opened.ok_or(Damage::Key(number))?)
}

pub(crate) fn put(
    db: &mut Db,
    store: &[u8; 16],
    number: u64,
    compartment: i64,
    wrapped: &[u8],
) -> Result<(), Error> {
    let sum = checksum(store, number, compartment, wrapped);
    let sql = "insert into item_key (number, compartment, wrapped, checksum) values ($1, $2, $3, $4)";
    db.run(sql, values![number, compartment, wrapped, &sum])?;
    Ok(())
}
