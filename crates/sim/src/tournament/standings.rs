//! What a tournament comes to.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::files::quoted;
use super::statistics::{Interval, holm, mean, sign_flips};
use super::tally::Tally;
use super::{Setting, Tournament};

/// The name and version of the JSON form.
pub const SCHEMA: &str = "detente/standings/1";

/// The JSON Schema of [`Standings`].
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Standings)
}

/// What a tournament comes to.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Standings {
    /// `detente/standings/1`.
    pub schema: &'static str,
    /// What it is called.
    pub title: String,
    /// Negotiations played.
    pub negotiations: u64,
    /// How intervals were found, and over what.
    pub intervals: &'static str,
    /// The negotiators, the largest mean share first; of equals the first entered.
    pub negotiators: Vec<Standing>,
    /// Each negotiator in each setting.
    pub heat: Heat,
    /// How negotiators fare beside each other, where two meet.
    pub meetings: Vec<Meeting>,
}

/// One negotiator.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Standing {
    /// Its name.
    pub negotiator: String,
    /// What it has in the end, as a share of its way from its worst package to its best; each setting counts alike.
    pub share: Interval,
    /// What it gains above its walk-away, as a share of the most it could; 0 without an agreement.
    pub gain: Interval,
    /// How often it agrees.
    pub agreed: f64,
    /// The product of all gains as a share of the largest there is.
    pub nash: f64,
    /// Mean distance of its agreements to the frontier; `null` without any.
    pub to_frontier: Option<f64>,
    /// Rounds, on average.
    pub rounds: f64,
    /// Negotiations it lost because it failed.
    pub failed: u64,
    /// Those whose mean share is lower, with a probability of at most 0.05 that this is chance, all comparisons counted.
    pub above: Vec<String>,
}

/// Mean shares by negotiator and setting.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Heat {
    /// The negotiators, as in `negotiators`.
    pub rows: Vec<String>,
    /// The settings: scenario, walk-aways if not its own, protocol if there are several.
    pub columns: Vec<String>,
    /// `share[row][column]`; `null` where it did not play.
    pub share: Vec<Vec<Option<f64>>>,
}

/// One negotiator at a table with another.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Meeting {
    /// Whose figures these are.
    pub negotiator: String,
    /// Whom it met.
    pub other: String,
    /// Its mean share.
    pub share: f64,
    /// How often they agreed.
    pub agreed: f64,
    /// Negotiations.
    pub negotiations: u64,
}

/// Below this many settings intervals are over line-ups instead.
const FEW: usize = 2;

impl Standings {
    pub(super) fn new(tournament: &Tournament, tallies: &[Tally]) -> Self {
        let entered = tournament.names.len();
        let settings = tournament.settings.len();
        // What each did in each setting.
        let mut each = vec![vec![Tally::default(); settings]; entered];
        let mut met = vec![vec![Tally::default(); entered]; entered];
        for tally in tallies {
            let line_up = &tournament.settings[tally.setting].line_ups[tally.line_up];
            let own = line_up[tally.party];
            each[own][tally.setting].merge(tally);
            if let [first, second] = line_up[..] {
                met[own][if tally.party == 0 { second } else { first }].merge(tally);
            }
        }
        let over_settings = settings >= FEW;
        let per = |tally: &Tally, of: f64| of / tally.negotiations as f64;
        let played = |own: &[Tally]| -> Vec<Tally> {
            own.iter().filter(|tally| tally.negotiations > 0).cloned().collect()
        };
        // In one setting, each seat of each line-up by itself: repetitions of what is not drawn tell nothing new.
        let by_line_up = |own: usize, of: fn(&Tally) -> f64| -> Vec<f64> {
            let seated = |tally: &&Tally| {
                tournament.settings[tally.setting].line_ups[tally.line_up][tally.party] == own
            };
            tallies.iter().filter(seated).map(|tally| per(tally, of(tally))).collect()
        };
        let standing = |own: usize| {
            let played = played(&each[own]);
            let means = |of: fn(&Tally) -> f64| -> Vec<f64> {
                played.iter().map(|tally| per(tally, of(tally))).collect()
            };
            let mut all = Tally::default();
            played.iter().for_each(|tally| all.merge(tally));
            let interval = |of: fn(&Tally) -> f64| match over_settings {
                true => Interval::of(&means(of)),
                false => Interval::of(&by_line_up(own, of)),
            };
            Standing {
                negotiator: tournament.names[own].clone(),
                share: interval(|tally| tally.share),
                gain: interval(|tally| tally.gain),
                agreed: mean(&means(|tally| tally.agreed as f64)),
                nash: mean(&means(|tally| tally.nash)),
                to_frontier: Some(all.to_frontier / all.agreed as f64).filter(|far| far.is_finite()),
                rounds: mean(&means(|tally| tally.rounds as f64)),
                failed: all.failed,
                above: Vec::new(),
            }
        };
        let mut order: Vec<(usize, Standing)> = (0..entered).map(|own| (own, standing(own))).collect();
        order.sort_by(|a, b| b.1.share.mean.total_cmp(&a.1.share.mean).then(a.0.cmp(&b.0)));
        if over_settings {
            above(&mut order, &each);
        }
        let column = |setting: &Setting| {
            let mut name = setting.scenario().to_string();
            if tournament.spec.walk_aways.len() > 1 {
                name += &format!(", walk-aways {}", setting.walk_aways());
            }
            if tournament.spec.protocols.len() > 1 {
                name += &format!(", {}", setting.protocol().name());
            }
            name
        };
        let share = |tally: &Tally| (tally.negotiations > 0).then(|| per(tally, tally.share));
        let heat = Heat {
            rows: order.iter().map(|(_, standing)| standing.negotiator.clone()).collect(),
            columns: tournament.settings.iter().map(column).collect(),
            share: order.iter().map(|(own, _)| each[*own].iter().map(share).collect()).collect(),
        };
        let pairs = order.iter().flat_map(|(own, _)| order.iter().map(move |(other, _)| (*own, *other)));
        let meetings = pairs.filter_map(|(own, other)| {
            let tally = &met[own][other];
            (tally.negotiations > 0).then(|| Meeting {
                negotiator: tournament.names[own].clone(),
                other: tournament.names[other].clone(),
                share: per(tally, tally.share),
                agreed: per(tally, tally.agreed as f64),
                negotiations: tally.negotiations,
            })
        });
        Self {
            schema: SCHEMA,
            title: tournament.spec.title.clone(),
            negotiations: tournament.negotiations(),
            intervals: if over_settings {
                "Student's t over settings"
            } else {
                "Student's t over the line-ups of the one setting"
            },
            meetings: meetings.collect(),
            negotiators: order.into_iter().map(|(_, standing)| standing).collect(),
            heat,
        }
    }
}

impl Standings {
    /// The league as CSV.
    pub fn league_csv(&self) -> String {
        let mut text = String::from(
            "place,negotiator,share,share_low,share_high,gain,gain_low,gain_high,agreed,nash,to_frontier,rounds,failed\n",
        );
        let some = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        for (place, one) in self.negotiators.iter().enumerate() {
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{},{},{},{},{},{}",
                place + 1,
                quoted(&one.negotiator),
                one.share.mean,
                some(one.share.low),
                some(one.share.high),
                one.gain.mean,
                some(one.gain.low),
                some(one.gain.high),
                one.agreed,
                one.nash,
                some(one.to_frontier),
                one.rounds,
                one.failed
            );
        }
        text
    }

    /// Mean shares by negotiator and setting as CSV.
    pub fn heat_csv(&self) -> String {
        let heads = self.heat.columns.iter().map(|name| format!(",{}", quoted(name)));
        let mut text = format!("negotiator{}\n", heads.collect::<String>());
        for (row, cells) in self.heat.rows.iter().zip(&self.heat.share) {
            let cells = cells.iter().map(|cell| match cell {
                Some(share) => format!(",{share}"),
                None => ",".into(),
            });
            let _ = writeln!(text, "{}{}", quoted(row), cells.collect::<String>());
        }
        text
    }
}

/// Who is surely above whom, over the settings both played.
fn above(order: &mut [(usize, Standing)], each: &[Vec<Tally>]) {
    let mut pairs = Vec::new();
    let mut chances = Vec::new();
    for upper in 0..order.len() {
        for lower in upper + 1..order.len() {
            let two = each[order[upper].0].iter().zip(&each[order[lower].0]);
            let both = two.filter(|(a, b)| a.negotiations > 0 && b.negotiations > 0);
            let differences: Vec<f64> = both
                .map(|(a, b)| a.share / a.negotiations as f64 - b.share / b.negotiations as f64)
                .collect();
            pairs.push((upper, lower));
            chances.push(sign_flips(&differences));
        }
    }
    for ((upper, lower), chance) in pairs.into_iter().zip(holm(&chances)) {
        if chance <= 0.05 {
            let name = order[lower].1.negotiator.clone();
            order[upper].1.above.push(name);
        }
    }
}
