//! `detente round`

use std::collections::BTreeMap;

use detente_case::Issue;
use detente_deal::Heard;
use detente_papers::{journal, steps, view};
use detente_talks::{Act, Desk, Refusal};
use serde_json::json;

use crate::arguments::{RoundCommand, RoundOpen, RoundShow, Steps};
use crate::failure::Failure;
use crate::output::say_json;
use crate::session::{Session, style};

pub(crate) fn run(arguments: &crate::arguments::Round) -> Result<(), Failure> {
    match &arguments.command {
        RoundCommand::Open(open) => self::open(open),
        RoundCommand::Close(acting) => {
            let mut session = Session::open(acting)?;
            session.act(|_| Ok(Act::CloseRound))?;
            session.report()
        }
        RoundCommand::Show(show) => self::show(show),
        RoundCommand::Steps(steps) => self::moved(steps),
        RoundCommand::Idea(idea) => {
            let mut session = Session::open(&idea.acting)?;
            let (id, words, to) = (idea.id.clone(), idea.words.clone(), idea.to.clone());
            session.act(|_| Ok(Act::Idea { id: id.clone(), words: words.clone(), to: to.clone() }))?;
            session.report()
        }
        RoundCommand::Package(package) => {
            let mut session = Session::open(&package.acting)?;
            let options = options(&package.options)?;
            let (id, to) = (package.id.clone(), package.to.clone());
            session.act(|_| Ok(Act::Package { id: id.clone(), options: options.clone(), to: to.clone() }))?;
            session.report()
        }
        RoundCommand::Release(release) => {
            let mut session = Session::open(&release.acting)?;
            session.act(|desk| {
                let event = desk.numbered(release.act)?.number;
                Ok(desk.giving(event, release.to.clone()))
            })?;
            session.report()
        }
        RoundCommand::Attest(attest) => {
            let mut session = Session::open(&attest.acting)?;
            session.act(|desk| Ok(Act::Attest { event: desk.numbered(attest.act)?.number }))?;
            session.report()
        }
    }
}

/// Options by issue, each issue once.
pub(super) fn options(
    pairs: &[(String, String)],
) -> Result<std::collections::BTreeMap<String, String>, Failure> {
    let mut all = std::collections::BTreeMap::new();
    for (issue, option) in pairs {
        if all.insert(issue.clone(), option.clone()).is_some() {
            return Err(Failure::help(format!("{issue} is named twice"), "one option for each issue"));
        }
    }
    Ok(all)
}

fn open(arguments: &RoundOpen) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let desk = session.desk()?;
    if desk.seat.mediates() && desk.state.main().is_none() {
        let next = "`detente text table` tables one; then open the round";
        return Err(Refusal { what: "no text is tabled".into(), next: next.into() }.into());
    }
    if desk.seat.mediates() && desk.state.begun.is_none() {
        session.act(|_| Ok(Act::Begin))?;
    }
    let (closes, clauses) = (arguments.until, arguments.clauses.clone());
    session.act(|_| Ok(Act::OpenRound { closes, clauses: clauses.clone() }))?;
    session.report()
}

fn show(arguments: &RoundShow) -> Result<(), Failure> {
    let session = Session::open(&arguments.acting)?;
    let desk = session.desk()?;
    if arguments.acts {
        let acts = desk.journal();
        return session.print(&acts, || journal(&acts, &style()));
    }
    if arguments.answers {
        return answers(&session, &desk);
    }
    let seen = desk.view();
    session.print(&seen, || view(&seen, &style()))
}

/// What was answered to whole packages, as a plain list.
fn answers(session: &Session, desk: &Desk<'_>) -> Result<(), Failure> {
    if !desk.seat.mediates() {
        let next = "`round show` has what this seat sees";
        return Err(Refusal { what: "answers are listed for mediators".into(), next: next.into() }.into());
    }
    let held = session.held()?;
    let held = held.as_ref().unwrap_or(&desk.state.case);
    let answer = |heard: &Heard| {
        let pair = |(issue, option): (&Issue, &usize)| (issue.id.clone(), issue.domain.label(*option));
        let package: BTreeMap<String, String> = held.issues.iter().zip(&heard.package).map(pair).collect();
        json!({ "party": held.parties[heard.party].id, "package": package, "acceptable": heard.acceptable })
    };
    let all: Vec<serde_json::Value> = desk.heard(held).iter().map(answer).collect();
    say_json(&all)
}

fn moved(arguments: &Steps) -> Result<(), Failure> {
    let session = Session::open(&arguments.acting)?;
    let desk = session.desk()?;
    let held = session.held()?;
    // For anyone else there is nothing held, and the desk says why not.
    let held = held.as_ref().unwrap_or(&desk.state.case);
    let report = desk.steps(held, arguments.rounds as usize)?;
    session.print(&report, || steps(&report, held, &style()))
}
