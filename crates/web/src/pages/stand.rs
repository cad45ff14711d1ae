//! *Where we stand*: what is agreed and by whom, what is open, how close it is, what must hold before the next level meets.

use askama::Template;
use detente_talks::status::Word;
use detente_talks::{Act, Desk, Kind, Status};

use super::rounds::{Gate, gates};
use super::{Line, packages, principals};
use crate::ask::{Answer, At, Problem, Reply, page as show};
use crate::frame::Frame;
use crate::words::{capital, spoken, status};

/// Acts listed at least, and at most.
const LATEST: usize = 12;
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "stand.html")]
struct Page {
    frame: Frame,
    base: String,
    mediates: bool,
    declares: bool,
    agreement: Option<Agreement>,
    standing: Vec<String>,
    open: Vec<String>,
    counts: Option<Counts>,
    close: Option<Close>,
    gates: Vec<Gate>,
    /// Up to which act this browser has marked all as seen.
    since: Option<usize>,
    latest: Vec<Line>,
}

struct Agreement {
    terms: Vec<(String, String)>,
    code: String,
    may: bool,
    /// Whether this person can agree itself.
    own: bool,
    agreed: bool,
    absent: Vec<(String, String)>,
}

/// The clauses and how far each has come.
struct Counts {
    note: &'static str,
    tiles: Vec<(&'static str, &'static str, usize)>,
    parties: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    number: String,
    link: String,
    title: String,
    status: &'static str,
    class: &'static str,
    /// For a mediator: how each party stands.
    words: Vec<&'static str>,
}

struct Close {
    answer: String,
    rests: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let desk = at.desk;
    let begins = desk.state.begun.is_none() && (desk.seat.party.is_some() || desk.seat.mediates());
    let agreement = begins.then(|| desk.agreement()).map(|agreement| Agreement {
        may: match desk.seat.party {
            Some(party) => desk.seat.delegate() && !desk.state.agreed.contains_key(&party),
            None => desk.seat.mediates() && desk.state.agreed.len() < desk.state.case.parties.len(),
        },
        own: desk.seat.principal() && desk.seat.party.is_some(),
        agreed: desk.seat.party.is_some_and(|party| desk.state.agreed.contains_key(&party)),
        absent: principals(desk),
        terms: agreement.terms,
        code: agreement.code,
    });
    let held = if desk.seat.mediates() { Some(desk.with_told(&at.room.held()?)) } else { None };
    let close = held.as_ref().map(|held| match packages::close(at, held) {
        Some((answer, rests)) => Close { answer, rests },
        None => {
            Close { answer: "It is being worked out; look again in a moment.".into(), rests: String::new() }
        }
    });
    show(&Page {
        frame: Frame::of(at, "Where we stand"),
        base: format!("/case/{}", at.case()),
        mediates: desk.seat.mediates(),
        declares: desk.seat.kind == Kind::Undeclared,
        agreement,
        standing: desk.standing(),
        open: desk.open_now().iter().map(|line| capital(&spoken(line))).collect(),
        counts: counts(desk),
        close,
        gates: gates(at, held.as_ref()),
        since: looked_at(at),
        latest: latest(at),
    })
}

/// What is new since all was marked as seen; at least the last few acts.
fn latest(at: &At<'_>) -> Vec<Line> {
    let since = looked_at(at).unwrap_or(usize::MAX);
    let all = at.desk.events.iter().rev().enumerate();
    let shown = all.take_while(|(nth, seen)| *nth < LATEST || (seen.number > since && *nth < MOST));
    shown.map(|(_, seen)| Line::from(&at.desk.says(seen))).collect()
}

/// Up to which act this browser has marked all as seen, for this seat: others may have used it too.
fn looked_at(at: &At<'_>) -> Option<usize> {
    let (number, person) = at.ask.looked.as_ref()?.split_once('.')?;
    number.parse().ok().filter(|_| person == at.desk.seat.person)
}

/// Marks all that there is as seen, in this browser.
pub(crate) fn looked(at: &At<'_>) -> Answer {
    let through = format!("{}.{}", at.desk.events.len(), at.desk.seat.person);
    Ok(Reply::Looked { case: at.case().into(), through })
}

fn counts(desk: &Desk<'_>) -> Option<Counts> {
    let text = desk.texts().into_iter().next()?;
    let mediates = desk.seat.mediates();
    let standings = if mediates { desk.standings() } else { Vec::new() };
    let rows: Vec<Row> = text
        .clauses
        .iter()
        .map(|clause| {
            let (words, class) = status(clause.status);
            let standing = standings.iter().find(|standing| standing.number == clause.number);
            Row {
                number: clause.number.clone(),
                link: segment(&clause.number),
                title: clause.title.clone(),
                status: words,
                class,
                words: standing.map(per_party).unwrap_or_default(),
            }
        })
        .collect();
    let order = [
        Status::Adopted,
        Status::Agreed,
        Status::AdReferendum,
        Status::Bracketed,
        Status::Proposed,
        Status::Referred,
        Status::Postponed,
        Status::Dropped,
    ];
    let tiles = order.into_iter().filter_map(|wanted| {
        let number = text.clauses.iter().filter(|clause| clause.status == wanted).count();
        let (words, class) = status(wanted);
        (number > 0).then_some((words, class, number))
    });
    Some(Counts {
        note: if mediates {
            "As of now, on what every side has said. No party sees this."
        } else {
            "As printed with the last revision."
        },
        tiles: tiles.collect(),
        parties: if mediates {
            desk.state.case.parties.iter().map(|party| party.name.clone()).collect()
        } else {
            Vec::new()
        },
        rows,
    })
}

/// How each party stands on a clause: on its open words the least of what it could best live with, else on the whole.
fn per_party(clause: &detente_talks::status::ClauseStanding<'_>) -> Vec<&'static str> {
    let parties = clause.whole.len();
    let objects = |party: usize| {
        let mut options = clause.choices.iter().flat_map(|choice| &choice.options);
        options.any(|(_, all)| all.get(party).is_some_and(|standing| standing.word == Word::No))
    };
    let of = |party: usize| {
        let best = |choice: &detente_talks::status::Choice<'_>| {
            choice.options.iter().filter_map(|(_, all)| all.get(party)).map(|standing| standing.word).max()
        };
        let open = clause.choices.iter().filter_map(best).min();
        let word = open.or_else(|| clause.whole.get(party).map(|standing| standing.word));
        match word {
            Some(Word::Yes) => "accepts",
            Some(Word::AdReferendum) => "accepts ad referendum",
            Some(Word::InPrinciple) => "in principle",
            Some(Word::No) => "rejects",
            Some(Word::Nothing) | None if objects(party) => "rejects some of the words",
            Some(Word::Nothing) | None => "nothing yet",
        }
    };
    (0..parties).map(of).collect()
}

/// A clause's number as a part of an address.
pub(crate) fn segment(number: &str) -> String {
    form_urlencoded::byte_serialize(number.as_bytes()).collect::<String>().replace('+', "%20")
}

pub(crate) fn agree(at: &At<'_>) -> Answer {
    at.insider()?;
    let done = at.act_here_or_on_paper(&Act::Agree)?;
    at.done("", done)
}

pub(crate) fn declare(at: &At<'_>) -> Answer {
    if at.desk.seat.kind != Kind::Undeclared {
        return Err(Problem::NotThere);
    }
    let interests = at.ask.form.get("interests").trim();
    let done = at.act(|_| Ok(Act::Declare { interests: interests.into() }))?;
    at.done("", done)
}
