//! `private/<party>.toml` and `mediator/estimates/<party>.toml`: what one party wants.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::condition::{self, FILE_KEYS, RULE_KEYS, named_option, option};
use super::shared::{optional_text, word};
use super::sheet::{Node, Sheet, brief};
use crate::{
    Amount, Case, Comparison, Domain, Importance, Issue, Mark, Number, Origin, Preferences, RedLine, Scale,
    Source, Sourced, Worth,
};

const ORIGINS: [(&str, Origin); 3] =
    [("told", Origin::Told), ("inferred", Origin::Inferred), ("public", Origin::Public)];
const MARKS: [(&str, Mark); 3] =
    [("acceptable", Mark::Acceptable), ("discuss", Mark::Discuss), ("unacceptable", Mark::Unacceptable)];
const SOURCE_KEYS: [&str; 3] = ["origin", "by", "on"];

/// One party's file being read.
pub(super) struct Page<'c, 's, 'f> {
    pub(super) sheet: &'s mut Sheet<'f>,
    pub(super) case: &'c Case,
    /// Positions by id.
    issues: BTreeMap<&'c str, usize>,
    source: Source,
    pub(super) averaged: bool,
}

/// The party's position and its preferences; `None` (with a problem) where the file is no party's. `origin` is that of
/// values that do not say theirs.
pub(super) fn read(
    sheet: &mut Sheet<'_>,
    case: &Case,
    stem: &str,
    origin: Origin,
    root: &Spanned<DeTable<'_>>,
) -> Option<(usize, Preferences)> {
    let root = root.get_ref();
    let known = [
        "party",
        "walk_away",
        "importance",
        "worth",
        "red_line",
        "prefers",
        "combination",
        "group",
        "scale",
        "discount",
        "source",
    ];
    sheet.only(root, &known, "a party's file");
    let node = sheet.need(root, "party", 0..0, "this file")?;
    let id = sheet.text(node)?;
    let Some(party) = case.parties.iter().position(|party| party.id == id) else {
        sheet.unknown(
            "unknown-party",
            node.span(),
            "party",
            id,
            case.parties.iter().map(|party| party.id.as_str()),
        );
        return None;
    };
    if id != stem {
        let message = format!("the file is called {stem}.toml but speaks for \"{id}\"");
        sheet.error_help("wrong-file", node.span(), message, format!("rename the file to {id}.toml"));
    }
    let source = Source { origin, ..Source::default() };
    let issues = case.issues.iter().map(|issue| issue.id.as_str()).zip(0..).collect();
    let mut page = Page { sheet, case, issues, source, averaged: true };
    if let Some(table) = root.get("source").and_then(|node| page.sheet.table(node)) {
        page.sheet.only(table, &SOURCE_KEYS, "[source]");
        page.source = page.source(table);
    }
    let mut preferences = Preferences::unknown(case.issues.len());
    preferences.scale = page.scale(root);
    page.averaged = preferences.scale.averaged;
    if let Some(node) = root.get("walk_away") {
        preferences.walk_away = page.walk_away(node).unwrap_or(preferences.walk_away);
    }
    if let Some(node) = root.get("importance") {
        preferences.importance = page.importance(node).unwrap_or(Importance::Unknown);
    }
    page.worths(root, &mut preferences);
    page.red_lines(root, &mut preferences);
    page.comparisons(root, &mut preferences);
    preferences.combinations = page.combinations(root);
    page.reachable(root, &preferences);
    preferences.discount = root.get("discount").and_then(|node| {
        let discount = page.sheet.number(node)?;
        if discount <= Number::zero() || discount > Number::one() {
            page.sheet.error("out-of-range", node.span(), "a discount lies above 0 and not above 1");
        }
        Some(discount)
    });
    Some((party, preferences))
}

impl Page<'_, '_, '_> {
    /// The file's default source, overridden by what the table says.
    fn source(&mut self, table: &DeTable<'_>) -> Source {
        let mut source = self.source.clone();
        if let Some(origin) = word(self.sheet, table, "origin", &ORIGINS) {
            source.origin = origin;
        }
        if let Some(by) = table.get("by").and_then(|node| self.person(node)) {
            source.by = Some(by);
        }
        if let Some(day) = table.get("on").and_then(|node| self.sheet.day(node)) {
            source.on = Some(day);
        }
        source
    }

    fn person(&mut self, node: &Node<'_>) -> Option<String> {
        let id = self.sheet.text(node)?;
        let people = self.case.people.iter().map(|person| person.id.as_str());
        if !people.clone().any(|known| known == id) {
            self.sheet.unknown("unknown-person", node.span(), "person", id, people);
        }
        Some(id.to_string())
    }

    /// The value inside `{ value = …, origin = …, by = …, on = … }`, or the node itself.
    pub(super) fn sourced<'a, 'd>(&mut self, node: &'a Node<'d>) -> (&'a Node<'d>, Source) {
        match node.get_ref().as_table().and_then(|table| Some((table, table.get("value")?))) {
            Some((table, value)) => {
                self.sheet.only(table, &["value", "origin", "by", "on"], "a value with its source");
                (value, self.source(table))
            }
            None => (node, self.source.clone()),
        }
    }

    fn scale(&mut self, root: &DeTable<'_>) -> Scale {
        let mut scale = Scale::default();
        let Some(table) = root.get("scale").and_then(|node| self.sheet.table(node)) else { return scale };
        self.sheet.only(table, &["averaged", "base", "cap"], "[scale]");
        scale.averaged = table.get("averaged").and_then(|node| self.sheet.flag(node)).unwrap_or(true);
        scale.base = table.get("base").and_then(|node| self.sheet.number(node)).unwrap_or(Number::zero());
        scale.cap = table.get("cap").and_then(|node| self.sheet.number(node));
        scale
    }

    pub(super) fn issue(&mut self, id: &str, span: Range<usize>) -> Option<usize> {
        let found = self.issues.get(id).copied();
        if found.is_none() && FILE_KEYS.contains(&id) {
            self.sheet.misplaced(span, id);
        } else if found.is_none() {
            let all = self.case.issues.iter().map(|issue| issue.id.as_str());
            self.sheet.unknown("unknown-issue", span, "issue", id, all);
        }
        found
    }

    pub(super) fn pair(&mut self, node: &Node<'_>) -> Option<(Number, Number)> {
        let list = self.sheet.list(node)?;
        let [low, high] = list else {
            self.sheet.error_help("range", node.span(), "a range has two ends", "write [lowest, highest]");
            return None;
        };
        let (low, high) = (self.sheet.number(low), self.sheet.number(high));
        let (low, high) = (low?, high?);
        if high < low {
            self.sheet.error_help(
                "range",
                node.span(),
                format!("the range ends ({high}) below its start ({low})"),
                format!("write [{high}, {low}]"),
            );
            return None;
        }
        Some((low, high))
    }

    fn amount(&mut self, node: &Node<'_>) -> Option<Sourced<Amount>> {
        let (node, source) = self.sourced(node);
        let value = match node.get_ref() {
            DeValue::String(text) if text == "unknown" => Amount::Unknown,
            DeValue::String(text) if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
                let Some((_, mark)) = MARKS.iter().find(|(mark, _)| *mark == text) else {
                    let known = ["acceptable", "discuss", "unacceptable", "unknown"];
                    self.sheet.unknown("unknown-mark", node.span(), "mark", text, known);
                    return None;
                };
                Amount::Mark(*mark)
            }
            DeValue::Array(_) => {
                let (low, high) = self.pair(node)?;
                Amount::Between(low, high)
            }
            _ => Amount::Exactly(self.sheet.number(node)?),
        };
        Some(Sourced { value, source })
    }

    fn importance(&mut self, node: &Node<'_>) -> Option<Importance> {
        let (node, source) = self.sourced(node);
        match node.get_ref() {
            DeValue::String(text) if text == "unknown" => Some(Importance::Unknown),
            DeValue::Array(_) => {
                let issues = self.case.issues.len();
                let find = |page: &mut Self, node: &Node<'_>| {
                    let id = page.sheet.text(node)?.to_string();
                    page.issue(&id, node.span())
                };
                let ranking =
                    self.ranking(node, issues, find, |page, issue| page.case.issues[issue].id.clone())?;
                Some(Importance::Ranking(Sourced { value: ranking, source }))
            }
            _ => {
                let table = self.sheet.table(node)?;
                let mut each = vec![Sourced::told(Amount::Unknown); self.case.issues.len()];
                for (key, value) in table {
                    let Some(issue) = self.issue(key.get_ref(), key.span()) else { continue };
                    let (inner, _) = self.sourced(value);
                    if inner
                        .get_ref()
                        .as_str()
                        .is_some_and(|text| text != "unknown" && Number::parse(text).is_err())
                    {
                        let help = "for example 20, or [10, 25]; or rank all issues in a list";
                        let message = "an importance is a number, a range or \"unknown\"";
                        self.sheet.error_help("out-of-range", value.span(), message, help);
                        continue;
                    }
                    let Some(amount) = self.amount(value) else { continue };
                    match &amount.value {
                        Amount::Exactly(low) | Amount::Between(low, _) if low.is_negative() => {
                            self.sheet.error("out-of-range", value.span(), "an importance is not below 0");
                        }
                        _ => each[issue] = amount,
                    }
                }
                let zero = |a: &Sourced<Amount>| matches!(&a.value, Amount::Exactly(n) | Amount::Between(_, n) if n.is_zero());
                if !each.is_empty() && each.iter().all(zero) && self.averaged {
                    self.sheet.error(
                        "weights-zero",
                        node.span(),
                        "all importances are 0, so nothing would count",
                    );
                }
                Some(Importance::Each(each))
            }
        }
    }

    /// A ranking, best first, equals in an inner list; every one of `count` things exactly once.
    fn ranking(
        &mut self,
        node: &Node<'_>,
        count: usize,
        mut find: impl FnMut(&mut Self, &Node<'_>) -> Option<usize>,
        name: impl Fn(&Self, usize) -> String,
    ) -> Option<Vec<Vec<usize>>> {
        let mut groups = Vec::new();
        let mut seen = vec![false; count];
        let mut whole = true;
        for item in self.sheet.list(node)? {
            let members = item.get_ref().as_array().map_or(vec![item], |list| list.iter().collect());
            let mut group = Vec::new();
            for member in members {
                match find(self, member) {
                    Some(at) if seen[at] => {
                        self.sheet.error("duplicate", member.span(), "this stands in the ranking twice");
                        whole = false;
                    }
                    Some(at) => {
                        seen[at] = true;
                        group.push(at);
                    }
                    None => whole = false,
                }
            }
            groups.push(group);
        }
        if whole && let Some(at) = seen.iter().position(|seen| !seen) {
            let message = format!("the ranking leaves out \"{}\"", name(self, at));
            self.sheet.error_help(
                "partial-ranking",
                node.span(),
                message,
                "put equals in an inner list: [\"a\", [\"b\", \"c\"]]",
            );
            whole = false;
        }
        whole.then_some(groups)
    }

    fn worths(&mut self, root: &DeTable<'_>, preferences: &mut Preferences) {
        let Some(table) = root.get("worth").and_then(|node| self.sheet.table(node)) else { return };
        for (key, node) in table {
            let Some(issue) = self.issue(key.get_ref(), key.span()) else { continue };
            let case = self.case;
            if let Some(worth) = self.worth(node, &case.issues[issue]) {
                preferences.worth[issue] = worth;
            }
        }
    }

    fn worth(&mut self, node: &Node<'_>, issue: &Issue) -> Option<Worth> {
        let (node, source) = self.sourced(node);
        match node.get_ref() {
            DeValue::String(text) if text == "unknown" => Some(Worth::Unknown),
            DeValue::Array(_) => {
                let find = |page: &mut Self, node: &Node<'_>| option(page.sheet, issue, node);
                let ranking = self
                    .ranking(node, issue.domain.len().unwrap_or(0), find, |_, at| issue.domain.label(at))?;
                Some(Worth::Ranking(Sourced { value: ranking, source }))
            }
            _ => {
                let table = self.sheet.table(node)?;
                // Named options that are numbers can take a line too, unless one is called "line".
                if let (Some(line), false) = (table.get("line"), issue.domain.find("line").is_some()) {
                    self.sheet.only(table, &["line"], "a worth by line");
                    return self.line(line, issue, source);
                }
                let Some(options) = issue.domain.len() else {
                    self.sheet.error_help(
                        "line",
                        node.span(),
                        format!("issue \"{}\" takes real numbers: its worth is a line", issue.id),
                        "write { line = [[lowest, worth], …, [highest, worth]] }",
                    );
                    return None;
                };
                let mut each = vec![Sourced::told(Amount::Unknown); options];
                // Looked up once, so that very many options take no time that grows with their square.
                let places: BTreeMap<&str, usize> = match &issue.domain {
                    Domain::Options(labels) => labels.iter().map(String::as_str).zip(0..).collect(),
                    Domain::Integers { .. } | Domain::Reals { .. } => BTreeMap::new(),
                };
                for (key, value) in table {
                    let label: &str = key.get_ref();
                    let place = places.get(label).copied();
                    let place = place.or_else(|| named_option(self.sheet, issue, label, key.span()));
                    let Some(at) = place else { continue };
                    let Some(amount) = self.amount(value) else { continue };
                    self.within(value, &amount.value);
                    each[at] = amount;
                }
                Some(Worth::Each(each))
            }
        }
    }

    /// On the case folder's own scale a worth goes from 0 to 100.
    fn within(&mut self, node: &Node<'_>, amount: &Amount) {
        let (low, high) = match amount {
            Amount::Exactly(value) => (value, value),
            Amount::Between(low, high) => (low, high),
            Amount::Mark(_) | Amount::Unknown => return,
        };
        if self.averaged && (low.is_negative() || *high > Number::from(100)) {
            self.sheet.error_help(
                "out-of-range",
                node.span(),
                "a worth goes from 0 to 100",
                "give the best option 100 and the worst 0, or set `averaged = false` under [scale]",
            );
        }
    }

    fn line(&mut self, node: &Node<'_>, issue: &Issue, source: Source) -> Option<Worth> {
        let mut corners: Vec<(Number, Number)> = Vec::new();
        for item in self.sheet.list(node)? {
            let pair = self.sheet.list(item)?;
            let [at, worth] = pair else {
                self.sheet.error("line", item.span(), "a corner of the line is [number, worth]");
                return None;
            };
            let (at, value) = (self.sheet.number(at)?, self.sheet.number(worth)?);
            self.within(worth, &Amount::Exactly(value.clone()));
            if corners.last().is_some_and(|(before, _)| *before > at) {
                self.sheet.error(
                    "line",
                    item.span(),
                    "the corners of a line go from the lowest number upwards",
                );
                return None;
            }
            corners.push((at, value));
        }
        if corners.is_empty() {
            self.sheet.error("line", node.span(), "a line has at least one corner");
            return None;
        }
        let line = Worth::Line(Sourced { value: corners, source });
        match &issue.domain {
            Domain::Reals { .. } => Some(line),
            // Numbers that are options: the line is written out.
            domain => {
                let options = domain.len().unwrap_or(0);
                if let Some(word) =
                    (0..options).map(|at| domain.label(at)).find(|label| Number::parse(label).is_err())
                {
                    let message =
                        format!("option \"{}\" of issue \"{}\" is not a number", brief(&word), issue.id);
                    self.sheet.error_help("not-numeric", node.span(), message, "give each option its worth");
                    return None;
                }
                Some(line.on_options(domain))
            }
        }
    }

    fn comparisons(&mut self, root: &DeTable<'_>, preferences: &mut Preferences) {
        for (span, table) in self.sheet.tables(root, "prefers") {
            self.sheet.only(table, &[&["this", "to"][..], &SOURCE_KEYS].concat(), "a comparison");
            let mut side = |key: &str| {
                let node = self.sheet.need(table, key, span.clone(), "this comparison")?;
                let named = self.sheet.table(node)?;
                let mut options = Vec::new();
                for (key, value) in named {
                    let issue = self.issue(key.get_ref(), key.span())?;
                    options.push((issue, option(self.sheet, &self.case.issues[issue], value)?));
                }
                options.sort_unstable();
                Some(options)
            };
            let (Some(this), Some(to)) = (side("this"), side("to")) else { continue };
            let issues =
                |side: &[(usize, usize)]| -> Vec<usize> { side.iter().map(|(issue, _)| *issue).collect() };
            if issues(&this) != issues(&to) {
                let message = "`this` and `to` name different issues";
                let help = "name the same issues on both sides; an issue that makes no difference is left out of both";
                self.sheet.error_help("comparison", span, message, help);
            } else if this.is_empty() {
                self.sheet.error("comparison", span, "nothing is compared: both sides are empty");
            } else {
                let source = self.source(table);
                preferences.comparisons.push(Comparison { this, to, source });
            }
        }
    }

    fn red_lines(&mut self, root: &DeTable<'_>, preferences: &mut Preferences) {
        for (span, table) in self.sheet.tables(root, "red_line") {
            let known = [&["id", "why", "relaxed_by"][..], &RULE_KEYS, &SOURCE_KEYS].concat();
            self.sheet.only(table, &known, "a red line");
            let never = condition::rule(self.sheet, &self.case.issues, table, span);
            let count = preferences.red_lines.len() + 1;
            let id = optional_text(self.sheet, table, "id").unwrap_or_else(|| format!("red-line-{count}"));
            if preferences.red_lines.iter().any(|line| line.id == id) {
                let at = table.get("id").map_or(0..0, Spanned::span);
                self.sheet.error(
                    "duplicate",
                    at,
                    format!("the red line id \"{}\" is taken already", brief(&id)),
                );
            }
            let why = optional_text(self.sheet, table, "why");
            let relaxed_by = table.get("relaxed_by").and_then(|node| self.person(node));
            let source = self.source(table);
            preferences.red_lines.push(RedLine { id, never, why, relaxed_by, source });
        }
    }
}
