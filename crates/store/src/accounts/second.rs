//! The second factor: codes that change with the time (RFC 6238).

use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret as Shared, Totp};
use zeroize::Zeroizing;

use super::{Accounts, SignedIn};
use crate::error::Error;
use crate::seal::fill;

/// A second factor that is offered: what a person puts into an app, by hand or as a code to photograph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// The shared secret, in base 32.
    pub secret: String,
    /// The same as an `otpauth:` address.
    pub address: String,
}

/// A second factor as an account keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    secret: String,
    /// The step of the last code that was used.
    pub(super) last: u64,
}

impl Kept {
    /// The step of a code, if it is right and was not used.
    pub(super) fn check(&self, code: &str, now: i64) -> Option<u64> {
        let digits: Zeroizing<String> =
            Zeroizing::new(code.chars().filter(|digit| !digit.is_whitespace()).collect());
        let step = totp(&self.secret)?.check(&digits, now.unsigned_abs())?;
        (step > self.last).then_some(step)
    }
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Shared::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

impl SecondFactor {
    /// A new one, for a sign-in name. It counts only once [`Accounts::set_second`] has seen a code of it.
    ///
    /// # Errors
    ///
    /// If the machine gives no random numbers.
    pub fn offer(name: &str) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; 20]);
        fill(bytes.as_mut_slice())?;
        let secret = Shared::from(bytes.to_vec()).to_base32();
        Ok(Self::of(name, secret))
    }

    /// The one with a shared secret.
    pub fn of(name: &str, secret: String) -> Self {
        let address = format!("otpauth://totp/Detente:{name}?secret={secret}&issuer=Detente");
        Self { secret, address }
    }
}

impl Accounts {
    /// Asks for codes of this secret from now on, if a code of it is right.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if the code is wrong or there is a second factor already.
    pub fn set_second(&mut self, by: &SignedIn, secret: &str, code: &str, now: i64) -> Result<(), Error> {
        let mut kept = Kept { secret: secret.into(), last: 0 };
        kept.last = kept.check(code, now).ok_or(Error::Locked)?;
        let mut set = false;
        self.change(by, |holds| {
            if holds.second.is_none() {
                holds.second = Some(kept);
                set = true;
            }
        })?;
        if set { Ok(()) } else { Err(Error::Locked) }
    }

    /// Asks for codes no longer.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if the password is wrong.
    pub fn drop_second(&mut self, by: &SignedIn, password: &str) -> Result<(), Error> {
        self.unlock(&by.name, password)?;
        self.change(by, |holds| holds.second = None)
    }
}
