//! Other names, and how what is said in public is kept.

use super::{Lines, key, list, quoted};
use crate::{Called, Case, RecordRules};

pub(super) fn aliases(lines: &mut Lines, case: &Case, of: Called, id: &str) {
    for alias in case.aliases.iter().filter(|alias| alias.of == of && alias.id == id) {
        lines.set("aliases", list(alias.names.iter().map(|name| quoted(name))));
    }
}

pub(super) fn record(lines: &mut Lines, case: &Case) {
    if case.record == RecordRules::default() {
        return;
    }
    lines.header("[record]");
    if case.record.accept_unseen {
        lines.set("accept_unseen", "true");
    }
    if !case.record.outlets.is_empty() {
        let outlets = case.record.outlets.iter().map(|(name, id)| format!("{} = {}", key(name), quoted(id)));
        lines.set("outlets", format!("{{ {} }}", outlets.collect::<Vec<_>>().join(", ")));
    }
}
