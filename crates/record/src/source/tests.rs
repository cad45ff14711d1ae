//! The promises that hold for every kind.

use proptest::prelude::*;

use super::*;

/// The promises of a map: order, boundaries, and copies that are copies.
pub(super) fn check(report: &Report, bytes: &[u8]) {
    let mut end = 0;
    for stretch in &report.map {
        assert!(stretch.text.start >= end && !stretch.text.is_empty(), "{stretch:?} after {end}");
        assert!(
            report.text.is_char_boundary(stretch.text.start)
                && report.text.is_char_boundary(stretch.text.end)
        );
        assert!(stretch.source.end <= bytes.len() && !stretch.source.is_empty(), "{stretch:?}");
        if stretch.exact() {
            assert_eq!(&report.text.as_bytes()[stretch.text.clone()], &bytes[stretch.source.clone()]);
        }
        end = stretch.text.end;
    }
    assert!(end <= report.text.len());
    // What has no origin is space we put there.
    let mut at = 0;
    for stretch in &report.map {
        assert!(
            report.text[at..stretch.text.start].trim().is_empty(),
            "{:?}",
            &report.text[at..stretch.text.start]
        );
        at = stretch.text.end;
    }
}

/// A message, read and checked.
pub(super) fn message(bytes: &[u8]) -> Report {
    let report = read(Kind::Mail, bytes);
    check(&report, bytes);
    report
}

/// The bytes of the file a piece of the text comes from.
pub(super) fn origin<'a>(report: &Report, bytes: &'a [u8], piece: &str) -> &'a [u8] {
    let at = report.text.find(piece).unwrap_or_else(|| panic!("{piece} not in {}", report.text));
    &bytes[report.original(at..at + piece.len()).unwrap()]
}

#[test]
fn kinds_by_name_and_by_looking() {
    assert_eq!(Kind::of("a.TXT", b"<html>"), Kind::Text);
    assert_eq!(Kind::of("a.b.md", b""), Kind::Markdown);
    assert_eq!(Kind::of("a.htm", b""), Kind::Html);
    assert_eq!(Kind::of("a.eml", b""), Kind::Mail);
    assert_eq!(Kind::of("a", b"\xef\xbb\xbf\n<!DOCTYPE html><title>x"), Kind::Html);
    assert_eq!(Kind::of("a", b"Received: by x\r\nSubject: Dam\r\n\r\nText"), Kind::Mail);
    assert_eq!(Kind::of("a", b"---\ntitle: Dam\ndate: 2026-03-05\n---\nText"), Kind::Markdown);
    assert_eq!(Kind::of("a", b"# Dam\n\nText"), Kind::Markdown);
    assert_eq!(Kind::of("a", b"The minister said: no."), Kind::Text);
    assert_eq!(Kind::of("", b""), Kind::Text);
}

#[test]
fn days() {
    assert_eq!(day("2026-03-05T23:30:00-05:00").as_deref(), Some("2026-03-05"));
    assert_eq!(day(" '2024/2/29' ").as_deref(), Some("2024-02-29"));
    for wrong in
        ["2026-02-29", "2026-13-01", "26-03-05", "2026-3", "March 5, 2026", "2026-03-", "", "2026-+3-05"]
    {
        assert_eq!(day(wrong), None, "{wrong}");
    }
}

#[test]
fn spans_go_back_to_the_file() {
    let bytes = "<p>A &amp; B <b>agreed</b>.</p>".as_bytes();
    let report = read(Kind::Html, bytes);
    assert_eq!(report.text, "A & B agreed.");
    assert_eq!(origin(&report, bytes, "& B"), b"&amp; B");
    assert_eq!(origin(&report, bytes, "B agreed"), b"B <b>agreed");
    assert_eq!(report.original(3..3), None);
    assert_eq!(report.original(100..200), None);
    assert_eq!(Report::default().original(0..1), None);
}

/// Bytes that look like files: pieces of each format in any order.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div class=related>",
        "</div>",
        "<article>",
        "</article>",
        "<a href=x>",
        "</a>",
        "<b>",
        "</i>",
        "<script>",
        "</script>",
        "<li>",
        "<header>",
        "<h1>",
        "</h1>",
        "<!--",
        "-->",
        "<br/>",
        "<td>",
        "<svg/>",
        "<title>",
        "&amp;",
        "&nvle;",
        "&acE;",
        "&#x80;",
        "&#0;",
        "&",
        "<",
        "\r\n",
        "\n",
        "\r",
        "  ",
        "\0",
        "words are said ",
        "“Ünï”",
        "й",
        "日本",
        "--b\n",
        "--b--\n",
        "Content-Type: multipart/alternative; boundary=b\n\n",
        "=C3=A9",
        "=\n",
        "Content-Type: text/html; charset=iso-2022-jp\n",
        "Content-Transfer-Encoding: quoted-printable\n",
        "\n\n",
        "Content-Transfer-Encoding: base64\n",
        "w6nDqcOp",
        "=80",
        "charset=windows-1252\n",
        "Content-Type: text/plain;",
        "> ",
        "# ",
        "- ",
        "[a](b)",
        "![a](b)",
        "```\n",
        "---\n",
        "title: x\n",
        "**",
        "`",
        "|",
        "\\",
        "[^1]",
        ": ",
        "-- ",
    ]);
    let piece = piece.prop_map(|piece| piece.as_bytes().to_vec());
    let byte = any::<u8>().prop_map(|byte| vec![byte]);
    let mark = prop::sample::select(vec![
        b"\xff\xfe".to_vec(),
        b"\xfe\xff".to_vec(),
        b"\xef\xbb\xbf".to_vec(),
        vec![],
    ]);
    let parts = prop::collection::vec(prop_oneof![8 => piece, 1 => byte], 0..60);
    (mark, parts).prop_map(|(mark, parts)| [mark, parts.concat()].concat())
}

const KINDS: [Kind; 4] = [Kind::Text, Kind::Markdown, Kind::Html, Kind::Mail];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_pieces_are_read(bytes in pieces()) {
        let _ = Kind::of("", &bytes);
        for kind in KINDS {
            check(&read(kind, &bytes), &bytes);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Kind::of("", &bytes);
        for kind in KINDS {
            check(&read(kind, &bytes), &bytes);
        }
    }

    #[test]
    fn plain_text_is_its_own_original(text in "\\PC*") {
        let report = read(Kind::Text, text.as_bytes());
        prop_assert_eq!(&report.text, &text);
        prop_assert!(report.map.len() <= 1);
    }
}
