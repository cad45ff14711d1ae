//! What the talks are led by beyond rounds: silence procedures, and sides that interrupt their part or leave.

use detente_talks::Act;

use super::rounds::{clauses, time};
use crate::ask::{Answer, At, refused};

/// A clause on which silence will count as consent.
pub(crate) struct Running {
    pub(crate) clause: String,
    pub(crate) until: String,
}

/// The clauses on which silence will count as consent, unless someone of a party speaks.
pub(crate) fn running(at: &At<'_>) -> Vec<Running> {
    let state = &at.desk.state;
    let open = state.silences.iter().filter(|silence| at.desk.now <= silence.until);
    let each = open.flat_map(|silence| {
        let unbroken = silence.clauses.iter().filter(|(.., broken)| broken.is_none());
        unbroken.map(|(clause, ..)| Running {
            clause: (*clause).to_string(),
            until: crate::words::when(silence.until),
        })
    });
    each.collect()
}

pub(crate) fn open_silence(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let until = form
        .said("until")
        .ok_or_else(|| refused("it is not said until when one may speak", "leave at least a day"))?;
    let until = time(until)?;
    let clauses = clauses(form.get("clauses"));
    let done = at.act(|_| Ok(Act::OpenSilence { clauses: clauses.clone(), until }))?;
    at.done("rounds", done)
}

pub(crate) fn break_silence(at: &At<'_>) -> Answer {
    at.delegate()?;
    let form = &at.ask.form;
    let (clause, why) = (form.get("clause").trim(), form.said("why"));
    let done = at.act(|_| Ok(Act::BreakSilence { clause: clause.into(), why: why.map(String::from) }))?;
    at.done("rounds", done)
}

/// Whether the own side has interrupted its part.
pub(crate) fn away(at: &At<'_>) -> bool {
    at.desk.state.away.contains_key(&at.desk.seat.side)
}

pub(crate) fn interrupt(at: &At<'_>) -> Answer {
    at.insider()?;
    let why = at.ask.form.said("why").map(String::from);
    let done = at.act(|_| Ok(Act::Suspend { why: why.clone() }))?;
    at.done("rounds", done)
}

pub(crate) fn resume(at: &At<'_>) -> Answer {
    at.insider()?;
    let done = at.act(|_| Ok(Act::Resume))?;
    at.done("rounds", done)
}

pub(crate) fn leave(at: &At<'_>) -> Answer {
    at.insider()?;
    if at.ask.form.get("sure") != "yes" {
        return Err(refused(
            "leaving is for good",
            "tick the box if your side leaves; or interrupt its part",
        ));
    }
    let why = at.ask.form.said("why").map(String::from);
    let done = at.act(|_| Ok(Act::Leave { why: why.clone() }))?;
    at.done("rounds", done)
}
