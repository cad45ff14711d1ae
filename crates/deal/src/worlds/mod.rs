//! Vague preferences as worlds.
//!
//! A **world** is one complete set of preferences and walk-aways that fits all that is held: a number from each range, weights
//! in the order of a ranking, worths inside their marks. What is not said may be anything. Parties are independent. Worlds are
//! drawn uniformly from what fits: a ranking's weights are exponentials, sorted, divided by their sum, which is the uniform law
//! on the ordered simplex [Rubin 1981; Butler, Jia and Dyer 1997]; ranges and marks are drawn evenly. Each world is decided for
//! itself: a package in its zone is shown, or weights under which its walk-aways ask for too much, or all packages that could
//! be in it are looked at.
//!
//! Draws are numbered, not taken in turn (seed, party, world, place), so that neither the number of threads nor the order of the
//! parties changes a world.

mod decide;
mod draw;
mod draws;
mod fits;
mod nowhere;
mod question;
mod side;
pub(crate) mod source;
mod world;

use detente_case::Case;
use rayon::prelude::*;

use crate::model::held;
use crate::space::Space;
use crate::unit::Unit;
use decide::{Decided, Pool};
pub(crate) use draw::Sources;
pub(crate) use draws::Draws;
pub(crate) use fits::Set;
pub(crate) use nowhere::nowhere;
pub(crate) use question::{Question, best_question};
pub(crate) use world::{LANES, World, pay};

/// Worlds decided in one piece, each piece with packages of its own to try first.
const PIECE: usize = 1_024;

/// What the worlds say.
#[derive(Clone, Debug)]
pub(crate) struct Worlds {
    /// How many there are.
    pub(crate) count: usize,
    /// In how many there is a zone.
    pub(crate) open: usize,
    /// In how many it could not be told within the effort.
    pub(crate) unknown: usize,
    /// For each package asked about: in how many worlds it is in the zone.
    pub(crate) accepted: Vec<usize>,
    /// For each package asked about: how far its smallest share of a gain lies below the largest smallest share of these packages,
    /// on average and at worst, as a part of each party's range; worlds without a zone left out.
    pub(crate) regret: Vec<(f64, f64)>,
    /// Whether there is a zone, a bit for each world, the first world's the lowest.
    pub(crate) zone: Vec<u64>,
    /// For each party and package asked about: whether the package is at or above its walk-away, in the same way.
    pub(crate) yes: Vec<Vec<Vec<u64>>>,
}

impl Worlds {
    fn none(parties: usize, packages: usize) -> Self {
        Self {
            count: 0,
            open: 0,
            unknown: 0,
            accepted: vec![0; packages],
            regret: vec![(0.0, 0.0); packages],
            zone: Vec::new(),
            yes: vec![vec![Vec::new(); packages]; parties],
        }
    }

    /// Takes in one more of several worlds; `gains` has a row of parties for each package.
    fn add(&mut self, decided: Decided, gains: &[[f64; LANES]], lane: usize, allowed: &[bool]) {
        let parties = self.yes.len();
        let open = decided == Decided::Open;
        self.open += usize::from(open);
        self.unknown += usize::from(decided == Decided::Unknown);
        let bit = self.count % 64;
        self.count += 1;
        mark(&mut self.zone, bit, open);
        let mut best = f64::NEG_INFINITY;
        let rows = || {
            gains
                .chunks_exact(parties)
                .map(|row| row.iter().map(|gain| gain[lane]).fold(f64::INFINITY, f64::min))
        };
        for ((at, least), allowed) in rows().enumerate().zip(allowed) {
            for (yes, gain) in self.yes.iter_mut().zip(&gains[at * parties..]) {
                mark(&mut yes[at], bit, gain[lane] >= 0.0);
            }
            self.accepted[at] += usize::from(*allowed && least >= 0.0);
            if *allowed {
                best = best.max(least);
            }
        }
        if open && best.is_finite() {
            for (least, (sum, most)) in rows().zip(&mut self.regret) {
                let lost = best - least;
                *sum += lost;
                *most = most.max(lost);
            }
        }
    }

    /// Takes in the worlds that follow; so far whole words of worlds were.
    fn join(&mut self, next: Self) {
        self.count += next.count;
        self.open += next.open;
        self.unknown += next.unknown;
        self.zone.extend(next.zone);
        self.accepted.iter_mut().zip(next.accepted).for_each(|(all, more)| *all += more);
        for ((sum, most), (more, other)) in self.regret.iter_mut().zip(next.regret) {
            (*sum, *most) = (*sum + more, most.max(other));
        }
        for (all, more) in self.yes.iter_mut().flatten().zip(next.yes.into_iter().flatten()) {
            all.extend(more);
        }
    }
}

fn mark(bits: &mut Vec<u64>, bit: usize, on: bool) {
    if bit == 0 {
        bits.push(0);
    }
    if let Some(word) = bits.last_mut() {
        *word |= u64::from(on) << bit;
    }
}

/// Whether anything is held as vaguely as that worlds differ. Only worths that are averages of issues can be drawn.
pub(crate) fn vague(case: &Case) -> bool {
    (0..case.parties.len()).filter_map(|party| held(case, party)).any(source::is_vague)
}

/// Decides worlds, and values packages in each; `draw` makes worlds those with a number and the next ones.
pub(crate) fn worlds<'s, N: Unit>(
    space: &Space<N>,
    sources: &'s Sources,
    packages: &[Vec<usize>],
    count: usize,
    draw: &(dyn Fn(u64, &mut World<'s, LANES>) + Sync),
) -> Worlds {
    let allowed: Vec<bool> = packages.iter().map(|package| space.broken(package) == 0).collect();
    let parties = space.parties();
    let pieces: Vec<Worlds> = (0..count.div_ceil(PIECE))
        .into_par_iter()
        .map(|piece| {
            let mut pool = Pool::new(space, packages);
            let mut found = Worlds::none(parties, packages.len());
            let (mut side, mut one) = (sources.blank::<LANES>(), sources.blank::<1>());
            let mut gains = vec![[0.0; LANES]; parties * packages.len()];
            let end = ((piece + 1) * PIECE).min(count);
            for first in (piece * PIECE..end).step_by(LANES) {
                draw(first as u64, &mut side);
                let decided = pool.decide_all(space, &side, &mut one);
                for (package, gains) in packages.iter().zip(gains.chunks_exact_mut(parties)) {
                    side.gains(package, gains);
                }
                for (lane, decided) in decided.into_iter().enumerate().take(end - first) {
                    found.add(decided, &gains, lane, &allowed);
                }
            }
            found
        })
        .collect();
    let mut found = Worlds::none(parties, packages.len());
    pieces.into_iter().for_each(|piece| found.join(piece));
    for (mean, _) in &mut found.regret {
        *mean /= found.open.max(1) as f64;
    }
    found
}

/// Per party in what share of the worlds a package is worth less than another, as much, or more.
pub(crate) fn likely<'s>(
    sources: &'s Sources,
    (from, to): (&[usize], &[usize]),
    count: usize,
    draw: &dyn Fn(u64, &mut World<'s, LANES>),
) -> Vec<[f64; 3]> {
    let parties = sources.parties.len();
    let mut shares = vec![[0.0; 3]; parties];
    let mut side = sources.blank::<LANES>();
    let (mut before, mut after) = (vec![[0.0; LANES]; parties], vec![[0.0; LANES]; parties]);
    for first in (0..count).step_by(LANES) {
        draw(first as u64, &mut side);
        side.sums(from, &mut before);
        side.sums(to, &mut after);
        for (q, shares) in shares.iter_mut().enumerate() {
            for lane in 0..LANES.min(count - first) {
                let more = after[q][lane] - before[q][lane];
                shares[if more > 1e-9 {
                    2
                } else if more < -1e-9 {
                    0
                } else {
                    1
                }] += 1.0 / count as f64;
            }
        }
    }
    shares
}

/// The interval that holds a share with 95 % confidence [Wilson 1927], where `unknown` of the worlds may be either.
pub(crate) fn interval(open: usize, unknown: usize, count: usize) -> (f64, f64) {
    let side = |hits: usize, sign: f64| {
        let (n, z) = (count as f64, 1.959_963_984_540_054);
        let share = hits as f64 / n;
        let middle = share + z * z / (2.0 * n);
        let spread = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
        ((middle + sign * spread) / (1.0 + z * z / n)).clamp(0.0, 1.0)
    };
    (side(open, -1.0), side(open + unknown, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, even_grid};
    use crate::space::AnySpace;
    use detente_case::{Files, read};
    use proptest::prelude::*;

    /// A number, a range, a mark, or nothing.
    fn any_worth() -> impl Strategy<Value = String> {
        prop_oneof![
            (0u32..=100).prop_map(|n| n.to_string()),
            (0u32..=60, 0u32..=40).prop_map(|(low, more)| format!("[{low}, {}]", low + more)),
            prop::sample::select(vec!["\"acceptable\"", "\"discuss\"", "\"unacceptable\""])
                .prop_map(String::from),
        ]
    }

    /// The private file of a party over so many issues of three options.
    fn any_party(id: &'static str, issues: usize) -> impl Strategy<Value = String> {
        let order = prop::sample::subsequence((0..issues).collect::<Vec<_>>(), issues).prop_shuffle();
        let importance = prop_oneof![
            order.prop_map(|order| {
                let names: Vec<String> = order.iter().map(|issue| format!("\"i{issue}\"")).collect();
                format!("importance = [{}]\n", names.join(", "))
            }),
            prop::collection::vec((0u32..50, 1u32..50), issues).prop_map(|each| {
                let each = each
                    .iter()
                    .enumerate()
                    .map(|(issue, (low, more))| format!("i{issue} = [{low}, {}]", low + more));
                format!("importance = {{ {} }}\n", each.collect::<Vec<_>>().join(", "))
            }),
            Just(String::new()),
        ];
        let options = prop::collection::vec(any_worth(), 3);
        let each = options
            .prop_map(|worths| format!("{{ a = {}, b = {}, c = {} }}", worths[0], worths[1], worths[2]));
        let ranked = Just(vec!["a", "b", "c"]).prop_shuffle().prop_map(|order| {
            format!("[{}]", order.iter().map(|o| format!("\"{o}\"")).collect::<Vec<_>>().join(", "))
        });
        let worth = prop::collection::vec(prop_oneof![each, ranked], issues);
        let walk_away = prop_oneof![
            (10u32..80).prop_map(|n| format!("walk_away = {n}\n")),
            (10u32..60, 0u32..30).prop_map(|(low, more)| format!("walk_away = [{low}, {}]\n", low + more)),
            Just(String::new()),
        ];
        let term = prop::option::of((0..issues, 0usize..3, -20i32..20));
        let side = || prop::collection::vec(0usize..3, issues);
        let compared = prop::option::weighted(0.3, (side(), side()));
        (importance, worth, walk_away, prop::option::of((0..issues, 0usize..3)), term, compared).prop_map(
            move |(importance, worth, walk_away, red, term, compared)| {
                let named = |side: &[usize]| -> String {
                    let of = side
                        .iter()
                        .enumerate()
                        .map(|(at, option)| format!("i{at} = \"{}\"", ["a", "b", "c"][*option]));
                    of.collect::<Vec<_>>().join(", ")
                };
                let compared = compared.map(|(this, to)| {
                    format!("[[prefers]]\nthis = {{ {} }}\nto = {{ {} }}\n", named(&this), named(&to))
                });
                let term = term.map(|(issue, option, worth)| {
                    let option = ["a", "b", "c"][option];
                    format!("[[combination]]\nwhen = {{ i{issue} = \"{option}\" }}\nworth = {worth}\n")
                });
                let worth = worth.iter().enumerate().map(|(issue, worth)| format!("i{issue} = {worth}"));
                let red = red.map(|(issue, option)| {
                    format!(
                        "red_line = [{{ id = \"r\", never = {{ i{issue} = \"{}\" }} }}]\n",
                        ["a", "b", "c"][option]
                    )
                });
                format!(
                    "party = \"{id}\"\n{importance}{walk_away}{}worth = {{ {} }}\n{}",
                    red.unwrap_or_default(),
                    worth.collect::<Vec<_>>().join(", "),
                    compared.unwrap_or_default() + &term.unwrap_or_default()
                )
            },
        )
    }

    fn any_vague_case() -> impl Strategy<Value = Case> {
        (1usize..=4).prop_flat_map(|issues| {
            (any_party("p", issues), any_party("q", issues), prop::option::of(any_party("r", issues))).prop_map(
                move |(p, q, r)| {
                    let listed: Vec<String> =
                        (0..issues).map(|n| format!("{{ id = \"i{n}\", options = [\"a\", \"b\", \"c\"] }}")).collect();
                    let third = if r.is_some() { ", { id = \"r\" }" } else { "" };
                    let shared = format!(
                        "detente = 1\ntitle = \"T\"\nparty = [{{ id = \"p\" }}, {{ id = \"q\" }}{third}]\nissue = [{}]\n",
                        listed.join(", ")
                    );
                    let mut files = Files::new();
                    files.insert("case.toml".into(), shared.into_bytes());
                    files.insert("private/p.toml".into(), p.into_bytes());
                    files.insert("private/q.toml".into(), q.into_bytes());
                    files.extend(r.map(|r| ("private/r.toml".to_string(), r.into_bytes())));
                    let reading = read(&files);
                    assert!(reading.case.is_some(), "{:?}", reading.problems);
                    reading.case.unwrap()
                },
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn each_world_is_decided_as_looking_at_every_package_does(case in any_vague_case(), seed in any::<u64>()) {
            let grid = even_grid(&case, 2);
            let (model, ..) = Model::new(&case, &grid).unwrap();
            let Some(AnySpace::Narrow(space)) = AnySpace::new(&model) else { return Ok(()) };
            let sources = Sources::new(&case, &model, &space).unwrap();
            let all = (0..3usize.pow(case.issues.len() as u32)).map(|mut number| -> Vec<usize> {
                (0..case.issues.len()).map(|_| { let option = number % 3; number /= 3; option }).collect()
            });
            let all: Vec<Vec<usize>> = all.collect();
            let count = 40;
            let found = worlds(&space, &sources, &all, count, &|nth, world| sources.draw(seed, nth, world));
            prop_assert_eq!((found.count, found.unknown, found.zone.len()), (count, 0, 1));
            let mut open = 0;
            for nth in 0..count {
                let mut world = sources.blank::<1>();
                sources.draw(seed, nth as u64, &mut world);
                // What was compared holds, where it can.
                for (q, source) in sources.parties.iter().enumerate() {
                    for compared in &source.compared {
                        // Here all issues are named, so each side is a package.
                        let all = |side: fn(&(usize, usize, usize)) -> usize| -> Vec<usize> {
                            compared.parts.iter().map(side).collect()
                        };
                        let (mut this, mut to) = (vec![[0.0]; world.parties], vec![[0.0]; world.parties]);
                        world.sums(&all(|part| part.1), &mut this);
                        world.sums(&all(|part| part.2), &mut to);
                        prop_assert!(this[q][0] - to[q][0] >= -1e-6, "{this:?} {to:?}");
                    }
                }
                let worths = |package: &Vec<usize>| {
                    let mut worth = vec![[0.0]; world.parties];
                    world.sums(package, &mut worth);
                    worth.into_iter().flatten().collect()
                };
                let worths: Vec<Vec<f64>> = all.iter().map(worths).collect();
                let good = |at: usize| {
                    let above = worths[at].iter().zip(world.floor.as_flattened()).all(|(worth, floor)| *worth >= floor - 1e-9);
                    above && space.broken(&all[at]) == 0
                };
                let any = (0..all.len()).any(good);
                open += usize::from(any);
                prop_assert_eq!(found.zone[0] >> nth & 1 == 1, any, "world {}", nth);
                // What holds in every world holds in this one, and what holds in none does not.
                prop_assert!(!(any && nowhere(&space, &sources)));
                for at in 0..all.len() {
                    if sources.surely(&all[at]) && space.broken(&all[at]) == 0 {
                        prop_assert!(good(at), "surely {:?}", &all[at]);
                    }
                    if sources.never(&all[at]) {
                        prop_assert!(!good(at), "never {:?}", &all[at]);
                    }
                }
            }
            prop_assert_eq!(found.open, open);
            for (at, accepted) in found.accepted.iter().enumerate() {
                prop_assert!(*accepted <= open && found.regret[at].0 <= found.regret[at].1 + 1e-12);
            }
        }
    }

    #[test]
    fn intervals_cover_the_truth_as_often_as_they_say() {
        // A coin of known bias, a thousand samples of two hundred throws: nineteen in twenty intervals hold the bias.
        for bias in [0.03, 0.2, 0.5, 0.9] {
            let mut covered = 0;
            let mut state = 7_u64;
            for _ in 0..1_000 {
                let throws = (0..200).filter(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    ((state >> 11) as f64 / (1_u64 << 53) as f64) < bias
                });
                let (low, high) = interval(throws.count(), 0, 200);
                covered += usize::from(low <= bias && bias <= high);
            }
            assert!((920..=980).contains(&covered), "{bias}: {covered}");
        }
        assert_eq!(interval(0, 0, 10).0, 0.0);
        assert!(interval(0, 3, 10).1 > interval(0, 0, 10).1);
    }
}
