//! The plain text of a message.

use super::Report;
use super::map::Draft;

/// What the sender wrote: paragraphs in one line each, without quoted replies and the signature.
pub(super) fn read(source: &str, flowed: bool) -> Report {
    let mut draft = Draft::default();
    let mut quoted = 0;
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let width = width(&lines);
    let mut notes = Vec::new();
    // How long the line before is, and whether it says that it goes on.
    let mut before: Option<(usize, bool)> = None;
    let mut from = 0;
    let mut skip = 0;
    for (number, line) in lines.iter().enumerate() {
        let start = from;
        from += line.len();
        let bare = line.trim_end_matches(['\r', '\n']);
        if bare == "-- " || bare == "--" || bare.starts_with("-----Original Message") {
            notes.push("signature or forwarded message left out".to_owned());
            break;
        }
        if number < skip {
            continue;
        }
        if bare.starts_with('>') {
            quoted += 1;
            before = None;
            draft.line();
            continue;
        }
        match introduces(lines.get(number..).unwrap_or_default()) {
            Some((count, true)) => {
                skip = number + count;
                continue;
            }
            Some((_, false)) => {
                notes.push("quoted message left out".to_owned());
                break;
            }
            None => {}
        }
        let words = bare.trim();
        let first = words.split_whitespace().next().unwrap_or("");
        let listed = ["-", "*", "•"].contains(&first);
        let joined = before.is_some_and(|(length, goes_on)| {
            goes_on || !flowed && width.is_some_and(|width| length + 1 + first.chars().count() > width)
        });
        if joined && !words.is_empty() && !listed {
            draft.space(None);
        } else {
            draft.line();
        }
        let indent = bare.len() - bare.trim_start().len();
        draft.words(source.as_bytes(), words, start + indent..start + indent + words.len());
        before =
            (!words.is_empty()).then(|| (bare.trim_end().chars().count(), flowed && bare.ends_with(' ')));
    }
    if quoted > 0 {
        notes.push(format!("lines of quoted replies left out: {quoted}"));
    }
    Report { text: draft.text, map: draft.map, notes, ..Report::default() }
}

/// How wide a message is wrapped: its longest line, if nearly all are at most 80 characters long. A line end
/// is then a wrap where the next word would not have fitted.
fn width(lines: &[&str]) -> Option<usize> {
    let lengths =
        lines.iter().filter(|line| !line.starts_with('>')).map(|line| line.trim_end().chars().count());
    let (mut widest, mut lines, mut long) = (0, 0, 0);
    for length in lengths.filter(|length| *length > 0) {
        lines += 1;
        if length > 80 { long += 1 } else { widest = widest.max(length) }
    }
    (widest > 50 && long * 10 <= lines).then_some(widest)
}

/// Whether these lines begin with "On … wrote:": how many it takes, and whether marked lines follow. Without
/// them only one with an address counts, and all after it is the other's.
fn introduces(lines: &[&str]) -> Option<(usize, bool)> {
    lines.first().filter(|line| line.starts_with("On "))?;
    let count = lines.iter().take(3).position(|line| line.trim_end().ends_with("wrote:"))? + 1;
    let next = lines.iter().skip(count).take(3).find(|line| !line.trim().is_empty());
    if next.is_some_and(|line| line.starts_with('>')) {
        return Some((count, true));
    }
    lines.iter().take(count).any(|line| line.contains('@')).then_some((count, false))
}

#[cfg(test)]
mod tests {
    use super::super::tests::message;

    #[test]
    fn wrapped_lines_are_joined() {
        let flowed = b"Content-Type: text/plain; format=flowed\n\nOne \ntwo\nthree\n";
        assert_eq!(message(flowed).text, "One two\nthree");
        let wrapped = b"A: b\n\nThe energy minister of Upland said on Thursday that the\nturbines would not be stopped \
            again.\nShe left.\n- An item that is as long as a line and has to go on\n";
        assert_eq!(
            message(wrapped).text,
            "The energy minister of Upland said on Thursday that the turbines would not be stopped again.\nShe left.\n\
             - An item that is as long as a line and has to go on"
        );
    }
}
