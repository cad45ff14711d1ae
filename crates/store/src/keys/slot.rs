//! What opens a person's own compartment: a passphrase, or a key file.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::seal::Secret;

/// Least length of a passphrase.
pub const SHORTEST: usize = 12;

/// What a person has or knows.
#[derive(Clone)]
pub enum Opener {
    /// Words known by heart.
    Passphrase(Zeroizing<String>),
    /// A file.
    Key(KeyFile),
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Key(_) => "Key(…)",
        })
    }
}

impl Opener {
    /// A passphrase that is to keep something.
    ///
    /// # Errors
    ///
    /// If it is shorter than [`SHORTEST`].
    pub fn new_passphrase(words: Zeroizing<String>) -> Result<Self, Error> {
        if words.trim().chars().count() < SHORTEST {
            Err(Error::Weak(SHORTEST))
        } else {
            Ok(Self::Passphrase(words))
        }
    }
}

/// A key as a file of one line: `detente-key-1`, a blank, 64 hexadecimal digits.
#[derive(Clone, Debug)]
pub struct KeyFile(Secret);

impl KeyFile {
    /// A new one.
    ///
    /// # Errors
    ///
    /// If the machine gives no random numbers.
    pub fn random() -> Result<Self, Error> {
        Ok(Self(Secret::random()?))
    }

    pub(crate) fn of(key: Secret) -> Self {
        Self(key)
    }

    /// Reads one; `None` where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix("detente-key-1 ")?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let digit = |at: usize| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok();
        let bytes = Zeroizing::new((0..32).map(digit).collect::<Option<Vec<u8>>>()?);
        (digits.len() == 64).then(|| Secret::of(&bytes))?.map(Self)
    }

    /// As it is written.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(80));
        text.push_str("detente-key-1 ");
        for byte in self.0.bytes() {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
            }
        }
        text.push('\n');
        text
    }
}

/// The key of a person's slot. A passphrase is stretched by Argon2id (RFC 9106, 64 MiB, three passes): a wrong guess costs as
/// much as a right one, and each person's has to be guessed apart.
pub(crate) fn slot_key(store: &[u8; 16], person: &str, opener: &Opener) -> Result<Secret, Error> {
    let about = [store.as_slice(), person.as_bytes()].concat();
    match opener {
        Opener::Key(KeyFile(key)) => Ok(key.derive("detente 2026 slot of a key file", &about)),
        Opener::Passphrase(words) => {
            let mut salt = [0; 16];
            blake3::Hasher::new_derive_key("detente 2026 salt").update(&about).finalize_xof().fill(&mut salt);
            let odd = |_| Error::Machine {
                what: "could not stretch the passphrase".into(),
                source: std::io::Error::other("too little memory"),
            };
            let params = Params::new(64 * 1024, 3, 1, Some(32)).map_err(odd)?;
            let mut key = Zeroizing::new([0; 32]);
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(words.trim().as_bytes(), &salt, key.as_mut_slice())
                .map_err(odd)?;
            Secret::of(key.as_slice()).ok_or(Error::Locked)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_reads_as_it_was_written() {
        let key = KeyFile::random().unwrap();
        let text = key.text();
        assert_eq!(KeyFile::parse(&text).unwrap().0.bytes(), key.0.bytes());
        for bad in [
            "",
            "detente-key-1 12",
            &text[..70],
            &format!("{}00", text.trim()),
            "detente-key-1 é",
            &text.replace('-', "_"),
            &format!("detente-key-1 {}", "+f".repeat(32)),
        ] {
            assert!(KeyFile::parse(bad).is_none(), "{bad}");
        }
    }
}
