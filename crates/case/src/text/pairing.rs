//! Which clause of one revision is which clause of another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Text, Unit};

/// A clause of the old revision and the same clause of the new one, by position among the units; one side is missing
/// where a clause was removed or added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
}

/// What a shared number or a shared title counts, beside the share of words in common, which is at most 1.
const SAME_NAME: f64 = 0.25;
/// From here on two clauses are the same clause.
const ENOUGH: f64 = 0.5;
/// Beyond as many pairs, clauses are compared only if they share a number, a title or one of their rarest words.
const MOST_COMPARED: usize = 250_000;

/// Pairs the clauses of two revisions, the most alike first: by number, title and the words they have in common.
/// In the order of the new revision, removed clauses after the one they followed.
pub(super) fn pair(old: &Text, new: &Text) -> Vec<Pair> {
    let (a, b) = (Bags::new(old), Bags::new(new));
    let mut scored: Vec<(f64, usize, usize)> = candidates(&a, &b)
        .into_iter()
        .map(|(i, j)| (a.likeness(i, &b, j), i, j))
        .filter(|(score, ..)| *score >= ENOUGH)
        .collect();
    scored.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut of_new: Vec<Option<usize>> = vec![None; b.units.len()];
    let mut taken = vec![false; a.units.len()];
    for (_, i, j) in scored {
        if !taken[i] && of_new[j].is_none() {
            (taken[i], of_new[j]) = (true, Some(i));
        }
    }
    let mut pairs: Vec<Pair> =
        of_new.iter().enumerate().map(|(j, old)| Pair { old: *old, new: Some(j) }).collect();
    for i in (0..a.units.len()).filter(|&i| !taken[i]) {
        // After the nearest clause before it that has a place.
        let places =
            pairs.iter().enumerate().filter_map(|(at, pair)| Some((pair.old.filter(|old| *old < i)?, at)));
        let before = places.max().map(|(_, at)| at);
        pairs.insert(before.map_or(0, |at| at + 1), Pair { old: Some(i), new: None });
    }
    pairs
}

/// The words of every clause, with how often each stands there.
struct Bags<'t> {
    units: Vec<Unit>,
    bags: Vec<BTreeMap<&'t str, usize>>,
    sizes: Vec<usize>,
}

impl<'t> Bags<'t> {
    fn new(text: &'t Text) -> Self {
        let units = text.units();
        let bag = |unit: &Unit| {
            let mut bag: BTreeMap<&str, usize> = BTreeMap::new();
            for word in words(&text.source[unit.span.clone()]) {
                *bag.entry(word).or_default() += 1;
            }
            bag
        };
        let bags: Vec<_> = units.iter().map(bag).collect();
        let sizes = bags.iter().map(|bag| bag.values().sum()).collect();
        Self { units, bags, sizes }
    }

    /// The share of words in common (Dice), and what number and title add.
    fn likeness(&self, i: usize, other: &Self, j: usize) -> f64 {
        let (small, large) = if self.bags[i].len() <= other.bags[j].len() {
            (&self.bags[i], &other.bags[j])
        } else {
            (&other.bags[j], &self.bags[i])
        };
        let common: usize = small.iter().map(|(word, n)| large.get(word).map_or(0, |m| *n.min(m))).sum();
        let all = self.sizes[i] + other.sizes[j];
        let (a, b) = (&self.units[i], &other.units[j]);
        if all == 0 {
            return f64::from(u8::from(a.number == b.number && a.title == b.title));
        }
        let words = 2.0 * common as f64 / all as f64;
        let number = a.number.is_some() && a.number == b.number;
        let title = !a.title.is_empty() && a.title.eq_ignore_ascii_case(&b.title);
        words + SAME_NAME * f64::from(u8::from(number) + u8::from(title))
    }
}

/// Words as they are compared: without brackets and marks around them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '%');
    text.split(move |c: char| !inner(c)).filter(|word| !word.is_empty())
}

/// Pairs worth comparing.
fn candidates(a: &Bags<'_>, b: &Bags<'_>) -> BTreeSet<(usize, usize)> {
    let (n, m) = (a.units.len(), b.units.len());
    if n.saturating_mul(m) <= MOST_COMPARED {
        return (0..n).flat_map(|i| (0..m).map(move |j| (i, j))).collect();
    }
    // Where each name and each word stands in the new revision.
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (j, bag) in b.bags.iter().enumerate() {
        bag.keys().for_each(|word| places.entry(word).or_default().push(j));
    }
    let numbers: Vec<_> = b.units.iter().enumerate().map(|(j, unit)| (unit.number.clone(), j)).collect();
    let numbers: BTreeMap<_, _> = numbers.into_iter().collect();
    let mut all = BTreeSet::new();
    for (i, bag) in a.bags.iter().enumerate() {
        let number = &a.units[i].number;
        all.extend(numbers.get(number).filter(|_| number.is_some()).map(|&j| (i, j)));
        let mut rare: Vec<&Vec<usize>> = bag.keys().filter_map(|word| places.get(word)).collect();
        rare.sort_by_key(|places| places.len());
        for places in rare.into_iter().take(4) {
            all.extend(places.iter().take(16).map(|&j| (i, j)));
        }
    }
    all
}
