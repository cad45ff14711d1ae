//! Random small cases of every kind, and cases written by hand.

use detente_case::{
    Aggregate, Among, Amount, Case, Choice, Combinations, Condition, Domain, Importance, Issue, Link, Number,
    Party, Preferences, RedLine, Scale, Source, Sourced, Term, WalkAway, Worth,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// How many random cases to try: this many, or 20 times as many in a long run.
pub(crate) fn random(cases: u32) -> ProptestConfig {
    let times = if std::env::var_os("DETENTE_LONG").is_some() { 20 } else { 1 };
    ProptestConfig { cases: cases * times, failure_persistence: None, ..ProptestConfig::default() }
}

/// A case of named options with no preferences yet.
pub(crate) fn blank(parties: usize, options: &[usize]) -> Case {
    Case {
        title: "T".into(),
        parties: (0..parties).map(|n| Party { id: format!("p{n}"), name: format!("Party {n}") }).collect(),
        issues: options
            .iter()
            .enumerate()
            .map(|(n, &count)| Issue {
                id: format!("i{n}"),
                name: format!("Issue {n}"),
                domain: Domain::Options((0..count).map(|option| format!("o{option}")).collect()),
                clause: None,
            })
            .collect(),
        preferences: vec![None; parties],
        estimates: vec![None; parties],
        ..Case::default()
    }
}

/// Preferences that add up as written: `worth[issue][option]`, all importances 1.
pub(crate) fn plain_sums(worth: Vec<Vec<Number>>, walk_away: WalkAway) -> Preferences {
    let issues = worth.len();
    let exactly = |value: Number| Sourced::told(Amount::Exactly(value));
    Preferences {
        walk_away: Sourced::told(walk_away),
        importance: Importance::Each(vec![exactly(Number::one()); issues]),
        worth: worth.into_iter().map(|row| Worth::Each(row.into_iter().map(exactly).collect())).collect(),
        scale: Scale { averaged: false, base: Number::zero(), cap: None },
        ..Preferences::unknown(issues)
    }
}

/// Small whole numbers and fractions, so that ties are frequent.
fn value() -> impl Strategy<Value = Number> {
    prop_oneof![
        4 => (0i64..6).prop_map(Number::from),
        1 => (0i64..12, 2i64..8).prop_map(|(n, d)| Number::ratio(n, d).unwrap()),
    ]
}

fn condition(options: Vec<usize>) -> impl Strategy<Value = Condition> {
    let issues = options.len();
    vec((0..issues, any::<u8>()), 1..3).prop_map(move |picks| {
        let mut choices: Vec<Choice> = Vec::new();
        for (issue, bits) in picks {
            let mut accepted: Vec<usize> =
                (0..options[issue]).filter(|option| bits >> option & 1 == 1).collect();
            if accepted.is_empty() {
                accepted.push(0);
            }
            if choices.iter().all(|choice| choice.issue != issue) {
                choices.push(Choice { issue, among: Among::Options(accepted) });
            }
        }
        choices.sort_by_key(|choice| choice.issue);
        choices
    })
}

fn group(options: Vec<usize>, depth: usize) -> BoxedStrategy<Combinations> {
    let term = (condition(options.clone()), -4i64..8, any::<bool>()).prop_map(|(when, worth, unless)| Term {
        when,
        worth: Number::from(worth),
        unless,
    });
    let inner = if depth == 0 {
        Just(Vec::new()).boxed()
    } else {
        vec(((-2i64..3).prop_map(Number::from), group(options, depth - 1)), 0..2).boxed()
    };
    let aggregate = proptest::sample::select(vec![Aggregate::Sum, Aggregate::Min, Aggregate::Max]);
    (aggregate, -3i64..4, vec(term, 0..3), inner)
        .prop_map(|(aggregate, start, terms, groups)| Combinations {
            aggregate,
            start: Number::from(start),
            terms,
            groups,
        })
        .boxed()
}

fn preferences(options: Vec<usize>, linked: bool) -> impl Strategy<Value = Preferences> {
    let rows: Vec<_> = options.iter().map(|&count| vec(value(), count)).collect();
    let package: Vec<_> = options.iter().map(|&count| 0..count).collect();
    let walk_away = prop_oneof![
        Just(WalkAway::None),
        Just(WalkAway::Unknown),
        value().prop_map(|v| WalkAway::Points(&v + &v)),
        package.prop_map(WalkAway::Package),
    ];
    let red_line = condition(options.clone()).prop_map(|never| RedLine {
        id: "limit".into(),
        never: vec![never],
        why: None,
        relaxed_by: None,
        source: Source::default(),
    });
    let most = usize::from(linked);
    let terms =
        if linked { proptest::option::of(group(options.clone(), 1)).boxed() } else { Just(None).boxed() };
    let scale = (any::<bool>(), proptest::option::weighted(0.2, (3i64..9).prop_map(Number::from)))
        .prop_map(|(averaged, cap)| Scale { averaged, base: Number::zero(), cap });
    let importance = vec((1i64..4).prop_map(Number::from), options.len());
    (rows, walk_away, vec(red_line, 0..=most), terms, scale, importance).prop_map(
        |(rows, walk_away, red_lines, combinations, scale, importance)| {
            let each = importance.into_iter().map(|weight| Sourced::told(Amount::Exactly(weight))).collect();
            Preferences {
                importance: Importance::Each(each),
                red_lines,
                combinations,
                scale,
                ..plain_sums(rows, walk_away)
            }
        },
    )
}

/// Cases with up to `most` parties, few packages and many ties; with `linked`, red lines, links and combinations too.
pub(crate) fn any_case(most: usize, linked: bool) -> impl Strategy<Value = Case> {
    (1..=most, vec(1usize..4, 1..5)).prop_flat_map(move |(parties, options)| {
        let most_links = usize::from(linked);
        let link = condition(options.clone()).prop_map(|never| Link {
            id: "l".into(),
            never: vec![never],
            why: None,
        });
        (vec(preferences(options.clone(), linked), parties), vec(link, 0..=most_links)).prop_map(
            move |(preferences, links)| Case {
                preferences: preferences.into_iter().map(Some).collect(),
                links,
                ..blank(parties, &options)
            },
        )
    })
}
