//! Papers beside the log: notes and drafts, as they are kept in a store.

use detente_store::{Error, Ring, Store};
use detente_talks::{Compartment, Seat};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// How long a note is kept unless its writer says otherwise.
pub(crate) const DAYS: i64 = 30;

/// A paper as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Id of the one who wrote it.
    pub(crate) by: String,
    pub(crate) at: Timestamp,
    /// Id of the party it is about, or the path of the text it is a draft of.
    pub(crate) about: Option<String>,
    pub(crate) words: String,
    /// Whether it is the draft of a revision.
    #[serde(default)]
    pub(crate) draft: bool,
}

/// A paper that can be read.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: i64,
    pub(crate) until: Timestamp,
    pub(crate) kept: Kept,
}

impl Found {
    /// Enough of the id to tell one from another.
    pub(crate) fn code(&self) -> String {
        format!("{:016x}", self.id)[..6].to_string()
    }
}

/// The compartment in which a seat keeps its papers: the mediators', the side's own, the person's.
pub(crate) fn shelf(seat: &Seat) -> String {
    let label = match seat.mediates() {
        true => Compartment::Mediators,
        false if seat.delegate() => Compartment::Side(seat.side.clone()),
        false => Compartment::Person(seat.person.clone()),
    };
    label.to_string()
}

/// The papers that a ring opens.
pub(crate) fn papers(store: &mut Store, ring: &Ring) -> Result<Vec<Found>, Error> {
    let all = store.notes(ring, Timestamp::now().as_second())?;
    let found = all.into_iter().filter_map(|note| {
        let kept: Kept = serde_json::from_slice(&note.plain).ok()?;
        Some(Found { id: note.id, until: Timestamp::from_second(note.expires).ok()?, kept })
    });
    Ok(found.collect())
}

/// Keeps a paper where a seat keeps its own.
///
/// # Errors
///
/// [`Error::Closed`] if its side has no key of its own yet.
pub(crate) fn keep(
    store: &mut Store,
    ring: &mut Ring,
    seat: &Seat,
    until: i64,
    kept: &Kept,
) -> Result<(), Error> {
    let label = shelf(seat);
    if store.demo() && !ring.opens(&label) {
        let inner = Compartment::Caucus(seat.side.clone()).to_string();
        let opens: Vec<&str> = if ring.opens(&inner) { vec![inner.as_str()] } else { Vec::new() };
        store.make(ring, &label, &[], &opens)?;
    }
    let plain = Zeroizing::new(serde_json::to_vec(kept).unwrap_or_default());
    store.put_note(ring, &label, until, &plain)
}

/// Makes the compartment that no mediator opens, for a side that has none yet; whether it was made.
pub(crate) fn own_compartment(store: &mut Store, ring: &mut Ring, seat: &Seat) -> Result<bool, Error> {
    let label = Compartment::Side(seat.side.clone()).to_string();
    if !seat.delegate() || ring.knows(&label) {
        return Ok(false);
    }
    let (holder, inner) =
        (format!("person/{}", seat.person), Compartment::Caucus(seat.side.clone()).to_string());
    store.make(ring, &label, &[&holder], &[&inner])
}
