//! Cases and tables made for tests.

use detente_case::{Case, Files, read};
use detente_deal::Worths;
use detente_sim::{Chance, Table};

/// A case of two parties, some of it vague; a red line, a link.
pub(crate) fn well() -> Case {
    let mut files = Files::new();
    let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
    file(
        "case.toml",
        r#"
detente = 1
title = "A shared well"
party = [{ id = "north", name = "North" }, { id = "south", name = "South" }]
issue = [
    { id = "hours", options = ["mornings", "evenings", "in turns"] },
    { id = "repairs", options = ["north", "south", "both"] },
    { id = "fee", options = ["none", "half", "full"] },
]
[[link]]
never = { hours = "mornings", fee = "full" }
"#,
    );
    file(
        "private/north.toml",
        r#"
party = "north"
walk_away = 35
importance = { hours = 50, repairs = 20, fee = 30 }
[worth.hours]
mornings = 100
evenings = 0
"in turns" = [40, 70]
[worth.repairs]
north = 0
south = 100
both = 60
[worth.fee]
none = 100
half = [30, 60]
full = 0
[[red_line]]
id = "all"
never = { repairs = "north", fee = "full" }
"#,
    );
    file(
        "private/south.toml",
        r#"
party = "south"
walk_away = [30, 40]
importance = { hours = 40, repairs = 30, fee = 30 }
[worth.hours]
mornings = 0
evenings = 100
"in turns" = 60
[worth.repairs]
north = 100
south = 0
both = 70
[worth.fee]
none = 0
half = 50
full = 100
"#,
    );
    let reading = read(&files);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
    reading.case.unwrap()
}

/// Worths of a case without combinations, drawn from a seed; parties, issues and options as said.
pub(crate) fn drawn(seed: u64, parties: usize, options: &[usize], walk_away: f64) -> Worths {
    let mut chance = Chance::new(seed, 0, 0);
    let packages: usize = options.iter().product();
    Worths {
        options: options.to_vec(),
        codes: (0..packages as u64).collect(),
        worth: (0..parties).map(|_| (0..packages).map(|_| chance.even()).collect()).collect(),
        walk_away: vec![Some(walk_away); parties],
        discount: vec![1.0; parties],
    }
}

pub(crate) fn table(worths: &Worths) -> Table {
    Table::of(worths)
}
