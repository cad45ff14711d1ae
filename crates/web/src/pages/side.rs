//! *Our side*: advice and drafts that no mediator opens, what waits to be confirmed, who may say what.

use askama::Template;
use detente_talks::status::Word;
use detente_talks::{Act, Kind, Seat, Told};

use super::stand::segment;
use crate::ask::{Answer, At, Problem, Reply, page as show, refused};
use crate::frame::Frame;
use crate::house::Shelf;
use crate::words::{kind, when};

#[derive(Template)]
#[template(path = "side.html")]
struct Page {
    frame: Frame,
    base: String,
    shut: Vec<(String, String)>,
    confirm: Vec<Confirm>,
    closed: bool,
    not_let_in: String,
    notes: Vec<NoteLine>,
    typed: String,
    people: Vec<(String, &'static str, String)>,
}

struct Confirm {
    clause: String,
    link: String,
    /// The words it is about, as the form of the clause has them.
    about: String,
    words: String,
}

/// What becomes of one whose access is new, or was renewed.
const NOT_LET_IN: &str = "someone of your side to whom it opens lets you in, on this page; if nobody is left who could, it can \
                          be opened by nobody any more";

/// A note in a list.
pub(crate) struct NoteLine {
    pub(crate) id: String,
    pub(crate) by: String,
    pub(crate) when: String,
    pub(crate) until: String,
    pub(crate) words: String,
    pub(crate) may: bool,
}

/// The notes this person reads, about one party where one is named.
pub(crate) fn notes(at: &At<'_>, about: Option<&str>) -> Result<Vec<NoteLine>, Problem> {
    let papers = at.room.papers(Shelf::Own)?.into_iter();
    let leads = at.desk.seat.kind == Kind::Principal;
    let mut lines: Vec<_> =
        papers.filter(|paper| about.is_none() || paper.about.as_deref() == about).collect();
    lines.sort_by(|a, b| (b.at, &a.by, &a.words).cmp(&(a.at, &b.by, &b.words)));
    let line = lines.into_iter().map(|paper| NoteLine {
        may: leads || paper.by == at.desk.seat.person,
        by: at.desk.state.people.name(&paper.by).to_string(),
        when: when(paper.at),
        until: when(paper.until),
        id: paper.id,
        words: paper.words,
    });
    Ok(line.collect())
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let party = at.delegate()?;
    let desk = at.desk;
    let people = desk.state.people.seats().filter(|seat| seat.party == Some(party));
    show(&Page {
        frame: Frame::of(at, "Our side"),
        base: format!("/case/{}", at.case()),
        shut: at
            .room
            .shut_out()?
            .into_iter()
            .map(|id| (desk.state.people.name(&id).to_string(), id))
            .collect(),
        confirm: confirm(at, party),
        closed: at.room.side_opens()? == Some(false),
        not_let_in: crate::words::capital(NOT_LET_IN),
        notes: notes(at, None)?,
        typed: at.ask.form.get("words").into(),
        people: people.map(|seat| (seat.name.clone(), kind(seat.kind), mandate(seat))).collect(),
    })
}

/// On which clauses, until when, a person's word counts.
pub(crate) fn mandate(seat: &Seat) -> String {
    let reach = &seat.reach;
    let clauses = match (&reach.clauses, seat.kind) {
        (_, Kind::Adviser) => return "may speak, may not bind".into(),
        (_, Kind::Principal) => return "binds the side".into(),
        (Some(clauses), _) => format!("clauses {}", crate::words::list(clauses)),
        (None, _) => "every clause".into(),
    };
    let until = reach.until.map(|until| format!(", until {until}")).unwrap_or_default();
    let binding = match seat.kind {
        Kind::Plenipotentiary => ", binding",
        Kind::Representative if reach.binding => ", binding",
        Kind::Representative => ", ad referendum",
        _ => "",
    };
    format!("{clauses}{until}{binding}")
}

/// Clauses on which the own side's highest word is ad referendum, on what this seat sees.
fn confirm(at: &At<'_>, party: usize) -> Vec<Confirm> {
    let hangs = |standing: &detente_talks::status::Standing<'_>| standing.word == Word::AdReferendum;
    let clauses = at.desk.standings().into_iter().filter_map(|clause| {
        let options =
            clause.choices.iter().flat_map(|choice| &choice.options).map(|(words, all)| (Some(words), all));
        let (words, standing) = options
            .chain([(None, &clause.whole)])
            .filter_map(|(words, all)| Some((words, all.get(party)?)))
            .find(|(_, standing)| hangs(standing))?;
        // As the page of the clause names its options.
        let many = clause.choices.len() > 1;
        let about = words.map(|words| {
            let nth = clause
                .choices
                .iter()
                .position(|choice| choice.options.iter().any(|(known, _)| *known == *words));
            if many { format!("{}:{words}", nth.unwrap_or(0) + 1) } else { words.to_string() }
        });
        let by = standing.by.map(|by| at.desk.state.people.name(by)).unwrap_or_default();
        let words = words.map(|words| format!(": {}", detente_papers::bare(words))).unwrap_or_default();
        Some(Confirm {
            link: segment(&clause.number),
            clause: clause.number,
            about: about.unwrap_or_default(),
            words: format!("accepted ad referendum by {by}{words}"),
        })
    });
    clauses.collect()
}

pub(crate) fn write(at: &At<'_>) -> Answer {
    at.delegate()?;
    let words = at.ask.form.said("words").ok_or_else(|| refused("the note is empty", "say it in words"))?;
    if at.room.side_opens()? == Some(false) {
        return Err(refused("what your side writes for itself does not open to you", NOT_LET_IN));
    }
    if !at.room.put_paper(Shelf::Own, None, words, None)? {
        return Err(refused(
            "your side has no key of its own yet: the mediators could read the note",
            "your side's principal takes its seat first, which makes the key, and opens it to you on this page",
        ));
    }
    Ok(Reply::See(at.to("side")))
}

pub(crate) fn let_in(at: &At<'_>) -> Answer {
    at.delegate()?;
    at.room.let_in(at.ask.form.get("person"))?;
    Ok(Reply::See(at.to("side")))
}

/// A note of one's own, or of one's people for a principal.
fn own(at: &At<'_>, id: &str) -> Result<crate::house::Paper, Problem> {
    let found = at.room.papers(Shelf::Own)?.into_iter().find(|paper| paper.id == id);
    let leads = at.desk.seat.kind == Kind::Principal && at.desk.seat.party.is_some();
    let found = found.ok_or_else(|| refused("that note is gone", "nothing more is needed"))?;
    if found.by == at.desk.seat.person || leads {
        return Ok(found);
    }
    Err(refused("that note is another's", "who wrote it, or a principal, destroys or submits it"))
}

pub(crate) fn submit(at: &At<'_>) -> Answer {
    at.delegate()?;
    let note = own(at, at.ask.form.get("note"))?;
    let from = at.desk.seat.side.clone();
    let told = Told { from, words: note.words, condition: None, known_before: false };
    let done = at.act(|_| Ok(Act::Tell(told.clone())))?;
    at.room.drop_paper(&note.id)?;
    at.done("side", done)
}

/// Destroys a note, unless a legal hold forbids it.
pub(crate) fn destroy(at: &At<'_>, id: &str) -> Result<(), Problem> {
    if at.desk.state.confidences.hold.is_some() {
        return Err(refused("a legal hold forbids it", "a mediator lifts it when it may be lifted"));
    }
    let note = own(at, id)?;
    Ok(at.room.drop_paper(&note.id)?)
}

pub(crate) fn drop_note(at: &At<'_>) -> Answer {
    at.delegate()?;
    destroy(at, at.ask.form.get("note"))?;
    Ok(Reply::See(at.to("side")))
}
