//! Which red lines and walk-aways cannot stand together, and what would have to give.
//!
//! Every red line and walk-away is a *member* that can be dropped. A **conflict** is a smallest set of members that no package
//! satisfies together (a minimal unsatisfiable set); a **repair** is a smallest set of members without which some package
//! satisfies all the others (a minimal correction set). All of both are found by MARCO [Liffiton, Previti, Malik,
//! Marques-Silva 2016]: a map of the sets not yet decided proposes one, a solver says whether a package satisfies it, and the
//! answer, made as small or as large as it goes, is struck from the map. The solver is a SAT solver for the red lines; a package
//! it proposes is tested against the walk-aways, and one that falls short is answered by a clause that says why (`floors`).

mod floors;
mod solver;

use batsat::{BasicSolver, Lit, SolverInterface, lbool};

use crate::frontier::linked::rules;
use crate::model::Partial;
use crate::space::Space;
use crate::unit::Unit;
use solver::{Answer, Solver};

/// A red line or a walk-away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    /// A party's red line: no package may meet any of these.
    RedLine(Vec<Partial>),
    /// A party's walk-away, by its position.
    WalkAway(usize),
}

/// Repairs for which the first package is looked for.
const FIRST: usize = 200;

/// What cannot stand together, and what would have to give; members by their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conflicts {
    /// Smallest first.
    pub(crate) conflicts: Vec<Vec<usize>>,
    /// Smallest first, each with a package that satisfies all the others.
    pub(crate) repairs: Vec<(Vec<usize>, Vec<usize>)>,
    /// Whether these are all.
    pub(crate) complete: bool,
}

/// All conflicts and repairs, as far as `effort` questions to the solver go. `links` are combinations that no package can be,
/// whoever gives way. For sums, of issues and of terms, without caps; `None` for others.
pub(crate) fn conflicts<N: Unit>(
    space: &Space<N>,
    members: &[Member],
    links: &[Partial],
    effort: u64,
) -> Option<Conflicts> {
    let fits = rules(space).is_some() && space.cap.iter().all(Option::is_none);
    if !fits || space.options.iter().any(|many| *many > solver::MOST_OPTIONS) {
        return None;
    }
    let mut solver = Solver::new(space, members, links, effort);
    let mut map = Map::new(members.len());
    let mut found = Conflicts { complete: true, ..Conflicts::default() };
    if !matches!(solver.ask(&vec![false; members.len()]), Answer::Package(_)) {
        // Links alone leave nothing: no member is at fault.
        return None;
    }
    while let Some(seed) = map.next() {
        match solver.ask(&seed) {
            Answer::Package(package) => match solver.grow(seed, package) {
                Some((kept, package)) => {
                    let dropped: Vec<usize> = (0..members.len()).filter(|at| !kept[*at]).collect();
                    map.one_of(&dropped);
                    if dropped.is_empty() {
                        break;
                    }
                    found.repairs.push((dropped, package));
                }
                None => found.complete = false,
            },
            Answer::None(core) => match solver.shrink(core) {
                Some(core) => {
                    map.not_all(&core);
                    found.conflicts.push(core);
                }
                None => found.complete = false,
            },
            Answer::Effort => found.complete = false,
        }
        if !found.complete {
            break;
        }
    }
    found.conflicts.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    // Whichever was found: of all that a repair opens the first, so that no order of the sides shows.
    for (dropped, package) in found.repairs.iter_mut().take(FIRST) {
        let kept: Vec<bool> = (0..members.len()).map(|at| !dropped.contains(&at)).collect();
        if let Some(first) = solver.first(&kept) {
            *package = first;
        }
    }
    found.repairs.sort_by(|a, b| (a.0.len(), &a.0).cmp(&(b.0.len(), &b.0)));
    Some(found)
}

/// One conflict, if the members cannot all stand together and `effort` questions are enough to make it small; none of the members in
/// it can be left out.
pub(crate) fn first<N: Unit>(space: &Space<N>, members: &[Member], effort: u64) -> Option<Vec<usize>> {
    let mut solver = Solver::new(space, members, &[], effort);
    match solver.ask(&vec![true; members.len()]) {
        Answer::None(core) => solver.shrink(core),
        Answer::Package(_) | Answer::Effort => None,
    }
}

/// The sets of members of which nothing is known yet.
struct Map {
    solver: BasicSolver,
    members: Vec<Lit>,
}

impl Map {
    fn new(members: usize) -> Self {
        let mut solver = BasicSolver::default();
        // Members stand where nothing speaks against it: large sets first.
        let members = (0..members).map(|_| Lit::new(solver.new_var(lbool::TRUE, true), true)).collect();
        Self { solver, members }
    }

    fn next(&mut self) -> Option<Vec<bool>> {
        if self.solver.solve_limited(&[]) != lbool::TRUE {
            return None;
        }
        Some(self.members.iter().map(|member| self.solver.value_lit(*member) == lbool::TRUE).collect())
    }

    fn one_of(&mut self, members: &[usize]) {
        let mut clause: Vec<Lit> = members.iter().map(|at| self.members[*at]).collect();
        self.solver.add_clause_reuse(&mut clause);
    }

    fn not_all(&mut self, members: &[usize]) {
        let mut clause: Vec<Lit> = members.iter().map(|at| !self.members[*at]).collect();
        self.solver.add_clause_reuse(&mut clause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made::any_space;
    use proptest::prelude::*;

    /// All packages.
    fn packages(options: &[usize]) -> Vec<Vec<usize>> {
        let mut all = vec![Vec::new()];
        for many in options {
            all = all
                .iter()
                .flat_map(|package| (0..*many).map(move |option| [&package[..], &[option]].concat()))
                .collect();
        }
        all
    }

    /// Conflicts and repairs by trying every set of members on every package.
    fn plainly(space: &Space<i64>, members: &[Member]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let holds = |member: &Member, package: &[usize]| match member {
            Member::RedLine(lines) => !lines
                .iter()
                .any(|line| line.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]))),
            Member::WalkAway(q) => space.reserve[*q].is_none_or(|floor| space.counts(package)[*q] >= floor),
        };
        // For each package the set of members it satisfies.
        let kept: Vec<u32> = packages(&space.options)
            .iter()
            .map(|package| {
                let each = members.iter().enumerate();
                each.filter(|(_, member)| holds(member, package)).map(|(at, _)| 1 << at).sum()
            })
            .collect();
        let fits = |set: u32| kept.iter().any(|kept| kept & set == set);
        let all: Vec<u32> = (0..1 << members.len()).collect();
        let listed = |set: u32| (0..members.len()).filter(|at| set >> at & 1 == 1).collect::<Vec<_>>();
        let without = |set: u32, at: usize| set & !(1 << at);
        let conflicts =
            all.iter().filter(|set| !fits(**set) && listed(**set).iter().all(|at| fits(without(**set, *at))));
        let whole = (1u32 << members.len()) - 1;
        let repairs = all.iter().filter(|dropped| {
            let kept = whole & !**dropped;
            **dropped != 0 && fits(kept) && listed(**dropped).iter().all(|at| !fits(kept | 1 << at))
        });
        let order = |mut sets: Vec<Vec<usize>>| {
            sets.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
            sets
        };
        (order(conflicts.map(|set| listed(*set)).collect()), order(repairs.map(|set| listed(*set)).collect()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn trying_every_set_gives_the_same(mut space in any_space(3, true)) {
            space.cap.iter_mut().for_each(|cap| *cap = None);
            let lines = space.never.iter().map(|line| Member::RedLine(vec![line.clone()]));
            let asking = (0..space.parties()).filter(|q| space.reserve[*q].is_some()).map(Member::WalkAway);
            let members: Vec<Member> = lines.chain(asking).collect();
            let found = conflicts(&space, &members, &[], 100_000).unwrap();
            let (clashes, repairs) = plainly(&space, &members);
            prop_assert!(found.complete);
            let one = first(&space, &members, 100_000);
            prop_assert!(one.as_ref().map_or(clashes.is_empty(), |one| clashes.contains(one)));
            prop_assert_eq!(found.conflicts, clashes);
            let dropped: Vec<Vec<usize>> = found.repairs.iter().map(|(dropped, _)| dropped.clone()).collect();
            prop_assert_eq!(dropped, repairs);
        }
    }
}
