//! The best packages met so far, and what is still worth looking for.

use std::cmp::Ordering;

use super::MOST_TIES;
use super::goal::{Goal, compare};

/// The packages of the largest value met so far.
pub(super) struct Held<'a> {
    goal: &'a Goal,
    /// What rounding can do to a value.
    room: f64,
    pub(super) best: Vec<f64>,
    /// By how much a package has to be better to be looked for; with 0 whatever ties.
    above: f64,
    pub(super) packages: Vec<Vec<usize>>,
    /// Whether some that tie were left out.
    pub(super) full: bool,
    scratch: Vec<f64>,
}

impl<'a> Held<'a> {
    pub(super) fn new(goal: &'a Goal, room: f64, best: Vec<f64>, above: f64) -> Self {
        Self { goal, room, best, above, packages: Vec::new(), full: false, scratch: Vec::new() }
    }

    /// The value that is looked for.
    pub(super) fn target(&self) -> f64 {
        self.best[0] + self.above
    }

    /// Whether nothing that is worth at most this to each is worth looking at.
    pub(super) fn hopeless(&mut self, most: &[f64]) -> bool {
        self.goal.value(most, &mut self.scratch);
        let order = self.order();
        // Once enough tie, only what is better is looked for.
        order == Ordering::Less || (self.full && order == Ordering::Equal)
    }

    /// Takes in a package of the zone, where it is as good as the best.
    pub(super) fn take(&mut self, worth: &[f64], package: &[usize]) {
        self.goal.value(worth, &mut self.scratch);
        match self.order() {
            Ordering::Less => return,
            Ordering::Equal => {}
            Ordering::Greater => {
                self.best.clone_from(&self.scratch);
                self.packages.clear();
                self.full = false;
            }
        }
        if self.packages.len() < MOST_TIES {
            self.packages.push(package.to_vec());
        } else {
            self.full = true;
        }
    }

    /// How what is in the scratch stands to what is looked for.
    fn order(&self) -> Ordering {
        match self.above > 0.0 {
            true if self.scratch[0] >= self.target() => Ordering::Greater,
            true => Ordering::Less,
            false => compare(&self.scratch, &self.best, self.room),
        }
    }
}
