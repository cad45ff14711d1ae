//! NegMAS functions of one issue.

use detente_case::{Domain, Number, Worth};

use crate::assemble::{each, level, line, tabulate};
use crate::node::Node;
use crate::report::{short, some};
use crate::scalar::number;
use crate::text::{Found, yaml_number};

use super::{Reader, kind};

impl Reader<'_> {
    /// The worth of one issue's options; `None` where an error was reported.
    pub(super) fn worth(&mut self, at: usize, node: &Node) -> Option<Worth> {
        let form = kind(node).map(str::to_owned);
        let mut part = |key: &str, otherwise: Number| match node.get(key) {
            Some(value) => number(value, key, self.source, self.report),
            None => Some(otherwise),
        };
        match form.as_deref() {
            Some("TableFun") => match node.get("mapping") {
                Some(table) => self.table(at, table),
                None => {
                    self.report.error("E4", self.source, node.span.clone(), "a table without a mapping");
                    None
                }
            },
            Some("AffineFun") => {
                let (slope, bias) = (part("slope", Number::one())?, part("bias", Number::zero())?);
                self.straight(at, &slope, &bias, node)
            }
            Some("LinearFun") => {
                let slope = part("slope", Number::one())?;
                self.straight(at, &slope, &Number::zero(), node)
            }
            Some("IdentityFun") => self.straight(at, &Number::one(), &Number::zero(), node),
            Some("ConstFun") => {
                let value = part("bias", Number::zero())?;
                Some(level(&self.issues[at].domain, value))
            }
            // A bare mapping is a table.
            None if node.map().is_some() => self.table(at, node),
            other => {
                let name = short(&self.issues[at].name);
                let message = format!(
                    "the function of issue \"{name}\" is of the unknown type \"{}\"",
                    short(other.unwrap_or("?"))
                );
                let help = "supported: TableFun, AffineFun, LinearFun, IdentityFun, ConstFun";
                self.report.error_with_help("E4", self.source, node.span.clone(), message, help);
                None
            }
        }
    }

    /// `slope·value + bias` on the issue's own numbers.
    pub(super) fn straight(
        &mut self,
        at: usize,
        slope: &Number,
        bias: &Number,
        node: &Node,
    ) -> Option<Worth> {
        let f = |x: &Number| &(slope * x) + bias;
        match &self.issues[at].domain {
            Domain::Integers { low, high } => {
                let ends = || [*low, *high].map(|x| (Number::from(x), f(&Number::from(x))));
                Some(tabulate(*low, *high, self.affordable, f).unwrap_or_else(|| line(ends().to_vec())))
            }
            Domain::Reals { low, high } if low == high => Some(line(vec![(low.clone(), f(low))])),
            Domain::Reals { low, high } => Some(line(vec![(low.clone(), f(low)), (high.clone(), f(high))])),
            Domain::Options(labels) => {
                let values: Option<Vec<Number>> =
                    labels.iter().map(|label| yaml_number(label).map(|x| f(&x))).collect();
                if values.is_none() {
                    let name = short(&self.issues[at].name);
                    let message =
                        format!("a function of numbers for issue \"{name}\", whose options are not numbers");
                    self.report.error("E4", self.source, node.span.clone(), message);
                }
                values.map(each)
            }
        }
    }

    fn table(&mut self, at: usize, table: &Node) -> Option<Worth> {
        let name = short(&self.issues[at].name);
        let domain = &self.issues[at].domain;
        let is_list = matches!(domain, Domain::Options(_));
        let Some(count) = domain.len().filter(|count| is_list || self.affordable || *count <= 1_000) else {
            let message = format!("a table for issue \"{name}\", which has too many values for one");
            self.report.error("E4", self.source, table.span.clone(), message);
            return None;
        };
        let mut values: Vec<Option<Number>> = vec![None; count];
        let mut foreign = Vec::new();
        for (key, value) in table.map().unwrap_or_default() {
            let label = key.text().unwrap_or_default();
            let found = match domain {
                Domain::Options(_) => self.labels[at].find(label),
                _ => {
                    let plain = yaml_number(label).and_then(|number| domain.find(&number.to_string()));
                    plain.map_or(Found::None, Found::One)
                }
            };
            match found {
                Found::One(option) => values[option] = number(value, "worth", self.source, self.report),
                Found::None => foreign.push(label),
                Found::Several => {
                    let message = format!("\"{}\" may be several options of issue \"{name}\"", short(label));
                    let help = "write the key exactly as the option, in quotes";
                    self.report.error_with_help("E3", self.source, key.span.clone(), message, help);
                }
            }
        }
        if !foreign.is_empty() {
            let found = format!("{} of issue \"{name}\", which the outcome space lacks", some(&foreign));
            self.report.repair("R3", self.source, table.span.clone(), found, "as not there");
        }
        let without: Vec<usize> = (0..count).filter(|&option| values[option].is_none()).collect();
        if !without.is_empty() {
            let labels: Vec<String> = without.iter().take(6).map(|&option| domain.label(option)).collect();
            let mut shown: Vec<&str> = labels.iter().map(String::as_str).collect();
            shown.resize(without.len().min(1_000), "");
            let found = format!("nothing about {} of issue \"{name}\"", some(&shown));
            self.report.repair("R3b", self.source, table.span.clone(), found, "as 0");
        }
        Some(each(values.into_iter().map(|value| value.unwrap_or_else(Number::zero)).collect()))
    }
}
