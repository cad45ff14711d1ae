//! Any text at all: nothing panics, and what is found stands in the text.

use detente_record::{Cast, Kind, Source, Span, Statement, extract, printed, read};
use proptest::prelude::*;

fn inside(text: &str, span: Span) {
    assert!(span.start <= span.end && span.end <= text.len(), "{span:?}");
    assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
}

fn checked(text: &str) -> Vec<Statement> {
    let published = "2026-03-12".parse().ok();
    let source = Source { text, published, home: None, beliefs: true };
    let found = extract(&source, &Cast::default()).unwrap();
    for statement in &found {
        assert!(!statement.spans.is_empty());
        statement.spans.iter().for_each(|span| inside(text, *span));
        for pair in statement.spans.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{:?} {:?}", statement.form, statement.spans);
        }
        let mentions = statement.speaker.iter().chain(&statement.addressee).map(|mention| mention.span);
        let others =
            statement.cue.iter().map(|cue| cue.span).chain(statement.said.iter().map(|said| said.span));
        let rest = statement
            .place
            .into_iter()
            .chain(statement.occasion)
            .chain(statement.suggest.iter().map(|hint| hint.span));
        mentions.chain(others).chain(rest).for_each(|span| inside(text, span));
        assert!(statement.confidence <= 1000);
    }
    // Code points as printed lead to the same words.
    let points: Vec<char> = text.chars().collect();
    let page = serde_json::to_value(printed("x", text, &found, &Cast::default())).unwrap();
    for quote in page["quotes"].as_array().unwrap() {
        for (span, bytes) in
            quote["spans"].as_array().unwrap().iter().zip(quote["byte_spans"].as_array().unwrap())
        {
            let at = |value: &serde_json::Value, side: usize| {
                usize::try_from(value[side].as_u64().unwrap()).unwrap()
            };
            let by_points: String = points[at(span, 0)..at(span, 1)].iter().collect();
            assert_eq!(by_points, text[at(bytes, 0)..at(bytes, 1)]);
        }
    }
    assert_eq!(extract(&source, &Cast::default()).unwrap(), found, "same input, same answer");
    found
}

/// Pieces that news is made of, and pieces that it is not.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "“",
        "”",
        "\"",
        "''",
        "``",
        "‘",
        "’",
        "'",
        "„",
        "«",
        "»",
        "—",
        " - ",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "?",
        "!",
        "…",
        ":",
        ";",
        "\n",
        "\r\n",
        " ",
        "Reyl",
        "Brandt",
        "said",
        "told",
        "reporters",
        "that",
        "and",
        "who",
        "which",
        "according to",
        "added",
        "adding",
        "Ms.",
        "the",
        "minister",
        "Orsk",
        "Veldan",
        "on Tuesday",
        "in Tarn",
        "would",
        "not",
        "he",
        "she",
        "they",
        "is",
        "the levy",
        "would not say",
        "Feb. 30",
        "3rd",
        "6'2\"",
        "called",
        "it",
        "claims",
        "asked",
        "whether",
        "promised to",
        "\u{301}",
        "\u{202e}",
        "שלום",
        "\u{feff}",
        "İ",
        "ß",
        "𝄞",
        "\0",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_text_what_is_found_stands_in_it(pieces in prop::collection::vec(piece(), 0..60), glue in prop::sample::select(vec!["", " "])) {
        checked(&pieces.join(glue));
    }

    #[test]
    fn whatever_the_bytes_they_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for kind in [Kind::Text, Kind::Markdown, Kind::Html, Kind::Mail] {
            checked(&read(kind, &bytes).text);
        }
    }
}

fn cases() -> u32 {
    if std::env::var_os("DETENTE_LONG").is_some() { 100_000 } else { 2_000 }
}

#[test]
fn long_lines_and_many_marks_come_to_an_end() {
    for text in [
        "“".repeat(100_000),
        "\"".repeat(100_001),
        "'".repeat(100_000),
        "(".repeat(100_000),
        "said ".repeat(100_000),
        "Reyl, who ".repeat(50_000),
        "“No,” he said. ".repeat(30_000),
        "and Reyl ".repeat(50_000),
        "according to ".repeat(50_000),
        format!("“{}", "word ".repeat(200_000)),
        "a".repeat(1_000_000),
        ", ".repeat(200_000),
        "— ".repeat(200_000),
        "told Reyl of ".repeat(50_000),
    ] {
        checked(&text);
    }
}
