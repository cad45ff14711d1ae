//! *The text*: the rolling text with every bracket, and what waits for an answer; revisions compared.

use std::collections::BTreeMap;

use askama::Template;
use detente_case::text::{ChangeKind, TextDiff};
use detente_papers::{redline_html, words_html};
use detente_talks::{Act, Response, Revision, Substance, Target, TextView, WordingView};

use super::packages::{Pick, picks};
use super::stand::segment;
use super::{Line, numbered};
use crate::ask::{Answer, At, Problem, page as show, refused};
use crate::frame::Frame;
use crate::words::status;

#[derive(Template)]
#[template(path = "text.html")]
struct Page {
    frame: Frame,
    base: String,
    mediates: bool,
    responds: bool,
    texts: Vec<(String, String, bool)>,
    text: Option<Shown>,
    waiting: Vec<Waiting>,
    put: Vec<Put>,
    /// What can be offered, and what the own side has offered.
    issues: Vec<Pick>,
    offers: Vec<Line>,
}

struct Shown {
    path: String,
    revision: u32,
    tabled: String,
    code: String,
    open: String,
    revisions: Vec<u32>,
    parts: Vec<Part>,
}

/// A clause, or what stands between two.
struct Part {
    number: String,
    link: String,
    words: String,
    status: &'static str,
    class: &'static str,
    lines: Vec<String>,
}

/// An idea or a package that was put, and what the own side has said of it.
struct Put {
    line: Line,
    kind: &'static str,
    id: String,
    said: Vec<String>,
}

struct Waiting {
    number: String,
    link: String,
    title: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let desk = at.desk;
    let all = desk.texts();
    let put = put(at);
    let wanted = at.ask.query.said("text");
    let text = match wanted {
        Some(path) => Some(all.iter().find(|text| text.path == path).ok_or(Problem::NotThere)?),
        None => all.first(),
    };
    let title = |path: &str| {
        let known = desk.state.case.texts.iter().find(|text| text.path == path);
        known.map_or(path, |text| text.title.as_str()).to_string()
    };
    let texts = all.iter().map(|one| {
        let here = text.is_some_and(|text| text.path == one.path);
        (one.path.clone(), title(&one.path), here)
    });
    let waiting = desk.unanswered().into_iter().map(|number| {
        let titles = all.iter().take(1).flat_map(|text| &text.clauses);
        let titled = titles.clone().find(|clause| clause.number == number);
        Waiting {
            number: number.into(),
            link: segment(number),
            title: titled.map(|clause| clause.title.clone()).unwrap_or_default(),
        }
    });
    show(&Page {
        frame: Frame::of(at, "The text"),
        base: format!("/case/{}", at.case()),
        mediates: desk.seat.mediates(),
        responds: desk.seat.delegate(),
        texts: texts.collect(),
        text: text.and_then(|text| shown(at, text)),
        waiting: if desk.seat.delegate() { waiting.collect() } else { Vec::new() },
        put,
        issues: if desk.seat.delegate() { picks(&desk.state.case) } else { Vec::new() },
        offers: offers(at),
    })
}

/// What the own side has offered and not taken back.
fn offers(at: &At<'_>) -> Vec<Line> {
    let desk = at.desk;
    let own =
        desk.state.offers.iter().filter(|offer| Some(offer.party) == desk.seat.party && !offer.withdrawn);
    let seen = own.filter_map(|offer| desk.events.get(offer.number.checked_sub(1)?));
    seen.map(|seen| Line::from(&desk.says(seen))).collect()
}

fn put(at: &At<'_>) -> Vec<Put> {
    let desk = at.desk;
    let all = desk.events.iter().filter(|seen| seen.erased.is_none()).filter_map(|seen| {
        let (kind, id, target) = match &seen.event.act {
            Act::Idea { id, .. } => ("idea", id, Target::Idea { id: id.clone() }),
            Act::Package { id, .. } => ("package", id, Target::Package { id: id.clone() }),
            _ => return None,
        };
        let about = desk.state.subject_of(&target).into_iter().flat_map(|subject| desk.state.about(subject));
        let said = about.filter(|given| !given.withdrawn).filter_map(|given| {
            let act = desk.says(desk.events.get(given.number.checked_sub(1)?)?);
            Some(format!("{} {}", act.by, act.what))
        });
        Some(Put { line: Line::from(&desk.says(seen)), kind, id: id.clone(), said: said.collect() })
    });
    all.collect()
}

/// A side offers options for some issues; what it offered before stands for the others.
pub(crate) fn offer(at: &At<'_>) -> Answer {
    at.delegate()?;
    let form = &at.ask.form;
    let chosen = form.all("option").filter_map(|pair| pair.split_once('='));
    let options: BTreeMap<String, String> =
        chosen.map(|(issue, option)| (issue.to_string(), option.to_string())).collect();
    let concession = form.has("concession");
    let done = at.act(|_| Ok(Act::Offer { options: options.clone(), concession }))?;
    at.done("text", done)
}

/// A side takes an offer back.
pub(crate) fn withdraw(at: &At<'_>) -> Answer {
    at.delegate()?;
    let number = at.number("act");
    let done = at.act(|desk| Ok(Act::Withdraw { event: numbered(desk, number)? }))?;
    at.done("text", done)
}

/// What a side thinks of an idea or a package.
pub(crate) fn answer(at: &At<'_>) -> Answer {
    at.delegate()?;
    let form = &at.ask.form;
    let to = match (form.said("idea"), form.said("package")) {
        (Some(id), _) => Target::Idea { id: id.into() },
        (_, Some(id)) => Target::Package { id: id.into() },
        _ => return Err(refused("nothing is named to answer", "choose one of those below")),
    };
    let substance = match form.get("substance") {
        "acceptable" => Substance::Acceptable,
        "in-principle" => Substance::InPrinciple,
        "rejected" => Substance::Rejected,
        _ => return Err(refused("nothing was chosen", "say what you think of it")),
    };
    let response = Response {
        discuss: form.has("discuss"),
        note: form.said("note").map(String::from),
        ..Response::new(to, substance, WordingView::NotConsidered)
    };
    let done = at.act(|_| Ok(Act::Respond(response.clone())))?;
    at.done("text", done)
}

fn shown(at: &At<'_>, view: &TextView) -> Option<Shown> {
    let desk = at.desk;
    let revisions = desk.state.texts.get(view.path.as_str())?;
    let last = revisions.last()?;
    let parts = last.text.units().into_iter().map(|unit| {
        let number = unit.number.as_ref().map(ToString::to_string).unwrap_or_default();
        let clause = view.clauses.iter().find(|clause| clause.number == number);
        let (status, class) = clause.map_or(("", ""), |clause| status(clause.status));
        Part {
            link: segment(&number),
            words: words_html(&last.text.source[unit.span.clone()]),
            status,
            class,
            lines: clause.map(|clause| clause.remarks.clone()).unwrap_or_default(),
            number,
        }
    });
    let open = match view.open_choices {
        0 => "It is clean: nothing in it is open.".into(),
        1 => "1 choice is open.".into(),
        open => format!("{open} choices are open."),
    };
    Some(Shown {
        path: view.path.clone(),
        revision: view.revision,
        tabled: view.tabled.clone(),
        code: view.code.clone(),
        open,
        revisions: revisions.iter().map(|revision| revision.tabled.revision).collect(),
        parts: parts.collect(),
    })
}

#[derive(Template)]
#[template(path = "redline.html")]
struct Redline {
    frame: Frame,
    path: String,
    revisions: Vec<(u32, bool, bool)>,
    same: String,
    clauses: Vec<Compared>,
}

struct Compared {
    name: String,
    kind: &'static str,
    words: String,
}

pub(crate) fn redline(at: &At<'_>) -> Answer {
    let query = &at.ask.query;
    let (path, revisions) = revisions(at, query.said("text")).ok_or(Problem::NotThere)?;
    let number = |name: &str| query.said(name).and_then(|said| said.parse::<u32>().ok());
    let find = |number: u32| revisions.iter().find(|revision| revision.tabled.revision == number);
    let last = revisions.last().ok_or(Problem::NotThere)?;
    let to = number("to").map_or(Some(last), find).ok_or(Problem::NotThere)?;
    let before = revisions.iter().rev().find(|revision| revision.tabled.revision < to.tabled.revision);
    let from = number("from").map_or(Some(before.unwrap_or(to)), find).ok_or(Problem::NotThere)?;
    let diff = TextDiff::new(&from.text, &to.text);
    let numbered = diff.clauses.iter().filter(|clause| clause.kind == ChangeKind::Same && clause.numbered);
    let same = match numbered.count() {
        1 => "1 numbered clause is as it was.".into(),
        same => format!("{same} numbered clauses are as they were."),
    };
    let clauses = diff.clauses.iter().filter(|clause| clause.kind != ChangeKind::Same).map(|clause| {
        let name = clause.new.as_ref().or(clause.old.as_ref()).cloned().unwrap_or_default();
        Compared {
            name: if clause.numbered { format!("Clause {name}") } else { name },
            kind: match clause.kind {
                ChangeKind::Added => "added",
                ChangeKind::Removed => "taken out",
                ChangeKind::Moved => "moved",
                ChangeKind::Changed | ChangeKind::Same => "",
            },
            words: redline_html(&clause.words),
        }
    });
    let numbers = revisions.iter().map(|revision| {
        let number = revision.tabled.revision;
        (number, number == from.tabled.revision, number == to.tabled.revision)
    });
    show(&Redline {
        frame: Frame::of(at, "What changed"),
        path: path.into(),
        revisions: numbers.collect(),
        same,
        clauses: clauses.collect(),
    })
}

/// A text by its path, or the main one: its revisions.
pub(crate) fn revisions<'a>(at: &'a At<'_>, path: Option<&str>) -> Option<(&'a str, &'a [Revision<'a>])> {
    let main = at.desk.state.main().map(|main| main.tabled.text.as_str());
    let path = path.or(main)?;
    let (path, revisions) = at.desk.state.texts.get_key_value(path)?;
    Some((path, revisions))
}
