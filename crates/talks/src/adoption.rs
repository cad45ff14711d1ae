//! What is adopted: exact bytes, their digest, a short code for paper.

use sha2::{Digest, Sha256};

use crate::event::Proposal;
use crate::refusal::Refusal;
use crate::seat::{plain_number, same_clause};
use crate::state::{ClauseWordings, Proposed, Revision, State};

/// Letters and digits that are not mistaken for each other on paper (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// SHA-256 of bytes in hexadecimal digits, as `sha256sum` prints it.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest's first 60 bits in three groups of four signs, `7K2M-09QX-ABCD`.
pub fn code(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let first = digest.iter().take(8).fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    let sign = |at: usize| SIGNS[(first >> (59 - 5 * at)) as usize & 31] as char;
    let group = |from: usize| (from..from + 4).map(sign).collect::<String>();
    [group(0), group(4), group(8)].join("-")
}

/// A code as it was typed: small letters, other signs and signs easily mistaken do not matter.
pub fn same_code(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        let signs = text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
        signs
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect()
    };
    plain(a) == plain(b)
}

/// The clauses of a revision, or those of a track in it, in order; `None` where there is no such track.
pub(crate) fn inside<'r, 'e>(
    state: &State<'_>,
    revision: &'r Revision<'e>,
    track: Option<&str>,
) -> Option<Vec<&'r ClauseWordings>> {
    let Some(track) = track else { return Some(revision.clauses.iter().collect()) };
    let track = state.case.tracks.iter().find(|known| known.id == track)?;
    let inside = |number: &str| track.clauses.iter().any(|clause| same_clause(clause, number));
    Some(revision.clauses.iter().filter(|clause| inside(&clause.number)).collect())
}

/// The exact words of some clauses, or of the whole text where none is named.
fn words<'r>(
    revision: &Revision<'_>,
    clauses: Option<impl IntoIterator<Item = &'r ClauseWordings>>,
) -> String {
    match clauses {
        None => revision.tabled.source.clone(),
        Some(clauses) => {
            clauses.into_iter().map(|clause| &revision.text.source[clause.unit.span.clone()]).collect()
        }
    }
}

/// The exact words that were put, as they were then.
pub fn put_words(state: &State<'_>, put: &Proposed<'_>) -> Option<String> {
    let revisions = state.texts.get(put.proposal.text.as_str())?;
    let revision = revisions.iter().find(|known| known.tabled.revision == put.proposal.revision)?;
    let known = |clause: &&ClauseWordings| put.clauses.iter().any(|(number, _)| *number == clause.number);
    Some(words(revision, put.proposal.track.as_ref().map(|_| revision.clauses.iter().filter(known))))
}

/// Puts the last revision of the main text to the principals.
///
/// # Errors
///
/// If no text is tabled, the track is not known, or words in brackets are left.
pub fn propose(state: &State<'_>, track: Option<&str>) -> Result<Proposal, Refusal> {
    let revision =
        state.main().ok_or_else(|| Refusal::new("no text is tabled", "table one: `detente text table`"))?;
    let inside = inside(state, revision, track).filter(|clauses| track.is_none() || !clauses.is_empty());
    let clauses = inside.ok_or_else(|| {
        let known: Vec<&str> = state.case.tracks.iter().map(|track| track.id.as_str()).collect();
        Refusal::new(
            format!("there is no track \"{}\" with clauses in this text", track.unwrap_or_default()),
            format!(
                "tracks in case.toml: {}",
                if known.is_empty() { "none".into() } else { known.join(", ") }
            ),
        )
    })?;
    let text = &revision.text;
    let unclean = |span: &std::ops::Range<usize>| {
        text.unclosed.iter().chain(&text.stray).any(|at| span.contains(at))
            || !text.brackets_in(span.clone()).is_empty()
            || !text.open_choices(span.clone()).is_empty()
    };
    let numbers = |wanted: &dyn Fn(&ClauseWordings) -> bool| -> Vec<&str> {
        clauses.iter().filter(|clause| wanted(clause)).map(|clause| clause.number.as_str()).collect()
    };
    let open = numbers(&|clause| clause.nested || unclean(&clause.unit.span));
    let loose = track.is_none() && open.is_empty() && unclean(&(0..text.source.len()));
    let aside = numbers(&|clause| state.marks.contains_key(&plain_number(&clause.number)));
    if !aside.is_empty() {
        return Err(Refusal::new(
            format!("set aside, and still in the text: {}", aside.join(", ")),
            "take the words out of the text, or take the clause up again: `detente text mark --mark open`",
        ));
    }
    if !open.is_empty() || loose {
        let place =
            if loose { "outside the numbered clauses".into() } else { format!("in {}", open.join(", ")) };
        return Err(Refusal::new(
            format!("words are still open {place}; only a clean text can be adopted"),
            "clear them in the text and table it again, or put a track without them",
        ));
    }
    let bytes = words(revision, track.map(|_| clauses.iter().copied()));
    Ok(Proposal {
        text: revision.tabled.text.clone(),
        revision: revision.tabled.revision,
        track: track.map(String::from),
        digest: digest(bytes.as_bytes()),
        code: code(bytes.as_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_beginning_of_the_digest() {
        // From FIPS 180-2: SHA-256 of "abc".
        assert_eq!(digest(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        // ba7816bf8f01cfea, five bits at a time.
        assert_eq!(code(b"abc"), "Q9W1-DFWF-077Y");
        assert!(same_code("q9wi dfwf o77y", "Q9W1-DFWF-077Y"));
        assert!(!same_code("Q9W1-DFWF-077X", "Q9W1-DFWF-077Y"));
    }
}
