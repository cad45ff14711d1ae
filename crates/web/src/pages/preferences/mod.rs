//! *Our preferences*: plain questions about every issue, and what the answers imply.

mod answers;

use askama::Template;
use detente_case::{Amount, Case, Importance, Preferences, RedLine, WalkAway, Worth};
use detente_deal::Settings;
use detente_talks::Act;

use super::caucus::amount_words;
use crate::ask::{Answer, At, Fields, Problem, page as show, refused};
use crate::frame::Frame;
use crate::jobs::Work;
use crate::words::{capital, when};

/// Red lines that can be typed beyond those there are.
const BLANK: usize = 1;

#[derive(Template)]
#[template(path = "preferences.html")]
struct Page {
    frame: Frame,
    base: String,
    may: bool,
    last: Option<String>,
    problems: Vec<String>,
    beyond: Vec<String>,
    implied: Option<Implied>,
    walk_away: String,
    issues: Vec<Issue>,
    red_lines: Vec<Red>,
}

struct Issue {
    id: String,
    name: String,
    importance: String,
    options: Vec<Opt>,
}

struct Opt {
    field: String,
    label: String,
    value: String,
}

struct Red {
    options: Vec<Never>,
    ands: Vec<Never>,
    why: String,
    people: Vec<(String, String, bool)>,
}

struct Never {
    value: String,
    label: String,
    chosen: bool,
}

struct Implied {
    lines: Vec<String>,
    rows: Vec<(String, String, String)>,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    let party = at.delegate()?;
    let desk = at.desk;
    let case = &desk.state.case;
    let old = source(at, party)?;
    let typed = !at.ask.form.0.is_empty();
    let source = if typed { answers::source(case, party, &old, &at.ask.form) } else { old.clone() };
    let (held, problems) = match desk.read_preferences(party, &source) {
        Ok(held) => (Some(held), Vec::new()),
        Err(problems) => {
            let line = |problem: &detente_case::Problem| capital(&named(case, &problem.message));
            (None, problems.iter().map(line).collect())
        }
    };
    let before = desk.read_preferences(party, &old).ok();
    let fields = match (&held, typed) {
        (_, true) => at.ask.form.clone(),
        (Some(held), false) => fields(case, held),
        (None, false) => Fields::default(),
    };
    let last =
        desk.state.preferences.get(&party).map(|(event, _)| {
            format!("Submitted by {}, {}.", desk.state.people.name(&event.by), when(event.at))
        });
    show(&Page {
        frame: Frame::of(at, "Our preferences"),
        base: format!("/case/{}", at.case()),
        may: desk.seat.decides(),
        last,
        // Nothing was said yet: that is no mistake.
        problems: if typed { problems } else { Vec::new() },
        beyond: before.map(|before| beyond(case, &before)).unwrap_or_default(),
        implied: held.filter(|_| typed || !old.is_empty()).and_then(|held| implied(at, party, held)),
        walk_away: fields.get("walk_away").into(),
        issues: issues(case, &fields),
        red_lines: red_lines(at, party, &fields),
    })
}

/// What the side said last: in the talks, else in its own file.
fn source(at: &At<'_>, party: usize) -> Result<String, Problem> {
    if let Some((_, source)) = at.desk.state.preferences.get(&party) {
        return Ok((*source).to_string());
    }
    let id = at.desk.state.case.parties.get(party).map(|party| party.id.as_str()).unwrap_or_default();
    Ok(at.room.file(&format!("private/{id}.toml"))?.unwrap_or_default())
}

pub(crate) fn say(at: &At<'_>) -> Answer {
    let party = at.delegate()?;
    let old = source(at, party)?;
    let lost = at.desk.read_preferences(party, &old).map(|before| beyond(&at.desk.state.case, &before));
    if lost.is_ok_and(|lost| !lost.is_empty()) && !at.ask.form.has("replace") {
        return Err(refused(
            "what your side said before holds more than this form can show",
            "look at what would be lost, and tick the box if it is to be",
        ));
    }
    let source = answers::source(&at.desk.state.case, party, &old, &at.ask.form);
    let done = at.act(|_| Ok(Act::Prefer { source: source.clone() }))?;
    at.done("preferences", done)
}

/// What is held, as the fields of the form.
fn fields(case: &Case, held: &Preferences) -> Fields {
    let mut all: Vec<(String, String)> = Vec::new();
    let walk_away = match &held.walk_away.value {
        WalkAway::Points(points) => points.to_string(),
        WalkAway::Between(low, high) => format!("{low}-{high}"),
        WalkAway::None => "none".into(),
        WalkAway::Unknown | WalkAway::Package(_) => String::new(),
    };
    all.push(("walk_away".into(), walk_away));
    for (at, issue) in case.issues.iter().enumerate() {
        if let Importance::Each(each) = &held.importance
            && let Some(words) = each.get(at).and_then(|amount| typed(&amount.value))
        {
            all.push((format!("importance-{}", issue.id), words));
        }
        if let Importance::Ranking(ranking) = &held.importance
            && let Some(place) = ranking.value.iter().position(|tier| tier.contains(&at))
        {
            all.push((format!("importance-{}", issue.id), answers::ordinal(place + 1)));
        }
        match held.worth.get(at) {
            Some(Worth::Each(each)) => {
                for (option, amount) in each.iter().enumerate() {
                    all.extend(typed(&amount.value).map(|words| (answers::field(&issue.id, option), words)));
                }
            }
            Some(Worth::Ranking(ranking)) => {
                for (place, tier) in ranking.value.iter().enumerate() {
                    all.extend(
                        tier.iter()
                            .map(|option| (answers::field(&issue.id, *option), answers::ordinal(place + 1))),
                    );
                }
            }
            Some(Worth::Unknown | Worth::Line(_)) | None => {}
        }
    }
    for line in &held.red_lines {
        let mut never = nevers(case, line).into_iter();
        all.push(("red_never".into(), never.next().unwrap_or_default()));
        all.push(("red_and".into(), never.next().unwrap_or_default()));
        all.push(("red_why".into(), line.why.clone().unwrap_or_default()));
        all.push(("red_by".into(), line.relaxed_by.clone().unwrap_or_default()));
    }
    Fields(all)
}

/// What the form cannot show of what was said before, and would lose.
fn beyond(case: &Case, held: &Preferences) -> Vec<String> {
    let mut all = Vec::new();
    if matches!(held.walk_away.value, WalkAway::Package(_)) {
        all.push("a walk-away that is a package".to_string());
    }
    for (issue, worth) in case.issues.iter().zip(&held.worth) {
        let large = issue.domain.len().is_none_or(|many| many > answers::MOST);
        if matches!(worth, Worth::Line(_)) || (large && !matches!(worth, Worth::Unknown)) {
            all.push(format!("the worths of {}", issue.name));
        }
    }
    let simple = |line: &RedLine| {
        let one = |choice: &detente_case::Choice| matches!(&choice.among, detente_case::Among::Options(options) if options.len() == 1);
        matches!(line.never.as_slice(), [all] if all.len() <= 2 && all.iter().all(one))
    };
    let lines = held.red_lines.iter().enumerate();
    let lost = lines.filter(|(nth, line)| !simple(line) || *nth >= answers::MOST_LINES);
    all.extend(lost.map(|(_, line)| format!("the red line {}", line.why.as_ref().unwrap_or(&line.id))));
    all
}

/// What a red line forbids, where it is as simple as the form.
fn nevers(case: &Case, line: &RedLine) -> Vec<String> {
    let choices = line.never.first().into_iter().flatten();
    let one = choices.filter_map(|choice| match &choice.among {
        detente_case::Among::Options(options) => {
            let issue = case.issues.get(choice.issue)?;
            Some(format!("{}={}", issue.id, issue.domain.label(*options.first()?)))
        }
        detente_case::Among::Between(..) | detente_case::Among::Outside(..) => None,
    });
    one.collect()
}

/// An amount as it is typed.
fn typed(amount: &Amount) -> Option<String> {
    match amount {
        Amount::Between(low, high) => Some(format!("{low}-{high}")),
        other => amount_words(other),
    }
}

fn issues(case: &Case, fields: &Fields) -> Vec<Issue> {
    let listed =
        case.issues.iter().filter(|issue| issue.domain.len().is_some_and(|many| many <= answers::MOST));
    listed
        .map(|issue| Issue {
            id: issue.id.clone(),
            name: issue.name.clone(),
            importance: fields.get(&format!("importance-{}", issue.id)).into(),
            options: (0..issue.domain.len().unwrap_or(0))
                .map(|option| {
                    let field = answers::field(&issue.id, option);
                    Opt { value: fields.get(&field).into(), label: issue.domain.label(option), field }
                })
                .collect(),
        })
        .collect()
}

fn red_lines(at: &At<'_>, party: usize, fields: &Fields) -> Vec<Red> {
    let case = &at.desk.state.case;
    let column = |name: &str| fields.all(name).map(String::from).collect::<Vec<_>>();
    let (never, and, why, by) = (column("red_never"), column("red_and"), column("red_why"), column("red_by"));
    let cell = |column: &[String], row: usize| column.get(row).cloned().unwrap_or_default();
    let options = |chosen: &str| -> Vec<Never> {
        let each = case.issues.iter().flat_map(|issue| {
            let many = issue.domain.len().filter(|many| *many <= answers::MOST).unwrap_or(0);
            (0..many).map(move |option| (issue, issue.domain.label(option)))
        });
        each.map(|(issue, label)| {
            let value = format!("{}={label}", issue.id);
            Never { chosen: value == chosen, label: format!("{}: {label}", issue.name), value }
        })
        .collect()
    };
    let filled = never.iter().filter(|never| !never.is_empty()).count();
    let rows = (0..filled.max(never.len()) + BLANK)
        .filter(|row| *row >= never.len() || !never[*row].is_empty())
        .take(answers::MOST_LINES);
    rows.map(|row| {
        let chosen = cell(&by, row);
        let people = at.desk.state.people.seats().filter(|seat| seat.party == Some(party));
        Red {
            options: options(&cell(&never, row)),
            ands: options(&cell(&and, row)),
            why: cell(&why, row),
            people: people
                .map(|seat| (seat.person.clone(), seat.name.clone(), seat.person == chosen))
                .collect(),
        }
    })
    .collect()
}

/// Words of the file's reader, with the issues' names in the place of their short ones.
fn named(case: &Case, words: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while !rest.is_empty() {
        let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let (one, after) = rest.split_at(length);
        let issue = case.issues.iter().find(|issue| issue.id == one && one.contains('-'));
        out.push_str(issue.map_or(one, |issue| &issue.name));
        let next = after.find(word).unwrap_or(after.len());
        out.push_str(&after[..next]);
        rest = &after[next..];
    }
    out
}

/// What preferences imply for the side itself: nothing of another side is looked at.
fn implied(at: &At<'_>, party: usize, held: Preferences) -> Option<Implied> {
    let case = &at.desk.state.case;
    let plain = detente_case::plain(&held, &case.issues);
    let mut own = case.clone();
    own.preferences = vec![None; own.parties.len()];
    own.estimates = vec![None; own.parties.len()];
    own.preferences[party] = Some(held);
    let packages =
        own.issues.iter().try_fold(1u64, |product, issue| product.checked_mul(issue.domain.len()? as u64));
    let mut lines = Vec::new();
    let small = packages.is_some_and(|packages| packages <= answers::LARGEST);
    let work = if small { at.analysis(&own, Settings::default()) } else { Work::Waits };
    if small && !matches!(work, Work::Done(_)) {
        lines.push(
            "How many packages you could live with is being worked out; look again in a moment.".into(),
        );
    }
    if let Work::Done(Ok(analysis)) = work {
        let result = analysis.parties.get(party)?;
        if let (Some(worst), Some(best)) = (result.worst, result.best) {
            lines.push(format!(
                "The best package there is would be worth {best:.1} to you, the worst {worst:.1}."
            ));
        }
        if let (Some(zone), Some(all)) = (&analysis.zone.packages, &analysis.packages) {
            lines.push(format!("You could live with {zone} of {all} packages: they are at or above your walk-away and break none of your red lines."));
        }
    }
    lines.extend(plain.readings.iter().map(|reading| capital(&format!("{}.", named(case, reading)))));
    let Importance::Each(each) = &plain.preferences.importance else {
        return Some(Implied { lines, rows: Vec::new() });
    };
    let number = |amount: &Amount| match amount {
        Amount::Exactly(number) => number.to_f64(),
        _ => 0.0,
    };
    let sum: f64 = each.iter().map(|amount| number(&amount.value)).sum();
    let rows =
        case.issues.iter().zip(each).zip(&plain.preferences.worth).map(|((issue, importance), worth)| {
            let share = if sum > 0.0 { number(&importance.value) / sum } else { 0.0 };
            let worths: Vec<f64> = match worth {
                Worth::Each(each) => each.iter().map(|amount| number(&amount.value)).collect(),
                _ => Vec::new(),
            };
            let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let least = worths.iter().copied().fold(f64::INFINITY, f64::min);
            let swing = if worths.is_empty() { 0.0 } else { (most - least) * share };
            (issue.name.clone(), format!("{:.0} %", share * 100.0), format!("{swing:.1} points"))
        });
    Some(Implied { rows: rows.collect(), lines })
}
