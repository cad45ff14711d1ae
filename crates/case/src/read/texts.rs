//! The texts of a case, what their clauses ask of whom, and whether issues and wordings fit each other.

use toml::de::{DeTable, DeValue};

use super::shared::optional_text;
use super::sheet::{Node, Sheet, brief};
use crate::text::{ClauseNumber, Text, readable};
use crate::{Case, Domain, Files, Obligation, Problem, TextFile, did_you_mean};

pub(super) fn read(sheet: &mut Sheet<'_>, root: &DeTable<'_>, files: &Files, case: &mut Case) {
    for (span, table) in sheet.tables(root, "text") {
        sheet.only(table, &["path", "title", "main", "language", "of"], "a text");
        let Some(node) = sheet.need(table, "path", span, "this text") else { continue };
        let path = sheet.text(node).unwrap_or_default().to_string();
        if !files.contains_key(&path) {
            let texts = files.keys().map(String::as_str).filter(|name| name.starts_with("texts/"));
            sheet.unknown("no-such-file", node.span(), "file", &path, texts);
        } else if case.texts.iter().any(|text| text.path == path) {
            sheet.error("duplicate", node.span(), format!("\"{}\" stands here twice", brief(&path)));
        }
        let title = optional_text(sheet, table, "title").unwrap_or_else(|| path.clone());
        let main = table.get("main").and_then(|node| sheet.flag(node)).unwrap_or(case.texts.is_empty());
        let language = optional_text(sheet, table, "language");
        let of = optional_text(sheet, table, "of");
        if let Some((of, node)) = of.as_ref().zip(table.get("of"))
            && !case.texts.iter().any(|text| text.path == *of)
        {
            let earlier = case.texts.iter().map(|text| text.path.as_str());
            sheet.unknown("unknown-text", node.span(), "earlier text", of, earlier);
        }
        case.texts.push(TextFile { path, title, main, language, of });
    }
    let main = case.texts.iter().find(|text| text.main).or(case.texts.first());
    let main = main.filter(|file| readable(&file.path)).and_then(|file| {
        let source = std::str::from_utf8(files.get(&file.path)?).ok()?;
        Some((file.path.clone(), Text::parse(source)))
    });
    obligations(sheet, root, case, main.as_ref());
    if let Some((path, text)) = &main {
        ties(sheet, root, case, path, text);
    }
}

/// The warnings of every text of the case: brackets that do not match, bytes that are no text.
pub(super) fn warnings(case: &Case, files: &Files) -> Vec<Problem> {
    let mut all = Vec::new();
    for file in case.texts.iter().filter(|file| readable(&file.path)) {
        match files.get(&file.path).map(|bytes| std::str::from_utf8(bytes)) {
            Some(Ok(source)) => {
                let text = Text::parse(source);
                all.append(&mut text.warnings(&file.path));
                all.append(&mut attributions(case, &text, &file.path));
            }
            Some(Err(error)) => {
                let at = error.valid_up_to();
                let message = format!("byte {} is not UTF-8 text", at + 1);
                all.push(
                    Problem::error("encoding", &file.path, at..at, message).help("save the text as UTF-8"),
                );
            }
            None => {}
        }
    }
    all
}

/// A warning for every name after a dash in a bracket that no party or third party of the case has, once for each name.
fn attributions(case: &Case, text: &Text, file: &str) -> Vec<Problem> {
    let parties = case.parties.iter().map(|party| (&party.id, &party.name));
    let sides = parties.chain(case.third_parties.iter().map(|third| (&third.id, &third.name)));
    let mut known: Vec<&str> = sides.flat_map(|(id, name)| [id.as_str(), name.as_str()]).collect();
    known.dedup();
    let mut said = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    for bracket in &text.brackets {
        for name in &bracket.by {
            let lower = name.to_lowercase();
            if known.iter().any(|known| known.to_lowercase() == lower) || !said.insert(lower) {
                continue;
            }
            let message = format!("\"{}\" asks for these words and is no party of the case", brief(name));
            let help = match did_you_mean(name, known.iter().copied()) {
                Some(near) => {
                    format!("did you mean \"{near}\"? a name after the dash belongs to the whole bracket")
                }
                None => format!(
                    "the case has: {}; a name after the dash belongs to the whole bracket",
                    known.join(", ")
                ),
            };
            all.push(Problem::warning("unknown-name", file, bracket.span.clone(), message).help(help));
        }
    }
    all
}

fn obligations(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &mut Case, main: Option<&(String, Text)>) {
    let sides: Vec<String> = case.parties.iter().map(|party| party.id.clone()).collect();
    let thirds = case.third_parties.iter().map(|third| third.id.clone());
    let all: Vec<String> = sides.into_iter().chain(thirds).collect();
    let known = |sheet: &mut Sheet<'_>, node: &Node<'_>| {
        let id = sheet.text(node)?;
        if !all.iter().any(|known| known == id) {
            let all = all.iter().map(String::as_str);
            sheet.unknown("unknown-party", node.span(), "party or third party", id, all);
        }
        Some(id.to_string())
    };
    for (span, table) in sheet.tables(root, "obligation") {
        sheet.only(table, &["clause", "party", "deadline", "verifier"], "an obligation");
        let parties = match table.get("party").map(|node| (node, node.get_ref())) {
            Some((_, DeValue::Array(list))) => list.iter().filter_map(|node| known(sheet, node)).collect(),
            Some((node, _)) => known(sheet, node).into_iter().collect(),
            None => Vec::new(),
        };
        let deadline = optional_text(sheet, table, "deadline");
        let verifier = table.get("verifier").and_then(|node| known(sheet, node));
        let Some(node) = sheet.need(table, "clause", span, "this obligation") else { continue };
        let Some(clause) = number(sheet, node) else { continue };
        if let Some((path, text)) = main {
            there(sheet, node, &clause, path, text);
        }
        case.obligations.push(Obligation { clause, parties, deadline, verifier });
    }
}

/// The number of a clause, written as a number or a text.
pub(super) fn number(sheet: &mut Sheet<'_>, node: &Node<'_>) -> Option<String> {
    match node.get_ref() {
        DeValue::Integer(digits) => Some(digits.as_str().to_string()),
        _ => sheet.text(node).map(str::to_string),
    }
}

/// Warns of a clause that the text does not have.
fn there(sheet: &mut Sheet<'_>, node: &Node<'_>, clause: &str, path: &str, text: &Text) -> bool {
    let found = text.clause(clause).is_some();
    if !found {
        let numbers: Vec<String> = text
            .units()
            .iter()
            .filter_map(|unit| unit.number.as_ref().map(ClauseNumber::to_string))
            .collect();
        let help = match numbers.as_slice() {
            [] => "its paragraphs have no numbers".to_string(),
            all if all.len() <= 40 => format!("its clauses: {}", all.join(", ")),
            all => format!("its clauses go from {} to {}", all[0], all[all.len() - 1]),
        };
        let message = format!("{path} has no clause {}", brief(clause));
        sheet.warning_help("no-such-clause", node.span(), message, help);
    }
    found
}

/// Warns where an issue is tied to a clause that does not have its options as wordings.
fn ties(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &Case, path: &str, text: &Text) {
    let tables = root.get("issue").and_then(|node| node.get_ref().as_array()).map_or(&[][..], |list| &**list);
    for table in tables.iter().filter_map(|item| item.get_ref().as_table()) {
        let id = table.get("id").and_then(|node| node.get_ref().as_str());
        let Some(issue) = case.issues.iter().find(|issue| Some(issue.id.as_str()) == id) else { continue };
        let (Some(clause), Some(node)) = (&issue.clause, table.get("clause")) else { continue };
        if !there(sheet, node, clause, path, text) {
            continue;
        }
        // A clause lists options; a span of numbers is written as one.
        let Domain::Options(options) = &issue.domain else { continue };
        if let Some(choice) = text.tie(clause, options) {
            let more = choice
                .wordings
                .iter()
                .filter(|wording| !options.iter().any(|option| crate::text::alike(&wording.words, option)));
            let more: Vec<String> = more.map(|wording| format!("\"{}\"", brief(&wording.words))).collect();
            if !more.is_empty() {
                let message = format!(
                    "clause {clause} of {path} has words beside these that are no option: {}",
                    more.join(", ")
                );
                let help = "side by side they are one choice; put a word between what belongs to another";
                sheet.warning_help("no-option", node.span(), message, help);
            }
            continue;
        }
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words =
            text.clause(clause).map_or_else(String::new, |clause| plain(&text.source[clause.span.clone()]));
        let closed =
            text.clause(clause).is_some_and(|clause| text.open_choices(clause.span.clone()).is_empty());
        if closed && options.iter().any(|option| words.contains(&plain(option))) {
            // It is settled: the clause reads as one of them.
            continue;
        }
        let span = text.clause(clause).map_or(0..0, |clause| clause.span.clone());
        let near = text
            .open_choices(span)
            .into_iter()
            .max_by_key(|choice| options.iter().filter(|option| choice.words_of(option).is_some()).count());
        let missing: Vec<String> = options
            .iter()
            .filter(|option| near.as_ref().is_none_or(|choice| choice.words_of(option).is_none()))
            .map(|option| format!("\"{}\"", brief(option)))
            .collect();
        let help = match near {
            None => "it has no brackets and no options to choose from".to_string(),
            Some(choice) => {
                let words = choice.wordings.iter().map(|wording| format!("\"{}\"", brief(&wording.words)));
                format!("its wordings: {}", words.collect::<Vec<_>>().join(", "))
            }
        };
        let few = if missing.len() > 5 { format!("{} options", missing.len()) } else { missing.join(", ") };
        let message = format!("clause {clause} of {path} has no wording for {few}");
        sheet.warning_help("no-wording", node.span(), message, help);
    }
}
