//! Negotiators by name.

mod by_chance;
mod concede;
mod hybrid;
mod micro;
mod model;
mod modelling;
mod nice;
mod time;
mod tit_for_tat;

use std::fmt;
use std::str::FromStr;

pub use model::{Bayesian, Counts, Frequency, OpponentModel};
pub use time::{Curve, Schedule, Scheduled, TimeDependent};

use crate::random::Chance;
use crate::seat::Negotiator;
use by_chance::{ByChance, Rational};
use concede::{Accepts, Conceding, Tough};
use hybrid::Hybrid;
use micro::Micro;
use modelling::{Asking, Modelling};
use nice::Nice;
use tit_for_tat::{Naive, Relative};

/// Whose definitions negotiators follow where tools differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Semantics {
    /// Those of NegMAS 0.16.
    #[default]
    Negmas,
    /// Those of GENIUS 10.
    Genius,
}

impl Semantics {
    /// `negmas` or `genius`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "negmas" => Some(Self::Negmas),
            "genius" => Some(Self::Genius),
            _ => None,
        }
    }
}

/// What is known of a negotiator one can name.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub does: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

const FARATIN: &str = "Faratin, Sierra and Jennings, Robotics and Autonomous Systems 24, 1998";
const NEGMAS: &str = "Mohammad, NegMAS, 2018 and later";

/// Every negotiator one can name.
pub const NEGOTIATORS: [Listed; 18] = [
    listed("boulware", "asks for its best until late, then concedes", FARATIN),
    listed("linear", "concedes evenly over time", FARATIN),
    listed("conceder", "concedes at once, then hardly any more", FARATIN),
    listed("time", "concedes by 1 − t^e; with e=NUMBER, and tolerance=NUMBER in points", FARATIN),
    listed("aspiration", "as boulware with NegMAS's wider tolerance; e=NUMBER", NEGMAS),
    listed("tough", "offers and accepts its best and nothing else", NEGMAS),
    listed(
        "micro",
        "one new offer for each new one it hears, from its best downwards",
        "de Jonge, AAMAS 2022",
    ),
    listed("tit-for-tat", "concedes as much as the last offer gives it", NEGMAS),
    listed("relative-tit-for-tat", "concedes in the proportion the other did; window=NUMBER", FARATIN),
    listed(
        "nice-tit-for-tat",
        "answers concessions on the way to a fair package",
        "Baarslag, Hindriks and Jonker, Complex Automated Negotiations, 2013",
    ),
    listed("hybrid", "a curve over time, bent by the other's moves", "Keskin, Çakan and Aydoğan, AAMAS 2021"),
    listed(
        "hard-headed",
        "concedes hardly at all, and then what the other is guessed to like",
        "van Krimpen, Looije and Hajizadeh, Complex Automated Negotiations, 2013",
    ),
    listed(
        "trade-off",
        "concedes over time, offering what the other is guessed to like; e=NUMBER, model=frequency|counts|bayesian",
        "Faratin, Sierra and Jennings, Artificial Intelligence 142, 2002; Baarslag et al., 2014",
    ),
    listed("concede-any", "goes down its list, accepts what it could live with", NEGMAS),
    listed("concede-not-worse", "the same, accepting no less than before", NEGMAS),
    listed("concede-better", "the same, accepting more than before", NEGMAS),
    listed(
        "random",
        "offers anything; accepts with chance 0.15, leaves with 0.1; accepts=NUMBER, leaves=NUMBER",
        NEGMAS,
    ),
    listed("zero-intelligence", "offers and accepts anything it could live with", "Gode and Sunder, 1993"),
];

const fn listed(name: &'static str, does: &'static str, source: &'static str) -> Listed {
    Listed { name, does, source }
}

/// A negotiator and its numbers, as one writes it: `boulware`, `time:e=2.5`, `trade-off:model=counts`.
#[derive(Clone, Debug, PartialEq)]
pub struct Strategy {
    written: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// `None`: what the semantics have for this name.
    Time {
        negmas: f64,
        genius: f64,
        tolerance: f64,
    },
    Tough,
    Micro,
    TitForTat,
    Relative(usize),
    Nice,
    Hybrid,
    HardHeaded,
    TradeOff(f64, Model),
    Concede(Accepts),
    Random {
        accepts: f64,
        leaves: f64,
    },
    Rational,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Model {
    Frequency,
    Counts,
    Bayesian,
}

impl Strategy {
    /// A new negotiator, for a seat. What it draws it draws from the chance.
    pub fn seated(&self, semantics: Semantics, chance: Chance) -> Box<dyn Negotiator> {
        if let Some(curve) = self.curve(semantics) {
            return Box::new(TimeDependent(curve));
        }
        match self.kind {
            Kind::Time { .. } | Kind::Tough => Box::new(Tough),
            Kind::Micro => Box::new(Micro::new(chance)),
            Kind::TitForTat => Box::<Naive>::default(),
            Kind::Relative(window) => Box::new(Relative::new(window)),
            Kind::Nice => Box::<Nice>::default(),
            Kind::Hybrid => Box::<Hybrid>::default(),
            Kind::HardHeaded => Box::new(Modelling::hard_headed(chance)),
            Kind::TradeOff(e, model) => {
                let make: fn() -> Box<dyn OpponentModel> = match model {
                    Model::Frequency => || Box::<Frequency>::default(),
                    Model::Counts => || Box::<Counts>::default(),
                    Model::Bayesian => || Box::<Bayesian>::default(),
                };
                Box::new(Modelling::new(Asking::Curve(e), make, chance))
            }
            Kind::Concede(accepts) => Box::new(Conceding::new(accepts)),
            Kind::Random { accepts, leaves } => Box::new(ByChance { accepts, leaves, chance }),
            Kind::Rational => Box::new(Rational { chance }),
        }
    }

    /// Its curve, if what it asks for hangs on time alone.
    pub fn curve(&self, semantics: Semantics) -> Option<Curve> {
        match self.kind {
            Kind::Time { negmas, genius, tolerance } => Some(Curve {
                e: match semantics {
                    Semantics::Negmas => negmas,
                    Semantics::Genius => genius,
                },
                tolerance,
                semantics,
            }),
            _ => None,
        }
    }

    /// Whether nothing it does is drawn by chance.
    pub fn is_deterministic(&self) -> bool {
        !matches!(self.kind, Kind::Micro | Kind::HardHeaded | Kind::Random { .. } | Kind::Rational)
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// A negotiator's name or numbers that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{written}\": {what}")]
pub struct UnknownStrategy {
    /// What was written.
    pub written: String,
    /// What is wrong with it.
    pub what: String,
}

/// Numbers and words after the name.
struct Given<'a> {
    written: &'a str,
    pairs: Vec<(&'a str, &'a str)>,
}

impl<'a> Given<'a> {
    fn wrong(&self, what: String) -> UnknownStrategy {
        UnknownStrategy { written: self.written.into(), what }
    }

    fn word(&mut self, key: &str) -> Option<&'a str> {
        let at = self.pairs.iter().position(|(known, _)| *known == key)?;
        Some(self.pairs.remove(at).1)
    }

    fn number(&mut self, key: &str, unsaid: f64, low: f64, high: f64) -> Result<f64, UnknownStrategy> {
        let Some(word) = self.word(key) else { return Ok(unsaid) };
        let number: f64 = word.parse().map_err(|_| self.wrong(format!("{key} is no number: {word}")))?;
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        Err(self.wrong(format!("{key} lies between {low} and {high}")))
    }
}

impl FromStr for Strategy {
    type Err = UnknownStrategy;

    fn from_str(written: &str) -> Result<Self, UnknownStrategy> {
        let (name, rest) = written.split_once(':').unwrap_or((written, ""));
        let mut given = Given { written, pairs: Vec::new() };
        for pair in rest.split(',').filter(|pair| !pair.trim().is_empty()) {
            let Some((key, value)) = pair.split_once('=') else {
                return Err(given.wrong(format!("\"{}\" is not KEY=VALUE", pair.trim())));
            };
            if given.pairs.iter().any(|(known, _)| *known == key.trim()) {
                return Err(given.wrong(format!("{} is given twice", key.trim())));
            }
            given.pairs.push((key.trim(), value.trim()));
        }
        // One way of writing it in results.
        let plain =
            |value: &str| value.parse::<f64>().map_or_else(|_| value.into(), |number| number.to_string());
        let mut pairs: Vec<String> =
            given.pairs.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
        pairs.sort();
        let name = name.trim();
        let told = if pairs.is_empty() { name.to_string() } else { format!("{name}:{}", pairs.join(",")) };
        let kind = given.kind(name)?;
        if let Some((key, _)) = given.pairs.first() {
            return Err(given.wrong(format!("{name} has no \"{key}\"")));
        }
        Ok(Self { written: told, kind })
    }
}

impl Given<'_> {
    fn kind(&mut self, name: &str) -> Result<Kind, UnknownStrategy> {
        let time = |negmas: f64, genius: f64, tolerance: f64| Kind::Time { negmas, genius, tolerance };
        let known = match name {
            "boulware" => time(4.0, 0.2, self.number("tolerance", 1e-4, 0.0, 1e9)?),
            "linear" => time(1.0, 1.0, self.number("tolerance", 1e-4, 0.0, 1e9)?),
            "conceder" => time(0.25, 2.0, self.number("tolerance", 1e-4, 0.0, 1e9)?),
            "time" | "aspiration" => {
                let unsaid = if name == "time" { 1.0 } else { 4.0 };
                let e = self.number("e", unsaid, 1e-3, 1e3)?;
                let tolerance = if name == "time" { 1e-4 } else { 1e-3 };
                time(e, e, self.number("tolerance", tolerance, 0.0, 1e9)?)
            }
            "tough" => Kind::Tough,
            "micro" => Kind::Micro,
            "tit-for-tat" => Kind::TitForTat,
            "relative-tit-for-tat" => Kind::Relative(self.number("window", 1.0, 1.0, 1e6)? as usize),
            "nice-tit-for-tat" => Kind::Nice,
            "hybrid" => Kind::Hybrid,
            "hard-headed" => Kind::HardHeaded,
            "trade-off" => {
                let e = self.number("e", 4.0, 1e-3, 1e3)?;
                let model = match self.word("model") {
                    None | Some("frequency") => Model::Frequency,
                    Some("counts") => Model::Counts,
                    Some("bayesian") => Model::Bayesian,
                    Some(other) => {
                        let what = format!("there is no model \"{other}\": frequency, counts or bayesian");
                        return Err(self.wrong(what));
                    }
                };
                Kind::TradeOff(e, model)
            }
            "concede-any" => Kind::Concede(Accepts::Any),
            "concede-not-worse" => Kind::Concede(Accepts::NotWorse),
            "concede-better" => Kind::Concede(Accepts::Better),
            "random" => Kind::Random {
                accepts: self.number("accepts", 0.15, 0.0, 1.0)?,
                leaves: self.number("leaves", 0.1, 0.0, 1.0)?,
            },
            "zero-intelligence" => Kind::Rational,
            _ => {
                let names: Vec<&str> = NEGOTIATORS.iter().map(|listed| listed.name).collect();
                return Err(
                    self.wrong(format!("no negotiator has this name; there are {}", names.join(", ")))
                );
            }
        };
        Ok(known)
    }
}
