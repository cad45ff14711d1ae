//! A mediator's questions about one state.

use detente_case::Conflict;

use crate::analysis::{Answer, Departure, Impasse, Keyed, Moved, StatusQuo, Way};
use crate::doubt::impasse;
use crate::group::{improvements, members};
use crate::model::{Model, Profile};
use crate::paths::{Step, Ways, ways};
use crate::response::Response;
use crate::side::Side;
use crate::stability::{Concept, Stable, equilibria, stability};

/// Up to so many states ways to each are listed.
const SMALL: usize = 512;
/// Most states among which dead ends are looked for.
const MOST_WALKED: usize = 1 << 16;
/// Groups looked at for those that would move together.
const MOST_GROUPS: usize = 4_096;
/// Moves of a chain that is told.
const LONGEST: usize = 20;

pub(crate) struct Standing<'a> {
    conflict: &'a Conflict,
    model: &'a Model,
    profile: &'a Profile,
    sides: Vec<Side<'a>>,
    stable: Vec<Vec<Stable>>,
}

impl<'a> Standing<'a> {
    /// `stable` by legal sequences, where that is known.
    pub(crate) fn new(
        conflict: &'a Conflict,
        model: &'a Model,
        profile: &'a Profile,
        stable: Option<Vec<Vec<Stable>>>,
    ) -> Self {
        let stable =
            stable.unwrap_or_else(|| stability(model, profile, Response::LegalSequence).unwrap_or_default());
        Self { conflict, model, profile, sides: model.sides(profile), stable }
    }

    fn id(&self, actor: usize) -> String {
        self.conflict.actors[actor].id.clone()
    }

    fn moved(&self, steps: &[Step]) -> Vec<Moved> {
        steps.iter().map(|step| Moved { actor: self.id(step.actor), to: step.to + 1 }).collect()
    }

    pub(crate) fn status_quo(&self, from: usize) -> StatusQuo {
        let state = from as u32;
        let who = |does: &dyn Fn(&Side<'_>) -> bool| {
            let each = self.sides.iter().enumerate().filter(|(_, side)| does(side));
            each.map(|(at, _)| self.id(at)).collect::<Vec<_>>()
        };
        let stands = impasse(equilibria(&self.stable)[from]);
        let groups = if stands { self.breakers(from, 1) } else { Vec::new() };
        let kind = match (stands, groups.is_empty()) {
            (false, _) => Impasse::None,
            (true, false) => Impasse::Breakable,
            (true, true) => Impasse::Hard,
        };
        let start = groups.first().and_then(|(_, to)| to.first()).map_or(from, |to| to - 1);
        let listed = |improving: bool| -> Option<Keyed<Way>> {
            let told = |(state, way): (usize, Option<Vec<Step>>)| {
                let way = way?;
                let path =
                    way.iter().map(|step| format!("{}:{}", self.id(step.actor), step.to + 1)).collect();
                Some(((state + 1).to_string(), Way { steps: way.len(), path }))
            };
            let small = self.model.states() <= SMALL;
            small.then(|| {
                ways(self.model, self.profile, from, improving)
                    .into_iter()
                    .enumerate()
                    .filter_map(told)
                    .collect()
            })
        };
        let dead = if self.model.states() <= MOST_WALKED { self.dead_ends(state) } else { Vec::new() };
        let (breakers, targets) = groups.into_iter().unzip();
        StatusQuo {
            state: from + 1,
            movers: who(&|side| !side.moves(state).is_empty()),
            would_move: who(&|side| !side.improvements(state).is_empty()),
            impasse: kind,
            breakers,
            targets,
            follows: self.follows(start),
            departures: self.departures(from),
            any_move: listed(false),
            improvements_only: listed(true),
            dead_ends: dead,
        }
    }

    /// States that can be come to, and from which nobody can move.
    fn dead_ends(&self, from: u32) -> Vec<usize> {
        let all: Vec<&Side<'_>> = self.sides.iter().collect();
        let reached = Ways::new(&all, from, false, self.model.states());
        let mut dead: Vec<usize> = reached.met.iter().map(|node| reached.state(*node)).collect();
        dead.sort_unstable();
        dead.dedup();
        dead.retain(|state| self.sides.iter().all(|side| side.moves(*state as u32).is_empty()));
        dead.into_iter().map(|state| state + 1).collect()
    }

    /// The smallest groups of at least so many with a move that all their members like, and where to.
    pub(crate) fn breakers(&self, from: usize, least: usize) -> Vec<(Vec<String>, Vec<usize>)> {
        let actors = self.sides.len();
        let mut left = MOST_GROUPS;
        for size in least..=actors.min(usize::BITS as usize - 1) {
            let mut found = Vec::new();
            let mut chosen: Vec<usize> = (0..size).collect();
            loop {
                left = left.saturating_sub(1);
                if left == 0 {
                    return found;
                }
                let group = chosen.iter().fold(0, |group, at| group | 1 << at);
                let to: Vec<usize> =
                    improvements(&self.sides, group, from as u32).iter().map(|to| to as usize + 1).collect();
                if !to.is_empty() {
                    found.push((members(group).map(|at| self.id(at)).collect(), to));
                }
                // The next group of this size.
                let Some(at) = (0..size).rev().find(|at| chosen[*at] < actors - size + at) else { break };
                chosen[at] += 1;
                for next in at + 1..size {
                    chosen[next] = chosen[next - 1] + 1;
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Each improvement, and its shortest answer: one that is believed, where there is one.
    pub(crate) fn departures(&self, from: usize) -> Vec<Departure> {
        let mut all = Vec::new();
        for (actor, side) in self.sides.iter().enumerate() {
            for to in side.improvements(from as u32) {
                let answer = self
                    .answer(actor, from as u32, to, true)
                    .or_else(|| self.answer(actor, from as u32, to, false));
                all.push(Departure {
                    actor: self.id(actor),
                    to: to as usize + 1,
                    answer,
                    kinds: self.kinds(actor, from, to as usize),
                });
            }
        }
        all
    }

    fn answer(&self, actor: usize, from: u32, to: u32, believed: bool) -> Option<Answer> {
        let others: Vec<usize> = (0..self.sides.len()).filter(|other| *other != actor).collect();
        let sides: Vec<&Side<'_>> = others.iter().map(|other| &self.sides[*other]).collect();
        let side = &self.sides[actor];
        let ways = Ways::new(&sides, to, believed, self.model.states());
        let out = |end: u32| -> Vec<usize> {
            let moves = side.moves(end).into_iter();
            moves.filter(|out| side.better(*out, from)).map(|out| out as usize + 1).collect()
        };
        let mut hurts = ways.met.iter().filter(|node| {
            let end = ways.state(**node) as u32;
            end != to && !side.better(end, from)
        });
        let first = *hurts.clone().next()?;
        // Of answers as short one that cannot be got out of.
        let length = ways.to(first).len();
        let shut =
            hurts.find(|node| ways.to(**node).len() == length && out(ways.state(**node) as u32).is_empty());
        let node = shut.copied().unwrap_or(first);
        let steps: Vec<Step> =
            ways.to(node).into_iter().map(|step| Step { actor: others[step.actor], to: step.to }).collect();
        Some(Answer { path: self.moved(&steps), believed, escapes: out(ways.state(node) as u32) })
    }

    /// What kind of move it is.
    fn kinds(&self, actor: usize, from: usize, to: usize) -> Vec<&'static str> {
        let side = &self.sides[actor];
        let others = || (0..self.sides.len()).filter(|other| *other != actor);
        let ranks = |other: usize, state: usize| self.sides[other].ranks[state];
        let stays = |other: usize, state: usize| self.stable[other][state].is(Concept::Seq);
        let mut kinds = Vec::new();
        if side.moves(to as u32).contains(&(from as u32)) && side.better(from as u32, to as u32) {
            kinds.push("retractable");
        }
        if others()
            .all(|other| ranks(other, from) == ranks(other, to) && stays(other, from) == stays(other, to))
        {
            kinds.push("empty");
        }
        if side.better(to as u32, from as u32) && !others().any(|other| ranks(other, to) > ranks(other, from))
        {
            kinds.push("selfish");
        }
        if kinds.is_empty() {
            kinds.push("real");
        }
        kinds
    }

    /// Who moves next and next: the first who would not stay, to where it is best off of what no believed answer deters.
    fn follows(&self, from: usize) -> Vec<Moved> {
        let mut chain = Vec::new();
        let mut here = from;
        let mut met = vec![from];
        while chain.len() < LONGEST {
            let mover = (0..self.sides.len()).find(|actor| !self.stable[*actor][here].is(Concept::Seq));
            let Some(actor) = mover else { break };
            let side = &self.sides[actor];
            let free = |to: &u32| self.answer(actor, here as u32, *to, true).is_none();
            let best = side.improvements(here as u32).into_iter().filter(free);
            let Some(to) = best.max_by_key(|to| (side.ranks[*to as usize], std::cmp::Reverse(*to))) else {
                break;
            };
            chain.push(Moved { actor: self.id(actor), to: to as usize + 1 });
            here = to as usize;
            if met.contains(&here) {
                break;
            }
            met.push(here);
        }
        chain
    }
}
