//! What a party itself says it wants, as exactly or as vaguely as it says it.

use crate::{Condition, Domain, Number};

/// One party's preferences: the worth of a package is
/// `base + Σ importance·worth / Σ importance + combinations`, at most `cap`.
///
/// `worth` is parallel to the case's issues; an unsaid one is [`Worth::Unknown`].
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// What the party gets with no agreement.
    pub walk_away: Sourced<WalkAway>,
    /// How much each issue counts.
    pub importance: Importance,
    /// The worth of each issue's options.
    pub worth: Vec<Worth>,
    /// Combinations it says it will not accept.
    pub red_lines: Vec<RedLine>,
    /// What it would at least as soon have as something else.
    pub comparisons: Vec<Comparison>,
    /// Worth that depends on several issues at once.
    pub combinations: Option<Combinations>,
    /// How issue worths add up.
    pub scale: Scale,
    /// Share of the worth left at the end of the time, in (0, 1]; data for simulation only.
    pub discount: Option<Number>,
}

impl Preferences {
    /// Nothing said: every value unknown, over this many issues.
    pub fn unknown(issues: usize) -> Self {
        Self {
            walk_away: Sourced::told(WalkAway::Unknown),
            importance: Importance::Unknown,
            worth: vec![Worth::Unknown; issues],
            red_lines: Vec::new(),
            comparisons: Vec::new(),
            combinations: None,
            scale: Scale::default(),
            discount: None,
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The party said it.
    #[default]
    Told,
    /// Somebody concluded it.
    Inferred,
    /// It was said in public.
    Public,
}

/// Where a value comes from, by whom and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// How it is known.
    pub origin: Origin,
    /// Id of the person, if said.
    pub by: Option<String>,
    /// Day, `YYYY-MM-DD`, if said.
    pub on: Option<String>,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// A value the party told, with no more said about it.
    pub fn told(value: T) -> Self {
        Self { value, source: Source::default() }
    }
}

/// What a party gets with no agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkAway {
    /// Not said: it constrains nothing.
    Unknown,
    /// Said to be none: any agreement is better.
    None,
    /// Worth in the party's own points.
    Points(Number),
    /// Somewhere from the first to the second.
    Between(Number, Number),
    /// Worth as much as this package (one option position per issue).
    Package(Vec<usize>),
}

/// How much each issue counts, not below 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Importance {
    /// Not said at all.
    Unknown,
    /// One amount per issue ([`Amount::Mark`] does not occur).
    Each(Vec<Sourced<Amount>>),
    /// Issues by position, most important first; those in one group are equal. Every issue occurs once.
    Ranking(Sourced<Vec<Vec<usize>>>),
}

/// A number as exactly or as vaguely as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// This.
    Exactly(Number),
    /// Somewhere from the first to the second, both included; the first is not larger.
    Between(Number, Number),
    /// One of three marks.
    Mark(Mark),
    /// Not said.
    Unknown,
}

/// A party's coarse judgement of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// In the lowest third. Not a red line.
    Unacceptable,
    /// In the middle third.
    Discuss,
    /// In the highest third.
    Acceptable,
}

/// The worth of one issue's options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Not said.
    Unknown,
    /// One amount per option, in the issue's order.
    Each(Vec<Sourced<Amount>>),
    /// Options by position, best first; those in one group are equal. Every option occurs once.
    Ranking(Sourced<Vec<Vec<usize>>>),
    /// For numbers: corners `(number, worth)`, the numbers rising, straight lines between, level outside. Where a
    /// number occurs twice the worth jumps there, and the later corner holds.
    Line(Sourced<Vec<(Number, Number)>>),
}

/// A combination a party says it will not accept.
#[derive(Clone, Debug, PartialEq)]
pub struct RedLine {
    /// Short name, unique for the party.
    pub id: String,
    /// It accepts no package that meets any of these.
    pub never: Vec<Condition>,
    /// The reason, in its own words.
    pub why: Option<String>,
    /// Id of the person who alone can relax it.
    pub relaxed_by: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// That a party finds one choice at least as good as another, whatever the other issues are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Issue and option, issues rising.
    pub this: Vec<(usize, usize)>,
    /// The same issues, with the options it is compared with.
    pub to: Vec<(usize, usize)>,
    /// Where it comes from.
    pub source: Source,
}

/// How issue worths add up to the worth of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Whether the sum is divided by the sum of the importances (the case folder's own way, 0 to 100) or taken as
    /// written (imported files).
    pub averaged: bool,
    /// Added to every package.
    pub base: Number,
    /// No package is worth more.
    pub cap: Option<Number>,
}

impl Default for Scale {
    fn default() -> Self {
        Self { averaged: true, base: Number::zero(), cap: None }
    }
}

/// How several combination terms make one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// Their sum; 0 of none.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// Worth that depends on several issues at once: terms and inner groups, aggregated.
#[derive(Clone, Debug, PartialEq)]
pub struct Combinations {
    /// How terms and groups are put together.
    pub aggregate: Aggregate,
    /// What the aggregate starts from.
    pub start: Number,
    /// The terms.
    pub terms: Vec<Term>,
    /// Inner groups, each times its weight.
    pub groups: Vec<(Number, Combinations)>,
}

/// Worth paid when a condition holds, 0 otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What is paid.
    pub worth: Number,
    /// When; an empty condition always holds.
    pub when: Condition,
    /// Paid when the condition does *not* hold.
    pub unless: bool,
}

impl Worth {
    /// The worth a line gives to each option of a numeric domain; other worths, and options that are no numbers,
    /// are left as they are.
    #[must_use]
    pub fn on_options(self, domain: &Domain) -> Self {
        let Self::Line(line) = &self else { return self };
        let Some(options) = domain.len() else { return self };
        let each = (0..options).map(|option| {
            let value = match Number::parse(&domain.label(option)) {
                Ok(number) => Amount::Exactly(line_at(&line.value, &number)),
                Err(_) => Amount::Unknown,
            };
            Sourced { value, source: line.source.clone() }
        });
        Self::Each(each.collect())
    }
}

/// The worth of a number on a line (see [`Worth::Line`]); 0 on a line without corners.
pub fn line_at(corners: &[(Number, Number)], at: &Number) -> Number {
    let after = corners.partition_point(|(corner, _)| corner <= at);
    match (after.checked_sub(1).map(|before| &corners[before]), corners.get(after)) {
        (Some((x0, y0)), Some((x1, y1))) => {
            let share = &(at - x0) / &(x1 - x0);
            y0 + &(&share * &(y1 - y0))
        }
        (Some((_, worth)), None) | (None, Some((_, worth))) => worth.clone(),
        (None, None) => Number::zero(),
    }
}
