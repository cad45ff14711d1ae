use super::*;
use detente_case::{Files, read};

/// Two issues of three options; the parties want opposite ends, and care for different issues. Only their marks are told.
fn marked() -> Case {
    let mut files = Files::new();
    let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
    file(
        "case.toml",
        "detente = 1\ntitle = \"T\"\nparty = [{ id = \"p\" }, { id = \"q\" }]\n\
         issue = [{ id = \"i\", options = [\"a\", \"b\", \"c\"] }, { id = \"j\", options = [\"a\", \"b\", \"c\"] }]\n",
    );
    let (up, down) = (
        "{ a = \"acceptable\", b = \"discuss\", c = \"unacceptable\" }",
        "{ a = \"unacceptable\", b = \"discuss\", c = \"acceptable\" }",
    );
    file("private/p.toml", &format!("party = \"p\"\n[worth]\ni = {up}\nj = {up}\n"));
    file("private/q.toml", &format!("party = \"q\"\n[worth]\ni = {down}\nj = {down}\n"));
    read(&files).case.unwrap()
}

/// What each party has of an option: the first cares for `i`, the second for `j`.
fn worth(party: usize, package: &[usize]) -> f64 {
    let (up, down) = ([1.0, 0.5, 0.0], [0.0, 0.5, 1.0]);
    match party {
        0 => 0.85 * up[package[0]] + 0.15 * up[package[1]],
        _ => 0.15 * down[package[0]] + 0.85 * down[package[1]],
    }
}

fn answer(drafting: &mut Drafting, package: &[usize], before: Option<&[usize]>) {
    for party in 0..2 {
        let costs = match party {
            0 => [0.85 * package[0] as f64, 0.15 * package[1] as f64],
            _ => [0.15 * (2 - package[0]) as f64, 0.85 * (2 - package[1]) as f64],
        };
        let heard = Heard {
            party,
            package: package.to_vec(),
            acceptable: Some(worth(party, package) >= 0.6),
            better_than: before.map(|before| (before.to_vec(), worth(party, package) > worth(party, before))),
            hurts: Some(usize::from(costs[1] > costs[0])),
        };
        drafting.hear(heard).unwrap();
    }
}

#[test]
fn answers_lead_to_the_trade_that_nobody_told() {
    let case = marked();
    for seed in 0..5 {
        let mut drafting = Drafting::new(&case, seed).unwrap().unwrap();
        let mut before: Option<Vec<usize>> = None;
        for _ in 0..6 {
            let Some(next) = drafting.next_draft() else { break };
            assert!(next.acceptable.iter().all(|share| (0.0..=1.0).contains(share)));
            answer(&mut drafting, &next.package, before.as_deref());
            before = Some(next.package);
        }
        // Each has what it cares for.
        assert_eq!(drafting.settled(), Some(&[0, 2][..]), "seed {seed}");
    }
}

#[test]
fn drafts_do_not_come_twice_and_end_with_the_packages() {
    let case = marked();
    let mut drafting = Drafting::new(&case, 1).unwrap().unwrap();
    let mut drafts: Vec<Vec<usize>> = Vec::new();
    while let Some(next) = drafting.next_draft() {
        assert!(!drafts.contains(&next.package));
        answer(&mut drafting, &next.package, None);
        drafts.push(next.package);
        assert!(drafts.len() <= 9);
    }
    assert_eq!(drafting.settled(), Some(&[0, 2][..]));
    // The same again, draft by draft.
    let mut again = Drafting::new(&case, 1).unwrap().unwrap();
    for package in &drafts {
        assert_eq!(&again.next_draft().unwrap().package, package);
        answer(&mut again, package, None);
    }
}

#[test]
fn answers_about_nothing_are_refused() {
    let mut drafting = Drafting::new(&marked(), 1).unwrap().unwrap();
    let heard = |party, package: &[usize], hurts| Heard {
        party,
        package: package.to_vec(),
        acceptable: Some(true),
        better_than: None,
        hurts,
    };
    assert_eq!(drafting.hear(heard(2, &[0, 0], None)), Err(Misheard));
    assert_eq!(drafting.hear(heard(0, &[0], None)), Err(Misheard));
    assert_eq!(drafting.hear(heard(0, &[0, 3], None)), Err(Misheard));
    assert_eq!(drafting.hear(heard(0, &[0, 2], Some(2))), Err(Misheard));
    assert_eq!(drafting.hear(heard(0, &[0, 2], Some(1))), Ok(()));
}

/// What is believed after answers is what weighing many draws by them gives.
#[test]
fn beliefs_are_as_plain_weighing_has_them() {
    let case = marked();
    let mut drafting = Drafting::new(&case, 3).unwrap().unwrap();
    for package in [[0, 2], [2, 0], [1, 1]] {
        answer(&mut drafting, &package, None);
    }
    let told = Together::all(&drafting.beliefs);
    let mut sums = [[0.0; 9]; 2];
    let mut weights = [0.0; 2];
    for seed in 0..400 {
        for (party, belief) in Drafting::new(&case, seed).unwrap().unwrap().beliefs.iter().enumerate() {
            let heard = drafting.beliefs[party].heard();
            for (ready, chance) in belief.likely(heard) {
                weights[party] += chance;
                for (at, sum) in sums[party].iter_mut().enumerate() {
                    let gain = ready.base + ready.worths[at / 3] + ready.worths[3 + at % 3];
                    *sum += chance * f64::from(u8::from(gain >= 0.0));
                }
            }
        }
    }
    for at in 0..9 {
        let found = told.acceptable(&[at / 3, at % 3]);
        for party in 0..2 {
            let expected = sums[party][at] / weights[party];
            assert!((found[party] - expected).abs() < 0.08, "{at} {party}: {} for {expected}", found[party]);
        }
    }
}

/// A walk-away nothing is known of constrains nothing until its party says what it could live with.
#[test]
fn who_said_nothing_constrains_nothing() {
    let mut drafting = Drafting::new(&marked(), 5).unwrap().unwrap();
    let heard =
        |party| Heard { party, package: vec![0, 0], acceptable: Some(true), better_than: None, hurts: None };
    drafting.hear(heard(0)).unwrap();
    let mut world = drafting.sources.blank::<1>();
    drafting.world(7, 3, &mut world);
    assert!(world.floor[0][0].is_finite() && world.floor[1][0] == f64::NEG_INFINITY);
}

/// Worlds made of what is believed accept packages as often as the beliefs do.
#[test]
fn worlds_are_as_answers_left_them() {
    let mut drafting = Drafting::new(&marked(), 5).unwrap().unwrap();
    for package in [[0, 2], [2, 0], [1, 1]] {
        answer(&mut drafting, &package, None);
    }
    let believed = Together::all(&drafting.beliefs);
    let mut world = drafting.sources.blank::<1>();
    let mut accepted = [[0.0; 9]; 2];
    let mut gains = vec![[0.0]; 2];
    let count = 3_000;
    for nth in 0..count {
        drafting.world(7, nth, &mut world);
        for at in 0..9 {
            world.gains(&[at / 3, at % 3], &mut gains);
            (0..2).for_each(|party| accepted[party][at] += f64::from(u8::from(gains[party][0] >= 0.0)));
        }
    }
    for at in 0..9 {
        let expected = believed.acceptable(&[at / 3, at % 3]);
        for party in 0..2 {
            let found = accepted[party][at] / count as f64;
            assert!((found - expected[party]).abs() < 0.05, "{at} {party}: {found} for {}", expected[party]);
        }
    }
}
