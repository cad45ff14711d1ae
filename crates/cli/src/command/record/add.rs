//! `detente record add`

use detente_papers::{Style, proposals};
use detente_record::Waiting;

use crate::arguments::{Add, Format};
use crate::console::{coloured, complain, plain};
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::load::read_at_most;
use crate::output::{say, say_json};

/// The longest report that is read into a case.
const LONGEST: u64 = 32 << 20;

pub(crate) fn run(arguments: &Add) -> Result<(), Failure> {
    let mut ledger = Ledger::open_to_write(&arguments.case)?;
    let mut all = Vec::new();
    let mut sources = Vec::new();
    for path in &arguments.reports {
        let bytes = read_at_most(path, LONGEST)?;
        let name =
            path.file_name().map_or_else(|| "report".into(), |name| name.to_string_lossy().into_owned());
        let added = ledger.add(&name, &bytes, arguments.date, arguments.outlet.as_deref())?;
        for note in &added.notes {
            complain(&plain(&format!("note: {}: {note}\n", path.display())));
        }
        sources.push(added.source);
        all.extend(added.found);
    }
    ledger.save()?;
    match arguments.format {
        Format::Json => say_json(&Waiting::new(sources, all)),
        Format::Text => say(&proposals(&all, &ledger.cast, &Style { width: 80, colour: coloured() })),
    }
}
