//! From bytes to characters.

use encoding_rs::{Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::map::Draft;

/// The characters of a file. The encoding it declares is believed only where the bytes are no UTF-8:
/// declarations are often wrong, and text in another encoding hardly ever passes as UTF-8.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>, notes: &mut Vec<String>) -> Draft {
    let mark = Encoding::for_bom(bytes);
    if let Some((encoding, width)) = mark.filter(|(encoding, _)| *encoding != UTF_8) {
        return with(encoding, bytes, width, notes);
    }
    let from = mark.map_or(0, |(_, width)| width);
    let body = bytes.get(from..).unwrap_or_default();
    let declared = declared.filter(|one| ![UTF_8, UTF_16BE, UTF_16LE, REPLACEMENT].contains(one));
    let mut draft = Draft::default();
    match (std::str::from_utf8(body), declared) {
        // It has no byte above 127, so it would always pass.
        (_, Some(encoding)) if encoding == ISO_2022_JP => return with(encoding, bytes, from, notes),
        (Ok(text), _) => draft.put(bytes, text, from..bytes.len()),
        (Err(_), Some(encoding)) => return with(encoding, bytes, from, notes),
        (Err(_), None) if western(body) => {
            notes.push("no UTF-8, taken for windows-1252".to_owned());
            return with(WINDOWS_1252, bytes, from, notes);
        }
        (Err(_), None) => lossy(bytes, from, &mut draft, notes),
    }
    draft
}

/// One mark for every byte that is no UTF-8.
fn lossy(bytes: &[u8], from: usize, draft: &mut Draft, notes: &mut Vec<String>) {
    let (mut at, mut bad) = (from, 0);
    for chunk in bytes.get(from..).unwrap_or_default().utf8_chunks() {
        draft.put(bytes, chunk.valid(), at..at + chunk.valid().len());
        at += chunk.valid().len();
        for _ in chunk.invalid() {
            draft.put(bytes, "\u{fffd}", at..at + 1);
            at += 1;
            bad += 1;
        }
    }
    notes.push(replaced(bad, "UTF-8"));
}

fn replaced(bad: usize, encoding: &str) -> String {
    let verb = if bad == 1 { "byte is no" } else { "bytes are no" };
    let end = if bad == 1 { "was replaced" } else { "were replaced" };
    format!("{bad} {verb} {encoding} and {end}")
}

/// Feeds the decoder byte by byte, for it does not say which bytes a character took.
fn with(encoding: &'static Encoding, bytes: &[u8], from: usize, notes: &mut Vec<String>) -> Draft {
    let mut draft = Draft::default();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // More than any decoder gives for one byte.
    let mut out = [0; 64];
    let (mut start, mut bad) = (from, 0);
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        let last = at + 1 == bytes.len();
        let (_, _, written, wrong) = decoder.decode_to_utf8(std::slice::from_ref(byte), &mut out, last);
        let value = out.get(..written).and_then(|out| std::str::from_utf8(out).ok()).unwrap_or("\u{fffd}");
        if written == 0 {
            continue;
        }
        // A character of two bytes there and two here is no copy: the unit before it (at least the byte order
        // mark) is taken along, so that the lengths differ.
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let width = if wide && value.len() == at + 1 - start { 2 } else { 0 };
        draft.put(bytes, value, start - width.min(start)..at + 1);
        bad += if wrong { at + 1 - start } else { 0 };
        start = at + 1;
    }
    if bad > 0 {
        notes.push(replaced(bad, encoding.name()));
    }
    draft
}

/// Whether bytes look like windows-1252: no UTF-8 character among them, every byte above 127 a letter, a
/// quotation mark, a dash or the like, and most letters plain ones (other alphabets in one byte are nearly
/// all above 127).
fn western(bytes: &[u8]) -> bool {
    let common = |byte: u8| {
        matches!(byte, 0x80 | 0x82 | 0x84 | 0x85 | 0x8a | 0x8c | 0x8e | 0x91..=0x97 | 0x99..=0x9a | 0x9c | 0x9e)
            || matches!(
                byte,
                0xa0 | 0xa1 | 0xa3 | 0xa7 | 0xa9 | 0xaa | 0xab | 0xad | 0xb0 | 0xb7 | 0xba | 0xbb
            )
            || byte >= 0xbf && byte != 0xd7 && byte != 0xf7
    };
    let control = |byte: &u8| *byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c');
    let high = bytes.iter().filter(|byte| **byte > 127).count();
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let multibyte = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    !multibyte && high <= letters && bytes.iter().all(|byte| !control(byte) && (*byte < 128 || common(*byte)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, origin};
    use super::super::{Kind, read};

    #[test]
    fn utf8_keeps_its_line_ends() {
        let bytes = "\u{feff}“No,” she said.\r\nEnd\n".as_bytes();
        let report = read(Kind::Text, bytes);
        assert_eq!(report.text, "“No,” she said.\r\nEnd\n");
        assert_eq!(report.original(0..3), Some(3..6));
        assert!(report.notes.is_empty());
    }

    #[test]
    fn broken_utf8_is_mended_byte_by_byte() {
        let bytes = b"caf\xc3\xa9 \xf0\x9f\x98 end \xff";
        let report = read(Kind::Text, bytes);
        assert_eq!(report.text, "café \u{fffd}\u{fffd}\u{fffd} end \u{fffd}");
        assert_eq!(report.notes, ["4 bytes are no UTF-8 and were replaced"]);
        assert_eq!(origin(&report, bytes, "end"), b"end");
        check(&report, bytes);
        assert_eq!(read(Kind::Text, b"\xff").notes, ["1 byte is no UTF-8 and was replaced"]);
    }

    #[test]
    fn western_letters() {
        let bytes = b"The Fran\xe7ois plan: \x93no\x94 \x96 he said for \x805";
        let report = read(Kind::Text, bytes);
        assert_eq!(report.text, "The François plan: “no” – he said for €5");
        assert_eq!(report.notes, ["no UTF-8, taken for windows-1252"]);
        assert_eq!(origin(&report, bytes, "“no”"), b"\x93no\x94");
        check(&report, bytes);
        // Cyrillic in one byte is not taken for Western letters.
        assert!(read(Kind::Text, b"\xcf\xf0\xe8\xe2\xe5\xf2").text.contains('\u{fffd}'));
    }

    #[test]
    fn utf16() {
        for big in [false, true] {
            let units = "\u{feff}Нет, no 😀é".encode_utf16();
            let bytes: Vec<u8> =
                units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            let report = read(Kind::Text, &bytes);
            assert_eq!(report.text, "Нет, no 😀é");
            assert_eq!(origin(&report, &bytes, "no").len(), 4);
            check(&report, &bytes);
        }
    }

    #[test]
    fn declared_encodings() {
        let bytes = b"<meta charset=shift_jis><p>\x93\xfa\x96{ &amp; x</p>";
        let report = read(Kind::Html, bytes);
        assert_eq!(report.text, "日本 & x");
        assert_eq!(origin(&report, bytes, "本"), b"\x96{");
        check(&report, bytes);
        // A wrong declaration is not believed.
        assert_eq!(read(Kind::Html, "<meta charset=latin1><p>“é”".as_bytes()).text, "“é”");
    }
}
