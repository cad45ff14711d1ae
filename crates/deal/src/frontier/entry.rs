//! Utility vectors and the operation everything rests on: keeping those that no other dominates.

use std::cmp::Ordering;

use crate::unit::Unit;

/// A utility vector found, with the first way to reach it and the number of ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<N, const P: usize> {
    pub(crate) vector: [N; P],
    /// Where it comes from; of several ways the smallest is kept.
    pub(crate) origin: u64,
    /// How many packages give this vector, as far as counted; stops at `u64::MAX`.
    pub(crate) packages: u64,
}

impl<N: Unit, const P: usize> Entry<N, P> {
    /// Larger vectors first, coordinate by coordinate.
    fn order(&self, other: &Self) -> Ordering {
        other.vector.cmp(&self.vector)
    }

    fn absorb(&mut self, other: &Self, first: &impl Fn(u64, u64) -> Ordering) {
        if first(other.origin, self.origin) == Ordering::Less {
            self.origin = other.origin;
        }
        self.packages = self.packages.saturating_add(other.packages);
    }
}

/// Keeps the entries whose vector no other vector dominates, one for each vector, larger vectors first.
///
/// Two coordinates: a sweep. Three: a sweep over the first with a staircase of the other two [Kung, Luccio,
/// Preparata 1975]. More: each against those kept, strongest first. O(n log n) for two and three (worst case
/// O(n · staircase) moves), O(n · kept) beyond.
pub(crate) fn reduce<N: Unit, const P: usize>(entries: Vec<Entry<N, P>>) -> Vec<Entry<N, P>> {
    reduce_by(entries, &|a, b| a.cmp(&b))
}

/// The same, where `first` says which of two origins is kept for one vector.
pub(crate) fn reduce_by<N: Unit, const P: usize>(
    mut entries: Vec<Entry<N, P>>,
    first: &impl Fn(u64, u64) -> Ordering,
) -> Vec<Entry<N, P>> {
    // The input is often a few sorted runs end to end, which the stable sort merges in linear time.
    entries.sort_by(Entry::order);
    entries.dedup_by(|next, kept| {
        let equal = next.vector == kept.vector;
        if equal {
            kept.absorb(next, first);
        }
        equal
    });
    match P {
        2 => sweep(&mut entries),
        3 => sweep_staircase(&mut entries),
        _ => return strongest_first(entries),
    }
    entries
}

fn sweep<N: Unit, const P: usize>(entries: &mut Vec<Entry<N, P>>) {
    let mut best: Option<N> = None;
    entries.retain(|entry| {
        let keep = best.is_none_or(|best| entry.vector[1] > best);
        if keep {
            best = Some(entry.vector[1]);
        }
        keep
    });
}

fn sweep_staircase<N: Unit, const P: usize>(entries: &mut Vec<Entry<N, P>>) {
    // Pairs (second, third) not dominated so far: second rising, third falling.
    let mut stairs: Vec<(N, N)> = Vec::new();
    entries.retain(|entry| {
        let (second, third) = (entry.vector[1], entry.vector[2]);
        let at = stairs.partition_point(|step| step.0 < second);
        if stairs.get(at).is_some_and(|step| step.1 >= third) {
            return false;
        }
        // Steps now dominated: those just below `at` with a third not larger, and one with the same second.
        let end = if stairs.get(at).is_some_and(|step| step.0 == second) { at + 1 } else { at };
        let start = stairs[..at].partition_point(|step| step.1 > third);
        if start < end {
            stairs[start] = (second, third);
            stairs.drain(start + 1..end);
        } else {
            stairs.insert(start, (second, third));
        }
        true
    });
}

fn strongest_first<N: Unit, const P: usize>(entries: Vec<Entry<N, P>>) -> Vec<Entry<N, P>> {
    let ranks = ranks(&entries);
    let mut order: Vec<u32> = (0..entries.len() as u32).collect();
    // A dominator has a larger sum of ranks, so it comes first.
    let strength = |at: u32| ranks[at as usize].iter().map(|&rank| i64::from(rank)).sum::<i64>();
    order.sort_by_cached_key(|&at| (-strength(at), at));
    let mut kept: Vec<[i32; P]> = Vec::new();
    let mut keep = vec![false; entries.len()];
    for at in order {
        let candidate = &ranks[at as usize];
        if !kept.iter().any(|other| covers(other, candidate)) {
            kept.push(*candidate);
            keep[at as usize] = true;
        }
    }
    entries.into_iter().zip(keep).filter_map(|(entry, keep)| keep.then_some(entry)).collect()
}

/// Each coordinate as its rank among all: dominance needs no more, and 32 bits compare fastest.
fn ranks<N: Unit, const P: usize>(entries: &[Entry<N, P>]) -> Vec<[i32; P]> {
    let mut ranks = vec![[0; P]; entries.len()];
    for q in 0..P {
        let mut values: Vec<N> = entries.iter().map(|entry| entry.vector[q]).collect();
        values.sort_unstable();
        values.dedup();
        for (rank, entry) in ranks.iter_mut().zip(entries) {
            rank[q] = values.partition_point(|value| *value < entry.vector[q]) as i32;
        }
    }
    ranks
}

fn covers<T: Copy + Ord, const P: usize>(a: &[T; P], b: &[T; P]) -> bool {
    let mut all = true;
    for q in 0..P {
        all &= a[q] >= b[q];
    }
    all
}

/// Whether `a` is at least `b` everywhere and larger somewhere.
pub(crate) fn dominates<N: Unit, const P: usize>(a: &[N; P], b: &[N; P]) -> bool {
    covers(a, b) && a != b
}

/// Puts together two staircases of two coordinates, each as [`reduce`] gives it; linear.
pub(crate) fn merge_two<N: Unit, const P: usize>(a: &[Entry<N, P>], b: &[Entry<N, P>]) -> Vec<Entry<N, P>> {
    merge_by(a, b, &|a, b| a.cmp(&b))
}

/// The same, where `first` says which of two origins is kept for one vector.
pub(crate) fn merge_by<N: Unit, const P: usize>(
    a: &[Entry<N, P>],
    b: &[Entry<N, P>],
    first: &impl Fn(u64, u64) -> Ordering,
) -> Vec<Entry<N, P>> {
    let mut merged: Vec<Entry<N, P>> = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let from_a = j == b.len() || (i < a.len() && a[i].order(&b[j]) != Ordering::Greater);
        let next = if from_a { &a[i] } else { &b[j] };
        i += usize::from(from_a);
        j += usize::from(!from_a);
        match merged.last_mut() {
            Some(last) if last.vector == next.vector => last.absorb(next, first),
            Some(last) if next.vector[1] <= last.vector[1] => {}
            _ => merged.push(*next),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, as plainly as it can be written.
    fn by_definition<const P: usize>(vectors: &[[i64; P]]) -> Vec<([i64; P], u64)> {
        let beaten = |v: &[i64; P]| {
            vectors.iter().any(|w| (0..P).all(|q| w[q] >= v[q]) && (0..P).any(|q| w[q] > v[q]))
        };
        let mut kept: Vec<[i64; P]> = vectors.iter().filter(|v| !beaten(v)).copied().collect();
        kept.sort();
        kept.dedup();
        kept.reverse();
        let count = |v: &[i64; P]| vectors.iter().filter(|w| *w == v).count() as u64;
        kept.into_iter().map(|v| (v, count(&v))).collect()
    }

    fn entries<const P: usize>(vectors: &[[i64; P]]) -> Vec<Entry<i64, P>> {
        let entry =
            |(n, vector): (usize, &[i64; P])| Entry { vector: *vector, origin: n as u64, packages: 1 };
        vectors.iter().enumerate().map(entry).collect()
    }

    fn agrees<const P: usize>(vectors: &[[i64; P]]) -> Result<(), TestCaseError> {
        let kept = reduce(entries(vectors));
        let found: Vec<_> = kept.iter().map(|entry| (entry.vector, entry.packages)).collect();
        prop_assert_eq!(found, by_definition(vectors));
        for entry in kept {
            let first = vectors.iter().position(|v| *v == entry.vector);
            prop_assert_eq!(first, Some(entry.origin as usize));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn two(vectors in prop::collection::vec(prop::array::uniform2(-6i64..6), 0..60)) {
            agrees(&vectors)?;
        }

        #[test]
        fn three(vectors in prop::collection::vec(prop::array::uniform3(-6i64..6), 0..80)) {
            agrees(&vectors)?;
        }

        #[test]
        fn four(vectors in prop::collection::vec(prop::array::uniform4(0i64..5), 0..80)) {
            agrees(&vectors)?;
        }

        #[test]
        fn merging_two_staircases_reduces_both(
            a in prop::collection::vec(prop::array::uniform2(-6i64..6), 0..40),
            b in prop::collection::vec(prop::array::uniform2(-6i64..6), 0..40),
        ) {
            let both: Vec<[i64; 2]> = a.iter().chain(&b).copied().collect();
            let mut second = reduce(entries(&b));
            second.iter_mut().for_each(|entry| entry.origin += a.len() as u64);
            let merged: Vec<_> = merge_two(&reduce(entries(&a)), &second).iter().map(|e| e.vector).collect();
            let expected: Vec<_> = by_definition(&both).into_iter().map(|(v, _)| v).collect();
            prop_assert_eq!(merged, expected);
        }
    }
}
