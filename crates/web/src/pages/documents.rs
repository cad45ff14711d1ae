//! *Documents*: to print and as Word files; and Word files that come back.

use askama::Template;
use detente_case::text::{ChangeKind, Text, TextDiff};
use detente_deal::Settings;
use detente_papers::{
    Print, bracket_report, docx, meeting_note, options_paper, print_page, quotations, received, redline_html,
    redlined, register, tabled, words_html,
};
use detente_talks::{Act, Response, Substance, Target, WordingView};

use super::text::revisions;
use crate::ask::{Answer, At, Problem, Reply, page as show, refused};
use crate::frame::Frame;
use crate::jobs::Work;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[derive(Template)]
#[template(path = "documents.html")]
struct Page {
    frame: Frame,
    base: String,
    documents: Vec<Entry>,
    responds: bool,
    found: Option<Found>,
    sent: Vec<Sent>,
}

/// A document that was sent, as its reader has it.
struct Sent {
    title: String,
    about: String,
    words: String,
}

struct Entry {
    id: &'static str,
    title: &'static str,
    about: String,
}

/// What was found in a Word file.
struct Found {
    names: String,
    put_in: Vec<(String, String)>,
    taken_out: Vec<(String, String)>,
    comments: Vec<(String, String)>,
    hidden: Vec<String>,
    clauses: Vec<Other>,
}

struct Other {
    number: String,
    redline: String,
    words: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    draw(at, None)
}

fn draw(at: &At<'_>, found: Option<Found>) -> Answer {
    let mediates = at.desk.seat.mediates();
    let mut documents = Vec::new();
    let mut add = |id, title, about: String| documents.push(Entry { id, title, about });
    if let Some((path, all)) = revisions(at, None)
        && let Some(last) = all.last()
    {
        let of = format!("{path}, Rev.{}", last.tabled.revision);
        add("text", "The text, with its brackets", of.clone());
        add(
            "clean",
            "The text without words in brackets",
            format!("{of}; where words are left out stands …"),
        );
        if let [.., before, _] = all {
            let since =
                format!("Rev.{} to Rev.{}, as tracked changes", before.tabled.revision, last.tabled.revision);
            add("redline", "What changed", since);
        }
        add("brackets", "Bracket report", of.clone());
        add(
            "register",
            "Agreement register",
            if mediates { format!("{of}, as of now: for the mediators") } else { of },
        );
    }
    if mediates {
        add("quotations", "What was said in public", "with its sources: for the mediators".into());
        add("options", "Options paper", "two to four packages: for the mediators".into());
    }
    add("meetings", "Meeting note", "the meetings you know of".into());
    show(&Page {
        frame: Frame::of(at, "Documents"),
        base: format!("/case/{}", at.case()),
        documents,
        responds: at.desk.seat.delegate(),
        found,
        sent: sent(at),
    })
}

/// The documents this seat was sent; for a mediator, all that were.
fn sent(at: &At<'_>) -> Vec<Sent> {
    let desk = at.desk;
    let all = desk.state.confidences.sent.iter().rev().map(|(event, sent)| {
        let to: Vec<String> = sent.to.iter().map(|to| crate::words::side_name(desk, to)).collect();
        let by = desk.state.people.name(&event.by);
        Sent {
            title: sent.title.clone(),
            about: format!("to {}, from {by}, {}", crate::words::list(&to), crate::words::when(event.at)),
            words: words_html(&sent.words),
        }
    });
    all.collect()
}

pub(crate) fn document(at: &At<'_>) -> Answer {
    let wanted = at.ask.path.get("document");
    let (name, form) = wanted.rsplit_once('.').ok_or(Problem::NotThere)?;
    let mut print = print(at, name)?;
    print.copy = Some(format!("Copy for {}, {}", at.desk.seat.name, crate::words::role(at.desk)));
    match form {
        "html" => Ok(Reply::File {
            name: wanted.into(),
            kind: "text/html; charset=utf-8",
            bytes: print_page(&print).into_bytes(),
            show: true,
        }),
        "docx" => Ok(Reply::File { name: wanted.into(), kind: WORD, bytes: docx(&print), show: false }),
        _ => Err(Problem::NotThere),
    }
}

fn print(at: &At<'_>, name: &str) -> Result<Print, Problem> {
    let desk = at.desk;
    let title = desk.title().to_string();
    match name {
        "meetings" => return Ok(meeting_note(&format!("Meeting note: {title}"), &desk.meetings())),
        "quotations" => {
            at.mediator()?;
            let held = at.room.record()?;
            return Ok(quotations(&format!("Public statements: {title}"), &held.entries, &held.cast));
        }
        "options" => {
            at.mediator()?;
            let held = desk.with_told(&at.room.held()?);
            return match at.analysis(&held, Settings::default()) {
                Work::Done(Ok(analysis)) => Ok(options_paper(&format!("Options paper: {title}"), &analysis)),
                Work::Done(Err(why)) => Err(refused(why, "mend the case first")),
                Work::Going(_) | Work::Waits => {
                    Err(refused("it is being worked out", "try again in a moment"))
                }
            };
        }
        _ => {}
    }
    let (path, all) = revisions(at, None).ok_or(Problem::NotThere)?;
    let last = all.last().ok_or(Problem::NotThere)?;
    let called = desk.state.case.texts.iter().find(|text| text.path == path).map(|text| text.title.clone());
    let called = called.filter(|called| !called.is_empty()).unwrap_or(title);
    let of = format!("{called}, Rev.{}", last.tabled.revision);
    match (name, all) {
        ("text", _) => Ok(tabled(&of, &last.tabled.source, false)),
        ("clean", _) => Ok(tabled(&of, &last.tabled.source, true)),
        ("redline", [.., before, last]) => {
            let of = format!("{of}: changes since Rev.{}", before.tabled.revision);
            Ok(redlined(&of, &before.text, &last.text, last.at))
        }
        ("brackets", _) => {
            let before = all.iter().rev().nth(1).map(|before| &before.text);
            Ok(bracket_report(&format!("Bracket report: {of}"), &last.text.bracket_report(before)))
        }
        ("register", _) => {
            let view = desk.texts().into_iter().next().ok_or(Problem::NotThere)?;
            Ok(register(&format!("Agreement register: {of}"), &view, desk.seat.mediates()))
        }
        _ => Err(Problem::NotThere),
    }
}

pub(crate) fn compare(at: &At<'_>) -> Answer {
    at.delegate()?;
    let bytes = at.ask.file.as_deref().ok_or_else(|| refused("no file came", "choose a Word file"))?;
    let file =
        received(bytes).map_err(|why| refused(why.to_string(), "save it as .docx, and choose it again"))?;
    let (_, all) = revisions(at, None)
        .ok_or_else(|| refused("no text is tabled", "there is nothing to compare it with"))?;
    let last = all.last().ok_or(Problem::NotThere)?;
    // As our own file would come back: what differs then is theirs.
    let ours = received(&docx(&tabled("t", &last.tabled.source, false)));
    let ours = ours.map_err(|why| refused(why.to_string(), "ask the mediators for a copy"))?.paragraphs;
    let clauses = last.clauses.iter().filter_map(|clause| {
        let tabled = words_of(&ours, &clause.number, last)?;
        let theirs = words_of(&file.paragraphs, &clause.number, last)?;
        let diff = TextDiff::new(&Text::parse(&tabled), &Text::parse(&theirs));
        let changed = diff.clauses.iter().any(|clause| clause.kind != ChangeKind::Same);
        let redline = diff.clauses.iter().map(|clause| redline_html(&clause.words)).collect();
        changed.then(|| Other { number: clause.number.clone(), redline, words: theirs })
    });
    let tracked = |put_in: bool| {
        let all = file.changes.iter().filter(move |change| change.put_in == put_in);
        all.map(|change| (change.by.clone(), change.words.clone())).collect()
    };
    let found = Found {
        names: file.names.join(", "),
        put_in: tracked(true),
        taken_out: tracked(false),
        comments: file.comments.clone(),
        hidden: file.hidden.clone(),
        clauses: clauses.collect(),
    };
    draw(at, Some(found))
}

/// The paragraphs of a clause in a file: from the one with its number to the one with the next.
fn words_of(paragraphs: &[String], number: &str, revision: &detente_talks::Revision<'_>) -> Option<String> {
    let begins = |paragraph: &str, number: &str| {
        // "2 bis." is clause 2bis.
        let head = paragraph.split(['.', ')']).next().unwrap_or_default();
        let plain = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        head.len() < paragraph.len() && plain(head) == plain(number)
    };
    let from = paragraphs.iter().position(|paragraph| begins(paragraph, number))?;
    let other = |paragraph: &String| {
        let clause = revision
            .clauses
            .iter()
            .any(|clause| clause.number != number && begins(paragraph, &clause.number));
        let heading = revision.text.units().iter().any(|unit| {
            unit.number.is_none() && !unit.title.is_empty() && paragraph.starts_with(&unit.title)
        });
        clause || heading
    };
    let length = paragraphs[from + 1..].iter().position(other).unwrap_or(paragraphs.len() - from - 1);
    Some(paragraphs[from..=from + length].join(" "))
}

pub(crate) fn submit(at: &At<'_>) -> Answer {
    at.delegate()?;
    let form = &at.ask.form;
    let (clauses, counters): (Vec<&str>, Vec<&str>) =
        (form.all("clause").collect(), form.all("counter").collect());
    let chosen: std::collections::BTreeSet<usize> =
        form.all("choose").filter_map(|at| at.parse().ok()).collect();
    let most = at.desk.texts().iter().map(|text| text.clauses.len()).max().unwrap_or(0);
    if chosen.len() > most {
        return Err(refused("more is submitted than there are clauses", "submit each clause once"));
    }
    if chosen.is_empty() {
        return Err(refused("nothing was chosen", "tick the words that your side submits"));
    }
    let response = |place: usize| {
        let to = Target::Clause { clause: (*clauses.get(place)?).into(), option: None };
        let counter = Some(counters.get(place)?.trim().into());
        Some(Response { counter, ..Response::new(to, Substance::None, WordingView::Fails) })
    };
    let acts: Vec<Act> = chosen.into_iter().filter_map(response).map(Act::Respond).collect();
    // All or none: what is refused of one is found out before the first is written.
    for act in &acts {
        at.desk.act(act.clone())?;
    }
    let mut last = 0;
    for act in &acts {
        last = at.act(|_| Ok(act.clone()))?;
    }
    at.done("text", last)
}
