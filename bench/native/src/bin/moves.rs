//! How fast every state's stability is found, in process, on one thread.
//!
//! `moves [RUNS]`: made models of options, two-way, with ties; five concepts for all actors, `legal-sequence`; then worlds of a model. Prints
//! one line for each with the median of the runs. Run it with `RAYON_NUM_THREADS=1` (bench/run does).

use std::time::Instant;

use detente_case::{Act, Actor, Conflict, Conjunction, Direction, Form, Order};
use detente_moves::{Model, Profile, Response, Settings, analyse, equilibria, stability};

/// Numbers from a seed [Steele, Lea and Flood 2014].
struct Seed(u64);

impl Seed {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        ((u128::from(self.next()) * most as u128) >> 64) as usize
    }
}

/// Options dealt to the actors in turn; so many conjunctions of two that cannot be.
fn made(options: usize, actors: usize, impossible: usize, seed: &mut Seed) -> Conflict {
    let act = |at: usize| Act {
        id: format!("o{at}"),
        name: format!("o{at}"),
        owner: at % actors,
        direction: Direction::Both,
        clause: None,
    };
    let mut pair = |_| -> Conjunction {
        let first = seed.below(options);
        let second = (first + 1 + seed.below(options - 1)) % options;
        let third = seed.below(options);
        let mut all = vec![(first, true), (second, true), (third, true)];
        all.sort_unstable();
        all.dedup();
        all
    };
    let impossible = (0..impossible).map(&mut pair).collect();
    let order = Order::Ranking(Vec::new());
    let actor = |at: usize| Actor {
        id: format!("a{at}"),
        name: format!("a{at}"),
        order: order.clone(),
        unseen: Vec::new(),
        moves: Vec::new(),
    };
    let form = Form::Options { options: (0..options).map(act).collect(), impossible, merged: Vec::new() };
    Conflict { actors: (0..actors).map(actor).collect(), form, status_quo: None, wanted: None }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runs: usize = std::env::args().nth(1).map_or(Ok(3), |runs| runs.parse())?;
    let mut seed = Seed(1);
    for (options, actors, impossible, target) in [(12, 6, 0, 0.02), (16, 4, 3, 0.15), (20, 4, 0, 4.0)] {
        let conflict = made(options, actors, impossible, &mut seed);
        let begin = Instant::now();
        let model = Model::new(&conflict)?;
        let made = begin.elapsed().as_secs_f64();
        let states = model.states();
        let ranks = (0..actors).map(|_| (0..states).map(|_| seed.below(states / 2) as u32).collect());
        let profile = Profile::new(ranks.collect());
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..runs {
            let begin = Instant::now();
            let stable = stability(&model, &profile, Response::LegalSequence)?;
            times.push(begin.elapsed().as_secs_f64());
            found = equilibria(&stable).iter().filter(|all| all.is(detente_moves::Concept::Seq)).count();
        }
        println!(
            "{states} states of 2^{options}, {actors} actors: {:.4} s (target {target}), model {made:.4} s, {found} sequential equilibria",
            median(times)
        );
    }
    // Two actors' orders known, the third's not at all.
    let mut conflict = made(10, 3, 0, &mut seed);
    for actor in conflict.actors.iter_mut().skip(1) {
        let mut states: Vec<usize> = (1..=1024).collect();
        (1..1024).rev().for_each(|at| states.swap(at, seed.below(at + 1)));
        actor.order = Order::Ranking(states.into_iter().map(|state| vec![state]).collect());
    }
    let settings = Settings { worlds: Some(10_000), response: Some(Response::LegalSequence), ..Settings::default() };
    let mut times = Vec::new();
    for _ in 0..runs {
        let begin = Instant::now();
        let found = analyse(&conflict, &settings)?;
        times.push(begin.elapsed().as_secs_f64());
        assert_eq!(found.worlds.map(|worlds| worlds.count), Some(10_000));
    }
    println!("10000 worlds of 1024 states, 3 actors, the whole analysis: {:.3} s (target 5)", median(times));
    Ok(())
}
