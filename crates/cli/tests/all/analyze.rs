//! The options of `analyze`.

use std::fs;

use serde_json::{Value, json};

use crate::support::{folder, numbers, put, run, solution, tree, workspace};
use crate::tools;

const IMPASSE: [(&str, &str); 3] = [
    (
        "impasse/case.toml",
        "detente = 1\ntitle = \"A fence\"\n[[party]]\nid = \"east\"\nname = \"East\"\n[[party]]\nid = \"west\"\nname = \"West\"\n\
         [[issue]]\nid = \"height\"\noptions = [\"low\", \"high\"]\n[[issue]]\nid = \"cost\"\noptions = [\"East pays\", \"West pays\"]\n",
    ),
    (
        "impasse/private/east.toml",
        "party = \"east\"\nwalk_away = 80\n[worth.height]\nlow = 0\nhigh = 100\n[worth.cost]\n\"East pays\" = 0\n\"West pays\" = 100\n",
    ),
    (
        "impasse/private/west.toml",
        "party = \"west\"\nwalk_away = 60\n[worth.height]\nlow = 100\nhigh = 30\n[worth.cost]\n\"East pays\" = 100\n\"West pays\" = 0\n",
    ),
];

#[test]
fn an_empty_zone_is_an_answer() {
    let here = folder(&IMPASSE);
    insta::assert_snapshot!(run(here.path(), &["analyze", "impasse"]).whole());
    let analysis = run(here.path(), &["analyze", "impasse", "--format", "json"]).json();
    assert_eq!(analysis["zone"]["exists"], false);
    assert_eq!(analysis["zone"]["packages"], "0");
    assert_eq!(analysis["zone"]["certificate"]["kind"], "bound");
    assert_eq!(analysis["frontier"]["count"], 0);
    assert!(analysis["solutions"]["nash"].is_null() && analysis["solutions"]["closest"].is_object());
}

#[test]
fn a_report_is_one_whole_file() {
    let here = folder(&[("page.html", "<!DOCTYPE html>old")]);
    let example = workspace().join("examples/river-talks").display().to_string();
    let run = run(here.path(), &["analyze", &example, "--report", "page.html"]);
    assert!(run.out.ends_with("\nThe page with figures is in page.html.\n"));
    let page = fs::read_to_string(here.path().join("page.html")).unwrap();
    assert!(page.starts_with("<!") && page.trim_end().ends_with("</html>") && page.contains("<svg"));
    assert!(!page.contains("src=\"http") && !page.contains("<script"), "self-contained");
    assert_eq!(tree(here.path()), ["page.html"], "nothing aside is left");
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_rights_and_a_link_its_place() {
    use std::os::unix::fs::PermissionsExt;
    let here = folder(&[("impasse/page.html", "<!doctype html>old")]);
    for (name, text) in IMPASSE {
        put(here.path(), name, text.as_bytes());
    }
    let file = here.path().join("impasse/page.html");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink("impasse/page.html", here.path().join("link.html")).unwrap();
    assert_eq!(run(here.path(), &["analyze", "impasse", "--report", "link.html"]).code, 0);
    assert!(fs::symlink_metadata(here.path().join("link.html")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&file).unwrap().contains("</html>"));
}

#[test]
fn probes_are_valued_in_their_order() {
    let here = folder(&IMPASSE);
    put(
        here.path(),
        "p.json",
        "\u{feff}[{\"height\": \"high\", \"cost\": \"West pays\"}, {\"cost\": \"East pays\", \"height\": \"low\"}]".as_bytes(),
    );
    let analysis = run(here.path(), &["analyze", "impasse", "--format", "json", "--probe", "p.json"]).json();
    assert_eq!(analysis["probes"], json!([[100.0, 15.0], [0.0, 100.0]]));
}

#[test]
fn a_bad_probe_is_explained() {
    let here = folder(&IMPASSE);
    let bad = [
        ("", "is not JSON"),
        ("{}", "is not a list of packages"),
        ("[[]]", "is not a list of packages"),
        ("[{\"height\": null}]", "is not a list of packages"),
        ("[{\"height\": \"high\"}]", "probe 1: it has no option for issue \"cost\""),
        ("[{\"height\": \"hihg\", \"cost\": \"West pays\"}]", "issue \"height\" has no option \"hihg\""),
        ("[{\"height\": \"high\", \"cost\": \"West pays\", \"x\": 1}]", "there is no issue \"x\""),
    ];
    for (text, with) in bad {
        put(here.path(), "p.json", text.as_bytes());
        run(here.path(), &["analyze", "impasse", "--probe", "p.json"]).refused(with);
    }
    put(here.path(), "p.json", format!("[{{\"height\": {}", "[".repeat(100_000)).as_bytes());
    run(here.path(), &["analyze", "impasse", "--probe", "p.json"]).refused("recursion limit");
    put(here.path(), "p.json", format!("[{{\"height\": {}}}]", "9".repeat(1_000_000)).as_bytes());
    assert!(run(here.path(), &["analyze", "impasse", "--probe", "p.json"]).err.len() < 3_000);
    run(here.path(), &["analyze", "impasse", "--probe", "none.json"]).refused("could not read none.json");
    run(here.path(), &["analyze", "impasse", "--probe", "impasse"]).refused("could not read impasse");
}

#[test]
fn definitions_change_the_names_and_the_picks() {
    let here = tools::all();
    let of = |definitions: &str| {
        run(here.path(), &["analyze", "negmas", "--format", "json", "--definitions", definitions]).json()
    };
    let (ours, negmas, genius) = (of("detente"), of("negmas"), of("genius"));
    assert_ne!(ours["definitions"], negmas["definitions"]);
    assert_ne!(ours["definitions"], genius["definitions"]);
    assert_eq!(ours["frontier"], negmas["frontier"], "the frontier has one definition");
    run(here.path(), &["analyze", "negmas", "--definitions", "nobody"]).refused("invalid value 'nobody'");
}

#[test]
fn readings_differ_where_the_tools_do() {
    let here = tools::all();
    let rent = |reading: &str| {
        let analysis =
            run(here.path(), &["analyze", "genius", "--format", "json", "--reading", reading]).json();
        analysis["parties"][0]["best"].as_f64().unwrap()
    };
    assert!((rent("own") - 0.96).abs() < 1e-9);
    assert!(rent("negmas") > 2.0, "evaluations are not divided by their maximum");
}

#[test]
fn parties_come_in_the_order_asked() {
    let here = tools::all();
    let names = |arguments: &[&str]| -> Vec<Value> {
        let all = [&["analyze", "genius", "--format", "json"], arguments].concat();
        let analysis = run(here.path(), &all).json();
        analysis["parties"].as_array().unwrap().iter().map(|party| party["id"].clone()).collect()
    };
    assert_eq!(names(&[]), ["landlord", "tenant"]);
    assert_eq!(names(&["--party", "tenant.xml", "--party", "landlord.xml"]), ["tenant", "landlord"]);
    assert_eq!(names(&["--party", "tenant.xml"]), ["tenant"]);
    run(here.path(), &["analyze", "genius", "--party", "tenent.xml"]).refused("tenent.xml");
}

#[test]
fn repairs_are_listed_and_strictness_refuses_them() {
    let here = tools::all();
    let analysis = run(here.path(), &["analyze", "genius", "--format", "json"]).json();
    insta::assert_snapshot!(format!("{:#}", analysis["repairs"]));
    run(here.path(), &["analyze", "genius", "--strict"]).refused("R2");
    assert_eq!(run(here.path(), &["analyze", "geniusweb", "--strict"]).code, 0);
}

#[test]
fn the_grid_is_for_real_issues_that_bend() {
    let real = "<negotiation_template><objective><issue index=\"1\" name=\"x\" type=\"real\"><range lowerbound=\"0\" upperbound=\"1\"/></issue>\
                <issue index=\"2\" name=\"y\" type=\"real\"><range lowerbound=\"0\" upperbound=\"1\"/></issue></objective></negotiation_template>";
    let profile = |a: &str, b: &str| {
        format!(
            "<utility_space><objective><weight index=\"1\" value=\"0.5\"/><weight index=\"2\" value=\"0.5\"/>\
             <issue index=\"1\" name=\"x\" type=\"real\"><range lowerbound=\"0\" upperbound=\"1\"/><evaluator {a}/></issue>\
             <issue index=\"2\" name=\"y\" type=\"real\"><range lowerbound=\"0\" upperbound=\"1\"/><evaluator {b}/></issue></objective></utility_space>"
        )
    };
    let (rising, falling) = (
        "ftype=\"linear\" parameter0=\"0\" parameter1=\"1\"",
        "ftype=\"linear\" parameter0=\"1\" parameter1=\"-1\"",
    );
    let (a, b, c) = (profile(rising, falling), profile(falling, rising), profile(rising, rising));
    let here = folder(&[("r/d.xml", real), ("r/a.xml", &a), ("r/b.xml", &b), ("r/c.xml", &c)]);
    let two = ["analyze", "r", "--format", "json", "--party", "a.xml", "--party", "b.xml"];
    let exact = run(here.path(), &two).json();
    assert_eq!(exact["frontier"]["exact"], true);
    assert!(exact["packages"].is_null());
    assert_eq!(numbers(&exact["solutions"]["nash"]["worth"]), [0.5, 0.5]);
    let three = |grid: &str| run(here.path(), &["analyze", "r", "--format", "json", "--grid", grid]).json();
    let (coarse, fine) = (three("3"), three("11"));
    assert_eq!(coarse["frontier"]["exact"], false, "{}", coarse["frontier"]);
    assert!(coarse["frontier"]["error"].as_f64() > fine["frontier"]["error"].as_f64());
    assert!(fine["why"]["frontier.exact"].as_str().unwrap().contains("looked at on up to 11 points"));
    assert!(!solution(&fine, "nash").is_empty());
}
