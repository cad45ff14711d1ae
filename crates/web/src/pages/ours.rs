//! *What was disclosed of ours*: receipts, consents, conditions.

use askama::Template;
use detente_talks::{Act, Desk, Preset, Told, is_item, origins};

use super::{Choice, numbered, parties};
use crate::ask::{Answer, At, page as show};
use crate::frame::Frame;
use crate::words::{capital, list, read_when, side_name};

/// Items on a page.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "ours.html")]
struct Page {
    frame: Frame,
    base: String,
    rule: &'static str,
    receipts: Vec<String>,
    items: Vec<Item>,
    earlier: Option<usize>,
    others: Vec<Choice>,
}

struct Item {
    number: usize,
    by: String,
    what: String,
    agreed: String,
    /// Ids of those it may be given to.
    agreed_to: Vec<String>,
    may: bool,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.delegate()?;
    let desk = at.desk;
    let side = &desk.seat.side;
    let receipts = desk.receipts(side)?.receipts;
    let receipts = receipts.iter().map(|receipt| {
        format!(
            "{}: given to {}, {}, by {}",
            capital(&receipt.what),
            receipt.to,
            read_when(&receipt.at),
            receipt.by
        )
    });
    let own = |seen: &&detente_talks::Seen<'_>| {
        seen.erased.is_none()
            && is_item(&seen.event.act)
            && origins(&desk.state.people, &desk.state.case, seen.event).contains(side)
    };
    let before = at.ask.query.get("before").parse().unwrap_or(usize::MAX);
    let latest = desk.events.iter().rev().filter(own).filter(|seen| seen.number < before);
    let items = latest.take(MOST).map(|seen| {
        let agreed_to = agreed(desk, seen.event.number);
        let agreed: Vec<String> = agreed_to.iter().map(|to| side_name(desk, to)).collect();
        Item {
            number: seen.number,
            by: desk.state.people.name(&seen.event.by).to_string(),
            what: desk.says(seen).what,
            agreed: list(&agreed),
            agreed_to,
            may: desk.seat.decides(),
        }
    });
    let items: Vec<Item> = items.collect();
    show(&Page {
        frame: Frame::of(at, "What was disclosed of ours"),
        base: format!("/case/{}", at.case()),
        rule: if Preset::of(&desk.state.case).needs_consent(false) {
            "you agree, item by item; you may take that back until it was given."
        } else {
            "it was said without a condition, or you agree."
        },
        receipts: receipts.collect(),
        earlier: items.last().filter(|_| items.len() == MOST).map(|item| item.number),
        items,
        others: parties(desk, &[]).into_iter().filter(|party| party.id != *side).collect(),
    })
}

/// To whom a side has agreed that an item be given.
fn agreed(desk: &Desk<'_>, item: u64) -> Vec<String> {
    let consents = desk.state.confidences.consents.keys();
    let own = consents.filter(|(known, side, _)| *known == item && *side == desk.seat.side);
    own.map(|(_, _, to)| (*to).to_string()).collect()
}

pub(crate) fn say(at: &At<'_>) -> Answer {
    at.delegate()?;
    let form = &at.ask.form;
    let told = Told {
        from: at.desk.seat.side.clone(),
        words: form.get("words").trim().into(),
        condition: form.said("condition").map(String::from),
        known_before: false,
    };
    let done = at.act(|_| Ok(Act::Tell(told.clone())))?;
    at.done("ours", done)
}

pub(crate) fn consent(at: &At<'_>) -> Answer {
    at.delegate()?;
    let (number, to) = (at.number("act"), vec![at.ask.form.get("to").to_string()]);
    let done = at.act(|desk| Ok(Act::Consent { event: numbered(desk, number)?, to: to.clone() }))?;
    at.done("ours", done)
}

pub(crate) fn revoke(at: &At<'_>) -> Answer {
    at.delegate()?;
    let (number, to) = (at.number("act"), vec![at.ask.form.get("to").to_string()]);
    let done = at.act(|desk| Ok(Act::Revoke { event: numbered(desk, number)?, to: to.clone() }))?;
    at.done("ours", done)
}

pub(crate) fn condition(at: &At<'_>) -> Answer {
    at.delegate()?;
    let (number, words) = (at.number("act"), at.ask.form.get("words").trim());
    let done = at.act(|desk| Ok(Act::Condition { event: numbered(desk, number)?, words: words.into() }))?;
    at.done("ours", done)
}
