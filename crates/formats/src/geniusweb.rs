//! GeniusWeb JSON: what a domain and its profiles mean.

use std::collections::{BTreeMap, BTreeSet};

use detente_case::{Case, Domain, Issue, Number, WalkAway, Worth, normal};

use crate::assemble::{MOST_EXPANDED, Profile, assemble, check_names, each, issue, level, round};
use crate::node::Node;
use crate::report::{Report, short, some};
use crate::scalar::number;
use crate::sniff::{Parsed, choose};
use crate::source::Source;
use crate::text::{Found, Labels, plain_number};
use crate::{Settings, json};

/// Reads a folder's files; `None` where an error has been reported.
pub(crate) fn read(sources: Vec<Source>, settings: &Settings, report: &mut Report) -> Option<Case> {
    let (mut domains, mut profiles): (Vec<Parsed<Node>>, Vec<Parsed<Node>>) = Default::default();
    for source in sources {
        let Some(root) = json::parse(&source, report) else { continue };
        if root.get("issuesValues").is_some() {
            domains.push((source, root));
        } else if kind(&root).is_some() {
            profiles.push((source, root));
        }
    }
    let (domain_file, profiles) = choose(domains, profiles, settings, report);
    if report.has_errors() {
        return None;
    }
    let room = MOST_EXPANDED / profiles.len().max(1) as i64;
    let own = profiles.first().and_then(|(_, root)| inner(root)?.get("domain"));
    let (title, issues) = match (&domain_file, profiles.first(), own) {
        (Some((source, root)), ..) => (title(root, source), issues(root, source, report, room)?),
        (None, Some((source, _)), Some(own)) => {
            report.repair(
                "R10",
                source,
                own.span.clone(),
                "no domain file",
                "the domain inside this profile",
            );
            (title(own, source), issues(own, source, report, room)?)
        }
        (None, Some((source, root)), None) => {
            report.error(
                "no-domain",
                source,
                root.span.clone(),
                "neither a domain file nor a domain in this profile",
            );
            return None;
        }
        (None, None, _) => {
            report.push(detente_case::Problem::error(
                "no-domain",
                "",
                0..0,
                "no GeniusWeb domain or profile lies here",
            ));
            return None;
        }
    };
    if report.has_errors() {
        return None;
    }
    let labels: Vec<Labels> = issues
        .iter()
        .map(|issue| match &issue.domain {
            Domain::Options(labels) => Labels::with_numbers(labels),
            _ => Labels::default(),
        })
        .collect();
    let mut parties = Vec::new();
    for (source, root) in &profiles {
        let mut reader = Reader { source, report, issues: &issues, labels: &labels };
        let mut profile = reader.profile(root).unwrap_or_else(Profile::empty);
        if settings.normalize_weights {
            profile.normalize(source, report);
        }
        parties.push((source, profile));
    }
    Some(assemble(&title, issues.clone(), parties))
}

/// The one top key of a profile, which says what kind it is.
fn kind(root: &Node) -> Option<(&str, &Node)> {
    let [(key, value)] = root.map()? else { return None };
    let name = key.text()?;
    let known = ["UtilitySpace", "Profile", "Ordering"].iter().any(|ending| name.ends_with(ending));
    known.then_some((name, value))
}

fn inner(root: &Node) -> Option<&Node> {
    kind(root).map(|(_, value)| value)
}

fn title(domain: &Node, source: &Source) -> String {
    domain.get("name").and_then(Node::text).unwrap_or(source.stem()).to_owned()
}

/// The issues of a domain; `room` is how many options ranges may be spelled out to, in all.
fn issues(domain: &Node, source: &Source, report: &mut Report, room: i64) -> Option<Vec<Issue>> {
    let (mut found, mut places, mut room) = (Vec::new(), Vec::new(), room);
    let Some(entries) = domain.get("issuesValues").and_then(Node::map).filter(|entries| !entries.is_empty())
    else {
        report.error("no-issue", source, domain.span.clone(), "the domain has no issue");
        return None;
    };
    for (key, value) in entries {
        let name = key.text().unwrap_or_default();
        let labels = if let Some(values) = value.get("values").and_then(Node::list) {
            let (mut labels, mut seen) = (Vec::new(), BTreeSet::new());
            for value in values {
                let Some(label) = value.text() else {
                    let message = format!("an option of issue \"{}\" is not a text", short(name));
                    report.error("E3", source, value.span.clone(), message);
                    continue;
                };
                if seen.insert(normal(label)) {
                    labels.push(label.to_owned());
                } else {
                    let found = format!("option \"{}\" of issue \"{}\" twice", short(label), short(name));
                    report.repair("R9", source, value.span.clone(), found, "as one");
                }
            }
            labels
        } else if let Some(range) = value.get("range") {
            self::range(range, name, source, report, &mut room).unwrap_or_default()
        } else {
            Vec::new()
        };
        if labels.is_empty() {
            let message = format!("issue \"{}\" has no option", short(name));
            let help = "a GeniusWeb issue has \"values\": [..] or \"range\": [low, high, step]";
            report.error_with_help("no-option", source, value.span.clone(), message, help);
            continue;
        }
        places.push(key.span.clone());
        found.push(issue(name, Domain::Options(labels)));
    }
    check_names(&found, &places, source, report);
    Some(found)
}

/// low, low+step, … up to high, as exact decimals.
fn range(
    node: &Node,
    name: &str,
    source: &Source,
    report: &mut Report,
    room: &mut i64,
) -> Option<Vec<String>> {
    let name = short(name);
    let Some([low, high, step]) = node.list() else {
        report.error(
            "E3",
            source,
            node.span.clone(),
            format!("the range of issue \"{name}\" is not [low, high, step]"),
        );
        return None;
    };
    let mut one = |node: &Node| number(node, "range bound", source, report);
    let (low, high, step) = (one(low)?, one(high)?, one(step)?);
    if step <= Number::zero() || low > high {
        let message =
            format!("the range of issue \"{name}\" has no number: it needs low ≤ high and a step above 0");
        report.error("E3", source, node.span.clone(), message);
        return None;
    }
    let steps = &(&high - &low) / &step;
    if steps >= Number::from(*room) {
        let message = format!("the range of issue \"{name}\" has too many numbers");
        let help = format!(
            "all ranges of a scenario, times its parties, may come to {MOST_EXPANDED} numbers; use a larger step"
        );
        report.error_with_help("too-many", source, node.span.clone(), message, help);
        return None;
    }
    let mut labels = Vec::new();
    let mut value = low;
    while value <= high {
        labels.push(value.to_string());
        value = &value + &step;
    }
    *room -= labels.len() as i64;
    Some(labels)
}

struct Reader<'a> {
    source: &'a Source,
    report: &'a mut Report,
    issues: &'a [Issue],
    labels: &'a [Labels],
}

impl Reader<'_> {
    fn profile(&mut self, root: &Node) -> Option<Profile> {
        let (kind, body) = kind(root)?;
        if !kind.ends_with("LinearAdditiveUtilitySpace") && kind != "LinearAdditive" {
            let message = format!("profiles of the kind \"{}\" are not supported", short(kind));
            let help = "supported: LinearAdditiveUtilitySpace";
            self.report.error_with_help("E4", self.source, root.span.clone(), message, help);
            return None;
        }
        if let Some(own) = body.get("domain") {
            self.compare(own);
        }
        let mut profile = Profile::empty();
        profile.name = body.get("name").and_then(Node::text).map(str::to_owned);
        let utilities = body.get("issueUtilities").map(Node::by_key).unwrap_or_default();
        let weights = body.get("issueWeights").map(Node::by_key).unwrap_or_default();
        if !self.issues.iter().any(|issue| utilities.contains_key(&normal(&issue.name))) {
            let message = "the profile shares no issue with the domain";
            self.report.error_with_help(
                "E7",
                self.source,
                body.span.clone(),
                message,
                "issues are matched by name",
            );
            return None;
        }
        let mut unweighted = Vec::new();
        for at in 0..self.issues.len() {
            let key = normal(&self.issues[at].name);
            profile.weights.push(match weights.get(&key) {
                Some(node) => number(node, "weight", self.source, self.report).unwrap_or_else(Number::zero),
                None => {
                    unweighted.push(self.issues[at].name.as_str());
                    Number::zero()
                }
            });
            let worth = match utilities.get(&key) {
                Some(node) => self.worth(at, node),
                None => {
                    let found = format!("no utilities for issue \"{}\"", short(&self.issues[at].name));
                    self.report.repair("R2", self.source, body.span.clone(), found, "as 0");
                    None
                }
            };
            profile.worth.push(worth.unwrap_or_else(|| level(&self.issues[at].domain, Number::zero())));
        }
        if !unweighted.is_empty() {
            let found = format!("no weight for {}", some(&unweighted));
            self.report.repair("R7b", self.source, body.span.clone(), found, "weight 0");
        }
        self.check_sum(&profile, body);
        profile.walk_away = self.reservation(body);
        Some(profile)
    }

    fn check_sum(&mut self, profile: &Profile, body: &Node) {
        let sum = profile.sum();
        let off = &sum - &Number::one();
        let little = plain_number("0.000001").unwrap_or_else(|_| Number::zero());
        if off > little || -&off > little {
            let found = format!("weights that sum to {}", round(&sum));
            self.report.repair("R7", self.source, body.span.clone(), found, "as written");
        } else if !off.is_zero() {
            let message = format!("the weights sum to {}, not exactly 1; kept as written", sum.to_f64());
            self.report.warn("weights", self.source, body.span.clone(), message);
        }
    }

    /// One issue's utilities; `None` where it stays at 0 or an error was reported.
    fn worth(&mut self, at: usize, node: &Node) -> Option<Worth> {
        let name = short(&self.issues[at].name);
        let Domain::Options(labels) = &self.issues[at].domain else { return None };
        if let Some(line) = node.get("numberutils") {
            return self.straight(at, line, labels);
        }
        let Some(table) = node.get("discreteutils").and_then(|utils| utils.get("valueUtilities")) else {
            let message = format!("the utilities of issue \"{name}\" are of no supported kind");
            let help = "supported: discreteutils with valueUtilities, numberutils";
            self.report.error_with_help("E4", self.source, node.span.clone(), message, help);
            return None;
        };
        let mut values: Vec<Option<Number>> = vec![None; labels.len()];
        let mut foreign = Vec::new();
        for (key, value) in table.map().unwrap_or_default() {
            let label = key.text().unwrap_or_default();
            match self.labels[at].find(label) {
                Found::One(option) if value.is_null() => values[option] = None,
                Found::One(option) => values[option] = number(value, "utility", self.source, self.report),
                Found::None => foreign.push(label),
                Found::Several => {
                    let message = format!("\"{}\" may be several options of issue \"{name}\"", short(label));
                    self.report.error("E3", self.source, key.span.clone(), message);
                }
            }
        }
        if !foreign.is_empty() {
            let found = format!("{} of issue \"{name}\", which the domain lacks", some(&foreign));
            self.report.repair("R3", self.source, table.span.clone(), found, "as not there");
        }
        let without: Vec<&str> = values
            .iter()
            .zip(labels)
            .filter(|(value, _)| value.is_none())
            .map(|(_, label)| label.as_str())
            .collect();
        if !without.is_empty() {
            let found = format!("no utility of {} of issue \"{name}\"", some(&without));
            self.report.repair("R2", self.source, table.span.clone(), found, "as 0");
        }
        Some(each(values.into_iter().map(|value| value.unwrap_or_else(Number::zero)).collect()))
    }

    /// The straight line through two points, at every option, all of which must be numbers.
    fn straight(&mut self, at: usize, node: &Node, labels: &[String]) -> Option<Worth> {
        let (source, report) = (self.source, &mut *self.report);
        let name = short(&self.issues[at].name);
        let mut part = |key: &str| match node.get(key) {
            Some(value) => number(value, key, source, report),
            None => {
                report.error(
                    "E3",
                    source,
                    node.span.clone(),
                    format!("numberutils of issue \"{name}\" without {key}"),
                );
                None
            }
        };
        let (x0, y0) = (part("lowValue")?, part("lowUtility")?);
        let (x1, y1) = (part("highValue")?, part("highUtility")?);
        if x0 == x1 && y0 != y1 {
            let message = format!("numberutils of issue \"{name}\" give one number two utilities");
            self.report.error("E3", self.source, node.span.clone(), message);
            return None;
        }
        let slope = if x0 == x1 { Number::zero() } else { &(&y1 - &y0) / &(&x1 - &x0) };
        let mut values = Vec::with_capacity(labels.len());
        for label in labels {
            let Ok(x) = plain_number(label) else {
                let message = format!(
                    "numberutils for issue \"{name}\", whose option \"{}\" is not a number",
                    short(label)
                );
                self.report.error("E4", self.source, node.span.clone(), message);
                return None;
            };
            values.push(&y0 + &(&slope * &(&x - &x0)));
        }
        Some(each(values))
    }

    fn reservation(&mut self, body: &Node) -> WalkAway {
        let Some(bid) = body.get("reservationBid") else { return WalkAway::None };
        let values = ["issuevalues", "issueValues"].iter().find_map(|key| bid.get(key));
        let values = values.map(Node::by_key).unwrap_or_default();
        let (mut package, mut missing) = (Vec::new(), Vec::new());
        for (issue, labels) in self.issues.iter().zip(self.labels) {
            match values
                .get(&normal(&issue.name))
                .and_then(|value| value.text())
                .map(|label| labels.find(label))
            {
                Some(Found::One(option)) => package.push(option),
                _ => missing.push(issue.name.as_str()),
            }
        }
        if missing.is_empty() {
            return WalkAway::Package(package);
        }
        let message = format!("the reservation bid names no option of {}", some(&missing));
        let help = "name one option of every issue, or remove the bid";
        self.report.error_with_help("E6", self.source, bid.span.clone(), message, help);
        WalkAway::None
    }

    /// Says the first difference between the profile's own domain and the domain.
    fn compare(&mut self, own: &Node) {
        let own_issues = own.get("issuesValues").map(Node::by_key).unwrap_or_default();
        let mut difference = None;
        let ours: BTreeMap<String, usize> =
            self.issues.iter().enumerate().map(|(at, issue)| (normal(&issue.name), at)).collect();
        for (name, node) in &own_issues {
            let Some(&at) = ours.get(name) else {
                difference = Some(format!("issue \"{}\", which the domain lacks", short(name)));
                break;
            };
            let Some(values) = node.get("values").and_then(Node::list) else { continue };
            let found: BTreeSet<String> = values.iter().filter_map(Node::text).map(normal).collect();
            let Domain::Options(labels) = &self.issues[at].domain else { continue };
            let wanted: BTreeSet<String> = labels.iter().map(|label| normal(label)).collect();
            if let Some(label) = found.symmetric_difference(&wanted).next() {
                let whose = if wanted.contains(label) { "only the domain has" } else { "the domain lacks" };
                difference =
                    Some(format!("option \"{}\" of issue \"{}\", which {whose}", short(label), short(name)));
                break;
            }
        }
        if difference.is_none()
            && let Some(absent) = ours.keys().find(|name| !own_issues.contains_key(*name))
        {
            difference = Some(format!("no issue \"{}\", which the domain has", short(absent)));
        }
        if let Some(difference) = difference {
            let found = format!("a domain of its own with {difference}");
            self.report.repair("R10", self.source, own.span.clone(), found, "the domain file's");
        }
    }
}
