//! One complete set of preferences and walk-aways.

/// Worth for a combination, which does not differ from world to world: the party, how much, the issues and accepted options.
pub(crate) type Paid = (usize, f64, Vec<(usize, Vec<bool>)>);

/// One world: worths by issue, option and party, weights multiplied in, and the walk-aways.
pub(crate) struct World<'s> {
    pub(crate) parties: usize,
    pub(super) terms: &'s [Paid],
    pub(super) start: &'s [f64],
    pub(super) begins: &'s [usize],
    /// For each issue and option one row of parties.
    pub(super) worths: Vec<f64>,
    /// The walk-away of each party; minus infinity where it has none.
    pub(crate) floor: Vec<f64>,
    /// The worst, and from there to the best.
    pub(super) worst: Vec<f64>,
    pub(crate) range: Vec<f64>,
    /// What a party's draws are put down in first.
    pub(super) weights: Vec<f64>,
    pub(super) drawn: Vec<f64>,
}

impl World<'_> {
    pub(crate) fn issues(&self) -> usize {
        self.begins.len() - 1
    }

    pub(crate) fn has_terms(&self) -> bool {
        !self.terms.is_empty()
    }

    /// The options of an issue: a row of parties for each.
    pub(crate) fn row(&self, issue: usize) -> &[f64] {
        &self.worths[self.begins[issue]..self.begins[issue + 1]]
    }

    /// What a package is worth to each party.
    pub(crate) fn worths(&self, package: &[usize]) -> Vec<f64> {
        let mut worth = vec![0.0; self.parties];
        self.sums(package, &mut worth);
        worth
    }

    /// The same, into what there is.
    pub(crate) fn sums(&self, package: &[usize], worth: &mut [f64]) {
        if let [a, b] = worth {
            (*a, *b) = (self.start[0], self.start[1]);
            for (begin, option) in self.begins.iter().zip(package) {
                let at = begin + 2 * option;
                *a += self.worths[at];
                *b += self.worths[at + 1];
            }
        } else {
            worth.copy_from_slice(self.start);
            for (begin, option) in self.begins.iter().zip(package) {
                let row = &self.worths[begin + option * self.parties..][..self.parties];
                worth.iter_mut().zip(row).for_each(|(worth, more)| *worth += more);
            }
        }
        pay(self.terms, package, worth);
    }

    /// What each party has before any option is taken, and all that terms can add.
    pub(crate) fn beside(&self, most: &mut [f64]) {
        most.copy_from_slice(self.start);
        self.terms.iter().filter(|(_, more, _)| *more > 0.0).for_each(|(q, more, _)| most[*q] += more);
    }

    /// Each party's gain from a package above its walk-away (above its worst where it has none), as a part of its range.
    pub(crate) fn gains(&self, package: &[usize], gains: &mut [f64]) {
        self.sums(package, gains);
        for (q, gain) in gains.iter_mut().enumerate() {
            let none = if self.floor[q].is_finite() { self.floor[q] } else { self.worst[q] };
            // What doubles add up differently is no shortfall.
            let share = (*gain - none) / self.range[q].max(1e-9);
            *gain = if share.abs() < 1e-9 { 0.0 } else { share };
        }
    }
}

/// Adds what terms pay for a package.
pub(super) fn pay(terms: &[Paid], package: &[usize], worth: &mut [f64]) {
    for (q, more, parts) in terms {
        if parts.iter().all(|(issue, accepted)| accepted[package[*issue]]) {
            worth[*q] += more;
        }
    }
}
