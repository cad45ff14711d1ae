//! The commands and their options.

mod confidences;
mod moves;
mod record;
mod serve;
mod sim;
mod talks;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use detente_deal::{Basis, Definitions};
use detente_formats::{Reading, Settings};

use crate::opening::Opening;

pub(crate) use confidences::*;
pub(crate) use moves::*;
pub(crate) use record::*;
pub(crate) use serve::*;
pub(crate) use sim::*;
pub(crate) use talks::*;

/// Mediation: how close the sides are, what all could live with, and why not.
#[derive(Debug, Parser)]
#[command(name = "detente", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a case folder to fill in
    New(New),
    /// Look for mistakes in a case folder or scenario, and say how to mend each
    Check(Check),
    /// How close the sides are, what all could live with, and why
    Analyze(Analyze),
    /// Turn another tool's scenario (GENIUS, GeniusWeb, NegMAS) into a case folder
    Import(Import),
    /// Write a case as another tool's scenario
    Export(Export),
    /// Work with a negotiating text: what is open in it, what changed, how it reads with a package chosen
    Text(Text),
    /// Take part: open the talks, agree to the mediation, give someone a seat, interrupt, leave
    Join(Join),
    /// Rounds of responses: open, close, what one sees, steps, ideas, packages
    Round(Round),
    /// Say what one thinks of a clause, an idea or a package; offer; withdraw
    Respond(Respond),
    /// Record who met whom
    Meet(Meet),
    /// What must hold before the next level meets, and what is missing
    Gate(Gate),
    /// Who can reach whom, and who alone can
    Channels(Channels),
    /// Who can move away from the table, what the others would answer, what lasts
    Moves(Moves),
    /// How the sides would fare: by which procedure, with and without a mediator, opening with which draft
    Simulate(Simulate),
    /// Negotiators against each other in many scenarios, again and again
    Tournament(Tournament),
    /// What was said in public: find statements in press reports, look them over, keep them with their source
    Record(Record),
    /// What may be given to whom: consents, what was said apart, second people, receipts, erasure, a report to a court
    Disclose(Disclose),
    /// What may be told to a party, what it knows already and from whom; documents that go out
    Tell(Tell),
    /// Whether the log is whole, and who saw what when
    Audit(Audit),
    /// Notes that are no part of the log and are destroyed in time
    Note(Note),
    /// Who has keys: give, change, take away
    Keys(Keys),
    /// Write the sealed log and the keys to two files, while others work
    Backup(Backup),
    /// Make a log from the two files of a backup
    Restore(Restore),
    /// Serve the workspace: where mediators and delegations work in a browser
    Serve(Serve),
    /// Print the JSON Schema of a command's JSON output
    Schema(Schema),
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The folder to make
    pub(crate) folder: PathBuf,
    /// What the dispute is called [default: the folder's name]
    #[arg(long)]
    pub(crate) title: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A case folder, or a folder with another tool's scenario
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) scenario: Scenario,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Analyze {
    /// A case folder, or a folder with another tool's scenario
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) scenario: Scenario,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Also write a page with figures, one self-contained HTML file
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
    /// Value these packages too: a JSON list of `{"issue": "option"}`
    #[arg(long, value_name = "FILE.json")]
    pub(crate) probe: Option<PathBuf>,
    /// Assume a value: `PARTY.walk_away=30`, `PARTY.importance.ISSUE=40`, `PARTY.worth.ISSUE.OPTION=70`
    #[arg(long = "if", value_name = "WHAT=VALUE")]
    pub(crate) assume: Vec<String>,
    /// Worlds drawn where values are vague: complete preferences that fit what is held; 0 draws none
    #[arg(long, default_value_t = 4_096, value_parser = clap::value_parser!(u32).range(..=1_000_000), value_name = "N")]
    pub(crate) worlds: u32,
    /// By which seed they are drawn
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
    /// Make the best of these named parts of packages, too: a file in the form of `mediator/settlements.toml`
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) settlements: Option<PathBuf>,
    /// Divide the issues between two parties by the importance each gives them: Adjusted Winner
    #[arg(long, conflicts_with_all = ["sweep", "probe", "keep", "report"])]
    pub(crate) adjusted_winner: bool,
    /// Set each vague value to its least and its most, and say which moves the answer most
    #[arg(long)]
    pub(crate) sweep: bool,
    /// What parties answered to drafts, which the next draft is made from: a JSON list, see the guide
    #[arg(long, value_name = "FILE.json")]
    pub(crate) answers: Option<PathBuf>,
    /// Say only how the frontier will be looked for and about how much there is to look at
    #[arg(long, conflicts_with_all = ["keep", "report"])]
    pub(crate) estimate: bool,
    /// Keep a forecast of agreement with its date: a probability, or the share of worlds with a zone
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        value_name = "P",
        conflicts_with_all = ["assume", "without_red_line", "on"]
    )]
    pub(crate) keep: Option<String>,
    /// Keep how it ended, and analyse nothing
    #[arg(long, value_enum, conflicts_with = "keep")]
    pub(crate) outcome: Option<Outcome>,
    /// How good the kept forecasts were, of a case folder or of a folder of them; analyses nothing
    #[arg(long, conflicts_with_all = ["keep", "outcome"])]
    pub(crate) calibration: bool,
    /// Rest on what the parties said, on the mediator's estimates, or on both, value by value; without it an estimate stands in for a
    /// party that said nothing at all
    #[arg(long, value_enum)]
    pub(crate) on: Option<On>,
    /// Count what was said in public, as it stands in the record, where nothing else is held of an option
    #[arg(long)]
    pub(crate) public: bool,
    /// Leave a red line out: `PARTY.ID`
    #[arg(long, value_name = "ID")]
    pub(crate) without_red_line: Vec<String>,
    /// Whose definitions the solutions follow
    #[arg(long, value_enum, default_value_t = Named::Detente)]
    pub(crate) definitions: Named,
    /// Points looked at for a real-valued issue that cannot be solved exactly
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u16).range(2..=1001), value_name = "N")]
    pub(crate) grid: u16,
}

/// How talks ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum On {
    /// What the parties said, and nothing else.
    Told,
    /// The mediator's estimates, and nothing else.
    Estimates,
    /// What the parties said, and the estimate of what they did not say.
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outcome {
    /// The sides agreed
    Agreed,
    /// They did not
    None,
}

#[derive(Debug, Args)]
pub(crate) struct Text {
    #[command(subcommand)]
    pub(crate) command: TextCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TextCommand {
    /// Print the text, or one clause of it; with a package, in the words of that deal
    Show(Show),
    /// Count what is still open, clause by clause
    Brackets(Brackets),
    /// Compare two revisions word by word
    Diff(Diff),
    /// Table the text as its next revision, with the status of each clause printed
    Table(TableText),
    /// Adopt the text, whole or a track of it
    Adopt(Adopt),
    /// Set a clause aside, or take it up again
    Mark(SetAside),
    /// Open a silence procedure: who says nothing until a set time consents
    Silence(Silence),
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A text, or a case folder (its main text)
    pub(crate) path: PathBuf,
    /// Only this clause: `4`, `3bis`
    #[arg(long, value_name = "NUMBER")]
    pub(crate) clause: Option<String>,
    /// Choose the wordings of this package, a JSON object `{"issue": "option"}`; needs a case folder
    #[arg(long, value_name = "FILE.json")]
    pub(crate) package: Option<PathBuf>,
    /// Which text of the case folder, by part of its path or title; without it, the main one
    #[arg(long, value_name = "NAME")]
    pub(crate) text: Option<String>,
    /// Beside it, clause by clause, the same text in another language: a language of the case, or a file
    #[arg(long, value_name = "LANGUAGE", conflicts_with_all = ["clause", "package"])]
    pub(crate) beside: Option<String>,
    /// As this person may see it: the revision that is tabled
    #[arg(long = "as", value_name = "PERSON", conflicts_with_all = ["package", "beside", "obligations"])]
    pub(crate) person: Option<String>,
    /// This tabled revision, not the last
    #[arg(long, value_name = "N", requires = "person")]
    pub(crate) revision: Option<u32>,
    #[command(flatten)]
    pub(crate) opening: Opening,
    /// Instead of the text, what its clauses ask of whom; needs a case folder
    #[arg(long, conflicts_with_all = ["clause", "package", "beside"])]
    pub(crate) obligations: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Brackets {
    /// A text, or a case folder (its main text)
    pub(crate) path: PathBuf,
    /// Which text of the case folder, by part of its path or title; without it, the main one
    #[arg(long, value_name = "NAME")]
    pub(crate) text: Option<String>,
    /// An earlier revision to compare with
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
    /// The revision that is tabled, as this person may see it, against the one before
    #[arg(long = "as", value_name = "PERSON", conflicts_with = "since")]
    pub(crate) person: Option<String>,
    #[command(flatten)]
    pub(crate) opening: Opening,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The old revision
    pub(crate) old: PathBuf,
    /// The new revision
    pub(crate) new: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A folder with another tool's scenario
    pub(crate) source: PathBuf,
    /// The case folder to make
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) scenario: Scenario,
    /// Bring an existing case folder up to date instead; comments stay
    #[arg(long)]
    pub(crate) update: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// A case folder, or a folder with another tool's scenario
    pub(crate) path: PathBuf,
    /// The tool to write for: genius, geniusweb or negmas
    #[arg(long)]
    pub(crate) to: detente_formats::Tool,
    /// The folder to make [default: the case's name and the tool's, here]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) scenario: Scenario,
    /// Without names, for teaching or research: once the principals of all parties have agreed in the talks
    #[arg(long, requires = "person")]
    pub(crate) research: bool,
    /// Where talks were opened: the mediator who exports
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: Option<String>,
    #[command(flatten)]
    pub(crate) opening: Opening,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Whose output: analysis (analyze), problems (check), brackets and text-diff (text), view and acts (round show), done
    /// (commands that act), agreement (join), gate, steps (round steps), channels, paths (channels --from --to), tell, document
    /// (tell --document), receipts, court and waits (disclose), audit, keys, notes (note)
    #[arg(value_name = "NAME")]
    pub(crate) of: String,
}

/// How another tool's files are read.
#[derive(Debug, Args)]
pub(crate) struct Scenario {
    /// A party's profile, by file name; repeat for each party, in order [default: all]
    #[arg(long = "party", value_name = "FILE")]
    pub(crate) parties: Vec<String>,
    /// Whose understanding of the files is followed
    #[arg(long, value_enum, default_value_t = Reader::Own)]
    pub(crate) reading: Reader,
    /// Divide each party's weights by their sum
    #[arg(long)]
    pub(crate) normalize_weights: bool,
    /// Treat every repair as an error
    #[arg(long)]
    pub(crate) strict: bool,
}

impl Scenario {
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            reading: match self.reading {
                Reader::Own => Reading::Own,
                Reader::Negmas => Reading::Negmas,
            },
            normalize_weights: self.normalize_weights,
            strict: self.strict,
            parties: self.parties.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs; see `detente schema`
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Named {
    /// Ours
    Detente,
    /// NegMAS 0.16: equal-ratio Kalai-Smorodinsky, no agreement never below the worst package
    Negmas,
    /// GENIUS 10.4: Kalai-Smorodinsky by equal worths
    Genius,
}

impl On {
    pub(crate) fn basis(self) -> Basis {
        match self {
            Self::Told => Basis::Told,
            Self::Estimates => Basis::Estimates,
            Self::Both => Basis::Both,
        }
    }
}

impl Named {
    pub(crate) fn definitions(self) -> Definitions {
        match self {
            Self::Detente => Definitions::DETENTE,
            Self::Negmas => Definitions::NEGMAS,
            Self::Genius => Definitions::GENIUS,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reader {
    /// Each tool's own
    Own,
    /// GENIUS files as NegMAS 0.16 reads them, to compare with its published figures
    Negmas,
}
