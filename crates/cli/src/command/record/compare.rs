//! `detente record compare`

use detente_papers::differing;
use detente_record::public_lines;
use detente_talks::Differing;

use crate::arguments::Compare;
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::session::{Session, style};

pub(crate) fn run(arguments: &Compare) -> Result<(), Failure> {
    let session = Session::open(&arguments.acting)?;
    let ledger = Ledger::open(&arguments.acting.case)?;
    let found = session.desk()?.differing(&public_lines(&ledger.entries))?;
    let found = Differing { schema: "detente/differs/1", differs: found };
    session.print(&found, || differing(&found.differs, &style()))
}
