//! `mediator/moves.toml`: what actors can do away from the table.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::assertion::{assertion, conjunctions, plain_word};
use super::shared::{optional_text, word};
use super::sheet::{Node, Sheet, brief};
use crate::{Act, Actor, Case, Conflict, Conjunction, Direction, Form, MOST_ACTS, Order, Problem, possible};

pub(super) const FILE: &str = "mediator/moves.toml";
/// States that are listed to check rankings.
const MOST: usize = 1 << 22;
const DIRECTIONS: [(&str, Direction); 3] =
    [("both", Direction::Both), ("forward", Direction::Forward), ("back", Direction::Back)];

pub(super) fn read(case: &mut Case, bytes: &[u8], problems: &mut Vec<Problem>) {
    let (mut sheet, root) = Sheet::open(FILE, bytes);
    // A file of comments alone says nothing.
    if let Some(root) = root.filter(|root| !root.get_ref().is_empty()) {
        case.moves = conflict(&mut sheet, root.get_ref(), case);
    }
    problems.append(&mut sheet.problems);
}

fn conflict(sheet: &mut Sheet<'_>, root: &DeTable<'_>, case: &Case) -> Option<Conflict> {
    let known = [
        "status_quo",
        "wanted",
        "impossible",
        "exclusive",
        "at_least_one",
        "one_state",
        "option",
        "actor",
        "state",
    ];
    sheet.only(root, &known, FILE);
    let tables = sheet.tables(root, "actor");
    let mut actors: Vec<(Actor, &DeTable<'_>, Range<usize>)> = Vec::new();
    for (span, table) in tables {
        let known = ["id", "name", "prefers", "ranking", "rest", "unseen", "moves"];
        sheet.only(table, &known, "an actor");
        let Some(node) = sheet.need(table, "id", span.clone(), "this actor") else { continue };
        let Some(id) = sheet.text(node) else { continue };
        if actors.iter().any(|(actor, ..)| actor.id == id) {
            sheet.error("duplicate", node.span(), format!("actor \"{}\" stands here twice", brief(id)));
        }
        let Some(own) = name(case, id) else {
            let parties = case.parties.iter().map(|party| party.id.as_str());
            let all = parties.chain(case.third_parties.iter().map(|third| third.id.as_str()));
            sheet.unknown("unknown-actor", node.span(), "party, third party or person", id, all);
            continue;
        };
        let name = optional_text(sheet, table, "name").unwrap_or(own);
        let order = Order::Ranking(Vec::new());
        actors.push((
            Actor { id: id.into(), name, order, unseen: Vec::new(), moves: Vec::new() },
            table,
            span,
        ));
    }
    if actors.is_empty() {
        sheet.error_help(
            "no-actor",
            0..0,
            "nobody can move: there is no [[actor]]",
            "add one for each who can change something alone",
        );
        return None;
    }
    let ids: Vec<String> = actors.iter().map(|(actor, ..)| actor.id.clone()).collect();
    let form = match root.contains_key("state") {
        true => graph(sheet, root)?,
        false => by_options(sheet, root, &ids)?,
    };
    let states = States::new(sheet, &form);
    let mut done = Vec::new();
    for (mut actor, table, span) in actors {
        if let Form::Options { options, .. } = &form {
            actor.unseen = conjunctions(sheet, options, table.get("unseen"));
        }
        actor.order = order(sheet, &form, &states, table, span);
        actor.moves = moves(sheet, &states, table);
        done.push(actor);
    }
    let status_quo = root.get("status_quo").and_then(|node| states.at(sheet, node));
    let wanted = root.get("wanted").and_then(|node| states.at(sheet, node));
    Some(Conflict { actors: done, form, status_quo, wanted })
}

/// The name of one who can be an actor.
fn name(case: &Case, id: &str) -> Option<String> {
    let party = case.parties.iter().find(|party| party.id == id).map(|party| &party.name);
    let third = || case.third_parties.iter().find(|third| third.id == id).map(|third| &third.name);
    let person = || case.people.iter().find(|person| person.id == id).map(|person| &person.name);
    party.or_else(third).or_else(person).cloned()
}

fn graph(sheet: &mut Sheet<'_>, root: &DeTable<'_>) -> Option<Form> {
    let mut states: Vec<String> = Vec::new();
    for (span, table) in sheet.tables(root, "state") {
        sheet.only(table, &["id"], "a state");
        let Some(node) = sheet.need(table, "id", span, "this state") else { continue };
        let Some(id) = sheet.text(node) else { continue };
        if states.iter().any(|known| known == id) {
            sheet.error("duplicate", node.span(), format!("state \"{}\" stands here twice", brief(id)));
        }
        states.push(id.into());
    }
    for key in ["option", "impossible", "exclusive", "at_least_one", "one_state"] {
        if let Some(node) = root.get(key) {
            let help = "give options, and states follow from them; or give states, and every actor's moves";
            sheet.error_help(
                "two-forms",
                node.span(),
                format!("\"{key}\" cannot stand beside [[state]]"),
                help,
            );
        }
    }
    (!states.is_empty()).then_some(Form::Graph { states })
}

fn by_options(sheet: &mut Sheet<'_>, root: &DeTable<'_>, actors: &[String]) -> Option<Form> {
    let mut options: Vec<Act> = Vec::new();
    for (span, table) in sheet.tables(root, "option") {
        sheet.only(table, &["id", "name", "owner", "direction", "clause"], "an option");
        let node = sheet.need(table, "id", span.clone(), "this option");
        let owner = sheet.need(table, "owner", span, "this option");
        let (Some(node), Some(owner)) = (node, owner) else { continue };
        let (Some(id), Some(by)) = (sheet.text(node), sheet.text(owner)) else { continue };
        if options.iter().any(|known| known.id == id) {
            sheet.error_help(
                "duplicate",
                node.span(),
                format!("option \"{}\" stands here twice", brief(id)),
                "an option belongs to one actor; give another's its own id",
            );
        }
        if !plain_word(id) {
            let help = "one word, and not \"and\", \"or\", \"not\", \"if\", \"iff\"; what people call it is its `name`";
            sheet.error_help(
                "option-id",
                node.span(),
                format!("\"{}\" cannot be an option's id", brief(id)),
                help,
            );
        }
        let Some(at) = actors.iter().position(|actor| actor == by) else {
            sheet.unknown("unknown-actor", owner.span(), "actor", by, actors.iter().map(String::as_str));
            continue;
        };
        let direction = word(sheet, table, "direction", &DIRECTIONS).unwrap_or(Direction::Both);
        options.push(Act {
            id: id.into(),
            name: optional_text(sheet, table, "name").unwrap_or_else(|| id.into()),
            owner: at,
            direction,
            clause: table.get("clause").and_then(|node| super::texts::number(sheet, node)),
        });
    }
    if options.is_empty() || options.len() > MOST_ACTS {
        let what = format!(
            "there are {} options; a model has 1 to {MOST_ACTS}, or states given by hand",
            options.len()
        );
        sheet.error_help("options", 0..0, what, "add [[option]], or [[state]] with each actor's moves");
        return None;
    }
    let mut impossible = conjunctions(sheet, &options, root.get("impossible"));
    for (key, least) in [("exclusive", false), ("at_least_one", true)] {
        let Some(list) = root.get(key).and_then(|node| sheet.list(node)) else { continue };
        for group in list {
            let Some(items) = sheet.list(group) else { continue };
            let all: Conjunction =
                items.iter().filter_map(|item| Some((one(sheet, &options, item)?, !least))).collect();
            match least {
                true => impossible.push(all),
                false => {
                    let pairs = all.iter().enumerate();
                    impossible.extend(pairs.flat_map(|(at, a)| all[at + 1..].iter().map(|b| vec![*a, *b])));
                }
            }
        }
    }
    let merged = conjunctions(sheet, &options, root.get("one_state"));
    Some(Form::Options { options, impossible, merged })
}

/// The position of a named option.
fn one(sheet: &mut Sheet<'_>, options: &[Act], node: &Node<'_>) -> Option<usize> {
    let id = sheet.text(node)?;
    let at = options.iter().position(|option| option.id == id);
    if at.is_none() {
        sheet.unknown(
            "unknown-option",
            node.span(),
            "option",
            id,
            options.iter().map(|option| option.id.as_str()),
        );
    }
    at
}

/// The states that a file can name.
struct States {
    names: Vec<String>,
    options: Vec<Act>,
    /// Which options each takes, with those that differ among merged ones.
    taken: Option<Vec<(u64, u64)>>,
}

impl States {
    fn new(sheet: &mut Sheet<'_>, form: &Form) -> Self {
        match form {
            Form::Graph { states } => Self { names: states.clone(), options: Vec::new(), taken: None },
            Form::Options { options, impossible, merged } => {
                let taken = match possible(options.len(), impossible, MOST) {
                    Ok(taken) if taken.is_empty() => {
                        sheet.error("no-state", 0..0, "what is said to be impossible rules out everything");
                        None
                    }
                    Ok(taken) => Some(crate::merged(&taken, merged)),
                    Err(error) => {
                        sheet.error("too-many-states", 0..0, error.to_string());
                        None
                    }
                };
                Self { names: Vec::new(), options: options.clone(), taken }
            }
        }
    }

    fn count(&self) -> Option<usize> {
        if self.options.is_empty() { Some(self.names.len()) } else { Some(self.taken.as_ref()?.len()) }
    }

    /// A state by its number, its name, the letters of its options, or the list of those it takes.
    fn at(&self, sheet: &mut Sheet<'_>, node: &Node<'_>) -> Option<usize> {
        let count = self.count()?;
        let unknown = |sheet: &mut Sheet<'_>, what: String| {
            let help = match self.options.is_empty() {
                true => "name a state's id, or its number".into(),
                false => format!(
                    "write its number from 1 to {count}, a Y or N for each option, or the list of the options it takes"
                ),
            };
            sheet.error_help("unknown-state", node.span(), what, help);
            None
        };
        let taken = match node.get_ref() {
            DeValue::Integer(_) => {
                let number = usize::try_from(sheet.integer(node)?).unwrap_or(0);
                let known = (1..=count).contains(&number);
                return if known {
                    Some(number)
                } else {
                    unknown(sheet, format!("there is no state {number}; there are 1 to {count}"))
                };
            }
            DeValue::Array(items) if !self.options.is_empty() => {
                let mut taken = 0_u64;
                for item in items.iter() {
                    taken |= 1 << one(sheet, &self.options, item)?;
                }
                taken
            }
            _ => {
                let said = sheet.text(node)?;
                if self.options.is_empty() {
                    let at = self.names.iter().position(|name| name == said);
                    return at
                        .map(|at| at + 1)
                        .or_else(|| unknown(sheet, format!("there is no state \"{}\"", brief(said))));
                }
                let letters: Vec<char> = said.chars().collect();
                if letters.len() != self.options.len() || !letters.iter().all(|letter| "YN".contains(*letter))
                {
                    return unknown(
                        sheet,
                        format!(
                            "\"{}\" is no Y or N for each of {} options",
                            brief(said),
                            self.options.len()
                        ),
                    );
                }
                letters
                    .iter()
                    .enumerate()
                    .fold(0, |taken, (at, letter)| taken | u64::from(*letter == 'Y') << at)
            }
        };
        let all = self.taken.as_ref()?;
        let at = all
            .iter()
            .position(|(known, open)| known & !open == taken & !open && (*open != 0 || *known == taken));
        at.map(|at| at + 1).or_else(|| unknown(sheet, "this is not possible together".into()))
    }
}

fn order(
    sheet: &mut Sheet<'_>,
    form: &Form,
    states: &States,
    table: &DeTable<'_>,
    span: Range<usize>,
) -> Order {
    let unknown = Order::Ranking(Vec::new());
    if let (Some(node), None) = (table.get("rest"), table.get("ranking")) {
        let help = "leave it out: of `prefers`, put what is of unknown importance into an inner list";
        sheet.error_help("two-orders", node.span(), "`rest` belongs to a `ranking`", help);
    }
    match (table.get("prefers"), table.get("ranking")) {
        (Some(_), Some(node)) => {
            sheet.error_help(
                "two-orders",
                node.span(),
                "an actor has `prefers` or `ranking`, not both",
                "leave one out",
            );
            unknown
        }
        (None, None) => unknown,
        (Some(node), None) => {
            let Form::Options { options, .. } = form else {
                sheet.error_help(
                    "two-forms",
                    node.span(),
                    "`prefers` speaks of options; states are given by hand here",
                    "write `ranking`",
                );
                return unknown;
            };
            let mut groups = Vec::new();
            for item in sheet.list(node).unwrap_or_default() {
                let group = match item.get_ref() {
                    DeValue::Array(items) => {
                        items.iter().filter_map(|item| assertion(sheet, options, item)).collect()
                    }
                    _ => assertion(sheet, options, item).into_iter().collect(),
                };
                groups.push(group);
            }
            Order::Priorities(groups)
        }
        (None, Some(node)) => {
            let mut groups: Vec<Vec<usize>> = Vec::new();
            let mut known = std::collections::BTreeSet::new();
            let open = word(sheet, table, "rest", &[("unknown", ())]).is_some();
            for item in sheet.list(node).unwrap_or_default() {
                // A list of options is one state, a list of states are ties.
                let names_options = |items: &[Node<'_>]| {
                    let texts = items.iter().filter_map(|item| item.get_ref().as_str());
                    texts.count() == items.len()
                        && items.iter().all(|item| {
                            states
                                .options
                                .iter()
                                .any(|option| Some(option.id.as_str()) == item.get_ref().as_str())
                        })
                };
                let group: Vec<(usize, Range<usize>)> = match item.get_ref() {
                    DeValue::Array(items) if !names_options(items) => {
                        items.iter().filter_map(|item| Some((states.at(sheet, item)?, item.span()))).collect()
                    }
                    _ => states.at(sheet, item).map(|state| (state, item.span())).into_iter().collect(),
                };
                for (state, span) in &group {
                    if !known.insert(*state) {
                        sheet.error("duplicate", span.clone(), format!("state {state} stands here twice"));
                    }
                }
                groups.push(group.into_iter().map(|(state, _)| state).collect());
            }
            let missing = (1..=states.count().unwrap_or(0)).find(|state| !known.contains(state));
            if let (Some(missing), false) = (missing, open) {
                let help = "rank every state once; or write rest = \"unknown\"";
                sheet.error_help("ranking", span, format!("this ranking lacks state {missing}"), help);
            }
            Order::Ranking(groups)
        }
    }
}

fn moves(sheet: &mut Sheet<'_>, states: &States, table: &DeTable<'_>) -> Vec<(usize, Vec<usize>)> {
    let Some(node) = table.get("moves") else { return Vec::new() };
    if !states.options.is_empty() {
        sheet.error_help("two-forms", node.span(), "moves follow from options here", "leave `moves` out");
        return Vec::new();
    }
    let mut all = Vec::new();
    for (key, value) in sheet.table(node).into_iter().flatten() {
        let id: &str = key.get_ref();
        let Some(from) = states.names.iter().position(|name| name == id) else {
            sheet.unknown("unknown-state", key.span(), "state", id, states.names.iter().map(String::as_str));
            continue;
        };
        let to: Vec<usize> =
            sheet.list(value).unwrap_or_default().iter().filter_map(|item| states.at(sheet, item)).collect();
        all.push((from + 1, to));
    }
    all.sort();
    all
}
