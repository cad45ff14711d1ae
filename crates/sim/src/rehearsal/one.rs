//! One procedure in one world, and all of them together.

use std::collections::BTreeMap;

use detente_case::Case;
use detente_deal::Worths;

use super::{Agreed, Likely, Procedure, Rehearsed, Settings, deadline};
use crate::ended::{How, Turn};
use crate::negotiation::named;
use crate::preferences::Package;
use crate::protocol::{Table, Terms, Unplayable, play};
use crate::random::Chance;
use crate::seat::Negotiator;

/// What one procedure came to in one world.
pub(super) struct One {
    agreement: Option<Package>,
    shortfall: Vec<f64>,
    rounds: u32,
    offers: u32,
    product: f64,
    gain: Vec<f64>,
    /// How far each came down, in shares of its range.
    steps: Vec<f64>,
}

pub(super) fn played(
    known: Option<&Case>,
    settings: &Settings,
    procedure: &Procedure,
    table: &Table,
    opening: Option<Package>,
    nth: u64,
) -> Result<One, Unplayable> {
    let mut players: Vec<Box<dyn Negotiator>> = (0..table.preferences.len())
        .map(|party| {
            let strategy = procedure.negotiators.get(party).unwrap_or(&procedure.negotiators[0]);
            strategy.seated(settings.semantics, Chance::new(settings.seed, nth, party as u64))
        })
        .collect();
    let terms = Terms { deadline: deadline(settings), seed: settings.seed, negotiation: nth, opening };
    let mut turns: Vec<Turn> = Vec::new();
    let ended = play(&procedure.protocol, table, &mut players, &terms, known, &mut turns)?;
    let agreement = ended.agreement();
    let gains: Vec<f64> = table
        .preferences
        .iter()
        .map(|own| {
            let none = if own.walk_away().is_finite() { own.walk_away() } else { own.worst() };
            let range = own.best() - none;
            match agreement {
                // What a red line of its own forbids counts as its worst.
                Some(at) if range > 0.0 => (own.worth(at).max(own.worst()) - none) / range,
                _ => 0.0,
            }
        })
        .collect();
    let shortfall = match agreement {
        Some(_) => vec![0.0; gains.len()],
        None => nearest(table, &turns),
    };
    Ok(One {
        agreement,
        shortfall,
        rounds: if ended.how == How::Deadline { ended.step } else { ended.step + 1 },
        offers: ended.offers,
        product: share_of_nash(table, agreement),
        gain: gains,
        steps: steps(table, &turns),
    })
}

/// What each party lacks at the package on the table at which all together lack least.
fn nearest(table: &Table, turns: &[Turn]) -> Vec<f64> {
    let lacks = |at: Package| -> Vec<f64> {
        table
            .preferences
            .iter()
            .map(|own| {
                let range = own.best() - own.worst();
                // What a red line forbids lacks all there is.
                if !own.worth(at).is_finite() {
                    return 1.0;
                }
                let lack = (own.walk_away() - own.worth(at)).max(0.0);
                if range > 0.0 { (lack / range).min(1.0) } else { f64::from(u8::from(lack > 0.0)) }
            })
            .collect()
    };
    let all = turns.iter().map(|turn| lacks(turn.offer));
    let least =
        all.reduce(|best, next| if next.iter().sum::<f64>() < best.iter().sum() { next } else { best });
    least.unwrap_or_else(|| vec![1.0; table.preferences.len()])
}

fn share_of_nash(table: &Table, agreement: Option<Package>) -> f64 {
    let Some(agreement) = agreement else { return 0.0 };
    let product = |at: Package| -> f64 {
        let gain = |own: &std::sync::Arc<crate::Preferences>| {
            let none = if own.walk_away().is_finite() { own.walk_away() } else { own.worst() };
            let most = own.best() - none;
            if most > 0.0 { (own.worth(at) - none) / most } else { 1.0 }
        };
        table.preferences.iter().map(gain).product()
    };
    let together = |at: &u32| table.preferences.iter().all(|own| own.accepts(*at));
    if !together(&agreement) {
        return 0.0;
    }
    let most = (0..table.packages.len() as u32).filter(together).map(product).fold(0.0, f64::max);
    if most > 0.0 { product(agreement) / most } else { 1.0 }
}

/// A party's positions are what it put on the table and what it said it could live with; each step down from one to the next counts.
fn steps(table: &Table, turns: &[Turn]) -> Vec<f64> {
    let each = table.preferences.iter().enumerate().map(|(party, own)| {
        let range = own.best() - own.worst();
        let own_position = |turn: &&Turn| turn.party == Some(party) || turn.accepted.contains(&party);
        let mut at: Option<f64> = None;
        let mut sum = 0.0;
        for turn in turns.iter().filter(own_position) {
            let worth = own.worth(turn.offer).max(own.worst());
            if let Some(before) = at.filter(|_| range > 0.0) {
                sum += (before - worth).max(0.0) / range;
            }
            at = Some(worth);
        }
        sum
    });
    each.collect()
}

/// One procedure over all worlds; of each whether some package suits all in it.
pub(super) fn together(
    case: &Case,
    read: &Worths,
    procedure: &Procedure,
    opening: bool,
    all: &[(&One, bool)],
) -> Rehearsed {
    let parties = case.parties.len();
    let n = all.len().max(1) as f64;
    let mean = |of: &dyn Fn(&One) -> f64| all.iter().map(|(one, _)| of(one)).sum::<f64>() / n;
    let agreed = all.iter().filter(|(one, _)| one.agreement.is_some()).count() as u32;
    let possible = all.iter().filter(|(_, possible)| *possible).count();
    let moved: f64 = mean(&|one| one.steps.iter().sum());
    let mut counts: BTreeMap<Package, u32> = BTreeMap::new();
    all.iter().filter_map(|(one, _)| one.agreement).for_each(|at| *counts.entry(at).or_default() += 1);
    let mut often: Vec<(Package, u32)> = counts.into_iter().collect();
    often.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    Rehearsed {
        procedure: procedure.name(),
        mediated: procedure.mediated(),
        opening,
        agreed: Likely::of(agreed, all.len() as u32),
        agreed_where_possible: (possible > 0).then(|| f64::from(agreed) / possible as f64),
        shortfall: mean(&|one| one.shortfall.iter().sum()),
        shortfall_by_party: (0..parties).map(|party| mean(&|one| one.shortfall[party])).collect(),
        rounds: mean(&|one| f64::from(one.rounds)),
        offers: mean(&|one| f64::from(one.offers)),
        nash: mean(&|one| one.product),
        gain: (0..parties).map(|party| mean(&|one| one.gain[party])).collect(),
        carried: (0..parties)
            .map(|party| (moved > 0.0).then(|| mean(&|one| one.steps[party]) / moved))
            .collect(),
        packages: often
            .into_iter()
            .take(3)
            .map(|(at, many)| Agreed { package: named(case, read, at), share: f64::from(many) / n })
            .collect(),
    }
}
