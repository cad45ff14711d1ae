//! What a party compared, against the numbers it is read as.

use detente_case::{Case, Comparison, Number};

use crate::figures::figure;
use crate::model::Side;

/// Readings of a party's comparisons: how many there are, and those that the numbers go against.
pub(crate) fn readings(case: &Case, comparisons: &[Comparison], side: &Side) -> Vec<String> {
    if comparisons.is_empty() {
        return Vec::new();
    }
    let many = if comparisons.len() == 1 {
        "one comparison shapes".into()
    } else {
        format!("{} comparisons shape", comparisons.len())
    };
    let mut all = vec![format!("{many} the worlds, not the numbers read here")];
    let named = |chosen: &[(usize, usize)]| -> String {
        let of = |(issue, option): &(usize, usize)| {
            format!("{}: {}", case.issues[*issue].name, case.issues[*issue].domain.label(*option))
        };
        chosen.iter().map(of).collect::<Vec<_>>().join(", ")
    };
    for comparison in comparisons {
        let worth = |chosen: &[(usize, usize)]| -> Number {
            chosen.iter().map(|(issue, option)| side.value[*issue][*option].clone()).sum()
        };
        let less = worth(&comparison.to) - worth(&comparison.this);
        if less.is_positive() {
            all.push(format!(
                "said to be at least as good: \"{}\" as \"{}\"; the numbers read here put it {} lower",
                named(&comparison.this),
                named(&comparison.to),
                figure(&less)
            ));
        }
    }
    all
}
