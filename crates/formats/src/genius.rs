//! GENIUS XML: what a domain and its profiles mean.

mod domain;
mod evaluator;
mod linear;
mod nonlinear;

use detente_case::{Case, Number};

use crate::assemble::{Profile, affordable, assemble};
use crate::report::Report;
use crate::sniff::{Parsed, choose};
use crate::source::Source;
use crate::xml::{Attribute, Element, parse};
use crate::{Reading, Settings, text};

use domain::Domain;

/// Reads a folder's files; `None` where an error has been reported.
pub(crate) fn read(sources: Vec<Source>, settings: &Settings, report: &mut Report) -> Option<Case> {
    let (mut domains, mut profiles): (Vec<Parsed<Element>>, Vec<Parsed<Element>>) = Default::default();
    for source in sources {
        if let Some(root) = parse(&source, report) {
            let group = if root.name == "negotiation_template" { &mut domains } else { &mut profiles };
            group.push((source, root));
        }
    }
    let (domain_file, profiles) = choose(domains, profiles, settings, report);
    let domain = match (&domain_file, profiles.first()) {
        (Some((source, root)), _) => Domain::read(source, root, report),
        (None, Some((source, root))) => {
            report.repair("R10", source, 0..0, "no domain file", "the issues of this profile as the domain");
            Domain::read(source, root, report)
        }
        (None, None) => return None,
    };
    if domain.issues.is_empty() && !report.has_errors() {
        let file = domain_file.as_ref().or(profiles.first());
        if let Some((source, root)) = file {
            report.error("no-issue", source, root.span.clone(), "the domain has no issue");
        }
    }
    if report.has_errors() {
        return None;
    }
    let affordable = affordable(&domain.issues, profiles.len());
    let mut parties = Vec::new();
    for (source, root) in &profiles {
        let mut reader = Reader { source, report, domain: &domain, reading: settings.reading, affordable };
        let nonlinear = root.value("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("nonlinear"))
            || root.descendants("utility").iter().any(|utility| utility.all("ufun").next().is_some());
        let mut profile = if nonlinear { reader.nonlinear(root) } else { reader.linear(root) };
        if settings.normalize_weights {
            profile.normalize(source, report);
        }
        parties.push((source, profile));
    }
    let title = domain_file.as_ref().or(profiles.first()).map_or("", |(source, _)| source.stem());
    Some(assemble(title, domain.issues.clone(), parties))
}

/// What reading one profile needs.
struct Reader<'a> {
    source: &'a Source,
    report: &'a mut Report,
    domain: &'a Domain,
    reading: Reading,
    /// Whether integer issues may be spelled out option by option.
    affordable: bool,
}

impl Reader<'_> {
    /// Reservation value and discount, wherever they stand among `places`.
    fn frame(&mut self, profile: &mut Profile, reservations: &[&Element], discounts: &[&Element]) {
        let reservation = self.last(reservations, "reservation value").unwrap_or_else(Number::zero);
        profile.walk_away = detente_case::WalkAway::Points(reservation);
        let discount = self.last(discounts, "discount factor");
        let span = discounts.last().map_or(0..0, |element| element.span.clone());
        profile.discount = match discount {
            Some(factor) if factor.is_negative() || factor > Number::one() => {
                let found = format!("the discount factor {factor}, outside 0 to 1");
                self.report.repair("R11", self.source, span, found, "as 1, no discount");
                None
            }
            // 0 is how GENIUS writes that there is none.
            Some(factor) if factor.is_zero() || factor == Number::one() => None,
            other => other,
        };
        if self.reading == Reading::Own {
            profile.cap = Some(Number::one());
        }
    }

    /// The number in the last of several elements; differing ones are reported.
    fn last(&mut self, elements: &[&Element], what: &str) -> Option<Number> {
        let mut last: Option<Number> = None;
        for element in elements {
            let Some(attribute) = element.attribute("value") else { continue };
            let Some(value) = number(attribute, what, self.source, self.report) else { continue };
            if last.as_ref().is_some_and(|last| *last != value) {
                let found = format!("another {what}, {value}");
                self.report.repair("R9", self.source, attribute.span.clone(), found, "the last");
            }
            last = Some(value);
        }
        last
    }
}

/// The number in an attribute: an `R5` if it took good will, an `E3` if there is none.
fn number(attribute: &Attribute, what: &str, source: &Source, report: &mut Report) -> Option<Number> {
    match text::number(&attribute.value) {
        Ok(read) => {
            if read.bent {
                let found = format!("{what} \"{}\"", attribute.value);
                report.repair("R5", source, attribute.span.clone(), found, format!("as {}", read.value));
            }
            Some(read.value)
        }
        Err(why) => {
            let shown = crate::report::short(&attribute.value);
            let message = format!("{what} \"{shown}\" {why}");
            report.error_with_help(
                "E3",
                source,
                attribute.span.clone(),
                message,
                "write a plain decimal such as 0.25",
            );
            None
        }
    }
}

/// The whole number in an attribute; `7.0` is accepted as an `R5`.
fn whole(attribute: &Attribute, what: &str, source: &Source, report: &mut Report) -> Option<i64> {
    let value = number(attribute, what, source, report)?;
    let largest = Number::from(crate::assemble::LARGEST_BOUND);
    if value > largest || -&value > largest {
        report.error("E3", source, attribute.span.clone(), format!("{what} {value} is too large"));
        return None;
    }
    match value.to_i64() {
        Some(integer) => {
            let plain =
                attribute.value.trim().trim_start_matches(['-', '+']).bytes().all(|b| b.is_ascii_digit());
            if !plain && text::plain_number(attribute.value.trim()).is_ok() {
                let found = format!("{what} \"{}\"", attribute.value);
                report.repair("R5", source, attribute.span.clone(), found, format!("as {integer}"));
            }
            Some(integer)
        }
        None => {
            report.error(
                "E3",
                source,
                attribute.span.clone(),
                format!("{what} {value} is not a whole number"),
            );
            None
        }
    }
}

/// The attribute `value` of an element and a required number in it.
fn required(
    element: &Element,
    name: &str,
    what: &str,
    source: &Source,
    report: &mut Report,
) -> Option<Number> {
    match element.attribute(name) {
        Some(attribute) => number(attribute, what, source, report),
        None => {
            let message = format!("{what} is missing: no attribute \"{name}\"");
            report.error("E3", source, element.span.clone(), message);
            None
        }
    }
}
