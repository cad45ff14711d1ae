//! *Record*: what was said in public. Reports come in, what is found in them is marked and looked over, what is accepted stands on a
//! line of time. For mediators.

use askama::Template;
use detente_papers::{ProposalWords, record_html};
use detente_record::{Proposal, Tier, Verdict, public_lines};

use crate::ask::{Answer, At, Problem, Reply, page as show, refused};
use crate::frame::Frame;
use crate::house::Recorded;

/// Fields that are corrected here.
const FIELDS: [(&str, &str); 7] = [
    ("speaker", "Who: the id of a person or side, or a name"),
    ("date", "When: YYYY-MM-DD, or two with .. between"),
    ("to", "To whom"),
    ("place", "Where"),
    (
        "says",
        "What it says to issues: issue:response or issue:response:option, with semicolons; a response is accept, accept_part, discuss, reject_wording, reject, gate (on a condition) or silent",
    ),
    ("act", "What act it is: AGREE, CONSULT, SUPPORT, CONCEDE, REQUEST, ACCUSE, REJECT or THREATEN"),
    ("text", "What was said"),
];

#[derive(Template)]
#[template(path = "record.html")]
struct Page {
    frame: Frame,
    base: String,
    sources: Vec<SourceLine>,
    record: String,
    differs: Vec<String>,
}

/// A report, and how much of it waits.
struct SourceLine {
    name: String,
    what: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Report {
    frame: Frame,
    base: String,
    name: String,
    paragraphs: Vec<Vec<Piece>>,
    cards: Vec<Card>,
    people: Vec<(String, String)>,
    decided: usize,
}

/// A stretch of a report: plain, or the words of a proposal.
struct Piece {
    text: String,
    id: Option<String>,
}

/// A proposal to decide on.
struct Card {
    id: String,
    words: ProposalWords,
    fields: Vec<(&'static str, &'static str, String)>,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let held = at.room.record()?;
    let mut sources: Vec<SourceLine> = Vec::new();
    let mut seen: Vec<&str> = held.proposals.iter().map(|proposal| proposal.entry.source.as_str()).collect();
    seen.sort_unstable();
    seen.dedup();
    for source in seen {
        let own = held.proposals.iter().filter(|proposal| proposal.entry.source == source);
        let (waiting, all) = own.fold((0, 0), |(w, all), one| (w + usize::from(one.waits()), all + 1));
        let name = source.trim_start_matches("record/sources/").to_string();
        sources.push(SourceLine { name, what: format!("{waiting} of {all} wait") });
    }
    let lines = public_lines(&held.entries);
    let differs = at.desk.differing(&lines)?;
    let differs = differs.iter().map(detente_papers::differs_line).collect();
    show(&Page {
        frame: Frame::of(at, "Record"),
        base: at.to("record"),
        sources,
        record: record_html(&held.entries, &lines, &held.cast),
        differs,
    })
}

pub(crate) fn report(at: &At<'_>) -> Answer {
    at.mediator()?;
    let name = at.ask.path.get("report").to_string();
    let source = format!("record/sources/{name}");
    let held = at.room.record()?;
    let text = at.room.report(&source)?.ok_or(Problem::NotThere)?;
    let own: Vec<&Proposal> =
        held.proposals.iter().filter(|proposal| proposal.entry.source == source).collect();
    let mut waiting: Vec<&Proposal> = own.iter().copied().filter(|proposal| proposal.waits()).collect();
    waiting.sort_by_key(|proposal| (proposal.tier == Tier::Weak, proposal.entry.spans.first().copied()));
    let people = held.cast.actors.iter().map(|actor| (actor.id.clone(), actor.name.clone())).collect();
    show(&Report {
        frame: Frame::of(at, &format!("Report {name}")),
        base: at.to("record"),
        paragraphs: marked(&text, &waiting),
        cards: waiting.iter().map(|proposal| card(proposal, &held)).collect(),
        decided: own.len() - waiting.len(),
        people,
        name,
    })
}

fn card(proposal: &Proposal, held: &Recorded) -> Card {
    let entry = &proposal.entry;
    let value = |field: &str| entry.said(field).flatten().unwrap_or_default();
    Card {
        id: entry.id.clone(),
        words: ProposalWords::of(proposal, &held.cast),
        fields: FIELDS.map(|(field, label)| (field, label, value(field))).into(),
    }
}

/// A report in paragraphs, with the words of proposals marked. Where two share words the one that begins first has them.
fn marked(text: &str, waiting: &[&Proposal]) -> Vec<Vec<Piece>> {
    let mut spans: Vec<([usize; 2], &str)> = waiting
        .iter()
        .flat_map(|proposal| proposal.entry.spans.iter().map(|span| (*span, proposal.entry.id.as_str())))
        .collect();
    spans.sort_unstable();
    let mut spans = spans.into_iter().peekable();
    let mut paragraphs: Vec<Vec<Piece>> = vec![Vec::new()];
    for (at, c) in text.chars().enumerate() {
        while spans.peek().is_some_and(|(span, _)| span[1] <= at) {
            spans.next();
        }
        let id = spans.peek().filter(|(span, _)| span[0] <= at).map(|(_, id)| *id);
        if c == '\n' {
            paragraphs.push(Vec::new());
            continue;
        }
        let Some(last) = paragraphs.last_mut() else { continue };
        match last.last_mut().filter(|piece| piece.id.as_deref() == id) {
            Some(piece) => piece.text.push(c),
            None => last.push(Piece { text: c.into(), id: id.map(str::to_string) }),
        }
    }
    paragraphs.retain(|pieces| pieces.iter().any(|piece| !piece.text.trim().is_empty()));
    paragraphs
}

pub(crate) fn add(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let pasted = form.said("words").map(str::as_bytes);
    let bytes = at.ask.file.as_deref().filter(|bytes| !bytes.is_empty()).or(pasted);
    let bytes = bytes.ok_or_else(|| refused("no report came", "choose a file, or paste its text"))?;
    let date = match form.said("date") {
        None => None,
        Some(day) => {
            Some(day.parse().map_err(|_| refused(format!("\"{day}\" is no day"), "write it as 2026-03-12"))?)
        }
    };
    let source =
        at.room.add_report(form.said("name").unwrap_or("report"), bytes, date, form.said("outlet"))??;
    let name = source.trim_start_matches("record/sources/");
    Ok(Reply::See(at.to(&format!("record/{name}"))))
}

pub(crate) fn decide(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let verdict = match form.get("verdict") {
        "accepted" => Verdict::Accepted,
        "rejected" => Verdict::Rejected,
        _ => return Err(refused("it is not said what to do", "accept or reject it")),
    };
    let fields = FIELDS.iter().filter(|(field, _)| form.has(field));
    let corrections: Vec<(String, String)> =
        fields.map(|(field, _)| ((*field).to_string(), form.get(field).trim().to_string())).collect();
    at.room.decide(form.get("statement"), verdict, &corrections)??;
    let name = form.get("report");
    Ok(Reply::See(at.to(&if name.is_empty() { "record".to_string() } else { format!("record/{name}") })))
}
