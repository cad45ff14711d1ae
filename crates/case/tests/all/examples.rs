//! The example folders of the repository: in order, stable, and consistent with their texts and sources.

use std::path::Path;

use detente_case::{Case, Domain, Files, read, write};

const EXAMPLES: [&str; 3] = ["estate", "river-talks", "wage-round"];

fn load(name: &str) -> (Files, Case) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    let mut files = Files::new();
    collect(&root, "", &mut files);
    let reading = read(&files);
    assert_eq!(reading.problems, Vec::new(), "{name}");
    (files, reading.case.unwrap())
}

/// Every file below a folder, named with `/` from `prefix` on.
fn collect(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

fn text<'f>(files: &'f Files, path: &str) -> &'f str {
    assert!(files.contains_key(path), "{path} is missing");
    std::str::from_utf8(&files[path]).unwrap()
}

/// The lines of a numbered clause, up to the next clause, heading or footnote.
fn clause(text: &str, number: &str) -> String {
    let start = format!("{number}. ");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&start));
    let first = lines.next();
    assert!(first.is_some(), "there is no clause {number}");
    let next =
        |line: &&str| !line.starts_with(|c: char| c.is_ascii_digit() || c == '#') && !line.starts_with("[^");
    let rest = lines.take_while(next);
    first.into_iter().chain(rest).collect::<Vec<_>>().join("\n")
}

/// The wordings of a clause: what stands in its innermost brackets, attributions left out, and its `**Option N:**`
/// paragraphs. A backslash before a mark is the mark itself.
fn wordings(clause: &str) -> Vec<String> {
    let brackets = clause.split('[').skip(1).filter_map(|part| part.split(']').next());
    let options = clause
        .lines()
        .filter(|line| line.starts_with("**Option "))
        .filter_map(|line| line.split(":** ").nth(1));
    let bare =
        |wording: &str| wording.split(" — ").next().unwrap_or_default().replace('\\', "").trim().to_string();
    brackets.chain(options).map(bare).collect()
}

#[test]
fn the_examples_are_written_and_read_back_the_same() {
    for name in EXAMPLES.into_iter().chain(["euphrates-1975", "elmira-1991"]) {
        let (files, case) = load(name);
        let mut written = write(&case);
        for text in &case.texts {
            written.insert(text.path.clone(), files[&text.path].clone());
        }
        let again = read(&written);
        assert_eq!(again.problems, Vec::new(), "{name}");
        assert_eq!(again.case, Some(case), "{name}");
    }
}

#[test]
fn the_options_of_an_issue_are_the_wordings_of_its_clause() {
    for name in EXAMPLES {
        let (files, case) = load(name);
        let main = text(&files, &case.texts.iter().find(|text| text.main).unwrap().path);
        for issue in &case.issues {
            let Some(number) = &issue.clause else { continue };
            let Domain::Options(labels) = &issue.domain else {
                panic!("{name}: {} has no wordings", issue.id)
            };
            let mut found = wordings(&clause(main, number));
            // A clause may have further brackets beside those of its issue.
            found.retain(|wording| labels.contains(wording));
            for label in labels {
                let times = found.iter().filter(|wording| *wording == label).count();
                assert_eq!(times, 1, "{name}, clause {number}: \"{label}\"");
            }
        }
    }
}

#[test]
fn every_statement_is_by_one_of_the_people_and_stands_in_its_source() {
    let mut count = 0;
    for name in EXAMPLES {
        let (files, case) = load(name);
        let Some(ledger) = files.get("record/statements.jsonl") else { continue };
        for line in std::str::from_utf8(ledger).unwrap().lines() {
            // A JSON object on one line, all of its values texts, is an inline table but for the colons.
            let table = line.replace("\": \"", "\" = \"");
            let row: toml_edit::InlineTable =
                table.parse::<toml_edit::Value>().unwrap().as_inline_table().unwrap().clone();
            let field = |key: &str| {
                row.get(key).and_then(|value| value.as_str()).unwrap_or_else(|| panic!("no {key}: {line}"))
            };
            let speaker = case.people.iter().find(|person| person.id == field("speaker")).unwrap();
            assert_eq!(speaker.speaks_for, field("party"), "{line}");
            assert!(text(&files, field("source")).contains(field("text")), "{line}");
            assert!(!field("id").is_empty() && field("date").len() == 10, "{line}");
            count += 1;
        }
    }
    assert!(count > 0);
}
