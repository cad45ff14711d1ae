//! Where one actor can go alone.

/// The moves of one actor.
#[derive(Clone, Debug)]
pub(crate) enum Mobility {
    /// States fall into classes; within one, every state leads to every other. So it is where an actor re-sets options it can always
    /// take and leave: a class are the states that are alike in all others' options.
    Classes(Classes),
    /// One by one.
    Arcs(Arcs),
}

/// Disjoint classes of states.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    /// The class of each state.
    pub(crate) of: Vec<u32>,
    /// Where each class begins among the members, and the end.
    pub(crate) starts: Vec<u32>,
}

/// For each state the states it leads to, rising, and those that lead to it.
#[derive(Clone, Debug)]
pub(crate) struct Arcs {
    pub(crate) to: Rows,
    pub(crate) from: Rows,
    /// Whether whatever two moves lead to, one does.
    pub(crate) transitive: bool,
}

/// A list of states for each state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    starts: Vec<u32>,
    states: Vec<u32>,
}

impl Rows {
    /// `lists` must be in order of the states they belong to.
    fn new(states: usize, pairs: &[(u32, u32)]) -> Self {
        let mut starts = vec![0_u32; states + 1];
        pairs.iter().for_each(|(of, _)| starts[*of as usize + 1] += 1);
        for at in 0..states {
            starts[at + 1] += starts[at];
        }
        Self { starts, states: pairs.iter().map(|(_, state)| *state).collect() }
    }

    pub(crate) fn of(&self, state: u32) -> &[u32] {
        let at = state as usize;
        &self.states[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

impl Arcs {
    /// From pairs of states, in any order.
    pub(crate) fn new(states: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let to = Rows::new(states, &pairs);
        pairs.sort_unstable_by_key(|(from, to)| (*to, *from));
        let turned: Vec<(u32, u32)> = pairs.iter().map(|(from, to)| (*to, *from)).collect();
        let from = Rows::new(states, &turned);
        let mut known = vec![u32::MAX; states];
        let transitive = (0..states as u32).all(|state| {
            to.of(state).iter().for_each(|next| known[*next as usize] = state);
            known[state as usize] = state;
            let further = to.of(state).iter().flat_map(|next| to.of(*next));
            further.into_iter().all(|further| known[*further as usize] == state)
        });
        Self { to, from, transitive }
    }
}

impl Classes {
    /// From a key of each state: states with the same are one class, but those that stand `apart` are alone.
    pub(crate) fn new(keys: &[u64], apart: impl Fn(usize) -> bool) -> Self {
        let mut order: Vec<u32> = (0..keys.len() as u32).collect();
        order.sort_by_key(|state| keys[*state as usize]);
        let mut classes = Self { of: vec![0; keys.len()], starts: vec![0] };
        let mut open: Option<(u64, u32)> = None;
        let mut sizes: Vec<u32> = Vec::new();
        for state in order {
            let at = state as usize;
            let class = match open {
                _ if apart(at) => None,
                Some((key, class)) if key == keys[at] => Some(class),
                _ => None,
            };
            let class = class.unwrap_or_else(|| {
                sizes.push(0);
                sizes.len() as u32 - 1
            });
            if !apart(at) {
                open = Some((keys[at], class));
            }
            classes.of[at] = class;
            sizes[class as usize] += 1;
        }
        for size in sizes {
            classes.starts.push(classes.starts[classes.starts.len() - 1] + size);
        }
        classes
    }
}

impl Mobility {
    /// Whether whatever two moves lead to, one does.
    pub(crate) fn transitive(&self) -> bool {
        match self {
            Self::Classes(_) => true,
            Self::Arcs(arcs) => arcs.transitive,
        }
    }
}
