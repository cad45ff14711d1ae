//! GENIUS evaluators of numbers: integer and real issues.

use detente_case::{Number, Worth};

use crate::Reading;
use crate::assemble::{line, tabulate};
use crate::xml::Element;

use super::domain::{bound, real_bounds};
use super::{Reader, required};

/// `slope·x + offset`, held between 0 and 1 if `clamped`.
#[derive(Debug)]
pub(super) struct Straight {
    pub(super) slope: Number,
    pub(super) offset: Number,
    pub(super) clamped: bool,
}

impl Straight {
    pub(super) fn at(&self, x: &Number) -> Number {
        let value = &(&self.slope * x) + &self.offset;
        if self.clamped { value.clamp(Number::zero(), Number::one()) } else { value }
    }

    /// The corners of its course from `low` to `high`: the ends, and where clamping begins between them.
    pub(super) fn corners(&self, low: &Number, high: &Number) -> Vec<(Number, Number)> {
        let mut places = vec![low.clone()];
        if self.clamped && !self.slope.is_zero() {
            let reaches = |level: Number| &(&level - &self.offset) / &self.slope;
            let mut bends = [reaches(Number::zero()), reaches(Number::one())];
            bends.sort();
            places.extend(bends.into_iter().filter(|bend| low < bend && bend < high));
        }
        if low < high && !self.slope.is_zero() {
            places.push(high.clone());
        }
        places.into_iter().map(|x| (x.clone(), self.at(&x))).collect()
    }
}

impl Reader<'_> {
    pub(super) fn integer(&mut self, at: usize, element: &Element) -> Option<Worth> {
        let detente_case::Domain::Integers { low, high } = self.domain.issues[at].domain else { return None };
        let evaluator = self.evaluator(at, element)?;
        let own = self.reading == Reading::Own;
        let (source, report) = (self.source, &mut *self.report);
        let old = evaluator.attribute("slope").is_none() && evaluator.attribute("parameter1").is_some();
        let straight = if old {
            let found = "the old parameters of an integer evaluator";
            report.repair("R6", source, evaluator.span.clone(), found, "as parameter0 + parameter1·value");
            Straight {
                slope: required(evaluator, "parameter1", "evaluator parameter", source, report)?,
                offset: required(evaluator, "parameter0", "evaluator parameter", source, report)?,
                clamped: own,
            }
        } else {
            let slope = required(evaluator, "slope", "evaluator slope", source, report)?;
            let offset = required(evaluator, "offset", "evaluator offset", source, report)?;
            let given = ["lowerbound", "upperbound"].map(|which| {
                let is_there = element.attribute(which).is_some()
                    || element.all("range").any(|range| range.attribute(which).is_some());
                is_there.then(|| bound(element, which, source, report)).flatten()
            });
            if given[0].is_none() {
                let found = "an integer issue without its lower bound in the profile";
                report.repair("R5", source, element.span.clone(), found, format!("the domain's, {low}"));
            }
            let from = given[0].unwrap_or(low);
            if from != low || given[1].is_some_and(|upper| upper != high) {
                let upper = given[1].unwrap_or(high);
                let found = format!("bounds {from} to {upper} where the domain has {low} to {high}");
                report.repair(
                    "R10",
                    source,
                    element.span.clone(),
                    found,
                    "the domain's numbers, counted from this lower bound",
                );
            }
            // GENIUS counts from the lower bound, NegMAS from 0.
            let offset = if own { &offset - &(&slope * &Number::from(from)) } else { offset };
            Straight { slope, offset, clamped: own }
        };
        let table = tabulate(low, high, self.affordable, |value| straight.at(value));
        Some(table.unwrap_or_else(|| line(straight.corners(&low.into(), &high.into()))))
    }

    pub(super) fn real(&mut self, at: usize, element: &Element) -> Option<Worth> {
        let detente_case::Domain::Reals { low, high } = &self.domain.issues[at].domain else { return None };
        let evaluator = self.evaluator(at, element)?;
        let (source, report) = (self.source, &mut *self.report);
        if element.all("range").next().is_some() || element.attribute("lowerbound").is_some() {
            let bounds = real_bounds(element, source, report)?;
            if (&bounds.0, &bounds.1) != (low, high) {
                let found =
                    format!("bounds {} to {} where the domain has {low} to {high}", bounds.0, bounds.1);
                report.repair("R10", source, element.span.clone(), found, "the domain's");
            }
        }
        let mut parameter = |name: &str| required(evaluator, name, "evaluator parameter", source, report);
        let form = evaluator.value("ftype").unwrap_or("linear").trim().to_ascii_lowercase();
        match form.as_str() {
            "linear" => {
                let (offset, slope) = (parameter("parameter0")?, parameter("parameter1")?);
                Some(line(Straight { slope, offset, clamped: true }.corners(low, high)))
            }
            "constant" => Some(line(vec![(low.clone(), parameter("parameter0")?)])),
            "triangular" => {
                let (left, right, top) =
                    (parameter("parameter0")?, parameter("parameter1")?, parameter("parameter2")?);
                if left > top || top > right {
                    let message = "a triangular evaluator whose top does not lie between its ends";
                    report.error("E3", source, evaluator.span.clone(), message);
                    return None;
                }
                Some(line(triangle(left, right, top)))
            }
            other => {
                let message = format!("the evaluator function \"{other}\" is not supported");
                let help = "supported for real issues: linear, constant, triangular";
                report.error_with_help("E4", source, evaluator.span.clone(), message, help);
                None
            }
        }
    }

    fn evaluator<'e>(&mut self, at: usize, element: &'e Element) -> Option<&'e Element> {
        let evaluator = element.all("evaluator").next();
        if evaluator.is_none() {
            let found = format!("no evaluator for issue \"{}\"", self.domain.issues[at].name);
            self.report.repair("R2", self.source, element.span.clone(), found, "as 0");
        }
        evaluator
    }
}

/// 0 up to `left`, straight to 1 at `top`, straight to 0 at `right`; where two of them coincide it jumps.
fn triangle(left: Number, right: Number, top: Number) -> Vec<(Number, Number)> {
    let (zero, one) = (Number::zero(), Number::one());
    if left == right {
        return vec![(left, zero)];
    }
    vec![(left, zero.clone()), (top, one), (right, zero)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn clamping_makes_corners_exactly_where_it_begins() {
        let straight = Straight { slope: n("-0.5"), offset: n("1.5"), clamped: true };
        let corners = straight.corners(&n("0"), &n("10"));
        assert_eq!(corners, [(n("0"), n("1")), (n("1"), n("1")), (n("3"), n("0")), (n("10"), n("0"))]);
        let level = Straight { slope: n("0"), offset: n("0.4"), clamped: true };
        assert_eq!(level.corners(&n("0"), &n("10")), [(n("0"), n("0.4"))]);
        let open = Straight { slope: n("-0.5"), offset: n("1.5"), clamped: false };
        assert_eq!(open.corners(&n("0"), &n("10")), [(n("0"), n("1.5")), (n("10"), n("-3.5"))]);
    }
}
