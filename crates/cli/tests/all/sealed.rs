//! Sealed talks as people meet them: keys, wrong viewers, second people, documents, erasure, backups.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::support::{Run, command, run, workspace};

/// A folder with the river talks, not opened yet.
fn unopened() -> tempfile::TempDir {
    let here = tempfile::tempdir().unwrap();
    let copied = std::process::Command::new("cp")
        .args(["-r", &workspace().join("examples/river-talks").display().to_string()])
        .arg(here.path().join("case"))
        .status();
    assert!(copied.unwrap().success());
    here
}

/// A folder with the river talks, sealed, agreed to by both, a round open, keys for all who act.
fn sealed() -> tempfile::TempDir {
    let here = unopened();
    done(here.path(), "m", "join case");
    for (person, name) in [
        ("mediator-president", "p"),
        ("upland-president", "u"),
        ("downland-president", "d"),
        ("league-secretary", "l"),
    ] {
        done(here.path(), "m", &format!("keys case --give {person} --new-key {name}.key"));
    }
    done(here.path(), "u", "keys case --give upland-adviser --new-key ua.key");
    for line in [
        ("u", "join case --agree"),
        ("d", "join case --agree"),
        ("m", "text table case"),
        ("m", "round open case"),
    ] {
        done(here.path(), line.0, line.1);
    }
    here
}

fn person(name: &str) -> &'static str {
    match name {
        "m" => "mediator-envoy",
        "p" => "mediator-president",
        "u" => "upland-president",
        "ua" => "upland-adviser",
        "l" => "league-secretary",
        _ => "downland-president",
    }
}

/// Runs a command for a person with that person's key; `_` in a word is a blank.
fn by(folder: &Path, name: &str, line: &str) -> Run {
    by_key(folder, person(name), &format!("{name}.key"), line)
}

fn by_key(folder: &Path, person: &str, key: &str, line: &str) -> Run {
    let mut words: Vec<String> = line.split_whitespace().map(|word| word.replace('_', " ")).collect();
    words.extend(["--as", person, "--key", key].map(String::from));
    let output = command(folder, &words.iter().map(String::as_str).collect::<Vec<_>>()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let run =
        Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!((0..=3).contains(&run.code) && !run.err.contains("panicked"), "{line}: {}", run.whole());
    run
}

/// On one line, as it was before it was fitted into columns.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn done(folder: &Path, name: &str, line: &str) -> String {
    let run = by(folder, name, line);
    assert_eq!(run.code, 0, "{line}: {}", run.whole());
    run.out
}

#[test]
fn only_a_person_s_own_key_opens_its_seat() {
    let here = sealed();
    let wrong = "that opens nothing here";
    by_key(here.path(), "upland-president", "d.key", "round show case").refused(wrong);
    by_key(here.path(), "downland-envoy", "d.key", "round show case").refused(wrong);
    by_key(here.path(), "nobody", "d.key", "round show case").refused(wrong);
    by_key(here.path(), "upland-president", "none.key", "round show case").refused("none.key");
    by_key(here.path(), "upland-president", "case/case.toml", "round show case").refused("is no key file");
    run(here.path(), &["round", "show", "case", "--as", "upland-president"])
        .refused("nothing is named to open it with");
    // Key files are for their owner's eyes, and so is the log.
    #[cfg(unix)]
    for file in ["m.key", "u.key", "case/talks.db"] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(here.path().join(file)).unwrap().permissions().mode() & 0o077, 0, "{file}");
    }
    // No key is overwritten, nobody's is given twice, and no side gives another's.
    by(here.path(), "m", "keys case --give downland-envoy --new-key u.key").refused("is there already");
    by(here.path(), "m", "keys case --give upland-president --new-key x.key").refused("has a key already");
    by(here.path(), "u", "keys case --give downland-envoy --new-key x.key").refused("cannot give a key to");
    by(here.path(), "ua", "keys case --give upland-envoy --new-key x.key").refused("cannot give a key to");
    assert!(!here.path().join("x.key").exists());
    // A side of its own; a key changed, a key taken.
    assert!(done(here.path(), "u", "keys case --own --new-key u2.key").contains("no mediator can open"));
    by(here.path(), "u", "round show case").refused(wrong);
    let new = |line: &str| by_key(here.path(), "upland-president", "u2.key", line);
    assert_eq!(new("keys case --take upland-adviser").code, 0);
    by(here.path(), "ua", "round show case").refused(wrong);
    by(here.path(), "m", "keys case --take downland-president").refused("cannot take the key of");
    assert_eq!(new("keys case --give upland-adviser --new-key ua2.key").code, 0);
    // The side's own notes are not the mediators'.
    assert_eq!(new("note case --write our_own_floor_is_40").code, 0);
    let adviser = by_key(here.path(), "upland-adviser", "ua2.key", "note case");
    assert!(adviser.out.contains("our own floor is 40"), "{}", adviser.whole());
    assert!(!done(here.path(), "m", "note case").contains("floor"));
    // Until it is submitted.
    let code = adviser
        .out
        .lines()
        .find(|line| line.contains("floor"))
        .unwrap()
        .split_whitespace()
        .next()
        .unwrap()
        .to_string();
    assert_eq!(new(&format!("note case --submit {code}")).code, 0);
    assert!(done(here.path(), "m", "round show case --acts").contains("our own floor is 40"));
    assert!(!done(here.path(), "d", "round show case --acts").contains("floor"));
}

#[test]
fn a_passphrase_on_standard_input_opens_it_too() {
    use std::io::Write as _;
    let here = unopened();
    let typed = |words: &str, line: &str| {
        let words_of: Vec<&str> = line.split(' ').collect();
        let mut child = command(here.path(), &words_of)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(words.as_bytes());
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let join = "join case --as mediator-envoy --key -";
    assert!(typed("short\n", join).1.contains("at least 12 characters"));
    assert!(typed("\n", join).1.contains("no passphrase"));
    assert!(!here.path().join("case/talks.db").exists());
    assert_eq!(typed("seven herons over the weir\n", join).0, 0);
    assert_eq!(typed("seven herons over the weir\n", "round show case --as mediator-envoy --key -").0, 0);
    assert!(
        typed("seven herons over the wier\n", "round show case --as mediator-envoy --key -")
            .1
            .contains("opens nothing")
    );
}

#[test]
fn a_release_needs_the_side_and_two_mediators() {
    let here = sealed();
    done(here.path(), "m", "disclose case --say they_could_take_250_in_winter --from upland");
    let before = done(here.path(), "d", "round show case --acts");
    by(here.path(), "m", "round release case --act 12 --to downland").refused("has not agreed that act 12");
    by(here.path(), "ua", "disclose case --act 8 --to downland").refused("cannot agree");
    done(here.path(), "u", "disclose case --act 8 --to downland");
    done(here.path(), "m", "round release case --act 12 --to downland");
    let waits = flat(&done(here.path(), "p", "disclose case"));
    assert!(waits.contains("asked for giving act 12 to Republic of Ostrelle: waits"), "{waits}");
    by(here.path(), "m", "disclose case --second 14").refused("cannot be the second person");
    assert_eq!(before, done(here.path(), "d", "round show case --acts"));
    done(here.path(), "p", "disclose case --second 14");
    let after = done(here.path(), "d", "round show case --acts");
    assert!(after.contains("they could take 250 in winter"), "{after}");
    // Its side has a receipt with a code, and nobody else.
    let receipts = done(here.path(), "u", "disclose case --receipts");
    assert!(
        receipts.contains("given to Republic of Ostrelle") && receipts.contains("Code of these receipts"),
        "{receipts}"
    );
    // The code on a receipt is found again, by the party and by a mediator.
    let code = receipts.split("for paper: ").nth(1).unwrap().split('.').next().unwrap().trim().to_string();
    for who in ["u", "m"] {
        assert!(
            done(here.path(), who, &format!("audit case --head {code}")).contains("the code is found"),
            "{who}"
        );
    }
    assert_eq!(by(here.path(), "d", &format!("audit case --head {code}")).code, 1);
    assert!(done(here.path(), "d", "disclose case --receipts").contains("Nothing."));
    by(here.path(), "d", "disclose case --receipts --of upland").refused("receipts are of the party");
    done(here.path(), "u", "disclose case --receipts --form r.html");
    let page = fs::read_to_string(here.path().join("r.html")).unwrap();
    assert!(page.contains("they could take 250 in winter") && page.contains("Code:"));
    let told = done(here.path(), "m", "tell case downland");
    assert!(told.contains("Known already") && told.contains("given 2026-"), "{told}");
}

#[test]
fn documents_go_out_only_when_every_sentence_may() {
    let here = sealed();
    done(here.path(), "m", "disclose case --say they_could_take_250_in_winter --from upland");
    done(here.path(), "m", "note case --write the_league_would_pay_for_a_second_gauge --about downland");
    let letter = "We propose to meet on Monday. They could take 250 in winter.\nThe League may pay for a second gauge at the mouth.\n";
    fs::write(here.path().join("letter.md"), letter).unwrap();
    let look = by(here.path(), "m", "tell case downland --document letter.md");
    assert_eq!(look.code, 1, "{}", look.whole());
    for said in [
        "nobody has said where it comes from",
        "rests on act 12 of Republic of Karvane",
        "is near to note",
        "does not notice the same thing",
    ] {
        assert!(flat(&look.out).contains(said), "{said}: {}", look.out);
    }
    by(here.path(), "m", "tell case downland --document letter.md --send A_letter")
        .refused("cannot go to Republic of Ostrelle");
    by(here.path(), "u", "tell case downland --document letter.md").refused("only a mediator");
    by(here.path(), "m", "tell case downland --document letter.md --origin 9=own").refused("3 sentences");
    by(here.path(), "m", "tell case downland --document letter.md --origin 1=mine").refused("is no origin");
    fs::write(here.path().join("letter.md"), letter.replace("They could take 250 in winter.", "")).unwrap();
    done(
        here.path(),
        "m",
        "tell case downland --document letter.md --origin 1=own --origin 2=public:Tarrow_Herald_of_30_August",
    );
    done(
        here.path(),
        "m",
        "tell case downland --document letter.md --send A_letter --origin 0=own --write out.html",
    );
    let page = fs::read_to_string(here.path().join("out.html")).unwrap();
    assert!(page.contains("We propose to meet on Monday."));
    for trace in ["author", "generator", "date", "detente", "Detente", "2026", "mediator"] {
        assert!(!page.contains(trace), "{trace}");
    }
    assert!(done(here.path(), "d", "round show case --acts").contains("sent \"A letter\""));
    assert!(!done(here.path(), "u", "round show case --acts").contains("A letter"));
}

#[test]
fn exports_restores_and_reports_keep_to_the_rules() {
    let here = sealed();
    let export = |more: &str| by(here.path(), "m", &format!("export case --to genius --output out {more}"));
    run(here.path(), &["export", "case", "--to", "genius"]).refused("a mediator's act");
    by(here.path(), "u", "export case --to genius").refused("only a mediator");
    export("").refused("needs two people");
    done(here.path(), "m", "disclose case --ask export");
    export("").refused("needs two people");
    done(here.path(), "p", "disclose case --second 12");
    assert_eq!(export("").code, 0);
    fs::remove_dir_all(here.path().join("out")).unwrap();
    export("").refused("needs two people");
    // Without names, once each principal has agreed.
    export("--research").refused("not all parties have agreed");
    done(here.path(), "m", "disclose case --ask research");
    let number = |who: &str| {
        let acts = done(here.path(), who, "round show case --acts");
        let flat = flat(&acts);
        let at = flat.find("asked for exporting the case without names").unwrap();
        let before: Vec<&str> = flat[..at].split_whitespace().collect();
        before.iter().rev().find_map(|word| word.strip_suffix('.')?.parse::<usize>().ok()).unwrap()
    };
    done(here.path(), "u", &format!("disclose case --second {}", number("u")));
    export("--research").refused("not all parties have agreed");
    done(here.path(), "d", &format!("disclose case --second {}", number("d")));
    let made = export("--research");
    assert_eq!(made.code, 0, "{}", made.whole());
    for file in crate::support::tree(&here.path().join("out")) {
        let text = fs::read_to_string(here.path().join("out").join(&file)).unwrap();
        for name in ["Karvane", "Ostrelle", "upland", "downland", "dam", "m3/s", "Sarne", "turbines"] {
            assert!(!text.contains(name) && !file.contains(name), "{file}: {name}");
        }
    }
    run(
        here.path(),
        &[
            "export",
            "case/../case",
            "--to",
            "genius",
            "--research",
            "--as",
            "mediator-envoy",
            "--key",
            "m.key",
        ],
    )
    .refused("not all parties");
    // A court is told four things.
    let report = done(here.path(), "m", "disclose case --court");
    assert!(report.contains("a mediation took place: yes") && !report.contains("Sarne"), "{report}");
    done(here.path(), "m", "disclose case --court --form court.html");
    assert!(!fs::read_to_string(here.path().join("court.html")).unwrap().contains("Sarne"));
    // Backups by a mediator; restoring takes two.
    by(here.path(), "u", "backup case --log b.log --keys b.keys").refused("only a mediator");
    done(here.path(), "m", "backup case --log b.log --keys b.keys");
    by(here.path(), "m", "backup case --log b.log --keys b2.keys").refused("b.log already");
    by(here.path(), "m", "restore case --log b.log --keys b.keys").refused("already");
    let acts = done(here.path(), "u", "round show case --acts");
    fs::remove_file(here.path().join("case/talks.db")).unwrap();
    by(here.path(), "m", "restore case --log b.log --keys b.keys").refused("needs two people");
    by(
        here.path(),
        "u",
        "restore case --log b.log --keys b.keys --second mediator-president --second-key p.key",
    )
    .refused("is no mediator");
    by(
        here.path(),
        "m",
        "restore case --log b.log --keys b.keys --second upland-president --second-key u.key",
    )
    .refused("is no mediator");
    by(
        here.path(),
        "m",
        "restore case --log b.log --keys b.keys --second mediator-president --second-key u.key",
    )
    .refused("opens nothing");
    by(
        here.path(),
        "m",
        "restore case --log b.keys --keys b.log --second mediator-president --second-key p.key",
    )
    .refused("is a backup of the");
    by(here.path(), "m", "restore case --log b.log --keys b.keys --second mediator-envoy --second-key m.key")
        .refused("needs two people");
    assert!(!here.path().join("case/talks.db").exists());
    done(
        here.path(),
        "m",
        "restore case --log b.log --keys b.keys --second mediator-president --second-key p.key",
    );
    assert_eq!(acts, done(here.path(), "u", "round show case --acts"));
    // It remembers the backup it came from: what is erased now is taken out of that too.
    done(here.path(), "m", "disclose case --say quillworth --from upland");
    let acts = flat(&done(here.path(), "m", "round show case --acts"));
    let before: Vec<&str> = acts[..acts.find("quillworth").unwrap()].split(' ').collect();
    let number = before.iter().rev().find_map(|word| word.strip_suffix('.')?.parse::<usize>().ok()).unwrap();
    fs::rename(here.path().join("b.keys"), here.path().join("away")).unwrap();
    let said = done(here.path(), "m", &format!("disclose case --erase {number} --why x"));
    assert!(said.contains("could not be reached") && said.contains("b.keys"), "{said}");
    assert!(
        crate::support::tree(here.path())
            .iter()
            .all(|file| !file.contains(".detente-") && !file.contains(".part"))
    );
}

#[test]
fn what_is_erased_is_gone_and_an_audit_says_so() {
    let here = sealed();
    done(here.path(), "m", "disclose case --say they_could_take_250_in_winter --from upland");
    let audit = done(here.path(), "m", "audit case");
    let head = audit
        .lines()
        .find_map(|line| line.trim().strip_prefix("- head of the whole log, for paper: "))
        .unwrap();
    let own = done(here.path(), "u", "audit case");
    assert!(!own.contains("head of the whole log") && !own.contains("database"), "{own}");
    let code =
        own.lines().find_map(|line| line.trim().strip_prefix("- code of all of them, for paper: ")).unwrap();
    done(here.path(), "m", "backup case --log b.log --keys b.keys");
    done(here.path(), "m", "disclose case --hold order_of_3_May");
    by(here.path(), "p", "disclose case --erase 12 --why asked_for").refused("legal hold");
    done(here.path(), "p", "disclose case --free lifted");
    done(here.path(), "m", &format!("audit case --head {head}"));
    done(here.path(), "u", &format!("audit case --head {}", code.to_lowercase()));
    assert_eq!(by(here.path(), "u", "audit case --head 0000-1111-2222-3333-4444").code, 1);
    by(here.path(), "u", "audit case --head 9999-AAAA").refused("is no code");
    by(here.path(), "u", &format!("audit case --head {head}")).refused("mediators alone can compare");
    fs::rename(here.path().join("b.keys"), here.path().join("away.keys")).unwrap();
    let said = done(here.path(), "p", "disclose case --erase 12 --why asked_for");
    assert!(said.contains("could not be reached") && said.contains("b.keys"), "{said}");
    for who in ["m", "u", "d"] {
        assert!(!done(here.path(), who, "round show case --acts").contains("250 in winter"), "{who}");
    }
    let audit = done(here.path(), "m", "audit case");
    assert!(
        audit.contains("The log is whole") && audit.contains("acts erased that this seat had seen: 1"),
        "{audit}"
    );
    // A tail that is cut off with care is found by the head on paper.
    let cut = here.path().join("cut");
    let copied = std::process::Command::new("cp").arg("-r").arg(here.path().join("case")).arg(&cut).status();
    assert!(copied.unwrap().success());
    fs::remove_file(cut.join("talks.db")).unwrap();
    fs::rename(here.path().join("away.keys"), here.path().join("b.keys")).unwrap();
    done(
        here.path(),
        "m",
        "restore cut --log b.log --keys b.keys --second mediator-president --second-key p.key",
    );
    let newer = done(here.path(), "m", "audit case");
    let newer = newer
        .lines()
        .find_map(|line| line.trim().strip_prefix("- head of the whole log, for paper: "))
        .unwrap();
    assert_eq!(by(here.path(), "m", &format!("audit cut --head {newer}")).code, 1);
    assert_eq!(by(here.path(), "m", &format!("audit cut --head {head}")).code, 0);
}

#[test]
fn a_log_is_destroyed_by_two_and_not_under_a_hold() {
    let here = sealed();
    done(here.path(), "m", "backup case --log b.log --keys b.keys");
    done(here.path(), "m", "disclose case --ask destroy");
    by(here.path(), "m", "disclose case --destroy").refused("no second mediator");
    by(here.path(), "u", "disclose case --destroy").refused("no second mediator");
    done(here.path(), "p", "disclose case --second 12");
    done(here.path(), "p", "disclose case --hold order");
    by(here.path(), "m", "disclose case --destroy").refused("legal hold");
    done(here.path(), "m", "disclose case --free lifted");
    assert!(done(here.path(), "m", "disclose case --destroy").contains("is destroyed"));
    for who in ["m", "p", "u", "d"] {
        by(here.path(), who, "round show case").refused("was destroyed");
    }
    assert_eq!(run(here.path(), &["check", "case"]).code, 0);
    fs::remove_file(here.path().join("case/talks.db")).unwrap();
    by(
        here.path(),
        "m",
        "restore case --log b.log --keys b.keys --second mediator-president --second-key p.key",
    )
    .refused("opens nothing");
}

#[test]
fn nothing_planted_lies_on_the_disk() {
    let here = sealed();
    done(here.path(), "m", "disclose case --say quillworth_brackenmere --from upland");
    done(here.path(), "u", "respond case --clause 12 --note tillowdown_saffrongate --discuss");
    done(here.path(), "m", "note case --write hazelford_ironmoss");
    done(here.path(), "m", "backup case --log b.log --keys b.keys");
    for file in crate::support::tree(here.path()) {
        let bytes = fs::read(here.path().join(&file)).unwrap();
        for planted in ["quillworth", "brackenmere", "tillowdown", "saffrongate", "hazelford", "ironmoss"] {
            assert!(
                !bytes.windows(planted.len()).any(|window| window == planted.as_bytes()),
                "{planted} in {file}"
            );
        }
    }
}
