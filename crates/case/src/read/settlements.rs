//! `mediator/settlements.toml`: named parts of packages.

use super::condition::{named_issue, option};
use super::sheet::{Sheet, brief};
use crate::{Case, Domain, Problem, Settlement};

/// Each costs an analysis.
const MOST: usize = 100;
/// Letters of a name.
const LONGEST: usize = 200;
pub(super) const FILE: &str = "mediator/settlements.toml";

/// Reads named parts of packages, in the form of `mediator/settlements.toml`, from a file of that name; and what is wrong with it.
pub fn settlements(case: &Case, name: &str, bytes: &[u8]) -> (Vec<Settlement>, Vec<Problem>) {
    let (mut sheet, root) = Sheet::open(name, bytes);
    let all = root.map(|root| {
        sheet.only(root.get_ref(), &["settlement"], "a file of settlements");
        each(&mut sheet, root.get_ref(), case)
    });
    (all.unwrap_or_default(), sheet.problems)
}

fn each(sheet: &mut Sheet<'_>, root: &toml::de::DeTable<'_>, case: &Case) -> Vec<Settlement> {
    let mut all: Vec<Settlement> = Vec::new();
    let tables = sheet.tables(root, "settlement");
    if let Some((span, _)) = tables.get(MOST) {
        let what = format!("there are {} settlements; at most {MOST} are compared", tables.len());
        sheet.error_help("too-many", span.clone(), what, "keep those that are talked of");
        return all;
    }
    for (span, table) in tables {
        sheet.only(table, &["name", "options"], "a settlement");
        let name = sheet.need(table, "name", span.clone(), "this settlement");
        let options = sheet.need(table, "options", span, "this settlement");
        let (Some(name), Some(options)) = (name, options) else { continue };
        let (Some(text), Some(fixes)) = (sheet.text(name), sheet.table(options)) else { continue };
        if text.trim().is_empty() || text.chars().count() > LONGEST {
            let what = format!("a settlement has a name of 1 to {LONGEST} letters");
            sheet.error("settlement-name", name.span(), what);
        }
        if all.iter().any(|known| known.name == text) {
            sheet.error(
                "duplicate",
                name.span(),
                format!("settlement \"{}\" stands here twice", brief(text)),
            );
        }
        if fixes.is_empty() {
            let help = "for example: options = { hours = \"mornings\" }";
            sheet.error_help("empty-settlement", options.span(), "this settlement fixes nothing", help);
        }
        let mut fixed = Vec::new();
        for (key, value) in fixes {
            let Some(issue) = named_issue(sheet, &case.issues, key.get_ref(), key.span()) else { continue };
            if let Domain::Reals { .. } = case.issues[issue].domain {
                let help = "name issues with options, or with whole numbers";
                sheet.error_help("unknown-option", key.span(), "a settlement cannot fix a real number", help);
                continue;
            }
            fixed.extend(option(sheet, &case.issues[issue], value).map(|option| (issue, option)));
        }
        fixed.sort_unstable();
        all.push(Settlement { name: text.into(), options: fixed });
    }
    all
}
