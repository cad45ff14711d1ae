//! What one party said, as it is drawn from.

use detente_case::{Amount, Importance, Mark, Preferences, WalkAway, Worth};

use super::draws::mix;
use super::fits::{Compared, Fits};
use super::world::Paid;

/// One party: its weights, worths and walk-away as they were said.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) importance: Weights,
    pub(crate) worth: Vec<Worths>,
    pub(crate) walk_away: Floor,
    /// A number made from what was said: the same wherever the party stands.
    pub(crate) mark: u64,
    /// What it finds at least as good as something else, and how that is met.
    pub(crate) compared: Vec<Compared>,
    pub(crate) fits: Fits,
    /// What was compared and is left out, for it fits nothing else that was said.
    pub(crate) left_out: Vec<usize>,
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

impl Source {
    pub(super) fn new(held: &Preferences, options: &[usize]) -> Option<Self> {
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
        let compared = held.comparisons.iter().map(|comparison| {
            let pairs = comparison.this.iter().zip(&comparison.to);
            Compared {
                parts: pairs.map(|((issue, this), (_, to))| (*issue, *this, *to)).collect(),
                more: 0.0,
            }
        });
        let mut source = Self {
            importance,
            worth: worth.collect::<Option<_>>()?,
            walk_away,
            mark: 0,
            compared: compared.collect(),
            fits: Fits::All,
            left_out: Vec::new(),
        };
        source.mark = source.mark();
        Some(source)
    }

    /// Takes in what combinations pay for what was compared. Where that hangs on issues neither side names, the comparison asks for the
    /// least they can add.
    pub(super) fn paid(mut self, q: usize, terms: &[Paid]) -> Self {
        for compared in &mut self.compared {
            for (_, worth, parts) in terms.iter().filter(|(party, ..)| *party == q) {
                let met = |side: &dyn Fn(&(usize, usize, usize)) -> usize| -> Option<bool> {
                    let mut open = false;
                    for (issue, accepted) in parts {
                        match compared.parts.iter().find(|(named, ..)| named == issue) {
                            Some(part) if !accepted[side(part)] => return Some(false),
                            Some(_) => {}
                            None => open = true,
                        }
                    }
                    (!open).then_some(true)
                };
                let paid = |met: bool| if met { *worth } else { 0.0 };
                compared.more += match (met(&|part| part.1), met(&|part| part.2)) {
                    (Some(this), Some(to)) => paid(this) - paid(to),
                    // The same on both sides, whatever the others are.
                    (None, None) => 0.0,
                    // Whatever the others are, it has to hold.
                    (None, Some(to)) => worth.min(0.0) - paid(to),
                    (Some(this), None) => paid(this) - worth.max(0.0),
                };
            }
        }
        self
    }

    /// What a package is worth at least, in any world.
    pub(super) fn least(&self, package: &[usize]) -> f64 {
        let worths: Vec<f64> =
            self.worth.iter().zip(package).map(|(worths, option)| worths.ends(*option).0).collect();
        self.importance.least(&worths)
    }

    /// What a package is worth at most, in any world.
    pub(super) fn most(&self, package: &[usize]) -> f64 {
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
        for (issue, this, to) in self.compared.iter().flat_map(|compared| &compared.parts) {
            [issue, this, to].into_iter().for_each(|part| take(*part as f64 + 0.25));
        }
        mark
    }
}
