//! Invitations: a seat for whoever brings the link, once.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::session::{hex, unhex};
use super::{Accounts, SeatAt};
use crate::chain::digest;
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{KeyFile, Opener};
use crate::seal::{Secret, padded, unpadded};
use crate::sql::values;

/// An invitation, opened by its token.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The seat.
    pub seat: SeatAt,
    /// Whose it is, in full.
    pub name: String,
    /// What opens the seat's slot in the case, until it is taken.
    pub opener: Opener,
    /// Whether it may be used again and again: for trying, where keys are everyone's.
    pub again: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    seat: SeatAt,
    name: String,
    again: bool,
}

impl Accounts {
    /// An invitation to a seat: its token, and what the seat's slot is to be opened with. Only the digest of the token is kept.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn invite(
        &mut self,
        seat: &SeatAt,
        name: &str,
        again: bool,
        expires: i64,
    ) -> Result<(Zeroizing<String>, Opener), Error> {
        let token = Secret::random()?;
        let kept = Kept { seat: seat.clone(), name: name.into(), again };
        let plain = serde_json::to_vec(&kept).unwrap_or_default();
        let sealed = token.derive("detente 2026 invitation", &self.id).seal(&[], &padded(&plain))?;
        let sql = "insert into invitation (token, sealed, expires) values ($1, $2, $3)";
        self.db.run(sql, values![&digest(token.bytes()), &sealed, expires])?;
        Ok((hex(token.bytes()), opener(&token)))
    }

    /// The invitation with a token, if it is there and was not used.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn invitation(&mut self, token: &str, now: i64) -> Result<Option<Invited>, Error> {
        let Some(token) = unhex(token) else { return Ok(None) };
        let sql = "select sealed from invitation where token = $1 and expires > $2";
        let row: Option<(Vec<u8>,)> = self.db.row(sql, values![&digest(token.bytes()), now])?;
        let Some((sealed,)) = row else { return Ok(None) };
        let plain = token.derive("detente 2026 invitation", &self.id).open(&[], &sealed);
        let kept: Option<Kept> = plain.and_then(|plain| serde_json::from_slice(unpadded(&plain)?).ok());
        let Kept { seat, name, again } = kept.ok_or(Damage::Beside("an invitation"))?;
        Ok(Some(Invited { seat, name, opener: opener(&token), again }))
    }

    /// Uses an invitation up; `false` if someone was faster.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn use_up(&mut self, token: &str) -> Result<bool, Error> {
        let Some(token) = unhex(token) else { return Ok(false) };
        Ok(self.db.run("delete from invitation where token = $1", values![&digest(token.bytes())])? == 1)
    }
}

fn opener(token: &Secret) -> Opener {
    Opener::Key(KeyFile::of(token.derive("detente 2026 key of an invitation", &[])))
}
