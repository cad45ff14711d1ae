//! What each step gave whom, and whether anything moves.

use detente_case::{Case, Conflict, Domain};
use detente_deal::{Change, change};
use detente_moves::Impasse;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::audience::Seen;
use crate::state::{Revision, State};
use crate::status::{Status, statuses};

/// The class of a step against one other party (Hindriks, Jonker and Tykhonov 2007), by what it changes for the one who
/// takes it and for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Both gain.
    Fortunate,
    /// The one gains, the other does not.
    Selfish,
    /// The other gains at no cost.
    Nice,
    /// Nothing changes for either.
    Silent,
    /// The one gives something up, and the other does not lose.
    Concession,
    /// The other loses, and the one gains nothing.
    Unfortunate,
    /// What is held is too vague.
    CannotTell,
}

impl Class {
    /// The cell of the table.
    pub fn of(own: Change, other: Change) -> Self {
        match (own, other) {
            (Change::CannotTell, _) | (_, Change::CannotTell) => Self::CannotTell,
            (Change::Gain, Change::Gain) => Self::Fortunate,
            (Change::Gain, _) => Self::Selfish,
            (Change::Nothing, Change::Gain) => Self::Nice,
            (Change::Nothing, Change::Nothing) => Self::Silent,
            (Change::Loss, Change::Gain | Change::Nothing) => Self::Concession,
            (Change::Nothing | Change::Loss, Change::Loss) => Self::Unfortunate,
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fortunate => "fortunate",
            Self::Selfish => "selfish",
            Self::Nice => "nice",
            Self::Silent => "silent",
            Self::Concession => "concession",
            Self::Unfortunate => "unfortunate",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// A step of one party: what it offered, against what it had offered before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// Id of the party.
    pub party: String,
    /// When.
    pub at: String,
    /// In which round, from 1.
    pub round: usize,
    /// Issue, option before, option after.
    pub moves: Vec<(String, String, String)>,
    /// The class against each other party, by its id.
    pub classes: Vec<(String, Class)>,
    /// Whether it was called a concession.
    pub announced: bool,
    /// Whether it was called a concession and gives no other party anything that is seen.
    pub no_gain_seen: bool,
}

/// The steps and whether there is a stall: for the mediators, computed when asked, never logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepReport {
    /// The shape of this report: `detente/steps/1`.
    pub schema: &'static str,
    /// What the classes rest on.
    pub rests_on: String,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// Whether nothing moves.
    pub stall: Stall,
}

/// Whether nothing has moved over the last rounds, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stall {
    /// Over how many closed rounds one looks.
    pub rounds: usize,
    /// Whether there is a stall; null where fewer rounds are closed, or a step cannot be classed.
    pub stalled: Option<bool>,
    /// Where there is one and the case says what can be done away from the table, and what everyone would rather have: whether it is an
    /// impasse; else null.
    pub impasse: Option<Impasse>,
    /// What speaks for it and against it, one sentence each.
    pub evidence: Vec<String>,
}

/// Looks at every step and at the last `rounds` closed rounds. `case` holds what the mediators hold; `events` is what
/// they see.
pub fn steps(events: &[Seen<'_>], case: &Case, rounds: usize, now: Timestamp) -> StepReport {
    let state = State::fold(events);
    let steps = taken(&state, case);
    let mut stall = stall(events, &state, &steps, rounds, now);
    if let (Some(true), Some(conflict)) = (stall.stalled, &case.moves) {
        let (impasse, told) = away(conflict);
        stall.impasse = impasse;
        stall.evidence.push(told);
    }
    let rests_on = crate::gate::rests_on(&detente_deal::rests_on(case));
    StepReport { schema: "detente/steps/1", rests_on, steps, stall }
}

/// Whether a stall is an impasse, by what can be done away from the table, and in words.
fn away(conflict: &Conflict) -> (Option<Impasse>, String) {
    let found = match detente_moves::analyse(conflict, &detente_moves::Settings::default()) {
        Ok(found) => found,
        Err(refusal) => return (None, format!("whether it is an impasse cannot be told: {refusal}")),
    };
    let names = |ids: &[String]| {
        let name = |id: &String| {
            let known = conflict.actors.iter().find(|actor| actor.id == *id);
            known.map_or(id.clone(), |actor| actor.name.clone())
        };
        ids.iter().map(name).collect::<Vec<_>>().join(" and ")
    };
    if let Some(worlds) = &found.worlds {
        let unknown = names(&worlds.open);
        let told = if worlds.whole && worlds.impasse == 1.0 {
            format!(
                "away from the table it is an impasse in each of the {} orders that fit; who could break it hangs on what {unknown} would rather \
                 have, which is not known whole",
                worlds.count
            )
        } else {
            format!(
                "whether it is an impasse cannot be told: what {unknown} would rather have is not known whole; it is one in {:.1} % of the {} orders \
                 that were looked at",
                100.0 * worlds.impasse,
                worlds.count
            )
        };
        return (None, told);
    }
    let quo = found.status_quo;
    let groups = || quo.breakers.iter().map(|group| names(group)).collect::<Vec<_>>().join("; or by ");
    let alone = quo.breakers.first().is_some_and(|group| group.len() == 1);
    let told = match quo.impasse {
        Impasse::None => format!(
            "away from the table it is no impasse: {} would be better off by moving alone",
            names(&quo.would_move)
        ),
        Impasse::Breakable if alone => format!(
            "away from the table it is an impasse as long as answers are believed; they deter a move by {}",
            groups()
        ),
        Impasse::Breakable => {
            format!("away from the table it is an impasse that could be broken, by {}", groups())
        }
        Impasse::Hard => {
            "away from the table it is a hard impasse: no group can come to anything all of it likes better"
                .into()
        }
    };
    (Some(quo.impasse), told)
}

fn taken(state: &State<'_>, case: &Case) -> Vec<Step> {
    let domains: Vec<&Domain> = case.issues.iter().map(|issue| &issue.domain).collect();
    let mut stands: Vec<Vec<Option<usize>>> = vec![vec![None; case.issues.len()]; case.parties.len()];
    let mut steps = Vec::new();
    for offer in state.offers.iter().filter(|offer| !offer.withdrawn) {
        let Some(before) = stands.get(offer.party).cloned() else { continue };
        let mut after = before.clone();
        for (issue, option) in offer.options {
            let at = case.issues.iter().position(|known| known.id == *issue);
            if let Some((at, option)) = at.and_then(|at| Some((at, domains[at].find(option)?))) {
                after[at] = Some(option);
            }
        }
        let moved: Vec<usize> = (0..after.len())
            .filter(|&issue| before[issue].is_some() && before[issue] != after[issue])
            .collect();
        stands[offer.party] = after.clone();
        if moved.is_empty() && !offer.concession {
            continue;
        }
        // A first offer changes nothing that can be compared.
        let first = moved.is_empty()
            && offer.options.keys().all(|issue| {
                let at = case.issues.iter().position(|known| known.id == *issue);
                at.is_none_or(|at| before[at].is_none())
            });
        let felt = |party: usize| {
            if first {
                return Change::CannotTell;
            }
            let held = case.preferences[party].as_ref().or(case.estimates[party].as_ref());
            held.map_or(Change::CannotTell, |held| change(held, &domains, &before, &after))
        };
        let own = felt(offer.party);
        let others = (0..case.parties.len()).filter(|party| *party != offer.party);
        let felt: Vec<(String, Change)> =
            others.map(|party| (case.parties[party].id.clone(), felt(party))).collect();
        let label = |issue: usize, option: Option<usize>| {
            option.map_or_else(String::new, |option| domains[issue].label(option))
        };
        steps.push(Step {
            party: case.parties[offer.party].id.clone(),
            at: offer.event.at.to_string(),
            round: offer.round,
            moves: moved
                .iter()
                .map(|&issue| {
                    (case.issues[issue].id.clone(), label(issue, before[issue]), label(issue, after[issue]))
                })
                .collect(),
            announced: offer.concession,
            no_gain_seen: offer.concession
                && felt.iter().all(|(_, other)| matches!(other, Change::Nothing | Change::Loss)),
            classes: felt.into_iter().map(|(party, other)| (party, Class::of(own, other))).collect(),
        });
    }
    steps
}

fn stall(events: &[Seen<'_>], state: &State<'_>, steps: &[Step], rounds: usize, now: Timestamp) -> Stall {
    // Number of the round, how many events had been seen when it was opened, and when that was.
    let closed: Vec<(usize, usize, Timestamp)> = state
        .rounds
        .iter()
        .enumerate()
        .filter(|(_, round)| !round.open(now))
        .map(|(at, round)| (at + 1, round.versions.0, round.opened))
        .collect();
    let told = |stalled, evidence| Stall { rounds, stalled, impasse: None, evidence };
    let Some(first) = closed.len().checked_sub(rounds.max(1)) else {
        let enough = format!("rounds closed: {}; needed to tell: {rounds}", closed.len());
        return told(None, vec![enough]);
    };
    let (before, after) = (closed[first], closed[closed.len() - 1]);
    let standing = |version: usize, time: Timestamp| {
        let state = State::fold(&events[..version]);
        let choices = state.main().map_or(0, Revision::open_choices);
        let statuses = state.main().map(|main| statuses(&state, main, time)).unwrap_or_default();
        (statuses, choices)
    };
    // What a round brought about may be tabled after it.
    let ((then, open_then), (current, open_now)) =
        (standing(before.1, before.2), standing(events.len(), now));
    let mut evidence = Vec::new();
    let rose: Vec<&String> = current
        .iter()
        .filter(|(clause, status)| {
            let earlier = then.get(*clause).copied().unwrap_or(Status::Proposed);
            **status >= Status::AdReferendum && **status > earlier
        })
        .map(|(clause, _)| clause)
        .collect();
    let span = format!("since the start of round {}, over rounds {} to {}", before.0, before.0, after.0);
    evidence.push(match rose.as_slice() {
        [] => format!("no clause rose in status {span}"),
        all => {
            let all: Vec<&str> = all.iter().map(|clause| clause.as_str()).collect();
            format!("clauses that rose in status {span}: {}", all.join(", "))
        }
    });
    evidence.push(format!("open choices: {open_then} then, {open_now} now"));
    let recent: Vec<&Step> =
        steps.iter().filter(|step| step.round >= before.0 && step.round <= after.0).collect();
    let dead = |class: &Class| matches!(class, Class::Silent | Class::Selfish | Class::Unfortunate);
    let moves = recent
        .iter()
        .any(|step| step.classes.iter().any(|(_, class)| !dead(class) && *class != Class::CannotTell));
    let vague = recent.iter().any(|step| step.classes.iter().any(|(_, class)| *class == Class::CannotTell));
    let name = |id: &str| {
        let found = state.case.parties.iter().find(|party| party.id == id);
        found.map_or_else(|| id.to_string(), |party| party.name.clone())
    };
    for step in &recent {
        let classes: Vec<String> = step
            .classes
            .iter()
            .map(|(party, class)| format!("{} towards {}", class.words(), name(party)))
            .collect();
        evidence.push(format!(
            "round {}: a step of {}: {}",
            step.round,
            name(&step.party),
            classes.join(", ")
        ));
    }
    if recent.is_empty() {
        evidence.push("no party took a step".into());
    }
    let moved = !rose.is_empty() || open_now < open_then || moves;
    told(if moved { Some(false) } else { (!vague).then_some(true) }, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impasse_is_told_only_where_orders_are_known() {
        use detente_case::{Actor, Form, Order};
        let actor = |id: &str, best_first: &[usize], moves: Vec<(usize, Vec<usize>)>| Actor {
            id: id.into(),
            name: id.into(),
            order: Order::Ranking(best_first.iter().map(|state| vec![*state]).collect()),
            unseen: Vec::new(),
            moves,
        };
        // From 1 the north can go to 2, the south from 2 to 3: only together they come to 3, which both like best.
        let told = |north: &[usize], south: &[usize]| {
            let actors =
                vec![actor("north", north, vec![(1, vec![2])]), actor("south", south, vec![(2, vec![3])])];
            let form = Form::Graph { states: ["a", "b", "c"].map(String::from).into() };
            away(&Conflict { actors, form, status_quo: Some(1), wanted: None })
        };
        let (impasse, words) = told(&[3, 1, 2], &[3, 1, 2]);
        assert_eq!(impasse, Some(Impasse::Breakable));
        assert!(words.ends_with("could be broken, by north and south"), "{words}");
        assert_eq!(told(&[1, 3, 2], &[3, 1, 2]).0, Some(Impasse::Hard));
        assert_eq!(told(&[2, 3, 1], &[3, 1, 2]).0, Some(Impasse::None));
        let (impasse, words) = told(&[3, 1], &[3, 1, 2]);
        assert!(impasse.is_none() && words.contains("cannot be told"), "{words}");
    }

    #[test]
    fn the_nine_cells() {
        use Change::{Gain, Loss, Nothing};
        use Class::{Concession, Fortunate, Nice, Selfish, Silent, Unfortunate};
        let table = [
            (Gain, [Fortunate, Selfish, Selfish]),
            (Nothing, [Nice, Silent, Unfortunate]),
            (Loss, [Concession, Concession, Unfortunate]),
        ];
        for (own, row) in table {
            assert_eq!([Gain, Nothing, Loss].map(|other| Class::of(own, other)), row);
        }
        assert_eq!(Class::of(Gain, Change::CannotTell), Class::CannotTell);
    }
}
