//! The file of a tournament: what it says, and every mistake with its place.

use detente_sim::tournament::{LineUps, Spec, WalkAways};
use detente_sim::{Deadline, Protocol, Semantics};
use proptest::prelude::*;

const WHOLE: &str = r#"detente_tournament = 1
title = "All keys"
scenarios = ["a", "b"]
negotiators = ["boulware", "time:e=2", "own"]
protocols = ["alternating", "annealing"]
semantics = "genius"
time = { limit = 60, turn = 0.5 }
walk_aways = ["own", 0.85, 1]
line_ups = "different"
seeds = 3
seed = 9
discount = true
batch = 100
csv = true
"#;

fn read(text: &str) -> Result<Spec, String> {
    Spec::read(text, |name| name == "own").map_err(|mistake| {
        format!(
            "{:?} {}; {}",
            text.get(mistake.span).unwrap_or("?"),
            mistake.what,
            mistake.help.unwrap_or_default()
        )
    })
}

#[test]
fn every_key() {
    let spec = read(WHOLE).unwrap();
    assert_eq!(spec.title, "All keys");
    assert_eq!(spec.protocols[0], Protocol::Alternating);
    assert_eq!(spec.semantics, Semantics::Genius);
    assert_eq!(spec.deadline, Deadline::Time { limit: 60.0, turn: 0.5 });
    assert_eq!(spec.walk_aways, [WalkAways::Own, WalkAways::OfNash(0.85), WalkAways::OfNash(1.0)]);
    assert_eq!((spec.line_ups, spec.seeds, spec.seed), (LineUps::Different, 3, 9));
    assert_eq!((spec.discount, spec.batch, spec.csv), (true, Some(100), true));
}

#[test]
fn every_mistake() {
    let base = "detente_tournament = 1\nscenarios = [\"a\"]\nnegotiators = [\"linear\"]\n";
    let with = |line: &str| read(&format!("{base}{line}")).unwrap_err();
    let mistakes = [
        read("").unwrap_err(),
        read("scenarios = [").unwrap_err(),
        read(&base.replace("= 1\n", "= 2\n")).unwrap_err(),
        read(&base.replace("[\"a\"]", "[]")).unwrap_err(),
        read(&base.replace("\"linear\"", "")).unwrap_err(),
        read(&base.replace("linear", "linaer")).unwrap_err(),
        read(&base.replace("\"linear\"", "\"linear\", \"linear\"")).unwrap_err(),
        with("rounds = 0"),
        with("rounds = 5\ntime = { limit = 1, turn = 1 }"),
        with("time = { limit = 1, turn = 0 }"),
        with("time = { limit = 1 }"),
        with("walk_aways = [\"none\"]"),
        with("walk_aways = [1.5]"),
        with("walk_aways = [true]"),
        with("walk_aways = []"),
        with("protocols = [\"chess\"]"),
        with("protocols = []"),
        with("semantics = \"mine\""),
        with("line_ups = \"some\""),
        with("seeds = -1"),
        with("batch = 0"),
        with("sedes = 5"),
        with("walk_aways = [0.5, 0.5]"),
        with("protocols = [\"veto\", \"voting\", \"veto\"]"),
        read(&base.replace("[\"a\"]", "[\"a\", \"a\"]")).unwrap_err(),
        read(&base.replace("\"linear\"", "\"linear\", \" linear:\"")).unwrap_err(),
        read(&base.replace("linear", "time:e=1,e=2")).unwrap_err(),
    ];
    insta::assert_snapshot!(mistakes.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), cut in 0_usize..400) {
        let _ = read(&text);
        let cut = WHOLE.floor_char_boundary(cut);
        let _ = read(&WHOLE[..cut]);
        let _ = read(&format!("{}{text}{}", &WHOLE[..cut], &WHOLE[cut..]));
        let _ = text.parse::<detente_sim::Strategy>();
        let _ = format!("trade-off:{text}").parse::<detente_sim::Strategy>();
    }
}
