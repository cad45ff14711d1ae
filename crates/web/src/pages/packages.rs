//! *Packages*: the frontier, the packages the measures pick, and one's own with what each side gains and which red line it
//! breaks.

use std::collections::BTreeMap;

use askama::Template;
use detente_case::{Case, Issue};
use detente_deal::{Analysis, Basis, Settings, assume, based_on, broken, without_red_line};
use detente_papers::{analysis_html, closeness};
use detente_talks::Act;

use super::{Choice, parties};
use crate::ask::{Answer, At, Fields, page as show, refused};
use crate::frame::Frame;
use crate::jobs::Work;
use crate::words::capital;

#[derive(Template)]
#[template(path = "packages.html")]
struct Page {
    frame: Frame,
    base: String,
    result: Shown,
    issues: Vec<Pick>,
    own: Option<Own>,
    parties: Vec<Choice>,
    what_if: WhatIf,
}

/// What is assumed to be other than it is held.
struct WhatIf {
    said: String,
    /// Ids of red lines, and whether each is left out.
    red_lines: Vec<(String, bool)>,
    sweep: bool,
    /// What it rests on: a name and words for it, and whether that is chosen.
    basis: Vec<(&'static str, &'static str, bool)>,
    /// What is assumed, or what cannot be.
    assumed: Vec<String>,
    wrong: Option<String>,
}

enum Shown {
    Going(u64),
    Refused(String),
    Ready(Ready),
}

struct Ready {
    answer: String,
    class: &'static str,
    html: String,
}

/// An issue, and its options to choose from.
pub(crate) struct Pick {
    pub(crate) name: String,
    pub(crate) options: Vec<PickOption>,
}

pub(crate) struct PickOption {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// A package one built, and what it comes to.
struct Own {
    rows: Vec<Row>,
    broken: Vec<String>,
    options: Vec<String>,
}

struct Row {
    party: String,
    worth: String,
    walk_away: String,
    gain: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let held = at.desk.with_told(&at.room.held()?);
    let fields = if at.ask.form.has("option") { &at.ask.form } else { &at.ask.query };
    let package = package(&held, fields);
    let probes = package.as_ref().map(|package| probe(&held, package)).into_iter().collect::<Vec<_>>();
    let (what_if, case) = what_if(&held, fields);
    let settlements = held.settlements.clone();
    let asked = Settings { probes, settlements, sweep: what_if.sweep, ..Settings::default() };
    let (result, own) = match at.analysis(&case, asked) {
        Work::Going(percent) => (Shown::Going(percent), None),
        Work::Waits => (Shown::Going(0), None),
        Work::Done(Err(why)) => (Shown::Refused(capital(&why)), None),
        Work::Done(Ok(analysis)) => {
            let class = match analysis.zone.exists {
                Some(true) => "yes",
                Some(false) => "no",
                None => "open",
            };
            let ready = Ready { answer: closeness(&analysis).0, class, html: analysis_html(&analysis) };
            (Shown::Ready(ready), package.as_ref().map(|package| own(&case, &analysis, package)))
        }
    };
    let going = matches!(result, Shown::Going(_));
    let issues = held
        .issues
        .iter()
        .enumerate()
        .map(|(at, issue)| pick(issue, package.as_ref().map(|package| package[at])));
    let page = Page {
        frame: Frame::of(at, "Packages"),
        base: format!("/case/{}", at.case()),
        result,
        issues: issues.collect(),
        own,
        parties: parties(at.desk, &[]),
        what_if,
    };
    let html = show(&page)?;
    Ok(if going { html.again_in(2) } else { html })
}

/// What an answer can rest on.
const BASES: [(&str, &str); 4] = [
    ("", "what is held; an estimate stands in for a party that told nothing"),
    ("told", "only what the parties said"),
    ("estimates", "only the mediator's estimates"),
    ("both", "what the parties said, and the estimate of what they did not say"),
];
/// Most things assumed at once.
const MOST_ASSUMED: usize = 20;

/// The case as it is assumed to be; as it is held, where something cannot be assumed.
fn what_if(held: &Case, fields: &Fields) -> (WhatIf, Case) {
    let said = fields.get("if").trim().to_string();
    let left_out: Vec<&str> = fields.all("without").filter(|id| !id.is_empty()).collect();
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut case, mut assumed, mut wrong) = (held.clone(), Vec::new(), None);
    let on = fields.get("on");
    let chosen = [Basis::Told, Basis::Estimates, Basis::Both].into_iter().find(|basis| basis.name() == on);
    let basis = BASES.map(|(name, words)| (name, words, name == chosen.map_or("", Basis::name)));
    if let Some(basis) = chosen {
        case = based_on(&case, basis);
    }
    for line in lines.take(MOST_ASSUMED) {
        match assume(&case, line) {
            Ok(other) => (case, _) = (other, assumed.push(line.to_string())),
            Err(error) => wrong = Some(format!("{}: {}", capital(&error.what), error.help)),
        }
    }
    for id in left_out.iter().take(MOST_ASSUMED) {
        match without_red_line(&case, id) {
            Ok(other) => (case, _) = (other, assumed.push(format!("without the red line {id}"))),
            Err(error) => wrong = Some(format!("{}: {}", capital(&error.what), error.help)),
        }
    }
    let known = held.parties.iter().zip(held.preferences.iter().zip(&held.estimates));
    let red_lines = known.flat_map(|(party, (told, estimate))| {
        let lines = told.as_ref().or(estimate.as_ref()).into_iter().flat_map(|held| &held.red_lines);
        lines.map(|line| format!("{}.{}", party.id, line.id)).collect::<Vec<_>>()
    });
    let red_lines = red_lines.map(|id| (id.clone(), left_out.contains(&id.as_str()))).collect();
    let sweep = fields.get("sweep") == "1";
    if wrong.is_some() {
        (case, assumed) = (held.clone(), Vec::new());
    }
    if let Some((_, words, _)) = basis.iter().find(|(name, _, chosen)| *chosen && !name.is_empty()) {
        assumed.insert(0, (*words).to_string());
    }
    (WhatIf { said, red_lines, sweep, basis: basis.to_vec(), assumed, wrong }, case)
}

/// Most options offered of one issue.
const MOST: usize = 200;

/// The options of an issue, as many as fit in a list.
fn labels(issue: &Issue) -> Vec<String> {
    (0..issue.domain.len().unwrap_or(0).min(MOST)).map(|option| issue.domain.label(option)).collect()
}

/// Every issue, with nothing chosen.
pub(crate) fn picks(case: &Case) -> Vec<Pick> {
    case.issues.iter().map(|issue| pick(issue, None)).collect()
}

pub(crate) fn pick(issue: &Issue, chosen: Option<usize>) -> Pick {
    let labels = labels(issue).into_iter().enumerate();
    let options = labels.map(|(at, label)| PickOption {
        value: format!("{}={label}", issue.id),
        label,
        chosen: chosen == Some(at),
    });
    Pick { name: issue.name.clone(), options: options.collect() }
}

/// The package that is named option by option, if every issue has one.
pub(crate) fn package(case: &Case, fields: &Fields) -> Option<Vec<usize>> {
    let said: BTreeMap<&str, &str> = fields.all("option").filter_map(|pair| pair.split_once('=')).collect();
    case.issues.iter().map(|issue| issue.domain.find(said.get(issue.id.as_str())?)).collect()
}

fn probe(case: &Case, package: &[usize]) -> Vec<(String, String)> {
    case.issues
        .iter()
        .zip(package)
        .map(|(issue, option)| (issue.id.clone(), issue.domain.label(*option)))
        .collect()
}

fn own(case: &Case, analysis: &Analysis, package: &[usize]) -> Own {
    let worth = analysis.probes.as_ref().and_then(|probes| probes.first()).cloned().unwrap_or_default();
    let rows = analysis.parties.iter().zip(&worth).map(|(party, worth)| Row {
        party: party.name.clone(),
        worth: format!("{worth:.2}"),
        walk_away: party.walk_away.map_or("none held".into(), |least| format!("{least:.2}")),
        gain: party.walk_away.map_or(String::new(), |least| format!("{:+.2}", worth - least)),
    });
    let broken = broken(case, package).into_iter().map(|(party, line)| {
        let who = case.people.iter().find(|person| Some(&person.id) == line.relaxed_by.as_ref());
        let who = who.map(|who| format!("; {} alone can relax it", who.name)).unwrap_or_default();
        let why = line.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("Breaks a red line of {}{why}{who}", case.parties[party].name)
    });
    let options = probe(case, package).into_iter().map(|(issue, option)| format!("{issue}={option}"));
    Own { rows: rows.collect(), broken: broken.collect(), options: options.collect() }
}

pub(crate) fn put(at: &At<'_>) -> Answer {
    at.mediator()?;
    let form = &at.ask.form;
    let to: Vec<String> = form.all("to").map(String::from).collect();
    if to.is_empty() {
        return Err(refused("nobody is named to put it to", "tick one party or more"));
    }
    let package = package(&at.desk.state.case, form)
        .ok_or_else(|| refused("a package has one option for every issue", "choose them all"))?;
    let options: BTreeMap<String, String> = probe(&at.desk.state.case, &package).into_iter().collect();
    let id = form.get("id").trim();
    let done = at.act(|_| Ok(Act::Package { id: id.into(), options: options.clone(), to: to.clone() }))?;
    at.done("packages", done)
}

/// How close they are, and what that rests on, for other pages; `None` while it is worked out.
pub(crate) fn close(at: &At<'_>, held: &Case) -> Option<(String, String)> {
    match at.analysis(held, Settings::default()) {
        Work::Done(Ok(analysis)) => Some(closeness(&analysis)),
        Work::Done(Err(why)) => Some((capital(&why), String::new())),
        Work::Going(_) | Work::Waits => None,
    }
}
