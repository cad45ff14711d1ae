//! Drawing worlds.

use detente_case::{Case, Preferences};

use super::draws::{Draws, each, greater, lesser};
use super::source::{Floor, Source, Weights, Worths};
use super::world::{Paid, World, pay};
use crate::frontier::linked::{Effect, rules};
use crate::model::{Model, held};
use crate::space::Space;
use crate::unit::Unit;

/// How each party's values are drawn.
#[derive(Clone)]
pub(crate) struct Sources {
    pub(crate) parties: Vec<Source>,
    /// Options per issue.
    pub(crate) options: Vec<usize>,
    /// Where the options of each issue begin among the worths of a world, and where the last end.
    begins: Vec<usize>,
    /// What is paid when all parts are met.
    pub(crate) terms: Vec<Paid>,
    /// What each party has before anything is taken.
    start: Vec<f64>,
}

/// What is done by the widest instructions there are; no bit depends on which.
struct Drawing<'a, 's, const L: usize> {
    sources: &'a Sources,
    seed: u64,
    first: u64,
    world: &'a mut World<'s, L>,
}

impl<const L: usize> pulp::WithSimd for Drawing<'_, '_, L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.sources.draw_here(self.seed, self.first, self.world);
    }
}

impl Sources {
    /// `None` where a party's worths are not averages of issues with lists of options, or nothing is held of it.
    pub(crate) fn new<N: Unit>(case: &Case, model: &Model, space: &Space<N>) -> Option<Self> {
        let (rules, start) = rules(space)?;
        let terms = rules.into_iter().filter_map(|rule| match rule.effect {
            Effect::Pay(q, worth) => Some((q, worth.to_f64() * space.one[q].to_f64(), rule.parts)),
            Effect::Never => None,
        });
        let terms: Vec<Paid> = terms.collect();
        let start = (0..space.parties()).map(|q| space.exact(q, start[q]).to_f64()).collect();
        let options: Vec<usize> = model.labels.iter().map(Vec::len).collect();
        let parties = (0..case.parties.len()).map(|party| {
            let unknown = Preferences::unknown(case.issues.len());
            let held = held(case, party).unwrap_or(&unknown);
            let fits = held.scale.averaged && held.scale.cap.is_none();
            fits.then(|| Source::new(held, &options)).flatten()
        });
        let parties = parties.collect::<Option<Vec<Source>>>()?;
        let mut begins = vec![0];
        options.iter().for_each(|many| begins.push(begins[begins.len() - 1] + many));
        let parties = parties.into_iter().enumerate();
        let parties: Vec<Source> =
            parties.map(|(q, source)| source.paid(q, &terms).fitted(&begins)).collect();
        begins.iter_mut().for_each(|begin| *begin *= parties.len());
        Some(Self { parties, options, begins, terms, start })
    }

    /// Whether every party surely can live with a package, in every world: by what its worth is at least, proved and not drawn.
    /// Says no where it is close.
    pub(crate) fn surely(&self, package: &[usize]) -> bool {
        let beside = self.beside(package);
        self.parties.iter().zip(beside).all(|(source, beside)| match &source.walk_away {
            Floor::None => true,
            Floor::Points(_, high) => source.least(package) + beside > high + 1e-9,
            Floor::Package(known) => known == package,
        })
    }

    /// Whether some party surely cannot live with a package, in any world. Says no where it is close.
    pub(crate) fn never(&self, package: &[usize]) -> bool {
        let beside = self.beside(package);
        self.parties.iter().zip(beside).any(|(source, beside)| match &source.walk_away {
            Floor::Points(low, _) => source.most(package) + beside < low - 1e-9,
            Floor::None | Floor::Package(_) => false,
        })
    }

    /// What a party has before anything is taken.
    pub(crate) fn start(&self, party: usize) -> f64 {
        self.start[party]
    }

    /// Whether nothing is known of a party's walk-away.
    pub(crate) fn walk_away_unknown(&self, party: usize) -> bool {
        self.parties.get(party).is_some_and(|source| matches!(source.walk_away, Floor::None))
    }

    /// What a package has whatever its options are worth.
    fn beside(&self, package: &[usize]) -> Vec<f64> {
        let mut all = self.start.clone();
        pay(&self.terms, package, all.as_chunks_mut::<1>().0);
        all
    }

    /// Worlds of which nothing is drawn yet.
    pub(crate) fn blank<const L: usize>(&self) -> World<'_, L> {
        let parties = self.parties.len();
        World {
            parties,
            terms: &self.terms,
            start: &self.start,
            begins: &self.begins,
            worths: vec![[0.0; L]; self.begins[self.options.len()]],
            floor: vec![[f64::NEG_INFINITY; L]; parties],
            worst: vec![[0.0; L]; parties],
            range: vec![[0.0; L]; parties],
            weights: Vec::new(),
            drawn: Vec::new(),
        }
    }

    /// Puts one party's preferences into one of several worlds: worths by issue and option with weights in them, and the walk-away.
    pub(crate) fn put<const L: usize>(
        &self,
        q: usize,
        worths: &[f64],
        floor: f64,
        world: &mut World<'_, L>,
        lane: usize,
    ) {
        let parties = self.parties.len();
        let (mut at, mut worst, mut range) = (0, self.start[q], 0.0);
        for (issue, many) in self.options.iter().enumerate() {
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for option in 0..*many {
                world.worths[self.begins[issue] + option * parties + q][lane] = worths[at];
                (least, most) = (least.min(worths[at]), most.max(worths[at]));
                at += 1;
            }
            worst += least;
            range += most - least;
        }
        (world.worst[q][lane], world.range[q][lane], world.floor[q][lane]) = (worst, range, floor);
    }

    /// One world of a party that compared things.
    fn draw_fitting<const L: usize>(
        &self,
        q: usize,
        seed: u64,
        nth: u64,
        world: &mut World<'_, L>,
        lane: usize,
    ) {
        let source = &self.parties[q];
        let begins: Vec<usize> = self.begins.iter().map(|begin| begin / self.parties.len()).collect();
        let mut draws = Draws::new(seed, source.mark, nth);
        let mut set = source.set(&mut draws, &begins);
        let sum: f64 = set.weights.iter().sum();
        for (issue, weight) in set.weights.iter().enumerate() {
            let part = if sum > 0.0 { weight / sum } else { 0.0 };
            set.worths[begins[issue]..begins[issue + 1]].iter_mut().for_each(|worth| *worth *= part);
        }
        let floor = match &source.walk_away {
            Floor::None => f64::NEG_INFINITY,
            Floor::Points(low, high) => low + (high - low) * draws.one(),
            Floor::Package(package) => {
                let worths = package.iter().zip(&begins).map(|(option, begin)| set.worths[begin + option]);
                let mut all = vec![[worths.sum::<f64>() + self.start[q]]; self.parties.len()];
                pay(&self.terms, package, &mut all);
                all[q][0]
            }
        };
        self.put(q, &set.worths, floor, world, lane);
        let takes = self.terms.iter().filter(|(party, more, _)| *party == q && *more < 0.0);
        world.worst[q][lane] += takes.map(|(_, more, _)| more).sum::<f64>();
    }

    /// Makes worlds those with a number and the next ones; by the widest instructions there are, which changes no bit of them.
    pub(crate) fn draw<const L: usize>(&self, seed: u64, first: u64, world: &mut World<'_, L>) {
        pulp::Arch::new().dispatch(Drawing { sources: self, seed, first, world });
    }

    #[inline(always)]
    fn draw_here<const L: usize>(&self, seed: u64, first: u64, world: &mut World<'_, L>) {
        let parties = self.parties.len();
        for (q, source) in self.parties.iter().enumerate() {
            // A party's draws depend on nothing of the others, nor on its place.
            if !source.compared.is_empty() {
                (0..L).for_each(|lane| self.draw_fitting(q, seed, first + lane as u64, world, lane));
                continue;
            }
            let mut draws = Draws::new(seed, source.mark, first);
            let (mut weights, mut drawn) =
                (std::mem::take(&mut world.weights), std::mem::take(&mut world.drawn));
            source.importance.draw(&mut draws, &mut weights);
            let mut part = [0.0; L];
            weights.iter().for_each(|weight| each(&mut part, |lane, sum| *sum += weight[lane]));
            each(&mut part, |_, sum| *sum = if *sum > 0.0 { 1.0 / *sum } else { 0.0 });
            let takes = self.terms.iter().filter(|(party, more, _)| *party == q && *more < 0.0);
            let (mut worst, mut range) = ([self.start[q]; L], [0.0; L]);
            for (issue, worths) in source.worth.iter().enumerate() {
                let weight = std::array::from_fn(|lane| weights[issue][lane] * part[lane]);
                let row = &mut world.worths[self.begins[issue] + q..self.begins[issue + 1]];
                let (least, most) = worths.draw(&weight, &mut draws, &mut drawn, row, parties);
                each(&mut worst, |lane, worst| *worst += least[lane]);
                each(&mut range, |lane, range| *range += most[lane] - least[lane]);
            }
            let taken = takes.map(|(_, more, _)| more).sum::<f64>();
            each(&mut worst, |_, worst| *worst += taken);
            (world.worst[q], world.range[q]) = (worst, range);
            (world.weights, world.drawn) = (weights, drawn);
            world.floor[q] = match &source.walk_away {
                Floor::None => [f64::NEG_INFINITY; L],
                Floor::Points(low, high) => draws.even().map(|even| low + (high - low) * even),
                Floor::Package(package) => {
                    let mut worth = vec![[0.0; L]; parties];
                    world.sums(package, &mut worth);
                    worth[q]
                }
            };
        }
    }
}

impl Weights {
    /// The least average of these worths, over all weights there can be.
    pub(super) fn least(&self, worths: &[f64]) -> f64 {
        match self {
            Self::Any(_) => worths.iter().copied().fold(f64::INFINITY, f64::min),
            // The corners of the ordered simplex: the first tiers alike, the others nothing.
            Self::Tiers(tiers) => {
                let (mut sum, mut many, mut least) = (0.0, 0.0, f64::INFINITY);
                for tier in tiers {
                    sum += tier.iter().map(|at| worths[*at]).sum::<f64>();
                    many += tier.len() as f64;
                    least = least.min(sum / many);
                }
                least
            }
            // The smallest worths with all their weight, the others with as little as they can have.
            Self::Each(each) => {
                let mut order: Vec<usize> = (0..each.len()).collect();
                order.sort_by(|a, b| worths[*a].total_cmp(&worths[*b]));
                let mut least = f64::INFINITY;
                for heavy in 0..=order.len() {
                    let weight =
                        |nth: usize| if nth < heavy { each[order[nth]].1 } else { each[order[nth]].0 };
                    let sum: f64 = (0..order.len()).map(weight).sum();
                    let total: f64 = (0..order.len()).map(|nth| weight(nth) * worths[order[nth]]).sum();
                    if sum > 0.0 {
                        least = least.min(total / sum);
                    }
                }
                // No weight at all: every package is worth nothing.
                if each.iter().all(|(low, _)| *low == 0.0) { least.min(0.0) } else { least }
            }
        }
    }

    #[inline(always)]
    pub(crate) fn draw<const L: usize>(&self, draws: &mut Draws<L>, into: &mut Vec<[f64; L]>) {
        into.clear();
        match self {
            Self::Each(all) => {
                into.extend(all.iter().map(|(low, high)| draws.even().map(|even| low + (high - low) * even)));
            }
            Self::Any(many) => into.extend((0..*many).map(|_| draws.exponential())),
            Self::Tiers(tiers) => {
                // Smallest first, each tier lies above the one below by an exponential of its own, over the number of issues that are
                // in it or above: evenly from all that keep the order, equals being equal [Rényi 1953, for none that are].
                let many: usize = tiers.iter().map(Vec::len).sum();
                into.resize(many, [0.0; L]);
                let (mut so_far, mut left) = ([0.0; L], many);
                for tier in tiers.iter().rev() {
                    let (more, share) = (draws.exponential(), 1.0 / left as f64);
                    each(&mut so_far, |lane, so_far| *so_far += more[lane] * share);
                    left -= tier.len();
                    tier.iter().for_each(|at| into[*at] = so_far);
                }
            }
        }
    }
}

impl Worths {
    /// How many options there are.
    pub(super) fn options(&self) -> usize {
        match self {
            Self::Each(each) => each.len(),
            Self::Tiers(tiers) => tiers.iter().map(Vec::len).sum(),
        }
    }

    /// The least and the most an option is worth.
    pub(crate) fn ends(&self, option: usize) -> (f64, f64) {
        match self {
            Self::Each(each) => each[option],
            Self::Tiers(tiers) => match tiers.iter().position(|tier| tier.contains(&option)) {
                Some(0) => (100.0, 100.0),
                Some(last) if last + 1 == tiers.len() => (0.0, 0.0),
                _ => (0.0, 100.0),
            },
        }
    }

    /// Draws, times a weight, into every place that is a multiple of `step`; the least and the most of them.
    #[inline(always)]
    pub(crate) fn draw<const L: usize>(
        &self,
        weight: &[f64; L],
        draws: &mut Draws<L>,
        drawn: &mut Vec<[f64; L]>,
        into: &mut [[f64; L]],
        step: usize,
    ) -> ([f64; L], [f64; L]) {
        match self {
            Self::Each(all) => {
                let (mut least, mut most) = ([f64::INFINITY; L], [f64::NEG_INFINITY; L]);
                for (pair, ends) in into.chunks_mut(2 * step).zip(all.chunks(2)) {
                    let two = draws.two();
                    for ((place, (low, high)), even) in pair.iter_mut().step_by(step).zip(ends).zip(&two) {
                        let worth: [f64; L] =
                            std::array::from_fn(|lane| weight[lane] * (low + (high - low) * even[lane]));
                        each(&mut least, |lane, least| *least = lesser(worth[lane], *least));
                        each(&mut most, |lane, most| *most = greater(worth[lane], *most));
                        *place = worth;
                    }
                }
                (least, most)
            }
            Self::Tiers(tiers) => {
                // The best is 100, the worst 0, the others anything between, in order.
                drawn.clear();
                drawn.extend(
                    (0..tiers.len().saturating_sub(2)).map(|_| draws.even().map(|even| 100.0 * even)),
                );
                fall(drawn);
                let last = tiers.len().saturating_sub(1);
                for (at, tier) in tiers.iter().enumerate() {
                    let worth = match at {
                        0 => [100.0; L],
                        _ if at == last => [0.0; L],
                        _ => drawn[at - 1],
                    };
                    let worth: [f64; L] = std::array::from_fn(|lane| weight[lane] * worth[lane]);
                    tier.iter().for_each(|option| into[option * step] = worth);
                }
                let most = weight.map(|weight| 100.0 * weight);
                (if last == 0 { most } else { [0.0; L] }, most)
            }
        }
    }
}

/// Puts each lane in order, the largest first: neighbours in turn, from either end.
#[inline(always)]
fn fall<const L: usize>(drawn: &mut [[f64; L]]) {
    for round in 0..drawn.len() {
        for pair in drawn[round % 2..].chunks_exact_mut(2) {
            let (one, two) = (pair[0], pair[1]);
            each(&mut pair[0], |lane, of| *of = greater(one[lane], two[lane]));
            each(&mut pair[1], |lane, of| *of = lesser(one[lane], two[lane]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worlds_side_by_side_are_those_drawn_alone() {
        let weights = Weights::Tiers(vec![vec![1, 3], vec![0], vec![2]]);
        let worths = [
            Worths::Each(vec![(0.0, 10.0), (5.0, 5.0), (20.0, 90.0)]),
            Worths::Tiers((0..7).map(|option| vec![option]).collect()),
        ];
        let mut side = Draws::<8>::new(11, 12, 100);
        let (mut many, mut drawn) = (Vec::new(), Vec::new());
        weights.draw(&mut side, &mut many);
        let mut rows = [[[0.0; 8]; 7]; 2];
        let ends: Vec<_> = worths
            .iter()
            .zip(&mut rows)
            .map(|(w, row)| w.draw(&many[0], &mut side, &mut drawn, row, 1))
            .collect();
        for lane in 0..8 {
            let mut alone = Draws::<1>::new(11, 12, 100 + lane as u64);
            let (mut one, mut drawn) = (Vec::new(), Vec::new());
            weights.draw(&mut alone, &mut one);
            assert_eq!(
                one.iter().map(|one| one[0]).collect::<Vec<_>>(),
                many.iter().map(|many| many[lane]).collect::<Vec<_>>()
            );
            for (at, worths) in worths.iter().enumerate() {
                let mut row = [[0.0; 1]; 7];
                let (least, most) = worths.draw(&one[0], &mut alone, &mut drawn, &mut row, 1);
                assert_eq!((least[0], most[0]), (ends[at].0[lane], ends[at].1[lane]));
                assert!(row.iter().zip(&rows[at]).all(|(one, many)| one[0] == many[lane]));
            }
            assert!(rows[1].windows(2).all(|two| two[0][lane] >= two[1][lane]));
        }
    }

    #[test]
    fn equals_among_ranked_weights_are_drawn_evenly_too() {
        // One issue above two that are alike: its share is even between a third and one.
        let weights = Weights::Tiers(vec![vec![1], vec![0, 2]]);
        let mut below = [0; 3];
        for world in 0..20_000 {
            let mut drawn = Vec::new();
            weights.draw(&mut Draws::<1>::new(5, 7, world), &mut drawn);
            let drawn: Vec<f64> = drawn.into_iter().flatten().collect();
            assert_eq!(drawn[0], drawn[2]);
            let share = drawn[1] / drawn.iter().sum::<f64>();
            below.iter_mut().zip([0.5, 0.7, 0.9]).for_each(|(below, of)| *below += usize::from(share < of));
        }
        for (below, of) in below.iter().zip([0.5, 0.7, 0.9]) {
            assert!((*below as f64 / 20_000.0 - (of - 1.0 / 3.0) * 1.5).abs() < 0.015, "{of}: {below}");
        }
    }

    #[test]
    fn ranked_weights_average_to_the_centroid() {
        // The mean of the uniform law on the ordered simplex is the rank-order centroid [Barron and Barrett 1996].
        let weights = Weights::Tiers(vec![vec![2], vec![0], vec![1]]);
        let mut mean = [0.0; 3];
        for world in 0..20_000 {
            let mut drawn = Vec::new();
            weights.draw(&mut Draws::<1>::new(5, 7, world), &mut drawn);
            let drawn: Vec<f64> = drawn.into_iter().flatten().collect();
            let sum: f64 = drawn.iter().sum();
            assert!(drawn[2] >= drawn[0] && drawn[0] >= drawn[1]);
            mean.iter_mut().zip(&drawn).for_each(|(mean, drawn)| *mean += drawn / sum / 20_000.0);
        }
        for (mean, centroid) in mean.iter().zip([5.0 / 18.0, 2.0 / 18.0, 11.0 / 18.0]) {
            assert!((mean - centroid).abs() < 0.005, "{mean} {centroid}");
        }
    }
}
