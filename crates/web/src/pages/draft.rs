//! The draft of the next revision: written by several, nothing overwritten, tabled when it is ready.

use askama::Template;
use detente_case::text::{ChangeKind, Text, TextDiff};
use detente_papers::redline_html;
use detente_talks::Act;

use super::text::revisions;
use crate::ask::{Answer, At, Problem, Reply, page as show, refused};
use crate::frame::Frame;
use crate::house::{Paper, Shelf};
use crate::words::when;

#[derive(Template)]
#[template(path = "draft.html")]
struct Page {
    frame: Frame,
    base: String,
    path: String,
    words: String,
    seen: String,
    saved: Option<String>,
    next: u32,
    last: u32,
    changes: Option<String>,
    clash: Option<Clash>,
    warnings: Vec<String>,
}

/// What another has saved meanwhile.
struct Clash {
    by: String,
    redline: String,
}

/// What `seen` says where nothing was saved before.
const NOTHING: &str = "nothing";

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let said = form.said("text").or(at.ask.query.said("text"));
    let known = said.filter(|path| at.desk.state.case.texts.iter().any(|text| text.path == *path));
    if said.is_some() && known.is_none() {
        return Err(Problem::NotThere);
    }
    let tabled = revisions(at, known);
    let first = at.desk.state.case.texts.iter().find(|text| text.main).or(at.desk.state.case.texts.first());
    let path = known.or(tabled.map(|(path, _)| path)).or(first.map(|text| text.path.as_str()));
    let path = path.unwrap_or("texts/agreement.md").to_string();
    let last = tabled.filter(|(tabled, _)| *tabled == path).and_then(|(_, revisions)| revisions.last());
    let saved = saved(at, &path)?;
    let typed = form.said("words").map(|_| form.get("words").to_string());
    let stored = match (&saved, last) {
        (Some(saved), _) => saved.words.clone(),
        (None, Some(last)) => last.tabled.source.clone(),
        (None, None) => at.room.file(&path)?.unwrap_or_default(),
    };
    let seen = saved.as_ref().map_or(NOTHING, |saved| saved.id.as_str()).to_string();
    let clash = match (&saved, &typed) {
        (Some(saved), Some(typed)) if form.get("seen") != seen && saved.words != *typed => Some(Clash {
            by: at.desk.state.people.name(&saved.by).to_string(),
            redline: changes(&saved.words, typed).unwrap_or_default(),
        }),
        _ => None,
    };
    let words = typed.unwrap_or(stored);
    show(&Page {
        frame: Frame::of(at, "Draft"),
        base: format!("/case/{}", at.case()),
        changes: last.and_then(|last| changes(&last.tabled.source, &words)),
        next: last.map_or(1, |last| last.tabled.revision.saturating_add(1)),
        last: last.map_or(0, |last| last.tabled.revision),
        saved: saved.map(|saved| format!("{}, {}", at.desk.state.people.name(&saved.by), when(saved.at))),
        warnings: warnings(&words),
        path,
        words,
        seen,
        clash,
    })
}

/// What is odd in a draft: brackets that were not closed, numbers that two clauses have.
fn warnings(words: &str) -> Vec<String> {
    let line = |problem: &detente_case::Problem| {
        let (line, _) = detente_case::line_and_column(words, problem.span.start);
        format!("Line {line}: {}", problem.message)
    };
    Text::parse(words).warnings("draft").iter().map(line).collect()
}

fn saved(at: &At<'_>, path: &str) -> Result<Option<Paper>, Problem> {
    Ok(at.room.papers(Shelf::Draft)?.into_iter().rfind(|paper| paper.about.as_deref() == Some(path)))
}

/// What changed, where anything did.
fn changes(old: &str, new: &str) -> Option<String> {
    let diff = TextDiff::new(&Text::parse(old), &Text::parse(new));
    let changed = diff.clauses.iter().filter(|clause| clause.kind != ChangeKind::Same);
    let html: String = changed.map(|clause| redline_html(&clause.words)).collect();
    (!html.is_empty()).then_some(html)
}

/// Keeps the words, unless another was faster.
fn keep(at: &At<'_>) -> Result<(), Problem> {
    at.mediator()?;
    let form = &at.ask.form;
    let (path, seen) = (form.get("text"), form.get("seen"));
    if !at.desk.state.case.texts.iter().any(|text| text.path == path) {
        return Err(refused("there is no such text", "texts are named in the shared facts"));
    }
    if form.said("words").is_none() {
        return Err(refused("the draft is empty", "write the words"));
    }
    let instead = Some(seen).filter(|seen| !seen.is_empty() && *seen != NOTHING);
    if instead.is_none() && saved(at, path)?.is_some()
        || !at.room.put_paper(Shelf::Draft, Some(path), form.get("words"), instead)?
    {
        return Err(refused(
            "another version was saved meanwhile",
            "look at the difference below, then save again",
        ));
    }
    Ok(())
}

pub(crate) fn save(at: &At<'_>) -> Answer {
    keep(at)?;
    Ok(Reply::See(format!("{}?text={}", at.to("draft"), super::stand::segment(at.ask.form.get("text")))))
}

pub(crate) fn table(at: &At<'_>) -> Answer {
    keep(at)?;
    let form = &at.ask.form;
    let (path, words) = (form.get("text"), form.get("words"));
    if !warnings(words).is_empty() && !form.has("anyway") {
        return Err(refused(
            "the draft is saved and not tabled: there is something odd in it",
            "look at what is said below the words",
        ));
    }
    let done = at.act(|desk| Ok(Act::Table(desk.tabled(path, words, None)?)))?;
    // What was tabled is no draft any more.
    for paper in at.room.papers(Shelf::Draft)?.iter().filter(|paper| paper.about.as_deref() == Some(path)) {
        at.room.drop_paper(&paper.id)?;
    }
    at.done("text", done)
}
