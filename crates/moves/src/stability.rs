//! Which states last, for whom, in which sense.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::{Model, Profile};
use crate::response::{MOST_ONCE, Response, least};
use crate::side::Side;

/// Why an actor would not leave a state.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Concept {
    /// No move makes it better off [Nash 1950].
    Nash,
    /// General metarational: the others can answer every improvement so that it ends no better off [Howard 1971].
    Gmr,
    /// Symmetric metarational: and it cannot get out of that by one more move [Howard 1971].
    Smr,
    /// Sequential: they can do so by moves each of which makes its mover better off [Fraser and Hipel 1979].
    Seq,
    /// Symmetric sequential: both [Rêgo and Vieira 2017].
    Sseq,
}

impl Concept {
    /// All, in the order they are shown in.
    pub const ALL: [Self; 5] = [Self::Nash, Self::Gmr, Self::Smr, Self::Seq, Self::Sseq];

    /// Its name in the literature's short form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nash => "nash",
            Self::Gmr => "gmr",
            Self::Smr => "smr",
            Self::Seq => "seq",
            Self::Sseq => "sseq",
        }
    }
}

/// In which senses a state is stable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stable(u8);

impl Stable {
    /// In every sense.
    pub const ALL: Self = Self(0b1_1111);

    /// Whether in this sense.
    pub fn is(self, concept: Concept) -> bool {
        self.0 >> concept as u8 & 1 == 1
    }

    /// With this one.
    #[must_use]
    pub fn with(self, concept: Concept) -> Self {
        Self(self.0 | 1 << concept as u8)
    }

    /// In the senses of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// For each actor, for each state, in which senses it is stable. Linear in states and moves of all actors for each actor
/// [`Response::Once`] apart; the actors side by side.
pub fn stability(
    model: &Model,
    profile: &Profile,
    response: Response,
) -> Result<Vec<Vec<Stable>>, TooManyActors> {
    let sides = model.sides(profile);
    if response == Response::Once && sides.len() > MOST_ONCE + 1 {
        return Err(TooManyActors { most: MOST_ONCE + 1 });
    }
    Ok((0..sides.len()).into_par_iter().map(|focal| of(focal, &sides, profile, response)).collect())
}

/// More actors than every order of answers is looked at for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "answers in which each moves at most once are looked at for at most {most} actors; use legal-sequence"
)]
pub struct TooManyActors {
    /// How many.
    pub most: usize,
}

fn of(focal: usize, sides: &[Side<'_>], profile: &Profile, response: Response) -> Vec<Stable> {
    let opponents: Vec<&Side<'_>> =
        sides.iter().enumerate().filter(|(at, _)| *at != focal).map(|(_, side)| side).collect();
    let side = &sides[focal];
    let ranks = side.ranks;
    let rising = &profile.rising[focal];
    let escape = side.escape();
    let escape_rising = rising_by(&escape);
    let mut stable = vec![Stable::default(); ranks.len()];
    let mut note = |concept: Concept, verdicts: Vec<bool>| {
        for (stable, holds) in stable.iter_mut().zip(verdicts) {
            *stable = if holds { stable.with(concept) } else { *stable };
        }
    };
    note(Concept::Nash, escape.iter().zip(ranks).map(|(best, own)| best == own).collect());
    for (improving, plain, symmetric) in
        [(false, Concept::Gmr, Concept::Smr), (true, Concept::Seq, Concept::Sseq)]
    {
        note(plain, side.deterred(&least(response, &opponents, improving, ranks, rising)));
        note(symmetric, side.deterred(&least(response, &opponents, improving, &escape, &escape_rising)));
    }
    stable
}

/// All states from the least value to the most, equal ones in order.
pub(crate) fn rising_by(values: &[u32]) -> Vec<u32> {
    let most = values.iter().max().map_or(0, |most| *most as usize);
    let mut starts = vec![0_u32; most + 2];
    values.iter().for_each(|value| starts[*value as usize + 1] += 1);
    for at in 0..=most {
        starts[at + 1] += starts[at];
    }
    let mut rising = vec![0; values.len()];
    for (state, value) in values.iter().enumerate() {
        let next = &mut starts[*value as usize];
        rising[*next as usize] = state as u32;
        *next += 1;
    }
    rising
}

/// For each state in which senses it is stable for every actor.
pub fn equilibria(stable: &[Vec<Stable>]) -> Vec<Stable> {
    let states = stable.first().map_or(0, Vec::len);
    (0..states).map(|state| stable.iter().fold(Stable::ALL, |all, own| all.and(own[state]))).collect()
}
