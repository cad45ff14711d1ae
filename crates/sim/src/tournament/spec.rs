//! What a tournament is made of, as a person writes it.

use std::fmt;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer};
use toml::Spanned;

use crate::negotiator::{Semantics, Strategy};
use crate::protocol::{Deadline, Protocol};

/// How walk-aways are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WalkAways {
    /// As the scenario has them.
    Own,
    /// For each party at this share of what it has of the package with the largest product of gains.
    OfNash(f64),
}

impl fmt::Display for WalkAways {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("own"),
            Self::OfNash(share) => write!(f, "{share} of Nash"),
        }
    }
}

/// Who plays whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineUps {
    /// Every negotiator at every seat, beside every other and itself.
    #[default]
    All,
    /// The same without those in which all are one.
    Different,
    /// Each only beside itself.
    Same,
}

/// A tournament, without the scenarios and negotiators that its names stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// What it is called.
    pub title: String,
    /// Paths of the scenarios, as written.
    pub scenarios: Vec<String>,
    /// Names of the negotiators.
    pub negotiators: Vec<String>,
    /// Under which protocols.
    pub protocols: Vec<Protocol>,
    /// Whose definitions negotiators follow.
    pub semantics: Semantics,
    /// When a negotiation is over.
    pub deadline: Deadline,
    /// How walk-aways are set; each in turn.
    pub walk_aways: Vec<WalkAways>,
    /// Who plays whom.
    pub line_ups: LineUps,
    /// How often each line-up plays.
    pub seeds: u32,
    /// The seed of all chance.
    pub seed: u64,
    /// Whether time costs what the scenarios say it does.
    pub discount: bool,
    /// Negotiations in one file of results; `None` for a number that suits how many there are.
    pub batch: Option<u32>,
    /// Whether results are also written as CSV.
    pub csv: bool,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            title: "Tournament".into(),
            scenarios: Vec::new(),
            negotiators: Vec::new(),
            protocols: vec![Protocol::Alternating],
            semantics: Semantics::Negmas,
            deadline: Deadline::Rounds(100),
            walk_aways: vec![WalkAways::Own],
            line_ups: LineUps::All,
            seeds: 1,
            seed: 1,
            discount: false,
            batch: None,
            csv: false,
        }
    }
}

/// A mistake in a tournament's file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct SpecMistake {
    /// What is wrong.
    pub what: String,
    /// What to do, if there is something to say.
    pub help: Option<String>,
    /// Where, in bytes.
    pub span: Range<usize>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    detente_tournament: Spanned<u32>,
    title: Option<String>,
    scenarios: Spanned<Vec<Spanned<String>>>,
    negotiators: Spanned<Vec<Spanned<String>>>,
    protocols: Option<Vec<Spanned<String>>>,
    semantics: Option<Spanned<String>>,
    rounds: Option<Spanned<u32>>,
    time: Option<Spanned<Time>>,
    walk_aways: Option<Vec<Spanned<Away>>>,
    line_ups: Option<Spanned<String>>,
    seeds: Option<Spanned<u32>>,
    seed: Option<u64>,
    discount: Option<bool>,
    batch: Option<Spanned<u32>>,
    csv: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    limit: f64,
    turn: f64,
}

/// A word or a number.
enum Away {
    Word(String),
    Number(f64),
}

impl<'de> Deserialize<'de> for Away {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl de::Visitor<'_> for Either {
            type Value = Away;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"own\" or a share of the Nash package, such as 0.85")
            }
            fn visit_str<E: de::Error>(self, word: &str) -> Result<Away, E> {
                Ok(Away::Word(word.into()))
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Away, E> {
                Ok(Away::Number(number))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Away, E> {
                Ok(Away::Number(number as f64))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

fn mistake(span: Range<usize>, what: impl Into<String>, help: &str) -> SpecMistake {
    SpecMistake { what: what.into(), help: Some(help.into()), span }
}

impl Spec {
    /// Reads the text of a tournament's file. Negotiators that are no [`Strategy`] are left to whoever enters them if `others` says that it
    /// knows them.
    ///
    /// # Errors
    ///
    /// The first mistake, with its place.
    pub fn read(text: &str, others: impl Fn(&str) -> bool) -> Result<Self, SpecMistake> {
        let written: Written = toml::from_str(text).map_err(|error| SpecMistake {
            what: error.message().to_string(),
            help: Some("the keys are described in docs/rehearsal.md".into()),
            span: error.span().unwrap_or(0..0),
        })?;
        if *written.detente_tournament.get_ref() != 1 {
            let span = written.detente_tournament.span();
            return Err(mistake(
                span,
                "this is a tournament of another version",
                "write `detente_tournament = 1`",
            ));
        }
        let some = |all: &Spanned<Vec<Spanned<String>>>, what: &str| match all.get_ref().is_empty() {
            true => Err(mistake(all.span(), format!("there is no {what}"), "name at least one")),
            false => Ok(all.get_ref().iter().map(|one| one.get_ref().clone()).collect::<Vec<String>>()),
        };
        let mut negotiators = some(&written.negotiators, "negotiator")?;
        for (nth, name) in written.negotiators.get_ref().iter().enumerate() {
            if !others(name.get_ref()) {
                let strategy = Strategy::from_str(name.get_ref()).map_err(|error| SpecMistake {
                    what: error.to_string(),
                    help: Some("`detente simulate --list` shows them all".into()),
                    span: name.span(),
                })?;
                negotiators[nth] = strategy.to_string();
            }
            if negotiators[..nth].contains(&negotiators[nth]) {
                return Err(mistake(name.span(), "this negotiator is entered twice", "leave one out"));
            }
        }
        let mut spec = Self {
            scenarios: some(&written.scenarios, "scenario")?,
            negotiators,
            seed: written.seed.unwrap_or(1),
            discount: written.discount.unwrap_or(false),
            csv: written.csv.unwrap_or(false),
            ..Self::default()
        };
        let paths: Vec<PathBuf> = spec.scenarios.iter().map(|path| plain(path)).collect();
        once(&paths, written.scenarios.get_ref(), "scenario")?;
        if let Some(title) = written.title.clone() {
            spec.title = title;
        }
        if let Some(protocols) = &written.protocols {
            let known = |name: &Spanned<String>| {
                Protocol::named(name.get_ref()).ok_or_else(|| {
                    let what = format!("there is no protocol \"{}\"", name.get_ref());
                    mistake(name.span(), what, &format!("there are {}", Protocol::NAMES.join(", ")))
                })
            };
            spec.protocols = protocols.iter().map(known).collect::<Result<_, _>>()?;
            once(&spec.protocols, protocols, "protocol")?;
            if spec.protocols.is_empty() {
                return Err(mistake(0..0, "`protocols` is empty", "leave it out, or name one"));
            }
        }
        if let Some(semantics) = &written.semantics {
            spec.semantics = Semantics::named(semantics.get_ref()).ok_or_else(|| {
                mistake(semantics.span(), "no such semantics", "write \"negmas\" or \"genius\"")
            })?;
        }
        spec.deadline = deadline(&written)?.unwrap_or(spec.deadline);
        if let Some(walk_aways) = &written.walk_aways {
            spec.walk_aways = walk_aways.iter().map(away).collect::<Result<_, _>>()?;
            once(&spec.walk_aways, walk_aways, "setting of walk-aways")?;
            if spec.walk_aways.is_empty() {
                return Err(mistake(0..0, "`walk_aways` is empty", "leave it out, or write [\"own\"]"));
            }
        }
        if let Some(line_ups) = &written.line_ups {
            spec.line_ups = match &line_ups.get_ref()[..] {
                "all" => LineUps::All,
                "different" => LineUps::Different,
                "same" => LineUps::Same,
                _ => {
                    let help = "write \"all\", \"different\" or \"same\"";
                    return Err(mistake(line_ups.span(), "no such line-ups", help));
                }
            };
        }
        spec.seeds = within(&written.seeds, 1, 1_000_000_000)?.unwrap_or(spec.seeds);
        spec.batch = within(&written.batch, 1, 1_000_000)?;
        Ok(spec)
    }
}

/// A path without steps that lead nowhere.
fn plain(path: &str) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// What stands twice would count as evidence of its own.
fn once<T: PartialEq, S>(read: &[T], written: &[Spanned<S>], what: &str) -> Result<(), SpecMistake> {
    let twice = read.iter().enumerate().find(|(nth, one)| read[..*nth].contains(one));
    match twice.and_then(|(nth, _)| written.get(nth)) {
        Some(again) => Err(mistake(again.span(), format!("this {what} stands twice"), "leave one out")),
        None => Ok(()),
    }
}

fn within(given: &Option<Spanned<u32>>, low: u32, high: u32) -> Result<Option<u32>, SpecMistake> {
    let Some(given) = given else { return Ok(None) };
    let number = *given.get_ref();
    if (low..=high).contains(&number) {
        return Ok(Some(number));
    }
    Err(mistake(given.span(), "this number is out of range", &format!("write one from {low} to {high}")))
}

fn deadline(written: &Written) -> Result<Option<Deadline>, SpecMistake> {
    if let (Some(_), Some(time)) = (&written.rounds, &written.time) {
        return Err(mistake(time.span(), "both rounds and time are limited", "leave one out"));
    }
    if let Some(rounds) = within(&written.rounds, 1, 1_000_000)? {
        return Ok(Some(Deadline::Rounds(rounds)));
    }
    let Some(time) = &written.time else { return Ok(None) };
    let Time { limit, turn } = *time.get_ref();
    if !(limit.is_finite() && turn > 0.0 && turn <= limit && limit / turn <= 1e6) {
        let help = "write for example { limit = 60, turn = 0.5 }: a turn is above 0 and at most the limit";
        return Err(mistake(time.span(), "this time cannot be played", help));
    }
    Ok(Some(Deadline::Time { limit, turn }))
}

fn away(given: &Spanned<Away>) -> Result<WalkAways, SpecMistake> {
    match given.get_ref() {
        Away::Word(word) if word == "own" => Ok(WalkAways::Own),
        Away::Number(share) if (0.0..=1.0).contains(share) => Ok(WalkAways::OfNash(*share)),
        _ => Err(mistake(given.span(), "no such walk-aways", "write \"own\", or a share from 0 to 1")),
    }
}
