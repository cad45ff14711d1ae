//! `detente record show`

use detente_papers::{Style, ledger as told, record_measured, timeline_svg};
use detente_record::{Entry, Shown, measured, public_lines, timeline};

use crate::arguments::{Format, Ledger as Arguments};
use crate::console::coloured;
use crate::disk::{replaces_only, write_file};
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::output::{say, say_json};

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ledger = Ledger::open(&arguments.case)?;
    let style = Style { width: 80, colour: coloured() };
    if arguments.measured {
        let found = measured(&ledger.proposals);
        return match arguments.format {
            Format::Json => say_json(&found),
            Format::Text => say(&record_measured(&found, &style)),
        };
    }
    if let Some(issue) = &arguments.issue
        && ledger.case.issue(issue).is_none()
    {
        let known: Vec<&str> = ledger.case.issues.iter().map(|issue| issue.id.as_str()).collect();
        return Err(Failure::help(
            format!("there is no issue \"{issue}\""),
            format!("known: {}", known.join(", ")),
        ));
    }
    let speaks = |entry: &&Entry| {
        arguments.issue.as_ref().is_none_or(|issue| entry.says.iter().any(|says| says.issue == *issue))
    };
    let entries: Vec<Entry> = timeline(&ledger.entries).into_iter().filter(speaks).cloned().collect();
    let mut lines = public_lines(&entries);
    lines.retain(|line| arguments.issue.as_ref().is_none_or(|issue| line.issue == *issue));
    if let Some(path) = &arguments.timeline {
        let figure = timeline_svg(&entries, &ledger.cast).ok_or_else(|| {
            Failure::help("no statement of the record has a day", "there is nothing to draw")
        })?;
        replaces_only(path, &["<svg"])?;
        write_file(path, (figure + "\n").as_bytes())?;
    }
    match arguments.format {
        Format::Json => say_json(&Shown::new(entries, lines)),
        Format::Text if entries.is_empty() && !ledger.entries.is_empty() => {
            say("No statement of the record speaks of this issue.\n")
        }
        Format::Text => say(&told(&entries, &lines, &ledger.cast, &style)),
    }
}
