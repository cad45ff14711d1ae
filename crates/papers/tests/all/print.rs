//! Documents to hand out, and Word files that come back.

use detente_case::text::Text;
use detente_papers::{NotReceived, Piece, Print, bare, docx, print_page, received, redlined, tabled};
use proptest::prelude::*;

const OLD: &str = "# Draft\n\n1. The Parties meet [twice a year] [four times a year — South] at the *well*.[^1]\n\n2. Nobody pays.\n\n\
                   [^1]: The one in the north.\n";
const NEW: &str = "# Draft\n\n1. The Parties meet twice a year at the *well*.[^1]\n\n2. Nobody pays.\n\n3. It ends in ten years.\n\n\
                   [^1]: The one in the north.\n";

/// The words of a document without what is raised, paragraph by paragraph.
fn words(print: &Print) -> Vec<String> {
    let line = |piece: &Piece| {
        let (Piece::Heading(_, spans) | Piece::Paragraph(spans, _)) = piece else { return String::new() };
        let text: String = spans.iter().filter(|span| !span.raised).map(|span| span.text.as_str()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let lines = std::iter::once(print.title.clone()).chain(print.pieces.iter().map(line));
    lines.filter(|line| !line.is_empty()).collect()
}

/// All words in a row: where one change ends and the next begins there may be a blank more or less.
fn row(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_word_file_reads_as_it_was_written() {
    let print = tabled("The well", OLD, false);
    let back = received(&docx(&print)).unwrap();
    assert_eq!(back.paragraphs, words(&print));
    assert!(
        back.changes.is_empty()
            && back.names.is_empty()
            && back.comments.is_empty()
            && back.hidden.is_empty()
    );
    assert_eq!(docx(&print), docx(&print));
    let clean = words(&tabled("The well", OLD, true));
    assert_eq!(clean[2], "1. The Parties meet … at the well.");
}

#[test]
fn tracked_changes_are_changes() {
    let at = "2026-10-02T09:00:00Z".parse().unwrap();
    let print = redlined("The well", &Text::parse(OLD), &Text::parse(NEW), at);
    let back = received(&docx(&print)).unwrap();
    // Taken over they are the new revision.
    let all = back.paragraphs.join("\n");
    assert!(all.contains("3. It ends in ten years."), "{all}");
    assert!(!all.contains("four times"), "{all}");
    let (put_in, taken_out): (Vec<_>, Vec<_>) = back.changes.iter().partition(|change| change.put_in);
    assert!(put_in.iter().any(|change| change.words.contains("ten years")), "{put_in:?}");
    assert!(taken_out.iter().any(|change| change.words.contains("four times")), "{taken_out:?}");
    assert_eq!(back.names, ["Mediators"]);
    let page = print_page(&print);
    assert!(page.contains("<ins>") && page.contains("<del>"));
}

#[test]
fn what_is_no_word_file_is_refused() {
    for bytes in [b"".as_slice(), b"PK\x03\x04", b"<html>", &docx(&Print::new("x"))[..200]] {
        assert_eq!(received(bytes), Err(NotReceived::Other));
    }
}

proptest! {
    #[test]
    fn any_words_survive(text in "[ -~\n\\[\\]*#àשع]{0,200}") {
        let print = tabled("t", &text, false);
        let back = received(&docx(&print)).unwrap();
        prop_assert_eq!(back.paragraphs, words(&print));
        // A page holds no tag that was not ours.
        prop_assert!(!print_page(&print).contains("<script"));
    }

    #[test]
    fn changes_taken_over_give_the_new_words(old in "([a-e]{1,3}[ .\n]{1,2}){0,30}", new in "([a-e]{1,3}[ .\n]{1,2}){0,30}") {
        let print = redlined("t", &Text::parse(&old), &Text::parse(&new), jiff::Timestamp::UNIX_EPOCH);
        let back = received(&docx(&print)).unwrap();
        prop_assert_eq!(row(&back.paragraphs[1..].concat()), row(&bare(&new)));
    }
}

#[test]
fn a_small_word_file_makes_no_long_work() {
    let packed = |parts: &[(&str, String)]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, words) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, words.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let of = |inside: &str| format!("<w:document xmlns:w=\"x\"><w:body>{inside}</w:body></w:document>");
    // Changes inside changes, words hidden in many heads, one endless word.
    let deep = of(&format!("<w:p>{}<w:t>{}", "<w:ins>".repeat(100_000), "&lt;".repeat(100_000)));
    let endless = of(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "[".repeat(3 << 20)));
    let plain = of("<w:p><w:r><w:t>1. Words.</w:t></w:r></w:p>");
    let hidden = format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>", "a".repeat(4 << 20));
    let heads: Vec<(String, String)> =
        (0..32).map(|nth| (format!("word/header{nth}.xml"), hidden.clone())).collect();
    let mut parts: Vec<(&str, String)> = vec![("word/document.xml", plain.clone())];
    parts.extend(heads.iter().map(|(name, words)| (name.as_str(), words.clone())));
    for bytes in
        [packed(&[("word/document.xml", deep)]), packed(&[("word/document.xml", endless)]), packed(&parts)]
    {
        assert_eq!(received(&bytes), Err(NotReceived::TooLarge));
    }
    assert_eq!(received(&packed(&[("word/document.xml", plain)])).unwrap().paragraphs, ["1. Words."]);
}
