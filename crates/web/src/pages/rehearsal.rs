//! *Rehearsal*: how the sides would fare by which procedure, with and without a mediator, for mediators.

use askama::Template;
use detente_sim::rehearsal::Settings;

use super::packages::{Pick, package, pick};
use crate::ask::{Answer, At, page as show};
use crate::frame::Frame;
use crate::jobs::Work;
use crate::told::{names, told};
use crate::words::capital;

/// Worlds played here; more on the command line.
const WORLDS: u32 = 40;

#[derive(Template)]
#[template(path = "rehearsal.html")]
struct Page {
    frame: Frame,
    base: String,
    worlds: u32,
    issues: Vec<Pick>,
    opens: bool,
    result: Shown,
}

enum Shown {
    /// Nothing was asked for yet.
    Nothing,
    Going(u64),
    Refused(String),
    Ready(String),
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let held = at.desk.with_told(&at.room.held()?);
    let fields = &at.ask.query;
    let draft = package(&held, fields);
    let opens = fields.get("open") == "1";
    let result = if fields.get("go") != "1" {
        Shown::Nothing
    } else if opens && draft.is_none() {
        Shown::Refused("A draft to open with has an option for every issue: choose them all.".into())
    } else {
        let opening = draft.clone().filter(|_| opens);
        let settings = Settings { worlds: WORLDS, opening, ..Settings::default() };
        let whose = (at.case(), at.desk.seat.side.as_str());
        match at.ask.rehearsals.rehearsal(whose, &held, &settings) {
            Work::Going(percent) => Shown::Going(percent),
            Work::Waits => Shown::Going(0),
            Work::Done(Err(why)) => Shown::Refused(capital(&why)),
            Work::Done(Ok(rehearsal)) => {
                Shown::Ready(told(String::new(), rehearsal.said(&names(&held))).html())
            }
        }
    };
    let going = matches!(result, Shown::Going(_));
    let issues = held.issues.iter().enumerate();
    let page = Page {
        frame: Frame::of(at, "Rehearsal"),
        base: format!("/case/{}", at.case()),
        worlds: WORLDS,
        issues: issues.map(|(at, issue)| pick(issue, draft.as_ref().map(|draft| draft[at]))).collect(),
        opens,
        result,
    };
    let html = show(&page)?;
    Ok(if going { html.again_in(2) } else { html })
}
