//! The text at the talks: what is tabled, as a seat may see it, and what becomes of it.

use detente_papers::{Form, brackets, form};
use detente_talks::adoption::{propose, put_words, same_code};
use detente_talks::{Act, Mark, Revision};

use super::{say_text, select};
use crate::arguments::{Acting, Adopt, Brackets, Format, MarkAs, SetAside, Show, Silence, TableText};
use crate::failure::Failure;
use crate::opening::Opening;
use crate::session::{Session, style, write_page};

pub(super) fn table(arguments: &TableText) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    match session.held()? {
        Some(case) => {
            let file = select(&case, &session.folder, arguments.text.as_deref())?;
            let opened = super::open(&session.folder.join(&file.path), None)?;
            let (path, source) = (&file.path, &opened.text.source);
            session.act(|desk| Ok(Act::Table(desk.tabled(path, source, arguments.revision)?)))?;
        }
        // The desk says why not, before any file is looked at.
        None => session.act(|desk| Ok(Act::Table(desk.tabled("", "", None)?)))?,
    }
    session.report()
}

pub(super) fn adopt(arguments: &Adopt) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    if let Some(path) = &arguments.form {
        let desk = session.desk()?;
        let put = desk.state.proposals.last().ok_or_else(nothing_put)?;
        let words = put_words(&desk.state, put).ok_or_else(nothing_put)?;
        let title = desk.title();
        return write_page(path, &form(&Form::Adoption { proposal: put.proposal, words: &words, title }));
    }
    let typed = |code: &String, desk: &detente_talks::Desk<'_>| -> String {
        let put = desk.state.proposals.iter().rev().map(|put| &put.proposal.code);
        put.clone().find(|known| same_code(known, code)).unwrap_or(code).clone()
    };
    match (&arguments.code, &arguments.declare) {
        _ if arguments.put => {
            let track = arguments.track.as_deref();
            session.act(|desk| Ok(Act::PutForAdoption(propose(&desk.state, track)?)))?;
        }
        (Some(code), _) => {
            session.act_or_record(&arguments.paper, |desk| Ok(Act::Adopt { code: typed(code, desk) }))?;
        }
        (_, Some(code)) => session.act(|desk| Ok(Act::DeclareAdopted { code: typed(code, desk) }))?,
        _ => {
            return Err(Failure::help(
                "nothing is said to be done",
                "--put puts the text to the principals, --code adopts it, --declare states that all have",
            ));
        }
    }
    session.report()
}

fn nothing_put() -> Failure {
    Failure::help("nothing is put for adoption", "a mediator puts a clean text: `detente text adopt --put`")
}

pub(super) fn mark(arguments: &SetAside) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let mark = match arguments.mark {
        MarkAs::Referred => Some(Mark::Referred),
        MarkAs::Postponed => Some(Mark::Postponed),
        MarkAs::Dropped => Some(Mark::Dropped),
        MarkAs::Open => None,
    };
    session.act(|_| Ok(Act::Mark { clause: arguments.clause.clone(), mark }))?;
    session.report()
}

pub(super) fn silence(arguments: &Silence) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    session.act(|_| Ok(Act::OpenSilence { clauses: arguments.clauses.clone(), until: arguments.until }))?;
    session.report()
}

/// The text as it is tabled, for a seat.
pub(super) fn show(arguments: &Show, person: &str) -> Result<(), Failure> {
    let session = seated(&arguments.path, person, Format::Text, &arguments.opening)?;
    let desk = session.desk()?;
    let last = revision(&desk, arguments.text.as_deref(), arguments.revision)?;
    let name = format!("{} Rev.{}", last.tabled.text, last.tabled.revision);
    say_text(&last.text, &name, arguments.clause.as_deref())
}

/// What is open in the text as it is tabled, against the revision before.
pub(super) fn count(arguments: &Brackets, person: &str) -> Result<(), Failure> {
    let session = seated(&arguments.path, person, arguments.format, &arguments.opening)?;
    let desk = session.desk()?;
    let last = revision(&desk, arguments.text.as_deref(), None)?;
    let all = desk.state.texts.get(last.tabled.text.as_str());
    let before = all.and_then(|all| all.iter().rev().nth(1));
    let report = last.text.bracket_report(before.map(|before| &before.text));
    session.print(&report, || brackets(&report, &style()))
}

fn seated(
    case: &std::path::Path,
    person: &str,
    format: Format,
    opening: &Opening,
) -> Result<Session, Failure> {
    let opening = opening.clone();
    let acting = Acting { case: case.into(), person: person.into(), at: None, seen: None, format, opening };
    Session::open(&acting)
}

/// A tabled revision: of the text whose path holds `wanted`, or of the main one.
fn revision<'d, 'e>(
    desk: &'d detente_talks::Desk<'e>,
    wanted: Option<&str>,
    number: Option<u32>,
) -> Result<&'d Revision<'e>, Failure> {
    let none = || Failure::help("no such text is tabled", "`detente round show` names what is tabled");
    let path = match wanted {
        None => desk.state.main().map(|main| main.tabled.text.as_str()),
        Some(wanted) => desk.state.texts.keys().copied().find(|path| path.contains(wanted)),
    };
    let revisions = path.and_then(|path| desk.state.texts.get(path)).ok_or_else(none)?;
    let Some(number) = number else { return revisions.last().ok_or_else(none) };
    revisions.iter().find(|revision| revision.tabled.revision == number).ok_or_else(|| {
        let tabled: Vec<String> =
            revisions.iter().map(|one| format!("Rev.{}", one.tabled.revision)).collect();
        Failure::help(format!("there is no Rev.{number}"), format!("tabled are: {}", tabled.join(", ")))
    })
}
