//! The mediator's next draft, from what each party answered to the drafts before.
//!
//! A *single text* goes round: each party says whether it could live with it, whether it is better than the last, and which clause
//! hurts most [the procedure of Fisher 1978; Raiffa 1982]. What is believed of each party are many sets of preferences that fit what it told,
//! each as likely as its answers make it (`belief`). The next draft is the package with the largest expected product of gains above
//! the walk-aways; every second one is the best for one set of preferences of each party drawn by chance, so that something new is
//! learned. Nothing is sent by it: it is a proposal to the mediator.

mod belief;
mod climb;

use detente_case::Case;

use crate::Refusal;
use crate::model::{Model, Partial, even_grid};
use crate::space::AnySpace;
use crate::worlds::Draws;
use crate::worlds::{Sources, World};
use belief::Belief;
pub(crate) use belief::PARTICLES;
use climb::{Climb, Together};

/// Sets of preferences, one of each party, whose best packages one begins from.
const STARTS: usize = 12;

/// What a party answered to a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its position.
    pub party: usize,
    /// The draft: the option of each issue.
    pub package: Vec<usize>,
    /// Whether it could live with it.
    pub acceptable: Option<bool>,
    /// Whether it is better for it than another draft.
    pub better_than: Option<(Vec<usize>, bool)>,
    /// The issue whose option hurts most.
    pub hurts: Option<usize>,
}

/// A draft, and how it looks before anybody has answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The option of each issue.
    pub package: Vec<usize>,
    /// For each party how likely it could live with it, on what it told and answered.
    pub acceptable: Vec<f64>,
    /// Whether it was chosen to learn something, rather than as the best that is known.
    pub exploring: bool,
}

/// An answer names a party, an issue or an option there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer names a party, an issue or an option there is not")]
pub struct Misheard;

/// A single text on its way between the parties.
pub struct Drafting {
    sources: Sources,
    beliefs: Vec<Belief>,
    /// Combinations that no draft may have.
    never: Vec<Partial>,
    /// Drafts, each with whether each party could live with it, where it said so.
    drafts: Vec<(Vec<usize>, Vec<Option<bool>>)>,
    draws: Draws,
}

impl Drafting {
    /// Before the first draft, on what a case holds of each party. `None` where worths are no averages of issues with lists of options, or
    /// hang on combinations.
    ///
    /// # Errors
    ///
    /// If the case has nothing to draft.
    pub fn new(case: &Case, seed: u64) -> Result<Option<Self>, Refusal> {
        let (model, ..) = Model::new(case, &even_grid(case, 2))?;
        let sources = match AnySpace::new(&model) {
            Some(AnySpace::Narrow(space)) => Sources::new(case, &model, &space),
            Some(AnySpace::Wide(space)) => Sources::new(case, &model, &space),
            None => None,
        };
        let Some(sources) = sources.filter(|sources| sources.terms.is_empty()) else { return Ok(None) };
        let mut begins = vec![0];
        sources.options.iter().for_each(|many| begins.push(begins[begins.len() - 1] + many));
        let beliefs =
            sources.parties.iter().map(|source| Belief::new(source.clone(), begins.clone(), seed)).collect();
        Ok(Some(Self {
            sources,
            beliefs,
            never: model.never,
            drafts: Vec::new(),
            draws: Draws::new(seed, 0, 1),
        }))
    }

    /// The next draft: none of those before; `None` where no other package was found. In turns the best that is known, and one to learn
    /// something. Some hundred thousand sums for each issue.
    pub fn next_draft(&mut self) -> Option<Proposed> {
        let exploring = self.drafts.len() % 2 == 1;
        let everything = Together::all(&self.beliefs);
        let drafts: Vec<&[usize]> = self.drafts.iter().map(|(package, _)| &package[..]).collect();
        let mut climb = Climb::new(&self.sources.options, &self.never, &drafts);
        let starts: Vec<Vec<usize>> = (0..STARTS)
            .map(|_| {
                let one = Together::one(&self.beliefs, &mut self.draws);
                let mut alone = Climb::new(&self.sources.options, &self.never, &drafts);
                alone.from(&one, one.greedy(&self.sources.options));
                alone.found().map_or_else(|| vec![0; self.sources.options.len()], |(_, package)| package)
            })
            .collect();
        if exploring {
            climb.from(&Together::one(&self.beliefs, &mut self.draws), starts[0].clone());
        } else {
            let known = self.drafts.iter().map(|(package, _)| package.clone());
            for start in starts.into_iter().chain(known) {
                climb.from(&everything, start);
            }
        }
        let (_, package) = climb.found()?;
        let acceptable = everything.acceptable(&package);
        self.drafts.push((package.clone(), vec![None; self.beliefs.len()]));
        Some(Proposed { package, acceptable, exploring })
    }

    /// Takes in what a party answered.
    ///
    /// # Errors
    ///
    /// If it names a party, an issue or an option there is not.
    pub fn hear(&mut self, heard: Heard) -> Result<(), Misheard> {
        let fits = |package: &[usize]| {
            package.len() == self.sources.options.len()
                && package.iter().zip(&self.sources.options).all(|(option, many)| option < many)
        };
        let other = heard.better_than.as_ref().is_none_or(|(package, _)| fits(package));
        if heard.party >= self.beliefs.len()
            || !fits(&heard.package)
            || !other
            || heard.hurts.is_some_and(|issue| issue >= self.sources.options.len())
        {
            return Err(Misheard);
        }
        let parties = self.beliefs.len();
        let at = self.drafts.iter().position(|(package, _)| *package == heard.package).unwrap_or_else(|| {
            self.drafts.push((heard.package.clone(), vec![None; parties]));
            self.drafts.len() - 1
        });
        if heard.acceptable.is_some() {
            self.drafts[at].1[heard.party] = heard.acceptable;
        }
        self.beliefs[heard.party].hear(heard);
        Ok(())
    }

    /// In what share of the preferences that fit so far a party would answer so.
    pub(crate) fn expected(&self, heard: &Heard) -> Option<f64> {
        self.beliefs.get(heard.party).map(|belief| belief.expected(heard))
    }

    /// Makes worlds those with a number and the next ones, of the sets of preferences as likely as answers made them.
    pub(crate) fn world<const L: usize>(&self, seed: u64, first: u64, world: &mut World<'_, L>) {
        for (q, belief) in self.beliefs.iter().enumerate() {
            for lane in 0..L {
                let nth = first + lane as u64;
                let mut draws = Draws::new(seed, q as u64, nth);
                let (worths, floor) = belief.numbered(nth, &mut draws);
                self.sources.put(q, &worths, floor, world, lane);
            }
        }
    }

    /// Of the drafts that every party said it could live with, the one with the largest expected product of gains.
    pub fn settled(&self) -> Option<&[usize]> {
        let everything = Together::all(&self.beliefs);
        let accepted = self.drafts.iter().filter(|(_, said)| said.iter().all(|said| *said == Some(true)));
        let valued = accepted.map(|(package, _)| (everything.value(package), &package[..]));
        valued.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, package)| package)
    }
}

#[cfg(test)]
mod tests;
