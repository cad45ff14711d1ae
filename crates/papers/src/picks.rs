//! The packages the measures pick, each named once.

use detente_deal::{Analysis, Solution};

/// A named measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    Nash,
    KalaiSmorodinsky,
    Egalitarian,
    Utilitarian,
    Closest,
}

impl Measure {
    pub(crate) const ALL: [Self; 5] =
        [Self::Nash, Self::KalaiSmorodinsky, Self::Egalitarian, Self::Utilitarian, Self::Closest];

    pub(crate) fn solution(self, analysis: &Analysis) -> Option<&Solution> {
        let solutions = &analysis.solutions;
        match self {
            Self::Nash => solutions.nash.as_ref(),
            Self::KalaiSmorodinsky => solutions.kalai_smorodinsky.as_ref(),
            Self::Egalitarian => solutions.egalitarian.as_ref(),
            Self::Utilitarian => solutions.utilitarian.as_ref(),
            Self::Closest => solutions.closest.as_ref(),
        }
    }

    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::Nash => "N",
            Self::KalaiSmorodinsky => "K",
            Self::Egalitarian => "E",
            Self::Utilitarian => "U",
            Self::Closest => "C",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nash => "Nash",
            Self::KalaiSmorodinsky => "Kalai-Smorodinsky",
            Self::Egalitarian => "egalitarian",
            Self::Utilitarian => "utilitarian",
            Self::Closest => "nearest",
        }
    }

    /// Its name in the JSON shape.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Nash => "solutions.nash",
            Self::KalaiSmorodinsky => "solutions.kalai_smorodinsky",
            Self::Egalitarian => "solutions.egalitarian",
            Self::Utilitarian => "solutions.utilitarian",
            Self::Closest => "solutions.closest",
        }
    }

    /// What it looks for, under the named definitions.
    pub(crate) fn seeks(self, definitions: &str) -> &'static str {
        match (self, definitions) {
            (Self::Nash, _) => "the largest product of gains",
            (Self::KalaiSmorodinsky, "negmas") => {
                "the least difference between the largest and the smallest share of the ideal gain"
            }
            (Self::KalaiSmorodinsky, "genius") => {
                "the least sum of differences between the worths themselves"
            }
            (Self::KalaiSmorodinsky, _) => "the largest smallest share of the ideal gain",
            (Self::Egalitarian, _) => "the largest smallest gain",
            (Self::Utilitarian, _) => "the largest sum of worths",
            (Self::Closest, _) => "the least total shortfall, in shares of each party's range",
        }
    }

    /// The measure's value, as it is spoken of: a difference is not negative.
    pub(crate) fn value(self, definitions: &str, value: f64) -> f64 {
        let difference = self == Self::KalaiSmorodinsky && matches!(definitions, "negmas" | "genius");
        if difference { -value } else { value }
    }

    /// Whether it compares one party's worth with another's.
    pub(crate) fn needs_common_scale(self, definitions: &str) -> bool {
        matches!(self, Self::Egalitarian | Self::Utilitarian)
            || (self == Self::KalaiSmorodinsky && definitions == "genius")
    }
}

/// A package with the measures that pick it.
#[derive(Clone, Debug)]
pub(crate) struct Pick<'a> {
    pub(crate) measures: Vec<Measure>,
    pub(crate) solution: &'a Solution,
}

impl Pick<'_> {
    /// `N K`.
    pub(crate) fn letters(&self) -> String {
        let letters: Vec<&str> = self.measures.iter().map(|measure| measure.letter()).collect();
        letters.join(" ")
    }

    /// `Nash, Kalai-Smorodinsky`.
    pub(crate) fn names(&self) -> String {
        let names: Vec<&str> = self.measures.iter().map(|measure| measure.name()).collect();
        names.join(", ")
    }
}

/// The different packages, in the order of the measures. One worth has one package named, so equal packages are equal
/// worths.
pub(crate) fn picks(analysis: &Analysis) -> Vec<Pick<'_>> {
    let mut picks: Vec<Pick<'_>> = Vec::new();
    for measure in Measure::ALL {
        let Some(solution) = measure.solution(analysis) else { continue };
        match picks.iter_mut().find(|pick| pick.solution.package == solution.package) {
            Some(pick) => pick.measures.push(measure),
            None => picks.push(Pick { measures: vec![measure], solution }),
        }
    }
    picks
}
