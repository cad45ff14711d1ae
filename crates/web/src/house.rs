//! What the doors hand in: people who sign in, and for each the talks they have a seat in. Nothing here knows a database.

use std::sync::Arc;

use detente_case::Case;
use detente_record::{Cast, Entry, Proposal, Verdict};
use detente_talks::{Desk, Event, Refusal, Seat, SeenBy};
use tokio::sync::watch;

/// What went wrong behind the pages. It is written down for the one who runs the server; whoever asked is told nothing of it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// Whether it went well, and what it gave.
pub type Done<T> = Result<T, Trouble>;

/// How people sign in.
pub trait Accounts: Send + Sync {
    /// The account of a session's token, if the session has not ended.
    ///
    /// # Errors
    ///
    /// If the machine fails; so below.
    fn session(&self, token: &str) -> Done<Option<Arc<dyn Signed>>>;

    /// A session's token for a name, a password and, where one was set up, a code of the second factor; `None` alike for
    /// whatever of these is wrong. Slow on purpose.
    fn sign_in(&self, name: &str, password: &str, code: &str, device: &str) -> Done<Option<String>>;

    /// The invitation with a token, if it is there and was not used.
    fn invitation(&self, token: &str) -> Done<Option<Invitation>>;

    /// Takes an invitation up with a new account: its sign-in name and a session's token. `None` if someone was faster.
    fn take_up(&self, token: &str, password: &str, device: &str) -> Done<Option<(String, String)>>;
}

/// A seat for whoever brings the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Whose seat it is, in full.
    pub name: String,
    /// Whether it may be used again and again, without a password: for trying.
    pub demo: bool,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Names it, among those of the account.
    pub id: i64,
    /// What it says it is.
    pub label: String,
    /// Since when it is signed in.
    pub since: jiff::Timestamp,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// A case a person has a seat in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seated {
    /// Short name of the case.
    pub case: String,
    /// What it is called, for this person.
    pub title: String,
    /// The person's name there; `None` where the key of the seat was changed by another since.
    pub name: Option<String>,
}

/// One who is signed in.
pub trait Signed: Send + Sync {
    /// The sign-in name.
    fn name(&self) -> &str;

    /// Whether a code is asked for at sign-in.
    fn second_factor(&self) -> bool;

    /// The seats of the account.
    ///
    /// # Errors
    ///
    /// If the machine fails; so below.
    fn seats(&self) -> Done<Vec<Seated>>;

    /// The talks of a case, if the account has a seat there.
    fn room(&self, case: &str) -> Done<Option<Arc<dyn Room>>>;

    /// Takes another invitation up; `false` if it is gone.
    fn take_up(&self, token: &str) -> Done<bool>;

    /// The browsers that are signed in.
    fn devices(&self) -> Done<Vec<Device>>;

    /// Ends this session, or that of another browser of the account.
    fn end(&self, device: Option<i64>) -> Done<()>;

    /// Changes the password and ends all other sessions; `false` if the old one is wrong.
    fn change_password(&self, old: &str, new: &str) -> Done<bool>;

    /// The key that opens the account's seats, as a file for the command line; `None` if the password is wrong.
    fn key_file(&self, password: &str) -> Done<Option<String>>;

    /// A second factor that is offered: its secret, and the same as an address for an app.
    fn offer_second(&self) -> Done<(String, String)>;

    /// The address of a second factor with a secret.
    fn address_of(&self, secret: &str) -> String;

    /// Asks for codes from now on; `false` if the code is wrong.
    fn set_second(&self, secret: &str, code: &str) -> Done<bool>;

    /// Asks for codes no longer; `false` if the password is wrong.
    fn drop_second(&self, password: &str) -> Done<bool>;
}

/// On which shelf a paper lies that is in no log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// The mediators', or a side's own: whatever the person's seat is.
    Own,
    /// The one draft of the next revision of the text, the mediators'.
    Draft,
}

/// A paper beside the log: a note, advice, a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Names it.
    pub id: String,
    /// Id of the one who wrote it.
    pub by: String,
    /// When.
    pub at: jiff::Timestamp,
    /// Which party it is about, if one.
    pub about: Option<String>,
    /// When it is destroyed.
    pub until: jiff::Timestamp,
    /// What it says.
    pub words: String,
}

/// The public record of a case, for its mediators.
#[derive(Debug)]
pub struct Recorded {
    /// People, sides and issues.
    pub cast: Cast,
    /// What was accepted.
    pub entries: Vec<Entry>,
    /// What was found, with what was decided.
    pub proposals: Vec<Proposal>,
}

/// How the log stands, for the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Whether it is whole.
    pub whole: bool,
    /// What is wrong with it, for a mediator.
    pub damage: Vec<String>,
    /// When it was looked through.
    pub at: jiff::Timestamp,
}

/// The talks of one case, as one person reaches them: everything that is shown is made from the [`Desk`].
pub trait Room: Send + Sync {
    /// Looks at the talks from this person's seat, now.
    ///
    /// # Errors
    ///
    /// If the machine fails; so below.
    fn look(&self, look: &mut dyn FnMut(&Desk<'_>)) -> Done<()>;

    /// Does an act: made at the desk, made again if others were faster; the seat's own number for it. Whatever is
    /// acknowledged is kept.
    fn act(&self, make: &mut dyn FnMut(&Desk<'_>) -> Result<Event, Refusal>) -> Done<Result<usize, Refusal>>;

    /// Notes that this person has read what there is.
    fn read(&self, seat: &Seat) -> Done<()>;

    /// What the mediators hold in the folder; for anyone else what is told to all.
    fn held(&self) -> Done<Case>;

    /// A file of the case folder that this seat may read: a text, for a mediator; what the own side holds, for its delegation.
    fn file(&self, path: &str) -> Done<Option<String>>;

    /// The public record; for anyone but a mediator nothing is in it.
    fn record(&self) -> Done<Recorded>;

    /// The text of a report of the record; for anyone but a mediator there is none.
    fn report(&self, source: &str) -> Done<Option<String>>;

    /// Reads a report into the record; where it is kept.
    fn add_report(
        &self,
        name: &str,
        bytes: &[u8],
        date: Option<jiff::civil::Date>,
        outlet: Option<&str>,
    ) -> Done<Result<String, Refusal>>;

    /// Decides on a proposal, with what is corrected first.
    fn decide(
        &self,
        id: &str,
        verdict: Verdict,
        corrections: &[(String, String)],
    ) -> Done<Result<(), Refusal>>;

    /// The papers on a shelf that this person can read.
    fn papers(&self, shelf: Shelf) -> Done<Vec<Paper>>;

    /// Puts a paper on a shelf. `instead` is the id of the one it replaces: if that is not there any more nothing is put, and
    /// `false` comes back.
    fn put_paper(&self, shelf: Shelf, about: Option<&str>, words: &str, instead: Option<&str>) -> Done<bool>;

    /// Destroys a paper.
    fn drop_paper(&self, id: &str) -> Done<()>;

    /// Of the own side, who has a key that does not open what the side writes for itself; for those who could open it to them.
    fn shut_out(&self) -> Done<Vec<String>>;

    /// Whether what the own side writes for itself opens to this person; `None` where the side has no key of its own yet.
    fn side_opens(&self) -> Done<Option<bool>>;

    /// Opens what the side writes for itself to one of its people.
    fn let_in(&self, person: &str) -> Done<()>;

    /// Who read what when, as far as this person may know it.
    fn seen_by(&self) -> Done<Vec<SeenBy>>;

    /// What the last look through the whole chain found; it is made every ten minutes.
    fn chain(&self) -> Done<Chain>;

    /// The keys that are given out, as far as this person may know it: whose, and whether the seat was taken.
    fn keys(&self) -> Done<Vec<(String, bool)>>;

    /// Invites a person of the case: a token for the link.
    fn invite(&self, person: &str) -> Done<Result<String, Refusal>>;

    /// Changes when anything was written, by anyone. What is sent on because of it is decided at the desk.
    fn changed(&self) -> watch::Receiver<u64>;

    /// Number of acts the seat sees: cheaper than a look.
    fn version(&self) -> Done<usize>;
}
