//! `import`, `import --update` and `export`: what goes out comes back.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{EXAMPLES, folder, frontier, near, put, run, solution, tree, workspace};
use crate::tools;

fn analysis(here: &Path, path: &str) -> Value {
    run(here, &["analyze", path, "--format", "json"]).json()
}

/// The frontier's packages by the options of the issues in their order, sorted: names of issues may differ.
fn packages(analysis: &Value) -> Vec<Vec<String>> {
    let points = analysis["frontier"]["points"].as_array().unwrap();
    let options = |point: &Value| -> Vec<String> {
        point["package"].as_object().unwrap().values().map(|option| option.as_str().unwrap().into()).collect()
    };
    let mut all: Vec<_> = points.iter().map(options).collect();
    all.sort();
    all
}

#[test]
fn an_import_reads_without_problems_and_says_the_same() {
    let here = tools::all();
    for tool in ["genius", "geniusweb", "negmas"] {
        let case = format!("{tool}-case");
        let made = run(here.path(), &["import", tool, &case]);
        assert_eq!(made.code, 0, "{}", made.whole());
        let check = run(here.path(), &["check", &case]);
        assert_eq!((check.code, check.err.as_str()), (0, ""));
        let (before, after) = (analysis(here.path(), tool), analysis(here.path(), &case));
        assert_eq!(before["zone"]["packages"], after["zone"]["packages"], "{tool}");
        assert_eq!(before["packages"], after["packages"]);
        assert_eq!(packages(&before), packages(&after));
        for (a, b) in frontier(&before).iter().zip(&frontier(&after)) {
            assert!(near(a, b), "{tool}: {a:?} {b:?}");
        }
        for name in ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"] {
            assert_eq!(solution(&before, name), solution(&after, name), "{tool} {name}");
        }
        let ignored = fs::read_to_string(here.path().join(&case).join(".gitignore")).unwrap();
        assert!(ignored.contains("private/") && ignored.contains("mediator/"));
    }
    insta::assert_snapshot!(run(here.path(), &["import", "genius", "again"]).whole());
    insta::assert_snapshot!(fs::read_to_string(here.path().join("again/case.toml")).unwrap());
    insta::assert_snapshot!(fs::read_to_string(here.path().join("again/private/landlord.toml")).unwrap());
}

#[test]
fn an_update_brings_new_values_and_keeps_comments() {
    let here = tools::all();
    assert_eq!(run(here.path(), &["import", "negmas", "case"]).code, 0);
    let path = here.path().join("case/private/landlord.toml");
    let old = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("# heard on Monday\n{old}# and on Tuesday\n")).unwrap();
    put(here.path(), "case/notes.md", b"mine");
    let profile = here.path().join("negmas/landlord.yml");
    let changed =
        fs::read_to_string(&profile).unwrap().replace("reserved_value: 0.3", "reserved_value: 0.55");
    fs::write(&profile, changed).unwrap();
    let update = run(here.path(), &["import", "negmas", "case", "--update"]);
    assert_eq!(update.code, 0, "{}", update.whole());
    assert!(update.out.starts_with("Updated case"));
    let new = fs::read_to_string(&path).unwrap();
    assert!(new.starts_with("# heard on Monday\n") && new.contains("# and on Tuesday"), "{new}");
    assert_eq!(analysis(here.path(), "case")["parties"][0]["walk_away"], 0.55);
    let worths = |of: &str| {
        let points = analysis(here.path(), of)["frontier"]["points"].as_array().unwrap().clone();
        points.iter().map(|point| point["worth"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(worths("case"), worths("negmas"));
    // A second time nothing changes.
    let before = fs::read(&path).unwrap();
    assert_eq!(run(here.path(), &["import", "negmas", "case", "--update"]).code, 0);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(tree(&here.path().join("case")).iter().all(|name| !name.contains(".detente-")));
}

#[test]
fn an_update_needs_a_case_that_can_be_read() {
    let here = tools::all();
    run(here.path(), &["import", "negmas", "none", "--update"]).refused("none is no case folder");
    assert_eq!(run(here.path(), &["import", "negmas", "case"]).code, 0);
    put(here.path(), "case/private/tenant.toml", b"party = \"tenant\n");
    let before = fs::read(here.path().join("case/case.toml")).unwrap();
    run(here.path(), &["import", "negmas", "case", "--update"]).refused("could not be brought up to date");
    put(here.path(), "case/private/tenant.toml", b"party = \"tenant\" # \xe9\n");
    run(here.path(), &["import", "negmas", "case", "--update"]).refused("is not UTF-8 text");
    assert_eq!(fs::read(here.path().join("case/case.toml")).unwrap(), before, "nothing was written");
}

#[test]
fn exports_come_back_with_the_same_frontier() {
    let here = tools::all();
    for from in ["genius", "geniusweb", "negmas"] {
        let before = analysis(here.path(), from);
        for to in ["genius", "geniusweb", "negmas"] {
            let out = format!("{from}-{to}");
            let export = run(here.path(), &["export", from, "--to", to, "--output", &out]);
            assert_eq!(export.code, 0, "{}", export.whole());
            let after = analysis(here.path(), &out);
            assert_eq!(packages(&before), packages(&after), "{out}");
            assert_eq!(before["zone"]["packages"], after["zone"]["packages"], "{out}");
        }
    }
}

#[test]
fn what_an_export_loses_is_said() {
    let here = folder(&[]);
    for example in EXAMPLES {
        let path = workspace().join("examples").join(example).display().to_string();
        let before = analysis(here.path(), &path);
        for to in ["genius", "geniusweb", "negmas"] {
            let out = format!("{example}-{to}");
            let export = run(here.path(), &["export", &path, "--to", to, "--output", &out]);
            if (example, to) == ("river-talks", "geniusweb") {
                export.refused("a form for most of it");
                continue;
            }
            assert_eq!(export.code, 0, "{}", export.whole());
            assert_eq!(
                export.out.contains("red lines lost:") || export.out.contains("links between options lost:"),
                example != "none"
            );
            let after = analysis(here.path(), &out);
            assert_eq!(before["packages"], after["packages"], "{out}");
            let again = format!("{out}-again");
            assert_eq!(run(here.path(), &["export", &path, "--to", to, "--output", &again]).code, 0);
            for name in tree(&here.path().join(&out)) {
                let bytes = |folder: &str| fs::read(here.path().join(folder).join(&name)).unwrap();
                assert_eq!(bytes(&out), bytes(&again), "{name}");
            }
        }
    }
    let path = workspace().join("examples/estate").display().to_string();
    insta::assert_snapshot!(run(here.path(), &["export", &path, "--to", "geniusweb"]).whole());
    assert!(here.path().join("estate-geniusweb").is_dir());
}

#[test]
fn nothing_is_overwritten() {
    let here = tools::all();
    put(here.path(), "full/mine.md", b"mine");
    run(here.path(), &["import", "genius", "full"]).refused("full exists already");
    run(here.path(), &["import", "genius", "genius"]).refused("genius exists already");
    run(here.path(), &["export", "genius", "--to", "negmas", "--output", "full"])
        .refused("full exists already");
    put(here.path(), "file", b"mine");
    run(here.path(), &["import", "genius", "file"]).refused("file exists already");
    assert_eq!(tree(&here.path().join("full")), ["mine.md"]);
    // A folder inside the source is a folder like any other.
    assert_eq!(run(here.path(), &["import", "genius", "genius/case"]).code, 0);
    assert_eq!(run(here.path(), &["check", "genius/case"]).code, 0);
    assert_eq!(run(here.path(), &["check", "genius"]).code, 0);
    run(here.path(), &["import", "genius/case", "twice"]).refused("is a case folder already");
}

#[test]
fn names_from_files_never_leave_the_folder() {
    let web = |name: &str| {
        format!(
            "{{\"LinearAdditiveUtilitySpace\": {{\"name\": {name}, \"issueUtilities\": {{\"Rent\": {{\"discreteutils\": {{\"valueUtilities\": {{\"low\": 0, \"high\": 1}}}}}}}}, \
             \"issueWeights\": {{\"Rent\": 1}}, \"domain\": {{\"name\": \"d\", \"issuesValues\": {{\"Rent\": {{\"values\": [\"low\", \"high\"]}}}}}}}}}}"
        )
    };
    let domain = r#"{"name": "../../d", "issuesValues": {"Rent": {"values": ["low", "high"]}}}"#;
    let odd = [
        r#""../../x""#,
        r#""/etc/x""#,
        r#""a\nb\u001b[31m""#,
        r#""..""#,
        r#""""#,
        r#""\u202ex""#,
        r#""C:\\x""#,
        r#""con""#,
    ];
    let here = folder(&[("deep/er/src/domain.json", domain)]);
    let place = here.path().join("deep/er");
    for (at, name) in odd.iter().enumerate() {
        put(&place, &format!("src/p{at}.json"), web(name).as_bytes());
    }
    assert_eq!(run(&place, &["import", "src", "case"]).code, 0);
    assert_eq!(run(&place, &["check", "case"]).code, 0);
    for to in ["genius", "geniusweb", "negmas"] {
        for from in ["src", "case"] {
            let out = format!("{from}-{to}");
            let export = run(&place, &["export", from, "--to", to, "--output", &out]);
            assert_eq!(export.code, 0, "{}", export.whole());
            assert_eq!(fs::read_dir(place.join(&out)).unwrap().count(), odd.len() + 1, "{out}");
        }
    }
    let outside: Vec<String> =
        tree(here.path()).into_iter().filter(|name| !name.starts_with("deep/er/")).collect();
    assert!(outside.is_empty(), "{outside:?}");
    let inside = tree(&place);
    assert!(inside.iter().all(|name| !name.contains(['\u{1b}', '\n', '\u{202e}', '\\'])), "{inside:?}");
}

#[cfg(unix)]
#[test]
fn an_update_writes_nothing_through_a_link() {
    let here = crate::tools::all();
    assert_eq!(run(here.path(), &["import", "negmas", "case"]).code, 0);
    put(here.path(), "outside.toml", b"secret = true\n");
    let private = fs::read_dir(here.path().join("case/private")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(&private).unwrap();
    std::os::unix::fs::symlink(here.path().join("outside.toml"), &private).unwrap();
    run(here.path(), &["import", "negmas", "case", "--update"]).refused("is a link");
    assert_eq!(fs::read_to_string(here.path().join("outside.toml")).unwrap(), "secret = true\n");
}

#[test]
fn the_file_of_a_party_that_has_gone_is_set_aside() {
    let here = crate::tools::all();
    assert_eq!(run(here.path(), &["import", "negmas", "case"]).code, 0);
    put(here.path(), "case/private/stranger.toml", b"party = \"stranger\"\n");
    let update = run(here.path(), &["import", "negmas", "case", "--update"]);
    assert!(update.out.contains("stranger.toml is now"), "{}", update.whole());
    assert_eq!(
        fs::read(here.path().join("case/private/stranger.toml.gone")).unwrap(),
        b"party = \"stranger\"\n"
    );
    assert_eq!(run(here.path(), &["check", "case"]).code, 0);
}

#[test]
fn a_page_replaces_only_a_page() {
    let case = workspace().join("examples/wage-round").display().to_string();
    let here = folder(&[("notes.txt", "mine"), ("empty.html", "")]);
    run(here.path(), &["analyze", &case, "--report", "notes.txt"]).refused("is no page");
    assert_eq!(fs::read_to_string(here.path().join("notes.txt")).unwrap(), "mine");
    for _ in 0..2 {
        assert_eq!(run(here.path(), &["analyze", &case, "--report", "empty.html"]).code, 0);
    }
}

#[test]
fn a_group_that_starts_at_nothing_keeps_its_start_and_rounding_is_told() {
    let here = folder(&[
        (
            "case/case.toml",
            "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[party]]\nid = \"b\"\n[[issue]]\nid = \"x\"\n\
             options = [\"l\", \"m\", \"h\"]\n",
        ),
        (
            "case/private/a.toml",
            "party = \"a\"\nwalk_away = 30\nworth = { x = { l = 20, m = 25, h = 40 } }\n[[group]]\nid = \"g\"\n\
             aggregate = \"min\"\n[[combination]]\ngroup = \"g\"\nworth = 10\n[[combination]]\ngroup = \"g\"\n\
             worth = 20\nwhen = { x = [\"l\", \"m\"] }\n",
        ),
        (
            "case/private/b.toml",
            "party = \"b\"\nwalk_away = 0\nworth = { x = { l = 100, m = 50, h = \"1/3\" } }\n",
        ),
    ]);
    let zone = |path: &str| {
        run(here.path(), &["analyze", path, "--format", "json"]).json()["zone"]["packages"].clone()
    };
    assert_eq!(zone("case"), "1");
    let export = run(here.path(), &["export", "case", "--to", "genius", "--output", "out"]);
    assert_eq!((export.code, zone("out")), (0, "1".into()), "{}", export.whole());
    let export = run(here.path(), &["export", "case", "--to", "geniusweb", "--output", "web"]);
    assert!(export.code == 2 || export.out.contains("numbers rounded"), "{}", export.whole());
}

#[test]
fn an_update_from_another_dispute_is_refused() {
    let here = crate::tools::all();
    let example = workspace().join("examples/wage-round").display().to_string();
    assert_eq!(run(here.path(), &["export", &example, "--to", "negmas", "--output", "wages"]).code, 0);
    assert_eq!(run(here.path(), &["import", "negmas", "case"]).code, 0);
    let before = tree(&here.path().join("case"));
    run(here.path(), &["import", "wages", "case", "--update"]).refused("is in the source, so it would lose");
    assert_eq!(tree(&here.path().join("case")), before);
    // An update that would leave a rule without its option is refused too.
    let toml = fs::read_to_string(here.path().join("case/case.toml")).unwrap();
    let rule = "\n[[link]]\nnever = { gone = \"x\", gone2 = \"y\" }\n";
    let issues =
        "\n[[issue]]\nid = \"gone\"\noptions = [\"x\"]\n[[issue]]\nid = \"gone2\"\noptions = [\"y\"]\n";
    put(here.path(), "case/case.toml", format!("{toml}{issues}{rule}").as_bytes());
    assert_eq!(run(here.path(), &["check", "case"]).code, 0);
    run(here.path(), &["import", "negmas", "case", "--update"]).refused("nothing is written");
    assert_eq!(run(here.path(), &["check", "case"]).code, 0);
}

#[test]
fn an_estimate_is_exported_where_nothing_was_told_and_said_to_be_one() {
    let here = folder(&[]);
    assert_eq!(run(here.path(), &["new", "a"]).code, 0);
    let private = fs::read_dir(here.path().join("a/private")).unwrap();
    for path in private
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
    {
        let name = path.file_name().unwrap().to_owned();
        fs::rename(&path, here.path().join("a/mediator/estimates").join(name)).unwrap();
    }
    let check = run(here.path(), &["check", "a"]);
    assert!(check.out.contains("the mediator's estimate alone of"), "{}", check.whole());
    put(here.path(), "a/private/notes.txt", b"not read");
    let check = run(here.path(), &["check", "a"]);
    assert!(check.code == 0 && check.err.contains("this is not read"), "{}", check.whole());
    let export = run(here.path(), &["export", "a", "--to", "negmas", "--output", "out"]);
    assert!(export.out.contains("written from the mediator's estimate"), "{}", export.whole());
    let packages = |path: &str| analysis(here.path(), path)["zone"]["packages"].clone();
    assert_eq!(packages("a"), packages("out"));
}
