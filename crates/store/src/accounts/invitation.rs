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
    /// The sign-in name of the account that was made with it, where taking it up was broken off.
    pub account: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    seat: SeatAt,
    name: String,
    again: bool,
    #[serde(default)]
    account: Option<String>,
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
        let kept = Kept { seat: seat.clone(), name: name.into(), again, account: None };
        let plain = serde_json::to_vec(&kept).unwrap_or_default();
        let sealed = token.derive("detente 2026 invitation", &self.id).seal(&[], &padded(&plain))?;
        if !again {
            // The one before, if it was not used, opens nothing any more.
            self.void(seat)?;
        }
        let sql = "insert into invitation (token, seat, sealed, expires) values ($1, $2, $3, $4)";
        self.db.run(sql, values![&digest(token.bytes()), &self.seat(seat), &sealed, expires])?;
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
        let Kept { seat, name, again, account } = kept.ok_or(Damage::Beside("an invitation"))?;
        Ok(Some(Invited { seat, name, opener: opener(&token), again, account }))
    }

    /// Notes which account was made with an invitation, for whoever has to take it up once more.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn note_account(&mut self, token: &str, invited: &Invited, account: &str) -> Result<(), Error> {
        let Some(token) = unhex(token) else { return Ok(()) };
        let kept = Kept {
            seat: invited.seat.clone(),
            name: invited.name.clone(),
            again: invited.again,
            account: Some(account.into()),
        };
        let plain = serde_json::to_vec(&kept).unwrap_or_default();
        let sealed = token.derive("detente 2026 invitation", &self.id).seal(&[], &padded(&plain))?;
        let sql = "update invitation set sealed = $2 where token = $1";
        self.db.run(sql, values![&digest(token.bytes()), &sealed])?;
        Ok(())
    }

    /// Whatever invitation to a seat there is opens nothing any more.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn void(&mut self, seat: &SeatAt) -> Result<(), Error> {
        self.db.run("delete from invitation where seat = $1", values![&self.seat(seat)])?;
        Ok(())
    }

    fn seat(&self, seat: &SeatAt) -> [u8; 32] {
        let words = [b"seat".as_slice(), &self.id, seat.case.as_bytes(), b"/", seat.person.as_bytes()];
        digest(&words.concat())
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
