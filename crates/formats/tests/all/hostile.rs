//! Input made to break things: cut, arbitrary, deep, huge.

use std::time::{Duration, Instant};

use detente_case::Files;
use detente_formats::{Reading, Settings, read, recognise};
use proptest::prelude::*;

use crate::support::files;

const GENIUS_DOMAIN: &str = r#"<?xml version="1.0"?>
<negotiation_template><utility_space number_of_issues="3"><objective index="0" name="röot">
<issue index="1" name="Rent" type="discrete"><item index="1" value="low &amp; fair"/><item index="2" value="high"/></issue>
<issue index="2" name="Years" type="integer" lowerbound="1" upperbound="5"/>
<issue index="3" name="Share" type="real"><range lowerbound="0" upperbound="1"/></issue>
</objective></utility_space></negotiation_template>"#;
const GENIUS_PROFILE: &str = r#"<utility_space><objective index="0" name="root">
<weight index="1" value="0.5"/><weight index="2" value="0.25"/><weight index="3" value="0.25"/>
<issue index="1" name="Rent" type="discrete"><item index="1" value="low &amp; fair" evaluation="3"/><item index="2" value="high" evaluation="4"/></issue>
<issue index="2" name="Years" type="integer" lowerbound="1" upperbound="5"><evaluator ftype="linear" slope="0.1" offset="0.2"/></issue>
<issue index="3" name="Share" type="real"><range lowerbound="0" upperbound="1"/><evaluator ftype="linear" parameter0="1" parameter1="-1"/></issue>
</objective><reservation value="0.3"/><discount_factor value="0.9"/></utility_space>"#;
const NONLINEAR: &str = r#"<utility_space type="nonlinear"><objective index="0"><issue index="2" name="Years" type="integer" lowerbound="1" upperbound="5"/>
<utility maxutility="9"><ufun aggregation="sum"><hyperRectangle utility="9"><INCLUDES index="2" min="2" max="3"/></hyperRectangle></ufun></utility></objective></utility_space>"#;
const WEB_DOMAIN: &str = r#"{"name": "flat", "issuesValues": {"rent": {"values": ["low", "h\u00f6h"]}, "years": {"range": ["1", "2", "0.5"]}}}"#;
const WEB_PROFILE: &str = r#"{"LinearAdditiveUtilitySpace": {"name": "a", "issueUtilities": {"rent": {"discreteutils": {"valueUtilities": {"low": 0.5, "höh": 1}}},
"years": {"numberutils": {"lowValue": 1, "lowUtility": 0, "highValue": 2, "highUtility": 1}}}, "issueWeights": {"rent": 0.4, "years": 0.6},
"reservationBid": {"issuevalues": {"rent": "low", "years": "1.50"}}}}"#;
const YAML_DOMAIN: &str = "type: DiscreteCartesianOutcomeSpace\nname: flat\nissues:\n- name: rent\n  type: CategoricalIssue\n  values: [low, 'hö']\n- name: years\n  type: ContiguousIssue\n  values: [1, 5]\n";
const YAML_PROFILE: &str = "type: ExpDiscountedUFun\ndiscount: 0.9\nfactor: relative_time\nreserved_value: 0.25\nufun:\n  type: LinearAdditiveUtilityFunction\n  weights: &w [0.5, 0.5]\n  other: *w\n  values:\n  - type: TableFun\n    mapping: {low: 0.1, hö: 1}\n  - {type: AffineFun, slope: 0.2, bias: 0}\n";

fn scenarios() -> Vec<Files> {
    vec![
        files(&[("d.xml", GENIUS_DOMAIN), ("p.xml", GENIUS_PROFILE)]),
        files(&[("d.xml", GENIUS_DOMAIN), ("n.xml", NONLINEAR)]),
        files(&[("d.json", WEB_DOMAIN), ("p.json", WEB_PROFILE)]),
        files(&[("d.yml", YAML_DOMAIN), ("p.yml", YAML_PROFILE)]),
    ]
}

#[test]
fn the_whole_files_read_without_repair() {
    for files in scenarios() {
        // The nonlinear profile is about one issue of three, which is a repair.
        let strict = !files.contains_key("n.xml");
        let scenario = read(&files, &Settings { strict, ..Settings::default() });
        let scenario = scenario.unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert_eq!(scenario.repairs.len(), usize::from(!strict));
    }
}

#[test]
fn files_cut_at_every_byte_read_or_explain_themselves() {
    for files in scenarios() {
        for (name, whole) in &files {
            for end in 0..whole.len() {
                let mut cut = files.clone();
                cut.insert(name.clone(), whole[..end].to_vec());
                recognise(&cut);
                for reading in [Reading::Own, Reading::Negmas] {
                    match read(&cut, &Settings { reading, ..Settings::default() }) {
                        Ok(scenario) => {
                            assert_eq!(scenario.case.parties.len(), scenario.case.preferences.len())
                        }
                        Err(problems) => assert!(!problems.is_empty()),
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&Files::from([("x".into(), bytes)]), &Settings::default());
    }

    #[test]
    fn arbitrary_text_after_a_good_start_never_panics(start in 0usize..3, rest in "([\\[\\]{}:,&*!|>'\"%@#?\\-<=/ \n\t\\\\a0.é~]|issues|values|- |: |null|<a |</a>){0,40}") {
        let (name, good) = [("x.yml", "type: OutcomeSpace\n"), ("x.json", "{\"issuesValues\":"), ("x.xml", "<utility_space ")][start];
        let _ = read(&files(&[(name, &format!("{good}{rest}"))]), &Settings::default());
    }

    #[test]
    fn spoiled_files_never_panic(which in 0usize..4, at in any::<prop::sample::Index>(), junk in "[\\x00-\\x7fé&<>{}\\[\\]\"':,*-]{0,6}", drop in 0usize..12) {
        let mut files = scenarios().swap_remove(which);
        for bytes in files.values_mut() {
            let start = at.index(bytes.len());
            let end = (start + drop).min(bytes.len());
            bytes.splice(start..end, junk.bytes());
        }
        if let Err(problems) = read(&files, &Settings::default()) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn any_scalar_in_any_place_never_panics(which in 0usize..4, at in any::<prop::sample::Index>(), with in "(-?[0-9]{1,30}(e[0-9]{1,2})?|nan|-\\.inf|\\*a|null|-9223372036854775808|1,500)") {
        let mut files = scenarios().swap_remove(which);
        for bytes in files.values_mut() {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let digits: Vec<usize> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
            let place = digits[at.index(digits.len())];
            *bytes = format!("{}{with}{}", &text[..place], &text[place + 1..]).into_bytes();
        }
        let _ = read(&files, &Settings::default());
    }
}

/// Reads one big file, which must not take long.
fn quickly(name: &str, text: String) -> Vec<detente_case::Problem> {
    let start = Instant::now();
    let outcome = read(&files(&[(name, &text)]), &Settings::default());
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    outcome.err().unwrap_or_default()
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = |open: &str, count: usize| open.repeat(count);
    let problems = quickly("deep.xml", format!("<utility_space>{}", deep("<objective>", 100_000)));
    assert_eq!(problems[0].code, "E1");
    let problems = quickly("deep.json", format!("{{\"issuesValues\": {}", deep("[", 100_000)));
    assert_eq!(problems[0].code, "E1");
    let problems = quickly("deep.yml", format!("type: OutcomeSpace\nissues: {}", deep("[", 100_000)));
    assert_eq!(problems[0].code, "E1");
    let lines: String = (1..40).map(|at| format!("a{at}: &a{at} [*a{0}, *a{0}]\n", at - 1)).collect();
    let problems = quickly("laughs.yml", format!("type: OutcomeSpace\na0: &a0 [x, x]\n{lines}"));
    assert!(problems[0].message.contains("aliases copy"), "{}", problems[0]);
    let problems = quickly("cycle.yml", "type: OutcomeSpace\nissues: &a [*a]\n".into());
    assert!(problems[0].message.contains("alias"), "{}", problems[0]);
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><negotiation_template><objective><issue index='1' name='&b;'><item value='&b;'/></issue></objective></negotiation_template>";
    assert!(quickly("bomb.xml", bomb.into()).is_empty());
    let digits = "9".repeat(1_000_000);
    let long = format!(
        "<negotiation_template><objective><issue index=\"{digits}\" type=\"integer\" lowerbound=\"1\" upperbound=\"2\"/></objective></negotiation_template>"
    );
    assert_eq!(quickly("long.xml", long)[0].code, "E3");
    let wide = r#"{"issuesValues": {"a": {"range": [0, 1e30, 1e-30]}}}"#;
    assert_eq!(quickly("wide.json", wide.into())[0].code, "too-many");
}

#[test]
fn ten_thousand_issues_read_in_linear_time() {
    let count = 10_000;
    let issues: String = (1..=count)
        .map(|at| format!("<issue index=\"{at}\" name=\"i{at}\" type=\"discrete\"><item value=\"a\" evaluation=\"1\"/><item value=\"b\" evaluation=\"x\"/></issue>\n"))
        .collect();
    let domain = format!("<negotiation_template><objective>{issues}</objective></negotiation_template>");
    let profile = format!("<utility_space><objective>{issues}</objective></utility_space>");
    let start = Instant::now();
    let scenario = read(&files(&[("d.xml", &domain), ("p.xml", &profile)]), &Settings::default()).unwrap();
    assert_eq!(scenario.case.issues.len(), count);
    assert_eq!(scenario.repairs.last().unwrap().code, "R7");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let wide: String = (1..=count)
        .map(|at| format!("- {{name: i{at}, type: ContiguousIssue, values: [0, 100000000]}}\n"))
        .collect();
    let scenario = read(
        &files(&[
            ("d.yml", &format!("type: OutcomeSpace\nissues:\n{wide}")),
            ("p.yml", "type: ufun.AffineUtilityFunction\nbias: 1\nweights: []"),
        ]),
        &Settings::default(),
    );
    assert_eq!(scenario.unwrap_err()[0].code, "E7");
}
