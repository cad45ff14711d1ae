//! What vague preferences come to, end to end.

use detente_case::{Case, Files, read};
use detente_deal::{Analysis, Settings, Silent, analyze};

/// Two villages of which little is known, with what each file says besides.
fn villages(north: &str, south: &str) -> Case {
    let mut files = Files::new();
    let mut file = |path: &str, text: String| files.insert(path.into(), text.into_bytes());
    let shared = r#"
detente = 1
title = "A shared well"
party = [{ id = "north" }, { id = "south" }]
issue = [
  { id = "hours", options = ["mornings", "evenings"] },
  { id = "fee", options = ["none", "one coin", "two coins"] },
]
"#;
    file("case.toml", shared.into());
    file("private/north.toml", format!("party = \"north\"\n{north}"));
    file("private/south.toml", format!("party = \"south\"\n{south}"));
    let reading = read(&files);
    reading.case.unwrap_or_else(|| panic!("{:?}", reading.problems))
}

fn analysis(case: &Case) -> Analysis {
    let settings = Settings { worlds: 4_000, ..Settings::default() };
    analyze(case, &settings, &Silent).unwrap()
}

const NORTH: &str = r#"
walk_away = [45, 55]
worth = { hours = { mornings = 100, evenings = 0 }, fee = { none = 100, "one coin" = [30, 70], "two coins" = 0 } }
"#;
const SOUTH: &str = r#"
walk_away = [45, 55]
worth = { hours = { mornings = 0, evenings = 100 }, fee = { none = 0, "one coin" = [30, 70], "two coins" = 100 } }
"#;

#[test]
fn a_comparison_narrows_the_worlds() {
    // North would rather have mornings and pay than evenings for nothing, south the fee than the evenings: they can trade.
    let open = |north: &str, south: &str| {
        let found = analysis(&villages(&format!("{NORTH}{north}"), &format!("{SOUTH}{south}")));
        let worlds = found.worlds.unwrap();
        assert_eq!(worlds.undecided, 0);
        (worlds.open as f64 / worlds.count as f64, found.parties[0].readings.clone())
    };
    let hours = "[[prefers]]\nthis = { hours = \"mornings\", fee = \"two coins\" }\nto = { hours = \"evenings\", fee = \"none\" }\n";
    let fee = "[[prefers]]\nthis = { hours = \"mornings\", fee = \"two coins\" }\nto = { hours = \"evenings\", fee = \"none\" }\n";
    let (before, _) = open("", "");
    let (after, readings) = open(hours, fee);
    // Both weights are even on [1/2, 1]: mornings for two coins is worth at least 50 to each, and the walk-aways lie around it.
    assert!(before < 0.75 && after > 0.9, "{before} {after}");
    assert!(
        readings.iter().any(|reading| reading.starts_with("one comparison shapes the worlds")),
        "{readings:?}"
    );
}

#[test]
fn a_comparison_that_cannot_hold_is_said_to() {
    let against = "[[prefers]]\nthis = { fee = \"two coins\" }\nto = { fee = \"none\" }\n";
    let found = analysis(&villages(&format!("{NORTH}{against}"), SOUTH));
    let readings = found.parties[0].readings.join("; ");
    assert!(readings.contains("fits nothing else that it said"), "{readings}");
    assert!(readings.contains("the numbers read here put it 50 lower"), "{readings}");
    let without = analysis(&villages(NORTH, SOUTH));
    // The worlds are others, but as likely.
    let share = |analysis: &Analysis| analysis.zone.probability.unwrap();
    let ([low, high], [other_low, other_high]) = (share(&found), share(&without));
    assert!(low < other_high && other_low < high);
}

#[test]
fn no_zone_in_any_world_is_proved() {
    // Whatever the weights: who has the mornings pays, and each asks for nearly everything.
    let north = NORTH.replace("[45, 55]", "[90, 95]");
    let south = SOUTH.replace("[45, 55]", "[90, 95]");
    let weights = "importance = { hours = [40, 60], fee = [40, 60] }\n";
    let found = analysis(&villages(&format!("{weights}{north}"), &format!("{weights}{south}")));
    assert_eq!((found.worlds.unwrap().none, found.zone.probability), (Some(true), Some([0.0, 0.0])));
    // With weights of any kind a trade may give both nearly all: nothing is proved.
    let found = analysis(&villages(&north, &south));
    assert_eq!(found.worlds.unwrap().none, None);
    // Ranked alike, they cannot trade.
    let ranked = "importance = [\"hours\", \"fee\"]\n";
    let found = analysis(&villages(&format!("{ranked}{north}"), &format!("{ranked}{south}")));
    assert_eq!(found.worlds.unwrap().none, Some(true));
}

#[test]
fn a_comparison_counts_what_combinations_pay() {
    // One coin and evenings are worth 20 more to the north besides, and yet it would at least as soon have mornings for two coins.
    let paid = "[[combination]]\nwhen = { hours = \"evenings\", fee = \"one coin\" }\nworth = 20\n";
    let prefers = "[[prefers]]\nthis = { hours = \"mornings\", fee = \"two coins\" }\nto = { hours = \"evenings\", fee = \"one coin\" }\n";
    let north = NORTH.replace("[45, 55]", "65").replace("[30, 70]", "50");
    let south = "walk_away = \"none\"\nworth = { hours = { mornings = 0, evenings = 100 }, fee = \"unknown\" }\n\
                 red_line = [{ never = { fee = [\"none\", \"one coin\"] } }]\n";
    // 100 w ≥ 50 (1 − w) + 20, so w is even on [7/15, 1]; mornings for two coins is worth 100 w, at least 65 in 21/32 of that.
    let found = analysis(&villages(&format!("{north}{prefers}{paid}"), south));
    let worlds = found.worlds.unwrap();
    let share = worlds.open as f64 / worlds.count as f64;
    assert!((share - 0.35 / (8.0 / 15.0)).abs() < 0.03, "{share}");
}
