//! The shortest ways from a state to each other.

use crate::model::{Model, Profile};
use crate::side::Side;

/// One move on a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Position of who moves.
    pub actor: usize,
    /// Where to.
    pub to: usize,
}

/// For each state the fewest moves from one state to it, nobody twice running; `None` where it cannot be come to. Of ways as short
/// the one whose movers, then states, come first. With `improving` each move makes its mover better off. Linear in the moves.
pub fn ways(model: &Model, profile: &Profile, from: usize, improving: bool) -> Vec<Option<Vec<Step>>> {
    let sides = model.sides(profile);
    let all: Vec<&Side<'_>> = sides.iter().collect();
    Ways::new(&all, from as u32, improving, model.states()).all()
}

/// A breadth-first search, with who moved last beside each state where that matters.
pub(crate) struct Ways {
    states: usize,
    turns: usize,
    from: usize,
    /// For each node the node before it and who moved.
    before: Vec<Option<(u32, u32)>>,
    /// Nodes as they were met.
    pub(crate) met: Vec<u32>,
}

impl Ways {
    pub(crate) fn new(sides: &[&Side<'_>], from: u32, improving: bool, states: usize) -> Self {
        let turns = if sides.iter().all(|side| side.mobility.transitive()) { 1 } else { sides.len() + 1 };
        let none = turns - 1;
        let node = |state: u32, last: usize| state * turns as u32 + if turns == 1 { 0 } else { last as u32 };
        let start = node(from, none);
        let mut ways =
            Self { states, turns, from: from as usize, before: vec![None; states * turns], met: vec![start] };
        ways.before[start as usize] = Some((start, 0));
        let mut at = 0;
        while let Some(here) = ways.met.get(at).copied() {
            at += 1;
            let (state, last) = (here / turns as u32, here as usize % turns);
            for (mover, side) in sides.iter().enumerate().filter(|(mover, _)| turns == 1 || *mover != last) {
                let to = if improving { side.improvements(state) } else { side.moves(state) };
                for to in to {
                    let next = node(to, mover);
                    if ways.before[next as usize].is_none() {
                        ways.before[next as usize] = Some((here, mover as u32));
                        ways.met.push(next);
                    }
                }
            }
        }
        ways
    }

    pub(crate) fn state(&self, node: u32) -> usize {
        node as usize / self.turns
    }

    /// The moves to a node.
    pub(crate) fn to(&self, node: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = node;
        while let Some((before, actor)) = self.before[at as usize].filter(|(before, _)| *before != at) {
            steps.push(Step { actor: actor as usize, to: self.state(at) });
            at = before;
        }
        steps.reverse();
        steps
    }

    fn all(&self) -> Vec<Option<Vec<Step>>> {
        let mut ways = vec![None; self.states];
        ways[self.from] = Some(Vec::new());
        for node in &self.met {
            let way = &mut ways[self.state(*node)];
            if way.is_none() {
                *way = Some(self.to(*node));
            }
        }
        ways
    }
}
