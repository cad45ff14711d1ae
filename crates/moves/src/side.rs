//! One actor's moves beside what it would rather have.

use crate::mobility::{Classes, Mobility};

/// For each state its place in an actor's order: higher is better, equal is as good.
pub type Ranks = Vec<u32>;

/// An actor's moves, with the states of each class from worst to best.
pub(crate) struct Side<'a> {
    pub(crate) mobility: &'a Mobility,
    pub(crate) ranks: &'a [u32],
    /// All states, class after class, within each from worst to best; empty where moves are one by one.
    members: Vec<u32>,
    /// For each state where those of its class that are as good begin among the members.
    level: Vec<u32>,
}

impl<'a> Side<'a> {
    /// `rising`: all states from worst to best.
    pub(crate) fn new(mobility: &'a Mobility, ranks: &'a [u32], rising: &[u32]) -> Self {
        let Mobility::Classes(classes) = mobility else {
            return Self { mobility, ranks, members: Vec::new(), level: Vec::new() };
        };
        let mut next = classes.starts.clone();
        let mut members = vec![0; ranks.len()];
        let mut level = vec![0; ranks.len()];
        for state in rising {
            let class = classes.of[*state as usize] as usize;
            let at = next[class];
            next[class] += 1;
            members[at as usize] = *state;
            let before = (at > classes.starts[class]).then(|| members[at as usize - 1]);
            let as_good = before.filter(|before| ranks[*before as usize] == ranks[*state as usize]);
            level[*state as usize] = as_good.map_or(at, |before| level[before as usize]);
        }
        Self { mobility, ranks, members, level }
    }

    fn class(&self, classes: &Classes, state: u32) -> &[u32] {
        let class = classes.of[state as usize] as usize;
        &self.members[classes.starts[class] as usize..classes.starts[class + 1] as usize]
    }

    /// Where the actor can go, in the order of the states.
    pub(crate) fn moves(&self, state: u32) -> Vec<u32> {
        match self.mobility {
            Mobility::Classes(classes) => {
                let mut to: Vec<u32> =
                    self.class(classes, state).iter().copied().filter(|to| *to != state).collect();
                to.sort_unstable();
                to
            }
            Mobility::Arcs(arcs) => arcs.to.of(state).to_vec(),
        }
    }

    pub(crate) fn better(&self, to: u32, than: u32) -> bool {
        self.ranks[to as usize] > self.ranks[than as usize]
    }

    /// Where it can go and be better off.
    pub(crate) fn improvements(&self, state: u32) -> Vec<u32> {
        self.moves(state).into_iter().filter(|to| self.better(*to, state)).collect()
    }

    /// The least of some values over the moves (or improvements) of each state, its own value too.
    pub(crate) fn least_after(&self, values: &[u32], improving: bool) -> Vec<u32> {
        let mut least = values.to_vec();
        match self.mobility {
            Mobility::Classes(classes) => {
                for window in classes.starts.windows(2) {
                    let members = &self.members[window[0] as usize..window[1] as usize];
                    let of = |state: &u32| values[*state as usize];
                    if !improving {
                        let all = members.iter().map(of).min().unwrap_or(u32::MAX);
                        members.iter().for_each(|state| least[*state as usize] = all);
                        continue;
                    }
                    // From the best down; what is as good is taken in together.
                    let (mut above, mut level) = (u32::MAX, u32::MAX);
                    for (at, state) in members.iter().enumerate().rev() {
                        let after = members.get(at + 1);
                        if after.is_some_and(|after| self.better(*after, *state)) {
                            above = above.min(level);
                            level = u32::MAX;
                        }
                        least[*state as usize] = above.min(of(state));
                        level = level.min(of(state));
                    }
                }
            }
            Mobility::Arcs(arcs) => {
                for state in 0..values.len() as u32 {
                    for to in arcs.to.of(state).iter().filter(|to| !improving || self.better(**to, state)) {
                        least[state as usize] = least[state as usize].min(values[*to as usize]);
                    }
                }
            }
        }
        least
    }

    /// The best state for the actor that it can reach by one move or none, as its place in the order.
    pub(crate) fn escape(&self) -> Vec<u32> {
        let mut best = self.ranks.to_vec();
        match self.mobility {
            Mobility::Classes(classes) => {
                for window in classes.starts.windows(2) {
                    let members = &self.members[window[0] as usize..window[1] as usize];
                    let Some(top) = members.last().map(|top| self.ranks[*top as usize]) else { continue };
                    members.iter().for_each(|state| best[*state as usize] = top);
                }
            }
            Mobility::Arcs(arcs) => {
                for (state, best) in best.iter_mut().enumerate() {
                    let to = arcs.to.of(state as u32).iter().map(|to| self.ranks[*to as usize]);
                    *best = to.fold(*best, u32::max);
                }
            }
        }
        best
    }

    /// For each state whether every improvement can come to no more than the state itself, where an improvement comes to
    /// `worst` at the worst.
    pub(crate) fn deterred(&self, worst: &[u32]) -> Vec<bool> {
        let mut stable = vec![true; worst.len()];
        match self.mobility {
            Mobility::Classes(classes) => {
                for window in classes.starts.windows(2) {
                    let members = &self.members[window[0] as usize..window[1] as usize];
                    let (mut above, mut level) = (0, 0);
                    for (at, state) in members.iter().enumerate().rev() {
                        let after = members.get(at + 1);
                        if after.is_some_and(|after| self.better(*after, *state)) {
                            above = above.max(level);
                            level = 0;
                        }
                        stable[*state as usize] = above <= self.ranks[*state as usize];
                        level = level.max(worst[*state as usize]);
                    }
                }
            }
            Mobility::Arcs(arcs) => {
                for state in 0..worst.len() as u32 {
                    let mut better = arcs.to.of(state).iter().filter(|to| self.better(**to, state));
                    stable[state as usize] =
                        better.all(|to| worst[*to as usize] <= self.ranks[state as usize]);
                }
            }
        }
        stable
    }

    /// Begins going backwards along the moves (or improvements), each at most once.
    pub(crate) fn backwards(&self, improving: bool) -> Backwards<'_> {
        let next = match self.mobility {
            Mobility::Classes(classes) => classes.starts[..classes.starts.len() - 1].to_vec(),
            Mobility::Arcs(_) => Vec::new(),
        };
        Backwards { side: self, improving, next }
    }
}

/// Which moves were not yet gone back along.
pub(crate) struct Backwards<'a> {
    side: &'a Side<'a>,
    improving: bool,
    /// For each class where those that were not met begin.
    next: Vec<u32>,
}

impl Backwards<'_> {
    /// Calls `take` with the states from which the actor can come to this one, but for those it was called with before: by classes
    /// these are always the worst of the class, so each state comes up once.
    pub(crate) fn from(&mut self, state: u32, mut take: impl FnMut(u32)) {
        let side = self.side;
        match side.mobility {
            Mobility::Classes(classes) => {
                let class = classes.of[state as usize] as usize;
                let end = if self.improving { side.level[state as usize] } else { classes.starts[class + 1] };
                let from = self.next[class];
                if from < end {
                    self.next[class] = end;
                    side.members[from as usize..end as usize].iter().for_each(|state| take(*state));
                }
            }
            Mobility::Arcs(arcs) => {
                let from = arcs.from.of(state).iter();
                from.filter(|from| !self.improving || side.better(state, **from))
                    .for_each(|from| take(*from));
            }
        }
    }
}
