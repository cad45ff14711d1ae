//! What is written reads back as the same preferences, up to the reported shift and factor.

use std::collections::BTreeMap;

use detente_case::{
    Aggregate, Among, Amount, Case, Choice, Combinations, Domain, Importance, Issue, Number, Party,
    Preferences, Scale, Sourced, Term, WalkAway, Worth,
};
use detente_formats::{Settings, Tool, read, short_ids, write};
use proptest::prelude::*;

use crate::support::{all_packages, data, folder, positions, utility, walk_away};

fn told(values: Vec<Number>) -> Vec<Sourced<Amount>> {
    values.into_iter().map(|value| Sourced::told(Amount::Exactly(value))).collect()
}

prop_compose! {
    fn numbers(count: usize)(values in prop::collection::vec((-40i64..100, 1i64..8), count)) -> Vec<Number> {
        values.into_iter().map(|(n, d)| Number::ratio(n, d).unwrap()).collect()
    }
}

fn domains() -> impl Strategy<Value = Vec<Domain>> {
    let options = (1usize..5).prop_map(|count| {
        let odd = ["a & b", "1,500", "\"no\" <x>", "010", "yes"];
        Domain::Options((0..count).map(|at| odd[at].to_owned()).collect())
    });
    let integers = (-3i64..3, 0i64..4).prop_map(|(low, more)| Domain::Integers { low, high: low + more });
    prop::collection::vec(prop_oneof![options, integers], 1..4)
}

fn preferences(domains: &[Domain]) -> impl Strategy<Value = Preferences> + use<> {
    let sizes: Vec<usize> = domains.iter().map(|domain| domain.len().unwrap()).collect();
    let worth: Vec<_> = sizes.iter().map(|&size| numbers(size).boxed()).collect();
    let importance = prop::collection::vec(0i64..5, sizes.len());
    let reserve = prop_oneof![
        Just(WalkAway::None),
        (-20i64..60).prop_map(|points| WalkAway::Points(Number::from(points))),
        Just(WalkAway::Package(vec![0; sizes.len()])),
    ];
    (worth, importance, reserve, any::<bool>(), -5i64..5).prop_map(
        |(worth, importance, reserve, averaged, base)| Preferences {
            walk_away: Sourced::told(reserve),
            importance: Importance::Each(told(importance.into_iter().map(Number::from).collect())),
            worth: worth.into_iter().map(|values| Worth::Each(told(values))).collect(),
            red_lines: Vec::new(),
            comparisons: Vec::new(),
            combinations: None,
            scale: Scale { averaged, base: Number::from(base), cap: None },
            discount: None,
        },
    )
}

fn cases() -> impl Strategy<Value = Case> {
    domains().prop_flat_map(|domains| {
        let sides = prop::collection::vec(preferences(&domains), 1..4);
        sides.prop_map(move |sides| {
            let mut case = Case { title: "An \"odd\" <title>".into(), ..Case::default() };
            for (at, domain) in domains.iter().enumerate() {
                let name = format!("issue: {at} & more");
                case.issues.push(Issue { id: format!("i{at}"), name, domain: domain.clone(), clause: None });
            }
            for (at, side) in sides.into_iter().enumerate() {
                case.parties.push(Party { id: format!("p{}", 9 - at), name: format!("Party {at}") });
                case.preferences.push(Some(side));
                case.estimates.push(None);
            }
            case
        })
    })
}

/// Shift and factor of each party, from the notes.
fn scales(notes: &[String]) -> BTreeMap<String, (Number, Number)> {
    let parse = |note: &String| {
        let (id, rest) = note.split_once(": written = (worth - ")?;
        let (shift, factor) = rest.split_once(") × ")?;
        Some((id.to_owned(), (Number::parse(shift).unwrap(), Number::parse(factor).unwrap())))
    };
    notes.iter().filter_map(parse).collect()
}

fn near(a: &Number, b: &Number) -> bool {
    (a - b).to_f64().abs() <= 1e-9 * b.to_f64().abs().max(1.0)
}

/// Writes and reads a case and compares every package for every party.
fn comes_back(case: &Case, tool: Tool) {
    let export = write(case, tool).unwrap_or_else(|problems| panic!("{tool}: {}", problems[0]));
    assert_eq!(write(case, tool).unwrap(), export, "the same bytes again");
    let back = read(&export.files, &Settings::default())
        .unwrap_or_else(|problems| panic!("{tool}: {}", problems[0]))
        .case;
    let scales = scales(&export.notes);
    assert_eq!(back.parties.len(), case.parties.len());
    let packages = all_packages(case);
    assert_eq!(packages, all_packages(&back));
    for (at, party) in case.parties.iter().enumerate() {
        let (shift, factor) = &scales[&party.id];
        for package in packages.iter().map(|package| positions(package)) {
            let expected = &(&utility(case, at, &package) - shift) * factor;
            let found = utility(&back, at, &package);
            assert!(
                near(&found, &expected),
                "{tool} {}: {found} for {expected}\n{:#?}",
                party.id,
                export.notes
            );
        }
        // Whoever walks away from a package still does: rounding apart, which the comparison leaves out.
        let (Some(before), Some(after)) = (walk_away(case, at), walk_away(&back, at)) else { continue };
        let worths =
            |case: &Case| packages.iter().map(|p| utility(case, at, &positions(p))).collect::<Vec<_>>();
        let (old, new) = (worths(case), worths(&back));
        // GeniusWeb knows packages only, so a walk-away out of reach cannot be written.
        if factor.is_zero() || tool == Tool::GeniusWeb && old.iter().all(|old| *old < before) {
            continue;
        }
        for (old, new) in old.iter().zip(&new).filter(|(old, new)| !near(old, &before) && !near(new, &after))
        {
            assert_eq!(*old >= before, *new >= after, "{tool} {}", party.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_package_keeps_its_worth(case in cases()) {
        for tool in [Tool::Genius, Tool::GeniusWeb, Tool::Negmas] {
            comes_back(&case, tool);
        }
    }

    #[test]
    fn exchanging_the_profiles_exchanges_the_parties_only(case in cases(), turn in 0usize..3) {
        for tool in [Tool::Genius, Tool::GeniusWeb, Tool::Negmas] {
            let files = write(&case, tool).unwrap().files;
            let profiles: Vec<String> = files.keys().filter(|name| !name.starts_with("domain")).cloned().collect();
            let mut turned = profiles.clone();
            turned.rotate_left(turn % profiles.len());
            let plain = read(&files, &Settings::default()).unwrap().case;
            let other = read(&files, &Settings { parties: turned.clone(), ..Settings::default() }).unwrap().case;
            prop_assert_eq!(&plain.issues, &other.issues);
            for (at, name) in turned.iter().enumerate() {
                let old = profiles.iter().position(|profile| profile == name).unwrap();
                prop_assert_eq!(&plain.parties[old], &other.parties[at]);
                prop_assert_eq!(&plain.preferences[old], &other.preferences[at]);
            }
        }
    }
}

/// Two issues of numbers, one of options; terms of every kind.
fn combined(aggregate: Aggregate, labels: bool) -> Case {
    let mut case = Case { title: "combined".into(), ..Case::default() };
    let options = Domain::Options(["x", "y", "z"].map(String::from).to_vec());
    let domains = [
        Domain::Integers { low: -1, high: 2 },
        if labels { options } else { Domain::Integers { low: 0, high: 2 } },
    ];
    for (at, domain) in domains.into_iter().enumerate() {
        case.issues.push(Issue { id: format!("i{at}"), name: format!("i{at}"), domain, clause: None });
    }
    let choice = |issue, options: &[usize]| Choice { issue, among: Among::Options(options.to_vec()) };
    let term = |worth: i64, when, unless| Term { worth: Number::ratio(worth, 7).unwrap(), when, unless };
    let mut terms = vec![
        term(3, vec![choice(0, &[1, 2]), choice(1, &[0])], false),
        term(2, vec![choice(1, &[1, 2])], true),
        term(1, vec![], false),
    ];
    let mut groups = Vec::new();
    if aggregate == Aggregate::Sum {
        terms.push(term(4, vec![choice(0, &[0, 3]), choice(1, &[0, 2])], false));
    } else {
        let inner = Combinations {
            aggregate: Aggregate::Sum,
            start: Number::zero(),
            terms: terms.clone(),
            groups: vec![],
        };
        groups.push((Number::ratio(1, 2).unwrap(), inner));
    }
    let side = Preferences {
        walk_away: Sourced::told(WalkAway::Points(Number::ratio(1, 2).unwrap())),
        importance: Importance::Each(told(vec![Number::one(), Number::zero()])),
        worth: vec![
            Worth::Each(told([0, 1, 2, 3].map(Number::from).to_vec())),
            Worth::Each(told([0, 0, 0].map(Number::from).to_vec())),
        ],
        red_lines: Vec::new(),
        comparisons: Vec::new(),
        combinations: Some(Combinations { aggregate, start: Number::ratio(5, 7).unwrap(), terms, groups }),
        scale: Scale { averaged: false, base: Number::one(), cap: None },
        discount: Some(Number::ratio(9, 10).unwrap()),
    };
    case.parties.push(Party { id: "a".into(), name: "A".into() });
    case.preferences.push(Some(side));
    case.estimates.push(None);
    case
}

#[test]
fn combinations_come_back() {
    for labels in [false, true] {
        for aggregate in [Aggregate::Sum, Aggregate::Min, Aggregate::Max] {
            comes_back(&combined(aggregate, labels), Tool::Genius);
        }
        comes_back(&combined(Aggregate::Sum, labels), Tool::Negmas);
    }
    let problems = write(&combined(Aggregate::Min, false), Tool::GeniusWeb).unwrap_err();
    assert_eq!(problems[0].code, "not-representable");
    let export = write(&combined(Aggregate::Sum, true), Tool::Genius).unwrap();
    assert_eq!(
        String::from_utf8(export.files["legend.txt"].clone()).unwrap(),
        "i1\n  0  x\n  1  y\n  2  z\n"
    );
}

#[test]
fn real_issues_come_back_where_a_tool_has_a_form() {
    let n = |text: &str| Number::parse(text).unwrap();
    let with = |corners: &[(&str, &str)]| {
        let mut case = combined(Aggregate::Sum, false);
        case.issues.truncate(1);
        case.issues[0].domain = Domain::Reals { low: n("0"), high: n("10") };
        let side = case.preferences[0].as_mut().unwrap();
        side.combinations = None;
        side.worth = vec![Worth::Line(Sourced::told(corners.iter().map(|(x, y)| (n(x), n(y))).collect()))];
        side.importance = Importance::Each(told(vec![n("2")]));
        case
    };
    for corners in [
        vec![("0", "3"), ("10", "8")],
        vec![("0", "3"), ("2", "3"), ("4", "5"), ("10", "5")],
        vec![("0", "1")],
        vec![("2", "0"), ("5", "4"), ("9", "0")],
    ] {
        let case = with(&corners);
        let export = write(&case, Tool::Genius).unwrap();
        let back = read(&export.files, &Settings::default()).unwrap().case;
        let (shift, factor) = &scales(&export.notes)["a"];
        for tenth in 0..=100 {
            let package = vec![crate::support::Settlement::Real(Number::ratio(tenth, 10).unwrap())];
            let expected = &(&utility(&case, 0, &package) - shift) * factor;
            assert!(near(&utility(&back, 0, &package), &expected), "{corners:?} at {tenth}");
        }
    }
    assert!(write(&with(&[("0", "0"), ("1", "1"), ("2", "0"), ("3", "1")]), Tool::Genius).is_err());
    assert!(write(&with(&[("0", "0"), ("10", "1")]), Tool::Negmas).is_ok());
    assert!(write(&with(&[("0", "0"), ("10", "1")]), Tool::GeniusWeb).is_err());
}

#[test]
fn vague_preferences_are_written_and_named() {
    let mut case = combined(Aggregate::Sum, true);
    case.preferences[0] = None;
    let export = write(&case, Tool::GeniusWeb).unwrap();
    insta::assert_snapshot!("vague_notes", export.notes.join("\n"));
    insta::assert_snapshot!("vague_file", String::from_utf8(export.files["a.json"].clone()).unwrap());
}

#[test]
fn equals_stay_equal_in_genius_files() {
    // Thirds and sevenths, which no decimal ends for: the walk-away is worth exactly one of the packages.
    let mut case = combined(Aggregate::Sum, true);
    let side = case.preferences[0].as_mut().unwrap();
    side.combinations = None;
    let ratio = |n, d| Number::ratio(n, d).unwrap();
    side.importance = Importance::Each(told(vec![ratio(1, 3), ratio(2, 7)]));
    side.worth[1] = Worth::Each(told(vec![ratio(0, 1), ratio(7, 6), ratio(7, 3)]));
    side.walk_away = Sourced::told(WalkAway::Points(ratio(4, 3)));
    let back = read(&write(&case, Tool::Genius).unwrap().files, &Settings::default()).unwrap().case;
    let limit = walk_away(&back, 0).unwrap();
    let equal: Vec<_> =
        all_packages(&case).into_iter().filter(|p| utility(&case, 0, &positions(p)) == ratio(4, 3)).collect();
    assert_eq!(equal.len(), 2);
    assert!(equal.iter().all(|package| utility(&back, 0, &positions(package)) == limit));
}

#[test]
fn shared_scenarios_come_back() {
    let Some(data) = data("shared_scenarios_come_back") else { return };
    for name in [
        "Laptop2011",
        "bank_robbery2015",
        "DefensiveCharms2013",
        "IntegerDomain",
        "Ultimatum2013",
        "Hamada2018_yml",
    ] {
        let mut case = read(&folder(&data.join("scenarios").join(name)), &Settings::default()).unwrap().case;
        short_ids(&mut case);
        for tool in [Tool::Genius, Tool::GeniusWeb, Tool::Negmas] {
            // A cap that binds is kept by GENIUS files alone.
            if name != "Laptop2011" && name != "IntegerDomain" || tool == Tool::Genius {
                comes_back(&case, tool);
            }
        }
    }
}
