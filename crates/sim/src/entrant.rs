//! Who can be entered for a party.

use crate::negotiator::{Curve, Semantics, Strategy};
use crate::protocol::Table;
use crate::random::Chance;
use crate::seat::{Fault, Negotiator};

/// What makes negotiators of one kind: a [`Strategy`], or one of one's own.
pub trait Entrant: Send + Sync {
    /// Its name in results.
    fn name(&self) -> String;

    /// What it is made of, where its name alone does not tell: a digest of its source, say. A tournament is not gone on with when this is
    /// another than at its beginning.
    fn made_of(&self) -> Option<String> {
        None
    }

    /// A new negotiator for one party of a table. What it draws it draws from the chance.
    ///
    /// # Errors
    ///
    /// If it cannot be made; it then loses the negotiation.
    fn seated(
        &self,
        table: &Table,
        party: usize,
        semantics: Semantics,
        chance: Chance,
    ) -> Result<Box<dyn Negotiator>, Fault>;

    /// Its curve, if what it offers and accepts hangs on time alone.
    fn curve(&self, _semantics: Semantics) -> Option<Curve> {
        None
    }
}

impl Entrant for Strategy {
    fn name(&self) -> String {
        self.to_string()
    }

    fn seated(
        &self,
        _table: &Table,
        _party: usize,
        semantics: Semantics,
        chance: Chance,
    ) -> Result<Box<dyn Negotiator>, Fault> {
        Ok(Strategy::seated(self, semantics, chance))
    }

    fn curve(&self, semantics: Semantics) -> Option<Curve> {
        Strategy::curve(self, semantics)
    }
}
