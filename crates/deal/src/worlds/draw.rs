//! Drawing worlds.

use detente_case::{Amount, Case, Importance, Mark, Preferences, WalkAway, Worth};

use crate::frontier::linked::{Effect, rules};
use crate::model::{Model, held};
use crate::space::Space;
use crate::unit::Unit;

/// How each party's values are drawn.
pub(crate) struct Sources {
    parties: Vec<Source>,
    /// Options per issue.
    options: Vec<usize>,
    /// What is paid when all parts are met.
    terms: Vec<Paid>,
    /// What each party has before anything is taken.
    start: Vec<f64>,
}

/// Worth for a combination, which does not differ from world to world: the party, how much, the issues and accepted options.
type Paid = (usize, f64, Vec<(usize, Vec<bool>)>);

/// One party: its weights, worths and walk-away as they were said.
struct Source {
    importance: Weights,
    worth: Vec<Worths>,
    walk_away: Floor,
}

enum Weights {
    /// Each from its range.
    Each(Vec<(f64, f64)>),
    /// In tiers, most important first; uniform on the ordered simplex.
    Tiers(Vec<Vec<usize>>),
    /// Anything: uniform on the simplex.
    Any(usize),
}

enum Worths {
    Each(Vec<(f64, f64)>),
    Tiers(Vec<Vec<usize>>),
}

enum Floor {
    None,
    Points(f64, f64),
    Package(Vec<usize>),
}

/// One world: worths by issue, option and party, weights multiplied in, and the walk-aways.
pub(crate) struct World<'s> {
    pub(crate) parties: usize,
    terms: &'s [Paid],
    start: &'s [f64],
    /// `rows[issue]`: one row of parties for each option.
    pub(crate) rows: Vec<Vec<f64>>,
    /// The walk-away of each party; minus infinity where it has none.
    pub(crate) floor: Vec<f64>,
    /// From worst to best.
    pub(crate) range: Vec<f64>,
}

impl World<'_> {
    /// What a package is worth to each party.
    pub(crate) fn worths(&self, package: &[usize]) -> Vec<f64> {
        let mut worth = self.start.to_vec();
        for (row, option) in self.rows.iter().zip(package) {
            worth.iter_mut().zip(&row[option * self.parties..]).for_each(|(worth, more)| *worth += more);
        }
        pay(self.terms, package, &mut worth);
        worth
    }

    /// What each party has before any option is taken, and all that terms can add.
    pub(crate) fn beside(&self) -> Vec<f64> {
        let mut most = self.start.to_vec();
        self.terms.iter().filter(|(_, more, _)| *more > 0.0).for_each(|(q, more, _)| most[*q] += more);
        most
    }

    /// Each party's gain from a package above its walk-away (above its worst where it has none), as a part of its range.
    pub(crate) fn gains(&self, package: &[usize]) -> Vec<f64> {
        let worth = self.worths(package);
        let gain = |q: usize| {
            let none = if self.floor[q].is_finite() { self.floor[q] } else { self.worst(q) };
            // What doubles add up differently is no shortfall.
            let gain = (worth[q] - none) / self.range[q].max(1e-9);
            if gain.abs() < 1e-9 { 0.0 } else { gain }
        };
        (0..self.parties).map(gain).collect()
    }

    fn worst(&self, q: usize) -> f64 {
        let least =
            |row: &Vec<f64>| row.iter().skip(q).step_by(self.parties).copied().fold(f64::INFINITY, f64::min);
        let takes = self.terms.iter().filter(|(party, more, _)| *party == q && *more < 0.0);
        let taken: f64 = takes.map(|(_, more, _)| more).sum();
        self.start[q] + taken + self.rows.iter().map(least).sum::<f64>()
    }
}

/// Adds what terms pay for a package.
fn pay(terms: &[Paid], package: &[usize], worth: &mut [f64]) {
    for (q, more, parts) in terms {
        if parts.iter().all(|(issue, accepted)| accepted[package[*issue]]) {
            worth[*q] += more;
        }
    }
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
        let parties = parties.collect::<Option<_>>()?;
        Some(Self { parties, options, terms: terms.collect(), start })
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

    /// What a package has whatever its options are worth.
    fn beside(&self, package: &[usize]) -> Vec<f64> {
        let mut all = self.start.clone();
        pay(&self.terms, package, &mut all);
        all
    }

    /// The world with a number.
    pub(crate) fn world(&self, seed: u64, nth: u64) -> World<'_> {
        let parties = self.parties.len();
        let mut world = World {
            parties,
            terms: &self.terms,
            start: &self.start,
            rows: self.options.iter().map(|many| vec![0.0; many * parties]).collect(),
            floor: vec![f64::NEG_INFINITY; parties],
            range: vec![0.0; parties],
        };
        for (q, source) in self.parties.iter().enumerate() {
            // A party's draws depend on nothing of the others, nor on its place.
            let mut draws = Draws::new(seed, source.mark(), nth);
            let weights = source.importance.draw(&mut draws);
            let sum: f64 = weights.iter().sum::<f64>();
            for (issue, worths) in source.worth.iter().enumerate() {
                let weight = if sum > 0.0 { weights[issue] / sum } else { 0.0 };
                let worths = worths.draw(self.options[issue], &mut draws);
                let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let least = worths.iter().copied().fold(f64::INFINITY, f64::min);
                world.range[q] += weight * (most - least);
                for (option, worth) in worths.into_iter().enumerate() {
                    world.rows[issue][option * parties + q] = weight * worth;
                }
            }
            world.floor[q] = match &source.walk_away {
                Floor::None => f64::NEG_INFINITY,
                Floor::Points(low, high) => low + (high - low) * draws.even(),
                Floor::Package(package) => world.worths(package)[q],
            };
        }
        world
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
        Some(Self { importance, worth: worth.collect::<Option<_>>()?, walk_away })
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

    /// A number made from what was said: the same wherever the party stands.
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

    fn draw(&self, draws: &mut Draws) -> Vec<f64> {
        match self {
            Self::Each(each) => each.iter().map(|(low, high)| low + (high - low) * draws.even()).collect(),
            Self::Any(many) => (0..*many).map(|_| draws.exponential()).collect(),
            Self::Tiers(tiers) => {
                let many: usize = tiers.iter().map(Vec::len).sum();
                let mut drawn: Vec<f64> = (0..many).map(|_| draws.exponential()).collect();
                drawn.sort_by(|a, b| b.total_cmp(a));
                spread(tiers, &drawn, many)
            }
        }
    }
}

impl Worths {
    /// The least and the most an option is worth.
    fn ends(&self, option: usize) -> (f64, f64) {
        match self {
            Self::Each(each) => each[option],
            Self::Tiers(tiers) => match tiers.iter().position(|tier| tier.contains(&option)) {
                Some(0) => (100.0, 100.0),
                Some(last) if last + 1 == tiers.len() => (0.0, 0.0),
                _ => (0.0, 100.0),
            },
        }
    }

    fn draw(&self, many: usize, draws: &mut Draws) -> Vec<f64> {
        match self {
            Self::Each(each) => each.iter().map(|(low, high)| low + (high - low) * draws.even()).collect(),
            Self::Tiers(tiers) => {
                // The best is 100, the worst 0, the others anything between, in order.
                let inner = tiers.len().saturating_sub(2);
                let mut drawn: Vec<f64> = (0..inner).map(|_| 100.0 * draws.even()).collect();
                drawn.sort_by(|a, b| b.total_cmp(a));
                drawn.insert(0, 100.0);
                drawn.push(0.0);
                let mut worths = vec![0.0; many];
                for (tier, worth) in tiers.iter().zip(drawn) {
                    tier.iter().for_each(|option| worths[*option] = worth);
                }
                worths
            }
        }
    }
}

/// Values from the largest down, one for each member of a tier; those of one tier are equal, and have their mean.
fn spread(tiers: &[Vec<usize>], drawn: &[f64], many: usize) -> Vec<f64> {
    let mut all = vec![0.0; many];
    let mut from = 0;
    for tier in tiers {
        let part = &drawn[from..from + tier.len()];
        let mean = part.iter().sum::<f64>() / part.len().max(1) as f64;
        tier.iter().for_each(|at| all[*at] = mean);
        from += tier.len();
    }
    all
}

/// The natural logarithm of a positive number, by a series of plain operations: the same on every machine.
pub(super) fn ln(of: f64) -> f64 {
    // of = m · 2^e with m in [1, 2); ln m = 2 artanh((m − 1)/(m + 1)).
    let bits = of.to_bits();
    let e = ((bits >> 52) & 0x7ff) as i64 - 1_023;
    let m = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
    let t = (m - 1.0) / (m + 1.0);
    let (square, mut power, mut sum) = (t * t, t, 0.0);
    for odd in (1..40).step_by(2) {
        sum += power / f64::from(odd);
        power *= square;
    }
    2.0 * sum + e as f64 * std::f64::consts::LN_2
}

/// Numbered draws [splitmix64, Steele, Lea and Flood 2014].
struct Draws {
    state: u64,
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Draws {
    fn new(seed: u64, mark: u64, world: u64) -> Self {
        Self { state: mix(mix(seed ^ mark).wrapping_add(world.wrapping_mul(0x9e37_79b9_7f4a_7c15))) }
    }

    /// Evenly from 0 up to 1.
    fn even(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.state) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// An exponential of mean 1: −ln of an even draw.
    fn exponential(&mut self) -> f64 {
        let even = self.even() + 0.5 / (1_u64 << 53) as f64;
        -ln(even)
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
            let drawn = weights.draw(&mut Draws::new(5, 7, world));
            let sum: f64 = drawn.iter().sum();
            assert!(drawn[2] >= drawn[0] && drawn[0] >= drawn[1]);
            mean.iter_mut().zip(&drawn).for_each(|(mean, drawn)| *mean += drawn / sum / 20_000.0);
        }
        for (mean, centroid) in mean.iter().zip([5.0 / 18.0, 2.0 / 18.0, 11.0 / 18.0]) {
            assert!((mean - centroid).abs() < 0.005, "{mean} {centroid}");
        }
    }
}
