//! Options of `detente moves`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use detente_moves::Response;

use super::Format;

#[derive(Debug, Args)]
pub(crate) struct Moves {
    /// A case folder with mediator/moves.toml, a .gmcr file of GMCR+, or a moves-case/1 JSON file
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// How the others may answer a move; without it all three, up to 512 states
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) model: Option<Answers>,
    /// The state that things are in now, by its number
    #[arg(long, value_name = "STATE")]
    pub(crate) from: Option<usize>,
    /// A state that is to last, by its number: what would make it last?
    #[arg(long, value_name = "STATE")]
    pub(crate) wanted: Option<usize>,
    /// Take nothing as known of what an actor would rather have: in how many of its orders does each state last?
    #[arg(long, value_name = "ACTOR")]
    pub(crate) inverse: Vec<String>,
    /// Orders looked at where they are known in part: all of them where there are no more; without it as many as are quickly looked at
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=10_000_000), value_name = "N")]
    pub(crate) worlds: Option<u64>,
    /// By which seed they are drawn
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Let some act as one, each group a block that moves only where all its members gain: `a+b,c`
    #[arg(long, value_name = "GROUPS")]
    pub(crate) partition: Option<String>,
    /// How much each member of a party that votes can turn: quotas and weights in the case
    #[arg(long, conflicts_with_all = ["model", "from", "wanted", "inverse", "partition", "write"])]
    pub(crate) power: bool,
    /// Write the conflict as a .gmcr file for GMCR+
    #[arg(long, value_name = "FILE.gmcr")]
    pub(crate) write: Option<PathBuf>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) format: Format,
}

/// How the others may answer a move.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Answers {
    /// By any sequence of moves, nobody twice running
    LegalSequence,
    /// Each at most once, in any order
    Once,
    /// By one move of one of them
    Single,
}

impl Answers {
    pub(crate) fn response(self) -> Response {
        match self {
            Self::LegalSequence => Response::LegalSequence,
            Self::Once => Response::Once,
            Self::Single => Response::Single,
        }
    }
}
