//! What an analysis says: the shape of `detente analyze --format json`.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The name of this shape; a change that breaks readers takes a new number.
pub const SCHEMA: &str = "detente/analysis/1";

/// How close the parties are, what all could live with, and why that is so.
///
/// Every worth is on the scenario's own scale, per party in the order of `parties`, as the double nearest to the
/// exact value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Analysis {
    /// `detente/analysis/1`.
    pub schema: &'static str,
    /// What the case is called.
    pub title: String,
    /// Which definitions the solutions follow.
    pub definitions: String,
    /// What the figures rest on.
    pub evidence: Evidence,
    /// What was assumed to be other than it is held, as it was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub assumed: Vec<String>,
    /// The parties, in the case's order.
    pub parties: Vec<PartyResult>,
    /// The issues, in the case's order.
    pub issues: Vec<IssueResult>,
    /// How many packages there are, in decimal; null where an issue is real-valued.
    pub packages: Option<String>,
    /// How many combinations red lines and links rule out.
    pub rules: usize,
    /// The packages at or above every walk-away that break no red line or link.
    pub zone: Zone,
    /// The packages of the zone that no other improves for one party without loss to another; null where it cannot be
    /// had (see `why`).
    pub frontier: Option<Frontier>,
    /// Packages picked by the named measures.
    pub solutions: Solutions,
    /// Where there is no zone: the red lines and walk-aways that stand in its way or could give way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub members: Vec<Member>,
    /// Where there is no zone: the smallest sets of red lines and walk-aways that no package satisfies together, smallest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub conflicts: Vec<Conflict>,
    /// Whether these are all conflicts, and the repairs below all repairs; absent where they were not looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflicts_complete: Option<bool>,
    /// Where there is no zone: the smallest sets of red lines and walk-aways without which some package satisfies all the others,
    /// cheapest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub repairs_of_impasse: Vec<ImpasseRepair>,
    /// What vague values leave open; absent where every value is one number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worlds: Option<WorldsResult>,
    /// The question whose answer tells most of whether there is a zone; for the mediator to weigh, never sent by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_question: Option<NextQuestion>,
    /// The mediator's next draft, where values are vague: for the mediator to weigh, never sent by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_draft: Option<NextDraft>,
    /// For each named settlement asked about, what can be made of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub settlements: Vec<Settlement>,
    /// What each vague value moves; absent if it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sweep: Option<Sweep>,
    /// From each probed package to the next, by trades that no party loses by; absent with fewer than two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub trades: Vec<Trades>,
    /// For each null above that needs a reason, by its path (`frontier`, `solutions.nash`): the reason.
    pub why: BTreeMap<String, String>,
    /// What each probed package is worth to each party, in the order asked; absent if nothing was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probes: Option<Vec<Vec<f64>>>,
    /// Of each probed package the red lines (`PARTY.ID`) and links that it breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub probes_break: Vec<Vec<String>>,
    /// What was mended while reading another tool's file.
    pub repairs: Vec<Repair>,
}

/// What the figures rest on: how many values, and how old. Sides may misstate; a certificate proves the arithmetic,
/// never the preference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Values the parties told.
    pub told: usize,
    /// Values somebody inferred.
    pub inferred: usize,
    /// Values said in public.
    pub public: usize,
    /// Vague or unsaid values that were read as one number.
    pub vague: usize,
    /// The oldest date given with a value.
    pub oldest: Option<String>,
    /// What alone was looked at: `told`, `estimates`, or `both`, value by value; absent where an estimate stands in for a party that
    /// told nothing at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<&'static str>,
}

/// One party.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartyResult {
    /// Its short name.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// What it gets with no agreement; null if it has not said, and then it constrains nothing.
    pub walk_away: Option<f64>,
    /// What its best package is worth to it, all packages considered; null where too many to look at.
    pub best: Option<f64>,
    /// What its worst package is worth to it; null where too many to look at.
    pub worst: Option<f64>,
    /// What gains are measured from: the walk-away, or what stands in for it; null where there is no zone.
    pub disagreement: Option<f64>,
    /// What shares of the ideal gain are measured to; null where there is no zone.
    pub ideal: Option<f64>,
    /// What was taken instead of vague or unsaid values, one phrase each.
    pub readings: Vec<String>,
}

/// One issue.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IssueResult {
    /// Its short name.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// How many options it has; null if it is real-valued.
    pub options: Option<usize>,
}

/// The packages all could live with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Zone {
    /// Whether there is one; null if that cannot be told.
    pub exists: Option<bool>,
    /// How many packages it has, in decimal; null if not counted.
    pub packages: Option<String>,
    /// Where values are vague: between what and what the share of worlds with a zone lies, with 95 % confidence; 1 and 1 where a
    /// package is proved to be in the zone of every world.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<[f64; 2]>,
    /// Why it exists or not, so that a person can check it.
    pub certificate: Option<Certificate>,
}

/// What worlds say: complete sets of preferences that fit all that is held, drawn evenly from those that do.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WorldsResult {
    /// How many were drawn.
    pub count: usize,
    /// By which seed; the same seed gives the same worlds.
    pub seed: u64,
    /// In how many there is a zone, each decided exactly.
    pub open: usize,
    /// In how many that could not be told.
    pub undecided: usize,
    /// Answers to packages that shaped them: each set of preferences is drawn as often as the answers make it likely.
    pub answers: usize,
    /// Answers that hardly fit what was told. They are weighed all the same: people err, and misstate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub contradictions: Vec<Contradiction>,
    /// True where it is proved that there is a zone in every world there can be, not only in those drawn; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<bool>,
    /// True where it is proved that there is a zone in no world there can be; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<bool>,
    /// The package with the least worst regret, among those of the measures and of the frontier.
    pub robust: Option<Package>,
    /// How the packages of the measures fare.
    pub packages: Vec<PackageInWorlds>,
}

/// An answer that hardly fits what the party told.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Contradiction {
    /// Whose: a party's id.
    pub party: String,
    /// About which package.
    pub package: Package,
    /// Whether it said that it could live with it.
    pub acceptable: Option<bool>,
    /// In what share of the preferences that fit what it told it would answer so.
    pub expected: f64,
}

/// How a package fares across worlds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PackageInWorlds {
    /// The measures that pick it.
    pub measures: Vec<&'static str>,
    /// The package.
    pub package: Package,
    /// `surely`: proved to be acceptable to all in every world. `never`: proved to be so in none. Else `possibly`.
    pub standing: &'static str,
    /// In what share of the worlds drawn it is acceptable to all.
    pub accepted: f64,
    /// Over the worlds with a zone, on average: how far the smallest gain of any party, as a share of its range from worst to best,
    /// lies below the largest such among the packages looked at.
    pub regret: f64,
    /// The same at worst.
    pub worst_regret: f64,
}

/// A question worth asking.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NextQuestion {
    /// Whom: a party's id.
    pub party: String,
    /// Whether it could live with this package.
    pub about: Package,
    /// How much less uncertain one would be whether there is a zone, on average over the answers, in bits.
    pub gain_bits: f64,
    /// How likely it says yes.
    pub yes: f64,
    /// In what share of the worlds there is a zone if it says yes, and if it says no.
    pub zone_after: [f64; 2],
    /// The question as it can be put to all parties alike.
    pub for_all: String,
}

/// A draft worth putting to the parties.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NextDraft {
    /// What it says on each issue.
    pub package: Package,
    /// For each party, in the case's order, how likely it could live with it, on what it told and answered.
    pub acceptable: Vec<f64>,
    /// Answers to earlier drafts that shaped it.
    pub answers: usize,
    /// Whether it was chosen to learn something, rather than as the best that is known.
    pub exploring: bool,
    /// Why this one.
    pub why: String,
}

/// A named part of a package, and what can be made of it: the issues it names are fixed, the others open.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Settlement {
    /// Its name.
    pub name: String,
    /// What it fixes.
    pub fixes: Package,
    /// Whether some package with it is in the zone; null if that cannot be told.
    pub zone: Option<bool>,
    /// How many are, in decimal; null if not counted.
    pub packages: Option<String>,
    /// The best by the product of gains; without a zone, the nearest; null where neither could be had.
    pub best: Option<Package>,
    /// What that is worth to each party.
    pub worth: Vec<f64>,
    /// Its gains over no agreement, below nothing where it falls short.
    pub gain: Vec<f64>,
}

/// What each vague value moves.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sweep {
    /// Room as values are read: the smallest share of its ideal gain that any party has in the Kalai-Smorodinsky package; where there is no
    /// zone, minus what the nearest package lacks, in shares of each party's range, all together. Null where neither could be had.
    pub now: Option<f64>,
    /// Largest first.
    pub swings: Vec<Swing>,
    /// Vague values that were not swept, being too many.
    pub left_out: usize,
}

/// What one vague value moves.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Swing {
    /// Which, as `--if` takes it.
    pub what: String,
    /// The least it can be.
    pub low: f64,
    /// The most it can be.
    pub high: f64,
    /// Room with the least.
    pub at_low: Option<f64>,
    /// Room with the most.
    pub at_high: Option<f64>,
    /// Whether there is a zone with the least; null if that cannot be told.
    pub zone_at_low: Option<bool>,
    /// Whether there is a zone with the most.
    pub zone_at_high: Option<bool>,
}

/// From one probed package to another.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Trades {
    /// Which probe, from 1.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// As few issues at a time as can be, then as few trades as can be; by each no party loses and some party gains. Null where there is no such way.
    pub steps: Option<Vec<Trade>>,
    /// Why there is none.
    pub why: Option<String>,
    /// Per party how likely the whole change is worth less, as much, or more to it: in what share of the worlds. Only where values are
    /// vague.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub likely: Option<Vec<[f64; 3]>>,
}

/// One trade.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Trade {
    /// The issues that change, with what they change to.
    pub change: Package,
    /// What the package is worth to each party after it.
    pub worth: Vec<f64>,
}

/// A red line or a walk-away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Member {
    /// `PARTY.walk_away`, or `PARTY.` and the red line's own.
    pub id: String,
    /// Id of the party.
    pub party: String,
    /// `red_line` or `walk_away`.
    pub kind: &'static str,
    /// The reason the party gave for a red line.
    pub why: Option<String>,
    /// Id of the person who alone can relax it: who is named with a red line, the principal for a walk-away.
    pub relaxable_by: Option<String>,
    /// That person's name.
    pub relaxable_by_name: Option<String>,
}

/// Red lines and walk-aways that cannot stand together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conflict {
    /// Ids: `PARTY.walk_away`, or `PARTY.` and the red line's own.
    pub members: Vec<String>,
    /// Ids of the people who alone can relax one of them, each once.
    pub relaxable_by: Vec<String>,
}

/// Room for movement that would open a zone.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ImpasseRepair {
    /// Ids of the members that would have to give way, as in [`Conflict`].
    pub relax: Vec<String>,
    /// For each of them who alone can relax it: a person's id.
    pub relaxable_by: Vec<Option<String>>,
    /// For each of them how far: points a walk-away has to come down; null for a red line, which is dropped.
    pub by: Vec<Option<f64>>,
    /// What it costs in the parties' own terms: 1 for each red line, and for each walk-away what it has to come down as a share
    /// of that party's range from worst to best.
    pub cost: f64,
    /// True where less might do: `by` and `cost` are those of the best package that was met; else absent, and they are the least.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub at_most: bool,
    /// A package it opens.
    pub opens: Package,
}

/// A reason a person can check.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Certificate {
    /// `package`: the named package shows it. `bound`: the weighted sum of worths cannot exceed `bound`.
    /// `frontier`: the best of all frontier points. `exhausted`: every package was considered.
    pub kind: &'static str,
    /// The reason in words.
    pub text: String,
    /// The value that no package exceeds, where there is one.
    pub bound: Option<f64>,
    /// The weight on each party's worth that proves the bound.
    pub weights: Option<Vec<f64>>,
}

/// The frontier.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Frontier {
    /// Whether the points are exactly the frontier.
    pub exact: bool,
    /// How far, at most, the true frontier lies beyond the points, in worth of any party; 0 when exact. Where the points were looked
    /// for one after another: for every package in the zone a point gives nobody less by more than this.
    pub error: f64,
    /// How many points.
    pub count: usize,
    /// Whether neighbouring points are joined by a straight stretch of frontier (two parties, real-valued issues). A
    /// stretch is open at an end that the next point dominates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<Vec<bool>>,
    /// The points, the first party's worth falling.
    pub points: Vec<Point>,
}

/// A frontier point.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Point {
    /// Per party.
    pub worth: Vec<f64>,
    /// A package with this worth: the first in the order of the options.
    pub package: Package,
    /// How many packages have exactly this worth, in decimal, where counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<String>,
    /// Whether it is only where a straight stretch ends: what lies just before it is on the frontier, it is not, for
    /// another point is better for one party and as good for the other (real-valued issues).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub open: bool,
}

/// Issue to option, in the case's order. The texts are shared by all packages of an analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package(pub Vec<(Arc<str>, Arc<str>)>);

impl Serialize for Package {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (issue, option) in &self.0 {
            map.serialize_entry(&**issue, &**option)?;
        }
        map.end()
    }
}

impl JsonSchema for Package {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Package".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BTreeMap::<String, String>::json_schema(generator)
    }
}

/// The packages picked by the named measures; see the glossary for each.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Solutions {
    /// Largest product of gains [Nash 1950].
    pub nash: Option<Solution>,
    /// Largest smallest share of the ideal gain [Kalai and Smorodinsky 1975], refined by leximin.
    pub kalai_smorodinsky: Option<Solution>,
    /// Largest smallest gain [Kalai 1977], refined by leximin; needs a common scale.
    pub egalitarian: Option<Solution>,
    /// Largest sum of worths; needs a common scale.
    pub utilitarian: Option<Solution>,
    /// Where there is no zone: the package with the least total shortfall, in shares of each party's range.
    pub closest: Option<Solution>,
}

/// A package picked by a measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Solution {
    /// Per party.
    pub worth: Vec<f64>,
    /// Worth above the walk-away, or above the worst package where there is no walk-away. For `closest`: below 0 by
    /// the shortfall.
    pub gain: Vec<f64>,
    /// The package; of several the first in the order of the options.
    pub package: Package,
    /// How many packages have exactly this worth, in decimal, where counted.
    pub packages: Option<String>,
    /// What the measure comes to here.
    pub value: f64,
    /// The other worths that do equally well.
    pub ties: Vec<Tie>,
    /// Why no package does better.
    pub certificate: Certificate,
    /// What each issue contributes to each party's worth, where worths add up by issue.
    pub by_issue: Vec<Vec<f64>>,
}

/// Another package that does equally well.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tie {
    /// Per party.
    pub worth: Vec<f64>,
    /// A package with this worth.
    pub package: Package,
}

/// One thing mended in another tool's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Repair {
    /// Which kind (see the guide to other tools' files).
    pub code: String,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub found: String,
    /// What was taken instead.
    pub taken: String,
}

/// The JSON Schema of [`Analysis`].
pub fn schema() -> Schema {
    schemars::schema_for!(Analysis)
}
