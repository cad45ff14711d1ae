//! Accounts: how people sign in, from which devices, and to which seats.
//!
//! An account has a key of its own. The password seals it, each session's token seals it, and it opens the account's seats: the
//! slots of one person in one case or several. So whoever has the file learns no name, no seat and no key from it, and a
//! server that is started again opens what a browser's cookie opens and nothing else.

mod invitation;
mod second;
mod session;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::chain::digest;
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{KeyFile, Opener, slot_key};
use crate::seal::{Secret, fill, padded, random_id, unpadded};
use crate::sql::{Db, Place, values};
pub use invitation::Invited;
pub use second::SecondFactor;
pub use session::{Device, SignedIn};

/// The accounts of a server, in an SQLite file or a PostgreSQL database.
#[derive(Debug)]
pub struct Accounts {
    db: Db,
    id: [u8; 16],
}

/// A person in a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeatAt {
    /// The short name of the case.
    pub case: String,
    /// The id of the person there.
    pub person: String,
}

/// What an account holds, sealed with its key.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Holds {
    name: String,
    seats: Vec<SeatAt>,
    #[serde(default)]
    second: Option<second::Kept>,
}

impl Accounts {
    /// Opens the accounts; makes them where there are none.
    ///
    /// # Errors
    ///
    /// If the database cannot be opened.
    pub fn open(place: &Place) -> Result<Self, Error> {
        let mut db = Db::connect(place, true)?;
        let mut fresh = [0; 16];
        fill(&mut fresh)?;
        let sql = "insert into house (one, id) values (1, $1) on conflict (one) do nothing";
        db.run(sql, values![&fresh])?;
        let row: Option<(Vec<u8>,)> = db.row("select id from house", &[])?;
        let id = row.and_then(|(id,)| <[u8; 16]>::try_from(id.as_slice()).ok());
        Ok(Self { db, id: id.ok_or(Damage::NoStore)? })
    }

    /// Makes an account for a seat, with a sign-in name that nobody has. `like` is what the name begins with. Stretching the
    /// password takes a tenth of a second, on purpose.
    ///
    /// # Errors
    ///
    /// [`Error::Weak`] if the password is too short.
    pub fn add(&mut self, like: &str, password: &str, seat: &SeatAt) -> Result<String, Error> {
        let opener = Opener::new_passphrase(Zeroizing::new(password.into()))?;
        let (id, secret) = (random_id()?, Secret::random()?);
        let wrapped = self.password_key(id, &opener)?.seal(&self.about(id), secret.bytes())?;
        loop {
            // The server chooses the name: a name that is taken would tell that someone has it.
            let name = format!("{}-{:04}", like, random_id()? % 10_000);
            let holds = Holds { name: name.clone(), seats: vec![seat.clone()], second: None };
            let sealed = seal(&secret, id, &holds)?;
            let sql = "insert into account (id, name, wrapped, sealed) values ($1, $2, $3, $4) on conflict do nothing";
            if self.db.run(sql, values![id, &self.name(&name), &wrapped, &sealed])? == 1 {
                return Ok(name);
            }
        }
    }

    /// The key and the contents of an account, for its password; after the same time and with the same answer whether the
    /// name is unknown or the password wrong.
    fn unlock(&mut self, name: &str, password: &str) -> Result<(i64, Secret, Holds), Error> {
        let sql = "select id, wrapped, sealed from account where name = $1";
        let row: Option<(i64, Vec<u8>, Vec<u8>)> = self.db.row(sql, values![&self.name(name)])?;
        let id = row.as_ref().map_or(0, |(id, ..)| *id);
        let key = self.password_key(id, &Opener::Passphrase(Zeroizing::new(password.into())))?;
        let (id, wrapped, sealed) = row.ok_or(Error::Locked)?;
        let secret = key.open(&self.about(id), &wrapped).and_then(|secret| Secret::of(&secret));
        let secret = secret.ok_or(Error::Locked)?;
        let holds = unseal(&secret, id, &sealed)?;
        Ok((id, secret, holds))
    }

    /// Changes what an account holds.
    fn change(&mut self, by: &SignedIn, change: impl FnOnce(&mut Holds)) -> Result<(), Error> {
        let id = by.account;
        self.db
            .whole(|db| {
                // Whoever changes it at the same moment waits here.
                db.run("update account set name = name where id = $1", values![id])?;
                let row: Option<(Vec<u8>,)> =
                    db.row("select sealed from account where id = $1", values![id])?;
                let mut holds = unseal(by.secret(), id, &row.ok_or(Error::Locked)?.0)?;
                change(&mut holds);
                let sealed = seal(by.secret(), id, &holds)?;
                db.run("update account set sealed = $2 where id = $1", values![id, &sealed])?;
                Ok(Some(()))
            })
            .map(|_| ())
    }

    /// Gives an account another seat.
    ///
    /// # Errors
    ///
    /// If the database fails.
    pub fn add_seat(&mut self, by: &SignedIn, seat: &SeatAt) -> Result<(), Error> {
        self.change(by, |holds| {
            if !holds.seats.contains(seat) {
                holds.seats.push(seat.clone());
            }
        })
    }

    /// Puts another password in the place of an account's, and ends all its other sessions.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if the old one is wrong, [`Error::Weak`] if the new one is too short.
    pub fn change_password(&mut self, by: &SignedIn, old: &str, new: &str) -> Result<(), Error> {
        let opener = Opener::new_passphrase(Zeroizing::new(new.into()))?;
        let (id, secret, _) = self.unlock(&by.name, old)?;
        let wrapped = self.password_key(id, &opener)?.seal(&self.about(id), secret.bytes())?;
        self.db.run("update account set wrapped = $2 where id = $1", values![id, &wrapped])?;
        self.db.run("delete from session where account = $1 and id <> $2", values![id, by.session])?;
        self.db.scrub()
    }

    fn name(&self, name: &str) -> [u8; 32] {
        digest(&[b"name".as_slice(), &self.id, name.trim().to_lowercase().as_bytes()].concat())
    }

    fn about(&self, account: i64) -> Vec<u8> {
        [b"account".as_slice(), &self.id, &account.to_be_bytes()].concat()
    }

    fn password_key(&self, account: i64, opener: &Opener) -> Result<Secret, Error> {
        slot_key(&self.id, &account.to_string(), opener)
    }
}

/// What opens the seats of an account in the stores of its cases.
fn opener(secret: &Secret) -> Opener {
    Opener::Key(KeyFile::of(secret.derive("detente 2026 seats of an account", &[])))
}

fn seal(secret: &Secret, id: i64, holds: &Holds) -> Result<Vec<u8>, Error> {
    let plain = Zeroizing::new(serde_json::to_vec(holds).unwrap_or_default());
    secret.derive("detente 2026 what an account holds", &[]).seal(&id.to_be_bytes(), &padded(&plain))
}

fn unseal(secret: &Secret, id: i64, sealed: &[u8]) -> Result<Holds, Error> {
    let plain = secret.derive("detente 2026 what an account holds", &[]).open(&id.to_be_bytes(), sealed);
    let holds = plain.and_then(|plain| serde_json::from_slice(unpadded(&plain)?).ok());
    holds.ok_or_else(|| Damage::Beside("an account").into())
}
