//! `detente analyze --adjusted-winner`

use detente_case::{Amount, Case, Importance, Number};
use detente_deal::adjusted_winner;
use serde_json::json;

use crate::arguments::Format;
use crate::console::plain;
use crate::failure::Failure;
use crate::output::{say, say_json};

/// The issues divided between the two parties: whoever wins an issue gets what it wants there.
pub(crate) fn divide(case: &Case, format: Format) -> Result<(), Failure> {
    let [a, b] = case.parties.as_slice() else {
        return Err(Failure::help(
            "Adjusted Winner divides between two parties",
            "this case has another number of them",
        ));
    };
    let points = |at: usize| -> Result<Vec<Number>, Failure> {
        let held = case.preferences[at].as_ref().or(case.estimates[at].as_ref());
        let party = &case.parties[at].name;
        let none =
            || Failure::help(format!("nothing is held of what matters to {party}"), "give its importances");
        let told = detente_case::plain(held.ok_or_else(none)?, &case.issues).preferences;
        let Importance::Each(all) = &told.importance else { return Err(none()) };
        let number = |amount: &Amount| match amount {
            Amount::Exactly(number) => Ok(number.clone()),
            _ => Err(none()),
        };
        all.iter().map(|one| number(&one.value)).collect()
    };
    let (first, second) = (points(0)?, points(1)?);
    let nothing = || Failure::help("a party gives no issue any importance", "give at least one above 0");
    let found = adjusted_winner([&first, &second]).ok_or_else(nothing)?;
    if format == Format::Json {
        let items = case.issues.iter().zip(&found.first).zip(first.iter().zip(&second)).map(|((issue, share), (one, two))| {
            json!({ "issue": issue.id, "points": [one.to_string(), two.to_string()], "first": share.to_string(), "second": (Number::one() - share).to_string() })
        });
        return say_json(&json!({
            "schema": "detente/division/1",
            "parties": [a.id, b.id],
            "items": items.collect::<Vec<_>>(),
            "split": found.split.as_ref().map(|(item, _)| &case.issues[*item].id),
            "worth": found.worth.each_ref().map(Number::to_string),
        }));
    }
    let mut text =
        format!("The issues divided by Adjusted Winner between {} and {}\n", plain(&a.name), plain(&b.name));
    for (issue, share) in case.issues.iter().zip(&found.first) {
        let who = match (share == &Number::one(), share == &Number::zero()) {
            (true, _) => plain(&a.name),
            (_, true) => plain(&b.name),
            _ => format!(
                "{} of it to {}, {} to {}",
                share,
                plain(&a.name),
                Number::one() - share,
                plain(&b.name)
            ),
        };
        text += &format!("  {}: {who}\n", plain(&issue.name));
    }
    text += &format!(
        "Each thinks that it has {} of all that matters to it ({:.2} %). Points are importances; vague ones were taken at\n\
         one number each. Whoever wins an issue is taken to get all it wants there.\n",
        found.worth[0],
        100.0 * found.worth[0].to_f64()
    );
    say(&text)
}
