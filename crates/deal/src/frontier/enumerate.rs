//! Looking at every package: for utilities and rules that link issues, and for exact counts.
//!
//! The last issues form a block whose sums are computed once; the packages of one block differ from it by a constant
//! per party, plus the few terms and rules that the leading options bring into play. Nothing is stored but the
//! frontier so far.

use detente_case::Aggregate;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

use super::entry::{Entry, dominates, reduce};
use super::{Decode, Found, Front, numbered};
use crate::Progress;
use crate::model::Partial;
use crate::space::{Space, Terms};
use crate::unit::Unit;

/// Packages of one block, about: small enough to stay in the first caches.
const BLOCK: usize = 2_048;
/// New vectors kept before they are reduced.
const FRESH: usize = 2_048;
/// Fewer packages than this are not worth waking another thread for.
const ALONE: u64 = 200_000;
/// Vectors that a new one is tested against before it is kept (three parties and more).
const SENTINELS: usize = 24;

/// Looks at every package. Without `vectors` only counts those in the zone.
///
/// One pass over at most 10⁸ packages, on all cores; the result does not depend on how many.
pub(super) fn search<N: Unit, const P: usize>(
    space: &Space<N>,
    floors: bool,
    vectors: bool,
    progress: &dyn Progress,
) -> Found<N> {
    let plan = Plan::<N, P>::new(space, floors, vectors);
    let total = plan.heads;
    let alone = total.saturating_mul(plan.tail as u64) < ALONE;
    let chunk = if alone { total.max(1) } else { (total / 256).clamp(1, 4_096) };
    let chunks = total.div_ceil(chunk);
    let done = AtomicU64::new(0);
    let part = |at: u64| {
        let mut archive = Archive::new(space.parties());
        let mut scratch = Scratch::new(plan.tail);
        for head in at * chunk..((at + 1) * chunk).min(total) {
            plan.block(head, &mut scratch, &mut archive);
        }
        archive.compact();
        let so_far = done.fetch_add(1, Ordering::Relaxed) + 1;
        progress.advance(so_far, chunks);
        archive
    };
    let parts: Vec<Archive<N, P>> =
        if alone { (0..chunks).map(part).collect() } else { (0..chunks).into_par_iter().map(part).collect() };
    let mut rational = 0u64;
    let mut reach = plan.reach(&parts);
    let mut entries = Vec::new();
    for part in parts {
        rational += part.rational;
        entries.extend(part.kept);
        if entries.len() > 1 << 20 {
            entries = reduce(entries);
        }
    }
    let entries = reduce(entries);
    reach.truncate(space.parties());
    let front = Front::new(space.parties(), &entries, Decode::Number(space.options.clone()), true);
    Found { front, rational: Some(rational.into()), reach }
}

/// What does not change from block to block.
struct Plan<'s, N, const P: usize> {
    space: &'s Space<N>,
    floor: [Option<N>; P],
    /// Issues before this one lead; the block runs over this one and the rest.
    split: usize,
    heads: u64,
    tail: usize,
    /// `sums[party][position in the block]`, without terms.
    sums: Vec<Vec<N>>,
    low: [N; P],
    high: [N; P],
    /// Positions of the block that no other position of it dominates.
    best: Vec<u32>,
    rules: Vec<Split>,
    terms: Vec<Option<SplitTerms<N>>>,
    vectors: bool,
    capped: bool,
}

/// A partial choice cut in two: what the leading issues must be, and the positions of the block that fit.
struct Split {
    head: Partial,
    tail: Option<Vec<u32>>,
}

struct SplitTerms<N> {
    aggregate: Aggregate,
    start: N,
    terms: Vec<(N, Split, bool)>,
    groups: Vec<SplitTerms<N>>,
}

struct Scratch<N> {
    values: Vec<Vec<N>>,
    allowed: Vec<bool>,
    pool: Vec<Vec<N>>,
}

impl<N: Unit> Scratch<N> {
    fn new(tail: usize) -> Self {
        Self { values: Vec::new(), allowed: vec![true; tail], pool: Vec::new() }
    }
}

impl<'s, N: Unit, const P: usize> Plan<'s, N, P> {
    fn new(space: &'s Space<N>, floors: bool, vectors: bool) -> Self {
        let mut split = space.options.len();
        let mut tail = 1;
        while split > 0 && (tail == 1 || tail * space.options[split - 1] <= BLOCK) {
            split -= 1;
            tail *= space.options[split];
        }
        let heads = space.options[..split].iter().map(|&count| count as u64).product();
        let parties = space.parties();
        let mut sums = vec![vec![N::default(); tail]; parties];
        for position in 0..tail {
            let package = numbered(&space.options[split..], position as u64);
            for (issue, option) in package.into_iter().enumerate() {
                for (q, sums) in sums.iter_mut().enumerate() {
                    sums[position] += space.value[split + issue][option][q];
                }
            }
        }
        let mut floor = [None; P];
        let (mut low, mut high) = ([N::default(); P], [N::default(); P]);
        for q in 0..parties {
            floor[q] = if floors { space.reserve[q] } else { None };
            low[q] = sums[q].iter().copied().min().unwrap_or_default();
            high[q] = sums[q].iter().copied().max().unwrap_or_default();
        }
        let capped = (0..parties).any(|q| space.cap[q].is_some_and(|cap| space.reach(q).1 > cap));
        let cut = |partial: &Partial| split_partial(partial, split, &space.options);
        Self {
            space,
            floor,
            split,
            heads,
            tail,
            low,
            high,
            best: best_positions::<N, P>(&sums, tail),
            sums,
            rules: space.never.iter().map(&cut).collect(),
            terms: space
                .terms
                .iter()
                .map(|terms| terms.as_ref().map(|terms| split_terms(terms, &cut)))
                .collect(),
            vectors,
            capped,
        }
    }

    /// Least and most of every party over all packages.
    fn reach(&self, parts: &[Archive<N, P>]) -> Vec<(N, N)> {
        let of = |q: usize| match &self.terms[q] {
            None => self.space.capped_reach(q),
            Some(_) => parts
                .iter()
                .filter_map(|part| part.reach[q])
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
                .unwrap_or_default(),
        };
        (0..self.space.parties()).map(of).collect()
    }

    fn block(&self, head: u64, scratch: &mut Scratch<N>, archive: &mut Archive<N, P>) {
        let parties = self.space.parties();
        let lead = numbered(&self.space.options[..self.split], head);
        let mut base = [N::default(); P];
        for (issue, &option) in lead.iter().enumerate() {
            for (q, base) in base.iter_mut().enumerate().take(parties) {
                *base += self.space.value[issue][option][q];
            }
        }
        let Some(ruled) = self.forbid(&lead, scratch) else {
            // Every package of the block breaks a rule; only the reach of linked utilities still needs it.
            if self.terms.iter().any(Option::is_some) {
                self.evaluate(&base, &lead, scratch, archive);
            }
            return;
        };
        if !ruled && !self.capped && self.terms.iter().all(Option::is_none) {
            self.plain_block(head, &base, archive);
            return;
        }
        self.evaluate(&base, &lead, scratch, archive);
        for position in 0..self.tail {
            let mut vector = [N::default(); P];
            for q in 0..parties {
                vector[q] = scratch.values[q][position];
            }
            if scratch.allowed[position] && self.rational(&vector) {
                archive.rational += 1;
                if self.vectors {
                    archive.offer(vector, head * self.tail as u64 + position as u64, 1);
                }
            }
        }
    }

    /// A block of plain sums without rules: counted by walk-aways alone, and only its own best positions can be new.
    fn plain_block(&self, head: u64, base: &[N; P], archive: &mut Archive<N, P>) {
        let parties = self.space.parties();
        let mut inside = true;
        for q in 0..parties {
            if let Some(floor) = self.floor[q] {
                if base[q] + self.high[q] < floor {
                    return;
                }
                inside &= base[q] + self.low[q] >= floor;
            }
        }
        if inside {
            archive.rational += self.tail as u64;
        } else {
            let missing: Vec<(&[N], N)> = (0..parties)
                .filter_map(|q| Some((&self.sums[q][..], self.floor[q]? - base[q])))
                .filter(|(sums, floor)| sums.iter().any(|sum| sum < floor))
                .collect();
            archive.rational += match &missing[..] {
                [(a, x)] => a.iter().filter(|v| *v >= x).count() as u64,
                [(a, x), (b, y)] => a.iter().zip(*b).filter(|(v, w)| (*v >= x) & (*w >= y)).count() as u64,
                all => (0..self.tail).filter(|&t| all.iter().all(|(sums, floor)| sums[t] >= *floor)).count()
                    as u64,
            };
        }
        if !self.vectors {
            return;
        }
        let mut corner = *base;
        (0..parties).for_each(|q| corner[q] += self.high[q]);
        if archive.beaten(&corner) {
            return;
        }
        for &position in &self.best {
            let mut vector = *base;
            for q in 0..parties {
                vector[q] += self.sums[q][position as usize];
            }
            if self.rational(&vector) {
                archive.offer(vector, head * self.tail as u64 + u64::from(position), 1);
            }
        }
    }

    fn rational(&self, vector: &[N; P]) -> bool {
        (0..P).all(|q| self.floor[q].is_none_or(|floor| vector[q] >= floor))
    }

    /// Marks the positions that break a rule; `None` if all do, else whether any do.
    fn forbid(&self, lead: &[usize], scratch: &mut Scratch<N>) -> Option<bool> {
        let mut ruled = false;
        for rule in &self.rules {
            if !met(&rule.head, lead) {
                continue;
            }
            let positions = rule.tail.as_ref()?;
            if !ruled {
                scratch.allowed.fill(true);
                ruled = true;
            }
            for &position in positions {
                scratch.allowed[position as usize] = false;
            }
        }
        if !ruled {
            scratch.allowed.fill(true);
        }
        Some(ruled)
    }

    /// The utilities of the whole block into `scratch.values`.
    fn evaluate(&self, base: &[N; P], lead: &[usize], scratch: &mut Scratch<N>, archive: &mut Archive<N, P>) {
        let parties = self.space.parties();
        scratch.values.resize_with(parties, Vec::new);
        for q in 0..parties {
            let mut values = std::mem::take(&mut scratch.values[q]);
            values.clear();
            values.extend(self.sums[q].iter().map(|sum| base[q] + *sum));
            if let Some(terms) = &self.terms[q] {
                let mut extra = scratch.pool.pop().unwrap_or_default();
                terms.evaluate(lead, self.tail, &mut extra, &mut scratch.pool);
                values.iter_mut().zip(&extra).for_each(|(value, extra)| *value += *extra);
                scratch.pool.push(extra);
            }
            if let Some(cap) = self.space.cap[q] {
                values.iter_mut().for_each(|value| *value = cap.min(*value));
            }
            if self.terms[q].is_some()
                && let (Some(low), Some(high)) = (values.iter().min(), values.iter().max())
            {
                let reach = archive.reach[q].get_or_insert((*low, *high));
                *reach = (reach.0.min(*low), reach.1.max(*high));
            }
            scratch.values[q] = values;
        }
    }
}

impl<N: Unit> SplitTerms<N> {
    fn evaluate(&self, lead: &[usize], tail: usize, out: &mut Vec<N>, pool: &mut Vec<Vec<N>>) {
        out.clear();
        out.resize(tail, self.start);
        let put = |slot: &mut N, value: N| {
            *slot = match self.aggregate {
                Aggregate::Sum => *slot + value,
                Aggregate::Min => value.min(*slot),
                Aggregate::Max => value.max(*slot),
            };
        };
        for (worth, split, unless) in &self.terms {
            let zero_counts = self.aggregate != Aggregate::Sum;
            let active = met(&split.head, lead);
            match (&split.tail, active, *unless) {
                // Paid nowhere in the block.
                (_, false, false) | (None, true, true) => {
                    if zero_counts {
                        out.iter_mut().for_each(|slot| put(slot, N::default()));
                    }
                }
                // Paid everywhere in the block.
                (None, true, false) | (_, false, true) => out.iter_mut().for_each(|slot| put(slot, *worth)),
                // Paid at the listed positions only.
                (Some(positions), true, false) if !zero_counts => {
                    positions.iter().for_each(|&at| put(&mut out[at as usize], *worth));
                }
                (Some(positions), true, unless) => {
                    let mut listed = positions.iter().peekable();
                    for (at, slot) in out.iter_mut().enumerate() {
                        let here = listed.next_if(|&&next| next as usize == at).is_some();
                        put(slot, if here != unless { *worth } else { N::default() });
                    }
                }
            }
        }
        for group in &self.groups {
            let mut inner = pool.pop().unwrap_or_default();
            group.evaluate(lead, tail, &mut inner, pool);
            out.iter_mut().zip(&inner).for_each(|(slot, value)| put(slot, *value));
            pool.push(inner);
        }
    }
}

fn met(partial: &Partial, options: &[usize]) -> bool {
    partial.iter().all(|(issue, accepted)| accepted.contains(&options[*issue]))
}

fn split_partial(partial: &Partial, split: usize, options: &[usize]) -> Split {
    let (head, rest): (Partial, Partial) = partial.iter().cloned().partition(|(issue, _)| *issue < split);
    if rest.is_empty() {
        return Split { head, tail: None };
    }
    let rest: Partial = rest.into_iter().map(|(issue, accepted)| (issue - split, accepted)).collect();
    let tail: usize = options[split..].iter().product();
    let fits = |&position: &u32| met(&rest, &numbered(&options[split..], u64::from(position)));
    Split { head, tail: Some((0..tail as u32).filter(fits).collect()) }
}

fn split_terms<N: Unit>(terms: &Terms<N>, cut: &impl Fn(&Partial) -> Split) -> SplitTerms<N> {
    SplitTerms {
        aggregate: terms.aggregate,
        start: terms.start,
        terms: terms.terms.iter().map(|(worth, when, unless)| (*worth, cut(when), *unless)).collect(),
        groups: terms.groups.iter().map(|group| split_terms(group, cut)).collect(),
    }
}

fn best_positions<N: Unit, const P: usize>(sums: &[Vec<N>], tail: usize) -> Vec<u32> {
    let entry = |position: usize| {
        let mut vector = [N::default(); P];
        sums.iter().enumerate().for_each(|(q, sums)| vector[q] = sums[position]);
        Entry { vector, origin: position as u64, packages: 1 }
    };
    let all: Vec<Entry<N, P>> = (0..tail).map(entry).collect();
    let kept: std::collections::BTreeSet<[N; P]> =
        reduce(all.clone()).into_iter().map(|e| e.vector).collect();
    (0..tail as u32).filter(|&position| kept.contains(&all[position as usize].vector)).collect()
}

/// The frontier so far of one part of the packages.
struct Archive<N, const P: usize> {
    parties: usize,
    /// Reduced.
    kept: Vec<Entry<N, P>>,
    /// Not yet reduced.
    fresh: Vec<Entry<N, P>>,
    sentinels: Vec<[N; P]>,
    rational: u64,
    reach: [Option<(N, N)>; P],
}

impl<N: Unit, const P: usize> Archive<N, P> {
    fn new(parties: usize) -> Self {
        Self { parties, kept: vec![], fresh: vec![], sentinels: vec![], rational: 0, reach: [None; P] }
    }

    /// Whether a kept vector dominates this one, as far as a quick look tells.
    fn beaten(&self, vector: &[N; P]) -> bool {
        if P == 2 {
            // Of the kept ones with a first coordinate not smaller, the last has the largest second.
            let at = self.kept.partition_point(|entry| entry.vector[0] >= vector[0]);
            return at > 0 && dominates(&self.kept[at - 1].vector, vector);
        }
        self.sentinels.iter().any(|sentinel| dominates(sentinel, vector))
    }

    fn offer(&mut self, vector: [N; P], origin: u64, packages: u64) {
        if self.beaten(&vector) {
            return;
        }
        self.fresh.push(Entry { vector, origin, packages });
        if self.fresh.len() >= FRESH.max(2 * self.kept.len())
            || (self.kept.is_empty() && self.fresh.len() >= 256)
        {
            self.compact();
        }
    }

    fn compact(&mut self) {
        let mut all = std::mem::take(&mut self.kept);
        all.append(&mut self.fresh);
        self.kept = reduce(all);
        if P > 2 {
            // The strongest by sum of shares, and some spread over the rest.
            let step = (self.kept.len() / SENTINELS).max(1);
            let mut chosen: Vec<&Entry<N, P>> = self.kept.iter().step_by(step).take(SENTINELS).collect();
            let strength = |e: &Entry<N, P>| e.vector[..self.parties].iter().map(|v| v.to_f64()).sum::<f64>();
            chosen.extend(self.kept.iter().max_by(|a, b| strength(a).total_cmp(&strength(b))));
            self.sentinels = chosen.into_iter().rev().map(|entry| entry.vector).collect();
        }
    }
}
