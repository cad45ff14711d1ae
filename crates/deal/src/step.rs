//! Whether a change from one package to another gives a party anything, on what is held.

use std::ops::{Add, Mul, Sub};

use detente_case::{Amount, Domain, Importance, Mark, Number, Preferences, Worth};

/// What a change gives a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is worse off.
    Loss,
    /// It is as well off as before.
    Nothing,
    /// It is better off.
    Gain,
    /// What is held is too vague to say.
    CannotTell,
}

/// From the first to the second, both included.
#[derive(Clone, Debug, PartialEq)]
struct Range {
    low: Number,
    high: Number,
}

/// Whether `to` is worth more to a party than `from`, for every set of exact preferences that fits what is held.
///
/// `from` and `to` have an option, by position, per issue; an issue that is `None` in either is left as it is. Worth is
/// compared issue by issue by interval arithmetic: a gain that is certain is called one, and what hangs on the exact
/// value of something vague cannot be told, even where a finer look at rankings might tell. Nothing can be told of
/// combinations. Linear in the number of issues.
pub fn change(
    preferences: &Preferences,
    domains: &[&Domain],
    from: &[Option<usize>],
    to: &[Option<usize>],
) -> Change {
    if preferences.combinations.is_some() && from != to {
        return Change::CannotTell;
    }
    let mut sum = Range { low: Number::zero(), high: Number::zero() };
    for issue in 0..domains.len() {
        let (Some(a), Some(b)) = (from.get(issue).copied().flatten(), to.get(issue).copied().flatten())
        else {
            continue;
        };
        if a == b {
            continue;
        }
        let Some(gain) = gain(&preferences.worth[issue], domains[issue], a, b) else {
            return Change::CannotTell;
        };
        let Some(weight) = weight(&preferences.importance, issue) else {
            // Not said how much it counts: only what changes nothing is known.
            if gain.low == gain.high && gain.low == Number::zero() {
                continue;
            }
            return Change::CannotTell;
        };
        let term = weight * gain;
        sum = sum + term;
    }
    let zero = Number::zero();
    match (sum.low.cmp(&zero), sum.high.cmp(&zero)) {
        (std::cmp::Ordering::Greater, _) => Change::Gain,
        (_, std::cmp::Ordering::Less) => Change::Loss,
        (std::cmp::Ordering::Equal, std::cmp::Ordering::Equal) => Change::Nothing,
        _ => Change::CannotTell,
    }
}

/// How much an issue counts, up to a factor that all issues share.
fn weight(importance: &Importance, issue: usize) -> Option<Range> {
    match importance {
        Importance::Unknown => None,
        Importance::Each(amounts) => amount(&amounts.get(issue)?.value, false),
        // Somewhere above nothing; the most important one is at least an equal share.
        Importance::Ranking(_) => Some(Range { low: tiny(), high: Number::one() }),
    }
}

/// More than nothing, without saying how much.
fn tiny() -> Number {
    &Number::one() / &Number::from(1_000_000_000_i64)
}

/// What a change of option is worth, before the issue's weight.
fn gain(worth: &Worth, domain: &Domain, from: usize, to: usize) -> Option<Range> {
    match worth.clone().on_options(domain) {
        Worth::Unknown | Worth::Line(_) => None,
        Worth::Ranking(ranking) => {
            let place = |option: usize| ranking.value.iter().position(|group| group.contains(&option));
            let (a, b) = (place(from)?, place(to)?);
            let hundred = Number::from(100);
            Some(match a.cmp(&b) {
                std::cmp::Ordering::Equal => Range { low: Number::zero(), high: Number::zero() },
                // A smaller place is better.
                std::cmp::Ordering::Greater => Range { low: tiny(), high: hundred },
                std::cmp::Ordering::Less => {
                    Range { low: &Number::zero() - &hundred, high: &Number::zero() - &tiny() }
                }
            })
        }
        Worth::Each(amounts) => {
            let (a, b) = (&amounts.get(from)?.value, &amounts.get(to)?.value);
            Some(amount(b, true)? - amount(a, true)?)
        }
    }
}

fn amount(amount: &Amount, marks: bool) -> Option<Range> {
    let third = |n: i64| &Number::from(100 * n) / &Number::from(3);
    match amount {
        Amount::Exactly(value) => Some(Range { low: value.clone(), high: value.clone() }),
        Amount::Between(low, high) => Some(Range { low: low.clone(), high: high.clone() }),
        Amount::Mark(mark) if marks => Some(match mark {
            Mark::Unacceptable => Range { low: Number::zero(), high: third(1) },
            Mark::Discuss => Range { low: third(1), high: third(2) },
            Mark::Acceptable => Range { low: third(2), high: Number::from(100) },
        }),
        Amount::Mark(_) | Amount::Unknown => None,
    }
}

impl Add for Range {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { low: &self.low + &other.low, high: &self.high + &other.high }
    }
}

impl Sub for Range {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { low: &self.low - &other.high, high: &self.high - &other.low }
    }
}

impl Mul for Range {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let all = [
            &self.low * &other.low,
            &self.low * &other.high,
            &self.high * &other.low,
            &self.high * &other.high,
        ];
        let low = all.iter().min().cloned().unwrap_or_else(Number::zero);
        let high = all.into_iter().max().unwrap_or_else(Number::zero);
        Self { low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, change};
    use detente_case::{Case, Domain, Files, read};

    fn case(private: &str) -> Case {
        let shared = "detente = 1\ntitle = \"T\"\n[[party]]\nid = \"a\"\n[[issue]]\nid = \"x\"\noptions = [\"p\", \"q\", \"r\"]\n\
                      [[issue]]\nid = \"y\"\noptions = [\"s\", \"t\"]\n";
        let files = Files::from([
            ("case.toml".into(), shared.into()),
            ("private/a.toml".into(), format!("party = \"a\"\n{private}").into_bytes()),
        ]);
        let reading = read(&files);
        reading.case.unwrap_or_else(|| unreachable!("{:?}", reading.problems))
    }

    fn changes(private: &str, from: [usize; 2], to: [usize; 2]) -> Change {
        let case = case(private);
        let domains: Vec<&Domain> = case.issues.iter().map(|issue| &issue.domain).collect();
        let preferences = case.preferences[0].as_ref().unwrap_or_else(|| unreachable!());
        change(preferences, &domains, &from.map(Some), &to.map(Some))
    }

    #[test]
    fn what_hangs_on_something_vague_cannot_be_told() {
        let exact = "importance = { x = 2, y = 1 }\nworth = { x = { p = 0, q = 50, r = 100 }, y = { s = 100, t = 0 } }\n";
        assert_eq!(changes(exact, [0, 0], [1, 0]), Change::Gain);
        assert_eq!(changes(exact, [0, 0], [1, 1]), Change::Nothing);
        assert_eq!(changes(exact, [2, 0], [1, 1]), Change::Loss);
        let range = "importance = { x = 2, y = 1 }\nworth = { x = { p = 0, q = [40, 60], r = 100 }, y = { s = 100, t = 0 } }\n";
        assert_eq!(changes(range, [0, 0], [1, 0]), Change::Gain);
        assert_eq!(changes(range, [0, 0], [1, 1]), Change::CannotTell);
        let ranking =
            "importance = { x = 2, y = 1 }\nworth = { x = [\"r\", \"q\", \"p\"], y = { s = 100, t = 0 } }\n";
        assert_eq!(changes(ranking, [0, 0], [2, 0]), Change::Gain);
        assert_eq!(changes(ranking, [1, 0], [0, 0]), Change::Loss);
        assert_eq!(changes(ranking, [0, 0], [2, 1]), Change::CannotTell);
        assert_eq!(changes(ranking, [1, 0], [1, 0]), Change::Nothing);
        assert_eq!(changes("", [0, 0], [1, 0]), Change::CannotTell);
    }
}
