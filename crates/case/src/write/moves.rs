//! Writing `mediator/moves.toml` and votes.

use super::{Lines, key, list, quoted};
use crate::{
    Act, Assertion, Case, Conflict, Conjunction, Direction, Form, Order, VoteRule, merged, possible,
};

/// More states are not looked at to find a state's options.
const MOST: usize = 1 << 22;

pub(super) fn votes(lines: &mut Lines, case: &Case) {
    for vote in &case.votes {
        lines.header("[[vote]]");
        lines.set("party", quoted(&case.parties[vote.party].id));
        match &vote.rule {
            VoteRule::Weights { quota, weights } => {
                lines.set("quota", quota.to_string());
                let each = vote.members.iter().zip(weights);
                let each: Vec<String> =
                    each.map(|(member, weight)| format!("{} = {weight}", key(member))).collect();
                lines.set("weights", format!("{{ {} }}", each.join(", ")));
            }
            VoteRule::Winning(all) => {
                let one = |own: &Vec<usize>| list(own.iter().map(|at| quoted(&vote.members[*at])));
                lines.set("winning", list(all.iter().map(one)));
            }
        }
    }
}

pub(super) fn moves(conflict: &Conflict) -> String {
    let mut lines = Lines::default();
    let states = States::new(conflict);
    for (name, state) in [("status_quo", conflict.status_quo), ("wanted", conflict.wanted)] {
        if let Some(state) = state {
            lines.set(name, states.text(state));
        }
    }
    match &conflict.form {
        Form::Options { options, impossible, merged } => {
            for (name, all) in [("impossible", impossible), ("one_state", merged)] {
                if !all.is_empty() {
                    lines.set(name, list(all.iter().map(|all| quoted(&joined(options, all)))));
                }
            }
            for option in options {
                lines.header("[[option]]");
                lines.set("id", quoted(&option.id));
                lines.set("name", quoted(&option.name));
                lines.set("owner", quoted(&conflict.actors[option.owner].id));
                let direction = match option.direction {
                    Direction::Both => "both",
                    Direction::Forward => "forward",
                    Direction::Back => "back",
                };
                lines.set("direction", quoted(direction));
                if let Some(clause) = &option.clause {
                    lines.set("clause", quoted(clause));
                }
            }
        }
        Form::Graph { states } => {
            for state in states {
                lines.header("[[state]]");
                lines.set("id", quoted(state));
            }
        }
    }
    for actor in &conflict.actors {
        lines.header("[[actor]]");
        lines.set("id", quoted(&actor.id));
        lines.set("name", quoted(&actor.name));
        let options = states.options;
        match &actor.order {
            Order::Ranking(groups) => {
                let group = |group: &Vec<usize>| match group.as_slice() {
                    [state] => state.to_string(),
                    all => list(all.iter().map(usize::to_string)),
                };
                lines.set("ranking", list(groups.iter().map(group)));
                if groups.iter().map(Vec::len).sum::<usize>() < states.count() {
                    lines.set("rest", quoted("unknown"));
                }
            }
            Order::Priorities(groups) => {
                let said = |any: &Assertion| {
                    quoted(&any.iter().map(|all| joined(options, all)).collect::<Vec<_>>().join(" or "))
                };
                let group = |group: &Vec<Assertion>| match group.as_slice() {
                    [any] => said(any),
                    all => list(all.iter().map(said)),
                };
                lines.set("prefers", list(groups.iter().map(group)));
            }
        }
        if !actor.unseen.is_empty() {
            lines.set("unseen", list(actor.unseen.iter().map(|all| quoted(&joined(options, all)))));
        }
        if !actor.moves.is_empty() {
            let rows = actor.moves.iter().map(|(from, to)| {
                format!(
                    "{} = {}",
                    key(states.names[*from - 1].as_str()),
                    list(to.iter().map(usize::to_string))
                )
            });
            lines.set("moves", format!("{{ {} }}", rows.collect::<Vec<_>>().join(", ")));
        }
    }
    lines.0
}

fn joined(options: &[Act], all: &Conjunction) -> String {
    let one = |(option, taken): &(usize, bool)| {
        format!("{}{}", if *taken { "" } else { "not " }, options[*option].id)
    };
    all.iter().map(one).collect::<Vec<_>>().join(" and ")
}

struct States<'a> {
    options: &'a [Act],
    names: &'a [String],
    taken: Vec<(u64, u64)>,
}

impl<'a> States<'a> {
    fn new(conflict: &'a Conflict) -> Self {
        match &conflict.form {
            Form::Graph { states } => Self { options: &[], names: states, taken: Vec::new() },
            Form::Options { options, impossible, merged: groups } => {
                let taken = possible(options.len(), impossible, MOST).unwrap_or_default();
                Self { options, names: &[], taken: merged(&taken, groups) }
            }
        }
    }

    fn count(&self) -> usize {
        self.names.len().max(self.taken.len())
    }

    /// A state as a person would write it: its name, or what is taken in it.
    fn text(&self, state: usize) -> String {
        match (self.names.get(state - 1), self.taken.get(state - 1)) {
            (Some(name), _) => quoted(name),
            (_, Some((taken, _))) => {
                let own = self.options.iter().enumerate().filter(|(at, _)| taken >> at & 1 == 1);
                list(own.map(|(_, option)| quoted(&option.id)))
            }
            _ => state.to_string(),
        }
    }
}
