//! What a negotiator may see, and how it answers.

use crate::preferences::{Package, Preferences};

/// A negotiator's view at its turn: its own preferences, the options, the clock. Of the others it knows how many they are, and what they
/// offer ([`Negotiator::heard`]); their preferences and walk-aways are not here to be looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seat<'a> {
    /// Its own preferences.
    pub preferences: &'a Preferences,
    /// What packages are made of.
    pub packages: &'a Packages,
    /// Its place in the order of turns, from 0.
    pub party: usize,
    /// How many negotiate.
    pub parties: usize,
    /// The round, from 0.
    pub step: u32,
    /// How many rounds there are; `None` where only time is limited.
    pub steps: Option<u32>,
    /// The part of the time that is over, above 0, at most 1.
    pub time: f64,
}

/// The options packages are made of: known to all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packages {
    /// How many options each issue has.
    pub options: Vec<usize>,
    /// `option[package · issues + issue]`.
    option: Vec<u32>,
    /// The number of a package by its code, where there is one.
    codes: Vec<u64>,
}

impl Packages {
    /// Those of a case.
    pub fn of(worths: &detente_deal::Worths) -> Self {
        let packages = 0..worths.codes.len();
        let option = packages.flat_map(|at| worths.package(at)).map(|option| option as u32).collect();
        Self { options: worths.options.clone(), option, codes: worths.codes.to_vec() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The option of each issue; panics for a package there is not.
    pub fn package(&self, at: Package) -> &[u32] {
        &self.option[at as usize * self.options.len()..][..self.options.len()]
    }

    /// The package with these options, if there is one.
    pub fn number(&self, options: &[u32]) -> Option<Package> {
        let fits = options.len() == self.options.len();
        let fits = fits && options.iter().zip(&self.options).all(|(option, many)| (*option as usize) < *many);
        let code = options
            .iter()
            .zip(&self.options)
            .fold(0, |code, (option, many)| code * *many as u64 + u64::from(*option));
        if fits { self.codes.binary_search(&code).ok().map(|at| at as Package) } else { None }
    }
}

/// What a negotiator says to the offer on the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// It agrees.
    Accept,
    /// It does not, and makes an offer of its own.
    Reject,
    /// It leaves; without it there is no agreement.
    Leave,
}

/// A negotiator that failed: it loses the negotiation, and this is why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub Box<str>);

/// Who plays for a party. Two methods make one; the others have answers of their own that fit most.
///
/// ```
/// use detente_sim::{Fault, Negotiator, Package, Response, Seat};
///
/// /// Asks for its best, and for a tenth of the way less in every round.
/// struct Steps;
///
/// impl Negotiator for Steps {
///     fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
///         let own = seat.preferences;
///         let target = own.best() - 0.1 * f64::from(seat.step) * (own.best() - own.floor());
///         Ok(own.at_least(target, 0.0))
///     }
///
///     fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
///         let mine = self.propose(seat)?.map_or(f64::INFINITY, |mine| seat.preferences.worth(mine));
///         Ok(if seat.preferences.worth(offer) >= mine { Response::Accept } else { Response::Reject })
///     }
/// }
/// ```
pub trait Negotiator: Send {
    /// What it puts on the table; `None` if it has nothing to offer and leaves.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault>;

    /// What it says to the offer on the table.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault>;

    /// Told of what another party put on the table.
    fn heard(&mut self, _seat: &Seat<'_>, _from: usize, _offer: Package) {}

    /// Asked by a mediator whether it could live with a text. As its preferences have it.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn lives_with(&mut self, seat: &Seat<'_>, text: Package) -> Result<bool, Fault> {
        Ok(seat.preferences.accepts(text))
    }

    /// Asked by a mediator whether a text is at least as good for it as another. As its preferences have it.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn prefers(&mut self, seat: &Seat<'_>, text: Package, to: Package) -> Result<bool, Fault> {
        Ok(seat.preferences.worth(text) >= seat.preferences.worth(to))
    }
}

impl Negotiator for Box<dyn Negotiator + '_> {
    fn propose(&mut self, seat: &Seat<'_>) -> Result<Option<Package>, Fault> {
        (**self).propose(seat)
    }

    fn respond(&mut self, seat: &Seat<'_>, offer: Package) -> Result<Response, Fault> {
        (**self).respond(seat, offer)
    }

    fn heard(&mut self, seat: &Seat<'_>, from: usize, offer: Package) {
        (**self).heard(seat, from, offer);
    }

    fn lives_with(&mut self, seat: &Seat<'_>, text: Package) -> Result<bool, Fault> {
        (**self).lives_with(seat, text)
    }

    fn prefers(&mut self, seat: &Seat<'_>, text: Package, to: Package) -> Result<bool, Fault> {
        (**self).prefers(seat, text, to)
    }
}
