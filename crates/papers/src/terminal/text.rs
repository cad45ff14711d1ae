//! Negotiating texts on the terminal: the bracket report and the redline.

use detente_case::text::{BracketReport, Change, ChangeKind, ClauseCount, ClauseDiff, TextDiff};

use super::Style;
use super::sheet::{Look, Sheet};
use super::table::{Kind, Table};
use crate::safe::clean;

/// Words of an unchanged stretch shown on each side of a change.
const AROUND: usize = 8;

/// The bracket report for the terminal.
pub fn brackets(report: &BracketReport, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    sheet.title("What is still open in the text");
    let before = report.before;
    let change = |now: usize, before: Option<usize>| match before {
        Some(before) if before != now => format!("{now} (before: {before})"),
        Some(_) => format!("{now} (as before)"),
        None => now.to_string(),
    };
    let lines = [
        ("open choices", change(report.choices, before.map(|b| b.choices))),
        ("pairs of brackets", change(report.pairs, before.map(|b| b.pairs))),
        ("innermost pairs", report.innermost.to_string()),
        ("deepest nesting", report.depth.to_string()),
        ("options for whole paragraphs", change(report.options, before.map(|b| b.options))),
        ("\u{201c}No text\u{201d}", report.no_text.to_string()),
        ("placeholders", change(report.placeholders, before.map(|b| b.placeholders))),
        ("words", report.words.to_string()),
    ];
    let wide = lines.iter().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
    let lines =
        lines.map(|(what, count)| format!("{what}{}  {count}", " ".repeat(wide - what.chars().count())));
    sheet.ready(&lines);
    for (places, what) in
        [(&report.unclosed, "opened and never closed"), (&report.stray, "closed and never opened")]
    {
        if !places.is_empty() {
            let named: Vec<String> =
                places.iter().take(20).map(|p| format!("line {}, column {}", p.line, p.column)).collect();
            let more =
                if places.len() > 20 { format!(" and {} more", places.len() - 20) } else { String::new() };
            sheet.paragraph(Look::Plain, &format!("Brackets {what}: {}{more}.", named.join("; ")));
        }
    }
    let open: Vec<_> = report
        .clauses
        .iter()
        .filter(|clause| {
            clause.pairs > 0 || clause.options > 0 || clause.pairs_before.flatten().is_some_and(|n| n > 0)
        })
        .collect();
    if !open.is_empty() {
        sheet.heading("Clause by clause");
        let mut columns = vec![
            (Kind::Name, "clause".to_string()),
            (Kind::Number, "choices".to_string()),
            (Kind::Number, "pairs".to_string()),
        ];
        if before.is_some() {
            columns.push((Kind::Number, "before".to_string()));
        }
        columns.push((Kind::Number, "options".to_string()));
        let mut table = Table::new(columns);
        for clause in &open {
            let name = match &clause.number {
                Some(number) => clean(&format!("{number} {}", clause.title)),
                None => clean(&clause.title),
            };
            let mut row = vec![name, clause.choices.to_string(), clause.pairs.to_string()];
            if let Some(before) = clause.pairs_before {
                row.push(before.map_or_else(|| "new".into(), |pairs| pairs.to_string()));
            }
            row.push(clause.options.to_string());
            table.rows.push(row);
        }
        sheet.table(&table.lines(sheet.room()));
        let numbered = |clauses: usize, clause: &ClauseCount| clauses + usize::from(clause.number.is_some());
        let closed = report.clauses.iter().fold(0, numbered) - open.iter().copied().fold(0, numbered);
        if closed > 0 {
            let are = if closed == 1 { "1 clause has".into() } else { format!("{closed} clauses have") };
            sheet.paragraph(Look::Quiet, &format!("{are} nothing open."));
        }
    }
    if !report.kinds.is_empty() {
        sheet.heading("By kind, and by who asks");
        let list = |all: Vec<String>| all.join("; ");
        sheet.paragraph(
            Look::Plain,
            &list(report.kinds.iter().map(|(kind, pairs)| format!("{kind}: {pairs}")).collect()),
        );
        if !report.by.is_empty() {
            let by = report.by.iter().map(|(name, pairs)| format!("{}: {pairs}", clean(name)));
            sheet.paragraph(Look::Plain, &list(by.collect()));
        }
    }
    sheet.finish()
}

/// The redline for the terminal: what was taken out stands as `{-…-}`, what was put in as `{+…+}`.
pub fn redline(diff: &TextDiff, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    let changed: Vec<&ClauseDiff> =
        diff.clauses.iter().filter(|clause| clause.kind != ChangeKind::Same).collect();
    if changed.is_empty() {
        sheet.paragraph(Look::Plain, "Both texts say the same.");
        return sheet.finish();
    }
    sheet.title("What changed");
    sheet.paragraph(Look::Quiet, "{-taken out-} {+put in+}");
    for clause in changed {
        let name = |side: &Option<String>| side.as_deref().map(clean).unwrap_or_default();
        let heading = match clause.kind {
            ChangeKind::Added => format!("{}: added", name(&clause.new)),
            ChangeKind::Removed => format!("{}: removed", name(&clause.old)),
            ChangeKind::Moved if clause.old != clause.new => {
                format!("{}, before {}: moved", name(&clause.new), name(&clause.old))
            }
            ChangeKind::Moved => format!("{}: moved", name(&clause.new)),
            ChangeKind::Changed | ChangeKind::Same => name(&clause.new),
        };
        sheet.heading(&heading);
        sheet.paragraph(
            Look::Quiet,
            &format!(
                "words put in: {}, taken out: {}; brackets: {} before, {} now",
                clause.words_added, clause.words_removed, clause.brackets_before, clause.brackets_after
            ),
        );
        let whole = matches!(clause.kind, ChangeKind::Added | ChangeKind::Removed);
        let last = clause.words.len().saturating_sub(1);
        let parts = clause.words.iter().enumerate().map(|(at, change)| match change {
            Change::Kept(text) => around(&clean(text), at > 0, at < last),
            Change::Added(text) if whole => clean(text),
            Change::Removed(text) if whole => clean(text),
            Change::Added(text) => format!("{{+{}+}}", clean(text)),
            Change::Removed(text) => format!("{{-{}-}}", clean(text)),
        });
        let parts: Vec<String> = parts.collect();
        // A clause that only moved has no words to show.
        if whole || clause.words.iter().any(|change| !matches!(change, Change::Kept(_))) {
            sheet.paragraph(Look::Plain, &parts.join(" "));
        }
    }
    let numbered = |clause: &&ClauseDiff| clause.kind == ChangeKind::Same && clause.numbered;
    let same = diff.clauses.iter().filter(numbered).count();
    if same > 0 {
        sheet.blank();
        let are = if same == 1 { "1 clause is".into() } else { format!("{same} clauses are") };
        sheet.paragraph(Look::Quiet, &format!("{are} as before."));
    }
    sheet.finish()
}

/// The ends of an unchanged stretch that lie next to a change.
fn around(text: &str, after: bool, before: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let sides = usize::from(after) + usize::from(before);
    if words.len() <= AROUND * sides + 1 {
        return text.to_string();
    }
    let first = if after { words[..AROUND].join(" ") } else { String::new() };
    let last = if before { words[words.len() - AROUND..].join(" ") } else { String::new() };
    format!("{first} \u{2026} {last}").trim().to_string()
}
