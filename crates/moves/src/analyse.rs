//! From a conflict to what is said of it.

use detente_case::{Conflict, Form};

use crate::analysis::{
    ChangeShown, CoalitionShown, Coalitions, Decides, InWorlds, Keyed, Moved, MovesAnalysis, Named, Numbers,
    Owned, SCHEMA, Settings, Wanted,
};
use crate::coalitions::{Held, coalitions};
use crate::doubt::{Shares, shares};
use crate::goal::{changed, changes, fixed};
use crate::model::{Model, Profile, Refusal};
use crate::response::Response;
use crate::simultaneous::simultaneous;
use crate::stability::{Concept, Stable, equilibria, stability};
use crate::standing::Standing;
use crate::worlds::Orders;

/// Up to so many states all response models are answered, and states are labelled.
const SMALL: usize = 512;
/// Most moves that are listed.
const MOST_LISTED: usize = 1 << 18;
/// Worlds times states that are quickly looked at, and most worlds where nobody asked for a number.
const QUICK: u64 = 1_000_000;
const MOST_WORLDS: u64 = 50_000;
/// Comparisons shown.
const MOST_DECIDE: usize = 3;

const ALL: [(Response, &str); 3] =
    [(Response::LegalSequence, "legal-sequence"), (Response::Once, "once"), (Response::Single, "single")];

/// Analyses a conflict: who can move, what the others would answer, what lasts. Where orders are known in part, one world that fits
/// stands for them in all but the shares.
pub fn analyse(conflict: &Conflict, settings: &Settings) -> Result<MovesAnalysis, Refusal> {
    let model = Model::new(conflict)?;
    let orders = Orders::new(&model, conflict)?;
    let profile = orders.first().clone();
    let states = model.states();
    let mut why = Vec::new();
    let known = |state: usize| {
        let there = (1..=states).contains(&state).then_some(state);
        there.ok_or(Refusal::Unknown { state, states })
    };
    let from = settings.from.or(conflict.status_quo);
    if from.is_none() {
        why.push("no status quo is named; the first state stands for it".into());
    }
    let from = known(from.unwrap_or(1))? - 1;
    let wanted = settings.wanted.or(conflict.wanted).map(known).transpose()?;
    let id = |actor: usize| conflict.actors[actor].id.clone();
    let mut whole = None;
    let mut stable = Keyed(Vec::new());
    let mut together = Keyed(Vec::new());
    let asked = |response: Response| match settings.response {
        Some(asked) => asked == response,
        None => response == Response::LegalSequence || states <= SMALL,
    };
    for (response, name) in ALL.into_iter().filter(|(response, _)| asked(*response)) {
        match stability(&model, &profile, response) {
            Ok(found) => {
                if response == Response::LegalSequence {
                    whole = Some(found.clone());
                }
                let of = |own: &[Stable], concept| numbers(own, |own| own.is(concept));
                let each = Concept::ALL.into_iter().map(|concept| {
                    let actors = found.iter().enumerate().map(|(at, own)| (id(at), of(own, concept)));
                    (concept.name().to_string(), actors.collect())
                });
                stable.0.push((name.into(), each.collect()));
                let found = equilibria(&found);
                let each =
                    Concept::ALL.into_iter().map(|concept| (concept.name().to_string(), of(&found, concept)));
                together.0.push((name.into(), each.collect()));
            }
            Err(error) => why.push(error.to_string()),
        }
    }
    if states <= SMALL {
        if let Some(found) = simultaneous(&model, &profile) {
            let each = found.iter().enumerate().map(|(at, own)| (id(at), numbers(own, |own| *own)));
            stable.0.push(("simultaneous".into(), Keyed(vec![("sim".into(), each.collect())])));
            let all: Vec<bool> = (0..states).map(|state| found.iter().all(|own| own[state])).collect();
            together.0.push(("simultaneous".into(), Keyed(vec![("sim".into(), numbers(&all, |all| *all))])));
        } else {
            why.push("simultaneous answers are laid over each other option by option: there are none for graphs given by hand and merged states".into());
        }
    } else {
        why.push(format!(
            "beyond {SMALL} states other response models are answered only where one is asked for"
        ));
    }
    let standing = Standing::new(conflict, &model, &profile, whole);
    let status_quo = standing.status_quo(from);
    if status_quo.any_move.is_none() {
        why.push(format!(
            "ways to each state are listed up to {SMALL} states, dead ends looked for up to 65,536"
        ));
    }
    let (reachable, improvements) = match listed(conflict, &model, &profile) {
        Some((reachable, improvements)) => (Some(reachable), Some(improvements)),
        None => {
            why.push(format!("there are more than {MOST_LISTED} moves; they are not listed"));
            (None, None)
        }
    };
    let groups = coalitions(&model, &profile).map(|all| shown(conflict, &all));
    if groups.is_none() {
        why.push("there are too many states and actors to table every coalition".into());
    }
    let wanted = wanted.map(|state| will_last(conflict, &model, &profile, &standing, state - 1));
    let mut worlds = None;
    if !orders.open().is_empty() {
        let about = wanted.as_ref().map_or(from, |wanted| wanted.state - 1);
        match shares(
            &model,
            &orders,
            (from, about),
            settings.worlds.unwrap_or_else(|| (QUICK / states as u64).clamp(200, MOST_WORLDS)).max(1),
            settings.seed,
        ) {
            Ok(found) => worlds = Some(in_worlds(conflict, &found, about)),
            Err(error) => why.push(error.to_string()),
        }
        why.push(
            "some orders are known in part: outside `worlds` one order that fits stands for each".into(),
        );
    }
    let options = match &conflict.form {
        Form::Options { options, .. } => options.as_slice(),
        Form::Graph { .. } => &[],
    };
    let owned = |option: &detente_case::Act| Owned {
        id: option.id.clone(),
        name: option.name.clone(),
        owner: id(option.owner),
    };
    Ok(MovesAnalysis {
        schema: SCHEMA,
        actors: conflict
            .actors
            .iter()
            .map(|actor| Named { id: actor.id.clone(), name: actor.name.clone() })
            .collect(),
        states,
        labels: (states <= SMALL).then(|| (0..states).map(|state| model.label(state)).collect()),
        options: options.iter().map(owned).collect(),
        reachable,
        improvements,
        stable,
        equilibria: together,
        coalitions: groups,
        status_quo,
        wanted,
        worlds,
        why,
    })
}

/// The numbers of states for which something holds.
fn numbers<T>(all: &[T], holds: impl Fn(&T) -> bool) -> Numbers {
    all.iter().enumerate().filter(|(_, own)| holds(own)).map(|(at, _)| at + 1).collect()
}

type Listed = Keyed<Keyed<Numbers>>;

fn listed(conflict: &Conflict, model: &Model, profile: &Profile) -> Option<(Listed, Listed)> {
    let sides = model.sides(profile);
    let (mut reachable, mut improvements) = (Keyed(Vec::new()), Keyed(Vec::new()));
    let mut left = MOST_LISTED;
    for (actor, side) in conflict.actors.iter().zip(&sides) {
        let (mut all, mut better) = (Keyed(Vec::new()), Keyed(Vec::new()));
        for state in 0..model.states() as u32 {
            let numbers =
                |states: Vec<u32>| states.into_iter().map(|state| state as usize + 1).collect::<Numbers>();
            let to = side.moves(state);
            left = left.checked_sub(to.len())?;
            let key = (state + 1).to_string();
            better.0.push((key.clone(), numbers(side.improvements(state))));
            all.0.push((key, numbers(to)));
        }
        reachable.0.push((actor.id.clone(), all));
        improvements.0.push((actor.id.clone(), better));
    }
    Some((reachable, improvements))
}

fn shown(conflict: &Conflict, all: &[crate::Coalition]) -> Coalitions {
    let holds = |coalition: &crate::Coalition, at: usize| numbers(&coalition.holds, |own| own[at]);
    let one = |coalition: &crate::Coalition| {
        let moves = coalition.improvements.iter().enumerate().filter(|(_, to)| !to.is_empty());
        let moves = moves.map(|(from, to)| ((from + 1).to_string(), to.iter().map(|to| to + 1).collect()));
        CoalitionShown {
            members: coalition.members.iter().map(|at| conflict.actors[*at].id.clone()).collect(),
            improvements: moves.collect(),
            cnash: holds(coalition, 0),
            cgmr: holds(coalition, 1),
            csmr: holds(coalition, 2),
            cseq: holds(coalition, 3),
        }
    };
    let every = Held::ALL.into_iter().enumerate().map(|(at, held)| {
        let states = all.first().map_or(0, |first| first.holds.len());
        let stays = (0..states).filter(|state| all.iter().all(|coalition| coalition.holds[*state][at]));
        (held.name().to_string(), stays.map(|state| state + 1).collect())
    });
    Coalitions { by_coalition: all.iter().map(one).collect(), stable_for_every_coalition: every.collect() }
}

fn will_last(
    conflict: &Conflict,
    model: &Model,
    profile: &Profile,
    standing: &Standing<'_>,
    state: usize,
) -> Wanted {
    let id = |actor: usize| conflict.actors[actor].id.clone();
    let lasts = |profile: &Profile| {
        stability(model, profile, Response::LegalSequence)
            .map_or(Stable::default(), |stable| equilibria(&stable)[state])
    };
    let now = lasts(profile);
    let found = changes(model, profile, state);
    let then = found.iter().try_fold(profile.clone(), |profile, change| {
        change.as_ref().ok().map(|change| changed(&profile, change, state))
    });
    let change = |change: &Result<crate::goal::Change, usize>| match change {
        Ok(change) => ChangeShown {
            actor: id(change.actor),
            below: change.below.iter().map(|state| state + 1).collect(),
            swaps: Some(change.swaps),
        },
        Err(actor) => ChangeShown { actor: id(*actor), below: Vec::new(), swaps: None },
    };
    let departures = standing.departures(state);
    let open = departures
        .iter()
        .filter(|departure| !departure.answer.as_ref().is_some_and(|answer| answer.believed));
    let fix = fixed(conflict, model, profile, state);
    let names = |options: Vec<usize>| match &conflict.form {
        Form::Options { options: known, .. } => options.into_iter().map(|at| known[at].id.clone()).collect(),
        Form::Graph { .. } => Vec::new(),
    };
    let alone = now.is(Concept::Seq) && now.is(Concept::Smr);
    Wanted {
        state: state + 1,
        lasts: Concept::ALL
            .into_iter()
            .map(|concept| (concept.name().to_string(), now.is(concept)))
            .collect(),
        changes: found.iter().map(change).collect(),
        lasts_then: then.map(|then| lasts(&then).is(Concept::Seq)),
        fix: if now.is(Concept::Seq) { Some(Vec::new()) } else { fix.map(names) },
        deter: open.map(|departure| Moved { actor: departure.actor.clone(), to: departure.to }).collect(),
        groups: if alone {
            standing.breakers(state, 2).into_iter().map(|(members, _)| members).collect()
        } else {
            Vec::new()
        },
    }
}

fn in_worlds(conflict: &Conflict, found: &Shares, about: usize) -> InWorlds {
    let share = |some: u64, of: u64| if of == 0 { 0.0 } else { some as f64 / of as f64 };
    let each = |value: &dyn Fn(usize) -> Numbers| -> Keyed<Numbers> {
        Concept::ALL
            .into_iter()
            .enumerate()
            .map(|(at, concept)| (concept.name().to_string(), value(at)))
            .collect()
    };
    let counts = |at: usize| -> Keyed<u64> {
        found.lasts.iter().enumerate().map(|(state, own)| ((state + 1).to_string(), own[at])).collect()
    };
    let by_concept =
        || Concept::ALL.into_iter().enumerate().map(|(at, concept)| (concept.name().to_string(), counts(at)));
    let shares = |counts: Keyed<u64>| -> Keyed<f64> {
        counts.0.into_iter().map(|(state, some)| (state, share(some, found.worlds))).collect()
    };
    let mut decides: Vec<Decides> = Vec::new();
    for (actor, turns) in &found.turns {
        for (state, [better, lasts_if, lasts_if_not]) in turns.iter().enumerate() {
            let other = found.worlds - better;
            if state == about || *better == 0 || other == 0 {
                continue;
            }
            decides.push(Decides {
                actor: conflict.actors[*actor].id.clone(),
                better: state + 1,
                than: about + 1,
                lasts_if: share(*lasts_if, *better),
                lasts_if_not: share(*lasts_if_not, other),
            });
        }
    }
    let apart = |one: &Decides| (one.lasts_if - one.lasts_if_not).abs();
    decides.retain(|one| apart(one) > 0.0);
    decides.sort_by(|a, b| apart(b).total_cmp(&apart(a)));
    decides.truncate(MOST_DECIDE);
    InWorlds {
        open: found.turns.iter().map(|(actor, _)| conflict.actors[*actor].id.clone()).collect(),
        count: found.worlds,
        whole: found.whole,
        equilibria: by_concept().map(|(concept, counts)| (concept, shares(counts))).collect(),
        counts: by_concept().collect(),
        always: each(&|at| numbers(&found.proved, |own| own[at] == Some(true))),
        never: each(&|at| numbers(&found.proved, |own| own[at] == Some(false))),
        would_move: conflict
            .actors
            .iter()
            .zip(&found.would)
            .map(|(actor, would)| (actor.id.clone(), share(*would, found.worlds)))
            .collect(),
        impasse: share(found.impasse, found.worlds),
        decides,
    }
}
