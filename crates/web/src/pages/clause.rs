//! One clause: its words, where they come from, what was answered, and the answer one gives.

use askama::Template;
use detente_case::text::{Text, TextDiff};
use detente_papers::{bare, redline_html, words_html};
use detente_talks::{Act, Condition, Desk, Mark, Refusal, Response, Substance, Target, WordingView};

use super::stand::segment;
use super::{absent, numbered};
use crate::ask::{Answer, At, Fields, Problem, Reply, page as show, refused};
use crate::frame::Frame;
use crate::words::status;

#[derive(Template)]
#[template(path = "clause.html")]
struct Page {
    frame: Frame,
    base: String,
    link: String,
    number: String,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    status: &'static str,
    class: &'static str,
    words: String,
    choices: Vec<Vec<Wording>>,
    remarks: Vec<String>,
    responds: bool,
    /// Whether a round is open: else no answer is asked for.
    round: bool,
    /// Until when silence on it counts as no consent.
    silence: Option<String>,
    mediates: bool,
    abouts: Vec<Pick>,
    substances: Vec<Pick>,
    wordings: Vec<Pick>,
    form: Form,
    preview: Option<String>,
    act_word: &'static str,
    counts_as: String,
    absent: Vec<(String, String)>,
    answers: Vec<Given>,
    history: Vec<Step>,
}

struct Wording {
    words: String,
    lines: Vec<String>,
}

struct Pick {
    value: String,
    label: String,
    chosen: bool,
}

/// What was typed, for when it is shown again.
struct Form {
    discuss: bool,
    principals_only: bool,
    counter: String,
    note: String,
    only_if: String,
    strength: String,
    reserve: String,
    more: bool,
}

struct Given {
    number: usize,
    by: String,
    says: String,
    /// What became of it, where it does not count.
    gone: &'static str,
    may: bool,
}

struct Step {
    revision: u32,
    tabled: String,
    words: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let desk = at.desk;
    let wanted = at.ask.path.get("clause");
    let texts = desk.texts();
    let text = texts.iter().find(|text| text.clauses.iter().any(|clause| clause.number == wanted));
    let text = text.ok_or(Problem::NotThere)?;
    let place = text.clauses.iter().position(|clause| clause.number == wanted).ok_or(Problem::NotThere)?;
    let clause = &text.clauses[place];
    let near = |place: Option<usize>| {
        place
            .and_then(|place| text.clauses.get(place))
            .map(|clause| (segment(&clause.number), clause.number.clone()))
    };
    let (status, class) = status(clause.status);
    let form = &at.ask.form;
    let said = if form.0.is_empty() { &at.ask.query } else { form };
    let pick = |field: &str, all: &[(&str, &str)], usual: &str| -> Vec<Pick> {
        let chosen = said.said(field).unwrap_or(usual);
        let pick = |(value, label): &(&str, &str)| Pick {
            value: (*value).into(),
            label: (*label).into(),
            chosen: *value == chosen,
        };
        all.iter().map(pick).collect()
    };
    show(&Page {
        frame: Frame::of(at, &format!("Clause {wanted}")),
        base: format!("/case/{}", at.case()),
        link: segment(wanted),
        number: wanted.into(),
        before: near(place.checked_sub(1)),
        after: near(Some(place + 1)),
        status,
        class,
        words: words_html(&clause.words),
        choices: choices(desk, wanted),
        remarks: clause.remarks.clone(),
        responds: (desk.seat.delegate() || desk.seat.mediates())
            && desk.state.begun.is_some()
            && !super::procedure::away(at),
        round: desk.state.round(desk.now).is_some(),
        silence: super::procedure::running(at)
            .into_iter()
            .find(|one| detente_talks::same_clause(&one.clause, wanted))
            .map(|one| one.until),
        absent: absent(desk),
        mediates: desk.seat.mediates(),
        abouts: abouts(&clause.options, said),
        substances: pick(
            "substance",
            &[
                ("acceptable", "Acceptable"),
                ("in-principle", "In principle"),
                ("rejected", "Rejected"),
                ("none", "Nothing said"),
            ],
            "none",
        ),
        wordings: pick(
            "wording",
            &[("works", "Works"), ("fails", "Does not work"), ("not-considered", "Not looked at")],
            "not-considered",
        ),
        form: Form {
            discuss: form.has("discuss"),
            principals_only: form.has("principals_only"),
            counter: form.get("counter").into(),
            note: form.get("note").into(),
            only_if: form.get("only_if").into(),
            strength: form.get("strength").into(),
            reserve: form.get("reserve").into(),
            more: ["counter", "note", "only_if", "strength", "reserve"]
                .iter()
                .any(|name| form.said(name).is_some()),
        },
        preview: form.said("counter").map(|counter| compared(&against(clause, said.get("about")), counter)),
        act_word: if desk.seat.mediates() {
            "Write it down"
        } else if desk.seat.decides() {
            "Submit for our side"
        } else {
            "Submit, ad referendum"
        },
        counts_as: counts_as(desk, wanted),
        answers: answers(desk, wanted),
        history: history(desk, &text.path, wanted),
    })
}

/// Which words can be answered: each open option, or the clause as it stands.
fn abouts(options: &[Vec<String>], said: &Fields) -> Vec<Pick> {
    let chosen = said.get("about");
    let mut all: Vec<Pick> = Vec::new();
    for (nth, choice) in options.iter().enumerate() {
        for option in choice {
            let value = if options.len() > 1 { format!("{}:{option}", nth + 1) } else { option.clone() };
            let words = bare(option);
            let label = if words.trim().is_empty() { "without these words".into() } else { words };
            let label = if options.len() > 1 { format!("choice {}: {label}", nth + 1) } else { label };
            all.push(Pick { chosen: value == chosen, label, value });
        }
    }
    let label = if options.is_empty() { "the clause as it stands" } else { "the clause as a whole" };
    all.push(Pick {
        value: "whole".into(),
        label: label.into(),
        chosen: chosen.is_empty() || chosen == "whole",
    });
    all
}

/// The words that other words are compared with.
fn against(clause: &detente_talks::ClauseView, about: &str) -> String {
    if about.is_empty() || about == "whole" { clause.words.clone() } else { option_of(about).to_string() }
}

/// `2:words` are words of the second choice.
fn option_of(about: &str) -> &str {
    let numbered = about.split_once(':').filter(|(number, _)| number.parse::<usize>().is_ok());
    numbered.map_or(about, |(_, words)| words)
}

fn compared(old: &str, new: &str) -> String {
    let diff = TextDiff::new(&Text::parse(old), &Text::parse(new));
    diff.clauses.iter().map(|clause| redline_html(&clause.words)).collect()
}

fn choices(desk: &Desk<'_>, clause: &str) -> Vec<Vec<Wording>> {
    let Some((_, wordings)) = desk.state.revision_with(clause) else { return Vec::new() };
    let lines = |subject: usize| {
        let about = desk.state.about(subject).filter(|given| !given.withdrawn);
        about
            .map(|given| {
                format!("{}: {}", desk.state.people.name(&given.event.by), substance(given.response))
            })
            .collect()
    };
    let choices = wordings.choices.iter().map(|options| {
        options
            .iter()
            .map(|(words, subject)| Wording { words: bare(words), lines: lines(*subject) })
            .collect()
    });
    choices.collect()
}

fn substance(response: &Response) -> &'static str {
    match (response.substance, response.wording) {
        (Substance::Rejected, _) => "rejected",
        (_, WordingView::Fails) => "the wording does not work",
        (Substance::Acceptable, WordingView::Works) => "acceptable",
        (Substance::Acceptable, _) => "acceptable in substance",
        (Substance::InPrinciple, _) => "acceptable in principle",
        (Substance::None, _) => "a remark",
    }
}

/// What a word of this seat counts as.
fn counts_as(desk: &Desk<'_>, clause: &str) -> String {
    use detente_talks::Kind;
    let inside = desk.seat.reach.covers(clause, desk.now);
    match desk.seat.kind {
        Kind::Principal => "Your yes agrees the clause for your side.".into(),
        Kind::Plenipotentiary if inside => "Your yes agrees the clause for your side.".into(),
        Kind::Representative if inside && desk.seat.reach.binding => {
            "Your yes agrees the clause for your side.".into()
        }
        Kind::Representative if inside => {
            "Your yes counts ad referendum, until your principal confirms it.".into()
        }
        Kind::Mediator => "It is written down as the answer of the one you name below.".into(),
        Kind::Adviser => {
            "Your yes counts ad referendum, the lowest there is, until someone with a mandate confirms it."
                .into()
        }
        _ => "This clause lies outside your mandate: your yes counts ad referendum at most.".into(),
    }
}

/// Longest part of an answer, in bytes.
const LONGEST: usize = 20_000;
/// Answers listed, the latest first.
const MOST: usize = 100;

fn answers(desk: &Desk<'_>, clause: &str) -> Vec<Given> {
    let Some((_, wordings)) = desk.state.revision_with(clause) else { return Vec::new() };
    let subjects = wordings.choices.iter().flatten().map(|(_, subject)| *subject).chain([wordings.whole]);
    let mut numbers = std::collections::BTreeSet::new();
    let mut found: Vec<_> = subjects.flat_map(|subject| desk.state.about(subject)).collect();
    found.retain(|given| numbers.insert(given.number));
    found.sort_by_key(|given| std::cmp::Reverse(given.number));
    let mut all: Vec<Given> = Vec::new();
    for (nth, given) in found.iter().enumerate().take(MOST) {
        // A person's latest word on the same words is the one that counts.
        let overtaken = found.iter().take(nth).any(|later| {
            !later.withdrawn && later.subject == given.subject && later.event.by == given.event.by
        });
        let seen = desk.events.get(given.number.saturating_sub(1));
        all.push(Given {
            number: given.number,
            by: desk.state.people.name(&given.event.by).to_string(),
            says: seen.map(|seen| desk.says(seen).what).unwrap_or_default(),
            gone: match (given.withdrawn, overtaken) {
                (true, _) => "taken back",
                (false, true) => "overtaken by a later answer",
                (false, false) => "",
            },
            may: !given.withdrawn
                && desk.seat.party == Some(given.party)
                && given.event.by == desk.seat.person,
        });
    }
    all
}

/// Each revision in which the words changed, the latest first.
fn history(desk: &Desk<'_>, path: &str, clause: &str) -> Vec<Step> {
    let Some(revisions) = desk.state.texts.get(path) else { return Vec::new() };
    let mut all: Vec<Step> = Vec::new();
    let mut before: Option<String> = None;
    for revision in revisions {
        let Some(found) = revision.clause(clause) else { continue };
        let now = revision.text.source[found.unit.span.clone()].to_string();
        if before.as_ref() != Some(&now) {
            let words = before.as_ref().map_or_else(|| words_html(&now), |before| compared(before, &now));
            let tabled = revision.at.strftime("%Y-%m-%d").to_string();
            all.push(Step { revision: revision.tabled.revision, tabled, words });
            before = Some(now);
        }
    }
    all.reverse();
    all
}

pub(crate) fn respond(at: &At<'_>) -> Answer {
    at.insider()?;
    let clause = at.ask.path.get("clause");
    let form = &at.ask.form;
    if form.0.iter().any(|(_, value)| value.len() > LONGEST) {
        return Err(refused("that is longer than an answer can be", "write what is longer as a document"));
    }
    let act = match form.said("reserve") {
        Some(words) => Act::Reserve { clause: clause.into(), words: words.into() },
        None => Act::Respond(response(clause, form)?),
    };
    let done = at.act_here_or_on_paper(&act)?;
    // On to the next clause that waits, where there is one.
    let next = crate::ask::at_desk(at.room, |desk| {
        let texts = desk.texts();
        let order: Vec<&str> =
            texts.iter().flat_map(|text| &text.clauses).map(|one| one.number.as_str()).collect();
        let place = |number: &str| order.iter().position(|known| *known == number);
        let open = desk.unanswered();
        let after = open.iter().find(|number| place(number) > place(clause));
        after.or(open.first()).map(|number| segment(number))
    })?;
    match next.filter(|_| form.said("reserve").is_none()) {
        Some(next) if next != segment(clause) => at.done(&format!("text/{next}#respond"), done),
        _ => at.done(&format!("text/{}", segment(clause)), done),
    }
}

fn response(clause: &str, form: &Fields) -> Result<Response, Problem> {
    let option =
        Some(form.get("about")).filter(|about| !about.is_empty() && *about != "whole").map(String::from);
    let substance = match form.get("substance") {
        "acceptable" => Substance::Acceptable,
        "in-principle" => Substance::InPrinciple,
        "rejected" => Substance::Rejected,
        _ => Substance::None,
    };
    let wording = match form.get("wording") {
        "works" => WordingView::Works,
        "fails" => WordingView::Fails,
        _ => WordingView::NotConsidered,
    };
    let strength = match form.said("strength") {
        None => None,
        Some(said) => Some(
            said.parse()
                .map_err(|_| refused("how strongly is a number from 1 to 5", "leave it out, or write one"))?,
        ),
    };
    let response = Response {
        to: Target::Clause { clause: clause.into(), option },
        substance,
        wording,
        discuss: form.has("discuss"),
        strength,
        note: form.said("note").map(String::from),
        only_if: form.get("only_if").lines().filter_map(condition).collect(),
        counter: form.said("counter").map(String::from),
        principals_only: form.has("principals_only"),
    };
    let silent = substance == Substance::None
        && wording == WordingView::NotConsidered
        && !response.discuss
        && response.note.is_none()
        && response.counter.is_none();
    if silent {
        return Err(refused(
            "the response says nothing yet",
            "choose something on the substance or the wording, or write a remark",
        ));
    }
    Ok(response)
}

/// `7 = within two hours`, or `7`.
fn condition(line: &str) -> Option<Condition> {
    let line = line.trim();
    let (clause, option) = match line.split_once('=') {
        Some((clause, option)) => (clause.trim(), Some(option.trim().to_string())),
        None => (line, None),
    };
    (!clause.is_empty()).then(|| Condition { clause: clause.into(), option })
}

pub(crate) fn withdraw(at: &At<'_>) -> Answer {
    at.delegate()?;
    let number = at.number("act");
    let done = at.act(|desk| Ok(Act::Withdraw { event: numbered(desk, number)? }))?;
    at.done(&format!("text/{}", segment(at.ask.path.get("clause"))), done)
}

pub(crate) fn mark(at: &At<'_>) -> Answer {
    at.mediator()?;
    let mark = match at.ask.form.get("mark") {
        "referred" => Some(Mark::Referred),
        "postponed" => Some(Mark::Postponed),
        "dropped" => Some(Mark::Dropped),
        "open" => None,
        _ => return Err(Refusal { what: "nothing was chosen".into(), next: "choose one".into() }.into()),
    };
    let clause = at.ask.path.get("clause");
    at.act(|_| Ok(Act::Mark { clause: clause.into(), mark }))?;
    Ok(Reply::See(at.to(&format!("text/{}", segment(clause)))))
}
