//! `detente record`: reports in, statements out; looked over, kept, shown.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{command, folder, put, run, workspace};

const REPORT: &str = "TARROW — President Ilva Taren of Karvane said on Sunday that lock fees were out of the question. “We will never pay to use a river our \
    grandparents used,” she told reporters at the port.\n\nA hydrologist who asked not to be named said the gauges were old.\n";

/// A copy of the river talks.
fn river() -> TempDir {
    let here = tempfile::tempdir().unwrap();
    let from = workspace().join("examples/river-talks").display().to_string();
    let done = std::process::Command::new("cp")
        .args(["-r", &from, "case"])
        .current_dir(here.path())
        .status()
        .unwrap();
    assert!(done.success());
    fs::remove_file(here.path().join("case/mediator/record.jsonl")).unwrap();
    here
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Ids of what waits.
fn waiting(here: &Path) -> Vec<String> {
    let list =
        run(here, &["record", "review", "case", "--as", "mediator-envoy", "--list", "--format", "json"])
            .json();
    list["proposals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["entry"]["id"].as_str().unwrap().to_owned())
        .collect()
}

fn statements(here: &Path) -> Vec<Value> {
    lines(&fs::read_to_string(here.join("case/record/statements.jsonl")).unwrap())
}

#[test]
fn statements_are_extracted_from_files_of_every_sort() {
    let html = "<html><head><meta property='article:published_time' content='2026-10-12T08:00:00Z'></head><body><nav><p>“Menu,” said nobody.</p></nav>\
        <article><p>“The fees are out of the question,” President&nbsp;Ilva Taren told reporters on Sunday.</p></article></body></html>";
    let mail = "From: River Post <desk@river.example>\nSubject: Talks\nDate: Mon, 12 Oct 2026 08:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\n\
        “The gate stays shut,” Jorun Maseth said on Sunday.\n";
    let jsonl = json!({"doc_id": "one", "text": REPORT, "date": "2026-10-12", "quotes": "not read"})
        .to_string()
        + "\n\n"
        + &json!({"doc_id": "two", "text": "Nothing was said."}).to_string()
        + "\n";
    let here = folder(&[("a.txt", REPORT), ("b.html", html), ("c.eml", mail), ("d.jsonl", &jsonl)]);
    let case = workspace().join("examples/river-talks").display().to_string();
    let line =
        ["record", "extract", "a.txt", "b.html", "c.eml", "d.jsonl", "--case", &case, "--date", "2026-10-12"];
    let found = run(here.path(), &line);
    assert_eq!(found.code, 0, "{}", found.err);
    let all = lines(&found.out);
    let ids: Vec<&str> = all.iter().map(|one| one["doc_id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "c", "one", "two"]);
    // Only the names of the statements differ: they are of the document.
    let nameless = |one: &Value| {
        let mut quotes = one["quotes"].clone();
        quotes.as_array_mut().unwrap().iter_mut().for_each(|quote| quote["id"] = Value::Null);
        quotes
    };
    assert_eq!(nameless(&all[0]), nameless(&all[3]));
    assert_eq!(all[4]["quotes"], json!([]));
    let first = &all[0]["quotes"][1];
    assert_eq!(
        (&first["actor"], &first["type"], &first["date"]["from"]),
        (&json!("upland-president"), &json!("direct"), &json!("2026-10-11"))
    );
    // Of a page, positions are in the text that was taken out of it; where that stands in the page is told too.
    let quote = &all[1]["quotes"][0];
    let text = all[1]["text"].as_str().unwrap();
    assert!(!text.contains("Menu") && quote["actor"] == "upland-president");
    let span = quote["source_spans"][0].as_array().unwrap();
    let at = |side: usize| usize::try_from(span[side].as_u64().unwrap()).unwrap();
    assert_eq!(&html[at(0)..at(1)], "“The fees are out of the question,”");
    assert_eq!(all[2]["quotes"][0]["date"]["from"], "2026-10-11");
    // As many workers as one likes: the same bytes.
    for jobs in ["1", "2", "5"] {
        assert_eq!(run(here.path(), &[&line[..], &["--jobs", jobs]].concat()).out, found.out);
    }
    let schema = run(here.path(), &["schema", "statements"]).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    all.iter().for_each(|one| assert!(validator.is_valid(one), "{one}"));
}

#[test]
fn what_is_no_document_is_named_with_its_line() {
    let here = folder(&[
        ("a.jsonl", "{\"doc_id\": \"one\", \"text\": \"x\"}\n{\"doc_id\": \"two\"}\n"),
        ("b.jsonl", "{\"doc_id\": \"one\", \"text\": \"x\", \"date\": \"Tuesday\"}\n"),
        ("c.txt", ""),
    ]);
    for (file, says) in
        [("a.jsonl", "a.jsonl, line 2"), ("b.jsonl", "\"Tuesday\" is no day"), ("none.txt", "none.txt")]
    {
        let refused = run(here.path(), &["record", "extract", file]);
        assert_eq!(refused.code, 2, "{}", refused.whole());
        assert!(refused.err.contains(says), "{}", refused.err);
    }
    assert_eq!(lines(&run(here.path(), &["record", "extract", "c.txt"]).out)[0]["quotes"], json!([]));
    run(here.path(), &["record", "extract", "."]).refused("is a folder");
    let case = workspace().join("examples/river-talks").display().to_string();
    run(here.path(), &["record", "extract", "c.txt", "--case", &case, "--home", "nowhere"])
        .refused("known: ");
}

#[test]
fn a_report_is_read_looked_over_and_kept() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    let add = [
        "record",
        "add",
        "case",
        "post.txt",
        "--date",
        "2026-10-12",
        "--outlet",
        "River Post",
        "--format",
        "json",
    ];
    let found = run(here.path(), &add).json();
    assert_eq!(found["proposals"].as_array().unwrap().len(), 3);
    assert_eq!(found["sources"][0], "record/sources/2026-10-12-post.txt");
    assert_eq!(
        fs::read_to_string(here.path().join("case/record/sources/2026-10-12-post.txt")).unwrap(),
        REPORT
    );
    // Read again it proposes nothing new, and nothing is in the record yet.
    assert_eq!(run(here.path(), &add).json()["proposals"], json!([]));
    assert_eq!(statements(here.path()).len(), 8);
    let ids = waiting(here.path());
    // Nobody of a side decides.
    for person in ["upland-president", "nobody"] {
        assert_eq!(
            run(here.path(), &["record", "review", "case", "--as", person, "--accept", &ids[0]]).code,
            2
        );
    }
    let review = |more: &[&str]| {
        run(here.path(), &[&["record", "review", "case", "--as", "mediator-envoy"], more].concat())
    };
    review(&[
        "--accept",
        &ids[1],
        "--correct",
        "speaker=upland-envoy",
        "--correct",
        "says=fees:reject,nothing:accept",
    ])
    .refused("nothing");
    let done = review(&[
        "--accept",
        &ids[1],
        "--correct",
        "speaker=upland-envoy",
        "--correct",
        "date=2026-10-10..2026-10-11",
        "--reject",
        &ids[2],
    ]);
    assert_eq!(done.out, "1 accepted, 1 rejected; 1 wait.\n");
    review(&["--accept", &ids[1]]).refused("decided already");
    let kept = statements(here.path());
    let entry = kept.iter().find(|entry| entry["id"] == ids[1].as_str()).unwrap();
    assert_eq!(
        (&entry["speaker"], &entry["party"], &entry["date"], &entry["until"], &entry["accepted_by"]),
        (
            &json!("upland-envoy"),
            &json!("upland"),
            &json!("2026-10-10"),
            &json!("2026-10-11"),
            &json!("mediator-envoy")
        )
    );
    let span = entry["spans"][0].as_array().unwrap();
    let at = |side: usize| usize::try_from(span[side].as_u64().unwrap()).unwrap();
    let words: String = REPORT.chars().skip(at(0)).take(at(1) - at(0)).collect();
    assert_eq!(words, entry["text"].as_str().unwrap());
    // Corrections are measured.
    let measured = run(here.path(), &["record", "show", "case", "--measured", "--format", "json"]).json();
    assert_eq!(
        (&measured["fields"]["speaker"], &measured["fields"]["date"], &measured["waiting"]),
        (&json!(1), &json!(1), &json!(1))
    );
    // The case is as sound as before, and the record is shown.
    assert_eq!(run(here.path(), &["check", "case"]).code, 0);
    let shown =
        run(here.path(), &["record", "show", "case", "--timeline", "line.svg", "--format", "json"]).json();
    assert_eq!(shown["statements"].as_array().unwrap().len(), 9);
    assert!(fs::read_to_string(here.path().join("line.svg")).unwrap().starts_with("<svg"));
    let text = run(here.path(), &["record", "show", "case"]).out;
    assert!(text.lines().all(|line| line.chars().count() <= 80) && text.contains("River Post"), "{text}");
}

#[test]
fn the_same_words_in_two_papers_are_one_statement_with_two_sources() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    let other = "“We will never pay to use a river our grandparents used,” President Ilva Taren said on Sunday in the capital.\n";
    put(here.path(), "herald.txt", other.as_bytes());
    let first =
        run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12", "--format", "json"])
            .json();
    let second = run(
        here.path(),
        &[
            "record",
            "add",
            "case",
            "herald.txt",
            "--date",
            "2026-10-13",
            "--outlet",
            "Herald",
            "--format",
            "json",
        ],
    )
    .json();
    let (one, two) = (&first["proposals"][1]["entry"]["id"], &second["proposals"][0]);
    assert_eq!(&two["same_as"], one, "{two}");
    let review = |id: &Value| {
        let done = run(
            here.path(),
            &["record", "review", "case", "--as", "mediator-envoy", "--accept", id.as_str().unwrap()],
        );
        assert_eq!(done.code, 0, "{}", done.err);
    };
    review(one);
    review(&two["entry"]["id"]);
    let kept = statements(here.path());
    let entry = kept.iter().find(|entry| entry["id"] == *one).unwrap();
    assert_eq!(kept.len(), 9);
    assert_eq!(entry["also"][0]["outlet"], "Herald");
}

#[test]
fn nothing_is_accepted_unseen_unless_the_case_says_so() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    let path = here.path().join("case/case.toml");
    let case = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        format!("{case}\n[record]\naccept_unseen = true\noutlets = {{ \"River Post\" = \"upland\" }}\n"),
    )
    .unwrap();
    let found =
        run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12", "--format", "json"])
            .json();
    let unseen: Vec<&Value> =
        found["proposals"].as_array().unwrap().iter().filter(|one| one["decision"]["by"] == "rule").collect();
    assert!(!unseen.is_empty() && unseen.iter().all(|one| one["tier"] == "accept"));
    let kept = statements(here.path());
    assert_eq!(kept.len(), 8 + unseen.len());
    // Who said what is taken in; what it may mean is for people.
    let by_rule: Vec<&Value> = kept.iter().filter(|entry| entry["accepted_by"] == "rule").collect();
    assert!(
        !by_rule.is_empty()
            && by_rule.iter().all(|entry| entry.get("says").is_none() && entry.get("plover").is_none())
    );
    fs::write(&path, format!("{case}\n[record]\noutlets = {{ \"River Post\" = \"nowhere\" }}\n")).unwrap();
    run(here.path(), &["check", "case"]).refused("nowhere");
}

#[test]
fn proposals_are_gone_through_one_by_one() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    let mut asked = command(here.path(), &["record", "review", "case", "--as", "mediator-envoy", "--weak"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    asked.stdin.take().unwrap().write_all(b"x\nc\nnonsense\nc\nto=the port\na\ns\nr\n").unwrap();
    let out = String::from_utf8(asked.wait_with_output().unwrap().stdout).unwrap();
    assert!(
        out.contains("a, c, r, s or q.")
            && out.contains("Write FIELD=VALUE.")
            && out.ends_with("1 accepted, 1 rejected; 1 wait.\n"),
        "{out}"
    );
    assert!(statements(here.path()).iter().any(|entry| entry["to"] == "the port"));
}

#[test]
fn public_answers_count_only_where_the_mediator_says_so() {
    let here = river();
    let line = json!({"id": "p1", "date": "2026-10-11", "speaker": "downland-envoy", "party": "downland", "source": "record/sources/x.txt",
        "text": "A joint commission alone? The joint commission alone is not acceptable", "says": [{"issue": "disputes", "response": "reject"}]});
    let path = here.path().join("case/record/statements.jsonl");
    let before = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{before}{line}\n")).unwrap();
    let plain = run(here.path(), &["analyze", "case", "--format", "json"]).json();
    let public = run(here.path(), &["analyze", "case", "--public", "--format", "json"]);
    assert!(public.err.contains("public answers count"), "{}", public.err);
    let public = public.json();
    assert!(public["evidence"]["public"].as_u64() >= plain["evidence"]["public"].as_u64());
}

#[test]
fn a_broken_ledger_is_named_with_its_line_and_stays_as_it_is() {
    let here = river();
    let path = here.path().join("case/mediator/record.jsonl");
    fs::write(&path, "{\"entry\": 1}\n").unwrap();
    put(here.path(), "post.txt", REPORT.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt"]).refused("mediator/record.jsonl, line 1");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"entry\": 1}\n");
    fs::remove_file(&path).unwrap();
    run(here.path(), &["record", "add", "here", "post.txt"]).refused("is no case folder");
    put(here.path(), "blank.txt", b" \n");
    run(here.path(), &["record", "add", "case", "blank.txt"]).refused("there is no text");
}

/// Accepts or corrects a proposal as the mediators' envoy does.
fn review(here: &Path, more: &[&str]) -> crate::support::Run {
    run(here, &[&["record", "review", "case", "--as", "mediator-envoy"], more].concat())
}

#[test]
fn the_later_of_two_accepted_first_is_still_one_statement() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    let other = "“We will never pay to use a river our grandparents used,” President Ilva Taren said on Sunday in the capital.\n";
    put(here.path(), "herald.txt", other.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12", "--outlet", "Post"]);
    run(here.path(), &["record", "add", "case", "herald.txt", "--date", "2026-10-13", "--outlet", "Herald"]);
    let ids = waiting(here.path());
    let before = statements(here.path()).len();
    for id in [ids.last().unwrap(), &ids[1]] {
        assert_eq!(review(here.path(), &["--accept", id]).code, 0);
    }
    let kept = statements(here.path());
    assert_eq!(kept.len(), before + 1);
    let entry = kept.iter().find(|entry| entry["id"] == ids.last().unwrap().as_str()).unwrap();
    assert_eq!(entry["also"][0]["outlet"], "Post");
}

#[test]
fn what_is_corrected_is_no_longer_the_same() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    let other = "“We will never pay to use a river our grandparents used,” President Ilva Taren said on Sunday in the capital.\n";
    put(here.path(), "herald.txt", other.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    run(here.path(), &["record", "add", "case", "herald.txt", "--date", "2026-10-13"]);
    let ids = waiting(here.path());
    let before = statements(here.path()).len();
    review(here.path(), &["--accept", &ids[1]]);
    review(here.path(), &["--accept", ids.last().unwrap(), "--correct", "speaker=downland-president"]);
    let kept = statements(here.path());
    assert_eq!(kept.len(), before + 2);
    assert!(
        kept.iter().any(|entry| entry["id"] == ids.last().unwrap().as_str() && entry["party"] == "downland")
    );
}

#[test]
fn what_is_not_changed_keeps_its_words() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    let ids = waiting(here.path());
    let done = review(
        here.path(),
        &["--accept", &ids[0], "--correct", "says=fees:reject", "--correct", "speaker=upland-president"],
    );
    assert_eq!(done.code, 0, "{}", done.err);
    let kept = statements(here.path());
    let entry = kept.iter().find(|entry| entry["id"] == ids[0].as_str()).unwrap();
    assert_eq!(entry["says"][0]["words"], "out of the question");
    let measured = run(here.path(), &["record", "show", "case", "--measured", "--format", "json"]).json();
    assert!(measured["fields"].as_object().unwrap().is_empty(), "{measured}");
}

#[test]
fn only_public_sources_are_taken() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    let ids = waiting(here.path());
    for source in [
        "private/upland.toml",
        "record/sources/../../private/upland.toml",
        "record/sources//etc/passwd",
        "record/sources/nothing.txt",
        "https://",
        "http:// a note",
        "https://localhost/x",
    ] {
        let correction = format!("source={source}");
        assert_eq!(review(here.path(), &["--accept", &ids[0], "--correct", &correction]).code, 2, "{source}");
    }
    let correction = "source=https://paper.example/1";
    assert_eq!(review(here.path(), &["--accept", &ids[0], "--correct", correction]).code, 0);
}

#[test]
fn a_report_is_read_once() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    let first = run(here.path(), &["record", "add", "case", "post.txt"]);
    assert!(first.err.contains("no day of publication"), "{}", first.err);
    let again = run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    assert!(again.err.contains("it was read before, as record/sources/post.txt"), "{}", again.err);
    assert_eq!(waiting(here.path()).len(), 3);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_record() {
    use std::os::unix::fs::symlink;
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    put(here.path(), "victim", b"kept");
    let lock = here.path().join("case/mediator/.record.lock");
    symlink("../../victim", &lock).unwrap();
    run(here.path(), &["record", "add", "case", "post.txt"]).refused("no plain file");
    assert_eq!(fs::read(here.path().join("victim")).unwrap(), b"kept");
    fs::remove_file(&lock).unwrap();
    fs::rename(here.path().join("case/record/sources"), here.path().join("sources")).unwrap();
    symlink("../private", here.path().join("case/record/sources")).unwrap();
    run(here.path(), &["record", "add", "case", "post.txt"]).refused("is a link");
    assert!(!here.path().join("case/private/post.txt").exists());
}

#[test]
fn what_is_rejected_is_in_no_record() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    let ids = waiting(here.path());
    let path = here.path().join("case/mediator/record.jsonl");
    let before = fs::read(&path).unwrap();
    assert_eq!(review(here.path(), &["--accept", &ids[0]]).code, 0);
    // As if the machine had stopped between the two files.
    fs::write(&path, before).unwrap();
    assert_eq!(review(here.path(), &["--reject", &ids[0]]).code, 0);
    assert!(statements(here.path()).iter().all(|entry| entry["id"] != ids[0].as_str()));
}

#[test]
fn nothing_printed_steers_the_terminal() {
    let here = river();
    let path = here.path().join("case/record/statements.jsonl");
    let line = json!({"id": "x1", "date": "2026-10-01", "named": "A\u{202e}B", "text": "one\u{1b}[31m\u{9b}5m\u{2066}two",
        "source": "https://paper.example/1", "outlet": "Post\u{1b}]0;x\u{7}"});
    fs::write(&path, line.to_string() + "\n").unwrap();
    let shown = run(here.path(), &["record", "show", "case", "--timeline", "line.svg"]).out;
    let drawn = fs::read_to_string(here.path().join("line.svg")).unwrap();
    for text in [&shown, &drawn] {
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}']), "{text:?}");
    }
}

#[test]
fn a_person_names_the_option() {
    let here = river();
    put(here.path(), "post.txt", REPORT.as_bytes());
    run(here.path(), &["record", "add", "case", "post.txt", "--date", "2026-10-12"]);
    let ids = waiting(here.path());
    let correct = |says: &str| review(here.path(), &["--accept", &ids[0], "--correct", says]);
    correct("says=fees:reject:a third of the tariff").refused("half the tariff");
    let done = correct("says=fees:reject:the full tariff; dredging:discuss");
    assert_eq!(done.code, 0, "{}", done.err);
    let kept = statements(here.path());
    let entry = kept.iter().find(|entry| entry["id"] == ids[0].as_str()).unwrap();
    assert_eq!(entry["says"][0]["option"], "the full tariff");
    assert_eq!(entry["says"][1]["issue"], "dredging");
    assert!(run(here.path(), &["record", "show", "case"]).out.contains("rejected"));
}

#[test]
fn a_transcript_says_that_its_like_were_not_measured() {
    let here = river();
    put(
        here.path(),
        "talk.txt",
        b"KESSIC: We can accept joint visits.\nRUVEL: No.\nKESSIC: Then daily data.\n",
    );
    let added = run(here.path(), &["record", "add", "case", "talk.txt", "--date", "2026-10-12"]);
    assert_eq!(added.out.matches("not measured").count(), 3, "{}", added.out);
    assert!(!added.out.contains("of 100 such cases"), "{}", added.out);
}
