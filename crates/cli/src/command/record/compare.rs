//! `detente record compare`

use detente_papers::differing;
use detente_record::public_lines;
use serde_json::json;

use crate::arguments::Compare;
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::session::{Session, style};

pub(crate) fn run(arguments: &Compare) -> Result<(), Failure> {
    let session = Session::open(&arguments.acting)?;
    let ledger = Ledger::open(&arguments.acting.case)?;
    let found = session.desk()?.differing(&public_lines(&ledger.entries))?;
    session.print(&json!({"schema": "detente/record-differs/1", "differs": found}), || {
        differing(&found, &style())
    })
}
