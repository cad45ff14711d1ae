//! The options of the commands of the talks.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::Format;
use crate::opening::Opening;

/// Whose act it is, when, and how it is printed: common to all commands of the talks.
#[derive(Debug, Args)]
pub(crate) struct Acting {
    /// The case folder
    pub(crate) case: PathBuf,
    /// Id of the person whose seat this is
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: String,
    /// When, as `2026-10-02T09:30Z`, or a day [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) at: Option<Timestamp>,
    /// Do it only if this seat still sees so many acts, as `round show` counts them
    #[arg(long, value_name = "N")]
    pub(crate) seen: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) opening: Opening,
}

/// Who did it, where the one at the keyboard records what another did on paper.
#[derive(Debug, Args)]
#[command(next_help_heading = "For someone who acts on paper")]
pub(crate) struct Paper {
    /// Record what this person did by paper, letter or call; another attests it with `round attest`
    #[arg(long = "for", value_name = "PERSON", requires = "by")]
    pub(crate) other: Option<String>,
    /// By what it was done
    #[arg(long, value_enum, requires = "other")]
    pub(crate) by: Option<By>,
    /// Where the paper is kept, or what was said
    #[arg(long, value_name = "WORDS", requires = "other")]
    pub(crate) reference: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// A signed paper
    Paper,
    /// A letter
    Letter,
    /// A call
    Call,
}

/// A time as people write it; a day is its beginning.
fn time(text: &str) -> Result<Timestamp, String> {
    moment(text, Ok)
}

/// A time until which something lasts; a day is its end.
pub(super) fn until(text: &str) -> Result<Timestamp, String> {
    moment(text, |day| day.tomorrow())
}

fn moment(
    text: &str,
    of_day: impl Fn(jiff::civil::Date) -> Result<jiff::civil::Date, jiff::Error>,
) -> Result<Timestamp, String> {
    let utc = |civil| jiff::tz::Offset::UTC.to_timestamp(civil);
    let plain = text.trim();
    let plain = plain.strip_suffix('Z').unwrap_or(plain);
    let day = plain.len() == 10;
    let civil = match plain.parse::<jiff::civil::Date>() {
        Ok(date) if day => of_day(date).map(|date| date.at(0, 0, 0, 0)),
        _ => plain.parse::<jiff::civil::DateTime>(),
    };
    let time = text.parse::<Timestamp>().or_else(|_| civil.and_then(utc));
    time.map_err(|_| "write a time as 2026-10-02T09:30Z, or a day as 2026-10-02".to_string())
}

/// A name without blanks around it.
pub(super) fn trimmed(text: &str) -> Result<String, String> {
    Ok(text.trim().to_string())
}

/// `issue=option`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (issue, option) = text.split_once('=').ok_or("write it as issue=\"option\"")?;
    Ok((issue.trim().to_string(), option.trim().to_string()))
}

#[derive(Debug, Args)]
pub(crate) struct Join {
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) paper: Paper,
    /// Agree to the mediation, for the person's party
    #[arg(long, group = "what")]
    pub(crate) agree: bool,
    /// Interrupt the side's part in the talks
    #[arg(long, group = "what")]
    pub(crate) suspend: bool,
    /// Go on after an interruption
    #[arg(long, group = "what")]
    pub(crate) resume: bool,
    /// Leave for good
    #[arg(long, group = "what")]
    pub(crate) leave: bool,
    /// The reason given to all, with --suspend or --leave
    #[arg(long, value_name = "WORDS")]
    pub(crate) why: Option<String>,
    /// Give a new person a seat: a short name
    #[arg(long, value_name = "ID", group = "what", requires_all = ["name", "side", "role"])]
    pub(crate) person_id: Option<String>,
    /// The new person's full name
    #[arg(long, value_name = "NAME", requires = "person_id")]
    pub(crate) name: Option<String>,
    /// Id of the party or third party the new person speaks for
    #[arg(long, value_name = "ID", requires = "person_id")]
    pub(crate) side: Option<String>,
    /// The new person's role: principal, plenipotentiary, representative, adviser, interpreter, note-taker, expert, observer
    #[arg(long, value_name = "ROLE", requires = "person_id")]
    pub(crate) role: Option<String>,
    /// For a mediator asked to the caucus of one party only: that party
    #[arg(long, value_name = "PARTY", requires = "person_id")]
    pub(crate) caucus: Option<String>,
    /// For trying: open the talks with a log that whoever has the file can read
    #[arg(long, conflicts_with = "what")]
    pub(crate) demo: bool,
    /// Declare, to all parties, what interests one has in the matter, or add to it; for mediators, before anything else
    #[arg(long, value_name = "WORDS", group = "what")]
    pub(crate) declare: Option<String>,
    /// Submit case.toml as it is now: for a mediator, or a principal whose own people or mandates have changed in it
    #[arg(long, group = "what")]
    pub(crate) submit: bool,
    /// Write the agreement as a form to sign
    #[arg(long, value_name = "FILE.html", conflicts_with = "what")]
    pub(crate) form: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Round {
    #[command(subcommand)]
    pub(crate) command: RoundCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RoundCommand {
    /// Open a round of responses; the first one begins the mediation
    Open(RoundOpen),
    /// Close the round
    Close(Acting),
    /// What this seat sees: where the talks stand, the text, the answers, what is open
    Show(RoundShow),
    /// What each step gave whom, and whether anything moves; for mediators
    Steps(Steps),
    /// Put an idea, not yet in words, to some parties
    Idea(Idea),
    /// Put a package to some parties
    Package(Package),
    /// Give a response, offer, meeting, idea or package to a party that did not know it
    Release(Release),
    /// Attest what another recorded as done by paper, letter or call
    Attest(Attest),
}

#[derive(Debug, Args)]
pub(crate) struct RoundOpen {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Only these clauses: `4,5`
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = trimmed)]
    pub(crate) clauses: Vec<String>,
    /// When it closes by itself; a day is its end
    #[arg(long, value_name = "TIME", value_parser = until)]
    pub(crate) until: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub(crate) struct RoundShow {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Every act this seat sees instead, in order, with its number
    #[arg(long)]
    pub(crate) acts: bool,
    /// The answers to whole packages instead, as the list that `analyze --answers` and `simulate --shuttle` read; for mediators
    #[arg(long, conflicts_with = "acts")]
    pub(crate) answers: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Steps {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Over how many closed rounds nothing has to move for a stall
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Idea {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// A short name for it
    #[arg(long, value_name = "ID")]
    pub(crate) id: String,
    /// What it is
    #[arg(long)]
    pub(crate) words: String,
    /// Ids of the parties it is put to
    #[arg(long, value_name = "PARTIES", value_delimiter = ',', value_parser = trimmed, required = true)]
    pub(crate) to: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Package {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// A short name for it
    #[arg(long, value_name = "ID")]
    pub(crate) id: String,
    /// An option, `issue=option`; repeat
    #[arg(long = "option", value_name = "ISSUE=OPTION", value_parser = pair, required = true)]
    pub(crate) options: Vec<(String, String)>,
    /// Ids of the parties it is put to
    #[arg(long, value_name = "PARTIES", value_delimiter = ',', value_parser = trimmed, required = true)]
    pub(crate) to: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Release {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Number of the act, as `round show --acts` lists it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) act: usize,
    /// Ids of the parties
    #[arg(long, value_name = "PARTIES", value_delimiter = ',', value_parser = trimmed, required = true)]
    pub(crate) to: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Attest {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Number of the act, as `round show` lists it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) act: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Respond {
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) paper: Paper,
    /// About this clause: `4`, `2bis`
    #[arg(long, value_name = "NUMBER", group = "about")]
    pub(crate) clause: Option<String>,
    /// About this wording of it, in its own words (`2:WORDS` for the second choice of the clause); without it, the clause as it stands
    #[arg(long, value_name = "WORDS", requires = "clause")]
    pub(crate) option: Option<String>,
    /// About an idea, by its short name
    #[arg(long, value_name = "ID", group = "about")]
    pub(crate) idea: Option<String>,
    /// About a package
    #[arg(long, value_name = "ID", group = "about")]
    pub(crate) package: Option<String>,
    /// What one thinks of the substance; an acceptance counts only with `--wording works`, else as in principle
    #[arg(long, value_enum, conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) substance: Option<Said>,
    /// What one thinks of the wording
    #[arg(long, value_enum, conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) wording: Option<Worded>,
    /// Ask for discussion
    #[arg(long, conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) discuss: bool,
    /// How strongly, from 1 to 5
    #[arg(long, value_name = "1-5", conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) strength: Option<u8>,
    /// A remark
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["offer", "reserve", "withdraw"])]
    pub(crate) note: Option<String>,
    /// It counts only if a clause takes a wording, `4=WORDS`, or is agreed as it stands, `4`; repeat
    #[arg(long = "if", value_name = "CLAUSE[=OPTION]", conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) only_if: Vec<String>,
    /// Other words one would take
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) counter: Option<String>,
    /// Keep it from the representatives and advisers of one's own side
    #[arg(long, conflicts_with_all = ["offer", "reserve", "break_silence", "withdraw"])]
    pub(crate) principals_only: bool,
    /// Offer an option, `issue=option`; repeat. What was offered before stands for other issues
    #[arg(long, value_name = "ISSUE=OPTION", value_parser = pair, group = "about")]
    pub(crate) offer: Vec<(String, String)>,
    /// The offer is called a concession
    #[arg(long, requires = "offer")]
    pub(crate) concession: bool,
    /// Take back an earlier answer or offer, by its number
    #[arg(long, value_name = "NUMBER", group = "about")]
    pub(crate) withdraw: Option<usize>,
    /// Make a reservation on the clause, in these words; it hinders nothing
    #[arg(long, value_name = "WORDS", requires = "clause", conflicts_with = "option")]
    pub(crate) reserve: Option<String>,
    /// Break the silence on the clause
    #[arg(long, requires = "clause", conflicts_with_all = ["option", "reserve"])]
    pub(crate) break_silence: bool,
    /// Write a form to fill in by hand
    #[arg(long, value_name = "FILE.html", conflicts_with = "about")]
    pub(crate) form: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Said {
    /// It can be lived with
    Acceptable,
    /// In principle; agrees nothing
    InPrinciple,
    /// It cannot be lived with
    Rejected,
    /// Nothing said
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Worded {
    /// These words work
    Works,
    /// They do not
    Fails,
    /// Not looked at
    NotConsidered,
}

#[derive(Debug, Args)]
pub(crate) struct Meet {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Ids of all who were there, the person's own included; without it, the meetings this seat knows are listed
    #[arg(long = "with", value_name = "PEOPLE", value_delimiter = ',', value_parser = trimmed)]
    pub(crate) people: Vec<String>,
    /// The day [default: the day of --at]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "people")]
    pub(crate) on: Option<jiff::civil::Date>,
    /// What sort of meeting
    #[arg(long, value_enum, default_value_t = MeetingSort::Session)]
    pub(crate) sort: MeetingSort,
    /// Id of the level
    #[arg(long, value_name = "LEVEL", requires = "people")]
    pub(crate) level: Option<String>,
    /// How long
    #[arg(long, value_name = "N", requires = "people")]
    pub(crate) minutes: Option<u32>,
    /// The clauses talked about
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = trimmed, requires = "people")]
    pub(crate) clauses: Vec<String>,
    /// What came of it
    #[arg(long, value_name = "WORDS", requires = "people")]
    pub(crate) result: Option<String>,
    /// It failed
    #[arg(long, requires = "people")]
    pub(crate) failed: bool,
    /// The track it belongs to
    #[arg(long, value_name = "TRACK", requires = "people")]
    pub(crate) track: Option<String>,
    /// Off the record: only that it was held is kept
    #[arg(long, requires = "people", conflicts_with_all = ["result", "clauses", "minutes", "failed", "level", "track"])]
    pub(crate) off_record: bool,
    /// Write a form for the note of a meeting
    #[arg(long, value_name = "FILE.html", conflicts_with = "people")]
    pub(crate) form: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MeetingSort {
    /// Several sides at one table
    Session,
    /// Mediators with one side
    Caucus,
    /// Sides without mediators
    Bilateral,
    /// Before the mediation begins; secret
    Consultation,
}

#[derive(Debug, Args)]
pub(crate) struct Gate {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Id of the level that is to meet
    #[arg(long, value_name = "LEVEL")]
    pub(crate) before: String,
    /// State that a condition holds, in the gate's own words
    #[arg(long, value_name = "CONDITION", conflicts_with = "deny")]
    pub(crate) confirm: Option<String>,
    /// State that it does not
    #[arg(long, value_name = "CONDITION")]
    pub(crate) deny: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Channels {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// A word from this person …
    #[arg(long, value_name = "PERSON", requires = "to")]
    pub(crate) from: Option<String>,
    /// … to this one: by which paths, and who alone can carry it
    #[arg(long, value_name = "PERSON", requires = "from")]
    pub(crate) to: Option<String>,
    /// Write down that --from reaches --to by this means; for mediators
    #[arg(long, value_name = "MEANS", requires = "to")]
    pub(crate) by: Option<String>,
    /// How well, from 1 (hardly) to 5 (at any hour)
    #[arg(long, value_name = "1-5", default_value_t = 3, requires = "by")]
    pub(crate) quality: u8,
    /// Others do not know of it
    #[arg(long, requires = "by")]
    pub(crate) secret: bool,
    /// It works in this direction only
    #[arg(long, requires = "by")]
    pub(crate) one_way: bool,
    /// It has ended
    #[arg(long, requires = "by")]
    pub(crate) ended: bool,
    /// Also draw the map
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) map: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct TableText {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Number of the first revision, for talks that began on paper [default: 1]
    #[arg(long, value_name = "N")]
    pub(crate) revision: Option<u32>,
    /// Which text of the case folder, by part of its path or title; without it, the main one
    #[arg(long, value_name = "NAME")]
    pub(crate) text: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Adopt {
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) paper: Paper,
    /// Put the last revision of the main text to the principals; for mediators
    #[arg(long, group = "what")]
    pub(crate) put: bool,
    /// Only the clauses of this track
    #[arg(long, value_name = "TRACK", requires = "put")]
    pub(crate) track: Option<String>,
    /// Adopt what was put, by its code; for principals
    #[arg(long, value_name = "CODE", group = "what")]
    pub(crate) code: Option<String>,
    /// State that every principal has adopted it; for mediators
    #[arg(long, value_name = "CODE", group = "what")]
    pub(crate) declare: Option<String>,
    /// Write what was put as a paper to sign
    #[arg(long, value_name = "FILE.html", conflicts_with = "what")]
    pub(crate) form: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SetAside {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// The clause
    #[arg(long, value_name = "NUMBER")]
    pub(crate) clause: String,
    /// What becomes of it
    #[arg(long, value_enum)]
    pub(crate) mark: MarkAs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MarkAs {
    /// Given to others to work on
    Referred,
    /// Left for later
    Postponed,
    /// Given up; number and words stay
    Dropped,
    /// Taken up again
    Open,
}

#[derive(Debug, Args)]
pub(crate) struct Silence {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// The clauses: `12,13`
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = trimmed, required = true)]
    pub(crate) clauses: Vec<String>,
    /// Until when one may speak; a day is its end
    #[arg(long, value_name = "TIME", value_parser = until)]
    pub(crate) until: Timestamp,
}
