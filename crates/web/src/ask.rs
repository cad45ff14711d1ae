//! What a page is asked with and what it answers.

use std::sync::Arc;

use detente_talks::{Act, Desk, Instrument, Means, Refusal};

use crate::house::{Accounts, Done, Room, Signed, Trouble};
use crate::jobs::Jobs;
use crate::settings::Settings;
use detente_deal::Analysis;
use detente_sim::rehearsal::Rehearsal;

/// Most fields of a form that are looked at.
const MOST_FIELDS: usize = 4_000;

/// Fields of a form or of an address, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(encoded).take(MOST_FIELDS);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n"))).collect())
    }

    /// The field's value; empty where it is missing.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The same without blanks around it; `None` where nothing is left.
    pub(crate) fn said(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty())
    }

    pub(crate) fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// What was asked.
pub(crate) struct Ask {
    /// The path that was asked for.
    pub(crate) here: String,
    pub(crate) path: Fields,
    pub(crate) query: Fields,
    pub(crate) form: Fields,
    /// A file that was sent along.
    pub(crate) file: Option<Vec<u8>>,
    /// What the browser says it is, in a few words.
    pub(crate) device: String,
    /// What this browser has noted of the case: up to which act all was seen, and by whom.
    pub(crate) looked: Option<String>,
    /// Why the act that was asked for was not done.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) jobs: Arc<Jobs<Analysis>>,
    pub(crate) rehearsals: Arc<Jobs<Rehearsal>>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) accounts: Arc<dyn Accounts>,
}

/// A signed-in person at the talks of a case.
pub(crate) struct At<'a> {
    pub(crate) ask: &'a Ask,
    pub(crate) signed: &'a dyn Signed,
    pub(crate) room: &'a dyn Room,
    pub(crate) desk: &'a Desk<'a>,
}

impl At<'_> {
    /// An act done here, made on what is seen at the moment it is written.
    pub(crate) fn act(&self, make: impl Fn(&Desk<'_>) -> Result<Act, Refusal>) -> Result<usize, Problem> {
        Ok(self.room.act(&mut |desk| desk.act(make(desk)?))??)
    }

    /// An act of one's own; or of another who did it by paper, letter or call, where the form names one. It counts once a second
    /// person attests it.
    pub(crate) fn act_here_or_on_paper(&self, act: &Act) -> Result<usize, Problem> {
        let form = &self.ask.form;
        let mediates = self.desk.seat.mediates();
        if mediates && form.said("by").is_none() {
            return Err(refused("it is not said who did it", "choose the person"));
        }
        let Some(by) = form.said("by").filter(|by| *by != self.desk.seat.person) else {
            return self.act(|_| Ok(act.clone()));
        };
        let means = match form.get("means") {
            "letter" => Means::Letter,
            "call" => Means::Call,
            _ => Means::Paper,
        };
        let reference = form.said("paper").map(String::from);
        if reference.is_none() {
            return Err(refused(
                "it is not said where the paper is",
                "where it is kept, or what was said in the call",
            ));
        }
        let instrument = Instrument { means, recorded_by: self.desk.seat.person.clone(), reference };
        Ok(self.room.act(&mut |desk| desk.record(by, instrument.clone(), act.clone()))??)
    }

    pub(crate) fn case(&self) -> &str {
        self.ask.path.get("case")
    }

    /// The address of a page of this case.
    pub(crate) fn to(&self, page: &str) -> String {
        if page.is_empty() {
            format!("/case/{}", self.case())
        } else {
            format!("/case/{}/{page}", self.case())
        }
    }

    /// Back to a page, with word of the act that was done.
    pub(crate) fn done(&self, page: &str, act: usize) -> Answer {
        let (page, mark) =
            page.split_once('#').map_or((page, String::new()), |(page, mark)| (page, format!("#{mark}")));
        Ok(Reply::See(format!("{}?done={act}{mark}", self.to(page))))
    }
}

/// Why there is no ordinary answer.
#[derive(Debug)]
pub(crate) enum Problem {
    /// There is nothing there, or not for this seat: the two are never told apart.
    NotThere,
    /// It may not be done now.
    Refused(Refusal),
    /// The machine failed.
    Failed(Trouble),
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        Self::Failed(trouble)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::Failed(Trouble(error.to_string()))
    }
}

/// A refusal of the workspace itself.
pub(crate) fn refused(what: impl Into<String>, next: impl Into<String>) -> Problem {
    Problem::Refused(Refusal { what: what.into(), next: next.into() })
}

/// What is sent back.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page.
    Page(String),
    /// A page that looks again by itself after so many seconds.
    Again(String, u8),
    /// Another page is to be looked at.
    See(String),
    /// The same, with a session that begins, or ends where it is `None`.
    Session(Option<String>, String),
    /// All of a case was marked as seen: up to which act, and by whom.
    Looked { case: String, through: String },
    /// A page, with a session that begins.
    Welcome(String, String),
    /// A file to keep or print.
    File { name: String, kind: &'static str, bytes: Vec<u8>, show: bool },
}

impl Reply {
    /// The same page, to be looked at again after so many seconds.
    pub(crate) fn again_in(self, seconds: u8) -> Self {
        match self {
            Self::Page(page) => Self::Again(page, seconds),
            other => other,
        }
    }
}

pub(crate) type Answer = Result<Reply, Problem>;

/// A template as a page.
pub(crate) fn page(template: &impl askama::Template) -> Answer {
    Ok(Reply::Page(template.render()?))
}

/// Runs something at a desk and carries its answer out.
pub(crate) fn at_desk<T>(room: &dyn Room, look: impl FnOnce(&Desk<'_>) -> T) -> Done<T> {
    let (mut look, mut found) = (Some(look), None);
    room.look(&mut |desk| {
        if let Some(look) = look.take() {
            found = Some(look(desk));
        }
    })?;
    found.ok_or_else(|| Trouble("the desk was not opened".into()))
}
