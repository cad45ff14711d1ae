//! *Disclosures*: what may be given to whom, second mediators, receipts, documents sentence by sentence.

use askama::Template;
use detente_talks::{Act, Desk, Origin, Preset, Request, Sent, Told, plain, split};

use super::{Choice, numbered, parties};
use crate::ask::{Answer, At, page as show, refused};
use crate::frame::Frame;
use crate::house::Shelf;
use crate::words::{capital, read_when};

#[derive(Template)]
#[template(path = "disclosures.html")]
struct Page {
    frame: Frame,
    base: String,
    rules: &'static str,
    waits: Vec<Wait>,
    parties: Vec<Party>,
    choices: Vec<Choice>,
    title: String,
    words: String,
    own: bool,
    cannot: &'static str,
    sentences: Vec<(String, &'static str, String)>,
}

struct Wait {
    number: usize,
    by: String,
    what: String,
    /// What would be given.
    words: String,
    may: bool,
}

struct Party {
    id: String,
    name: String,
    may: Vec<Item>,
    may_not: Vec<Item>,
    receipts: Vec<String>,
}

struct Item {
    number: usize,
    what: String,
    why: String,
    /// What the reader is going to read.
    reads: String,
    /// What its side asks for in exchange.
    condition: Option<String>,
}

/// What someone reads to whom an act is given: without the condition its side set.
fn reads(desk: &Desk<'_>, number: usize) -> String {
    let Some(seen) = number.checked_sub(1).and_then(|at| desk.events.get(at)) else { return String::new() };
    let words = match &seen.event.act {
        Act::Tell(told) => desk.words(&Act::Tell(Told { condition: None, ..told.clone() })),
        act => desk.words(act),
    };
    format!("{} {words}", desk.state.people.name(&seen.event.by))
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let desk = at.desk;
    let item = |item: &detente_talks::Item| {
        let condition = item.condition.as_ref().map(|words| format!("; on the condition: {words}"));
        let why = format!("{}{}", item.why, condition.unwrap_or_default());
        Item {
            number: item.number,
            what: capital(&item.what),
            why,
            reads: reads(desk, item.number),
            condition: item.condition.clone(),
        }
    };
    let mut all = Vec::new();
    for party in &desk.state.case.parties {
        let telling = desk.telling(&party.id)?;
        let receipts = desk.receipts(&party.id)?.receipts;
        all.push(Party {
            id: party.id.clone(),
            name: party.name.clone(),
            may: telling.may.iter().map(item).collect(),
            may_not: telling.may_not.iter().map(item).collect(),
            receipts: receipts
                .iter()
                .map(|receipt| {
                    format!("{}: given to {}, {}", capital(&receipt.what), receipt.to, read_when(&receipt.at))
                })
                .collect(),
        });
    }
    let form = &at.ask.form;
    let sentences = match (form.said("words"), form.said("to")) {
        (Some(words), Some(to)) => {
            let document = desk.document_beside(to, form.said("title"), words, &notes(at)?);
            let line = |sentence: &detente_talks::Sentence| {
                let class = if sentence.stops() { "no" } else { "yes" };
                (sentence.words.clone(), class, sentence.why())
            };
            document.sentences.iter().map(line).collect()
        }
        _ => Vec::new(),
    };
    show(&Page {
        frame: Frame::of(at, "Disclosures"),
        base: format!("/case/{}", at.case()),
        rules: match Preset::of(&desk.state.case) {
            preset if preset.needs_two() => {
                "Strict rules: what was said apart goes further only with the consent of the side it is of, item by item, and with the word of a second mediator."
            }
            Preset::Uncitral | Preset::Eu => {
                "What was said without a condition may go to the other parties; what has one only with the consent of its side."
            }
            _ => "What was said apart goes further only with the consent of the side it is of, item by item.",
        },
        waits: desk
            .waits()
            .into_iter()
            .filter(|wait| !wait.agreed)
            .map(|wait| Wait {
                may: wait.by != desk.seat.name,
                words: asked_words(desk, wait.number),
                number: wait.number,
                by: wait.by,
                what: wait.what,
            })
            .collect(),
        parties: all,
        choices: parties(desk, &[form.get("to")]),
        title: form.get("title").into(),
        words: form.get("words").into(),
        own: form.has("own"),
        cannot: detente_talks::CANNOT,
        sentences,
    })
}

/// The words of what a second mediator is asked to let go, by the seat's own number of the request.
fn asked_words(desk: &Desk<'_>, number: usize) -> String {
    let asked = desk.events.get(number.saturating_sub(1)).map(|seen| &seen.event.act);
    let Some(Act::Ask(Request::Release { event, .. } | Request::Outside { event, .. })) = asked else {
        return String::new();
    };
    let about = desk.events.iter().find(|seen| seen.event.number == *event && seen.erased.is_none());
    about.map(|seen| desk.says(seen)).map(|act| format!("{} {}", act.by, act.what)).unwrap_or_default()
}

/// The mediators' notes, which no document may repeat.
fn notes(at: &At<'_>) -> Result<Vec<(String, String)>, crate::ask::Problem> {
    Ok(at
        .room
        .papers(Shelf::Own)?
        .into_iter()
        .map(|paper| (format!("note {}", paper.id), paper.words))
        .collect())
}

pub(crate) fn release(at: &At<'_>) -> Answer {
    at.mediator()?;
    let (number, to) = (at.number("act"), vec![at.ask.form.get("to").to_string()]);
    let telling = at.desk.telling(&to[0])?;
    let condition =
        telling.may.iter().find(|item| item.number == number).and_then(|item| item.condition.as_ref());
    if condition.is_some() && !at.ask.form.has("kept") {
        return Err(refused("its side set a condition", "tick that the condition is kept, if it is"));
    }
    let done = at.act(|desk| Ok(desk.giving(numbered(desk, number)?, to.clone())))?;
    at.done("disclosures", done)
}

pub(crate) fn second(at: &At<'_>) -> Answer {
    at.mediator()?;
    let number = at.number("act");
    let done = at.act(|desk| Ok(Act::Second { event: numbered(desk, number)? }))?;
    at.done("disclosures", done)
}

pub(crate) fn send(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let (to, title, words) = (form.get("to"), form.get("title").trim(), form.get("words").trim());
    if title.is_empty() || words.is_empty() {
        return Err(refused("a document has a title and words", "write both"));
    }
    if form.has("own") {
        for sentence in split(words).into_iter().chain([title.to_string()]) {
            let known = at.desk.state.confidences.sources.get(&plain(&sentence));
            if known.is_none() {
                at.act(|_| Ok(Act::Source { sentence: sentence.clone(), origins: vec![Origin::Own] }))?;
            }
        }
    }
    let notes = notes(at)?;
    let stops = crate::ask::at_desk(at.room, |desk| {
        let document = desk.document_beside(to, Some(title), words, &notes);
        !document.may_go
    })?;
    if stops {
        return Err(refused(
            "the document was not sent: a sentence may not go to its reader",
            "look at the sentences below",
        ));
    }
    let sent = Sent { to: vec![to.into()], title: title.into(), words: words.into() };
    let done = at.act(|_| Ok(Act::Send(sent.clone())))?;
    at.done("disclosures", done)
}
