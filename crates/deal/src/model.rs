//! A case as exact numbers: what each option is worth to each party, and what may not stand together.

use std::sync::Arc;

use detente_case::{
    Aggregate, Among, Amount, Case, Combinations, Condition, Domain, Importance, Number, Preferences,
    WalkAway, Worth, line_at, plain,
};

use crate::{Refusal, compared};

/// Exact rational tables of one case. Issues and parties keep the case's order.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Labels of the options of every issue; for a real-valued issue the numbers of its grid.
    pub(crate) labels: Vec<Vec<Arc<str>>>,
    /// Ids of the issues.
    pub(crate) issues: Vec<Arc<str>>,
    pub(crate) sides: Vec<Side>,
    /// Combinations that no package may meet: links and red lines.
    pub(crate) never: Vec<Partial>,
    /// Those of them that are links: nobody can relax them.
    pub(crate) links: Vec<Partial>,
    /// Those that are red lines, each with whose it is.
    pub(crate) lines: Vec<Line>,
    /// For each party the id and name of its principal, who alone can lower its walk-away.
    pub(crate) principals: Vec<Option<(String, String)>>,
}

/// A party's red line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) party: usize,
    pub(crate) id: String,
    pub(crate) why: Option<String>,
    /// Id and name.
    pub(crate) relaxed_by: Option<(String, String)>,
    /// What it forbids.
    pub(crate) never: Vec<Partial>,
}

/// One party's utility: `base + Σ value[issue][option] + terms`, at most `cap`.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) base: Number,
    pub(crate) value: Vec<Vec<Number>>,
    pub(crate) terms: Option<Group>,
    pub(crate) cap: Option<Number>,
    pub(crate) reserve: Option<Number>,
}

/// Terms and inner groups put together by one rule.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) aggregate: Aggregate,
    pub(crate) start: Number,
    pub(crate) terms: Vec<Term>,
    pub(crate) groups: Vec<Group>,
}

/// Worth paid when a partial choice is met (or, with `unless`, when it is not).
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) worth: Number,
    pub(crate) when: Partial,
    pub(crate) unless: bool,
}

/// Issue position to the accepted option positions, issues rising; met when every issue's option is accepted.
pub(crate) type Partial = Vec<(usize, Vec<usize>)>;

/// A case read: the model, how far a grid can be off per party, and per party what vague values were read as.
pub(crate) type Read = (Model, Vec<Number>, Vec<Vec<String>>);

/// Per issue, the numbers a real-valued one is looked at; `None` for an issue with options.
pub(crate) type Grid = Vec<Option<Vec<Number>>>;

impl Model {
    /// Reads a case; `grid` has the numbers to look at for each real-valued issue (see [`even_grid`]). Parties of whom
    /// nothing is held count as indifferent.
    pub(crate) fn new(case: &Case, grid: &Grid) -> Result<Read, Refusal> {
        let labels: Vec<Vec<Arc<str>>> = case
            .issues
            .iter()
            .zip(grid)
            .map(|(issue, grid)| match grid {
                Some(numbers) => numbers.iter().map(|number| number_label(number).into()).collect(),
                None => (0..issue.domain.len().unwrap_or(0))
                    .map(|option| issue.domain.label(option).into())
                    .collect(),
            })
            .collect();
        if let Some(empty) = labels.iter().position(Vec::is_empty) {
            return Err(Refusal::NoOption { issue: case.issues[empty].name.clone() });
        }
        let issues = case.issues.iter().map(|issue| issue.id.as_str().into()).collect();
        let principal = |party: &detente_case::Party| {
            let mut people = case.people.iter().filter(|person| person.speaks_for == party.id);
            people
                .find(|person| person.role == detente_case::Role::Principal)
                .map(|person| (person.id.clone(), person.name.clone()))
        };
        let person = |id: &String| {
            let known = case.people.iter().find(|person| person.id == *id);
            (id.clone(), known.map_or_else(|| id.clone(), |person| person.name.clone()))
        };
        let mut model = Self {
            labels,
            issues,
            sides: Vec::new(),
            never: Vec::new(),
            links: Vec::new(),
            lines: Vec::new(),
            principals: case.parties.iter().map(principal).collect(),
        };
        let mut readings = Vec::new();
        let mut error = Vec::new();
        for never in case.links.iter().flat_map(|link| &link.never) {
            let never = model.partial(never, grid);
            model.links.push(never.clone());
            model.never.push(never);
        }
        let held: Vec<Option<&Preferences>> =
            (0..case.parties.len()).map(|party| held(case, party)).collect();
        for (party, held) in held.iter().enumerate() {
            let unknown = Preferences::unknown(case.issues.len());
            let plain = plain(held.unwrap_or(&unknown), &case.issues);
            readings.push(match (&case.preferences[party], held) {
                (Some(_), _) => plain.readings,
                (None, Some(_)) => {
                    let estimate = "this party has told nothing: the mediator's estimate stands in for it";
                    [vec![estimate.to_string()], plain.readings].concat()
                }
                (None, None) => vec!["nothing is held of this party: it is read as indifferent".to_string()],
            });
            let (side, spread) = model.side(&plain.preferences, grid);
            // What combinations pay hangs on other issues, too.
            let plain = held.filter(|held| held.combinations.is_none());
            let compared = plain.map_or(&[][..], |held| &held.comparisons);
            if let Some(last) = readings.last_mut() {
                last.extend(compared::readings(case, compared, &side));
            }
            error.push(spread);
            model.sides.push(side);
            for line in held.iter().flat_map(|held| &held.red_lines) {
                let never: Vec<Partial> = line.never.iter().map(|never| model.partial(never, grid)).collect();
                model.never.extend(never.iter().cloned());
                model.lines.push(Line {
                    party,
                    id: line.id.clone(),
                    why: line.why.clone(),
                    relaxed_by: line.relaxed_by.as_ref().map(person),
                    never,
                });
            }
        }
        // A walk-away given as a package is worth what the package is worth.
        for (party, held) in held.iter().enumerate() {
            if let Some(WalkAway::Package(package)) = held.map(|held| &held.walk_away.value) {
                model.sides[party].reserve = Some(model.utility(party, package));
            }
        }
        Ok((model, error, readings))
    }

    fn side(&self, preferences: &Preferences, grid: &Grid) -> (Side, Number) {
        let importance: Vec<Number> = match &preferences.importance {
            Importance::Each(each) => each.iter().map(|amount| exact(&amount.value)).collect(),
            // `plain` leaves nothing else.
            Importance::Unknown | Importance::Ranking(_) => vec![Number::one(); self.labels.len()],
        };
        let scale = &preferences.scale;
        let sum: Number = importance.iter().sum();
        let divisor = if scale.averaged && !sum.is_zero() { sum } else { Number::one() };
        let mut spread = Number::zero();
        let value = preferences.worth.iter().enumerate().map(|(issue, worth)| {
            let weight = &importance[issue] / &divisor;
            let worths: Vec<Number> = match worth {
                Worth::Each(each) => each.iter().map(|amount| exact(&amount.value)).collect(),
                Worth::Line(line) => {
                    grid[issue].iter().flatten().map(|at| line_at(&line.value, at).clone()).collect()
                }
                Worth::Unknown | Worth::Ranking(_) => vec![Number::zero(); self.labels[issue].len()],
            };
            if let Worth::Line(line) = worth {
                // Corners are grid points, so that between neighbours the worth lies between theirs; a jump adds itself.
                let apart = |a: &Number, b: &Number| (a - b).max(b - a);
                let steps = worths.windows(2).map(|pair| apart(&pair[0], &pair[1]));
                let jumps = line.value.windows(2).filter(|two| two[0].0 == two[1].0);
                let jumps = jumps.map(|two| apart(&two[0].1, &two[1].1));
                let widest = |all: &mut dyn Iterator<Item = Number>| all.max().unwrap_or_else(Number::zero);
                spread += &weight * (widest(&mut { steps }) + widest(&mut { jumps }));
            }
            worths.into_iter().map(|worth| worth * &weight).collect()
        });
        let value = value.collect();
        let side = Side {
            base: scale.base.clone(),
            value,
            terms: preferences.combinations.as_ref().map(|root| self.group(root, &Number::one(), grid)),
            cap: scale.cap.clone(),
            reserve: match &preferences.walk_away.value {
                WalkAway::Points(points) => Some(points.clone()),
                WalkAway::Unknown | WalkAway::None | WalkAway::Between(..) | WalkAway::Package(_) => None,
            },
        };
        (side, spread)
    }

    /// A group with its weight multiplied into every value below it; a negative weight turns min into max.
    fn group(&self, group: &Combinations, weight: &Number, grid: &Grid) -> Group {
        let flipped = *weight < Number::zero();
        Group {
            aggregate: match (group.aggregate, flipped) {
                (Aggregate::Min, true) => Aggregate::Max,
                (Aggregate::Max, true) => Aggregate::Min,
                (aggregate, _) => aggregate,
            },
            start: &group.start * weight,
            terms: group
                .terms
                .iter()
                .map(|term| Term {
                    worth: &term.worth * weight,
                    when: self.partial(&term.when, grid),
                    unless: term.unless,
                })
                .collect(),
            groups: group
                .groups
                .iter()
                .map(|(inner, group)| self.group(group, &(inner * weight), grid))
                .collect(),
        }
    }

    fn partial(&self, condition: &Condition, grid: &Grid) -> Partial {
        let accepted = |choice: &detente_case::Choice| {
            let on_grid = |keep: &dyn Fn(&Number) -> bool| {
                let numbers = grid[choice.issue].iter().flatten().enumerate();
                numbers.filter(|(_, number)| keep(number)).map(|(at, _)| at).collect()
            };
            match &choice.among {
                Among::Options(options) => options.clone(),
                Among::Between(from, to) => on_grid(&|n| from <= n && n <= to),
                Among::Outside(from, to) => on_grid(&|n| n < from || to < n),
            }
        };
        condition.iter().map(|choice| (choice.issue, accepted(choice))).collect()
    }

    /// What a package is worth to a party, exactly. Linear in issues and terms.
    pub(crate) fn utility(&self, party: usize, package: &[usize]) -> Number {
        let side = &self.sides[party];
        let parts = side.value.iter().zip(package).map(|(values, &option)| &values[option]);
        let mut total = parts.fold(side.base.clone(), |sum, part| sum + part);
        if let Some(root) = &side.terms {
            total += root.total(package);
        }
        match &side.cap {
            Some(cap) if total > *cap => cap.clone(),
            _ => total,
        }
    }

    /// How many packages there are.
    pub(crate) fn packages(&self) -> num_bigint::BigUint {
        self.labels.iter().map(|labels| num_bigint::BigUint::from(labels.len())).product()
    }
}

impl Group {
    /// Adds the issues its conditions speak of.
    pub(crate) fn issues(&self, all: &mut Vec<usize>) {
        all.extend(self.terms.iter().flat_map(|term| term.when.iter().map(|(issue, _)| *issue)));
        self.groups.iter().for_each(|group| group.issues(all));
    }

    fn total(&self, package: &[usize]) -> Number {
        let met = |when: &Partial| when.iter().all(|(issue, accepted)| accepted.contains(&package[*issue]));
        let terms = self
            .terms
            .iter()
            .map(|term| if met(&term.when) != term.unless { term.worth.clone() } else { Number::zero() });
        let inner = self.groups.iter().map(|group| group.total(package));
        terms.chain(inner).fold(self.start.clone(), |so_far, next| match self.aggregate {
            Aggregate::Sum => so_far + next,
            Aggregate::Min => so_far.min(next),
            Aggregate::Max => so_far.max(next),
        })
    }
}

/// What is known of a party: what it said itself, else what the mediator believes, else nothing.
pub(crate) fn held(case: &Case, party: usize) -> Option<&Preferences> {
    let of = |all: &[Option<Preferences>]| all.get(party).is_some_and(Option::is_some);
    let own = if of(&case.preferences) { &case.preferences } else { &case.estimates };
    own.get(party)?.as_ref()
}

fn exact(amount: &Amount) -> Number {
    match amount {
        Amount::Exactly(value) => value.clone(),
        Amount::Between(..) | Amount::Mark(_) | Amount::Unknown => Number::zero(),
    }
}

/// A number as the option of a real-valued issue: exact where that is short, else the nearest double.
pub(crate) fn number_label(number: &Number) -> String {
    let exact = number.to_string();
    if exact.len() <= 17 && !exact.contains('/') { exact } else { number.to_f64().to_string() }
}

/// `points` evenly spaced numbers for every real-valued issue, both ends included, and every corner of a party's line:
/// between neighbours all worths are straight lines.
pub(crate) fn even_grid(case: &Case, points: usize) -> Grid {
    let corners = |issue: usize| {
        let lines = (0..case.parties.len()).filter_map(move |party| match &held(case, party)?.worth[issue] {
            Worth::Line(line) => Some(&line.value),
            _ => None,
        });
        lines.flatten().map(|(at, _)| at)
    };
    let even = |(issue, domain): (usize, &Domain)| {
        let Domain::Reals { low, high } = domain else { return None };
        if low == high {
            return Some(vec![low.clone()]);
        }
        let steps = points.max(2) - 1;
        let step = &(high - low) / &Number::from(steps as i64);
        let even = (0..=steps).map(|n| low + &(&step * &Number::from(n as i64)));
        let inside = corners(issue).filter(|at| low < *at && *at < high).cloned();
        let mut all: Vec<Number> = even.chain(inside).collect();
        all.sort();
        all.dedup();
        Some(all)
    };
    case.issues.iter().map(|issue| &issue.domain).enumerate().map(even).collect()
}

/// Whether a party's worth jumps somewhere on a real-valued issue.
pub(crate) fn jumps(case: &Case) -> bool {
    let lines = (0..case.parties.len()).filter_map(|party| held(case, party)).flat_map(|held| &held.worth);
    lines.into_iter().any(|worth| match worth {
        Worth::Line(line) => line.value.windows(2).any(|two| two[0].0 == two[1].0 && two[0].1 != two[1].1),
        _ => false,
    })
}
