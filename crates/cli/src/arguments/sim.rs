//! Options of `detente simulate` and `detente tournament`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use detente_sim::{Protocol, Semantics, Strategy};

use super::{Format, Scenario};

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// A case folder, or a folder with another tool's scenario
    #[arg(required_unless_present = "list")]
    pub(crate) path: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) scenario: Scenario,
    /// Play by this protocol: alternating, voting, mediated, veto, hill-climbing, annealing; without it three procedures with a mediator and three
    /// without
    #[arg(long, value_parser = protocol, value_name = "NAME")]
    pub(crate) protocol: Option<Protocol>,
    /// Who plays: one for all sides, or one for each, in order; `--list` shows them
    #[arg(long, value_delimiter = ' ', num_args = 1.., value_parser = strategy, requires = "protocol", value_name = "NAME")]
    pub(crate) negotiators: Vec<Strategy>,
    /// Rounds of a negotiation without a mediator, changes of a single text
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000), value_name = "N")]
    pub(crate) rounds: u32,
    /// Worlds: sets of preferences that fit what is held, each played once
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000), value_name = "N")]
    pub(crate) worlds: u32,
    /// The seed of worlds and of all chance
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Whose definitions negotiators follow
    #[arg(long, value_enum, default_value_t = Whose::Negmas)]
    pub(crate) semantics: Whose,
    /// What if this draft comes first: a JSON object from issue to option
    #[arg(long, value_name = "FILE.json")]
    pub(crate) open_with: Option<PathBuf>,
    /// Put the drafts of a shuttle that took place to the sides: a list of answers, as `detente round show --answers` prints it
    #[arg(long, value_name = "FILE.json")]
    pub(crate) shuttle: Option<PathBuf>,
    /// Play once, on the values as they are read, and show every turn
    #[arg(long, requires = "protocol", conflicts_with = "shuttle")]
    pub(crate) trace: bool,
    /// With --trace: draw the offers of the first two sides before the frontier
    #[arg(long, requires = "trace", value_name = "FILE.svg")]
    pub(crate) figure: Option<PathBuf>,
    /// Also write a page, one self-contained HTML file
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
    /// Points looked at for a real-valued issue
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u16).range(2..=1001), value_name = "N")]
    pub(crate) grid: u16,
    /// List the negotiators, with what each does and where it comes from
    #[arg(long)]
    pub(crate) list: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Tournament {
    /// The tournament's file; its keys are described in docs/rehearsal.md
    #[arg(value_name = "SPEC.toml")]
    pub(crate) spec: PathBuf,
    /// Where results go; a tournament that was broken off is taken up again [default: the file's name with .results]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
    /// Also draw the offers of each line-up's first negotiation before the frontier: at most so many figures
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=1_000), value_name = "N")]
    pub(crate) traces: u16,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Whose definitions negotiators follow where tools differ.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Whose {
    /// NegMAS 0.16
    Negmas,
    /// GENIUS 10
    Genius,
}

impl Whose {
    pub(crate) fn semantics(self) -> Semantics {
        match self {
            Self::Negmas => Semantics::Negmas,
            Self::Genius => Semantics::Genius,
        }
    }
}

fn protocol(name: &str) -> Result<Protocol, String> {
    Protocol::named(name).ok_or_else(|| format!("there are {}", Protocol::NAMES.join(", ")))
}

fn strategy(name: &str) -> Result<Strategy, String> {
    name.parse().map_err(|error: detente_sim::UnknownStrategy| error.what)
}
