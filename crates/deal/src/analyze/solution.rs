//! A measure's choice as a solution, with its certificate.

use detente_case::Number;

use super::Settings;
use crate::analysis::{Certificate, Package, Solution, Solutions, Tie};
use crate::bound::{highest_sum, small_fractions, tight_weights};
use crate::definitions::Definitions;
use crate::direct::Direct;
use crate::figures::counted;
use crate::frontier::Found;
use crate::model::Model;
use crate::solutions::{Choice, Measures};
use crate::space::Space;
use crate::unit::Unit;

/// Most tied worths written out for one solution.
const MOST_TIES: usize = 1_000;

pub(super) fn worths<N: Unit>(space: &Space<N>, vector: &[N]) -> Vec<f64> {
    vector.iter().enumerate().map(|(q, &count)| space.double(q, count)).collect()
}

pub(super) fn package(model: &Model, options: &[usize]) -> Package {
    let named = options.iter().zip(&model.issues).zip(&model.labels);
    Package(named.map(|((&option, issue), labels)| (issue.clone(), labels[option].clone())).collect())
}

/// Writes choices as solutions.
pub(super) struct Writer<'a, N> {
    pub(super) model: &'a Model,
    pub(super) space: &'a Space<N>,
    pub(super) found: &'a Found<N>,
    pub(super) measures: &'a Measures<'a, N>,
}

impl<N: Unit> Writer<'_, N> {
    pub(super) fn solutions(&self, settings: &Settings) -> Solutions {
        let measures = self.measures;
        let parties = self.space.parties();
        let ones = vec![Number::one(); parties];
        let write = |choice: Option<Choice>, what: &str| choice.map(|choice| self.solution(&choice, what));
        let mut solutions = Solutions {
            nash: write(measures.nash(), "largest product of gains"),
            kalai_smorodinsky: write(
                measures.smorodinsky(settings.definitions.smorodinsky),
                "best shares of the ideal",
            ),
            egalitarian: write(
                measures.egalitarian(settings.definitions.egalitarian),
                "largest smallest gain",
            ),
            utilitarian: write(measures.utilitarian(), "largest sum of worths"),
            closest: None,
        };
        // Red lines only rule packages out: what bounds all packages bounds those left.
        if self.space.terms.iter().any(Option::is_some) {
            return solutions;
        }
        if let Some(solution) = &mut solutions.utilitarian {
            let bound = highest_sum(self.space, &ones);
            attach(solution, &bound, &ones, "the sum of worths");
        }
        if let Some(solution) = &mut solutions.nash
            && let Some((weights, bound)) = self.nash_bound(solution)
        {
            attach(solution, &bound, &weights, "the product of gains");
        }
        if let Some(solution) = &mut solutions.egalitarian {
            let (weights, bound) = self.smallest_bound(&ones);
            attach(solution, &bound, &weights, "the smallest gain");
        }
        let ranges: Vec<Number> =
            measures.ideal.iter().zip(&measures.disagreement).map(|(ideal, none)| ideal - none).collect();
        if let Some(solution) = &mut solutions.kalai_smorodinsky
            && settings.definitions == Definitions::DETENTE
            && ranges.iter().all(Number::is_positive)
        {
            let (weights, bound) = self.smallest_bound(&ranges);
            attach(solution, &bound, &weights, "the smallest share of the ideal gain");
        }
        solutions
    }

    /// The same for packages found without the frontier: what was proved of each is in `direct`.
    pub(super) fn directly(&self, settings: &Settings, direct: &Direct<N>) -> Solutions {
        let mut solutions = self.solutions(settings);
        let Solutions { nash, kalai_smorodinsky, egalitarian, utilitarian, closest: _ } = &mut solutions;
        for (solution, proof) in [
            (nash, direct.nash),
            (kalai_smorodinsky, direct.kalai_smorodinsky),
            (egalitarian, direct.egalitarian),
            (utilitarian, direct.utilitarian),
        ] {
            let Some(solution) = solution else { continue };
            let certificate = &mut solution.certificate;
            let bounded = certificate.text.split_once("; by the weights").map(|(_, bound)| bound.to_string());
            let by = bounded.map(|bound| format!("; by the weights{bound}")).unwrap_or_default();
            let looked = counted(&proof.looked_at.into());
            (certificate.kind, certificate.text) = if proof.whole {
                let text = format!(
                    "the best there is: every package that could do better by what it would have to give away was looked at \
                     ({looked} packages and parts of packages)"
                );
                ("exhausted", format!("{text}{by}"))
            } else {
                let text = format!(
                    "the best of {looked} packages and parts of packages looked at; a better one is not ruled out, but none above \
                     {:.6}: it would have to give away more than there is, whichever way it was looked for",
                    proof.bound
                );
                ("bound", format!("{text}{by}"))
            };
        }
        solutions
    }

    pub(super) fn solution(&self, choice: &Choice, what: &str) -> Solution {
        let first = choice.points[0];
        let worth = |at: usize| worths(self.space, self.found.front.vector(at));
        let options = self.found.front.package(first);
        let ties = choice.points[1..]
            .iter()
            .take(MOST_TIES)
            .map(|&at| Tie { worth: worth(at), package: package(self.model, &self.found.front.package(at)) });
        let mut text = match self.found.front.len() {
            1 => format!("{what}: the frontier is this one point"),
            points => format!("{what} of all {points} frontier points"),
        };
        if let Some(remark) = &choice.remark {
            text = format!("{text}; {remark}");
        }
        if choice.points.len() > MOST_TIES + 1 {
            text = format!("{text}; {} worths tie, {MOST_TIES} are listed", choice.points.len());
        }
        let by_issue = if self.space.terms.iter().all(Option::is_none) {
            let parts = options.iter().enumerate();
            let part = |(issue, &option): (usize, &usize)| {
                self.model.sides.iter().map(|side| side.value[issue][option].to_f64()).collect()
            };
            parts.map(part).collect()
        } else {
            Vec::new()
        };
        Solution {
            worth: worth(first),
            gain: self.measures.gains(first).iter().map(Number::to_f64).collect(),
            package: package(self.model, &options),
            packages: self.found.front.packages(first).map(|count| count.to_string()),
            value: choice.value.to_f64(),
            ties: ties.collect(),
            certificate: Certificate { kind: "frontier", text, bound: None, weights: None },
            by_issue,
        }
    }

    /// By the inequality of the means: Π gains ≤ ((S(l) − l·d)/p)^p / Π l, tightest near l = 1/gain.
    fn nash_bound(&self, solution: &Solution) -> Option<(Vec<Number>, Number)> {
        if solution.gain.iter().any(|gain| *gain <= 0.0) {
            return None;
        }
        let largest = solution.gain.iter().map(|gain| 1.0 / gain).fold(0.0, f64::max);
        let near: Vec<f64> = solution.gain.iter().map(|gain| 1.0 / gain / largest).collect();
        let weights = small_fractions(&near, 1_000);
        if weights.iter().any(Number::is_zero) {
            return None;
        }
        let none: Number = weights.iter().zip(&self.measures.disagreement).map(|(w, d)| w * d).sum();
        let parties = weights.len();
        let mean = (highest_sum(self.space, &weights) - none) / Number::from(parties as i64);
        let power = (0..parties).fold(Number::one(), |power, _| power * &mean);
        let bound = power / weights.iter().product::<Number>();
        Some((weights, bound))
    }

    /// min (gain/n) ≤ (S(l) − l·d) / Σ l·n for every l ≥ 0.
    fn smallest_bound(&self, n: &[Number]) -> (Vec<Number>, Number) {
        let share: Vec<f64> = n.iter().map(Number::to_f64).collect();
        let target: Vec<f64> = self.measures.disagreement.iter().map(Number::to_f64).collect();
        let found = tight_weights(self.space, &target, &share);
        let scaled: Vec<f64> = found.iter().zip(&share).map(|(weight, share)| weight / share).collect();
        let sum: f64 = scaled.iter().sum();
        let scaled: Vec<f64> = scaled.iter().map(|weight| weight / sum).collect();
        let mut weights = small_fractions(&scaled, 10_000);
        if weights.iter().all(Number::is_zero) {
            weights = vec![Number::one(); n.len()];
        }
        let none: Number = weights.iter().zip(&self.measures.disagreement).map(|(w, d)| w * d).sum();
        let scale: Number = weights.iter().zip(n).map(|(w, n)| w * n).sum();
        let bound = (highest_sum(self.space, &weights) - none) / scale;
        (weights, bound)
    }
}

/// Adds a bound to a solution's certificate, and says how near the solution comes.
fn attach(solution: &mut Solution, bound: &Number, weights: &[Number], what: &str) {
    let bound = bound.to_f64();
    let weights: Vec<f64> = weights.iter().map(Number::to_f64).collect();
    let shown: Vec<String> = weights.iter().map(|weight| format!("{weight}")).collect();
    // Equal as they are printed: nothing is left between what is proved and what is had.
    let reached = format!("{bound:.6}") == format!("{:.6}", solution.value);
    let how = if reached { "which is what it has" } else { "a looser limit than what was found by looking" };
    solution.certificate.text = format!(
        "{}; by the weights {} of the parties in turn alone, no package whatever could bring {what} above {bound:.6}, \
         {how}: {:.6}",
        solution.certificate.text,
        shown.join(", "),
        solution.value
    );
    solution.certificate.bound = Some(bound);
    solution.certificate.weights = Some(weights);
}
