//! The pages. Each takes what the desk of a seat gives and nothing else, and says so in a template that names each field.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod caucus;
pub(crate) mod clause;
pub(crate) mod disclosures;
pub(crate) mod documents;
pub(crate) mod draft;
pub(crate) mod moves;
pub(crate) mod ours;
pub(crate) mod packages;
pub(crate) mod preferences;
pub(crate) mod procedure;
pub(crate) mod record;
pub(crate) mod rehearsal;
pub(crate) mod rounds;
pub(crate) mod side;
pub(crate) mod sign_in;
pub(crate) mod stand;
pub(crate) mod text;
pub(crate) mod who;
pub(crate) mod words;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use detente_case::Case;
use detente_deal::{Analysis, Settings};
use detente_talks::{ActSeen, Desk};

use crate::ask::{Answer, Ask, At, Problem, Reply};
use crate::edge::HTML;
use crate::jobs::Work;

#[derive(Template)]
#[template(path = "bare.html")]
struct Bare {
    title: String,
    words: String,
}

/// A page that says nothing of what was asked for.
pub(crate) fn bare(status: StatusCode) -> Response {
    let (title, words) = match status {
        StatusCode::NOT_FOUND => ("There is nothing here", "It does not exist, or it is not for you."),
        StatusCode::FORBIDDEN => {
            ("Not from here", "What is to change something has to come from a page of this server.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("Too large", "It is larger than what is taken here."),
        StatusCode::TOO_MANY_REQUESTS => ("Too often", "Wait a minute, then try again."),
        StatusCode::REQUEST_TIMEOUT => ("Too slow", "It did not arrive in time. Try again."),
        StatusCode::MISDIRECTED_REQUEST => ("Another name", "This server does not go by that name."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::BAD_REQUEST => {
            ("Not understood", "That is no form of this server.")
        }
        _ => (
            "Something failed",
            "It was written down for the one who runs this server. Try again; if it fails again, tell that person before anything else is done here.",
        ),
    };
    let page = Bare { title: title.into(), words: words.into() };
    let page = page.render().unwrap_or_else(|_| title.into());
    (status, HTML, page).into_response()
}

/// Why a page cannot be shown now.
pub(crate) fn refused(refusal: &detente_talks::Refusal) -> Response {
    let said = |words: &str| crate::words::capital(&crate::words::spoken(words));
    let page = Bare { title: said(&refusal.what), words: said(&refusal.next) };
    (StatusCode::UNPROCESSABLE_ENTITY, HTML, page.render().unwrap_or_default()).into_response()
}

/// The one answer for what does not exist and for what is not for this seat.
pub(crate) fn not_there() -> Response {
    bare(StatusCode::NOT_FOUND)
}

/// Whether the server is up.
pub(crate) fn health(_: &Ask) -> Answer {
    Ok(Reply::File {
        name: "health.txt".into(),
        kind: "text/plain; charset=utf-8",
        bytes: b"ok\n".to_vec(),
        show: true,
    })
}

/// An act in a list.
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) when: String,
    pub(crate) by: String,
    pub(crate) what: String,
}

impl From<&ActSeen> for Line {
    fn from(act: &ActSeen) -> Self {
        Self {
            number: act.number,
            when: crate::words::read_when(&act.at),
            by: act.by.clone(),
            what: act.what.clone(),
        }
    }
}

impl At<'_> {
    /// An analysis in the background, among those of this seat's side: how busy others are does not show.
    pub(crate) fn analysis(&self, case: &Case, asked: Settings) -> Work<Analysis> {
        let settings = match self.desk.seat.mediates() {
            true => Settings { heard: self.desk.heard(case), ..asked },
            // A side's own preferences alone: there is nobody to be unsure of.
            false => Settings { worlds: 0, ..asked },
        };
        self.ask.jobs.analysis((self.case(), &self.desk.seat.side), case, &settings)
    }

    /// Only mediators go on.
    pub(crate) fn mediator(&self) -> Result<(), Problem> {
        if self.desk.seat.mediates() { Ok(()) } else { Err(Problem::NotThere) }
    }

    /// Only those of a party's delegation go on.
    pub(crate) fn delegate(&self) -> Result<usize, Problem> {
        self.desk.seat.party.filter(|_| self.desk.seat.delegate()).ok_or(Problem::NotThere)
    }

    /// Only mediators and those of a party's delegation go on.
    pub(crate) fn insider(&self) -> Result<(), Problem> {
        let insider = self.desk.seat.mediates() || self.desk.seat.delegate();
        if insider { Ok(()) } else { Err(Problem::NotThere) }
    }

    /// The number in a field, as the seat counts acts.
    pub(crate) fn number(&self, field: &str) -> usize {
        self.ask.form.get(field).trim().parse().unwrap_or(0)
    }
}

/// An event by the seat's own number.
pub(crate) fn numbered(desk: &Desk<'_>, number: usize) -> Result<u64, detente_talks::Refusal> {
    Ok(desk.numbered(number)?.number)
}

/// Those of parties' delegations whose acts on paper this seat can write down: of its own side, or for mediators of all.
pub(crate) fn absent(desk: &Desk<'_>) -> Vec<(String, String)> {
    let own = &desk.seat;
    let seats = desk.state.people.seats().filter(|seat| seat.delegate() && seat.person != own.person);
    let seats = seats.filter(|seat| own.mediates() || (own.delegate() && seat.side == own.side));
    seats.map(|seat| (seat.person.clone(), seat.name.clone())).collect()
}

/// Of these, the principals.
pub(crate) fn principals(desk: &Desk<'_>) -> Vec<(String, String)> {
    let principal = |person: &str| {
        desk.state.people.seat(person).is_some_and(|seat| seat.kind == detente_talks::Kind::Principal)
    };
    absent(desk).into_iter().filter(|(person, _)| principal(person)).collect()
}

/// A party to choose.
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

/// The parties, to choose from.
pub(crate) fn parties(desk: &Desk<'_>, chosen: &[&str]) -> Vec<Choice> {
    let all = desk.state.case.parties.iter();
    all.map(|party| Choice {
        id: party.id.clone(),
        name: party.name.clone(),
        chosen: chosen.contains(&party.id.as_str()),
    })
    .collect()
}
