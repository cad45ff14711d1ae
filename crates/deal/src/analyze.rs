//! From a case to an analysis.

use std::collections::BTreeMap;

use detente_case::{Case, Domain, Number};
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::analysis::{
    Analysis, Certificate, Frontier, IssueResult, Package, PartyResult, Point, SCHEMA, Solution, Solutions,
    Tie, Zone,
};
use crate::bound::{highest_sum, no_agreement, small_fractions, tight_weights};
use crate::definitions::Definitions;
use crate::evidence::evidence;
use crate::frontier::{Effort, Found, MOST_PACKAGES, MOST_PARTIES, NotFound, find};
use crate::model::{Grid, Model, even_grid};
use crate::solutions::{Choice, Measures};
use crate::space::{AnySpace, Space};
use crate::unit::Unit;
use crate::{Progress, Refusal, real};

/// Most tied worths written out for one solution.
const MOST_TIES: usize = 1_000;

/// What an analysis is asked for.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which definitions the solutions follow.
    pub definitions: Definitions,
    /// Points looked at for a real-valued issue that cannot be solved exactly.
    pub grid: usize,
    /// Packages to value: issue (id or name) to option.
    pub probes: Vec<Vec<(String, String)>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { definitions: Definitions::DETENTE, grid: 21, probes: Vec::new() }
    }
}

/// Analyses a case: how close the parties are, which packages all could live with, which of them the named measures
/// pick, and why.
///
/// Exact wherever an answer is given without an error; what cannot be had is `None` with a reason in
/// [`Analysis::why`]. Cost: partial frontiers issue by issue for plain sums (10⁵⁰ packages of two parties in
/// milliseconds); one look at each package, up to 10⁸, where red lines, links or combinations tie issues together.
pub fn analyze(case: &Case, settings: &Settings, progress: &dyn Progress) -> Result<Analysis, Refusal> {
    if case.parties.is_empty() {
        return Err(Refusal::NoParty);
    }
    if case.parties.len() > MOST_PARTIES {
        return Err(Refusal::TooManyParties { parties: case.parties.len(), most: MOST_PARTIES });
    }
    if case.issues.is_empty() {
        return Err(Refusal::NoIssue);
    }
    let grid = even_grid(case, settings.grid);
    let (model, spread, readings) = Model::new(case, &grid)?;
    let probes = probes(case, &settings.probes)?;
    let mut analysis = blank(case, settings, &model, &readings);
    analysis.probes = probes;
    if grid.iter().any(Option::is_some) {
        match real::solve(case, &settings.definitions) {
            Some(solved) => real::report(case, &solved, &mut analysis),
            None => {
                let error = spread.iter().max().cloned().unwrap_or_default();
                fill(&model, settings, progress, &mut analysis, &error);
                if let Some(frontier) = &mut analysis.frontier {
                    frontier.exact = false;
                }
                let points = grid.iter().flatten().map(Vec::len).max().unwrap_or(0);
                analysis.why.insert(
                    "frontier.exact".into(),
                    format!(
                        "real-valued issues were looked at on {points} evenly spaced points each; between them a party's \
                         worth can differ by at most {}",
                        number(&error)
                    ),
                );
            }
        }
    } else {
        analysis.packages = Some(model.packages().to_string());
        fill(&model, settings, progress, &mut analysis, &BigRational::zero());
    }
    Ok(analysis)
}

fn blank(case: &Case, settings: &Settings, model: &Model, readings: &[Vec<String>]) -> Analysis {
    let parties =
        case.parties.iter().zip(&model.sides).zip(readings).map(|((party, side), readings)| PartyResult {
            id: party.id.clone(),
            name: party.name.clone(),
            walk_away: side.reserve.as_ref().map(number),
            best: None,
            worst: None,
            disagreement: None,
            ideal: None,
            readings: readings.clone(),
        });
    let issues = case.issues.iter().map(|issue| IssueResult {
        id: issue.id.clone(),
        name: issue.name.clone(),
        options: issue.domain.len(),
    });
    Analysis {
        schema: SCHEMA,
        title: case.title.clone(),
        definitions: settings.definitions.name.into(),
        evidence: evidence(case, readings),
        parties: parties.collect(),
        issues: issues.collect(),
        packages: None,
        rules: model.never.len(),
        zone: Zone { exists: None, packages: None, certificate: None },
        frontier: None,
        solutions: Solutions {
            nash: None,
            kalai_smorodinsky: None,
            egalitarian: None,
            utilitarian: None,
            closest: None,
        },
        why: BTreeMap::new(),
        probes: None,
        repairs: Vec::new(),
    }
}

/// The nearest double.
pub(crate) fn number(value: &BigRational) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// What each probed package is worth to each party. Real-valued issues take any number of their range.
fn probes(case: &Case, probes: &[Vec<(String, String)>]) -> Result<Option<Vec<Vec<f64>>>, Refusal> {
    if probes.is_empty() {
        return Ok(None);
    }
    let mut all = Vec::with_capacity(probes.len());
    let plain = Model::new(case, &even_grid(case, 2))?.0;
    for (n, probe) in probes.iter().enumerate() {
        let mut package = Vec::new();
        let mut grid: Grid = Vec::new();
        for issue in &case.issues {
            let refuse = |what: String| Refusal::Probe { number: n + 1, what };
            let said = probe.iter().find(|(key, _)| *key == issue.id || *key == issue.name);
            let Some((_, option)) = said else {
                return Err(refuse(format!("it has no option for issue \"{}\"", issue.name)));
            };
            let unknown = || refuse(format!("issue \"{}\" has no option \"{option}\"", issue.name));
            match &issue.domain {
                Domain::Reals { low, high } => {
                    let value = Number::parse(option).ok().filter(|value| low <= value && value <= high);
                    grid.push(Some(vec![value.ok_or_else(unknown)?]));
                    package.push(0);
                }
                domain => {
                    grid.push(None);
                    package.push(domain.find(option).ok_or_else(unknown)?);
                }
            }
        }
        if let Some((extra, _)) = probe
            .iter()
            .find(|(key, _)| !case.issues.iter().any(|issue| *key == issue.id || *key == issue.name))
        {
            return Err(Refusal::Probe { number: n + 1, what: format!("there is no issue \"{extra}\"") });
        }
        let own = if grid.iter().any(Option::is_some) { Some(Model::new(case, &grid)?.0) } else { None };
        let model = own.as_ref().unwrap_or(&plain);
        all.push((0..case.parties.len()).map(|party| number(&model.utility(party, &package))).collect());
    }
    Ok(Some(all))
}

fn fill(
    model: &Model,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    error: &BigRational,
) {
    match AnySpace::new(model) {
        Some(AnySpace::Narrow(space)) => search(model, &space, settings, progress, analysis, error),
        Some(AnySpace::Wide(space)) => search(model, &space, settings, progress, analysis, error),
        None => {
            let reason = "the numbers of this case span too wide a range to be added up exactly";
            refuse(analysis, reason, true);
        }
    }
}

fn refuse(analysis: &mut Analysis, reason: &str, zone: bool) {
    let solutions = ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "closest"];
    let paths = solutions.iter().map(|name| format!("solutions.{name}")).chain(["frontier".to_string()]);
    let paths = paths.chain(zone.then(|| "zone".to_string()));
    analysis.why.extend(paths.map(|path| (path, reason.to_string())));
}

fn search<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    error: &BigRational,
) {
    if space.terms.iter().all(Option::is_none) {
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            let (low, high) = space.capped_reach(q);
            (party.worst, party.best) = (Some(space.double(q, low)), Some(space.double(q, high)));
        }
    }
    // The bound may settle at once that there is no zone, however many packages there are.
    if let Some(certificate) = no_zone_by_bound(space, analysis) {
        let reach: Vec<(N, N)> = (0..space.parties()).map(|q| space.capped_reach(q)).collect();
        no_zone(model, space, settings, progress, analysis, certificate, &reach);
        return;
    }
    let found = match find(space, true, true, Effort::FULL, progress) {
        Ok(found) => found,
        Err(not_found) => {
            let reason = reason(model, analysis, &not_found);
            refuse(analysis, &reason, true);
            return;
        }
    };
    for (q, party) in analysis.parties.iter_mut().enumerate() {
        let (low, high) = found.reach[q];
        (party.worst, party.best) = (Some(number(&space.exact(q, low))), Some(number(&space.exact(q, high))));
    }
    let rounding = space.rounding.iter().max().cloned().unwrap_or_default();
    let exact = rounding.is_zero() && error.is_zero();
    let points = (0..found.front.len()).map(|at| Point {
        worth: worths(space, found.front.vector(at)),
        package: package(model, analysis, &found.front.package(at)),
        packages: found.front.packages(at).map(|count| count.to_string()),
    });
    analysis.frontier = Some(Frontier {
        exact,
        error: number(&(&rounding + error)),
        count: found.front.len(),
        joined: None,
        points: points.collect(),
    });
    if !rounding.is_zero() {
        let text = "the numbers have no common denominator of 128 bits; they were rounded to 1e-12";
        analysis.why.insert("frontier.exact".into(), text.into());
    }
    let measures = Measures::new(space, &found, &settings.definitions);
    if found.front.len() > 0 {
        zone_found(model, analysis, &found);
        for (q, party) in analysis.parties.iter_mut().enumerate() {
            party.disagreement = Some(number(&measures.disagreement[q]));
            party.ideal = Some(number(&measures.ideal[q]));
        }
        let writer = Writer { model, space, found: &found, measures: &measures };
        analysis.solutions = writer.solutions(settings, analysis);
        analysis
            .why
            .insert("solutions.closest".into(), "there is a zone, so no package has to fall short".into());
    } else {
        let looked = Certificate {
            kind: "exhausted",
            text: match space.never.is_empty() {
                true => "no package reaches every walk-away: all were considered".into(),
                false => "no package reaches every walk-away without breaking a red line or link: all were looked at".into(),
            },
            bound: None,
            weights: None,
        };
        no_zone(model, space, settings, progress, analysis, looked, &found.reach);
    }
}

fn no_zone<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    certificate: Certificate,
    reach: &[(N, N)],
) {
    analysis.zone = Zone { exists: Some(false), packages: Some("0".into()), certificate: Some(certificate) };
    analysis.frontier =
        Some(Frontier { exact: true, error: 0.0, count: 0, joined: None, points: Vec::new() });
    for name in ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"] {
        analysis.why.insert(format!("solutions.{name}"), "there is no zone to choose from".into());
    }
    nearest(model, space, settings, progress, analysis, reach);
}

fn zone_found<N: Unit>(model: &Model, analysis: &mut Analysis, found: &Found<N>) {
    let witness = package(model, analysis, &found.front.package(0));
    let named: Vec<String> = witness
        .0
        .iter()
        .zip(&analysis.issues)
        .map(|((_, option), issue)| format!("{}: {option}", issue.name))
        .collect();
    analysis.zone = Zone {
        exists: Some(true),
        packages: found.rational.as_ref().map(ToString::to_string),
        certificate: Some(Certificate {
            kind: "package",
            text: format!("this package is in it: {}", named.join("; ")),
            bound: None,
            weights: None,
        }),
    };
    if analysis.zone.packages.is_none() {
        analysis.why.insert(
            "zone.packages".into(),
            format!("packages are counted one by one only up to {}", counted(&MOST_PACKAGES.into())),
        );
    }
}

fn no_zone_by_bound<N: Unit>(space: &Space<N>, analysis: &Analysis) -> Option<Certificate> {
    if space.terms.iter().any(Option::is_some) || space.rounding.iter().any(|r| !r.is_zero()) {
        return None;
    }
    let (weights, most, asked) = no_agreement(space)?;
    let parts: Vec<String> = weights
        .iter()
        .zip(&analysis.parties)
        .filter(|(weight, _)| weight.is_positive())
        .map(|(weight, party)| format!("{weight} × {}", party.name))
        .collect();
    let text = format!(
        "weigh the worths as {}: taking the best option of every issue, no package comes to more than {}, but the \
         walk-aways ask for {}",
        parts.join(" + "),
        figure(&most),
        figure(&asked)
    );
    Some(Certificate {
        kind: "bound",
        text,
        bound: Some(number(&most)),
        weights: Some(weights.iter().map(number).collect()),
    })
}

/// A count as people read it: `15,552`.
fn counted(count: &BigUint) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}

/// A number short enough to read: as it is, or to six decimals.
fn figure(value: &BigRational) -> String {
    let text = Number::from(value.clone()).to_string();
    if text.len() <= 9 && !text.contains('/') { text } else { format!("{:.6}", number(value)) }
}

fn reason(model: &Model, analysis: &Analysis, not_found: &NotFound) -> String {
    let packages = counted(&model.packages());
    let most = counted(&MOST_PACKAGES.into());
    match not_found {
        NotFound::Packages => {
            let mut linked: Vec<usize> = model.never.iter().flatten().map(|(issue, _)| *issue).collect();
            for side in &model.sides {
                side.terms.iter().for_each(|root| root.issues(&mut linked));
            }
            linked.sort_unstable();
            linked.dedup();
            let mut names: Vec<&str> =
                linked.iter().take(8).map(|&issue| analysis.issues[issue].name.as_str()).collect();
            if linked.len() > names.len() {
                names.push("…");
            }
            format!(
                "red lines, links or combinations tie {} issues together ({}), and there are {packages} packages; up to \
                 {most} can be looked at one by one",
                linked.len(),
                names.join(", ")
            )
        }
        NotFound::Frontier(size) => format!(
            "the frontier is too large to list: {} points with {} issues still to take, out of {packages} packages",
            size.points, size.issues_left
        ),
        NotFound::Parties => format!("at most {MOST_PARTIES} parties can be analysed"),
    }
}

/// The package with the least shortfall, when there is no zone.
fn nearest<N: Unit>(
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    progress: &dyn Progress,
    analysis: &mut Analysis,
    reach: &[(N, N)],
) {
    let mut shares = Vec::new();
    for (q, &(low, high)) in reach.iter().enumerate() {
        let range = BigRational::from_integer((high - low).to_big()) * &space.one[q];
        shares.push(if range.is_positive() { range } else { BigRational::one() });
    }
    // Worth above the walk-away closes no gap, and a party without a walk-away has none.
    let mut clamped = space.clone();
    for q in 0..space.parties() {
        match space.reserve[q] {
            Some(reserve) => clamped.cap[q] = Some(space.cap[q].map_or(reserve, |cap| cap.min(reserve))),
            None => {
                clamped.value.iter_mut().flatten().for_each(|row| row[q] = N::default());
                clamped.terms[q] = None;
                clamped.cap[q] = None;
            }
        }
    }
    let found = match find(&clamped, false, false, Effort::SMALL, progress) {
        Ok(found) if found.front.len() > 0 => found,
        Ok(_) => {
            let text = "red lines and links forbid every package, whatever the walk-aways";
            analysis.why.insert("solutions.closest".into(), text.into());
            return;
        }
        Err(not_found) => {
            let reason = reason(model, analysis, &not_found);
            analysis.why.insert("solutions.closest".into(), reason);
            return;
        }
    };
    let measures = Measures::new(&clamped, &found, &settings.definitions);
    let Some(choice) = measures.closest(&shares) else { return };
    let writer = Writer { model, space, found: &found, measures: &measures };
    let mut solution = writer.solution(analysis, &choice, "least total shortfall");
    // The clamped worths only found the place; what is told are the true ones.
    let (Some(&first), truth) = (choice.points.first(), |at: usize| {
        let package = found.front.package(at);
        (0..space.parties()).map(|q| model.utility(q, &package)).collect::<Vec<_>>()
    }) else {
        return;
    };
    let worth = truth(first);
    let zero = BigRational::zero();
    solution.gain = (0..space.parties())
        .map(|q| match space.reserve[q] {
            Some(reserve) => number(&(&worth[q] - space.exact(q, reserve))),
            None => number(&zero),
        })
        .collect();
    solution.worth = worth.iter().map(number).collect();
    for (tie, &at) in solution.ties.iter_mut().zip(&choice.points[1..]) {
        tie.worth = truth(at).iter().map(number).collect();
    }
    solution.certificate = Certificate {
        kind: "exhausted",
        text: format!(
            "every package was considered; none has a smaller total shortfall than {} (in shares of each party's range)",
            figure(&choice.value)
        ),
        bound: None,
        weights: None,
    };
    analysis.solutions.closest = Some(solution);
}

fn worths<N: Unit>(space: &Space<N>, vector: &[N]) -> Vec<f64> {
    vector.iter().enumerate().map(|(q, &count)| space.double(q, count)).collect()
}

fn package(model: &Model, analysis: &Analysis, options: &[usize]) -> Package {
    let named = options.iter().zip(&analysis.issues).zip(&model.labels);
    Package(named.map(|((&option, issue), labels)| (issue.id.clone(), labels[option].clone())).collect())
}

/// Writes choices as solutions.
struct Writer<'a, N> {
    model: &'a Model,
    space: &'a Space<N>,
    found: &'a Found<N>,
    measures: &'a Measures<'a, N>,
}

impl<N: Unit> Writer<'_, N> {
    fn solutions(&self, settings: &Settings, analysis: &Analysis) -> Solutions {
        let measures = self.measures;
        let parties = self.space.parties();
        let ones = vec![BigRational::one(); parties];
        let write =
            |choice: Option<Choice>, what: &str| choice.map(|choice| self.solution(analysis, &choice, what));
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
        if !self.space.additive() {
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
        let ranges: Vec<BigRational> =
            measures.ideal.iter().zip(&measures.disagreement).map(|(ideal, none)| ideal - none).collect();
        if let Some(solution) = &mut solutions.kalai_smorodinsky
            && settings.definitions == Definitions::DETENTE
            && ranges.iter().all(Signed::is_positive)
        {
            let (weights, bound) = self.smallest_bound(&ranges);
            attach(solution, &bound, &weights, "the smallest share of the ideal gain");
        }
        solutions
    }

    fn solution(&self, analysis: &Analysis, choice: &Choice, what: &str) -> Solution {
        let first = choice.points[0];
        let worth = |at: usize| worths(self.space, self.found.front.vector(at));
        let options = self.found.front.package(first);
        let ties = choice.points[1..].iter().take(MOST_TIES).map(|&at| Tie {
            worth: worth(at),
            package: package(self.model, analysis, &self.found.front.package(at)),
        });
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
                self.model.sides.iter().map(|side| number(&side.value[issue][option])).collect()
            };
            parts.map(part).collect()
        } else {
            Vec::new()
        };
        Solution {
            worth: worth(first),
            gain: self.measures.gains(first).iter().map(number).collect(),
            package: package(self.model, analysis, &options),
            packages: self.found.front.packages(first).map(|count| count.to_string()),
            value: number(&choice.value),
            ties: ties.collect(),
            certificate: Certificate { kind: "frontier", text, bound: None, weights: None },
            by_issue,
        }
    }

    /// By the inequality of the means: Π gains ≤ ((S(l) − l·d)/p)^p / Π l, tightest near l = 1/gain.
    fn nash_bound(&self, solution: &Solution) -> Option<(Vec<BigRational>, BigRational)> {
        if solution.gain.iter().any(|gain| *gain <= 0.0) {
            return None;
        }
        let largest = solution.gain.iter().map(|gain| 1.0 / gain).fold(0.0, f64::max);
        let near: Vec<f64> = solution.gain.iter().map(|gain| 1.0 / gain / largest).collect();
        let weights = small_fractions(&near, 1_000);
        if weights.iter().any(Zero::is_zero) {
            return None;
        }
        let none: BigRational = weights.iter().zip(&self.measures.disagreement).map(|(w, d)| w * d).sum();
        let parties = weights.len();
        let mean =
            (highest_sum(self.space, &weights) - none) / BigRational::from_integer((parties as i64).into());
        let power = (0..parties).fold(BigRational::one(), |power, _| power * &mean);
        let bound = power / weights.iter().product::<BigRational>();
        Some((weights, bound))
    }

    /// min (gain/n) ≤ (S(l) − l·d) / Σ l·n for every l ≥ 0.
    fn smallest_bound(&self, n: &[BigRational]) -> (Vec<BigRational>, BigRational) {
        let share: Vec<f64> = n.iter().map(number).collect();
        let target: Vec<f64> = self.measures.disagreement.iter().map(number).collect();
        let found = tight_weights(self.space, &target, &share);
        let scaled: Vec<f64> = found.iter().zip(&share).map(|(weight, share)| weight / share).collect();
        let sum: f64 = scaled.iter().sum();
        let scaled: Vec<f64> = scaled.iter().map(|weight| weight / sum).collect();
        let mut weights = small_fractions(&scaled, 10_000);
        if weights.iter().all(Zero::is_zero) {
            weights = vec![BigRational::one(); n.len()];
        }
        let none: BigRational = weights.iter().zip(&self.measures.disagreement).map(|(w, d)| w * d).sum();
        let scale: BigRational = weights.iter().zip(n).map(|(w, n)| w * n).sum();
        let bound = (highest_sum(self.space, &weights) - none) / scale;
        (weights, bound)
    }
}

/// Adds a bound to a solution's certificate, and says how near the solution comes.
fn attach(solution: &mut Solution, bound: &BigRational, weights: &[BigRational], what: &str) {
    let bound = number(bound);
    let weights: Vec<f64> = weights.iter().map(number).collect();
    let shown: Vec<String> = weights.iter().map(|weight| format!("{weight}")).collect();
    solution.certificate.text = format!(
        "{}; with weights {} no package whatever brings {what} above {bound:.6}, this one brings it to {:.6}",
        solution.certificate.text,
        shown.join(", "),
        solution.value
    );
    solution.certificate.bound = Some(bound);
    solution.certificate.weights = Some(weights);
}
