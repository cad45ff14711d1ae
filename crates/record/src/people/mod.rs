//! Who is who: mentions read, gathered into the people of a document, and matched to those of the case. Never by guessing.

mod cast;
mod entities;
mod joint;
mod mention;
mod office;
mod resolve;

pub(crate) use cast::lower;
pub use cast::{Actor, ActorKind, Cast, Topic};
pub(crate) use entities::{Gathered, Noted, gather, shown};
pub(crate) use mention::{Reading, read};
pub(crate) use resolve::{Earlier, Place, Resolved, Resolver};

/// What is known of somebody's gender: from titles and pronouns, never from given names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Gender {
    #[default]
    Unknown,
    Feminine,
    Masculine,
}

impl Gender {
    /// Whether two can be the same person's.
    pub(crate) fn fits(self, other: Self) -> bool {
        self == Self::Unknown || other == Self::Unknown || self == other
    }
}
