//! Pages that leave the room: the words and nothing else. No author, no date, no program's name, nothing hidden.

use askama::Template;
use detente_talks::{CourtReport, Receipts};

use crate::safe::{clean, name};

#[derive(Template)]
#[template(path = "letter.html")]
struct Page {
    title: String,
    lines: Vec<String>,
    code: Option<String>,
}

fn page(title: &str, lines: Vec<String>, code: Option<String>) -> String {
    match (Page { title: name(title), lines, code }).render() {
        Ok(page) => page,
        // The template has no part that can fail, and a String takes all that is written.
        Err(error) => crate::safe::escaped(&error.to_string()),
    }
}

/// A document as it goes out, paragraph by paragraph.
pub fn letter(title: &str, words: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut now = String::new();
    for line in words.lines().chain([""]) {
        if line.trim().is_empty() {
            lines.push(clean(&now));
            now.clear();
        } else {
            // Marks of headings are for the writer.
            let heading = line.trim_start().trim_start_matches('#');
            let bare = if heading.len() < line.trim_start().len() && heading.starts_with(' ') {
                heading
            } else {
                line
            };
            now.push_str(bare);
            now.push(' ');
            if bare.len() < line.len() {
                lines.push(clean(&now));
                now.clear();
            }
        }
    }
    // A document often begins with its title.
    let title = name(title);
    lines.retain(|line| !line.is_empty() && *line != title);
    page(&title, lines, None)
}

/// A report to a court or another authority.
pub fn court_page(report: &CourtReport) -> String {
    let word = |yes: bool| if yes { "yes" } else { "no" };
    let there: Vec<String> = report.attendance.iter().map(|person| name(person)).collect();
    let lines = vec![
        format!("A mediation took place: {}", word(report.occurred)),
        format!("It has ended: {}", word(report.ended)),
        format!("It was settled: {}", word(report.settled)),
        format!(
            "Attended by: {}",
            if there.is_empty() { "nobody on record".into() } else { there.join(", ") }
        ),
    ];
    page("Report", lines, None)
}

/// Receipts for a party: what of it was given to whom.
pub fn receipts_page(receipts: &Receipts) -> String {
    let lines = receipts.receipts.iter().map(|receipt| {
        let ground =
            receipt.ground.as_ref().map(|ground| format!("; ground: {}", clean(ground))).unwrap_or_default();
        format!(
            "{}. {} (said {}) was given to {} {} by {}{ground}",
            receipt.nth,
            clean(&receipt.what),
            receipt.said,
            name(&receipt.to),
            receipt.at,
            name(&receipt.by)
        )
    });
    page(&format!("Receipts for {}", name(&receipts.party)), lines.collect(), receipts.head.clone())
}
