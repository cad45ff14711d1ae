//! What the answer is to rest on: what parties said, what the mediator estimates, or both.

use detente_case::{Amount, Case, Importance, Preferences, WalkAway, Worth};

/// What of a case is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What the parties said, and nothing where one said nothing.
    Told,
    /// The mediator's estimates, and nothing where there is none.
    Estimates,
    /// What the parties said; value by value the estimate where they did not say.
    Both,
}

impl Basis {
    /// Its name in an [`Analysis`](crate::Analysis).
    pub fn name(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Estimates => "estimates",
            Self::Both => "both",
        }
    }
}

/// The case as it is on a basis; red lines and comparisons of both are kept side by side with [`Basis::Both`]. Estimates on another
/// scale than what was said fill no gap.
///
/// ```
/// use detente_case::{Files, WalkAway, read};
/// use detente_deal::{Basis, based_on};
///
/// let mut files = Files::new();
/// let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
/// file("case.toml", "detente = 1\ntitle = \"W\"\nparty = [{ id = \"north\" }]\nissue = [{ id = \"hours\", options = [\"a\", \"b\"] }]\n");
/// file("private/north.toml", "party = \"north\"\nworth = { hours = { a = 100, b = 0 } }\n");
/// file("mediator/estimates/north.toml", "party = \"north\"\nwalk_away = 40\nworth = { hours = { a = 0, b = 100 } }\n");
/// let case = read(&files).case.unwrap();
/// let both = based_on(&case, Basis::Both).preferences[0].clone().unwrap();
/// // Its own word on the hours; of the walk-away it said nothing.
/// assert_eq!(both.worth, case.preferences[0].as_ref().unwrap().worth);
/// assert_ne!(both.walk_away.value, WalkAway::Unknown);
/// ```
pub fn based_on(case: &Case, basis: Basis) -> Case {
    let mut case = case.clone();
    let none = vec![None; case.parties.len()];
    match basis {
        Basis::Told => case.estimates = none,
        Basis::Estimates => case.preferences = std::mem::replace(&mut case.estimates, none),
        Basis::Both => {
            for (told, estimate) in case.preferences.iter_mut().zip(&case.estimates) {
                if let (Some(told), Some(estimate)) = (told, estimate) {
                    fill(told, estimate);
                }
            }
        }
    }
    case
}

fn fill(told: &mut Preferences, estimate: &Preferences) {
    if told.scale != estimate.scale {
        return;
    }
    if told.walk_away.value == WalkAway::Unknown {
        told.walk_away = estimate.walk_away.clone();
    }
    match (&mut told.importance, &estimate.importance) {
        (Importance::Each(told), Importance::Each(estimate)) => {
            for (told, estimate) in
                told.iter_mut().zip(estimate).filter(|(told, _)| told.value == Amount::Unknown)
            {
                *told = estimate.clone();
            }
        }
        (told @ Importance::Unknown, estimate) => *told = estimate.clone(),
        _ => {}
    }
    for (told, estimate) in told.worth.iter_mut().zip(&estimate.worth) {
        match (&mut *told, estimate) {
            (Worth::Each(told), Worth::Each(estimate)) => {
                for (told, estimate) in
                    told.iter_mut().zip(estimate).filter(|(told, _)| told.value == Amount::Unknown)
                {
                    *told = estimate.clone();
                }
            }
            (Worth::Unknown, estimate) => *told = estimate.clone(),
            _ => {}
        }
    }
    let known = |id: &str| told.red_lines.iter().any(|line| line.id == id);
    let more: Vec<_> = estimate.red_lines.iter().filter(|line| !known(&line.id)).cloned().collect();
    told.red_lines.extend(more);
    told.comparisons.extend(estimate.comparisons.iter().cloned());
    if told.combinations.is_none() {
        told.combinations = estimate.combinations.clone();
    }
}
