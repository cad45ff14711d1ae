//! One text in two languages, clause by clause; and what the clauses ask of whom.

use detente_case::Case;
use detente_case::text::{Text, Unit};

use super::Style;
use super::lines::{short, width, wrap};
use super::sheet::{Look, Sheet};
use super::table::{Kind, Table};
use crate::safe::clean;

/// Between the columns.
const GAP: &str = "   ";

/// Two texts side by side, clause by clause, each under its name. A clause that one of them lacks is said so.
pub fn beside(left: (&str, &Text), right: (&str, &Text), style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    let column = (sheet.room() - GAP.len()) / 2;
    let row = |a: &str, b: &str| format!("{a}{}{GAP}{b}", " ".repeat(column.saturating_sub(width(a))));
    sheet.table(&[row(&short(&clean(left.0), column), &short(&clean(right.0), column))]);
    let (a, b) = (left.1.units(), right.1.units());
    let mut missing = 0;
    for (at, (i, j)) in paired(&a, &b).into_iter().enumerate() {
        if at > 0 {
            sheet.blank();
        }
        let words = |text: &Text, units: &[Unit], at: Option<usize>| match at {
            Some(at) => paragraphs(&text.source[units[at].span.clone()], column),
            None => wrap("(not in this language)", column),
        };
        missing += usize::from(i.is_none() || j.is_none());
        let (x, y) = (words(left.1, &a, i), words(right.1, &b, j));
        let lines = (0..x.len().max(y.len()))
            .map(|at| row(x.get(at).map_or("", String::as_str), y.get(at).map_or("", String::as_str)));
        sheet.ready(&lines.collect::<Vec<_>>());
    }
    if missing > 0 {
        sheet.blank();
        let are = if missing == 1 { "1 clause is".into() } else { format!("{missing} clauses are") };
        sheet.paragraph(Look::Plain, &format!("{are} in one language only."));
    }
    sheet.finish()
}

/// The paragraphs of a part, wrapped.
fn paragraphs(part: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    for line in part.lines().chain([""]) {
        if !line.trim().is_empty() {
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        } else if !paragraph.is_empty() {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.append(&mut wrap(&clean(paragraph.trim()), columns));
            paragraph.clear();
        }
    }
    lines
}

/// The clauses of two languages: by number, what has none in order; what one lacks stands where the other has it.
fn paired(a: &[Unit], b: &[Unit]) -> Vec<(Option<usize>, Option<usize>)> {
    let nth =
        |units: &[Unit], at: usize| units[..at].iter().filter(|unit| unit.number == units[at].number).count();
    let mut of_a = vec![None; a.len()];
    let mut pairs: Vec<(Option<usize>, Option<usize>)> = Vec::new();
    for j in 0..b.len() {
        let same = (0..a.len()).find(|&i| a[i].number == b[j].number && nth(a, i) == nth(b, j));
        if let Some(i) = same {
            of_a[i] = Some(j);
        }
    }
    pairs.extend(of_a.iter().enumerate().map(|(i, j)| (Some(i), *j)));
    for j in (0..b.len()).filter(|j| !of_a.contains(&Some(*j))) {
        // After the clause before it.
        let before = pairs.iter().rposition(|(_, other)| other.is_some_and(|other| other < j));
        pairs.insert(before.map_or(0, |at| at + 1), (None, Some(j)));
    }
    pairs
}

/// What the clauses of a case's text ask of whom, until when, and who sees that it is done.
pub fn obligations(case: &Case, style: &Style) -> String {
    let mut sheet = Sheet::new(style);
    if case.obligations.is_empty() {
        sheet.paragraph(Look::Plain, "The case names no obligations ([[obligation]] in case.toml).");
        return sheet.finish();
    }
    let name = |id: &String| {
        let parties = case.parties.iter().map(|party| (&party.id, &party.name));
        let mut all = parties.chain(case.third_parties.iter().map(|third| (&third.id, &third.name)));
        clean(all.find(|(known, _)| *known == id).map_or(id, |(_, name)| name))
    };
    let columns = ["clause", "who", "until", "verified by"];
    let mut table = Table::new(columns.map(|title| (Kind::Text, title.to_string())));
    for obligation in &case.obligations {
        table.rows.push(vec![
            clean(&obligation.clause),
            obligation.parties.iter().map(name).collect::<Vec<_>>().join(", "),
            obligation.deadline.as_deref().map(clean).unwrap_or_default(),
            obligation.verifier.as_ref().map(name).unwrap_or_default(),
        ]);
    }
    sheet.title("Obligations");
    sheet.table(&table.lines(sheet.room()));
    sheet.finish()
}
