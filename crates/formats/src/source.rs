//! One file as text: decoding, and places in it.

use std::ops::Range;

/// How the bytes were made text, so that places in the text can be given as places in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16,
    Windows1252,
}

/// A file's name and text.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
    encoding: Encoding,
    /// Byte offset in the text at which each line starts.
    lines: Vec<usize>,
    /// Departures from plain UTF-8, `(found, taken)`.
    pub(crate) oddities: Vec<(&'static str, &'static str)>,
}

/// What Windows-1252 has at 0x80 to 0x9f; its five unused bytes stand for the control character of the same number.
const HIGH: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

impl Source {
    /// Decodes a file: UTF-8, UTF-16 with a byte-order mark, else Windows-1252, in which every byte means something.
    pub(crate) fn decode(name: &str, bytes: &[u8]) -> Self {
        let mut oddities = Vec::new();
        let (text, encoding) = match (bytes, std::str::from_utf8(bytes)) {
            ([0xff, 0xfe, rest @ ..], _) => {
                oddities.push(("UTF-16 text", "decoded"));
                (utf_16(rest, u16::from_le_bytes), Encoding::Utf16)
            }
            ([0xfe, 0xff, rest @ ..], _) => {
                oddities.push(("UTF-16 text", "decoded"));
                (utf_16(rest, u16::from_be_bytes), Encoding::Utf16)
            }
            (_, Ok(text)) => {
                if text.starts_with('\u{feff}') {
                    oddities.push(("a byte-order mark", "skipped"));
                }
                (text.to_owned(), Encoding::Utf8)
            }
            (_, Err(_)) => {
                oddities.push(("bytes that are not UTF-8", "decoded as Windows-1252"));
                (bytes.iter().copied().map(windows_1252).collect(), Encoding::Windows1252)
            }
        };
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name: name.to_owned(), text, encoding, lines, oddities }
    }

    /// Where the text starts, after a byte-order mark.
    pub(crate) fn start(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The line of an offset, from 1.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start <= offset)
    }

    /// A range of the text as a range of the file's bytes. Constant for UTF-8, else linear in the offset.
    pub(crate) fn bytes(&self, span: Range<usize>) -> Range<usize> {
        let place = |offset: usize| {
            let before = self.text.get(..offset).unwrap_or(&self.text);
            match self.encoding {
                Encoding::Utf8 => offset,
                Encoding::Windows1252 => before.chars().count(),
                Encoding::Utf16 => 2 + 2 * before.encode_utf16().count(),
            }
        };
        place(span.start)..place(span.end)
    }

    /// The file name without its last ending.
    pub(crate) fn stem(&self) -> &str {
        match self.name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => &self.name,
        }
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_read_and_located() {
        let plain = Source::decode("a.b.xml", "é\nx".as_bytes());
        assert_eq!(
            (plain.text.as_str(), plain.line(3), plain.bytes(3..4), plain.stem()),
            ("é\nx", 2, 3..4, "a.b")
        );
        let old = Source::decode("old", b"\xe9\x80\nx");
        assert_eq!((old.text.as_str(), old.bytes(6..7)), ("é€\nx", 3..4));
        let wide = Source::decode("wide", b"\xff\xfea\0\xe9\0");
        assert_eq!((wide.text.as_str(), wide.bytes(1..3)), ("aé", 4..6));
        assert_eq!(Source::decode("empty", b"").line(0), 1);
    }
}
