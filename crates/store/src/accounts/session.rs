//! Sessions: a browser that was signed in, until it ends or is ended.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Accounts, Holds, SeatAt, opener, unseal};
use crate::chain::digest;
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::Opener;
use crate::seal::{Secret, padded, random_id, unpadded};
use crate::sql::values;

/// An account, opened by a session's token. Its key is wiped when dropped.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The sign-in name.
    pub name: String,
    /// The seats of the account.
    pub seats: Vec<SeatAt>,
    /// Whether a second factor is asked for.
    pub second: bool,
    pub(super) account: i64,
    pub(super) session: i64,
    secret: Secret,
}

impl SignedIn {
    /// What opens the account's seats.
    pub fn opener(&self) -> Opener {
        opener(&self.secret)
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Names it, among those of the account.
    pub id: i64,
    /// What it says it is.
    pub label: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// Session, account, its key under the token, what the account holds.
type SessionRow = (i64, i64, Vec<u8>, Vec<u8>);

#[derive(Serialize, Deserialize)]
struct Kept {
    label: String,
    since: i64,
}

impl Accounts {
    /// Signs in; the token of the session, for the browser alone. Only its digest is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`], alike and after the same time, for an unknown name, a wrong password and a wrong or missing code of
    /// the second factor.
    pub fn sign_in(
        &mut self,
        name: &str,
        password: &str,
        code: &str,
        device: &str,
        (now, until): (i64, i64),
    ) -> Result<Zeroizing<String>, Error> {
        let (account, secret, holds) = self.unlock(name, password)?;
        if let Some(second) = &holds.second {
            let used = second.check(code, now).ok_or(Error::Locked)?;
            let by = self.held(account, 0, secret.clone(), holds);
            let mut fresh = false;
            self.change(&by, |holds| {
                if let Some(second) = &mut holds.second
                    && second.last < used
                {
                    second.last = used;
                    fresh = true;
                }
            })?;
            // Each code counts once.
            if !fresh {
                return Err(Error::Locked);
            }
        }
        self.begin(account, &secret, device, now, until)
    }

    fn begin(
        &mut self,
        account: i64,
        secret: &Secret,
        device: &str,
        now: i64,
        until: i64,
    ) -> Result<Zeroizing<String>, Error> {
        let (token, id) = (Secret::random()?, random_id()?);
        let wrapped = token.derive("detente 2026 session", &self.about(account)).seal(&[], secret.bytes())?;
        let kept = Kept { label: device.into(), since: now };
        let device = secret
            .derive("detente 2026 devices", &[])
            .seal(&id.to_be_bytes(), &padded(&serde_json::to_vec(&kept).unwrap_or_default()))?;
        self.db.run("delete from session where expires <= $1", values![now])?;
        let sql = "insert into session (token, id, account, wrapped, device, expires) values ($1, $2, $3, $4, $5, $6)";
        let hashed = digest(token.bytes());
        self.db.run(sql, values![&hashed, id, account, &wrapped, &device, until])?;
        Ok(hex(token.bytes()))
    }

    /// The account a session's token opens, if the session has not ended.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn session(&mut self, token: &str, now: i64) -> Result<Option<SignedIn>, Error> {
        let Some(token) = unhex(token) else { return Ok(None) };
        let sql = "select s.id, s.account, s.wrapped, a.sealed from session s join account a on a.id = s.account \
                   where s.token = $1 and s.expires > $2";
        let row: Option<SessionRow> = self.db.row(sql, values![&digest(token.bytes()), now])?;
        let Some((session, account, wrapped, sealed)) = row else { return Ok(None) };
        let key = token.derive("detente 2026 session", &self.about(account));
        let secret = key.open(&[], &wrapped).and_then(|secret| Secret::of(&secret));
        let secret = secret.ok_or(Damage::Beside("a session"))?;
        let holds = unseal(&secret, account, &sealed)?;
        Ok(Some(self.held(account, session, secret, holds)))
    }

    fn held(&self, account: i64, session: i64, secret: Secret, holds: Holds) -> SignedIn {
        let Holds { name, seats, second } = holds;
        SignedIn { name, seats, second: second.is_some(), account, session, secret }
    }

    /// The account of a name and password, to be given another seat.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] as for signing in.
    pub fn known(&mut self, name: &str, password: &str) -> Result<SignedIn, Error> {
        let (account, secret, holds) = self.unlock(name, password)?;
        Ok(self.held(account, 0, secret, holds))
    }

    /// Ends the session itself, or another of the same account.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn end(&mut self, by: &SignedIn, device: Option<i64>) -> Result<(), Error> {
        let id = device.unwrap_or(by.session);
        self.db.run("delete from session where account = $1 and id = $2", values![by.account, id])?;
        Ok(())
    }

    /// The browsers that are signed in to an account, the latest first.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn devices(&mut self, by: &SignedIn, now: i64) -> Result<Vec<Device>, Error> {
        let sql = "select id, device from session where account = $1 and expires > $2";
        let rows: Vec<(i64, Vec<u8>)> = self.db.rows(sql, values![by.account, now])?;
        let key = by.secret().derive("detente 2026 devices", &[]);
        let mut all = Vec::with_capacity(rows.len());
        for (id, sealed) in rows {
            let plain = key.open(&id.to_be_bytes(), &sealed);
            let kept: Option<Kept> = plain.and_then(|plain| serde_json::from_slice(unpadded(&plain)?).ok());
            let Kept { label, since } = kept.ok_or(Damage::Beside("a session"))?;
            all.push(Device { id, label, since, here: id == by.session });
        }
        all.sort_by_key(|device| (std::cmp::Reverse(device.since), device.id));
        Ok(all)
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8; 32]) -> Zeroizing<String> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Zeroizing::new(digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
}

/// The bytes of 64 hexadecimal digits.
pub(super) fn unhex(digits: &str) -> Option<Secret> {
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok();
    let bytes = Zeroizing::new((0..32).map(byte).collect::<Option<Vec<u8>>>()?);
    Secret::of(&bytes)
}
