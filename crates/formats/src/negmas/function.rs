//! NegMAS utility functions as a whole.

use detente_case::{Aggregate, Among, Choice, Combinations, Domain, Number, NumberError, Term, WalkAway};

use crate::assemble::{MOST_EXPANDED, Profile, level};
use crate::node::{Node, Value};
use crate::report::short;
use crate::scalar::{number, whole};

use super::{Reader, kind};

impl Reader<'_> {
    /// Reads a utility function; `None` where an error was reported.
    pub(super) fn function(&mut self, root: &Node) -> Option<Profile> {
        let kind = kind(root).unwrap_or_default().to_owned();
        let mut profile = match kind.as_str() {
            "LinearAdditiveUtilityFunction" => self.additive(root)?,
            "AffineUtilityFunction" | "LinearUtilityFunction" => self.affine(root)?,
            "HyperRectangleUtilityFunction" => self.rectangles(root)?,
            "ExpDiscountedUFun" => {
                let Some(inner) = root.get("ufun") else {
                    self.report.error(
                        "E4",
                        self.source,
                        root.span.clone(),
                        "a discounted function without an inner one",
                    );
                    return None;
                };
                // Nesting is bounded by the YAML and JSON readers.
                let mut profile = self.function(inner)?;
                profile.discount = self.discount(root);
                profile
            }
            other => {
                let message = format!("utility functions of the type \"{}\" are not supported", short(other));
                let help = "supported: LinearAdditiveUtilityFunction, AffineUtilityFunction, \
                            HyperRectangleUtilityFunction, ExpDiscountedUFun around one of them";
                self.report.error_with_help("E4", self.source, root.span.clone(), message, help);
                return None;
            }
        };
        // The outermost reserved value wins.
        profile.walk_away = self.reserved(root);
        Some(profile)
    }

    fn reserved(&mut self, root: &Node) -> WalkAway {
        let Some(node) = root.get("reserved_value") else { return WalkAway::None };
        let written = node.text().unwrap_or_default().trim();
        if written.starts_with('-') && Number::parse(written) == Err(NumberError::NotFinite) {
            return WalkAway::None;
        }
        number(node, "reserved value", self.source, self.report).map_or(WalkAway::None, WalkAway::Points)
    }

    fn discount(&mut self, root: &Node) -> Option<Number> {
        let node = root.get("discount")?;
        let discount = number(node, "discount", self.source, self.report)?;
        if discount <= Number::zero() || discount > Number::one() {
            let found = format!("the discount {discount}, outside 0 to 1");
            self.report.repair("R11", self.source, node.span.clone(), found, "as 1, no discount");
            return None;
        }
        let factor = root.get("factor").and_then(Node::text).unwrap_or("step");
        if factor != "relative_time" && discount != Number::one() {
            let message = format!(
                "the discount {discount} counts per \"{}\", not over the whole time; not kept",
                short(factor)
            );
            self.report.warn("discount", self.source, node.span.clone(), message);
            return None;
        }
        (discount != Number::one()).then_some(discount)
    }

    /// `bias` of a function, 0 if there is none.
    fn bias(&mut self, root: &Node) -> Option<Number> {
        match root.get("bias") {
            Some(node) => number(node, "bias", self.source, self.report),
            None => Some(Number::zero()),
        }
    }

    /// The members of a list in issue order, or of a map by issue name, one for each issue.
    fn per_issue<'n>(&mut self, node: &'n Node, what: &str) -> Option<Vec<&'n Node>> {
        let found: Vec<Option<&Node>> = match &node.value {
            Value::List(members) if members.len() == self.issues.len() => members.iter().map(Some).collect(),
            Value::Map(_) => {
                let members = node.by_key();
                self.issues
                    .iter()
                    .map(|issue| members.get(&detente_case::normal(&issue.name)).copied())
                    .collect()
            }
            Value::List(_) | Value::Text { .. } => Vec::new(),
        };
        let found: Option<Vec<&Node>> = found.into_iter().collect();
        if let Some(found) = found.filter(|found| found.len() == self.issues.len()) {
            return Some(found);
        }
        let message = format!("{what} do not match the {} issues of the outcome space", self.issues.len());
        self.report.error_with_help(
            "E7",
            self.source,
            node.span.clone(),
            message,
            "give one for each issue, in order or by name",
        );
        None
    }

    fn weights(&mut self, root: &Node) -> Option<Vec<Number>> {
        let Some(node) = root.get("weights") else { return Some(vec![Number::one(); self.issues.len()]) };
        let nodes = self.per_issue(node, "the weights")?;
        let numbers: Vec<Option<Number>> =
            nodes.into_iter().map(|node| number(node, "weight", self.source, self.report)).collect();
        numbers.into_iter().collect()
    }

    fn additive(&mut self, root: &Node) -> Option<Profile> {
        let mut profile = Profile::empty();
        profile.base = self.bias(root)?;
        profile.weights = self.weights(root)?;
        let Some(values) = root.get("values") else {
            self.report.error("E4", self.source, root.span.clone(), "an additive function without values");
            return None;
        };
        for (at, node) in self.per_issue(values, "the values")?.into_iter().enumerate() {
            let worth = self.worth(at, node);
            profile.worth.push(worth.unwrap_or_else(|| level(&self.issues[at].domain, Number::zero())));
        }
        Some(profile)
    }

    fn affine(&mut self, root: &Node) -> Option<Profile> {
        let mut profile = Profile::empty();
        profile.base = self.bias(root)?;
        profile.weights = self.weights(root)?;
        for at in 0..self.issues.len() {
            let worth = self.straight(at, &Number::one(), &Number::zero(), root);
            profile.worth.push(worth.unwrap_or_else(|| level(&self.issues[at].domain, Number::zero())));
        }
        Some(profile)
    }

    fn rectangles(&mut self, root: &Node) -> Option<Profile> {
        let mut profile = Profile::empty();
        profile.base = self.bias(root)?;
        profile.weights = vec![Number::zero(); self.issues.len()];
        profile.worth = self.issues.iter().map(|issue| level(&issue.domain, Number::zero())).collect();
        let list = |key: &str| root.get(key).and_then(Node::list);
        let (ranges, utilities) =
            (list("outcome_ranges").unwrap_or_default(), list("utilities").unwrap_or_default());
        let weights = list("weights");
        if ranges.len() != utilities.len() || weights.is_some_and(|weights| weights.len() != ranges.len()) {
            let message = "outcome_ranges, utilities and weights differ in length";
            self.report.error("E3", self.source, root.span.clone(), message);
            return None;
        }
        let (mut terms, mut room) = (Vec::new(), MOST_EXPANDED);
        for (at, (range, utility)) in ranges.iter().zip(utilities).enumerate() {
            let utility = number(utility, "rectangle utility", self.source, self.report);
            let weight = match weights {
                Some(weights) => number(&weights[at], "rectangle weight", self.source, self.report),
                None => Some(Number::one()),
            };
            let when = self.range(range, &mut room);
            let (Some(utility), Some(weight), Some(when)) = (utility, weight, when) else { continue };
            let worth = &weight * &utility;
            terms.push(match when {
                Some(when) => Term { worth, when, unless: false },
                None => Term { worth: Number::zero(), when: Vec::new(), unless: false },
            });
        }
        profile.combinations = Some(Combinations {
            aggregate: Aggregate::Sum,
            start: Number::zero(),
            terms,
            groups: Vec::new(),
        });
        Some(profile)
    }

    /// A rectangle's condition, `Some(None)` if no package meets it, `None` where an error was reported.
    fn range(&mut self, node: &Node, room: &mut i64) -> Option<Option<Vec<Choice>>> {
        let (mut when, mut possible) = (Vec::new(), true);
        for (key, value) in node.map().unwrap_or_default() {
            let issue = whole(key, "issue position", self.source, self.report)?;
            let Some(domain) = usize::try_from(issue)
                .ok()
                .and_then(|issue| self.issues.get(issue))
                .map(|issue| &issue.domain)
            else {
                let message = format!("a rectangle over issue {issue}, counted from 0, which is not there");
                self.report.error("E7", self.source, key.span.clone(), message);
                return None;
            };
            let issue = issue as usize;
            let among = match (domain, value.list()) {
                (Domain::Reals { .. }, Some([low, high])) => {
                    let low = number(low, "bound", self.source, self.report)?;
                    let high = number(high, "bound", self.source, self.report)?;
                    possible &= low <= high;
                    Among::Between(low, high)
                }
                (Domain::Integers { low: first, high: last }, bounds) => {
                    let (low, high) = match bounds {
                        Some([low, high]) => (low, high),
                        Some(_) => {
                            self.report.error(
                                "E3",
                                self.source,
                                value.span.clone(),
                                "a range is not [lowest, highest]",
                            );
                            return None;
                        }
                        None => (value, value),
                    };
                    // NegMAS leaves both ends of a range out; a single number means itself.
                    let inner = i64::from(bounds.is_some());
                    let low =
                        whole(low, "bound", self.source, self.report)?.saturating_add(inner).max(*first);
                    let high =
                        whole(high, "bound", self.source, self.report)?.saturating_sub(inner).min(*last);
                    possible &= low <= high;
                    *room -= (high - low + 1).max(0);
                    if *room < 0 {
                        let message =
                            format!("rectangles that span more than {MOST_EXPANDED} numbers in all");
                        self.report.error("too-many", self.source, value.span.clone(), message);
                        return None;
                    }
                    Among::Options((low..=high).map(|value| (value - first) as usize).collect())
                }
                _ => {
                    let message =
                        "a rectangle over an issue that is not of numbers, or not as [lowest, highest]";
                    self.report.error("E4", self.source, value.span.clone(), message);
                    return None;
                }
            };
            if when.iter().any(|choice: &Choice| choice.issue == issue) {
                self.report.error("E2", self.source, key.span.clone(), "a rectangle bounds one issue twice");
                return None;
            }
            when.push(Choice { issue, among });
        }
        Some(possible.then_some(when))
    }
}
