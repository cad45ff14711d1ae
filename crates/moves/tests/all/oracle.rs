//! The definitions of the literature as they stand, with plain sets: slow and easy to read.

use std::collections::BTreeSet;

use detente_moves::{Concept, Response};

pub(crate) type Set = BTreeSet<usize>;

/// Arcs and places: `arcs[actor][state]`, `place[actor][state]`, higher better.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    pub(crate) arcs: Vec<Vec<Set>>,
    pub(crate) place: Vec<Vec<u32>>,
}

impl Plain {
    fn step(&self, actor: usize, from: usize, improving: bool) -> Set {
        let place = &self.place[actor];
        self.arcs[actor][from].iter().copied().filter(|to| !improving || place[*to] > place[from]).collect()
    }

    /// What some actors can come to from a state, together, without the state itself.
    pub(crate) fn answers(&self, response: Response, by: &[usize], from: usize, improving: bool) -> Set {
        let mut met: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
        let mut open = vec![(from, Vec::new())];
        let mut found = Set::new();
        while let Some((state, history)) = open.pop() {
            for actor in by {
                let allowed = match response {
                    Response::LegalSequence => history.last() != Some(actor),
                    Response::Once => !history.contains(actor),
                    Response::Single => history.is_empty(),
                };
                if !allowed {
                    continue;
                }
                for to in self.step(*actor, state, improving) {
                    found.insert(to);
                    let history = match response {
                        Response::LegalSequence => vec![*actor],
                        _ => {
                            let mut all = history.clone();
                            all.push(*actor);
                            all.sort_unstable();
                            all
                        }
                    };
                    if met.insert((to, history.clone())) {
                        open.push((to, history));
                    }
                }
            }
        }
        found.remove(&from);
        found
    }

    pub(crate) fn stable(&self, actor: usize, state: usize, concept: Concept, response: Response) -> bool {
        let place = &self.place[actor];
        let others: Vec<usize> = (0..self.arcs.len()).filter(|other| *other != actor).collect();
        let improving = matches!(concept, Concept::Seq | Concept::Sseq);
        let symmetric = matches!(concept, Concept::Smr | Concept::Sseq);
        self.step(actor, state, true).into_iter().all(|better| {
            concept != Concept::Nash
                && self.answers(response, &others, better, improving).into_iter().any(|end| {
                    place[state] >= place[end]
                        && (!symmetric
                            || self.step(actor, end, false).into_iter().all(|out| place[state] >= place[out]))
                })
        })
    }
}

/// Groups and what they can do together, by the definitions.
impl Plain {
    fn gains(&self, group: &[usize], to: usize, from: usize) -> bool {
        group.iter().all(|at| self.place[*at][to] > self.place[*at][from])
    }

    pub(crate) fn together(&self, group: &[usize], from: usize) -> Set {
        let all = self.answers(Response::LegalSequence, group, from, false);
        all.into_iter().filter(|to| self.gains(group, *to, from)).collect()
    }

    /// Chains of steps of coalitions among some actors, none twice running.
    fn chains(&self, among: &[usize], from: usize) -> Set {
        let groups: Vec<Vec<usize>> = (1..1 << among.len())
            .map(|set: usize| (0..among.len()).filter(|at| set >> at & 1 == 1).map(|at| among[at]).collect())
            .collect();
        let mut met = BTreeSet::new();
        let mut open = vec![(from, usize::MAX)];
        let mut found = Set::new();
        while let Some((state, last)) = open.pop() {
            for (at, group) in groups.iter().enumerate().filter(|(at, _)| *at != last) {
                for to in self.together(group, state) {
                    found.insert(to);
                    if met.insert((to, at)) {
                        open.push((to, at));
                    }
                }
            }
        }
        found.remove(&from);
        found
    }

    /// Whether a group stays at a state, for each of CNash, CGMR, CSMR, CSEQ.
    pub(crate) fn held(&self, group: &[usize], state: usize) -> [bool; 4] {
        let others: Vec<usize> = (0..self.arcs.len()).filter(|other| !group.contains(other)).collect();
        let better = self.together(group, state);
        let hurts = |end: &usize| !self.gains(group, *end, state);
        let answers = |to: &usize| self.answers(Response::LegalSequence, &others, *to, false);
        let shut = |end: &usize| {
            hurts(end) && self.answers(Response::LegalSequence, group, *end, false).iter().all(hurts)
        };
        [
            better.is_empty(),
            better.iter().all(|to| answers(to).iter().any(hurts)),
            better.iter().all(|to| answers(to).iter().any(shut)),
            better.iter().all(|to| self.chains(&others, *to).iter().any(hurts)),
        ]
    }
}
