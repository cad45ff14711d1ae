//! The frontier: the packages that no other package in the zone makes better for one party and worse for none.

mod additive;
mod dense;
mod entry;
mod enumerate;
pub(crate) mod linked;

use num_bigint::BigUint;
use num_traits::ToPrimitive;

use crate::Progress;
use crate::space::Space;
use crate::unit::Unit;
use entry::Entry;

/// Most packages that are looked at one by one.
pub(crate) const MOST_PACKAGES: u64 = 100_000_000;
/// Up to here, packages are looked at one by one where that answers more exactly.
pub(crate) const FEW_PACKAGES: u64 = 10_000_000;

/// Most points of a partial frontier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// For two and three parties.
    few: usize,
    /// For four parties and more, where each point is compared with each.
    many: usize,
    /// All partial frontiers together: each is kept, to find the packages again.
    kept: usize,
}

impl Effort {
    /// For the frontier itself.
    pub(crate) const FULL: Self = Self { few: 3_000_000, many: 60_000, kept: 50_000_000 };
    /// For a side question.
    pub(crate) const SMALL: Self = Self { few: 300_000, many: 5_000, kept: 10_000_000 };
}

/// A partial frontier outgrew memory or time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TooLarge {
    pub(crate) points: usize,
    pub(crate) issues_left: usize,
}

/// How a package is found again from where its vector came from.
#[derive(Clone, Debug)]
enum Decode {
    /// Per issue, per place: the option and the place in the next issue's list.
    Steps(Vec<Vec<u64>>),
    /// The package's number in lexicographic order, by options per issue.
    Number(Vec<usize>),
    /// A cell of the first table.
    Tables(dense::Tables),
    /// The place in a list.
    Listed(Vec<Vec<usize>>),
    /// The place in the last step of a walk through the issues.
    Walk(linked::Walk),
}

/// Utility vectors that do not dominate each other, larger first coordinates first, each with a package.
#[derive(Clone, Debug)]
pub(crate) struct Front<N> {
    parties: usize,
    vectors: Vec<N>,
    origins: Vec<u64>,
    packages: Vec<u64>,
    /// Whether `packages` counts all packages of a vector.
    pub(crate) counted: bool,
    decode: Decode,
}

impl<N: Unit> Front<N> {
    fn new<const P: usize>(parties: usize, entries: &[Entry<N, P>], decode: Decode, counted: bool) -> Self {
        Self {
            parties,
            vectors: entries.iter().flat_map(|entry| entry.vector[..parties].to_vec()).collect(),
            origins: entries.iter().map(|entry| entry.origin).collect(),
            packages: entries.iter().map(|entry| entry.packages).collect(),
            counted,
            decode,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.origins.len()
    }

    pub(crate) fn vector(&self, at: usize) -> &[N] {
        &self.vectors[at * self.parties..(at + 1) * self.parties]
    }

    /// How many packages have this vector, if that was counted.
    pub(crate) fn packages(&self, at: usize) -> Option<u64> {
        (self.counted && self.packages[at] < u64::MAX).then(|| self.packages[at])
    }

    /// The lexicographically smallest package with this vector.
    pub(crate) fn package(&self, at: usize) -> Vec<usize> {
        match &self.decode {
            Decode::Steps(steps) => {
                let mut place = self.origins[at];
                let walk = steps.iter().map(|step| {
                    let origin = step[place as usize];
                    place = origin & u64::from(u32::MAX);
                    (origin >> 32) as usize
                });
                walk.collect()
            }
            Decode::Number(options) => numbered(options, self.origins[at]),
            Decode::Tables(tables) => tables.package(self.origins[at]),
            Decode::Listed(packages) => packages[self.origins[at] as usize].clone(),
            Decode::Walk(walk) => walk.package(self.origins[at]),
        }
    }
}

/// The package with this number in lexicographic order.
fn numbered(options: &[usize], mut number: u64) -> Vec<usize> {
    let mut package: Vec<usize> = options
        .iter()
        .rev()
        .map(|&count| {
            let option = (number % count as u64) as usize;
            number /= count as u64;
            option
        })
        .collect();
    package.reverse();
    package
}

/// Packages and their vectors as a frontier, larger vectors first, one package for each vector: the first.
pub(crate) fn listed<N: Unit>(parties: usize, vectors: Vec<Vec<N>>, packages: Vec<Vec<usize>>) -> Front<N> {
    let mut all: Vec<(Vec<N>, Vec<usize>)> = vectors.into_iter().zip(packages).collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    all.dedup_by(|next, kept| next.0 == kept.0);
    let (vectors, packages): (Vec<Vec<N>>, Vec<Vec<usize>>) = all.into_iter().unzip();
    Front {
        parties,
        origins: (0..vectors.len() as u64).collect(),
        packages: vec![0; vectors.len()],
        vectors: vectors.concat(),
        counted: false,
        decode: Decode::Listed(packages),
    }
}

/// What a search over all packages found.
#[derive(Clone, Debug)]
pub(crate) struct Found<N> {
    pub(crate) front: Front<N>,
    /// Packages in the zone, where they were counted.
    pub(crate) rational: Option<BigUint>,
    /// Least and most of each party over all packages, rules or not.
    pub(crate) reach: Vec<(N, N)>,
}

/// Why no frontier can be had.
#[derive(Clone, Debug)]
pub(crate) enum NotFound {
    /// Utilities or rules link issues, and there are too many packages to look at one by one.
    Packages,
    /// A partial frontier became too long.
    Frontier(TooLarge),
    /// More parties than the searches are built for.
    Parties,
}

/// Most parties of one case.
pub(crate) const MOST_PARTIES: usize = 32;

/// Calls a function that is built for a number of coordinates with the smallest that holds all parties.
macro_rules! sized {
    ($parties:expr, $function:ident, $unit:ty, ($($argument:expr),*)) => {
        match $parties {
            0..=2 => $function::<$unit, 2>($($argument),*),
            3 => $function::<$unit, 3>($($argument),*),
            4 => $function::<$unit, 4>($($argument),*),
            5..=8 => $function::<$unit, 8>($($argument),*),
            9..=16 => $function::<$unit, 16>($($argument),*),
            17..=MOST_PARTIES => $function::<$unit, MOST_PARTIES>($($argument),*),
            _ => Err(NotFound::Parties),
        }
    };
}

/// The frontier of the zone (with `floors`) or of all packages that break no rule (without), by the cheapest exact
/// way; with `count`, also how many packages the zone has, where that can be counted.
pub(crate) fn find<N: Unit>(
    space: &Space<N>,
    floors: bool,
    count: bool,
    effort: Effort,
    progress: &dyn Progress,
) -> Result<Found<N>, NotFound> {
    sized!(space.parties(), find_sized, N, (space, floors, count, effort, progress))
}

/// The frontier of the zone by looking at every package, of which there may be at most 10⁸.
pub(crate) fn enumerate<N: Unit>(space: &Space<N>, progress: &dyn Progress) -> Result<Found<N>, NotFound> {
    sized!(space.parties(), enumerate_sized, N, (space, progress))
}

fn enumerate_sized<N: Unit, const P: usize>(
    space: &Space<N>,
    progress: &dyn Progress,
) -> Result<Found<N>, NotFound> {
    if space.packages().to_u64().is_none_or(|packages| packages > MOST_PACKAGES) {
        return Err(NotFound::Packages);
    }
    Ok(enumerate::search::<N, P>(space, true, true, progress))
}

fn find_sized<N: Unit, const P: usize>(
    space: &Space<N>,
    floors: bool,
    count: bool,
    effort: Effort,
    progress: &dyn Progress,
) -> Result<Found<N>, NotFound> {
    let packages = space.packages().to_u64().unwrap_or(u64::MAX);
    if !space.additive() {
        if packages <= FEW_PACKAGES {
            return Ok(enumerate::search::<N, P>(space, floors, true, progress));
        }
        return match linked::frontier::<N, P>(space, floors, effort, progress) {
            Ok(front) => {
                let rational = (front.len() == 0).then_some(BigUint::ZERO);
                let reach = (0..space.parties()).map(|q| linked::reach(space, q)).collect::<Option<_>>();
                Ok(Found { front, rational, reach: reach.ok_or(NotFound::Packages)? })
            }
            Err(_) if packages <= MOST_PACKAGES => {
                Ok(enumerate::search::<N, P>(space, floors, true, progress))
            }
            Err(linked::Refused::Long(long)) => Err(NotFound::Frontier(long)),
            Err(linked::Refused::States) => Err(NotFound::Packages),
        };
    }
    let reach: Vec<(N, N)> = (0..space.parties()).map(|q| space.reach(q)).collect();
    let capped = reach.iter().zip(&space.cap).any(|(reach, cap)| cap.is_some_and(|cap| reach.1 > cap));
    if count && capped && packages <= FEW_PACKAGES {
        // Only looking at each package counts those that become equal through the cap.
        return Ok(enumerate::search::<N, P>(space, floors, true, progress));
    }
    let front = match dense::frontier(space, floors, count, progress) {
        Some(front) => front,
        None => additive::frontier::<N, P>(space, floors, effort, progress).map_err(NotFound::Frontier)?,
    };
    let binds =
        floors && reach.iter().zip(&space.reserve).any(|(reach, floor)| floor.is_some_and(|f| reach.0 < f));
    let rational = if front.len() == 0 {
        Some(BigUint::ZERO)
    } else if !binds {
        Some(space.packages())
    } else if count && packages <= MOST_PACKAGES {
        enumerate::search::<N, P>(space, floors, false, progress).rational
    } else {
        None
    };
    Ok(Found { front, rational, reach: (0..space.parties()).map(|q| space.capped_reach(q)).collect() })
}
