//! Why there is no zone, and what if.

use detente_case::{Case, Files, read};
use detente_deal::{Analysis, Settings, Silent, analyze, assume, without_red_line};

/// Two villages: mornings are out for the one, evenings for the other, and both want more than there is.
fn case() -> Case {
    let mut files = Files::new();
    let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
    file(
        "case.toml",
        r#"
detente = 1
title = "A shared well"
party = [{ id = "north" }, { id = "south" }]
person = [
  { id = "ana", name = "Head Ana", for = "north", role = "principal" },
  { id = "bo", name = "Head Bo", for = "south", role = "principal" },
  { id = "sol", name = "Minister Sol", for = "south", role = "representative" },
]
issue = [
  { id = "hours", options = ["mornings", "evenings"] },
  { id = "fee", options = ["none", "one coin", "two coins"] },
]
"#,
    );
    file(
        "private/north.toml",
        r#"
party = "north"
walk_away = 50
importance = { hours = 50, fee = 50 }
worth = { hours = { mornings = 100, evenings = 0 }, fee = { none = 100, "one coin" = 50, "two coins" = 0 } }
red_line = [{ id = "no-evenings", never = { hours = "evenings" }, why = "the goats sleep" }]
"#,
    );
    file(
        "private/south.toml",
        r#"
party = "south"
walk_away = 60
importance = { hours = 60, fee = 40 }
worth = { hours = { mornings = 0, evenings = 100 }, fee = { none = 0, "one coin" = 60, "two coins" = 100 } }
red_line = [{ id = "no-mornings", never = { hours = "mornings" }, relaxed_by = "sol" }]
"#,
    );
    read(&files).case.unwrap()
}

fn analysis(case: &Case) -> Analysis {
    analyze(case, &Settings::default(), &Silent).unwrap()
}

#[test]
fn what_collides_and_what_would_open_it() {
    let found = analysis(&case());
    assert_eq!((found.zone.exists, found.conflicts_complete), (Some(false), Some(true)));
    let conflicts: Vec<_> = found.conflicts.iter().map(|one| one.members.join(" + ")).collect();
    // Mornings give the south 40 at most, evenings the north 50 with no fee, which leaves the south 60.
    assert_eq!(conflicts, ["north.no-evenings + south.no-mornings", "north.no-evenings + south.walk_away"]);
    assert_eq!(found.conflicts[1].relaxable_by, ["bo"]);
    let repairs: Vec<_> =
        found.repairs_of_impasse.iter().map(|one| (one.relax.join(" + "), one.cost)).collect();
    assert_eq!(repairs.len(), 2);
    assert_eq!(repairs[0], ("north.no-evenings".into(), 1.0));
    // The south would come down to the 40 it has with mornings and two coins, of a range of 100.
    let (both, cost) = &repairs[1];
    assert!(both == "south.no-mornings + south.walk_away" && (cost - 1.2).abs() < 1e-9, "{repairs:?}");
    let deep = &found.repairs_of_impasse[1];
    assert_eq!(deep.relaxable_by, [Some("sol".to_string()), Some("bo".to_string())]);
    assert_eq!(deep.by, [None, Some(20.0)]);
    let why = found.members.iter().find(|member| member.id == "north.no-evenings").unwrap();
    assert_eq!(why.why.as_deref(), Some("the goats sleep"));
}

#[test]
fn what_is_assumed_changes_that_and_nothing_else() {
    let case = case();
    let open = analysis(&without_red_line(&case, "north.no-evenings").unwrap());
    assert_eq!(open.zone.packages.as_deref(), Some("1"));
    assert!(open.conflicts.is_empty() && open.members.is_empty() && open.conflicts_complete.is_none());
    assert_eq!(without_red_line(&case, "no-evenings"), without_red_line(&case, "north.no-evenings"));
    let lower = without_red_line(&assume(&case, "south.walk_away=40").unwrap(), "no-mornings").unwrap();
    assert_eq!(analysis(&lower).zone.packages.as_deref(), Some("1"));
    let free = assume(&case, "south.walk_away=none").unwrap();
    assert_eq!(analysis(&free).conflicts.len(), 1);
    let worth = assume(&case, "south.worth.fee.two coins=150/2").unwrap();
    assert_eq!(worth, assume(&case, "south.worth.fee.\"two coins\"=75").unwrap());
    assert_ne!(worth, case);
    assert!(assume(&case, "south.importance.fee=90").is_ok());
    for (said, refused) in [
        ("south", "says nothing to assume"),
        ("west.walk_away=3", "no party \"west\""),
        ("south.walk_away=many", "is not a number"),
        ("south.walk_away=101", "no package is worth 101"),
        ("south.worth.fee.none=101", "101 is no worth"),
        ("south.worth.price=3", "names no option"),
        ("south.worth.price.low=3", "no issue \"price\""),
        ("south.worth.fee.low=3", "no option of fee"),
        ("south.importance.fee=-1", "not below 0"),
        ("south.mood=3", "nothing of south is called"),
    ] {
        let error = assume(&case, said).unwrap_err();
        assert!(error.what.contains(refused) && !error.help.is_empty(), "{said}: {error:?}");
    }
    assert!(
        without_red_line(&case, "none").unwrap_err().help.contains("north.no-evenings, south.no-mornings")
    );
}
