//! Two parties and real-valued issues whose worths are straight lines and corners: solved exactly.
//!
//! Each issue is a set of straight pieces in the plane of the two worths. One piece of every issue makes a concave
//! polyline (pieces in the order of their slopes); the frontier is the upper edge of all of these. Every measure's
//! best point is a corner of it, or a point of a straight stretch given by a formula.

mod envelope;
mod pieces;

use detente_case::{Case, Number};

use crate::analysis::{Analysis, Certificate, Frontier, Package, Point, Solution, Tie, Zone};
use crate::definitions::{Definitions, Disagreement, Ideal, Smorodinsky};
use crate::model::number_label;
use envelope::{Edge, Vertex, between, cut};
use pieces::{Pair, Piece, Plane, Setting};

/// Most combinations of pieces that are put together.
const MOST_CHAINS: usize = 4_096;

/// A solved case.
pub(crate) struct Solved {
    plane: Plane,
    /// The frontier of all packages, and of those at or above the walk-aways.
    all: Edge,
    zone: Edge,
    disagreement: Pair,
    ideal: Pair,
    definitions: Definitions,
}

/// Solves a case exactly; `None` where the method does not apply (see [`Plane::new`]) or would take too long.
pub(crate) fn solve(case: &Case, definitions: &Definitions) -> Option<Solved> {
    let plane = Plane::new(case)?;
    let chains = plane.issues.iter().try_fold(1usize, |n, pieces| n.checked_mul(pieces.len()))?;
    if chains > MOST_CHAINS || chains == 0 {
        return None;
    }
    let mut all: Option<Edge> = None;
    for n in 0..chains {
        let mut rest = n;
        let chosen: Vec<&Piece> = plane
            .issues
            .iter()
            .map(|pieces| {
                let piece = &pieces[rest % pieces.len()];
                rest /= pieces.len();
                piece
            })
            .collect();
        let chain = Edge::chain(&plane.base, &chosen);
        all = Some(match all {
            Some(edge) => edge.above(chain),
            None => chain,
        });
    }
    let all = all?;
    let zone = all.clipped(&plane.reserve);
    let none = |q: usize| {
        let worst = plane.reach[q].0.clone();
        match (&plane.reserve[q], definitions.disagreement) {
            (Some(reserve), Disagreement::Reserve) => reserve.clone(),
            (Some(reserve), Disagreement::Floor) => reserve.clone().max(worst),
            (None, _) => worst,
        }
    };
    let ideal = |q: usize| {
        let best =
            zone.stretches.iter().map(|(from, to)| from.worth[q].clone().max(to.worth[q].clone())).max();
        match definitions.ideal {
            Ideal::Rational => best.unwrap_or_else(|| none(q)),
            Ideal::All => plane.reach[q].1.clone(),
        }
    };
    let (disagreement, ideal) = ([none(0), none(1)], [ideal(0), ideal(1)]);
    Some(Solved { plane, all, zone, disagreement, ideal, definitions: *definitions })
}

/// Writes a solved case into the analysis.
pub(crate) fn report(case: &Case, solved: &Solved, analysis: &mut Analysis) {
    for (party, reach) in analysis.parties.iter_mut().zip(&solved.plane.reach) {
        (party.worst, party.best) = (Some(reach.0.to_f64()), Some(reach.1.to_f64()));
    }
    let (corners, mut joined) = solved.zone.corners();
    let mut points: Vec<Point> = corners.iter().rev().map(|vertex| solved.point(case, vertex)).collect();
    joined.reverse();
    // The first party's worth falls, so what betters a point stands before it or gives the first party as much.
    let worth = |at: usize| &corners[corners.len() - 1 - at].worth;
    let mut most: Option<usize> = None;
    for at in 0..points.len() {
        let level = (at + 1..points.len()).take_while(|&other| worth(other)[0] == worth(at)[0]);
        points[at].open = most.is_some_and(|most| worth(most)[1] >= worth(at)[1])
            || level.into_iter().any(|other| worth(other)[1] > worth(at)[1]);
        if most.is_none_or(|most| worth(most)[1] < worth(at)[1]) {
            most = Some(at);
        }
    }
    analysis.why.insert("zone.packages".into(), "real-valued issues have packages without number".into());
    let exists = !points.is_empty();
    analysis.zone = Zone {
        probability: None,
        exists: Some(exists),
        packages: (!exists).then(|| "0".into()),
        certificate: Some(match points.first() {
            Some(point) => {
                let options = point.package.0.iter().zip(&case.issues);
                let named: Vec<String> =
                    options.map(|((_, option), issue)| format!("{}: {option}", issue.name)).collect();
                certificate("package", format!("this package is in it: {}", named.join("; ")))
            }
            None => certificate(
                "exhausted",
                "no package reaches both walk-aways: the whole frontier, all straight stretches included, lies outside"
                    .into(),
            ),
        }),
    };
    analysis.frontier =
        Some(Frontier { exact: true, error: 0.0, count: points.len(), joined: Some(joined), points });
    let none = |analysis: &mut Analysis, name: &str, why: &str| {
        analysis.why.insert(format!("solutions.{name}"), why.into());
    };
    if exists {
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            party.disagreement = Some(solved.disagreement[q].to_f64());
            party.ideal = Some(solved.ideal[q].to_f64());
        }
        none(analysis, "closest", "there is a zone, so no package has to fall short");
        analysis.solutions.nash = solved.best(case, "largest product of gains", |s, v| s.nash(v));
        analysis.solutions.egalitarian =
            solved.best(case, "largest smallest gain", |s, v| sorted(s.gains(v)));
        analysis.solutions.kalai_smorodinsky =
            solved.best(case, "best shares of the ideal", |s, v| s.smorodinsky(v));
        analysis.solutions.utilitarian =
            solved.best(case, "largest sum of worths", |_, v| vec![&v.worth[0] + &v.worth[1]]);
    } else {
        for name in ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"] {
            none(analysis, name, "there is no zone to choose from");
        }
        analysis.solutions.closest = solved.closest(case);
    }
}

fn certificate(kind: &'static str, text: String) -> Certificate {
    Certificate { kind, text, bound: None, weights: None }
}

fn sorted(mut values: Pair) -> Vec<Number> {
    values.sort();
    values.into()
}

impl Solved {
    fn gains(&self, vertex: &Vertex) -> Pair {
        [&vertex.worth[0] - &self.disagreement[0], &vertex.worth[1] - &self.disagreement[1]]
    }

    fn ratios(&self, vertex: &Vertex) -> Pair {
        let gains = self.gains(vertex);
        std::array::from_fn(|q| {
            let range = &self.ideal[q] - &self.disagreement[q];
            if range.is_zero() { Number::one() } else { &gains[q] / range }
        })
    }

    /// Product of gains; where it is 0 everywhere, the larger gain decides.
    fn nash(&self, vertex: &Vertex) -> Vec<Number> {
        let gains = self.gains(vertex);
        let product = &gains[0] * &gains[1];
        vec![if gains.iter().any(Number::is_negative) { -Number::one() } else { product }]
    }

    fn smorodinsky(&self, vertex: &Vertex) -> Vec<Number> {
        match self.definitions.smorodinsky {
            Smorodinsky::MaxMin => sorted(self.ratios(vertex)),
            Smorodinsky::EqualRatio => {
                let ratios = self.ratios(vertex);
                vec![-(&ratios[0] - &ratios[1]).abs()]
            }
            Smorodinsky::Genius => vec![-(&vertex.worth[0] - &vertex.worth[1]).abs()],
        }
    }

    /// The corners, and on each straight stretch the points where a measure can turn: the largest product, equal gains,
    /// equal shares, equal worths.
    fn candidates(&self, edge: &Edge) -> Vec<Vertex> {
        let mut all = Vec::new();
        for (a, b) in &edge.stretches {
            all.push(a.clone());
            if a.worth == b.worth {
                continue;
            }
            all.push(b.clone());
            let (dx, dy) = (&b.worth[0] - &a.worth[0], &b.worth[1] - &a.worth[1]);
            let gains = self.gains(a);
            let product = -(&gains[0] * &dy + &gains[1] * &dx) / (Number::from(2) * &dx * &dy);
            // Where x0 + t·dx over n0 equals y0 + t·dy over n1.
            let equal = |start: &Pair, n: &Pair| {
                let turn = &dx * &n[1] - &dy * &n[0];
                (!turn.is_zero()).then(|| (&start[1] * &n[0] - &start[0] * &n[1]) / turn)
            };
            let ones = [Number::one(), Number::one()];
            let ranges = std::array::from_fn(|q| &self.ideal[q] - &self.disagreement[q]);
            let shares =
                [Some(product), equal(&gains, &ones), equal(&gains, &ranges), equal(&a.worth, &ones)];
            for share in shares.into_iter().flatten() {
                if share.is_positive() && share < Number::one() {
                    all.push(between(a, b, &share));
                }
            }
        }
        all
    }

    fn best(&self, case: &Case, what: &str, key: impl Fn(&Self, &Vertex) -> Vec<Number>) -> Option<Solution> {
        let candidates = self.candidates(&self.zone);
        self.pick(case, candidates, what, |vertex| key(self, vertex))
    }

    fn pick(
        &self,
        case: &Case,
        candidates: Vec<Vertex>,
        what: &str,
        key: impl Fn(&Vertex) -> Vec<Number>,
    ) -> Option<Solution> {
        let keys: Vec<Vec<Number>> = candidates.iter().map(&key).collect();
        let best = keys.iter().max()?;
        let mut tied: Vec<&Vertex> =
            candidates.iter().zip(&keys).filter(|(_, key)| *key == best).map(|(vertex, _)| vertex).collect();
        tied.sort_by_cached_key(|vertex| {
            let gains = self.gains(vertex);
            (std::cmp::Reverse((sorted(self.ratios(vertex)), &gains[0] * &gains[1])), vertex.worth.clone())
        });
        tied.dedup_by(|a, b| a.worth == b.worth);
        let first = *tied.first()?;
        let point = self.point(case, first);
        let mut text = format!("{what} on the whole frontier, straight stretches included");
        if tied.len() > 1 {
            text.push_str("; on a stretch between two tied corners every point ties");
        }
        Some(Solution {
            worth: point.worth,
            gain: self.gains(first).iter().map(Number::to_f64).collect(),
            package: point.package,
            packages: None,
            value: best.first()?.to_f64(),
            ties: tied[1..]
                .iter()
                .map(|vertex| {
                    let point = self.point(case, vertex);
                    Tie { worth: point.worth, package: point.package }
                })
                .collect(),
            certificate: certificate("frontier", text),
            by_issue: Vec::new(),
        })
    }

    /// The least total shortfall, in shares of each party's range, then the least worst one.
    fn closest(&self, case: &Case) -> Option<Solution> {
        let mut candidates = Vec::new();
        for (from, to) in &self.all.stretches {
            candidates.extend([from.clone(), to.clone()]);
            for (q, reserve) in self.plane.reserve.iter().enumerate() {
                candidates.extend(reserve.as_ref().and_then(|reserve| cut(from, to, q, reserve)));
            }
        }
        let short = |vertex: &Vertex| -> Pair {
            std::array::from_fn(|q| {
                let (low, high) = &self.plane.reach[q];
                let range = if high > low { high - low } else { Number::one() };
                match &self.plane.reserve[q] {
                    Some(reserve) if vertex.worth[q] < *reserve => (reserve - &vertex.worth[q]) / range,
                    _ => Number::zero(),
                }
            })
        };
        let mut solution = self.pick(case, candidates, "least total shortfall", |vertex| {
            let [a, b] = short(vertex);
            vec![-(&a + &b), -a.max(b)]
        })?;
        solution.value = -solution.value;
        Some(solution)
    }

    fn point(&self, case: &Case, vertex: &Vertex) -> Point {
        let package = case.issues.iter().zip(&vertex.settings).map(|(issue, setting)| {
            let option = match setting {
                Setting::Option(option) => issue.domain.label(*option),
                Setting::Value(value) => number_label(value),
            };
            (issue.id.as_str().into(), option.into())
        });
        Point {
            worth: vertex.worth.iter().map(Number::to_f64).collect(),
            package: Package(package.collect()),
            packages: None,
            open: false,
        }
    }
}
