//! Which definition of a measure is used, where authors and tools differ.

/// What a party gets with no agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// The walk-away, even below the worst package; without one, the worst package.
    Reserve,
    /// The walk-away, or the worst package where that is better (NegMAS).
    Floor,
}

/// What a party could get at best, for Kalai and Smorodinsky.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ideal {
    /// Over the zone.
    Rational,
    /// Over all packages.
    All,
}

/// Kalai and Smorodinsky's solution on a finite set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smorodinsky {
    /// Largest smallest share of the ideal gain, refined by leximin.
    MaxMin,
    /// Least difference between the largest and the smallest share (NegMAS). May be bad for all.
    EqualRatio,
    /// Least sum of differences between the worths themselves (GENIUS).
    Genius,
}

/// The egalitarian solution where several packages have the same largest smallest gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Egalitarian {
    /// The one with the largest second smallest gain, and so on.
    Leximin,
    /// All of them tie (NegMAS).
    MaxMin,
}

/// A set of definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definitions {
    /// Its name: `detente`, `negmas` or `genius`.
    pub name: &'static str,
    /// What a party gets with no agreement.
    pub disagreement: Disagreement,
    /// What a party could get at best.
    pub ideal: Ideal,
    /// Kalai and Smorodinsky's solution.
    pub smorodinsky: Smorodinsky,
    /// The egalitarian solution.
    pub egalitarian: Egalitarian,
}

impl Definitions {
    /// Ours.
    pub const DETENTE: Self = Self {
        name: "detente",
        disagreement: Disagreement::Reserve,
        ideal: Ideal::Rational,
        smorodinsky: Smorodinsky::MaxMin,
        egalitarian: Egalitarian::Leximin,
    };
    /// Those of NegMAS 0.16: no agreement is never worse than the worst package, equal-ratio Kalai-Smorodinsky with
    /// the ideal over all packages.
    pub const NEGMAS: Self = Self {
        name: "negmas",
        disagreement: Disagreement::Floor,
        ideal: Ideal::All,
        smorodinsky: Smorodinsky::EqualRatio,
        egalitarian: Egalitarian::MaxMin,
    };
    /// Those of GENIUS 10.4, on the zone's frontier.
    pub const GENIUS: Self = Self { name: "genius", smorodinsky: Smorodinsky::Genius, ..Self::DETENTE };
}
