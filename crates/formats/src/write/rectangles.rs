//! Worth that depends on several issues at once: hyper-rectangles for GENIUS and NegMAS.

use std::fmt::Write;

use detente_case::{Aggregate, Among, Combinations, Condition, Domain, Files, Number, Term};

use super::plan::{Course, Plan};
use super::syntax::{common, quoted, xml};

/// Most rectangles one choice of separate options may be split into.
const MOST_SPLIT: usize = 1_000;

/// What combinations are worth for a package of options.
pub(super) fn value(combinations: &Combinations, package: &[usize]) -> Number {
    let meets = |condition: &Condition| {
        condition.iter().all(|choice| match &choice.among {
            Among::Options(options) => {
                package.get(choice.issue).is_some_and(|option| options.contains(option))
            }
            Among::Between(..) | Among::Outside(..) => false,
        })
    };
    let terms = combinations
        .terms
        .iter()
        .map(|term| if meets(&term.when) != term.unless { term.worth.clone() } else { Number::zero() });
    let groups = combinations.groups.iter().map(|(weight, group)| weight * &value(group, package));
    let all = terms.chain(groups);
    match combinations.aggregate {
        Aggregate::Sum => all.fold(combinations.start.clone(), |sum, next| &sum + &next),
        Aggregate::Min => all.fold(combinations.start.clone(), Ord::min),
        Aggregate::Max => all.fold(combinations.start.clone(), Ord::max),
    }
}

/// A box: `(issue, lowest, highest)` option positions.
type Bounds = Vec<(usize, usize, usize)>;

/// The boxes without overlap that a condition is made of.
fn boxes(condition: &Condition) -> Option<Vec<Bounds>> {
    let mut boxes: Vec<Bounds> = vec![Vec::new()];
    for choice in condition {
        let Among::Options(options) = &choice.among else { return None };
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for &option in options {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == option => *last = option,
                _ => runs.push((option, option)),
            }
        }
        if boxes.len() * runs.len() > MOST_SPLIT {
            return None;
        }
        boxes = boxes
            .into_iter()
            .flat_map(|bounds| {
                runs.iter().map(move |&(low, high)| {
                    let mut longer = bounds.clone();
                    longer.push((choice.issue, low, high));
                    longer
                })
            })
            .collect();
    }
    Some(boxes)
}

/// A party's additive part as boxes, one for each option worth something, and its base as one without bounds.
fn additive(plan: &Plan<'_>, party: usize) -> Vec<(Number, Bounds)> {
    let side = &plan.sides[party];
    let mut found = Vec::new();
    if !side.base.is_zero() {
        found.push((side.base.clone(), Vec::new()));
    }
    for (issue, course) in side.courses.iter().enumerate() {
        if let Course::Table(values) = course {
            let worth = values.iter().enumerate().filter(|(_, value)| !value.is_zero());
            found.extend(worth.map(|(option, value)| (value.clone(), vec![(issue, option, option)])));
        }
    }
    found
}

/// Refuses what rectangles cannot hold: real issues, and lines over too many numbers unless level at 0.
fn check(plan: &mut Plan<'_>) -> bool {
    let mut refused: Vec<String> = Vec::new();
    for (at, issue) in plan.case.issues.iter().enumerate() {
        let level = |course: &Course| {
            matches!(course, Course::Table(_)) || course.ends() == (Number::zero(), Number::zero())
        };
        if issue.domain.len().is_none() || !plan.sides.iter().all(|side| level(&side.courses[at])) {
            refused.push(format!(
                "issue {} has no list of options, beside worth that depends on several issues",
                issue.id
            ));
        }
    }
    for message in &refused {
        plan.refuse(message.clone(), "choose some of its numbers as options");
    }
    refused.is_empty()
}

/// The numbers that stand for an issue's options: its own, or positions from 0.
fn numbers(domain: &Domain) -> (i64, i64) {
    match domain {
        Domain::Integers { low, high } => (*low, *high),
        Domain::Options(labels) => (0, labels.len() as i64 - 1),
        Domain::Reals { .. } => (0, 0),
    }
}

/// A file that says which number stands for which option, if options are written as numbers.
fn legend(plan: &mut Plan<'_>, files: &mut Files) {
    let mut text = String::new();
    for issue in &plan.case.issues {
        if let Domain::Options(labels) = &issue.domain {
            let _ = writeln!(text, "{}", issue.name);
            for (option, label) in labels.iter().enumerate() {
                let _ = writeln!(text, "  {option}  {label}");
            }
        }
    }
    if !text.is_empty() {
        files.insert("legend.txt".into(), text.into_bytes());
        plan.notes.push("options are written as numbers from 0; legend.txt says which".into());
    }
}

/// Upper bound of what a party can reach: every positive part at once.
fn bound(combinations: &Combinations) -> Number {
    let positive = |value: &Number| value.clone().max(Number::zero());
    let terms = combinations.terms.iter().map(|term| positive(&term.worth));
    let groups = combinations.groups.iter().map(|(weight, group)| {
        // A negative weight turns the group's least value up; its size bounds both.
        let size = bound(group).max(bound(&negated(group)));
        let weight = weight.clone().max(-weight);
        &weight * &size
    });
    let all = terms.chain(groups);
    match combinations.aggregate {
        Aggregate::Sum => all.fold(positive(&combinations.start), |sum, next| &sum + &next),
        // A smallest value is no larger than any of its parts, 0 if it has none to compare with.
        Aggregate::Min | Aggregate::Max => all.fold(Number::zero(), Ord::max),
    }
}

fn negated(combinations: &Combinations) -> Combinations {
    let term = |term: &Term| Term { worth: -&term.worth, when: Vec::new(), unless: false };
    Combinations {
        aggregate: combinations.aggregate,
        start: -&combinations.start,
        terms: combinations.terms.iter().map(term).collect(),
        groups: combinations.groups.iter().map(|(weight, group)| (weight.clone(), negated(group))).collect(),
    }
}

/// Every number inside combinations.
fn worths<'c>(combinations: &'c Combinations, found: &mut Vec<&'c Number>) {
    found.extend(combinations.terms.iter().map(|term| &term.worth));
    for (_, group) in &combinations.groups {
        worths(group, found);
    }
}

/// Nonlinear GENIUS XML: every issue of whole numbers, every party as rectangles.
pub(super) fn genius(plan: &mut Plan<'_>) -> Files {
    let mut files = Files::new();
    if !check(plan) {
        return files;
    }
    let mut issues = String::new();
    for (at, issue) in plan.case.issues.iter().enumerate() {
        let (low, high) = numbers(&issue.domain);
        let (index, name) = (at + 1, xml(&issue.name));
        let _ = writeln!(
            issues,
            "    <issue index=\"{index}\" name=\"{name}\" type=\"integer\" vtype=\"integer\" etype=\"integer\" lowerbound=\"{low}\" upperbound=\"{high}\"/>"
        );
    }
    let title = xml(&plan.case.title);
    let objective = format!(
        "  <objective index=\"0\" name=\"{title}\" type=\"objective\" etype=\"objective\" description=\"\">\n{issues}"
    );
    let count = plan.case.issues.len();
    let domain = format!(
        "<negotiation_template>\n<utility_space number_of_issues=\"{count}\">\n{objective}  </objective>\n</utility_space>\n</negotiation_template>\n"
    );
    files.insert("domain.xml".into(), domain.into_bytes());
    legend(plan, &mut files);
    for party in 0..plan.sides.len() {
        let text = profile(plan, party, &objective);
        files.insert(format!("{}.xml", plan.sides[party].file), text.into_bytes());
    }
    files
}

fn profile(plan: &mut Plan<'_>, party: usize, objective: &str) -> String {
    let parts = additive(plan, party);
    let side = &plan.sides[party];
    let none = Combinations {
        aggregate: Aggregate::Sum,
        start: Number::zero(),
        terms: Vec::new(),
        groups: Vec::new(),
    };
    let combinations = side.combinations.clone().unwrap_or(none);
    let mut all: Vec<&Number> = parts.iter().map(|(worth, _)| worth).collect();
    worths(&combinations, &mut all);
    all.extend(&side.cap);
    // Whole numbers where one multiple makes them so: GENIUS divides by maxutility, so nothing is rounded.
    let multiple = common(all, 1_000_000_000_000).unwrap_or_else(Number::one);
    let positive = |value: &Number| value.clone().max(Number::zero());
    let top = parts.iter().fold(bound(&combinations), |sum, (worth, _)| &sum + &positive(worth));
    let cap = side.cap.clone().filter(|cap| *cap > Number::zero());
    let largest = cap.clone().unwrap_or(top).max(Number::zero());
    let largest = if largest.is_zero() { Number::one() } else { largest };
    let factor = &Number::one() / &largest;
    let walk_away = side.walk_away.as_ref().map(|points| points * &factor);
    let mut writer = Rectangles { plan, out: String::new(), multiple: multiple.clone(), party };
    for (worth, bounds) in &parts {
        writer.rectangle(worth, "INCLUDES", bounds);
    }
    match combinations.aggregate {
        Aggregate::Sum => writer.group(&combinations),
        Aggregate::Min | Aggregate::Max => writer.function(&Number::one(), &combinations),
    }
    let body = writer.out;
    let largest = plan.decimal(&(&largest * &multiple));
    let mut out = format!(
        "<utility_space type=\"nonlinear\">\n{objective}    <utility maxutility=\"{largest}\">\n    <ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\">\n{body}    </ufun>\n    </utility>\n  </objective>\n"
    );
    super::genius::frame(plan, &mut out, party, walk_away.as_ref());
    out.push_str("</utility_space>\n");
    plan.note_scale(party, &Number::zero(), &factor);
    let id = plan.sides[party].id.clone();
    if walk_away.is_none() {
        plan.notes.push(format!("{id}: no walk-away is written, which GENIUS reads as one at 0"));
    }
    if cap.is_none() {
        plan.notes.push(format!(
            "{id}: maxutility is a bound, the sum of all that can be paid, not the largest reached"
        ));
    }
    out
}

struct Rectangles<'p, 'c> {
    plan: &'p mut Plan<'c>,
    out: String,
    multiple: Number,
    party: usize,
}

impl Rectangles<'_, '_> {
    fn rectangle(&mut self, worth: &Number, word: &str, bounds: &Bounds) {
        let _ = writeln!(
            self.out,
            "      <hyperRectangle utility=\"{}\">",
            self.plan.decimal(&(worth * &self.multiple))
        );
        for &(issue, low, high) in bounds {
            let (first, _) = numbers(&self.plan.case.issues[issue].domain);
            let (index, low, high) = (issue + 1, first + low as i64, first + high as i64);
            let _ = writeln!(self.out, "        <{word} index=\"{index}\" min=\"{low}\" max=\"{high}\"/>");
        }
        self.out.push_str("      </hyperRectangle>\n");
    }

    /// An inner function. Nesting is as deep as the case's own, which its reader bounded.
    fn function(&mut self, weight: &Number, group: &Combinations) {
        let word = match group.aggregate {
            Aggregate::Sum => "sum",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
        };
        let _ = writeln!(
            self.out,
            "    <ufun type=\"PlainUfun\" weight=\"{}\" aggregation=\"{word}\">",
            self.plan.decimal(weight)
        );
        self.group(group);
        self.out.push_str("    </ufun>\n");
    }

    fn group(&mut self, group: &Combinations) {
        // GENIUS has its own starts; another one is a rectangle without bounds. Its starts for smallest and largest are
        // out of reach of any worth, so one as far away needs no rectangle.
        let far = &Number::from(2_147_483_647) / &self.multiple;
        let size = group.start.clone().max(-&group.start);
        let own = if group.aggregate == Aggregate::Sum { group.start.is_zero() } else { size >= far };
        if !own {
            self.rectangle(&group.start, "INCLUDES", &Vec::new());
        }
        for term in &group.terms {
            let boxes = boxes(&term.when);
            let single = boxes.as_ref().is_some_and(|boxes| boxes.len() == 1);
            match boxes {
                Some(boxes) if single || (group.aggregate == Aggregate::Sum && !term.unless) => {
                    for bounds in &boxes {
                        let word = if term.unless && !bounds.is_empty() { "EXCLUDES" } else { "INCLUDES" };
                        let worth = if term.unless && bounds.is_empty() {
                            Number::zero()
                        } else {
                            term.worth.clone()
                        };
                        self.rectangle(&worth, word, bounds);
                    }
                }
                _ => {
                    let id = self.plan.sides[self.party].id.clone();
                    self.plan.refuse(
                        format!("{id}: a combination of options that do not lie side by side"),
                        "order the options so that they do",
                    );
                }
            }
        }
        for (weight, inner) in &group.groups {
            self.function(weight, inner);
        }
    }
}

/// NegMAS rectangles: sums only, nested ones flattened.
pub(super) fn negmas(plan: &mut Plan<'_>) -> Files {
    let mut files = Files::new();
    if !check(plan) {
        return files;
    }
    let mut domain =
        format!("type: DiscreteCartesianOutcomeSpace\nname: {}\nissues:\n", quoted(&plan.case.title));
    for issue in &plan.case.issues {
        let (low, high) = numbers(&issue.domain);
        let name = quoted(&issue.name);
        let _ = writeln!(domain, "- name: {name}\n  type: ContiguousIssue\n  values:\n  - {low}\n  - {high}");
    }
    files.insert("domain.yml".into(), domain.into_bytes());
    legend(plan, &mut files);
    for party in 0..plan.sides.len() {
        let mut parts = additive(plan, party);
        let side = &plan.sides[party];
        let flat = side.combinations.as_ref().is_none_or(|group| flatten(group, &Number::one(), &mut parts));
        if !flat {
            let message = format!("{}: combinations that are not sums of boxes", side.id);
            plan.refuse(message, "GENIUS files have a form for most of them; or take the combinations out");
            continue;
        }
        let mut text = format!("type: HyperRectangleUtilityFunction\nname: {}\n", quoted(&side.name));
        let reserved =
            side.walk_away.as_ref().map_or_else(|| "-.inf".to_owned(), |points| plan.decimal(points));
        let _ = writeln!(text, "reserved_value: {reserved}\nbias: 0");
        let (mut ranges, mut utilities) = (String::new(), String::new());
        for (worth, bounds) in &parts {
            let bounds: Vec<String> = bounds
                .iter()
                .map(|&(issue, low, high)| {
                    let (first, _) = numbers(&plan.case.issues[issue].domain);
                    // NegMAS leaves both ends of a range out.
                    format!("{issue}: [{}, {}]", first + low as i64 - 1, first + high as i64 + 1)
                })
                .collect();
            let _ = writeln!(ranges, "- {{{}}}", bounds.join(", "));
            let _ = writeln!(utilities, "- {}", plan.decimal(worth));
        }
        if parts.is_empty() {
            text.push_str("outcome_ranges: []\nutilities: []\n");
        } else {
            let _ = write!(text, "outcome_ranges:\n{ranges}utilities:\n{utilities}");
        }
        files.insert(format!("{}.yml", side.file), text.into_bytes());
        let (id, capped, discounted) = (side.id.clone(), side.cap.is_some(), side.discount.is_some());
        plan.note_scale(party, &Number::zero(), &Number::one());
        for (is_lost, what) in [(capped, "cap"), (discounted, "discount")] {
            if is_lost {
                plan.notes.push(format!("{id}: the {what} is lost"));
            }
        }
    }
    files
}

/// Adds sums to `parts`; says whether everything was one.
fn flatten(group: &Combinations, weight: &Number, parts: &mut Vec<(Number, Bounds)>) -> bool {
    if group.aggregate != Aggregate::Sum {
        return false;
    }
    if !group.start.is_zero() {
        parts.push((weight * &group.start, Vec::new()));
    }
    for term in &group.terms {
        let Some(boxes) = boxes(&term.when) else { return false };
        let worth = weight * &term.worth;
        // Paid unless inside: paid always, and taken back inside.
        let inside = if term.unless { -&worth } else { worth.clone() };
        if term.unless {
            parts.push((worth, Vec::new()));
        }
        parts.extend(boxes.into_iter().map(|bounds| (inside.clone(), bounds)));
    }
    group.groups.iter().all(|(inner, group)| flatten(group, &(weight * inner), parts))
}
