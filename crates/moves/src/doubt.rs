//! Where orders are known in part: in how many of the worlds each state lasts and each actor would move, and what of it is certain.

use rayon::prelude::*;

use crate::group::States;
use crate::model::{Model, Profile};
use crate::response::Response;
use crate::side::Side;
use crate::stability::{Concept, Stable, TooManyActors, equilibria, stability};
use crate::worlds::{Orders, Seed};

/// Worlds in one batch.
const BATCH: u64 = 64;
/// Most states whose certainty is worked out pair by pair.
const MOST_CERTAIN: usize = 64;

/// Shares of worlds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shares {
    /// How many were looked at.
    pub(crate) worlds: u64,
    /// Whether these are all there are.
    pub(crate) whole: bool,
    /// For each state and each of [`Concept::ALL`] in how many it is an equilibrium.
    pub(crate) lasts: Vec<[u64; 5]>,
    /// The same where it is so in all worlds (true) or in none (false); `None` where that is not proved.
    pub(crate) proved: Vec<[Option<bool>; 5]>,
    /// For each actor in how many it would leave the state that was asked for.
    pub(crate) would: Vec<u64>,
    /// In how many the state that was asked for is an impasse.
    pub(crate) impasse: u64,
    /// For each open actor and other state: how many worlds have it better than the one asked about, and in how many of these, and of
    /// the others, that one lasts (sequentially).
    pub(crate) turns: Vec<(usize, Vec<[u64; 3]>)>,
}

/// Looks at all worlds, where there are no more than `most`, else at so many drawn ones. `from` is where actors would move from,
/// `about` the state that is to last.
pub(crate) fn shares(
    model: &Model,
    orders: &Orders<'_>,
    (from, about): (usize, usize),
    most: u64,
    seed: u64,
) -> Result<Shares, TooManyActors> {
    let count = orders.count();
    let whole = count.is_some_and(|count| count <= most);
    let worlds = if whole { count.unwrap_or(most) } else { most };
    let open = orders.open();
    let blank = || Shares {
        worlds: 0,
        whole,
        lasts: vec![[0; 5]; model.states()],
        proved: Vec::new(),
        would: vec![0; model.own.len()],
        impasse: 0,
        turns: open.iter().map(|actor| (*actor, vec![[0; 3]; model.states()])).collect(),
    };
    let batch = |batch: u64| -> Result<Shares, TooManyActors> {
        let mut shares = blank();
        for world in batch * BATCH..((batch + 1) * BATCH).min(worlds) {
            let profile = if whole { orders.nth(world) } else { orders.drawn(Seed::of(seed, world)) };
            shares.take(model, &profile, (from, about))?;
        }
        Ok(shares)
    };
    let batches: Vec<Shares> =
        (0..worlds.div_ceil(BATCH)).into_par_iter().map(batch).collect::<Result<_, _>>()?;
    let mut all = batches.into_iter().fold(blank(), Shares::with);
    all.proved = match (whole, model.states() <= MOST_CERTAIN) {
        (true, _) => all.lasts.iter().map(|own| own.map(|some| settled(some, worlds))).collect(),
        (false, true) => certain(model, orders),
        (false, false) => vec![[None; 5]; model.states()],
    };
    Ok(all)
}

fn settled(some: u64, worlds: u64) -> Option<bool> {
    match some {
        0 => Some(false),
        _ if some == worlds => Some(true),
        _ => None,
    }
}

impl Shares {
    fn take(
        &mut self,
        model: &Model,
        profile: &Profile,
        (from, about): (usize, usize),
    ) -> Result<(), TooManyActors> {
        let stable = stability(model, profile, Response::LegalSequence)?;
        let together = equilibria(&stable);
        self.worlds += 1;
        for (counts, own) in self.lasts.iter_mut().zip(&together) {
            for (count, concept) in counts.iter_mut().zip(Concept::ALL) {
                *count += u64::from(own.is(concept));
            }
        }
        for (would, own) in self.would.iter_mut().zip(&stable) {
            *would += u64::from(!own[from].is(Concept::Nash));
        }
        self.impasse += u64::from(impasse(together[from]));
        let lasts = together[about].is(Concept::Seq);
        for (actor, turns) in &mut self.turns {
            let ranks = &profile.ranks[*actor];
            for (turn, rank) in turns.iter_mut().zip(ranks) {
                let better = *rank > ranks[about];
                turn[0] += u64::from(better);
                turn[if better { 1 } else { 2 }] += u64::from(lasts);
            }
        }
        Ok(())
    }

    fn with(mut self, other: Self) -> Self {
        self.worlds += other.worlds;
        self.impasse += other.impasse;
        for (own, other) in self.lasts.iter_mut().zip(other.lasts) {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        }
        self.would.iter_mut().zip(other.would).for_each(|(own, other)| *own += other);
        for ((_, own), (_, other)) in self.turns.iter_mut().zip(other.turns) {
            for (own, other) in own.iter_mut().zip(other) {
                own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
            }
        }
        self
    }
}

/// Whether nobody would leave a state that lasts in this sense: neither is anybody sure to gain, nor would believed answers let it.
pub(crate) fn impasse(together: Stable) -> bool {
    together.is(Concept::Smr) && together.is(Concept::Seq)
}

/// What holds in every world or in none, by what is known of each pair of states; not all that is certain is found.
fn certain(model: &Model, orders: &Orders<'_>) -> Vec<[Option<bool>; 5]> {
    let sides = model.sides(orders.first());
    let states = model.states();
    // What the others can come to from each state, for each actor, and for each kind of answer.
    let of = |actor: usize, kind: (bool, bool)| -> Vec<States> {
        (0..states as u32).map(|from| answers(&sides, orders, actor, from, kind)).collect()
    };
    let kinds = [(false, true), (false, false), (true, true), (true, false)];
    let known: Vec<[Vec<States>; 4]> =
        (0..sides.len()).map(|actor| kinds.map(|kind| of(actor, kind))).collect();
    let verdict = |state: usize, concept: Concept| {
        let each = (0..sides.len()).map(|actor| one(&sides, orders, &known[actor], (actor, state), concept));
        let mut all = Some(true);
        for own in each {
            match own {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    };
    (0..states).map(|state| Concept::ALL.map(|concept| verdict(state, concept))).collect()
}

fn one(
    sides: &[Side<'_>],
    orders: &Orders<'_>,
    known: &[Vec<States>; 4],
    (actor, state): (usize, usize),
    concept: Concept,
) -> Option<bool> {
    let better = |other: u32| orders.better(actor, other as usize, state);
    let improving = matches!(concept, Concept::Seq | Concept::Sseq);
    let symmetric = matches!(concept, Concept::Smr | Concept::Sseq);
    let out = |end: u32| sides[actor].moves(end);
    let (mut all, mut none) = (true, false);
    for to in sides[actor].moves(state as u32) {
        let leaves = better(to);
        if leaves == Some(false) {
            continue;
        }
        let hurts = |end: u32| {
            better(end) == Some(false)
                && (!symmetric || out(end).into_iter().all(|out| better(out) == Some(false)))
        };
        let spares = |end: u32| {
            better(end) == Some(true)
                || (symmetric && out(end).into_iter().any(|out| better(out) == Some(true)))
        };
        let nash = concept == Concept::Nash;
        all &= !nash && known[2 * usize::from(improving)][to as usize].iter().any(hurts);
        none |= leaves == Some(true)
            && (nash || known[2 * usize::from(improving) + 1][to as usize].iter().all(spares));
    }
    match (all, none) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// What the others can come to: by moves that are improvements in every world, or that may be.
fn answers(
    sides: &[Side<'_>],
    orders: &Orders<'_>,
    actor: usize,
    from: u32,
    (improving, surely): (bool, bool),
) -> States {
    let mut found = States::none(sides[0].ranks.len());
    let mut met: Vec<u64> = vec![0; sides[0].ranks.len()];
    let mut open = vec![(from, usize::MAX)];
    while let Some((state, last)) = open.pop() {
        for (at, side) in sides.iter().enumerate().filter(|(at, _)| *at != actor && *at != last) {
            for to in side.moves(state) {
                let likes = orders.better(at, to as usize, state as usize);
                if improving && likes != Some(true) && (surely || likes == Some(false)) {
                    continue;
                }
                found.insert(to);
                if met[to as usize] >> at & 1 == 0 {
                    met[to as usize] |= 1 << at;
                    open.push((to, at));
                }
            }
        }
    }
    found.remove(from);
    found
}
