//! Pages: what a compartment holds of every 8,192 items, opened once and sealed again as one, for quick reading. Any of them
//! can be thrown away and is made anew.

use crate::chain::Head;
use crate::damage::Damage;
use crate::error::Error;
use crate::keys::{Purpose, Ring};
use crate::sql::{Db, values};
use crate::store::Store;

/// How many numbers a page covers.
pub(crate) const PAGE: u64 = 8_192;
/// The form of what is in a page. Pages of another form are made anew.
const FORM: &[u8] = b"page/1";

/// The page that covers a number.
fn nth(number: u64) -> u64 {
    number.saturating_sub(1) / PAGE
}

/// Throws away the pages that cover an item: of one compartment, or of all.
pub(crate) fn forget(db: &mut Db, number: u64, compartment: Option<i64>) -> Result<(), Error> {
    match compartment {
        Some(compartment) => {
            db.run("delete from page where nth = $1 and compartment = $2", values![nth(number), compartment])?
        }
        None => db.run("delete from page where nth = $1", values![nth(number)])?,
    };
    Ok(())
}

/// A page: its compartment, what it is bound to, its sealed bytes.
type Sealed = (i64, Vec<u8>, Vec<u8>);

impl Store {
    /// How many pages the log has filled.
    pub(crate) fn full_pages(&self) -> u64 {
        self.head.number / PAGE
    }

    /// The pages of one stretch: compartment, what the page is bound to, sealed.
    pub(crate) fn sealed_pages(&mut self, nth: u64) -> Result<Vec<Sealed>, Error> {
        let rows: Vec<(i64, Vec<u8>)> =
            self.db.rows("select compartment, sealed from page where nth = $1", values![nth])?;
        let Some(end) = self.head_at((nth + 1) * PAGE)? else { return Ok(Vec::new()) };
        Ok(rows
            .into_iter()
            .map(|(compartment, sealed)| (compartment, self.page_about(compartment, nth, &end), sealed))
            .collect())
    }

    /// What a page is bound to: this store, its place, and the chain up to its end.
    fn page_about(&self, compartment: i64, nth: u64, end: &Head) -> Vec<u8> {
        [FORM, &self.id, &compartment.to_be_bytes(), &nth.to_be_bytes(), &end.hash].concat()
    }

    /// Keeps a page, if nothing it covers has changed meanwhile: the keys it was made from are still those.
    pub(crate) fn put_page(
        &mut self,
        ring: &Ring,
        compartment: i64,
        nth: u64,
        count: usize,
        plain: &[u8],
    ) -> Result<(), Error> {
        let end = self.head_at((nth + 1) * PAGE)?.ok_or(Damage::NoStore)?;
        let about = self.page_about(compartment, nth, &end);
        let sealed = ring.key(compartment, Purpose::Pages)?.seal(&about, plain)?;
        let (first, last) = (nth * PAGE + 1, (nth + 1) * PAGE);
        self.db.whole(|db| {
            let sql = "select count(*) from item_key where compartment = $1 and number between $2 and $3";
            let now: Option<(i64,)> = db.row(sql, values![compartment, first, last])?;
            if now.map(|(now,)| now.unsigned_abs()) != Some(count as u64) {
                return Ok(None);
            }
            db.run("delete from page where compartment = $1 and nth = $2", values![compartment, nth])?;
            let sql = "insert into page (compartment, nth, sealed) values ($1, $2, $3)";
            db.run(sql, values![compartment, nth, &sealed])?;
            Ok(Some(()))
        })?;
        Ok(())
    }
}
