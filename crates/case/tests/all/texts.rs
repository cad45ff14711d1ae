//! The bracketed text: nothing is lost, counts equal a plain second count, issues and wordings are one object.

use detente_case::text::{Change, ChangeKind, Standing, Text, TextDiff};
use detente_case::{Case, Files, read};
use proptest::prelude::*;

fn river() -> (Case, Text) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/river-talks");
    let names = [
        "case.toml",
        "texts/agreement.md",
        "texts/annex-flood-data.md",
        "texts/annexe-donnees-de-crue.md",
        "texts/downland-draft.md",
    ];
    let files: Files =
        names.iter().map(|name| (name.to_string(), std::fs::read(folder.join(name)).unwrap())).collect();
    let reading = read(&files);
    assert!(reading.problems.is_empty(), "{:#?}", reading.problems);
    let text = Text::parse(std::str::from_utf8(&files["texts/agreement.md"]).unwrap());
    (reading.case.unwrap(), text)
}

#[test]
fn the_flagship_text_as_a_tree() {
    let (_, text) = river();
    let depth = |mut at: usize| {
        let mut depth = 0;
        while let Some(parent) = text.clauses[at].parent {
            (at, depth) = (parent, depth + 1);
        }
        depth
    };
    let lines = text.clauses.iter().enumerate().map(|(at, clause)| {
        let number = clause.number.as_ref().map(ToString::to_string).unwrap_or_default();
        let choices = text.open_choices(clause.span.clone());
        let words = choices.iter().map(|choice| {
            let each = choice.wordings.iter().map(|wording| match wording.by.as_slice() {
                [] => wording.words.clone(),
                by => format!("{} ({})", wording.words, by.join(", ")),
            });
            each.collect::<Vec<_>>().join(" | ")
        });
        let words: Vec<String> =
            words.map(|choice| format!("\n        {}", choice.replace('\n', "⏎"))).collect();
        let indent = "  ".repeat(depth(at));
        format!("{indent}{:?} {number} {}{}\n", clause.kind, clause.title, words.concat())
    });
    insta::assert_snapshot!(lines.collect::<String>());
}

#[test]
fn the_bracket_report_of_the_flagship_text() {
    let (_, text) = river();
    insta::assert_json_snapshot!(text.bracket_report(None));
}

#[test]
fn a_package_is_a_text_and_a_text_without_brackets_a_package() {
    let (case, text) = river();
    for seed in 0..6 {
        let package: Vec<Option<usize>> = case
            .issues
            .iter()
            .enumerate()
            .map(|(at, issue)| Some((seed + at) % issue.domain.len().unwrap()))
            .collect();
        let (words, without) = text.of_package(&case, &package);
        assert_eq!(without, [case.issues.len() - 1], "the place of signing is in no clause");
        let deal = Text::parse(&words);
        for (issue, option) in case.issues.iter().zip(&package).filter(|(issue, _)| issue.clause.is_some()) {
            assert_eq!(deal.standing(issue), Standing::Settled(option.unwrap()), "{}: {words}", issue.id);
            let clause = deal.clause(issue.clause.as_ref().unwrap()).unwrap();
            let label = issue.domain.label(option.unwrap());
            assert!(
                words[clause.span.clone()].contains(&label),
                "{label} in {}",
                &words[clause.span.clone()]
            );
        }
        // Only the brackets of the tied clauses are gone.
        let (before, after) = (text.bracket_report(None), deal.bracket_report(None));
        let tied = |number: &Option<String>| {
            number.is_some() && case.issues.iter().any(|issue| issue.clause == *number)
        };
        for (a, b) in before.clauses.iter().zip(&after.clauses) {
            assert_eq!((&a.number, &a.title), (&b.number, &b.title));
            // Of clause 15, the renewal in brackets stays open.
            let left = if a.number.as_deref() == Some("15") { 1 } else { 0 };
            assert_eq!(b.choices, if tied(&a.number) { left } else { a.choices }, "clause {:?}", a.number);
        }
    }
    // Nothing chosen, nothing changed; every issue with a clause is open.
    let (same, without) = text.of_package(&case, &vec![None; case.issues.len()]);
    assert_eq!((same == text.source, without.len()), (true, 0));
    for issue in case.issues.iter().filter(|issue| issue.clause.is_some()) {
        assert!(matches!(text.standing(issue), Standing::Open(_)), "{}", issue.id);
    }
}

#[test]
fn an_option_inside_another_one_s_words_is_told_apart() {
    let files = |clause: &str| {
        let shared = "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[issue]]\nid = \"flow\"\nclause = 1\n\
                      options = [\"250 m3/s\", \"250 m3/s, 300 in flood\"]\n[[text]]\npath = \"texts/t.md\"\n";
        Files::from([
            ("case.toml".into(), shared.as_bytes().to_vec()),
            ("texts/t.md".into(), format!("1. Release {clause}.\n").into_bytes()),
        ])
    };
    let standing = |clause: &str| {
        let files = files(clause);
        let case = read(&files).case.unwrap();
        Text::parse(std::str::from_utf8(&files["texts/t.md"]).unwrap()).standing(&case.issues[0])
    };
    assert_eq!(standing("250 m3/s"), Standing::Settled(0));
    assert_eq!(standing("250 m3/s, 300 in flood"), Standing::Settled(1));
    assert_eq!(standing("1250 m3/s"), Standing::Untied);
    assert_eq!(standing("[250 m3\\/s]"), Standing::Untied);
    assert!(matches!(standing("[250 m3\\/s] [250 m3\\/s, 300 in flood — A]"), Standing::Open(_)));
    let codes: Vec<_> = read(&files("what is needed")).problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["no-wording"]);
}

#[test]
fn clauses_that_moved_or_were_renumbered_are_the_same_clauses() {
    let (_, old) = river();
    let start = |number: &str| old.clause(number).unwrap().span.clone();
    let (twelve, thirteen) = (start("12"), start("13"));
    let between = &old.source[twelve.start..thirteen.start];
    // Clause 12 goes behind clause 2 bis under a new number; clause 16 goes; clause 10 says something else.
    let mut source = old.source.replace(between, "");
    let three = source.find("3. In this").unwrap();
    source.insert_str(three, &between.replacen("12.", "2 ter.", 1));
    let sixteen = source.find("16. This").unwrap();
    source.replace_range(sixteen..source.find("[^1]: ").unwrap(), "");
    let source = source.replace("The cost of dredging the river mouth", "The yearly cost of dredging");
    let diff = TextDiff::new(&old, &Text::parse(&source));
    let named: Vec<String> = diff
        .clauses
        .iter()
        .filter(|clause| clause.kind != ChangeKind::Same)
        .map(|clause| {
            let side = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".into());
            format!(
                "{:?} {} {} +{} -{}",
                clause.kind,
                side(&clause.old),
                side(&clause.new),
                clause.words_added,
                clause.words_removed
            )
        })
        .collect();
    assert_eq!(named, ["Moved 12 2ter +2 -1", "Changed 10 10 +1 -3", "Removed 16 - +0 -28"]);
    let fresh = TextDiff::new(&old, &old);
    assert!(fresh.clauses.iter().all(|clause| clause.kind == ChangeKind::Same));
}

/// Pieces of drafts, and what the counting rule makes of each: `1` opens, `-1` closes, `0` is no bracket.
const PIECES: [(&str, i8); 25] = [
    ("[", 1),
    ("[", 1),
    ("]", -1),
    ("]", -1),
    (" word ", 0),
    (" Größe ", 0),
    ("shall/should", 0),
    (" — Upland", 0),
    ("\\[", 0),
    ("\\]", 0),
    (" link(x) ", 0),
    (" [text](target) ", 0),
    (" [^1] ", 0),
    (" [a][known] ", 0),
    ("\n", 0),
    ("\n\n", 0),
    ("\n\n1. ", 0),
    ("\n\n2 bis. ", 0),
    ("\n\n## Article 3 *(title)*\n\n", 0),
    ("\n\n**Option 1:** ", 0),
    ("\n\n**Option 2:** No text\n\n", 0),
    ("\n   (a) ", 0),
    ("*Placeholder* for ", 0),
    ("\u{feff}", 0),
    ("\r\n", 0),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("DETENTE_LONG").is_some() { 5_120 } else { 256 }))]

    #[test]
    fn brackets_are_those_of_a_plain_count(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        // A word after each piece, so that two of them never make a third.
        let mut source = String::new();
        let (mut open, mut pairs, mut stray, mut deepest) = (0_usize, 0, 0, 0);
        for &piece in &pieces {
            let (words, turn) = PIECES[piece];
            source.push_str(words);
            source.push('x');
            match turn {
                1 => { open += 1; deepest = deepest.max(open); }
                -1 if open == 0 => stray += 1,
                -1 => { open -= 1; pairs += 1; }
                _ => {}
            }
        }
        source.push_str("\n\n[known]: target\n");
        let text = Text::parse(&source);
        let found = (text.brackets.len(), text.unclosed.len(), text.stray.len(), text.depth);
        prop_assert_eq!(found, (pairs, open, stray, deepest), "{:?}", source);
    }

    #[test]
    fn nothing_is_lost_and_every_place_is_one(
        pieces in prop::collection::vec(prop_oneof![
            (0..PIECES.len()).prop_map(|at| PIECES[at].0.to_string()),
            any::<String>(),
        ], 0..40)
    ) {
        let source = pieces.concat();
        let text = Text::parse(&source);
        prop_assert_eq!(&text.source, &source);
        prop_assert_eq!(text.chosen(&[]), source.as_str());
        for (at, bracket) in text.brackets.iter().enumerate() {
            prop_assert!(source[bracket.span.clone()].starts_with('[') && source[bracket.span.clone()].ends_with(']'));
            if let Some(parent) = bracket.parent {
                let around = &text.brackets[parent];
                prop_assert!(parent < at && around.span.start < bracket.span.start && bracket.span.end < around.span.end);
                prop_assert!(!around.innermost && bracket.depth == around.depth + 1);
            }
        }
        for clause in &text.clauses {
            prop_assert!(source.get(clause.span.clone()).is_some() && clause.span.contains(&clause.words) || clause.words == clause.span.end);
            if let Some(parent) = clause.parent {
                let around = &text.clauses[parent].span;
                prop_assert!(around.start <= clause.span.start && clause.span.end <= around.end);
            }
        }
        let units = text.units();
        prop_assert!(units.windows(2).all(|two| two[0].span.end <= two[1].span.start));
        let covered: usize = units.iter().map(|unit| source[unit.span.clone()].split_whitespace().count()).sum();
        prop_assert_eq!(covered, source[text.body..].split_whitespace().count());
        let whole = text.bracket_report(Some(&text));
        prop_assert!(whole.clauses.iter().all(|clause| clause.pairs_before == Some(Some(clause.pairs))));
        text.open_choices(0..source.len());
        let same = TextDiff::new(&text, &text);
        prop_assert!(same.clauses.iter().all(|clause| clause.kind == ChangeKind::Same));
    }

    #[test]
    fn a_redline_holds_both_revisions(
        a in prop::collection::vec(0..PIECES.len(), 0..30), b in prop::collection::vec(0..PIECES.len(), 0..30)
    ) {
        let join = |pieces: &[usize]| Text::parse(&pieces.iter().map(|&at| PIECES[at].0).collect::<String>());
        let (old, new) = (join(&a), join(&b));
        let bare = |text: String| text.split_whitespace().collect::<String>();
        for clause in TextDiff::new(&old, &new).clauses {
            let side = |keep: fn(&Change) -> Option<&str>| bare(clause.words.iter().filter_map(keep).collect());
            let after = side(|change| match change { Change::Kept(t) | Change::Added(t) => Some(t), _ => None });
            let before = side(|change| match change { Change::Kept(t) | Change::Removed(t) => Some(t), _ => None });
            prop_assert!(bare(new.source.clone()).contains(&after), "{after} in {:?}", new.source);
            prop_assert!(bare(old.source.clone()).contains(&before), "{before} in {:?}", old.source);
        }
    }
}

#[test]
fn names_are_taken_off_once() {
    let words = |text: &str| -> Vec<(String, String)> {
        let text = detente_case::text::Text::parse(text);
        let choices = text.open_choices(0..text.source.len());
        let wordings = choices.into_iter().flat_map(|choice| choice.wordings);
        wordings.map(|wording| (wording.words, wording.by.join(","))).collect()
    };
    let pair = |words: &str, by: &str| (words.to_string(), by.to_string());
    assert_eq!(words("1. [at once — and in writing — Upland]"), [pair("at once — and in writing", "Upland")]);
    let each = [pair("shall", "Upland"), pair("should", "Downland")];
    assert_eq!(words("1. They [shall — Upland/should — Downland] go."), each);
    assert_eq!(words("1. [a \\— b — Upland]"), [pair("a — b", "Upland")]);
}
