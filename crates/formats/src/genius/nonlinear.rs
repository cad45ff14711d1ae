//! Nonlinear GENIUS profiles: hyper-rectangles that pay when a package lies inside them.

use std::collections::BTreeMap;

use detente_case::{Aggregate, Among, Choice, Combinations, Domain, Number, Term};

use crate::Reading;
use crate::assemble::{MOST_EXPANDED, Profile, level};
use crate::xml::Element;

use super::domain::issues;
use super::{Reader, number, required, whole};

/// What GENIUS starts a smallest and a largest value from.
const EXTREME: i64 = 2_147_483_647;

impl Reader<'_> {
    /// Reads a nonlinear profile against the domain.
    pub(super) fn nonlinear(&mut self, root: &Element) -> Profile {
        let mut profile = Profile::empty();
        let own: BTreeMap<i64, &Element> = issues(self.source, root, self.report).into_iter().collect();
        if !own.is_empty() {
            self.compare(root, &own);
        }
        profile.weights = vec![Number::zero(); self.domain.issues.len()];
        profile.worth = self.domain.issues.iter().map(|issue| level(&issue.domain, Number::zero())).collect();
        profile.combinations = self.utility(root);
        let reservations: Vec<&Element> = root.all("reservation").collect();
        let discounts: Vec<&Element> = root.all("discount_factor").collect();
        self.frame(&mut profile, &reservations, &discounts);
        profile
    }

    fn utility(&mut self, root: &Element) -> Option<Combinations> {
        let Some(utility) = root.descendants("utility").into_iter().next() else {
            let message = "a nonlinear profile without a utility element";
            self.report.error("E5", self.source, root.span.clone(), message);
            return None;
        };
        let largest = if self.reading == Reading::Negmas {
            Number::one()
        } else {
            let given = utility.attribute("maxutility");
            let value = given.and_then(|given| number(given, "maxutility", self.source, self.report));
            match value.filter(|value| *value > Number::zero()) {
                Some(value) => value,
                None => {
                    let message = "a nonlinear profile without a maxutility above 0";
                    let help = "write the largest utility any package can reach; it is never guessed";
                    self.report.error_with_help("E5", self.source, utility.span.clone(), message, help);
                    return None;
                }
            }
        };
        let functions: Vec<&Element> = utility.all("ufun").collect();
        let Some(first) = functions.first() else {
            let message = "a nonlinear profile without a ufun";
            self.report.error("E4", self.source, utility.span.clone(), message);
            return None;
        };
        if functions.len() > 1 {
            let found = format!("{} functions side by side", functions.len());
            self.report.repair("R8", self.source, first.span.clone(), found, "the first, as in GENIUS");
        }
        let mut room = MOST_EXPANDED;
        self.function(first, &largest, &mut room)
    }

    /// One `ufun` and those inside it, all values divided by `largest`. Nesting is bounded by the XML reader.
    fn function(&mut self, element: &Element, largest: &Number, room: &mut i64) -> Option<Combinations> {
        let word = element.value("aggregation").unwrap_or("sum").trim().to_ascii_lowercase();
        let (aggregate, start) = match word.as_str() {
            "min" => (Aggregate::Min, EXTREME),
            "max" => (Aggregate::Max, -EXTREME),
            _ => (Aggregate::Sum, 0),
        };
        let mut terms = Vec::new();
        for rectangle in element.all("hyperRectangle") {
            terms.extend(self.rectangle(rectangle, largest, room));
        }
        let mut groups = Vec::new();
        for inner in element.all("ufun") {
            let weight = match inner.attribute("weight") {
                Some(attribute) => number(attribute, "weight", self.source, self.report)?,
                None => Number::one(),
            };
            groups.push((weight, self.function(inner, largest, room)?));
        }
        Some(Combinations { aggregate, start: &Number::from(start) / largest, terms, groups })
    }

    fn rectangle(&mut self, element: &Element, largest: &Number, room: &mut i64) -> Option<Term> {
        let utility = required(element, "utility", "rectangle utility", self.source, self.report)?;
        let weight = match element.attribute("weight") {
            Some(attribute) => number(attribute, "rectangle weight", self.source, self.report)?,
            None => Number::one(),
        };
        let worth = &(&weight * &utility) / largest;
        let unless = element.all("EXCLUDES").next().is_some();
        if unless && element.all("INCLUDES").next().is_some() {
            let found = "INCLUDES and EXCLUDES in one rectangle";
            self.report.repair(
                "R8",
                self.source,
                element.span.clone(),
                found,
                "EXCLUDES alone, as in GENIUS",
            );
        }
        let mut bounds: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
        for bound in element.all(if unless { "EXCLUDES" } else { "INCLUDES" }) {
            let (issue, mut low, mut high) = self.bounds(bound)?;
            if self.reading == Reading::Negmas {
                // NegMAS leaves the ends of a range out.
                (low, high) = (low.saturating_add(1), high.saturating_sub(1));
            }
            let entry = bounds.entry(issue).or_insert((low, high));
            *entry = (entry.0.max(low), entry.1.min(high));
        }
        let mut when = Vec::new();
        for (issue, (low, high)) in bounds {
            let among = match self.domain.issues[issue].domain {
                Domain::Integers { low: first, high: last } => {
                    let (low, high) = (low.max(first), high.min(last));
                    if low > high {
                        return Some(never(worth, unless));
                    }
                    *room -= high - low + 1;
                    if *room < 0 {
                        let message =
                            format!("rectangles that span more than {MOST_EXPANDED} numbers in all");
                        self.report.error("too-many", self.source, element.span.clone(), message);
                        return None;
                    }
                    Among::Options(((low - first) as usize..=(high - first) as usize).collect())
                }
                Domain::Reals { .. } if low <= high => Among::Between(low.into(), high.into()),
                Domain::Reals { .. } => return Some(never(worth, unless)),
                Domain::Options(_) => {
                    let name = &self.domain.issues[issue].name;
                    let message = format!("a rectangle over issue \"{name}\", which is not of numbers");
                    self.report.error("E4", self.source, element.span.clone(), message);
                    return None;
                }
            };
            when.push(Choice { issue, among });
        }
        Some(Term { worth, when, unless })
    }

    /// The issue a bound is about, and its ends.
    fn bounds(&mut self, element: &Element) -> Option<(usize, i64, i64)> {
        let mut attribute = |name: &str| match element.attribute(name) {
            Some(attribute) => whole(attribute, name, self.source, self.report),
            None => {
                let message = format!("a bound without \"{name}\"");
                self.report.error("E3", self.source, element.span.clone(), message);
                None
            }
        };
        let (index, low, high) = (attribute("index")?, attribute("min")?, attribute("max")?);
        match self.domain.by_index.get(&index) {
            Some(&issue) => Some((issue, low, high)),
            None => {
                let message = format!("a bound on issue {index}, which the domain lacks");
                self.report.error("E7", self.source, element.span.clone(), message);
                None
            }
        }
    }
}

/// A rectangle no package lies in: it pays nothing, or, if it pays outside, always.
fn never(worth: Number, unless: bool) -> Term {
    Term { worth: if unless { worth } else { Number::zero() }, when: Vec::new(), unless: false }
}
