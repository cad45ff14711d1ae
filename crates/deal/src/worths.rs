//! Every package with what it is worth to every party, in doubles: what negotiations are played on.

use std::sync::Arc;

use detente_case::Case;
use num_bigint::BigUint;

use crate::Refusal;
use crate::model::{Model, Partial, even_grid};
use crate::space::{AnySpace, Space};
use crate::unit::Unit;
use crate::worlds::{Sources, World, pay};

/// What all packages are worth to all parties.
///
/// Packages are numbered as they are counted: the options of the last issue change fastest. Packages against a link are left out, so that
/// [`Worths::codes`] says which are there. A package that breaks a party's own red line is worth −∞ to it. Where worths are equal in exact
/// numbers the doubles are the same, and their order is that of the exact numbers; equal doubles may differ beyond 2⁵³ parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Worths {
    /// Options per issue.
    pub options: Vec<usize>,
    /// The packages there are, by the number of each among all combinations of options, rising.
    pub codes: Arc<[u64]>,
    /// `worth[party][package]`, in the party's own points.
    pub worth: Vec<Vec<f64>>,
    /// What each party has with no agreement; `None` where it said nothing of it.
    pub walk_away: Vec<Option<f64>>,
    /// What a party's worths shrink to over the whole time, between 0 and 1; 1 where time costs it nothing.
    pub discount: Vec<f64>,
}

impl Worths {
    /// Reads a case, vague values as one number each; real-valued issues are looked at in `grid` points and at the corners of what was
    /// said of them. Time and room grow with packages times parties; at most `most` packages are taken.
    ///
    /// # Errors
    ///
    /// If there is nothing to negotiate, more packages than `most`, or numbers out of reach.
    pub fn new(case: &Case, grid: usize, most: usize) -> Result<Self, Refusal> {
        let (model, ..) = Model::new(case, &even_grid(case, grid))?;
        let packages = Packages::of(case, &model, most)?;
        let (worth, walk_away) = match AnySpace::new(&model) {
            Some(AnySpace::Narrow(space)) => packages.exact(&space),
            Some(AnySpace::Wide(space)) => packages.exact(&space),
            None => return Err(Refusal::OutOfReach),
        };
        Ok(packages.finish(worth, walk_away))
    }

    /// The option of each issue in a package; panics for one there is not, as a slice does.
    pub fn package(&self, at: usize) -> Vec<usize> {
        spread(&self.options, self.codes[at])
    }

    /// The number of a package here; `None` where an option is missing, not there, or the package against a link.
    pub fn number(&self, package: &[usize]) -> Option<usize> {
        let fits = package.len() == self.options.len();
        let fits = fits && package.iter().zip(&self.options).all(|(option, many)| option < many);
        let code = package
            .iter()
            .zip(&self.options)
            .fold(0, |code, (option, many)| code * *many as u64 + *option as u64);
        if fits { self.codes.binary_search(&code).ok() } else { None }
    }
}

/// Many sets of preferences that fit what each party told: the worlds an analysis counts in, each with all its packages.
pub struct Worlds {
    sources: Sources,
    packages: Packages,
}

impl Worlds {
    /// `None` where a party's worths are no averages of issues with lists of options: then nothing is drawn.
    ///
    /// # Errors
    ///
    /// As [`Worths::new`].
    pub fn new(case: &Case, most: usize) -> Result<Option<Self>, Refusal> {
        let (model, ..) = Model::new(case, &even_grid(case, 2))?;
        let packages = Packages::of(case, &model, most)?;
        let sources = match AnySpace::new(&model) {
            Some(AnySpace::Narrow(space)) => Sources::new(case, &model, &space),
            Some(AnySpace::Wide(space)) => Sources::new(case, &model, &space),
            None => None,
        };
        Ok(sources.map(|sources| Self { sources, packages }))
    }

    /// One world by its number: the same for a seed, however many are drawn.
    pub fn nth(&self, seed: u64, nth: u64) -> Worths {
        let mut world: World<'_> = self.sources.blank();
        self.sources.draw(seed, nth, &mut world);
        let (worth, walk_away) = self.packages.drawn(&self.sources, &world);
        self.packages.clone().finish(worth, walk_away)
    }
}

/// Which packages there are, and which break whose red line.
#[derive(Clone)]
struct Packages {
    options: Vec<usize>,
    codes: Arc<[u64]>,
    /// How many there would be without links.
    all: usize,
    /// For each party the positions of packages it will not have.
    refused: Arc<Vec<Vec<u32>>>,
    discount: Vec<f64>,
}

impl Packages {
    fn of(case: &Case, model: &Model, most: usize) -> Result<Self, Refusal> {
        if case.issues.is_empty() {
            return Err(Refusal::NoIssue);
        }
        let options: Vec<usize> = model.labels.iter().map(Vec::len).collect();
        let most = most.min(u32::MAX as usize);
        let total = model.packages();
        if total > BigUint::from(most) {
            return Err(Refusal::TooManyPackages { packages: total.to_string(), most });
        }
        let all = options.iter().product();
        let mut linked = vec![false; all];
        model.links.iter().for_each(|link| mark(&options, link, &mut linked));
        let codes: Arc<[u64]> = (0..all as u64).filter(|code| !linked[*code as usize]).collect();
        let mut refused = vec![Vec::new(); case.parties.len()];
        for (party, refused) in refused.iter_mut().enumerate() {
            let mut red = vec![false; all];
            let own = model.lines.iter().filter(|line| line.party == party);
            own.flat_map(|line| &line.never).for_each(|never| mark(&options, never, &mut red));
            *refused = (0..codes.len() as u32).filter(|at| red[codes[*at as usize] as usize]).collect();
        }
        let held = (0..case.parties.len()).map(|party| crate::model::held(case, party));
        let discount = held.map(|held| {
            held.and_then(|held| held.discount.as_ref()).map_or(1.0, detente_case::Number::to_f64)
        });
        Ok(Self { discount: discount.collect(), options, codes, all, refused: Arc::new(refused) })
    }

    /// Worths by exact sums, each made a double once.
    fn exact<N: Unit>(&self, space: &Space<N>) -> (Vec<Vec<f64>>, Vec<Option<f64>>) {
        let terms = space.terms.iter().any(Option::is_some);
        let each = |party: usize| {
            let (zero, one) = (space.zero[party].to_f64(), space.one[party].to_f64());
            let double = |count: N| zero + count.to_f64() * one;
            let row = |issue: usize| space.value[issue].iter().map(|option| option[party]).collect();
            let sums = self.sums(row, N::default());
            let cap = |count: N| space.cap[party].map_or(count, |cap| cap.min(count));
            let at = |code: &u64| match terms {
                true => double(space.counts(&spread(&self.options, *code))[party]),
                false => double(cap(sums[*code as usize])),
            };
            (self.codes.iter().map(at).collect(), space.reserve[party].map(double))
        };
        (0..space.parties()).map(each).unzip()
    }

    fn drawn(&self, sources: &Sources, world: &World<'_>) -> (Vec<Vec<f64>>, Vec<Option<f64>>) {
        let parties = sources.parties.len();
        let mut worth: Vec<Vec<f64>> = Vec::with_capacity(parties);
        for party in 0..parties {
            let row =
                |issue: usize| world.row(issue).iter().skip(party).step_by(parties).map(|w| w[0]).collect();
            let sums = self.sums(row, sources.start(party));
            worth.push(self.codes.iter().map(|code| sums[*code as usize]).collect());
        }
        if world.has_terms() {
            let mut paid = vec![[0.0]; parties];
            for (at, code) in self.codes.iter().enumerate() {
                paid.fill([0.0]);
                pay(&sources.terms, &spread(&self.options, *code), &mut paid);
                worth.iter_mut().zip(&paid).for_each(|(worth, paid)| worth[at] += paid[0]);
            }
        }
        let floors = world.floor.iter().map(|floor| Some(floor[0]).filter(|floor| floor.is_finite()));
        (worth, floors.collect())
    }

    /// The sum of every combination of options, by its number.
    fn sums<T: Copy + std::ops::Add<Output = T>>(&self, row: impl Fn(usize) -> Vec<T>, start: T) -> Vec<T> {
        let mut sums = Vec::with_capacity(self.all);
        sums.push(start);
        for issue in 0..self.options.len() {
            let row = row(issue);
            sums = sums.iter().flat_map(|sum| row.iter().map(move |more| *sum + *more)).collect();
        }
        sums
    }

    fn finish(self, mut worth: Vec<Vec<f64>>, walk_away: Vec<Option<f64>>) -> Worths {
        for (worth, refused) in worth.iter_mut().zip(self.refused.iter()) {
            refused.iter().for_each(|at| worth[*at as usize] = f64::NEG_INFINITY);
        }
        Worths { options: self.options, codes: self.codes, worth, walk_away, discount: self.discount }
    }
}

fn spread(options: &[usize], mut code: u64) -> Vec<usize> {
    let mut package = vec![0; options.len()];
    for (option, many) in package.iter_mut().zip(options).rev() {
        *option = (code % *many as u64) as usize;
        code /= *many as u64;
    }
    package
}

/// Marks the packages that meet a combination.
fn mark(options: &[usize], rule: &Partial, met: &mut [bool]) {
    for (code, met) in met.iter_mut().enumerate() {
        if !*met {
            let package = spread(options, code as u64);
            *met = rule.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]));
        }
    }
}
