//! Sealing: keys that are wiped, bytes that only a key opens, lengths that tell little.
//!
//! XChaCha20-Poly1305 with a random nonce for everything (RFC 8439, draft-irtf-cfrg-xchacha); BLAKE3 to derive keys.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use crate::error::Error;

/// Sealed payloads are multiples of this long, so that "acceptable" and "rejected" are equally long.
const GRAIN: usize = 128;
const NONCE: usize = 24;

/// A key. Wiped from memory when dropped; never printed.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Secret {
    pub(crate) fn random() -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Another key, for one purpose and one thing.
    pub(crate) fn derive(&self, purpose: &str, about: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(purpose);
        hasher.update(self.0.as_slice()).update(about);
        let mut key = Zeroizing::new([0; 32]);
        hasher.finalize_xof().fill(key.as_mut_slice());
        Self(key)
    }

    /// Binds a sealed item to one key: without it, bytes could be made that two keys open to different words.
    pub(crate) fn mark(&self) -> [u8; 32] {
        *self.derive("detente 2026 item key mark", &[]).bytes()
    }

    pub(crate) fn seal(&self, about: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = vec![0; NONCE];
        fill(&mut out)?;
        let nonce = <[u8; NONCE]>::try_from(out.as_slice()).unwrap_or([0; NONCE]);
        let cipher = XChaCha20Poly1305::new(&(*self.0).into());
        let sealed = cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: about });
        // Fails only beyond 256 GiB.
        out.extend(sealed.map_err(|_| Error::Full)?);
        Ok(out)
    }

    pub(crate) fn open(&self, about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).ok()?;
        let cipher = XChaCha20Poly1305::new(&(*self.0).into());
        cipher.decrypt(&nonce.into(), Payload { msg: rest, aad: about }).ok().map(Zeroizing::new)
    }
}

pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|error| Error::Machine {
        what: "could not get random numbers".into(),
        source: std::io::Error::other(error),
    })
}

/// A random number for a row, which tells nothing of how many there are.
pub(crate) fn random_id() -> Result<i64, Error> {
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    Ok((i64::from_le_bytes(bytes) & i64::MAX).max(1))
}

/// The bytes with their length before them and blanks behind.
pub(crate) fn padded(plain: &[u8]) -> Zeroizing<Vec<u8>> {
    let whole = (plain.len() + 8).next_multiple_of(GRAIN);
    let mut out = Zeroizing::new(Vec::with_capacity(whole));
    out.extend_from_slice(&(plain.len() as u64).to_le_bytes());
    out.extend_from_slice(plain);
    out.resize(whole, 0);
    out
}

pub(crate) fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let (length, rest) = padded.split_at_checked(8)?;
    let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
    rest.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_and_the_place_open_it() {
        let (key, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        let sealed = key.seal(b"1", b"rejected").unwrap();
        assert_eq!(key.open(b"1", &sealed).unwrap().as_slice(), b"rejected");
        assert!(key.open(b"2", &sealed).is_none());
        assert!(other.open(b"1", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert!(key.open(b"1", &bent).is_none());
        }
        assert_ne!(sealed, key.seal(b"1", b"rejected").unwrap());
        assert_eq!(format!("{key:?}"), "Secret(…)");
    }

    #[test]
    fn answers_are_equally_long() {
        let key = Secret::random().unwrap();
        let length = |plain: &[u8]| key.seal(b"", &padded(plain)).unwrap().len();
        assert_eq!(length(b"acceptable"), length(b"rejected"));
        for plain in [b"".as_slice(), b"x", &[7; 120], &[7; 121], &[7; 500]] {
            assert_eq!(unpadded(&padded(plain)), Some(plain));
        }
        assert_eq!(unpadded(&[255; 20]), None);
        assert_eq!(unpadded(&[1]), None);
    }
}
