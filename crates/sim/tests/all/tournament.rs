//! Tournaments: every negotiation once, the same everywhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use detente_deal::Silent;
use detente_sim::tournament::{Broken, LineUps, Scenario, Shelf, Spec, Tournament, Unready, WalkAways};
use detente_sim::{Chance, Entrant, Fault, Negotiator, Semantics, Strategy, Table};

use crate::made::drawn;

/// Files in memory; can be made to fail after some.
#[derive(Default)]
struct Memory {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    left: Option<Mutex<usize>>,
}

impl Shelf for Memory {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.files.lock().unwrap().get(name).cloned())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        if let Some(left) = &self.left {
            let mut left = left.lock().unwrap();
            *left = left.checked_sub(1).ok_or("the disk is full")?;
        }
        self.files.lock().unwrap().insert(name.into(), bytes.to_vec());
        Ok(())
    }
}

fn scenarios() -> Vec<Scenario> {
    let one = |seed: u64, parties: usize| Scenario {
        name: format!("made {seed}"),
        parties: (0..parties).map(|party| format!("party {party}")).collect(),
        worths: Arc::new(drawn(seed, parties, &[3, 4], 0.3)),
        case: None,
    };
    vec![one(1, 2), one(2, 3)]
}

fn entrants() -> Vec<Arc<dyn Entrant>> {
    ["boulware", "micro", "random"]
        .iter()
        .map(|name| Arc::new(name.parse::<Strategy>().unwrap()) as _)
        .collect()
}

fn spec() -> Spec {
    Spec {
        walk_aways: vec![WalkAways::Own, WalkAways::OfNash(0.7)],
        seeds: 3,
        batch: Some(7),
        csv: true,
        ..Spec::default()
    }
}

fn made(spec: Spec) -> Tournament {
    Tournament::new(spec, &scenarios(), entrants()).unwrap()
}

fn played(tournament: &Tournament, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let shelf = Memory::default();
    tournament.claim(&shelf).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| tournament.run(&shelf, 0..tournament.batches(), &Silent).unwrap());
    shelf.files.into_inner().unwrap()
}

#[test]
fn every_negotiation_has_its_number() {
    let tournament = made(spec());
    // Two parties and nine line-ups, three and twenty-seven; twice each for walk-aways; three times each.
    assert_eq!(tournament.negotiations(), (9 + 27) * 2 * 3);
    let mut seen = std::collections::BTreeSet::new();
    let mut count = 0;
    for batch in 0..tournament.batches() {
        for negotiation in tournament.batch(batch) {
            let cell = tournament.cell(negotiation).unwrap();
            assert!(seen.insert((cell.setting, cell.line_up, cell.repetition)));
            count += 1;
        }
    }
    assert_eq!(count, tournament.negotiations());
    assert_eq!(tournament.cell(count), None);
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let tournament = made(spec());
    let one = played(&tournament, 1);
    assert_eq!(one, played(&tournament, 4));
    assert_eq!(one.len() as u64, 2 * tournament.batches() + 1);
}

#[test]
fn broken_off_and_taken_up_again() {
    let tournament = made(spec());
    let whole = played(&tournament, 2);
    for fails_after in [1, 2, 5, 17, 30] {
        let mut shelf = Memory { left: Some(Mutex::new(fails_after)), ..Memory::default() };
        let _ = tournament.claim(&shelf);
        let broken = tournament.run(&shelf, 0..tournament.batches(), &Silent).unwrap_err();
        assert_eq!(broken, Broken::Shelf("the disk is full".into()));
        assert!(matches!(tournament.standings(&shelf), Err(Broken::Missing(_))));
        shelf.left = None;
        tournament.claim(&shelf).unwrap();
        tournament.run(&shelf, 0..tournament.batches(), &Silent).unwrap();
        assert_eq!(*shelf.files.lock().unwrap(), whole);
    }
}

#[test]
fn a_part_that_is_not_its_own_is_played_again() {
    let tournament = made(spec());
    let shelf = Memory { files: Mutex::new(played(&tournament, 2)), ..Memory::default() };
    let whole = shelf.files.lock().unwrap().clone();
    let part = |batch| format!("{}.parquet", Tournament::part(batch));
    let other = played(&made(Spec { seed: 5, ..spec() }), 1);
    shelf.put(&part(3), &whole[&part(2)]).unwrap();
    shelf.put(&part(5), &other[&part(5)]).unwrap();
    shelf.put(&part(7), &whole[&part(7)][..50]).unwrap();
    shelf.files.lock().unwrap().remove(&format!("{}.csv", Tournament::part(9)));
    shelf.put(&format!("{}.csv", Tournament::part(10)), b"negotiation\n").unwrap();
    assert!(matches!(tournament.standings(&shelf), Err(Broken::Missing(_))));
    tournament.run(&shelf, 0..tournament.batches(), &Silent).unwrap();
    assert_eq!(*shelf.files.lock().unwrap(), whole);
}

#[test]
fn one_bit_changed_anywhere_is_noticed() {
    let tournament = made(Spec { seeds: 1, walk_aways: vec![WalkAways::Own], csv: false, ..spec() });
    let files = played(&tournament, 1);
    let shelf = Memory { files: Mutex::new(files.clone()), ..Memory::default() };
    let name = format!("{}.parquet", Tournament::part(1));
    for at in 0..files[&name].len() {
        let mut changed = files[&name].clone();
        changed[at] ^= 1 << (at % 8);
        shelf.put(&name, &changed).unwrap();
        assert_eq!(tournament.standings(&shelf), Err(Broken::Missing(name.clone())), "byte {at}");
    }
    let added = [&files[&name][..], b"\0"].concat();
    shelf.put(&name, &added).unwrap();
    assert!(tournament.standings(&shelf).is_err());
    tournament.run(&shelf, 0..tournament.batches(), &Silent).unwrap();
    assert_eq!(*shelf.files.lock().unwrap(), files);
}

#[test]
fn tallies_of_other_negotiations_are_not_taken() {
    use sha2::{Digest, Sha256};
    let tournament = made(spec());
    let shelf = Memory { files: Mutex::new(played(&tournament, 1)), ..Memory::default() };
    let name = format!("{}.parquet", Tournament::part(1));
    let bytes = shelf.get(&name).unwrap().unwrap();
    let find = |bytes: &[u8], what: &str| {
        bytes.windows(what.len()).rposition(|window| window == what.as_bytes()).unwrap() + what.len()
    };
    for key in ["\"setting\":", "\"party\":", "\"negotiations\":"] {
        // Changed, and with the digest of the change.
        let mut forged = bytes.clone();
        let at = find(&forged, key);
        forged[at] = b'9';
        let sum = find(&forged, "detente.sum") + 2;
        forged[sum..sum + 64].fill(b'0');
        let digest: String = Sha256::digest(&forged).iter().map(|byte| format!("{byte:02x}")).collect();
        forged[sum..sum + 64].copy_from_slice(digest.as_bytes());
        shelf.put(&name, &forged).unwrap();
        assert_eq!(tournament.standings(&shelf), Err(Broken::Missing(name.clone())), "{key}");
    }
}

#[test]
fn what_is_one_thing_is_entered_once() {
    let of = |scenarios: &str, negotiators: &str| {
        let text = format!("detente_tournament = 1\nscenarios = {scenarios}\nnegotiators = {negotiators}\n");
        Spec::read(&text, |_| false).map(|spec| spec.negotiators)
    };
    for scenarios in [r#"["a/b", "./a/b"]"#, r#"["a/b", "a/c/../b/"]"#, r#"["../a", "./../a"]"#] {
        assert!(of(scenarios, r#"["micro"]"#).unwrap_err().what.contains("twice"), "{scenarios}");
    }
    assert!(of(r#"["a", "../a", "../../a"]"#, r#"["micro"]"#).is_ok());
    let twice = of(r#"["a"]"#, r#"["time:e=4,tolerance=0", "time: tolerance=0.0, e=4.0"]"#).unwrap_err();
    assert!(twice.what.contains("twice"));
    assert_eq!(of(r#"["a"]"#, r#"["time:e=4.50"]"#).unwrap(), ["time:e=4.5"]);
}

#[test]
fn another_tournament_is_told_apart() {
    let shelf = Memory::default();
    made(spec()).claim(&shelf).unwrap();
    made(spec()).claim(&shelf).unwrap();
    let others = [
        Spec { seed: 2, ..spec() },
        Spec { seeds: 4, ..spec() },
        Spec { line_ups: LineUps::Same, ..spec() },
        Spec { discount: true, ..spec() },
        Spec { deadline: detente_sim::Deadline::Rounds(99), ..spec() },
    ];
    for other in others {
        assert_eq!(made(other).claim(&shelf), Err(Broken::Another));
    }
    let mut scenarios = scenarios();
    Arc::make_mut(&mut scenarios[0].worths).worth[0][0] += 1e-12;
    let other = Tournament::new(spec(), &scenarios, entrants()).unwrap();
    assert_eq!(other.claim(&shelf), Err(Broken::Another));
    let written = |source| Arc::new(Written(source)) as Arc<dyn Entrant>;
    let of =
        |source| Tournament::new(spec(), &self::scenarios(), vec![written("one"), written(source)]).unwrap();
    let shelf = Memory::default();
    of("two").claim(&shelf).unwrap();
    of("two").claim(&shelf).unwrap();
    assert_eq!(of("three").claim(&shelf), Err(Broken::Another));
}

/// One of one's own, made of a text.
struct Written(&'static str);

impl Entrant for Written {
    fn name(&self) -> String {
        "own".into()
    }

    fn made_of(&self) -> Option<String> {
        Some(self.0.into())
    }

    fn seated(
        &self,
        _: &Table,
        _: usize,
        semantics: Semantics,
        chance: Chance,
    ) -> Result<Box<dyn Negotiator>, Fault> {
        Ok("random".parse::<Strategy>().unwrap().seated(semantics, chance))
    }
}

#[test]
fn standings_are_what_the_rows_say() {
    let tournament = made(spec());
    let shelf = Memory::default();
    tournament.run(&shelf, 0..tournament.batches(), &Silent).unwrap();
    let standings = tournament.standings(&shelf).unwrap();
    let rows: Vec<_> =
        (0..tournament.batches()).flat_map(|batch| tournament.rows_of(batch).unwrap()).collect();
    for (position, name) in tournament.names().iter().enumerate() {
        let own = |setting: usize| {
            let own = rows.iter().filter(move |row| row.negotiator == position && row.setting == setting);
            let (sum, many) = own.fold((0.0, 0.0), |(sum, many), row| (sum + row.share, many + 1.0));
            sum / many
        };
        let settings = tournament.settings().len();
        let mean = (0..settings).map(own).sum::<f64>() / settings as f64;
        let told = standings.negotiators.iter().find(|one| one.negotiator == *name).unwrap();
        assert!((told.share.mean - mean).abs() < 1e-12, "{name}: {} {mean}", told.share.mean);
        assert!(told.share.low.unwrap() <= mean && mean <= told.share.high.unwrap());
    }
    // The largest first; whoever meets is two.
    let means: Vec<f64> = standings.negotiators.iter().map(|one| one.share.mean).collect();
    assert!(means.windows(2).all(|two| two[0] >= two[1]));
    assert_eq!(standings.meetings.len(), 9);
    insta::assert_snapshot!(standings.league_csv());
}

#[test]
fn discounts_count_where_asked_for() {
    let mut scenarios = scenarios();
    Arc::make_mut(&mut scenarios[0].worths).discount = vec![0.5, 1.0];
    let of = |discount| {
        let tournament = Tournament::new(Spec { discount, ..spec() }, &scenarios[..1], entrants()).unwrap();
        (0..tournament.batches()).flat_map(|batch| tournament.rows_of(batch).unwrap()).collect::<Vec<_>>()
    };
    let (plain, shrunk) = (of(false), of(true));
    assert_eq!(plain.len(), shrunk.len());
    for (plain, shrunk) in plain.iter().zip(&shrunk) {
        assert_eq!(plain.package, shrunk.package);
        match plain.party {
            0 => assert!(shrunk.worth < plain.worth && shrunk.worth >= 0.5 * plain.worth - 1e-12),
            _ => assert_eq!(shrunk.worth, plain.worth),
        }
    }
}

#[test]
fn what_cannot_be_played_is_told() {
    let none = Tournament::new(spec(), &[], entrants());
    assert_eq!(none.err(), Some(Unready::NoScenario));
    assert_eq!(Tournament::new(spec(), &scenarios(), Vec::new()).err(), Some(Unready::NoEntrant));
    let alone: Vec<Arc<dyn Entrant>> = entrants().into_iter().take(1).collect();
    let different = Spec { line_ups: LineUps::Different, ..spec() };
    assert_eq!(Tournament::new(different, &scenarios(), alone).err(), Some(Unready::Nothing));
    let mut closed = scenarios();
    Arc::make_mut(&mut closed[0].worths).walk_away = vec![Some(2.0), Some(2.0)];
    assert_eq!(Tournament::new(spec(), &closed, entrants()).err(), Some(Unready::NoZone("made 1".into())));
    let many = Scenario { worths: Arc::new(drawn(1, 13, &[2], 0.0)), ..scenarios()[0].clone() };
    assert!(matches!(Tournament::new(spec(), &[many], entrants()), Err(Unready::TooManyLineUps { .. })));
    let mediated = Spec { protocols: vec![detente_sim::Protocol::Mediated { drafts: 3 }], ..spec() };
    let broken = made(mediated).rows_of(0).unwrap_err();
    assert!(broken.to_string().contains("needs a case"), "{broken}");
}
