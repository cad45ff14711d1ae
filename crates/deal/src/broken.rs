//! Which rules a package breaks.

use detente_case::{Among, Case, Condition, RedLine};

/// The red lines that parties hold and a package crosses: position of the party, the line. `package` has the position of an
/// option for every issue; red lines on real-valued issues are passed over.
pub fn broken<'c>(case: &'c Case, package: &[usize]) -> Vec<(usize, &'c RedLine)> {
    let held = (0..case.parties.len()).map(|party| {
        let told = case.preferences.get(party).and_then(Option::as_ref);
        told.or_else(|| case.estimates.get(party).and_then(Option::as_ref))
    });
    let lines = held.enumerate().flat_map(|(party, held)| {
        held.into_iter().flat_map(move |held| held.red_lines.iter().map(move |line| (party, line)))
    });
    lines.filter(|(_, line)| line.never.iter().any(|never| meets(never, package))).collect()
}

/// Whether a package meets a condition; one on a real-valued issue is met by none.
pub(crate) fn meets(condition: &Condition, package: &[usize]) -> bool {
    condition.iter().all(|choice| match &choice.among {
        Among::Options(options) => package.get(choice.issue).is_some_and(|option| options.contains(option)),
        Among::Between(..) | Among::Outside(..) => false,
    })
}
