//! Drawing worlds.

use detente_case::{Amount, Case, Importance, Mark, Preferences, WalkAway, Worth};

use super::world::{Paid, World, pay};
use crate::elementary::ln;
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

/// One party: its weights, worths and walk-away as they were said.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) importance: Weights,
    pub(crate) worth: Vec<Worths>,
    pub(crate) walk_away: Floor,
    /// A number made from what was said: the same wherever the party stands.
    pub(crate) mark: u64,
}

#[derive(Clone)]
pub(crate) enum Weights {
    /// Each from its range.
    Each(Vec<(f64, f64)>),
    /// In tiers, most important first; uniform on the ordered simplex.
    Tiers(Vec<Vec<usize>>),
    /// Anything: uniform on the simplex.
    Any(usize),
}

#[derive(Clone)]
pub(crate) enum Worths {
    Each(Vec<(f64, f64)>),
    Tiers(Vec<Vec<usize>>),
}

#[derive(Clone)]
pub(crate) enum Floor {
    None,
    Points(f64, f64),
    Package(Vec<usize>),
}

/// Whether some value of a party differs from world to world.
pub(super) fn is_vague(held: &Preferences) -> bool {
    let vague = |amount: &Amount| !matches!(amount, Amount::Exactly(_));
    let importance = match &held.importance {
        Importance::Each(each) => each.iter().any(|amount| vague(&amount.value)),
        Importance::Unknown | Importance::Ranking(_) => true,
    };
    let worth = held.worth.iter().any(|worth| match worth {
        Worth::Each(each) => each.iter().any(|amount| vague(&amount.value)),
        Worth::Ranking(_) | Worth::Unknown => true,
        Worth::Line(_) => false,
    });
    importance || worth || matches!(held.walk_away.value, WalkAway::Between(..))
}

impl Sources {
    /// `None` where a party's worths are not averages of issues with lists of options, or nothing is held of it.
    pub(crate) fn new<N: Unit>(case: &Case, model: &Model, space: &Space<N>) -> Option<Self> {
        let (rules, start) = rules(space)?;
        let terms = rules.into_iter().filter_map(|rule| match rule.effect {
            Effect::Pay(q, worth) => Some((q, worth.to_f64() * space.one[q].to_f64(), rule.parts)),
            Effect::Never => None,
        });
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
        options.iter().for_each(|many| begins.push(begins[begins.len() - 1] + many * parties.len()));
        Some(Self { parties, options, begins, terms: terms.collect(), start })
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

    /// Whether nothing is known of a party's walk-away.
    pub(crate) fn walk_away_unknown(&self, party: usize) -> bool {
        self.parties.get(party).is_some_and(|source| matches!(source.walk_away, Floor::None))
    }

    /// What a package has whatever its options are worth.
    fn beside(&self, package: &[usize]) -> Vec<f64> {
        let mut all = self.start.clone();
        pay(&self.terms, package, &mut all);
        all
    }

    /// A world of which nothing is drawn yet.
    pub(crate) fn blank(&self) -> World<'_> {
        let parties = self.parties.len();
        World {
            parties,
            terms: &self.terms,
            start: &self.start,
            begins: &self.begins,
            worths: vec![0.0; self.begins[self.options.len()]],
            floor: vec![f64::NEG_INFINITY; parties],
            worst: vec![0.0; parties],
            range: vec![0.0; parties],
            weights: Vec::new(),
            drawn: Vec::new(),
        }
    }

    /// Puts one party's preferences into a world: worths by issue and option with weights in them, and the walk-away.
    pub(crate) fn put(&self, q: usize, worths: &[f64], floor: f64, world: &mut World<'_>) {
        let parties = self.parties.len();
        let (mut at, mut worst, mut range) = (0, self.start[q], 0.0);
        for (issue, many) in self.options.iter().enumerate() {
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for option in 0..*many {
                world.worths[self.begins[issue] + option * parties + q] = worths[at];
                (least, most) = (least.min(worths[at]), most.max(worths[at]));
                at += 1;
            }
            worst += least;
            range += most - least;
        }
        (world.worst[q], world.range[q], world.floor[q]) = (worst, range, floor);
    }

    /// Makes a world the one with a number.
    pub(crate) fn draw(&self, seed: u64, nth: u64, world: &mut World<'_>) {
        let parties = self.parties.len();
        for (q, source) in self.parties.iter().enumerate() {
            // A party's draws depend on nothing of the others, nor on its place.
            let mut draws = Draws::new(seed, source.mark, nth);
            let (mut weights, mut drawn) =
                (std::mem::take(&mut world.weights), std::mem::take(&mut world.drawn));
            source.importance.draw(&mut draws, &mut weights);
            let sum: f64 = weights.iter().sum::<f64>();
            let (mut worst, mut range) = (self.start[q], 0.0);
            for (issue, worths) in source.worth.iter().enumerate() {
                let weight = if sum > 0.0 { weights[issue] / sum } else { 0.0 };
                let row = &mut world.worths[self.begins[issue] + q..self.begins[issue + 1]];
                let (least, most) = worths.draw(weight, &mut draws, &mut drawn, row, parties);
                worst += least;
                range += most - least;
            }
            let takes = self.terms.iter().filter(|(party, more, _)| *party == q && *more < 0.0);
            world.worst[q] = worst + takes.map(|(_, more, _)| more).sum::<f64>();
            world.range[q] = range;
            (world.weights, world.drawn) = (weights, drawn);
            world.floor[q] = match &source.walk_away {
                Floor::None => f64::NEG_INFINITY,
                Floor::Points(low, high) => low + (high - low) * draws.even(),
                Floor::Package(package) => world.worths(package)[q],
            };
        }
    }
}

impl Source {
    fn new(held: &Preferences, options: &[usize]) -> Option<Self> {
        let range = |amount: &Amount, unsaid: (f64, f64)| match amount {
            Amount::Exactly(number) => (number.to_f64(), number.to_f64()),
            Amount::Between(low, high) => (low.to_f64(), high.to_f64()),
            Amount::Mark(Mark::Unacceptable) => (0.0, 100.0 / 3.0),
            Amount::Mark(Mark::Discuss) => (100.0 / 3.0, 200.0 / 3.0),
            Amount::Mark(Mark::Acceptable) => (200.0 / 3.0, 100.0),
            Amount::Unknown => unsaid,
        };
        let importance = match &held.importance {
            Importance::Unknown => Weights::Any(options.len()),
            Importance::Ranking(ranking) => Weights::Tiers(ranking.value.clone()),
            Importance::Each(each) => {
                // One not said is anything up to the largest that was.
                let most = each.iter().map(|amount| range(&amount.value, (0.0, 0.0)).1).fold(0.0, f64::max);
                let most = if most > 0.0 { most } else { 1.0 };
                Weights::Each(each.iter().map(|amount| range(&amount.value, (0.0, most))).collect())
            }
        };
        let worth = held.worth.iter().zip(options).map(|(worth, many)| match worth {
            Worth::Unknown => Some(Worths::Each(vec![(0.0, 100.0); *many])),
            Worth::Each(each) => {
                Some(Worths::Each(each.iter().map(|amount| range(&amount.value, (0.0, 100.0))).collect()))
            }
            Worth::Ranking(ranking) => Some(Worths::Tiers(ranking.value.clone())),
            Worth::Line(_) => None,
        });
        let walk_away = match &held.walk_away.value {
            WalkAway::Unknown | WalkAway::None => Floor::None,
            WalkAway::Points(points) => Floor::Points(points.to_f64(), points.to_f64()),
            WalkAway::Between(low, high) => Floor::Points(low.to_f64(), high.to_f64()),
            WalkAway::Package(package) => Floor::Package(package.clone()),
        };
        let mut source = Self { importance, worth: worth.collect::<Option<_>>()?, walk_away, mark: 0 };
        source.mark = source.mark();
        Some(source)
    }

    /// What a package is worth at least, in any world.
    fn least(&self, package: &[usize]) -> f64 {
        let worths: Vec<f64> =
            self.worth.iter().zip(package).map(|(worths, option)| worths.ends(*option).0).collect();
        self.importance.least(&worths)
    }

    /// What a package is worth at most, in any world.
    fn most(&self, package: &[usize]) -> f64 {
        let worths: Vec<f64> =
            self.worth.iter().zip(package).map(|(worths, option)| -worths.ends(*option).1).collect();
        -self.importance.least(&worths)
    }

    fn mark(&self) -> u64 {
        let mut mark = 0x9e37_79b9_7f4a_7c15;
        let mut take = |value: f64| mark = mix(mark ^ value.to_bits());
        match &self.importance {
            Weights::Each(each) => each.iter().for_each(|(low, high)| {
                take(*low);
                take(*high);
            }),
            Weights::Tiers(tiers) => tiers.iter().flatten().for_each(|issue| take(*issue as f64)),
            Weights::Any(many) => take(*many as f64),
        }
        for worths in &self.worth {
            match worths {
                Worths::Each(each) => each.iter().for_each(|(low, high)| {
                    take(*low);
                    take(*high);
                }),
                Worths::Tiers(tiers) => tiers.iter().flatten().for_each(|option| take(*option as f64 + 0.5)),
            }
        }
        if let Floor::Points(low, high) = self.walk_away {
            take(low);
            take(high);
        }
        mark
    }
}

impl Weights {
    /// The least average of these worths, over all weights there can be.
    fn least(&self, worths: &[f64]) -> f64 {
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

    pub(crate) fn draw(&self, draws: &mut Draws, into: &mut Vec<f64>) {
        into.clear();
        match self {
            Self::Each(each) => into.extend(each.iter().map(|(low, high)| low + (high - low) * draws.even())),
            Self::Any(many) => into.extend((0..*many).map(|_| draws.exponential())),
            Self::Tiers(tiers) => {
                // Of n exponentials in order, each is above the one before by an exponential of its own, over the number of those
                // that are left [Rényi 1953]: smallest first.
                let many: usize = tiers.iter().map(Vec::len).sum();
                into.resize(many, 0.0);
                let (mut so_far, mut left) = (0.0, many);
                for tier in tiers.iter().rev() {
                    let mut sum = 0.0;
                    for _ in tier {
                        so_far += draws.exponential() / left as f64;
                        left -= 1;
                        sum += so_far;
                    }
                    // Those of one tier are equal, and have their mean.
                    tier.iter().for_each(|at| into[*at] = sum / tier.len() as f64);
                }
            }
        }
    }
}

impl Worths {
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
    pub(crate) fn draw(
        &self,
        weight: f64,
        draws: &mut Draws,
        drawn: &mut Vec<f64>,
        into: &mut [f64],
        step: usize,
    ) -> (f64, f64) {
        match self {
            Self::Each(each) => {
                let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
                for (pair, ends) in into.chunks_mut(2 * step).zip(each.chunks(2)) {
                    let two = draws.two();
                    for ((place, (low, high)), even) in pair.iter_mut().step_by(step).zip(ends).zip(two) {
                        let worth = weight * (low + (high - low) * even);
                        least = if worth < least { worth } else { least };
                        most = if worth > most { worth } else { most };
                        *place = worth;
                    }
                }
                (least, most)
            }
            Self::Tiers(tiers) => {
                // The best is 100, the worst 0, the others anything between, in order.
                drawn.clear();
                drawn.extend((0..tiers.len().saturating_sub(2)).map(|_| 100.0 * draws.even()));
                drawn.sort_unstable_by(|a, b| b.total_cmp(a));
                let last = tiers.len().saturating_sub(1);
                for (at, tier) in tiers.iter().enumerate() {
                    let worth = match at {
                        0 => 100.0,
                        _ if at == last => 0.0,
                        _ => drawn[at - 1],
                    };
                    tier.iter().for_each(|option| into[option * step] = weight * worth);
                }
                (if last == 0 { 100.0 * weight } else { 0.0 }, 100.0 * weight)
            }
        }
    }
}

/// Numbered draws [splitmix64, Steele, Lea and Flood 2014].
pub(crate) struct Draws {
    state: u64,
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Draws {
    pub(crate) fn new(seed: u64, mark: u64, world: u64) -> Self {
        let state = mix(mix(seed ^ mark).wrapping_add(world.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        Self { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// Evenly between 0 and 1, in steps of 2⁻³², twice.
    fn two(&mut self) -> [f64; 2] {
        let whole = self.next();
        let even = |half: u32| (f64::from(half) + 0.5) * (1.0 / (1_u64 << 32) as f64);
        [even(whole as u32), even((whole >> 32) as u32)]
    }

    /// The same once.
    pub(crate) fn even(&mut self) -> f64 {
        self.two()[0]
    }

    /// An exponential of mean 1: −ln of an even draw.
    pub(crate) fn exponential(&mut self) -> f64 {
        let even = (self.next() >> 11) as f64 + 0.5;
        -ln(even / (1_u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_have_their_mean_and_median() {
        let mut draws = Draws::new(1, 2, 3);
        let mut all: Vec<f64> = (0..40_000).map(|_| draws.exponential()).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        all.sort_by(f64::total_cmp);
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert!((all[20_000] - std::f64::consts::LN_2).abs() < 0.02, "{}", all[20_000]);
        assert!(all[0] > 0.0 && all[39_999] < 40.0);
    }

    #[test]
    fn ranked_weights_average_to_the_centroid() {
        // The mean of the uniform law on the ordered simplex is the rank-order centroid [Barron and Barrett 1996].
        let weights = Weights::Tiers(vec![vec![2], vec![0], vec![1]]);
        let mut mean = [0.0; 3];
        for world in 0..20_000 {
            let mut drawn = Vec::new();
            weights.draw(&mut Draws::new(5, 7, world), &mut drawn);
            let sum: f64 = drawn.iter().sum();
            assert!(drawn[2] >= drawn[0] && drawn[0] >= drawn[1]);
            mean.iter_mut().zip(&drawn).for_each(|(mean, drawn)| *mean += drawn / sum / 20_000.0);
        }
        for (mean, centroid) in mean.iter().zip([5.0 / 18.0, 2.0 / 18.0, 11.0 / 18.0]) {
            assert!((mean - centroid).abs() < 0.005, "{mean} {centroid}");
        }
    }
}
