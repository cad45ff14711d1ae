//! What the figures rest on: how many values a case holds, from where, how old.

use detente_case::{Amount, Case, Importance, Origin, Source, WalkAway, Worth};

use crate::analysis::Evidence;
use crate::model::held;

/// What is held of the parties of a case: how many values, from where, how old. What vague ones were read as is another
/// matter, so `vague` is 0.
pub fn rests_on(case: &Case) -> Evidence {
    evidence(case, &[])
}

/// Counts the sourced values of what the parties said.
pub(crate) fn evidence(case: &Case, readings: &[Vec<String>]) -> Evidence {
    let mut evidence = Evidence { vague: readings.iter().map(Vec::len).sum(), ..Evidence::default() };
    let mut take = |source: &Source| {
        match source.origin {
            Origin::Told => evidence.told += 1,
            Origin::Inferred => evidence.inferred += 1,
            Origin::Public => evidence.public += 1,
        }
        if let Some(on) = &source.on
            && evidence.oldest.as_ref().is_none_or(|oldest| on < oldest)
        {
            evidence.oldest = Some(on.clone());
        }
    };
    for held in (0..case.parties.len()).filter_map(|party| held(case, party)) {
        if held.walk_away.value != WalkAway::Unknown {
            take(&held.walk_away.source);
        }
        match &held.importance {
            Importance::Unknown => {}
            Importance::Ranking(ranking) => take(&ranking.source),
            Importance::Each(each) => {
                each.iter()
                    .filter(|amount| amount.value != Amount::Unknown)
                    .for_each(|amount| take(&amount.source));
            }
        }
        for worth in &held.worth {
            match worth {
                Worth::Unknown => {}
                Worth::Ranking(ranking) => take(&ranking.source),
                Worth::Line(line) => take(&line.source),
                Worth::Each(each) => {
                    each.iter()
                        .filter(|a| a.value != Amount::Unknown)
                        .for_each(|amount| take(&amount.source));
                }
            }
        }
        held.red_lines.iter().for_each(|line| take(&line.source));
        held.comparisons.iter().for_each(|comparison| take(&comparison.source));
    }
    evidence
}
