//! Confidences on the terminal: what may be told to whom, what was given, who saw what, who has keys.

use detente_talks::{
    Audit, CANNOT, CourtReport, Document, Item, KeyHolders, Notes, Receipts, Telling, Waits,
};

use super::Style;
use super::sheet::{Look, Sheet};
use crate::safe::{clean, name};

fn from(sides: &[String]) -> String {
    let sides: Vec<String> = sides.iter().map(|side| name(side)).collect();
    if sides.is_empty() { "the mediators".into() } else { sides.join(", ") }
}

/// What may be told to a party.
pub fn telling(telling: &Telling, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title(&format!("What may be told to {}", name(&telling.party)));
    let list = |sheet: &mut Sheet, heading: &str, items: &[Item]| {
        sheet.heading(heading);
        if items.is_empty() {
            sheet.paragraph(Look::Plain, "Nothing.");
        }
        for item in items {
            sheet.item(&format!("{}.", item.number), &format!("{}: {}", from(&item.from), clean(&item.what)));
            sheet.item("   ", &clean(&item.why));
            if let Some(condition) = &item.condition {
                sheet.item("   ", &format!("condition: {}", clean(condition)));
            }
            if item.known_before {
                sheet.item("   ", "it was to be had before the talks");
            }
        }
    };
    list(&mut sheet, "May be said", &telling.may);
    list(&mut sheet, "May not be said", &telling.may_not);
    sheet.heading("Known already, beside what is told to all");
    if telling.known.is_empty() {
        sheet.paragraph(Look::Plain, "Nothing.");
    }
    for known in &telling.known {
        sheet.item(&format!("{}.", known.number), &format!("{}: {}", from(&known.from), clean(&known.what)));
        if let Some((at, by)) = &known.given {
            sheet.item("   ", &format!("given {at} by {}", name(by)));
        }
    }
    sheet.finish()
}

/// A document, sentence by sentence.
pub fn document(document: &Document, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    let verdict = if document.may_go { "may go" } else { "may not go" };
    sheet.title(&format!("The document {verdict} to {}", name(&document.to)));
    for sentence in &document.sentences {
        sheet.item(&format!("{}.", sentence.nth), &clean(&sentence.words));
        if !sentence.origins.is_empty() {
            let origins: Vec<String> = sentence.origins.iter().map(|origin| clean(origin)).collect();
            sheet.item("   ", &format!("from: {}", origins.join(", ")));
        }
        for stop in &sentence.stops {
            sheet.item("   ", &format!("stopped: {}", clean(stop)));
        }
        for warning in &sentence.warnings {
            sheet.item("   ", &format!("look: {}", clean(warning)));
        }
    }
    if document.sentences.is_empty() {
        sheet.paragraph(Look::Plain, "It has no sentences.");
    }
    sheet.blank();
    sheet.paragraph(Look::Quiet, CANNOT);
    sheet.finish()
}

/// What of a party's was given to whom.
pub fn receipts(receipts: &Receipts, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title(&format!("What of {} was given to whom", name(&receipts.party)));
    if receipts.receipts.is_empty() {
        sheet.paragraph(Look::Plain, "Nothing.");
    }
    for receipt in &receipts.receipts {
        sheet.item(&format!("{}.", receipt.nth), &clean(&receipt.what));
        sheet.item(
            "   ",
            &format!(
                "said {}; given to {} {} by {}",
                receipt.said,
                name(&receipt.to),
                receipt.at,
                name(&receipt.by)
            ),
        );
        if let Some(ground) = &receipt.ground {
            sheet.item("   ", &format!("ground: {}", clean(ground)));
        }
    }
    if let Some(head) = &receipts.head {
        sheet.blank();
        sheet.paragraph(
            Look::Quiet,
            &format!("Code of these receipts, for paper: {head}. It changes with every line."),
        );
    }
    sheet.finish()
}

/// What a court is told.
pub fn court(report: &CourtReport, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    let word = |yes: bool| if yes { "yes" } else { "no" };
    sheet.title("Report");
    sheet.item("-", &format!("a mediation took place: {}", word(report.occurred)));
    sheet.item("-", &format!("it has ended: {}", word(report.ended)));
    sheet.item("-", &format!("it was settled: {}", word(report.settled)));
    let there: Vec<String> = report.attendance.iter().map(|person| name(person)).collect();
    sheet.item(
        "-",
        &format!(
            "attended by: {}",
            if there.is_empty() { "nobody on record".into() } else { there.join(", ") }
        ),
    );
    sheet.finish()
}

/// What waits for a second person.
pub fn waits(waits: &[Waits], style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("What waits for a second person");
    if waits.is_empty() {
        sheet.paragraph(Look::Plain, "Nothing.");
    }
    for one in waits {
        let state = if one.agreed { "agreed to, not done yet" } else { "waits" };
        sheet.item(
            &format!("{}.", one.number),
            &format!("{} asked for {}: {state}", name(&one.by), clean(&one.what)),
        );
    }
    sheet.finish()
}

/// Whether the log is whole, and who saw what when.
pub fn audit(audit: &Audit, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title(if audit.whole { "The log is whole" } else { "The log is damaged" });
    for damage in &audit.damage {
        sheet.item("-", &clean(damage));
    }
    if !audit.whole && audit.damage.is_empty() {
        sheet.paragraph(Look::Plain, "A mediator's audit says where.");
    }
    if audit.demo {
        sheet.paragraph(Look::Plain, "It is a demonstration: whoever has the file can read all of it.");
    }
    sheet.item("-", &format!("acts this seat sees: {}", audit.acts));
    if let Some(head) = &audit.head {
        sheet.item("-", &format!("code of all of them, for paper: {head}"));
    }
    if let Some(head) = &audit.log_head {
        sheet.item("-", &format!("head of the whole log, for paper: {head}"));
    }
    if audit.erased > 0 {
        let later = audit.erased_later.unwrap_or(0);
        let later = if later > 0 {
            format!(", {later} of them after the backup this was restored from")
        } else {
            String::new()
        };
        sheet.item("-", &format!("acts erased that this seat had seen: {}{later}", audit.erased));
    }
    match (audit.asked, audit.asked_at) {
        (Some(true), Some(at)) => sheet.item("-", &format!("the code is found, as that of number {at} in its list: nothing up to there was changed")),
        (Some(true), None) => sheet.item("-", "the code is that of this log"),
        (Some(false), _) if audit.erased > 0 => sheet.item(
            "-",
            "the code is not found: it is from before an act you saw was erased, or the log was cut or changed since",
        ),
        (Some(false), _) => sheet.item(
            "-",
            "the code is not found: it is another seat's, or since it was written down the log was cut or changed. Nothing you saw was \
             erased",
        ),
        (None, _) => {}
    }
    for (what, words) in &audit.keeping {
        sheet.item("-", &format!("{}: {}", clean(what), clean(words)));
    }
    sheet.heading("Who saw what, and when first");
    for act in &audit.seen {
        sheet.item(&format!("{}.", act.number), &clean(&act.what));
        let by: Vec<String> =
            act.by.iter().map(|(person, at)| format!("{} {at}", name(&person.name))).collect();
        sheet.item(
            "   ",
            &if by.is_empty() { "nobody, as far as this seat knows".into() } else { by.join("; ") },
        );
    }
    sheet.finish()
}

/// Who has keys.
pub fn keys(keys: &KeyHolders, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("Who has a key");
    for holder in &keys.holders {
        sheet.item("-", &format!("{} ({})", name(&holder.person.name), name(&holder.person.id)));
    }
    match keys.own {
        Some(true) => sheet.paragraph(Look::Plain, "This key opens your side's own compartment, which no mediator can open."),
        Some(false) => sheet.paragraph(
            Look::Plain,
            "This key does not open a compartment of your side's own: `detente keys --own` makes one, if there is none.",
        ),
        None => {}
    }
    sheet.finish()
}

/// Notes beside the log.
pub fn notes(notes: &Notes, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("Notes, in no log and no backup");
    if notes.notes.is_empty() {
        sheet.paragraph(Look::Plain, "None.");
    }
    for note in &notes.notes {
        let about = note.about.as_ref().map(|about| format!(", on {}", name(about))).unwrap_or_default();
        sheet.item(&note.code, &clean(&note.words));
        sheet.item("      ", &format!("{}{about}, {}; destroyed {}", name(&note.by), note.at, note.until));
    }
    sheet.finish()
}
