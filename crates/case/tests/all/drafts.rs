//! Real drafts of a real negotiation, where `DETENTE_DATA` has them.

use detente_case::text::{ChangeKind, Text, TextDiff};

#[test]
fn figures_of_the_real_drafts() {
    let Some(data) = std::env::var_os("DETENTE_DATA") else {
        println!("left out: real drafts (DETENTE_DATA is not set)");
        return;
    };
    let folder = std::path::Path::new(&data).join("texts/paris-2015");
    // Pairs, innermost, deepest, never closed, stray, options, "No text", words: as counted by hand in their README.
    for (file, expected) in [
        ("2015-12-04.md", [1_013, 860, 10, 1, 4, 111, 10, 14_700]),
        ("2015-12-09.md", [216, 189, 5, 1, 2, 28, 0, 8_776]),
    ] {
        let source = std::fs::read_to_string(folder.join(file)).unwrap();
        let text = Text::parse(&source);
        let all = 0..source.len();
        let innermost = text.brackets.iter().filter(|bracket| bracket.innermost).count();
        let found = [
            text.brackets.len(),
            innermost,
            text.depth,
            text.unclosed.len(),
            text.stray.len(),
            text.options(all.clone()),
            text.no_text(all),
            text.words(),
        ];
        assert_eq!(found, expected, "{file}");
    }
    let read = |file: &str| Text::parse(&std::fs::read_to_string(folder.join(file)).unwrap());
    let diff = TextDiff::new(&read("2015-12-04.md"), &read("2015-12-09.md"));
    // Every article is paired with itself; one was dropped, none was added.
    let (mut same, mut removed) = (0, Vec::new());
    for clause in diff.clauses.iter().filter(|clause| clause.numbered) {
        match clause.kind {
            ChangeKind::Removed => removed.push(clause.old.clone().unwrap()),
            kind => {
                assert!(
                    matches!(kind, ChangeKind::Same | ChangeKind::Changed),
                    "{:?} {:?} {kind:?}",
                    clause.old,
                    clause.new
                );
                assert_eq!(clause.old, clause.new);
                same += 1;
            }
        }
    }
    assert_eq!((same, removed), (29, vec!["17".to_string()]));
}
