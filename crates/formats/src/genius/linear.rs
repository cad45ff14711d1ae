//! Additive GENIUS profiles: weights, and one evaluator for each issue.

use std::collections::BTreeMap;

use detente_case::{Number, Worth};

use crate::assemble::{Profile, level, round};
use crate::report::some;
use crate::xml::Element;
use crate::{Reading, text};

use super::domain::{Kind, issues, kind};
use super::{Reader, number};

impl Reader<'_> {
    /// Reads an additive profile against the domain.
    pub(super) fn linear(&mut self, root: &Element) -> Profile {
        let mut profile = Profile::empty();
        let own: BTreeMap<i64, &Element> = issues(self.source, root, self.report).into_iter().collect();
        self.compare(root, &own);
        let weights = self.weights(root);
        let mut missing = Vec::new();
        for (&index, &at) in &self.domain.by_index {
            if !weights.contains_key(&index) {
                missing.push(self.domain.issues[at].name.as_str());
            }
        }
        if !missing.is_empty() {
            let found = format!("no weight for {}", some(&missing));
            self.report.repair("R7b", self.source, root.span.clone(), found, "weight 0");
        }
        let count = self.domain.issues.len();
        profile.weights = vec![Number::zero(); count];
        profile.worth = self
            .domain
            .issues
            .iter()
            .map(|issue| level(&issue.domain, Number::zero()))
            .collect::<Vec<Worth>>();
        for (index, &at) in &self.domain.by_index {
            if let Some(weight) = weights.get(index) {
                profile.weights[at] = weight.clone();
            }
            if let Some(element) = own.get(index)
                && let Some(worth) = self.worth(at, element)
            {
                profile.worth[at] = worth;
            }
        }
        let sum = profile.sum();
        let off = &sum - &Number::one();
        let little = text::plain_number("0.000001").unwrap_or_else(|_| Number::zero());
        if off > little || -&off > little {
            let found = format!("weights that sum to {}", round(&sum));
            self.report.repair("R7", self.source, root.span.clone(), found, "as written");
        }
        let (reservations, discounts) =
            (root.descendants("reservation"), root.descendants("discount_factor"));
        self.frame(&mut profile, &reservations, &discounts);
        profile
    }

    /// Says where the profile's issues are not the domain's.
    pub(super) fn compare(&mut self, root: &Element, own: &BTreeMap<i64, &Element>) {
        let domain = self.domain;
        let shared = own.keys().filter(|index| domain.by_index.contains_key(index)).count();
        if shared == 0 {
            let help = "issues are matched by their index; check that the profile belongs to this domain";
            let message = "the profile shares no issue with the domain";
            self.report.error_with_help("E7", self.source, root.span.clone(), message, help);
            return;
        }
        let absent: Vec<&str> = domain
            .by_index
            .iter()
            .filter(|(index, _)| !own.contains_key(index))
            .map(|(_, &at)| domain.issues[at].name.as_str())
            .collect();
        if !absent.is_empty() {
            let found = format!("nothing about the domain's {}", some(&absent));
            self.report.repair("R10", self.source, root.span.clone(), found, "as worth 0");
        }
        for (index, element) in own {
            let name = element.value("name").unwrap_or_default();
            match domain.by_index.get(index) {
                None => {
                    let found = format!("issue {index} \"{name}\", which the domain lacks");
                    self.report.repair("R10", self.source, element.span.clone(), found, "as not there");
                }
                Some(&at) => {
                    let theirs = &domain.issues[at].name;
                    if !name.is_empty() && detente_case::normal(name) != detente_case::normal(theirs) {
                        let message = format!(
                            "issue {index} is called \"{name}\" here and \"{theirs}\" in the domain; matched by index"
                        );
                        self.report.warn("name-differs", self.source, element.span.clone(), message);
                    }
                }
            }
        }
    }

    /// Every weight of the file by the index it names; the last of several counts.
    fn weights(&mut self, root: &Element) -> BTreeMap<i64, Number> {
        let mut weights: BTreeMap<i64, Number> = BTreeMap::new();
        for element in root.descendants("weight") {
            let (Some(index), Some(value)) = (element.attribute("index"), element.attribute("value")) else {
                let found = "a weight without index or value";
                self.report.repair("R7b", self.source, element.span.clone(), found, "as not there");
                continue;
            };
            let index = super::whole(index, "weight index", self.source, self.report);
            let weight = number(value, "weight", self.source, self.report);
            let (Some(index), Some(weight)) = (index, weight) else { continue };
            if weights.get(&index).is_some_and(|other| *other != weight) {
                let found = format!("another weight for index {index}");
                self.report.repair("R9", self.source, element.span.clone(), found, "the last");
            }
            weights.insert(index, weight);
        }
        weights
    }

    /// The worth of one issue's options; `None` where the issue stays at 0 or an error was reported.
    fn worth(&mut self, at: usize, element: &Element) -> Option<Worth> {
        let wanted = self.domain.kinds[at];
        let own = match element.attribute("type") {
            // What the domain's own reading of the type would already have said is not said again.
            None => wanted,
            Some(_) => kind(self.source, element, self.report)?,
        };
        if own != wanted {
            let name = &self.domain.issues[at].name;
            let message = format!("issue \"{name}\" is of another kind here than in the domain");
            self.report.error("E4", self.source, element.span.clone(), message);
            return None;
        }
        match own {
            Kind::Discrete => self.discrete(at, element),
            Kind::Integer => self.integer(at, element),
            Kind::Real => self.real(at, element),
        }
    }

    fn discrete(&mut self, at: usize, element: &Element) -> Option<Worth> {
        let name = &self.domain.issues[at].name;
        let options = self.domain.issues[at].domain.len().unwrap_or(0);
        let mut values: Vec<Option<Number>> = vec![None; options];
        let mut foreign: BTreeMap<String, (String, Number)> = BTreeMap::new();
        let mut without = Vec::new();
        for item in element.all("item") {
            let Some(label) = item.value("value") else {
                let message = format!("an item of issue \"{name}\" has no value");
                self.report.error("E3", self.source, item.span.clone(), message);
                continue;
            };
            let value = self.evaluation(item)?;
            if value.is_none() {
                without.push(label);
            }
            let value = value.unwrap_or_else(Number::zero);
            if let text::Found::One(option) = self.domain.labels[at].find(label) {
                if values[option].as_ref().is_some_and(|other| *other != value) {
                    let found = format!("another evaluation of option \"{label}\" of issue \"{name}\"");
                    self.report.repair("R9", self.source, item.span.clone(), found, "the last");
                }
                values[option] = Some(value);
            } else {
                foreign.insert(detente_case::normal(label), (label.to_owned(), value));
            }
        }
        if !without.is_empty() {
            let found = format!("no evaluation of {} of issue \"{name}\"", some(&without));
            self.report.repair("R2", self.source, element.span.clone(), found, "as 0");
        }
        let labels = |at: usize| self.domain.issues[at].domain.clone();
        if let detente_case::Domain::Options(labels) = labels(at) {
            let missing: Vec<&str> = values
                .iter()
                .zip(&labels)
                .filter(|(value, _)| value.is_none())
                .map(|(_, label)| label.as_str())
                .collect();
            if !missing.is_empty() {
                let found = format!("nothing about {} of issue \"{name}\"", some(&missing));
                self.report.repair("R3b", self.source, element.span.clone(), found, "as 0");
            }
        }
        let values: Vec<Number> =
            values.into_iter().map(|value| value.unwrap_or_else(Number::zero)).collect();
        let inside = values.iter().max().cloned();
        let outside = foreign.values().map(|(_, value)| value).max().cloned();
        let largest = inside.clone().max(outside.clone()).unwrap_or_else(Number::zero);
        if !foreign.is_empty() {
            let names: Vec<&str> = foreign.values().map(|(label, _)| label.as_str()).collect();
            let found = format!("{} of issue \"{name}\", which the domain lacks", some(&names));
            let counts = self.reading == Reading::Own && outside > inside;
            let taken = if counts {
                "as not there, but still the largest, which divides the others"
            } else {
                "as not there"
            };
            self.report.repair("R3", self.source, element.span.clone(), found, taken);
        }
        if self.reading == Reading::Negmas {
            return Some(crate::assemble::each(values));
        }
        // GENIUS takes a smaller maximum as none.
        let least = Number::ratio(1, 100_000).unwrap_or_else(|_| Number::one());
        if largest < least {
            return None;
        }
        Some(crate::assemble::each(values.iter().map(|value| value / &largest).collect()))
    }

    /// An item's evaluation: `Some(None)` if it is missing or no number, `None` where an error was reported.
    fn evaluation(&mut self, item: &Element) -> Option<Option<Number>> {
        let Some(attribute) = item.attribute("evaluation") else { return Some(None) };
        match text::number(&attribute.value) {
            Err(text::Unreadable::NotANumber | text::Unreadable::NotFinite) => Some(None),
            Ok(_) | Err(_) => number(attribute, "evaluation", self.source, self.report).map(Some),
        }
    }
}
