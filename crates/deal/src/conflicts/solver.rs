//! Whether a package satisfies some members together.

use batsat::{BasicSolver, Lit, SolverInterface, lbool};

use super::Member;
use super::floors::Floors;
use crate::model::Partial;
use crate::space::Space;
use crate::unit::Unit;

/// Most options of one issue: each pair of them is told apart.
pub(super) const MOST_OPTIONS: usize = 200;

/// What the solver says of a set of members.
pub(super) enum Answer {
    /// This package satisfies them.
    Package(Vec<usize>),
    /// None does; already these cannot stand together.
    None(Vec<usize>),
    /// It was asked too much.
    Effort,
}

/// A SAT solver that knows the issues, the links and each member behind a switch.
pub(super) struct Solver<'a, N> {
    space: &'a Space<N>,
    members: &'a [Member],
    sat: BasicSolver,
    /// One literal for each option of each issue.
    options: Vec<Vec<Lit>>,
    switches: Vec<Lit>,
    floors: Floors,
    left: u64,
}

impl<'a, N: Unit> Solver<'a, N> {
    pub(super) fn new(space: &'a Space<N>, members: &'a [Member], links: &[Partial], effort: u64) -> Self {
        let mut sat = BasicSolver::default();
        let options: Vec<Vec<Lit>> = space
            .options
            .iter()
            .map(|many| (0..*many).map(|_| Lit::new(sat.new_var(lbool::FALSE, true), true)).collect())
            .collect();
        for issue in &options {
            sat.add_clause_reuse(&mut issue.clone());
            for (at, one) in issue.iter().enumerate() {
                for other in &issue[..at] {
                    sat.add_clause_reuse(&mut vec![!*one, !*other]);
                }
            }
        }
        let avoids = |never: &Partial| -> Vec<Lit> {
            let others = never.iter().flat_map(|(issue, accepted)| {
                (0..space.options[*issue])
                    .filter(|option| !accepted.contains(option))
                    .map(|option| (*issue, option))
            });
            others.map(|(issue, option)| options[issue][option]).collect()
        };
        for link in links {
            sat.add_clause_reuse(&mut avoids(link));
        }
        let switches: Vec<Lit> =
            members.iter().map(|_| Lit::new(sat.new_var(lbool::TRUE, false), true)).collect();
        for (member, switch) in members.iter().zip(&switches) {
            if let Member::RedLine(lines) = member {
                for line in lines {
                    let mut clause = avoids(line);
                    clause.push(!*switch);
                    sat.add_clause_reuse(&mut clause);
                }
            }
        }
        Self { floors: Floors::new(space), space, members, sat, options, switches, left: effort }
    }

    /// The first package, in the order of the options, that satisfies these members; `None` where it was asked too much, or there
    /// is none.
    pub(super) fn first(&mut self, wanted: &[bool]) -> Option<Vec<usize>> {
        let mut fixed: Vec<Lit> = Vec::new();
        let mut package = Vec::new();
        let mut known: Option<Vec<usize>> = None;
        for issue in 0..self.options.len() {
            for option in 0..self.options[issue].len() {
                // What was found last begins as wanted up to here: its option needs no question.
                if known.as_ref().is_some_and(|known| known[issue] == option) {
                    fixed.push(self.options[issue][option]);
                    package.push(option);
                    break;
                }
                fixed.push(self.options[issue][option]);
                match self.ask_with(wanted, &fixed) {
                    Answer::Package(found) => {
                        known = Some(found);
                        package.push(option);
                        break;
                    }
                    Answer::None(_) => drop(fixed.pop()),
                    Answer::Effort => return None,
                }
            }
        }
        (package.len() == self.options.len()).then_some(package)
    }

    /// Whether a package satisfies these members together.
    pub(super) fn ask(&mut self, wanted: &[bool]) -> Answer {
        self.ask_with(wanted, &[])
    }

    /// The same for the packages that have these options.
    fn ask_with(&mut self, wanted: &[bool], fixed: &[Lit]) -> Answer {
        let on = self.switches.iter().zip(wanted).filter_map(|(switch, on)| on.then_some(*switch));
        let switched: Vec<Lit> = on.chain(fixed.iter().copied()).collect();
        let asking: Vec<usize> = (0..self.members.len())
            .filter(|at| wanted[*at])
            .filter_map(|at| match self.members[at] {
                Member::WalkAway(q) => Some(q),
                Member::RedLine(_) => None,
            })
            .collect();
        loop {
            if self.left == 0 {
                return Answer::Effort;
            }
            self.left -= 1;
            if self.sat.solve_limited(&switched) != lbool::TRUE {
                let core = self.sat.unsat_core();
                let of = |switch: &Lit| core.iter().any(|lit| lit.var() == switch.var());
                let core = self.switches.iter().enumerate().filter(|(_, switch)| of(switch));
                return Answer::None(core.map(|(at, _)| at).collect());
            }
            let package: Vec<usize> = self
                .options
                .iter()
                .map(|issue| {
                    let chosen = issue.iter().position(|option| self.sat.value_lit(*option) == lbool::TRUE);
                    chosen.unwrap_or_default()
                })
                .collect();
            let Some(why) = self.floors.short(self.space, &asking, &package) else {
                return Answer::Package(package);
            };
            // Whoever asks for this has to have a better option in one of these issues.
            let mut clause: Vec<Lit> =
                why.better.iter().map(|(issue, option)| self.options[*issue][*option]).collect();
            let by = self.members.iter().zip(&self.switches);
            clause.extend(by.filter_map(|(member, switch)| match member {
                Member::WalkAway(q) if why.parties.contains(q) => Some(!*switch),
                _ => None,
            }));
            self.sat.add_clause_reuse(&mut clause);
        }
    }

    /// The members that a package satisfies.
    fn satisfied(&self, package: &[usize]) -> Vec<bool> {
        let sums = self.space.counts(package);
        let met = |line: &Partial| line.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]));
        let holds = |member: &Member| match member {
            Member::RedLine(lines) => !lines.iter().any(met),
            Member::WalkAway(q) => self.space.reserve[*q].is_none_or(|floor| sums[*q] >= floor),
        };
        self.members.iter().map(holds).collect()
    }

    /// As many members as can be satisfied with these, and a package that does; `None` where it was asked too much.
    pub(super) fn grow(
        &mut self,
        mut kept: Vec<bool>,
        mut package: Vec<usize>,
    ) -> Option<(Vec<bool>, Vec<usize>)> {
        let also = |kept: &mut Vec<bool>, satisfied: Vec<bool>| {
            kept.iter_mut().zip(satisfied).for_each(|(kept, more)| *kept |= more);
        };
        let satisfied = self.satisfied(&package);
        also(&mut kept, satisfied);
        for at in 0..self.members.len() {
            if kept[at] {
                continue;
            }
            kept[at] = true;
            match self.ask(&kept) {
                Answer::Package(better) => {
                    let satisfied = self.satisfied(&better);
                    also(&mut kept, satisfied);
                    package = better;
                }
                Answer::None(_) => kept[at] = false,
                Answer::Effort => return None,
            }
        }
        Some((kept, package))
    }

    /// As few of these members as still cannot stand together; `None` where it was asked too much.
    pub(super) fn shrink(&mut self, mut core: Vec<usize>) -> Option<Vec<usize>> {
        let mut at = 0;
        while at < core.len() {
            let mut wanted = vec![false; self.members.len()];
            core.iter()
                .enumerate()
                .filter(|(other, _)| *other != at)
                .for_each(|(_, member)| wanted[*member] = true);
            match self.ask(&wanted) {
                Answer::Package(_) => at += 1,
                // What is not needed now was not needed before either.
                Answer::None(smaller) => {
                    at = core[..at].iter().filter(|member| smaller.contains(member)).count();
                    core = smaller;
                }
                Answer::Effort => return None,
            }
        }
        Some(core)
    }
}
