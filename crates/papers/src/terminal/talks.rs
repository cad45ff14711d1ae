//! The talks on the terminal: what a seat sees, what an act did, gates, steps, channels.

use detente_case::Case;
use detente_moves::Impasse;
use detente_talks::channels::{ChannelMap, Paths};
use detente_talks::gate::{Condition, GateReport};
use detente_talks::step::StepReport;
use detente_talks::{ActSeen, Agreement, Done, Journal, TextView, View};

use super::Style;
use super::sheet::{Look, Sheet};
use super::table::{Kind, Table};
use crate::safe::{clean, name};

/// The talks as a seat sees them.
pub fn view(view: &View, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title(&name(&view.title));
    let acts = if view.version == 1 { "1 act".into() } else { format!("{} acts", view.version) };
    sheet.paragraph(Look::Quiet, &format!("as {} sees them, after {acts}", name(&view.viewer)));
    sheet.heading("Where the talks stand");
    for line in &view.standing {
        sheet.paragraph(Look::Plain, &clean(line));
    }
    for text in view.text.iter().chain(&view.others) {
        clauses(&mut sheet, text);
    }
    if !view.put.is_empty() {
        sheet.heading("Ideas and packages");
        for act in &view.put {
            sheet.item(&format!("{}.", act.number), &clean(&act.what));
        }
    }
    if !view.responses.is_empty() {
        sheet.heading("Answers and offers");
        for response in &view.responses {
            let taken = if response.withdrawn { " (withdrawn)" } else { "" };
            let words = format!("{}: {}{taken}", name(&response.by), clean(&response.says));
            sheet.item(&format!("{}.", response.number), &words);
        }
    }
    if !view.to_attest.is_empty() {
        sheet.heading("Waits to be attested");
        acts_listed(&mut sheet, &view.to_attest);
    }
    open(&mut sheet, &view.open);
    sheet.finish()
}

fn clauses(sheet: &mut Sheet, text: &TextView) {
    let choices = if text.open_choices == 1 { "choice" } else { "choices" };
    sheet.heading(&format!(
        "{}, Rev.{} of {}: {} open {choices}",
        clean(&text.path),
        text.revision,
        text.tabled,
        text.open_choices
    ));
    let mut table = Table::new([
        (Kind::Name, "clause".to_string()),
        (Kind::Text, "status".to_string()),
        (Kind::Number, "choices".to_string()),
    ]);
    for clause in &text.clauses {
        let open = if clause.options.is_empty() { String::new() } else { clause.options.len().to_string() };
        let title = clean(&format!("{} {}", clause.number, clause.title));
        table.rows.push(vec![title, clause.status.words().into(), open]);
    }
    sheet.table(&table.lines(sheet.room()));
    let remarked: Vec<_> = text.clauses.iter().filter(|clause| !clause.remarks.is_empty()).collect();
    if !remarked.is_empty() {
        sheet.blank();
    }
    for clause in remarked {
        for remark in &clause.remarks {
            sheet.item(&format!("{}:", clean(&clause.number)), &clean(remark));
        }
    }
}

fn open(sheet: &mut Sheet, all: &[String]) {
    sheet.heading("Now open");
    if all.is_empty() {
        sheet.paragraph(Look::Plain, "Nothing is asked of this seat.");
    }
    for line in all {
        sheet.item("-", &clean(line));
    }
}

fn acts_listed(sheet: &mut Sheet, acts: &[ActSeen]) {
    for act in acts {
        let words = format!("{} {} {}", clean(&act.at), name(&act.by), clean(&act.what));
        let mark = if act.number == 0 { "-".to_string() } else { format!("{}.", act.number) };
        sheet.item(&mark, &words);
    }
}

/// Every act a seat sees, with its numbers.
pub fn journal(journal: &Journal, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("What was done, as far as this seat sees");
    acts_listed(&mut sheet, &journal.acts);
    sheet.finish()
}

/// What an act did, and what is open now.
pub fn done(done: &Done, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("Done");
    acts_listed(&mut sheet, &done.done);
    open(&mut sheet, &done.open);
    sheet.finish()
}

/// The agreement to mediate, and who has agreed to it.
pub fn agreement(agreement: &Agreement, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title(&format!("Agreement to mediate: {}", name(&agreement.title)));
    for (heading, words) in &agreement.terms {
        sheet.item("-", &format!("{heading}: {}", clean(words)));
    }
    sheet.paragraph(Look::Plain, &format!("Code of these terms, for paper: {}", agreement.code));
    sheet.heading("Who has agreed");
    for side in &agreement.sides {
        let by = match &side.agreed_by {
            Some(by) => format!("agreed by {}", name(&by.name)),
            None if agreement.begun.is_some() => "agreed".into(),
            None => "nothing known to this seat yet".into(),
        };
        sheet.item("-", &format!("{}: {by}", name(&side.party)));
    }
    sheet.finish()
}

/// A gate, condition by condition.
pub fn gate(report: &GateReport, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title(&format!(
        "Before {} meet: {}",
        clean(&report.level),
        match report.met {
            Some(true) => "conditions met",
            Some(false) => "conditions not met",
            None => "not known yet",
        }
    ));
    for condition in &report.shared {
        one(&mut sheet, condition);
    }
    if report.shared.is_empty() {
        sheet.paragraph(Look::Plain, "No condition is agreed.");
    }
    if !report.own.is_empty() {
        sheet.heading("The mediators\u{2019} own conditions, known to them alone");
        for condition in &report.own {
            one(&mut sheet, condition);
        }
    }
    sheet.heading("Earlier meetings at this level");
    if report.earlier.is_empty() {
        sheet.paragraph(Look::Plain, "None that this seat knows of.");
    }
    for meeting in &report.earlier {
        let people: Vec<String> = meeting.people.iter().map(|person| name(&person.name)).collect();
        let result = match (&meeting.result, meeting.failed) {
            (Some(result), true) => format!("; it failed: {}", clean(result)),
            (Some(result), false) => format!("; {}", clean(result)),
            (None, true) => "; it failed".into(),
            (None, false) => String::new(),
        };
        sheet.item("-", &format!("{}: {}{result}", clean(&meeting.on), people.join(", ")));
    }
    sheet.finish()
}

fn one(sheet: &mut Sheet, condition: &Condition) {
    let met = match condition.met {
        Some(true) => "met:",
        Some(false) => "not met:",
        None => "unknown:",
    };
    sheet.item(met, &clean(&condition.need));
    for missing in &condition.missing {
        sheet.item("   -", &clean(missing));
    }
    if let Some(rests_on) = &condition.rests_on {
        sheet.item("  ", &format!("rests on {}", clean(rests_on)));
    }
    if !condition.who.is_empty() {
        let who: Vec<String> = condition.who.iter().map(|person| name(&person.name)).collect();
        sheet.item("  ", &format!("can be supplied by: {}", who.join(", ")));
    }
}

/// What each step gave whom, and whether anything moves. For the mediators.
pub fn steps(report: &StepReport, case: &Case, style: &Style) -> String {
    let party = |id: &str| {
        let found = case.parties.iter().find(|party| party.id == id);
        name(found.map_or(id, |party| &party.name))
    };
    let issue = |id: &str| {
        let found = case.issues.iter().find(|issue| issue.id == id);
        name(found.map_or(id, |issue| &issue.name))
    };
    let mut sheet = Sheet::new(style);
    sheet.title("Steps, on what is held");
    sheet.paragraph(Look::Quiet, &format!("These rest on {}.", clean(&report.rests_on)));
    if report.steps.is_empty() {
        sheet.paragraph(Look::Plain, "No side has changed what it offers.");
    }
    for step in &report.steps {
        let announced = if step.announced { ", called a concession" } else { "" };
        sheet.item("-", &format!("round {}: {}{announced}", step.round, party(&step.party)));
        for (id, before, after) in &step.moves {
            sheet.item("   ", &format!("{}: {} \u{2192} {}", issue(id), clean(before), clean(after)));
        }
        for (other, class) in &step.classes {
            sheet.item("   ", &format!("towards {}: {}", party(other), class.words()));
        }
        if step.no_gain_seen {
            sheet.item("   ", "no gain to others seen, on what we hold; symbolic value not measured");
        }
    }
    sheet.heading(match report.stall.stalled {
        Some(true) if matches!(report.stall.impasse, Some(Impasse::Breakable | Impasse::Hard)) => {
            "A stall, and an impasse"
        }
        Some(true) => "A stall",
        Some(false) => "No stall",
        None => "Whether there is a stall cannot be told",
    });
    for line in &report.stall.evidence {
        sheet.item("-", &clean(line));
    }
    sheet.finish()
}

/// Who can reach whom; with `paths`, how a word travels between two people.
pub fn channels(map: &ChannelMap, paths: Option<(&Paths, &str, &str)>, style: &Style) -> String {
    let called = |id: &str| {
        let found = map.people.iter().find(|person| person.id == id);
        name(found.map_or(id, |person| &person.name))
    };
    let mut sheet = Sheet::new(style);
    if let Some((paths, from, to)) = paths {
        sheet.title(&format!("From {} to {}", called(from), called(to)));
        if paths.paths.is_empty() {
            sheet.paragraph(Look::Plain, "No word can travel on the channels this seat knows.");
        }
        for path in &paths.paths {
            let people: Vec<String> = path.iter().map(|id| called(id)).collect();
            sheet.item("-", &people.join(" \u{2192} "));
        }
        if paths.more {
            sheet.paragraph(Look::Quiet, "There are more paths than are listed.");
        }
        for (person, left) in &paths.without {
            let only = paths.only.contains(person);
            let words = match left {
                None if only => {
                    format!("as far as this seat knows, {} is the only one able to carry it", called(person))
                }
                None => format!("without {}, nothing is left that this seat knows of", called(person)),
                Some(1) => format!("without {}, a direct way is left", called(person)),
                Some(steps) => format!("without {}, the shortest way left has {steps} steps", called(person)),
            };
            sheet.paragraph(Look::Plain, &words);
        }
        return sheet.finish();
    }
    sheet.title("Who can reach whom, as far as this seat knows");
    if map.links.is_empty() {
        sheet.paragraph(Look::Plain, "Nothing is written down, and no meeting is known.");
    }
    for link in &map.links {
        // Both directions on one line, where they are the same.
        let back = map.links.iter().find(|back| {
            (back.from, back.to) == (link.to, link.from)
                && (&back.means, back.quality, back.open) == (&link.means, link.quality, link.open)
        });
        if back.is_some() && link.from > link.to {
            continue;
        }
        let arrow = if back.is_some() { "\u{2194}" } else { "\u{2192}" };
        let quality = link.quality.map(|quality| format!(", {quality} of 5")).unwrap_or_default();
        let open = if link.open { "" } else { ", not known to others" };
        let means: Vec<String> = link.means.iter().map(|means| clean(means)).collect();
        sheet.item(
            "-",
            &format!(
                "{} {arrow} {}: {}{quality}{open}",
                name(&map.people[link.from].name),
                name(&map.people[link.to].name),
                means.join(", ")
            ),
        );
    }
    sheet.finish()
}
