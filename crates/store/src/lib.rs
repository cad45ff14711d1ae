//! The store: keeps what was acknowledged, and keeps it closed.
//!
//! One store holds the log of one case, in an SQLite file or a PostgreSQL database, with the same queries. It does not know
//! what an event means: it takes bytes and the labels of the *compartments* that may read them.
//!
//! How a value flows through it. [`Store::append`] makes a key for the item, pads its bytes and seals them; the key is wrapped
//! once for each compartment that may read it; the entry's hash covers the sealed bytes and the entry before ([`Damage`] says
//! what the [`Verdict`] over such a chain can find). The head of the chain moves in the same transaction, if it still stands
//! where the writer saw it: of two who write at once one is told to look again, and nothing is lost. To read, a person's
//! passphrase or key file opens a slot, the slot a [`Ring`] of compartments, a compartment the keys of its items.
//! [`SealedLog`] does this for the events of the talks, and reads long logs from *pages*: what a compartment holds of every
//! 8,192 items, sealed as one.
//!
//! A server holds a [`SharedLog`] for all who are signed in, and [`Accounts`], with which they do.
//!
//! Beside the chain lie notes that expire, who read what, and where key backups are. Erasing an item destroys its keys here
//! and there. What each kind of intruder can and cannot learn is told in `docs/confidences.md`.
//!
//! ```
//! use detente_store::{First, Item, KeyFile, Opener, Place, Plan, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let place = Place::File(folder.path().join("talks.db"));
//! // Who opens what: the mediators all of it, each side its own and what all know.
//! let compartment = |label: &str, holders: &[&str]| {
//!     (label.to_string(), holders.iter().map(|holder| holder.to_string()).collect())
//! };
//! let plan = Plan {
//!     root: "all".into(),
//!     compartments: vec![
//!         compartment("mediators", &[]),
//!         compartment("north", &["mediators"]),
//!         compartment("south", &["mediators"]),
//!         compartment("all", &["mediators", "north", "south"]),
//!     ],
//! };
//! let (eda, bo) = (Opener::Key(KeyFile::random()?), Opener::Key(KeyFile::random()?));
//! let first = First { person: "eda", opener: &eda, opens: &["mediators"] };
//! let (mut store, mut ring) = Store::create(&place, &plan, Some(first))?;
//! store.give(&mut ring, "bo", &bo, &["south"])?;
//!
//! let readers = ["north".to_string()];
//! let item = Item { number: 1, payload: b"we could give way", readers: &readers, opens: &[], erases: None };
//! assert!(store.append(&ring, &item)?);
//! // Whoever comes second is told, and nothing is written.
//! assert!(!store.append(&ring, &item)?);
//!
//! assert_eq!(store.read_all(&ring)?[0].1.as_slice(), b"we could give way");
//! let south = store.unlock("bo", &bo)?;
//! assert!(store.read_all(&south)?.is_empty());
//! assert!(store.verify()?.damage.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod append;
mod backup;
mod beside;
mod chain;
mod damage;
mod erase;
mod error;
mod keys;
mod lock;
mod pages;
mod seal;
mod sealed;
mod shared;
mod sql;
mod store;
mod wrap;

pub use accounts::{Accounts, Device, Invited, SeatAt, SecondFactor, SignedIn};
pub use append::Item;
pub use beside::{Labelled, Note};
pub use chain::{Head, Verdict, short};
pub use damage::Damage;
pub use error::Error;
pub use keys::{KeyFile, Opener, Plan, Ring, SHORTEST};
pub use lock::Lock;
pub use sealed::{IDLE, SealedLog};
pub use shared::{Pass, Read, SharedLog};
pub use sql::Place;
pub use store::{First, Opened, Store};
