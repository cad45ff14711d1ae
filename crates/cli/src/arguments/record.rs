//! Options of `detente record`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Acting, Format};

#[derive(Debug, Args)]
pub(crate) struct Record {
    #[command(subcommand)]
    pub(crate) what: Recorded,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Recorded {
    /// Find statements in files, for researchers: one JSON object for each document
    Extract(Extract),
    /// Read reports into a case: what is found waits to be looked over
    Add(Add),
    /// Look over what was found: accept, correct, reject
    Review(Review),
    /// What was said in public: the timeline, and each side's line on each issue
    Show(Ledger),
    /// Where public words differ from those at the table, for the mediators alone
    Compare(Compare),
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// Text, Markdown, HTML or mail, a document each; or .jsonl with a line for each: {"doc_id", "text", "date"}
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// How to print: one compact JSON object a line, positions in Unicode code points
    #[arg(long, value_enum, default_value_t = Lines::Jsonl, value_name = "FORMAT")]
    pub(crate) format: Lines,
    /// A case whose people and sides speakers are matched to
    #[arg(long, value_name = "CASE")]
    pub(crate) case: Option<PathBuf>,
    /// The day of publication, where a document does not say it: YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<jiff::civil::Date>,
    /// Id of the side where the papers are at home: whose president "the president" is
    #[arg(long, value_name = "PARTY", requires = "case")]
    pub(crate) home: Option<String>,
    /// Beliefs and wishes too: "thinks", "wants"
    #[arg(long)]
    pub(crate) include_beliefs: bool,
    /// How many documents to work on at a time; without it as many as there are processors
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024), value_name = "N")]
    pub(crate) jobs: Option<u16>,
}

/// How documents are printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Lines {
    /// One compact JSON object a line
    Jsonl,
}

/// How a report is read into a case.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The case folder
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Press reports, transcripts, readouts: text, Markdown, HTML or mail
    #[arg(value_name = "REPORT", required = true)]
    pub(crate) reports: Vec<PathBuf>,
    /// The day of publication, YYYY-MM-DD; goes before what the report says
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<jiff::civil::Date>,
    /// The outlet; goes before what the report says
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// How to print what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Who looks proposals over, and what is decided.
#[derive(Debug, Args)]
pub(crate) struct Review {
    /// The case folder
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Id of the person who decides: a mediator, where the case has one
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: String,
    /// Accept these, without asking
    #[arg(long, value_name = "ID")]
    pub(crate) accept: Vec<String>,
    /// Reject these, without asking
    #[arg(long, value_name = "ID")]
    pub(crate) reject: Vec<String>,
    /// Correct something before it is accepted: speaker=ID, date=YYYY-MM-DD, text=…, to=…, place=…, says=ISSUE:RESPONSE, act=…, source=…
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(crate) correct: Vec<String>,
    /// Ask about weak ones too
    #[arg(long)]
    pub(crate) weak: bool,
    /// List what waits, as JSON or text, and ask nothing
    #[arg(long)]
    pub(crate) list: bool,
    /// How to print the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// What is shown of the record.
#[derive(Debug, Args)]
pub(crate) struct Ledger {
    /// The case folder
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// Only what speaks of this issue
    #[arg(long, value_name = "ISSUE")]
    pub(crate) issue: Option<String>,
    /// Write the timeline as a figure
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) timeline: Option<PathBuf>,
    /// How the rules fared with the people who looked, instead
    #[arg(long)]
    pub(crate) measured: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Whose seat compares public words with those at the table.
#[derive(Debug, Args)]
pub(crate) struct Compare {
    #[command(flatten)]
    pub(crate) acting: Acting,
}
