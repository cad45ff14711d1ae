//! Transcripts: paragraphs that begin with who speaks and a colon.

use std::collections::BTreeMap;

use crate::paragraphs::paragraphs;

/// The longest label, in bytes.
const LONGEST: usize = 80;

/// Where a label ends and where what is said begins: "PRESIDENT TAREN: We …".
pub(crate) fn label(line: &str) -> Option<(usize, usize)> {
    let start = line.len() - line.trim_start().len();
    let mut most = line.len().min(start + LONGEST);
    while !line.is_char_boundary(most) {
        most -= 1;
    }
    let colon = start + line[start..most].find(':')?;
    let written = line[start..colon].trim_end();
    let rest = &line[colon + 1..];
    let said = rest.trim_start();
    // With marks it is a quotation as any other.
    let bare = !said.is_empty() && !said.starts_with(['“', '"', '‘', '„', '«', '\'', '`']);
    let spaced = rest.starts_with(char::is_whitespace) && bare;
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c == '(')
            || matches!(word, "of" | "the" | "for" | "and")
    };
    let fits = spaced
        && !written.is_empty()
        && written.split_whitespace().count() <= 7
        && written.split_whitespace().all(word)
        && written.chars().all(|c| c.is_alphabetic() || " .,'’-()".contains(c));
    fits.then_some((start + written.len(), line.len() - said.len()))
}

/// Whether a text is a transcript: three labels or more, two at least that differ, one that comes again, at every other paragraph at
/// least. An article with a few such lines is none.
pub(crate) fn transcript(text: &str) -> bool {
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut all, mut labelled) = (0usize, 0usize);
    for (from, to) in paragraphs(text) {
        all += 1;
        let line = &text[from..to];
        let Some((end, _)) = label(line) else { continue };
        let written = line[..end].trim_start();
        labelled += 1;
        if labels.len() < 1000 || labels.contains_key(written) {
            *labels.entry(written).or_default() += 1;
        }
    }
    let again = labels.values().any(|count| *count > 1);
    labelled >= 3 && labels.len() >= 2 && again && labelled * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_other_colons() {
        assert_eq!(label("PRESIDENT DUNN: We agree."), Some((14, 16)));
        assert_eq!(label("Minister of Trade: We agree."), Some((17, 19)));
        assert_eq!(label("Q: Will you sign?"), Some((1, 3)));
        assert_eq!(label("DUNN: “We agree.”"), None);
        assert_eq!(label("She said: we agree."), None);
        assert_eq!(label("At 10:30 they met."), None);
        assert!(transcript("DUNN: Yes.\nREYL: No.\nDUNN: Yes."));
        assert!(!transcript("UPDATE: Dunn said yes.\nReyl said no."));
    }
}
