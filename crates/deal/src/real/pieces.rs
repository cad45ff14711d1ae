//! Real-valued issues as line pieces in the plane of the two parties' worths.

use detente_case::{Amount, Case, Domain, Importance, Number, Worth, line_at, plain};

use crate::model::held;

/// How one issue is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// An option, by position.
    Option(usize),
    /// A number.
    Value(Number),
}

/// A worth for each of the two parties.
pub(super) type Pair = [Number; 2];

/// One issue settled somewhere on a straight piece: from the end better for the second party to the end better for
/// the first. A single point has two equal ends.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) from: (Setting, Pair),
    pub(super) to: (Setting, Pair),
}

impl Piece {
    fn point(setting: Setting, worth: Pair) -> Self {
        Self { from: (setting.clone(), worth.clone()), to: (setting, worth) }
    }
}

/// Everything exact solving needs of a case with two parties.
pub(super) struct Plane {
    /// Per issue, the pieces that can lie on the frontier.
    pub(super) issues: Vec<Vec<Piece>>,
    pub(super) base: Pair,
    pub(super) reserve: [Option<Number>; 2],
    /// Least and most of each party over all packages.
    pub(super) reach: [(Number, Number); 2],
}

impl Plane {
    /// `None` where the exact method does not apply: not two parties, combinations, rules, jumps, a cap that binds, or
    /// a walk-away given as a package.
    pub(super) fn new(case: &Case) -> Option<Self> {
        if case.parties.len() != 2 || !case.links.is_empty() {
            return None;
        }
        let mut sides = Vec::new();
        for party in 0..2 {
            sides.push(Side::new(case, party)?);
        }
        let mut reach = Vec::new();
        for side in &sides {
            let (mut low, mut high) = (side.base.clone(), side.base.clone());
            for (issue, curve) in case.issues.iter().zip(&side.curves) {
                let values = curve.extremes(&issue.domain);
                low += values.iter().min()?;
                high += values.iter().max()?;
            }
            if side.cap.as_ref().is_some_and(|cap| high > *cap) {
                return None;
            }
            reach.push((low, high));
        }
        let [first, second] = <[Side; 2]>::try_from(sides).ok()?;
        let issues = case
            .issues
            .iter()
            .enumerate()
            .map(|(n, issue)| useful(all_pieces(&issue.domain, &first.curves[n], &second.curves[n])));
        Some(Self {
            issues: issues.collect(),
            base: [first.base.clone(), second.base.clone()],
            reserve: [first.reserve, second.reserve],
            reach: <[_; 2]>::try_from(reach).ok()?,
        })
    }
}

struct Side {
    base: Number,
    cap: Option<Number>,
    reserve: Option<Number>,
    curves: Vec<Curve>,
}

/// A party's weighted worth over one issue.
enum Curve {
    Options(Vec<Number>),
    Line(Number, Vec<(Number, Number)>),
}

impl Side {
    fn new(case: &Case, party: usize) -> Option<Self> {
        let held = held(case, party)?;
        if held.combinations.is_some() || !held.red_lines.is_empty() {
            return None;
        }
        let plain = plain(held, &case.issues).preferences;
        let Importance::Each(importance) = &plain.importance else { return None };
        let weight = |issue: usize| match &importance[issue].value {
            Amount::Exactly(weight) => weight.clone(),
            _ => Number::zero(),
        };
        let sum: Number = (0..case.issues.len()).map(weight).sum();
        let divisor = if plain.scale.averaged && !sum.is_zero() { sum } else { Number::one() };
        let mut curves = Vec::new();
        for (issue, worth) in plain.worth.iter().enumerate() {
            let weight = weight(issue) / &divisor;
            curves.push(match worth {
                Worth::Each(each) => {
                    let worth = |amount: &Amount| match amount {
                        Amount::Exactly(value) => value * &weight,
                        _ => Number::zero(),
                    };
                    Curve::Options(each.iter().map(|amount| worth(&amount.value)).collect())
                }
                Worth::Line(line) => {
                    let jumps = line.value.windows(2).any(|two| two[0].0 == two[1].0 && two[0].1 != two[1].1);
                    if jumps {
                        return None;
                    }
                    Curve::Line(weight, line.value.clone())
                }
                Worth::Unknown | Worth::Ranking(_) => return None,
            });
        }
        let reserve = match &plain.walk_away.value {
            detente_case::WalkAway::Points(points) => Some(points.clone()),
            detente_case::WalkAway::Package(_) => return None,
            _ => None,
        };
        let base = plain.scale.base.clone();
        Some(Self { base, cap: plain.scale.cap, reserve, curves })
    }
}

impl Curve {
    fn at(&self, number: &Number) -> Number {
        match self {
            Self::Options(_) => Number::zero(),
            Self::Line(weight, corners) => line_at(corners, number) * weight,
        }
    }

    fn extremes(&self, domain: &Domain) -> Vec<Number> {
        match self {
            Self::Options(values) => values.clone(),
            Self::Line(_, corners) => breaks(domain, corners).iter().map(|at| self.at(at)).collect(),
        }
    }
}

/// The ends of a real domain and the corners between them.
fn breaks(domain: &Domain, corners: &[(Number, Number)]) -> Vec<Number> {
    let Domain::Reals { low, high } = domain else { return Vec::new() };
    let inside = corners.iter().map(|(at, _)| at).filter(|at| low < *at && *at < high);
    [low, high].into_iter().chain(inside).cloned().collect()
}

fn all_pieces(domain: &Domain, first: &Curve, second: &Curve) -> Vec<Piece> {
    match (first, second) {
        (Curve::Options(a), Curve::Options(b)) => {
            let pairs = a.iter().zip(b).enumerate();
            pairs.map(|(n, (a, b))| Piece::point(Setting::Option(n), [a.clone(), b.clone()])).collect()
        }
        (Curve::Line(_, a), Curve::Line(_, b)) => {
            let mut all = breaks(domain, a);
            all.extend(breaks(domain, b));
            all.sort();
            all.dedup();
            let end = |at: &Number| (Setting::Value(at.clone()), [first.at(at), second.at(at)]);
            if let [only] = &all[..] {
                let (setting, worth) = end(only);
                return vec![Piece::point(setting, worth)];
            }
            all.windows(2)
                .map(|two| {
                    let (a, b) = (end(&two[0]), end(&two[1]));
                    let gains = [&b.1[0] - &a.1[0], &b.1[1] - &a.1[1]];
                    // Where both gain in one direction the better end stands for the whole piece.
                    match (gains[0].is_negative(), gains[1].is_negative()) {
                        (false, false) => Piece::point(b.0, b.1),
                        (true, true) => Piece::point(a.0, a.1),
                        (false, true) if gains[0].is_zero() => Piece::point(a.0, a.1),
                        (true, false) if gains[1].is_zero() => Piece::point(a.0, a.1),
                        (false, true) => Piece { from: a, to: b },
                        (true, false) => Piece { from: b, to: a },
                    }
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Pieces without the single points that another piece's end dominates.
fn useful(pieces: Vec<Piece>) -> Vec<Piece> {
    let beats = |a: &Pair, b: &Pair| a[0] >= b[0] && a[1] >= b[1] && a != b;
    let ends: Vec<Pair> = pieces.iter().flat_map(|p| [p.from.1.clone(), p.to.1.clone()]).collect();
    let mut kept: Vec<Piece> = Vec::new();
    for piece in pieces {
        let point = piece.from.1 == piece.to.1;
        let beaten = point && ends.iter().any(|end| beats(end, &piece.from.1));
        let known =
            point && kept.iter().any(|other| other.from.1 == piece.from.1 || other.to.1 == piece.from.1);
        if !beaten && !known {
            kept.push(piece);
        }
    }
    kept
}
