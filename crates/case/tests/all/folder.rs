//! Reading, writing and scaffolding whole folders.

use detente_case::{
    Among, Amount, Case, Choice, Domain, Files, Importance, Issue, Link, Mark, Number, Origin, Party,
    Preferences, RedLine, Scale, Settlement, Source, Sourced, Term, WalkAway, Worth, merge, read, scaffold,
    write,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

#[test]
fn the_scaffold_reads_without_a_problem() {
    let files = scaffold("A \"quoted\" title");
    let reading = read(&files);
    assert_eq!(reading.problems, Vec::new());
    let case = reading.case.unwrap();
    assert_eq!(case.title, "A \"quoted\" title");
    assert!(case.preferences.iter().all(Option::is_some));
}

fn number() -> impl Strategy<Value = Number> {
    (0i64..100, 1i64..7).prop_map(|(n, d)| Number::ratio(n, d).unwrap())
}

fn source() -> impl Strategy<Value = Source> {
    let origin = select(vec![Origin::Told, Origin::Inferred, Origin::Public]);
    (origin, proptest::option::of(Just("2026-02-28".to_string()))).prop_map(|(origin, on)| Source {
        origin,
        by: None,
        on,
    })
}

fn amount() -> impl Strategy<Value = Sourced<Amount>> {
    let value = prop_oneof![
        number().prop_map(Amount::Exactly),
        (number(), number()).prop_map(|(a, b)| if a <= b {
            Amount::Between(a, b)
        } else {
            Amount::Between(b, a)
        }),
        select(vec![Mark::Acceptable, Mark::Discuss, Mark::Unacceptable]).prop_map(Amount::Mark),
    ];
    (value, source()).prop_map(|(value, source)| Sourced { value, source })
}

fn labels() -> impl Strategy<Value = Vec<String>> {
    // Any text can be a label, quotes and line breaks included.
    vec("[a-zé \"'\n=#.\\\\]{0,6}x", 1..4).prop_map(|mut labels| {
        let mut seen = std::collections::BTreeSet::new();
        labels.retain(|label| seen.insert(detente_case::normal(label)));
        labels
    })
}

fn preferences(issues: Vec<Issue>) -> impl Strategy<Value = Preferences> {
    let worths: Vec<_> = issues
        .iter()
        .map(|issue| {
            let options = issue.domain.len().unwrap();
            prop_oneof![
                Just(Worth::Unknown),
                vec(amount(), options).prop_map(Worth::Each),
                (Just((0..options).rev().map(|option| vec![option]).collect()), source())
                    .prop_map(|(value, source)| Worth::Ranking(Sourced { value, source })),
            ]
        })
        .collect();
    let importance = prop_oneof![
        Just(Importance::Unknown),
        vec(number().prop_map(|n| Sourced::told(Amount::Exactly(&n + &Number::one()))), issues.len())
            .prop_map(Importance::Each),
        Just(Importance::Ranking(Sourced::told(vec![(0..issues.len()).collect()]))),
    ];
    let walk_away = prop_oneof![
        Just(WalkAway::Unknown),
        Just(WalkAway::None),
        number().prop_map(WalkAway::Points),
        Just(WalkAway::Package(vec![0; issues.len()])),
    ];
    let first = Choice { issue: 0, among: Among::Options(vec![0]) };
    let red_line = RedLine {
        id: "limit".into(),
        never: vec![vec![first.clone()]],
        why: Some("a reason".into()),
        relaxed_by: None,
        source: Source::default(),
    };
    let last = issues[0].domain.len().unwrap_or(1) - 1;
    let comparison =
        detente_case::Comparison { this: vec![(0, last)], to: vec![(0, 0)], source: Source::default() };
    let combinations = detente_case::Combinations {
        aggregate: detente_case::Aggregate::Max,
        start: Number::from(-5),
        terms: vec![Term { worth: Number::from(3), when: vec![first], unless: true }],
        groups: vec![],
    };
    (worths, importance, walk_away, source(), any::<[bool; 3]>()).prop_map(
        move |(worth, importance, away, source, on)| Preferences {
            walk_away: Sourced { value: away, source },
            importance,
            worth,
            red_lines: if on[0] { vec![red_line.clone()] } else { vec![] },
            comparisons: if on[1] { vec![comparison.clone()] } else { vec![] },
            combinations: on[1].then(|| combinations.clone()),
            scale: if on[2] {
                Scale { averaged: false, base: Number::one(), cap: Some(Number::from(90)) }
            } else {
                Scale::default()
            },
            discount: None,
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    vec(labels(), 1..4)
        .prop_map(|all| {
            let issue = |(n, labels)| Issue {
                id: format!("issue {n}"),
                name: "Ünïcode \"name\"".into(),
                domain: Domain::Options(labels),
                clause: Some(format!("{n} bis")),
            };
            all.into_iter().enumerate().map(issue).collect::<Vec<_>>()
        })
        .prop_flat_map(|issues| (Just(issues.clone()), vec(proptest::option::of(preferences(issues)), 2)))
        .prop_map(|(issues, preferences)| Case {
            title: "T".into(),
            parties: ["north", "south"].map(|id| Party { id: id.into(), name: id.into() }).into(),
            links: vec![Link {
                id: "l".into(),
                never: vec![vec![Choice { issue: 0, among: Among::Options(vec![0]) }]],
                why: None,
            }],
            estimates: vec![None, None],
            settlements: vec![Settlement {
                name: "Ünïcode \"name\"".into(),
                options: vec![(0, issues[0].domain.len().unwrap() - 1)],
            }],
            issues,
            preferences,
            ..Case::default()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(case in case()) {
        let files = write(&case);
        let reading = read(&files);
        prop_assert_eq!(&reading.problems, &Vec::new());
        prop_assert_eq!(reading.case, Some(case));
    }

    #[test]
    fn merging_gives_the_new_values_and_keeps_the_comments(old in case(), new in case()) {
        let name = "case.toml";
        let comment = "# a note a person wrote\n";
        let before = format!("{comment}{}", String::from_utf8(write(&old)[name].clone()).unwrap());
        let after = String::from_utf8(write(&new)[name].clone()).unwrap();
        let merged = merge(&before, &after, &[]).unwrap();
        prop_assert!(merged.starts_with(comment));
        let mut files = write(&new);
        files.insert(name.into(), merged.into_bytes());
        prop_assert_eq!(read(&files).case, Some(new));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(cut in any::<Index>(), junk in vec(any::<u8>(), 0..8), which in any::<Index>()) {
        let mut files = scaffold("T");
        let name = which.get(&["case.toml", "private/side-a.toml"]).to_string();
        if let Some(bytes) = files.get_mut(&name) {
            let at = cut.index(bytes.len());
            bytes.splice(at..(at + junk.len()).min(bytes.len()), junk);
        }
        let _ = read(&files);
        if let Some(bytes) = files.get_mut(&name) {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read(&files);
    }
}

#[test]
fn folders_of_thousands_of_mistakes_are_read_in_bounded_time() {
    let mut shared = String::from("detente = 1\ntitle = \"big\"\n[[party]]\nid = \"a\"\n");
    let mut own = String::from("party = \"a\"\n[worth]\n");
    for n in 0..2_000 {
        shared.push_str(&format!("[[issue]]\nid = \"issue-{n}\"\noptions = [\"x\", \"y\"]\n"));
        own.push_str(&format!("isue-{n} = {{ x = 1 }}\n"));
    }
    let mut files = Files::new();
    files.insert("case.toml".into(), shared.into());
    files.insert("private/a.toml".into(), own.into());
    let reading = read(&files);
    assert_eq!(reading.problems.len(), 2_000);
}
