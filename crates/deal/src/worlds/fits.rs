//! Preferences that fit what a party said it finds at least as good as something else.
//!
//! Each comparison asks that a sum of weight times difference of worths is not negative. Where one draw in a hundred fits, draws
//! that do not are thrown away, which is exact. Where fewer do, one that fits is changed, value by value, each drawn from what fits
//! while all others stay [Gibbs sampling; Smith 1984 for hit-and-run in general].

use super::draws::Draws;
use super::source::{Source, Weights, Worths};
use crate::elementary::{exp, ln};

/// What a party finds at least as good as something else.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    /// Issue, option that is at least as good, option it is compared with.
    pub(crate) parts: Vec<(usize, usize, usize)>,
    /// What combinations pay more for the first, in points.
    pub(crate) more: f64,
}

/// Draws that say how many fit, and the share from which those that do not are thrown away.
const TRIED: usize = 2_000;
const ENOUGH: usize = TRIED / 100;
/// Draws until one fits, at most.
const MOST: usize = 20_000;
/// Sets kept of one long walk, how often every value is drawn anew from one to the next, and before the first.
const KEPT: usize = 256;
const APART: usize = 24;
const FIRST: usize = 400;
/// How often every value of one of them is drawn anew for a world.
const SWEEPS: usize = 12;
/// How often values are moved towards what fits, from each of so many draws.
const MENDED: usize = 60;
const STARTS: usize = 20;
/// What an issue counts for at least.
const LEAST: f64 = 1e-3;
/// A sum of at least this is not negative.
const NOTHING: f64 = -1e-9;

/// Weights, and worths of all options, issue after issue.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub(crate) weights: Vec<f64>,
    pub(crate) worths: Vec<f64>,
}

/// How sets that fit are had.
#[derive(Clone)]
pub(crate) enum Fits {
    /// Nothing was compared.
    All,
    /// Enough of those drawn fit.
    Many,
    /// Some that fit, to be changed.
    From(Vec<Set>),
}

impl Source {
    /// Finds out how sets that fit the comparisons are had; those that fit nothing, or none of those before them, are left out. `begins`
    /// says where the options of each issue begin.
    pub(super) fn fitted(mut self, begins: &[usize]) -> Self {
        if self.compared.is_empty() {
            return self;
        }
        if let Some(fits) = self.found(begins) {
            self.fits = fits;
            return self;
        }
        let all = std::mem::take(&mut self.compared);
        for (at, compared) in all.into_iter().enumerate() {
            self.compared.push(compared);
            match self.found(begins) {
                Some(fits) => self.fits = fits,
                None => {
                    self.compared.pop();
                    self.left_out.push(at);
                }
            }
        }
        self
    }

    /// How sets that fit are had; `None` where none was found.
    fn found(&self, begins: &[usize]) -> Option<Fits> {
        let mut draws = Draws::new(0, self.mark, 0);
        let mut fitting = 0;
        let mut known = None;
        for _ in 0..TRIED {
            let set = self.any(&mut draws, begins);
            if self.fit(&set, begins) {
                fitting += 1;
                known = Some(set);
            }
        }
        if fitting >= ENOUGH {
            return Some(Fits::Many);
        }
        let mend = |_: usize| {
            let set = self.any(&mut draws, begins);
            self.mended(set, begins)
        };
        let start = known.or_else(|| (0..STARTS).find_map(mend))?;
        Some(Fits::From(self.walked(start, begins, &mut draws)))
    }

    /// Sets along a long walk from one that fits.
    fn walked(&self, mut set: Set, begins: &[usize], draws: &mut Draws) -> Vec<Set> {
        let values = self.values();
        (0..FIRST).for_each(|_| self.sweep(&values, &mut set, begins, draws));
        let next = |_| {
            (0..APART).for_each(|_| self.sweep(&values, &mut set, begins, draws));
            set.clone()
        };
        (0..KEPT).map(next).collect()
    }

    /// A set that fits what was said, and what was compared.
    pub(crate) fn set(&self, draws: &mut Draws, begins: &[usize]) -> Set {
        match &self.fits {
            Fits::All => self.any(draws, begins),
            Fits::Many => {
                let mut set = self.any(draws, begins);
                for _ in 0..MOST {
                    if self.fit(&set, begins) {
                        break;
                    }
                    set = self.any(draws, begins);
                }
                set
            }
            Fits::From(some) => {
                let at = (draws.one() * some.len() as f64) as usize;
                let (mut set, values) = (some[at.min(some.len() - 1)].clone(), self.values());
                (0..SWEEPS).for_each(|_| self.sweep(&values, &mut set, begins, draws));
                set
            }
        }
    }

    /// Whether a set fits what was compared, as far as that can be fitted at all.
    pub(crate) fn fit(&self, set: &Set, begins: &[usize]) -> bool {
        self.compared.iter().all(|compared| sum(compared, set, begins) >= NOTHING)
    }

    /// A set that fits what was said, comparisons aside.
    fn any(&self, draws: &mut Draws, begins: &[usize]) -> Set {
        let (mut weights, mut drawn) = (Vec::new(), Vec::new());
        self.importance.draw(draws, &mut weights);
        let mut worths = vec![0.0; begins[begins.len() - 1]];
        for (issue, each) in self.worth.iter().enumerate() {
            let into = worths[begins[issue]..begins[issue + 1]].as_chunks_mut::<1>().0;
            each.draw(&[1.0], draws, &mut drawn, into, 1);
        }
        Set { weights: weights.into_iter().flatten().collect(), worths }
    }

    /// The values that can be changed.
    fn values(&self) -> Vec<Value> {
        let mut all: Vec<Value> = match &self.importance {
            Weights::Each(each) => (0..each.len()).map(|at| Value::Weight(at, vec![at])).collect(),
            Weights::Any(many) => (0..*many).map(|at| Value::Weight(at, vec![at])).collect(),
            Weights::Tiers(tiers) => {
                tiers.iter().enumerate().map(|(at, tier)| Value::Weight(at, tier.clone())).collect()
            }
        };
        for (issue, worths) in self.worth.iter().enumerate() {
            match worths {
                Worths::Each(each) => {
                    all.extend((0..each.len()).map(|at| Value::Worth(issue, at, vec![at])));
                }
                // The best and the worst have their worth.
                Worths::Tiers(tiers) => {
                    let middle = 1..tiers.len().saturating_sub(1);
                    all.extend(middle.map(|at| Value::Worth(issue, at, tiers[at].clone())));
                }
            }
        }
        all
    }

    /// What a value may be while the others stay, comparisons aside; and the rate at which it is less likely the larger it is (0:
    /// evenly).
    fn range(&self, value: &Value, set: &Set, begins: &[usize]) -> (f64, f64, f64) {
        match value {
            Value::Weight(at, issues) => match &self.importance {
                Weights::Each(each) => (each[*at].0, each[*at].1, 0.0),
                Weights::Any(_) => (0.0, f64::INFINITY, 1.0),
                Weights::Tiers(tiers) => {
                    let of = |tier: usize| tiers.get(tier).map(|tier| set.weights[tier[0]]);
                    let high = at.checked_sub(1).and_then(of).unwrap_or(f64::INFINITY);
                    (of(at + 1).unwrap_or(0.0), high, issues.len() as f64)
                }
            },
            Value::Worth(issue, at, _) => match &self.worth[*issue] {
                Worths::Each(each) => (each[*at].0, each[*at].1, 0.0),
                Worths::Tiers(tiers) => {
                    let of = |tier: usize| set.worths[begins[*issue] + tiers[tier][0]];
                    (of(at + 1), of(at - 1), 0.0)
                }
            },
        }
    }

    /// Draws every value anew from what fits while the others stay.
    fn sweep(&self, values: &[Value], set: &mut Set, begins: &[usize], draws: &mut Draws) {
        for value in values {
            let (mut low, mut high, rate) = self.range(value, set, begins);
            let now = value.get(set, begins);
            for (at, slope) in self.lines(value, set, begins) {
                // at + slope · (value − now) ≥ 0
                let edge = now - at.max(0.0) / slope;
                if slope > 0.0 { low = low.max(edge) } else { high = high.min(edge) }
            }
            if low > high {
                continue;
            }
            let even = draws.one();
            let next = if rate == 0.0 {
                low + (high - low) * even
            } else {
                let most = if high.is_finite() { 1.0 - exp(-rate * (high - low)) } else { 1.0 };
                (low - ln(1.0 - even * most) / rate).min(high)
            };
            value.put(next, set, begins);
        }
    }

    /// A set moved towards what fits, value by value, as long as less is lacking; `None` where it does not come to fit.
    fn mended(&self, mut set: Set, begins: &[usize]) -> Option<Set> {
        let values = self.values();
        for _ in 0..MENDED {
            for value in &values {
                let (low, high, _) = self.range(value, &set, begins);
                // An issue that counts for nothing makes anything as good as anything.
                let low = if matches!(value, Value::Weight(..)) { low.max(LEAST).min(high) } else { low };
                let now = value.get(&set, begins);
                let lines = self.lines(value, &set, begins);
                let lacks = |to: f64| -> f64 {
                    lines.iter().map(|(at, slope)| (-(at + slope * (to - now))).max(0.0)).sum()
                };
                let edges = lines.iter().map(|(at, slope)| now - at / slope);
                let ends = [low, if high.is_finite() { high } else { 10.0 * now + 1.0 }];
                let tried = edges.chain(ends).map(|to| to.clamp(low, high)).filter(|to| to.is_finite());
                // Of those that lack least the middle: an edge leaves no room.
                let mut all: Vec<(f64, f64)> = tried.map(|to| (lacks(to), to)).collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                let Some((least, _)) = all.first().copied() else { continue };
                let good: Vec<f64> =
                    all.iter().filter(|(lacks, _)| *lacks <= least + 1e-12).map(|(_, to)| *to).collect();
                let to = (good[0] + good[good.len() - 1]) / 2.0;
                if least <= lacks(now) {
                    value.put(to, &mut set, begins);
                }
            }
            let fits = self.compared.iter().all(|compared| sum(compared, &set, begins) >= NOTHING);
            if fits {
                return Some(set);
            }
        }
        None
    }

    /// For each comparison that hangs on a value: its sum, and how that changes with the value.
    fn lines(&self, value: &Value, set: &Set, begins: &[usize]) -> Vec<(f64, f64)> {
        let difference = |(issue, this, to): &(usize, usize, usize)| {
            set.worths[begins[*issue] + this] - set.worths[begins[*issue] + to]
        };
        let slope = |compared: &Compared| -> f64 {
            match value {
                Value::Weight(_, issues) => {
                    let own = compared.parts.iter().filter(|(issue, ..)| issues.contains(issue));
                    own.map(difference).sum::<f64>() + compared.more * issues.len() as f64
                }
                Value::Worth(issue, _, options) => {
                    let sign = |option: &usize| f64::from(u8::from(options.contains(option)));
                    let parts = compared.parts.iter().filter(|(at, ..)| at == issue);
                    parts.map(|(_, this, to)| set.weights[*issue] * (sign(this) - sign(to))).sum()
                }
            }
        };
        let each = self.compared.iter().map(|compared| (sum(compared, set, begins), slope(compared)));
        each.filter(|(_, slope)| *slope != 0.0).collect()
    }
}

/// What a comparison comes to: not negative where it holds.
fn sum(compared: &Compared, set: &Set, begins: &[usize]) -> f64 {
    let part = |(issue, this, to): &(usize, usize, usize)| {
        set.weights[*issue] * (set.worths[begins[*issue] + this] - set.worths[begins[*issue] + to])
    };
    compared.parts.iter().map(part).sum::<f64>() + compared.more * set.weights.iter().sum::<f64>()
}

/// One number of a set, by its place in what was said, at all places that share it.
enum Value {
    Weight(usize, Vec<usize>),
    /// Of an issue.
    Worth(usize, usize, Vec<usize>),
}

impl Value {
    fn get(&self, set: &Set, begins: &[usize]) -> f64 {
        match self {
            Self::Weight(_, issues) => set.weights[issues[0]],
            Self::Worth(issue, _, options) => set.worths[begins[*issue] + options[0]],
        }
    }

    fn put(&self, to: f64, set: &mut Set, begins: &[usize]) {
        match self {
            Self::Weight(_, issues) => issues.iter().for_each(|issue| set.weights[*issue] = to),
            Self::Worth(issue, _, options) => {
                options.iter().for_each(|option| set.worths[begins[*issue] + option] = to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Floor;
    use super::*;

    fn source(importance: Weights, worth: Vec<Worths>, compared: Vec<Compared>) -> (Source, Vec<usize>) {
        let mut begins = vec![0];
        worth.iter().for_each(|worths| {
            let many = match worths {
                Worths::Each(each) => each.len(),
                Worths::Tiers(tiers) => tiers.iter().map(Vec::len).sum(),
            };
            begins.push(begins[begins.len() - 1] + many);
        });
        let source = Source {
            importance,
            worth,
            walk_away: Floor::None,
            mark: 9,
            compared,
            fits: Fits::All,
            left_out: Vec::new(),
        };
        (source.fitted(&begins), begins)
    }

    fn plain(parts: Vec<(usize, usize, usize)>) -> Compared {
        Compared { parts, more: 0.0 }
    }

    /// A share of sets, with the standard error of a share.
    fn share(many: usize, of: impl Iterator<Item = bool>) -> (f64, f64) {
        let share = of.filter(|yes| *yes).count() as f64 / many as f64;
        (share, (share * (1.0 - share) / many as f64).sqrt())
    }

    #[test]
    fn changing_one_that_fits_draws_as_throwing_away_does() {
        let worth = || {
            vec![
                Worths::Each(vec![(0.0, 100.0), (0.0, 60.0)]),
                Worths::Tiers((0..4).map(|option| vec![option]).collect()),
                Worths::Each(vec![(20.0, 80.0), (50.0, 50.0), (0.0, 100.0)]),
            ]
        };
        for importance in [
            Weights::Any(3),
            Weights::Tiers(vec![vec![1], vec![0], vec![2]]),
            Weights::Each(vec![(1.0, 9.0), (0.0, 5.0), (2.0, 4.0)]),
        ] {
            let compared = vec![
                plain(vec![(0, 1, 0), (1, 1, 2)]),
                Compared { parts: vec![(1, 2, 1), (2, 2, 0)], more: 4.0 },
            ];
            let (mut thrown, begins) = source(importance, worth(), compared);
            thrown.fits = Fits::Many;
            let mut draws = Draws::new(1, 2, 3);
            let mut changed = thrown.clone();
            changed.fits = Fits::From(changed.walked(thrown.set(&mut draws, &begins), &begins, &mut draws));
            let many = 4_000;
            let asked = |source: &Source, draws: &mut Draws| -> Vec<(f64, f64)> {
                let sets: Vec<Set> = (0..many).map(|_| source.set(draws, &begins)).collect();
                assert!(sets.iter().all(|set| source.fit(set, &begins)));
                let total = |set: &Set| set.weights.iter().sum::<f64>();
                vec![
                    share(many, sets.iter().map(|set| set.worths[0] > 25.0)),
                    share(many, sets.iter().map(|set| set.worths[3] > 70.0)),
                    share(many, sets.iter().map(|set| set.worths[8] > 60.0)),
                    share(many, sets.iter().map(|set| set.weights[1] / total(set) > 0.4)),
                    share(many, sets.iter().map(|set| set.weights[2] / total(set) > 0.3)),
                ]
            };
            for (nth, (one, other)) in
                asked(&thrown, &mut draws).into_iter().zip(asked(&changed, &mut draws)).enumerate()
            {
                assert!((one.0 - other.0).abs() < 4.5 * (one.1 + other.1), "{nth} {one:?} {other:?}");
            }
        }
    }

    #[test]
    fn one_that_fits_is_found_where_few_do() {
        // Each option of the first issue far above the last, by steps that leave little room.
        let worth = vec![Worths::Each(vec![(0.0, 100.0); 8]), Worths::Each(vec![(0.0, 100.0); 2])];
        let compared = (0..7).map(|option| plain(vec![(0, option, option + 1), (1, 1, 0)])).collect();
        let (source, begins) = source(Weights::Each(vec![(1.0, 1.0), (0.2, 0.2)]), worth, compared);
        assert!(matches!(source.fits, Fits::From(_)));
        let mut draws = Draws::new(4, 5, 6);
        for _ in 0..200 {
            let set = source.set(&mut draws, &begins);
            assert!(
                source.fit(&set, &begins) && set.worths.iter().all(|worth| (0.0..=100.0).contains(worth))
            );
        }
    }

    #[test]
    fn what_contradicts_itself_is_left_out() {
        let worth = vec![Worths::Each(vec![(0.0, 40.0), (60.0, 100.0)])];
        let compared = vec![plain(vec![(0, 1, 0)]), plain(vec![(0, 0, 1)])];
        let (source, begins) = source(Weights::Any(1), worth, compared);
        assert_eq!((&source.left_out, source.compared.len()), (&vec![1], 1));
        let mut draws = Draws::new(4, 5, 6);
        let set = source.set(&mut draws, &begins);
        assert!(source.fit(&set, &begins));
    }
}
