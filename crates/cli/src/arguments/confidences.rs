//! The options of the commands that keep confidences.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use detente_talks::Ground;

use super::Format;
use super::talks::{Acting, Paper, trimmed, until};
use crate::opening::Opening;

#[derive(Debug, Args)]
pub(crate) struct Disclose {
    #[command(flatten)]
    pub(crate) acting: Acting,
    #[command(flatten)]
    pub(crate) paper: Paper,
    /// The item, by the seat's number for it: agree that it be given to --to
    #[arg(long, value_name = "NUMBER")]
    pub(crate) act: Option<usize>,
    /// Ids of the parties it may be given to; `outside` waives confidentiality for it
    #[arg(long, value_name = "PARTIES", value_delimiter = ',', value_parser = trimmed, requires = "act")]
    pub(crate) to: Vec<String>,
    /// Take that back, as far as it was not given yet
    #[arg(long, requires = "to")]
    pub(crate) revoke: bool,
    /// On what condition the item, or what is said with --say, may be given on
    #[arg(long, value_name = "WORDS")]
    pub(crate) condition: Option<String>,
    /// Write down something said apart, so that it can be given on
    #[arg(long, value_name = "WORDS", group = "what", conflicts_with = "act")]
    pub(crate) say: Option<String>,
    /// Which party said it [default: one's own side]
    #[arg(long, value_name = "PARTY", requires = "say")]
    pub(crate) from: Option<String>,
    /// It was to be had before the talks: telling it here has made no secret of it
    #[arg(long, requires = "say")]
    pub(crate) known_before: bool,
    /// Ask that the item be given to someone outside the talks, in words; needs a ground and a second mediator
    #[arg(long, value_name = "WORDS", requires_all = ["act", "ground"], conflicts_with = "to")]
    pub(crate) outside: Option<String>,
    /// Why that is allowed
    #[arg(long, value_enum, requires = "outside")]
    pub(crate) ground: Option<GroundWord>,
    /// Ask for what needs a second person: to export the whole case, to export it without names, to destroy the log
    #[arg(long, value_enum, group = "what")]
    pub(crate) ask: Option<Asking>,
    /// Agree, as the second person, to what was asked for
    #[arg(long, value_name = "NUMBER", group = "what")]
    pub(crate) second: Option<usize>,
    /// List what of one's own side was given to whom; for a mediator, of --of
    #[arg(long, group = "what")]
    pub(crate) receipts: bool,
    /// Of which party the receipts are
    #[arg(long, value_name = "PARTY", requires = "receipts")]
    pub(crate) of: Option<String>,
    /// Report to a court or another authority: whether a mediation took place, ended, was settled, and who attended; no more
    #[arg(long, group = "what")]
    pub(crate) court: bool,
    /// Write the receipts or the report as a page
    #[arg(long, value_name = "FILE.html")]
    pub(crate) form: Option<PathBuf>,
    /// Destroy an item: nobody can read it again
    #[arg(long, value_name = "NUMBER", group = "what", requires = "why")]
    pub(crate) erase: Option<usize>,
    /// Why
    #[arg(long, value_name = "WORDS")]
    pub(crate) why: Option<String>,
    /// Destroy the whole log, once a second mediator has agreed to it
    #[arg(long, group = "what")]
    pub(crate) destroy: bool,
    /// Order a legal hold: nothing is erased
    #[arg(long, value_name = "WHY", group = "what")]
    pub(crate) hold: Option<String>,
    /// Lift the legal hold
    #[arg(long, value_name = "WHY", group = "what")]
    pub(crate) free: Option<String>,
    /// Offer to look whether what all could take on --issue overlaps: a short name
    #[arg(long, value_name = "ID", group = "what", requires = "issue")]
    pub(crate) blind: Option<String>,
    /// Id of the issue
    #[arg(long, value_name = "ISSUE", requires = "blind")]
    pub(crate) issue: Option<String>,
    /// How often it may be looked, from 1 to 3
    #[arg(long, value_name = "N", default_value_t = 1, requires = "blind")]
    pub(crate) tries: u8,
    /// Say which options one's side could take, for the offer of this short name
    #[arg(long, value_name = "ID", group = "what", requires = "option")]
    pub(crate) bid: Option<String>,
    /// An option one's side could take; repeat
    #[arg(long, value_name = "OPTION", requires = "bid")]
    pub(crate) option: Vec<String>,
    /// Look, and tell all what came of it
    #[arg(long, value_name = "ID", group = "what")]
    pub(crate) look: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Asking {
    /// The whole case, once
    Export,
    /// Without names, for teaching or research: the principal of each party agrees
    Research,
    /// The whole log, for good, when the time has come that the parties agreed on
    Destroy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroundWord {
    /// Everyone whose it is has waived confidentiality for it
    Waiver,
    /// A threat of bodily injury or a crime of violence
    Threat,
    /// It was used to plan or conceal a crime
    Crime,
    /// Abuse or neglect of someone protected
    Abuse,
    /// Needed to answer a complaint about someone's conduct at the talks
    Malpractice,
    /// An agreement that all signed
    Agreement,
    /// Said in a session open to the public
    Public,
}

impl GroundWord {
    pub(crate) fn ground(self) -> Ground {
        match self {
            Self::Waiver => Ground::Waiver,
            Self::Threat => Ground::Threat,
            Self::Crime => Ground::Crime,
            Self::Abuse => Ground::Abuse,
            Self::Malpractice => Ground::Malpractice,
            Self::Agreement => Ground::Agreement,
            Self::Public => Ground::Public,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Tell {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Id of the party, or `outside` for a document that leaves the talks
    pub(crate) party: String,
    /// Look at a document that is to go there, sentence by sentence
    #[arg(long, value_name = "FILE")]
    pub(crate) document: Option<PathBuf>,
    /// Where a sentence of it comes from, `NUMBER=ORIGIN`: own, table, public:SOURCE, conduct:PARTY, or the number of an act;
    /// several with `+`; 0 is the title given with --send; repeat
    #[arg(long, value_name = "N=ORIGIN", requires = "document")]
    pub(crate) origin: Vec<String>,
    /// Send it, under this title: it is written down that it went there
    #[arg(long, value_name = "TITLE", requires = "document")]
    pub(crate) send: Option<String>,
    /// Write what is sent as a page without author, date or any other trace
    #[arg(long, value_name = "FILE.html", requires = "send")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Find out whether the log still holds everything up to this code, from an earlier audit or receipt
    #[arg(long, value_name = "CODE")]
    pub(crate) head: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Note {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Write one
    #[arg(long, value_name = "WORDS", group = "what")]
    pub(crate) write: Option<String>,
    /// Id of the party it is about
    #[arg(long, value_name = "PARTY", requires = "write")]
    pub(crate) about: Option<String>,
    /// When it is destroyed; a day is its end [default: in 30 days]
    #[arg(long, value_name = "TIME", value_parser = until, requires = "write")]
    pub(crate) until: Option<jiff::Timestamp>,
    /// Destroy one at once, by its code
    #[arg(long, value_name = "CODE", group = "what")]
    pub(crate) drop: Option<String>,
    /// Submit one of one's own side to the mediators: it becomes an item of the log
    #[arg(long, value_name = "CODE", group = "what")]
    pub(crate) submit: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Keys {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// Give a person a key, in place of any it has
    #[arg(long, value_name = "PERSON", group = "what", requires = "new_key")]
    pub(crate) give: Option<String>,
    /// The key file to make; with --own, `-` reads a passphrase
    #[arg(long, value_name = "FILE")]
    pub(crate) new_key: Option<PathBuf>,
    /// Change one's own key or passphrase; the first of a side to do so makes the side's own compartment
    #[arg(long, group = "what")]
    pub(crate) own: bool,
    /// Take a person's key away, and change all that it opened
    #[arg(long, value_name = "PERSON", group = "what")]
    pub(crate) take: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) acting: Acting,
    /// The file to make for the sealed log
    #[arg(long, value_name = "FILE")]
    pub(crate) log: PathBuf,
    /// The file to make for the keys; keep it in another place
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The case folder, without a log
    pub(crate) case: PathBuf,
    /// The backup of the log
    #[arg(long, value_name = "FILE")]
    pub(crate) log: PathBuf,
    /// The backup of the keys
    #[arg(long, value_name = "FILE")]
    pub(crate) keys: PathBuf,
    /// Id of the mediator who restores
    #[arg(long = "as", value_name = "PERSON")]
    pub(crate) person: String,
    #[command(flatten)]
    pub(crate) opening: Opening,
    /// The second mediator, where the rules agreed to need two people
    #[arg(long, value_name = "PERSON")]
    pub(crate) second: Option<String>,
    /// The second mediator's key file [default: asks for the passphrase]
    #[arg(long, value_name = "FILE", requires = "second")]
    pub(crate) second_key: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}
