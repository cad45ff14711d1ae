//! *Audit*: whether the log is whole, every act, and who read it when.

use std::collections::BTreeMap;

use askama::Template;

use crate::ask::{Answer, At, page as show};
use crate::frame::Frame;
use crate::words::{read_when, when};

/// Acts on a page.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "audit.html")]
struct Page {
    frame: Frame,
    mediates: bool,
    whole: bool,
    looked: String,
    damage: Vec<String>,
    erased: String,
    acts: Vec<Row>,
    earlier: Option<usize>,
}

struct Row {
    number: usize,
    when: String,
    what: String,
    by: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let desk = at.desk;
    let chain = at.room.chain()?;
    let seen = at.room.seen_by()?;
    let read: BTreeMap<usize, String> = seen
        .into_iter()
        .map(|seen| {
            let by = seen.by.iter().map(|(person, when)| format!("{}, {}", person.name, read_when(when)));
            (seen.number, by.collect::<Vec<_>>().join("; "))
        })
        .collect();
    let before = at.ask.query.get("before").parse().unwrap_or(usize::MAX);
    let shown = desk.events.iter().rev().filter(|seen| seen.number < before).take(MOST);
    let shown: Vec<_> = shown.map(|seen| desk.says(seen)).collect();
    let earlier = shown.last().map(|act| act.number).filter(|number| *number > 1);
    let acts = shown.into_iter().map(|act| Row {
        number: act.number,
        when: read_when(&act.at),
        what: format!("{} {}", act.by, act.what),
        by: read.get(&act.number).cloned().unwrap_or_default(),
    });
    show(&Page {
        frame: Frame::of(at, "Audit"),
        mediates: desk.seat.mediates(),
        whole: chain.whole,
        looked: when(chain.at),
        damage: if desk.seat.mediates() { chain.damage } else { Vec::new() },
        erased: match desk.erased() {
            0 => "Nothing that you had seen was erased.".into(),
            1 => "One act that you had seen was erased.".into(),
            many => format!("{many} acts that you had seen were erased."),
        },
        acts: acts.collect(),
        earlier,
    })
}
