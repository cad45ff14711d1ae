//! What a party gets with no agreement.

use toml::de::{DeTable, DeValue};

use super::condition::option;
use super::private::Page;
use super::sheet::{Node, brief};
use crate::{Number, NumberError, Preferences, Sourced, WalkAway};

impl Page<'_, '_, '_> {
    pub(super) fn walk_away(&mut self, node: &Node<'_>) -> Option<Sourced<WalkAway>> {
        let (node, source) = self.sourced(node);
        let value = match node.get_ref() {
            DeValue::String(text) if text == "unknown" => WalkAway::Unknown,
            DeValue::String(text) if text == "none" => WalkAway::None,
            DeValue::Array(_) => {
                let (low, high) = self.pair(node)?;
                WalkAway::Between(low, high)
            }
            DeValue::Table(table) => {
                self.sheet.only(table, &["package"], "a walk-away");
                let package = self.sheet.need(table, "package", node.span(), "this walk-away")?;
                WalkAway::Package(self.package(package)?)
            }
            DeValue::String(text) if Number::parse(text) == Err(NumberError::NotANumber) => {
                self.sheet.error_help(
                    "wrong-type",
                    node.span(),
                    format!("a walk-away is not said like this: \"{}\"", brief(text)),
                    "a number, a range like [35, 45], { package = { … } }, \"unknown\" or \"none\"",
                );
                return None;
            }
            _ => WalkAway::Points(self.sheet.number(node)?),
        };
        Some(Sourced { value, source })
    }

    /// Warns of a walk-away that no package, or every package, reaches.
    pub(super) fn reachable(&mut self, root: &DeTable<'_>, preferences: &Preferences) {
        let plain = self.averaged && preferences.scale.base.is_zero() && preferences.combinations.is_none();
        let (low, high) = match &preferences.walk_away.value {
            WalkAway::Points(points) => (points, points),
            WalkAway::Between(low, high) => (low, high),
            WalkAway::Package(_) | WalkAway::Unknown | WalkAway::None => return,
        };
        let Some(node) = root.get("walk_away").filter(|_| plain) else { return };
        let message = if *low > Number::from(100) {
            "no package is worth so much: worths go from 0 to 100"
        } else if high.is_negative() {
            "every package is worth more: worths go from 0 to 100"
        } else {
            return;
        };
        self.sheet.warning_help("walk-away", node.span(), message, "a party without one says \"none\"");
    }

    fn package(&mut self, node: &Node<'_>) -> Option<Vec<usize>> {
        let table = self.sheet.table(node)?;
        let mut package = vec![None; self.case.issues.len()];
        let mut named = vec![false; self.case.issues.len()];
        for (key, value) in table {
            let Some(issue) = self.issue(key.get_ref(), key.span()) else { continue };
            named[issue] = true;
            package[issue] = option(self.sheet, &self.case.issues[issue], value);
        }
        let missing: Vec<&str> = self
            .case
            .issues
            .iter()
            .zip(&named)
            .filter(|(_, named)| !**named)
            .map(|(i, _)| i.id.as_str())
            .collect();
        if !missing.is_empty() {
            let message =
                format!("a package has one option for every issue; here {} is missing", missing.join(", "));
            self.sheet.error("partial-package", node.span(), message);
        }
        package.into_iter().collect()
    }
}
