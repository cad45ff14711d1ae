//! The public record, for the terminal.

use detente_record::{Cast, Entry, Measured, Proposal, PublicLine, Tier, timeline};

use super::Style;
use super::sheet::{Look, Sheet};
use super::table::{Kind, Table};
use crate::record::{ProposalWords, differs_line, line, told, when, where_printed, who};
use crate::safe::clean;

/// The ledger: what was said when by whom, and what each side's public line is.
pub fn ledger(entries: &[Entry], lines: &[PublicLine], cast: &Cast, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("What was said in public");
    if entries.is_empty() {
        sheet.paragraph(Look::Plain, "The record is empty: `detente record add` reads a report, `detente record review` looks it over.");
        return sheet.finish();
    }
    let heads = [(Kind::Text, "When"), (Kind::Name, "Who"), (Kind::Text, "What"), (Kind::Text, "Where")];
    let mut table = Table::new(heads.map(|(kind, head)| (kind, head.to_string())));
    table.rows = timeline(entries)
        .into_iter()
        .map(|entry| vec![when(entry), who(entry, cast), told(entry), where_printed(entry)])
        .collect();
    match table.grid(sheet.room()) {
        Some(rows) => sheet.table(&rows),
        None => sheet.ready(&table.blocks(sheet.room())),
    }
    if !lines.is_empty() {
        sheet.heading("Each side's public line");
        lines.iter().for_each(|one| sheet.item("-", &line(one, cast)));
        sheet
            .paragraph(Look::Quiet, "Public words, as people confirmed them; they bind nobody at the table.");
    }
    sheet.finish()
}

/// What was found in a report.
pub fn proposals(found: &[Proposal], cast: &Cast, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    let many = |tier: Tier| found.iter().filter(|proposal| proposal.waits() && proposal.tier == tier).count();
    let unseen = found.iter().filter(|proposal| !proposal.waits()).count();
    sheet.title("Statements found");
    if unseen > 0 {
        sheet.item("-", &format!("{unseen} accepted unseen, as the case says"));
    }
    sheet.item("-", &format!("{} of high confidence", many(Tier::Accept)));
    sheet.item("-", &format!("{} to look at", many(Tier::Review)));
    sheet.item("-", &format!("{} weak", many(Tier::Weak)));
    for proposal in found.iter().filter(|proposal| proposal.tier != Tier::Weak) {
        sheet.heading(&clean(&proposal.entry.id));
        body(&mut sheet, proposal, cast);
    }
    sheet.paragraph(
        Look::Quiet,
        "`detente record review` looks them over; nothing is in the record until somebody accepts it.",
    );
    sheet.finish()
}

/// One proposal, for whoever decides on it.
pub fn proposal(proposal: &Proposal, cast: &Cast, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.heading(&clean(&proposal.entry.id));
    body(&mut sheet, proposal, cast);
    sheet.finish()
}

fn body(sheet: &mut Sheet, proposal: &Proposal, cast: &Cast) {
    let words = ProposalWords::of(proposal, cast);
    sheet.paragraph(Look::Plain, &words.text);
    sheet.item("-", &words.line);
    words.hints.iter().for_each(|hint| sheet.item("-", hint));
    words.doubts.iter().for_each(|doubt| sheet.item("?", doubt));
    sheet.paragraph(Look::Quiet, &words.trust);
}

/// How the rules fared with the people who looked.
pub fn record_measured(measured: &Measured, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("How the rules fared");
    for (tier, share) in &measured.tiers {
        sheet.item(
            "-",
            &format!(
                "{}: {} looked at, {} accepted as they were, {} corrected, {} rejected",
                clean(tier),
                share.seen,
                share.accepted,
                share.corrected,
                share.rejected
            ),
        );
    }
    for (field, count) in &measured.fields {
        sheet.item("-", &format!("{} corrected {count} times", clean(field)));
    }
    sheet.item("-", &format!("{} wait", measured.waiting));
    sheet.finish()
}

/// Where public words differ from those at the table.
pub fn differing(found: &[detente_talks::Differs], style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("Where public words differ from those at the table");
    if found.is_empty() {
        sheet.paragraph(Look::Plain, "Nowhere, on what is held.");
    }
    found.iter().for_each(|one| sheet.item("-", &differs_line(one)));
    sheet.paragraph(
        Look::Quiet,
        "For the mediators alone. A side may have reasons to speak otherwise in public than at the table.",
    );
    sheet.finish()
}
