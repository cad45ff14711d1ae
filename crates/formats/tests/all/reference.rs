//! Shared scenarios against reference figures. The scenarios are not ours to ship; see `support::data`.

use std::collections::BTreeMap;
use std::time::Instant;

use detente_case::{Case, Domain, Number};
use detente_formats::{Reading, Scenario, Settings, Tool, read, recognise};
use serde_json::Value;

use crate::support::{
    Package, Settlement, all_packages, by_name, data, folder, positions, utility, walk_away,
};

fn load(name: &str, reading: Reading) -> Option<Scenario> {
    let files = folder(&data(name)?.join("scenarios").join(name));
    let settings = Settings { reading, ..Settings::default() };
    match read(&files, &settings) {
        Ok(scenario) => Some(scenario),
        Err(problems) => panic!("{name}: {}", problems[0]),
    }
}

fn package(case: &Case, outcome: &[Value]) -> Package {
    let issues = case.issues.iter().zip(outcome);
    issues
        .map(|(issue, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match &issue.domain {
                Domain::Reals { .. } => Settlement::Real(Number::parse(&text).unwrap()),
                domain => Settlement::Option(
                    domain.find(&text).unwrap_or_else(|| panic!("{text} of {}", issue.name)),
                ),
            }
        })
        .collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

/// How many of a scenario's probes agree, of how many.
fn probes(scenario: &Scenario, probes: &[Value]) -> (usize, usize) {
    let agrees = |probe: &&Value| {
        let outcome = probe["outcome"].as_array().unwrap();
        if outcome.len() != scenario.case.issues.len() {
            return false;
        }
        let package = package(&scenario.case, outcome);
        let expected = probe["utilities"].as_array().unwrap();
        assert_eq!(expected.len(), scenario.case.parties.len());
        (0..expected.len()).all(|party| {
            near(utility(&scenario.case, party, &package).to_f64(), expected[party].as_f64().unwrap())
        })
    };
    (probes.iter().filter(agrees).count(), probes.len())
}

#[test]
fn every_scenario_loads() {
    let Some(data) = data("every_scenario_loads") else { return };
    let mut folders: Vec<_> =
        std::fs::read_dir(data.join("scenarios")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    assert_eq!(folders.len(), 36);
    let mut times = Vec::new();
    for path in folders {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let files = folder(&path);
        let tool = match name.rsplit_once('_') {
            Some((_, "gw")) => Tool::GeniusWeb,
            Some((_, "yml")) => Tool::Negmas,
            _ => Tool::Genius,
        };
        assert_eq!(recognise(&files), Some(tool), "{name}");
        let start = Instant::now();
        let scenario = read(&files, &Settings::default()).unwrap_or_else(|p| panic!("{name}: {}", p[0]));
        times.push((start.elapsed(), name.clone()));
        assert_eq!(scenario.tool, tool, "{name}");
        for repair in &scenario.repairs {
            println!("{name}/{repair}");
        }
        for warning in &scenario.warnings {
            println!("{name}/{warning}");
        }
    }
    times.sort();
    println!("median {:?}, slowest {:?}", times[times.len() / 2].0, times.last().unwrap());
}

#[test]
fn genius_probes_agree() {
    let Some(data) = data("genius_probes_agree") else { return };
    let (mut scenarios, mut agreeing) = (0, 0);
    for (name, reference) in by_name(&data.join("scenarios-reference/genius.json")) {
        let Some(list) = reference["probes"].as_array() else { continue };
        let scenario = load(&name, Reading::Own).unwrap();
        let (good, all) = probes(&scenario, list);
        assert_eq!(good, all, "{name}");
        for (at, expected) in reference["reservation"].as_array().unwrap().iter().enumerate() {
            let found = walk_away(&scenario.case, at).unwrap().to_f64();
            assert!(near(found, expected.as_f64().unwrap()), "{name}");
            let discount = scenario.case.preferences[at].as_ref().unwrap().discount.clone();
            let discount = discount.map_or(1.0, |discount| discount.to_f64());
            assert!(near(discount, reference["discount"][at].as_f64().unwrap()), "{name}");
        }
        (scenarios, agreeing) = (scenarios + 1, agreeing + good);
    }
    println!("{scenarios} scenarios, {agreeing} probes");
    assert_eq!((scenarios, agreeing), (27, 27 * 25));
}

#[test]
fn negmas_probes_agree_but_for_what_is_explained() {
    let Some(data) = data("negmas_probes") else { return };
    // How many probes agree, and why the others need not.
    let explained: BTreeMap<&str, (usize, &str)> =
        BTreeMap::from([("SON_real", (0, "row 7: NegMAS fills the index gap with a fifth, dummy issue"))]);
    let mut agreeing = 0;
    for (name, reference) in by_name(&data.join("scenarios-reference/negmas.json")) {
        let list = reference["probes_negmas_raw"].as_array().unwrap();
        let scenario = load(&name, Reading::Negmas).unwrap();
        let (good, all) = probes(&scenario, list);
        let (expected, why) = explained.get(name.as_str()).copied().unwrap_or((all, ""));
        if expected < all {
            println!("{name}: {good} of {all} agree ({why})");
        }
        assert_eq!(good, expected, "{name}");
        agreeing += good;
    }
    println!("{agreeing} probes agree");
}

#[test]
fn worked_numbers_agree() {
    if data("worked_numbers").is_none() {
        return;
    }
    let own = |name: &str| load(name, Reading::Own).unwrap().case;
    let at = |case: &Case, package: &Package| {
        (0..case.parties.len()).map(|party| utility(case, party, package).to_f64()).collect::<Vec<_>>()
    };
    let all_near = |found: Vec<f64>, expected: &[f64]| {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(a, b)| near(*a, *b)), "{found:?} {expected:?}");
    };
    let digits = |text: &str| positions(&text.bytes().map(|b| usize::from(b - b'0')).collect::<Vec<_>>());

    // By hand: 0.75·(0.08·5 + 0.3) + 0.25·(0.1·2).
    all_near(at(&own("IntegerDomain"), &positions(&[5, 2])), &[0.575, 0.275]);
    let case = own("10issues2014");
    let exact = |party, package: &str| utility(&case, party, &digits(package));
    assert_eq!(exact(0, "5260181590"), Number::parse("207/662").unwrap());
    assert_eq!(exact(1, "5260181590"), Number::parse("495/885").unwrap());
    all_near(at(&own("IntegerDomain_yml"), &positions(&[9, 5])), &[0.782_352_941_176_470_6, 0.6]);
    let maze = positions(&[5, 2, 0, 1, 2, 1, 0]);
    let found = at(&own("AlphabetMaze2017_yml"), &maze);
    all_near(found, &[0.346_938_775_510_204_1, 0.463_597_796_062_325_2, 0.4]);

    let real = |values: &[&str]| {
        values.iter().map(|x| Settlement::Real(Number::parse(x).unwrap())).collect::<Package>()
    };
    all_near(at(&own("SON_real"), &real(&["0", "1", "1", "0"])), &[0.85, 0.75]);
    all_near(at(&own("SON_real"), &real(&["0", "1", "1", "0.2"])), &[0.78, 0.78]);
    all_near(at(&own("fuzzyagent_real"), &real(&["10"])), &[1.0, 0.0]);
    all_near(at(&own("fuzzyagent_real"), &real(&["25"])), &[0.500_000_008_3, 0.499_999_95]);

    for (name, walk_aways, rational) in [
        ("Party_gw", ["0.50636", "0.36638"], 1748),
        ("Fitness_gw", ["0.198", "0.179"], 1273),
        ("DefensiveCharms2013", ["0.7", "0.7"], 2),
        ("IntegerDomain", ["0", "0"], 121),
        ("AirportSiteSelectionA2012", ["0.5", "0.5"], 141),
    ] {
        let case = own(name);
        let limits: Vec<Number> = (0..2).map(|party| walk_away(&case, party).unwrap()).collect();
        assert_eq!(limits, walk_aways.map(|text| Number::parse(text).unwrap()), "{name}");
        let packages = all_packages(&case);
        let good = |package: &&Vec<usize>| {
            (0..2).all(|party| utility(&case, party, &positions(package)) >= limits[party])
        };
        assert_eq!(packages.iter().filter(good).count(), rational, "{name}");
    }
}
