//! What two papers report is one statement.

use std::collections::{BTreeSet, HashMap};

use super::entry::Entry;
use crate::statement::Speech;

/// Whether two entries are one statement: the same speaker, days that can be the same, and words that are. A quotation that holds the
/// other whole is the same; else six of ten runs of three words.
pub fn same(one: &Entry, other: &Entry) -> bool {
    let same_speaker = match (&one.speaker, &other.speaker) {
        (Some(a), Some(b)) => a == b,
        _ => speaker(one).is_some() && speaker(one) == speaker(other),
    };
    if !same_speaker || one.cue != other.cue && (denies(one) || denies(other)) || !days_meet(one, other) {
        return false;
    }
    let (a, b) = (words(&one.text), words(&other.text));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < 4 {
        return a == b;
    }
    if short.len() >= 5 && long.windows(short.len()).any(|window| window == short.as_slice()) {
        return true;
    }
    let runs = |words: &[String]| words.windows(3).map(<[String]>::to_vec).collect::<BTreeSet<_>>();
    let (x, y) = (runs(&a), runs(&b));
    let shared = x.intersection(&y).count();
    shared * 10 >= (x.len() + y.len() - shared) * 6
}

/// Whether the cue may deny what it brings.
fn denies(entry: &Entry) -> bool {
    entry.cue.is_some() && entry.speech != Some(Speech::Direct)
}

fn words(text: &str) -> Vec<String> {
    let pieces = text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
    pieces.filter(|word| !word.is_empty()).map(|word| word.to_lowercase().replace('’', "'")).collect()
}

fn days_meet(one: &Entry, other: &Entry) -> bool {
    let days = |entry: &Entry| {
        let from = entry.date.clone()?;
        let to = entry.until.clone().unwrap_or_else(|| from.clone());
        Some((from, to))
    };
    match (days(one), days(other)) {
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        _ => true,
    }
}

fn speaker(entry: &Entry) -> Option<&String> {
    entry.speaker.as_ref().or(entry.party.as_ref()).or(entry.named.as_ref())
}

/// Entries by their speaker and runs of three words, so that a statement is held only against those that share some with it.
#[derive(Default)]
pub(crate) struct Known<'a> {
    /// With how many runs each has.
    entries: Vec<(&'a Entry, usize)>,
    runs: HashMap<(&'a str, Vec<String>), Vec<usize>>,
}

/// No more entries are kept of one run: what everybody says tells nothing apart.
const MOST: usize = 500;

impl<'a> Known<'a> {
    pub(crate) fn add(&mut self, entry: &'a Entry) {
        let Some(speaker) = speaker(entry) else { return };
        let at = self.entries.len();
        let keys = keys(&entry.text);
        self.entries.push((entry, keys.len()));
        for run in keys {
            let places = self.runs.entry((speaker, run)).or_default();
            if places.len() < MOST {
                places.push(at);
            }
        }
    }

    /// The id of the first that is the same as an entry.
    pub(crate) fn same(&self, entry: &Entry) -> Option<String> {
        let speaker = speaker(entry)?;
        let keys = keys(&entry.text);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for run in &keys {
            for at in self.runs.get(&(speaker.as_str(), run.clone())).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        // Six of ten of all runs, or every run of the shorter one.
        let enough = |(at, shared): (usize, usize)| {
            let (own, other) = (keys.len(), self.entries[at].1);
            let many = shared * 10 >= (own + other).saturating_sub(shared) * 6;
            (many || shared >= own.min(other)).then_some(at)
        };
        let mut near: Vec<usize> = shared.into_iter().filter_map(enough).collect();
        near.sort_unstable();
        let mut near = near.into_iter().map(|at| self.entries[at].0);
        near.find(|known| same(known, entry)).map(|known| known.id.clone())
    }
}

/// Runs of three words, or all of them where they are fewer than four.
fn keys(text: &str) -> BTreeSet<Vec<String>> {
    let words = words(text);
    if words.len() < 4 { BTreeSet::from([words]) } else { words.windows(3).map(<[String]>::to_vec).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said() -> impl Strategy<Value = Entry> {
        let text = proptest::collection::vec(prop_oneof!["a", "b", "c", "d"], 1..9);
        (text, 0..2u8, 0..3u8, proptest::bool::ANY).prop_map(|(words, who, day, denied)| Entry {
            text: words.join(" "),
            speaker: Some(format!("p{who}")),
            date: (day > 0).then(|| format!("2026-10-0{day}")),
            cue: denied.then(|| "denied".into()),
            ..Entry::default()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_index_finds_what_comparing_all_finds(all in proptest::collection::vec(said(), 0..30), one in said()) {
            let mut all = all;
            for (at, entry) in all.iter_mut().enumerate() {
                entry.id = format!("{at}");
            }
            let mut known = Known::default();
            all.iter().for_each(|entry| known.add(entry));
            let slow = all.iter().find(|entry| same(entry, &one)).map(|entry| entry.id.clone());
            prop_assert_eq!(known.same(&one), slow);
        }
    }
}
