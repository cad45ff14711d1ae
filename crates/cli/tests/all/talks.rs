//! The talks by the command line: what each seat is shown, what is refused, what survives.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{command, put, run, workspace};

/// A copy of the river talks, opened, agreed by both sides, with the text tabled and a round open.
fn opened() -> TempDir {
    let here = tempfile::tempdir().unwrap();
    let from = workspace().join("examples/river-talks");
    for name in crate::support::tree(&from) {
        put(&here.path().join("case"), &name, &fs::read(from.join(&name)).unwrap());
    }
    for line in [
        "join case --as mediator-envoy --demo",
        "join case --as upland-president --agree",
        "join case --as downland-president --agree",
        "text table case --as mediator-envoy",
        "round open case --as mediator-envoy",
    ] {
        done(here.path(), line);
    }
    here
}

/// Runs a line of blank-separated words at a fixed time; `_` in a word is a blank.
fn at_noon(folder: &Path, line: &str) -> crate::support::Run {
    let mut words: Vec<String> = line.split(' ').map(|word| word.replace('_', " ")).collect();
    if !words.iter().any(|word| word == "--at")
        && !line.starts_with("text show")
        && !line.contains("brackets")
    {
        words.extend(["--at".to_string(), "2026-10-02T12:00Z".to_string()]);
    }
    let output = command(folder, &words.iter().map(String::as_str).collect::<Vec<_>>()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap_or(-1);
    let run = crate::support::Run { code, out: text(output.stdout), err: text(output.stderr) };
    assert!((0..=3).contains(&run.code) && !run.err.contains("panicked"), "{line}: {}", run.whole());
    run
}

fn done(folder: &Path, line: &str) {
    let run = at_noon(folder, line);
    assert_eq!(run.code, 0, "{line}: {}", run.whole());
}

const ACCEPT: &str = "--substance acceptable --wording works";

/// Everything the commands show a person, errors and exit codes included.
fn everything(folder: &Path, person: &str) -> String {
    let page = folder.join("page");
    let mut all = String::new();
    for line in [
        "round show case",
        "round show case --acts",
        "round show case --format json",
        "round show case --acts --format json",
        "round steps case",
        "meet case",
        "gate case --before principals",
        "gate case --before envoys --format json",
        "channels case",
        "channels case --from upland-president --to downland-president",
        "channels case --map page",
        "join case",
        "join case --form page",
        "text show case",
        "text show case --revision 1",
        "text brackets case",
        "text adopt case --form page",
        "text table case",
        "respond case --form page",
        "disclose case",
        "disclose case --receipts",
        "disclose case --receipts --form page",
        "disclose case --court",
        "disclose case --second 7",
        "disclose case --act 6 --to upland",
        "disclose case --act 7 --to outside",
        "tell case upland",
        "audit case",
        "audit case --head AAAA-AAAA-AAAA-AAAA-AAAA",
        "note case",
        "keys case",
        "backup case --log l --keys k",
        "respond case --withdraw 6",
        "respond case --withdraw 7",
        "respond case --withdraw 99",
        "respond case --idea secret --substance acceptable",
        "round attest case --act 6",
        "round release case --act 7 --to downland",
        "meet case --form page",
    ] {
        let run = at_noon(folder, &format!("{line} --as {person}"));
        // When something was read is what the clock says; what was done was done at noon.
        let clock =
            |word: &str| word.starts_with("20") && word.contains('T') && !word.starts_with("2026-10-02T12");
        let whole: Vec<String> = run
            .whole()
            .split('\n')
            .map(|line| {
                line.split(' ')
                    .map(|word| if clock(word) { "TIME" } else { word })
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        all.push_str(&format!("{line}\n{}\n", whole.join("\n")));
        if let Ok(written) = fs::read_to_string(&page) {
            all.push_str(&written);
            fs::remove_file(&page).unwrap();
        }
    }
    all
}

#[test]
fn what_one_side_says_apart_changes_nothing_for_the_other() {
    let private: [&[&str]; 3] = [
        &[],
        &[
            "respond case --as upland-envoy --clause 5 --option November_to_February --substance rejected --discuss",
        ],
        &[
            "respond case --as upland-president --clause 4 --option 250_m3/s,_300_in_flood --substance in-principle",
            "respond case --as upland-envoy --offer fees=no_fee --concession",
            "respond case --as upland-envoy --clause 12 --reserve not_us",
            "round idea case --as mediator-envoy --id secret --words a_bridge --to upland",
            "round package case --as mediator-envoy --id p --option fees=no_fee --to upland",
            "meet case --as mediator-envoy --sort caucus --with mediator-envoy,upland-envoy --result they_gave_way",
            "meet case --as upland-envoy --sort bilateral --with upland-envoy,upland-president --result the_league_pays",
            "channels case --as mediator-envoy --from upland-president --to downland-president --by telephone --secret",
            "text mark case --as mediator-envoy --clause 9 --mark postponed",
            "disclose case --as mediator-envoy --say they_would_take_250 --from upland --condition after_the_vote",
            "disclose case --as upland-president --act 7 --to downland",
            "disclose case --as upland-president --act 7 --condition not_before_May",
            "disclose case --as mediator-envoy --hold the_court_asks",
            "disclose case --as mediator-envoy --ask export",
            "note case --as upland-envoy --write our_own",
            "note case --as mediator-envoy --write theirs --about upland",
            "gate case --as mediator-envoy --before principals --deny President_Solven_has_heard_from_both_presidents",
        ],
    ];
    // One log, copied while it is the same: codes on paper are made with its keys.
    let start = opened();
    let shown = private.map(|acts| {
        let here = tempfile::tempdir().unwrap();
        let copied = std::process::Command::new("cp")
            .arg("-r")
            .arg(start.path().join("case"))
            .arg(here.path())
            .status();
        assert!(copied.unwrap().success());
        acts.iter().for_each(|line| done(here.path(), line));
        done(here.path(), &format!("respond case --as downland-envoy --clause 12 {ACCEPT}"));
        ["downland-president", "downland-envoy", "downland-adviser", "league-secretary", "nobody"]
            .map(|person| everything(here.path(), person))
    });
    for other in &shown[1..] {
        for (one, two) in shown[0].iter().zip(other) {
            for (one, two) in one.lines().zip(two.lines()) {
                assert_eq!(one, two);
            }
            assert_eq!(one.len(), two.len());
        }
    }
    // The comparison can fail: a release is seen.
    let here = opened();
    done(here.path(), "respond case --as upland-envoy --clause 5 --substance rejected");
    let before = everything(here.path(), "downland-envoy");
    done(here.path(), "disclose case --as upland-envoy --act 6 --to downland");
    done(here.path(), "round release case --as mediator-envoy --act 7 --to downland");
    assert_eq!(
        before,
        everything(here.path(), "downland-envoy"),
        "one mediator has asked, no second has agreed"
    );
    done(here.path(), "disclose case --as mediator-president --second 9");
    assert_ne!(before, everything(here.path(), "downland-envoy"));
}

#[test]
fn many_who_answer_at_once_are_all_heard() {
    let here = opened();
    let people = ["upland-envoy", "upland-president", "downland-envoy", "downland-president"];
    let mut running = Vec::new();
    for nth in 0..24 {
        let note = format!("note {nth}");
        let line = ["respond", "case", "--as", people[nth % 4], "--clause", "12", "--note", &note];
        running.push(command(here.path(), &line).stdout(std::process::Stdio::piped()).spawn().unwrap());
    }
    let codes: Vec<i32> =
        running.into_iter().map(|run| run.wait_with_output().unwrap().status.code().unwrap()).collect();
    assert_eq!(codes, vec![0; 24]);
    let acts = at_noon(here.path(), "round show case --as mediator-envoy --acts").out;
    for nth in 0..24 {
        assert_eq!(acts.matches(&format!("remark: note {nth}\n")).count(), 1, "{acts}");
    }
    // One after the other, each with a number of its own.
    let numbers: Vec<usize> =
        acts.lines().filter_map(|line| line.trim_start().split_once(". 2026-")?.0.parse().ok()).collect();
    assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
}

#[test]
fn whoever_says_what_was_seen_is_told_to_look_again() {
    let here = opened();
    // Its own side and the mediators move what a seat sees; the other side does not.
    done(here.path(), "respond case --as upland-envoy --clause 12 --discuss");
    done(here.path(), "respond case --as downland-envoy --clause 12 --discuss --seen 5");
    at_noon(here.path(), "respond case --as downland-envoy --clause 13 --discuss --seen 5")
        .refused("not what you saw");
    done(here.path(), "respond case --as downland-envoy --clause 13 --discuss --seen 6");
}

#[cfg(unix)]
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let here = opened();
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    // Killed later and later, until some acts were acknowledged and some were not.
    for nth in 0..600_u64 {
        let note = format!("note {nth}.");
        let line = ["respond", "case", "--as", "upland-envoy", "--clause", "12", "--note", &note];
        let mut child = command(here.path(), &line).stdout(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_micros(400 * nth));
        child.kill().unwrap();
        match child.wait_with_output().unwrap().stdout.is_empty() {
            false => acknowledged.push(note),
            true => killed += 1,
        }
        if acknowledged.len() >= 5 && killed >= 5 {
            break;
        }
    }
    assert!(acknowledged.len() >= 5 && killed >= 5, "{} acknowledged, {killed} not", acknowledged.len());
    let last =
        run(here.path(), &["respond", "case", "--as", "upland-envoy", "--clause", "12", "--note", "last"]);
    assert_eq!(last.code, 0, "{}", last.whole());
    let seen = run(here.path(), &["round", "show", "case", "--as", "upland-envoy", "--acts"]).out;
    for note in acknowledged {
        assert!(seen.contains(&format!("remark: {note}")), "{note} is lost");
    }
}

#[test]
fn refusals_say_what_and_what_next() {
    let here = opened();
    for (line, with, next) in [
        ("round show case --as upland", "has no seat", "case.toml"),
        ("round show nowhere --as upland-envoy", "is no case folder", "case.toml"),
        ("respond case --as upland-envoy --clause 99 --substance acceptable", "no clause 99", "its clauses"),
        (
            "respond case --as upland-envoy --clause 4 --option x --discuss",
            "no wording \"x\"",
            "its wordings",
        ),
        ("respond case --as upland-envoy --clause 4", "says nothing", "--substance"),
        ("respond case --as upland-envoy --discuss", "nothing is named", "--clause 4"),
        ("respond case --as mediator-envoy --clause 4 --discuss", "may not respond", "of a party may"),
        ("respond case --as upland-envoy --offer x=y", "no issue \"x\"", "issues:"),
        ("respond case --as upland-envoy --offer fees=y", "no option \"y\"", "options:"),
        (
            "respond case --as upland-envoy --clause 4 --discuss --at 2020-01-01",
            "before the last act",
            "leave the time out",
        ),
        ("round open case --as mediator-envoy", "a round is open", "close"),
        ("round close case --as upland-envoy", "only a mediator", "ask a mediator"),
        ("round steps case --as upland-envoy", "only a mediator", "ask a mediator"),
        ("gate case --as upland-envoy --before summit", "no level \"summit\"", "levels in case.toml"),
        (
            "channels case --as upland-envoy --from upland-envoy --to downland-envoy",
            "no channel of",
            "make them",
        ),
        ("round open case --as mediator-envoy --until 2020-01-01", "a round is open", "close"),
        (
            "respond case --as upland-envoy --clause 4 --discuss --at 2999-01-01",
            "still to come",
            "leave --at out",
        ),
        ("text show case --as upland-envoy --revision 7", "no Rev.7", "tabled are: Rev.1"),
        ("text table case --as mediator-envoy", "the same as Rev.1", "change the text"),
        ("text adopt case --as mediator-envoy --put", "still open in 1", "clear them"),
        (
            "text adopt case --as upland-president --code 0000-0000-0000",
            "nothing with the code",
            "letter by letter",
        ),
        ("join case --as upland-envoy --agree", "cannot agree", "a principal"),
        ("meet case --as mediator-envoy --with mediator-envoy", "at least two", "--with"),
    ] {
        let run = at_noon(here.path(), line);
        run.refused(with);
        assert!(run.err.contains("help: ") && run.err.contains(next), "{line}: {}", run.err);
    }
    // No is an answer of its own.
    assert_eq!(at_noon(here.path(), "gate case --as upland-envoy --before principals").code, 1);
    // What is no log is said to be none, and where, to those who may know.
    let log = here.path().join("case/talks.db");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, "no such thing".repeat(1_000)).unwrap();
    at_noon(here.path(), "round show case --as upland-envoy").refused("the log is damaged");
    run(here.path(), &["check", "case"]).refused("talks.db: the file is no store of this program");
    // Nothing that is not a page is replaced by one.
    fs::write(&log, &whole).unwrap();
    at_noon(here.path(), "join case --as upland-envoy --form case/talks.db").refused("is no page");
    at_noon(here.path(), "channels case --as upland-envoy --map case/case.toml").refused("is no page");
    assert_eq!(fs::read(&log).unwrap(), whole);
}

#[test]
fn the_json_keeps_to_its_schemas() {
    let here = opened();
    done(here.path(), "respond case --as upland-envoy --offer fees=no_fee");
    done(here.path(), "round close case --as mediator-envoy");
    done(here.path(), "meet case --as mediator-envoy --sort caucus --with mediator-envoy,upland-envoy");
    done(here.path(), "round idea case --as mediator-envoy --id i --words w --to upland,downland");
    for (name, line) in [
        ("view", "round show case"),
        ("acts", "round show case --acts"),
        ("acts", "meet case"),
        ("steps", "round steps case"),
        ("gate", "gate case --before principals"),
        ("channels", "channels case"),
        ("paths", "channels case --from upland-envoy --to mediator-envoy"),
        ("agreement", "join case"),
        ("done", "round open case"),
    ] {
        let schema = run(here.path(), &["schema", name]).json();
        let printed = at_noon(here.path(), &format!("{line} --as mediator-envoy --format json"));
        let value: serde_json::Value = serde_json::from_str(&printed.out).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
        assert_eq!(value["schema"], format!("detente/{name}/1"));
    }
}
