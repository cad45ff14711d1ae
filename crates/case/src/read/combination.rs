//! `[[combination]]` and `[[group]]`: worth that depends on several issues at once.

use toml::de::DeTable;

use super::condition;
use super::private::Page;
use super::shared::word;
use super::sheet::Node;
use crate::{Aggregate, Combinations, Number, Term};

const AGGREGATES: [(&str, Aggregate); 3] =
    [("sum", Aggregate::Sum), ("min", Aggregate::Min), ("max", Aggregate::Max)];

/// Most groups inside each other.
const DEEPEST: usize = 100;

impl Page<'_, '_, '_> {
    /// `[[group]]` tables build the tree, `[[combination]]` tables hang on it; without groups everything is one sum.
    pub(super) fn combinations(&mut self, root: &DeTable<'_>) -> Option<Combinations> {
        let tables = self.sheet.tables(root, "combination");
        let group_tables = self.sheet.tables(root, "group");
        if tables.is_empty() && group_tables.is_empty() {
            return None;
        }
        let sum =
            |aggregate| Combinations { aggregate, start: Number::zero(), terms: vec![], groups: vec![] };
        // Position 0 is the root; a group may only lie in one written above it, so there is no circle.
        let mut groups = vec![(String::new(), 0usize, Number::one(), sum(Aggregate::Sum))];
        let mut depth = vec![0_usize];
        for (span, table) in group_tables {
            self.sheet.only(table, &["id", "aggregate", "start", "weight", "in"], "a group");
            let Some(id) = self
                .sheet
                .need(table, "id", span.clone(), "this group")
                .and_then(|node| self.sheet.text(node))
            else {
                continue;
            };
            let aggregate = word(self.sheet, table, "aggregate", &AGGREGATES).unwrap_or(Aggregate::Sum);
            let mut group = sum(aggregate);
            group.start = table.get("start").and_then(|n| self.sheet.number(n)).unwrap_or(Number::zero());
            let weight = table.get("weight").and_then(|n| self.sheet.number(n)).unwrap_or(Number::one());
            let parent = table.get("in").map_or(Some(0), |node| self.group(&groups, node)).unwrap_or(0);
            depth.push(depth[parent] + 1);
            if depth[parent] == DEEPEST {
                let message = format!("more than {DEEPEST} groups inside each other");
                self.sheet.error_help("too-deep", span, message, "put the terms of inner groups together");
            }
            groups.push((id.to_string(), parent, weight, group));
        }
        for (span, table) in tables {
            self.sheet.only(table, &["when", "unless", "worth", "group"], "a combination");
            let (node, unless) = match (table.get("when"), table.get("unless")) {
                (Some(when), None) => (Some(when), false),
                (None, Some(unless)) => (Some(unless), true),
                (None, None) => (None, false),
                (Some(_), Some(unless)) => {
                    self.sheet.error(
                        "no-rule",
                        unless.span(),
                        "a combination has `when` or `unless`, not both",
                    );
                    continue;
                }
            };
            let when = match node {
                Some(node) => condition::condition(self.sheet, &self.case.issues, node),
                None => Some(Vec::new()),
            };
            let worth =
                self.sheet.need(table, "worth", span, "this combination").and_then(|n| self.sheet.number(n));
            let at = table.get("group").map_or(Some(0), |node| self.group(&groups, node)).unwrap_or(0);
            if let (Some(when), Some(worth)) = (when, worth) {
                groups[at].3.terms.push(Term { worth, when, unless });
            }
        }
        while groups.len() > 1
            && let Some((_, parent, weight, group)) = groups.pop()
        {
            groups[parent].3.groups.insert(0, (weight, group));
        }
        let (_, _, _, mut root) = groups.pop()?;
        // A single group and nothing else is the root itself.
        match &mut root.groups[..] {
            [(weight, _)] if root.terms.is_empty() && *weight == Number::one() => {
                root.groups.pop().map(|(_, one)| one)
            }
            _ => Some(root),
        }
    }

    fn group(&mut self, groups: &[(String, usize, Number, Combinations)], node: &Node<'_>) -> Option<usize> {
        let id = self.sheet.text(node)?;
        let found = groups.iter().position(|(known, ..)| !known.is_empty() && known == id);
        if found.is_none() {
            let all = groups.iter().map(|(known, ..)| known.as_str()).filter(|known| !known.is_empty());
            self.sheet.unknown("unknown-group", node.span(), "group (above this line)", id, all);
        }
        found
    }
}
