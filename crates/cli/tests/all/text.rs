//! `detente text`: on files of their own and on the flagship.

use std::fs;

use crate::support::{folder, run, workspace};

const RIVER: &str = "examples/river-talks";

#[test]
fn the_bracket_report_of_the_flagship() {
    insta::assert_snapshot!(run(&workspace(), &["text", "brackets", RIVER]).whole());
}

#[test]
fn the_redline_of_two_revisions() {
    let agreement = fs::read_to_string(workspace().join(RIVER).join("texts/agreement.md")).unwrap();
    let later = agreement
        .replace("[no fee — Upland] [half the tariff] [the full tariff — Downland]", "half the tariff")
        .replace("12. The Parties keep open", "17. The Parties keep open")
        .replace("[shall/should]", "shall")
        .replace("# Chapter II: The water", "# Chapter II: The water of the Sarne");
    let folder = folder(&[("old.md", &agreement), ("new.md", &later)]);
    insta::assert_snapshot!(run(folder.path(), &["text", "diff", "old.md", "new.md"]).whole());
    let since = run(folder.path(), &["text", "brackets", "new.md", "--since", "old.md"]);
    insta::assert_snapshot!(since.whole());
    let same = run(folder.path(), &["text", "diff", "old.md", "old.md"]);
    assert_eq!(same.out.trim(), "Both texts say the same.");
    for (json, schema) in [
        (run(folder.path(), &["text", "diff", "old.md", "new.md", "--format", "json"]).json(), "text-diff"),
        (run(folder.path(), &["text", "brackets", "new.md", "--format", "json"]).json(), "brackets"),
        (
            run(folder.path(), &["text", "brackets", "new.md", "--since", "old.md", "--format", "json"])
                .json(),
            "brackets",
        ),
    ] {
        let shape = run(&workspace(), &["schema", schema]).json();
        let validator = jsonschema::validator_for(&shape).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{schema}: {errors:#?}");
        assert!(!validator.is_valid(&serde_json::json!({ "schema": json["schema"] })));
    }
}

#[test]
fn a_text_is_shown_as_it_is_or_in_the_words_of_a_deal() {
    let shown = run(&workspace(), &["text", "show", RIVER]);
    let file = fs::read_to_string(workspace().join(RIVER).join("texts/agreement.md")).unwrap();
    assert_eq!((shown.code, shown.out), (0, file));
    let folder =
        folder(&[("deal.json", r#"{"dam-release": "150 m3/s", "disputes": "an arbitral tribunal"}"#)]);
    let package = folder.path().join("deal.json").display().to_string();
    let clause = |number: &str| {
        run(&workspace(), &["text", "show", RIVER, "--clause", number, "--package", &package]).out
    };
    assert_eq!(clause("4"), "4. Upland releases from the Merrow dam 150 m3/s.[^1]\n");
    assert!(clause("14").contains("settled by\n\nan arbitral tribunal\n"), "{}", clause("14"));
    assert!(clause("2 bis").starts_with("2 bis. [An observer"), "{}", clause("2 bis"));
    insta::assert_snapshot!(run(&workspace(), &["text", "show", RIVER, "--obligations"]).whole());
    insta::assert_snapshot!(
        run(&workspace(), &["text", "show", RIVER, "--text", "annex-", "--beside", "french"]).whole()
    );
}

#[test]
fn forgotten_brackets_are_warnings_with_their_place() {
    let folder = folder(&[("draft.md", "1. The Parties [shall meet.\n\n2. They speak] freely].\n")]);
    let run = run(folder.path(), &["text", "brackets", "draft.md"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.whole());
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let folder = folder(&[
        ("draft.md", "1. A.\n"),
        ("latin.md", "caf\u{e9}"),
        ("bad.json", "[]"),
        ("p.json", "{\"x\": 1}"),
    ]);
    fs::write(folder.path().join("latin.md"), b"1. caf\xe9\n").unwrap();
    let at = folder.path();
    run(at, &["text", "show", "draft.md", "--clause", "7"]).refused("has no clause 7");
    run(at, &["text", "show", "draft.md", "--package", "p.json"]).refused("--package needs a case folder");
    run(at, &["text", "show", "draft.md", "--text", "x"]).refused("--text chooses among");
    run(at, &["text", "show", "draft.md", "--obligations"]).refused("--obligations needs a case folder");
    run(at, &["text", "show", "latin.md"]).refused("latin.md, line 1, column 7: not UTF-8 text");
    run(at, &["text", "show", "missing.md"]).refused("missing.md");
    let river = workspace().join(RIVER).display().to_string();
    run(at, &["text", "show", &river, "--package", "bad.json"]).refused("not a JSON object");
    run(at, &["text", "show", &river, "--package", "p.json"]).refused("there is no issue \"x\"");
    run(at, &["text", "show", &river, "--text", "annex"]).refused("several texts are called annex");
    run(at, &["text", "show", &river, "--text", "treaty"]).refused("no text is called treaty");
    run(at, &["text", "show", &river, "--beside", "Latin"]).refused("is not there in Latin");
}
