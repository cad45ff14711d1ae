//! What several issues may come to together: `sum = {…}` with `at_most` or `at_least`, as the smallest combinations that go beyond.

use std::ops::Range;

use toml::de::DeTable;

use super::condition::{named_issue, named_option};
use super::sheet::Sheet;
use crate::{Among, Choice, Condition, Issue, Number};

/// Most combinations one limit may come to.
const MOST: usize = 2_000;
/// Most options of an issue that is counted.
const LONGEST: usize = 1_000;
/// Choices looked at to find them.
const LOOKED: usize = 1_000_000;

/// What the options of an issue count, rising, each with those options that count no less.
struct Counted {
    issue: usize,
    levels: Vec<(Number, Vec<usize>)>,
}

/// Reads a limit: every smallest combination that goes beyond it.
pub(super) fn limit(
    sheet: &mut Sheet<'_>,
    issues: &[Issue],
    table: &DeTable<'_>,
    span: Range<usize>,
) -> Vec<Condition> {
    let Some(node) = sheet.need(table, "sum", span.clone(), "this limit") else { return Vec::new() };
    let Some(named) = sheet.table(node) else { return Vec::new() };
    let mut counts: Vec<(usize, Vec<Number>)> = Vec::new();
    for (key, value) in named {
        let Some(at) = named_issue(sheet, issues, key.get_ref(), key.span()) else { return Vec::new() };
        let Some(each) = each(sheet, &issues[at], value) else { return Vec::new() };
        counts.push((at, each));
    }
    counts.sort_by_key(|(issue, _)| *issue);
    let mut all = Vec::new();
    let ends = [("at_most", false), ("at_least", true)];
    if ends.iter().all(|(key, _)| !table.contains_key(*key)) {
        let help = "for example: sum = { lorries = 1 }, at_most = 30";
        sheet.error_help("no-rule", span.clone(), "a sum needs `at_most` or `at_least`", help);
    }
    for (key, turned) in ends {
        let Some(node) = table.get(key) else { continue };
        let Some(end) = sheet.number(node) else { continue };
        let sign = |number: &Number| if turned { Number::zero() - number } else { number.clone() };
        let counted: Vec<Counted> = counts
            .iter()
            .map(|(issue, each)| Counted::new(*issue, &each.iter().map(sign).collect::<Vec<_>>()))
            .collect();
        let least: Number = counted.iter().map(|counted| counted.levels[0].0.clone()).sum();
        if least > sign(&end) {
            let message = format!(
                "no package keeps this: the sum is {} {} in all",
                if turned { "at most" } else { "at least" },
                sign(&least)
            );
            sheet.error("no-package", node.span(), message);
            continue;
        }
        match beyond(&counted, &sign(&end)) {
            Some(found) => {
                if found.is_empty() {
                    sheet.warning_help(
                        "idle",
                        node.span(),
                        "every package keeps this",
                        "set it where it says something, or leave it out",
                    );
                }
                all.extend(found);
            }
            None => sheet.error_help(
                "too-many",
                node.span(),
                format!("more than {MOST} combinations go beyond this"),
                "let fewer options count differently, or fewer issues",
            ),
        }
    }
    all
}

/// What each option of an issue counts: so much for each unit of its number, or as a table says, 0 where it does not.
fn each(sheet: &mut Sheet<'_>, issue: &Issue, node: &super::sheet::Node<'_>) -> Option<Vec<Number>> {
    let many = issue.domain.len().unwrap_or(0);
    if many > LONGEST {
        let message = format!("issue \"{}\" has more than {LONGEST} options to count", issue.id);
        let help = format!("forbid a span of it instead: never = {{ {} = {{ above = … }} }}", issue.id);
        sheet.error_help("too-many", node.span(), message, help);
        return None;
    }
    if many == 0 {
        let message = format!("issue \"{}\" has no list of options to count", issue.id);
        sheet.error("not-numeric", node.span(), message);
        return None;
    }
    if let Some(table) = node.get_ref().as_table() {
        let mut each = vec![Number::zero(); many];
        for (key, value) in table {
            let option = named_option(sheet, issue, key.get_ref(), key.span())?;
            each[option] = sheet.number(value)?;
        }
        return Some(each);
    }
    let unit = sheet.number(node)?;
    let numbers: Option<Vec<Number>> =
        (0..many).map(|option| Number::parse(&issue.domain.label(option)).ok()).collect();
    let Some(numbers) = numbers else {
        let message = format!("the options of \"{}\" are not numbers", issue.id);
        let help = format!("say what each counts: {} = {{ \"{}\" = 1 }}", issue.id, issue.domain.label(0));
        sheet.error_help("not-numeric", node.span(), message, help);
        return None;
    };
    Some(numbers.iter().map(|number| number * &unit).collect())
}

impl Counted {
    fn new(issue: usize, each: &[Number]) -> Self {
        let mut values: Vec<&Number> = each.iter().collect();
        values.sort();
        values.dedup();
        let no_less = |level: &Number| (0..each.len()).filter(|option| each[*option] >= *level).collect();
        Self { issue, levels: values.into_iter().map(|level| (level.clone(), no_less(level))).collect() }
    }
}

/// The smallest combinations with a sum above the end: with any of their issues one level lower they are not. `None` where there are
/// too many.
fn beyond(counted: &[Counted], end: &Number) -> Option<Vec<Condition>> {
    let mut search =
        Search { counted, end, rest: vec![Number::zero()], chosen: Vec::new(), found: Vec::new(), looked: 0 };
    for counted in counted.iter().rev() {
        let least = &counted.levels[0].0;
        let most = &counted.levels[counted.levels.len() - 1].0;
        let after = search.rest[search.rest.len() - 1].clone();
        search.rest.push(after + (most - least));
    }
    search.rest.reverse();
    let base: Number = counted.iter().map(|counted| counted.levels[0].0.clone()).sum();
    search.branch(&base)?;
    Some(search.found)
}

struct Search<'c> {
    counted: &'c [Counted],
    end: &'c Number,
    /// What the issues from one on can add above their least.
    rest: Vec<Number>,
    /// The level of each issue so far.
    chosen: Vec<usize>,
    found: Vec<Condition>,
    looked: usize,
}

impl Search<'_> {
    /// `sum` has the issues still to come at their least.
    fn branch(&mut self, sum: &Number) -> Option<()> {
        self.looked += 1;
        if self.looked > LOOKED || self.found.len() > MOST {
            return None;
        }
        if sum > self.end {
            if self.smallest(sum) {
                let parts = self.chosen.iter().zip(self.counted).filter(|(level, _)| **level > 0);
                let part = |(level, counted): (&usize, &Counted)| Choice {
                    issue: counted.issue,
                    among: Among::Options(counted.levels[*level].1.clone()),
                };
                self.found.push(parts.map(part).collect());
            }
            return Some(());
        }
        let at = self.chosen.len();
        if at == self.counted.len() || sum + &self.rest[at] <= *self.end {
            return Some(());
        }
        let levels = &self.counted[at].levels;
        for level in 0..levels.len() {
            self.chosen.push(level);
            let more = &levels[level].0 - &levels[0].0;
            self.branch(&(sum + &more))?;
            self.chosen.pop();
        }
        Some(())
    }

    fn smallest(&self, sum: &Number) -> bool {
        let below = |(level, counted): (&usize, &Counted)| {
            *level == 0 || sum - &counted.levels[*level].0 + &counted.levels[level - 1].0 <= *self.end
        };
        self.chosen.iter().zip(self.counted).all(below)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn combinations_forbid_what_the_sum_forbids(
            counts in prop::collection::vec(prop::collection::vec(-3i64..8, 1..4), 1..5),
            end in -5i64..20,
        ) {
            let counted: Vec<Counted> = counts
                .iter()
                .enumerate()
                .map(|(issue, each)| {
                    Counted::new(issue, &each.iter().map(|count| Number::from(*count)).collect::<Vec<_>>())
                })
                .collect();
            let found = beyond(&counted, &Number::from(end)).unwrap();
            let many: usize = counts.iter().map(Vec::len).product();
            for mut number in 0..many {
                let package: Vec<usize> = counts
                    .iter()
                    .map(|each| {
                        let option = number % each.len();
                        number /= each.len();
                        option
                    })
                    .collect();
                let sum: i64 = counts.iter().zip(&package).map(|(each, option)| each[*option]).sum();
                let met = |condition: &Condition| {
                    condition.iter().all(|choice| match &choice.among {
                        Among::Options(options) => options.contains(&package[choice.issue]),
                        Among::Between(..) | Among::Outside(..) => false,
                    })
                };
                prop_assert_eq!(found.iter().any(met), sum > end, "{:?}", package);
            }
            // None of them is met whenever another is.
            for (at, one) in found.iter().enumerate() {
                for (other_at, other) in found.iter().enumerate() {
                    let within = |choice: &Choice| {
                        let part = one.iter().find(|own| own.issue == choice.issue);
                        part.is_some_and(|own| match (&own.among, &choice.among) {
                            (Among::Options(own), Among::Options(of)) => own.iter().all(|option| of.contains(option)),
                            _ => false,
                        })
                    };
                    prop_assert!(at == other_at || !other.iter().all(within));
                }
            }
        }
    }
}
