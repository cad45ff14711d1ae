//! What JSON and YAML have in common: texts, lists and maps with their places.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::report::Report;
use crate::source::Source;

/// Deeper nesting is a mistake or an attack.
pub(crate) const DEEPEST: usize = 200;

/// One value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

/// Scalars stay text, so that decimals stay exact.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A scalar: as written, or what is between the quotes.
    Text { text: String, quoted: bool },
    /// A list.
    List(Vec<Node>),
    /// Keys and values in file order; a key may occur twice.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether it is an unquoted `null`, `~` or nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Text { text, quoted: false } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The members of a list.
    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(members) => Some(members),
            Value::Text { .. } | Value::Map(_) => None,
        }
    }

    /// The keys and values of a map.
    pub(crate) fn map(&self) -> Option<&[(Node, Node)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            Value::Text { .. } | Value::List(_) => None,
        }
    }

    /// The value under a key, unless it is null; of several the last. Linear in the map.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.map()?.iter().rev().find(|(name, _)| name.text() == Some(key));
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    }

    /// A map by normalised key; of several the last.
    pub(crate) fn by_key(&self) -> BTreeMap<String, &Node> {
        let entries = self.map().unwrap_or_default().iter();
        entries.filter_map(|(key, value)| Some((detente_case::normal(key.text()?), value))).collect()
    }

    /// How many values it holds, itself included.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.value {
            Value::Text { .. } => 0,
            Value::List(members) => members.iter().map(Self::count).sum(),
            Value::Map(entries) => entries.iter().map(|(key, value)| key.count() + value.count()).sum(),
        }
    }

    /// How deep values lie inside each other; 1 for a scalar.
    pub(crate) fn height(&self) -> usize {
        1 + match &self.value {
            Value::Text { .. } => 0,
            Value::List(members) => members.iter().map(Self::height).max().unwrap_or(0),
            Value::Map(entries) => {
                entries.iter().map(|(key, value)| key.height().max(value.height())).max().unwrap_or(0)
            }
        }
    }
}

/// Reports keys that occur twice in one map, of which the last wins. Issues are left to the reader of issues.
pub(crate) fn report_duplicates(node: &Node, source: &Source, report: &mut Report) {
    let mut open = vec![(node, "")];
    while let Some((node, name)) = open.pop() {
        match &node.value {
            Value::Text { .. } => {}
            Value::List(members) => open.extend(members.iter().rev().map(|member| (member, name))),
            Value::Map(entries) => {
                let mut seen = BTreeSet::new();
                for (key, value) in entries {
                    let text = key.text().unwrap_or_default();
                    if !seen.insert(text) && name != "issuesValues" {
                        let found = format!("the key \"{}\" twice", crate::report::short(text));
                        report.repair("R9", source, key.span.clone(), found, "the last");
                    }
                    open.push((value, text));
                }
            }
        }
    }
}
