//! Coalitions: what several would do together, and what holds them back [Kilgour, Hipel and Fang; Inohara and Hipel 2008].

use crate::group::{States, improvements, members, reach};
use crate::model::{Model, Profile};
use crate::side::Side;

/// Why a coalition would not leave a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// They can come to nothing that all of them like better.
    Nash,
    /// The others can answer each such move so that one of them ends no better off.
    Gmr,
    /// And they cannot get out of that together.
    Smr,
    /// The others can do so by steps each of which all who take it like.
    Seq,
}

impl Held {
    /// All, in the order they are shown in.
    pub const ALL: [Self; 4] = [Self::Nash, Self::Gmr, Self::Smr, Self::Seq];

    /// Its name in the literature's short form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nash => "cnash",
            Self::Gmr => "cgmr",
            Self::Smr => "csmr",
            Self::Seq => "cseq",
        }
    }
}

/// Most states times sets of actors of which coalitions are tabled.
const MOST: usize = 1 << 13;

/// One coalition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalition {
    /// Positions of its members.
    pub members: Vec<usize>,
    /// For each state where they can come to that all of them like better.
    pub improvements: Vec<Vec<usize>>,
    /// For each state and each of [`Held::ALL`] whether it holds.
    pub holds: Vec<[bool; 4]>,
}

/// Every coalition, by size and then by position; `None` where there are too many states and actors to table.
pub fn coalitions(model: &Model, profile: &Profile) -> Option<Vec<Coalition>> {
    let sides = model.sides(profile);
    let (states, actors) = (model.states(), sides.len());
    if actors >= 16 || states << actors > MOST {
        return None;
    }
    let table = Table::new(&sides, states);
    let mut groups: Vec<usize> = (1..1 << actors).collect();
    groups.sort_by_key(|group: &usize| (group.count_ones(), members(*group).collect::<Vec<_>>()));
    let whole = (1 << actors) - 1;
    let of = |group: usize| {
        let against = whole & !group;
        let chains: Vec<States> = (0..states as u32).map(|state| table.chains(against, state)).collect();
        let holds = (0..states as u32).map(|state| {
            let better = &table.improvements[group][state as usize];
            let hurts = |end: u32| members(group).any(|at| !sides[at].better(end, state));
            let answered = |answers: &States| answers.iter().any(hurts);
            let shut = |answers: &States| {
                let out = |end: u32| table.reach[group][end as usize].iter().all(hurts);
                answers.iter().any(|end| hurts(end) && out(end))
            };
            [
                better.is_empty(),
                better.iter().all(|to| answered(&table.reach[against][to as usize])),
                better.iter().all(|to| shut(&table.reach[against][to as usize])),
                better.iter().all(|to| answered(&chains[to as usize])),
            ]
        });
        let listed = |all: &States| all.iter().map(|to| to as usize).collect();
        Coalition {
            members: members(group).collect(),
            improvements: table.improvements[group].iter().map(listed).collect(),
            holds: holds.collect(),
        }
    };
    Some(groups.into_iter().map(of).collect())
}

/// For each set of actors and each state, where they can come to, and where so that all like it.
struct Table {
    states: usize,
    reach: Vec<Vec<States>>,
    improvements: Vec<Vec<States>>,
}

impl Table {
    fn new(sides: &[Side<'_>], states: usize) -> Self {
        let none = vec![States::none(states); states];
        let mut table = Self { states, reach: vec![none.clone()], improvements: vec![none] };
        for group in 1..1 << sides.len() {
            table.reach.push((0..states as u32).map(|from| reach(sides, group, from)).collect());
            table
                .improvements
                .push((0..states as u32).map(|from| improvements(sides, group, from)).collect());
        }
        table
    }

    /// Where the others can come to by steps of coalitions among them, each liked by all who take it, and none taken twice running by
    /// the same; without the state itself.
    fn chains(&self, among: usize, from: u32) -> States {
        let mut found = States::none(self.states);
        // By which coalition a state was come to: once two did, all may go on from it.
        let mut by: Vec<Option<usize>> = vec![None; self.states];
        let mut twice = States::none(self.states);
        let mut open: Vec<(u32, usize, bool)> = vec![(from, 0, false)];
        let groups: Vec<usize> = (1..=among).filter(|group| group & !among == 0).collect();
        while let Some((state, last, only)) = open.pop() {
            // Either all but the one that came here, or only that one, now that another has come here too.
            for group in groups.iter().filter(|group| (**group == last) == only) {
                for to in self.improvements[*group][state as usize].iter() {
                    found.insert(to);
                    match by[to as usize] {
                        None => {
                            by[to as usize] = Some(*group);
                            open.push((to, *group, false));
                        }
                        Some(first) if first != *group && twice.insert(to) => open.push((to, first, true)),
                        Some(_) => {}
                    }
                }
            }
        }
        found.remove(from);
        found
    }
}
