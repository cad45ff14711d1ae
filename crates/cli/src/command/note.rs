//! `detente note`

use detente_papers::notes;
use detente_store::Error;
use detente_talks::{Act, Kind, Note, Notes, Told};
use jiff::Timestamp;

use crate::arguments;
use crate::beside::{DAYS, Kept, keep, papers};
use crate::failure::Failure;
use crate::output::say;
use crate::session::{Session, style};

pub(crate) fn run(arguments: &arguments::Note) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    if let Some(words) = &arguments.write {
        return write(&mut session, arguments, words);
    }
    let all = kept(&mut session)?;
    if let Some(code) = arguments.drop.as_ref().or(arguments.submit.as_ref()) {
        let (note, id) = named(all, code)?;
        let (held, may) = {
            let desk = session.desk()?;
            let leads = desk.seat.kind == Kind::Principal && desk.seat.party.is_some();
            (desk.state.confidences.hold.is_some(), note.by == desk.seat.person || leads)
        };
        if held && arguments.drop.is_some() {
            return Err(Failure::help("a legal hold forbids it", "`detente disclose --free WHY` lifts it"));
        }
        if !may {
            return Err(Failure::help(
                "that note is another's",
                "who wrote it, or a principal, drops or submits it",
            ));
        }
        if arguments.submit.is_some() {
            session.act(|desk| {
                let from = desk.seat.side.clone();
                Ok(Act::Tell(Told { from, words: note.words.clone(), condition: None, known_before: false }))
            })?;
            session.parts()?.0.drop_note(id)?;
            return session.report();
        }
        session.parts()?.0.drop_note(id)?;
        return say("The note is destroyed.\n");
    }
    let desk = session.desk()?;
    let notes_seen: Vec<Note> = all
        .into_iter()
        .map(|(note, _)| note)
        .map(|note| Note { by: desk.state.people.name(&note.by).to_string(), ..note })
        .collect();
    let list = Notes { schema: "detente/notes/1", notes: notes_seen };
    session.print(&list, || notes(&list, &style()))
}

fn write(session: &mut Session, arguments: &arguments::Note, words: &str) -> Result<(), Failure> {
    let (note, seat) = {
        let desk = session.desk()?;
        if words.trim().is_empty() {
            return Err(Failure::help("the note is empty", "say it in words"));
        }
        if let Some(party) = &arguments.about
            && !desk.state.case.parties.iter().any(|known| known.id == *party)
        {
            return Err(Failure::help(format!("there is no party \"{party}\""), "name one, or leave it out"));
        }
        let (by, about) = (desk.seat.person.clone(), arguments.about.clone());
        (Kept { by, at: desk.now, about, words: words.into(), draft: false }, desk.seat.clone())
    };
    let now = Timestamp::now();
    let until = arguments.until.map_or(now.as_second() + DAYS * 86_400, Timestamp::as_second);
    if until <= now.as_second() {
        return Err(Failure::help("a note ends at a time to come", "name a later time, or none"));
    }
    let (store, ring) = session.parts()?;
    match keep(store, ring, &seat, until, &note) {
        Err(Error::Closed) => Err(Failure::help(
            "your side has no key of its own yet: the mediators could read the note",
            "a principal of your side makes one with `detente keys --own`, and gives it to others with --give",
        )),
        other => Ok(other?),
    }?;
    say(&format!(
        "The note is kept until {}, in no log and no backup.\n",
        Timestamp::from_second(until).unwrap_or(now).strftime("%Y-%m-%d %H:%M UTC")
    ))
}

/// The notes this person can read.
fn kept(session: &mut Session) -> Result<Vec<(Note, i64)>, Failure> {
    let (store, ring) = session.parts()?;
    let all = papers(store, ring)?.into_iter().filter(|found| !found.kept.draft);
    Ok(all
        .map(|found| {
            let (code, until, id) = (found.code(), found.until.to_string(), found.id);
            let Kept { by, at, about, words, .. } = found.kept;
            (Note { code, by, at: at.to_string(), about, until, words }, id)
        })
        .collect())
}

fn named(all: Vec<(Note, i64)>, code: &str) -> Result<(Note, i64), Failure> {
    let mut found: Vec<(Note, i64)> = all.into_iter().filter(|(note, _)| note.code == code.trim()).collect();
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(Failure::help(
            format!("there is no note \"{code}\""),
            "`detente note` lists them with their codes",
        )),
    }
}

/// What a mediator's notes say, to compare documents with.
pub(super) fn words_of_notes(session: &mut Session) -> Result<Vec<(String, String)>, Failure> {
    if !session.desk()?.seat.mediates() {
        return Ok(Vec::new());
    }
    let all = kept(session)?;
    Ok(all.into_iter().map(|(note, _)| (format!("note {}", note.code), note.words)).collect())
}
