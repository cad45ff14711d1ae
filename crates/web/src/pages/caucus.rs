//! *Caucus*: one page for each party, for the mediators: what it said, what is believed of it, what may be told to it.

use askama::Template;
use detente_case::{Amount, Case, Importance, Mark, Preferences, WalkAway, Worth};
use detente_talks::{Act, Told};

use super::Line;
use super::side::NoteLine;
use crate::ask::{Answer, At, Problem, Reply, page as show};
use crate::frame::Frame;
use crate::house::Shelf;

/// Acts on a page.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "caucus.html")]
struct Page {
    frame: Frame,
    base: String,
    party: String,
    said: Vec<Line>,
    earlier: Option<usize>,
    estimates: Vec<(String, String)>,
    told: Vec<(String, String)>,
    may: Vec<Item>,
    may_not: Vec<Item>,
    known: Vec<Item>,
    notes: Vec<NoteLine>,
}

struct Item {
    what: String,
    why: String,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let desk = at.desk;
    let id = at.ask.path.get("party");
    let place = desk.state.case.parties.iter().position(|party| party.id == id).ok_or(Problem::NotThere)?;
    let telling = desk.telling(id)?;
    let of_party = |seen: &&detente_talks::Seen<'_>| {
        let own = desk.state.people.seat(&seen.event.by).is_some_and(|seat| seat.party == Some(place));
        own || matches!(&seen.event.act, Act::Tell(told) if told.from == id)
    };
    let before = at.ask.query.get("before").parse().unwrap_or(usize::MAX);
    let latest = desk.events.iter().rev().filter(of_party).filter(|seen| seen.number < before);
    let said: Vec<Line> = latest.take(MOST).map(|seen| Line::from(&desk.says(seen))).collect();
    let held = desk.with_told(&at.room.held()?);
    let values = |all: &[Option<Preferences>]| {
        all.get(place).and_then(Option::as_ref).map(|held_of| values(&held, held_of)).unwrap_or_default()
    };
    let item = |item: &detente_talks::Item| Item { what: item.what.clone(), why: item.why.clone() };
    show(&Page {
        frame: Frame::of(at, &format!("Caucus: {}", desk.state.case.parties[place].name)),
        base: at.to(&format!("caucus/{id}")),
        party: desk.state.case.parties[place].name.clone(),
        earlier: said.last().filter(|_| said.len() == MOST).map(|act| act.number),
        said,
        estimates: values(&held.estimates),
        told: values(&held.preferences),
        may: telling.may.iter().map(item).collect(),
        may_not: telling.may_not.iter().map(item).collect(),
        known: telling
            .known
            .iter()
            .map(|known| Item { what: known.what.clone(), why: known.from.join(", ") })
            .collect(),
        notes: super::side::notes(at, Some(id))?,
    })
}

/// What is held of a party, issue by issue, in words.
pub(crate) fn values(case: &Case, held: &Preferences) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let walk_away = match &held.walk_away.value {
        WalkAway::Unknown => None,
        WalkAway::None => Some("none".to_string()),
        WalkAway::Points(points) => Some(points.to_string()),
        WalkAway::Between(low, high) => Some(format!("{low} to {high}")),
        WalkAway::Package(_) => Some("a package".into()),
    };
    all.extend(walk_away.map(|words| ("Walk-away".to_string(), words)));
    for (at, issue) in case.issues.iter().enumerate() {
        let label = |option: usize| issue.domain.label(option);
        let ranked = |ranks: &[Vec<usize>]| {
            let tiers = ranks
                .iter()
                .map(|tier| tier.iter().map(|option| label(*option)).collect::<Vec<_>>().join(" = "));
            format!("best first: {}", tiers.collect::<Vec<_>>().join(", "))
        };
        let worth = match held.worth.get(at) {
            None | Some(Worth::Unknown) => continue,
            Some(Worth::Each(each)) => {
                let each = each.iter().enumerate().filter_map(|(option, amount)| {
                    Some(format!("{}: {}", label(option), amount_words(&amount.value)?))
                });
                each.collect::<Vec<_>>().join("; ")
            }
            Some(Worth::Ranking(ranking)) => ranked(&ranking.value),
            Some(Worth::Line(_)) => "a line".into(),
        };
        let importance = match &held.importance {
            Importance::Each(each) => each.get(at).and_then(|amount| amount_words(&amount.value)),
            Importance::Unknown | Importance::Ranking(_) => None,
        };
        let importance = importance.map(|words| format!(" (importance {words})")).unwrap_or_default();
        all.push((format!("{}{importance}", issue.name), worth));
    }
    for line in &held.red_lines {
        let never = line.never.iter().map(|condition| {
            let all = condition.iter().filter_map(|choice| {
                let issue = case.issues.get(choice.issue)?;
                let detente_case::Among::Options(options) = &choice.among else { return None };
                let options: Vec<String> = options.iter().map(|option| issue.domain.label(*option)).collect();
                Some(format!("{}: {}", issue.name, options.join(" or ")))
            });
            all.collect::<Vec<_>>().join(", together with ")
        });
        let why = line.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        let never = never.collect::<Vec<_>>().join("; ");
        all.push(("Red line".into(), format!("never {never}{why}")));
    }
    all
}

pub(crate) fn amount_words(amount: &Amount) -> Option<String> {
    Some(match amount {
        Amount::Exactly(number) => number.to_string(),
        Amount::Between(low, high) => format!("{low} to {high}"),
        Amount::Mark(Mark::Acceptable) => "acceptable".into(),
        Amount::Mark(Mark::Discuss) => "discuss".into(),
        Amount::Mark(Mark::Unacceptable) => "unacceptable".into(),
        Amount::Unknown => return None,
    })
}

fn party<'a>(at: &'a At<'_>) -> Result<&'a str, Problem> {
    at.mediator()?;
    let id = at.ask.path.get("party");
    let there = at.desk.state.case.parties.iter().any(|party| party.id == id);
    if there { Ok(id) } else { Err(Problem::NotThere) }
}

pub(crate) fn tell(at: &At<'_>) -> Answer {
    let (id, form) = (party(at)?, &at.ask.form);
    let told = Told {
        from: id.into(),
        words: form.get("words").trim().into(),
        condition: form.said("condition").map(String::from),
        known_before: form.has("known_before"),
    };
    let done = at.act(|_| Ok(Act::Tell(told.clone())))?;
    at.done(&format!("caucus/{id}"), done)
}

pub(crate) fn idea(at: &At<'_>) -> Answer {
    let (party, form) = (party(at)?, &at.ask.form);
    let (id, words) = (form.get("id").trim(), form.get("words").trim());
    let done = at.act(|_| Ok(Act::Idea { id: id.into(), words: words.into(), to: vec![party.into()] }))?;
    at.done(&format!("caucus/{party}"), done)
}

pub(crate) fn note(at: &At<'_>) -> Answer {
    let id = party(at)?;
    let words = at
        .ask
        .form
        .said("words")
        .ok_or_else(|| crate::ask::refused("the note is empty", "say it in words"))?;
    at.room.put_paper(Shelf::Own, Some(id), words, None)?;
    Ok(Reply::See(at.to(&format!("caucus/{id}#notes"))))
}

pub(crate) fn drop_note(at: &At<'_>) -> Answer {
    let id = party(at)?;
    super::side::destroy(at, at.ask.form.get("note"))?;
    Ok(Reply::See(at.to(&format!("caucus/{id}#notes"))))
}
