//! *Rounds and meetings*: rounds of responses, who met whom, gates, adoption.

use askama::Template;
use detente_case::Case;
use detente_deal::Settings;
use detente_papers::words_html;
use detente_talks::adoption::{propose, put_words};
use detente_talks::gate::{Held, Need, Zone};
use detente_talks::{Act, Kind, Meeting, Sort};
use jiff::Timestamp;

use super::procedure::{Running, away, running};
use super::{Line, numbered, principals};
use crate::ask::{Answer, At, Problem, page as show, refused};
use crate::frame::Frame;
use crate::jobs::Work;

#[derive(Template)]
#[template(path = "rounds.html")]
struct Page {
    frame: Frame,
    base: String,
    mediates: bool,
    records: bool,
    standing: Vec<String>,
    open_round: bool,
    absent: Vec<(String, String)>,
    principal: bool,
    silences: Vec<Running>,
    /// Whether silence may count at all, by the agreement to mediate.
    silence: bool,
    decides: bool,
    leads: bool,
    away: bool,
    tracks: Vec<(String, String)>,
    proposals: Vec<Put>,
    gates: Vec<Gate>,
    to_attest: Vec<OnPaper>,
    meetings: Vec<Line>,
    today: String,
    sorts: &'static [(&'static str, &'static str)],
    levels: Vec<(String, String)>,
    people: Vec<(String, String)>,
}

struct Put {
    what: String,
    /// Exactly the words that are put.
    words: String,
    code: String,
    state: String,
    may_adopt: bool,
    may_declare: bool,
}

pub(crate) struct Gate {
    pub(crate) before: String,
    pub(crate) level: String,
    pub(crate) met: &'static str,
    pub(crate) class: &'static str,
    pub(crate) needs: Vec<NeedLine>,
}

pub(crate) struct NeedLine {
    pub(crate) need: String,
    pub(crate) met: &'static str,
    pub(crate) class: &'static str,
    pub(crate) missing: String,
    /// Whether a mediator says whether it holds.
    fact: bool,
    /// Whether it is the mediators' own, known to them alone.
    pub(crate) own: bool,
}

/// An act on paper that waits to be attested.
struct OnPaper {
    line: Line,
    /// Whether this seat can attest it, and take it back.
    may: bool,
    back: bool,
}

fn on_paper(at: &At<'_>, act: &detente_talks::ActSeen) -> OnPaper {
    let may = |act: &dyn Fn(u64) -> Act, number: usize| {
        numbered(at.desk, number).is_ok_and(|event| at.desk.act(act(event)).is_ok())
    };
    OnPaper {
        may: may(&|event| Act::Attest { event }, act.number),
        back: may(&|event| Act::Withdraw { event }, act.number),
        line: Line::from(act),
    }
}

const SORTS: &[(&str, &str)] = &[
    ("session", "several sides at one table"),
    ("caucus", "the mediators with one side"),
    ("bilateral", "two sides without the mediators"),
    ("consultation", "before the mediation begins"),
];

/// The gates before each level, for this seat.
pub(crate) fn gates(at: &At<'_>, held: Option<&Case>) -> Vec<Gate> {
    let desk = at.desk;
    let levels = desk.state.case.levels.iter();
    let asks = |held: &&Case| {
        let mut needs = held.own_gates.iter().flat_map(|gate| &gate.needs);
        needs.any(|need| Need::read(need) == Need::Zone)
    };
    let work = held.filter(asks).map(|held| match at.analysis(held, Settings::default()) {
        Work::Done(result) => Some(result.ok().map(|analysis| Zone::of(&analysis))),
        Work::Going(_) | Work::Waits => None,
    });
    let zone = |_: &Case| work.clone().flatten().flatten();
    let held = held.map(|case| Held { case, zone: &zone });
    let all = levels.filter_map(|level| desk.gate(&level.id, held.as_ref()).ok()).map(|report| {
        let shared = report.shared.len();
        let needs = report.shared.iter().chain(&report.own).enumerate().map(|(nth, need)| {
            let (met, class) = met(need.met);
            let read = Need::read(&need.need);
            let missing = if read == Need::Zone && matches!(work, Some(None)) {
                "it is being worked out; look again in a moment".into()
            } else {
                need.missing.join("; ")
            };
            NeedLine {
                need: need.need.clone(),
                met,
                class,
                missing,
                fact: read == Need::Fact,
                own: nth >= shared,
            }
        });
        let (met, class) = met(report.met);
        Gate {
            before: report.before.clone(),
            level: report.level.clone(),
            met,
            class,
            needs: needs.collect(),
        }
    });
    all.filter(|gate| !gate.needs.is_empty()).collect()
}

fn met(met: Option<bool>) -> (&'static str, &'static str) {
    match met {
        Some(true) => ("met", "yes"),
        Some(false) => ("not met", "no"),
        None => ("not known", "open"),
    }
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let desk = at.desk;
    let seat = &desk.seat;
    let held = if seat.mediates() { Some(desk.with_told(&at.room.held()?)) } else { None };
    let proposals = desk.state.proposals.iter().map(|put| {
        let what = put.proposal.track.as_ref().map_or_else(
            || format!("Rev.{} whole", put.proposal.revision),
            |track| format!("Track {track} of Rev.{}", put.proposal.revision),
        );
        let own = seat.party.is_some_and(|party| put.adopted.contains_key(&party));
        let all = put.adopted.len() == desk.state.case.parties.len();
        Put {
            words: put_words(&desk.state, put).map(|words| words_html(&words)).unwrap_or_default(),
            what,
            code: put.proposal.code.clone(),
            state: match (put.declared, own) {
                (Some(_), _) => "It is adopted.".into(),
                (None, true) => "Your side has adopted it.".into(),
                (None, false) if seat.mediates() => {
                    format!(
                        "Adopted so far by {} of {} parties.",
                        put.adopted.len(),
                        desk.state.case.parties.len()
                    )
                }
                (None, false) => "It is put to the principals.".into(),
            },
            may_adopt: put.declared.is_none()
                && match seat.party {
                    Some(_) => seat.delegate() && !own,
                    None => seat.mediates() && !all,
                },
            may_declare: put.declared.is_none() && seat.mediates() && all,
        }
    });
    let named = |id: &String, name: &String| (id.clone(), name.clone());
    show(&Page {
        frame: Frame::of(at, "Rounds and meetings"),
        base: format!("/case/{}", at.case()),
        mediates: seat.mediates(),
        records: seat.mediates() || seat.delegate(),
        standing: desk.standing(),
        open_round: desk.state.round(desk.now).is_some(),
        absent: principals(desk),
        principal: seat.kind == Kind::Principal && seat.party.is_some(),
        silences: running(at),
        silence: desk.state.case.mediation.silence,
        decides: (seat.party.is_some() && seat.decides()) || seat.mediates(),
        leads: seat.mediates() || (seat.party.is_some() && seat.kind == Kind::Principal),
        away: away(at),
        tracks: desk.state.case.tracks.iter().map(|track| named(&track.id, &track.name)).collect(),
        proposals: proposals.collect(),
        gates: gates(at, held.as_ref()),
        to_attest: desk.to_attest().iter().map(|act| on_paper(at, act)).collect(),
        meetings: desk.meetings().acts.iter().map(Line::from).collect(),
        today: desk.now.strftime("%Y-%m-%d").to_string(),
        sorts: SORTS,
        levels: desk.state.case.levels.iter().map(|level| named(&level.id, &level.name)).collect(),
        people: desk.state.people.seats().map(|seat| named(&seat.person, &seat.name)).collect(),
    })
}

/// A time as browsers send it, in UTC.
pub(super) fn time(said: &str) -> Result<Timestamp, Problem> {
    let time = format!("{said}Z").parse().or_else(|_| format!("{said}:00Z").parse());
    time.map_err(|_| refused("that is no time", "write it as 2026-10-02T18:00, in UTC"))
}

/// Numbers of clauses as people type them: "4, 5 and 7".
pub(super) fn clauses(said: &str) -> Vec<String> {
    said.replace(" and ", ",")
        .split(',')
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
        .map(String::from)
        .collect()
}

pub(crate) fn open(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let closes = form.said("until").map(time).transpose()?;
    if at.desk.state.main().is_none() {
        return Err(refused("no text is tabled", "table one, then open the round"));
    }
    if at.desk.state.begun.is_none() {
        at.act(|_| Ok(Act::Begin))?;
    }
    let clauses = clauses(form.get("clauses"));
    let done = at.act(|_| Ok(Act::OpenRound { closes, clauses: clauses.clone() }))?;
    at.done("rounds", done)
}

pub(crate) fn close(at: &At<'_>) -> Answer {
    at.mediator()?;
    let done = at.act(|_| Ok(Act::CloseRound))?;
    at.done("rounds", done)
}

pub(crate) fn meet(at: &At<'_>) -> Answer {
    at.insider()?;
    let form = &at.ask.form;
    let minutes = match form.said("minutes") {
        None => None,
        Some(said) => Some(
            said.parse()
                .map_err(|_| refused("how long is a number of minutes", "leave it out, or write one"))?,
        ),
    };
    let sort = serde_json::from_value::<Sort>(form.get("sort").into());
    let meeting = Meeting {
        on: form.get("on").trim().into(),
        sort: sort.map_err(|_| refused("that is no sort of meeting", "choose one"))?,
        people: form.all("people").map(String::from).collect(),
        level: form.said("level").map(String::from),
        minutes,
        clauses: clauses(form.get("clauses")),
        result: form.said("result").map(String::from),
        failed: form.has("failed"),
        track: None,
        off_record: form.has("off_record"),
    };
    let done = at.act(|_| Ok(Act::Meet(meeting.clone().bare())))?;
    at.done("rounds", done)
}

pub(crate) fn fact(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let (before, need, holds) = (form.get("before"), form.get("need"), form.get("holds") == "yes");
    let shared = at
        .desk
        .state
        .case
        .gates
        .iter()
        .any(|gate| gate.before == before && gate.needs.iter().any(|known| known == need));
    let done = at.act(|_| Ok(Act::Fact { before: before.into(), need: need.into(), holds, own: !shared }))?;
    at.done("rounds", done)
}

pub(crate) fn put(at: &At<'_>) -> Answer {
    at.mediator()?;
    let track = at.ask.form.said("track");
    let done = at.act(|desk| Ok(Act::PutForAdoption(propose(&desk.state, track)?)))?;
    at.done("rounds", done)
}

pub(crate) fn adopt(at: &At<'_>) -> Answer {
    at.insider()?;
    let code = at.ask.form.get("code").trim();
    let done = at.act_here_or_on_paper(&Act::Adopt { code: code.into() })?;
    at.done("rounds", done)
}

pub(crate) fn declare(at: &At<'_>) -> Answer {
    at.mediator()?;
    let code = at.ask.form.get("code").trim();
    let done = at.act(|_| Ok(Act::DeclareAdopted { code: code.into() }))?;
    at.done("rounds", done)
}

/// Takes back what was written down of a paper, while it waits.
pub(crate) fn take_back(at: &At<'_>) -> Answer {
    at.insider()?;
    let number = at.number("act");
    let done = at.act(|desk| Ok(Act::Withdraw { event: numbered(desk, number)? }))?;
    at.done("rounds", done)
}

pub(crate) fn attest(at: &At<'_>) -> Answer {
    at.insider()?;
    let number = at.number("act");
    let done = at.act(|desk| Ok(Act::Attest { event: numbered(desk, number)? }))?;
    at.done("rounds", done)
}
