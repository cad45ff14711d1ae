//! How sure the answers are, where values are vague.

use detente_case::Case;

use super::Settings;
use super::solution::package;
use crate::Refusal;
use crate::analysis::{Analysis, Contradiction, NextDraft, NextQuestion, PackageInWorlds, WorldsResult};
use crate::drafts::{Drafting, Heard, PARTICLES};
use crate::model::{Model, even_grid};
use crate::space::{AnySpace, Space};
use crate::unit::Unit;
use crate::worlds::{
    LANES, Question, Sources, World, Worlds, best_question, interval, likely, nowhere, vague, worlds,
};

/// Packages asked about: those of the measures, and so many of the frontier besides.
const BESIDE: usize = 20;
/// An answer that fewer of the preferences that fit what was told would give is shown as a contradiction.
const ODD: f64 = 0.02;

/// How often there is a zone, over worlds drawn from what is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Worlds drawn.
    pub count: usize,
    /// In how many there is a zone.
    pub open: usize,
    /// In how many it could not be told.
    pub undecided: usize,
    /// The interval that holds the probability with 95 % confidence, whatever the undecided are.
    pub interval: (f64, f64),
}

/// How likely there is a zone, where values are vague; nothing else is looked for. `None` where worlds cannot be drawn: worths have to
/// be averages of issues with lists of options. Linear in `count`, on all cores; the same for any number of them.
pub fn chance(case: &Case, count: usize, seed: u64) -> Result<Option<Chance>, Refusal> {
    let (model, ..) = Model::new(case, &even_grid(case, 2))?;
    let found = match AnySpace::new(&model) {
        Some(AnySpace::Narrow(space)) => drawn(case, &model, &space, count, seed),
        Some(AnySpace::Wide(space)) => drawn(case, &model, &space, count, seed),
        None => None,
    };
    Ok(found.map(|found| Chance {
        count,
        open: found.open,
        undecided: found.unknown,
        interval: interval(found.open, found.unknown, count),
    }))
}

fn drawn<N: Unit>(case: &Case, model: &Model, space: &Space<N>, count: usize, seed: u64) -> Option<Worlds> {
    let sources = Sources::new(case, model, space)?;
    Some(worlds(space, &sources, &[], count, &|nth, world| sources.draw(seed, nth, world)))
}

/// Writes what worlds say, where any value is vague.
pub(super) fn doubt(
    case: &Case,
    model: &Model,
    settings: &Settings,
    probed: &[Vec<usize>],
    analysis: &mut Analysis,
) {
    if settings.worlds == 0 || !vague(case) {
        return;
    }
    match AnySpace::new(model) {
        Some(AnySpace::Narrow(space)) => write(case, model, &space, settings, probed, analysis),
        Some(AnySpace::Wide(space)) => write(case, model, &space, settings, probed, analysis),
        None => {}
    }
}

fn write<N: Unit>(
    case: &Case,
    model: &Model,
    space: &Space<N>,
    settings: &Settings,
    probed: &[Vec<usize>],
    analysis: &mut Analysis,
) {
    let (packages, names) = asked(case, analysis);
    let Some(sources) = Sources::new(case, model, space) else {
        let reason =
            "worlds are drawn where worths are averages over issues with lists of options, and sums of terms";
        analysis.why.insert("worlds".into(), reason.into());
        return;
    };
    let mut drafting = Drafting::new(case, settings.seed).ok().flatten();
    let odd = listen(model, settings, analysis, drafting.as_mut());
    let answered = drafting.as_ref().filter(|_| !settings.heard.is_empty());
    let answers = if answered.is_some() { settings.heard.len() } else { 0 };
    let (count, seed) = (settings.worlds, settings.seed);
    let draw = |nth: u64, world: &mut World<'_, LANES>| match answered {
        Some(drafting) => drafting.world(seed, nth, world),
        None => sources.draw(seed, nth, world),
    };
    let found = worlds(space, &sources, &packages, count, &draw);
    for trades in &mut analysis.trades {
        let (from, to) = (&probed[trades.from - 1], &probed[trades.to - 1]);
        trades.likely = Some(likely(&sources, (from, to), count, &draw));
    }
    let allowed: Vec<bool> = packages.iter().map(|package| space.broken(package) == 0).collect();
    // What is proved rests on what was told: an answer against it, or one that tells of a walk-away nothing was told of, undoes the proof.
    let undone = |package: &Vec<usize>| {
        let against = |heard: &Heard| heard.acceptable == Some(false) && heard.package == *package;
        settings.heard.iter().any(|heard| {
            against(heard) || heard.acceptable.is_some() && sources.walk_away_unknown(heard.party)
        })
    };
    let proved = |package: &Vec<usize>| sources.surely(package) && !undone(package);
    let surely: Vec<bool> =
        packages.iter().zip(&allowed).map(|(package, allowed)| *allowed && proved(package)).collect();
    let named: Vec<PackageInWorlds> = packages
        .iter()
        .enumerate()
        .map(|(at, options)| PackageInWorlds {
            measures: names[at].clone(),
            package: package(model, options),
            standing: match (surely[at], !allowed[at] || sources.never(options)) {
                (true, _) => "surely",
                (_, true) => "never",
                _ => "possibly",
            },
            accepted: found.accepted[at] as f64 / found.count as f64,
            regret: found.regret[at].0,
            worst_regret: found.regret[at].1,
        })
        .collect();
    // Worlds made of the same sets of preferences tell no more than there are sets.
    let sets = if answered.is_some() { found.count.min(PARTICLES) } else { found.count };
    let scaled = |part: usize| (part as f64 * sets as f64 / found.count as f64).round() as usize;
    let (low, high) = interval(scaled(found.open), scaled(found.unknown), sets);
    let every = surely.iter().any(|surely| *surely);
    // An answer that is weighed undoes what rests on what was told.
    let none = !every && found.open == 0 && settings.heard.is_empty() && nowhere(space, &sources);
    analysis.zone.probability = Some(match (every, none) {
        (true, _) => [1.0, 1.0],
        (_, true) => [0.0, 0.0],
        _ => [low, high],
    });
    for (party, source) in analysis.parties.iter_mut().zip(&sources.parties) {
        for at in source.left_out.iter().rev() {
            let said = "fits nothing else that it said, so worlds leave it out";
            party.readings.insert(0, format!("comparison {} {said}", at + 1));
        }
    }
    // The most robust: the least worst loss, then the least on average, then the first.
    let robust = (0..packages.len()).filter(|at| allowed[*at] && found.open > 0).min_by(|a, b| {
        let key = |at: usize| (found.regret[at].1, found.regret[at].0);
        key(*a)
            .partial_cmp(&key(*b))
            .unwrap_or(std::cmp::Ordering::Equal)
            .then(packages[*a].cmp(&packages[*b]))
    });
    let question = best_question(&found).into_iter().find(|asked| asked.gain > 1e-6);
    analysis.next_question = question.map(|asked| {
        let Question::Package(at) = asked.question;
        let about = package(model, &packages[at]);
        let said = about.0.iter().zip(&analysis.issues);
        let said: Vec<String> =
            said.map(|((_, option), issue)| format!("{}: {option}", issue.name)).collect();
        NextQuestion {
            party: analysis.parties[asked.party].id.clone(),
            for_all: format!("Could you live with this, taken as a whole? {}", said.join("; ")),
            zone_after: asked.after,
            about,
            gain_bits: asked.gain,
            yes: asked.yes,
        }
    });
    analysis.next_draft =
        drafting.as_mut().and_then(|drafting| next_draft(model, settings, analysis, drafting));
    analysis.worlds = Some(WorldsResult {
        count: found.count,
        seed: settings.seed,
        open: found.open,
        undecided: found.unknown,
        every: every.then_some(true),
        none: none.then_some(true),
        answers,
        contradictions: odd,
        robust: robust.map(|at| package(model, &packages[at])),
        packages: named.into_iter().filter(|named| !named.measures.is_empty()).collect(),
    });
}

/// Takes in the answers; those that hardly fit what the party told are listed.
fn listen(
    model: &Model,
    settings: &Settings,
    analysis: &mut Analysis,
    drafting: Option<&mut Drafting>,
) -> Vec<Contradiction> {
    let Some(drafting) = drafting else {
        if !settings.heard.is_empty() {
            let why = "answers are weighed where worths are averages over issues with lists of options, without combinations";
            analysis.why.insert("worlds.answers".into(), why.into());
        }
        return Vec::new();
    };
    // Each against what was told alone, so that one odd answer does not make the next look odd.
    let expected = settings.heard.iter().map(|heard| (heard, drafting.expected(heard).unwrap_or(1.0)));
    let odd = expected.filter(|(_, share)| *share < ODD).map(|(heard, share)| Contradiction {
        party: analysis.parties[heard.party].id.clone(),
        package: package(model, &heard.package),
        acceptable: heard.acceptable,
        expected: share,
    });
    let odd = odd.collect();
    for heard in &settings.heard {
        // What does not fit the case was refused where it was read.
        let _ = drafting.hear(heard.clone());
    }
    odd
}

/// What could be put to the parties next.
fn next_draft(
    model: &Model,
    settings: &Settings,
    analysis: &Analysis,
    drafting: &mut Drafting,
) -> Option<NextDraft> {
    let next = drafting.next_draft()?;
    let likely = next.acceptable.iter().zip(&analysis.parties);
    let likely: Vec<String> =
        likely.map(|(share, party)| format!("{} {:.0} %", party.name, 100.0 * share)).collect();
    let chosen = match next.exploring {
        true => {
            "chosen to learn most: the best for one set of preferences of each party, drawn from those that fit"
        }
        false => "the largest expected product of gains over the walk-aways, on what is held",
    };
    let answers = settings.heard.len();
    let after = if answers > 0 { format!(" and {answers} answers") } else { String::new() };
    let why = format!("{chosen}{after}; how likely each could live with it: {}", likely.join(", "));
    Some(NextDraft {
        package: package(model, &next.package),
        acceptable: next.acceptable,
        answers,
        exploring: next.exploring,
        why,
    })
}

/// The packages asked about, each with the measures that picked it.
fn asked(case: &Case, analysis: &Analysis) -> (Vec<Vec<usize>>, Vec<Vec<&'static str>>) {
    let read = |package: &crate::Package| -> Option<Vec<usize>> {
        case.issues.iter().zip(&package.0).map(|(issue, (_, option))| issue.domain.find(option)).collect()
    };
    let solutions = &analysis.solutions;
    let picked = [
        ("nash", &solutions.nash),
        ("kalai_smorodinsky", &solutions.kalai_smorodinsky),
        ("egalitarian", &solutions.egalitarian),
        ("utilitarian", &solutions.utilitarian),
        ("closest", &solutions.closest),
    ];
    let mut packages: Vec<Vec<usize>> = Vec::new();
    let mut names: Vec<Vec<&'static str>> = Vec::new();
    for (name, solution) in picked {
        let Some(package) = solution.as_ref().and_then(|solution| read(&solution.package)) else { continue };
        match packages.iter().position(|known| *known == package) {
            Some(at) => names[at].push(name),
            None => {
                packages.push(package);
                names.push(vec![name]);
            }
        }
    }
    let points = analysis.frontier.iter().flat_map(|frontier| &frontier.points);
    let count = analysis.frontier.as_ref().map_or(0, |frontier| frontier.points.len());
    let step = count.div_ceil(BESIDE).max(1);
    for point in points.step_by(step) {
        let Some(package) = read(&point.package).filter(|package| !packages.contains(package)) else {
            continue;
        };
        packages.push(package);
        names.push(Vec::new());
    }
    (packages, names)
}
