//! Every repair and every error, on small files made for it.

use detente_formats::{Scenario, Settings, Tool, read, recognise};

use crate::support::files;

fn template(issues: &str) -> String {
    format!(
        "<negotiation_template><utility_space><objective index=\"0\">\n{issues}\n</objective></utility_space></negotiation_template>"
    )
}

const RENT: &str =
    r#"<issue index="1" name="Rent" type="discrete"><item value="low"/><item value="high"/></issue>"#;
const RENT_VALUED: &str = r#"<weight index="1" value="1"/><issue index="1" name="Rent" type="discrete"><item value="low" evaluation="1"/><item value="high" evaluation="4"/></issue>"#;

fn profile(inside: &str) -> String {
    format!("<utility_space><objective index=\"0\">\n{inside}\n</objective></utility_space>")
}

fn genius(domain: &str, profile: &str) -> Result<Scenario, String> {
    both(("d.xml", domain), ("p.xml", profile))
}

/// The scenario, or its problems as text.
fn both(domain: (&str, &str), profile: (&str, &str)) -> Result<Scenario, String> {
    read(&files(&[domain, profile]), &Settings::default()).map_err(|problems| {
        let lines = problems.iter().map(|problem| {
            let help = problem.help.as_ref().map_or(String::new(), |help| format!("\n  help: {help}"));
            format!("{problem} {:?}{help}", problem.span)
        });
        lines.collect::<Vec<_>>().join("\n")
    })
}

fn repairs(scenario: Result<Scenario, String>) -> String {
    match scenario {
        Ok(scenario) => {
            let repairs = scenario.repairs.iter().map(ToString::to_string);
            repairs
                .chain(scenario.warnings.iter().map(|w| format!("warning: {w}")))
                .collect::<Vec<_>>()
                .join("\n")
        }
        Err(problems) => problems,
    }
}

#[test]
fn genius_repairs() {
    let rent = template(RENT);
    let valued = profile(RENT_VALUED);
    let mut all = String::new();
    let mut say = |what: &str, domain: &str, profile: &str| {
        all.push_str(&format!("{what}\n{}\n\n", repairs(genius(domain, profile))));
    };
    say("R1", &format!("\u{feff}note\n<!DOCTYPE x>{rent} end"), &valued);
    say("R2", &rent, &valued.replace("evaluation=\"1\"", "evaluation=\"null\""));
    say(
        "R3 smaller",
        &rent,
        &valued.replace("<item value=\"low\"", "<item value=\"none\" evaluation=\"2\"/><item value=\"low\""),
    );
    say(
        "R3 largest",
        &rent,
        &valued.replace("<item value=\"low\"", "<item value=\"none\" evaluation=\"8\"/><item value=\"low\""),
    );
    say("R3b", &rent, &valued.replace("<item value=\"low\" evaluation=\"1\"/>", ""));
    say("R4", &rent.replace("type=\"discrete\"", "type=\"odd\""), &valued.replace("type=\"discrete\"", ""));
    let years = template(
        r#"<issue index="1" name="Years" vtype="integer"><range lowerbound="1.0" upperbound="5"/></issue>"#,
    );
    say(
        "R4 R5",
        &years,
        &profile(
            r#"<weight index="1" value="1"/><issue index="1" type="integer"><evaluator slope="0.1" offset="0"/></issue>"#,
        ),
    );
    say(
        "R6",
        &years,
        &profile(
            r#"<weight index="1" value="1"/><issue index="1" type="integer"><evaluator ftype="linear" parameter0="0.5" parameter1="0.1"/></issue>"#,
        ),
    );
    say("R7", &rent, &valued.replace("value=\"1\"/>", "value=\"0.9\"/>"));
    say("R7b", &rent, &valued.replace("<weight index=\"1\" value=\"1\"/>", ""));
    say("R9", &rent, &valued.replace("</objective>", "</objective><reservation value=\"0.1\"/><reservation value=\"0.2\"/><weight index=\"1\" value=\"1.0\"/>"));
    say(
        "R10",
        &rent,
        &valued.replace("<weight", "<issue index=\"7\" name=\"Other\" type=\"discrete\"/><weight"),
    );
    say("R11", &rent, &valued.replace("</objective>", "</objective><discount_factor value=\"-1\"/>"));
    say(
        "R12",
        &rent.replace("low", "low & fair").replace("index=\"1\"", "index=1"),
        &valued.replace("low", "low &amp; fair").replace("</objective></utility_space>", ""),
    );
    insta::assert_snapshot!(all);
}

#[test]
fn nonlinear_repairs_and_errors() {
    let domain = template(r#"<issue index="1" name="Years" type="integer" lowerbound="0" upperbound="9"/>"#);
    let with = |inside: &str| {
        format!("<utility_space type=\"nonlinear\"><objective>{inside}</objective></utility_space>")
    };
    let mut all = String::new();
    for (what, inside) in [
        (
            "R8 two functions",
            r#"<utility maxutility="4"><ufun><hyperRectangle utility="4"/></ufun><ufun/></utility>"#,
        ),
        (
            "R8 both",
            r#"<utility maxutility="4"><ufun><hyperRectangle utility="4"><INCLUDES index="1" min="0" max="1"/><EXCLUDES index="1" min="7.0" max="9"/></hyperRectangle></ufun></utility>"#,
        ),
        ("E5", r#"<utility><ufun/></utility>"#),
        ("E5 none", r#"<utility maxutility="0"><ufun/></utility>"#),
        (
            "E7 bound",
            r#"<utility maxutility="4"><ufun><hyperRectangle utility="4"><INCLUDES index="5" min="0" max="1"/></hyperRectangle></ufun></utility>"#,
        ),
    ] {
        all.push_str(&format!("{what}\n{}\n\n", repairs(genius(&domain, &with(inside)))));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn genius_errors() {
    let rent = template(RENT);
    let valued = profile(RENT_VALUED);
    let mut all = String::new();
    let mut say = |what: &str, domain: &str, profile: &str| {
        all.push_str(&format!("{what}\n{}\n\n", repairs(genius(domain, profile))));
    };
    say("E1 cut", &rent[..rent.len() - 60], &valued[..40]);
    say("E1 crossed", &rent.replace("</objective></utility_space>", "</utility_space></objective>"), &valued);
    say("E2 index", &template(&format!("{RENT}{RENT}")), &valued);
    say("E2 name", &template(&format!("{RENT}{}", RENT.replace("index=\"1\"", "index=\"2\""))), &valued);
    say(
        "E3",
        &rent,
        &valued.replace("\"4\"", "\"1,500\"").replace("<weight", "<weight index=\"x\" value=\"1\"/><weight"),
    );
    say("E4", &template(r#"<issue index="1" name="a" type="odd" lowerbound="1"/>"#), &valued);
    say(
        "E4 evaluator",
        &template(r#"<issue index="1" name="a" type="real"><range lowerbound="0" upperbound="1"/></issue>"#),
        &profile(
            r#"<weight index="1" value="1"/><issue index="1" type="real"><evaluator ftype="sine"/></issue>"#,
        ),
    );
    say("E7", &rent, &valued.replace("index=\"1\"", "index=\"9\""));
    say("no option", &template(r#"<issue index="1" name="a" type="discrete"/>"#), &valued);
    say("two domains", &rent, &rent);
    insta::assert_snapshot!(all);
}

#[test]
fn geniusweb_repairs_and_errors() {
    let domain = r#"{"name": "d", "issuesValues": {"rent": {"values": ["low", "high"]}, "years": {"values": ["1", "2", "3"]}}}"#;
    let valued = r#"{"LinearAdditiveUtilitySpace": {"name": "a",
 "issueUtilities": {"rent": {"discreteutils": {"valueUtilities": {"low": 0.5, "high": 1}}}, "years": {"numberutils": {"lowValue": 1, "lowUtility": 0, "highValue": 3, "highUtility": 1}}},
 "issueWeights": {"rent": 0.4, "years": 0.6}}}"#;
    let mut all = String::new();
    let mut say = |what: &str, domain: &str, profile: &str| {
        all.push_str(&format!("{what}\n{}\n\n", repairs(both(("d.json", domain), ("p.json", profile)))));
    };
    say("nothing", domain, valued);
    say("R1", &format!("\u{feff}{domain}"), valued);
    say("R2 R3", domain, &valued.replace("\"low\": 0.5", "\"none\": 0.5"));
    say("R7", domain, &valued.replace("0.6", "0.5"));
    say("nearly", domain, &valued.replace("0.6", "0.6000001"));
    say("R9", domain, &valued.replace("\"low\": 0.5", "\"low\": 0.5, \"low\": 0.25"));
    say(
        "R10",
        domain,
        &valued.replace(
            "\"issueWeights\"",
            "\"domain\": {\"issuesValues\": {\"rent\": {\"values\": [\"low\"]}}}, \"issueWeights\"",
        ),
    );
    say("E1", &domain[..domain.len() - 9], valued);
    say("E2", &domain.replace("years", "rent"), valued);
    say("E3", domain, &valued.replace("0.5", "\"1,500\""));
    say("E4", domain, r#"{"DefaultPartialOrdering": {"name": "x", "domain": {"issuesValues": {}}}}"#);
    say(
        "E6",
        domain,
        &valued.replace(
            "\"issueWeights\"",
            "\"reservationBid\": {\"issuevalues\": {\"rent\": \"low\"}}, \"issueWeights\"",
        ),
    );
    say("E7", domain, &valued.replace("\"rent\"", "\"a\"").replace("\"years\"", "\"b\""));
    insta::assert_snapshot!(all);
}

#[test]
fn negmas_repairs_and_errors() {
    let domain = "type: DiscreteCartesianOutcomeSpace\nissues:\n- {name: rent, type: CategoricalIssue, values: [0x10, yes, '16']}\n- {name: years, type: ContiguousIssue, values: [1, 3]}\n";
    let valued = "type: negmas.preferences.LinearAdditiveUtilityFunction\nreserved_value: -.inf\nweights: [1, 2]\nvalues:\n- {type: TableFun, mapping: {0x10: 1, true: 2, '16': 3}}\n- {type: TableFun, mapping: {1: 1, 2: 2, 3: 3}}\n";
    let mut all = String::new();
    let mut say = |what: &str, domain: &str, profile: &str| {
        all.push_str(&format!("{what}\n{}\n\n", repairs(both(("d.yml", domain), ("p.yml", profile)))));
    };
    say("nothing", domain, valued);
    say("R3 R3b", domain, &valued.replace("3: 3}", "4: 3}"));
    say("R9", domain, &valued.replace("3: 3}", "3: 3, 3: 4}"));
    say(
        "R11",
        domain,
        &format!("type: ExpDiscountedUFun\ndiscount: 2\nufun:\n  {}", valued.replace('\n', "\n  ")),
    );
    say(
        "discount by step",
        domain,
        &format!("type: ExpDiscountedUFun\ndiscount: 0.5\nufun:\n  {}", valued.replace('\n', "\n  ")),
    );
    say("E1", domain, &valued.replace("mapping: {0x10", "mapping: {{0x10"));
    say("E3 several", domain, &valued.replace("0x10: 1", "16.0: 1"));
    say("E3", domain, &valued.replace("[1, 2]", "[1, .nan]"));
    say("E4", domain, "type: RandomUtilityFunction\n");
    say("E7", domain, &valued.replace("[1, 2]", "[1]"));
    say("no domain", valued, valued);
    insta::assert_snapshot!(all);
}

#[test]
fn strictness_turns_repairs_into_errors() {
    let folder = files(&[("d.xml", &format!("\n{}", template(RENT))), ("p.xml", &profile(RENT_VALUED))]);
    assert_eq!(read(&folder, &Settings::default()).unwrap().repairs.len(), 1);
    let problems = read(&folder, &Settings { strict: true, ..Settings::default() }).unwrap_err();
    assert_eq!((problems.len(), problems[0].code), (1, "R1"));
}

#[test]
fn parties_are_chosen_and_alternatives_noticed() {
    let valued = profile(RENT_VALUED);
    let template = template(RENT);
    let folder = files(&[("d.xml", &template), ("aReserve1.xml", &valued), ("aReserve2.xml", &valued)]);
    let scenario = read(&folder, &Settings::default()).unwrap();
    assert_eq!(scenario.warnings[0].code, "many-profiles");
    let chosen = |names: &[&str]| {
        let parties = names.iter().map(ToString::to_string).collect();
        read(&folder, &Settings { parties, ..Settings::default() })
    };
    assert_eq!(chosen(&["aReserve2.xml"]).unwrap().case.parties[0].id, "aReserve2");
    let problems = chosen(&["aReserv2.xml"]).unwrap_err();
    assert_eq!(problems[0].code, "unknown-party");
    assert!(problems[0].help.as_ref().unwrap().contains("did you mean"));
}

#[test]
fn nothing_of_another_tool_is_nothing() {
    let plain = files(&[
        ("case.toml", "title = \"x\"\n"),
        ("notes.md", "type of talks: fun\n"),
        ("_d.xml", "<utility_space/>"),
        ("sub/d.xml", "<utility_space/>"),
    ]);
    assert_eq!(recognise(&plain), None);
    assert_eq!(read(&plain, &Settings::default()).unwrap_err()[0].code, "no-scenario");
    assert_eq!("geniusweb".parse::<Tool>().unwrap().to_string(), "geniusweb");
    assert!("genius 10".parse::<Tool>().is_err());
    let mixed = files(&[("a.xml", "<utility_space/>"), ("b.yml", "type: OutcomeSpace\n")]);
    assert_eq!(read(&mixed, &Settings::default()).unwrap_err()[0].code, "two-tools");
}

#[test]
fn weights_are_normalized_on_request_only() {
    let folder = files(&[
        ("d.xml", &template(RENT)),
        ("p.xml", &profile(&RENT_VALUED.replace("value=\"1\"/>", "value=\"0.5\"/>"))),
    ]);
    let settings = Settings { normalize_weights: true, ..Settings::default() };
    let scenario = read(&folder, &settings).unwrap();
    assert_eq!(scenario.warnings[0].message, "weights divided by their sum, 0.5");
    let package = crate::support::positions(&[1]);
    assert_eq!(crate::support::utility(&scenario.case, 0, &package), detente_case::Number::one());
}
