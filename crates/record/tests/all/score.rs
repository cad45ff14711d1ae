//! The scorer of the press data, as its README defines it: contents by their letters and digits, speakers by overlap or a shared
//! name, segments of three quoted words or more.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// A statement to score: parts in code points, speaker, cue.
#[derive(Clone, Debug)]
pub(crate) struct Quote {
    pub(crate) spans: Vec<(usize, usize)>,
    pub(crate) speaker: Option<(String, usize, usize)>,
    pub(crate) cue: Option<String>,
    pub(crate) confidence: f64,
}

/// Counts of one row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub(crate) gold: usize,
    pub(crate) found: usize,
    /// Gold statements that were found, and those of them whose speaker is right.
    pub(crate) joint: usize,
    pub(crate) joint_found: usize,
    pub(crate) speakers: usize,
    pub(crate) speakers_right: usize,
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn ratio(a: usize, b: usize) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

impl Row {
    pub(crate) fn precision(&self) -> f64 {
        ratio(self.joint_found, self.found)
    }
    pub(crate) fn recall(&self) -> f64 {
        ratio(self.joint, self.gold)
    }
    pub(crate) fn f(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
    pub(crate) fn speaker_accuracy(&self) -> f64 {
        ratio(self.speakers_right, self.speakers)
    }
}

const SAID: &str = "according said say says saying told tell tells telling add added adds adding write writes wrote written writing \
    ask asked asks asking announce announced announces announcing claim claimed claims claiming warn warned warns warning \
    argue argued argues arguing insist insisted insists insisting note noted notes noting report reported reports reporting \
    state stated states stating explain explained explains explaining suggest suggested suggests suggesting \
    declare declared declares acknowledge acknowledged acknowledges concede conceded concedes admit admitted admits \
    deny denied denies promise promised promises vow vowed vows pledge pledged accuse accused accuses accusing \
    call called calls calling describe described describes praise praised criticize criticized urge urged urges \
    demand demanded reply replied respond responded recall recalled tweet tweets tweeted testified reiterated emphasized \
    stressed predicted quoted remarked observed point pointed countered continued asserted alleged confirmed complained \
    joked agreed disputed rejected dismissed proposed mused quipped contended maintained cautioned lamented boasted repeated \
    revealed disclosed indicated";
const NO_NAME: &str = "The A An He She They His Her President Sen Rep Gov Mr Mrs Ms Secretary Republican Democratic Democrat Former";

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// For each code point: does it lie inside double marks? A mark left open closes at the line end.
pub(crate) fn mask(text: &[char], wide: bool) -> Vec<bool> {
    let mut inside = false;
    let mut all = vec![false; text.len()];
    let mut skip = false;
    for (at, c) in text.iter().copied().enumerate() {
        let twin = wide && matches!(c, '\'' | '`') && text.get(at + 1) == Some(&c) && !skip;
        if skip {
            skip = false;
            all[at] = inside;
            continue;
        }
        match c {
            '\n' => inside = false,
            '“' | '„' | '«' => inside = true,
            '”' | '»' => inside = false,
            '"' => inside = !inside,
            _ if twin => {
                inside = !inside;
                skip = true;
            }
            _ => all[at] = inside,
        }
    }
    all
}

/// The positions of letters and digits, without a leading "that".
pub(crate) fn content(text: &[char], spans: &[(usize, usize)]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (nth, (start, end)) in spans.iter().copied().enumerate() {
        let end = end.min(text.len());
        let mut start = start.min(end);
        if nth == 0 {
            let mut at = start;
            while at < end && !word(text[at]) {
                at += 1;
            }
            let that: String = text[at..end.min(at + 4)].iter().collect();
            if that.eq_ignore_ascii_case("that")
                && text.get(at + 4).is_some_and(|c| c.is_whitespace())
                && at + 4 < end
            {
                start = at + 4;
            }
        }
        found.extend((start..end).filter(|at| text[*at].is_alphanumeric()));
    }
    found
}

fn kind(letters: &BTreeSet<usize>, mask: &[bool]) -> &'static str {
    let inside = letters.iter().filter(|at| mask[**at]).count();
    match (letters.len(), inside) {
        (0, _) => "empty",
        (all, inside) if ratio(inside, all) >= 0.95 => "direct",
        (_, 0) => "indirect",
        _ => "mixed",
    }
}

/// The quoted runs of three words or more.
pub(crate) fn segments(text: &[char], mask: &[bool], spans: &[(usize, usize)]) -> Vec<BTreeSet<usize>> {
    let mut found = Vec::new();
    for (start, end) in spans.iter().copied() {
        let end = end.min(text.len());
        let mut at = start;
        while at < end {
            if !mask[at] {
                at += 1;
                continue;
            }
            let stop = (at..end).find(|at| !mask[*at]).unwrap_or(end);
            let words = (at..stop).filter(|i| word(text[*i]) && (*i == at || !word(text[*i - 1]))).count();
            if words >= 3 {
                found.push((at..stop).filter(|i| text[*i].is_alphanumeric()).collect());
            }
            at = stop;
        }
    }
    found
}

/// One-to-one pairs, best Jaccard first: gold position to found position.
pub(crate) fn pairs(gold: &[BTreeSet<usize>], found: &[BTreeSet<usize>]) -> BTreeMap<usize, usize> {
    let mut place: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, letters) in found.iter().enumerate() {
        for letter in letters {
            place.entry(*letter).or_default().push(at);
        }
    }
    let mut candidates = Vec::new();
    for (i, letters) in gold.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for letter in letters {
            for at in place.get(letter).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        for (j, n) in shared {
            let jaccard = ratio(n, letters.len() + found[j].len() - n);
            if jaccard >= 0.8 {
                candidates.push((jaccard, i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
    let mut matched = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (_, i, j) in candidates {
        if !matched.contains_key(&i) && !taken.contains(&j) {
            matched.insert(i, j);
            taken.insert(j);
        }
    }
    matched
}

fn names(mention: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let plain = mention.replace("’s", "").replace("'s", "");
    for piece in plain.split(|c: char| !(word(c) || matches!(c, '’' | '\'' | '-'))) {
        let from = piece.find(|c: char| c.is_ascii_uppercase());
        if let Some(name) = from.map(|from| &piece[from..]).filter(|name| name.chars().count() >= 3)
            && !NO_NAME.split_whitespace().any(|word| word == name)
        {
            found.insert(name.to_owned());
        }
    }
    found
}

pub(crate) fn right(gold: &Quote, found: &Quote) -> bool {
    let Some((gold_text, a, b)) = &gold.speaker else { return found.speaker.is_none() };
    let Some((text, c, d)) = &found.speaker else { return false };
    a.max(c) < b.min(d) || !names(gold_text).is_disjoint(&names(text))
}

fn said(quote: &Quote) -> bool {
    let cue = quote.cue.as_deref().unwrap_or("").to_lowercase();
    cue.split(|c: char| !word(c)).any(|word| SAID.split_whitespace().any(|known| known == word))
}

fn rows(quote: &Quote, kind: &'static str) -> Vec<&'static str> {
    let mut rows = vec![kind];
    if kind == "indirect" && said(quote) {
        rows.push("indirect_said");
    }
    rows
}

/// Adds one document to the table.
pub(crate) fn count(
    text: &str,
    gold: &[Quote],
    found: &[Quote],
    wide: bool,
    table: &mut BTreeMap<&'static str, Row>,
) {
    let text: Vec<char> = text.chars().collect();
    let mask = mask(&text, wide);
    let found: Vec<&Quote> = found.iter().filter(|quote| !content(&text, &quote.spans).is_empty()).collect();
    let of_gold: Vec<_> = gold.iter().map(|quote| content(&text, &quote.spans)).collect();
    let of_found: Vec<_> = found.iter().map(|quote| content(&text, &quote.spans)).collect();
    let matched = pairs(&of_gold, &of_found);
    for (i, quote) in gold.iter().enumerate() {
        for row in rows(quote, kind(&of_gold[i], &mask)) {
            let row = table.entry(row).or_default();
            row.gold += 1;
            if let Some(j) = matched.get(&i) {
                let ok = right(quote, found[*j]);
                row.joint += usize::from(ok);
                if quote.speaker.is_some() {
                    row.speakers += 1;
                    row.speakers_right += usize::from(ok);
                }
            }
        }
    }
    let back: BTreeMap<usize, usize> = matched.iter().map(|(i, j)| (*j, *i)).collect();
    for (j, quote) in found.iter().enumerate() {
        for row in rows(quote, kind(&of_found[j], &mask)) {
            let row = table.entry(row).or_default();
            row.found += 1;
            row.joint_found += usize::from(back.get(&j).is_some_and(|i| right(&gold[*i], quote)));
        }
    }
    let of = |quotes: &[&Quote]| {
        let all = quotes.iter().enumerate().flat_map(|(at, quote)| {
            segments(&text, &mask, &quote.spans).into_iter().map(move |letters| (letters, at))
        });
        all.unzip::<_, _, Vec<_>, Vec<_>>()
    };
    let (gold_letters, gold_of) = of(&gold.iter().collect::<Vec<_>>());
    let (letters, letters_of) = of(&found);
    let hits = pairs(&gold_letters, &letters);
    let row = table.entry("segment").or_default();
    row.gold += gold_letters.len();
    row.found += letters.len();
    for (i, j) in hits {
        let ok = right(&gold[gold_of[i]], found[letters_of[j]]);
        row.joint += usize::from(ok);
        row.joint_found += usize::from(ok);
    }
}

/// Whether a document is for tuning; the other half is for checking.
pub(crate) fn tuning(doc_id: &str) -> bool {
    Sha256::digest(doc_id.as_bytes())[0] % 2 == 0
}
