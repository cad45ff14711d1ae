//! One complete set of preferences and walk-aways, or several side by side.

use super::draws::each;

/// Worth for a combination, which does not differ from world to world: the party, how much, the issues and accepted options.
pub(crate) type Paid = (usize, f64, Vec<(usize, Vec<bool>)>);

/// Worlds decided side by side.
pub(crate) const LANES: usize = 8;

/// One world, or several side by side: worths by issue, option and party, weights multiplied in, and the walk-aways.
pub(crate) struct World<'s, const L: usize = 1> {
    pub(crate) parties: usize,
    pub(super) terms: &'s [Paid],
    pub(super) start: &'s [f64],
    pub(super) begins: &'s [usize],
    /// For each issue and option one row of parties.
    pub(super) worths: Vec<[f64; L]>,
    /// The walk-away of each party; minus infinity where it has none.
    pub(crate) floor: Vec<[f64; L]>,
    /// The worst, and from there to the best.
    pub(super) worst: Vec<[f64; L]>,
    pub(crate) range: Vec<[f64; L]>,
    /// What a party's draws are put down in first.
    pub(super) weights: Vec<[f64; L]>,
    pub(super) drawn: Vec<[f64; L]>,
}

impl<const L: usize> World<'_, L> {
    pub(crate) fn issues(&self) -> usize {
        self.begins.len() - 1
    }

    pub(crate) fn has_terms(&self) -> bool {
        !self.terms.is_empty()
    }

    /// The options of an issue: a row of parties for each.
    pub(crate) fn row(&self, issue: usize) -> &[[f64; L]] {
        &self.worths[self.begins[issue]..self.begins[issue + 1]]
    }

    /// What a package is worth to each party.
    #[inline(always)]
    pub(crate) fn sums(&self, package: &[usize], worth: &mut [[f64; L]]) {
        worth.iter_mut().zip(self.start).for_each(|(worth, start)| *worth = [*start; L]);
        for (begin, option) in self.begins.iter().zip(package) {
            let row = &self.worths[begin + option * self.parties..][..self.parties];
            worth
                .iter_mut()
                .zip(row)
                .for_each(|(worth, more)| each(worth, |lane, worth| *worth += more[lane]));
        }
        pay(self.terms, package, worth);
    }

    /// Each party's gain from a package above its walk-away (above its worst where it has none), as a part of its range.
    pub(crate) fn gains(&self, package: &[usize], gains: &mut [[f64; L]]) {
        self.sums(package, gains);
        for (q, gain) in gains.iter_mut().enumerate() {
            each(gain, |lane, gain| {
                let floor = self.floor[q][lane];
                let none = if floor.is_finite() { floor } else { self.worst[q][lane] };
                // What doubles add up differently is no shortfall.
                let share = (*gain - none) / self.range[q][lane].max(1e-9);
                *gain = if share.abs() < 1e-9 { 0.0 } else { share };
            });
        }
    }

    /// Takes one of several worlds out.
    pub(super) fn take(&self, lane: usize, into: &mut World<'_>) {
        for (into, of) in [
            (&mut into.worths, &self.worths),
            (&mut into.floor, &self.floor),
            (&mut into.worst, &self.worst),
            (&mut into.range, &self.range),
        ] {
            into.iter_mut().zip(of).for_each(|(into, of)| into[0] = of[lane]);
        }
    }
}

impl World<'_> {
    /// What each party has before any option is taken, and all that terms can add.
    pub(crate) fn beside(&self, most: &mut [f64]) {
        most.copy_from_slice(self.start);
        self.terms.iter().filter(|(_, more, _)| *more > 0.0).for_each(|(q, more, _)| most[*q] += more);
    }
}

/// Adds what terms pay for a package.
pub(crate) fn pay<const L: usize>(terms: &[Paid], package: &[usize], worth: &mut [[f64; L]]) {
    for (q, more, parts) in terms {
        if parts.iter().all(|(issue, accepted)| accepted[package[*issue]]) {
            each(&mut worth[*q], |_, worth| *worth += more);
        }
    }
}
