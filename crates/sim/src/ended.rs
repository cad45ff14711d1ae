//! How a negotiation went.

use crate::preferences::Package;

/// How a negotiation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// All accepted a package.
    Agreed(Package),
    /// Time was over.
    Deadline,
    /// A party left.
    Left(usize),
    /// A party failed and lost the negotiation, for this reason.
    Failed(usize, Box<str>),
}

impl How {
    /// One word: `agreed`, `deadline`, `left`, `failed`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Agreed(_) => "agreed",
            Self::Deadline => "deadline",
            Self::Left(_) => "left",
            Self::Failed(..) => "failed",
        }
    }
}

/// A negotiation that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// How.
    pub how: How,
    /// The round it ended in, from 0; as many as there were where time was over.
    pub step: u32,
    /// The part of the time that was over, at most 1.
    pub time: f64,
    /// How many offers, drafts or texts were on the table.
    pub offers: u32,
}

impl Ended {
    /// The package agreed on.
    pub fn agreement(&self) -> Option<Package> {
        match self.how {
            How::Agreed(package) => Some(package),
            _ => None,
        }
    }
}

/// One thing that happened at the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The round, from 0.
    pub step: u32,
    /// The part of the time that was over.
    pub time: f64,
    /// Whose offer; `None` for a mediator's text.
    pub party: Option<usize>,
    /// What was put on the table.
    pub offer: Package,
    /// Which parties said they could live with it, in order; parties not asked are left out.
    pub accepted: Vec<usize>,
}

/// Told what happens at a table, as it happens.
pub trait Listener {
    /// Something is put on the table.
    fn offered(&mut self, step: u32, time: f64, party: Option<usize>, offer: Package);
    /// A party accepts what is on the table.
    fn accepted(&mut self, party: usize);
}

/// Nobody listens: costs nothing.
impl Listener for () {
    #[inline]
    fn offered(&mut self, _: u32, _: f64, _: Option<usize>, _: Package) {}
    #[inline]
    fn accepted(&mut self, _: usize) {}
}

/// Everything is kept.
impl Listener for Vec<Turn> {
    fn offered(&mut self, step: u32, time: f64, party: Option<usize>, offer: Package) {
        self.push(Turn { step, time, party, offer, accepted: Vec::new() });
    }

    fn accepted(&mut self, party: usize) {
        if let Some(turn) = self.last_mut() {
            turn.accepted.push(party);
        }
    }
}
