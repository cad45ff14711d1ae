//! One number for every vague value, by the rules a reader of a case is told.

use crate::{Amount, Importance, Issue, Mark, Number, Preferences, Sourced, WalkAway, Worth};

/// Preferences in which every amount is exact, and what was vague before.
#[derive(Clone, Debug, PartialEq)]
pub struct Plain {
    /// The preferences: importances and worths are [`Amount::Exactly`] or [`Worth::Line`], the walk-away is not a
    /// range.
    pub preferences: Preferences,
    /// What was taken instead of what was said, one short phrase each, in file order.
    pub readings: Vec<String>,
}

/// Reads every vague value as one number: a range as its midpoint; a ranking as the centroid of all values that keep
/// it (for importances the rank-order centroid of Barron and Barrett 1996, for worths even steps from 100 down to 0);
/// marks as 5/6, 1/2 and 1/6 of 100; an unsaid worth as 50, an unsaid importance as the mean of those said.
///
/// Linear in the size of the preferences.
pub fn plain(preferences: &Preferences, issues: &[Issue]) -> Plain {
    let mut readings = Vec::new();
    let mut preferences = preferences.clone();
    preferences.importance = plain_importance(&preferences.importance, issues, &mut readings);
    for (issue, worth) in issues.iter().zip(&mut preferences.worth) {
        *worth = plain_worth(worth, issue, &mut readings);
    }
    match &preferences.walk_away.value {
        WalkAway::Between(low, high) => {
            let middle = Number::midpoint(low, high);
            readings.push(format!("walk-away {low} to {high} read as {middle}"));
            preferences.walk_away.value = WalkAway::Points(middle);
        }
        WalkAway::Unknown => readings.push("walk-away not said: it constrains nothing".into()),
        WalkAway::None | WalkAway::Points(_) | WalkAway::Package(_) => {}
    }
    Plain { preferences, readings }
}

fn plain_importance(importance: &Importance, issues: &[Issue], readings: &mut Vec<String>) -> Importance {
    match importance {
        Importance::Unknown => {
            readings.push("importance of the issues not said: all read as equal".into());
            Importance::Each(vec![Sourced::told(Amount::Exactly(Number::one())); issues.len()])
        }
        Importance::Ranking(ranking) => {
            readings.push("importance given as a ranking: read as its rank-order centroid".into());
            let shares = rank_order_centroid(&ranking.value, issues.len());
            Importance::Each(
                shares
                    .into_iter()
                    .map(|share| Sourced { value: Amount::Exactly(share), source: ranking.source.clone() })
                    .collect(),
            )
        }
        Importance::Each(amounts) => {
            let said: Vec<Number> = amounts.iter().filter_map(|amount| middle(&amount.value)).collect();
            let mean = if said.is_empty() {
                Number::one()
            } else {
                &said.iter().fold(Number::zero(), |sum, next| &sum + next) / &Number::from(said.len() as i64)
            };
            let each = amounts.iter().zip(issues).map(|(amount, issue)| {
                let value = middle(&amount.value).unwrap_or_else(|| mean.clone());
                if let Some(was) = vague(&amount.value) {
                    readings.push(format!("importance of {}, {was}, read as {value}", issue.id));
                }
                Sourced { value: Amount::Exactly(value), source: amount.source.clone() }
            });
            Importance::Each(each.collect())
        }
    }
}

fn plain_worth(worth: &Worth, issue: &Issue, readings: &mut Vec<String>) -> Worth {
    let fifty = || Number::from(50);
    match worth {
        Worth::Line(_) => worth.clone().on_options(&issue.domain),
        Worth::Unknown => {
            readings.push(format!("worth of {} not said: every option read as 50", issue.id));
            match issue.domain.len() {
                Some(options) => Worth::Each(vec![Sourced::told(Amount::Exactly(fifty())); options]),
                None => Worth::Line(Sourced::told(vec![(Number::zero(), fifty())])),
            }
        }
        Worth::Ranking(ranking) => {
            readings
                .push(format!("worth of {} given as a ranking: read as even steps from 100 to 0", issue.id));
            let steps = Number::from(ranking.value.len().max(2) as i64 - 1);
            let mut values = vec![Number::zero(); ranking.value.iter().map(Vec::len).sum()];
            for (rank, group) in ranking.value.iter().enumerate() {
                let value = &Number::from(100) - &(&Number::from(100 * rank as i64) / &steps);
                for &option in group {
                    values[option] = value.clone();
                }
            }
            let source = &ranking.source;
            let each =
                values.into_iter().map(|v| Sourced { value: Amount::Exactly(v), source: source.clone() });
            Worth::Each(each.collect())
        }
        Worth::Each(amounts) => {
            let each = amounts.iter().enumerate().map(|(option, amount)| {
                let value = middle(&amount.value).unwrap_or_else(fifty);
                if let Some(was) = vague(&amount.value) {
                    let label = issue.domain.label(option);
                    readings.push(format!("worth of {}, \"{label}\", {was}, read as {value}", issue.id));
                }
                Sourced { value: Amount::Exactly(value), source: amount.source.clone() }
            });
            Worth::Each(each.collect())
        }
    }
}

/// The one number nearest to what was said; `None` where nothing was.
fn middle(amount: &Amount) -> Option<Number> {
    let sixths = |n: i64| &Number::from(100 * n) / &Number::from(6);
    match amount {
        Amount::Exactly(value) => Some(value.clone()),
        Amount::Between(low, high) => Some(Number::midpoint(low, high)),
        Amount::Mark(Mark::Acceptable) => Some(sixths(5)),
        Amount::Mark(Mark::Discuss) => Some(sixths(3)),
        Amount::Mark(Mark::Unacceptable) => Some(sixths(1)),
        Amount::Unknown => None,
    }
}

fn vague(amount: &Amount) -> Option<String> {
    match amount {
        Amount::Exactly(_) => None,
        Amount::Between(low, high) => Some(format!("{low} to {high}")),
        Amount::Mark(Mark::Acceptable) => Some("marked acceptable".into()),
        Amount::Mark(Mark::Discuss) => Some("marked discuss".into()),
        Amount::Mark(Mark::Unacceptable) => Some("marked unacceptable".into()),
        Amount::Unknown => Some("not said".into()),
    }
}

/// Shares of 100 for ranked things: rank k of n gets `100/n · Σ_{i=k..n} 1/i`; equals share the mean of their ranks.
fn rank_order_centroid(ranking: &[Vec<usize>], n: usize) -> Vec<Number> {
    let count = Number::from(n.max(1) as i64);
    let mut by_rank = vec![Number::zero(); n];
    let mut tail = Number::zero();
    for rank in (0..n).rev() {
        tail = &tail + &(&Number::one() / &Number::from(rank as i64 + 1));
        by_rank[rank] = &(&Number::from(100) * &tail) / &count;
    }
    let mut shares = vec![Number::zero(); n];
    let mut next = 0;
    for group in ranking {
        let total = by_rank[next..next + group.len()].iter().fold(Number::zero(), |sum, share| &sum + share);
        for &member in group {
            shares[member] = &total / &Number::from(group.len() as i64);
        }
        next += group.len();
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Domain;

    fn issue(id: &str, options: &[&str]) -> Issue {
        let labels = options.iter().map(ToString::to_string).collect();
        Issue { id: id.into(), name: id.into(), domain: Domain::Options(labels), clause: None }
    }

    fn exact(value: &str) -> Amount {
        Amount::Exactly(Number::parse(value).unwrap())
    }

    #[test]
    fn every_vagueness_has_one_number() {
        let issues = [issue("a", &["x", "y", "z"]), issue("b", &["x", "y", "z"]), issue("c", &["x"])];
        let between = Amount::Between(Number::from(10), Number::from(25));
        let told = |amounts: Vec<Amount>| amounts.into_iter().map(Sourced::told).collect::<Vec<_>>();
        let mut preferences = Preferences::unknown(3);
        preferences.importance = Importance::Each(told(vec![exact("40"), between.clone(), Amount::Unknown]));
        preferences.worth[0] = Worth::Ranking(Sourced::told(vec![vec![2], vec![0], vec![1]]));
        preferences.worth[1] =
            Worth::Each(told(vec![Amount::Mark(Mark::Acceptable), between, Amount::Unknown]));
        preferences.walk_away.value = WalkAway::Between(Number::from(35), Number::from(45));
        let plain = plain(&preferences, &issues);
        let Importance::Each(importance) = &plain.preferences.importance else { panic!() };
        assert_eq!(importance[1].value, exact("17.5"));
        assert_eq!(importance[2].value, exact("28.75"));
        assert_eq!(
            plain.preferences.worth[0],
            Worth::Each(told(vec![exact("50"), exact("0"), exact("100")]))
        );
        assert_eq!(
            plain.preferences.worth[1],
            Worth::Each(told(vec![exact("500/6"), exact("17.5"), exact("50")]))
        );
        assert_eq!(plain.preferences.walk_away.value, WalkAway::Points(Number::from(40)));
        assert_eq!(plain.readings.len(), 8, "{:#?}", plain.readings);
    }

    #[test]
    fn rank_order_centroid_of_three_and_of_equals() {
        let text = |ranking: &[Vec<usize>]| {
            rank_order_centroid(ranking, 3).iter().map(Number::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(text(&[vec![1], vec![0], vec![2]]), "250/9 550/9 100/9");
        assert_eq!(text(&[vec![0, 1, 2]]), "100/3 100/3 100/3");
    }
}
