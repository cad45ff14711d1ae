//! What is to be written, before any tool's form: exact worths with the importances multiplied in.

use std::cell::Cell;

use detente_case::{
    Amount, Case, Combinations, Domain, Importance, Number, Preferences, Problem, WalkAway, Worth, plain,
};

use crate::assemble::Taken;

/// Most options of one integer issue that are written one by one.
const MOST_LISTED: usize = 10_000;

/// What one issue adds to a party's worth.
#[derive(Clone, Debug)]
pub(super) enum Course {
    /// One value for each option.
    Table(Vec<Number>),
    /// Corners with straight lines between, level outside.
    Line(Vec<(Number, Number)>),
}

impl Course {
    pub(super) fn map(&mut self, f: impl Fn(&Number) -> Number) {
        match self {
            Self::Table(values) => values.iter_mut().for_each(|value| *value = f(value)),
            Self::Line(corners) => corners.iter_mut().for_each(|(_, value)| *value = f(value)),
        }
    }

    /// Its smallest and largest value.
    pub(super) fn ends(&self) -> (Number, Number) {
        let values: Vec<&Number> = match self {
            Self::Table(values) => values.iter().collect(),
            Self::Line(corners) => corners.iter().map(|(_, value)| value).collect(),
        };
        let end = |value: Option<&&Number>| value.map_or_else(Number::zero, |value| (*value).clone());
        (end(values.iter().min()), end(values.iter().max()))
    }

    /// The value of an option; 0 for a line, of which no tool asks it.
    pub(super) fn of(&self, option: usize) -> Number {
        match self {
            Self::Table(values) => values.get(option).cloned().unwrap_or_else(Number::zero),
            Self::Line(_) => Number::zero(),
        }
    }
}

/// The height of a line at a number.
fn on_line(corners: &[(Number, Number)], x: &Number) -> Number {
    let after = corners.partition_point(|(at, _)| at <= x);
    match (after.checked_sub(1).and_then(|at| corners.get(at)), corners.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => y0 + &(&(&(y1 - y0) * &(x - x0)) / &(x1 - x0)),
        (Some((_, y)), None) | (None, Some((_, y))) => y.clone(),
        (None, None) => Number::zero(),
    }
}

/// One party: worth of a package = base + Σ courses (+ combinations), at most cap.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) id: String,
    pub(super) name: String,
    /// File name without ending.
    pub(super) file: String,
    pub(super) courses: Vec<Course>,
    /// The importances as held, and what they are divided by: courses are worths times `weights / divisor`.
    pub(super) weights: Vec<Number>,
    pub(super) divisor: Number,
    pub(super) base: Number,
    pub(super) cap: Option<Number>,
    pub(super) walk_away: Option<Number>,
    pub(super) package: Option<Vec<usize>>,
    pub(super) discount: Option<Number>,
    pub(super) combinations: Option<Combinations>,
}

/// Everything to be written, and what is said about it.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) case: &'a Case,
    pub(super) sides: Vec<Side>,
    pub(super) notes: Vec<String>,
    pub(super) problems: Vec<Problem>,
    /// How many numbers could not be written exactly.
    rounded: Cell<usize>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(case: &'a Case) -> Result<Self, Vec<Problem>> {
        let mut plan =
            Self { case, sides: Vec::new(), notes: Vec::new(), problems: Vec::new(), rounded: Cell::new(0) };
        if case.issues.is_empty() || case.issues.iter().any(|issue| issue.domain.is_empty()) {
            plan.problems.push(Problem::error(
                "no-issue",
                "",
                0..0,
                "there is nothing to negotiate: no issue, or one without options",
            ));
            return Err(plan.problems);
        }
        for (at, party) in case.parties.iter().enumerate() {
            let unknown = Preferences::unknown(case.issues.len());
            let told = case.preferences.get(at).and_then(Option::as_ref);
            let estimate = case.estimates.get(at).and_then(Option::as_ref);
            if told.is_none() && estimate.is_some() {
                plan.notes.push(format!("{}: written from the mediator's estimate", party.id));
            }
            let preferences = told.or(estimate);
            let plain = plain(preferences.unwrap_or(&unknown), &case.issues);
            for reading in plain.readings.iter().filter(|reading| !reading.starts_with("walk-away not said"))
            {
                plan.notes.push(format!("{}: {reading}", party.id));
            }
            let lost = preferences.map_or(0, |preferences| preferences.red_lines.len());
            if lost > 0 {
                plan.notes
                    .push(format!("{}: red lines lost: {lost}; the format has no form for them", party.id));
            }
            let lost = preferences.map_or(0, |preferences| preferences.comparisons.len());
            if lost > 0 {
                plan.notes
                    .push(format!("{}: comparisons lost: {lost}; the format has no form for them", party.id));
            }
            let side = plan.side(&party.id, &party.name, &plain.preferences);
            plan.sides.push(side);
        }
        if !case.links.is_empty() {
            let count = case.links.len();
            plan.notes.push(format!("links between options lost: {count}; the format has no form for them"));
        }
        plan.name_files();
        if plan.problems.is_empty() { Ok(plan) } else { Err(plan.problems) }
    }

    fn side(&mut self, id: &str, name: &str, preferences: &Preferences) -> Side {
        let mut weights: Vec<Number> = match &preferences.importance {
            Importance::Each(amounts) => amounts.iter().map(|amount| exact(&amount.value)).collect(),
            Importance::Unknown | Importance::Ranking(_) => Vec::new(),
        };
        weights.resize(self.case.issues.len(), Number::zero());
        let mut divisor = weights.iter().fold(Number::zero(), |sum, weight| &sum + weight);
        if !preferences.scale.averaged || divisor.is_zero() {
            divisor = Number::one();
        }
        let mut courses = Vec::new();
        for (at, weight) in weights.iter().enumerate() {
            let mut course = self.course(id, at, preferences.worth.get(at));
            course.map(|value| &(value * weight) / &divisor);
            courses.push(course);
        }
        let mut side = Side {
            id: id.to_owned(),
            name: name.to_owned(),
            file: String::new(),
            courses,
            weights,
            divisor,
            base: preferences.scale.base.clone(),
            cap: preferences.scale.cap.clone(),
            walk_away: None,
            package: None,
            discount: preferences.discount.clone(),
            combinations: preferences.combinations.clone(),
        };
        match &preferences.walk_away.value {
            WalkAway::Points(points) => side.walk_away = Some(points.clone()),
            WalkAway::Between(low, high) => side.walk_away = Some(Number::midpoint(low, high)),
            WalkAway::Package(package) => {
                side.walk_away = Some(side.worth(package));
                side.package = Some(package.clone());
            }
            WalkAway::None | WalkAway::Unknown => {}
        }
        side
    }

    fn course(&mut self, party: &str, at: usize, worth: Option<&Worth>) -> Course {
        let issue = &self.case.issues[at];
        match (worth, &issue.domain) {
            (Some(Worth::Each(amounts)), _) => {
                Course::Table(amounts.iter().map(|amount| exact(&amount.value)).collect())
            }
            (Some(Worth::Line(line)), Domain::Reals { low, high }) => {
                Course::Line(within(&line.value, low, high))
            }
            (Some(Worth::Line(line)), Domain::Integers { low, high }) => match issue.domain.len() {
                Some(count) if count <= MOST_LISTED => {
                    Course::Table((*low..=*high).map(|x| on_line(&line.value, &Number::from(x))).collect())
                }
                _ => Course::Line(within(&line.value, &Number::from(*low), &Number::from(*high))),
            },
            (Some(Worth::Line(line)), Domain::Options(labels)) => Course::Table(
                labels
                    .iter()
                    .map(|label| match Number::parse(label) {
                        Ok(x) => on_line(&line.value, &x),
                        Err(_) => {
                            let message = format!(
                                "{party}: a line over issue {}, whose option \"{label}\" is not a number",
                                issue.id
                            );
                            self.problems.push(Problem::error("not-representable", "", 0..0, message));
                            Number::zero()
                        }
                    })
                    .collect(),
            ),
            _ => Course::Table(Vec::new()),
        }
    }

    /// Files in the order of the parties: their ids where these are in order, else with a number before them.
    fn name_files(&mut self) {
        let mut taken = Taken::default();
        taken.unique("domain");
        taken.unique("legend");
        let safe = |id: &str| {
            let odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
            let id: String = id.chars().map(|c| if odd(c) { '-' } else { c }).collect();
            if id.starts_with(['.', '_']) || id.is_empty() { format!("party{id}") } else { id }
        };
        let names: Vec<String> = self.sides.iter().map(|side| taken.unique(&safe(&side.id))).collect();
        // Compared with an ending, as the reader sorts whole file names.
        let ordered = names.windows(2).all(|pair| format!("{}.", pair[0]) < format!("{}.", pair[1]));
        let width = self.sides.len().to_string().len();
        for (at, (side, name)) in self.sides.iter_mut().zip(names).enumerate() {
            side.file = if ordered { name } else { format!("{:0width$}-{name}", at + 1) };
        }
    }

    /// A number as these formats have it; one that is not written exactly is counted.
    pub(super) fn decimal(&self, number: &Number) -> String {
        super::syntax::exact(number).unwrap_or_else(|| {
            self.rounded.set(self.rounded.get() + 1);
            super::syntax::nearest(number)
        })
    }

    /// Notes how many numbers were rounded.
    pub(super) fn note_rounding(&mut self) {
        match self.rounded.get() {
            0 => {}
            count => self.notes.push(format!(
                "numbers rounded: {count}, to about 16 digits, as the format has no exact form for them; a tie, or a worth \
                 exactly at the walk-away, may fall on either side"
            )),
        }
    }

    /// Reports that something cannot be written.
    pub(super) fn refuse(&mut self, message: String, help: &str) {
        self.problems.push(Problem::error("not-representable", "", 0..0, message).help(help));
    }

    /// Notes a party's shift and factor.
    pub(super) fn note_scale(&mut self, at: usize, shift: &Number, factor: &Number) {
        let id = &self.sides[at].id;
        self.notes.push(format!("{id}: written = (worth - {shift}) × {factor}"));
    }
}

impl Side {
    /// The worth of a package of options.
    pub(super) fn worth(&self, package: &[usize]) -> Number {
        let parts = self.courses.iter().zip(package).map(|(course, &option)| course.of(option));
        let sum = parts.fold(self.base.clone(), |sum, part| &sum + &part);
        let sum = match &self.combinations {
            Some(combinations) => &sum + &super::rectangles::value(combinations, package),
            None => sum,
        };
        self.cap.iter().cloned().fold(sum, Ord::min)
    }
}

fn exact(amount: &Amount) -> Number {
    match amount {
        Amount::Exactly(value) => value.clone(),
        // Preferences come through `plain`, so nothing vague is left.
        Amount::Between(..) | Amount::Mark(_) | Amount::Unknown => Number::zero(),
    }
}

/// A line's corners from `low` to `high` only, both ends included.
fn within(corners: &[(Number, Number)], low: &Number, high: &Number) -> Vec<(Number, Number)> {
    let mut cut = vec![(low.clone(), on_line(corners, low))];
    cut.extend(corners.iter().filter(|(x, _)| low < x && x < high).cloned());
    if low < high {
        cut.push((high.clone(), on_line(corners, high)));
    }
    cut
}
